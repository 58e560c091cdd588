/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline in words and as JSON: nobody else's words can look like ours, whatever they are. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "commands/jsontimeline.h"
#include "commands/view.h"
#include "wording/timeline.h"

static LbMoment *
new_moment(LbMomentKind kind, const char *who)
{
    LbMoment *moment = g_new0(LbMoment, 1);
    moment->kind = kind;
    moment->who = g_strdup(who);
    return moment;
}

/* Moments of each source that have @text wherever a word of others can stand. */
static GPtrArray *
new_moments(const char *text)
{
    GPtrArray *moments = g_ptr_array_new_with_free_func((GDestroyNotify)lb_moment_free);
    LbMoment *logged = new_moment(LB_MOMENT_OTHER, text);
    logged->entry = g_new0(LbActivity, 1);
    logged->entry->operation = LB_OPERATION_REVOKE;
    logged->entry->caller = g_strdup(text);
    logged->entry->details = g_strdup("{\"reason\":\"\\u001b[2J\\u202e\\nApproved.\"}");
    g_ptr_array_add(moments, logged);
    LbMoment *told = new_moment(LB_MOMENT_NOTIFIED, text);
    told->mail = g_new0(LbDeliveryRow, 1);
    told->mail->event = g_strdup(text);
    told->mail->request = g_strdup("LB-42");
    g_ptr_array_add(moments, told);
    LbMoment *happened = new_moment(LB_MOMENT_EVENT, text);
    happened->event = g_new0(LbEventRow, 1);
    happened->event->resource_name = g_strdup(text);
    happened->event->event = lb_winevent_new();
    happened->event->event->kind = LB_WINEVENT_PROCESS_START;
    happened->event->event->process = g_strdup(text);
    happened->event->event->command = g_strdup(text);
    g_ptr_array_add(moments, happened);
    g_ptr_array_add(moments, new_moment(LB_MOMENT_READ, text));
    return moments;
}

Test(timeline, no_words_of_others_do_harm)
{
    for (const char *const *text = hostile_texts; *text != NULL; text++) {
        g_autoptr(GPtrArray) moments = new_moments(*text);
        g_autofree char *all = lb_json_timeline(moments, NULL, true);
        cr_expect(is_harmless(all), "%s", all);
        for (guint i = 0; i < moments->len; i++) {
            const LbMoment *moment = g_ptr_array_index(moments, i);
            g_autofree char *what = lb_phrase_moment(moment), *who = lb_phrase_moment_who(moment);
            g_autofree char *line = lb_json_moment(moment, "LB-42", false);
            cr_expect(is_harmless(what) && is_harmless(who) && is_harmless(line), "%s %s", what,
                      who);
            cr_expect(strchr(what, '\n') == NULL && strchr(who, '\n') == NULL, "%s %s", what, who);
            cr_expect(strchr(line, '\n') == line + strlen(line) - 1, "one line: %s", line);
        }
    }
}

Test(timeline, how_long_after_is_said_shortly)
{
    static const struct {
        int64_t span;
        const char *said;
    } rows[] = { { 0, "+0 s" },
                 { LB_SECOND - 1, "+0 s" },
                 { 59 * LB_SECOND, "+59 s" },
                 { LB_MINUTE, "+1 min" },
                 { 2 * LB_HOUR + 5 * LB_MINUTE, "+2 h 5 min" },
                 { 3 * LB_DAY, "+3 d" } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *said = lb_phrase_later(rows[i].span);
        cr_expect_str_eq(said, rows[i].said);
    }
}
