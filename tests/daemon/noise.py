# SPDX-License-Identifier: GPL-3.0-or-later
"""The socket: who is heard, and what becomes of those who make noise."""
import contextlib
import os
import random
import socket
import subprocess
import time

from place import NOBODY, PYTHON, SANITIZED, Daemon, Place, Skip, await_, case, connect, expect, patience

MANY = 500
OPEN = 32  # connections that lockboxd holds at a time
chance = random.Random(7)


def say(connection, number):
    """One of many ways to be a bad client."""
    ways = [
        lambda: connection.send(chance.randbytes(200)),
        lambda: connection.send(b""),
        lambda: connection.send(b"wake" * 1025),  # 4,100 bytes
        lambda: connection.send(b"w" * 4096),
        lambda: connection.send(b"x" * 60000),
        lambda: connection.send(b"wake wake"),
        lambda: connection.send(b"wake\n"),
        lambda: connection.send(b"wake\0"),
        lambda: connection.send("wake\u202e".encode()),
        lambda: connection.shutdown(socket.SHUT_WR),
        lambda: connection.shutdown(socket.SHUT_RD),
        lambda: [connection.send(b"wake") for _ in range(50)],
        lambda: None,
    ]
    with contextlib.suppress(OSError):
        ways[number % len(ways)]()


def reach(place):
    """A connection; where others wait in front of us, we wait too."""
    deadline = time.monotonic() + patience(10)
    while True:
        with contextlib.suppress(BlockingIOError):
            return connect(place)
        expect(time.monotonic() < deadline, "the socket takes nobody any more")
        os.sched_yield()


@case("500 connections, garbage, wrong sizes and half-open clients: it goes on, and stays small")
def _():
    place = Place()
    daemon = Daemon(place, leaks=True)
    expiring = place.submit()
    place.await_sent(expiring)
    before, memory = len(daemon.descriptors()), daemon.memory()
    connections, most = [], 0
    for number in range(MANY):
        connection = reach(place)
        connections.append(connection)
        say(connection, number)
        most = max(most, len(daemon.descriptors()) if number % 10 == 0 else 0)
    sent = place.submit()
    place.await_sent(sent)
    place.operator("clock", "advance", "4d")
    place.await_status(expiring, "Expired")
    most = max(most, len(daemon.descriptors()))
    expect(most <= before + OPEN + 4, f"{most} descriptors, {before} before")
    await_("all connections are ended", lambda: len(daemon.descriptors()) <= before, 8)
    grown = daemon.memory() - memory
    expect(grown < (64 if SANITIZED else 8), f"grown by {grown:.1f} MiB")
    lines = daemon.report().count("socket:")
    expect(lines == 1, f"{lines} lines about the socket")
    print(f"# {most - before} connections at a time, grown by {grown:.1f} MiB")
    for connection in connections:
        connection.close()
    daemon.expect_calm("after the flood")
    expect(daemon.stop() == 0, daemon.report())


@case("those who call without end keep neither mails nor deadlines waiting")
def _():
    place = Place()
    daemon = Daemon(place)
    waiting = place.submit()
    place.await_sent(waiting)
    script = ("import socket, sys\n"
              "while True:\n"
              "    try:\n"
              "        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as s:\n"
              "            s.connect(sys.argv[1])\n"
              "            for _ in range(200): s.send(b'wake')\n"
              "    except OSError: pass\n")
    callers = [subprocess.Popen([PYTHON, "-c", script, place.path("lockboxd.sock")]) for _ in range(3)]
    try:
        sent = place.submit()
        place.await_sent(sent)
        place.operator("clock", "advance", "4d")
        place.await_status(waiting, "Expired")
        before = place.query("SELECT beat FROM heartbeat")[0][0]
        await_("the sign of life", lambda: place.query("SELECT beat FROM heartbeat")[0][0] != before, 5)
        daemon.signal(15)
        expect(daemon.wait() == 0, daemon.report())
    finally:
        for caller in callers:
            caller.kill()
            caller.wait()


@case("a client that keeps its connection open loses it after some seconds")
def _():
    place = Place()
    Daemon(place)
    with connect(place) as connection:
        connection.send(b"wake")
        connection.setblocking(True)
        connection.settimeout(patience(8))
        since = time.monotonic()
        expect(connection.recv(100) == b"", "it was answered")
        expect(time.monotonic() - since > 3, "it was ended too soon")


# Exit 0: heard (the connection stays), 1: sent away, 2: not even let in.
CALLER = """import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
try:
    s.connect(sys.argv[1])
except PermissionError:
    sys.exit(2)
try:
    s.send(b"wake")
    s.settimeout(1.5)
    sys.exit(1 if s.recv(100) == b"" else 3)
except socket.timeout:
    sys.exit(0)
except ConnectionError:
    sys.exit(1)
"""


def call_as(place, user, group, others=()):
    done = subprocess.run([PYTHON, "-c", CALLER, place.path("lockboxd.sock")], user=user, group=group,
                          extra_groups=list(others), cwd="/", timeout=60, check=False)
    return done.returncode


@case("the socket hears its group, its user and root, whatever became of its mode")
def _():
    if os.geteuid() != 0:
        raise Skip("only root can be many users")
    place, group = Place(), 64999
    os.chown(place.data, 0, group)
    os.chmod(place.data, 0o2771)
    daemon = Daemon(place)
    path = place.path("lockboxd.sock")
    status = os.stat(path)
    expect((status.st_mode & 0o777, status.st_gid) == (0o660, group), f"{oct(status.st_mode)}, {status.st_gid}")
    expect(call_as(place, NOBODY, NOBODY) == 2, "a stranger was let in")
    os.chmod(path, 0o666)
    expect(call_as(place, NOBODY, NOBODY) == 1, "a stranger was heard")
    expect(f"of user {NOBODY}: it is not of the socket's group" in daemon.report(), daemon.report())
    expect(call_as(place, NOBODY, group) == 0, "the group was not heard")
    expect(call_as(place, NOBODY, NOBODY, [64998, group]) == 0, "a further group was not heard")
    expect(call_as(place, 0, 0) == 0, "root was not heard")
