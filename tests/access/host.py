# SPDX-License-Identifier: GPL-3.0-or-later
"""A host that is a target: an sshd on loopback with an account of its own, and the tools that open access to it. What it
makes is taken away by a process that outlives the suite (tests/ssh/door.py)."""
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "ssh"))
import door  # pylint: disable=wrong-import-position

TMP, BUILD = door.TMP, door.BUILD
INSTANCE = "1c3cb4a2-3f0d-4d4c-9d0e-6d6ac3a5b1e1"
MACHINE = "/subscriptions/s-contoso/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm-{}"


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def write(path, text, mode=0o644):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def make_key(path):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True)
    return read(f"{path}.pub").strip()


class Host:
    """@extra: more of sshd_config, in which {root} is the host's directory; @keys: where accounts have their own keys; @ca:
    the line of the key whose certificates it takes, else one of its own; @krl: whose list of revoked ones it reads."""

    def __init__(self, extra="", keys="none", ca=None, krl=None, suffix=""):
        self.guard = door.Guard()
        self.root = door.make_root()
        self.guard.add("directory", self.root)
        self.account = f"lbt{os.getpid()}{suffix}"
        self.make_account()
        for name in ("etc", "etc/principals", "home"):
            os.mkdir(f"{self.root}/{name}", 0o755)
        self.private, self.krl = f"{TMP}/private", krl or f"{self.root}/etc/krl"
        make_key(f"{self.root}/etc/host_key")
        self.log, self.configuration = f"{self.root}/sshd.log", f"{self.root}/etc/sshd_config"
        (self.port,) = door.free_ports(1)
        self.values = {"private": self.private, "instance": INSTANCE, "request": "LB-42",
                       "account": "engineer7@fabrikam.example", "resource": MACHINE.format(1), "address": "127.0.0.1",
                       "port": self.port, "login": self.account, "host-key": f"{self.root}/etc/host_key.pub"}
        write(f"{self.root}/etc/ca.pub", ca or self.make_ca())
        self.configure(keys, extra.format(root=self.root))

    def make_account(self):
        self.guard.add("account", self.account)
        command = ["useradd", "--system", "--no-create-home", "--home-dir", f"{self.root}/home", "--comment",
                   "a test of Lockbox", "--shell", "/bin/sh", "--password", "*", self.account]
        if not door.until(lambda: subprocess.run(command, capture_output=True).returncode in (0, 9), 10):
            raise SystemExit(f"Bail out! cannot make the account {self.account}")

    def make_ca(self):
        os.mkdir(self.private, 0o700)
        line = self.play("ca").stdout
        self.play("krl", path=self.krl, serials="")
        return line

    def configure(self, keys, extra):
        """As the documents say that a target is set up."""
        write(self.configuration,
              f"ListenAddress 127.0.0.1\nPort {self.port}\nHostKey {self.root}/etc/host_key\nPidFile none\n"
              "LogLevel VERBOSE\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nMaxStartups 100\n"
              f"TrustedUserCAKeys {self.root}/etc/ca.pub\nAuthorizedPrincipalsFile {self.root}/etc/principals/%u\n"
              f"RevokedKeys {self.krl}\nAuthorizedKeysFile {keys}\nPermitRootLogin prohibit-password\n{extra}")
        write(f"{TMP}/known_targets", f"target {read(f'{self.root}/etc/host_key.pub')}")

    def trust(self, login, *principals):
        write(f"{self.root}/etc/principals/{login}", "".join(f"{each}\n" for each in principals))

    def play(self, act, **values):
        """What access-play does, with the host's own values where no others are named; "_" in a name is "-"."""
        named = dict(self.values, **{name.replace("_", "-"): value for name, value in values.items()})
        if act not in ("ca", "krl"):
            now = int(time.time())
            named = {"serial": 7, "start": now - 60, "end": now + 600, **named}
        return subprocess.run([f"{BUILD}/tests/access-play", act, *(f"{name}={value}" for name, value in named.items())],
                              capture_output=True, text=True, timeout=120)

    def start(self):
        os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        self.sshd = subprocess.Popen([door.find_sshd(), "-D", "-f", self.configuration, "-E", self.log],
                                     stdin=subprocess.DEVNULL, cwd="/")
        self.guard.add("process", f"{self.sshd.pid} {self.configuration}")
        if not door.until(lambda: self.sshd.poll() is not None or door.Door.answers(self.port)) \
                or self.sshd.poll() is not None:
            raise SystemExit(f"Bail out! sshd does not start: {read(self.log)}")

    def stop(self):
        self.sshd.terminate()
        self.sshd.wait(timeout=20)

    def line(self, key, *words, login=None, certificate=None, options=()):
        more = ("-o", f"CertificateFile={certificate}") if certificate else ()
        return ["ssh", "-F", "none", "-i", key, *more, "-p", str(self.port), "-l", login or self.account,
                "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes",
                "-o", "StrictHostKeyChecking=yes", "-o", f"UserKnownHostsFile={TMP}/known_targets",
                "-o", "GlobalKnownHostsFile=/dev/null", "-o", "HostKeyAlias=target", "-o", "ConnectTimeout=20",
                *options, "127.0.0.1", *words]

    def ssh(self, *arguments, **options):
        return subprocess.run(self.line(*arguments, **options), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=60)
