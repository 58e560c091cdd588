#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real SMTP server on a free loopback port, for tests of delivery.

Prints its port in one line, then serves until its standard input ends or it gets SIGTERM. With --dump it
writes what it accepted: N.eml (the exact bytes, dots unstuffed) and N.json (envelope), and in "log" one
line for each step of each conversation.
"""

import argparse
import asyncio
import json
import logging
import os
import signal
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult


class Keeper:
    """What the server says to recipients and does with mail."""

    def __init__(self, options):
        self.options = options
        self.count = 0

    def note(self, *words):
        if self.options.dump is None:
            return
        with open(os.path.join(self.options.dump, "log"), "a", encoding="utf-8") as log:
            log.write(" ".join(words) + "\n")

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.note("ehlo", hostname, "tls" if session.ssl or self.options.smtps else "plain")
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.note("mail", address)
        envelope.mail_from = address
        return "250 2.1.0 sender ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.note("rcpt", address)
        if self.options.sender not in (None, envelope.mail_from):
            return "553 5.7.1 <%s>: Sender address rejected: not owned by user" % envelope.mail_from
        if address in self.options.refuse:
            return "550 5.1.1 no such user here"
        if address in self.options.defer:
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 recipient ok"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        self.note("data", str(self.count))
        if self.options.dump is not None:
            self.write("eml", envelope.original_content)
            facts = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "helo": session.host_name,
                     "tls": session.ssl is not None or self.options.smtps is not None, "auth": bool(session.authenticated)}
            self.write("json", json.dumps(facts).encode())
        return "250 2.0.0 queued as %d" % self.count

    def write(self, kind, data):
        with open(os.path.join(self.options.dump, "%d.%s" % (self.count, kind)), "wb") as out:
            out.write(data)

    def authenticate(self, server, session, envelope, mechanism, data):
        good = data.login.decode() == self.options.auth[0] and data.password.decode() == self.options.auth[1]
        self.note("auth", mechanism, "right" if good else "wrong")
        return AuthResult(success=good, handled=good)


class InjectingSMTP(SMTP):
    """Sends plain text in one write with the answer to STARTTLS, as somebody between the two would: answers
    to all that a client will say, so that it would believe its mail to be accepted."""

    async def push(self, status):
        if isinstance(status, str) and status.startswith("220 Ready to start TLS"):
            status += "\r\n250 injected\r\n250 ok\r\n250 ok\r\n354 go\r\n250 2.0.0 queued"
        await super().push(status)


def tls_context(options, keeper):
    if options.starttls is None and options.smtps is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*(options.starttls or options.smtps))
    context.sni_callback = lambda connection, name, _: keeper.note("sni", str(name))
    return context


async def serve(options):
    keeper = Keeper(options)
    context = tls_context(options, keeper)
    settings = {
        "hostname": "mail.test", "timeout": 60, "tls_context": context if options.starttls else None,
        "authenticator": keeper.authenticate if options.auth else None,
        "auth_exclude_mechanism": None if options.auth else ["LOGIN", "PLAIN"],
        "auth_required": options.require_auth, "auth_require_tls": options.starttls is not None,
        "enable_SMTPUTF8": False,
    }
    loop = asyncio.get_running_loop()
    kind = InjectingSMTP if options.inject else SMTP
    server = await loop.create_server(lambda: kind(keeper, **settings), "127.0.0.1", options.port,
                                      ssl=context if options.smtps else None)
    over = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    loop.add_reader(sys.stdin, lambda: None if os.read(sys.stdin.fileno(), 4096) else over.set())
    print(server.sockets[0].getsockname()[1], flush=True)
    await over.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--starttls", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--smtps", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--auth", nargs=2, metavar=("USER", "PASS"))
    parser.add_argument("--require-auth", action="store_true")
    parser.add_argument("--refuse", action="append", default=[], metavar="ADDRESS")
    parser.add_argument("--defer", action="append", default=[], metavar="ADDRESS")
    parser.add_argument("--sender", metavar="ADDRESS", help="the only one that may send")
    parser.add_argument("--inject", action="store_true")
    parser.add_argument("--dump", metavar="DIR")
    # Failed handshakes are what the tests are about.
    warnings.simplefilter("ignore")
    logging.disable()
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
