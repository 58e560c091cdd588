/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events as they are kept, and their digests. */
#include "core/eventrow.h"

void
lb_event_row_free(LbEventRow *row)
{
    if (row == NULL)
        return;
    lb_winevent_free(row->event);
    g_free(row->tenant);
    g_free(row->subscription);
    g_free(row->resource);
    g_free(row->resource_name);
    g_free(row);
}

void
lb_event_row_identify(LbSha256 *sha, const LbWinEvent *event, uint8_t identity[LB_SHA256_SIZE])
{
    lb_sha256_add_text(sha, event->computer);
    lb_sha256_add_text(sha, event->channel);
    lb_sha256_add_int64(sha, (int64_t)event->record);
    lb_sha256_add_int64(sha, event->time);
    lb_sha256_add_text(sha, lb_names_get(lb_winevent_kind_names, (int)event->kind));
    lb_sha256_add_text(sha, event->provider);
    lb_sha256_add_int64(sha, event->id);
    lb_sha256_add_text(sha, event->account);
    lb_sha256_add_text(sha, event->target);
    lb_sha256_add_text(sha, event->group);
    lb_sha256_add_int64(sha, event->logon_type);
    lb_sha256_add_int64(sha, (int64_t)event->logon);
    lb_sha256_add_text(sha, event->source);
    lb_sha256_add_text(sha, event->process);
    lb_sha256_add_text(sha, event->command);
    lb_sha256_add_text(sha, event->service);
    lb_sha256_add_text(sha, event->cleared);
    lb_sha256_add_int64(sha, event->system);
    lb_sha256_finish(sha, identity);
}

void
lb_event_row_seal(LbSha256 *sha, const LbEventRow *row)
{
    lb_sha256_add_int64(sha, row->id);
    lb_sha256_add_bytes(sha, row->identity, LB_SHA256_SIZE);
    lb_sha256_add_text(sha, row->tenant);
    lb_sha256_add_text(sha, row->subscription);
    lb_sha256_add_text(sha, row->resource);
    lb_sha256_add_text(sha, row->resource_name);
    lb_sha256_add_int64(sha, row->request);
}
