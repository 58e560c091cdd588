# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals of submit by name, which leave nothing behind, and that a foreign id is answered like an unknown one."""
from harness import equal, holds, test
from world import ENGINEER, FOREIGNER, OTHER_OWNER, OWNER, READER

# The name of the refusal, the exit code, and the options that bring it about.
SUBMISSIONS = [
    ("basic-support-plan", 3, "--ticket TK-20 --resource vm-litware"),
    ("classic-deployment", 3, "--resource vm-old"),
    ("unknown-resource", 3, "--ticket TK-9 --resource /subscriptions/contoso-production/resourceGroups/rg-web"
                          "/providers/Microsoft.Compute/virtualMachines/vm-web-01"),
    ("closed-ticket", 3, "--ticket TK-8"),
    ("unknown-ticket", 4, "--ticket TK-999999"),
    ("unknown-ticket", 4, "--ticket nonsense"),
    ("unknown-resource", 3, "--resource vm-nowhere"),
    ("unknown-resource", 3, "--resource vm-web-01 --resource vm-kojo-01"),
    ("unknown-resource", 3, "--resource /subscriptions/contoso-production/../x"),
    ("unsuitable-resource", 3, "--resource vm-db-01"),
    ("unknown-scenario", 3, "--scenario coffee"),
    ("unknown-scenario", 3, "--service coffee"),
    ("preview-not-enabled", 3, "--scenario memory-dump"),
    ("unknown-value", 3, "--level root"),
    ("hours-out-of-range", 3, "--hours 25"),
    ("no-approver", 3, "--ticket TK-30 --resource vm-adrift"),
    ("text-empty", 3, "--justification ''"),
    ("text-empty", 3, "--justification ' '"),
    ("unsafe-text", 3, "--justification 'a\u202eb'"),
    ("unsafe-text", 3, "--justification 'a\u2066b'"),
    ("unsafe-text", 3, "--justification 'a\u200bb'"),
    ("unsafe-text", 3, "--justification 'a\ufeffb'"),
    ("unsafe-text", 3, "--justification 'a\u009b31mb'"),
    ("unsafe-text", 3, "--justification 'a\u2028b'"),
]


@test
def what_submit_refuses_has_a_name_and_leaves_no_row_and_no_mail(world):
    before = world.counts()
    for name, code, options in SUBMISSIONS:
        done = world.submit(options)
        equal((done.code, done.refusal), (code, name), options)
        equal(done.out.replace("TEST DATABASE: nothing here is real.", "").strip(), "", options)
        equal(world.submit(f"{options} --json").expect(code, name).out, "", options)
        equal(world.counts(), before, options)


@test
def what_is_read_from_standard_input_is_judged_alike(world):
    before = world.counts()
    words = ("submit --ticket TK-7 --service virtual-machines --scenario remote-desktop-windows --resource vm-web-01"
             " --level read --justification -")
    for text, name in ((b"\x1b[2J", "unsafe-text"), (b"a\0b", "unsafe-text"), ("a\u0085b".encode(), "unsafe-text"),
                       (b"\x7f", "unsafe-text"), ("\u061c".encode(), "unsafe-text"), (b"\xff", "unsafe-text"),
                       (b"x" * 4001, "text-too-long"), (("二" * 4001).encode(), "text-too-long"), (b"x" * 1000000, "text-too-long"), (b"", "text-empty")):
        world.session(ENGINEER, words, stdin=text).expect(3, name)
        equal(world.counts(), before, repr(text[:20]))
    request = world.session(ENGINEER, words + " --json", stdin="one\r\n二\n".encode()).expect(0).json
    equal(request["properties"]["justification"], "one\n二")
    world.session(ENGINEER, words, stdin=("二" * 4000).encode()).expect(0)


@test
def what_is_typed_on_the_console_is_judged_alike(world):
    before = world.counts()
    words = ("submit --ticket TK-7 --service virtual-machines --scenario remote-desktop-windows --resource vm-web-01"
             " --level read --justification").split()
    for text, name in (("\x1b[2J", "unsafe-text"), ("a\rb", "unsafe-text"), ("\u202e", "unsafe-text"), ("x" * 4001, "text-too-long"),
                       (b"\xff".decode(errors="surrogateescape"), "unsafe-text")):
        world.console(ENGINEER, *words, text).expect(3, name)
    equal(world.counts(), before)


@test
def reasons_are_judged_like_justifications(world):
    request = world.request()
    for verb, person in (("deny", OWNER), ("cancel", ENGINEER)):
        for text in ("a\u202eb", "a\u200bb", "a\u009bb"):
            world.session(person, f"{verb} {request} --reason '{text}'").expect(3, "unsafe-text")
        world.session(person, f"{verb} {request} --reason '{'x' * 1001}'").expect(3, "text-too-long")
    equal(world.status(request), "Pending")


@test
def only_engineers_ask_and_only_approvers_decide(world):
    request = world.request()
    digest = world.digest(request)
    for person in (OWNER, READER):
        world.submit(person=person).expect(3, "not-an-engineer")
    for person in (READER, ENGINEER):
        done = world.session(person, f"approve {request} --shown {digest}")
        assert done.code in (3, 4) and done.refusal in ("not-an-approver", "not-found"), (person, done.err)
    equal(world.status(request), "Pending")
    world.session(OTHER_OWNER, f"approve {request} --shown {digest} --hours 9").expect(3, "hours-out-of-range")


@test
def a_foreign_id_is_answered_exactly_like_an_unknown_one(world):
    request = world.request()
    digest = world.digest(request)
    lines = ["open LB", "LB", "show LB", "show LB --json", f"approve LB --shown {digest}", "approve LB",
             "deny LB --reason No.", f"deny LB --shown {digest} --reason No. --json", "deny LB", "cancel LB",
             "revoke LB --reason No.", "revoke LB", "complete LB", "timeline LB", "log --request LB",
             "log --request LB --json"]
    before = world.counts()
    for line in lines:
        foreign = world.session(FOREIGNER, line.replace("LB", request))
        unknown = world.session(FOREIGNER, line.replace("LB", "LB-999999"))
        equal((foreign.code, foreign.out.replace(request, "LB"), foreign.err.replace(request, "LB")),
              (unknown.code, unknown.out.replace("LB-999999", "LB"), unknown.err.replace("LB-999999", "LB")), line)
        assert foreign.code == (0 if line.startswith("log") else 4), (line, foreign.code)
    for line in ("ticket TK", "ticket TK --json"):
        foreign, unknown = (world.session(FOREIGNER, line.replace("TK", ticket)) for ticket in ("TK-7", "TK-999999"))
        equal((foreign.code, foreign.out, foreign.err), (unknown.code, unknown.out, unknown.err), line)
        equal(foreign.code, 4)
    equal((world.counts(), world.status(request)), (before, "Pending"))
    holds(world.session(OWNER, f"show {request}").expect(0).out, request)
    assert request not in world.session(FOREIGNER, "list --status all --limit 500").expect(0).out


# What is wrong with a line, by the name that the log keeps of it.
MALFORMED = [
    ("malformed-character", "show LB-1;touch Zq7raw"),
    ("malformed-character", "show $(touch Zq7raw)"),
    ("malformed-quote", "deny LB-1 --reason 'Zq7raw"),
    ("malformed-escape", 'deny LB-1 --reason "Zq7raw\\n"'),
    ("malformed-control", "deny LB-1 --reason 'Zq7raw\x1b[2J'"),
    ("malformed-encoding", b"show Zq7raw\xff".decode(errors="surrogateescape")),
    ("malformed-length", "Zq7raw" * 1000),
    ("malformed-words", "Zq7raw " * 200),
    ("unknown-command", "Zq7raw --as admin1@fabrikam.example"),
    ("wrong-arguments", "show LB-1 --Zq7raw"),
]


@test
def a_line_that_is_no_command_is_recorded_by_what_is_wrong_and_nothing_else(world):
    before = world.counts()
    for _, line in MALFORMED * 2:
        equal(world.session(FOREIGNER, line).code, 2, line)
    equal(world.counts(), before)
    rows = world.rows("SELECT json_extract(details, '$.refusal'), json_extract(details, '$.count'), tenant, fingerprint <> ''"
                      " FROM activity WHERE operation = 'RefuseAct' AND caller = ?"
                      " AND json_extract(details, '$.verb') = 'command'", FOREIGNER)
    names = {name for name, _ in MALFORMED}
    equal({row[0] for row in rows}, names)
    equal(len(rows), len(names), "of each the first at once, the others by their number")
    ((tenant,),) = world.rows("SELECT tenant FROM principal WHERE account = ?", FOREIGNER)
    equal({row[1:] for row in rows}, {(1, tenant, 1)}, "with the key, where the customer reads it")
    equal(world.rows("SELECT count(*) FROM activity WHERE details LIKE '%Zq7raw%' OR caller LIKE '%Zq7raw%'"), [(0,)])
