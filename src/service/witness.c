/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail against the log. */
#include "service/witness.h"

#include "service/act.h"
#include "store/witness.h"

const LbName lb_testimony_names[] = {
    { LB_TESTIMONY_AGREES, "agrees", NULL },
    { LB_TESTIMONY_DIFFERS, "differs", NULL },
    { LB_TESTIMONY_BEYOND, "beyond", NULL },
    { 0, NULL, NULL },
};

bool
lb_operator_witness(LbService *service, int64_t sequence, const char *head, const char *message_id,
                    LbTestimony *testimony, bool *sent, GError **error)
{
    bool there = false;
    uint8_t hash[LB_SHA256_SIZE] = { 0 };
    if (!lb_witness_read(service->store, sequence, message_id, &there, hash, sent, error))
        return false;
    g_autofree char *found = lb_sha256_to_hex(hash);
    bool same = there && g_ascii_strcasecmp(found, head) == 0;
    *testimony = !there ? LB_TESTIMONY_BEYOND : same ? LB_TESTIMONY_AGREES : LB_TESTIMONY_DIFFERS;
    return true;
}
