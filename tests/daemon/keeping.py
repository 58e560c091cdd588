# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings: lockboxd deletes them when their days are over, goes on where it was after it was killed, passes by what it
cannot remove, and needs no right to read them."""
import json
import os
import pty
import signal
import sqlite3
import stat
import subprocess

from access import Stage
from life import Unprivileged
from place import BUILD, ENGINEER, NOBODY, OWNER, Daemon, Skip, await_, case, expect, read, write

SESSIONS = 65533  # some user whose group is that of the data directory


class Archive(Stage):
    """A place where LB-1 is open, and sessions were recorded that led nowhere. Nobody needs to answer for that."""

    def __init__(self, sessions=1):
        super().__init__(script=False, address="127.0.0.1")
        daemon = Daemon(self)
        self.ask()
        self.await_status(1, "Approved", 10)
        for _ in range(sessions):
            self.connect()
        expect(daemon.stop() == 0, daemon.report())
        ended = self.query("SELECT count(*) FROM recording WHERE ended > 0 AND bytes > 0")
        expect(ended == [(sessions,)], ended)

    def connect(self):
        """Goes through to where nobody listens. Returns its exit code and what it said."""
        master, slave = pty.openpty()
        try:
            done = subprocess.run([f"{BUILD}/lockbox", "--data", self.data, "--config", self.config, "--as", ENGINEER,
                                   "connect", "LB-1"], stdin=slave, stdout=slave, stderr=subprocess.PIPE, text=True, timeout=60,
                                  start_new_session=True)
        finally:
            os.close(slave)
            os.close(master)
        return done.returncode, done.stderr

    def folder(self):
        return self.path("recordings", "LB-1")

    def part(self, passage):
        return os.path.join(self.folder(), f"{passage}-01.cast")

    def files(self):
        return sorted(os.listdir(self.folder())) if os.path.isdir(self.folder()) else []

    def pass_days(self, days):
        self.operator("clock", "advance", f"{days}d")

    def await_gone(self, count, seconds=15):
        await_(f"{count} recordings are gone", lambda: self.query("SELECT count(*) FROM recording WHERE gone = 1") == [(count,)],
               seconds)

    def beats(self):
        return self.query("SELECT beat FROM heartbeat")[0][0]

    def await_look(self):
        """It has looked at all there is to do once more, whatever the clock says."""
        for _ in range(2):
            before = self.beats()
            await_("a sign of life", lambda before=before: self.beats() != before, 15)


@case("recordings are deleted when their days are over, by an act that is logged, and not before")
def _():
    place = Archive()
    place.operator("tenant", "set", "contoso", "--recordings-days", "10")
    daemon = Daemon(place, leaks=True)
    place.pass_days(9)
    place.await_look()
    expect(place.files() == ["1-01.cast"], place.files())
    place.pass_days(2)
    place.await_gone(1)
    expect(not os.path.exists(place.folder()), "the directory is still there")
    expect("recordings: 1 deleted, whose time was over\n" in daemon.report(), daemon.report())
    told = place.query("SELECT request, caller, door, details FROM activity WHERE operation = 'DeleteRecording'")
    expect(len(told) == 1 and told[0][:3] == ("LB-1", None, "time"), told)
    kept = place.query("SELECT s.sha256, r.bytes FROM passage s JOIN recording r ON r.passage = s.id")
    details = json.loads(told[0][3])
    expect((details["sha256"], details["bytes"]) == kept[0] and details["session"] == 1, (details, kept))
    expect(daemon.stop() == 0, daemon.report())
    place.expect_good()


@case("a customer's days hold for recordings of before, and those of lockbox.conf when it is read again")
def _():
    place = Archive()
    daemon = Daemon(place)
    place.pass_days(30)
    place.await_look()
    expect(place.files() == ["1-01.cast"], place.files())
    write(place.config, read(place.config) + "[recordings]\nkeep-days=29\n")
    daemon.signal(signal.SIGHUP)
    place.await_gone(1)
    expect(daemon.stop() == 0, daemon.report())


@case("what was decided of recordings before it was killed is finished after it, and decided once")
def _():
    place = Archive(sessions=2)
    held = read(place.part(1))
    os.unlink(place.part(1))
    os.mkdir(place.part(1))  # no program removes this as a file
    daemon = Daemon(place)
    place.pass_days(366)
    place.await_gone(1)
    await_("it is told", lambda: "files of recordings: recordings/LB-1: 1-01.cast: " in daemon.report())
    decided = place.query("SELECT passage, gone FROM recording WHERE deleted > 0 ORDER BY 1")
    expect(decided == [(1, 0), (2, 1)], decided)
    place.await_look()
    expect(daemon.report().count("files of recordings") == 1, daemon.report())
    daemon.expect_calm("while something cannot be removed")
    daemon.signal(signal.SIGKILL)
    daemon.wait()
    os.rmdir(place.part(1))
    write(place.part(1), held, 0o600)
    daemon = Daemon(place)
    place.await_gone(2)
    expect(not os.path.exists(place.folder()), place.files())
    expect(daemon.stop() == 0, daemon.report())
    entries = place.entries("DeleteRecording")
    expect(entries == 2, entries)
    place.expect_good()


@case("killed at any moment while it deletes recordings, it has deleted all of them in the end")
def _():
    place = Archive(sessions=6)
    place.pass_days(366)
    for count in range(1, 6):
        daemon = Daemon(place, wait=False)
        while place.query("SELECT count(*) FROM recording WHERE deleted > 0")[0][0] < count:
            expect(daemon.process.poll() is None, daemon.report())
        daemon.signal(signal.SIGKILL)
        daemon.wait()
    daemon = Daemon(place)
    place.await_gone(6)
    expect(place.files() == [], place.files())
    expect(daemon.stop() == 0, daemon.report())
    entries = place.entries("DeleteRecording")
    expect(entries == 6, entries)
    place.expect_good()


@case("lockboxd deletes recordings that the account of sessions made, and cannot read them")
def _():
    if os.geteuid() != 0:
        raise Skip("only root can play two accounts")
    place = Archive()
    user = Unprivileged(place)
    for path in (place.path("recordings"), place.folder(), place.part(1)):
        os.chown(path, SESSIONS, NOBODY)
    modes = [stat.S_IMODE(os.stat(path).st_mode) for path in (place.folder(), place.part(1))]
    expect(modes == [0o2770, 0o600], modes)
    tried = subprocess.run(["cat", place.part(1)], user=NOBODY, group=NOBODY, extra_groups=[], capture_output=True, check=False)
    expect(tried.returncode != 0 and tried.stdout == b"", tried)
    daemon = user.start()
    place.pass_days(366)
    place.await_gone(1)
    expect(not os.path.exists(place.folder()), place.files())
    expect(daemon.stop() == 0, daemon.report())


@case("recordings in a directory that it may not write are told once, and tried again")
def _():
    if os.geteuid() != 0:
        raise Skip("only root can play two accounts")
    place = Archive()
    user = Unprivileged(place)
    os.chown(place.folder(), SESSIONS, NOBODY)
    os.chmod(place.folder(), 0o2750)
    daemon = user.start()
    place.pass_days(366)
    await_("it is told", lambda: "files of recordings: recordings/LB-1: 1-01.cast: Permission denied" in daemon.report(), 15)
    place.await_look()
    expect(daemon.report().count("files of recordings") == 1, daemon.report())
    os.chmod(place.folder(), 0o2770)
    daemon.signal(signal.SIGHUP)
    place.await_gone(1)
    await_("it is told that it is well", lambda: "files of recordings: all right again" in daemon.report(), 15)
    expect(daemon.stop() == 0, daemon.report())


@case("a customer whose recordings reach the quota is told, and nobody opens a shell there until there is room")
def _():
    place = Archive()
    place.operator("tenant", "set", "contoso", "--recordings-mib", "1")
    with sqlite3.connect(place.path("lockbox.db")) as database:
        database.execute("DROP TRIGGER recording_fixed")
        database.execute("UPDATE recording SET bytes = 1048576 * 95 / 100")
    database.close()
    daemon = Daemon(place)
    await_("it is told", lambda: "quotas of recordings: Contoso (nearly full)" in daemon.report(), 15)
    with sqlite3.connect(place.path("lockbox.db")) as database:
        database.execute("UPDATE recording SET bytes = 1048576")
    database.close()
    code, said = place.connect()
    expect(code == 3 and "recordings" in said and place.files() == ["1-01.cast"], (code, said))
    daemon.signal(signal.SIGHUP)
    await_("it is full", lambda: "quotas of recordings: Contoso (full: no shell is opened)" in daemon.report(), 15)
    place.operator("tenant", "set", "contoso", "--recordings-mib", "default")
    daemon.signal(signal.SIGHUP)
    await_("there is room", lambda: "quotas of recordings: all right again" in daemon.report(), 15)
    expect(daemon.stop() == 0, daemon.report())


@case("the operator deletes one of the recordings without lockboxd, and nobody sees it any more")
def _():
    place = Archive(sessions=2)
    said = place.operator("recording", "delete", "LB-1", "--session", "1", "--reason", "The customer asked for it.")
    sha256 = place.query("SELECT sha256 FROM passage WHERE id = 1")[0][0]
    expect(sha256 in said and "Its files are gone." in said, said)
    expect(place.files() == ["2-01.cast"], place.files())
    seen = subprocess.run([f"{BUILD}/lockbox", "--data", place.data, "--config", place.config, "--as", OWNER, "replay", "LB-1",
                           "--session", "1", "--text"], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    expect(seen.returncode == 3 and "was deleted" in seen.stderr and seen.stdout.count("\n") <= 1, seen)
    place.expect_good()
    os.unlink(place.part(2))
    os.mkdir(place.part(2))
    said = place.operator("recording", "delete", "LB-1", "--session", "2", "--reason", "This one, too.")
    expect("Warning: its files are still there" in said, said)
    os.rmdir(place.part(2))
    daemon = Daemon(place)
    place.await_gone(2)
    expect(daemon.stop() == 0, daemon.report())
    place.expect_good()


@case("missing files of recordings that are kept are told by log verify")
def _():
    place = Archive()
    place.expect_good()
    os.unlink(place.part(1))
    done = subprocess.run([f"{BUILD}/lockboxctl", "--data", place.data, "log", "verify"], capture_output=True, text=True, timeout=60)
    expect(done.returncode == 7 and "session 1 of LB-1: its recording is missing" in done.stdout + done.stderr, done)
