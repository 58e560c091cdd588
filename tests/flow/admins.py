# SPDX-License-Identifier: GPL-3.0-or-later
"""Running the place by commands: what admins read and change, and that nobody else does."""
from harness import equal, holds, test
from world import ADMIN, ENGINEER, FOREIGNER, OTHER_OWNER, OWNER, READER

LEAD, MANAGER, DEVOPS = "lead1@fabrikam.example", "manager1@fabrikam.example", "devops1@fabrikam.example"

# Each verb with what it needs.
LINES = ["tenants", "tenants --json", "tenant contoso", "tenant contoso --plan Premier", "quorum contoso-production 2",
         "people", "people --json", f"person {OWNER}", f"person {OWNER} --disable", f"person {OWNER} --invite --json",
         "revoke-key SHA256:abc", "roles", f"revoke-role {READER} --role Reader --scope /subscriptions/contoso-production",
         "outbox", "outbox --all --json", "retry LB-1"]


@test
def nobody_but_an_admin_runs_the_place(world):
    before = world.rows("SELECT (SELECT group_concat(plan || preview) FROM tenant), (SELECT sum(enabled) FROM principal),"
                        " (SELECT count(*) FROM role_assignment), (SELECT count(*) FROM outbox)")
    for person in (OWNER, READER, FOREIGNER, ENGINEER, DEVOPS, LEAD, MANAGER):
        for line in LINES:
            done = world.session(person, line).expect(3)
            holds(done.err, "not-an-admin")
            equal(done.out.replace("TEST DATABASE: nothing here is real.", "").strip(), "", (person, line))
    after = world.rows("SELECT (SELECT group_concat(plan || preview) FROM tenant), (SELECT sum(enabled) FROM principal),"
                       " (SELECT count(*) FROM role_assignment), (SELECT count(*) FROM outbox)")
    equal(after, before)


@test
def what_is_not_understood_is_no_command(world):
    for line in ("tenant", "tenant a b", "quorum", "quorum a", "quorum a b", "quorum a 1 2", "person", "revoke-key", "revoke-role",
                 f"revoke-role {READER}", "retry", "retry TK-1", "tenant contoso --preview maybe", "tenant contoso --queue-hours x",
                 f"person {OWNER} --enable --disable", "people --limit 0", "outbox --before x", "outbox --request 7"):
        world.session(ADMIN, line).expect(2)
    for line, name in (("tenant nobody", "unknown-tenant"), ("tenant nobody --plan Premier", "unknown-tenant"),
                       ("tenant contoso --plan Gold", "unknown-value"), ("tenant contoso --queue-hours 721", "hours-out-of-range"),
                       ("quorum nothing 2", "unknown-subscription"), ("quorum contoso-production 10", "unknown-value"),
                       ("person nobody", "unknown-person"), ("person nobody --disable", "unknown-person"),
                       ("revoke-key SHA256:abc", "unknown-key"), (f"revoke-role {READER} --role Owner", "role-not-held")):
        world.session(ADMIN, line).expect(3, name)


@test
def customers_have_their_shape_and_are_changed(world):
    listed = world.session(ADMIN, "tenants --json").expect(0).json
    equal(set(listed), {"value", "nextLink", "test"})
    contoso = next(each for each in listed["value"] if each["id"] == "contoso")
    equal(set(contoso), {"id", "name", "preview", "queueHours", "accessHours", "supportPlan", "subscriptionCount", "peopleCount"})
    shown = world.session(ADMIN, "tenant contoso --json").expect(0).json
    equal(set(shown), set(contoso) | {"subscriptions", "test"})
    equal(set(shown["subscriptions"][0]), {"id", "name", "quorum", "approverCount"})
    changed = world.session(ADMIN, "tenant contoso --plan Premier --preview yes --queue-hours 48 --access-hours 4 --json").expect(0).json
    equal([changed[name] for name in ("supportPlan", "preview", "queueHours", "accessHours")], ["Premier", True, 48, 4])
    world.session(ADMIN, "tenant contoso --plan Developer --preview no --queue-hours 96 --access-hours 8").expect(0)
    world.session(ADMIN, "quorum contoso-production 2").expect(0)
    equal(world.session(ADMIN, "tenant contoso --json").json["subscriptions"][0]["quorum"], 2)
    world.session(ADMIN, "quorum contoso-production 1").expect(0)
    holds(world.session(OWNER, "log --operation SetTerms --limit 3").expect(0).out, ADMIN)
    equal(world.session(FOREIGNER, "log --operation SetTerms --json").expect(0).json["value"], [])
    out = world.session(ADMIN, "tenants").expect(0).out
    holds(out, "contoso, Contoso")
    holds(world.session(ADMIN, "tenant contoso").expect(0).out, "approvals needed 1")


@test
def people_are_listed_page_by_page_and_found_by_text(world):
    accounts, line = [], "people --json --limit 5"
    while line is not None:
        page = world.session(ADMIN, line).expect(0).json
        accounts += [each["account"] for each in page["value"]]
        line = f"{page['nextLink']} --json" if page["nextLink"] is not None else None
    equal(accounts, [row[0] for row in world.rows("SELECT account FROM principal WHERE kind = 'User' ORDER BY account COLLATE NOCASE")])
    found = world.session(ADMIN, "people --tenant contoso --text OWNER --json").expect(0).json["value"]
    equal([each["account"] for each in found], [OWNER, OTHER_OWNER])
    equal(set(found[0]), {"account", "person", "name", "tenant", "tenantName", "mail", "language", "timeZone", "enabled", "isolated", "keyCount",
                          "roleCount"})
    holds(world.session(ADMIN, "people --text nobody-at-all").expect(0).out, "There is nobody like that.")


@test
def a_person_is_shown_and_switched_off_and_on(world):
    person = "dev3@contoso.example"
    shown = world.session(ADMIN, f"person {person} --json").expect(0).json
    equal([set(each) for each in (shown["keys"][0], shown["roles"][0])],
          [{"account", "fingerprint", "type", "addedDateTime", "revokedDateTime"},
           {"account", "tenant", "role", "scope", "source", "sinceDateTime"}])
    equal((shown["addresses"], shown["enabled"]), ([], True))
    equal(world.session(ADMIN, f"person {person} --disable --json").expect(0).json["enabled"], False)
    world.session(person, "whoami").expect(3, "unknown-identity")
    holds(world.session(ADMIN, f"person {person}").expect(0).out, "switched off")
    equal(world.session(ADMIN, f"person {person} --enable --json").expect(0).json["enabled"], True)
    world.session(person, "whoami").expect(0)
    holds(world.session(ADMIN, f"person {person} --invite").expect(0).out, "is invited by mail.")


@test
def a_key_and_a_role_are_taken_away(world):
    person = "approver1@contoso.example"
    number = world.keys[person]
    fingerprint = world.rows("SELECT fingerprint FROM key WHERE id = ?", number)[0][0]
    world.session(ADMIN, f"revoke-key {fingerprint}").expect(0)
    world.session(ADMIN, f"revoke-key {fingerprint}").expect(3, "unknown-key")
    world.session(person, "whoami").expect(3, "unknown-identity")
    role = "'Customer Lockbox Approver for Subscription'"
    scope = "/subscriptions/contoso-production"
    roles = world.session(ADMIN, "roles --json").expect(0).json["value"]
    assert any(each["account"] == person and each["scope"] == scope for each in roles), roles
    out = world.session(ADMIN, f"revoke-role {person} --role {role} --scope {scope}").expect(0).out
    holds(out, "An import gave it")
    assert person not in [each["account"] for each in world.session(ADMIN, "roles --json").json["value"]]
    operations = {each["operationName"] for each in world.session(OWNER, "log --json").expect(0).json["value"]}
    assert {"RevokeKey", "RevokeRole"} <= operations, operations


@test
def the_outbox_lists_all_and_nothing_that_is_not_stuck(world):
    request = world.request()
    mails = world.session(ADMIN, f"outbox --all --request {request} --json").expect(0).json["value"]
    equal(set(mails[0]), {"id", "requestId", "ticketId", "exclusionId", "event", "account", "address", "messageId", "status", "attempts", "answer",
                          "queuedDateTime", "dueDateTime", "settledDateTime", "alternate", "bounce", "bouncedDateTime"})
    equal({each["requestId"] for each in mails}, {request})
    assert OWNER in [each["account"] for each in mails], mails
    ids, line = [], "outbox --all --json --limit 7"
    while line is not None:
        page = world.session(ADMIN, line).expect(0).json
        ids += [each["id"] for each in page["value"]]
        line = f"{page['nextLink']} --json" if page["nextLink"] is not None else None
    equal(ids, [row[0] for row in world.rows("SELECT id FROM outbox ORDER BY id DESC")])
    equal(world.session(ADMIN, "outbox --json").expect(0).json["value"], [])
    holds(world.session(ADMIN, f"outbox --all --request {request}").expect(0).out, f"{request} waits for an answer, to {OTHER_OWNER}")
    holds(world.session(ADMIN, f"retry {request}").expect(0).out, "Mails that are sent again: 0")
    equal(world.session(ADMIN, "log --operation RetryMail --json").expect(0).json["value"], [])
