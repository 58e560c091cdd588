/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificate authority: its key is made and shown here, and signs in lockboxd alone. */
#include "access/ca.h"
#include "base/jsonparts.h"

#include <glib/gstdio.h>

#include "access/krl.h"
#include "base/i18n.h"
#include "config/places.h"
#include "operator/console.h"
#include "operator/outcome.h"
#include "operator/verbs.h"
#include "service/grants.h"
#include "service/operator.h"

/* A list without entries: targets that could not read one would let nobody in. */
static bool
write_list(LbService *service, const char *private, const char *path, GError **error)
{
    uint64_t revision = 0;
    LbClockReading now;
    g_autoptr(GArray) serials = lb_grants_revoked(service, &revision, error);
    if (serials == NULL || !lb_clock_read(lb_clock_system(), &now, error))
        return false;
    LbKrlOrder list = { .directory = private,
                        .path = path,
                        .serials = serials,
                        .version = revision,
                        .time = now.wall,
                        .clock = lb_clock_system() };
    return lb_krl_write(&list, error);
}

/* Makes and logs the key. One that is not in the log is none. */
static LbSshKey *
make_key(LbService *service, const char *private, GError **error)
{
    g_autoptr(LbSshKey) key = lb_ca_init(private, lb_clock_system(), error);
    if (key == NULL || lb_operator_log_ca(service, key, error))
        return g_steal_pointer(&key);
    g_autofree char *path = lb_ca_path(private);
    g_unlink(path);
    return NULL;
}

bool
lb_ctl_ca_init(LbInvocation *invocation, GError **error)
{
    g_autofree char *private = lb_places_private(invocation->data);
    g_autofree char *list = lb_places_krl(invocation->config, invocation->data);
    g_autofree char *shown = lb_console_quote(list);
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    g_autoptr(LbSshKey) key = service != NULL ? make_key(service, private, error) : NULL;
    if (key == NULL || !write_list(service, private, list, error))
        return false;
    lb_invocation_say_test(invocation, service);
    g_string_append_printf(
        invocation->out,
        _("Made the key that signs certificates, %s, and the list of revoked ones, %s.\n"
          "\n"
          "On each target, put this line into /etc/ssh/lockbox-ca.pub:\n"
          "%s %s\n"
          "\n"
          "the list into /etc/ssh/lockbox.krl, the target's principal, which 'lockboxctl target "
          "show' prints, into /etc/ssh/lockbox-principals/LOGIN, and into its sshd_config:\n"
          "TrustedUserCAKeys /etc/ssh/lockbox-ca.pub\n"
          "AuthorizedPrincipalsFile /etc/ssh/lockbox-principals/%%u\n"
          "RevokedKeys /etc/ssh/lockbox.krl\n"),
        key->fingerprint, shown, key->type, key->blob);
    return true;
}

bool
lb_ctl_ca_show(LbInvocation *invocation, GError **error)
{
    g_autofree char *private = lb_places_private(invocation->data);
    g_autofree char *list = lb_places_krl(invocation->config, invocation->data);
    g_autofree char *shown = lb_console_quote(list);
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    g_autoptr(LbSshKey) key =
        service != NULL ? lb_ca_read(private, lb_clock_system(), error) : NULL;
    if (key == NULL)
        return false;
    g_autofree char *line = g_strdup_printf("%s %s", key->type, key->blob);
    if (!lb_invocation_json(invocation)) {
        lb_invocation_say_test(invocation, service);
        g_string_append_printf(invocation->out, _("%s\nFingerprint: %s\nRevoked: %s\n"), line,
                               key->fingerprint, shown);
        return true;
    }
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "publicKey", line);
    lb_json_add_text_member(builder, "fingerprint", key->fingerprint);
    lb_json_add_text_member(builder, "krl", list);
    lb_json_add_flag_member(builder, "test", lb_service_is_test(service));
    json_builder_end_object(builder);
    lb_invocation_say_json(invocation, builder);
    return true;
}
