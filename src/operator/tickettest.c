/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ticket-system test: whether a system takes the token, and what customers may read of one ticket there. lockboxd asks; nothing of it
 * is kept. */
#include <string.h>

#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"
#include "config/ticketsystems.h"
#include "operator/beside.h"
#include "operator/outcome.h"
#include "operator/verbs.h"

#define SLACK 30      /* seconds */
#define TEXT_SHOWN 60 /* characters of each entry */

/* What came back: of the test, and of the ticket where one was asked for. */
typedef struct {
    const LbTicketSystemSettings *settings;
    int wanted;
    GPtrArray *answers; /* JsonObject* */
} Test;

/* One that went wrong is the last. */
static bool
take_answer(gpointer data, const char *line, size_t length, bool *over, GError **error)
{
    Test *test = data;
    g_autoptr(JsonParser) parser = json_parser_new();
    if (!json_parser_load_from_data(parser, line, (gssize)length, error))
        return false;
    JsonNode *root = json_parser_get_root(parser);
    JsonObject *answer =
        root != NULL && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
    const char *outcome =
        answer != NULL ? json_object_get_string_member_with_default(answer, "outcome", NULL) : NULL;
    if (outcome == NULL) {
        g_set_error(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_FINDINGS,
                    _("it said what it should not"));
        return false;
    }
    g_ptr_array_add(test->answers, json_object_ref(answer));
    *over = (int)test->answers->len == test->wanted || strcmp(outcome, "done") != 0;
    return true;
}

static const char *
text_of(JsonObject *object, const char *name)
{
    return json_object_get_string_member_with_default(object, name, "");
}

static bool
is_good(JsonObject *answer)
{
    return strcmp(text_of(answer, "outcome"), "done") == 0;
}

/* The customer's id that @group belongs to; NULL: it is nobody's. Borrowed. */
static const char *
find_tenant(const Test *test, JsonObject *ticket)
{
    return g_hash_table_lookup(test->settings->queues, text_of(ticket, "group"));
}

static void
say_entries(GString *out, JsonObject *ticket)
{
    JsonArray *entries = json_object_get_array_member(ticket, "entries");
    for (guint i = 0; i < json_array_get_length(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        g_autofree char *author = lb_text_escape(text_of(entry, "author"), LB_TEXT_LINE);
        g_autofree char *text = lb_text_brief(text_of(entry, "text"), -1, TEXT_SHOWN);
        g_string_append_printf(out, "         %s (%s): %s\n", author, text_of(entry, "side"), text);
    }
}

static void
say_ticket(const Test *test, GString *out, JsonObject *ticket)
{
    const char *tenant = find_tenant(test, ticket);
    g_autofree char *subject = lb_text_escape(text_of(ticket, "subject"), LB_TEXT_LINE);
    g_autofree char *status = lb_text_escape(text_of(ticket, "status"), LB_TEXT_LINE);
    g_autofree char *group = lb_text_escape(text_of(ticket, "group"), LB_TEXT_LINE);
    bool open = json_object_get_boolean_member_with_default(ticket, "open", FALSE);
    g_string_append_printf(out, "%s:%s  %s\n", test->settings->name, text_of(ticket, "id"),
                           subject);
    g_string_append_printf(out,
                           open ? _("         status: %s, which is open\n")
                                : _("         status: %s, which is closed\n"),
                           status);
    if (tenant != NULL)
        g_string_append_printf(out, _("         queue %s, of the customer %s\n"), group, tenant);
    else
        g_string_append_printf(out,
                               _("         Warning: the queue %s is no customer's, so this "
                                 "ticket cannot be used.\n"),
                               group);
    g_string_append(out, _("         What customers may read of it:\n"));
    say_entries(out, ticket);
}

static void
say_answers(const Test *test, LbInvocation *invocation)
{
    for (guint i = 0; i < test->answers->len; i++) {
        JsonObject *answer = g_ptr_array_index(test->answers, i);
        g_autofree char *words = lb_text_escape(text_of(answer, "words"), LB_TEXT_LINE);
        if (!is_good(answer))
            return;
        if (i == 0)
            g_string_append_printf(invocation->out, _("It answers, and takes the token: %s\n"),
                                   words);
        else if (json_object_has_member(answer, "ticket"))
            say_ticket(test, invocation->out, json_object_get_object_member(answer, "ticket"));
    }
}

static void
put_answers(const Test *test, LbInvocation *invocation, bool marked)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "name", test->settings->name);
    lb_json_add_text_member(builder, "url", test->settings->url);
    json_builder_set_member_name(builder, "answers");
    json_builder_begin_array(builder);
    for (guint i = 0; i < test->answers->len; i++) {
        JsonObject *answer = g_ptr_array_index(test->answers, i);
        bool has = json_object_has_member(answer, "ticket");
        JsonObject *ticket = has ? json_object_get_object_member(answer, "ticket") : NULL;
        json_builder_begin_object(builder);
        lb_json_add_text_member(builder, "outcome", text_of(answer, "outcome"));
        lb_json_add_text_member(builder, "words", text_of(answer, "words"));
        if (ticket != NULL) {
            lb_json_add_text_member(builder, "ticket", text_of(ticket, "id"));
            lb_json_add_text_member(builder, "status", text_of(ticket, "status"));
            lb_json_add_flag_member(
                builder, "open",
                json_object_get_boolean_member_with_default(ticket, "open", FALSE));
            lb_json_add_text_member(builder, "queue", text_of(ticket, "group"));
            lb_json_add_text_member(builder, "tenantId", find_tenant(test, ticket));
        }
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    lb_json_add_flag_member(builder, "test", marked);
    json_builder_end_object(builder);
    lb_invocation_say_json(invocation, builder);
}

/* A last answer that is not good is what the command ends with. */
static bool
end(const Test *test, bool over, GError **error)
{
    JsonObject *last =
        test->answers->len > 0 ? g_ptr_array_index(test->answers, test->answers->len - 1) : NULL;
    if (over && is_good(last))
        return true;
    bool later = last == NULL || strcmp(text_of(last, "outcome"), "later") == 0;
    const char *words = last != NULL ? text_of(last, "words") : _("it took too long");
    g_set_error(error, LB_INVOCATION_ERROR,
                later ? LB_INVOCATION_ERROR_NOT_NOW : LB_INVOCATION_ERROR_FINDINGS,
                _("the ticket system %s: %s"), test->settings->name, words);
    return false;
}

/* One line of each, so none of them may have an end of line in it. */
static bool
ask(Test *test, const LbInvocation *invocation, const char *ticket, bool *over, GError **error)
{
    const char *file = lb_invocation_option(invocation, "config");
    const char *config = file != NULL ? file : g_getenv("LOCKBOX_CONFIG");
    if (config != NULL && strpbrk(config, "\r\n") != NULL)
        return lb_invocation_misuse(error,
                                    _("The name of the configuration has a line end in it."));
    g_autofree char *order = g_strdup_printf("%s\n%s\n%s\n", config != NULL ? config : "",
                                             test->settings->name, ticket != NULL ? ticket : "");
    const LbBesideOrder asked = { .argument = LB_TICKET_TRIAL_ARGUMENT,
                                  .text = order,
                                  .limit = LB_TICKET_TRIAL_LIMIT,
                                  .patience = SLACK + (unsigned)test->settings->timeout_ms / 1000,
                                  .take = take_answer,
                                  .data = test };
    return lb_beside_ask(&asked, over, error);
}

bool
lb_ctl_ticket_system_test(LbInvocation *invocation, GError **error)
{
    const char *name = lb_invocation_operand(invocation, 0);
    const char *ticket = lb_invocation_operand(invocation, 1);
    bool over = false;
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    if (service == NULL)
        return false;
    const LbTicketSystemSettings *settings =
        lb_ticket_systems_find(invocation->config->ticket_systems, name);
    if (settings == NULL)
        return lb_invocation_misuse(error, _("lockbox.conf has no ticket system of this name."));
    if (ticket != NULL && strpbrk(ticket, "\r\n") != NULL)
        return lb_invocation_misuse(error, _("This is no id of a ticket."));
    g_autoptr(GPtrArray) answers =
        g_ptr_array_new_with_free_func((GDestroyNotify)json_object_unref);
    Test test = { .settings = settings, .wanted = ticket != NULL ? 2 : 1, .answers = answers };
    if (!ask(&test, invocation, ticket, &over, error))
        return false;
    if (lb_invocation_json(invocation))
        put_answers(&test, invocation, lb_service_is_test(service));
    else
        say_answers(&test, invocation);
    return end(&test, over, error);
}
