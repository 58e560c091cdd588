# SPDX-License-Identifier: GPL-3.0-or-later
"""How much a relay moves, beside socat on the same path: the same sshd, the same key, the same server behind it."""
import socket
import subprocess
import threading
import time

import opening

SIZE = 256 << 20  # bytes
PAIRS = 5
CHUNK = bytes(1 << 20)


class Source:
    """Sends so many bytes to whoever comes, and takes as many as they send; then closes."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            peer, _ = self.server.accept()
            with peer:
                for _ in range(SIZE // len(CHUNK)):
                    peer.sendall(CHUNK)


def move(command):
    """MiB in a second, after the first byte: how long a login takes is another figure."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        got = len(process.stdout.read(1))
        begun = time.perf_counter()
        while got < SIZE:
            data = process.stdout.read1(1 << 20)
            if not data:
                raise SystemExit(f"{command[0]} ended after {got} bytes")
            got += len(data)
        taken = time.perf_counter() - begun
        process.stdin.close()
        process.stdout.close()
        process.wait(timeout=60)
    return SIZE / taken / (1 << 20)


def measure():
    """Figures of socat and of the relay, in turns."""
    source = Source()
    play = opening.Play((source.port,))
    door = play.door
    with open(f"{door.root}/etc/forged", "w", encoding="ascii") as file:
        file.write(f'restrict,command="/usr/bin/socat - TCP:127.0.0.1:{source.port}" {door.keys["erik"]}\n')
    request = play.submit()
    play.approve(request)
    if not play.becomes(request, "Approved"):
        raise SystemExit(f"{request} does not open")
    sides = [(door.line("erik", host="forged"), []), (door.line("erik", f"relay {request} --port {source.port}"), [])]
    for number in range(PAIRS + 1):
        for command, figures in sides if number % 2 else sides[::-1]:
            figures.append(move(command))
    play.stop()
    return sides[0][1][1:], sides[1][1][1:]
