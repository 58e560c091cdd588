/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the verbs that run the place have in common. */
#include "operator/console.h"

#include <stdarg.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "core/message.h"
#include "service/deliveries.h"
#include "service/operator.h"

#define PAGE 500
#define NAMED_MOST 20 /* addresses that are named */
#define NUMBER_MOST 100000

LbConsole *
lb_console_open(const LbInvocation *invocation, GError **error)
{
    g_autoptr(LbConsole) console = g_new0(LbConsole, 1);
    console->actor = lb_operator_actor_new();
    console->service = lb_invocation_open(invocation, error);
    if (console->service == NULL ||
        !lb_deliveries_newest(console->service, &console->newest, error))
        return NULL;
    return g_steal_pointer(&console);
}

void
lb_console_free(LbConsole *console)
{
    if (console == NULL)
        return;
    lb_service_free(console->service);
    lb_actor_free(console->actor);
    g_free(console);
}

void
lb_console_say_done(const LbConsole *console, LbInvocation *invocation, const char *sentence, ...)
{
    va_list arguments;
    va_start(arguments, sentence);
    g_autofree char *words = g_strdup_vprintf(sentence, arguments);
    va_end(arguments);
    g_autofree char *shown = lb_text_escape(words, LB_TEXT_LINE);
    lb_invocation_say_test(invocation, console->service);
    g_string_append_printf(invocation->out, "%s\n", shown);
}

/* Collects the addresses of the mails about people, each once. */
static GPtrArray *
find_told(const LbConsole *console, GError **error)
{
    g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);
    int64_t after = console->newest;
    guint read = PAGE;
    while (read == PAGE) {
        g_autoptr(GPtrArray) rows = lb_deliveries_list(console->service, 0, after, PAGE, error);
        if (rows == NULL)
            return NULL;
        read = rows->len;
        for (guint i = 0; i < read; i++) {
            const LbDeliveryRow *row = g_ptr_array_index(rows, i);
            after = row->id;
            if (lb_delivery_row_about(row) == NULL &&
                !g_ptr_array_find_with_equal_func(told, row->address, g_str_equal, NULL))
                g_ptr_array_add(told, g_strdup(row->address));
        }
    }
    return g_steal_pointer(&told);
}

bool
lb_console_say_told(const LbConsole *console, LbInvocation *invocation, GError **error)
{
    g_autoptr(GPtrArray) told = find_told(console, error);
    if (told == NULL)
        return false;
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < MIN(told->len, NAMED_MOST); i++) {
        g_autofree char *address = lb_text_escape(g_ptr_array_index(told, i), LB_TEXT_LINE);
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", address);
    }
    int more = (int)told->len - NAMED_MOST;
    if (told->len == 0)
        g_string_append(invocation->out, _("Nobody is told by mail.\n"));
    else if (more <= 0)
        g_string_append_printf(invocation->out, _("Told by mail: %s.\n"), names->str);
    else
        g_string_append_printf(invocation->out,
                               ngettext_("Told by mail: %s and %d other address.\n",
                                         "Told by mail: %s and %d other addresses.\n",
                                         (unsigned long)more),
                               names->str, more);
    return true;
}

void
lb_console_say_command(LbInvocation *invocation, const char *verb, const char *behind)
{
    const char *data = lb_invocation_option(invocation, "data");
    g_autofree char *place = data != NULL ? lb_console_quote(data) : NULL;
    g_string_append_printf(invocation->out, "  lockboxctl %s%s%s%s %s\n",
                           place != NULL ? "--data " : "", place != NULL ? place : "",
                           place != NULL ? " " : "", verb, behind);
}

bool
lb_console_say_next(const LbConsole *console, LbInvocation *invocation, const char *account,
                    bool invite, GError **error)
{
    g_autoptr(LbPersonView) view = lb_people_show(console->service, console->actor, account, error);
    if (view == NULL)
        return false;
    const char *role =
        view->person->tenant != NULL ? "Owner /subscriptions/ID" : "'Support Engineer'";
    const struct {
        bool wanted;
        const char *verb, *behind;
    } steps[] = {
        { view->person->keys == 0, "key add", "FILE" },
        { view->person->roles == 0, "role grant", role },
        { invite, "person invite", "" },
    };
    g_autofree char *who = lb_console_quote(account);
    bool any = false;
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        if (!steps[i].wanted)
            continue;
        g_string_append(invocation->out, any ? "" : _("Next:\n"));
        g_autofree char *behind =
            g_strconcat(who, *steps[i].behind != '\0' ? " " : "", steps[i].behind, NULL);
        lb_console_say_command(invocation, steps[i].verb, behind);
        any = true;
    }
    return true;
}

char *
lb_console_quote(const char *text)
{
    static const char plain[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-/@:+=,";
    if (strspn(text, plain) == strlen(text))
        return g_strdup(text);
    g_autofree char *quoted = g_shell_quote(text);
    return lb_text_escape(quoted, LB_TEXT_LINE);
}

char *
lb_console_canonical(const char *id)
{
    return id != NULL ? g_ascii_strdown(id, -1) : NULL;
}

bool
lb_console_check_options(const LbInvocation *invocation, const char *const *names, bool *any,
                         GError **error)
{
    *any = false;
    for (const char *const *name = names; *name != NULL; name++) {
        const char *value = lb_invocation_option(invocation, *name);
        if (value != NULL && *value == '\0')
            return lb_invocation_misuse(error, _("The option --%s needs a value."), *name);
        *any = *any || value != NULL;
    }
    return true;
}

bool
lb_console_number(const LbInvocation *invocation, const char *name, int absent, int *number,
                  GError **error)
{
    const char *text = lb_invocation_option(invocation, name);
    gint64 value = absent;
    if (text != NULL &&
        !g_ascii_string_to_signed(text, 10, -NUMBER_MOST, NUMBER_MOST, &value, NULL))
        return lb_invocation_misuse(error, _("The option --%s takes a number."), name);
    *number = (int)value;
    return true;
}
