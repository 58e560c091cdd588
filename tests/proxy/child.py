# SPDX-License-Identifier: GPL-3.0-or-later
"""The process that goes through, driven over its two pipes as lockbox drives it, with a terminal or two sockets."""
import codecs
import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "access"))
import host as place  # pylint: disable=wrong-import-position

TMP, BUILD = place.TMP, place.BUILD
DEADLINE = 30.0
MICROSECOND = 1_000_000
LINE_MOST = 32768
check = place.door.check

# A byte that is no UTF-8 is one U+FFFD, however many of them there are.
codecs.register_error("each", lambda error: ("\ufffd", error.start + 1))


def boot():
    return int(time.clock_gettime(time.CLOCK_BOOTTIME) * MICROSECOND)


def attempt(part, *arguments):
    """One part of a suite; what it does not survive is a failure, and the other parts still run."""
    try:
        part(*arguments)
    except Exception as error:  # whatever it was, the report is what it says
        check(f"{part.__name__} runs to its end", False, f"{type(error).__name__}: {error}")
    finally:
        for each in list(Child.running):
            each.kill()


def order(kind, port, **more):
    """What lockbox says first; a value of None leaves a member out."""
    words = {"version": 1, "kind": kind, "address": "127.0.0.1", "port": port, "language": "en",
             "bootEnd": boot() + 3600 * MICROSECOND, "localAllowed": True, "hostKeys": []}
    if kind == "connect":
        words |= {"login": "nobody", "directory": tempfile.mkdtemp(prefix="key-", dir=TMP), "terminal": "xterm-256color",
                  "columns": 80, "rows": 24}
    return {name: value for name, value in (words | more).items() if value is not None}


class Child:
    running = []

    def __init__(self, words, stdin=None, stdout=None, environment=None):
        """@words: the order, or a line; without @stdin, a terminal is made."""
        self.words, self.seen, self.pending = words, bytearray(), b""
        self.events, self.recording, self.complaint = [], [], b""
        self.master = slave = -1
        if stdin is None:
            self.master, slave = pty.openpty()
            self.resize(80, 24)
            self.settings = termios.tcgetattr(slave)
            stdin = stdout = slave
        orders, self.orders = self.high_pipe()
        self.up, up = self.high_pipe()
        complain, complaint = self.high_pipe()
        self.complain = complain
        def arrange():
            os.dup2(orders, 3)
            os.dup2(up, 4)
            if slave >= 0:
                fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        kept = {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LB_TEST_RUN") if name in os.environ}
        self.process = subprocess.Popen(
            ["lockbox", "proxy"], executable=f"{BUILD}/lockbox", stdin=stdin, stdout=stdout, stderr=complaint,
            start_new_session=True, pass_fds=(3, 4), preexec_fn=arrange,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **kept, **(environment or {})})
        for fd in (orders, up, complaint, *([slave] if slave >= 0 else [])):
            os.close(fd)
        for fd in (self.up, self.complain, *([self.master] if slave >= 0 else [])):
            os.set_blocking(fd, False)
        Child.running.append(self)
        self.tell(words if isinstance(words, str) else json.dumps(words))

    @staticmethod
    def high_pipe():
        """A pipe whose ends are not where the child will look for its own."""
        ends = os.pipe()
        high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in ends)
        for end in ends:
            os.close(end)
        return high

    def tell(self, line):
        os.write(self.orders, line.encode() + b"\n")

    def hang_up_orders(self):
        os.close(self.orders)
        self.orders = -1

    # Seeing

    def take_events(self, data):
        *lines, self.pending = (self.pending + data).split(b"\n")
        for line in lines:
            assert len(line) < LINE_MOST, f"a line of {len(line)} bytes"
            value = json.loads(line.decode("utf-8"))
            if isinstance(value, list):
                self.recording.append((value, line))
            else:
                self.events.append(value)

    def pump(self, seconds=0.05, terminal=True):
        """Takes what comes; with @terminal false, nobody reads what the terminal shows."""
        fds = [fd for fd in (self.up, self.complain, self.master if terminal else -1) if fd >= 0]
        if not fds:
            time.sleep(min(seconds, 0.01))
            return False
        ready = select.select(fds, [], [], seconds)[0]
        for fd in ready:
            try:
                data = os.read(fd, 262144)
            except OSError:
                data = b""
            if fd == self.up:
                self.take_events(data)
            elif fd == self.complain:
                self.complaint += data
            else:
                self.seen += data
            if not data and fd != self.master:
                os.close(fd)
                self.up, self.complain = (-1 if each == fd else each for each in (self.up, self.complain))
        return bool(ready)

    def is_over(self):
        return self.up < 0 and self.complain < 0 and self.process.poll() is not None

    def wait(self, wanted, what, seconds=DEADLINE, **how):
        begin = time.monotonic()
        while not wanted():
            if time.monotonic() > begin + seconds or (self.is_over() and not wanted()):
                raise TimeoutError(f"{what}: not within {seconds} s (exit {self.process.poll()})\n{self.events[-3:]}\n"
                                   f"{bytes(self.seen[-1500:])}\n{self.complaint}")
            self.pump(**how)
        return time.monotonic() - begin

    def see(self, text, after=0, seconds=DEADLINE):
        data, start = text.encode(), after
        def seen():
            nonlocal start
            found = self.seen.find(data, start)
            start = max(start, len(self.seen) - len(data))
            return found >= 0
        self.wait(seen, f"'{text}' on the terminal", seconds)

    def event(self, name, seconds=DEADLINE, **how):
        """The newest event of this name, once there is one."""
        found = lambda: [each[name] for each in self.events if name in each]
        self.wait(found, f"an event {name}", seconds, **how)
        return found()[-1]

    def end(self, seconds=DEADLINE, **how):
        """Why it ended, and the words; it has then."""
        value = self.event("end", seconds, **how)
        self.wait(lambda: self.process.poll() is not None, "the end of the process", seconds, **how)
        return value

    def output(self):
        """What a player of the recording would show."""
        return "".join(value[2] for value, _ in self.recording if value[1] == "o")

    # Doing

    def type(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        while data:
            try:
                data = data[os.write(self.master, data):]
            except BlockingIOError:
                self.pump(0.01)

    def resize(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def is_restored(self):
        return termios.tcgetattr(self.master) == self.settings

    def ssh(self):
        """The process of ssh, once it has become that."""
        def found():
            with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="ascii") as file:
                ids = [int(word) for word in file.read().split()]
            return next((each for each in ids if place.read(f"/proc/{each}/comm").strip() == "ssh"), None)
        self.wait(found, "ssh")
        return found()

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        for name in ("orders", "up", "complain", "master"):
            if getattr(self, name) >= 0:
                os.close(getattr(self, name))
                setattr(self, name, -1)
        Child.running.remove(self)


def is_gone(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True
