# SPDX-License-Identifier: GPL-3.0-or-later
"""How many mails a second lockboxd delivers, beside Postfix's smtp-source in one session to the same smtp-sink. Each
mail of lockboxd's is composed from the database, and what became of it committed before the next one goes."""
import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import time

import ptys

MAILS = 10000  # so that starting the program counts for little
COMMITS = 500
TURNS = 5
DEADLINE = 120.0
TOOLS = {name: shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin") for name in ("smtp-sink", "smtp-source")}


def why_not():
    missing = [name for name, path in TOOLS.items() if path is None]
    return f"there is no {' and no '.join(missing)} (Postfix)" if missing else None


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as peer:
        return peer.recv(4) == b"220 "
    return False


def wait_for(what, condition):
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"{what} within {DEADLINE:.0f} s")
        time.sleep(0.01)


@contextlib.contextmanager
def running(*command):
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          cwd="/") as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=60)


def queue(data):
    """Makes of the mails that a request owes as many as are wanted, each another one."""
    with contextlib.closing(sqlite3.connect(f"{data}/lockbox.db")) as database, database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(outbox)") if row[1] not in ("id", "message_id", "token")]
        names = ", ".join(columns)
        (model,) = database.execute("SELECT min(id) FROM outbox WHERE request IS NOT NULL").fetchone()
        database.execute("DELETE FROM outbox WHERE id <> ?", (model,))
        database.execute(
            f"WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {MAILS})"
            f" INSERT INTO outbox ({names}, message_id, token)"
            f" SELECT {names}, 'bench.' || i || '@lockbox.example', lower(hex(randomblob(16)))"
            " FROM n, outbox WHERE id = ?", (model,))


def take_back(database):
    with database:
        database.execute("UPDATE outbox SET status = 'queued', attempts = 0, first = NULL, due = 0, answer = NULL,"
                         " settled = NULL")


def deliver(world, database):
    """Mails in a second."""
    take_back(database)
    begun = time.perf_counter()
    with running(f"{ptys.BUILD}/lockboxd", "--data", world.data, "--config", world.config):
        # One step into an index: to look takes little from what is measured.
        wait_for("lockboxd does not deliver the mails", lambda: database.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE status IN ('queued', 'sending'))").fetchone()[0])
        taken = time.perf_counter() - begun
    accepted = database.execute("SELECT count(*) FROM outbox WHERE status = 'accepted'").fetchone()[0]
    if accepted != MAILS:
        raise SystemExit(f"{accepted} of {MAILS} mails were accepted")
    return MAILS / taken


def send(port):
    begun = time.perf_counter()
    subprocess.run([TOOLS["smtp-source"], "-d", "-s", "1", "-m", str(MAILS), "-f", "lockbox@fabrikam.example", "-t",
                    "owner1@contoso.example", f"127.0.0.1:{port}"], check=True, timeout=DEADLINE)
    return MAILS / (time.perf_counter() - begun)


def commit(folder):
    """Durable commits in a second, of a row and nothing else: no mail is settled sooner than that."""
    path = f"{folder}/commits.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS t (i)")
        begun = time.perf_counter()
        for i in range(COMMITS):
            database.execute("INSERT INTO t VALUES (?)", (i,))
        return COMMITS / (time.perf_counter() - begun)


def measure():
    """Mails in a second of smtp-source and of lockboxd, and commits in a second where its database is, in turns."""
    world, port = ptys.World("mail"), free_port()
    with open(world.config, "a", encoding="ascii") as file:
        file.write(f"[mail]\nserver=127.0.0.1:{port}\nsecurity=none\n")
    world.submit()
    queue(world.data)
    sides = [], [], []
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    with running(TOOLS["smtp-sink"], *user, f"127.0.0.1:{port}", "100"), \
            contextlib.closing(sqlite3.connect(f"{world.data}/lockbox.db", timeout=30)) as database:
        wait_for("smtp-sink does not answer", lambda: answers(port))
        for turn in range(TURNS + 1):
            # What the first turn warms up is nobody's merit.
            for side, figure in zip(sides, (send(port), deliver(world, database), commit(world.data))):
                if turn > 0:
                    side.append(figure)
    return sides
