/* SPDX-License-Identifier: GPL-3.0-or-later */
/* key add, list, revoke. */
#include "operator/keys.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/refusal.h"
#include "operator/console.h"
#include "operator/listing.h"
#include "operator/rows.h"
#include "operator/verbs.h"

#define FILE_LIMIT 16384

char *
lb_keys_read(const char *path, GError **error)
{
    size_t length = 0;
    g_autoptr(GError) failure = NULL;
    g_autofree char *text =
        strcmp(path, "-") == 0
            ? lb_fd_read_all(STDIN_FILENO, _("standard input"), FILE_LIMIT, &length, &failure)
            : lb_file_read(path, FILE_LIMIT, &length, &failure);
    if (g_error_matches(failure, LB_BASE_ERROR, LB_BASE_ERROR_LIMIT)) {
        lb_refuse(error, LB_REFUSAL_BAD_KEY, "(%s)", failure->message);
        return NULL;
    }
    if (text == NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    bool whole = strlen(text) == length;
    g_strchomp(text);
    if (whole && strchr(text, '\n') == NULL)
        return g_steal_pointer(&text);
    lb_refuse(error, LB_REFUSAL_BAD_KEY, _("(one public key in one line)"));
    return NULL;
}

static bool
has_key(const LbPersonView *view, const char *fingerprint)
{
    for (guint i = 0; i < view->keys->len; i++) {
        const LbKeyRow *key = g_ptr_array_index(view->keys, i);
        if (strcmp(key->fingerprint, fingerprint) == 0)
            return true;
    }
    return false;
}

bool
lb_ctl_key_add(LbInvocation *invocation, GError **error)
{
    const char *account = lb_invocation_operand(invocation, 0);
    g_autofree char *fingerprint = NULL;
    g_autofree char *line = lb_keys_read(lb_invocation_operand(invocation, 1), error);
    g_autoptr(LbConsole) console = line != NULL ? lb_console_open(invocation, error) : NULL;
    g_autoptr(LbPersonView) before =
        console != NULL ? lb_people_show(console->service, console->actor, account, error) : NULL;
    if (before == NULL ||
        !lb_people_add_key(console->service, console->actor, account, line, &fingerprint, error))
        return false;
    if (has_key(before, fingerprint)) {
        lb_console_say_done(console, invocation, _("%s has this key already."), account);
        return true;
    }
    lb_console_say_done(console, invocation, _("%s has a new key."), account);
    g_string_append_printf(invocation->out, _("Its fingerprint is %s.\n"), fingerprint);
    if (before->person->tenant != NULL)
        g_string_append(invocation->out,
                        _("Requests that wait already are not decided with it.\n"));
    return lb_console_say_told(console, invocation, error) &&
           lb_console_say_next(console, invocation, account, true, error);
}

bool
lb_ctl_key_revoke(LbInvocation *invocation, GError **error)
{
    const char *fingerprint = lb_invocation_operand(invocation, 0);
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL ||
        !lb_people_revoke_key(console->service, console->actor, fingerprint, error))
        return false;
    lb_console_say_done(
        console, invocation,
        _("Revoked the key %s: it comes in no more, not by an import either, and its "
          "sessions end."),
        fingerprint);
    return lb_console_say_told(console, invocation, error);
}

static void
say_owned(GString *out, const void *row)
{
    const LbKeyRow *key = row;
    g_autofree char *account = lb_text_escape(key->account, LB_TEXT_LINE);
    g_string_append_printf(out, "%s\n", account);
    lb_rows_say_key(out, key);
}

static void
put_owned(JsonBuilder *builder, const void *row)
{
    lb_rows_put_key(builder, row);
}

static GPtrArray *
read_keys(gpointer data, const void *last, GError **error)
{
    const LbConsole *console = data;
    const LbKeyRow *key = last;
    return lb_people_keys(console->service, console->actor, key != NULL ? key->id : 0,
                          LB_LISTING_PAGE, error);
}

/* Those of one account are all there are. */
static GPtrArray *
read_given(gpointer data, const void *last, GError **error)
{
    (void)error;
    const LbPersonView *view = data;
    return last == NULL ? g_ptr_array_ref(view->keys) : g_ptr_array_new();
}

bool
lb_ctl_key_list(LbInvocation *invocation, GError **error)
{
    static const LbListing all = { read_keys, say_owned, put_owned, N_("There are no keys.\n") };
    static const LbListing given = { read_given, say_owned, put_owned,
                                     N_("This account has no key.\n") };
    const char *account = lb_invocation_operand(invocation, 0);
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL)
        return false;
    if (account == NULL)
        return lb_listing_say(invocation, console->service, &all, console, error);
    g_autoptr(LbPersonView) view = lb_people_show(console->service, console->actor, account, error);
    return view != NULL && lb_listing_say(invocation, console->service, &given, view, error);
}
