/* SPDX-License-Identifier: GPL-3.0-or-later */
/* person add, set, disable, enable, list, show, invite. */
#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"
#include "operator/console.h"
#include "operator/keys.h"
#include "operator/listing.h"
#include "operator/rows.h"
#include "operator/verbs.h"

/* Reads the options about a person. Stores whether there were any. */
static bool
read_terms(const LbInvocation *invocation, LbPersonTerms *terms, bool *any, GError **error)
{
    static const char *const names[] = { "person",    "name",     "mail", "language",
                                         "time-zone", "isolated", NULL };
    const char **const places[] = { &terms->person,   &terms->name,      &terms->mail,
                                    &terms->language, &terms->time_zone, &terms->isolated };
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
        *places[i] = lb_invocation_option(invocation, names[i]);
    return lb_console_check_options(invocation, names, any, error);
}

static void
say_side(LbInvocation *invocation, const char *tenant)
{
    g_autofree char *shown = lb_text_escape(tenant, LB_TEXT_LINE);
    if (tenant != NULL)
        g_string_append_printf(invocation->out, _("One of the people of the customer %s.\n"),
                               shown);
    else
        g_string_append(invocation->out, _("One of the provider's people.\n"));
}

bool
lb_ctl_person_add(LbInvocation *invocation, GError **error)
{
    static const char *const names[] = { "tenant", "key", NULL };
    LbPersonTerms terms = { 0 };
    bool any = false, invite = lb_invocation_option(invocation, "invite") != NULL;
    const char *account = lb_invocation_operand(invocation, 0);
    const char *file = lb_invocation_option(invocation, "key");
    g_autofree char *tenant = lb_console_canonical(lb_invocation_option(invocation, "tenant"));
    g_autofree char *fingerprint = NULL;
    if (!read_terms(invocation, &terms, &any, error) ||
        !lb_console_check_options(invocation, names, &any, error))
        return false;
    g_autofree char *key = file != NULL ? lb_keys_read(file, error) : NULL;
    if (file != NULL && key == NULL)
        return false;
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL || !lb_people_bring_in(console->service, console->actor, account, tenant,
                                               &terms, key, invite, &fingerprint, error))
        return false;
    lb_console_say_done(console, invocation, _("Added %s."), account);
    say_side(invocation, tenant);
    if (fingerprint != NULL)
        g_string_append_printf(invocation->out, _("The key's fingerprint is %s.\n"), fingerprint);
    return lb_console_say_told(console, invocation, error) &&
           lb_console_say_next(console, invocation, account, !invite, error);
}

static bool
is_same(const LbPersonRow *one, const LbPersonRow *other)
{
    return g_strcmp0(one->person, other->person) == 0 && g_strcmp0(one->name, other->name) == 0 &&
           g_strcmp0(one->mail, other->mail) == 0 &&
           g_strcmp0(one->language, other->language) == 0 &&
           g_strcmp0(one->time_zone, other->time_zone) == 0 && one->isolated == other->isolated;
}

bool
lb_ctl_person_set(LbInvocation *invocation, GError **error)
{
    LbPersonTerms terms = { 0 };
    bool any = false;
    const char *account = lb_invocation_operand(invocation, 0);
    if (!read_terms(invocation, &terms, &any, error))
        return false;
    if (!any)
        return lb_invocation_misuse(error, _("Say what is to be changed, by an option."));
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    g_autoptr(LbPersonView) before =
        console != NULL ? lb_people_show(console->service, console->actor, account, error) : NULL;
    if (before == NULL || !lb_people_set(console->service, console->actor, account, &terms, error))
        return false;
    g_autoptr(LbPersonView) now = lb_people_show(console->service, console->actor, account, error);
    if (now == NULL)
        return false;
    bool same = is_same(before->person, now->person);
    lb_console_say_done(console, invocation,
                        same ? _("%s is so already; nothing changed.") : _("Changed %s."), account);
    bool newer = g_strcmp0(before->person->mail, now->person->mail) != 0 ||
                 g_strcmp0(before->person->person, now->person->person) != 0;
    if (newer && now->person->tenant != NULL)
        g_string_append(invocation->out,
                        _("This account decides no request that waits already.\n"));
    return same || lb_console_say_told(console, invocation, error);
}

/* Stores whether that changed anything. */
static bool
enable(const LbConsole *console, const char *account, bool enabled, bool *changed, GError **error)
{
    g_autoptr(LbPersonView) before =
        lb_people_show(console->service, console->actor, account, error);
    if (before == NULL ||
        !lb_people_enable(console->service, console->actor, account, enabled, error))
        return false;
    *changed = before->person->enabled != enabled;
    return true;
}

bool
lb_ctl_person_disable(LbInvocation *invocation, GError **error)
{
    bool changed = false;
    const char *account = lb_invocation_operand(invocation, 0);
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL || !enable(console, account, false, &changed, error))
        return false;
    lb_console_say_done(console, invocation,
                        changed ? _("%s is switched off: no key of this account comes in, and its "
                                    "sessions end. Keys and roles are kept.")
                                : _("%s is switched off already."),
                        account);
    return !changed || lb_console_say_told(console, invocation, error);
}

bool
lb_ctl_person_enable(LbInvocation *invocation, GError **error)
{
    bool changed = false;
    const char *account = lb_invocation_operand(invocation, 0);
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL || !enable(console, account, true, &changed, error))
        return false;
    lb_console_say_done(console, invocation,
                        changed ? _("%s is switched on.") : _("%s is switched on already."),
                        account);
    return !changed || lb_console_say_told(console, invocation, error);
}

bool
lb_ctl_person_invite(LbInvocation *invocation, GError **error)
{
    const char *account = lb_invocation_operand(invocation, 0);
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL || !lb_people_invite(console->service, console->actor, account, error))
        return false;
    lb_console_say_done(console, invocation, _("Invited %s: a mail says how to come in."), account);
    return lb_console_say_told(console, invocation, error) &&
           lb_console_say_next(console, invocation, account, false, error);
}

/* Lists */

static void
say_person(GString *out, const void *row)
{
    const LbPersonRow *person = row;
    g_autofree char *account = lb_text_escape(person->account, LB_TEXT_LINE);
    g_autofree char *name = lb_text_escape(person->name, LB_TEXT_LINE);
    g_autofree char *tenant = lb_text_escape(person->tenant, LB_TEXT_LINE);
    g_string_append_printf(out, "%s  %s\n         %s", account, name,
                           person->tenant != NULL ? tenant : _("the provider's"));
    g_string_append_printf(out, _(", keys: %d, roles: %d"), person->keys, person->roles);
    if (person->isolated)
        g_string_append(out, _(", isolated identity"));
    g_string_append(out, person->enabled ? "\n" : _(", switched off\n"));
}

/* The members that a person has in lists and alone. */
static void
put_members(JsonBuilder *builder, const LbPersonRow *person)
{
    lb_json_add_text_member(builder, "account", person->account);
    lb_json_add_text_member(builder, "person", person->person);
    lb_json_add_text_member(builder, "name", person->name);
    lb_json_add_text_member(builder, "tenant", person->tenant);
    lb_json_add_text_member(builder, "tenantName", person->tenant_name);
    lb_json_add_text_member(builder, "mail", person->mail);
    lb_json_add_text_member(builder, "language", person->language);
    lb_json_add_text_member(builder, "timeZone", person->time_zone);
    lb_json_add_flag_member(builder, "enabled", person->enabled);
    lb_json_add_flag_member(builder, "isolated", person->isolated);
}

static void
put_person(JsonBuilder *builder, const void *row)
{
    const LbPersonRow *person = row;
    json_builder_begin_object(builder);
    put_members(builder, person);
    lb_json_add_number_member(builder, "keyCount", person->keys);
    lb_json_add_number_member(builder, "roleCount", person->roles);
    json_builder_end_object(builder);
}

typedef struct {
    const LbConsole *console;
    LbPeopleFilter filter;
} Listed;

static GPtrArray *
read_people(gpointer data, const void *last, GError **error)
{
    Listed *listed = data;
    const LbPersonRow *person = last;
    listed->filter.after = person != NULL ? person->account : NULL;
    return lb_people_list(listed->console->service, listed->console->actor, &listed->filter, error);
}

bool
lb_ctl_person_list(LbInvocation *invocation, GError **error)
{
    static const LbListing listing = { read_people, say_person, put_person,
                                       N_("There are no such people.\n") };
    bool provider = lb_invocation_option(invocation, "provider") != NULL;
    g_autofree char *tenant = lb_console_canonical(lb_invocation_option(invocation, "tenant"));
    if (provider && tenant != NULL)
        return lb_invocation_misuse(error,
                                    _("The options --tenant and --provider exclude each other."));
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    Listed listed = { .console = console,
                      .filter = { .tenant = provider ? "" : tenant,
                                  .text = lb_invocation_option(invocation, "text"),
                                  .limit = LB_LISTING_PAGE } };
    return console != NULL &&
           lb_listing_say(invocation, console->service, &listing, &listed, error);
}

/* One person */

static void
say_fact(GString *out, const char *label, const char *text)
{
    g_autofree char *shown = lb_text_escape(text, LB_TEXT_LINE);
    if (text != NULL)
        g_string_append_printf(out, "%s: %s\n", label, shown);
}

static void
say_view(LbInvocation *invocation, const LbPersonView *view)
{
    GString *out = invocation->out;
    const LbPersonRow *person = view->person;
    say_fact(out, _("Account"), person->account);
    say_fact(out, _("Name"), person->name);
    say_fact(out, _("Person"), person->person);
    say_fact(out, _("Customer"), person->tenant != NULL ? person->tenant_name : NULL);
    say_fact(out, _("Customer's id"), person->tenant);
    if (person->tenant == NULL)
        say_side(invocation, NULL);
    say_fact(out, _("Mail"), person->mail);
    for (char **address = view->addresses; *address != NULL; address++)
        say_fact(out, _("Told too"), *address);
    say_fact(out, _("Language"), person->language);
    say_fact(out, _("Time zone"), person->time_zone);
    if (person->isolated)
        say_fact(out, _("Identity"), _("isolated: used for access to customers' resources alone"));
    if (!person->enabled)
        g_string_append(out, _("Switched off\n"));
    g_string_append(out, view->keys->len > 0 ? _("Keys:\n") : _("No keys\n"));
    for (guint i = 0; i < view->keys->len; i++)
        lb_rows_say_key(out, g_ptr_array_index(view->keys, i));
    g_string_append(out, view->roles->len > 0 ? _("Roles:\n") : _("No roles\n"));
    for (guint i = 0; i < view->roles->len; i++)
        lb_rows_say_role(out, g_ptr_array_index(view->roles, i));
}

static void
say_view_json(LbInvocation *invocation, const LbService *service, const LbPersonView *view)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    put_members(builder, view->person);
    json_builder_set_member_name(builder, "addresses");
    json_builder_begin_array(builder);
    for (char **address = view->addresses; *address != NULL; address++)
        json_builder_add_string_value(builder, *address);
    json_builder_end_array(builder);
    json_builder_set_member_name(builder, "keys");
    json_builder_begin_array(builder);
    for (guint i = 0; i < view->keys->len; i++)
        lb_rows_put_key(builder, g_ptr_array_index(view->keys, i));
    json_builder_end_array(builder);
    json_builder_set_member_name(builder, "roles");
    json_builder_begin_array(builder);
    for (guint i = 0; i < view->roles->len; i++)
        lb_rows_put_role(builder, g_ptr_array_index(view->roles, i));
    json_builder_end_array(builder);
    lb_json_add_flag_member(builder, "test", lb_service_is_test(service));
    json_builder_end_object(builder);
    lb_invocation_say_json(invocation, builder);
}

bool
lb_ctl_person_show(LbInvocation *invocation, GError **error)
{
    const char *account = lb_invocation_operand(invocation, 0);
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    g_autoptr(LbPersonView) view =
        console != NULL ? lb_people_show(console->service, console->actor, account, error) : NULL;
    if (view == NULL)
        return false;
    if (lb_invocation_json(invocation)) {
        say_view_json(invocation, console->service, view);
        return true;
    }
    lb_invocation_say_test(invocation, console->service);
    say_view(invocation, view);
    return true;
}
