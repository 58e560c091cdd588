# SPDX-License-Identifier: GPL-3.0-or-later
"""An SMTP server in this process that does wrong at one step, once or twice, and is a good one otherwise. It remembers all
that it was told and took, so that what a mail came to can be seen from its side."""
import base64
import contextlib
import select
import socket
import ssl
import struct
import threading
import time

from place import Port

VERBS = {"EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT"}
GOOD = {"GREETING": "220 fault.test ESMTP", "HELO": "250 fault.test", "STARTTLS": "220 2.0.0 go",
        "AUTH": "235 2.7.0 welcome", "MAIL": "250 2.1.0 sender ok", "RCPT": "250 2.1.5 recipient ok",
        "DATA": "354 go ahead", "RSET": "250 2.0.0 forgotten", "NOOP": "250 2.0.0 yes", "QUIT": "221 2.0.0 bye"}
LONGEST = 120  # seconds that any fault lasts, should nobody end it


class Closed(Exception):
    """The conversation is over."""


class Fault:
    """What goes wrong: @action, a function of faultcases, at the @nth time that @step comes, and @times - 1 times after that.
    @to: only with this recipient; @secured: only inside TLS (True) or before it (False)."""

    def __init__(self, step, action, nth=1, times=1, to=None, secured=None):
        self.step, self.action = step, action
        self.nth, self.times = nth, times
        self.to, self.secured = to, secured
        self.seen = self.played = 0

    def is_harmless(self):
        return self.action.__name__ == "slow"

    def takes(self, step, conversation):
        if step != self.step or self.secured not in (None, conversation.tls):
            return False
        if self.to is not None and self.to != conversation.recipient:
            return False
        self.seen += 1
        if self.nth <= self.seen < self.nth + self.times:
            self.played += 1
            return True
        return False


class Mail:
    """One that came whole, its final dot included. @stored: the server has it; @clean: and has said so properly."""

    def __init__(self, conversation, body):
        self.tls, self.auth = conversation.tls, conversation.auth
        self.sender, self.recipients = conversation.sender, list(conversation.recipients)
        self.body = bytes(body)
        self.stored, self.clean = True, False
        self.number = 0


class Conversation:
    def __init__(self, server, connection):
        self.server, self.connection = server, connection
        self.buffer = b""
        self.tls = self.auth = False
        self.plain = bytearray()  # what came before TLS
        self.commands = []        # lines that came before TLS
        self.strange = []         # lines that are no commands
        self.sender = self.recipient = None
        self.recipients = []
        self.mails = []
        self.going = True
        self.lasting = False      # a fault goes on
        self.in_dot = False       # a mail came whole and is not answered yet
        self.clean = True         # the last answer had the form that it must have

    # Bytes.

    def pending(self):
        return self.tls and self.connection.pending() > 0

    def wait(self, seconds):
        """Whether there is something to read (or the end) within that time."""
        if self.server.over.is_set():
            raise Closed
        return self.pending() or bool(select.select([self.connection], [], [], seconds)[0])

    def receive(self):
        data = self.connection.recv(4096)
        if not data:
            raise Closed
        if not self.tls:
            self.plain += data
        return data

    def read_line(self):
        deadline = time.monotonic() + LONGEST
        while b"\n" not in self.buffer:
            if self.wait(0.2):
                self.buffer += self.receive()
            elif time.monotonic() > deadline:
                raise Closed
        line, _, self.buffer = self.buffer.partition(b"\n")
        if not self.tls and not line.startswith(b"\x16\x03"):
            self.commands.append(line)
        return line + b"\n"

    def send(self, data):
        self.connection.sendall(data)

    def say(self, text):
        self.send(text.encode() + b"\r\n")

    def last(self, every=0.2, data=b""):
        """Goes on until the other side has enough: says @data now and then, reads and answers nothing."""
        self.lasting = True
        deadline = time.monotonic() + LONGEST
        try:
            while time.monotonic() < deadline:
                if data:
                    self.send(data)
                if self.wait(every):
                    self.receive()
        finally:
            self.lasting = False
        raise Closed

    def reset(self):
        raw = self.connection
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Closed

    # Steps.

    def answer(self, step, good):
        """Says what is good, or plays the fault. True: the client was told what is good."""
        fault = self.server.fault_for(step, self)
        self.clean = fault is None or fault.is_harmless()
        if fault is None:
            self.say(good)
            return True
        return fault.action(self, good)

    def take_body(self):
        body = bytearray()
        fault = self.server.fault_for("BODY", self)
        count = 0
        while True:
            line = self.read_line()
            if line == b".\r\n":
                return body
            count += 1
            if fault is not None and count == 12:
                fault.action(self, "")
            body += line[1:] if line.startswith(b".") else line

    def data(self):
        if self.sender is None or not self.recipients:
            self.say("503 5.5.1 no recipients")
            return
        if not self.answer("DATA", GOOD["DATA"]):
            return
        mail = Mail(self, self.take_body())
        mail.number = self.server.remember(mail)
        self.mails.append(mail)
        self.in_dot = True
        mail.clean = self.answer("DOT", f"250 2.0.0 queued as {mail.number}") and self.clean
        self.in_dot = False
        self.forget()

    def forget(self):
        self.sender, self.recipient, self.recipients = None, None, []

    def capabilities(self):
        words = ["fault.test"]
        if self.server.security == "starttls" and not self.tls:
            words.append("STARTTLS")
        if self.server.user and self.tls:
            words.append("AUTH PLAIN LOGIN")
        words.append("ENHANCEDSTATUSCODES")
        return "\r\n".join(f"250{'-' if word is not words[-1] else ' '}{word}" for word in words)

    def handshake(self):
        fault = self.server.fault_for("HANDSHAKE", self)
        context = self.server.contexts["good"]
        if fault is not None:
            context = fault.action(self, "")
        # Whatever came with STARTTLS in clear text must not be taken for what comes in TLS.
        self.buffer = b""
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.tls, self.auth = True, False
        self.forget()

    def authenticate(self, words):
        if words[1].upper() == "LOGIN":
            said = [self.ask(question) for question in (b"Username:", b"Password:")]
            right = said == [self.server.user.encode(), self.server.password.encode()]
        else:
            said = base64.b64decode(words[2]) if len(words) > 2 else self.ask(b"")
            right = said == f"\0{self.server.user}\0{self.server.password}".encode()
        self.auth = self.answer("AUTH", GOOD["AUTH"] if right else "535 5.7.8 wrong") and right

    def ask(self, question):
        self.say("334 " + base64.b64encode(question).decode())
        return base64.b64decode(self.read_line())

    def command(self, line):
        words = line.decode("latin-1").strip().split(" ")
        verb = words[0].upper()
        if line.startswith(b"\x16\x03") and not self.tls:
            raise Closed  # it took something else for our leave to begin TLS
        if verb not in VERBS:
            self.strange.append(line)
            self.say("500 5.5.2 what?")
            return True
        argument = line.decode("latin-1").partition(":")[2].partition("<")[2].partition(">")[0]
        if verb == "DATA":
            self.data()
        elif verb == "EHLO":
            self.forget()
            self.answer("EHLO", self.capabilities())
        elif verb == "STARTTLS":
            if self.answer("STARTTLS", GOOD["STARTTLS"]):
                self.handshake()
        elif verb == "AUTH":
            self.authenticate(words)
        elif verb == "MAIL":
            self.forget()
            if self.answer("MAIL", GOOD["MAIL"]):
                self.sender = argument
        elif verb == "RCPT":
            self.recipient = argument
            if self.answer("RCPT", GOOD["RCPT"]):
                self.recipients.append(argument)
        else:
            if verb == "RSET":
                self.forget()
            self.answer(verb, GOOD[verb])
        return verb != "QUIT"

    def run(self):
        if self.server.security == "tls":
            self.handshake()
        self.answer("GREETING", GOOD["GREETING"])
        while self.command(self.read_line()):
            pass


class FaultServer:
    """Serves on a port of its own, as @security says, every conversation in a thread."""

    def __init__(self, security, contexts, user=None, password=None):
        self.security, self.contexts = security, contexts
        self.user, self.password = user, password
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.faults, self.conversations, self.mails = [], [], []
        self.count = 0
        self.port = Port()
        self.listener = None
        self.threads = []
        self.open()

    # For the cases.

    def arm(self, faults):
        """From now on these, and nothing remembered of what was before."""
        with self.lock:
            self.faults = faults
            self.conversations, self.mails = [each for each in self.conversations if each.going], []

    def hang_up(self):
        """Ends the conversations that are open: a client that kept one has to begin anew."""
        for each in list(self.conversations):
            with contextlib.suppress(OSError):
                each.connection.shutdown(socket.SHUT_RDWR)

    def was_played(self):
        return any(fault.played for fault in self.faults)

    def is_lasting(self):
        return any(each.lasting for each in list(self.conversations))

    def fault_for(self, step, conversation):
        with self.lock:
            return next((fault for fault in self.faults if fault.takes(step, conversation)), None)

    def remember(self, mail):
        with self.lock:
            self.count += 1
            self.mails.append(mail)
            return self.count

    # Serving.

    def open(self):
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", self.port.number))
        self.listener.listen()
        self.start(self.accept, self.listener)

    def close(self):
        """Refuses connections from now on."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def start(self, function, *arguments):
        thread = threading.Thread(target=function, args=arguments, daemon=True)
        self.threads.append(thread)
        thread.start()

    def accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            conversation = Conversation(self, connection)
            with self.lock:
                self.conversations.append(conversation)
            self.start(self.converse, conversation)

    @staticmethod
    def converse(conversation):
        try:
            conversation.run()
        except (Closed, OSError, ssl.SSLError, ValueError):
            pass
        finally:
            conversation.going = False
            conversation.connection.close()

    def end(self):
        self.over.set()
        self.close()
        for thread in self.threads:
            thread.join(5)
