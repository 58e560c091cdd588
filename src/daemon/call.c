/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a packet by the table of calls. */
#include "daemon/call.h"

#include <stdbool.h>
#include <string.h>

#include "daemon/error.h"

static bool
is_printable(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] < ' ' || bytes[i] > '~')
            return false;
    return true;
}

static bool
has_empty(char **words)
{
    for (; *words != NULL; words++)
        if (**words == '\0')
            return true;
    return false;
}

static const LbCall *
find(const LbCall *table, const char *name)
{
    while (table->name != NULL && strcmp(table->name, name) != 0)
        table++;
    return table->name != NULL ? table : NULL;
}

const LbCall *
lb_call_read(const LbCall *table, const char *bytes, size_t length, GStrv *words, GError **error)
{
    if (length == 0 || length > LB_CALL_LIMIT) {
        g_set_error(error, LB_DAEMON_ERROR, LB_DAEMON_ERROR_REQUEST,
                    "a packet must have 1 to %d bytes", LB_CALL_LIMIT);
        return NULL;
    }
    if (!is_printable(bytes, length)) {
        g_set_error_literal(error, LB_DAEMON_ERROR, LB_DAEMON_ERROR_REQUEST,
                            "it is not printable ASCII");
        return NULL;
    }
    g_autofree char *line = g_strndup(bytes, length);
    g_auto(GStrv) all = g_strsplit(line, " ", -1);
    const LbCall *call = has_empty(all) ? NULL : find(table, all[0]);
    if (call == NULL) {
        g_set_error_literal(error, LB_DAEMON_ERROR, LB_DAEMON_ERROR_REQUEST,
                            "there is no such request");
        return NULL;
    }
    if (g_strv_length(all) != call->words + 1) {
        g_set_error(error, LB_DAEMON_ERROR, LB_DAEMON_ERROR_REQUEST, "%s takes %u words",
                    call->name, call->words);
        return NULL;
    }
    *words = g_strdupv(all + 1);
    return call;
}
