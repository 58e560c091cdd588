/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forward/sample.h"

#include <string.h>

LbActivity *
sample_entry(int64_t sequence, const LbActivity *previous, const char *details)
{
    LbActivity *entry = g_new0(LbActivity, 1);
    g_autoptr(LbSha256) sha = lb_sha256_new();
    entry->sequence = sequence;
    entry->time = 1795000000123456 + sequence % 1000;
    entry->tenant = g_strdup("contoso");
    entry->operation = LB_OPERATION_APPROVE;
    entry->request = g_strdup("LB-42");
    entry->caller = g_strdup(HOSTILE);
    entry->person = g_strdup("");
    entry->door = g_strdup("session");
    entry->address = g_strdup("2001:db8::1");
    entry->details = g_strdup(details);
    if (previous != NULL)
        memcpy(entry->previous, previous->hash, LB_SHA256_SIZE);
    lb_activity_hash(sha, entry, entry->hash);
    return entry;
}

GPtrArray *
sample_log(int64_t count)
{
    GPtrArray *log = g_ptr_array_new_with_free_func((GDestroyNotify)lb_activity_free);
    for (int64_t i = 1; i <= count; i++)
        g_ptr_array_add(log,
                        sample_entry(i, i > 1 ? log->pdata[i - 2] : NULL, "{" HOSTILE HOSTILE "}"));
    return log;
}

LbForwardStyle
sample_style(int limit)
{
    static LbForwardTarget target;
    target = (LbForwardTarget){ .facility = "audit",
                                .number = LB_FORWARD_EXAMPLE_NUMBER,
                                .limit = limit };
    return (
        LbForwardStyle){ .target = &target, .host = "lockbox.example.com", .instance = INSTANCE };
}
