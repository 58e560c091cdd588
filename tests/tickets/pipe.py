# SPDX-License-Identifier: GPL-3.0-or-later
"""lockboxd's child "tickets" on its two pipes, driven as lockboxd drives it; and TAP."""
import json
import os
import select
import subprocess
import sys
import time

BUILD = os.environ["top_builddir"]
count = [0, 0]


def check(name, good, why=""):
    count[0] += 1
    count[1] += not good
    print(f"{'ok' if good else 'not ok'} {count[0]} - {name}", flush=True)
    if not good:
        print("\n".join(f"#   {line[:400]}" for line in str(why).splitlines()), flush=True)


def finish():
    print(f"1..{count[0]}")
    sys.exit(1 if count[1] else 0)


class Child:
    """lockboxd's child, with settings for the system at @url."""

    def __init__(self, url, token, seconds=20, **more):
        self.process = subprocess.Popen([f"{BUILD}/lockboxd", "tickets"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.number, self.token = 0, token
        self.rest = b""
        settings = {"version": 2, "kind": "rt", "token": token, "url": url, "networks": ["127.0.0.0/8"], "plain": True,
                    "timeout_ms": seconds * 1000, **more}
        self.write(json.dumps(settings))

    def write(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def read(self, seconds=360):
        end = time.monotonic() + seconds
        while b"\n" not in self.rest:
            if not select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]:
                raise SystemExit("Bail out! no answer came in time")
            got = os.read(self.process.stdout.fileno(), 65536)
            if not got:
                return None
            self.rest += got
        line, self.rest = self.rest.split(b"\n", 1)
        return line.decode()

    def order(self, act, ticket=None, **more):
        self.number += 1
        words = {"id": self.number, "act": act, "look": False, **more}
        if ticket is not None:
            words["ticket"] = str(ticket)
        self.write(json.dumps(words))
        line = self.read()
        if line is None:
            return {"outcome": f"ended with {self.process.wait(timeout=20)}", "words": ""}
        answer = json.loads(line)
        if answer["id"] != self.number or self.token in line:
            raise SystemExit(f"Bail out! a wrong line came: {line}")
        return answer

    def fetch(self, ticket, **more):
        return self.order("fetch", ticket, **more)

    def comment(self, ticket, mark="mark-0001", look=False):
        return self.order("comment", ticket, text="Lockbox: LB-1 was approved", mark=mark, look=look)

    def end(self):
        self.process.stdin.close()
        status = self.process.wait(timeout=30)
        self.process.stdout.close()
        return status


def texts(answer):
    """Of the entries; what was answered instead of a ticket, else."""
    return [entry["text"] for entry in answer["ticket"]["entries"]] if "ticket" in answer else [str(answer)]
