# SPDX-License-Identifier: GPL-3.0-or-later
"""What an approval opens: by scripts that do well or ill, by certificates that are asked for through the socket, and what
is left when lockboxd dies on the way."""
import base64
import contextlib
import os
import re
import signal
import socket
import subprocess
import time

from place import OWNER, Daemon, Place, await_, case, connect, expect, patience, read, write

HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIESTKltBiGiX68xWka65ZiMTrHhk1hOubJAXkezbsK2I"

# What is told to it is noted; a file in its folder named "open" or "close" says what else it does.
SCRIPT = """#!/bin/sh
play={play}
grant=$(sed -n 's/^ *"grant" : \\([0-9]*\\),*$/\\1/p')
[ ! -e "$play/busy-$grant" ] || read -r before <"$play/busy-$grant"
case $(cut -d ' ' -f 3 "/proc/${{before:-none}}/stat" 2>/dev/null) in
"" | Z | X) ;;
*) echo "double $1 $grant" >>"$play/calls" ;;
esac
echo $$ >"$play/busy-$grant"
echo "begin $1 $grant" >>"$play/calls"
[ ! -e "$play/$1" ] || . "$play/$1"
echo "end $1 $grant" >>"$play/calls"
[ "$1" = open ] && status=opened || status=closed
echo "{{\\"grant\\": $grant, \\"status\\": \\"$status\\"}}"
"""
FORK = 'sleep 600 &\necho $! >"$play/child"\n'
WAIT = 'until [ -e "$play/go" ]; do sleep 0.02; done\n'


class Stage(Place):
    """A place where vm-web-01 has a target, which a script opens, or certificates do."""

    def __init__(self, script=True, address="192.0.2.7", lines=()):
        super().__init__()
        self.play = os.path.join(self.root, "play")
        self.script = os.path.join(self.root, "provision")
        os.mkdir(self.play)
        write(self.script, SCRIPT.format(play=self.play), 0o755)
        user = ["script-user=root"] if os.geteuid() == 0 else []
        by_script = ["provisioner=script", f"script={self.script}", *user] if script else []
        self.configure(access=[*by_script, "allow-local-targets=yes", *lines])
        if not script:
            self.operator("ca", "init")
        self.set_target("vm-web-01", address)

    def set_target(self, resource, address):
        self.operator("target", "set", resource, "--address", address, "--port", "22", "--login", "support",
                      "--host-key", HOST_KEY)

    def does(self, act, text):
        """From now on the script does this, too."""
        write(os.path.join(self.play, act), text)

    def does_well(self, act):
        os.unlink(os.path.join(self.play, act))

    def calls(self):
        path = os.path.join(self.play, "calls")
        return read(path).splitlines() if os.path.exists(path) else []

    def count(self, call):
        return sum(line.startswith(call) for line in self.calls())

    def await_calls(self, call, count, seconds=10):
        await_(f"{count} of {call}", lambda: self.count(call) >= count, seconds)

    def processes(self, number):
        """Of the script that opens or closes it, and its child (FORK)."""
        child = os.path.join(self.play, "child")
        await_("the script's child", lambda: os.path.exists(child) and read(child))
        return [int(read(path)) for path in (child, os.path.join(self.play, f"busy-{self.grant(number)[0]}"))]

    def ask(self):
        number = self.submit()
        self.approve(number)
        return number

    def revoke(self, number):
        self.run("lockbox", "--as", OWNER, "revoke", f"LB-{number}", "--reason", "Enough.")

    def grant(self, number):
        """Serial and status of the one grant of a request."""
        return self.query("SELECT serial, status FROM access_grant WHERE request = ?", number)[0]

    def await_grant(self, number, status, seconds=10):
        await_(f"the grant of LB-{number} is {status}", lambda: self.grant(number)[1] == status, seconds)

    def noted(self, number):
        """Attempts in vain, and why."""
        found = self.query("SELECT attempts, words FROM provisioning WHERE serial = ?", self.grant(number)[0])
        return found[0] if found else (0, None)

    def await_attempts(self, number, count, seconds=10):
        await_(f"{count} attempts in vain", lambda: self.noted(number)[0] >= count, seconds)

    def entries(self, operation):
        return self.query("SELECT count(*) FROM activity WHERE operation = ?", operation)[0][0]

    def expect_good(self):
        """Nothing was done twice at once, and the log agrees with what is stored."""
        expect(self.count("double") == 0, self.calls())
        self.operator("log", "verify")


def is_running(pid):
    try:
        return read(f"/proc/{pid}/stat").rpartition(")")[2].split()[0] not in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return False


@case("a script opens what was approved, and closes it when it is revoked")
def _():
    place = Stage()
    daemon = Daemon(place, leaks=True)
    number = place.ask()
    place.await_status(number, "Approved")
    place.await_grant(number, "open")
    place.revoke(number)
    place.await_status(number, "Revoked")
    place.await_grant(number, "closed")
    serial = place.grant(number)[0]
    expect(place.calls() == [f"{when} {act} {serial}" for act in ("open", "close") for when in ("begin", "end")],
           place.calls())
    for line in (f"opened LB-{number} on vm-web-01", f"closed LB-{number} on vm-web-01"):
        await_(line, lambda line=line: line in daemon.report())
    expect(daemon.stop() == 0, daemon.report())
    place.expect_good()


@case("access ends by itself when its time is over")
def _():
    place = Stage()
    Daemon(place)
    number = place.ask()
    place.await_status(number, "Approved")
    place.operator("clock", "advance", "9h")
    place.await_status(number, "Completed")
    place.await_calls("end close", 1)
    place.expect_good()


@case("what cannot be opened is tried five times, then given up and cleared up")
def _():
    place = Stage()
    place.does("open", "echo 'no such host' >&2\nexit 1\n")
    daemon = Daemon(place)
    number = place.ask()
    for attempt in range(1, 5):
        place.await_attempts(number, attempt)
        expect(place.status(number) == "Approving", place.status(number))
        place.operator("clock", "advance", "2m")
    place.await_status(number, "Error")
    place.await_grant(number, "failed")
    expect(place.count("begin open") == 5, place.calls())
    expect(place.count("end close") == 1, place.calls())
    expect("no such host" in daemon.report() and "does not open, and is given up" in daemon.report(), daemon.report())
    place.expect_good()


@case("a script that says that coming again is of no use is not asked again")
def _():
    place = Stage()
    place.does("open", 'echo "{\\"grant\\": $grant, \\"status\\": \\"failed\\", \\"words\\": \\"no quota\\",'
               ' \\"retry\\": false}"\nexit 0\n')
    daemon = Daemon(place)
    number = place.ask()
    place.await_status(number, "Error")
    expect(place.count("begin open") == 1, place.calls())
    await_("it is told", lambda: "no quota" in daemon.report())


@case("a script that hangs, with children, is ended with them, and tried again")
def _():
    place = Stage(lines=["script-time-limit=1s"])
    place.does("open", FORK + "sleep 600\n")
    Daemon(place)
    number = place.ask()
    place.await_attempts(number, 1, 15)
    expect("took too long" in place.noted(number)[1], place.noted(number))
    processes = place.processes(number)
    await_("the script is gone, and its child", lambda: not any(map(is_running, processes)))
    place.does_well("open")
    place.operator("clock", "advance", "2m")
    place.await_status(number, "Approved")
    place.expect_good()


@case("at most four scripts run at once, and those that hang do not keep certificates or mails waiting")
def _():
    place = Stage()
    place.does("open", WAIT)
    daemon = Daemon(place)
    numbers = [place.ask() for _ in range(6)]
    place.await_calls("begin open", 4)
    place.await_sent(place.submit())
    expect(place.count("begin open") == 4, place.calls())
    place.configure()
    place.operator("ca", "init")
    daemon.signal(signal.SIGHUP)
    await_("it is told", lambda: "was read again" in daemon.report())
    other = place.ask()
    place.await_status(other, "Approved")
    expect(place.count("begin open") == 4, place.calls())
    write(os.path.join(place.play, "go"), "")
    for number in numbers[:4]:
        place.await_status(number, "Approved")
    expect(daemon.stop() == 0, daemon.report())
    place.expect_good()


@case("a script that prints a megabyte, or nonsense, has failed")
def _():
    place = Stage()
    for text, why in (("head -c 1000000 /dev/zero | tr '\\\\000' x\nexit 0\n", "more than"),
                      ("echo '{\"grant\": 0, \"status\": \"opened\"}'\nexit 0\n", "grant"),
                      ("printf '\\033[2J'\nexit 0\n", "JSON"), ("exit 0\n", "JSON")):
        place.does("open", text)
        daemon = Daemon(place)
        number = place.ask()
        place.await_attempts(number, 1)
        words = place.noted(number)[1]
        expect(why in words and "\033" not in words, f"{text}: {words}")
        place.revoke(number)
        place.await_status(number, "Revoked")
        expect(daemon.stop() == 0, daemon.report())
    place.expect_good()


@case("closing that fails, by whatever signal, is alarmed after three times and goes on until the script is mended")
def _():
    place = Stage()
    daemon = Daemon(place)
    number = place.ask()
    place.await_status(number, "Approved")
    deadly = ["HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
              "TERM", "XCPU", "SYS"]
    place.does("close", f"kill -{deadly[0]} $$\nsleep 60\n")
    place.revoke(number)
    for count, name in enumerate(deadly, 1):
        place.await_attempts(number, count)
        expect(f"signal {int(getattr(signal, 'SIG' + name))} " in place.noted(number)[1], place.noted(number))
        alarmed = place.query("SELECT alarmed FROM provisioning")[0][0]
        expect(alarmed == (count >= 3), f"alarmed after {count}: {alarmed}")
        if count < len(deadly):
            place.does("close", f"kill -{deadly[count]} $$\nsleep 60\n")
            place.operator("clock", "advance", "6m")
    expect(place.status(number) == "Revoking", place.status(number))
    expect(f"does not close, tried {len(deadly)} times" in daemon.report(), daemon.report())
    told = place.query("SELECT count(*) FROM outbox WHERE request = ? AND event = 'not-ended'", number)[0][0]
    expect(told > 0, "nobody was told")
    place.does_well("close")
    place.operator("clock", "advance", "6m")
    place.await_status(number, "Revoked")
    expect(daemon.stop() == 0, daemon.report())
    place.expect_good()


@case("lockboxd killed in the middle of opening: its script ends, the next one opens, nothing is lost or done twice")
def _():
    place = Stage()
    place.does("open", FORK + WAIT)
    daemon = Daemon(place)
    number = place.ask()
    place.await_calls("begin open", 1)
    processes = place.processes(number)
    daemon.signal(signal.SIGKILL)
    daemon.process.wait()
    await_("the script is gone, and its child", lambda: not any(map(is_running, processes)))
    write(os.path.join(place.play, "go"), "")
    daemon = Daemon(place)
    place.await_status(number, "Approved")
    expect(place.count("begin open") == 2 and place.count("end open") == 1, place.calls())
    expect(place.entries("OpenAccess") == 1, "it was not logged once")
    expect(daemon.stop() == 0, daemon.report())
    place.expect_good()


@case("lockboxd killed in the middle of closing: the next one closes")
def _():
    place = Stage()
    daemon = Daemon(place)
    number = place.ask()
    place.await_status(number, "Approved")
    place.does("close", WAIT)
    place.revoke(number)
    place.await_calls("begin close", 1)
    daemon.signal(signal.SIGKILL)
    daemon.process.wait()
    write(os.path.join(place.play, "go"), "")
    Daemon(place)
    place.await_status(number, "Revoked")
    expect(place.entries("CloseAccess") == 1, "it was not logged once")
    place.expect_good()


@case("SIGTERM in the middle of opening ends it within seconds and counts as no attempt")
def _():
    place = Stage()
    place.does("open", FORK + WAIT)
    daemon = Daemon(place, leaks=True)
    number = place.ask()
    place.await_calls("begin open", 1)
    processes = place.processes(number)
    daemon.signal(signal.SIGTERM)
    expect(daemon.wait(4) == 0, daemon.report())
    expect(not any(map(is_running, processes)), "the script is still there, or its child")
    expect(place.noted(number) == (0, None), place.noted(number))
    write(os.path.join(place.play, "go"), "")
    Daemon(place)
    place.await_status(number, "Approved")
    place.expect_good()


@case("a worker that is killed has failed, and the order is given to another one")
def _():
    place = Stage()
    place.does("open", WAIT)
    daemon = Daemon(place)
    number = place.ask()
    place.await_calls("begin open", 1)
    workers = [pid for pid in daemon.children() if b"provision" in read(f"/proc/{pid}/cmdline", "rb")]
    expect(len(workers) == 1, workers)
    os.kill(workers[0], signal.SIGKILL)
    place.await_attempts(number, 1)
    expect("signal 9" in place.noted(number)[1], place.noted(number))
    write(os.path.join(place.play, "go"), "")
    place.operator("clock", "advance", "2m")
    place.await_status(number, "Approved")
    place.expect_good()


@case("a worker that is stopped and does nothing any more is given up, with its script")
def _():
    place = Stage(lines=["script-time-limit=1s"])
    place.does("open", WAIT)
    daemon = Daemon(place)
    number = place.ask()
    place.await_calls("begin open", 1)
    script = int(read(os.path.join(place.play, f"busy-{place.grant(number)[0]}")))
    worker = [pid for pid in daemon.children() if b"provision" in read(f"/proc/{pid}/cmdline", "rb")][0]
    os.kill(worker, signal.SIGSTOP)
    place.await_attempts(number, 1, 30)
    expect("took too long" in place.noted(number)[1], place.noted(number))
    expect(not is_running(worker), "the worker is still there")
    await_("the script is gone", lambda: not is_running(script))
    write(os.path.join(place.play, "go"), "")
    place.operator("clock", "advance", "2m")
    place.await_status(number, "Approved")
    place.expect_good()


@case("a worker has nothing but its pipes, and its environment holds nothing of lockboxd's")
def _():
    place = Stage()
    place.does("open", WAIT)
    daemon = Daemon(place, env={"LB_SECRET": "x"})
    place.ask()
    place.await_calls("begin open", 1)
    worker = [pid for pid in daemon.children() if b"provision" in read(f"/proc/{pid}/cmdline", "rb")][0]
    named = [target for target in daemon.descriptors(worker).values()
             if not target.startswith(("pipe:", "/dev/null", "anon_inode:", "/memfd:"))]
    expect(not named, named)
    expect(b"LB_SECRET" not in read(f"/proc/{worker}/environ", "rb"), "it got our environment")
    write(os.path.join(place.play, "go"), "")


@case("what is revoked while it opens is closed when it has opened")
def _():
    place = Stage()
    place.does("open", WAIT)
    Daemon(place)
    number = place.ask()
    place.await_calls("begin open", 1)
    place.revoke(number)
    expect(place.status(number) == "Revoking", place.status(number))
    expect(place.count("begin close") == 0, place.calls())
    write(os.path.join(place.play, "go"), "")
    place.await_status(number, "Revoked")
    serial = place.grant(number)[0]
    expect(place.calls()[-2:] == [f"begin close {serial}", f"end close {serial}"], place.calls())
    place.expect_good()


@case("what cannot work is told at the start, and when it is mended")
def _():
    place = Stage()
    os.chmod(place.script, 0o777)
    daemon = Daemon(place)
    await_("the script is told", lambda: "access: " in daemon.report() and "others may write it" in daemon.report())
    number = place.ask()
    place.await_attempts(number, 1)
    expect("others may write it" in place.noted(number)[1], place.noted(number))
    os.chmod(place.script, 0o755)
    daemon.signal(signal.SIGHUP)
    await_("it is told", lambda: "access: all right again" in daemon.report())
    place.configure()
    daemon.signal(signal.SIGHUP)
    await_("the key is told", lambda: "no certificates can be signed ('lockboxctl ca init')" in daemon.report())
    place.operator("ca", "init")
    await_("it is told", lambda: daemon.report().count("access: all right again") == 2, 12)
    expect(daemon.stop() == 0, daemon.report())


@case("files that a worker left in the private directory are swept after an hour")
def _():
    place = Stage(script=False)
    for name, age in (("scratch-old", 7200), ("scratch-new", 60), ("kept", 7200)):
        folder = place.path("private", name)
        os.mkdir(folder, 0o700)
        write(os.path.join(folder, "ca.pub"), "x")
        os.utime(folder, (time.time() - age, time.time() - age))
    Daemon(place)
    await_("it is swept", lambda: not os.path.exists(place.path("private", "scratch-old")))
    expect(set(os.listdir(place.path("private"))) == {"ca", "scratch-new", "kept"}, os.listdir(place.path("private")))


# Certificates

def make_key(place, name="key"):
    path = os.path.join(place.root, name)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True)
    return read(f"{path}.pub").split()[:2]


def call(place, packet, seconds=20):
    """What lockboxd answers; b"" when it ends the connection."""
    with connect(place) as connection:
        connection.setblocking(True)
        connection.settimeout(patience(seconds))
        connection.send(packet.encode())
        with contextlib.suppress(ConnectionResetError):
            return connection.recv(8193).decode()
        return ""


def mint(place, serial, key):
    return call(place, f"mint {serial} {' '.join(key)}")


def look_into(place, answer):
    """The lines of ssh-keygen -L."""
    expect(answer.startswith("certificate ssh-ed25519-cert-v01@openssh.com "), answer)
    path = os.path.join(place.root, "answer-cert.pub")
    write(path, answer.partition(" ")[2] + "\n")
    done = subprocess.run(["ssh-keygen", "-L", "-f", path], capture_output=True, text=True, check=True,
                          env={**os.environ, "TZ": "UTC"})
    return [line.strip() for line in done.stdout.splitlines()], path


def epoch(text):
    return time.mktime(time.strptime(text, "%Y-%m-%dT%H:%M:%S")) - time.timezone


def open_certificates():
    """A place, its lockboxd and a request whose access is open."""
    place = Stage(script=False, address="127.0.0.1")
    daemon = Daemon(place)
    number = place.ask()
    place.await_status(number, "Approved")
    return place, daemon, number


@case("a certificate that is asked for says what the grant says, and no more")
def _():
    place, daemon, number = open_certificates()
    serial = place.grant(number)[0]
    key = make_key(place)
    lines, _path = look_into(place, mint(place, serial, key))
    principal = place.query("SELECT at_principal FROM access_grant")[0][0]
    begins, ends = place.query("SELECT begins, ends FROM access_grant")[0]
    text = "\n".join(lines)
    expect(f"Serial: {serial}" in lines, text)
    expect(f'Key ID: "LB-{number}:engineer7@fabrikam.example"' in lines, text)
    expect(lines[lines.index("Principals:") + 1:lines.index("Critical Options:")] == [principal], text)
    expect(lines[lines.index("Critical Options:") + 1] == "source-address 127.0.0.1", text)
    expect(lines[lines.index("Extensions:") + 1:] == ["permit-pty"], text)
    start, end = re.search(r"Valid: from (\S+) to (\S+)", text).groups()
    expect(begins / 1e6 - 1 <= epoch(start) <= time.time() + 1, f"{start}, {begins}")
    expect(time.time() < epoch(end) <= min(ends / 1e6, time.time() + 301), f"{end}, {ends}")
    fingerprint = subprocess.run(["ssh-keygen", "-l", "-f", os.path.join(place.root, "key.pub")], check=True,
                                 capture_output=True, text=True).stdout.split()[1]
    details = place.query("SELECT details FROM activity WHERE operation = 'IssueCertificate'")
    expect(len(details) == 1 and fingerprint in details[0][0], details)
    expect(daemon.stop() == 0, daemon.report())
    place.expect_good()


@case("no certificate is given for what is not open: revoked, over, unknown")
def _():
    place, _daemon, number = open_certificates()
    key, serial = make_key(place), place.grant(number)[0]
    expect(mint(place, serial + 1, key) == "refused no-access-open", "an unknown grant")
    place.revoke(number)
    expect(mint(place, serial, key) == "refused no-access-open", "a revoked grant")
    place.await_status(number, "Revoked")
    expect(mint(place, serial, key) == "refused no-access-open", "a closed grant")
    number = place.ask()
    place.await_status(number, "Approved")
    serial = place.grant(number)[0]
    write(place.path("test-clock"), "elapsed 36000\n")  # nobody tells it
    expect(mint(place, serial, key) == "refused no-access-open", "the end")
    place.await_status(number, "Completed")
    expect(mint(place, serial, key) == "refused no-access-open", "a completed grant")


@case("what is revoked is in the list, and a list that is gone is written anew")
def _():
    place, daemon, number = open_certificates()
    numbers = [number] + [place.ask() for _ in range(4)]
    certificates = []
    for each in numbers:
        place.await_status(each, "Approved")
        _lines, path = look_into(place, mint(place, place.grant(each)[0], make_key(place, f"key-{each}")))
        os.rename(path, f"{path}.{each}")
        certificates.append(f"{path}.{each}")
    listed = place.path("lockbox.krl")

    def is_revoked(certificate):
        done = subprocess.run(["ssh-keygen", "-Q", "-f", listed, certificate], capture_output=True, check=False)
        return done.returncode == 1 and b"REVOKED" in done.stdout

    for each in numbers[1:]:
        place.revoke(each)
    for each in numbers[1:]:
        place.await_status(each, "Revoked", 15)
    expect([is_revoked(each) for each in certificates] == [False] + [True] * 4, "the list is another one")
    expect(os.stat(listed).st_mode & 0o777 == 0o644, "its mode")
    expect(daemon.stop() == 0, daemon.report())
    os.unlink(listed)
    Daemon(place)
    await_("the list is there again", lambda: os.path.exists(listed))
    expect([is_revoked(each) for each in certificates] == [False] + [True] * 4, "the new list is another one")
    place.expect_good()


@case("fifty who ask at once all get their certificate, and mails go on meanwhile")
def _():
    place, daemon, number = open_certificates()
    serial, key = place.grant(number)[0], make_key(place)
    connections = []
    for _ in range(50):
        connection = connect(place)
        connection.send(f"mint {serial} {' '.join(key)}".encode())
        connections.append(connection)
    place.await_sent(place.submit())
    for connection in connections:
        connection.setblocking(True)
        connection.settimeout(patience(30))
        expect(connection.recv(8193).startswith(b"certificate "), "one got none")
        connection.close()
    expect(place.entries("IssueCertificate") == 50, place.entries("IssueCertificate"))
    expect(daemon.stop() == 0, daemon.report())


@case("who asks too often is sent away, and who goes away before the answer keeps nobody waiting")
def _():
    place, daemon, number = open_certificates()
    serial, key = place.grant(number)[0], make_key(place)
    packet, answers = f"mint {serial} {' '.join(key)}".encode(), []
    connections = []
    for _ in range(80):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        connection.settimeout(patience(30))
        connection.connect(place.path("lockboxd.sock"))
        connection.send(packet)
        connections.append(connection)
    for connection in connections[:10]:
        connection.close()
    for connection in connections[10:]:
        answers.append(connection.recv(8193).split()[0])
        connection.close()
    expect(set(answers) == {b"certificate", b"failed"}, set(answers))
    await_("it is told", lambda: "too many ask at once" in daemon.report())
    expect(mint(place, serial, key).startswith("certificate "), "the next one")
    expect(daemon.stop() == 0, daemon.report())


@case("packets that ask for a certificate as they should not are refused, and the next one is heard")
def _():
    place, daemon, number = open_certificates()
    serial, key = place.grant(number)[0], make_key(place)
    good = " ".join(key)
    blob = base64.b64decode(key[1])
    rows = (
        ("mint", ""), ("mint 1", ""), (f"mint {serial} {good} more", ""), (f"mint  {serial} {good}", ""),
        (f"mint {serial} {good}\n", ""), (f"MINT {serial} {good}", ""), (f"mint {serial} ssh-ed25519 {'A' * 4096}", ""),
        (f"mint 0 {good}", "refused unknown-value"), (f"mint -1 {good}", "refused unknown-value"),
        (f"mint 1x {good}", "refused unknown-value"), (f"mint 99999999999999999999 {good}", "refused unknown-value"),
        (f"mint 0x1 {good}", "refused unknown-value"),
        (f"mint {serial} ssh-ed25519 AAAA", "refused bad-key"), (f"mint {serial} ssh-rsa {key[1]}", "refused bad-key"),
        (f"mint {serial} ssh-ed25519 {base64.b64encode(blob + b'x').decode()}", "refused bad-key"),
        (f"mint {serial} ssh-ed25519-cert-v01@openssh.com {key[1]}", "refused bad-key"),
        (f"mint {serial} -oProxyCommand=x {key[1]}", "refused bad-key"),
        (f"mint 9223372036854775807 {good}", "refused no-access-open"),
    )
    for packet, answer in rows:
        expect(call(place, packet) == answer, f"{packet[:80]}: {call(place, packet)}")
    expect(mint(place, serial, key).startswith("certificate "), "a good one")
    expect(daemon.stop() == 0, daemon.report())


@case("one who keeps the connection may ask again after each answer")
def _():
    place, daemon, number = open_certificates()
    packet = f"mint {place.grant(number)[0]} {' '.join(make_key(place))}".encode()
    with connect(place) as connection:
        connection.setblocking(True)
        connection.settimeout(patience(20))
        for _ in range(3):
            connection.send(packet)
        for _ in range(2):
            expect(connection.recv(8193).startswith(b"certificate "), "no answer")
    expect(mint(place, place.grant(number)[0], make_key(place, "other")).startswith("certificate "), "another one")
    expect(daemon.stop() == 0, daemon.report())
