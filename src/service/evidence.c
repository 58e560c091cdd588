/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sshd says of how somebody came in. */
#include "service/evidence.h"

#include <string.h>

/* Whether one line of @user_auth is "publickey TYPE BLOB" with this type and blob. */
static bool
names_key(const char *user_auth, const char *type, const char *blob)
{
    g_auto(GStrv) lines = g_strsplit(user_auth, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        g_auto(GStrv) words = g_strsplit(*line, " ", -1);
        if (g_strv_length(words) == 3 && strcmp(words[0], "publickey") == 0 &&
            strcmp(words[1], type) == 0 && strcmp(words[2], blob) == 0)
            return true;
    }
    return false;
}

bool
lb_evidence_proves_key(const LbService *service, const char *user_auth, const char *type,
                       const char *blob)
{
    return user_auth != NULL ? names_key(user_auth, type, blob) : lb_service_is_test(service);
}

/* Whether sshd completed a method that asks for something else than a key: a secret that is known, or a ticket of another
 * service. A host's word (hostbased), or a second key, is no second factor of the person. Behind / stands by which means
 * sshd asked. */
static bool
has_other_method(const char *user_auth)
{
    static const char *const others[] = { "password", "keyboard-interactive", "gssapi-with-mic",
                                          "gssapi-keyex", NULL };
    g_auto(GStrv) lines = g_strsplit(user_auth, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        g_autofree char *method = g_strndup(*line, strcspn(*line, " /"));
        if (g_strv_contains(others, method))
            return true;
    }
    return false;
}

LbEvidence
lb_evidence_find(const char *user_auth, const char *type)
{
    /* lockbox-keys lets those in with verify-required alone. */
    if (g_str_has_prefix(type, "sk-"))
        return LB_EVIDENCE_SECURITY_KEY;
    return has_other_method(user_auth) ? LB_EVIDENCE_TWO_METHODS : LB_EVIDENCE_NONE;
}
