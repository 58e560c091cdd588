# SPDX-License-Identifier: GPL-3.0-or-later
"""Command lines that nobody should send: what a shell would run, what a terminal would heed, what is too long, and
options that are not for the person to choose. Always the same ones."""
import concurrent.futures

MARK = b"Zq7raw"
USAGE = 2


def pieces(canary):
    """What must not stand unquoted in a word."""
    run = b"touch " + canary.encode() + b"/" + MARK
    shell = [b"$(" + run + b")", b"`" + run + b"`", b";" + run, b"|" + run, b"||" + run, b"&&" + run, b"&" + run,
             b">" + canary.encode() + b"/" + MARK, b"</etc/passwd", b"\n" + run, b"\r\n" + run, b"$IFS" + MARK,
             b"${PATH}" + MARK, b"*" + MARK, b"?" + MARK, b"[a-z]" + MARK, b"{a,b}" + MARK, b"~root" + MARK, b"!1" + MARK,
             b"#" + MARK, b"%n%s" + MARK, b"\\" + MARK, b"^" + MARK]
    control = [bytes([byte]) + MARK for byte in (*range(1, 9), *range(11, 32), 127)]
    terminal = [b"\x1b[2J" + MARK, b"\x1b]0;" + MARK + b"\x07", b"\xc2\x9b2J" + MARK]
    hidden = [mark.encode() + MARK for mark in "\u202e\u200b\u2066\ufeff\u00a0\uff1b"]
    broken = [byte + MARK for byte in (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe3\x81", b"\x80")]
    quotes = [b"'" + MARK, b'"' + MARK, b'"' + MARK + b'\\n"', b'"' + MARK + b'\\', b"'" + MARK + b"'x", b'"' + MARK + b'"x']
    return shell + control + terminal + hidden + broken + quotes


TEMPLATES = (b"open LB-1%s", b"open %s", b"deny LB-1 --reason %s", b"log --caller %s")
QUOTED_CONTROL = (b"deny LB-1 --reason '%s'", b'deny LB-1 --reason "%s"')
WHOLE = (
    # Places and persons are sshd's to say.
    b"--data /tmp whoami", b"--data=/tmp whoami", b"--config /dev/null whoami", b"--as tim@tailspin.example whoami",
    b"whoami --data /tmp", b"whoami --data=/tmp", b"whoami --as tim@tailspin.example", b"whoami --config /etc/passwd",
    b"whoami --key-id 1", b"session --key-id 1", b"--data /tmp session --key-id 2", b"session", b"list --as=x", b"--",
    # Other programs.
    b"sh", b"bash -i", b"/bin/sh -c id", b"sh -c 'touch x'", b"exec id", b"env", b"id", b"cat /etc/passwd", b"vi", b"less",
    b"scp -t /", b"scp -f /etc/passwd", b"sftp-server", b"/usr/lib/openssh/sftp-server", b"internal-sftp",
    b"rsync --server .", b"git-upload-pack x", b"git-receive-pack x", b"lockbox whoami", b"lockboxctl init", b"reboot",
    # Verbs with what they do not take.
    b"OPEN LB-1", b"open", b"open LB-", b"open LB", b"open LB-0", b"open LB--1", b"open LB-1x", b"open LB-1.0", b"open 1",
    b"open TK-7", b"open LB-1 LB-2", b"open LB-99999999999999999999", b"open LB-18446744073709551617", b"open LB-1 --json=1",
    b"LB-1 LB-2", b"LB-99999999999999999999", b"lb-1x", b"LB-0", b"''", b'""', b"'LB-1", b"open ''", b"show", b"show LB-1 x",
    b"approve", b"approve --shown", b"approve LB-1 --shown", b"approve LB-1 --hours x", b"approve LB-1 --hours 0",
    b"approve LB-1 --hours -1", b"approve LB-1 --hours 1e3", b"approve LB-1 --hours 99999999999999999999", b"approve LB-1 -y",
    b"approve LB-1 --yes", b"approve LB-1 --force", b"approve LB-1 --shown x --shown y", b"deny", b"deny LB-1 --reason",
    b"deny LB-1 --reason a b", b"deny LB-1 --why x", b"cancel", b"revoke", b"complete", b"ticket", b"ticket LB-1",
    b"ticket TK-", b"list --status", b"list --status nothing", b"list --limit 0", b"list --limit 501", b"list --limit x",
    b"list --before x", b"list x", b"log --since yesterday", b"log --until 99", b"log --operation x", b"log --request x",
    b"log --before 0", b"log --limit -5", b"log x", b"whoami x", b"help x", b"help open list", b"submit", b"submit x",
    b"-", b"-h", b"-t", b"--help=x", b"--json", b"--version", b"=", b",", b"()", b"/", b"..", b"@", b"+",
    b"open LB-1 " + b"x" * 64, b"x" * 4096, b"x" * 4097, b"open LB-1" + b" " * 5000, b"y" * 65536, b"list " + b"x " * 127,
    b"list " + b"x " * 200, b"deny LB-1 --reason '" + b"z" * 5000 + b"'", b"whoami" + b"\t" * 4096, b"'" * 4097,
)


def lines(canary):
    """The lines, each once."""
    made = [template % piece for piece in pieces(canary) for template in TEMPLATES]
    # In quotes a line feed is text, and so is what a shell would take for a command; controls are not.
    made += [template % (bytes([byte]) + MARK) for byte in (*range(1, 10), *range(11, 32), 127) for template in QUOTED_CONTROL]
    return [*made, *WHOLE]


def judge(line, done):
    """What is wrong with the answer to @line; None when nothing is."""
    error = done.stderr.decode("utf-8", errors="replace")
    if done.returncode != USAGE:
        fault = f"exit {done.returncode}"
    elif done.stdout:
        fault = "it printed something"
    elif not error.startswith(("lockbox: ", '{"error":')) or not error.endswith("\n") or len(error) < 25 or len(error) > 400:
        fault = "no clear message"
    elif MARK in done.stderr or any(not each.isprintable() for each in error[:-1]) or "\ufffd" in error:
        fault = "the message repeats what was sent"
    else:
        return None
    return f"{line[:80]!r}: {fault}: {done.stdout[:200]!r} {error[:200]!r}"


def play(door, key, all_lines):
    """Sends all lines over one connection, and returns what is wrong."""
    options = door.master(key)
    with concurrent.futures.ThreadPoolExecutor(max_workers=3) as pool:
        answers = pool.map(lambda line: door.ssh(key, line, options=options), all_lines)
        return [fault for fault in map(judge, all_lines, answers) if fault is not None]


# What the log calls them.
NAMES = {"wrong-arguments", "unknown-command", "malformed-length", "malformed-encoding", "malformed-words",
         "malformed-escape", "malformed-control", "malformed-quote", "malformed-character"}


def recorded(before, after, account):
    """Whether the entries of the log that came between tell of such lines of the account alone, and hold nothing more; and
    whether all entries, some of which may be older, tell of each thing that was wrong once."""
    for entry in after[len(before):]:
        details = entry["details"]
        if set(details) != {"verb", "refusal", "count"} or details["verb"] != "command" or details["count"] != 1:
            return False
        if entry["operationName"] != "RefuseAct" or entry["caller"] != account or not entry["fingerprint"]:
            return False
    found = [entry["details"]["refusal"] for entry in after
             if entry["caller"] == account and entry["details"].get("verb") == "command"]
    return after[:len(before)] == before and len(found) == len(NAMES) and set(found) == NAMES
