/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples for tests. */
#include "support/sample.h"

#include "base/clock.h"

#define SAMPLE_KEY "SHA256:abcdefghij0123456789ABCDEFGHIJabcdefghij/+8"
#define QUEUED (INT64_C(1795492729) * LB_SECOND) /* 2026-11-24 03:58:49 UTC */

LbSite *
sample_site(void)
{
    LbSite *site = lb_site_new();
    site->provider = g_strdup("Fabrikam Support");
    site->host = g_strdup("lockbox.fabrikam.example");
    site->port = 22;
    site->host_key = g_strdup("SHA256:0123456789abcdefghijABCDEFGHIJ0123456789+/x");
    site->from = g_strdup("lockbox@fabrikam.example");
    return site;
}

static void
add_resource(LbRequest *request, const char *name)
{
    g_autofree char *id =
        g_strdup_printf("/subscriptions/8c2a1f0e-1111-4000-8000-000000000001/resourceGroups/rg-web"
                        "/providers/Microsoft.Compute/virtualMachines/%s",
                        name);
    g_ptr_array_add(request->resources, lb_resource_from_id(id, NULL));
}

static LbRequest *
new_request(void)
{
    LbRequest *request = lb_request_new();
    request->number = 42;
    request->instance = g_strdup("7a1d0000-0000-4000-8000-000000000007");
    request->tenant = g_strdup("contoso");
    request->tenant_name = g_strdup("Contoso");
    request->subscription = g_strdup("8c2a1f0e-1111-4000-8000-000000000001");
    request->subscription_name = g_strdup("Production");
    request->service = g_strdup("virtual-machines");
    request->scenario = g_strdup("remote-desktop-windows");
    request->scenario_label = g_strdup("Remote desktop (Windows)");
    request->level = LB_LEVEL_OPERATE;
    request->hours = 8;
    request->justification = g_strdup("SECRET-JUSTIFICATION");
    request->ticket = 7;
    request->ticket_title = g_strdup("SECRET-TITLE");
    request->ticket_opened_by = g_strdup("dev3@contoso.example");
    request->requester_account = g_strdup("engineer7@fabrikam.example");
    request->requester_person = g_strdup("engineer7");
    request->requester_role = g_strdup("Support Engineer");
    request->created = request->notified = QUEUED;
    request->quorum = 1;
    request->expiration = QUEUED + 4 * LB_DAY;
    request->decision_reason = g_strdup("SECRET-REASON");
    add_resource(request, "vm-web-01");
    add_resource(request, "vm-web-02");
    return request;
}

static void
decide(LbRequest *request, LbEvent event)
{
    bool ended = event == LB_EVENT_REVOKED || event == LB_EVENT_COMPLETED;
    bool opened = ended || event == LB_EVENT_APPROVED || event == LB_EVENT_NOT_OPENED ||
                  event == LB_EVENT_NOT_ENDED;
    request->decided = QUEUED + 10 * LB_MINUTE;
    if (opened || event == LB_EVENT_DENIED || event == LB_EVENT_DECLINED)
        request->decided_by = g_strdup("owner2@contoso.example");
    if (!opened)
        return;
    request->hours_granted = 4;
    request->access_start = request->decided;
    request->access_end = request->decided + 4 * LB_HOUR;
    if (ended)
        request->ended = request->decided + 2 * LB_HOUR;
}

static void
add_change(LbPeopleFacts *people, LbChangeKind kind, const char *before, const char *after,
           const char *scope)
{
    LbChange *change = lb_change_new();
    change->kind = kind;
    change->account = g_strdup("owner2@contoso.example");
    change->before = g_strdup(before);
    change->after = g_strdup(after);
    change->scope = g_strdup(scope);
    g_ptr_array_add(people->changes, change);
}

static LbPeopleFacts *
new_people(LbEvent event)
{
    const char *production = "/subscriptions/8c2a1f0e-1111-4000-8000-000000000001";
    LbPeopleFacts *people = lb_people_facts_new();
    people->tenant = g_strdup("Contoso");
    people->account = g_strdup("owner1@contoso.example");
    if (event == LB_EVENT_CHANGED) {
        people->caller = g_strdup("admin1@fabrikam.example");
        add_change(people, LB_CHANGE_KEY_ADDED, NULL, SAMPLE_KEY, NULL);
        add_change(people, LB_CHANGE_ROLE_REVOKED, "Owner", NULL, production);
        add_change(people, LB_CHANGE_MAIL, "owner2@contoso.example", "o2@contoso.example", NULL);
        return people;
    }
    g_ptr_array_add(people->roles, g_strconcat("Owner ", production, NULL));
    g_ptr_array_add(people->keys, g_strdup(SAMPLE_KEY));
    return people;
}

/* Its customer has not heard of it. */
static void
hold(LbMessage *message)
{
    message->request->notified = message->request->expiration = 0;
    message->held_until = QUEUED + LB_DAY;
    message->held_missing = 1;
}

void
sample_prolong(LbMessage *message, bool over)
{
    message->extends = 41;
    message->extends_over = over;
    message->extends_end = QUEUED + (over ? -LB_HOUR : LB_HOUR);
}

LbMessage *
sample_message(LbEvent event)
{
    LbMessage *message = lb_message_new();
    message->id = 1001;
    message->event = event;
    message->message_id = g_strdup("lb.0011223344556677@lockbox.fabrikam.example");
    if (event != LB_EVENT_WAITING && !lb_event_is_about_people(event))
        message->in_reply_to = g_strdup("lb.8899aabbccddeeff@lockbox.fabrikam.example");
    message->queued = QUEUED;
    message->address = g_strdup("owner1@contoso.example");
    message->account = g_strdup("owner1@contoso.example");
    message->token = g_strdup("00112233445566778899aabbccddeeff");
    message->language = g_strdup("en");
    message->time_zone = g_strdup("Asia/Tokyo");
    message->approver = true;
    message->log_sequence = 88214;
    message->log_head =
        g_strdup("5f1c0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab");
    message->attempts = 2;
    if (lb_event_is_about_people(event)) {
        message->people = new_people(event);
        return message;
    }
    if (lb_event_is_about_ticket(event)) {
        message->approver = false;
        message->ticket = g_new0(LbTicketFacts, 1);
        message->ticket->number = 7;
        message->ticket->tenant = g_strdup("Contoso");
        message->ticket->severity = LB_SEVERITY_B;
        message->ticket->caller = g_strdup("engineer7@fabrikam.example");
        return message;
    }
    if (lb_event_is_about_exclusion(event)) {
        message->exclusion = g_new0(LbExclusionFacts, 1);
        *message->exclusion =
            (LbExclusionFacts){ .number = 3,
                                .kind = LB_EXCLUSION_UNINTENDED,
                                .tenant = g_strdup("Contoso"),
                                .subscription = g_strdup("Production"),
                                .where = g_strdup("rg-web"),
                                .started = QUEUED - LB_HOUR,
                                .ended = QUEUED - 20 * LB_MINUTE,
                                .recorder = g_strdup("engineer7@fabrikam.example") };
        return message;
    }
    message->request = new_request();
    if (event == LB_EVENT_HELD || event == LB_EVENT_HELD_REMINDER || event == LB_EVENT_DECLINED)
        hold(message);
    if (event != LB_EVENT_WAITING && event != LB_EVENT_REMINDER && event != LB_EVENT_HELD &&
        event != LB_EVENT_HELD_REMINDER)
        decide(message->request, event);
    return message;
}

LbGrantState *
sample_grant(LbMessage *message, guint index, LbGrantStatus status)
{
    const LbResource *resource = g_ptr_array_index(message->request->resources, index);
    LbGrantState *state = lb_grant_state_new();
    if (message->grants == NULL)
        message->grants = g_ptr_array_new_with_free_func((GDestroyNotify)lb_grant_state_free);
    state->grant->target = lb_target_new(resource->id, "192.0.2.7", 22, "support");
    state->resource_name = g_strdup(resource->name);
    state->status = status;
    state->provisioner = g_strdup("ssh-certificate");
    state->words = g_strdup("SECRET-WORDS");
    if (status == LB_GRANT_OPEN) {
        state->connection = g_new0(LbConnection, 1);
        state->connection->principal = g_strdup("lockbox-0123");
        state->connection->text = g_strdup("SECRET-TEXT");
    }
    g_ptr_array_add(message->grants, state);
    return state;
}

void
sample_set(char **place, const char *text)
{
    g_free(*place);
    *place = g_strdup(text);
}
