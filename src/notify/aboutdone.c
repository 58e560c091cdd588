/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done, as facts of a mail: numbers and hashes, never a word of the engineer's. */
#include "notify/aboutdone.h"

#include <limits.h>

#include "base/i18n.h"
#include "base/time.h"

#define HASHES_MOST 5
#define HASH_DIGITS 16

static void
put_number(LbMailFacts *facts, const char *name, int64_t number)
{
    lb_mail_facts_put(facts, name, g_strdup_printf("%lld", (long long)number));
}

static void
put_sessions(LbMailFacts *facts, const LbDoneFacts *done)
{
    if (done->sessions > 0)
        lb_mail_facts_put(
            facts, "sessions",
            g_strdup_printf(ngettext_("%d session", "%d sessions", (unsigned long)done->sessions),
                            done->sessions));
    if (done->relays > 0)
        lb_mail_facts_put(
            facts, "relays",
            g_strdup_printf(ngettext_("%d connection to a port", "%d connections to ports",
                                      (unsigned long)done->relays),
                            done->relays));
    lb_mail_facts_put(facts, "span", lb_time_format_span(done->span));
    put_number(facts, "sent", done->sent);
    put_number(facts, "received", done->received);
}

/* Each way in which one ended, once. */
static void
put_ends(LbMailFacts *facts, const LbDoneFacts *done)
{
    g_autoptr(GString) words = g_string_new(NULL);
    for (const LbName *row = lb_done_end_names; row->name != NULL; row++)
        if (g_ptr_array_find_with_equal_func(done->ends, row->name, g_str_equal, NULL))
            g_string_append_printf(words, "%s%s", words->len > 0 ? "; " : "", _(row->label));
    if (done->going > 0)
        g_string_append_printf(words, "%s%s", words->len > 0 ? "; " : "", _("still being ended"));
    if (words->len > 0)
        lb_mail_facts_put(facts, "ends", g_strdup(words->str));
}

static void
put_hashes(LbMailFacts *facts, const LbDoneFacts *done)
{
    g_autoptr(GString) hashes = g_string_new(NULL);
    guint more = done->hashes->len > HASHES_MOST ? done->hashes->len - HASHES_MOST : 0;
    for (guint i = 0; i < MIN(done->hashes->len, HASHES_MOST); i++) {
        g_autofree char *safe = lb_mail_facts_name(g_ptr_array_index(done->hashes, i));
        g_string_append_printf(hashes, "%s%.*s…", i > 0 ? ", " : "", HASH_DIGITS, safe);
    }
    if (hashes->len > 0)
        lb_mail_facts_put(facts, "hashes",
                          more == 0
                              ? g_strdup(hashes->str)
                              : g_strdup_printf(ngettext_("%s and %u more", "%s and %u more", more),
                                                hashes->str, more));
}

void
lb_mail_put_done(LbMailFacts *facts, const LbMessage *message)
{
    const LbDoneFacts *done = message->done;
    if (done == NULL || !message->approver)
        return;
    if (message->grants == NULL)
        lb_mail_facts_put(facts, "unseen",
                          g_strdup(_("Lockbox opened nothing itself, so it has not seen what was "
                                     "done.")));
    else if (done->sessions + done->relays == 0)
        lb_mail_facts_put(facts, "nobody", g_strdup(_("Nobody went in through Lockbox.")));
    else
        put_sessions(facts, done);
    put_ends(facts, done);
    put_hashes(facts, done);
    if (done->events > 0)
        lb_mail_facts_put(facts, "events",
                          g_strdup_printf(ngettext_("%d event came in", "%d events came in",
                                                    (unsigned long)done->events),
                                          (int)MIN(done->events, INT_MAX)));
}
