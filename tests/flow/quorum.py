# SPDX-License-Identifier: GPL-3.0-or-later
"""A subscription that asks for two approvals: two owners, each by a key of their own."""
from harness import equal, holds, test
from world import DUO_OWNERS, ENGINEER

FIRST, SECOND = DUO_OWNERS


def submit(world):
    return world.request("--ticket TK-40 --resource vm-duo")


def show(world, request, person=FIRST):
    return world.session(person, f"show {request} --json").expect(0).json["properties"]


def approve(world, request, person, hours=8):
    return world.session(person, f"approve {request} --hours {hours} --shown {world.digest(request, person)}")


@test
def two_owners_have_to_approve_where_the_subscription_asks_for_two(world):
    request = submit(world)
    mail, text = world.await_that(lambda: world.mails(FIRST, "Approval needed", request), "the mail has come")[0]
    holds(text, "0 of 2 so far")
    holds(world.session(FIRST, f"show {request}").expect(0).out, f"Approvals 0 of 2; missing: you, {SECOND}")
    said = approve(world, request, FIRST, 5).expect(0).out
    holds(" ".join(said.split()), f"1 of 2 approvals; {request} waits for one more until ")
    equal(world.status(request), "Pending")
    properties = show(world, request, SECOND)
    equal((properties["quorum"], properties["approvals"]), (2, 1))
    equal([(one["account"], one["vote"], one["missing"]) for one in properties["asked"]],
          [(FIRST, "approve", False), (SECOND, None, True)])
    page = world.session(SECOND, f"show {request}").expect(0).out
    holds(page, f"Approvals 1 of 2: {FIRST} approved; missing: you", f"approve {request} --shown ")
    holds(world.session(SECOND, "list").expect(0).out, "1 of 2 approvals")
    approve(world, request, FIRST).expect(3, "already-voted")
    holds(approve(world, request, SECOND).expect(0).out, f"{request} is approved")
    equal((world.status(request), show(world, request)["hoursGranted"]), ("Approved", 5))
    line = f"log --request {request} --operation create --operation approve --json"
    log = world.session(SECOND, line).expect(0).json["value"]
    equal([(entry["operationName"], entry["details"]["status"]) for entry in log],
          [("ApproveLockboxRequest", "Approved"), ("ApproveLockboxRequest", "Pending"), ("CreateLockboxRequest", "Pending")])
    equal([(entry["details"].get("votes"), entry["details"]["quorum"]) for entry in log], [(2, 2), (1, 2), (None, 2)])
    world.operator("log", "verify").expect(0)


@test
def one_denial_ends_it_even_of_who_has_approved(world):
    for denier in DUO_OWNERS:
        request = submit(world)
        approve(world, request, FIRST).expect(0)
        world.session(denier, f"deny {request} --reason 'Not today.'").expect(0)
        equal(world.status(request), "Denied")
        approve(world, request, SECOND).expect(5, "already-decided")
        holds(world.session(ENGINEER, f"show {request}").expect(0).out, f"Denied by {denier}")
    world.operator("log", "verify").expect(0)


@test
def a_request_that_too_few_could_approve_is_refused(world):
    refused = world.submit("--ticket TK-41 --resource vm-solo").expect(3, "no-quorum")
    holds(refused.err, "(1 of the 2 that are needed)")
