# SPDX-License-Identifier: GPL-3.0-or-later
"""A door with a target behind it that trusts its certificates, and what suites about opened access do there."""
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "access"))
import host as targets
from door import MACHINE, TMP, Door, Screen, check, until
from post import Post

SCOPE = "/subscriptions/s-contoso"


def person(name, company, role, scope=None):
    return {"account": f"{name}@{company}.example", "name": name, "mail": f"{name}@{company}.example",
            **({"tenant": company} if scope else {}), "roles": [{"role": role, **({"scope": scope} if scope else {})}]}


PEOPLE = [person("olga", "contoso", "Owner", SCOPE), person("tim", "tailspin", "Owner", "/subscriptions/s-tailspin"),
          dict(person("erik", "fabrikam", "Support Engineer"), isolated=True),
          dict(person("eva", "fabrikam", "Support Engineer"), isolated=True)]
TICKETS = [{"id": f"TK-{number}", "tenant": "contoso", "subscription": "s-contoso", "title": title, "severity": "C",
            "openedBy": "olga@contoso.example", "assignee": "erik@fabrikam.example", "opened": "2026-01-01T00:00:00Z",
            "history": []} for number, title in ((7, "Disk is full"), (8, "Disk is full again"))]
ALSO = {"resources": [{"id": MACHINE.format("s-contoso", name), "os": "Linux"} for name in ("vm-db-01", "vm-db-02")]}
MINT = """
import socket, sys
peer = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
peer.settimeout(60)
peer.connect(sys.argv[1])
peer.send(sys.argv[2].encode())
print(peer.recv(8192).decode())
"""


def said(done):
    return f"exit {done.returncode}\n{done.stdout.decode(errors='replace')}\n{done.stderr.decode(errors='replace')}"


def allowed(name, done, *texts):
    check(name, done.returncode == 0 and all(text.encode() in done.stdout for text in texts), said(done))


def refused(name, done, refusal):
    check(name, done.returncode != 0 and f"refused ({refusal})".encode() in done.stdout + done.stderr, said(done))


class Play:
    """The door, the target behind it, and what the acts have in common. @ports: what the scenario names besides 22; @behind:
    as the door has it."""

    def __init__(self, ports=(), behind=0):
        self.post = Post()
        self.door = Door(PEOPLE, TICKETS, also=ALSO, behind=behind,
                         settings=f"[mail]\nserver=127.0.0.1:{self.post.port}\nsecurity=none\n"
                                  "[access]\nallow-local-targets=yes\n[requests]\nwaiting=0\nan-hour=0\n")
        self.name_ports(ports)
        line = re.search(r"(?m)^ssh-ed25519 \S+", self.door.operate("ca", "init").stdout).group()
        self.target = targets.Host(ca=f"{line}\n", krl=f"{self.door.data}/lockbox.krl", suffix="t")
        self.target.start()
        self.set_target("vm-db-01")
        found = self.door.operate("target", "show", "vm-db-01").stdout
        self.principal = re.search(r"lockbox-[0-9a-f]{32}", found).group()
        self.target.trust(self.target.account, self.principal)
        self.door.start_sshd()
        self.door.start_lockboxd()

    def name_ports(self, ports):
        path = f"{self.door.root}/bin/share/lockbox/catalogue.conf"
        text = targets.read(path)
        targets.write(path, text.replace("ports=22;3389", ";".join(["ports=22", *map(str, ports)])))

    def set_target(self, resource):
        return self.door.operate("target", "set", resource, "--address", "127.0.0.1", "--port", str(self.target.port),
                                 "--login", self.target.account, "--host-key", f"{self.target.root}/etc/host_key.pub")

    def submit(self, ticket="TK-7", resources=("vm-db-01",), hours=1):
        named = " ".join(f"--resource {each}" for each in resources)
        done = self.door.ssh("erik", f"submit --ticket {ticket} --service virtual-machines --scenario remote-desktop-linux"
                                     f" {named} --level operate --hours {hours} --justification 'It stops.' --json")
        found = re.search(rb'"name"\s*:\s*"(LB-\d+)"', done.stdout)
        if found is None:
            raise SystemExit(f"Bail out! no request: {said(done)}")
        return found.group(1).decode()

    def read(self, request, who="erik"):
        done = self.door.ssh(who, "show", request, "--json")
        return json.loads(done.stdout)["properties"] if done.returncode == 0 else {"status": said(done)}

    def approve(self, request, hours=1):
        return self.door.ssh("olga", "approve", request, "--shown", self.read(request, "olga")["digest"], "--hours",
                             str(hours))

    def becomes(self, request, status, seconds=30):
        return until(lambda: self.read(request)["status"] == status, seconds)

    def open(self, **more):
        request = self.submit(**more)
        self.approve(request)
        check(f"{request} opens", self.becomes(request, "Approved"), self.read(request))
        return request

    def connect(self, request, *words, name):
        return Screen(self.door, *self.door.line("erik", "connect", request, *words, options=("-tt",)), name=name)

    def certificate(self, request):
        """Made for a key of the suite's own, as a session that was taken over could: the target alone decides then."""
        key = f"{TMP}/own-{request}"
        if not os.path.exists(key):
            targets.make_key(key)
        serial = self.read(request)["grants"][0]["serial"]
        packet = f"mint {serial} {' '.join(targets.read(f'{key}.pub').split()[:2])}"
        done = subprocess.run(["/usr/bin/python3", "-c", MINT, f"{self.door.data}/lockboxd.sock", packet],
                              user=self.door.uid, group=self.door.gid, extra_groups=[], capture_output=True, text=True)
        answer = done.stdout.strip()
        if answer.startswith("certificate "):
            targets.write(f"{key}-cert.pub", answer.split(" ", 1)[1] + "\n")
        return key, answer or done.stderr

    def told(self, account, start):
        return until(lambda: any(each.startswith(f"[Lockbox] {start}") for each in self.post.told(account)))

    def stop(self):
        """Returns the exit status of lockboxd."""
        status = self.door.stop_lockboxd()
        self.door.stop()
        self.target.stop()
        self.post.stop()
        return status
