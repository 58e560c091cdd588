/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subject and bodies of a mail: the builder of its family, between what every mail begins and ends with. */
#include "notify/body.h"

#include "base/i18n.h"
#include "notify/aboutexclusion.h"
#include "notify/aboutpeople.h"
#include "notify/aboutrequest.h"
#include "notify/aboutticket.h"
#include "notify/error.h"
#include "notify/phrases.h"

/* Adds what the builder of its family says; returns the subject. */
static char *
add_matter(LbMailParts *parts, LbMailFacts *facts, const LbSite *site, const LbMessage *message)
{
    if (lb_event_is_about_people(message->event))
        return lb_mail_about_people(parts, facts, site, message);
    if (lb_event_is_about_ticket(message->event))
        return lb_mail_about_ticket(parts, facts, site, message);
    if (lb_event_is_about_exclusion(message->event))
        return lb_mail_about_exclusion(parts, facts, site, message);
    return lb_mail_about_request(parts, facts, site, message);
}

/* The language that is really spoken, which is English where a translation is missing. */
static const char *
language(void)
{
    /* TRANSLATORS: the code of your language, as in <html lang="…">: ja, de, … */
    return _("en");
}

static LbMailBody *
finish(const LbSite *site, const LbMailParts *parts, const char *subject)
{
    LbMailBody *body = g_new0(LbMailBody, 1);
    body->subject = g_strconcat(site->test ? _("[Lockbox, test] ") : "[Lockbox] ", subject, NULL);
    body->language = g_strdup(language());
    body->text = lb_mail_parts_to_text(parts);
    body->html = lb_mail_parts_to_html(parts, body->language, body->subject);
    return body;
}

LbMailBody *
lb_mail_body_new(const LbSite *site, const LbMessage *message, GError **error)
{
    g_autoptr(LbMailFacts) facts = lb_mail_facts_new(site, message);
    g_autoptr(LbMailParts) parts = lb_mail_parts_new();
    if (site->test)
        lb_mail_parts_warn(
            parts,
            g_strdup(_("This is a test. It comes from a test database; no real access is meant.")));
    g_autofree char *subject = add_matter(parts, facts, site, message);
    if (subject == NULL) {
        g_set_error_literal(error, LB_NOTIFY_ERROR, LB_NOTIFY_ERROR_MESSAGE,
                            "the message lacks a fact that its event has to tell");
        return NULL;
    }
    lb_mail_say_alternate(parts, facts, message);
    lb_mail_say_closing(parts, facts);
    return finish(site, parts, subject);
}

LbMailBody *
lb_mail_body_trial_new(const LbSite *site, const LbMessage *message)
{
    g_autoptr(LbMailFacts) facts = lb_mail_facts_new(site, message);
    g_autoptr(LbMailParts) parts = lb_mail_parts_new();
    lb_mail_parts_say(
        parts, lb_mail_facts_fill(facts, _("{provider} is trying whether mails of Lockbox arrive. "
                                           "This is one. It asks nothing of you.")));
    lb_mail_parts_add_line(
        parts, g_strdup(_("We never ask for a password, and never take an answer by mail.")));
    return finish(site, parts, _("A trial: does mail arrive?"));
}

void
lb_mail_body_free(LbMailBody *body)
{
    if (body == NULL)
        return;
    g_free(body->language);
    g_free(body->subject);
    g_free(body->text);
    g_free(body->html);
    g_free(body);
}
