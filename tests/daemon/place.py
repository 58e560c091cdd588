# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cases of this suite work with: data directories, lockboxd itself, mail servers, deadlines."""
import contextlib
import email
import email.policy
import json
import os
import select
import shutil
import socket
import sqlite3
import subprocess
import sys
import time

TOP = os.environ["top_srcdir"]
BUILD = os.environ["top_builddir"]
TMP = os.environ["TMPDIR"]
# The one that has aiosmtpd, and that users without rights can start.
PYTHON = os.environ.get("PYTHON3") or sys.executable
SANITIZED = os.environ.get("SANITIZERS") == "yes"
NOBODY = 65534  # some user without rights, where the suite runs as root
ENGINEER, OWNER = "engineer7@fabrikam.example", "owner1@contoso.example"
LETTERS = 3  # mails that one request owes
TICK = os.sysconf("SC_CLK_TCK")

cases = []
running = []  # processes and files of the case, to be ended with it


class Failure(Exception):
    """The case has failed; its text says why."""


class Skip(Exception):
    """The case cannot be tried here."""


def case(name):
    """Makes a function a test of this suite."""
    def add(function):
        cases.append((name, function))
        return function
    return add


def expect(good, why):
    if not good:
        raise Failure(str(why))


def patience(seconds):
    """A deadline: sanitizers and a busy machine take their time."""
    return seconds * (5 if SANITIZED else 3)


def pause():
    select.select([], [], [], 0.02)


def await_(what, condition, seconds=10):
    """Waits for @condition to be true and returns its value."""
    deadline = time.monotonic() + patience(seconds)
    value = condition()
    while not value:
        if time.monotonic() > deadline:
            raise Failure(f"waited {patience(seconds)} s in vain: {what}")
        pause()
        value = condition()
    return value


def spend(seconds):
    """Lets time pass, for a measurement over a span of time."""
    select.select([], [], [], seconds)


def read(path, mode="r"):
    with open(path, mode, **({} if "b" in mode else {"encoding": "utf-8"})) as file:
        return file.read()


def write(path, text, mode=0o644):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


class Place:
    """A data directory with a test database of its own."""
    template = os.path.join(TMP, "template")
    count = 0

    def __init__(self, **mail):
        Place.count += 1
        self.root = os.path.join(TMP, f"place-{Place.count}")
        self.data = os.path.join(self.root, "data")
        self.config = os.path.join(self.root, "lockbox.conf")
        os.mkdir(self.root, 0o755)
        if not os.path.isdir(Place.template):
            self.make_template()
        shutil.copytree(Place.template, self.data)
        os.chmod(self.data, 0o2770)
        self.configure(**mail)

    def make_template(self):
        for words in (["init", "--test"], ["import", "directory", f"{TOP}/data/examples/directory.json"]):
            subprocess.run([f"{BUILD}/lockboxctl", "--data", Place.template, *words], check=True,
                           stdout=subprocess.DEVNULL, timeout=60)

    def configure(self, access=(), requests=(), **mail):
        """[mail] of lockbox.conf: server=, and others with _ for -; @access, @requests: lines of these groups."""
        lines = ["[site]", "host=lockbox.fabrikam.example", "[requests]", "waiting=0", "an-hour=0", *requests, "[access]",
                 *access, "[mail]"]
        lines += [f"{key.replace('_', '-')}={value}" for key, value in mail.items()]
        write(self.config, "\n".join(lines) + "\n")

    def path(self, *names):
        return os.path.join(self.data, *names)

    def run(self, program, *words):
        command = [f"{BUILD}/{program}", "--data", self.data, "--config", self.config, *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
        expect(done.returncode == 0, f"{words}: exit {done.returncode}: {done.stderr}")
        return done.stdout

    def operator(self, *words):
        return self.run("lockboxctl", *words)

    def submit(self, resource="vm-web-01"):
        """Asks for access; returns the number of the request."""
        said = self.run("lockbox", "--as", ENGINEER, "submit", "--ticket", "TK-7", "--service", "virtual-machines",
                        "--scenario", "remote-desktop-windows", "--level", "read", "--justification", "A look.",
                        "--resource", resource, "--json")
        return int(json.loads(said)["name"].split("-")[1])

    def approve(self, number):
        shown = json.loads(self.run("lockbox", "--as", OWNER, "show", f"LB-{number}", "--json"))
        self.run("lockbox", "--as", OWNER, "approve", f"LB-{number}", "--shown", digest_of(shown))

    def query(self, sql, *values):
        database = sqlite3.connect(f"file:{self.path('lockbox.db')}?mode=ro", uri=True, timeout=30)
        try:
            return database.execute(sql, values).fetchall()
        finally:
            database.close()

    def status(self, number):
        return self.query("SELECT status FROM request WHERE number = ?", number)[0][0]

    def await_status(self, number, status, seconds=5):
        await_(f"LB-{number} is {status}", lambda: self.status(number) == status, seconds)

    def outbox(self, number):
        """The states of the mails about a request."""
        return [row[0] for row in self.query("SELECT status FROM outbox WHERE request = ? ORDER BY id", number)]

    def is_sent(self, number):
        states = self.outbox(number)
        return len(states) >= LETTERS and set(states) == {"accepted"}

    def await_sent(self, number, seconds=5):
        await_(f"the mails about LB-{number} are sent", lambda: self.is_sent(number), seconds)

    def mails(self):
        """What stands in the Maildir."""
        folder = self.path("Maildir", "new")
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        return [email.message_from_bytes(read(os.path.join(folder, name), "rb"), policy=email.policy.default)
                for name in names]

    def message_ids(self, number):
        return {row[0] for row in self.query("SELECT message_id FROM outbox WHERE request = ?", number)}


def digest_of(shown):
    """The member "digest" of what show --json printed, wherever it stands."""
    for key, value in shown.items():
        found = value if key == "digest" else digest_of(value) if isinstance(value, dict) else None
        if found:
            return found
    return None


def environment(leaks, more):
    """A process that is killed while it looks for leaks leaves an empty report; so does a child whose lockboxd is
    killed. Only where both end by themselves they look."""
    sanitizer = os.environ.get("ASAN_OPTIONS", "")
    return {**os.environ, "ASAN_OPTIONS": sanitizer if leaks else sanitizer + ":detect_leaks=0", **more}


class Daemon:
    """lockboxd at work on a place. What it reports goes to a file."""
    count = 0

    def __init__(self, place, *words, wait=True, leaks=False, env=None, program=f"{BUILD}/lockboxd", **options):
        Daemon.count += 1
        self.place = place
        self.report_path = os.path.join(TMP, f"report-{Daemon.count}")
        command = [program, "--data", place.data, "--config", place.config, *words]
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.DEVNULL)
        with open(self.report_path, "wb") as report:
            options.setdefault("stderr", report)
            # As a child of ours it is ours until it was waited for: its id stays its own.
            self.process = subprocess.Popen(command, env=environment(leaks, env or {}), **options)
        running.append(self)
        if wait:
            await_("lockboxd serves", lambda: "serves" in self.report() or self.process.poll() is not None)
            expect(self.process.poll() is None, f"lockboxd ended at once: {self.report()}")

    @property
    def pid(self):
        return self.process.pid

    def report(self):
        return read(self.report_path, "rb").decode("utf-8", "surrogateescape")

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds=6):
        """Its exit code, once it has ended."""
        await_("lockboxd ends", lambda: self.process.poll() is not None, seconds)
        return self.process.returncode

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        return self.wait()

    def children(self):
        return [int(word) for word in read(f"/proc/{self.pid}/task/{self.pid}/children").split()]

    def await_child(self):
        return await_("a delivery child", self.children)[0]

    def descriptors(self, pid=None):
        """What is open: descriptor to its target."""
        folder = f"/proc/{pid or self.pid}/fd"
        try:
            names = os.listdir(folder)
        except PermissionError as error:
            raise Skip("what the child has open is for root to see") from error
        targets = {}
        for name in names:
            with contextlib.suppress(FileNotFoundError):  # closed since
                targets[int(name)] = os.readlink(f"{folder}/{name}")
        return targets

    def cpu(self):
        """Seconds of the processor it has used so far."""
        words = read(f"/proc/{self.pid}/stat").rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / TICK

    def memory(self):
        """Resident, in MiB."""
        return int(read(f"/proc/{self.pid}/statm").split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)

    def load(self, seconds=2):
        """The part of one processor that it uses."""
        before, since = self.cpu(), time.monotonic()
        spend(seconds)
        return (self.cpu() - before) / (time.monotonic() - since)

    def expect_calm(self, what, most=0.3, seconds=2):
        load = self.load(seconds)
        expect(load < most, f"{what}: it uses {load:.0%} of a processor")

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Port:
    """A port of loopback that is ours for the whole case, whether or not a server listens there."""

    def __init__(self):
        self.holder = socket.socket()
        self.holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.holder.bind(("127.0.0.1", 0))
        self.number = self.holder.getsockname()[1]
        self.address = f"127.0.0.1:{self.number}"
        running.append(self)

    def end(self):
        self.holder.close()


class Server:
    """An SMTP server of tests/support, on a port of its own, or in another one's place."""
    count = 0

    def __init__(self, script, *words, port=None):
        Server.count += 1
        self.port = port or Port()
        self.dump = os.path.join(TMP, f"mails-{Server.count}")
        os.mkdir(self.dump)
        command = [PYTHON, f"{TOP}/tests/support/{script}", "--port", str(self.port.number),
                   "--dump", self.dump, *words]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        running.append(self)
        expect(self.process.stdout.readline() == b"%d\n" % self.port.number, f"{script} does not serve")

    @property
    def address(self):
        return self.port.address

    def mails(self):
        """What came in, whole mails as bytes."""
        names = [name for name in os.listdir(self.dump) if name.endswith(".eml")]
        return [read(os.path.join(self.dump, name), "rb") for name in sorted(names)]

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def faulty(*faults):
    """A server that does wrong: faults are STEP, ACTION, …"""
    words = []
    for step, action in zip(faults[::2], faults[1::2]):
        words += ["--on", step, action]
    return Server("smtp-faults.py", *words)


def good(port=None, *words):
    return Server("smtp-server.py", *words, port=port)


def message_id(mail):
    for line in mail.splitlines():
        if line.lower().startswith(b"message-id:"):
            return line.partition(b"<")[2].partition(b">")[0].decode()
    return None


def connect(place):
    """A connection to the daemon's socket that waits for nothing."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.setblocking(False)
    connection.connect(place.path("lockboxd.sock"))
    return connection


def clean():
    """Ends what a case has started and not ended itself."""
    while running:
        running.pop().end()
