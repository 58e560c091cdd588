/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for sessions and their recordings. */
#include "wording/sessions.h"

#include "base/i18n.h"
#include "base/span.h"
#include "base/time.h"
#include "wording/plain.h"

#define KIBI 1024

char *
lb_phrase_seen(LbPassageKind kind, const char *customer)
{
    g_autofree char *name = lb_plain_inline(customer);
    return kind == LB_PASSAGE_CONNECT
               ? g_strdup_printf(_("Owners of %s can watch this session now, replay it later, and "
                                   "end it."),
                                 name)
               : g_strdup_printf(_("The bytes of this connection are counted. Owners of %s can end "
                                   "it."),
                                 name);
}

char *
lb_phrase_will_be_seen(const char *customer)
{
    g_autofree char *name = lb_plain_inline(customer);
    return g_strdup_printf(_("What a shell shows is recorded: owners of %s can watch it, replay it "
                             "and end it. Of a port, the bytes are counted, and it can be ended."),
                           name);
}

char *
lb_phrase_sessions(const GPtrArray *sessions)
{
    guint going = 0;
    for (guint i = 0; i < sessions->len; i++)
        going += ((const LbSession *)g_ptr_array_index(sessions, i))->ended == 0;
    if (sessions->len == 0)
        return NULL;
    if (going == 0)
        return g_strdup_printf(_("Sessions: %u, none goes on now"), sessions->len);
    if (going == 1)
        return g_strdup_printf(_("Sessions: %u, one goes on now"), sessions->len);
    return g_strdup_printf(_("Sessions: %u, %u go on now"), sessions->len, going);
}

char *
lb_phrase_session(const LbSession *session)
{
    g_autofree char *name = lb_plain_inline(session->resource_name);
    if (session->kind == LB_PASSAGE_RELAY)
        return g_strdup_printf(_("port %u of %s"), session->port, name);
    return g_strdup_printf(_("shell on %s"), name);
}

/* How one ended by itself, untranslated. */
static const struct {
    LbPassageEnd end;
    char mark;
    const char *words;
} ends[] = {
    { LB_PASSAGE_LEFT, '=', N_("left by the engineer") },
    { LB_PASSAGE_OVER, '=', N_("access was over") },
    { LB_PASSAGE_FAILED, '!', N_("never began") },
    { LB_PASSAGE_BROKEN, '!', N_("broke off") },
    { LB_PASSAGE_TOO_MUCH, '!', N_("the recording was full") },
    { LB_PASSAGE_STOPPED, '=', N_("ended by the customer") },
};

/* The row of @session, which has ended; the last one where its end is unknown. */
static size_t
find_end(const LbSession *session)
{
    int end = LB_PASSAGE_BROKEN;
    size_t at = 0;
    lb_names_find(lb_passage_end_names, session->why != NULL ? session->why : "", &end);
    while (at + 1 < G_N_ELEMENTS(ends) && (int)ends[at].end != end)
        at++;
    return at;
}

char
lb_session_mark(const LbSession *session)
{
    return session->ended == 0           ? '+'
           : session->stopped_by != NULL ? '='
                                         : ends[find_end(session)].mark;
}

char *
lb_phrase_session_end(const LbSession *session)
{
    g_autofree char *by = lb_plain_inline(session->stopped_by);
    if (session->stopped_by != NULL)
        return g_strdup_printf(session->ended == 0 ? _("being ended by %s") : _("ended by %s"), by);
    return g_strdup(session->ended == 0 ? _("goes on") : _(ends[find_end(session)].words));
}

char *
lb_phrase_recording(const LbSession *session)
{
    if (session->recording == LB_RECORDING_NONE)
        return g_strdup(_("not recorded"));
    if (session->recording == LB_RECORDING_DELETED)
        return g_strdup(_("deleted"));
    if (session->ended == 0)
        return g_strdup(_("goes on"));
    if (session->bytes == 0)
        return g_strdup(_("recorded"));
    int64_t kibi = (session->bytes + KIBI - 1) / KIBI;
    return kibi < 10 * KIBI ? g_strdup_printf("%lld KiB", (long long)kibi)
                            : g_strdup_printf("%lld MiB", (long long)(kibi / KIBI));
}

char *
lb_phrase_session_length(const LbSession *session, int64_t now)
{
    return lb_phrase_clock((session->ended != 0 ? session->ended : now) - session->begun);
}

char *
lb_phrase_session_who(const LbSession *session, GTimeZone *zone, int64_t now)
{
    g_autofree char *who = lb_plain_inline(session->account);
    g_autofree char *from = lb_plain_inline(session->address);
    g_autofree char *begun = lb_time_format(session->begun, zone, LB_TIME_FULL);
    g_autofree char *length = lb_phrase_session_length(session, now);
    return session->address != NULL
               ? g_strdup_printf(_("%s from %s, begun %s, %s long"), who, from, begun, length)
               : g_strdup_printf(_("%s, begun %s, %s long"), who, begun, length);
}

char *
lb_phrase_session_bytes(const LbSession *session)
{
    return g_strdup_printf(_("%lld bytes to the target, %lld from it"), (long long)session->sent,
                           (long long)session->received);
}

char *
lb_phrase_clock(int64_t span)
{
    int64_t seconds = MAX(span, 0) / LB_SECOND, hours = seconds / 3600;
    int minutes = (int)(seconds / 60 % 60), rest = (int)(seconds % 60);
    return hours > 0 ? g_strdup_printf("%lld:%02d:%02d", (long long)hours, minutes, rest)
                     : g_strdup_printf("%d:%02d", minutes, rest);
}
