/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listening to an SMTP conversation. */
#include "notify/talk.h"

#include <stdlib.h>
#include <string.h>

/* libesmtp cuts lines at 1,023 bytes and would take the rest for the next one. */
#define LINE_LIMIT 1000

/* Of a reply; more is not shown anyway. */
#define TEXT_LIMIT 4000

LbTalk *
lb_talk_new(void)
{
    LbTalk *talk = g_new0(LbTalk, 1);
    talk->line = g_string_new(NULL);
    talk->text = g_string_new(NULL);
    return talk;
}

void
lb_talk_free(LbTalk *talk)
{
    if (talk == NULL)
        return;
    g_string_free(talk->line, TRUE);
    g_string_free(talk->text, TRUE);
    g_free(talk->said);
    g_free(talk->fault);
    g_free(talk);
}

void
lb_talk_connected(LbTalk *talk, bool tls_follows)
{
    talk->guarded = tls_follows;
    talk->owed = 1; /* the greeting */
    talk->in_auth = talk->authenticated = talk->unasked = talk->barred = false;
    g_string_truncate(talk->line, 0);
    g_string_truncate(talk->text, 0);
    g_clear_pointer(&talk->fault, g_free);
}

void
lb_talk_forget_fault(LbTalk *talk)
{
    if (!talk->barred)
        g_clear_pointer(&talk->fault, g_free);
}

void
lb_talk_secured(LbTalk *talk)
{
    talk->guarded = false;
    talk->owed = 0;
    talk->in_auth = talk->authenticated = false;
    g_string_truncate(talk->line, 0);
    g_string_truncate(talk->text, 0);
}

void
lb_talk_sent(LbTalk *talk, const char *bytes, size_t length)
{
    lb_trace_sent(talk->trace, bytes, length, talk->in_auth);
    for (size_t i = 0; i < length; i++)
        talk->owed += bytes[i] == '\n';
    if (length >= strlen("AUTH ") && g_ascii_strncasecmp(bytes, "AUTH ", strlen("AUTH ")) == 0)
        talk->in_auth = true;
}

static bool
is_reply(const GString *line)
{
    return line->len >= 3 && g_ascii_isdigit(line->str[0]) && g_ascii_isdigit(line->str[1]) &&
           g_ascii_isdigit(line->str[2]);
}

static void
take_line(LbTalk *talk)
{
    GString *line = talk->line;
    bool last = line->len < 4 || line->str[3] != '-';
    if (!is_reply(line))
        return;
    if (line->str[line->len - 1] == '\r')
        g_string_truncate(line, line->len - 1);
    if (line->len > 4 && talk->text->len < TEXT_LIMIT)
        g_string_append_printf(talk->text, " %s", line->str + 4);
    if (!last)
        return;
    g_free(talk->said);
    talk->said = g_strdup_printf("%.3s%s", line->str, talk->text->str);
    talk->code = atoi(talk->said);
    talk->replies++;
    g_string_truncate(talk->text, 0);
    if (talk->owed > 0)
        talk->owed--;
    bool fault = line->str[0] == '4' || line->str[0] == '5';
    if (fault && talk->fault == NULL)
        talk->fault = g_strndup(line->str, line->len);
    if (talk->in_auth && line->str[0] != '3') {
        talk->authenticated = strncmp(line->str, "235", 3) == 0;
        talk->barred = !talk->authenticated;
        talk->in_auth = false;
    }
}

void
lb_talk_received(LbTalk *talk, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool strange = talk->owed == 0 || talk->line->len >= LINE_LIMIT;
        if (strange && talk->guarded)
            talk->injected = true;
        else if (strange)
            talk->unasked = true;
        if (bytes[i] == '\n') {
            lb_trace_tell(talk->trace, LB_TRACE_RECEIVED, talk->line->str, -1);
            take_line(talk);
            g_string_truncate(talk->line, 0);
        } else if (talk->line->len < LINE_LIMIT) {
            g_string_append_c(talk->line, bytes[i]);
        }
    }
}
