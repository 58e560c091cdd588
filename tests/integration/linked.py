# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way of a ticket that lives in a real Request Tracker: access is asked for because of it, its owner reads what customers
may read of it, it is told what became of the request, and its end ends access."""
import json
import os
import re
import subprocess
import sys

from pipe import check

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "daemon"))
from place import BUILD, ENGINEER, OWNER, Daemon, Place, await_, read, write  # noqa: E402

QUEUE = "Contoso"


class Desk(Place):
    """A place whose tickets live in a Request Tracker."""

    def __init__(self, rt):
        super().__init__()
        tenant = self.query("SELECT tenant FROM ticket WHERE number = 7")[0][0]
        token = os.path.join(self.root, "token")
        write(token, rt.tokens["full"] + "\n", 0o600)
        write(self.config, read(self.config) + f"""[ticket-system rt]
kind=rt
url={rt.url}
token-file={token}
allow-http=yes
allow-networks=127.0.0.0/8
timeout=60
interval=1
web-url=https://rt.fabrikam.example
[ticket-queues rt]
{QUEUE}={tenant}
""")

    def try_(self, person, *words):
        """The exit code, what was printed as JSON, and the name of the refusal."""
        done = subprocess.run([f"{BUILD}/lockbox", "--data", self.data, "--config", self.config, "--as", person, *words, "--json"],
                              capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)
        name = re.search(r'"code" *: *"([a-z-]+)"', done.stderr + done.stdout)
        return done.returncode, json.loads(done.stdout) if done.returncode == 0 else None, name.group(1) if name else done.stderr

    def ask(self, ticket):
        return self.try_(ENGINEER, "submit", "--ticket", f"rt:{ticket}", "--service", "virtual-machines", "--scenario",
                         "remote-desktop-windows", "--level", "read", "--justification", "A look.", "--resource", "vm-web-01")

    def texts(self, ticket, person=OWNER):
        code, said, name = self.try_(person, "ticket", f"rt:{ticket}")
        return [(entry["side"], entry["text"]) for entry in said["entries"]] if code == 0 else [name]

    def later(self):
        self.operator("clock", "advance", "2m")


def play_address(rt, desk, ticket):
    """People who log in there find the ticket at the address that they are told here."""
    code, said, name = desk.try_(OWNER, "show", "LB-1")
    address = said["properties"]["supportCaseUrl"] if code == 0 else name
    place = address.removeprefix("https://rt.fabrikam.example")
    page = rt.page(place)
    check("its address is told, and there it is", place != address and "The disk is full" in page and
          f"#{ticket}:" in page, (address, page[:300]))


def told(rt, ticket, words):
    return len([text for text in rt.comments(ticket) if words in text])


def play_request(rt, desk, ticket):
    rt.write(ticket, "comment", "secret of staff")
    rt.write(ticket, "correspond", "<p>We <b>look</b>.</p>", html=True)
    code, said, name = desk.ask(ticket)
    check("access is asked for because of it", code == 0 and said["name"] == "LB-1", (code, name))
    check("its owner reads its public history alone", desk.texts(ticket) ==
          [("customer", "It is full."), ("provider", "We look.")], desk.texts(ticket))
    check("and so does the engineer", desk.texts(ticket, ENGINEER) == desk.texts(ticket), desk.texts(ticket, ENGINEER))
    await_("the ticket is told of the request", lambda: told(rt, ticket, "LB-1"), 60)
    desk.approve(1)
    await_("and of the approval", lambda: told(rt, ticket, "approved"), 60)
    check("the ticket is told of request and approval, once", (told(rt, ticket, "asked for access"), told(rt, ticket, "approved"))
          == (1, 1), rt.comments(ticket))


def play_silence(rt, desk, ticket):
    rt.stop()
    desk.later()
    check("while it is stopped, what is known is there", await_(
        "its silence is known", lambda: desk.try_(OWNER, "ticket", f"rt:{ticket}")[1]["elsewhere"]["silentSinceDateTime"], 60)
        and desk.texts(ticket)[0] == ("customer", "It is full."))
    code, _, name = desk.ask(4711)
    check("and what is not known cannot be asked because of", code != 0 and name == "ticket-system-silent", (code, name))
    rt.start()
    rt.write(ticket, "correspond", "It took us a while.")
    desk.later()
    check("once it is back, replies arrive", await_(
        "the reply", lambda: desk.texts(ticket)[-1] == ("provider", "It took us a while."), 90))


def play_end(rt, desk, ticket):
    rt.change(ticket, Status="resolved")
    desk.later()
    desk.await_status(1, "Completed", 90)
    await_("the ticket is told of the end", lambda: told(rt, ticket, "ended"), 60)
    check("a ticket that is closed there ends its access, and is told", told(rt, ticket, "ended") == 1, rt.comments(ticket))
    check("closed, nobody asks because of it", desk.ask(ticket)[2] == "closed-ticket", desk.ask(ticket))
    foreign = rt.create("Tailspin", "Theirs", "secret")
    check("nor because of one of a customer that is none here, or one that there is not",
          {desk.ask(number)[2] for number in (foreign, 4711)} == {"unknown-ticket"})


def play(rt):
    rt.mail("From: anna@contoso.example\nTo: contoso@fabrikam.example\nSubject: The disk is full\n\nIt is full.\n")
    desk, ticket = Desk(rt), rt.find("The disk is full")
    daemon = Daemon(desk, leaks=True)
    try:
        for part in (play_request, play_address, play_silence, play_end):
            part(rt, desk, ticket)
        check("the token is told nowhere", rt.tokens["full"] not in daemon.report(), daemon.report())
        check("lockboxd ends in peace", daemon.stop() == 0, daemon.report())
        verified = desk.operator("log", "verify")
        check("and the log is whole", "differ" not in verified, verified)
    finally:
        daemon.end()
