# SPDX-License-Identifier: GPL-3.0-or-later
"""Who somebody is and what they typed: the line behind ssh is parsed by our grammar, nothing of the environment is
believed, and whoever runs the host cannot vote as the customer."""
import os

from harness import equal, holds, test
from world import ENGINEER, FOREIGNER, OTHER_OWNER, OWNER, TMP, World, key_line

SENTINEL = os.path.join(TMP, "sentinel")

MALFORMED = [
    "list; touch SENTINEL", "list;touch SENTINEL", "list && touch SENTINEL", "list || touch SENTINEL", "list & touch SENTINEL",
    "list | tee SENTINEL", "list > SENTINEL", "list >SENTINEL", "list < /etc/passwd", "$(touch SENTINEL)", "list $(touch SENTINEL)",
    "`touch SENTINEL`", "list `touch SENTINEL`", "list\ntouch SENTINEL", "list\rtouch SENTINEL", "show LB-1 # x", "show LB-*",
    "show LB-?", "show LB-[1]", "show LB-{1,2}", "show ~", "show $HOME", "show \\LB-1", "show 'LB-1", "show \"LB-1", "show L'B-1'",
    "show 'LB-1'x", "! list", "touch SENTINEL", "/bin/sh", "sh -c 'touch SENTINEL'", "bash", "scp -t /tmp", "internal-sftp", "exit",
    "--data /tmp list", "--data=/tmp list", "list --data /tmp", "list --data=/tmp", "--config /dev/null list",
    "list --config /dev/null", "--as OTHER list", "--as=OTHER list", "list --as OTHER", "list --as=OTHER", "whoami --as OTHER",
    "session --key-id 2", "session", "list --key-id 2", "whoami --key-id=2", "lockbox list", "-oProxyCommand=x", "-- list",
    "list --", "list -- --json", "list -j", "list --js", "list --json=1", "list --json --json", "list --limit", "list --limit=",
    "list --limit 0", "list --limit -1", "list --limit 501", "list --limit 9999999999999999999999", "list --limit 2 --limit 3",
    "list LB-1", "list --status nonsense", "list --before nonsense", "list --before LB-0", "show", "show LB-1 LB-2", "show LB-0",
    "show LB-01", "show LB--1", "show LB-1e3", "show LB-0x1", "show LB-+1", "show LB-１", "show LB-9999999999999", "show TK-7",
    "show 1", "show --json", "open LB-1 --json", "ticket LB-1", "ticket", "LB-", "LB-1 LB-2", "LB-1 --json x", "approve",
    "approve LB-1 --shown", "approve LB-1 --hours x", "approve LB-1 --hours 0", "approve LB-1 yes", "deny LB-1 No.",
    "submit", "submit --ticket TK-7", "log --operation nonsense", "log --since yesterday", "log --request nonsense", "log x",
    "help nonsense", "help list show", "LIST", "list\x01", "list \x1b[2J", "list \x7f", "'a\x08b'", "\u202etsil", "\"list\\n\"",
    "whoami " + "x" * 5000, "list " + "--json " * 600, "help '" + "x" * 5000 + "'", b"list \xff".decode(errors="surrogateescape"),
    b"\xc0\xaf".decode(errors="surrogateescape"), "list\u00a0--json",
]


@test
def a_line_that_is_not_of_the_grammar_does_nothing_and_is_misuse(world):
    world.request()
    before = world.counts()
    for line in MALFORMED:
        line = line.replace("SENTINEL", SENTINEL).replace("OTHER", OTHER_OWNER)
        done = world.session(OWNER, line)
        assert done.code == 2, f"{line!r}: exit {done.code}\n{done.out}{done.err}"
        assert done.err.startswith("lockbox: ") or done.refusal == "usage", done.err
        assert not os.path.exists(SENTINEL), line
    equal(world.counts(), before)


@test
def an_error_never_repeats_what_was_typed(world):
    for line in ("marmalade", "list --marmalade", "list --marmalade=1", "show marmalade", "list --status marmalade",
                 "log --operation marmalade", "log --since marmalade", "help marmalade", "list 'marmalade' \"", "'marmalade\x1b'"):
        done = world.session(OWNER, line).expect(2)
        assert "marmalade" not in done.out + done.err, done.err


@test
def quotes_hold_what_is_meant_for_us_and_no_shell_sees_it(world):
    for quoted, text in (("'$(id) `id` ; | & > < * ? ~ # \\ !'", "$(id) `id` ; | & > < * ? ~ # \\ !"),
                         ('"say \\"no\\" \\\\ twice"', 'say "no" \\ twice'), ("'two\nlines'", "two\nlines"),
                         ("'日本語 ÄÖÜ'", "日本語 ÄÖÜ"), ("--data", "--data"), ("'--json'", "--json")):
        request = world.request()
        world.session(OWNER, f"deny {request} --reason {quoted}").expect(0)
        equal(world.rows("SELECT decision_reason FROM request WHERE number = ?", int(request[3:]))[0][0], text)


@test
def the_environment_of_a_session_names_neither_data_nor_configuration(world):
    broken = os.path.join(TMP, "broken.conf")
    with open(broken, "w", encoding="utf-8") as file:
        file.write("[nonsense]\n")
    request = world.request()
    # On the console both are believed, so that the test can tell.
    both = {"LOCKBOX_DATA": world.data, "LOCKBOX_CONFIG": world.config}
    holds(world.run("lockbox", "--as", OWNER, "list", environment=both).expect(0).out, request)
    world.run("lockbox", "--data", world.data, "--as", OWNER, "list", environment={"LOCKBOX_CONFIG": broken}).expect(1)
    session = ("session", "--key-id", str(world.keys[OWNER]))
    done = world.run("lockbox", *session, environment=dict(both, SSH_ORIGINAL_COMMAND="list"))
    assert request not in done.out + done.err and world.data not in done.err, done.out + done.err
    equal(done.code, 1)
    lured = world.session(OWNER, "list", LOCKBOX_DATA="/nonexistent", LOCKBOX_CONFIG=broken).expect(0)
    holds(lured.out, request)
    done = world.run("lockbox", "--data", world.data, *session,
                     environment={"LOCKBOX_CONFIG": broken, "SSH_ORIGINAL_COMMAND": "list"}).expect(0)
    holds(done.out, request)


@test
def the_client_s_environment_is_not_believed(world):
    plain = world.session(OWNER, "whoami --json").expect(0).json
    lures = {"TERM": "\x1b[2J", "LANG": "../../etc/passwd", "LC_ALL": "\u202e", "LANGUAGE": "../../../tmp", "TZ": "/etc/passwd",
             "TZDIR": "/tmp", "HOME": "/nonexistent", "USER": "root", "SUDO_USER": OTHER_OWNER, "LOGNAME": FOREIGNER,
             "NLSPATH": "/tmp/%N", "G_MESSAGES_DEBUG": "all", "COLORTERM": "\x9b31m", "NO_COLOR": "1", "PATH": "/nonexistent"}
    equal(world.session(OWNER, "whoami --json", **lures).expect(0).json, plain)
    english = world.session(OWNER, "help").expect(0).out
    holds(english, "Usage: ssh HOST COMMAND")
    equal(world.session(OWNER, "help", LANGUAGE="ja").expect(0).out, english, "LANGUAGE")
    for address in ("\x1b[2J 1 2 3", "192.0.2.7", "a b c d", "192.0.2.7 1 192.0.2.1 99999", "x" * 9000):
        world.session(OWNER, "whoami", SSH_CONNECTION=address).expect(3, "unknown-identity")
    equal(world.session(OWNER, "whoami --json", SSH_CONNECTION="192.0.2.7 1 192.0.2.1 22").json["address"], "192.0.2.7")


@test
def a_session_without_a_key_of_ours_is_nobody(world):
    for number in ("0", "-1", "x", "", "999999", "1 --as x"):
        done = world.run("lockbox", "--data", world.data, "session", "--key-id", number)
        assert done.code in (2, 3) and OWNER not in done.out, (number, done.out)
    world.run("lockbox", "--data", world.data, "--as", OWNER, "session", "--key-id", "1").expect(2)
    world.run("lockbox", "--data", world.data, "list").expect(2)
    world.console("nobody@contoso.example", "list").expect(3, "unknown-identity")


def prove(name, line):
    """The file that sshd makes, which says with which key somebody came."""
    path = os.path.join(TMP, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(line)
    return path


@test
def in_a_real_database_the_host_reads_as_others_which_is_logged_and_decides_nothing(_):
    real = World("real", test=False)
    proofs = {account: prove(f"proof-{key}", f"publickey {key_line(key)}\n") for account, key in real.keys.items()}
    engineer, owner = proofs[ENGINEER], proofs[OWNER]
    usual = ("submit --ticket TK-7 --service virtual-machines --scenario remote-desktop-windows --resource vm-web-01 --level read"
             " --justification Because. --json")
    for person, proof in ((ENGINEER, None), (ENGINEER, owner), (OWNER, engineer), (ENGINEER, "/nonexistent"),
                          (ENGINEER, prove("empty", "")), (ENGINEER, prove("password", "password\n")),
                          (ENGINEER, prove("more", f"publickey {key_line(real.keys[ENGINEER])} x\n"))):
        done = real.session(person, usual, **({"SSH_USER_AUTH": proof} if proof else {}))
        assert done.code in (1, 3) and (done.code == 1 or done.refusal == "unknown-identity"), (person, proof, done.err)
    request = real.session(ENGINEER, usual, SSH_USER_AUTH=engineer).expect(0).json["name"]
    readings = "SELECT count(*) FROM activity WHERE operation = 'ReadAsPerson'"
    before = real.rows(readings)[0][0]
    shown = real.console(OWNER, "show", request, "--json").expect(0).json
    equal(shown["test"], False)
    assert "TEST" not in real.console(OWNER, "show", request).out
    digest = shown["properties"]["digest"]
    equal(real.rows(readings)[0][0], before + 2)
    for person, words in ((OWNER, ("approve", request, "--shown", digest)), (OWNER, ("deny", request, "--reason", "No.")),
                          (ENGINEER, ("cancel", request)), (OWNER, ("approve", request)), (OWNER, ("replay", request, "--text", "--session", "1")),
                          (OWNER, ("stop-session", request, "--session", "1")), (ENGINEER, tuple(usual.replace(" --json", "").split()))):
        done = real.console(person, *words).expect(3, "reading-only")
        equal(done.out, "")
    equal((real.status(request), real.rows("SELECT count(*) FROM request")[0][0]), ("Pending", 1))
    log = real.session(OWNER, "log --operation ReadAsPerson --json", SSH_USER_AUTH=owner).expect(0).json["value"]
    equal({(entry["caller"], entry["door"]) for entry in log}, {("operator", "operator")})
    real.session(OWNER, f"approve {request} --shown {digest}", SSH_USER_AUTH=owner).expect(0)
    entry = real.session(OWNER, "log --operation approve --json", SSH_USER_AUTH=owner).json["value"][0]
    assert entry["fingerprint"].startswith("SHA256:") and entry["door"] != "operator", entry
    real.operator("clock", "advance", "4d").expect(3)
    equal(real.faults, [])
