# SPDX-License-Identifier: GPL-3.0-or-later
"""How quickly event logs of Windows come in, beside xmllint, which only reads them, and in how much memory. Both read the
same file, in turns: <Events> stands around it, so that it is one document. Each import has a database of its own. Seconds are
those of the processor: what else the machine does, and its disk, are not in them."""
import os
import pathlib
import re
import shutil
import subprocess
import time

TURNS = 2
FEW, MANY = 100_000, 1_000_000
BEGIN = 1_793_000_000  # seconds since 1970: in the autumn of 2026
# Of 100 events: what servers write all day, by the samples' event ids; of Windows itself where a name is given.
MIX = ([("4688", "engineer7")] * 25 + [("4688", "DB01$")] * 25 + [("4624", "DB01$")] * 12 + [("4624", "engineer7")] * 6 +
       [("4634", "engineer7")] * 12 + [("4625", "")] * 3 + [("5156", "")] * 15 + [("4738", ""), ("4697", "")])


def samples(source):
    """An event of each id, cut where record and time stand; and who did it, where that is the same person everywhere."""
    found = {}
    for line in pathlib.Path(source, "tests/data/events/security-en.xml").read_text(encoding="utf-8").splitlines():
        event = re.search(r"<EventID>(\d+)<", line).group(1)
        line = re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "TIME", line)
        line = re.sub(r"<EventRecordID>\d+<", "<EventRecordID>RECORD<", line)
        found.setdefault(event, line.replace("db01.contoso.example", "vm-web-01.contoso.example"))
    return found


def template(found, event, account):
    """The parts between which time and record stand."""
    line = found[event]
    if account == "DB01$":
        line = line.replace(">engineer7<", ">VM-WEB-01$<").replace("S-1-5-21-3457937927-2839227994-823803824-1119", "S-1-5-18")
    return re.split("TIME|RECORD", line)


def write(path, source, count):
    """Six events in a second, so that a million are two days."""
    found = samples(source)
    parts = [template(found, *each) for each in MIX]
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("<Events>")
        for number in range(count):
            first, second, third = parts[number * 37 % len(parts)]
            second_of = time.gmtime(BEGIN + number // 6)
            moment = time.strftime("%Y-%m-%dT%H:%M:%S", second_of) + f".{number % 6 * 1_600_000:07d}Z"
            file.write(f"{first}{moment}{second}{number + 1}{third}\n")
        file.write("</Events>\n")


def run(command):
    """Seconds of the processor, and KiB of memory at most."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss


def import_file(program, source, place, path):
    shutil.rmtree(place, ignore_errors=True)
    quiet = {"check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([program, "--data", place, "init", "--test"], **quiet)
    subprocess.run([program, "--data", place, "import", "directory", f"{source}/data/examples/directory.json"], **quiet)
    return run([program, "--data", place, "events", "import", "--json", path])


def measure(program, source, scratch):
    """Lists of (seconds, KiB): importing few, importing many, reading many with xmllint."""
    few, many = f"{scratch}/few.xml", f"{scratch}/many.xml"
    place = f"{scratch}/events"
    write(few, source, FEW)
    write(many, source, MANY)
    figures = [], [], []
    for _ in range(TURNS):
        figures[0].append(import_file(program, source, place, few))
        figures[1].append(import_file(program, source, place, many))
        figures[2].append(run(["xmllint", "--stream", "--noout", many]))
    shutil.rmtree(place)
    os.unlink(few)
    os.unlink(many)
    return figures
