/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails about an exclusion. Text for people is whole sentences, with facts in braces. */
#include "notify/aboutexclusion.h"

#include "base/i18n.h"
#include "base/time.h"
#include "notify/phrases.h"

static void
put_exclusion(LbMailFacts *facts, const LbExclusionFacts *exclusion, GTimeZone *zone)
{
    lb_mail_facts_put(facts, "exclusion", lb_exclusion_id(exclusion->number));
    lb_mail_facts_put(facts, "kind",
                      g_strdup(_(lb_names_label(lb_exclusion_kind_names, (int)exclusion->kind))));
    lb_mail_facts_put_name(facts, "tenant", exclusion->tenant, NULL);
    lb_mail_facts_put_name(facts, "subscription", exclusion->subscription, NULL);
    lb_mail_facts_put_name(facts, "where", exclusion->where, NULL);
    lb_mail_facts_put_identity(facts, "recorder", exclusion->recorder);
    lb_mail_facts_put(facts, "from", lb_time_format(exclusion->started, zone, LB_TIME_FULL));
    lb_mail_facts_put(facts, "until", lb_time_format(exclusion->ended, zone, LB_TIME_FULL));
}

char *
lb_mail_about_exclusion(LbMailParts *parts, LbMailFacts *facts, const LbSite *site,
                        const LbMessage *message)
{
    const LbExclusionFacts *exclusion = message->exclusion;
    g_autoptr(GTimeZone) zone = lb_time_zone(message->time_zone);
    put_exclusion(facts, exclusion, zone);
    g_autofree char *id = lb_exclusion_id(exclusion->number);
    g_autofree char *open = g_strconcat("open ", id, NULL);
    /* TRANSLATORS: words in braces are replaced by facts; keep them as they are, in any order. */
    const char *where = exclusion->where != NULL ? _("{where}, in subscription {subscription}")
                                                 : _("the whole subscription {subscription}");
    lb_mail_parts_say(
        parts, lb_mail_facts_fill(
                   facts, _("{provider} worked on systems of {tenant} without a request, in a case "
                            "for which none is made, and has recorded it as {exclusion}.")));
    lb_mail_parts_add_row(parts, _("Why no request"), lb_mail_facts_fill(facts, "{kind}"));
    lb_mail_parts_add_row(parts, _("Where"), lb_mail_facts_fill(facts, where));
    lb_mail_parts_add_row(parts, _("Began"), lb_mail_facts_fill(facts, "{from}"));
    lb_mail_parts_add_row(parts, _("Ended"), lb_mail_facts_fill(facts, "{until}"));
    lb_mail_parts_add_row(parts, _("Recorded by"), lb_mail_facts_fill(facts, "{recorder}"));
    lb_mail_parts_say(parts, g_strdup(_("To read what happened, and to acknowledge it:")));
    lb_mail_say_command(parts, site, true, open);
    lb_mail_parts_say(
        parts, g_strdup(_("It stays at the top of the screen until an owner or approver has "
                          "acknowledged it. Nothing waits for that, and nothing opens by it.")));
    lb_mail_say_host_keys(parts, facts, site);
    return lb_mail_facts_fill(
        facts, _("{exclusion}: work without a request, subscription {subscription}"));
}
