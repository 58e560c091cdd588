# SPDX-License-Identifier: GPL-3.0-or-later
"""What listens on targets: a PostgreSQL and an xrdp on loopback, and a local listener in front of a command."""
import contextlib
import glob
import os
import pwd
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "ssh"))
import door

# A connection request of X.224 with a request for TLS (MS-RDPBCGR 2.2.1.1): TPKT header, length, CR, negotiation.
RDP_HELLO = bytes.fromhex("03000013" "0ee00000000000" "0100080001000000")


def read_packet(stream):
    head = stream.read(4)
    return head + stream.read(struct.unpack(">H", head[2:])[0] - 4) if len(head) == 4 else head


class Services:
    def __init__(self):
        self.guard = door.Guard()
        self.postgres_port, self.rdp_port = door.free_ports(2)
        self.start_postgres()
        self.start_rdp()

    def start_postgres(self):
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        account = pwd.getpwnam("postgres")
        self.place = tempfile.mkdtemp(prefix="lockbox-pg-", dir="/var/lib/postgresql")
        self.guard.add("directory", self.place)
        os.chown(self.place, account.pw_uid, account.pw_gid)
        run = dict(user=account.pw_uid, group=account.pw_gid, extra_groups=[], cwd="/", stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
        subprocess.run([f"{programs}/initdb", "-D", f"{self.place}/data", "-A", "trust", "-U", "lockbox", "--no-sync"],
                       check=True, **run)
        self.postgres = subprocess.Popen([f"{programs}/postgres", "-D", f"{self.place}/data", "-p", str(self.postgres_port),
                                          "-c", "listen_addresses=127.0.0.1", "-k", self.place, "-F"], **run)
        self.guard.add("process", f"{self.postgres.pid} {self.place}")
        if not door.until(lambda: self.can_query() or self.postgres.poll() is not None, 60) \
                or self.postgres.poll() is not None:
            raise SystemExit("Bail out! PostgreSQL does not start")

    def can_query(self):
        try:
            return self.query(self.postgres_port, "SELECT 1") == "1"
        except subprocess.CalledProcessError:
            return False

    def query(self, port, text):
        done = subprocess.run(["psql", "-X", "-A", "-t", "-h", "127.0.0.1", "-p", str(port), "-U", "lockbox", "-c", text,
                               "postgres"], check=True, capture_output=True, text=True, timeout=60)
        return done.stdout.strip()

    def start_rdp(self):
        self.folder = tempfile.mkdtemp(prefix="lockbox-rdp-", dir="/run")
        self.guard.add("directory", self.folder)
        with open("/etc/xrdp/xrdp.ini", encoding="utf-8") as file:
            lines = [line for line in file.read().splitlines() if not line.startswith(("port=3389", "LogFile="))]
        at = lines.index("[Globals]") + 1
        lines[at:at] = [f"port=tcp://127.0.0.1:{self.rdp_port}"]
        at = lines.index("[Logging]") + 1
        lines[at:at] = [f"LogFile={self.folder}/log"]
        with open(f"{self.folder}/xrdp.ini", "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        self.rdp = subprocess.Popen([shutil.which("xrdp", path="/usr/sbin:/sbin"), "--nodaemon", "--config",
                                     f"{self.folder}/xrdp.ini"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL, cwd="/")
        self.guard.add("process", f"{self.rdp.pid} {self.folder}")
        if not door.until(self.rdp_answers):
            raise SystemExit("Bail out! xrdp does not start")

    def rdp_answers(self):
        try:
            return bool(self.rdp_hello_direct())
        except OSError:
            return False

    def rdp_hello_direct(self):
        with socket.create_connection(("127.0.0.1", self.rdp_port), timeout=20) as peer:
            peer.sendall(RDP_HELLO)
            return read_packet(peer.makefile("rb"))

    @staticmethod
    def rdp_hello(process):
        """The same through a process that carries it; its end is seen to."""
        process.stdin.write(RDP_HELLO)
        process.stdin.flush()
        answer = read_packet(process.stdout)
        process.stdin.close()
        process.stdout.close()
        process.wait(timeout=20)
        return answer

    def stop(self):
        for each in (self.postgres, self.rdp):
            each.terminate()
            each.wait(timeout=60)


@contextlib.contextmanager
def listener(command):
    """A local port; each connection to it is the standard input and output of one @command."""
    server = socket.create_server(("127.0.0.1", 0))
    children = []

    def serve():
        while True:
            try:
                peer, _ = server.accept()
            except OSError:
                return
            children.append(subprocess.Popen(command, stdin=peer, stdout=peer))
            peer.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(timeout=20)
        for child in children:
            child.wait(timeout=60)
