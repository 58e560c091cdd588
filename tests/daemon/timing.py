# SPDX-License-Identifier: GPL-3.0-or-later
"""What time does: looking at the right moment, expiry, wrong clocks, the sign of life."""
import os
import signal
import socket
import time

from place import LETTERS, Daemon, Place, await_, case, connect, expect, faulty, patience, write


def seconds_until_sent(place):
    number = place.submit()
    since = time.monotonic()
    place.await_sent(number)
    return time.monotonic() - since


@case("a change tells the socket")
def _():
    place = Place()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(place.path("lockboxd.sock"))
        listener.listen()
        listener.settimeout(patience(5))
        place.submit()
        connection, _address = listener.accept()
        with connection:
            connection.settimeout(patience(5))
            expect(connection.recv(100) == b"wake", "no wake came")


@case("mails leave within a second of a change")
def _():
    place = Place()
    Daemon(place)
    seconds_until_sent(place)  # the child starts
    times = [seconds_until_sent(place) for _ in range(5)]
    expect(max(times) < patience(0.4), f"seconds: {times}")


def seconds_until_expired(place, days):
    """The test clock is moved behind lockboxd's back: nothing but a wake tells it."""
    number = place.submit()
    place.await_sent(number)
    write(place.path("test-clock"), f"elapsed {days * 86400}\n")
    since = time.monotonic()
    with connect(place) as connection:
        connection.send(b"wake")
        place.await_status(number, "Expired")
    return time.monotonic() - since


@case("a wake makes it look at once")
def _():
    place = Place()
    Daemon(place)
    times = sorted(seconds_until_expired(place, 4 * count) for count in range(1, 9))
    # By itself it looks every second: one of eight may be slow on a busy machine, not two.
    expect(times[-2] < 0.4, f"seconds: {times}")


@case("without the socket it looks by itself")
def _():
    place = Place()
    daemon = Daemon(place)
    os.unlink(place.path("lockboxd.sock"))
    longest = max(seconds_until_sent(place) for _ in range(3))
    expect(longest < patience(1), f"{longest} s")
    expect(daemon.stop() == 0, "it did not end well")


@case("what fell due while it was not running is done at its start")
def _():
    place = Place()
    waiting, open_one = place.submit(), place.submit()
    place.approve(open_one)
    place.operator("clock", "advance", "4d")
    expect(place.status(waiting) == "Pending", "it expired without lockboxd")
    Daemon(place)
    place.await_status(waiting, "Expired", 2)
    place.await_status(open_one, "Completed", 2)


@case("more deadlines than one look takes all pass")
def _():
    place = Place()
    numbers = [place.submit() for _ in range(25)]
    place.operator("clock", "advance", "4d")
    daemon = Daemon(place)
    for number in numbers:
        place.await_status(number, "Expired", 3)
    logged = place.query("SELECT count(*) FROM activity WHERE operation = 'ExpireLockboxRequest'")[0][0]
    expect(logged == len(numbers), f"{logged} entries; {daemon.report()}")
    place.operator("log", "verify")


@case("a request expires in time while a mail server keeps a delivery waiting")
def _():
    server = faulty("GREETING", "hold")
    place = Place(server=server.address, security="none", timeout=60)
    first = place.submit()
    Daemon(place)
    await_("the delivery is under way", lambda: "sending" in place.outbox(first))
    place.operator("clock", "advance", "4d")
    place.await_status(first, "Expired", 2)
    expect("sending" in place.outbox(first), "the delivery did not last")


@case("a request expires in time while a mail server answers drop by drop")
def _():
    server = faulty("EHLO", "drip")
    place = Place(server=server.address, security="none", timeout=60)
    first = place.submit()
    Daemon(place)
    await_("the delivery is under way", lambda: "sending" in place.outbox(first))
    place.operator("clock", "advance", "4d")
    place.await_status(first, "Expired", 2)
    expect("sending" in place.outbox(first), "the delivery did not last")


def beat(place):
    rows = place.query("SELECT beat, process FROM heartbeat")
    return rows[0] if rows else (0, 0)


def await_beats(place, count):
    for _ in range(count):
        before = beat(place)
        await_("the sign of life is renewed", lambda: beat(place) != before, 4)


@case("the sign of life is renewed and names the process")
def _():
    place = Place()
    daemon = Daemon(place)
    await_("a sign of life", lambda: beat(place)[1] == daemon.pid)
    first = beat(place)[0]
    await_beats(place, 1)
    apart = (beat(place)[0] - first) / 1e6
    expect(2 < apart < 2 + patience(2), f"{apart} s apart")
    expect(abs(beat(place)[0] / 1e6 - time.time()) < patience(2), "it is not the time")


def reminded(place, number, event="reminder"):
    return [row[0] for row in place.query("SELECT status FROM outbox WHERE request = ? AND event = ?", number, event)]


def await_reminded(place, number, count, event="reminder"):
    """All those who can still answer, @count times, and no more."""
    await_(f"LB-{number} was reminded of {count} times",
           lambda: reminded(place, number, event) == ["accepted"] * count * LETTERS)


@case("those who can still answer are reminded by mail 24 and 4 hours before the end, once each")
def _():
    place = Place()
    daemon = Daemon(place)
    number, decided = place.submit(), place.submit()
    place.await_sent(number)
    place.approve(decided)
    place.operator("clock", "advance", "71h")
    await_beats(place, 1)
    expect(not reminded(place, number), f"too early: {daemon.report()}")
    place.operator("clock", "advance", "1h")
    await_reminded(place, number, 1)
    place.operator("clock", "advance", "20h")
    await_reminded(place, number, 2)
    await_beats(place, 1)
    await_reminded(place, number, 2)
    expect(not reminded(place, decided), "one that was decided was reminded of")
    mails = [mail for mail in place.mails() if "Reminder:" in str(mail["Subject"])]
    expect(len(mails) == 2 * LETTERS, f"{len(mails)} mails")
    body = mails[0].get_body(("plain",)).get_content()
    expect("1 more is needed, and nothing opens without it" in body and f"open LB-{number}" in body, body)
    place.operator("clock", "advance", "4h")
    place.await_status(number, "Expired")
    place.operator("log", "verify")


@case("other spans hold from the next hangup on, and none are none")
def _():
    place = Place()
    place.configure(requests=("reminders=none",))
    daemon = Daemon(place)
    number = place.submit()
    place.operator("clock", "advance", "73h")
    await_beats(place, 1)
    expect(not reminded(place, number), "there are none")
    place.configure(requests=("reminders=30h",))
    daemon.signal(signal.SIGHUP)
    await_reminded(place, number, 1)


@case("while the clock is wrong nothing expires, access ends, and mails leave")
def _():
    place = Place()
    daemon = Daemon(place)
    waiting, open_one = place.submit(), place.submit()
    place.approve(open_one)
    mark = place.query("SELECT mark FROM clock")[0][0]
    place.operator("clock", "wrong", str(5 * 86400))
    place.await_status(open_one, "Completed", 3)
    place.await_sent(open_one)
    await_beats(place, 2)
    expect(place.status(waiting) == "Pending", f"it expired by a wrong clock: {daemon.report()}")
    moved = (place.query("SELECT mark FROM clock")[0][0] - mark) / 1e6
    expect(moved < 3600, f"the mark moved by {moved} s")
    place.operator("clock", "accept")
    place.await_status(waiting, "Expired", 3)
    place.operator("log", "verify")


@case("a clock set back by a day changes nothing until it is right again")
def _():
    place = Place()
    Daemon(place)
    waiting = place.submit()
    place.operator("clock", "wrong", str(-86400))
    await_beats(place, 1)
    place.await_sent(waiting)
    place.operator("clock", "wrong", "0")
    place.operator("clock", "advance", "4d")
    place.await_status(waiting, "Expired", 3)


@case("a file for the test clock that makes no sense is told once, and over when it is gone")
def _():
    place = Place()
    daemon = Daemon(place)
    number = place.submit()
    place.await_sent(number)
    with open(place.path("test-clock"), "w", encoding="ascii") as file:
        file.write("nonsense\x1b[31m\n")
    await_("it is told", lambda: "test-clock" in daemon.report(), 3)
    daemon.expect_calm("while it cannot read the time")
    os.unlink(place.path("test-clock"))
    await_("it is over", lambda: "deadlines: all right again" in daemon.report(), 3)
    told = daemon.report().count("deadlines: ")
    expect(told == 2, f"{told} lines: {daemon.report()}")
    expect(len(place.outbox(place.submit())) == LETTERS, "no mail is owed")
