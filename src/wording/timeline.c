/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the timeline. What an entry of the log says is said as the log says it. */
#include "wording/timeline.h"

#include "base/i18n.h"
#include "base/span.h"
#include "base/time.h"
#include "wording/events.h"
#include "wording/logdetails.h"
#include "wording/logwords.h"
#include "wording/mails.h"
#include "wording/plain.h"

static char *
phrase_entry(const LbActivity *entry)
{
    const char *operation = _(lb_names_label(lb_operation_names, (int)entry->operation));
    g_autofree char *details = lb_phrase_details_short(entry->details);
    return *details != '\0' ? g_strdup_printf("%s: %s", operation, details) : g_strdup(operation);
}

static char *
phrase_event(const LbEventRow *row)
{
    g_autofree char *name = lb_plain_inline(row->resource_name);
    g_autofree char *what = lb_phrase_event(row->event);
    return g_strdup_printf("%s: %s", name, what);
}

char *
lb_phrase_moment(const LbMoment *moment)
{
    if (moment->event != NULL)
        return phrase_event(moment->event);
    if (moment->entry != NULL)
        return phrase_entry(moment->entry);
    if (moment->weighing != NULL)
        return lb_plain_inline(moment->weighing->words);
    if (moment->mail == NULL)
        return g_strdup(_("opened the request"));
    g_autofree char *about = lb_phrase_mail_about(moment->mail);
    g_autofree char *plain = lb_plain_inline(about);
    return g_strdup_printf(_("mail accepted: %s"), plain);
}

char *
lb_phrase_moment_who(const LbMoment *moment)
{
    if (moment->weighing != NULL)
        return g_strdup(_("(rules)"));
    if (moment->who == NULL)
        return g_strdup(moment->event != NULL ? _("somebody unknown") : _("(time)"));
    return lb_plain_inline(moment->who);
}

void
lb_timeline_words(GPtrArray *words, const LbTimelineFilter *filter)
{
    for (const LbName *row = lb_moment_kind_names; row->name != NULL; row++)
        if ((filter->kinds & LB_MOMENT_BIT(row->value)) != 0)
            lb_log_words_add(words, "--kind", g_strdup(row->name));
    if (filter->since != 0)
        lb_log_words_add(words, "--since", lb_time_to_iso(filter->since));
    if (filter->until != 0)
        lb_log_words_add(words, "--until", lb_time_to_iso(filter->until));
    if (filter->text != NULL)
        lb_log_words_add(words, "--text", g_strdup(filter->text));
    if (filter->after != NULL)
        lb_log_words_add(words, "--after", lb_moment_key_write(filter->after));
}

char *
lb_phrase_later(int64_t span)
{
    if (span < LB_MINUTE)
        return g_strdup_printf(_("+%d s"), (int)(MAX(span, 0) / LB_SECOND));
    g_autofree char *text = lb_time_format_span(span);
    return g_strdup_printf("+%s", text);
}
