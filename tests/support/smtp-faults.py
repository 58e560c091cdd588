#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An SMTP server that does wrong what it is told to, on a free loopback port.

    smtp-faults.py [--port PORT] [--dump DIR] [--smtps CERT KEY] [--chunks] [--pipelining] [--on STEP ACTION]…

STEP is GREETING, EHLO, HELO, STARTTLS, AUTH, MAIL, RCPT, DATA, BDAT (a chunk that is not the last), BODY (after the
final dot or the last chunk), RSET or QUIT; with ":N" behind it only its Nth time is meant. With --chunks mails are
taken in chunks too, with --pipelining many at once. ACTION is "say TEXT" (escapes as in Python, CRLF is added), "bye TEXT" (the same,
then close), "close", "hold" (never answers), "drip" (a byte of an endless answer now and then), or "stall SECONDS"
(reads nothing for that time, then goes on; only with DATA). Prints its port in one line, serves one conversation after
the other until its standard input ends or it gets SIGTERM. What came between DATA and the end is written to N.eml, or
N.part when no final dot came; "log" has a line for each step.
"""

import argparse
import os
import select
import signal
import socket
import ssl
import sys

ANSWERS = {
    "GREETING": b"220 faulty.test", "EHLO": b"250 faulty.test", "HELO": b"250 faulty.test",
    "STARTTLS": b"220 go", "AUTH": b"235 2.7.0 ok", "MAIL": b"250 ok", "RCPT": b"250 ok",
    "DATA": b"354 go", "BDAT": b"250 more", "BODY": b"250 2.0.0 queued", "RSET": b"250 ok", "QUIT": b"221 bye",
}


class Closed(Exception):
    """The conversation is over."""


class Conversation:
    def __init__(self, connection, faults, dump, counts, chunked, pipelined):
        self.connection = connection
        self.chunked = chunked
        self.pipelined = pipelined
        self.chunks = b""
        self.faults = faults
        self.dump = dump
        self.counts = counts
        self.buffer = b""
        self.at = 0
        self.now = ""

    def wait(self, seconds=None):
        """Waits for bytes from the client; ends the program when the test is over."""
        if isinstance(self.connection, ssl.SSLSocket) and self.connection.pending():
            return True
        readable, _, _ = select.select([self.connection, sys.stdin], [], [], seconds)
        if sys.stdin in readable:
            sys.exit(0)
        return self.connection in readable

    def read_line(self):
        while b"\n" not in self.buffer[self.at:]:
            self.wait()
            data = self.connection.recv(4096)
            if not data:
                raise Closed
            self.buffer = self.buffer[self.at:] + data
            self.at = 0
        end = self.buffer.index(b"\n", self.at) + 1
        line = self.buffer[self.at:end]
        self.at = end
        return line

    def act(self, step):
        self.now = self.begin(step)
        action, _, rest = self.now.partition(" ")
        if action == "close":
            raise Closed
        if action == "hold":
            while self.wait() and self.connection.recv(4096):
                pass
            raise Closed
        while action == "drip":
            self.connection.sendall(b"2")
            if self.wait(0.2) and not self.connection.recv(4096):
                raise Closed
        answer = rest.encode().decode("unicode_escape").encode("latin-1") if action in ("say", "bye") else ANSWERS[step]
        if step == "EHLO" and self.chunked and not action:
            answer = b"250-faulty.test\r\n" + (b"250-PIPELINING\r\n" if self.pipelined else b"") + b"250 CHUNKING"
        self.connection.sendall(answer + b"\r\n")
        if action == "bye":
            raise Closed
        if action == "stall":
            select.select([sys.stdin], [], [], float(rest))

    def take_body(self):
        body = bytearray()
        complete = False
        try:
            while not complete:
                line = self.read_line()
                complete = line == b".\r\n"
                body += b"" if complete else line[1:] if line.startswith(b".") else line
        except (Closed, ConnectionError):
            body += self.buffer[self.at:]
        if self.dump is not None:
            name = "%d.%s" % (self.counts["DATA"], "eml" if complete else "part")
            with open(os.path.join(self.dump, name), "wb") as out:
                out.write(body)
        if not complete:
            raise Closed

    def take_chunk(self, words):
        size = int(words[1])
        while len(self.buffer) - self.at < size:
            self.wait()
            data = self.connection.recv(4096)
            if not data:
                raise Closed
            self.buffer += data
        self.chunks += self.buffer[self.at:self.at + size]
        self.at += size
        if words[-1].upper() != b"LAST":
            self.act("BDAT")
            return
        self.counts["DATA"] = self.counts.get("DATA", 0) + 1
        if self.dump is not None:
            with open(os.path.join(self.dump, "%d.eml" % self.counts["DATA"]), "wb") as out:
                out.write(self.chunks)
        self.chunks = b""
        self.act("BODY")

    def begin(self, step):
        """Returns what is to be done at this step, this time."""
        self.counts[step] = self.counts.get(step, 0) + 1
        if self.dump is not None:
            with open(os.path.join(self.dump, "log"), "a", encoding="ascii") as log:
                log.write(step + "\n")
        return self.faults.get("%s:%d" % (step, self.counts[step]), self.faults.get(step, ""))

    def run(self):
        self.act("GREETING")
        while True:
            words = self.read_line().split()
            step = words[0].decode("latin-1").upper() if words else ""
            if step == "BDAT" and self.chunked:
                self.take_chunk(words)
                continue
            if step not in ANSWERS or step == "BDAT":
                self.connection.sendall(b"500 what?\r\n")
                continue
            self.act(step)
            if step == "DATA" and not self.now.startswith("say 4") and not self.now.startswith("say 5"):
                self.take_body()
                self.act("BODY")
            if step == "QUIT":
                return


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--dump", metavar="DIR")
    parser.add_argument("--smtps", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--chunks", action="store_true")
    parser.add_argument("--pipelining", action="store_true")
    parser.add_argument("--on", nargs=2, action="append", default=[], metavar=("STEP", "ACTION"))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", options.port))
    listener.listen()
    print(listener.getsockname()[1], flush=True)
    counts = {}
    context = None
    if options.smtps is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.smtps)
    while True:
        readable, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in readable:
            return
        connection, _ = listener.accept()
        if context is not None:
            connection = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with connection:
            try:
                if context is not None:
                    connection.do_handshake()
                Conversation(connection, dict(options.on), options.dump, counts, options.chunks,
                             options.pipelining).run()
            except (Closed, OSError):
                pass


if __name__ == "__main__":
    main()
