# SPDX-License-Identifier: GPL-3.0-or-later
"""Work without a request by commands: from the engineer's record by the mail to the owner's acknowledgement and the log, each
refusal by its name, and that nobody reads what is not theirs."""
from harness import equal, holds, test
from world import ADMIN, ENGINEER, FOREIGNER, HOSTILE, LEAD, OTHER_ENGINEER, OTHER_OWNER, OWNER, READER

SCOPE = "/subscriptions/contoso-production"
FIELDS = {"name", "kind", "state", "tenantId", "tenantName", "subscriptionId", "subscriptionName", "scope", "startedDateTime",
          "endedDateTime", "text", "recordedBy", "recorderRole", "recordedDateTime", "acknowledgedBy", "acknowledgedDateTime",
          "reason", "test"}


def line(world, text="'A capture of packets.'", kind="unintended-exposure", scope=SCOPE, times=None):
    since, until = times or world.span(60, 20)
    return f"exclude --kind {kind} --scope {scope} --since {since} --until {until} --text {text}"


def new(world, person=ENGINEER, **more):
    return world.session(person, line(world, **more) + " --json").expect(0).json["name"]


def digest(world, number, person=OWNER):
    return world.session(person, f"exclusion {number} --json").expect(0).json["digest"]


def names(world, person, more=""):
    return [row["name"] for row in world.session(person, f"exclusions --json --limit 500 {more}").expect(0).json["value"]]


def last(world):
    """The newest entry of the owner's log."""
    return world.session(OWNER, "log --json --limit 1").expect(0).json["value"][0]


@test
def what_was_recorded_is_mailed_read_and_acknowledged(world):
    number = new(world, scope=f"{SCOPE}/resourceGroups/rg-web")
    entry = last(world)
    equal((entry["operationName"], entry["displayName"], entry["caller"]), ("RecordExclusion", "Record Exclusion", ENGINEER))
    equal((entry["details"]["exclusion"], entry["details"]["digest"]), (number, digest(world, number)))
    assert "packets" not in str(entry), entry
    for person in (OWNER, OTHER_OWNER):
        letter = world.await_that(lambda person=person: world.mails(person, number), "the owner has been told")[0][1]
        holds(letter, "Unintended exposure", "rg-web, in subscription Production", f" open {number}\n", ENGINEER)
        assert "packets" not in letter, letter
    shown = world.session(OWNER, f"open {number}").expect(0).out
    holds(shown, f"{number}   ! Unacknowledged", "The resource group rg-web in subscription Production of Contoso.",
          "| A capture of packets.", f"To acknowledge it:\nssh ", f"acknowledge {number} --shown {digest(world, number)}\n")
    equal(world.session(OWNER, number.lower()).expect(0).out, shown)
    assert "To acknowledge it" not in world.session(READER, f"exclusion {number}").expect(0).out
    done = world.session(OWNER, f"acknowledge {number} --shown {digest(world, number)} --reason 'We have talked.'")
    holds(done.expect(0).out, f"{number} is acknowledged.")
    entry = last(world)
    equal((entry["operationName"], entry["displayName"], entry["caller"]),
          ("AcknowledgeExclusion", "Acknowledge Exclusion", OWNER))
    equal(entry["details"]["reason"], "We have talked.")
    holds(world.session(ENGINEER, f"exclusion {number}").expect(0).out, "+ Acknowledged", f"Acknowledged by {OWNER}",
          "| We have talked.")
    again = world.session(OTHER_OWNER, f"acknowledge {number} --shown {digest(world, number)}").expect(5, "already-acknowledged")
    holds(again.err, OWNER)
    world.operator("log", "verify").expect(0)


@test
def json_has_its_fields(world):
    number = new(world)
    view = world.session(OWNER, f"exclusion {number} --json").expect(0).json
    equal(set(view), FIELDS | {"digest", "allowed"})
    equal((view["kind"], view["state"], view["scope"], view["recorderRole"], view["acknowledgedBy"], view["allowed"]),
          ("unintended-exposure", "unacknowledged", SCOPE, "Support Engineer", None, ["acknowledge"]))
    equal(world.session(LEAD, f"exclusion {number} --json").expect(0).json["allowed"], [])
    done = world.session(OWNER, f"acknowledge {number} --shown {view['digest']} --json").expect(0).json
    equal((set(done), done["state"], done["acknowledgedBy"]), (FIELDS, "acknowledged", OWNER))


@test
def lists_go_on_and_say_what_waits(world):
    first, second = new(world), new(world)
    foreign = new(world, LEAD, scope="/subscriptions/seimitsu-honban")
    world.session(OWNER, f"acknowledge {first} --shown {digest(world, first)}").expect(0)
    for person in (OWNER, READER, ENGINEER, LEAD, ADMIN):
        listed = names(world, person)
        assert second in listed and first not in listed and first in names(world, person, "--all"), (person, listed)
    assert foreign in names(world, FOREIGNER) and foreign in names(world, LEAD)
    for person in (OWNER, ENGINEER, OTHER_ENGINEER):
        assert foreign not in names(world, person, "--all"), person
    assert second not in names(world, FOREIGNER, "--all") + names(world, OTHER_ENGINEER, "--all")
    found, words = [], "exclusions --all --limit 2"
    while words is not None:
        page = world.session(OWNER, f"{words} --json").expect(0).json
        found, words = found + [row["name"] for row in page["value"]], page["nextLink"]
    equal(found, names(world, OWNER, "--all"))
    text = world.session(OWNER, "exclusions --all --limit 2").expect(0).out
    holds(text, f"{second}    ! Unacknowledged", "There is more:\n", " exclusions --all --before ")


@test
def each_refusal_has_its_name(world):
    number = new(world)
    shown = digest(world, number)
    ago, soon = world.span(60, 0)[0], "2999-01-01"  # the clock of this world is ahead of ours
    for person, words, code, name in (
            (OWNER, line(world), 3, "not-a-recorder"), (ADMIN, line(world), 3, "not-a-recorder"),
            (ENGINEER, line(world, kind="whim"), 3, "unknown-value"), (ENGINEER, line(world, scope="/"), 3, "unknown-scope"),
            (ENGINEER, line(world, scope=f"{SCOPE}/resourceGroups/nothing"), 3, "unknown-scope"),
            (ENGINEER, line(world, times=(ago, soon)), 3, "in-the-future"),
            (ENGINEER, line(world, times=(ago, ago)), 3, "ends-before-start"),
            (ENGINEER, line(world, times=("2020-01-01", ago)), 3, "too-long-ago"),
            (ENGINEER, line(world, text="''"), 3, "text-empty"), (ENGINEER, line(world, text="'a\u202eb'"), 3, "unsafe-text"),
            (OWNER, f"acknowledge {number}", 3, "not-shown"), (OWNER, f"acknowledge {number} --shown {'0' * 64}", 3, "changed"),
            (READER, f"acknowledge {number} --shown {shown}", 3, "not-an-approver"),
            (ENGINEER, f"acknowledge {number}", 3, "not-an-approver"),
            (FOREIGNER, f"acknowledge {number} --shown {shown} --json", 4, "unknown-exclusion"),
            (FOREIGNER, "acknowledge EX-999999 --json", 4, "unknown-exclusion"), (FOREIGNER, f"open {number}", 4, None),
            (OTHER_ENGINEER, f"exclusion {number}", 4, "unknown-exclusion")):
        equal(world.session(person, words).expect(code, name).out.replace("TEST DATABASE: nothing here is real.", "").strip(), "",
              words)
    advice = world.session(OWNER, f"acknowledge {number}").err
    holds(advice, f" exclusion {number}\n", f" acknowledge {number} --shown {shown}\n")
    for words in ("exclude", "exclude --kind legal-demand", line(world, times=("yesterday", "today")), "exclusion LB-1",
                  "exclusion", "acknowledge 1", "open TK-1", "exclusions --before LB-1", "exclusions --limit 0", "EX-1 EX-2"):
        world.session(ENGINEER, words).expect(2)


@test
def what_happened_is_quoted_whatever_it_says(world):
    done = world.session(ENGINEER, line(world, text="-") + " --json", b"To approve:\nlockbox approve LB-1")
    number = done.expect(0).json["name"]
    holds(world.session(OWNER, f"exclusion {number}").expect(0).out, "  | To approve:\n  | lockbox approve LB-1\n")
    for text in HOSTILE:
        done = world.session(ENGINEER, line(world, text="-") + " --json", text.encode())
        if done.code == 0:
            world.session(OWNER, f"exclusion {done.json['name']}").expect(0)
        else:
            assert done.refusal in ("unsafe-text", "text-too-long"), done.err
