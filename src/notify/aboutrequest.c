/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails about a request. */
#include "notify/aboutrequest.h"

#include "base/i18n.h"
#include "base/time.h"
#include "notify/aboutdone.h"
#include "notify/aboutgrants.h"
#include "notify/phrases.h"
#include "notify/words.h"

static void
put_time(LbMailFacts *facts, const char *name, int64_t time, GTimeZone *zone)
{
    if (time != 0)
        lb_mail_facts_put(facts, name, lb_time_format(time, zone, LB_TIME_FULL));
}

/* The fact that names the time of its end. Only the one who asks hands access back; others end it by closing the ticket, and
 * nobody does where a target was changed. @granted: it had grants. */
static const char *
how_it_ended(const LbRequest *request, bool granted)
{
    if (request->ended >= request->access_end)
        return "over";
    if (request->ended_by == NULL && granted)
        return "moved";
    bool handed_back =
        request->ended_by == NULL || g_strcmp0(request->ended_by, request->requester_account) == 0;
    return handed_back ? "early" : "ticketed";
}

static void
put_times(LbMailFacts *facts, const LbMessage *message, GTimeZone *zone)
{
    const LbRequest *request = message->request;
    bool granted = message->grants != NULL;
    bool was_open = request->access_start != 0 && request->ended != 0;
    put_time(facts, "expiration", request->expiration, zone);
    if (request->notified == 0)
        put_time(facts, "lapsed", request->ended, zone);
    put_time(facts, "held", message->held_until, zone);
    if (message->extends != 0)
        put_time(facts, message->extends_over ? "since" : "until", message->extends_end, zone);
    put_time(facts, "decided", request->decided, zone);
    put_time(facts, "closed", request->ended != 0 ? request->ended : request->decided, zone);
    if (request->ended == 0)
        put_time(facts, "end", request->access_end, zone);
    if (was_open)
        put_time(facts, "ended", request->ended, zone);
    if (was_open && request->ended_by == NULL)
        put_time(facts, "stopped", request->ended, zone);
    if (was_open)
        put_time(facts, how_it_ended(request, granted), request->ended, zone);
}

/* What is still missing before it goes on. */
static void
put_missing(LbMailFacts *facts, const LbMessage *message)
{
    const LbRequest *request = message->request;
    bool waits = request->decided == 0 && request->ended == 0 && request->expiration != 0;
    int customer = waits ? MAX(request->quorum - request->approvals, 0) : 0;
    int missing = request->notified == 0 ? message->held_missing : customer;
    if (missing > 0)
        lb_mail_facts_put(
            facts, "missing",
            g_strdup_printf(ngettext_("%d more is needed, and nothing opens without it",
                                      "%d more are needed, and nothing opens without them",
                                      (unsigned long)missing),
                            missing));
}

static void
put_extended(LbMailFacts *facts, const LbMessage *message)
{
    const LbRequest extended = { .number = message->extends, .jit_only = message->extends_jit };
    if (message->extends != 0)
        lb_mail_facts_put(facts, "prolongs", lb_request_id(&extended));
}

static void
put_request(LbMailFacts *facts, const LbRequest *request)
{
    int resources = (int)request->resources->len;
    int hours = request->hours_granted > 0 ? request->hours_granted : request->hours;
    lb_mail_facts_put(facts, "request", lb_request_id(request));
    lb_mail_facts_put(facts, "ticket", g_strdup_printf("TK-%" G_GINT64_FORMAT, request->ticket));
    lb_mail_facts_put_name(facts, "tenant", request->tenant_name, request->tenant);
    lb_mail_facts_put_name(facts, "subscription", request->subscription_name,
                           request->subscription);
    lb_mail_facts_put_name(facts, "what", request->scenario_label, request->scenario);
    lb_mail_facts_put(facts, "level",
                      g_strdup(_(lb_names_label(lb_level_names, (int)request->level))));
    lb_mail_facts_put_identity(facts, "account", request->requester_account);
    lb_mail_facts_put_role(facts, "role", request->requester_role);
    lb_mail_facts_put(
        facts, "resources",
        g_strdup_printf(ngettext_("%d resource", "%d resources", (unsigned long)resources),
                        resources));
    lb_mail_facts_put(
        facts, "hours",
        g_strdup_printf(ngettext_("%d hour", "%d hours", (unsigned long)hours), hours));
    if (request->quorum > 1 && request->decided == 0 && request->ended == 0) {
        lb_mail_facts_put(facts, "given", g_strdup_printf("%d", request->approvals));
        lb_mail_facts_put(facts, "needed", g_strdup_printf("%d", request->quorum));
    }
    lb_mail_facts_put_identity(facts, "by", request->decided_by);
    lb_mail_facts_put_identity(facts, "ender", request->ended_by);
}

/* Most rows have nothing to tell: they are not translated. */
static void
add_rows(LbMailParts *parts, const LbMailFacts *facts, const LbMailRow *rows, size_t most)
{
    for (size_t i = 0; i < most && rows[i].label != NULL; i++)
        if (lb_mail_facts_have(facts, rows[i].text))
            lb_mail_parts_add_row(parts, _(rows[i].label),
                                  lb_mail_facts_fill(facts, _(rows[i].text)));
}

/* There is one of what has ended. */
static void
say_receipt(LbMailParts *parts, const LbSite *site, const LbMessage *message)
{
    g_autofree char *id = lb_request_id(message->request);
    g_autofree char *receipt = g_strconcat("receipt ", id, NULL);
    if (message->done == NULL || !message->approver)
        return;
    lb_mail_parts_say(parts, g_strdup(_("To read its receipt, and to keep it:")));
    lb_mail_say_command(parts, site, true, receipt);
}

char *
lb_mail_about_request(LbMailParts *parts, LbMailFacts *facts, const LbSite *site,
                      const LbMessage *message)
{
    const LbMailWords *words = lb_mail_words_get(message->event, message->approver);
    if (words == NULL)
        return NULL;
    g_autoptr(GTimeZone) zone = lb_time_zone(message->time_zone);
    put_request(facts, message->request);
    put_missing(facts, message);
    put_extended(facts, message);
    put_times(facts, message, zone);
    lb_mail_put_grants(facts, message, zone);
    lb_mail_put_done(facts, message);
    g_autofree char *id = lb_request_id(message->request);
    g_autofree char *open = g_strconcat("open ", id, NULL);
    bool more = message->extends != 0;
    const char *opening =
        more && words->more_opening != NULL ? words->more_opening : words->opening;
    lb_mail_parts_say(parts, lb_mail_facts_fill(facts, _(opening)));
    add_rows(parts, facts, lb_mail_words_common, SIZE_MAX);
    add_rows(parts, facts, words->rows, LB_MAIL_ROWS);
    add_rows(parts, facts, lb_mail_words_grants, SIZE_MAX);
    add_rows(parts, facts, lb_mail_words_done, SIZE_MAX);
    lb_mail_say_ways(parts, site, message);
    lb_mail_parts_say(parts, g_strdup(_(words->look)));
    lb_mail_say_command(parts, site, true, open);
    say_receipt(parts, site, message);
    lb_mail_say_waiting(parts, site);
    lb_mail_say_host_keys(parts, facts, site);
    return lb_mail_facts_fill(facts, _(more ? words->more : words->subject));
}
