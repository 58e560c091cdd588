# SPDX-License-Identifier: GPL-3.0-or-later
"""Deliveries: the child, what it holds, what a kill leaves, what must not be seen."""
import json
import os
import re
import secrets
import signal
import sqlite3
import subprocess

from place import (BUILD, LETTERS, OWNER, Daemon, Place, Port, await_, case, connect, digest_of, expect, faulty, good,
                   message_id, read, write)
from life import is_running

CREDENTIAL_STEPS = ("EHLO", r"say 250-faulty.test\r\n250 AUTH PLAIN", "MAIL", "hold")


def only_pipes(targets):
    return (targets.get(0, "").startswith("pipe:") and targets.get(1, "").startswith("pipe:")
            and targets.get(2) == "/dev/null")


@case("the delivery child has its two pipes open and nothing else")
def _():
    place = Place()
    daemon = Daemon(place)
    place.await_sent(place.submit())
    targets = daemon.descriptors(daemon.await_child())
    expect(sorted(targets) == [0, 1, 2] and only_pipes(targets), targets)


@case("neither lockboxd nor its child leaves a core, in which a password could be")
def _():
    place = Place()
    daemon = Daemon(place)
    place.await_sent(place.submit())
    for process in (daemon.pid, daemon.await_child()):
        limits = read(f"/proc/{process}/limits")
        expect(re.search(r"^Max core file size\s+0\s+0\s", limits, re.MULTILINE), limits)


@case("who may decide has changed: the child delivers that like any other mail")
def _():
    place = Place()
    database = sqlite3.connect(place.path("lockbox.db"), timeout=30)
    with database:
        database.execute("UPDATE principal SET mail = 'new@contoso.example' WHERE account = 'owner1@contoso.example'")
    database.close()
    place.operator("clock", "accept")
    Daemon(place)
    sent = "SELECT count(*), sum(status = 'accepted') FROM outbox WHERE event = 'changed' AND request IS NULL"
    await_("the mails are sent", lambda: (lambda row: row[0] > 0 and row[0] == row[1])(place.query(sent)[0]))
    folder = place.path("Maildir", "new")
    mails = [read(os.path.join(folder, name)) for name in os.listdir(folder)]
    addresses = {re.search(r"^To: (\S+)", mail, re.MULTILINE).group(1) for mail in mails}
    expect({"new@contoso.example", "owner1@contoso.example", "owner2@contoso.example"} <= addresses, addresses)
    expect(all("Who may decide for Contoso has changed" in mail for mail in mails), mails)


def connected(daemon, child):
    """What the child has open, once it is itself (and no copy of lockboxd) and has more than its pipes."""
    targets = daemon.descriptors(child)
    return only_pipes(targets) and any("socket:" in target for target in targets.values()) and targets


@case("while it talks to a server, the child has that one connection besides, and next to no environment")
def _():
    server = faulty("MAIL", "hold")
    place = Place(server=server.address, security="none", timeout=60)
    daemon = Daemon(place, env={"SECRET_OF_THE_SHELL": "1", "LOCKBOX_DATA": "/nonexistent"})
    request = place.submit()
    await_("the delivery is under way", lambda: "sending" in place.outbox(request))
    child = daemon.await_child()
    targets = await_("the connection", lambda: connected(daemon, child))
    others = [target for number, target in targets.items() if number > 2]
    expect(only_pipes(targets) and len(others) == 1 and others[0].startswith("socket:"), targets)
    names = {entry.split(b"=")[0].decode() for entry in read(f"/proc/{child}/environ", "rb").split(b"\0") if entry}
    # A sanitizer keeps its own settings, and the harness its mark.
    expect(names - {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LB_TEST_RUN"} <= {"PATH", "LC_ALL"}, names)
    expect(read(f"/proc/{child}/cmdline") == "lockboxd\0deliver\0", read(f"/proc/{child}/cmdline"))


def await_body(server, number):
    """Waits until the server has the whole of so many mails; returns the last one."""
    await_(f"mail {number} is with the server", lambda: len(server.mails()) >= number)
    return server.mails()[number - 1]


def deliver_rest(place, server, request, first):
    """A good server takes the place of a bad one: each mail arrives, the interrupted one as it was."""
    port = server.port
    server.end()
    server = good(port)
    place.operator("clock", "advance", "1h")
    place.await_sent(request)
    arrived = server.mails()
    expect(len(arrived) == LETTERS, f"{len(arrived)} mails")
    expect({message_id(mail) for mail in arrived} == place.message_ids(request), "other Message-IDs")
    expect(first in arrived, "the mail that was interrupted is not the same bytes")


def steps(server, step):
    """How often the server has come to it."""
    path = os.path.join(server.dump, "log")
    return read(path).split("\n").count(step) if os.path.exists(path) else 0


@case("a mail that is all but sent is dropped when the request is decided before the one ahead of it is recorded")
def _():
    server = faulty("DATA:2", "stall 2")
    place = Place(server=server.address, security="none", timeout=60)
    daemon = Daemon(place)
    request = place.submit()
    await_("the second mail is under way", lambda: steps(server, "DATA") == 2)
    await_("the third is leased", lambda: place.outbox(request) == ["accepted", "sending", "sending"])
    daemon.signal(signal.SIGSTOP)
    try:
        await_("the third has come to its end", lambda: steps(server, "DATA") == 3)
        shown = json.loads(place.run("lockbox", "--as", OWNER, "show", f"LB-{request}", "--json"))
        place.run("lockbox", "--as", OWNER, "deny", f"LB-{request}", "--shown", digest_of(shown), "--reason", "Not now.")
    finally:
        daemon.signal(signal.SIGCONT)
    waiting = "SELECT status FROM outbox WHERE event = 'waiting' ORDER BY id"
    others = "SELECT count(*) = sum(status = 'accepted') FROM outbox WHERE event <> 'waiting'"
    await_("the news is out", lambda: place.query(others) == [(1,)])
    expect(place.query(waiting) == [("accepted",), ("accepted",), ("withdrawn",)], place.query(waiting))
    expect(os.path.exists(os.path.join(server.dump, "3.part")), "it never came near its end")
    asked = [mail for mail in server.mails() if b"Approval needed" in mail]
    expect(len(asked) == 2, f"{len(asked)} mails ask")


@case("kill -9 of the child in a delivery: the same mail is delivered later")
def _():
    server = faulty("BODY", "hold")
    place = Place(server=server.address, security="none", timeout=60)
    daemon = Daemon(place)
    request = place.submit()
    first = await_body(server, 1)
    os.kill(daemon.await_child(), signal.SIGKILL)
    await_("it is told", lambda: "broken off" in daemon.report(), 3)
    deliver_rest(place, server, request, first)
    expect(daemon.stop() == 0, daemon.report())


@case("kill -9 of lockboxd in a delivery: its child goes too, and the next one delivers the same mail")
def _():
    server = faulty("BODY", "hold")
    place = Place(server=server.address, security="none", timeout=60)
    daemon = Daemon(place)
    request = place.submit()
    first = await_body(server, 1)
    child = daemon.await_child()
    daemon.signal(signal.SIGKILL)
    daemon.wait()
    await_("the child is gone", lambda: not is_running(child), 2)
    expect("sending" in place.outbox(request), "nothing was under way")
    Daemon(place)
    deliver_rest(place, server, request, first)


@case("a child that is stopped and does nothing any more is given up, and the mail delivered later")
def _():
    server = faulty("MAIL", "hold")
    place = Place(server=server.address, security="none", timeout=8)
    daemon = Daemon(place)
    request = place.submit()
    await_("the delivery is under way", lambda: "sending" in place.outbox(request))
    os.kill(daemon.await_child(), signal.SIGSTOP)
    await_("it is given up", lambda: "no end within" in daemon.report(), 20)
    port = server.port
    server.end()
    good(port)
    place.operator("clock", "advance", "1h")
    place.await_sent(request)


@case("a server that is not there: mails wait, it rests, and they leave when the server comes")
def _():
    port = Port()
    place = Place(server=port.address, security="none", timeout=5)
    daemon = Daemon(place)
    request = place.submit()
    await_("all were tried", lambda: place.query("SELECT min(attempts) FROM outbox")[0][0])
    expect(set(place.outbox(request)) == {"queued"}, place.outbox(request))
    daemon.expect_calm("without a server")
    good(port)
    place.operator("clock", "advance", "1m")
    place.await_sent(request)


@case("a mail that is given up is told as that")
def _():
    server = faulty("RCPT", "say 451 4.3.0 not now")
    place = Place(server=server.address, security="none", timeout=5)
    daemon = Daemon(place)
    request = place.submit()
    place.approve(request)
    approved = "FROM outbox WHERE event = 'approved'"
    await_("it was tried", lambda: place.query(f"SELECT min(attempts) {approved}")[0][0])
    expect(" later: 451" in daemon.report() and " failed: " not in daemon.report(), daemon.report())
    database = sqlite3.connect(place.path("lockbox.db"), timeout=30)
    with database:
        database.execute("UPDATE outbox SET attempts = 9, due = 0, first = first - 4 * 86400000000"
                         " WHERE event = 'approved' AND status = 'queued' AND attempts > 0")
    database.close()
    await_("it is given up", lambda: place.query(f"SELECT count(*) {approved} AND status = 'failed'")[0][0])
    await_("it is told", lambda: re.search(r"mail \d+ \(LB-1, approved\) to \S+: failed: 451", daemon.report()), 3)


def holders(secret):
    """The processes that show @secret in their command line or environment."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        for part in ("cmdline", "environ"):
            try:
                if secret.encode() in read(f"/proc/{name}/{part}", "rb"):
                    found.append(f"{name}/{part}")
            except OSError:
                continue
    return found


def files_with(secret, folder):
    found = []
    for path, _folders, names in os.walk(folder):
        for name in names:
            whole = os.path.join(path, name)
            if os.path.isfile(whole) and secret.encode() in read(whole, "rb"):
                found.append(os.path.relpath(whole, folder))
    return found


@case("the SMTP password stands in no command line, no environment, no report and no other file")
def _():
    password = secrets.token_hex(16)
    server = faulty(*CREDENTIAL_STEPS)
    place = Place()
    path = place.path("private", "smtp-password")
    write(path, password + "\n", 0o600)
    place.configure(server=server.address, security="none", user="lockbox", password_file=path, timeout=60)
    daemon = Daemon(place)
    request = place.submit()
    await_("the delivery is under way", lambda: "sending" in place.outbox(request))
    child = daemon.await_child()
    expect(not holders(password), holders(password))
    os.kill(child, signal.SIGKILL)
    port = server.port
    server.end()
    # This server wants exactly this password, so it was there to be seen.
    server = good(port, "--auth", "lockbox", password, "--require-auth")
    place.operator("clock", "advance", "1h")
    place.await_sent(request)
    expect(" right" in read(os.path.join(server.dump, "log")), read(os.path.join(server.dump, "log")))
    expect(password not in daemon.report(), "it was reported")
    expect(files_with(password, place.root) == ["data/private/smtp-password"], files_with(password, place.root))


@case("a password file that others may read is refused in words, and mails wait")
def _():
    server = good()
    place = Place()
    path = place.path("private", "smtp-password")
    write(path, "secret\n", 0o644)
    place.configure(server=server.address, security="none", user="lockbox", password_file=path, timeout=60)
    daemon = Daemon(place)
    request = place.submit()
    await_("it is told", lambda: "0600" in daemon.report(), 3)
    daemon.expect_calm("without a password")
    expect(set(place.outbox(request)) <= {"queued", "sending"}, place.outbox(request))
    expect(daemon.report().count("0600") <= LETTERS + 1, daemon.report())
    os.chmod(path, 0o600)
    await_("it can deliver", lambda: "delivery: all right again" in daemon.report(), 3)


HOSTILE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u0080-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069"
                     r"\ufeff\udc80-\udcff]")


@case("what servers, callers and paths say is harmless in the reports")
def _():
    server = faulty("RCPT", r"say 550 5.1.1 \x1b[2J\x1b]0;title\x07 \x9b31m \xe2\x80\xae\xef\xbb\xbf \x00 \r <6>forged")
    place = Place(server=server.address, security="none", timeout=10)
    daemon = Daemon(place)
    request = place.submit()
    await_("the mails are refused", lambda: place.outbox(request) == ["refused"] * LETTERS
           or place.query("SELECT min(attempts) FROM outbox")[0][0], 10)
    with connect(place) as connection:
        connection.send("\x1b[2J\u202e".encode())
        await_("it is told", lambda: "socket:" in daemon.report(), 3)
    wrong = Daemon(place, "--config", "/nonexistent/\x1b[31m\n<0>forged\u202e", wait=False)
    wrong.wait()
    words = Daemon(place, "\x1b[31m\n<0>forged", wait=False)
    words.wait()
    for each in (daemon, wrong, words):
        found = HOSTILE.search(each.report())
        expect(each.report() and not found, f"{found}: {each.report()!r}")
        strange = [line for line in each.report().splitlines() if not line.startswith("lockboxd: ")]
        expect(not strange, f"a line of somebody else: {strange}")


@case("nobody but lockboxd itself starts the child to any use")
def _():
    done = subprocess.run([f"{BUILD}/lockboxd", "deliver"], input="nonsense\n", capture_output=True, text=True,
                          timeout=60, check=False)
    expect(done.returncode not in (0, 99) and done.stdout == "", done)
