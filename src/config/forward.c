/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The group [forward]: where the activity log is forwarded to. */
#include "config/forward.h"

#include <string.h>

#include "base/i18n.h"
#include "config/keyfile.h"
#include "config/server.h"

const char *
lb_forward_check_server(const char *value)
{
    if (lb_forward_is_local(value))
        return strlen(value) <= LB_FORWARD_PATH_MOST
                   ? NULL
                   : N_("must be a path of 107 bytes at most, as all sockets have");
    return lb_server_check(value) == NULL ? NULL
                                          : N_("must be HOST:PORT, or the path of a socket, as "
                                               "/dev/log");
}

const char *
lb_forward_check_security(const char *value)
{
    bool known = strcmp(value, "tls") == 0 || strcmp(value, "none") == 0;
    return known ? NULL : N_("must be tls or none");
}

const char *
lb_forward_check_facility(const char *value)
{
    for (const LbName *row = lb_forward_facility_names; row->name != NULL; row++)
        if (strcmp(row->name, value) == 0)
            return NULL;
    return N_("must be audit, auth, authpriv, or local0 to local7");
}

const char *
lb_forward_check_number(const char *value)
{
    guint64 number = 0;
    bool right = g_ascii_string_to_unsigned(value, 10, 1, G_MAXINT32, &number, NULL);
    return right ? NULL : N_("must be a private enterprise number, as IANA gives them");
}

const char *
lb_forward_check_limit(const char *value)
{
    guint64 limit = 0;
    bool right = g_ascii_string_to_unsigned(value, 10, LB_FORWARD_MESSAGE_LEAST,
                                            LB_FORWARD_MESSAGE_MOST, &limit, NULL);
    return right ? NULL : N_("must be a number of bytes, 1024 to 65536");
}

void
lb_forward_set_defaults(LbForwardTarget *target)
{
    target->security = g_strdup("tls");
    target->facility = g_strdup("audit");
    target->limit = LB_FORWARD_MESSAGE_USUAL;
    target->timeout = 30;
}

bool
lb_forward_check(const LbForwardTarget *target, const char *path, GError **error)
{
    if ((target->certificate_file == NULL) != (target->key_file == NULL))
        return lb_key_file_refuse(
            error, path, "forward", "certificate-file",
            _("certificate-file and key-file must both be there, or neither"));
    if (target->server == NULL)
        return true;
    if (target->number == 0)
        return lb_key_file_refuse(
            error, path, "forward", "enterprise-number",
            _("structured data needs your private enterprise number, which IANA gives to everybody "
              "for nothing; to try forwarding out there is 32473, the number of examples"));
    bool plain = strcmp(target->security, "none") == 0 && !lb_forward_is_local(target->server);
    if (plain && !lb_server_is_loopback(target->server) && !target->allow_plaintext)
        return lb_key_file_refuse(
            error, path, "forward", "security",
            _("none is for a collector on this machine; for another one it takes "
              "allow-plaintext = yes, I know"));
    return true;
}
