/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails about people. Text for people is whole sentences, with facts in braces. */
#include "notify/aboutpeople.h"

#include <string.h>

#include "base/i18n.h"
#include "notify/phrases.h"

/* All marked for translation, none translated. Each sentence is short enough to stay as it is in the raw mail. */
typedef struct {
    const char *subject;
    const char *opening;
    const char *meaning[3];
    const char *look;
    const char *act; /* the command's verb */
} Words;

#define TO_READ N_("To read all of it in the activity log:"), "log"
#define TO_ASK N_("To see who you are here:"), "whoami"
#define WAITING N_("A new key, role or mail address cannot decide requests that already wait.")

/* TRANSLATORS: words in braces are replaced by facts; keep them as they are, in any order. */
static const Words to_approvers = {
    N_("Who may decide for {tenant} has changed"),
    N_("Who may decide about access to resources of {tenant}, how they are reached, or on what "
       "terms, has changed."),
    { WAITING, N_("If you did not expect this, speak to {provider}."),
      N_("Until it is clear, deny what waits, and revoke what is open.") },
    TO_READ,
};

static const Words to_admins = {
    N_("Who works for {provider} has changed"),
    N_("Who works for {provider}, with which key or role, or how they are reached, has changed."),
    { N_("If you did not expect this, revoke the key or the role, or switch the account off."),
      N_("Then find out who did it.") },
    TO_READ,
};

static const Words to_person = {
    N_("Your account has changed"),
    N_("Your account in Lockbox of {provider}, for {tenant}, was changed."),
    { WAITING, N_("If you did not expect this, speak to {provider}, and to those who approve for "
                  "{tenant}.") },
    TO_ASK,
};

static const Words to_one_of_us = {
    N_("Your account has changed"),
    N_("Your account in Lockbox of {provider} was changed."),
    { N_("If you did not expect this, speak to whoever runs this Lockbox.") },
    TO_ASK,
};

#define GIVEN N_("{account}: {after}")
#define TAKEN N_("{account}: {before}")
#define OTHER                                                                          \
    N_("{account}: {before}, now {after}"), N_("{account}: none before, now {after}"), \
        N_("{account}: {before}, now none")
#define PERSON                                                               \
    N_("{account}: {before}, now {after}"), N_("{account}: now of {after}"), \
        N_("{account}: no more of {before}")
#define ROLE N_("{account}: {role}, {scope}"), N_("{account}: {role}")
#define TERM \
    N_("{before}, now {after}"), N_("as usual before, now {after}"), N_("{before}, now as usual")

/* What the row of a change says: the first whose facts are all there. */
static const struct {
    const char *texts[3];
} change_texts[] = {
    [LB_CHANGE_KEY_ADDED] = { { GIVEN } },
    [LB_CHANGE_KEY_REVOKED] = { { TAKEN } },
    [LB_CHANGE_ROLE_GRANTED] = { { ROLE } },
    [LB_CHANGE_ROLE_REVOKED] = { { ROLE } },
    [LB_CHANGE_COVERED] = { { ROLE } },
    [LB_CHANGE_UNCOVERED] = { { ROLE } },
    [LB_CHANGE_MAIL] = { { OTHER } },
    [LB_CHANGE_ACCOUNT] = { { N_("{before}, now {after}") } },
    [LB_CHANGE_PERSON] = { { PERSON } },
    [LB_CHANGE_KIND] = { { OTHER } },
    [LB_CHANGE_ENABLED] = { { N_("{account}") } },
    [LB_CHANGE_DISABLED] = { { N_("{account}") } },
    [LB_CHANGE_ADDRESS_ADDED] = { { GIVEN } },
    [LB_CHANGE_ADDRESS_REMOVED] = { { TAKEN } },
    [LB_CHANGE_ISOLATED] = { { OTHER } },
    [LB_CHANGE_QUORUM] = { { N_("{before}, now {after}, for {scope}") } },
    [LB_CHANGE_PLAN] = { { TERM } },
    [LB_CHANGE_PREVIEW] = { { TERM } },
    [LB_CHANGE_QUEUE_TIME] = { { TERM } },
    [LB_CHANGE_ACCESS_TIME] = { { TERM } },
};

/* A role that is held everywhere: over all of the customer's subscriptions, or as one of the provider's. */
static void
put_scope(LbMailFacts *facts, const LbPeopleFacts *people, const char *scope)
{
    if (g_strcmp0(scope, "/") != 0)
        lb_mail_facts_put_identity(facts, "scope", scope);
    else
        lb_mail_facts_put(facts, "scope",
                          people->tenant != NULL ? g_strdup(_("all subscriptions")) : NULL);
}

static void
put_value(LbMailFacts *facts, const char *name, const LbChange *change, const char *value)
{
    if (change->kind == LB_CHANGE_PREVIEW && value != NULL)
        lb_mail_facts_put(facts, name, g_strdup(strcmp(value, "0") == 0 ? _("no") : _("yes")));
    else
        lb_mail_facts_put_identity(facts, name, value);
}

static char *
change_text(LbMailFacts *facts, const LbPeopleFacts *people, const LbChange *change)
{
    G_STATIC_ASSERT(G_N_ELEMENTS(change_texts) == LB_CHANGE_COUNT);
    const char *const *texts = change_texts[change->kind].texts;
    char *text = NULL;
    lb_mail_facts_put_identity(facts, "account", change->account != NULL ? change->account : "");
    lb_mail_facts_put_role(facts, "role", change->after != NULL ? change->after : change->before);
    put_scope(facts, people, change->scope);
    put_value(facts, "before", change, change->before);
    put_value(facts, "after", change, change->after);
    for (size_t i = 0; text == NULL && i < G_N_ELEMENTS(change_texts[0].texts) && texts[i] != NULL;
         i++)
        text = lb_mail_facts_fill(facts, _(texts[i]));
    if (!change->outside)
        return text;
    lb_mail_facts_put(facts, "change", text);
    return lb_mail_facts_fill(
        facts, _("{change} (by nobody in Lockbox: it was written into its database)"));
}

static void
add_changes(LbMailParts *parts, LbMailFacts *facts, const LbPeopleFacts *people)
{
    for (guint i = 0; i < people->changes->len; i++) {
        const LbChange *change = g_ptr_array_index(people->changes, i);
        const char *label = lb_names_label(lb_change_names, (int)change->kind);
        lb_mail_parts_add_row(parts, _(label), change_text(facts, people, change));
    }
    if (people->changes->len == 0)
        lb_mail_parts_add_row(parts, _("What"), g_strdup(_("the activity log has it")));
}

static void
add_caller(LbMailParts *parts, LbMailFacts *facts, const char *caller)
{
    bool by_operator = g_strcmp0(caller, "operator") == 0;
    lb_mail_facts_put_identity(facts, "caller", caller);
    lb_mail_parts_add_row(parts, _("By"),
                          by_operator ? g_strdup(_("operator, who runs this host"))
                                      : lb_mail_facts_fill(facts, "{caller}"));
}

static char *
tell_changes(LbMailParts *parts, LbMailFacts *facts, const LbSite *site, const LbMessage *message)
{
    const LbPeopleFacts *people = message->people;
    const Words *to_customer = message->approver ? &to_approvers : &to_person;
    const Words *to_provider = message->approver ? &to_admins : &to_one_of_us;
    const Words *words = people->tenant != NULL ? to_customer : to_provider;
    lb_mail_parts_say(parts, lb_mail_facts_fill(facts, _(words->opening)));
    add_changes(parts, facts, people);
    if (people->more > 0)
        lb_mail_parts_add_row(
            parts, _("More"),
            g_strdup_printf(ngettext_("%d more, in the activity log",
                                      "%d more, in the activity log", (unsigned long)people->more),
                            people->more));
    add_caller(parts, facts, people->caller);
    for (size_t i = 0; i < G_N_ELEMENTS(words->meaning) && words->meaning[i] != NULL; i++)
        lb_mail_parts_say(parts, lb_mail_facts_fill(facts, _(words->meaning[i])));
    lb_mail_parts_say(parts, g_strdup(_(words->look)));
    lb_mail_say_command(parts, site, false, words->act);
    lb_mail_say_waiting(parts, site);
    lb_mail_say_host_keys(parts, facts, site);
    return lb_mail_facts_fill(facts, _(words->subject));
}

/* @line is "Owner /subscriptions/…". */
static char *
role_text(LbMailFacts *facts, const LbPeopleFacts *people, const char *line)
{
    const char *scope = strstr(line, " /");
    g_autofree char *role = g_strndup(line, scope != NULL ? (gsize)(scope - line) : strlen(line));
    lb_mail_facts_put_role(facts, "role", role);
    put_scope(facts, people, scope != NULL ? scope + 1 : NULL);
    char *text = lb_mail_facts_fill(facts, _("{role}, {scope}"));
    return text != NULL ? text : lb_mail_facts_fill(facts, "{role}");
}

static void
add_person(LbMailParts *parts, LbMailFacts *facts, const LbPeopleFacts *people)
{
    lb_mail_facts_put_identity(facts, "account", people->account);
    lb_mail_parts_add_row(parts, _("Who you are"), lb_mail_facts_fill(facts, "{account}"));
    lb_mail_parts_add_row(parts, _("Customer"), lb_mail_facts_fill(facts, "{tenant}"));
    for (guint i = 0; i < people->roles->len; i++)
        lb_mail_parts_add_row(parts, _("Role"),
                              role_text(facts, people, g_ptr_array_index(people->roles, i)));
    if (people->roles->len == 0)
        lb_mail_parts_add_row(parts, _("Role"), g_strdup(_("none so far")));
    if (people->more > 0)
        lb_mail_parts_add_row(
            parts, _("More"),
            g_strdup_printf(ngettext_("%d more role", "%d more roles", (unsigned long)people->more),
                            people->more));
    for (guint i = 0; i < people->keys->len; i++) {
        lb_mail_facts_put_identity(facts, "key", g_ptr_array_index(people->keys, i));
        lb_mail_parts_add_row(parts, _("Your key"), lb_mail_facts_fill(facts, "{key}"));
    }
}

static void
say_how_to_make_a_key(LbMailParts *parts)
{
    lb_mail_parts_say(parts, g_strdup(_("You have no key here yet. Make one on your own machine, "
                                        "with a security key (FIDO2) if you have one:")));
    lb_mail_parts_add_copy(parts, g_strdup("ssh-keygen -t ed25519-sk -O verify-required"));
    lb_mail_parts_say(parts, g_strdup(_("or without:")));
    lb_mail_parts_add_copy(parts, g_strdup("ssh-keygen -t ed25519"));
    lb_mail_parts_say(parts, g_strdup(_("Give the file that ends in .pub to whoever runs this "
                                        "Lockbox, in person or by a way that you both trust.")));
    lb_mail_parts_say(parts, g_strdup(_("The other file stays with you.")));
}

/* Without IdentityFile, IdentitiesOnly has ssh offer the keys in their usual places, and none that an agent holds
 * besides. */
static void
say_configuration(LbMailParts *parts, const LbSite *site)
{
    lb_mail_parts_say(parts, g_strdup(_("Put this into the file ~/.ssh/config on your machine:")));
    lb_mail_parts_add_copy(parts, g_strdup("Host lockbox"));
    lb_mail_parts_add_copy(parts, g_strdup_printf("    HostName %s", site->host));
    if (site->port != 22)
        lb_mail_parts_add_copy(parts, g_strdup_printf("    Port %d", site->port));
    lb_mail_parts_add_copy(parts, g_strdup("    User lockbox"));
    lb_mail_parts_add_copy(parts, g_strdup("    IdentitiesOnly yes"));
    lb_mail_parts_add_copy(parts, g_strdup("    RequestTTY yes"));
    lb_mail_parts_add_copy(parts, g_strdup("    ForwardAgent no"));
    lb_mail_parts_say(parts, g_strdup(_("If your key is not where ssh-keygen puts it, add a line "
                                        "with IdentityFile and its place.")));
}

static void
say_first_visit(LbMailParts *parts, const LbSite *site)
{
    g_auto(GStrv) keys = site->host_key != NULL ? lb_host_keys_split(site->host_key) : NULL;
    if (keys == NULL) {
        lb_mail_parts_say(
            parts,
            g_strdup(_("On your first visit ssh shows the fingerprint of this host's key.")));
        lb_mail_parts_say(
            parts,
            g_strdup(_("Before you say yes, ask whoever runs this Lockbox what it has to be.")));
        return;
    }
    lb_mail_parts_say(parts, g_strdup(_("On your first visit ssh shows the fingerprint of this "
                                        "host's key. Say yes only to one of these:")));
    for (char **key = keys; *key != NULL; key++)
        lb_mail_parts_add_copy(parts, g_strdup(*key));
}

static char *
invite(LbMailParts *parts, LbMailFacts *facts, const LbSite *site, const LbMessage *message)
{
    const LbPeopleFacts *people = message->people;
    const char *opening = people->tenant != NULL
                              ? N_("You can come in to Lockbox of {provider}, where {tenant} "
                                   "answers requests for access to its resources.")
                              : N_("You can come in to Lockbox of {provider}, where customers "
                                   "answer requests for access to their resources.");
    lb_mail_parts_say(parts, lb_mail_facts_fill(facts, _(opening)));
    add_person(parts, facts, people);
    if (people->keys->len == 0)
        say_how_to_make_a_key(parts);
    say_configuration(parts, site);
    say_first_visit(parts, site);
    lb_mail_parts_say(parts, g_strdup(people->keys->len > 0
                                          ? _("Then this opens all that waits for you:")
                                          : _("Once your key is known here, this opens all "
                                              "that waits for you:")));
    lb_mail_parts_add_copy(parts, g_strdup("ssh lockbox"));
    return lb_mail_facts_fill(facts, _("You can come in to Lockbox of {provider}"));
}

char *
lb_mail_about_people(LbMailParts *parts, LbMailFacts *facts, const LbSite *site,
                     const LbMessage *message)
{
    if (message->people->tenant != NULL)
        lb_mail_facts_put_name(facts, "tenant", message->people->tenant, NULL);
    return message->event == LB_EVENT_INVITED ? invite(parts, facts, site, message)
                                              : tell_changes(parts, facts, site, message);
}
