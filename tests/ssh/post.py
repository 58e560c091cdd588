# SPDX-License-Identifier: GPL-3.0-or-later
"""A real SMTP server, and the mails that it was given, for suites that go through the front door."""
import email
import email.policy
import json
import os
import re
import subprocess
import sys

from door import TMP, until

SOURCE = os.environ.get("top_srcdir", "")


class Post:
    """A real SMTP server, and what it was given."""

    def __init__(self):
        self.folder = f"{TMP}/post"
        os.mkdir(self.folder)
        self.process = subprocess.Popen([os.environ.get("PYTHON3", sys.executable), f"{SOURCE}/tests/support/smtp-server.py", "--dump", self.folder],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def letters(self):
        for name in sorted(os.listdir(self.folder)):
            if name.endswith(".json"):
                with open(f"{self.folder}/{name}", encoding="utf-8") as file:
                    facts = json.load(file)
                with open(f"{self.folder}/{name[:-5]}.eml", "rb") as file:
                    yield facts["to"], email.message_from_binary_file(file, policy=email.policy.default)

    def command(self, account, subject):
        """What stands by itself on a line of the mail to @account whose subject begins so: the words behind the host."""
        def find():
            for to, letter in self.letters():
                if to == [account] and letter["Subject"].startswith(subject):
                    text = letter.get_body(("plain",)).get_content()
                    found = re.search(r"(?m)^ssh -t -p \d+ lockbox@door\.example (open \S+|ticket \S+)$", text)
                    return found.group(1).split() if found else None
            return None
        return until(find) or []

    def text(self, account, subject):
        """Of the mail to @account whose subject begins so; "" where there is none yet."""
        for to, letter in self.letters():
            if to == [account] and letter["Subject"].startswith(f"[Lockbox] {subject}"):
                return letter.get_body(("plain",)).get_content()
        return ""

    def told(self, account):
        return [letter["Subject"] for to, letter in self.letters() if to == [account]]

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)
