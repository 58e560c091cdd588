#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Computes the digests of the request in test-core.c and of the exclusion in test-exclusion.c from the words of core/request.h
and core/exclusion.h, by other means."""
import hashlib
import struct


def field(value):
    data = struct.pack(">Q", value) if isinstance(value, int) else value.encode()
    return struct.pack(">Q", len(data)) + data


machine = "/subscriptions/11111111-1111-1111-1111-111111111111/resourcegroups/rg-web/providers/microsoft.compute/virtualmachines/"
fields = ["lockbox request 1", "instance", 42, "contoso", "11111111-1111-1111-1111-111111111111", 2,
          machine + "vm-web-01", machine + "vm-web-02", "virtual-machines", "remote-desktop-windows",
          "operate", 8, "why", 7, "It stops", "dev3@contoso.example", "engineer7@fabrikam.example", 1, 2, 3]
print(hashlib.sha256(b"".join(map(field, fields))).hexdigest())

fields = ["lockbox exclusion 1", "instance", 3, "unintended-exposure", "contoso", "11111111-1111-1111-1111-111111111111",
          "/subscriptions/11111111-1111-1111-1111-111111111111/resourcegroups/rg-web", 1, 2,
          "A capture of packets.\nIt was deleted.", "engineer7@fabrikam.example", "Support Engineer", 3]
print(hashlib.sha256(b"".join(map(field, fields))).hexdigest())
