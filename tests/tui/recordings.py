# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions that nobody had, written into a test database as if they had been, for what is drawn of them."""
import hashlib
import os
import sqlite3
import time

from ptys import ENGINEER


def install(world, number, sessions):
    """Writes sessions of LB-number down: the parts of its recording as bytes, and whether it goes on. Returns where the parts are;
    the passage of the first is 100 times the number, the others follow."""
    directory = os.path.join(world.data, "recordings", f"LB-{number}")
    os.makedirs(directory, exist_ok=True)
    now = time.time_ns() // 1000
    database = sqlite3.connect(os.path.join(world.data, "lockbox.db"), timeout=30)
    triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        database.execute(f'DROP TRIGGER "{name}"')
    tenant, = database.execute("SELECT tenant FROM request WHERE number = ?", (number,)).fetchone()
    database.execute(
        "INSERT INTO access_grant (serial, request, resource, resource_name, address, port, login, host_keys, ports,"
        " provisioner, account, begins, ends, status, opened) VALUES (?1, ?1, ?1, 'vm-web-01', '192.0.2.7', 22, 'support', '',"
        " '', 'certificate', ?2, ?3, ?4, 'open', ?3)", (number, ENGINEER, now, now + 3600 * 10**6))
    for index, (parts, goes_on) in enumerate(sessions):
        passage = number * 100 + index
        for part, data in enumerate(parts, 1):
            with open(f"{directory}/{passage}-{part:02}.cast", "wb") as file:
                file.write(data)
        end = None if goes_on else now
        database.execute(
            "INSERT INTO passage (id, serial, kind, port, principal, account, begun, ended, sha256, why)"
            " SELECT ?1, ?2, 'connect', 22, id, account, ?3, ?4, ?5, ?6 FROM principal WHERE account = ?7",
            (passage, number, now - 60 * 10**6, end, None if goes_on else hashlib.sha256(b"".join(parts)).hexdigest(),
             None if goes_on else "left", ENGINEER))
        database.execute("INSERT INTO recording (passage, tenant, bytes, ended) VALUES (?, ?, ?, ?)",
                         (passage, tenant, sum(map(len, parts)), end))
    for _, sql in triggers:
        database.execute(sql)
    database.commit()
    database.close()
    return directory
