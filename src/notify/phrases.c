/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What mails say alike. */
#include "notify/phrases.h"

#include "base/i18n.h"

void
lb_mail_say_command(LbMailParts *parts, const LbSite *site, bool screen, const char *act)
{
    GString *command = g_string_new(screen ? "ssh -t " : "ssh ");
    if (site->port != 22)
        g_string_append_printf(command, "-p %d ", site->port);
    g_string_append_printf(command, "lockbox@%s", site->host);
    if (act != NULL)
        g_string_append_printf(command, " %s", act);
    lb_mail_parts_add_copy(parts, g_string_free(command, FALSE));
}

void
lb_mail_say_waiting(LbMailParts *parts, const LbSite *site)
{
    lb_mail_parts_say(parts, g_strdup(_("All that waits for you:")));
    lb_mail_say_command(parts, site, true, NULL);
}

void
lb_mail_say_host_keys(LbMailParts *parts, LbMailFacts *facts, const LbSite *site)
{
    g_auto(GStrv) keys = site->host_key != NULL ? lb_host_keys_split(site->host_key) : NULL;
    for (char **key = keys; key != NULL && *key != NULL; key++) {
        lb_mail_facts_put(facts, "key", g_strdup(*key));
        lb_mail_parts_add_line(parts, lb_mail_facts_fill(facts, _("Host key: {key}")));
    }
}

void
lb_mail_say_alternate(LbMailParts *parts, LbMailFacts *facts, const LbMessage *message)
{
    if (!message->alternate)
        return;
    lb_mail_facts_put_identity(facts, "account", message->account);
    lb_mail_parts_say(
        parts, lb_mail_facts_fill(facts, _("This address is an alternate one of {account}. It is "
                                           "told, and can decide nothing: only {account} can "
                                           "answer, with a key of its own.")));
}

void
lb_mail_say_closing(LbMailParts *parts, const LbMailFacts *facts)
{
    lb_mail_parts_add_line(
        parts, g_strdup(_("We never ask for a password, and never take an answer by mail.")));
    /* TRANSLATORS: the number stands before the hash; "lockboxctl log verify" reads this line. */
    lb_mail_parts_add_line(parts, lb_mail_facts_fill(facts, _("Log: entry {entry}, head {head}")));
}
