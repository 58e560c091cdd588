/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was said in a ticket, while it is gathered. */
#include "tickets/history.h"

#include <string.h>

#include "base/text.h"
#include "core/terms.h"
#include "tickets/html.h"

char *
lb_history_line(const char *text)
{
    return lb_text_keep(text, -1, LB_LIMIT_LINE);
}

static char *
name_of(const char *account, const char *real)
{
    if (real == NULL || *real == '\0' || strcmp(real, account) == 0)
        return lb_history_line(account);
    g_autofree char *both = g_strdup_printf("%s <%s>", real, account);
    return g_utf8_strlen(both, -1) <= LB_LIMIT_LINE ? lb_history_line(both)
                                                    : lb_history_line(account);
}

LbWords *
lb_words_new(int64_t id, int64_t time, const char *account, const char *real)
{
    LbWords *words = g_new0(LbWords, 1);
    words->id = id;
    words->time = time;
    words->author = g_strdup(account);
    words->name = name_of(account, real);
    words->text = g_string_new(NULL);
    return words;
}

static void
free_words(LbWords *words)
{
    g_free(words->author);
    g_free(words->name);
    g_string_free(words->text, TRUE);
    g_free(words);
}

/* Tabs are harmful on screens of cells, and would be shown by their number. */
static char *
untab(const char *text)
{
    g_auto(GStrv) pieces = g_strsplit(text, "\t", -1);
    return g_strjoinv("    ", pieces);
}

void
lb_words_add(LbWords *words, const char *text, bool html)
{
    g_autofree char *plain = html ? lb_html_to_text(text, strlen(text)) : untab(text);
    g_strchomp(plain);
    if (*plain == '\0')
        return;
    g_string_append_printf(words->text, "%s%s", words->text->len > 0 ? "\n\n" : "", plain);
    g_autofree char *kept =
        lb_text_keep(words->text->str, (gssize)words->text->len, LB_LIMIT_KEPT_TEXT);
    g_string_assign(words->text, kept);
}

GPtrArray *
lb_history_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)free_words);
}

bool
lb_history_tell_sides(GPtrArray *history, LbHistoryAsk ask, gpointer data, GError **error)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < history->len; i++) {
        LbWords *words = g_ptr_array_index(history, i);
        gpointer found = NULL;
        if (g_hash_table_lookup_extended(known, words->author, NULL, &found)) {
            words->provider = found != NULL;
            continue;
        }
        if (!ask(data, words->author, &words->provider, error))
            return false;
        g_hash_table_insert(known, words->author, GINT_TO_POINTER((int)words->provider));
    }
    return true;
}

void
lb_history_put(const GPtrArray *history, LbExternalTicket *ticket)
{
    for (guint i = history->len; i > 0; i--) {
        const LbWords *words = g_ptr_array_index(history, i - 1);
        LbTicketEntry *entry = g_new0(LbTicketEntry, 1);
        entry->time = words->time;
        entry->author = g_strdup(words->name);
        entry->side = words->provider ? LB_SIDE_PROVIDER : LB_SIDE_CUSTOMER;
        entry->text = lb_text_keep(words->text->str, (gssize)words->text->len, LB_LIMIT_KEPT_TEXT);
        g_ptr_array_add(ticket->entries, entry);
    }
    lb_external_ticket_shorten(ticket);
}
