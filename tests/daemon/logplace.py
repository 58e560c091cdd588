# SPDX-License-Identifier: GPL-3.0-or-later
"""A place whose activity log is forwarded."""
import json
import subprocess
import sys
import time

from place import BUILD, OWNER, TOP, Place, await_, expect, read, write

sys.path.insert(0, f"{TOP}/tests/support")
from collector import chain_of  # noqa: E402  pylint: disable=wrong-import-position

HOSTILE = '"quoted" ] [lockbox@1 a="b"] \\ %41 日本語 🔒'


class Log(Place):
    """A place whose log is forwarded."""

    def forward(self, server, *more):
        self.configure()
        write(self.config, read(self.config) + "\n".join(
            ["[forward]", f"server={server}", "enterprise-number=32473", "timeout=2", *more]) + "\n")

    def head(self):
        return self.query("SELECT sequence, lower(hex(hash)) FROM activity ORDER BY sequence DESC LIMIT 1")[0]

    def position(self):
        return self.query("SELECT position FROM forwarding")[0][0]

    def fault(self):
        return self.query("SELECT fault FROM forwarding")[0][0]

    def act(self, count=1):
        """Entries of the log, with hostile words in them."""
        for _ in range(count):
            self.operator("person", "set", "owner1@contoso.example", "--name", f"{HOSTILE} {time.monotonic_ns()}")

    def act_at_length(self):
        """An entry that is too long for one message."""
        number = self.submit()
        self.run("lockbox", "--as", OWNER, "deny", f"LB-{number}", "--reason", (HOSTILE * 30)[:990].strip())

    def await_forwarded(self, seconds=10):
        await_("all is handed over", lambda: self.position() == self.head()[0], seconds)


def expect_chain(place, lines):
    sequence, digest, fault = chain_of(lines)
    expect(fault is None, fault)
    expect((sequence, digest) == place.head(), f"{sequence}, {digest} instead of {place.head()}")


def lockboxctl(place, *words, given=None):
    """Its exit code, what it printed as JSON, and what it said."""
    done = subprocess.run([f"{BUILD}/lockboxctl", "--data", place.data, "--config", place.config, *words, "--json"],
                          capture_output=True, text=True, timeout=120, input=given if given is not None else "")
    return done.returncode, json.loads(done.stdout) if done.stdout.startswith("{") else None, done.stderr
