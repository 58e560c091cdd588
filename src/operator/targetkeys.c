/* SPDX-License-Identifier: GPL-3.0-or-later */
/* target key add, list, revoke. */
#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"
#include "operator/console.h"
#include "operator/keys.h"
#include "operator/listing.h"
#include "operator/verbs.h"
#include "service/targets.h"

bool
lb_ctl_target_key_add(LbInvocation *invocation, GError **error)
{
    const char *name = lb_invocation_operand(invocation, 0);
    g_autoptr(GError) cause = NULL;
    g_autofree char *line = lb_keys_read(lb_invocation_operand(invocation, 1), error);
    if (line == NULL)
        return false;
    g_autoptr(LbSshKey) key = lb_sshkey_parse(line, &cause);
    if (key == NULL)
        return lb_refuse(error, LB_REFUSAL_BAD_KEY, "(%s)", cause->message);
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL || !lb_targets_add_key(console->service, name, key, error))
        return false;
    lb_console_say_done(
        console, invocation,
        _("%s may fetch the list of revoked certificates by this key, and nothing else."), name);
    g_string_append_printf(invocation->out, _("Its fingerprint is %s.\n"), key->fingerprint);
    return true;
}

bool
lb_ctl_target_key_revoke(LbInvocation *invocation, GError **error)
{
    const char *fingerprint = lb_invocation_operand(invocation, 0);
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL || !lb_targets_revoke_key(console->service, fingerprint, error))
        return false;
    lb_console_say_done(console, invocation, _("Revoked the key %s: it comes in no more."),
                        fingerprint);
    return true;
}

static void
say_row(GString *out, const void *row)
{
    const LbTargetKey *key = row;
    g_autofree char *name = lb_text_escape(key->name, LB_TEXT_LINE);
    g_autofree char *fingerprint = lb_text_escape(key->fingerprint, LB_TEXT_LINE);
    g_autofree char *added = lb_invocation_format_time(key->added);
    g_string_append_printf(out, "%s\n", name);
    g_string_append_printf(out, _("  %s  added %s"), fingerprint, added);
    if (key->revoked != 0) {
        g_autofree char *revoked = lb_invocation_format_time(key->revoked);
        g_string_append_printf(out, _(", revoked %s"), revoked);
    }
    g_string_append_c(out, '\n');
}

static void
put_row(JsonBuilder *builder, const void *row)
{
    const LbTargetKey *key = row;
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "name", key->name);
    lb_json_add_text_member(builder, "fingerprint", key->fingerprint);
    lb_json_add_time_member(builder, "addedDateTime", key->added);
    lb_json_add_time_member(builder, "revokedDateTime", key->revoked);
    json_builder_end_object(builder);
}

/* They come all at once. */
static GPtrArray *
read_rows(gpointer data, const void *last, GError **error)
{
    const LbConsole *console = data;
    return last == NULL ? lb_targets_keys(console->service, error) : g_ptr_array_new();
}

bool
lb_ctl_target_key_list(LbInvocation *invocation, GError **error)
{
    static const LbListing listing = { read_rows, say_row, put_row, N_("No host has a key.\n") };
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    return console != NULL &&
           lb_listing_say(invocation, console->service, &listing, console, error);
}
