/* SPDX-License-Identifier: GPL-3.0-or-later */
/* role grant, revoke, list. */
#include "base/i18n.h"
#include "base/text.h"
#include "operator/console.h"
#include "operator/listing.h"
#include "operator/rows.h"
#include "operator/verbs.h"

/* Stores how many assignments the account has, and of whose side it is. */
static bool
count_roles(const LbConsole *console, const char *account, guint *count, bool *customer,
            GError **error)
{
    g_autoptr(LbPersonView) view = lb_people_show(console->service, console->actor, account, error);
    if (view == NULL)
        return false;
    *count = view->roles->len;
    *customer = view->person->tenant != NULL;
    return true;
}

bool
lb_ctl_role_grant(LbInvocation *invocation, GError **error)
{
    guint before = 0, after = 0;
    bool customer = false;
    const char *account = lb_invocation_operand(invocation, 0);
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL || !count_roles(console, account, &before, &customer, error) ||
        !lb_people_grant(console->service, console->actor, account,
                         lb_invocation_operand(invocation, 1), lb_invocation_operand(invocation, 2),
                         error) ||
        !count_roles(console, account, &after, &customer, error))
        return false;
    if (after == before) {
        lb_console_say_done(console, invocation, _("%s holds this role there already."), account);
        return true;
    }
    lb_console_say_done(console, invocation, _("%s holds one more role."), account);
    if (customer)
        g_string_append(invocation->out,
                        _("Requests that wait already are not decided with it.\n"));
    return lb_console_say_told(console, invocation, error) &&
           lb_console_say_next(console, invocation, account, false, error);
}

bool
lb_ctl_role_revoke(LbInvocation *invocation, GError **error)
{
    bool imported = false;
    const char *account = lb_invocation_operand(invocation, 0);
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL ||
        !lb_people_revoke_role(console->service, console->actor, account,
                               lb_invocation_operand(invocation, 1),
                               lb_invocation_operand(invocation, 2), &imported, error))
        return false;
    lb_console_say_done(console, invocation,
                        _("%s no longer holds this role; open sessions of the account end."),
                        account);
    if (imported)
        g_string_append(invocation->out,
                        _("It came by an import, and comes back with the next one that names it: "
                          "take it away there too.\n"));
    return lb_console_say_told(console, invocation, error);
}

static void
say_held(GString *out, const void *row)
{
    const LbAssignment *role = row;
    g_autofree char *account = lb_text_escape(role->account, LB_TEXT_LINE);
    g_string_append_printf(out, "%s\n", account);
    lb_rows_say_role(out, role);
}

static void
put_held(JsonBuilder *builder, const void *row)
{
    lb_rows_put_role(builder, row);
}

static GPtrArray *
read_roles(gpointer data, const void *last, GError **error)
{
    const LbConsole *console = data;
    return lb_people_roles(console->service, console->actor, last, LB_LISTING_PAGE, error);
}

/* Those of one account are all there are. */
static GPtrArray *
read_given(gpointer data, const void *last, GError **error)
{
    (void)error;
    const LbPersonView *view = data;
    return last == NULL ? g_ptr_array_ref(view->roles) : g_ptr_array_new();
}

bool
lb_ctl_role_list(LbInvocation *invocation, GError **error)
{
    static const LbListing all = { read_roles, say_held, put_held, N_("There are no roles.\n") };
    static const LbListing given = { read_given, say_held, put_held,
                                     N_("This account holds no role.\n") };
    const char *account = lb_invocation_operand(invocation, 0);
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL)
        return false;
    if (account == NULL)
        return lb_listing_say(invocation, console->service, &all, console, error);
    g_autoptr(LbPersonView) view = lb_people_show(console->service, console->actor, account, error);
    return view != NULL && lb_listing_say(invocation, console->service, &given, view, error);
}
