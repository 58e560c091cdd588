/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mail status: what became of the mails. mail retry: another chance for those that were not taken. */
#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/names.h"
#include "base/text.h"
#include "operator/listing.h"
#include "operator/verbs.h"
#include "service/askedjson.h"
#include "service/deliveries.h"
#include "service/mails.h"
#include "service/operator.h"
#include "wording/asked.h"
#include "wording/mails.h"

#define STORY_WIDTH 100

/* Others' words, in one line. */
static void
say_words(GString *out, const char *words)
{
    g_autofree char *safe = lb_text_escape(words, LB_TEXT_LINE);
    if (*safe != '\0')
        g_string_append_printf(out, "         | %s\n", safe);
}

static void
say_row(GString *out, const void *each)
{
    const LbDeliveryRow *row = each;
    int event = 0;
    const char *about = lb_delivery_row_about(row);
    bool named = lb_names_find(lb_event_names, row->event, &event);
    g_autofree char *address = lb_text_escape(row->address, LB_TEXT_LINE);
    g_autofree char *queued = lb_invocation_format_time(row->queued);
    g_string_append_printf(out, "%-13s %-13s %s  %s\n", about != NULL ? about : "-",
                           named ? lb_names_get(lb_event_names, event) : "?", address,
                           lb_phrase_delivery(row->status));
    g_string_append_printf(out, _("         queued %s"), queued);
    if (row->settled != 0) {
        g_autofree char *settled = lb_invocation_format_time(row->settled);
        g_string_append_printf(out, _(", settled %s"), settled);
    } else if (row->attempts > 0) {
        g_autofree char *due = lb_invocation_format_due(row->due);
        g_string_append_printf(out, _(", tried %d times, again %s"), row->attempts, due);
    }
    g_string_append_printf(out, "\n         <%s>\n", row->message_id);
    say_words(out, row->answer);
    if (row->bounced == 0)
        return;
    g_autofree char *bounced = lb_invocation_format_time(row->bounced);
    g_string_append_printf(
        out, _("         came back %s, with a report that anybody may have written:\n"), bounced);
    say_words(out, row->bounce);
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
    lb_json_add_flag_member(builder, "alternate", row->alternate);
    lb_json_add_text_member(builder, "messageId", row->message_id);
    lb_json_add_text_member(builder, "status", row->status);
    lb_json_add_number_member(builder, "attempts", row->attempts);
    lb_json_add_text_member(builder, "answer", row->answer);
    lb_json_add_time_member(builder, "queuedDateTime", row->queued);
    lb_json_add_time_member(builder, "dueDateTime", row->due);
    lb_json_add_time_member(builder, "settledDateTime", row->settled);
    lb_json_add_text_member(builder, "bounce", row->bounce);
    lb_json_add_time_member(builder, "bouncedDateTime", row->bounced);
    json_builder_end_object(builder);
}

/* What is listed: all mails, or those that are stuck, of one request or of all (0). */
typedef struct {
    LbService *service;
    const LbActor *actor;
    int64_t request;
    int lost, returned, waiting; /* of those that are stuck, once listed */
} Listed;

/* What can be done about it, and the alarm that admins have on their screens. */
static bool
say_ways_on(LbInvocation *invocation, const Listed *listed, GError **error)
{
    GString *out = invocation->out;
    const char *named = lb_invocation_operand(invocation, 0);
    g_autofree char *which = named != NULL ? g_strconcat(" ", named, NULL) : g_strdup("");
    int lost = 0, late = 0;
    if (!lb_mails_count_lost(listed->service, listed->actor, &lost, &late, error))
        return false;
    if (listed->lost + listed->returned + listed->waiting > 0)
        g_string_append_c(out, '\n');
    if (listed->request == 0 && lost + late > 0) {
        g_autofree char *alarm = lb_phrase_lost(lost, late);
        g_string_append_printf(out, "%s\n", alarm);
    }
    if (listed->lost > 0)
        g_string_append_printf(out,
                               _("Refused or given up: %d. Once what the server said is put right, "
                                 "\"lockboxctl mail retry%s\" sends them again.\n"),
                               listed->lost, which);
    if (listed->waiting > 0)
        g_string_append_printf(out,
                               _("Put off: %d. They are tried again by themselves, or at once with "
                                 "\"lockboxctl mail retry%s\".\n"),
                               listed->waiting, which);
    if (listed->returned > 0)
        g_string_append_printf(out,
                               _("Came back: %d. \"lockboxctl mail retry%s --bounced\" sends "
                                 "these again too.\n"),
                               listed->returned, which);
    return true;
}

static void
count(Listed *listed, const LbDeliveryRow *row)
{
    int state = 0;
    lb_names_find(lb_mail_state_names, row->status, &state);
    listed->lost += state == LB_MAIL_REFUSED || state == LB_MAIL_FAILED ? 1 : 0;
    listed->returned += state == LB_MAIL_BOUNCED ? 1 : 0;
    listed->waiting += state == LB_MAIL_QUEUED || state == LB_MAIL_SENDING ? 1 : 0;
}

static GPtrArray *
read_rows(gpointer data, const void *last, GError **error)
{
    const Listed *listed = data;
    const LbDeliveryRow *row = last;
    return lb_deliveries_list(listed->service, listed->request, row != NULL ? row->id : 0,
                              LB_LISTING_PAGE, error);
}

/* The newest first, as the console has them. */
static GPtrArray *
read_stuck(gpointer data, const void *last, GError **error)
{
    Listed *listed = data;
    const LbDeliveryRow *row = last;
    LbMailFilter filter = { .stuck = true,
                            .request = listed->request,
                            .before = row != NULL ? row->id : 0,
                            .limit = LB_LISTING_PAGE };
    GPtrArray *rows = lb_mails_list(listed->service, listed->actor, &filter, error);
    for (guint i = 0; rows != NULL && i < rows->len; i++)
        count(listed, g_ptr_array_index(rows, i));
    return rows;
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
    int64_t request = 0, count = 0, left = 0;
    bool bounced = lb_invocation_option(invocation, "bounced") != NULL;
    if (!parse_request(invocation, &request, error))
        return false;
    g_autoptr(LbActor) actor = lb_operator_actor_new();
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    if (service == NULL)
        return false;
    bool done = request != 0 ? lb_mails_retry(service, actor, 0, request, &count, error)
                             : lb_mails_retry_all(service, actor, bounced, &count, &left, error);
    if (!done)
        return false;
    lb_invocation_say_test(invocation, service);
    g_string_append_printf(invocation->out, _("Mails that are sent again: %d\n"), (int)count);
    if (left > 0)
        g_string_append_printf(
            invocation->out,
            _("Not sent again, since they came back, by reports that anybody may have written: %d "
              "(mail status --stuck shows them, --bounced sends them too)\n"),
            (int)left);
    return true;
}

/* Of one request: who was asked, why, since when, who was not, and each mail. */
static bool
tell_story(LbInvocation *invocation, LbService *service, int64_t request, GError **error)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    g_autoptr(LbAskedView) view = lb_asked_tell(service, request, error);
    if (view == NULL)
        return false;
    lb_invocation_say_test(invocation, service);
    g_autoptr(GPtrArray) lines = lb_phrase_story(view, NULL, zone, true);
    lb_story_write(invocation->out, lines, STORY_WIDTH);
    return true;
}

/* The same for programs, with all mails as the list has them. */
static bool
put_story(LbInvocation *invocation, LbService *service, int64_t request, GError **error)
{
    Listed listed = { .service = service, .request = request };
    g_autoptr(LbAskedView) view = lb_asked_tell(service, request, error);
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autoptr(GPtrArray) page = NULL;
    if (view == NULL)
        return false;
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "value");
    json_builder_begin_array(builder);
    do {
        g_autoptr(GPtrArray) before = g_steal_pointer(&page);
        page = read_rows(&listed,
                         before != NULL ? g_ptr_array_index(before, before->len - 1) : NULL, error);
        if (page == NULL)
            return false;
        for (guint i = 0; i < page->len; i++)
            put_row(builder, g_ptr_array_index(page, i));
    } while (page->len == LB_LISTING_PAGE);
    json_builder_end_array(builder);
    lb_asked_json_put(builder, view);
    lb_json_add_text_member(builder, "nextLink", NULL);
    g_autofree char *json = lb_json_finish(builder, lb_service_is_test(service));
    g_string_append(invocation->out, json);
    return true;
}

bool
lb_ctl_mail_status(LbInvocation *invocation, GError **error)
{
    static const LbListing all = {
        read_rows, say_row, put_row,
        N_("There is no mail. Requests, and what becomes of them, are told by mail; "
           "each will stand here.\n")
    };
    static const LbListing stuck = {
        read_stuck, say_row, put_row,
        N_("No mail is stuck: what was refused, given up, put off or came back would stand "
           "here.\n")
    };
    Listed listed = { 0 };
    bool only_stuck = lb_invocation_option(invocation, "stuck") != NULL;
    if (!parse_request(invocation, &listed.request, error))
        return false;
    g_autoptr(LbActor) actor = lb_operator_actor_new();
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    if (service == NULL)
        return false;
    listed.service = service;
    listed.actor = actor;
    if (listed.request == 0 || only_stuck)
        return lb_listing_say(invocation, service, only_stuck ? &stuck : &all, &listed, error) &&
               (!only_stuck || lb_invocation_json(invocation) ||
                say_ways_on(invocation, &listed, error));
    return lb_invocation_json(invocation) ? put_story(invocation, service, listed.request, error)
                                          : tell_story(invocation, service, listed.request, error);
}
