/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session that sshd started. The client chooses most of the environment, so little of it is believed. */
#include "commands/session.h"

#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "commands/line.h"
#include "core/reference.h"
#include "core/refusal.h"
#include "service/targets.h"

#define USER_AUTH_LIMIT (64 * 1024)
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* What may stay, and of which characters. A locale's name becomes part of a path, so it has no slash. */
static const struct {
    const char *name;       /* one that ends with _ is a beginning */
    const char *characters; /* NULL: any */
    size_t most;
} kept[] = {
    { "TERM", LETTERS "+._-", 64 },     { "LANG", LETTERS "_.@-", 64 },
    { "LC_", LETTERS "_.@-", 64 },      { "NO_COLOR", NULL, 64 },
    { "COLORTERM", LETTERS "._-", 64 }, { "SSH_", NULL, SIZE_MAX },
};

static bool
is_kept(const char *name, const char *value)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
        bool named = g_str_has_suffix(kept[i].name, "_") ? g_str_has_prefix(name, kept[i].name)
                                                         : strcmp(name, kept[i].name) == 0;
        if (!named)
            continue;
        size_t length = strlen(value);
        return length <= kept[i].most &&
               (kept[i].characters == NULL || strspn(value, kept[i].characters) == length);
    }
    return false;
}

void
lb_session_clean_environment(void)
{
    g_auto(GStrv) all = g_get_environ();
    clearenv();
    for (char **entry = all; *entry != NULL; entry++) {
        char *value = strchr(*entry, '=');
        if (value == NULL || value == *entry)
            continue;
        *value++ = '\0';
        if (is_kept(*entry, value))
            g_setenv(*entry, value, TRUE);
    }
}

GStrv
lb_session_words(LbMalformed *how, GError **error)
{
    const char *line = g_getenv("SSH_ORIGINAL_COMMAND");
    g_auto(GStrv) words =
        lb_line_split(line != NULL ? line : "", line != NULL ? strlen(line) : 0, how, error);
    if (words == NULL)
        return NULL;
    int64_t number = 0;
    bool alone = words[0] != NULL && words[1] == NULL;
    g_autofree char *line_of_id =
        alone && lb_request_parse_id(words[0], &number) ? g_strdup_printf("open %s", words[0])
        : alone && lb_ticket_parse_id(words[0], &number)
            ? g_strdup_printf("ticket TK-%lld", (long long)number)
        : alone && lb_reference_is_one(words[0]) ? g_strdup_printf("ticket %s", words[0])
        : alone && lb_exclusion_parse_id(words[0], &number)
            ? g_strdup_printf("open EX-%lld", (long long)number)
            : NULL;
    return line_of_id != NULL ? g_strsplit(line_of_id, " ", -1) : g_steal_pointer(&words);
}

/* An address as sshd writes it; one that is only good on one network has a zone behind %. */
static bool
is_address(const char *text)
{
    size_t length = strcspn(text, "%");
    const char *zone = text + length;
    if (*zone == '%' && (zone[1] == '\0' || strlen(zone) > 17 ||
                         strspn(zone + 1, LETTERS "._-") != strlen(zone + 1)))
        return false;
    g_autofree char *address = g_strndup(text, length);
    return g_hostname_is_ip_address(address);
}

static bool
is_port(const char *text)
{
    guint64 port = 0;
    return g_ascii_string_to_unsigned(text, 10, 0, 65535, &port, NULL);
}

char *
lb_session_client_address(const char *connection)
{
    g_auto(GStrv) words = g_strsplit(connection, " ", 5);
    bool right = g_strv_length(words) == 4 && is_address(words[0]) && is_port(words[1]) &&
                 is_address(words[2]) && is_port(words[3]);
    return right ? g_strdup(words[0]) : NULL;
}

/* What sshd says about how the session came in; NULL where it says nothing. The caller frees it. */
static bool
read_proof(char **proof, GError **error)
{
    const char *path = g_getenv("SSH_USER_AUTH");
    size_t length = 0;
    *proof = path != NULL ? lb_file_read(path, USER_AUTH_LIMIT, &length, error) : NULL;
    if (path != NULL && *proof == NULL) {
        g_prefix_error(error, "SSH_USER_AUTH: ");
        return false;
    }
    return *proof == NULL || strlen(*proof) == length ||
           lb_refuse(error, LB_REFUSAL_UNKNOWN_IDENTITY, "(SSH_USER_AUTH)");
}

bool
lb_session_identify_target(LbService *service, int64_t key, GError **error)
{
    const char *line = g_getenv("SSH_ORIGINAL_COMMAND");
    g_autofree char *proof = NULL;
    if (!read_proof(&proof, error) || !lb_targets_identify_key(service, key, proof, error))
        return false;
    return line == NULL || *line == '\0' || strcmp(line, "krl") == 0 ||
           lb_command_misuse(error, _("This key fetches the list of revoked certificates, and can "
                                      "do nothing else."));
}

LbActor *
lb_session_identify(LbService *service, int64_t key, GError **error)
{
    const char *connection = g_getenv("SSH_CONNECTION");
    g_autofree char *proof = NULL;
    if (!read_proof(&proof, error))
        return NULL;
    g_autofree char *address = connection != NULL ? lb_session_client_address(connection) : NULL;
    if (connection != NULL && address == NULL) {
        lb_refuse(error, LB_REFUSAL_UNKNOWN_IDENTITY, "(SSH_CONNECTION)");
        return NULL;
    }
    return lb_service_identify_key(service, key, proof, address, error);
}
