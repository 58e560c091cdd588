# SPDX-License-Identifier: GPL-3.0-or-later
"""A collector of syslog that does as it is told, and what a forwarded log says, read by nothing of Lockbox's own: frames
(RFC 6587), structured data (RFC 5424), and the chain of hashes as doc/forward.md describes it."""
import hashlib
import os
import re
import select
import socket
import struct
import subprocess
import threading

ELEMENT = re.compile(r'\[lockbox@(\d+)((?: [a-z]+="(?:[^"\\\]]|\\.)*")+)\]')
FIELD = re.compile(r' ([a-z]+)="((?:[^"\\\]]|\\.)*)"')
HEADER = re.compile(r"<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) (\S{1,255}) lockbox - ([!-~]{1,32}) ")
# In the order in which the hash covers them, behind the sequence and the time.
TEXTS = ["tenant", "operation", "request", "caller", "person", "door", "fingerprint", "evidence", "address", "details"]
COMMON = {"instance", "test", "sequence", "hash", "part"}


def unquote(text):
    """What a value says, as bytes."""
    plain = re.sub(r'\\(["\\\]])', r"\1", text).encode()
    return re.sub(rb"%([0-9A-F]{2})", lambda found: bytes.fromhex(found.group(1).decode()), plain)


def fields_of(line):
    """(name, value) of our element in @line; [] where there is none."""
    found = ELEMENT.search(line)
    return [(name, unquote(value)) for name, value in FIELD.findall(found.group(2))] if found else []


def field(value):
    return b"\xff" * 8 if value is None else struct.pack(">Q", len(value)) + value


def number(value):
    return field(struct.pack(">q", value))


def digest(entry):
    """The hash of what @entry says: SHA-256 over its fields, each behind its length."""
    parts = [field(b"lockbox activity 1"), number(int(entry["sequence"])), number(int(entry["time"]))]
    parts += [field(entry.get(name)) for name in TEXTS]
    parts += [field(bytes.fromhex(entry["previous"].decode()))]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def entries_of(lines):
    """The entries in @lines, each as often as it is whole there: name to bytes."""
    found, begun = [], {}
    for line in lines:
        fields = fields_of(line)
        if not fields:
            continue
        common = {name: value for name, value in fields if name in COMMON}
        first, count = (int(word) for word in common["part"].split(b"/"))
        key = (common["sequence"], common["hash"], count)
        parts = begun.setdefault(key, {})
        parts[first] = [each for each in fields if each[0] not in COMMON]
        if len(parts) < count:
            continue
        del begun[key]
        entry = dict(common)
        for name, value in (each for number_ in sorted(parts) for each in parts[number_]):
            entry[name] = entry.get(name, b"") + value
        found.append(entry)
    return found


def chain_of(lines):
    """The sequence and the hash at the end of the chain that @lines reproduce from its beginning, and what is wrong; doubled
    entries count once."""
    known = {}
    for entry in entries_of(lines):
        if digest(entry) != entry["hash"].decode():
            return 0, None, f"entry {entry['sequence']} is not what its hash says"
        if known.setdefault(int(entry["sequence"]), entry) != entry:
            return 0, None, f"two entries {entry['sequence']}"
    previous, sequence = "00" * 32, 0
    while sequence + 1 in known:
        sequence += 1
        if known[sequence]["previous"].decode() != previous:
            return 0, None, f"entry {sequence} does not follow the one before"
        previous = known[sequence]["hash"].decode()
    return sequence, previous, None if len(known) == sequence else f"a gap behind {sequence}"


def certificates(folder):
    """An authority, a collector's certificate by it, and one of somebody else."""
    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    for name in ("authority", "stranger"):
        openssl("req", "-x509", *new, "-days", "3", "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem")
    for name in ("collector.example", "lockbox.example"):
        with open(os.path.join(folder, "names"), "w", encoding="utf-8") as file:
            file.write(f"subjectAltName=DNS:{name}\n")
        openssl("req", *new, "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial",
                "-days", "3", "-extfile", "names", "-out", f"{name}.pem")


class Collector:
    """Listens on loopback. @mode: "good"; "stall": takes connections and reads nothing; "mute": reads everything and never closes;
    "slow": reads little at a time;
    "cut": reads @after bytes of each connection and resets it; "leave": the same, but closes without reading the rest."""

    def __init__(self, mode="good", after=0, port=0, tls=None):
        self.mode, self.after, self.tls = mode, after, tls
        self.lines, self.connections, self.held, self.fault = [], 0, [], None
        self.lock = threading.Lock()
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if mode == "slow":
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.listener.bind(("127.0.0.1", port))
        self.listener.listen(16)
        self.port = self.listener.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
            threading.Thread(target=self.take, args=(connection,), daemon=True).start()

    def take(self, connection):
        try:
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            if self.mode == "stall":
                self.held.append(connection)
            else:
                self.read(connection)
        except (OSError, ValueError) as error:
            self.fault = error
            connection.close()

    def read(self, connection):
        data = b""
        while True:
            limit = self.after - len(data) if self.mode in ("cut", "leave") else 500 if self.mode == "slow" else 65536
            piece = connection.recv(min(limit, 65536))
            data += piece
            if self.mode == "slow":
                select.select([], [], [], 0.01)
            if not piece or (self.mode in ("cut", "leave") and len(data) >= self.after):
                break
        self.store(data)
        if self.mode == "cut":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if self.mode == "mute":
            self.held.append(connection)
        else:
            connection.close()

    def store(self, data):
        """Octet counting (RFC 6587, 3.4.1). What is not whole is lost, as in a real one."""
        while data:
            head = re.match(rb"([1-9]\d*) ", data)
            if head is None and b" " in data:
                raise ValueError(f"no frame: {data[:80]!r}")
            if head is None or len(data) < head.end() + int(head.group(1)):
                return
            end = head.end() + int(head.group(1))
            with self.lock:
                self.lines.append(data[head.end():end].decode())
            data = data[end:]

    def end(self):
        self.listener.close()
        for connection in self.held:
            connection.close()
