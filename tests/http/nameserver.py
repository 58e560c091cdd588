# SPDX-License-Identifier: GPL-3.0-or-later
"""A name server (RFC 1035, UDP) that changes its mind: each name leads, question by question, to another set of addresses; and a
network of our own in which all of them are this host."""
import fcntl
import ipaddress
import os
import socket
import struct
import subprocess
import sys
import threading

A, AAAA = 1, 28
SIOCSIFFLAGS, SIOCSIFADDR, SIOCSIFNETMASK = 0x8914, 0x8916, 0x891C
UP, RUNNING = 0x1, 0x40


def namespace():
    """The words that start a program in a network and with mounts of its own; None, and why, where that cannot be had."""
    flags = ["--mount", "--net"] if os.geteuid() == 0 else ["--user", "--map-root-user", "--mount", "--net"]
    path = os.path.realpath("/etc/resolv.conf")
    try:
        done = subprocess.run(["unshare", *flags, "mount", "--bind", path, path], capture_output=True, text=True, timeout=60)
    except OSError as error:
        return None, str(error)
    return (["unshare", *flags], None) if done.returncode == 0 else (None, done.stderr.strip() or "unshare fails")


def join(addresses):
    """In that network: all of @addresses are this host's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", UP | RUNNING))
        for number, address in enumerate(addresses):
            for request, value in ((SIOCSIFADDR, address), (SIOCSIFNETMASK, "255.255.255.255")):
                place = struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(value))
                fcntl.ioctl(control, request, struct.pack("16s16s", f"lo:{number}".encode(), place))


def resolve_by(address, folder):
    """In that namespace: programs ask the name server at @address, and nothing else."""
    for path, text in (("/etc/resolv.conf", f"nameserver {address}\noptions timeout:30 attempts:1\n"),
                       ("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: dns\n")):
        private = os.path.join(folder, os.path.basename(path))
        with open(private, "w", encoding="ascii") as file:
            file.write(text)
        subprocess.run(["mount", "--bind", private, os.path.realpath(path)], check=True, timeout=60)


class NameServer:
    """Answers at 127.0.0.1. @zone: name -> lists of addresses, one for each time that it is asked, the last one for ever."""

    def __init__(self):
        self.zone, self.asked = {}, {}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))
        threading.Thread(target=self.serve, daemon=True).start()

    def lead(self, name, *turns):
        self.zone[name] = turns
        self.asked[name] = {A: 0, AAAA: 0}

    def turns(self, name):
        """How often it was asked for."""
        return max(self.asked[name].values())

    def answer(self, question):
        number, flags = struct.unpack("!HH", question[:4])
        labels, at = [], 12
        while question[at]:
            labels.append(question[at + 1:at + 1 + question[at]].decode("ascii"))
            at += 1 + question[at]
        name, kind = ".".join(labels).lower(), struct.unpack("!H", question[at + 1:at + 3])[0]
        found = []
        if name in self.zone and kind in (A, AAAA):
            turns, turn = self.zone[name], self.asked[name][kind]
            self.asked[name][kind] += 1
            found = [ipaddress.ip_address(each).packed for each in turns[min(turn, len(turns) - 1)]]
            found = [each for each in found if len(each) == (4 if kind == A else 16)]
        code = 0 if name in self.zone else 3
        head = struct.pack("!HHHHHH", number, 0x8480 | flags & 0x0100 | code, 1, len(found), 0, 0)
        rows = [struct.pack("!HHHIH", 0xC00C, kind, 1, 0, len(each)) + each for each in found]
        return head + question[12:at + 5] + b"".join(rows)

    def serve(self):
        while True:
            question, peer = self.socket.recvfrom(4096)
            try:
                self.socket.sendto(self.answer(question), peer)
            except (IndexError, struct.error, UnicodeDecodeError) as error:
                print(f"# no question: {error}", file=sys.stderr)
