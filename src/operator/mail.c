/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mail status: what became of the mails. mail retry: another chance for those that were not taken. */
#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/names.h"
#include "base/text.h"
#include "operator/listing.h"
#include "operator/verbs.h"
#include "service/deliveries.h"
#include "service/mails.h"
#include "service/operator.h"

/* The states of a mail, as the outbox names them. */
enum { QUEUED, SENDING, ACCEPTED, REFUSED, FAILED };
static const LbName states[] = {
    { QUEUED, "queued", N_("waits to be sent") },
    { SENDING, "sending", N_("is being sent") },
    { ACCEPTED, "accepted", N_("accepted") },
    { REFUSED, "refused", N_("refused by the server") },
    { FAILED, "failed", N_("given up") },
    { 0, NULL, NULL },
};

static void
say_row(GString *out, const void *each)
{
    const LbDeliveryRow *row = each;
    int state = 0, event = 0;
    const char *about = lb_delivery_row_about(row);
    bool known = lb_names_find(states, row->status, &state);
    bool named = lb_names_find(lb_event_names, row->event, &event);
    g_autofree char *address = lb_text_escape(row->address, LB_TEXT_LINE);
    g_autofree char *answer = lb_text_escape(row->answer, LB_TEXT_LINE);
    g_autofree char *queued = lb_invocation_format_time(row->queued);
    g_string_append_printf(out, "%-8s %-10s %s  %s\n", about != NULL ? about : "-",
                           named ? lb_names_get(lb_event_names, event) : "?", address,
                           known ? _(lb_names_label(states, state)) : "?");
    g_string_append_printf(out, _("         queued %s"), queued);
    if (row->settled != 0) {
        g_autofree char *settled = lb_invocation_format_time(row->settled);
        g_string_append_printf(out, _(", settled %s"), settled);
    } else if (row->attempts > 0) {
        g_autofree char *due = lb_invocation_format_time(row->due);
        g_string_append_printf(out, _(", tried %d times, again %s"), row->attempts, due);
    }
    g_string_append_printf(out, "\n         <%s>\n", row->message_id);
    if (*answer != '\0')
        g_string_append_printf(out, "         | %s\n", answer);
}

static void
put_row(JsonBuilder *builder, const void *each)
{
    const LbDeliveryRow *row = each;
    json_builder_begin_object(builder);
    lb_json_add_number_member(builder, "id", row->id);
    lb_json_add_text_member(builder, "requestId", row->request);
    lb_json_add_text_member(builder, "ticketId", row->ticket);
    lb_json_add_text_member(builder, "exclusionId", row->exclusion);
    lb_json_add_text_member(builder, "event", row->event);
    lb_json_add_text_member(builder, "account", row->account);
    lb_json_add_text_member(builder, "address", row->address);
    lb_json_add_text_member(builder, "messageId", row->message_id);
    lb_json_add_text_member(builder, "status", row->status);
    lb_json_add_number_member(builder, "attempts", row->attempts);
    lb_json_add_text_member(builder, "answer", row->answer);
    lb_json_add_time_member(builder, "queuedDateTime", row->queued);
    lb_json_add_time_member(builder, "dueDateTime", row->due);
    lb_json_add_time_member(builder, "settledDateTime", row->settled);
    json_builder_end_object(builder);
}

/* What is listed: the mails of one request, or of all (0). */
typedef struct {
    LbService *service;
    int64_t request;
} Listed;

static GPtrArray *
read_rows(gpointer data, const void *last, GError **error)
{
    const Listed *listed = data;
    const LbDeliveryRow *row = last;
    return lb_deliveries_list(listed->service, listed->request, row != NULL ? row->id : 0,
                              LB_LISTING_PAGE, error);
}

/* Stores the request that the command names, 0: none. */
static bool
parse_request(LbInvocation *invocation, int64_t *request, GError **error)
{
    const char *id = lb_invocation_operand(invocation, 0);
    *request = 0;
    return id == NULL || lb_request_parse_id(id, request) ||
           lb_invocation_misuse(error, _("This command takes the id of a request, like LB-42."));
}

bool
lb_ctl_mail_retry(LbInvocation *invocation, GError **error)
{
    int64_t request = 0, count = 0;
    if (!parse_request(invocation, &request, error))
        return false;
    g_autoptr(LbActor) actor = lb_operator_actor_new();
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    if (service == NULL || !lb_mails_retry(service, actor, 0, request, &count, error))
        return false;
    lb_invocation_say_test(invocation, service);
    g_string_append_printf(invocation->out, _("Mails that are sent again: %d\n"), (int)count);
    return true;
}

bool
lb_ctl_mail_status(LbInvocation *invocation, GError **error)
{
    static const LbListing listing = {
        read_rows, say_row, put_row,
        N_("There is no mail. Requests, and what becomes of them, are told by mail; "
           "each will stand here.\n")
    };
    Listed listed = { 0 };
    if (!parse_request(invocation, &listed.request, error))
        return false;
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    listed.service = service;
    return service != NULL && lb_listing_say(invocation, service, &listing, &listed, error);
}
