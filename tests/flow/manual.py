# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the manual says what the program can do, and the program ends as its own table says. The last tests
of the suite: by then each exit code has been seen."""
import os
import re
import shutil
import subprocess

from harness import equal, test
from world import SOURCE, OWNER

PAGE = os.path.join(SOURCE, "doc/lockbox.1")


def page():
    with open(PAGE, encoding="utf-8") as file:
        return file.read().replace("\\-", "-").replace("\\~", " ")


def source(path, pattern):
    """What the pattern finds in a table of the source."""
    with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
        return re.findall(pattern, file.read())


def verbs(usage):
    return re.findall(r"^  ([a-z][a-z-]*) ", usage, re.M)


@test
def the_manual_names_every_verb_option_and_exit_code(world):
    usage, text = world.run("lockbox", "help").expect(0).out, page()
    names = verbs(usage)
    assert len(names) >= 23, names
    headings = re.findall(r"^\.(?:TP|SS)\n(?:\.[A-Z]+ )?\\?(?:f[BI])?([a-z][a-z-]*)", text, re.M)
    equal([name for name in names if name not in headings], [], "verbs")
    equal([option for option in set(re.findall(r"--[a-z-]+", usage)) if option not in text], [], "options")
    codes = re.findall(r"^  (\d)   ", usage, re.M)
    equal(re.findall(r"^(\d)\|T", text.partition(".SH EXIT STATUS")[2], re.M), codes, "exit codes")
    equal([name for name in source("src/core/refusal.c", r'LB_REFUSAL_\w+,\s*"([a-z-]+)"') if name not in text], [], "refusals")


@test
def the_manual_names_every_key(_):
    rows = source("src/tui/keys.c", r'(?:N_\()?"([^"]+)"\)?, N_\("[^"]+"\),\s*N_\("([^"]+)"\)')
    assert len(rows) > 20, rows
    text = page()
    equal([(key, meaning) for key, meaning in rows
           if not re.search(rf"^{re.escape(key)}(, \w+)*\|T{{\n{re.escape(meaning)}\nT}}$", text, re.M)], [])


@test
def the_manual_is_well_formed(_):
    formatter = shutil.which("groff")
    if formatter is None:
        return
    done = subprocess.run([formatter, "-man", "-t", "-ww", "-K", "utf8", "-T", "utf8", "-Z", PAGE], capture_output=True,
                          timeout=60, check=False)
    equal((done.returncode, done.stderr.decode()), (0, ""))


@test
def help_explains_each_verb_and_needs_nobody(world):
    usage = world.run("lockbox", "help").expect(0).out
    for name in verbs(usage):
        for words in (("help", name), (name, "--help")):
            assert world.run("lockbox", *words).expect(0).out.startswith(f"  {name} "), words
        world.session(OWNER, f"help {name}").expect(0)
    equal(world.run("lockbox", "--help").expect(0).out, usage)


@test
def every_documented_exit_code_happens_and_no_other(world):
    usage = world.run("lockbox", "help").expect(0).out
    documented = {int(code) for code in re.findall(r"^  (\d)   ", usage, re.M)}
    equal(world.codes, documented)


@test
def lockboxd_ends_cleanly_and_the_log_is_whole(world):
    equal(world.stop_daemon(), 0)
    world.operator("log", "verify").expect(0)
