/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of Windows, in words. What is in them comes from files, and is made safe here. */
#include "wording/events.h"

#include <stdarg.h>
#include <stdbool.h>

#include "base/i18n.h"
#include "base/time.h"
#include "wording/phrases.h"
#include "wording/plain.h"

/* As Windows numbers them. */
static const LbName logon_types[] = {
    { 0, "system", N_("by the system itself") },
    { 2, "interactive", N_("at the console") },
    { 3, "network", N_("over the network") },
    { 4, "batch", N_("scheduled task") },
    { 5, "service", N_("as a service") },
    { 7, "unlock", N_("unlocking") },
    { 8, "network-clear-text", N_("over the network, with a readable password") },
    { 9, "new-credentials", N_("with other credentials") },
    { 10, "remote-interactive", N_("remote desktop") },
    { 11, "cached-interactive", N_("at the console, from memory") },
    { 12, "cached-remote-interactive", N_("remote desktop, from memory") },
    { 13, "cached-unlock", N_("unlocking, from memory") },
    { 0, NULL, NULL },
};

/* What became of the account, by the number of the event. */
static const LbName account_changes[] = {
    { 4720, "created", N_("account created") },
    { 4722, "enabled", N_("account enabled") },
    { 4723, "password-changed", N_("password changed") },
    { 4724, "password-reset", N_("password reset") },
    { 4725, "disabled", N_("account disabled") },
    { 4726, "deleted", N_("account deleted") },
    { 4728, "added", N_("added to a group") },
    { 4729, "removed", N_("removed from a group") },
    { 4732, "added", N_("added to a group") },
    { 4733, "removed", N_("removed from a group") },
    { 4738, "changed", N_("account changed") },
    { 4740, "locked-out", N_("account locked out") },
    { 4756, "added", N_("added to a group") },
    { 4757, "removed", N_("removed from a group") },
    { 0, NULL, NULL },
};

/* Appends what is @said, else nothing. */
static void G_GNUC_PRINTF(3, 4) append(GString *line, const char *said, const char *format, ...)
{
    va_list values;
    if (said == NULL)
        return;
    g_string_append(line, ", ");
    va_start(values, format);
    g_string_append_vprintf(line, format, values);
    va_end(values);
}

/* @text made safe; where the event does not say, @otherwise, or NULL. The caller frees it. */
static char *
safe(const char *text, const char *otherwise)
{
    return text != NULL ? lb_plain_inline(text) : g_strdup(otherwise);
}

static void
say_logon(GString *line, const LbWinEvent *event, const char *account)
{
    g_autofree char *source = safe(event->source, NULL);
    bool typed = lb_names_get(logon_types, event->logon_type) != NULL;
    const char *type = typed ? _(lb_names_label(logon_types, event->logon_type)) : NULL;
    if (event->kind == LB_WINEVENT_LOGON)
        g_string_append_printf(line, _("logon of %s"), account);
    else if (event->kind == LB_WINEVENT_LOGOFF)
        g_string_append_printf(line, _("logoff of %s"), account);
    else
        g_string_append_printf(line, _("failed logon of %s"), account);
    append(line, source, _("from %s"), source);
    append(line, type, "%s", type);
}

static void
say_process(GString *line, const LbWinEvent *event, const char *account)
{
    g_autofree char *process = safe(event->process, _("unknown"));
    g_autofree char *target = safe(event->target, NULL);
    g_autofree char *command = safe(event->command, NULL);
    g_string_append_printf(line, _("process started by %s: %s"), account, process);
    append(line, target, _("for %s"), target);
    append(line, command, _("command line %s"), command);
}

static void
say_service(GString *line, const LbWinEvent *event, const char *account)
{
    g_autofree char *service = safe(event->service, _("unknown"));
    g_autofree char *command = safe(event->command, NULL);
    g_autofree char *target = safe(event->target, NULL);
    g_string_append_printf(line, _("service installed: %s"), service);
    append(line, command, _("runs %s"), command);
    append(line, target, _("as %s"), target);
    append(line, account, _("by %s"), account);
}

static void
say_account(GString *line, const LbWinEvent *event, const char *account)
{
    g_autofree char *target = safe(event->target, _("unknown"));
    g_autofree char *group = safe(event->group, NULL);
    bool known = lb_names_get(account_changes, (int)event->id) != NULL;
    g_string_append_printf(
        line, "%s: %s",
        known ? _(lb_names_label(account_changes, (int)event->id)) : _("account changed"), target);
    append(line, group, _("group %s"), group);
    append(line, account, _("by %s"), account);
}

static void
say_cleared(GString *line, const LbWinEvent *event, const char *account)
{
    g_autofree char *cleared = safe(event->cleared, _("unknown"));
    g_string_append_printf(line, _("log cleared: %s"), cleared);
    append(line, account, _("by %s"), account);
}

char *
lb_phrase_event(const LbWinEvent *event)
{
    static void (*const say[])(GString *, const LbWinEvent *, const char *) = {
        [LB_WINEVENT_LOGON] = say_logon,
        [LB_WINEVENT_FAILED_LOGON] = say_logon,
        [LB_WINEVENT_LOGOFF] = say_logon,
        [LB_WINEVENT_PROCESS_START] = say_process,
        [LB_WINEVENT_SERVICE_INSTALL] = say_service,
        [LB_WINEVENT_ACCOUNT_CHANGE] = say_account,
        [LB_WINEVENT_LOG_CLEARED] = say_cleared,
    };
    GString *line = g_string_new(NULL);
    g_autofree char *account = safe(event->account, _("somebody unknown"));
    if ((size_t)event->kind < G_N_ELEMENTS(say) && say[event->kind] != NULL)
        say[event->kind](line, event, account);
    else
        g_string_append_printf(line, _("event %u"), (unsigned)event->id);
    return g_string_free(line, FALSE);
}

char *
lb_phrase_unexplained_count(int count, int most)
{
    g_autofree char *number = lb_phrase_number(count);
    if (count >= most)
        return g_strdup_printf(
            _("%s events or more on your machines that no approved access explains"), number);
    return g_strdup_printf(ngettext_("%s event on your machines that no approved access explains",
                                     "%s events on your machines that no approved access explains",
                                     (unsigned long)count),
                           number);
}

char *
lb_phrase_unexplained(const LbEventRow *row)
{
    const LbExplanation *why = &row->explanation;
    if (row->request != 0 || row->system || why->how == LB_EXPLAINED)
        return NULL;
    if (why->how == LB_EXPLAINED_OTHER)
        return g_strdup_printf(_("LB-%lld was open to another account"), (long long)why->request);
    if (why->how == LB_EXPLAINED_NOT)
        return g_strdup(_("no access to this resource was open"));
    g_autofree char *span = lb_time_format_span(why->late);
    return g_strdup_printf(_("LB-%lld had ended %s before"), (long long)why->request, span);
}
