# SPDX-License-Identifier: GPL-3.0-or-later
"""A Lockbox with people, tickets and a running lockboxd, and the programs as people run them. Whatever a program
prints is looked through for characters that must not reach a terminal."""
import base64
import email
import email.policy
import json
import os
import select
import sqlite3
import subprocess
import time
import unicodedata

BUILD = os.environ["top_builddir"]
SOURCE = os.environ["top_srcdir"]
TMP = os.environ["TMPDIR"]
PATIENCE = 60  # seconds until a deadline has passed

ENGINEER, OTHER_ENGINEER = "engineer7@fabrikam.example", "devops1@fabrikam.example"
OWNER, OTHER_OWNER, READER = "owner1@contoso.example", "owner2@contoso.example", "reader1@contoso.example"
FOREIGNER, ADMIN, LEAD = "sato@seimitsu.example", "admin1@fabrikam.example", "lead1@fabrikam.example"
DUO_OWNERS = "owner1@duo.example", "owner2@duo.example"
HOST = "lockbox.fabrikam.example"

# What other systems may send, one kind of mischief each.
HOSTILE = [
    "\x1b[2J\x1b[1;1Happroved",
    "\x1b]0;title\x07",
    "c1 \x9b31m \x85 \x90",
    "a\x08\x08\x7f",
    "a\rLB-1   + Approved",
    "\u202etxet desrever\u202c",
    "\u2066isolate\u2069 \u061c\u200e\u200f",
    "zero\u200bwidth\u200c\u200d\u2060\ufeff",
    "soft\u00adhyphen\u180e",
    "line\u2028separator\u2029",
    "tag\U000e0041\U000e007f",
    "\u3164\uffa0\u115f filler",
    "one\nTo approve:\nlockbox approve LB-1",
    "<U+202E> {\"a\":\"b\"} \\u202e %s %n \\ '`$(id)",
    "x" * 5000,
]


def is_harmful(character):
    """The list of base/text.h, written down a second time."""
    if character == "\n":
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs") or character in "\u3164\uffa0\u115f\u1160\u180e"


def harmful(data):
    """What of the bytes a terminal must not be given."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return [str(error)]
    return sorted({f"U+{ord(character):04X}" for character in text if is_harmful(character)})


def key_line(number):
    """A public key that nobody has the private half of."""
    parts = [b"ssh-ed25519", bytes([number]) * 32]
    blob = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return f"ssh-ed25519 {base64.b64encode(blob).decode()}"


def machine(subscription, name, provider="Microsoft.Compute"):
    return {"id": f"/subscriptions/{subscription}/resourceGroups/rg/providers/{provider}/virtualMachines/{name}",
            "os": "Windows"}


def ticket(number, tenant, title, text="It is broken.", **more):
    return {"id": f"TK-{number}", "tenant": tenant, "title": title, "severity": "B", "openedBy": f"dev@{tenant}.example",
            "assignee": ENGINEER, "opened": "2026-01-02T03:04:05Z",
            "history": [{"time": "2026-01-02T03:04:05Z", "author": title, "side": "customer", "text": text}], **more}


def directory():
    """The example, with what it lacks: keys for all, customers who cannot be asked, hostile tickets."""
    with open(os.path.join(SOURCE, "data/examples/directory.json"), encoding="utf-8") as file:
        world = json.load(file)
    world["tenants"] += [{"id": "litware", "name": "Litware", "supportPlan": "Basic"},
                         {"id": "adrift", "name": "Adrift", "supportPlan": "Developer"}]
    world["subscriptions"] += [{"id": "litware-all", "tenant": "litware", "name": "All"},
                               {"id": "adrift-all", "tenant": "adrift", "name": "All"}]
    world["resources"] += [machine("litware-all", "vm-litware"), machine("adrift-all", "vm-adrift"),
                           machine("contoso-production", "vm-old", "Microsoft.ClassicCompute")]
    world["tenants"] += [{"id": "duo", "name": "Duo", "supportPlan": "Developer"}]
    world["subscriptions"] += [{"id": "duo-all", "tenant": "duo", "name": "All", "quorum": 2},
                               {"id": "duo-solo", "tenant": "duo", "name": "Solo", "quorum": 2}]
    world["resources"] += [machine("duo-all", "vm-duo"), machine("duo-solo", "vm-solo")]
    world["people"] += [{"account": account, "name": account, "mail": account, "tenant": "duo",
                         "roles": [{"role": "Owner", "scope": f"/subscriptions/{subscription}"} for subscription in scopes]}
                        for account, scopes in zip(DUO_OWNERS, (["duo-all", "duo-solo"], ["duo-all"]))]
    world["people"] += [{"account": "owner@litware.example", "name": "Lou", "mail": "owner@litware.example",
                         "tenant": "litware", "roles": [{"role": "Owner", "scope": "/subscriptions/litware-all"}]}]
    for number, person in enumerate(world["people"], 1):
        person["keys"] = [key_line(number)]
    world["tickets"] += [ticket(20, "litware", "Basic"), ticket(30, "adrift", "Nobody home"),
                         ticket(40, "duo", "Two owners"), ticket(41, "duo", "One owner")]
    world["tickets"] += [ticket(100 + i, "contoso", text, text, subscription="contoso-production")
                         for i, text in enumerate(HOSTILE)]
    return world


class Done:
    """What became of a command."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out.decode(errors="replace"), err.decode(errors="replace")

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def refusal(self):
        """The name of the refusal on standard error, with and without --json."""
        if self.err.startswith("{"):
            return json.loads(self.err)["error"]["code"]
        return self.err.partition("refused (")[2].partition(")")[0]

    def expect(self, code, refusal=None):
        assert self.code == code, f"exit {self.code} instead of {code}\n{self.out}{self.err}"
        assert refusal is None or self.refusal == refusal, f"{self.refusal!r} instead of {refusal!r}: {self.err}"
        return self


class World:
    def __init__(self, name, test=True):
        self.data = os.path.join(TMP, name, "data")
        self.config = os.path.join(TMP, name, "lockbox.conf")
        self.commands, self.faults, self.codes, self.daemon = 0, [], set(), None
        os.mkdir(os.path.join(TMP, name))
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(f"[site]\nprovider=Fabrikam Support\nhost={HOST}\nfrom=lockbox@fabrikam.example\n"
                       "[requests]\nwaiting=0\nan-hour=0\n")
        path = os.path.join(TMP, name, "directory.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(directory(), file)
        self.operator("init", *(["--test"] if test else [])).expect(0)
        self.operator("import", "directory", path).expect(0)
        self.keys = dict(self.rows("SELECT p.account, k.id FROM principal p JOIN key k ON k.principal = p.id"))

    def rows(self, query, *values):
        database = sqlite3.connect(f"file:{self.data}/lockbox.db?mode=ro", uri=True)
        try:
            return database.execute(query, values).fetchall()
        finally:
            database.close()

    def counts(self):
        """Rows that a refusal must not add to, and mails; that it was refused is recorded."""
        tables = ("request", "activity WHERE operation <> 'RefuseAct'", "outbox")
        return [self.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables]

    def run(self, *command, environment=None, stdin=b""):
        """Runs a program of the build."""
        done = subprocess.run([os.path.join(BUILD, command[0]), *command[1:]], input=stdin, capture_output=True,
                              env=dict(os.environ, **(environment or {})), timeout=PATIENCE, check=False)
        self.commands += 1
        self.codes.add(done.returncode)
        # Rows of a table end with CR LF.
        table = "--export=csv" in str(environment)
        for stream in (done.stdout.replace(b"\r\n", b"\n") if table else done.stdout, done.stderr):
            if harmful(stream):
                self.faults.append(f"{command} {environment}: {harmful(stream)}")
        return Done(done.returncode, done.stdout, done.stderr)

    def operator(self, *words, **more):
        return self.run("lockboxctl", "--data", self.data, "--config", self.config, *words, **more)

    def console(self, person, *words, **more):
        """A command with --as."""
        return self.run("lockbox", "--data", self.data, "--config", self.config, "--as", person, *words, **more)

    def session(self, person, line, stdin=b"", **environment):
        """What sshd runs for a person who typed the line behind the host; None: nothing was typed."""
        if line is not None:
            environment["SSH_ORIGINAL_COMMAND"] = line
        return self.run("lockbox", "--data", self.data, "--config", self.config, "session", "--key-id",
                        str(self.keys[person]), environment=environment, stdin=stdin)

    def submit(self, line="", person=ENGINEER):
        """Submits by a session; options of the line go before the usual ones, which it may replace."""
        usual = {"--ticket": "TK-7", "--service": "virtual-machines", "--scenario": "remote-desktop-windows",
                 "--resource": "vm-web-01", "--level": "operate", "--justification": "'The event log is needed.'"}
        rest = " ".join(f"{option} {value}" for option, value in usual.items() if option not in line)
        return self.session(person, f"submit {line} {rest}")

    def request(self, line=""):
        """The id of a new request."""
        return self.submit(f"{line} --json").expect(0).json["name"]

    def digest(self, request, person=OWNER):
        return self.session(person, f"show {request} --json").expect(0).json["properties"]["digest"]

    def status(self, request):
        return self.rows("SELECT status FROM request WHERE number = ?", int(request[3:]))[0][0]

    def approve(self, request, person=OWNER):
        return self.session(person, f"approve {request} --shown {self.digest(request)}")

    @staticmethod
    def span(since, until):
        """Two moments, so many minutes ago, as --since and --until take them."""
        return [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 60 * ago)) for ago in (since, until)]

    def start_daemon(self):
        self.daemon = subprocess.Popen([f"{BUILD}/lockboxd", "--data", self.data, "--config", self.config],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.await_that(lambda: os.path.exists(f"{self.data}/lockboxd.sock"), "lockboxd listens")

    def stop_daemon(self):
        """Ends lockboxd. Returns its exit code."""
        self.daemon.terminate()
        said = self.daemon.communicate(timeout=PATIENCE)[1]
        if harmful(said):
            self.faults.append(f"lockboxd: {harmful(said)}")
        code, self.daemon = self.daemon.returncode, None
        return code

    @staticmethod
    def await_that(condition, what):
        """What the condition returned, once that is true."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            result = condition()
            if result:
                return result
            select.select([], [], [], 0.05)
        raise AssertionError(f"waited in vain until {what}")

    def mails(self, *words):
        """The mails in the Maildir whose headers or text hold all the words."""
        found, folder = [], os.path.join(self.data, "Maildir", "new")
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            with open(os.path.join(folder, name), "rb") as file:
                mail = email.message_from_bytes(file.read(), policy=email.policy.default)
            text = mail["Subject"] + "\n" + mail["To"] + "\n" + mail.get_body(("plain",)).get_content()
            if all(word in text for word in words):
                found.append((mail, text))
        return found
