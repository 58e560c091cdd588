/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of those who run the place: tenants, people, roles and the outbox. Who may is decided by the service. */
#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "commands/jsonrows.h"
#include "commands/reading.h"
#include "commands/verbs.h"
#include "core/request.h"
#include "service/mails.h"
#include "wording/mails.h"
#include "wording/plain.h"

#define INDENT "        "
#define ALL_AT_ONCE 1000

/* Appends a line of ours, wrapped; the lines behind the first one are indented. */
static void G_GNUC_PRINTF(3, 4) say(LbCommand *command, const char *indent, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *raw = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *text = lb_plain_inline(raw);
    lb_plain_wrap(command->out, lb_command_width(), indent, INDENT, text);
}

static bool
say_json(LbCommand *command, char *json)
{
    g_string_append(command->out, json);
    g_free(json);
    return true;
}

/* Tenants */

static LbTenantRow *
find_tenant(LbCommand *command, const char *id, GError **error)
{
    g_autoptr(GPtrArray) all = lb_tenants_list(command->service, command->actor, error);
    for (guint i = 0; all != NULL && i < all->len; i++)
        if (strcmp(((const LbTenantRow *)g_ptr_array_index(all, i))->tenant->id, id) == 0)
            return g_ptr_array_steal_index(all, i);
    if (all != NULL)
        lb_refuse(error, LB_REFUSAL_UNKNOWN_TENANT, NULL);
    return NULL;
}

static void
say_tenant(LbCommand *command, const LbTenantRow *row)
{
    const LbTenant *tenant = row->tenant;
    say(command, "", "%s, %s", tenant->id, tenant->name);
    say(command, INDENT, _("plan %s, previews: %s, queue hours %d, access hours %d, people %d"),
        lb_names_get(lb_plan_names, (int)tenant->plan), tenant->preview ? _("yes") : _("no"),
        tenant->queue_hours, tenant->access_hours, row->people);
}

bool
lb_verb_tenants(LbCommand *command, const LbArguments *arguments, GError **error)
{
    (void)arguments;
    g_autoptr(GPtrArray) rows = lb_tenants_list(command->service, command->actor, error);
    if (rows == NULL)
        return false;
    if (command->json)
        return say_json(command, lb_json_tenants(rows, command->test));
    for (guint i = 0; i < rows->len; i++)
        say_tenant(command, g_ptr_array_index(rows, i));
    if (rows->len == 0)
        say(command, "", "%s", _("There is no customer so far; they come in by an import."));
    return true;
}

/* Stores what the options say; whether they say anything. */
static bool
read_terms(const LbArguments *arguments, LbTenantTerms *terms, bool *any, GError **error)
{
    const char *preview = lb_arguments_text(arguments, LB_OPTION_PREVIEW);
    int64_t queue = 0, access = 0;
    bool yes = g_strcmp0(preview, "yes") == 0;
    if (preview != NULL && !yes && strcmp(preview, "no") != 0)
        return lb_command_misuse(error, _("The option --preview takes yes or no."));
    if (!lb_arguments_number(arguments, LB_OPTION_QUEUE_HOURS, 1, 9999, &queue, error) ||
        !lb_arguments_number(arguments, LB_OPTION_ACCESS_HOURS, 1, 9999, &access, error))
        return false;
    *terms = (LbTenantTerms){ .plan = lb_arguments_text(arguments, LB_OPTION_PLAN),
                              .preview = preview != NULL ? yes : -1,
                              .queue_hours = (int)queue,
                              .access_hours = (int)access };
    *any = terms->plan != NULL || preview != NULL || queue != 0 || access != 0;
    return true;
}

bool
lb_verb_tenant(LbCommand *command, const LbArguments *arguments, GError **error)
{
    LbTenantTerms terms;
    bool any = false;
    const char *id = arguments->word;
    if (!read_terms(arguments, &terms, &any, error) ||
        (any && !lb_tenants_set(command->service, command->actor, id, &terms, error)))
        return false;
    g_autoptr(LbTenantRow) row = find_tenant(command, id, error);
    g_autoptr(GPtrArray) subscriptions =
        row != NULL ? lb_tenants_subscriptions(command->service, command->actor, id, error) : NULL;
    if (subscriptions == NULL)
        return false;
    if (command->json)
        return say_json(command, lb_json_tenant(row, subscriptions, command->test));
    say_tenant(command, row);
    for (guint i = 0; i < subscriptions->len; i++) {
        const LbSubscriptionRow *each = g_ptr_array_index(subscriptions, i);
        say(command, INDENT, _("subscription %s, %s: approvals needed %d, approvers %d"), each->id,
            each->name, each->quorum, each->approvers);
    }
    return true;
}

bool
lb_verb_quorum(LbCommand *command, const LbArguments *arguments, GError **error)
{
    int quorum = (int)MIN(arguments->number, 9999);
    if (!lb_tenants_set_quorum(command->service, command->actor, arguments->word, quorum, error))
        return false;
    say(command, "", _("For %s so many have to approve, from the next request on: %d."),
        arguments->word, quorum);
    return true;
}

/* People */

static GStrv
next_people(const LbPeopleFilter *filter, GPtrArray *rows, int limit)
{
    if (!lb_reading_cut(rows, limit))
        return NULL;
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_autofree char *most = g_strdup_printf("%d", limit);
    const LbPersonRow *last = g_ptr_array_index(rows, rows->len - 1);
    const char *const pairs[][2] = { { "--tenant", filter->tenant },
                                     { "--text", filter->text },
                                     { "--after", last->account },
                                     { "--limit", most } };
    g_strv_builder_add(words, "people");
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
        if (pairs[i][1] != NULL)
            g_strv_builder_add_many(words, pairs[i][0], pairs[i][1], NULL);
    return g_strv_builder_end(words);
}

static void
say_person(LbCommand *command, const LbPersonRow *row)
{
    say(command, "", "%s%s%s", row->account, row->name != NULL ? ", " : "",
        row->name != NULL ? row->name : "");
    say(command, INDENT, _("of %s, mail %s, keys %d, roles %d"),
        row->tenant != NULL ? row->tenant_name : _("the provider"),
        row->mail != NULL ? row->mail : "-", row->keys, row->roles);
    if (row->isolated)
        say(command, INDENT, "%s", _("isolated: used for access to customers' resources alone"));
    if (!row->enabled)
        say(command, INDENT, "%s", _("switched off: may not come in"));
}

bool
lb_verb_people(LbCommand *command, const LbArguments *arguments, GError **error)
{
    int limit = 0;
    if (!lb_reading_limit(arguments, &limit, error))
        return false;
    LbPeopleFilter filter = { .tenant = lb_arguments_text(arguments, LB_OPTION_TENANT),
                              .text = lb_arguments_text(arguments, LB_OPTION_TEXT),
                              .after = lb_arguments_text(arguments, LB_OPTION_AFTER),
                              .limit = limit + 1 };
    g_autoptr(GPtrArray) rows = lb_people_list(command->service, command->actor, &filter, error);
    if (rows == NULL)
        return false;
    g_auto(GStrv) next = next_people(&filter, rows, limit);
    if (command->json) {
        g_autofree char *link = lb_reading_next_link(next);
        return say_json(command, lb_json_people(rows, link, command->test));
    }
    for (guint i = 0; i < rows->len; i++)
        say_person(command, g_ptr_array_index(rows, i));
    if (rows->len == 0)
        say(command, "", "%s", _("There is nobody like that."));
    lb_reading_put_next(command, next);
    return true;
}

static void
say_keys(LbCommand *command, GPtrArray *keys)
{
    for (guint i = 0; i < keys->len; i++) {
        const LbKeyRow *key = g_ptr_array_index(keys, i);
        g_autofree char *added = lb_time_format(key->added, command->zone, LB_TIME_FULL);
        g_autofree char *revoked = lb_time_format(key->revoked, command->zone, LB_TIME_FULL);
        if (key->revoked != 0)
            say(command, INDENT, _("key %s, %s, added %s, revoked %s"), key->fingerprint, key->type,
                added, revoked);
        else
            say(command, INDENT, _("key %s, %s, added %s"), key->fingerprint, key->type, added);
    }
}

static void
say_role(LbCommand *command, const LbAssignment *role)
{
    g_autofree char *since = lb_time_format(role->since, command->zone, LB_TIME_FULL);
    say(command, INDENT, _("%s at %s, from %s, since %s"), role->role, role->scope, role->source,
        since);
}

static void
say_view(LbCommand *command, const LbPersonView *view)
{
    say_person(command, view->person);
    for (char **mail = view->addresses; *mail != NULL; mail++)
        say(command, INDENT, _("mail too: %s"), *mail);
    say_keys(command, view->keys);
    for (guint i = 0; i < view->roles->len; i++)
        say_role(command, g_ptr_array_index(view->roles, i));
}

/* At most one of the acts that an option names. */
static bool
act_on_person(LbCommand *command, const LbArguments *arguments, GError **error)
{
    bool on = lb_arguments_has(arguments, LB_OPTION_ENABLE),
         off = lb_arguments_has(arguments, LB_OPTION_DISABLE),
         invited = lb_arguments_has(arguments, LB_OPTION_INVITE);
    if (on + off + invited > 1)
        return lb_command_misuse(error, _("One of --enable, --disable and --invite at a time."));
    if (on || off)
        return lb_people_enable(command->service, command->actor, arguments->word, on, error);
    return !invited || lb_people_invite(command->service, command->actor, arguments->word, error);
}

bool
lb_verb_person(LbCommand *command, const LbArguments *arguments, GError **error)
{
    if (!act_on_person(command, arguments, error))
        return false;
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbPersonView) view =
        lb_people_show(command->service, command->actor, arguments->word, &failure);
    if (view == NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (command->json)
        return say_json(command, lb_json_person(view, command->test));
    if (lb_arguments_has(arguments, LB_OPTION_INVITE))
        say(command, "", _("%s is invited by mail."), view->person->account);
    say_view(command, view);
    return true;
}

bool
lb_verb_revoke_key(LbCommand *command, const LbArguments *arguments, GError **error)
{
    if (!lb_people_revoke_key(command->service, command->actor, arguments->word, error))
        return false;
    say(command, "", _("The key %s may not come in any more."), arguments->word);
    return true;
}

/* Roles */

static bool
read_roles(LbCommand *command, GPtrArray *all, GError **error)
{
    for (bool more = true; more;) {
        const LbAssignment *last = all->len > 0 ? g_ptr_array_index(all, all->len - 1) : NULL;
        g_autoptr(GPtrArray) page =
            lb_people_roles(command->service, command->actor, last, ALL_AT_ONCE, error);
        if (page == NULL)
            return false;
        more = page->len == ALL_AT_ONCE;
        while (page->len > 0)
            g_ptr_array_add(all, g_ptr_array_steal_index(page, 0));
    }
    return true;
}

bool
lb_verb_roles(LbCommand *command, const LbArguments *arguments, GError **error)
{
    (void)arguments;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)lb_assignment_free);
    if (!read_roles(command, all, error))
        return false;
    if (command->json)
        return say_json(command, lb_json_roles(all, command->test));
    for (guint i = 0; i < all->len; i++) {
        const LbAssignment *role = g_ptr_array_index(all, i);
        say(command, "", "%s", role->account);
        say_role(command, role);
    }
    return true;
}

bool
lb_verb_revoke_role(LbCommand *command, const LbArguments *arguments, GError **error)
{
    const char *role = lb_arguments_text(arguments, LB_OPTION_ROLE);
    bool imported = false;
    if (role == NULL)
        return lb_command_misuse(error, _("The option %s is missing."), "--role NAME");
    if (!lb_people_revoke_role(command->service, command->actor, arguments->word, role,
                               lb_arguments_text(arguments, LB_OPTION_SCOPE), &imported, error))
        return false;
    say(command, "", _("%s no longer holds %s."), arguments->word, role);
    if (imported)
        say(command, "", "%s", _("An import gave it; the next one that names it gives it back."));
    return true;
}

/* The outbox */

static bool
read_mail_filter(const LbArguments *arguments, LbMailFilter *filter, GError **error)
{
    const char *id = lb_arguments_text(arguments, LB_OPTION_REQUEST);
    filter->stuck = !lb_arguments_has(arguments, LB_OPTION_ALL);
    if (id != NULL && !lb_request_parse_id(id, &filter->request))
        return lb_command_misuse(error,
                                 _("The option --request takes the id of a request, like LB-42."));
    return lb_arguments_number(arguments, LB_OPTION_BEFORE, 1, INT64_MAX, &filter->before, error) &&
           lb_reading_limit(arguments, &filter->limit, error);
}

static GStrv
next_mails(const LbMailFilter *filter, GPtrArray *rows, int limit)
{
    if (!lb_reading_cut(rows, limit))
        return NULL;
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    const LbDeliveryRow *last = g_ptr_array_index(rows, rows->len - 1);
    g_autofree char *before = g_strdup_printf("%lld", (long long)last->id);
    g_autofree char *most = g_strdup_printf("%d", limit);
    g_strv_builder_add(words, "outbox");
    if (!filter->stuck)
        g_strv_builder_add(words, "--all");
    if (filter->request != 0 && last->request != NULL)
        g_strv_builder_add_many(words, "--request", last->request, NULL);
    g_strv_builder_add_many(words, "--before", before, "--limit", most, NULL);
    return g_strv_builder_end(words);
}

static void
say_mail(LbCommand *command, const LbDeliveryRow *row, int64_t now)
{
    g_autofree char *about = lb_phrase_mail_about(row);
    g_autofree char *became = lb_phrase_became(row, now, command->zone);
    say(command, "",
        row->alternate ? _("%s, to %s (an alternate address of %s)") : _("%s, to %s (%s)"), about,
        row->address, row->account);
    say(command, INDENT, "%s", became);
    lb_plain_quote(command->out, lb_command_width(), INDENT, row->answer);
    lb_plain_quote(command->out, lb_command_width(), INDENT, row->bounce);
}

bool
lb_verb_outbox(LbCommand *command, const LbArguments *arguments, GError **error)
{
    LbMailFilter filter = { 0 };
    int64_t now = 0;
    if (!read_mail_filter(arguments, &filter, error) ||
        !lb_service_now(command->service, &now, error))
        return false;
    int limit = filter.limit++;
    g_autoptr(GPtrArray) rows = lb_mails_list(command->service, command->actor, &filter, error);
    if (rows == NULL)
        return false;
    g_auto(GStrv) next = next_mails(&filter, rows, limit);
    if (command->json) {
        g_autofree char *link = lb_reading_next_link(next);
        return say_json(command, lb_json_mails(rows, link, command->test));
    }
    for (guint i = 0; i < rows->len; i++)
        say_mail(command, g_ptr_array_index(rows, i), now);
    if (rows->len == 0)
        say(command, "", "%s",
            filter.stuck ? _("No mail is stuck; outbox --all lists the others.")
                         : _("There is no mail."));
    else if (filter.stuck)
        say(command, "", "%s",
            _("\"retry LB-N\" sends those of a request again, once what the server said is put "
              "right."));
    lb_reading_put_next(command, next);
    return true;
}

bool
lb_verb_retry(LbCommand *command, const LbArguments *arguments, GError **error)
{
    int64_t count = 0;
    if (!lb_mails_retry(command->service, command->actor, 0, arguments->number, &count, error))
        return false;
    say(command, "", _("Mails that are sent again: %d"), (int)count);
    return true;
}
