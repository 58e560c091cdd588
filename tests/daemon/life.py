# SPDX-License-Identifier: GPL-3.0-or-later
"""Beginning and ending, one for a data directory, few descriptors, files that go away."""
import fcntl
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess

from place import (BUILD, NOBODY, SANITIZED, TMP, Daemon, Place, Skip, await_, case, connect, expect, faulty, good,
                   read, write)

TAKEN, CONFIGURATION = 3, 4  # exit codes, as lockboxd(8) has them


def is_locked(place):
    """Whether somebody holds the lock. A lock of this process is dropped again at once."""
    with open(place.path("lockboxd.lock"), "r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return False
        except OSError:
            return True


def expect_gone(place, code):
    expect(code == 0, f"exit {code}")
    expect(not is_locked(place), "the lock is still held")
    expect(not os.path.exists(place.path("lockboxd.sock")), "the socket is still there")
    sending = place.query("SELECT count(*) FROM outbox WHERE status = 'sending'")[0][0]
    expect(sending == 0, f"{sending} mails are still leased")


def is_running(pid):
    try:
        return read(f"/proc/{pid}/stat").rpartition(")")[2].split()[0] not in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return False


@case("a second one for the same data directory ends with 3, and the first goes on")
def _():
    place = Place()
    first = Daemon(place)
    second = Daemon(place, wait=False)
    expect(second.wait() == TAKEN, second.report())
    expect(f"another lockboxd runs for this data directory (process {first.pid} " in second.report(), second.report())
    connect(place).close()
    place.await_sent(place.submit())
    expect(first.stop() == 0, first.report())
    third = Daemon(place)
    expect(third.stop() == 0, third.report())


def end_idle(number):
    place = Place()
    daemon = Daemon(place, leaks=True)
    place.await_sent(place.submit())
    child = daemon.await_child()
    daemon.signal(number)
    expect_gone(place, daemon.wait(3))
    expect(not is_running(child), "its child is still there")


def end_busy(number):
    server = faulty("MAIL", "hold")
    place = Place(server=server.address, security="none", timeout=60)
    daemon = Daemon(place)
    request = place.submit()
    await_("the delivery is under way", lambda: "sending" in place.outbox(request))
    child = daemon.await_child()
    daemon.signal(number)
    expect_gone(place, daemon.wait(3))
    await_("its child is gone", lambda: not is_running(child), 1)
    expect(place.outbox(request) == ["queued"] * 3, place.outbox(request))
    attempts = place.query("SELECT max(attempts) FROM outbox")[0][0]
    expect(attempts == 0, "giving up for the end counted as an attempt")
    owed = place.message_ids(request)
    port = server.port
    server.end()
    server = good(port)
    Daemon(place)
    place.await_sent(request)
    expect(place.message_ids(request) == owed, "the Message-IDs changed")


@case("SIGTERM ends it")
def _():
    end_idle(signal.SIGTERM)


@case("SIGINT ends it")
def _():
    end_idle(signal.SIGINT)


@case("SIGTERM ends it in the middle of a delivery, which the next one does")
def _():
    end_busy(signal.SIGTERM)


@case("SIGINT ends it in the middle of a delivery, which the next one does")
def _():
    end_busy(signal.SIGINT)


@case("a second SIGTERM does not wait for the delivery")
def _():
    server = faulty("BODY", "hold")
    place = Place(server=server.address, security="none", timeout=60)
    daemon = Daemon(place)
    request = place.submit()
    await_("the delivery is under way", server.mails)
    daemon.signal(signal.SIGTERM)
    daemon.signal(signal.SIGTERM)
    expect_gone(place, daemon.wait(3))
    expect(place.outbox(request) == ["queued"] * 3, place.outbox(request))


@case("SIGHUP takes a new configuration, and keeps the old one when the new one is wrong")
def _():
    server = good()
    place = Place()
    daemon = Daemon(place, leaks=True)
    place.await_sent(place.submit())
    place.configure(server="nonsense")
    daemon.signal(signal.SIGHUP)
    await_("it is told", lambda: "the configuration stays as it was" in daemon.report())
    place.configure()
    place.await_sent(place.submit())
    place.configure(server=server.address, security="none")
    daemon.signal(signal.SIGHUP)
    await_("it is told", lambda: "the configuration was read again" in daemon.report())
    place.await_sent(place.submit())
    expect(len(server.mails()) == 3, f"{len(server.mails())} mails reached the new server")
    expect(daemon.stop() == 0, daemon.report())


@case("a configuration that cannot be used ends it with 4, a wrong command line with 2, no database with 1")
def _():
    place = Place(server="nonsense")
    daemon = Daemon(place, wait=False)
    expect(daemon.wait() == CONFIGURATION and "HOST:PORT" in daemon.report(), daemon.report())
    place.configure()
    daemon = Daemon(place, "--nonsense", wait=False)
    expect(daemon.wait() == 2 and "--nonsense" in daemon.report(), daemon.report())
    os.unlink(place.path("lockbox.db"))
    daemon = Daemon(place, wait=False)
    expect(daemon.wait() == 1 and "lockboxctl init" in daemon.report(), daemon.report())
    expect(not os.path.exists(place.path("lockbox.db")), "it made a database")


@case("idle, it uses next to nothing of the processor")
def _():
    place = Place()
    daemon = Daemon(place)
    place.await_sent(place.submit())
    load = daemon.load(4)
    print(f"# idle: {load:.2%} of a processor, {daemon.memory():.1f} MiB")
    expect(load < (0.05 if SANITIZED else 0.02), f"{load:.1%}")


def limited(count):
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))


@case("where too few descriptors are allowed it ends with 1 and says so")
def _():
    place = Place()
    for count in (4, 8, 16, 63, 191):
        daemon = Daemon(place, wait=False, preexec_fn=limited(count))
        expect(daemon.wait() == 1 and "ulimit -n" in daemon.report(), f"{count}: {daemon.report()}")
    Daemon(place, preexec_fn=limited(192))
    place.await_sent(place.submit())


@case("descriptors that it inherits are closed")
def _():
    place = Place()
    inherited = [os.dup(0) for _ in range(180)]
    daemon = Daemon(place, close_fds=False, pass_fds=(), preexec_fn=lambda: (
        [os.set_inheritable(each, True) for each in inherited], limited(200)()))
    for each in inherited:
        os.close(each)
    open_now = daemon.descriptors()
    expect(len(open_now) < 25, open_now)
    place.await_sent(place.submit())


@case("when it runs out of descriptors it does not spin or flood its reports, and goes on when there are some")
def _():
    for spare in (-3, 0, 1, 2, 4):
        place = Place()
        daemon = Daemon(place)
        limit = len(daemon.descriptors()) + spare
        most = resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE)[1]
        resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE, (limit, most))
        connections = [connect(place) for _ in range(20)]
        number = place.submit()
        daemon.expect_calm(f"{spare} descriptors to spare", seconds=1)
        lines = daemon.report().count("\n")
        expect(lines < 20, f"{spare} to spare: {lines} lines:\n{daemon.report()}")
        expect(daemon.process.poll() is None, f"{spare} to spare: it ended: {daemon.report()}")
        for connection in connections:
            connection.close()
        resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE, (most, most))
        place.operator("clock", "advance", "1m")
        place.await_sent(number)
        expect(daemon.stop() == 0, f"{spare}: {daemon.report()}")


def close_standard():
    for descriptor in range(3):
        os.close(descriptor)


@case("with standard input, output and error closed it works and ends")
def _():
    place = Place()
    daemon = Daemon(place, wait=False, preexec_fn=close_standard)
    place.await_sent(place.submit(), 8)
    targets = [daemon.descriptors()[number] for number in range(3)]
    expect(targets == ["/dev/null"] * 3, targets)
    daemon.expect_calm("without standard descriptors")
    expect(daemon.stop() == 0, "it did not end well")


@case("with a standard error that nobody reads any more, or that is full, it works and ends")
def _():
    place = Place()
    reading, writing = os.pipe()
    daemon = Daemon(place, wait=False, stderr=writing)
    os.close(writing)
    place.await_sent(place.submit(), 8)
    os.close(reading)
    place.await_sent(place.submit())
    daemon.expect_calm("with a broken standard error")
    expect(daemon.stop() == 0, "it did not end well")
    with open("/dev/full", "wb") as full:
        daemon = Daemon(place, wait=False, stderr=full)
    place.await_sent(place.submit(), 8)
    expect(daemon.stop() == 0, "it did not end well")


@case("while somebody else holds the database it waits and says so, from its start on, and goes on afterwards")
def _():
    place = Place()
    request = place.submit()
    holder = sqlite3.connect(place.path("lockbox.db"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    daemon = Daemon(place)
    for what in ("sign of life", "outbox"):
        await_(f"{what} is told", lambda: f"{what}: " in daemon.report() or daemon.process.poll() is not None, 8)
    expect(daemon.process.poll() is None, f"it ended: {daemon.report()}")
    expect("locked" in daemon.report(), daemon.report())
    holder.execute("ROLLBACK")
    place.await_sent(request)
    await_("it is over", lambda: "sign of life: all right again" in daemon.report(), 5)
    lines = daemon.report().count("\n")
    expect(lines < 12, f"{lines} lines: {daemon.report()}")
    holder.execute("BEGIN IMMEDIATE")
    await_("it is told again", lambda: daemon.report().count("sign of life: ") == 3, 6)
    holder.close()
    place.await_sent(place.submit())
    expect(daemon.stop() == 0, daemon.report())


@case("when the database is taken away it ends with 1 and says so")
def _():
    place = Place()
    daemon = Daemon(place)
    place.await_sent(place.submit())
    os.rename(place.path("lockbox.db"), place.path("away.db"))
    expect(daemon.wait(3) == 1, daemon.report())
    expect("lockbox.db" in daemon.report(), daemon.report())
    os.rename(place.path("away.db"), place.path("lockbox.db"))
    daemon = Daemon(place)
    place.await_sent(place.submit())


@case("when the database is replaced it ends with 1, and what the new one holds stays")
def _():
    place = Place()
    daemon = Daemon(place)
    first = place.submit()
    place.await_sent(first)
    source, copy = sqlite3.connect(place.path("lockbox.db")), sqlite3.connect(place.path("copy.db"))
    source.backup(copy)
    source.close()
    copy.close()
    os.chmod(place.path("copy.db"), 0o660)
    os.replace(place.path("copy.db"), place.path("lockbox.db"))
    for name in ("lockbox.db-wal", "lockbox.db-shm"):
        os.unlink(place.path(name))
    # This one keeps the new log of writes from being folded into the file.
    keeper = sqlite3.connect(place.path("lockbox.db"))
    keeper.execute("SELECT count(*) FROM request").fetchall()
    second = place.submit()
    expect(daemon.wait(3) == 1, daemon.report())
    expect("is not the file" in daemon.report(), daemon.report())
    expect(os.path.exists(place.path("lockbox.db-wal")), "the new log of writes is gone")
    Daemon(place)
    place.await_sent(second)
    keeper.close()
    place.operator("log", "verify")


class Unprivileged:
    """lockboxd as a user with no rights over anything but the place; as root, by a copy that user can reach."""

    def __init__(self, place):
        self.place, self.options = place, {}
        if os.geteuid() != 0:
            return
        folder = os.path.join(place.root, "bin")
        os.mkdir(folder, 0o755)
        shutil.copy(f"{BUILD}/lockboxd", folder)
        shutil.copytree(f"{BUILD}/share", f"{folder}/share")
        os.chmod(TMP, 0o711)
        for path, _folders, files in os.walk(place.data):
            for name in [path] + [os.path.join(path, file) for file in files]:
                os.chown(name, NOBODY, NOBODY)
        self.options = {"program": f"{folder}/lockboxd", "user": NOBODY, "group": NOBODY, "extra_groups": []}

    def start(self, **more):
        return Daemon(self.place, **self.options, **more)


@case("a data directory that it may not write to is an error with a name, and nothing is lost")
def _():
    place = Place()
    request = place.submit()
    user = Unprivileged(place)
    os.chmod(place.data, 0o550)
    daemon = user.start(wait=False)
    expect(daemon.wait() == 1, f"exit {daemon.process.returncode}: {daemon.report()}")
    expect("lockboxd.lock" in daemon.report() and "ermission" in daemon.report(), daemon.report())
    os.chmod(place.data, 0o2770)
    user.start()
    place.await_sent(request)


@case("a Maildir that cannot be written to holds mails back, and they leave when it can")
def _():
    place = Place()
    user = Unprivileged(place)
    daemon = user.start()
    place.await_sent(place.submit())
    os.chmod(place.path("Maildir", "tmp"), 0o500)
    request = place.submit()
    await_("it is told", lambda: "later" in daemon.report())
    expect("accepted" not in place.outbox(request), place.outbox(request))
    os.chmod(place.path("Maildir", "tmp"), 0o700)
    await_("all were tried", lambda: place.query("SELECT min(attempts) FROM outbox WHERE request = ?", request)[0][0])
    place.operator("clock", "advance", "1m")
    place.await_sent(request)


@case("a data directory of another user is refused")
def _():
    place = Place()
    if os.geteuid() != 0:
        raise Skip("only root can make one")
    os.chown(place.data, NOBODY, NOBODY)
    daemon = Daemon(place, wait=False)
    expect(daemon.wait() == 1 and "belongs to user" in daemon.report(), daemon.report())


@case("something else in the place of the socket or the lock is left alone")
def _():
    place = Place()
    write(place.path("lockboxd.sock"), "mine")
    daemon = Daemon(place, wait=False)
    expect(daemon.wait() == 1 and "lockboxd.sock" in daemon.report(), daemon.report())
    expect(read(place.path("lockboxd.sock")) == "mine", "the file was changed")
    os.unlink(place.path("lockboxd.sock"))
    write(os.path.join(place.root, "target"), "mine")
    if os.path.exists(place.path("lockboxd.lock")):
        os.unlink(place.path("lockboxd.lock"))
    os.symlink(os.path.join(place.root, "target"), place.path("lockboxd.lock"))
    daemon = Daemon(place, wait=False)
    expect(daemon.wait() == 1 and "lockboxd.lock" in daemon.report(), daemon.report())
    expect(read(os.path.join(place.root, "target")) == "mine", "the target of a link was changed")


@case("systemd hears when it serves and when it ends")
def _():
    place = Place()
    address = os.path.join(place.root, "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(address)
        supervisor.settimeout(20)
        daemon = Daemon(place, env={"NOTIFY_SOCKET": address})
        expect(supervisor.recv(100) == b"READY=1", "it was not told")
        daemon.signal(signal.SIGTERM)
        expect(supervisor.recv(100) == b"STOPPING=1", "the end was not told")
        expect(daemon.wait() == 0, daemon.report())


@case("the program says what it takes")
def _():
    for option, word in (("--help", "--data"), ("--version", "lockboxd ")):
        done = subprocess.run([f"{BUILD}/lockboxd", option], capture_output=True, text=True, timeout=60, check=False)
        expect(done.returncode == 0 and word in done.stdout, done)
