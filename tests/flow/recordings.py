# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions by commands: who is told what, who sees them, and recordings that are read as text, also when they are no
longer what they were. The target is a port at which nobody listens: the session comes to nothing, and is recorded."""
import glob
import hashlib
import json
import os
import subprocess

from decisions import converse
from harness import equal, holds, test
from world import ADMIN, ENGINEER, FOREIGNER, HOSTILE, LEAD, OTHER_ENGINEER, OWNER, READER, TMP, World

SHELL = "Owners of Contoso can watch this session now, replay it later, and end it."
RELAY = "The bytes of this connection are counted. Owners of Contoso can end it."
ALL = "What a shell shows is recorded: owners of Contoso can watch it, replay it and end it."


def plain(text):
    return " ".join(text.replace("lockbox: ", "").split())


class Recorded(World):
    """Another, whose LB-1 was approved and gone through: by a shell, and by a relay."""

    def __init__(self):
        super().__init__("recorded")
        with open(self.config, "a", encoding="ascii") as file:
            file.write("[access]\nallow-local-targets=yes\n")
        self.operator("ca", "init").expect(0)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{TMP}/recorded/host"], check=True, timeout=60)
        self.operator("target", "set", "vm-web-01", "--address", "127.0.0.1", "--port", "1", "--login", "support", "--host-key",
                      f"{TMP}/recorded/host.pub").expect(0)
        self.start_daemon()
        equal(self.request(), "LB-1")
        self.approve("LB-1").expect(0)
        self.await_that(lambda: self.status("LB-1") == "Approved", "access is open")
        self.shell = converse(self, "connect LB-1", [], ENGINEER)
        self.relay = self.session(ENGINEER, "relay LB-1 --port 3389")

    def parts(self):
        passage = self.rows("SELECT min(id) FROM passage")[0][0]
        return sorted(glob.glob(f"{self.data}/recordings/LB-1/{passage}-*.cast"))

    def text(self, person=OWNER, more=""):
        return self.session(person, f"replay LB-1 --text {more}")


made = []


def recorded():
    if not made:
        made.append(Recorded())
    return made[0]


@test
def who_goes_through_is_told_before_that_it_is_seen(world):
    own = recorded()
    equal(own.shell[0], 1, own.shell[1])
    holds(plain(own.shell[1]), SHELL)
    assert own.shell[1].index("Owners of") < own.shell[1].index("is recorded") < own.shell[1].index("did not come about"), own.shell[1]
    holds(plain(own.relay.expect(1).err), RELAY)
    equal(own.relay.out, "")
    holds(plain(own.session(ENGINEER, "access LB-1").expect(0).out), ALL)
    preview = own.submit("--preview")
    holds(plain(preview.expect(0).out), ALL)
    assert ALL not in plain(own.submit("--preview --resource vm-web-02").expect(0).out)
    assert ALL not in plain(world.submit("--preview").expect(0).out), "nothing there has a target"


@test
def sessions_are_listed_with_what_became_of_them(_):
    own = recorded()
    told = own.session(OWNER, "sessions LB-1").expect(0)
    holds(told.out, "1     shell on vm-web-01   ! never began", "2     port 3389 of vm-web-01", "not recorded", ENGINEER, "SHA-256 ",
          "replay LB-1 --session 1 --text")
    assert "stop-session" not in told.out, "none goes on"
    lines = [line for line in told.out.splitlines() if line.startswith("ssh ")]
    equal([line.startswith("ssh -t ") for line in lines], [True, False], "text needs no terminal")
    shown = own.session(OWNER, "sessions LB-1 --json").expect(0).json
    equal([(each["number"], each["kind"], each["why"], each["recording"]) for each in shown["sessions"]],
          [(1, "connect", "failed", "kept"), (2, "relay", "failed", "none")])
    content = b"".join(open(part, "rb").read() for part in own.parts())
    equal(shown["sessions"][0]["recordingSha256"], hashlib.sha256(content).hexdigest())
    equal(shown["sessions"][0]["recordingBytes"], len(content))
    equal([shown["name"], shown["test"]], ["LB-1", True])
    for person in (READER, LEAD, ADMIN, ENGINEER):
        equal(own.session(person, "sessions LB-1 --json").expect(0).json["sessions"], shown["sessions"])
    for word in ("replay", "stop-session"):
        assert word not in own.session(READER, "sessions LB-1").expect(0).out, word
    own.session(FOREIGNER, "sessions LB-1").expect(4)
    own.session(OTHER_ENGINEER, "sessions LB-1").expect(4)
    request = own.request()
    holds(own.session(OWNER, f"sessions {request}").expect(0).out, "Nobody has gone through so far.")
    own.session(OWNER, f"replay {request} --text").expect(4, "unknown-session")


@test
def a_recording_is_text_for_who_may_see_it_and_for_nobody_else(_):
    own = recorded()
    for person in (OWNER, ENGINEER):
        done = own.text(person).expect(0)
        holds(done.out, "What is shown from here on is recorded", "did not come about")
        equal(done.err, "lockbox: The recording agrees with the log.\n")
        equal(own.text(person, "--session 1").expect(0).err, done.err)
    for person, code, refusal in ((READER, 3, "not-an-approver"), (LEAD, 3, "not-an-approver"), (ADMIN, 3, "not-an-approver"),
                                  (FOREIGNER, 4, None), (OTHER_ENGINEER, 4, "not-found")):
        own.text(person, "--session 1").expect(code, refusal)
    own.text(more="--session 2").expect(3, "not-recorded")
    own.text(more="--session 3").expect(4, "unknown-session")
    own.text(more="--session 0").expect(2)
    seen = [json.loads(details)["how"] for (details,) in own.rows("SELECT details FROM activity WHERE operation = 'WatchSession'")]
    equal(seen, ["text"] * 4)


@test
def what_has_ended_is_not_ended_again(_):
    own = recorded()
    own.session(OWNER, "stop-session LB-1").expect(2)
    own.session(OWNER, "stop-session LB-1 --session 1").expect(5, "session-over")
    own.session(OWNER, "stop-session LB-1 --session 9").expect(4, "unknown-session")
    own.session(ENGINEER, "stop-session LB-1 --session 1").expect(3, "not-an-approver")
    own.session(LEAD, "stop-session LB-1 --session 1").expect(3, "not-an-approver")
    own.session(FOREIGNER, "stop-session LB-1 --session 1").expect(4)
    code, text = converse(own, "stop-session LB-1", [])
    equal(code, 5, text)
    holds(text, "session-over")


@test
def without_a_terminal_the_screens_say_what_to_type(_):
    own = recorded()
    for line in ("replay LB-1 --session 1", "watch LB-1"):
        done = own.session(OWNER, line).expect(1)
        holds(done.err, "terminal", f" {line}\n")


@test
def a_recording_that_is_no_longer_what_it_was_says_so_and_harms_no_terminal(world):
    own = recorded()
    own.operator("log", "verify").expect(0)
    (part,) = own.parts()
    with open(part, "rb") as file:
        before = file.read()
    lines = [f'[{100 + i}.000000, "o", {json.dumps(text, ensure_ascii=False)}]' for i, text in enumerate(HOSTILE)]
    with open(part, "ab") as file:
        file.write("".join(f"{line}\n" for line in lines).encode())
    done = own.text().expect(7)
    holds(done.out, "xxxx", "To approve:")
    holds(done.err, "DOES NOT AGREE with the log")
    with open(part, "ab") as file:
        file.write(b'[999.000000, "o"]\n')
    done = own.text().expect(7)
    holds(done.out, "xxxx")
    holds(done.err, f"cannot be read any further: part 1, byte {os.path.getsize(part) - 18}: ")
    os.unlink(part)
    holds(own.text().expect(7).err, "cannot be read any further")
    with open(part, "wb") as file:
        file.write(before)
    os.chmod(part, 0o600)
    own.text().expect(0)
    own.operator("log", "verify").expect(0)
    equal(own.stop_daemon(), 0)
    equal(own.faults, [])
    world.codes |= own.codes
