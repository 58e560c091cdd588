/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of an entry, by their names in structured data. */
#include "forward/names.h"

const LbForwardText lb_forward_texts[] = {
    { "tenant", offsetof(LbActivity, tenant) },
    { "request", offsetof(LbActivity, request) },
    { "caller", offsetof(LbActivity, caller) },
    { "person", offsetof(LbActivity, person) },
    { "door", offsetof(LbActivity, door) },
    { "fingerprint", offsetof(LbActivity, fingerprint) },
    { "evidence", offsetof(LbActivity, evidence) },
    { "address", offsetof(LbActivity, address) },
    { "details", offsetof(LbActivity, details) },
    { NULL, 0 },
};
