#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads every *.eml of a directory with Python's email package, which knows nothing of the program that
wrote them, and says what is wrong with it as one of our mails. Ends with 1 when anything is.
"""

import email
import email.policy
import html.parser
import os
import re
import sys
import unicodedata

NEEDED = ["Date", "From", "Subject", "To", "MIME-Version", "Message-Id", "Auto-Submitted",
          "X-Auto-Response-Suppress", "Content-Language", "Content-Type"]
# The commands of a mail, by what it is about.
REQUEST = r"(?:(?:ssh -t (?:-p \d+ )?lockbox@\S+ connect LB-\d+(?: [\w.-]+)?\n)*" \
          r"ssh (?:-p \d+ )?lockbox@\S+ access LB-\d+\n)?" \
          r"(ssh -t (?:-p \d+ )?lockbox@\S+) open LB-\d+\n\1"
CHANGED = r"ssh ((?:-p \d+ )?lockbox@\S+) (?:log|whoami)\nssh -t \1"
INVITED = r"(ssh-keygen -t ed25519-sk -O verify-required\nssh-keygen -t ed25519\n)?ssh lockbox"
BLOCK = r"(?m)^Host lockbox\n    HostName \S+\n(?:    Port \d+\n)?    User lockbox\n    IdentitiesOnly yes\n" \
        r"    RequestTTY yes\n    ForwardAgent no\n\n"
THREAD = ["In-Reply-To", "References"]
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class Page(html.parser.HTMLParser):
    """Collects the text, and everything that is not as plain as it has to be."""

    TAGS = {"html", "head", "meta", "title", "body", "p", "table", "tr", "th", "td", "pre", "br", "strong"}
    ATTRIBUTES = {"lang", "charset", "name", "content", "style", "cellpadding", "align", "valign", "scope"}

    def __init__(self):
        super().__init__()
        self.text = []
        self.faults = []

    def handle_starttag(self, tag, attrs):
        if tag not in self.TAGS:
            self.faults.append("HTML has <%s>" % tag)
        for name, value in attrs:
            if name not in self.ATTRIBUTES or "url" in (value or "").lower():
                self.faults.append("HTML has %s=%s" % (name, value))

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        self.faults.append("HTML has a comment")


def hidden(text, allowed="\n"):
    return sorted({"U+%04X" % ord(c) for c in text if c not in allowed and unicodedata.category(c) in HIDDEN})


def check_bytes(data):
    if data.replace(b"\r\n", b"").translate(None, bytes(range(32, 127)) + b"\t"):
        yield "bytes that are not printable ASCII, or a bare CR or LF"
    longest = max(len(line) for line in data.split(b"\r\n"))
    if longest > 200:
        yield "a line of %d bytes" % longest


def check_headers(message):
    names = [name for name, _ in message.raw_items()]
    allowed = NEEDED + (THREAD if "In-Reply-To" in names else [])
    if sorted(names) != sorted(allowed):
        yield "headers: %s" % ", ".join(names)
    for name in ("To", "From"):
        if len(message[name].addresses) != 1:
            yield "%s has %d addresses" % (name, len(message[name].addresses))
    for name in names:
        if hidden(str(message[name])):
            yield "%s has %s" % (name, hidden(str(message[name])))
    if message.defects:
        yield "defects: %s" % message.defects


def check_text(text):
    commands = [line for line in text.split("\n") if line.startswith("ssh")]
    if not any(re.fullmatch(family, "\n".join(commands)) for family in (REQUEST, CHANGED, INVITED)):
        yield "commands: %r" % commands
    blocks = len(re.findall(BLOCK, text))
    hosts = [line for line in text.split("\n") if re.match(r"\s*Host(?!\w| key:)", line)]
    if blocks != ("ssh lockbox" in commands) or len(hosts) != blocks:
        yield "configuration: %r" % hosts
    if any("evil" in line for line in commands):
        yield "a foreign command"
    if hidden(text):
        yield "text has %s" % hidden(text)


def check(data):
    message = email.message_from_bytes(data, policy=email.policy.default)
    yield from check_bytes(data)
    yield from check_headers(message)
    parts = [part.get_content_type() for part in message.walk()]
    if parts != ["multipart/alternative", "text/plain", "text/html"]:
        yield "parts: %s" % ", ".join(parts)
        return
    text, page = (part.get_content().replace("\r\n", "\n") for part in message.iter_parts())
    yield from check_text(text)
    reader = Page()
    reader.feed(page)
    yield from reader.faults
    seen = " ".join("".join(reader.text).split())
    if hidden(seen):
        yield "HTML has %s" % hidden(seen)
    lacking = [word for word in text.split() if word not in seen]
    if lacking:
        yield "HTML lacks %r" % lacking[:5]


def main():
    count = faults = 0
    for name in sorted(os.listdir(sys.argv[1])):
        if not name.endswith(".eml"):
            continue
        count += 1
        with open(os.path.join(sys.argv[1], name), "rb") as mail:
            for fault in check(mail.read()):
                faults += 1
                print("%s: %s" % (name, fault))
    print("%d mails, %d faults" % (count, faults))
    sys.exit(1 if faults or not count else 0)


if __name__ == "__main__":
    main()
