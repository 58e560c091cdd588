# SPDX-License-Identifier: GPL-3.0-or-later
"""A Lockbox of its own behind a real sshd on loopback: two accounts of this host, a real (not a test) database, keys
of people, and ssh to come in with. Everything that it makes is taken away by a process that outlives the suite."""
import atexit
import json
import os
import pwd
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

TMP = os.environ.get("TMPDIR", "/tmp")
BUILD = os.environ.get("top_builddir", "")
MACHINE = "/subscriptions/{}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/{}"
results = []
UNLIMITED = "[requests]\nwaiting=0\nan-hour=0\n"  # suites ask more often than people do


def check(name, good, why=""):
    results.append(bool(good))
    remark = "".join(f"\n#   {line}" for line in str(why).splitlines()) if not good else ""
    print(f"{'ok' if good else 'not ok'} {len(results)} - {name}{remark}", flush=True)
    return bool(good)


def finish():
    print(f"1..{len(results)}")
    sys.exit(0 if all(results) else 1)


def find_sshd():
    return shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/sbin:" + os.environ.get("PATH", ""))


def why_not():
    """What this host lacks for such a suite, or None."""
    if os.geteuid() != 0:
        return "only root can make accounts and start sshd"
    for program in ("ssh", "ssh-keygen", "useradd", "userdel", "tmux", "strace"):
        if shutil.which(program) is None:
            return f"{program} is missing"
    return None if find_sshd() else "sshd is missing"


def skip_where_impossible(name):
    reason = why_not()
    if reason is not None:
        print(f"ok 1 - {name} # SKIP {reason}\n1..1")
        sys.exit(0)


def until(condition, seconds=20):
    """What condition() says as soon as it is true; false after so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > deadline:
            return value
        time.sleep(0.02)


def processes_of(user):
    """The ids of the processes that run under this user id."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.stat(f"/proc/{name}").st_uid == user:
                found.append(int(name))
        except OSError:
            pass
    return found


def end_process(pid, belongs):
    """Ends @pid if it is still the process whose command line has the text @belongs."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            if belongs.encode() in file.read().replace(b"\0", b" "):
                os.kill(int(pid), signal.SIGTERM)
    except OSError:
        pass


def remove_account(name):
    try:
        user = pwd.getpwnam(name).pw_uid
    except KeyError:
        return
    def gone():
        for pid in processes_of(user):
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        return not processes_of(user)
    until(gone, 5)
    # Somebody else may hold the lock of the password file for a moment.
    until(lambda: subprocess.run(["userdel", name], capture_output=True).returncode in (0, 6), 10)
    subprocess.run(["groupdel", name], capture_output=True)


def guard():
    """Reads what there will be to take away, and takes it away when the suite ends, however it does."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    lines = [line.split(" ", 1) for line in sys.stdin.read().splitlines()]
    things = {kind: [value for each, value in lines if each == kind] for kind, _ in lines}
    for value in things.get("process", []):
        end_process(*value.split(" ", 1))
    for name in things.get("account", []):
        remove_account(name)
    for path in things.get("directory", []):
        shutil.rmtree(path, ignore_errors=True)


class Guard:
    def __init__(self):
        environment = {name: value for name, value in os.environ.items() if name != "LB_TEST_RUN"}
        self.process = subprocess.Popen([sys.executable, os.path.abspath(__file__), "guard"], stdin=subprocess.PIPE,
                                        start_new_session=True, text=True, env=environment,
                                        stdout=subprocess.DEVNULL)
        atexit.register(self.end)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: sys.exit(1))

    def add(self, kind, value):
        self.process.stdin.write(f"{kind} {value}\n")
        self.process.stdin.flush()

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)


def make_root():
    """A directory that only root can write, as all above it, and from which programs may be run."""
    for place in ("/run", "/var/lib", "/usr/local/lib"):
        if os.path.isdir(place) and not os.statvfs(place).f_flag & os.ST_NOEXEC:
            path = tempfile.mkdtemp(prefix="lockbox-ssh-", dir=place)
            os.chmod(path, 0o755)
            return path
    raise SystemExit("Bail out! no place for programs that only root can write")


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Door:
    """@also: what the directory has besides, by its sections; @settings: more of lockbox.conf; @behind: seconds by which
    the clock of the database, a test database then, stands behind this host's."""

    def __init__(self, people, tickets=(), extra="", also=None, settings=UNLIMITED, behind=0):
        self.guard = Guard()
        self.root = make_root()
        self.guard.add("directory", self.root)
        self.account, self.owner = f"lbt{os.getpid()}", f"lbt{os.getpid()}d"
        self.data, self.home, self.canary = f"{self.root}/data", f"{self.root}/home", f"{self.root}/canary"
        self.log, self.configuration = f"{self.root}/sshd.log", f"{self.root}/etc/sshd_config"
        self.site = f"{self.root}/etc/lockbox.conf"
        self.keys, self.ids, self.masters = {}, {}, []
        self.also, self.settings, self.behind = also or {}, settings, behind
        self.port, self.forged_port, self.unproved_port = free_ports(3)
        self.make_accounts()
        self.make_places()
        self.make_database(people, tickets)
        self.write_sshd(extra)
        self.write_client()

    # The host's side

    def make_accounts(self):
        for name, options in ((self.account, ["--user-group", "--shell", "/bin/sh", "--password", "*"]),
                              (self.owner, ["--user-group", "--shell", "/usr/sbin/nologin", "--groups", self.account])):
            self.guard.add("account", name)
            command = ["useradd", "--system", "--no-create-home", "--home-dir", self.home, "--comment",
                       "a test of Lockbox", *options, name]
            done = until(lambda: subprocess.run(command, capture_output=True).returncode in (0, 9), 10)
            if not done:
                raise SystemExit(f"Bail out! cannot make the account {name}")
        self.uid, self.gid = pwd.getpwnam(self.account)[2:4]
        self.owner_uid, self.owner_gid = pwd.getpwnam(self.owner)[2:4]

    def make_places(self):
        for name, mode in (("bin", 0o755), ("etc", 0o755), ("home", 0o755), ("canary", 0o1777), ("data", 0o2770)):
            os.mkdir(f"{self.root}/{name}")
            os.chmod(f"{self.root}/{name}", mode)
        os.chown(self.data, self.owner_uid, self.gid)
        os.chmod(self.data, 0o2770)
        for name in ("lockbox", "lockbox-keys", "lockboxctl", "lockboxd"):
            shutil.copy(f"{BUILD}/{name}", f"{self.root}/bin/{name}")
            os.chmod(f"{self.root}/bin/{name}", 0o755)
        shutil.copytree(f"{BUILD}/share", f"{self.root}/bin/share")
        with open(self.site, "w", encoding="utf-8") as file:
            file.write(f"[site]\nprovider=Fabrikam\nhost=door.example\nport={self.port}\nfrom=lockbox@door.example\n"
                       + self.settings)

    def operate(self, *words, fails=False):
        """lockboxctl as the owner of the data."""
        done = subprocess.run([f"{self.root}/bin/lockboxctl", "--data", self.data, "--config", self.site, *words],
                              user=self.owner_uid, group=self.owner_gid, extra_groups=[self.gid], timeout=60,
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd="/")
        if done.returncode != 0 and not fails:
            raise SystemExit(f"Bail out! lockboxctl {words[0]}: {done.stderr}")
        return done

    def make_key(self, name, kind=("-t", "ed25519"), **more):
        path = f"{TMP}/key-{name}"
        subprocess.run(["ssh-keygen", "-q", *kind, "-N", "", "-C", name, "-f", path], check=True, **more)
        with open(f"{path}.pub", encoding="ascii") as file:
            self.keys[name] = " ".join(file.read().split()[:2])
        return self.keys[name]

    def make_database(self, people, tickets):
        self.directory = {
            "tenants": [{"id": "contoso", "name": "Contoso", "supportPlan": "Developer"},
                        {"id": "tailspin", "name": "Tailspin", "supportPlan": "Developer"}],
            "subscriptions": [{"id": "s-contoso", "tenant": "contoso", "name": "Production"},
                              {"id": "s-tailspin", "tenant": "tailspin", "name": "Production"}],
            "resources": [{"id": MACHINE.format("s-contoso", "vm-web-01"), "os": "Windows"},
                          {"id": MACHINE.format("s-tailspin", "vm-app-01"), "os": "Windows"}],
            "people": [dict(person, keys=[self.make_key(person["name"])]) for person in people],
            "tickets": list(tickets),
        }
        for section, things in self.also.items():
            self.directory[section] += things
        if self.behind:
            self.move_clock(self.behind)
        self.operate("init", *(("--test",) if self.behind else ()))
        self.import_directory()
        with self.database() as database:
            for name, key in self.keys.items():
                row = database.execute("SELECT id FROM key WHERE blob = ?", (key.split()[1],)).fetchone()
                self.ids[name] = row[0]

    def move_clock(self, behind):
        with open(f"{self.data}/test-clock", "w", encoding="ascii") as file:
            file.write(f"elapsed {-behind}\n")
        os.chmod(f"{self.data}/test-clock", 0o644)

    def import_directory(self):
        path = f"{self.root}/etc/directory.json"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.directory, file)
        self.operate("import", "directory", path)

    def database(self):
        return sqlite3.connect(f"{self.data}/lockbox.db", timeout=20)

    def revoke(self, name):
        """By the operator's act: what is written past every act, the log would not verify."""
        done = subprocess.run(["ssh-keygen", "-l", "-f", f"{TMP}/key-{name}.pub"], capture_output=True, text=True, check=True)
        self.operate("key", "revoke", done.stdout.split()[1])

    def write_snippet(self):
        """The snippet that is installed, for other places and another account."""
        with open(f"{BUILD}/data/lockbox-sshd.conf", encoding="utf-8") as file:
            text = file.read()
        keys = f"{self.root}/bin/lockbox-keys --data {self.data} --config {self.site} --program {self.root}/bin/lockbox"
        for pattern, replacement in ((r"(?m)^Match User lockbox$", f"Match User {self.account}"),
                                     (r"AuthorizedKeysCommand /\S*/lockbox-keys",
                                      f"AuthorizedKeysCommand {keys} --account {self.account}"),
                                     (r"AuthorizedKeysCommandUser lockbox", f"AuthorizedKeysCommandUser {self.account}")):
            text, count = re.subn(pattern, replacement, text)
            assert count == 1, pattern
        self.snippet = f"{self.root}/etc/lockbox-sshd.conf"
        with open(self.snippet, "w", encoding="utf-8") as file:
            file.write(text)

    def write_sshd(self, extra):
        self.write_snippet()
        self.host_key = f"{self.root}/etc/host_key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.host_key], check=True)
        # Sanitizers of what sshd starts have to be told where reports go.
        told = " ".join(f'"{name}={os.environ[name]}"' for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ)
        with open(self.configuration, "w", encoding="utf-8") as file:
            file.write(f"ListenAddress 127.0.0.1\nPort {self.port}\nPort {self.forged_port}\nPort {self.unproved_port}\n"
                       f"HostKey {self.host_key}\nPidFile {self.root}/sshd.pid\nLogLevel VERBOSE\n"
                       "LoginGraceTime 30\nMaxStartups 100\n"
                       f"{'SetEnv ' + told if os.environ.get('SANITIZERS') == 'yes' and told else ''}\n"
                       f"Include {self.root}/etc/ports.conf\nInclude {self.snippet}\n{extra}")
        # A Match block ends with its file; what follows is for the whole host.
        with open(f"{self.root}/etc/ports.conf", "w", encoding="utf-8") as file:
            file.write(f"Match LocalPort {self.forged_port}\n    AuthorizedKeysCommand none\n"
                       f"    AuthorizedKeysFile {self.root}/etc/forged\n"
                       f"Match LocalPort {self.unproved_port}\n    ExposeAuthInfo no\n")

    def start_sshd(self):
        os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        sshd = subprocess.Popen([find_sshd(), "-D", "-f", self.configuration, "-E", self.log],
                                stdin=subprocess.DEVNULL, cwd="/")
        self.guard.add("process", f"{sshd.pid} {self.configuration}")
        self.sshd = sshd
        for port in (self.port, self.forged_port, self.unproved_port):
            if not until(lambda at=port: sshd.poll() is not None or self.answers(at)) or sshd.poll() is not None:
                raise SystemExit(f"Bail out! sshd does not start: {self.read_log()}")

    def start_lockboxd(self):
        """The service itself, as its own account."""
        report = open(f"{self.root}/lockboxd.log", "wb")
        self.lockboxd = subprocess.Popen([f"{self.root}/bin/lockboxd", "--data", self.data, "--config", self.site],
                                         user=self.owner_uid, group=self.owner_gid, extra_groups=[self.gid], cwd="/",
                                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=report)
        report.close()
        self.guard.add("process", f"{self.lockboxd.pid} {self.root}/bin/lockboxd")
        def serves():
            with open(f"{self.root}/lockboxd.log", encoding="utf-8", errors="replace") as file:
                return "serves" in file.read()
        if not until(serves):
            raise SystemExit("Bail out! lockboxd does not start")

    def stop_lockboxd(self):
        """Its exit status."""
        self.lockboxd.terminate()
        return self.lockboxd.wait(timeout=60)

    def stop(self):
        for master in self.masters:
            master.kill()
            master.wait(timeout=20)
        self.sshd.terminate()
        self.sshd.wait(timeout=20)

    def read_log(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    @staticmethod
    def answers(port):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                return connection.recv(4) == b"SSH-"
        except OSError:
            return False

    # The person's side

    def write_client(self):
        with open(f"{self.host_key}.pub", encoding="ascii") as file:
            key = " ".join(file.read().split()[:2])
        with open(f"{TMP}/known_hosts", "w", encoding="ascii") as file:
            file.write(f"door {key}\n")
        self.client = f"{TMP}/ssh_config"
        with open(self.client, "w", encoding="utf-8") as file:
            for name, port in (("door", self.port), ("forged", self.forged_port), ("unproved", self.unproved_port)):
                file.write(f"Host {name}\n  Port {port}\n")
            file.write(f"Host *\n  HostName 127.0.0.1\n  User {self.account}\n  HostKeyAlias door\n"
                       f"  UserKnownHostsFile {TMP}/known_hosts\n  GlobalKnownHostsFile /dev/null\n"
                       "  StrictHostKeyChecking yes\n  IdentitiesOnly yes\n  IdentityAgent none\n  BatchMode yes\n"
                       "  ConnectTimeout 20\n  LogLevel INFO\n")

    def line(self, key, *words, options=(), host="door", program="ssh"):
        return [program, "-F", self.client, "-i", f"{TMP}/key-{key}", *options, host, *(("--", *words) if words else ())]

    def ssh(self, key, *words, options=(), host="door", timeout=60, **more):
        return subprocess.run(self.line(key, *words, options=options, host=host), capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=timeout, **more)

    def master(self, key, options=()):
        """A connection that many commands go through; returns the options that use it."""
        path = f"{TMP}/m{len(self.masters)}"
        self.masters.append(subprocess.Popen(self.line(key, options=("-M", "-N", "-S", path, *options)),
                                             stdin=subprocess.DEVNULL))
        if not until(lambda: os.path.exists(path)):
            raise SystemExit("Bail out! no connection to share")
        return ("-S", path, "-o", "ControlMaster no")


class Screen:
    """A real terminal, that shows what one command draws; several at once have names."""

    def __init__(self, door, *command, name="tmux", size=(100, 30), **variables):
        self.tmux = ["tmux", "-S", f"{TMP}/{name}", "-f", "/dev/null"]
        environment = dict(os.environ, TERM="xterm-256color", **variables)
        # tmux itself does not always learn how a command ended that it sees end.
        self.ended = f"{TMP}/{name}-ended"
        if os.path.exists(self.ended):
            os.unlink(self.ended)
        told = ["sh", "-c", '"$@"; echo $? >"$0"', self.ended, *command]
        subprocess.run([*self.tmux, "new-session", "-d", "-x", str(size[0]), "-y", str(size[1]), *told,
                        ";", "set-option", "remain-on-exit", "on"], check=True, env=environment)
        server = subprocess.run([*self.tmux, "display-message", "-p", "#{pid}"], capture_output=True, text=True)
        door.guard.add("process", f"{server.stdout.strip()} {TMP}/{name}")

    def text(self):
        done = subprocess.run([*self.tmux, "capture-pane", "-p"], capture_output=True, text=True)
        return done.stdout

    def shows(self, *texts, seconds=20):
        return until(lambda: all(text in self.text() for text in texts), seconds)

    def press(self, key):
        subprocess.run([*self.tmux, "send-keys", key], check=True)

    def type(self, text):
        """As a hand types it."""
        for character in text:
            subprocess.run([*self.tmux, "send-keys", "-l", character], check=True)
            time.sleep(0.03)

    def press_until(self, key, text):
        """Presses until it shows: what comes in the first moments of a dialog is thrown away."""
        def seen():
            self.press(key)
            return self.shows(text, seconds=0.5)
        return until(seen)

    def end_status(self):
        """The exit status of the command, once it has ended."""
        def status():
            try:
                with open(self.ended, encoding="ascii") as file:
                    return file.read().strip()
            except FileNotFoundError:
                return None
        return until(status)

    def close(self):
        subprocess.run([*self.tmux, "kill-server"], capture_output=True)


if __name__ == "__main__" and sys.argv[1:] == ["guard"]:
    guard()
