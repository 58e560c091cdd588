/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A receipt to test with. */
#include "receipt/sample.h"

#include <string.h>

#include "base/span.h"
#include "receipt/make.h"

#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define WEB                                                                                    \
    "/subscriptions/production/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/" \
    "vm-web-01"
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define START INT64_C(1795752000123456)

void
sample_add(LbReceiptFacts *facts, LbOperation operation, const char *caller, const char *details)
{
    g_autoptr(LbSha256) sha = lb_sha256_new();
    LbActivity *entry = g_new0(LbActivity, 1);
    /* Others' entries stand between those of a request. */
    entry->sequence = facts->head + 1 + facts->entries->len % 2;
    entry->time = START + LB_MINUTE * facts->entries->len;
    entry->tenant = g_strdup("contoso");
    entry->operation = operation;
    entry->request = g_strdup("LB-42");
    entry->caller = g_strdup(caller);
    entry->person = g_strdup(caller);
    entry->door = g_strdup(caller != NULL ? "session" : "time");
    entry->fingerprint = g_strdup(caller != NULL ? "SHA256:abc" : NULL);
    entry->address = g_strdup(caller != NULL ? "198.51.100.7" : NULL);
    entry->details = g_strdup(details);
    memcpy(entry->previous, facts->hash, LB_SHA256_SIZE);
    lb_activity_hash(sha, entry, entry->hash);
    facts->head = entry->sequence;
    facts->time = entry->time;
    memcpy(facts->hash, entry->hash, LB_SHA256_SIZE);
    g_ptr_array_add(facts->entries, entry);
}

/* An entry about the decision, of which @digest is part. */
static void
add_decided(LbReceiptFacts *facts, LbOperation operation, const char *caller, const char *status,
            const char *digest)
{
    g_autofree char *details = g_strdup_printf(
        "{\"status\":\"%s\",\"digest\":\"%s\",\"hours\":8,\"reason\":\"<b>\\u202e\"}", status,
        digest);
    sample_add(facts, operation, caller, details);
}

static void
add_request(LbReceiptFacts *facts)
{
    LbRequest *request = facts->request = lb_request_new();
    request->instance = g_strdup("3f1d");
    request->number = 42;
    request->tenant = g_strdup("contoso");
    request->subscription = g_strdup("production");
    g_ptr_array_add(request->resources, lb_resource_from_id(WEB, NULL));
    request->service = g_strdup("virtual-machines");
    request->scenario = g_strdup("remote-desktop-windows");
    request->level = LB_LEVEL_OPERATE;
    request->hours = 8;
    request->justification = g_strdup(HOSTILE);
    request->ticket = 7;
    request->ticket_title = g_strdup(HOSTILE);
    request->ticket_opened_by = g_strdup("dev3@contoso.example");
    request->requester_account = g_strdup(ENGINEER);
    request->requester_role = g_strdup("Support Engineer");
    request->created = request->notified = START;
    request->expiration = START + 4 * LB_DAY;
}

static void
add_event(LbReceiptFacts *facts)
{
    LbWinEvent *event = lb_winevent_new();
    event->kind = LB_WINEVENT_PROCESS_START;
    event->time = START + LB_HOUR;
    event->channel = g_strdup("Security");
    event->id = 4688;
    event->record = UINT64_MAX;
    event->computer = g_strdup("vm-web-01");
    event->account = g_strdup("CONTOSO\\engineer7");
    event->process = g_strdup("C:\\Windows\\System32\\cmd.exe");
    event->command = g_strdup(HOSTILE);
    g_ptr_array_add(facts->events, event);
    facts->kinds[event->kind]++;
}

LbReceiptFacts *
sample_facts(void)
{
#define PASSAGE "{\"grant\":3,\"resource\":\"" WEB "\",\"passage\":9,"
    LbReceiptFacts *facts = lb_receipt_facts_new();
    add_request(facts);
    g_autofree char *digest = lb_request_digest(facts->request);
    sample_add(facts, LB_OPERATION_CREATE, ENGINEER, "{\"status\":\"Pending\"}");
    add_decided(facts, LB_OPERATION_APPROVE, OWNER, "Approving", digest);
    sample_add(facts, LB_OPERATION_OPEN_ACCESS, NULL,
               "{\"status\":\"Approved\",\"grant\":3,\"resource\":\"" WEB "\"}");
    sample_add(facts, LB_OPERATION_ISSUE_CERTIFICATE, NULL,
               "{\"grant\":3,\"resource\":\"" WEB "\",\"principal\":\"p\",\"key\":\"SHA256:k\","
               "\"until\":\"2026-11-27T12:00:00Z\"}");
    sample_add(facts, LB_OPERATION_CONNECT, ENGINEER,
               PASSAGE "\"address\":\"192.0.2.7\",\"port\":22}");
    sample_add(facts, LB_OPERATION_WATCH_SESSION, OWNER,
               "{\"session\":1,\"passage\":9,\"how\":\"live\"}");
    sample_add(facts, LB_OPERATION_END_SESSION, ENGINEER,
               PASSAGE "\"sent\":10,\"received\":2000,\"sha256\":\"" HASH "\",\"why\":\"left\"}");
    sample_add(facts, LB_OPERATION_COMPLETE, ENGINEER, "{\"status\":\"Completing\"}");
    sample_add(facts, LB_OPERATION_CLOSE_ACCESS, NULL, "{\"status\":\"Completed\",\"grant\":3}");
    sample_add(facts, LB_OPERATION_IMPORT_EVENTS, NULL,
               "{\"file\":\"events.xml\",\"events\":1,\"sha256\":\"" HASH "\"}");
    add_event(facts);
    return facts;
}

JsonObject *
sample_receipt(void)
{
    g_autoptr(LbReceiptFacts) facts = sample_facts();
    return lb_receipt_make(facts);
}
