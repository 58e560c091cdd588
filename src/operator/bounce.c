/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mail bounce: a mail came back, or something that says so. It comes from whoever knows the address. What it says is noted
 * beside the mail that it names, and decides nothing.
 *
 * Whatever the mail is, the mail server is told that all went well: it must not answer it, and nobody learns which tokens
 * there are. Only what this machine cannot do now is done again later, and what a report says of a mail that is still under
 * way as far as the outbox knows. */
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "base/i18n.h"
#include "core/message.h"
#include "operator/inbound.h"
#include "operator/mailbox.h"
#include "operator/outcome.h"
#include "operator/verbs.h"
#include "service/deliveries.h"

#define TRIES 5 /* a second apart */

/* In the log of mail; on standard output only for who asks, since mail servers tell the sender what a command says. */
static void
say(LbInvocation *invocation, const char *words)
{
    if (lb_invocation_option(invocation, "verbose") != NULL)
        g_string_append_printf(invocation->out, "%s\n", words);
    openlog("lockboxctl", LOG_PID, LOG_MAIL);
    syslog(LOG_INFO, "mail bounce: %s", words);
}

static bool
take_mail(gpointer data, const char *file, const char *bytes, size_t length, bool whole,
          GError **error)
{
    (void)file;
    LbInbound **letter = data;
    if (whole)
        *letter = lb_inbound_ask(bytes, length, error);
    else
        g_set_error_literal(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_BAD_FILE,
                            _("The mail is longer than what is read of one."));
    return *letter != NULL;
}

/* The mail on standard input; NULL without @error, and said why, when there is none that can be read. */
static LbInbound *
read_letter(LbInvocation *invocation, GError **error)
{
    g_autoptr(GError) fault = NULL;
    LbInbound *letter = NULL;
    lb_mailbox_read_one(STDIN_FILENO, take_mail, &letter, &fault);
    if (letter != NULL)
        return letter;
    if (fault == NULL)
        say(invocation, _("There is no mail on standard input."));
    else if (g_error_matches(fault, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_BAD_FILE))
        say(invocation, fault->message);
    else
        g_propagate_error(error, g_steal_pointer(&fault));
    return NULL;
}

/* Why nothing is noted of a mail of each kind. */
static const char *const reasons[] = {
    [LB_INBOUND_OTHER] = N_("It is no report about a mail that was not delivered."),
    [LB_INBOUND_OURS] = N_("It is a mail from Lockbox itself, no report about one."),
    [LB_INBOUND_AUTO_REPLY] = N_("It is an automatic reply, no report about a mail."),
};

/* The recipient that a mail was given up for; NULL, said why, where the report says nothing of that kind. */
static const LbInboundRecipient *
find_failed(LbInvocation *invocation, const LbInbound *letter)
{
    for (guint i = 0; i < letter->recipients->len; i++) {
        const LbInboundRecipient *recipient = g_ptr_array_index(letter->recipients, i);
        if (lb_inbound_recipient_failed(recipient))
            return recipient;
    }
    if (letter->recipients->len == 0) {
        say(invocation, _("The report names no recipient."));
        return NULL;
    }
    g_autofree char *words = lb_inbound_recipient_words(g_ptr_array_index(letter->recipients, 0));
    g_autofree char *line =
        g_strdup_printf(_("The report does not say that a mail was given up: %s"), words);
    say(invocation, line);
    return NULL;
}

/* The tokens of whom the mail server delivers to, else of the report's own header. */
static GPtrArray *
find_tokens(const LbInvocation *invocation, const LbInbound *letter)
{
    GPtrArray *tokens = g_ptr_array_new_with_free_func(g_free);
    const GPtrArray *to = lb_invocation_options(invocation, "to");
    for (guint i = 0; to != NULL && i < MIN(to->len, LB_INBOUND_LIST_MOST); i++) {
        char *token = lb_reverse_path_token(g_ptr_array_index(to, i));
        if (token != NULL)
            g_ptr_array_add(tokens, token);
    }
    bool given = tokens->len > 0;
    for (guint i = 0; !given && i < letter->tokens->len; i++) {
        const LbInboundToken *found = g_ptr_array_index(letter->tokens, i);
        g_ptr_array_add(tokens, g_strdup(found->token));
    }
    return tokens;
}

static const char *const outcomes[] = {
    [LB_BOUNCE_MARKED] = N_("Noted that a mail did not arrive: {report}"),
    [LB_BOUNCE_ELSEWHERE] =
        N_("Noted that a mail did not arrive, by a report that names another address: {report}"),
    [LB_BOUNCE_AGAIN] = N_("It was known already that this mail did not arrive: {report}"),
    [LB_BOUNCE_NOT_YET] =
        N_("The report is about a mail that is still under way, and is for later: {report}"),
    [LB_BOUNCE_NOT_TAKEN] =
        N_("The report is about a mail that no mail server has taken, and is not noted: {report}"),
    [LB_BOUNCE_UNKNOWN] = N_("The report is about no mail of this database: {report}"),
};

/* A mail server can be quicker with its report than lockboxd, to which it just said that it takes the mail, with writing that
 * down. */
static bool
mark(LbService *service, const char *token, const LbInboundRecipient *recipient, const char *words,
     LbBounce *what, GError **error)
{
    const char *address = recipient->original != NULL ? recipient->original : recipient->final;
    for (int tries = 0; tries < TRIES; tries++) {
        if (tries > 0)
            g_usleep(G_USEC_PER_SEC);
        if (!lb_deliveries_bounce(service, token, address, words, what, error))
            return false;
        if (*what != LB_BOUNCE_NOT_YET)
            return true;
    }
    return true;
}

static bool
note(LbInvocation *invocation, LbService *service, const char *token,
     const LbInboundRecipient *recipient, bool *later, GError **error)
{
    LbBounce what = LB_BOUNCE_UNKNOWN;
    g_autofree char *words = lb_inbound_recipient_words(recipient);
    if (!mark(service, token, recipient, words, &what, error))
        return false;
    g_autoptr(GString) line = g_string_new(_(outcomes[what]));
    g_string_replace(line, "{report}", words, 1);
    say(invocation, line->str);
    *later |= what == LB_BOUNCE_NOT_YET;
    return true;
}

/* All of them before it is put off: what was noted stays noted. */
static bool
note_each(LbInvocation *invocation, LbService *service, const GPtrArray *tokens,
          const LbInboundRecipient *recipient, GError **error)
{
    bool later = false;
    for (guint i = 0; i < tokens->len; i++)
        if (!note(invocation, service, g_ptr_array_index(tokens, i), recipient, &later, error))
            return false;
    if (later)
        g_set_error_literal(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_NOT_NOW,
                            _("not now: the same may go well later"));
    return !later;
}

bool
lb_ctl_mail_bounce(LbInvocation *invocation, GError **error)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(LbInbound) letter = read_letter(invocation, &fault);
    if (fault != NULL) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return false;
    }
    if (letter == NULL)
        return true;
    if (letter->kind != LB_INBOUND_BOUNCE) {
        say(invocation, _(reasons[letter->kind]));
        return true;
    }
    const LbInboundRecipient *recipient = find_failed(invocation, letter);
    if (recipient == NULL)
        return true;
    g_autoptr(GPtrArray) tokens = find_tokens(invocation, letter);
    if (tokens->len == 0) {
        say(invocation, _("The report went to no address that a mail of Lockbox names."));
        return true;
    }
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    return service != NULL && note_each(invocation, service, tokens, recipient, error);
}
