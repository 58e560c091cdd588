/* SPDX-License-Identifier: GPL-3.0-or-later */
/* target set, list, show, remove. */
#include "service/targets.h"
#include "base/jsonparts.h"

#include <string.h>

#include "access/ca.h"
#include "base/i18n.h"
#include "base/text.h"
#include "config/places.h"
#include "operator/console.h"
#include "operator/hostkeys.h"
#include "operator/listing.h"
#include "operator/verbs.h"

/* doc/provisioner.md describes them. */
#define CA_FILE "/etc/ssh/lockbox-ca.pub"
#define PRINCIPALS "/etc/ssh/lockbox-principals"
#define KRL_FILE "/etc/ssh/lockbox.krl"

/* A target from the command line. The caller frees it. */
static LbTarget *
read_target(const LbInvocation *invocation, GError **error)
{
    int port = 0;
    if (!lb_console_number(invocation, "port", 0, &port, error))
        return NULL;
    g_autoptr(LbTarget) target = lb_target_new(
        lb_invocation_operand(invocation, 0), lb_invocation_option(invocation, "address"),
        port < 0 ? 0 : (unsigned)port, lb_invocation_option(invocation, "login"));
    const GPtrArray *keys = lb_invocation_options(invocation, "host-key");
    for (guint i = 0; i < keys->len; i++)
        if (!lb_hostkeys_take(target, g_ptr_array_index(keys, i), error))
            return NULL;
    return g_steal_pointer(&target);
}

bool
lb_ctl_target_set(LbInvocation *invocation, GError **error)
{
    bool changed = false;
    g_autoptr(LbTarget) target = read_target(invocation, error);
    g_autoptr(LbConsole) console = target != NULL ? lb_console_open(invocation, error) : NULL;
    if (console == NULL || !lb_targets_set(console->service, target,
                                           invocation->config->local_targets, &changed, error))
        return false;
    if (!changed) {
        lb_console_say_done(console, invocation, _("%s is reached like this already."),
                            target->resource);
        return true;
    }
    lb_console_say_done(console, invocation, _("%s is reached as %s at %s, port %u, from now on."),
                        target->resource, target->login, target->address, target->port);
    g_autofree char *resource = lb_console_quote(target->resource);
    g_string_append(invocation->out, _("What was open there by another target ends.\n"));
    g_string_append(invocation->out, _("Next:\n"));
    lb_console_say_command(invocation, "target show", resource);
    return true;
}

bool
lb_ctl_target_remove(LbInvocation *invocation, GError **error)
{
    const char *resource = lb_invocation_operand(invocation, 0);
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    if (console == NULL || !lb_targets_remove(console->service, resource, error))
        return false;
    lb_console_say_done(console, invocation,
                        _("%s has no target any more: approvals open nothing there, and what was "
                          "open ends."),
                        resource);
    return true;
}

/* Showing */

static void
say_row(GString *out, const void *row)
{
    const LbTarget *target = row;
    g_autofree char *resource = lb_text_escape(target->resource, LB_TEXT_LINE);
    g_autofree char *login = lb_text_escape(target->login, LB_TEXT_LINE);
    g_autofree char *address = lb_text_escape(target->address, LB_TEXT_LINE);
    g_string_append_printf(out, "%s\n", resource);
    g_string_append_printf(out, _("         as %s at %s, port %u\n"), login, address, target->port);
}

static void
say_host_keys(GString *out, const LbTarget *target)
{
    for (guint i = 0; i < target->host_keys->len; i++) {
        g_autoptr(LbSshKey) key = lb_sshkey_parse(g_ptr_array_index(target->host_keys, i), NULL);
        if (key != NULL)
            g_string_append_printf(out, _("         host key %s (%s)\n"), key->fingerprint,
                                   key->type);
    }
}

static void
put_members(JsonBuilder *builder, const LbTarget *target)
{
    lb_json_add_text_member(builder, "resource", target->resource);
    lb_json_add_text_member(builder, "address", target->address);
    lb_json_add_number_member(builder, "port", target->port);
    lb_json_add_text_member(builder, "login", target->login);
    json_builder_set_member_name(builder, "hostKeys");
    json_builder_begin_array(builder);
    for (guint i = 0; i < target->host_keys->len; i++)
        json_builder_add_string_value(builder, g_ptr_array_index(target->host_keys, i));
    json_builder_end_array(builder);
}

static void
put_row(JsonBuilder *builder, const void *row)
{
    json_builder_begin_object(builder);
    put_members(builder, row);
    json_builder_end_object(builder);
}

static GPtrArray *
read_rows(gpointer data, const void *last, GError **error)
{
    const LbConsole *console = data;
    const LbTarget *target = last;
    return lb_targets_list(console->service, target != NULL ? target->resource : NULL,
                           LB_LISTING_PAGE, error);
}

bool
lb_ctl_target_list(LbInvocation *invocation, GError **error)
{
    static const LbListing listing = {
        read_rows, say_row, put_row,
        N_("No resource has a target: approvals open nothing by themselves.\n")
    };
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    return console != NULL &&
           lb_listing_say(invocation, console->service, &listing, console, error);
}

/* The key that signs, where there is one. */
static bool
say_ca(LbInvocation *invocation, GError **error)
{
    g_autofree char *private = lb_places_private(invocation->data);
    g_autofree char *path = lb_ca_path(private);
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_string_append(invocation->out,
                        _("\nThere is no key yet that signs certificates. First of all:\n"));
        lb_console_say_command(invocation, "ca", "init");
        g_string_append_printf(invocation->out, _("\nThe line that it prints goes into %s.\n"),
                               CA_FILE);
        return true;
    }
    g_autoptr(LbSshKey) key = lb_ca_read(private, lb_clock_system(), error);
    if (key == NULL)
        return false;
    g_string_append(invocation->out,
                    _("\nOn that host root says whose certificates it takes:\n\n"));
    g_string_append_printf(invocation->out, "echo %s %s >" CA_FILE "\n", key->type, key->blob);
    return true;
}

/* What is to be done on the host, in lines to paste, none of which needs quoting. The files come first: an sshd that is
 * told of a list that is not there lets nobody in; and it reads principals as the account that is asked for. */
static bool
say_setup(LbInvocation *invocation, const LbTarget *target, const char *principal, GError **error)
{
    const LbSite *site = invocation->config->site;
    GString *out = invocation->out;
    g_autofree char *port = site->port != 22 ? g_strdup_printf("-p %d ", site->port) : g_strdup("");
    if (!say_ca(invocation, error))
        return false;
    g_string_append(out, _("\nOn that host root says who may come in by certificates:\n\n"));
    g_string_append_printf(out,
                           "(umask 022; mkdir -p " PRINCIPALS " && echo %s >>" PRINCIPALS "/%s)\n",
                           principal, target->login);
    g_string_append(out, _("\nWhat is revoked is fetched there every few minutes, by a key that "
                           "'lockboxctl target key add' was given:\n\n"));
    g_string_append_printf(
        out, "ssh %slockbox@%s krl >" KRL_FILE ".new && mv " KRL_FILE ".new " KRL_FILE "\n", port,
        site->host);
    g_string_append(out,
                    _("\nOnly when all three files are there, since an sshd without the list lets "
                      "nobody in, sshd_config gets these lines:\n\n"));
    g_string_append(out, "TrustedUserCAKeys " CA_FILE "\n"
                         "AuthorizedPrincipalsFile " PRINCIPALS "/%u\n"
                         "RevokedKeys " KRL_FILE "\n");
    g_string_append(
        out, _("\nA login that nobody has a key of their own for gets these, too, at the end "
               "of it, or whoever was let in once can leave a key there for later:\n\n"));
    g_string_append_printf(out,
                           "Match User %s\n    AuthorizedKeysFile none\n"
                           "    AuthenticationMethods publickey\n",
                           target->login);
    return true;
}

/* What the host needs, by what opens access there. */
static bool
say_needs(LbInvocation *invocation, const LbTarget *target, const char *principal, GError **error)
{
    const LbConfig *config = invocation->config;
    if (strcmp(config->access_provisioner, "script") != 0)
        return say_setup(invocation, target, principal, error);
    g_autofree char *script = lb_console_quote(config->access_script);
    g_string_append_printf(invocation->out,
                           _("\nThe script %s opens and closes access there. The host needs what "
                             "the script does.\n"),
                           script);
    return true;
}

bool
lb_ctl_target_show(LbInvocation *invocation, GError **error)
{
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    g_autoptr(LbTarget) target =
        console != NULL
            ? lb_targets_get(console->service, lb_invocation_operand(invocation, 0), error)
            : NULL;
    if (target == NULL)
        return false;
    g_autofree char *principal = lb_targets_principal(console->service, target);
    if (lb_invocation_json(invocation)) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        put_members(builder, target);
        lb_json_add_text_member(builder, "principal", principal);
        lb_json_add_flag_member(builder, "test", lb_service_is_test(console->service));
        json_builder_end_object(builder);
        lb_invocation_say_json(invocation, builder);
        return true;
    }
    lb_invocation_say_test(invocation, console->service);
    say_row(invocation->out, target);
    say_host_keys(invocation->out, target);
    g_string_append_printf(invocation->out, _("         principal %s\n"), principal);
    return say_needs(invocation, target, principal, error);
}
