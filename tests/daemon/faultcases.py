# SPDX-License-Identifier: GPL-3.0-or-later
"""What an SMTP server can do wrong, and at which steps: the matrix of the suite "faults"."""
import ssl
import time

from faultserver import Closed, Fault

STARTTLS = ("starttls", "auth")
SECURED = STARTTLS + ("tls",)
EVERYWHERE = SECURED + ("none",)


# What goes wrong with an answer. True: the client was told what is good all the same.

def silent(conversation, _good):
    conversation.last()


def deferred(conversation, _good):
    conversation.say("451 4.3.0 deferred-by-test")
    undo(conversation)
    return False


def closing(conversation, _good):
    conversation.say("421 4.3.2 closing-by-test")
    undo(conversation)
    raise Closed


def refused(conversation, _good):
    conversation.say("554 5.7.1 refused-by-test")
    undo(conversation)
    return False


def refused_in_lines(conversation, _good):
    conversation.send(b"550-5.7.1 refused-by-test\r\n550-5.7.1 for\r\n550 5.7.1 good\r\n")
    undo(conversation)
    return False


def unready(conversation, _good):
    """What says that we are at fault, and not the mail."""
    conversation.say("530 5.7.0 authenticate-first")
    undo(conversation)
    return False


def dropped(_conversation, _good):
    raise Closed


def reset(conversation, _good):
    conversation.reset()


def dripping(conversation, good):
    conversation.last(0.15, good.encode()[:1])


def slow(conversation, good):
    for byte in good.encode() + b"\r\n":
        conversation.send(bytes([byte]))
        time.sleep(0.01)
    return True


def garbage(conversation, _good):
    conversation.send(bytes(range(256)).replace(b"\n", b"") * 2 + b"\r\n")
    return False


def garbage_forever(conversation, _good):
    conversation.last(0.05, b"\x00\xff\x1b[2J garbage\r\n")


def overlong(conversation, good):
    """The good answer, in a line that is far longer than any may be."""
    conversation.send(good.encode() + b" " + b"A" * 200_000 + b"\r\n")
    return True


def endless(conversation, good):
    """An answer of lines that another one always follows."""
    conversation.last(0.02, good.encode()[:3] + b"-more\r\n" * 50)


def broken_lines(conversation, good):
    """An answer of two lines with two different codes."""
    conversation.send(good.encode()[:3] + b"-one\r\n" + b"451 4.3.0 another\r\n")
    undo(conversation)
    return False


def half_an_answer(conversation, good):
    conversation.send(good.encode()[:3] + b"-unfinished\r\n" + good.encode()[:2])
    raise Closed


def surplus(conversation, good):
    """The good answer, and another one that nobody asked for."""
    conversation.say(good)
    conversation.say("250 2.0.0 surplus")
    return True


def injected(conversation, good):
    """As somebody between the two would: answers in plain text to all that the client will say inside TLS."""
    conversation.say(good + "\r\n250 injected\r\n235 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n250 2.0.0 queued")
    return True


def without_starttls(conversation, good):
    """As somebody between the two would say it, who wants to read along."""
    conversation.say(good.replace("250-STARTTLS\r\n", ""))
    return False


def without_auth(conversation, good):
    conversation.say(good.replace("250-AUTH PLAIN LOGIN\r\n", ""))
    return False


def other_auth(conversation, good):
    conversation.say(good.replace("PLAIN LOGIN", "GSSAPI"))
    return False


def undo(conversation):
    """The mail that was just taken was not."""
    if conversation.mails and not conversation.mails[-1].clean and conversation.in_dot:
        conversation.mails[-1].stored = False


# What goes wrong between STARTTLS and EHLO. Returns the context to go on with.

def with_context(name):
    def action(conversation, _good):
        return conversation.server.contexts[name]
    action.__name__ = name
    return action


def noise(conversation, _good):
    conversation.receive()
    conversation.send(b"\x00garbage\xff" * 50)
    raise Closed


def plain_text(conversation, _good):
    conversation.send(b"250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n250 2.0.0 queued\r\n")
    conversation.last()


def alert(conversation, _good):
    conversation.receive()
    conversation.send(b"\x15\x03\x03\x00\x02\x02\x28")
    raise Closed


def half_a_handshake(conversation):
    """Says the first part of what a server says."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = conversation.server.contexts["good"].wrap_bio(incoming, outgoing, server_side=True)
    incoming.write(conversation.receive())
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        pass
    said = outgoing.read()
    conversation.send(said[:len(said) // 2])


def dropped_halfway(conversation, _good):
    half_a_handshake(conversation)
    raise Closed


def silent_halfway(conversation, _good):
    half_a_handshake(conversation)
    conversation.last()


# What goes wrong while the mail comes, before its end.

def told_early(conversation, _good):
    conversation.say("452 4.3.1 no-room-by-test")
    raise Closed


def refused_early(conversation, _good):
    conversation.say("552 5.3.4 refused-by-test")
    raise Closed


class Case:
    """@on: with which security it can happen. @optional: not every client comes to this step. @rest: more faults that belong
    to it."""

    def __init__(self, step, action, *, on=EVERYWHERE, optional=False, rest=(), **options):
        self.step, self.action, self.on = step, action, on
        self.optional, self.options, self.rest = optional, options, rest

    @property
    def name(self):
        where = {True: " inside TLS", False: " before TLS"}.get(self.options.get("secured"), "")
        whose = " for one of the recipients" if "to" in self.options else ""
        return f"{self.step}{where}{whose}: {self.action.__name__.replace('_', ' ')}"

    def faults(self, chance, addresses):
        """Which of several mails or conversations it befalls is left to chance."""
        options = dict(self.options)
        if "to" in options:
            options.update(to=chance.choice(addresses), times=options["to"])
        elif self.step in EACH_MAIL:
            options.setdefault("nth", chance.choice((1, 2, 3)))
        options.setdefault("times", 1 if self.action in LASTING else chance.choice((1, 1, 2)))
        return [Fault(self.step, self.action, **options)] + [Fault(*each) for each in self.rest]


EVERY_TIME = 1000
BEGINNING = ("CONNECT", "GREETING", "EHLO", "STARTTLS", "HANDSHAKE", "AUTH")  # once in a conversation, whatever it carries
EACH_MAIL = ("MAIL", "RCPT", "DATA", "BODY", "DOT")
LASTING = (silent, dripping, endless, garbage_forever, plain_text, silent_halfway)
ANSWERS = (silent, deferred, closing, refused, unready, dropped, reset, dripping, slow, garbage, garbage_forever, overlong,
           endless, broken_lines, half_an_answer)


def is_final(fault):
    """Whether it says that this sender, this recipient, or this mail, will never be taken."""
    return fault.step in ("MAIL", "RCPT", "DATA", "DOT") and fault.action in (refused, refused_in_lines)


def all_cases():
    cases = [Case("CONNECT", dropped)]
    cases += [Case(step, action) for step in ("GREETING", "EHLO", "MAIL", "RCPT", "DATA", "DOT") for action in ANSWERS]
    cases += [Case("EHLO", action, on=STARTTLS, secured=True)
              for action in (silent, deferred, unready, dropped, garbage, broken_lines)]
    cases += [Case("EHLO", without_starttls, on=STARTTLS, secured=False), Case("EHLO", without_auth, on=("auth",), secured=True),
              Case("EHLO", other_auth, on=("auth",), secured=True)]
    cases += [Case("RCPT", refused_in_lines), Case("DOT", refused_in_lines)]
    cases += [Case(step, surplus) for step in ("EHLO", "MAIL", "RCPT")]
    cases += [Case("RCPT", refused, to=EVERY_TIME), Case("RCPT", refused, to=1), Case("RCPT", deferred, to=2),
              Case("RCPT", deferred, to=1, rest=(("RCPT", refused, 2),))]
    cases += [Case("AUTH", action, on=("auth",)) for action in ANSWERS]
    cases += [Case("STARTTLS", action, on=STARTTLS) for action in ANSWERS + (injected,) if action is not unready]
    contexts = [with_context(name) for name in ("wrong_name", "expired", "foreign", "outdated")]
    cases += [Case("HANDSHAKE", action, on=SECURED) for action in
              (silent, dropped, reset, noise, plain_text, alert, dropped_halfway, silent_halfway, *contexts)]
    cases += [Case("BODY", action) for action in (dropped, reset, silent, told_early, refused_early)]
    cases += [Case("QUIT", action) for action in (silent, deferred, refused, dropped, reset, dripping, garbage)]
    cases += [Case("RSET", action, optional=True, rest=(("RCPT", refused, 1),))
              for action in (silent, deferred, refused, dropped, garbage)]
    return cases
