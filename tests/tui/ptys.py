# SPDX-License-Identifier: GPL-3.0-or-later
"""What the suites that sit before the real program share: a test database, the program on a pseudo terminal, and
TAP. Everything waits for what it wants to see, with a deadline; the few spans of time are how fast hands are."""
import fcntl
import json
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
import time

from vt import Screen

BUILD = os.environ["top_builddir"]
SOURCE = os.environ["top_srcdir"]
TMP = os.environ["TMPDIR"]
LOCKBOX = f"{BUILD}/lockbox"
DEADLINE = 20.0
HAND = 0.06  # seconds between the keys of somebody who types
QUIET = 0.4  # a dialog that has just opened takes nothing for 0.3 s
ENGINEER, OWNER, OWNER2 = "engineer7@fabrikam.example", "owner1@contoso.example", "owner2@contoso.example"

count = [0]


def check(name, good, why=""):
    count[0] += 1
    print(f"{'ok' if good else 'not ok'} {count[0]} - {name}", flush=True)
    if not good:
        print("\n".join(f"#   {line}" for line in str(why).splitlines()), flush=True)
    return good


def finish():
    print(f"1..{count[0]}")


def attempt(part, *arguments):
    """One part of a suite; what it does not survive is a failure, and the other parts still run."""
    try:
        part(*arguments)
    except Exception as error:  # whatever it was, the report is what it says
        check(f"{part.__name__} runs to its end", False, f"{type(error).__name__}: {error}")
    finally:
        for session in list(Session.running):
            session.end()


class World:
    """A test database with the people of the examples."""

    def __init__(self, name="data"):
        self.data, self.config = os.path.join(TMP, name), os.path.join(TMP, f"{name}.conf")
        with open(self.config, "w", encoding="ascii") as file:
            file.write("[site]\nprovider=Fabrikam Support\nhost=lockbox.fabrikam.example\nfrom=lockbox@fabrikam.example\n"
                       "[requests]\nwaiting=0\nan-hour=0\n")
        self.operator("init", "--test")
        self.operator("import", "directory", f"{SOURCE}/data/examples/directory.json")

    def command(self, who, *words):
        return [LOCKBOX, "--data", self.data, "--config", self.config, *(["--as", who] if who else []), *words]

    def run(self, *command):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{command}: {done.returncode} {done.stderr}")
        return done.stdout

    def operator(self, *words):
        return self.run(f"{BUILD}/lockboxctl", "--data", self.data, "--config", self.config, *words)

    def person(self, who, *words):
        return self.run(*self.command(who, *words))

    def submit(self, why="The web role stops answering.", ticket="TK-7", resource="vm-web-01"):
        out = self.person(ENGINEER, "submit", "--ticket", ticket, "--service", "virtual-machines", "--scenario",
                          "remote-desktop-windows", "--level", "read", "--justification", why, "--resource", resource)
        return int(re.search(r"LB-(\d+)", out).group(1))

    def request(self, number, who=OWNER):
        return json.loads(self.person(who, "show", f"LB-{number}", "--json"))["properties"]

    def status(self, number):
        return self.request(number)["status"]

    def decide(self, who, number, verb="deny", reason="No."):
        """By command, as somebody else would do meanwhile; returns how long it took."""
        begin = time.monotonic()
        self.person(who, verb, f"LB-{number}", "--reason", reason, *(
            ["--shown", self.request(number, who)["digest"]] if verb == "approve" else []))
        return time.monotonic() - begin

    def operations(self, number):
        """Names of the operations that the activity log holds of a request, the newest first."""
        entries = json.loads(self.person(OWNER, "log", "--json", "--limit", "200"))["value"]
        return [entry["operationName"] for entry in entries if entry["requestId"] == f"LB-{number}"]

    def write_lock_is_free(self):
        database = shutil.which("sqlite3")
        return subprocess.run([database, "-cmd", ".timeout 0", f"{self.data}/lockbox.db", "BEGIN IMMEDIATE; ROLLBACK;"],
                              capture_output=True, timeout=30, check=False).returncode == 0


class Session:
    """lockbox on a pseudo terminal of its own."""

    running = []

    def __init__(self, command, width=80, height=24, environment=None, terminal="xterm-256color", stdin=None):
        self.master, slave = pty.openpty()
        self.raw, self.screen = bytearray(), Screen(width, height)
        self.gone = False
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.settings = termios.tcgetattr(slave)
        variables = {name: value for name, value in os.environ.items() if name != "TERM"}
        variables.update({"TERM": terminal} if terminal is not None else {})
        for name, value in (environment or {}).items():
            variables.pop(name, None)
            if value is not None:
                variables[name] = value
        self.process = subprocess.Popen(command, stdin=slave if stdin is None else stdin, stdout=slave, stderr=slave,
                                        env=variables, start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(1, termios.TIOCSCTTY, 0))
        os.close(slave)
        os.set_blocking(self.master, False)
        Session.running.append(self)

    # Seeing

    def pump(self, seconds=0.0):
        """Takes what the program writes, for that long or until something came; false when nothing did."""
        if self.gone or not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self.gone = True
            return False
        self.raw += data
        self.screen.feed(data)
        return True

    def watch(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self.gone:
                time.sleep(min(left, 0.01))
            self.pump(left)

    def wait(self, wanted, what, seconds=DEADLINE):
        begin = time.monotonic()
        while not wanted():
            left = begin + seconds - time.monotonic()
            if left <= 0 or (self.gone and not wanted()):
                raise TimeoutError(f"{what}: not within {seconds} s (exit {self.process.poll()})\n{self.screen.text()}")
            self.pump(min(left, 0.05))
        return time.monotonic() - begin

    def see(self, text, seconds=DEADLINE):
        """Waits until @text stands on the screen; returns how long that took."""
        return self.wait(lambda: text in self.screen.text(), f"'{text}' on the screen", seconds)

    def see_not(self, text, seconds=DEADLINE):
        return self.wait(lambda: text not in self.screen.text(), f"no '{text}' on the screen", seconds)

    def settle(self):
        """Waits until all keys are worked off and the screen is drawn anew."""
        for _ in range(40):
            begin = len(self.raw)
            self.send("\x0c")
            end = time.monotonic() + 0.5
            while time.monotonic() < end and b"\x1b[2J" not in self.raw[begin:] and not self.gone:
                self.pump(0.02)
            if b"\x1b[2J" in self.raw[begin:] or self.gone:
                break
        else:
            raise TimeoutError(f"no answer to Ctrl-L\n{self.screen.text()}")
        while self.pump(0.05):
            pass

    # Doing

    def send(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        while data:
            select.select([], [self.master], [], 1)
            try:
                data = data[os.write(self.master, data):]
            except BlockingIOError:
                self.pump(0.01)

    def keys(self, *keys):
        """As a hand types them."""
        for key in keys:
            self.watch(HAND)
            self.send(key)
        self.watch(HAND)

    def text(self, text):
        self.keys(*text)

    def resize(self, width, height):
        self.screen.resize(width, height)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def dialog(self, key, title):
        """Opens a dialog, and waits as long as it takes no keys."""
        self.keys(key)
        self.see(title)
        self.watch(QUIET)

    # The process

    def alive(self):
        return self.process.poll() is None

    def cpu(self):
        """Seconds of processor time so far."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def exit(self, seconds=DEADLINE):
        """Waits for the end; returns the exit code, and None when it does not come."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            if not self.pump(0.01) and self.gone:
                time.sleep(0.005)
        while self.pump(0.05):
            pass
        return self.process.poll()

    def tail(self):
        """What stands on the normal screen after the blade has gone."""
        return bytes(self.raw).rsplit(b"\x1b[?1049l", 1)[-1].decode(errors="replace")

    def is_restored(self):
        return not self.screen.modes & {1049, 2004, 1} and 25 in self.screen.modes and \
            termios.tcgetattr(self.master)[:4] == self.settings[:4]

    def hang_up(self):
        os.close(self.master)
        self.master, self.gone = -1, True

    def end(self):
        if self.alive():
            self.process.kill()
        self.process.wait()
        if self.master >= 0:
            os.close(self.master)
            self.master = -1
        Session.running.remove(self)


def open_request(world, number, who=OWNER, **options):
    """The deep link on a terminal, with the request on the screen."""
    session = Session(world.command(who, "open", f"LB-{number}"), **options)
    session.see(f"LB-{number} ")
    session.see("q back")
    return session


def open_session(world, line, **options):
    """As sshd starts it for owner1; @line is what was typed behind the host."""
    variables = dict(options.pop("environment", {}), SSH_ORIGINAL_COMMAND=line or None)
    return Session(world.command(None, "session", "--key-id", "1"), environment=variables, **options)


def skip_all(why):
    print(f"1..1\nok 1 - all of it # SKIP {why}")
    sys.exit(0)
