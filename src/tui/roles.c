/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roles in the console: who holds what, where, and where it came from. */
#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "core/role.h"
#include "service/people.h"
#include "tui/confirm.h"
#include "tui/console.h"
#include "tui/find.h"
#include "tui/screens.h"
#include "wording/plain.h"

static GPtrArray *
read_page(const LbApp *app, const LbConsoleView *view, gconstpointer last, int limit,
          GError **error)
{
    (void)view;
    return lb_people_roles(app->service, app->actor, last, limit, error);
}

static GPtrArray *
read_roles(const LbApp *app, const LbConsoleView *view, GError **error)
{
    return lb_console_read(app, view, read_page, (GDestroyNotify)lb_assignment_free, error);
}

static char *
key_of_role(gconstpointer row)
{
    const LbAssignment *each = row;
    return g_strjoin("\n", each->account, each->role, each->scope, each->source, NULL);
}

static void
fill_role(const LbApp *app, gconstpointer row, char **cells)
{
    const LbAssignment *each = row;
    cells[0] = lb_plain_inline(each->account);
    cells[1] = lb_plain_inline(each->role);
    cells[2] = lb_plain_inline(each->scope);
    cells[3] = lb_plain_inline(each->source);
    cells[4] = lb_time_format(each->since, app->zone, LB_TIME_DAY);
}

static void
summarize_role(const LbApp *app, gconstpointer row, LbPager *pager, int width)
{
    const LbAssignment *each = row;
    g_autofree char *account = lb_plain_inline(each->account);
    g_autofree char *role = lb_plain_inline(each->role);
    g_autofree char *scope = lb_plain_inline(each->scope);
    g_autofree char *source = lb_plain_inline(each->source);
    g_autofree char *since = lb_time_format(each->since, app->zone, LB_TIME_FULL);
    lb_console_say(pager, width, LB_STYLE_STRONG, "%s", account);
    lb_console_say(pager, width, LB_STYLE_TEXT, _("%s at %s"), role, scope);
    lb_console_say(pager, width, LB_STYLE_TEXT, _("from %s, since %s"), source, since);
}

static bool
match_role(gconstpointer row, const char *text)
{
    const LbAssignment *each = row;
    return lb_find_in(each->account, text) || lb_find_in(each->role, text) ||
           lb_find_in(each->scope, text) || lb_find_in(each->source, text);
}

static LbScreen *
open_role(LbApp *app, gconstpointer row)
{
    return lb_person_screen_new(app, ((const LbAssignment *)row)->account);
}

static LbNeeds
needs_of_role(gconstpointer row)
{
    return row != NULL ? LB_NEED_TAKEN : 0;
}

/* Taking one away */

static char *
gone(LbApp *app, const LbQuestion *question, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbPersonView) view =
        lb_people_show(app->service, app->actor, question->subject, &failure);
    if (view == NULL && failure->domain == LB_REFUSAL_ERROR)
        return g_strdup(failure->message);
    if (view == NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    for (guint i = 0; i < view->roles->len; i++) {
        const LbAssignment *each = g_ptr_array_index(view->roles, i);
        if (strcmp(each->role, question->role) == 0 && strcmp(each->scope, question->scope) == 0)
            return NULL;
    }
    return g_strdup(_("The person does not hold this role there any more."));
}

static char *
take_away(LbApp *app, const LbQuestion *question, GError **error)
{
    bool imported = false;
    if (!lb_people_revoke_role(app->service, app->actor, question->subject, question->role,
                               question->scope, &imported, error))
        return NULL;
    g_autofree char *account = lb_plain_inline(question->subject);
    return g_strdup_printf(
        imported ? _("%s no longer holds %s. The next import that names it gives it back.")
                 : _("%s no longer holds %s."),
        account, question->role);
}

/* Told are all who read of the account: of one that approves, all who do. */
LbQuestion *
lb_console_ask_role(LbApp *app, const char *account, const char *role, const char *scope,
                    const char *source, GError **error)
{
    g_autoptr(LbPersonView) view = lb_people_show(app->service, app->actor, account, error);
    if (view == NULL)
        return NULL;
    g_autofree char *name = lb_plain_inline(account);
    g_autofree char *held = lb_plain_inline(role);
    g_autofree char *where = lb_plain_inline(scope);
    bool imported = strcmp(source, "operator") != 0;
    LbQuestion *question = lb_question_new();
    question->subject = g_strdup(account);
    question->role = g_strdup(role);
    question->scope = g_strdup(scope);
    question->title = g_strdup_printf(_("Revoke a role of %s"), name);
    question->consequence =
        g_strdup_printf(imported ? _("%s no longer holds %s at %s, at once. An import gave it, and "
                                     "the next one that names it gives it back.")
                                 : _("%s no longer holds %s at %s, at once."),
                        name, held, where);
    question->told = lb_console_told(view);
    question->verb = N_("revoke");
    lb_question_prove_account(question, account, view->person->id);
    question->gone = gone;
    question->act = take_away;
    return question;
}

static LbScreen *
ask_role(LbApp *app, gconstpointer row, LbAction action)
{
    const LbAssignment *each = row;
    GError *error = NULL;
    if (action != LB_ACTION_TAKE)
        return NULL;
    LbQuestion *question =
        lb_console_ask_role(app, each->account, each->role, each->scope, each->source, &error);
    if (question == NULL)
        lb_app_fail(app, error);
    return question != NULL ? lb_confirm_screen_new(app, question) : NULL;
}

const LbConsolePart lb_console_roles = {
    .label = N_("Roles"),
    .titles = { N_("Account"), N_("Role"), N_("Scope"), N_("From"), N_("Since") },
    .whole = 1u << 4,
    .empty = N_("Nobody holds a role so far. Roles come in by an import, or on the host:"),
    .command = "   lockboxctl role grant ACCOUNT ROLE SCOPE",
    .read = read_roles,
    .key = key_of_role,
    .fill = fill_role,
    .summarize = summarize_role,
    .matches = match_role,
    .open = open_role,
    .needs = needs_of_role,
    .ask = ask_role,
};
