# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb profile: what belongs to one's own account, read and changed, and by nobody else."""
from harness import equal, holds, test
from world import OTHER_OWNER, World

PERSON = "approver1@contoso.example"


def show(world, line=""):
    return world.session(PERSON, f"profile {line} --json").expect(0).json


@test
def a_profile_shows_whose_account_it_is(world):
    holds(world.session(PERSON, "profile").expect(0).out, f"account: {PERSON}\n", "belongs to: Contoso, customer\n",
          "role: Customer Lockbox Approver for Subscription\n", "this\n    session")


@test
def what_a_person_sets_stays_set(world):
    profile = show(world, "--language ja-JP --time-zone Asia/Tokyo")
    equal((profile["language"], profile["timeZone"]), ("ja", "Asia/Tokyo"))
    holds(world.session(PERSON, "profile", LANG="C.UTF-8").expect(0).out, "JST")
    equal(show(world, "--language=''")["language"], None)
    equal(show(world, "--time-zone ''")["timeZone"], None)
    equal(show(world)["language"], None)
    entries = world.session(PERSON, f"log --caller {PERSON} --json").expect(0).json["value"]
    changes = [{name: value for name, value in entry["details"].items() if not name.startswith("rows")}
               for entry in entries if entry["operationName"] == "ChangePerson"]
    equal(changes[::-1][:2], [{"account": PERSON, "language": "ja", "timeZone": "Asia/Tokyo"},
                              {"account": PERSON, "language": None}], "each change stands in the log")


@test
def more_addresses_come_and_go_and_others_are_told(world):
    said = world.session(PERSON, "profile --add-mail ada@home.example").expect(0).out
    holds(said, "You and all others who approve for Contoso are told by mail.", "also told: ada@home.example\n")
    world.await_that(lambda: world.mails(OTHER_OWNER, "ada@home.example"), "the other owner is told")
    equal(show(world)["addresses"], ["ada@home.example"])
    world.await_that(lambda: world.rows("SELECT 1 FROM outbox WHERE address = ? AND status = 'accepted'", "ada@home.example"),
                     "the new address has taken a mail")
    equal(show(world, "--remove-mail ada@home.example")["addresses"], [])
    world.await_that(lambda: any("ada@home.example" in mail["To"] for mail, _ in world.mails("Mail address removed")),
                     "the address that went is told")


@test
def what_is_not_allowed_changes_nothing(world):
    before = show(world)
    for line, code, name in (("--time-zone ../etc/passwd", 3, "unknown-value"), ("--time-zone Nowhere", 3, "unknown-value"),
                             ("--language klingon", 3, "unknown-value"), ("--add-mail 'two words@x.example'", 3, "unsafe-text"),
                             ("--add-mail nobody", 3, "unknown-value"), ("--add-mail ''", 3, "text-empty"),
                             ("--remove-mail nobody@home.example", 3, "unknown-value"), ("--revoke-key SHA256:x", 3, "unknown-key"),
                             ("--language ja --add-mail a@b.example", 2, "usage"),
                             ("--add-mail a@b.example --remove-mail a@b.example", 2, "usage")):
        equal(world.session(PERSON, f"profile {line} --json").expect(code, name).out, "", line)
        equal(show(world), before, line)
    theirs = world.session(OTHER_OWNER, "profile --json").expect(0).json["keys"][0]["fingerprint"]
    world.session(PERSON, f"profile --revoke-key {theirs}").expect(3, "unknown-key")
    world.session(OTHER_OWNER, "list").expect(0)


@test
def whoever_runs_the_host_changes_nobody_s_profile(_):
    real = World("profile", test=False)
    for line in ("--language ja", "--add-mail a@b.example"):
        real.console(PERSON, "profile", *line.split()).expect(3, "reading-only")
    equal(real.rows("SELECT count(*) FROM address"), [(0,)])


@test
def revoking_the_key_of_the_session_ends_it(_):
    own = World("own-key")
    mine = show(own)["keys"][0]["fingerprint"]
    ended = show(own, f"--revoke-key {mine}")
    equal((ended["sessionEnded"], ended["keys"][0]["revokedDateTime"]), (True, None))
    own.session(PERSON, "profile").expect(3, "unknown-identity")
