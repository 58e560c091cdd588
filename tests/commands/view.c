/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request made by hand, and hostile texts. */
#include "commands/view.h"

#include <criterion/criterion.h>

#include "base/text.h"

#define VM                                                                                 \
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-web/providers/" \
    "Microsoft.Compute/virtualMachines/"
#define MINUTES(n) (INT64_C(1795478400) * LB_SECOND + (n)*LB_MINUTE)

const char *const hostile_texts[] = {
    "\x1b[2J\x1b[1;1Happroved", /* clears a screen */
    "\x1b]0;title\x07",         /* sets a title */
    "\xc2\x9b"
    "31m",                                       /* C1 control sequence */
    "a\rLB-42 + Approved",                       /* overwrites a line */
    "a\x08\x08\x7f",                             /* deletes */
    "\xe2\x80\xaetxet desrever",                 /* right to left override */
    "\xe2\x81\xa6isolate\xe2\x81\xa9",           /* isolates */
    "zero\xe2\x80\x8bwidth\xef\xbb\xbf",         /* not to be seen */
    "line\xe2\x80\xa8separator\xe2\x80\xa9",     /* begins a line */
    "tag\xf3\xa0\x81\x81\xf3\xa0\x81\xbf",       /* the tag block */
    "\xe3\x85\xa4\xef\xbe\xa0 filler",           /* blank letters */
    "one\nTo approve:\nlockbox approve LB-42",   /* pretends to be ours */
    "<U+202E> {\"a\":\"b\"} \\u202e %s %n \\ '", /* escapes that are none */
    NULL,
};

bool
is_harmless(const char *output)
{
    if (!g_utf8_validate(output, -1, NULL))
        return false;
    for (const char *at = output; *at != '\0'; at = g_utf8_next_char(at))
        if (*at != '\n' && lb_text_is_harmful(g_utf8_get_char(at)))
            return false;
    return true;
}

static void
add_asked(LbRequestView *view, const char *account, const char *mail)
{
    LbAsked *asked = g_new0(LbAsked, 1);
    asked->account = g_strdup(account);
    asked->role = g_strdup("Owner");
    asked->scope = g_strdup("/subscriptions/11111111-1111-1111-1111-111111111111");
    asked->mail_status = g_strdup(mail);
    g_ptr_array_add(view->asked, asked);
}

static LbRequest *
new_request(void)
{
    LbRequest *request = lb_request_new();
    request->instance = g_strdup("instance");
    request->number = 42;
    request->tenant = g_strdup("contoso-tenant");
    request->tenant_name = g_strdup("Contoso");
    request->subscription = g_strdup("11111111-1111-1111-1111-111111111111");
    request->subscription_name = g_strdup("Production");
    for (int i = 1; i <= 2; i++) {
        g_autofree char *id = g_strdup_printf(VM "vm-web-%02d", i);
        LbResource *resource = lb_resource_from_id(id, NULL);
        cr_assert_not_null(resource);
        resource->os = LB_OS_WINDOWS;
        g_ptr_array_add(request->resources, resource);
    }
    request->service = g_strdup("virtual-machines");
    request->scenario = g_strdup("remote-desktop-windows");
    request->scenario_label = g_strdup("Remote desktop (Windows)");
    request->level = LB_LEVEL_OPERATE;
    request->hours = 8;
    request->justification =
        g_strdup("The web role stops answering after the update of 18 November. Telemetry "
                 "ends at the crash.\n\nWe need the event log.");
    request->ticket = 7;
    request->ticket_title = g_strdup("Web role stops answering");
    request->ticket_opened_by = g_strdup("dev3@contoso.example");
    request->requester = 1;
    request->requester_account = g_strdup("engineer7@fabrikam.example");
    request->requester_person = g_strdup("engineer7");
    request->requester_role = g_strdup("Support Engineer");
    request->created = MINUTES(-1000);
    request->notified = MINUTES(-1000);
    request->expiration = MINUTES(3 * 24 * 60 + 10 * 60 + 2);
    request->status = LB_STATUS_PENDING;
    return request;
}

LbRequestView *
view_new(void)
{
    LbRequestView *view = g_new0(LbRequestView, 1);
    view->request = new_request();
    view->digest = lb_request_digest(view->request);
    view->asked = g_ptr_array_new_with_free_func((GDestroyNotify)lb_asked_free);
    view->grants = g_ptr_array_new_with_free_func((GDestroyNotify)lb_grant_state_free);
    add_asked(view, "owner1@contoso.example", "accepted");
    add_asked(view, "owner2@contoso.example", NULL);
    view->verbs = 1u << LB_VERB_READ | 1u << LB_VERB_APPROVE | 1u << LB_VERB_DENY;
    view->now = MINUTES(6 * 60);
    return view;
}

void
view_vote(LbRequestView *view, int given, int quorum)
{
    LbAsked *reader = g_ptr_array_index(view->asked, 0);
    LbAsked *other = g_ptr_array_index(view->asked, 1);
    view->request->quorum = quorum;
    view->request->approvals = view->given = given;
    view->within_reach = 2;
    reader->able = reader->missing = true;
    other->able = true;
    other->missing = given == 0;
    other->counts = given > 0;
    if (given == 0)
        return;
    view->fewest_hours = 5;
    other->vote = LB_VOTE_APPROVE;
    other->voted = view->now - LB_HOUR;
    other->hours = 5;
}

LbGrantState *
view_grant(LbRequestView *view, guint index, LbGrantStatus status)
{
    LbRequest *request = view->request;
    const LbResource *resource = g_ptr_array_index(request->resources, index);
    LbGrantState *state = lb_grant_state_new();
    if (request->decided == 0) {
        request->status = LB_STATUS_APPROVED;
        request->decided = request->access_start = MINUTES(5 * 60);
        request->decided_by = g_strdup("owner2@contoso.example");
        request->hours_granted = 8;
        request->access_end = MINUTES(13 * 60);
    }
    state->grant->serial = index + 1;
    state->grant->request = lb_request_id(request);
    state->grant->account = g_strdup(request->requester_account);
    state->grant->target = lb_target_new(resource->id, "192.0.2.7", 22, "support");
    lb_grant_add_port(state->grant, 3389);
    lb_grant_add_port(state->grant, 5432);
    state->grant->start = request->access_start;
    state->grant->end = request->access_end;
    state->request = request->number;
    state->resource_name = g_strdup(resource->name);
    state->provisioner = g_strdup("ssh-certificate");
    state->status = status;
    if (status == LB_GRANT_OPEN) {
        state->opened = request->access_start;
        state->connection = g_new0(LbConnection, 1);
        state->connection->address = g_strdup("192.0.2.7");
        state->connection->port = 22;
        state->connection->login = g_strdup("support");
        state->connection->principal = g_strdup("lockbox-0123");
    }
    g_ptr_array_add(view->grants, state);
    return state;
}

static void
put(char **place, const char *text)
{
    g_free(*place);
    *place = g_strdup(text);
}

void
view_fill(LbRequestView *view, const char *text)
{
    LbRequest *request = view->request;
    LbResource *resource = g_ptr_array_index(request->resources, 0);
    LbAsked *asked = g_ptr_array_index(view->asked, 1);
    char **places[] = {
        &request->tenant_name,
        &request->subscription_name,
        &request->scenario_label,
        &request->justification,
        &request->ticket_title,
        &request->ticket_opened_by,
        &request->requester_account,
        &request->requester_role,
        &request->decided_by,
        &request->decision_reason,
        &resource->name,
        &resource->group,
        &resource->type,
        &resource->id,
        &asked->account,
        &asked->role,
        &asked->scope,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
        put(places[i], text);
}
