# SPDX-License-Identifier: GPL-3.0-or-later
"""Tickets that live elsewhere: lockboxd looks at them in a small Request Tracker, keeps what customers may read, tells the ticket
what became of requests, once, and holds nothing up for a system that does not answer."""
import json
import os
import re
import signal
import subprocess
import sys

from place import BUILD, ENGINEER, OWNER, TOP, Daemon, Place, await_, case, expect, read, write

sys.path.insert(0, os.path.join(TOP, "tests", "tickets"))

from fakert import Rt  # noqa: E402  pylint: disable=wrong-import-position

TOKEN, QUEUE = "1-7-fresh", "Contoso support"


class Office(Place):
    """A place with ticket systems."""

    def __init__(self, **systems):
        super().__init__()
        self.base = read(self.config)
        self.tenant = self.query("SELECT tenant FROM ticket WHERE number = 7")[0][0]
        self.use(**systems)

    def token(self, mode=0o600):
        path = os.path.join(self.root, "token")
        write(path, TOKEN + "\n", mode)
        return path

    def use(self, mode=0o600, queue=QUEUE, **systems):
        lines = []
        for name, url in systems.items():
            lines += [f"[ticket-system {name}]", "kind=rt", f"url={url}", f"token-file={self.token(mode)}", "allow-http=yes",
                      "allow-networks=127.0.0.0/8", "timeout=2", "interval=1", f"web-url=https://{name}.fabrikam.example",
                      f"[ticket-queues {name}]", f"{queue}={self.tenant}", "Nobody's=no-such-tenant"]
        write(self.config, self.base + "\n".join(lines) + "\n")

    def try_(self, person, *words):
        """Returns the exit code, what was printed as JSON, and the name of the refusal."""
        command = [f"{BUILD}/lockbox", "--data", self.data, "--config", self.config, "--as", person, *words, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
        said = json.loads(done.stdout) if done.returncode == 0 else None
        name = re.search(r'"code" *: *"([a-z-]+)"', done.stderr + done.stdout).group(1) if done.returncode else None
        return done.returncode, said, name

    def ask(self, ticket, resource="vm-web-01"):
        return self.try_(ENGINEER, "submit", "--ticket", ticket, "--service", "virtual-machines", "--scenario",
                         "remote-desktop-windows", "--level", "read", "--justification", "A look.", "--resource", resource)

    def read_ticket(self, person, ticket):
        code, said, name = self.try_(person, "ticket", ticket)
        expect(code == 0, name)
        return said

    def wait(self, minutes=2):
        self.operator("clock", "advance", f"{minutes}m")


def new_rt():
    rt = Rt()
    rt.queues = [QUEUE, "Personnel", "Nobody's"]
    return rt


def new_ticket(rt, **more):
    ticket = rt.ticket(subject="The disk is full", queue=more.pop("queue", QUEUE), **more)
    rt.write(ticket, "Create", "anna@contoso.example", "It is full.")
    rt.write(ticket, "Comment", "stella", "They have not paid.")
    rt.write(ticket, "Correspond", "stella", "We look.")
    return ticket


def told(rt, ticket, words):
    return [text for text in rt.comments(ticket) if words in text]


def texts(said):
    return [(entry["side"], entry["text"]) for entry in said["entries"]]


@case("a ticket elsewhere is looked at, kept, asked because of, told, and its end ends access")
def whole_way():
    rt = new_rt()
    office = Office(rt=rt.url)
    ticket = new_ticket(rt)
    daemon = Daemon(office)
    code, said, name = office.ask(f"RT:{ticket}")
    expect(code == 0, (name, daemon.report()))
    reference = f"rt:{ticket}"
    shown = office.read_ticket(OWNER, reference)
    expect(texts(shown) == [("customer", "It is full."), ("provider", "We look.")], shown)
    expect((shown["elsewhere"]["reference"], shown["elsewhere"]["status"]) == (reference, "open"), shown)
    expect((shown["title"], shown["openedBy"]) == ("The disk is full", "anna@contoso.example"), shown)
    expect("not paid" not in json.dumps(office.read_ticket(ENGINEER, reference)), "internal words are kept")
    expect(said["properties"]["supportRequest"] == shown["name"], said)
    address = f"https://rt.fabrikam.example/Ticket/Display.html?id={ticket}"
    expect(said["properties"]["supportCaseUrl"] == shown["elsewhere"]["url"] == address, (said, shown))
    _, request, _ = office.try_(OWNER, "show", "LB-1")
    _, listed, _ = office.try_(OWNER, "list")
    expect({each["properties"]["supportCaseUrl"] for each in (request, *listed["value"])} == {address}, (request, listed))
    for words in (("show", "LB-1"), ("ticket", reference)):
        said = office.run("lockbox", "--as", OWNER, *words)
        expect(address in [line.strip() for line in said.splitlines()], said)
    await_("the ticket is told of the request", lambda: told(rt, ticket, f"LB-1: {ENGINEER} asked for access"))
    office.approve(1)
    await_("and of the approval", lambda: told(rt, ticket, f"LB-1: approved for the customer by {OWNER}"))
    expect(shown == {**office.read_ticket(OWNER, reference), "elsewhere": shown["elsewhere"], "requests": shown["requests"]},
           "our own comments are no part of it")
    rt.write(ticket, "Correspond", "anna@contoso.example", "And now?")
    office.wait()
    await_("the reply is here", lambda: texts(office.read_ticket(OWNER, reference))[-1] == ("customer", "And now?"))
    rt.tickets[ticket]["Status"] = "resolved"
    rt.write(ticket, "Status", "stella")
    office.wait()
    office.await_status(1, "Completed", 10)
    await_("the ticket is told of the end", lambda: told(rt, ticket, "LB-1: access has ended"))
    expect([len(told(rt, ticket, words)) for words in ("asked", "approved", "ended")] == [1, 1, 1], rt.comments(ticket))
    expect(office.ask(reference)[2] == "closed-ticket", "asked because of a closed ticket")
    expect(TOKEN not in daemon.report(), "the token is told")
    expect(daemon.stop() == 0, daemon.report())
    verified = office.operator("log", "verify")
    expect("differ" not in verified, verified)
    rt.close()


@case("a ticket that there is not and one that is no customer's have one answer")
def unknown():
    rt = new_rt()
    office = Office(rt=rt.url)
    foreign, lost, closed = new_ticket(rt, queue="Personnel"), new_ticket(rt, queue="Nobody's"), new_ticket(rt, status="resolved")
    daemon = Daemon(office)
    answers = {office.ask(f"rt:{ticket}") for ticket in (foreign, lost, 99)}
    expect(answers == {(4, None, "unknown-ticket")}, answers)
    expect(office.ask(f"other:{closed}")[2] == "unknown-ticket", "another system")
    expect(office.ask(f"rt:x{closed}")[2] == "unknown-ticket", "no id there")
    expect(office.try_(OWNER, "ticket", f"rt:{closed}")[2] == "unknown-ticket", "an owner has nothing looked at")
    expect(office.query("SELECT count(*) FROM ticket_link") == [(0,)], "something is kept of them")
    expect(office.ask(f"rt:{closed}")[2] == "closed-ticket", "closed there")
    expect(daemon.stop() == 0, daemon.report())
    rt.close()


@case("a system that hangs holds up no other, and is told of when it answers again")
def hanging():
    rt, other = new_rt(), new_rt()
    office = Office(slow=rt.url, rt=other.url)
    mine, theirs = new_ticket(rt), new_ticket(other)
    daemon = Daemon(office)
    expect(office.ask(f"slow:{mine}")[0] == 0, daemon.report())
    await_("told", lambda: told(rt, mine, "LB-1"))
    rt.fault = lambda handler, answer: None
    office.approve(1)
    waiting = subprocess.Popen([f"{BUILD}/lockbox", "--data", office.data, "--config", office.config, "--as", ENGINEER, "ticket",
                                "slow:77", "--json"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    expect(office.ask(f"rt:{theirs}", "vm-web-02")[0] == 0, daemon.report())
    await_("the other one is told", lambda: told(other, theirs, "LB-2"))
    said = waiting.communicate(timeout=120)[1]
    expect("ticket-system-silent" in said, said)
    await_("it is known to be silent", lambda: office.read_ticket(OWNER, f"slow:{mine}")["elsewhere"]["silentSinceDateTime"])
    await_("the operator knows", lambda: "ticket system slow" in daemon.report())
    expect(not told(rt, mine, "approved"), rt.comments(mine))
    expect(office.ask("slow:x1")[2] == "unknown-ticket", "no id there")
    expect("all right again" not in daemon.report(), "what was answered without it is taken for an answer of the system")
    rt.fault = None
    office.wait()
    await_("it is told at last", lambda: told(rt, mine, "LB-1: approved"))
    await_("the operator knows", lambda: "ticket system slow: all right again" in daemon.report())
    expect(office.read_ticket(OWNER, f"slow:{mine}")["elsewhere"]["silentSinceDateTime"] is None, "it answers again")
    expect(daemon.stop() == 0, daemon.report())
    rt.close()
    other.close()


@case("what is told to a ticket stands there once, though the answer is lost or lockboxd is killed")
def once():
    rt = new_rt()
    office = Office(rt=rt.url)
    ticket = new_ticket(rt)
    daemon = Daemon(office)
    rt.fault = lambda handler, answer: None if handler.command == "POST" and handler.path.endswith("/comment") else answer
    expect(office.ask(f"rt:{ticket}")[0] == 0, daemon.report())
    await_("it has arrived", lambda: told(rt, ticket, "LB-1"))
    daemon.end()
    rt.fault = None
    daemon = Daemon(office)
    office.wait()
    await_("it is known to have", lambda: office.query("SELECT state FROM ticket_post") == [("posted",)])
    expect(len(told(rt, ticket, "LB-1")) == 1, rt.comments(ticket))
    expect(office.query("SELECT attempts > 1 FROM ticket_post") == [(1,)], "it was tried once")
    expect(daemon.stop() == 0, daemon.report())
    rt.close()


@case("a queue that is another's in lockbox.conf ends access, though its ticket has not changed")
def mapping():
    rt = new_rt()
    office = Office(rt=rt.url)
    ticket = new_ticket(rt)
    daemon = Daemon(office)
    expect(office.ask(f"rt:{ticket}")[0] == 0, daemon.report())
    office.approve(1)
    await_("both are told", lambda: told(rt, ticket, "LB-1: approved"))
    await_("it was looked at", lambda: office.query("SELECT due IS NOT NULL AND version IS NOT NULL FROM ticket_mirror") == [(1,)])
    held = rt.tickets.pop(ticket)
    office.wait()
    await_("the operator knows that it is not shown", lambda: "Request Tracker has no such ticket" in daemon.report())
    expect(office.query("SELECT status FROM request") == [("Approved",)], "that ends access")
    rt.tickets[ticket] = held
    office.use(queue="Personnel", rt=rt.url)
    daemon.signal(signal.SIGHUP)
    office.await_status(1, "Completed", 10)
    expect(daemon.stop() == 0, daemon.report())
    rt.close()


@case("a token that others may read is not used, and a configuration that cannot work is not begun with")
def settings():
    rt = new_rt()
    office = Office(rt=rt.url)
    office.use(mode=0o644, rt=rt.url)
    ticket = new_ticket(rt)
    daemon = Daemon(office)
    expect(office.ask(f"rt:{ticket}")[2] == "ticket-system-silent", daemon.report())
    await_("the operator knows", lambda: "ticket system rt" in daemon.report() and "token" in daemon.report())
    expect(not rt.asked, rt.asked)
    office.use(rt=rt.url)
    daemon.signal(signal.SIGHUP)
    await_("it was read again", lambda: "was read again" in daemon.report())
    expect(office.ask(f"rt:{ticket}")[0] == 0, daemon.report())
    office.use()
    daemon.signal(signal.SIGHUP)
    await_("it was read again", lambda: daemon.report().count("was read again") == 2)
    await_("no system is left", lambda: office.ask(f"rt:{ticket + 1}")[2] == "unknown-ticket")
    expect(daemon.stop() == 0, daemon.report())
    office.use(rt="http://tracker.example.com")
    broken = Daemon(office, wait=False)
    expect(broken.wait() == 4, broken.report())
    expect("ticket system rt" in broken.report(), broken.report())
    rt.close()
