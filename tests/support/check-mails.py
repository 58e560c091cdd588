#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads every *.eml of a directory with Python's email package, which knows nothing of the program that
wrote them, and says what is wrong with it as one of our mails. Where the directory has a file "pairs", each of its lines
names a mail and one like it with harmless words: the two must have the same form. Ends with 1 when anything is wrong.
"""

import email
import email.headerregistry
import email.policy
import functools
import html.parser
import os
import re
import sys
import unicodedata

NEEDED = ["Date", "From", "Subject", "To", "MIME-Version", "Message-Id", "Auto-Submitted",
          "X-Auto-Response-Suppress", "Content-Language", "Content-Type"]
# The commands of a mail, by what it is about.
SSH = r"ssh -t (?:-p \d+ )?lockbox@\S+"
REQUEST = rf"(?:(?:{SSH} connect LB-\d+(?: [\w.-]+)?\n)*ssh (?:-p \d+ )?lockbox@\S+ access LB-\d+\n)?" \
          rf"{SSH} open (?:LB|JIT)-\d+\n(?:{SSH} receipt LB-\d+\n)?{SSH}"
TICKET = rf"{SSH} ticket TK-\d+"
EXCLUSION = rf"{SSH} open EX-\d+"
CHANGED = r"ssh ((?:-p \d+ )?lockbox@\S+) (?:log|whoami)\nssh -t \1"
INVITED = r"(ssh-keygen -t ed25519-sk -O verify-required\nssh-keygen -t ed25519\n)?ssh lockbox"
FAMILIES = (REQUEST, TICKET, EXCLUSION, CHANGED, INVITED)
BLOCK = r"(?m)^Host lockbox\n    HostName \S+\n(?:    Port \d+\n)?    User lockbox\n    IdentitiesOnly yes\n" \
        r"    RequestTTY yes\n    ForwardAgent no\n\n"
HOST = "lockbox.fabrikam.example"  # where every command leads
STYLE = re.compile(r"([a-z-]+:[a-z0-9.%, -]+(;|$))+")  # no function, no string, no address
LINK = re.compile(r"(?i)\w://|\bwww\.|\bmailto:")
LOADS = re.compile(r"(?i)\b(src|href|srcset|background|action|poster|data|cite|on\w+)\s*=|url\s*\(|@import|http|expression")
THREAD = ["In-Reply-To", "References"]
HIDDEN = re.compile("[%s]" % "".join(re.escape(chr(code)) for code in range(sys.maxunicode + 1) if chr(code) != "\n" and
                                     unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Zl", "Zp")))
# Most headers of most mails here are the same: each is parsed once.
POLICY = email.policy.default.clone(header_factory=functools.lru_cache(4096)(email.headerregistry.HeaderRegistry()))


class Page(html.parser.HTMLParser):
    """Collects the text, and everything that is not as plain as it has to be."""

    TAGS = {"html", "head", "meta", "title", "body", "p", "table", "tr", "th", "td", "pre", "br", "strong"}
    ATTRIBUTES = {"lang", "charset", "name", "content", "style", "cellpadding", "cellspacing", "align", "valign", "scope"}

    def __init__(self):
        super().__init__()
        self.text = []    # of the body
        self.title = []
        self.copies = []  # what stands in <pre>
        self.tags = []    # in their order
        self.open = []
        self.faults = []

    def handle_starttag(self, tag, attrs):
        if tag not in self.TAGS:
            self.faults.append("HTML has <%s>" % tag)
        for name, value in attrs:
            if name not in self.ATTRIBUTES or name == "style" and not STYLE.fullmatch(value):
                self.faults.append("HTML has %s=%s" % (name, value))
        if LOADS.search(self.get_starttag_text()):
            self.faults.append("HTML loads something: %s" % self.get_starttag_text())
        self.tags.append(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)
        if tag == "pre":
            self.copies.append("")

    def handle_endtag(self, tag):
        self.tags.append("/" + tag)
        if not self.open or self.open.pop() != tag:
            self.faults.append("HTML ends <%s> where it does not" % tag)

    def handle_data(self, data):
        if "title" in self.open:
            self.title.append(data)
        elif "body" in self.open:
            self.text.append(data)
        elif data.strip():
            self.faults.append("HTML has text outside of its body: %r" % data)
        if "pre" in self.open:
            self.copies[-1] += data

    def handle_decl(self, decl):
        if decl != "DOCTYPE html" or self.tags:
            self.faults.append("HTML has <!%s>" % decl)

    def unknown_decl(self, data):
        self.faults.append("HTML has <![%s]>" % data)

    def handle_pi(self, data):
        self.faults.append("HTML has <?%s>" % data)

    def handle_comment(self, data):
        self.faults.append("HTML has a comment")


def hidden(text):
    return sorted({"U+%04X" % ord(c) for c in HIDDEN.findall(text)})


def check_bytes(data):
    if data.replace(b"\r\n", b"").translate(None, bytes(range(32, 127)) + b"\t"):
        yield "bytes that are not printable ASCII, or a bare CR or LF"
    longest = max(len(line) for line in data.split(b"\r\n"))
    if longest > 255:
        yield "a line of %d bytes" % longest
    # Where quoted-printable goes on in the next line, a mailbox may put a ">" before it; no more than that.
    if re.search(rb"(?<!=)\r\nFrom ", data.partition(b"\r\n\r\n")[2]):
        yield "a line that a mailbox takes for the next mail"


def check_headers(message):
    names = [name for name, _ in message.raw_items()]
    allowed = NEEDED + (THREAD if "In-Reply-To" in names else [])
    if sorted(names) != sorted(allowed):
        yield "headers: %s" % ", ".join(names)
    for name in ("To", "From"):
        if len(message[name].addresses) != 1:
            yield "%s has %d addresses" % (name, len(message[name].addresses))
    for name in names:
        if hidden(str(message[name])):
            yield "%s has %s" % (name, hidden(str(message[name])))
    if message.defects:
        yield "defects: %s" % message.defects


def check_text(text):
    commands = [line for line in text.split("\n") if line.startswith("ssh")]
    if not any(re.fullmatch(family, "\n".join(commands)) for family in FAMILIES):
        yield "commands: %r" % commands
    blocks = len(re.findall(BLOCK, text))
    hosts = [line for line in text.split("\n") if re.match(r"\s*Host(?!\w| key:)", line)]
    if blocks != ("ssh lockbox" in commands) or len(hosts) != blocks:
        yield "configuration: %r" % hosts
    if any(re.search(r"lockbox@(?!%s(?: |$))" % re.escape(HOST), line) or "evil" in line for line in commands):
        yield "a foreign command: %r" % commands
    if LINK.search(text):
        yield "what looks like a link: %r" % LINK.search(text)
    if hidden(text):
        yield "text has %s" % hidden(text)


def check_page(text, subject, reader):
    """The HTML says what the text says, and nothing else."""
    yield from reader.faults
    seen = "".join(reader.text)
    if hidden(seen):
        yield "HTML has %s" % hidden(seen)
    if "".join(seen.split()) != "".join(text.split()):
        yield "HTML does not say what the text says: %r, %r" % (seen[:2000], text[:2000])
    if "".join("".join(reader.title).replace("=?", "<U+003D>?").split()) != "".join(subject.split()):
        yield "the title %r is not the subject %r" % ("".join(reader.title), subject)
    for copy in reader.copies:
        if "\n" + copy.replace("\r\n", "\n") + "\n" not in "\n" + text:
            yield "HTML has to be copied what is no line of the text: %r" % copy


def check(data):
    """What is wrong with one mail, and its form: what no name in it may change."""
    message = email.message_from_bytes(data, policy=POLICY)
    faults = list(check_bytes(data)) + list(check_headers(message))
    parts = [part.get_content_type() for part in message.walk()]
    if parts != ["multipart/alternative", "text/plain", "text/html"]:
        return faults + ["parts: %s" % ", ".join(parts)], None
    text, page = (part.get_content().replace("\r\n", "\n") for part in message.iter_parts())
    reader = Page()
    reader.feed(page)
    reader.close()
    faults += check_text(text)
    faults += check_page(text, str(message["Subject"]), reader)
    # Whoever is not named by a plain word has no command of their own; the others are still there.
    copies = [line for copy in reader.copies for line in copy.split("\n") if not re.search(r" connect LB-\d+ \S+$", line.strip())]
    return faults, ([name for name, _ in message.raw_items()], reader.tags, copies)


def main():
    directory = sys.argv[1]
    forms = {}
    faults = []
    for name in sorted(os.listdir(directory)):
        if name.endswith(".eml"):
            with open(os.path.join(directory, name), "rb") as mail:
                found, forms[name] = check(mail.read())
            faults += ["%s: %s" % (name, fault) for fault in found]
    pairs = os.path.join(directory, "pairs")
    if os.path.exists(pairs):
        with open(pairs, encoding="utf-8") as file:
            for name, harmless in (line.split() for line in file):
                if forms[name] != forms[harmless]:
                    faults.append("%s has not the form of %s: %r, %r" % (name, harmless, forms[name], forms[harmless]))
    print("\n".join(faults[:50]))
    print("%d mails, %d faults" % (len(forms), len(faults)))
    sys.exit(1 if faults or not forms else 0)


if __name__ == "__main__":
    main()
