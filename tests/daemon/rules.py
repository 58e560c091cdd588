# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of the just-in-time rules: what is said of it, and that right ones come into force."""
import os

from place import TOP, Daemon, Place, await_, case, expect, read, write


@case("it says when the file of rules is wrong, once, and when it is right again; the right ones stay in force")
def _():
    place = Place()
    rules = os.path.join(place.root, "policy.conf")
    right = read(f"{TOP}/data/policy.conf")
    write(rules, right)
    write(place.config, read(place.config) + f"[policy]\nfile={rules}\n")
    daemon = Daemon(place, leaks=True)
    await_("it is in force", lambda: f"rules: those of {rules} are in force\n" in daemon.report())
    told = place.query("SELECT count(*), min(door) FROM activity WHERE operation = 'ChangeRules' AND caller IS NULL")
    expect(told == [(1, "time")], told)
    write(rules, right.replace("outcome=pass", "outcome=pas"))
    wrong = f"rules: {rules}:{right[:right.index('outcome=pass')].count(chr(10)) + 1}: [usual] outcome: must be one of:"
    await_("it is told that it is wrong", lambda: wrong in daemon.report())
    expect("; those in force since 20" in daemon.report(), daemon.report())
    place.await_sent(place.submit())
    os.remove(rules)
    await_("it is told that it is gone", lambda: f"rules: {rules}: No such file" in daemon.report())
    write(rules, right)
    await_("it is told that it is right", lambda: "rules: all right again" in daemon.report())
    # Rules that nobody has asked yet are in force all the same.
    write(rules, "[none]\nlabel=None\noutcome=refuse\nreason=Not today.\n")
    await_("the new ones are in force", lambda: daemon.report().count("are in force\n") == 2)
    expect(daemon.report().count(wrong) == 1, daemon.report())
    expect(daemon.stop() == 0, daemon.report())
    kinds = place.query("SELECT operation, count(*) FROM activity WHERE operation LIKE '%Rules' GROUP BY operation ORDER BY 1")
    expect(kinds == [("ChangeRules", 2), ("RefuseRules", 2)], kinds)


@case("a wrong file of rules at the start is told, and that nothing is in force")
def _():
    place = Place()
    rules = os.path.join(place.root, "policy.conf")
    write(place.config, read(place.config) + f"[policy]\nfile={rules}\n")
    write(rules, "nonsense\n")
    daemon = Daemon(place)
    await_("it is told", lambda: f"rules: {rules}:1: " in daemon.report())
    expect("; none are in force: every request is refused\n" in daemon.report(), daemon.report())
    expect(daemon.stop() == 0, daemon.report())
    expect(place.query("SELECT count(*) FROM policy") == [(0,)], "something is in force")
