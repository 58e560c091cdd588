/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages, retries and mailboxes. */
#include "core/message.h"

#include <string.h>

#include "base/i18n.h"
#include "base/sha256.h"
#include "base/span.h"
#include "core/ticket.h"

#define RETRY_FIRST (15 * LB_SECOND)
#define RETRY_LONGEST LB_HOUR
#define RETRY_FOR (4 * LB_DAY)
#define RETRY_LEAST 10

#define HOST_KEYS_MOST 8

const LbName lb_event_names[] = {
    { LB_EVENT_WAITING, "waiting", NULL },
    { LB_EVENT_APPROVED, "approved", NULL },
    { LB_EVENT_DENIED, "denied", NULL },
    { LB_EVENT_EXPIRED, "expired", NULL },
    { LB_EVENT_CANCELED, "canceled", NULL },
    { LB_EVENT_REVOKED, "revoked", NULL },
    { LB_EVENT_COMPLETED, "completed", NULL },
    { LB_EVENT_CHANGED, "changed", NULL },
    { LB_EVENT_INVITED, "invited", NULL },
    { LB_EVENT_REPLIED, "replied", NULL },
    { LB_EVENT_CLOSED, "closed", NULL },
    { LB_EVENT_HELD, "held", NULL },
    { LB_EVENT_DECLINED, "declined", NULL },
    { LB_EVENT_EXCLUSION, "exclusion", NULL },
    { LB_EVENT_NOT_OPENED, "not-opened", NULL },
    { LB_EVENT_NOT_ENDED, "not-ended", NULL },
    { LB_EVENT_REMINDER, "reminder", NULL },
    { LB_EVENT_HELD_REMINDER, "held-reminder", NULL },
    { 0, NULL, NULL },
};

const LbName lb_delivery_names[] = {
    { LB_DELIVERY_ACCEPTED, "accepted", NULL },
    { LB_DELIVERY_LATER, "later", NULL },
    { LB_DELIVERY_REFUSED, "refused", NULL },
    { 0, NULL, NULL },
};

const LbName lb_mail_state_names[] = {
    { LB_MAIL_QUEUED, "queued", N_("waits") },
    { LB_MAIL_SENDING, "sending", N_("is being sent") },
    { LB_MAIL_ACCEPTED, "accepted", N_("accepted") },
    { LB_MAIL_REFUSED, "refused", N_("refused") },
    { LB_MAIL_FAILED, "failed", N_("given up") },
    { LB_MAIL_WITHDRAWN, "withdrawn", N_("withdrawn") },
    { LB_MAIL_BOUNCED, "bounced", N_("came back") },
    { 0, NULL, NULL },
};

const LbName lb_bounce_names[] = {
    { LB_BOUNCE_MARKED, "marked", NULL },
    { LB_BOUNCE_ELSEWHERE, "elsewhere", NULL },
    { LB_BOUNCE_AGAIN, "again", NULL },
    { LB_BOUNCE_NOT_YET, "not-yet", NULL },
    { LB_BOUNCE_NOT_TAKEN, "not-taken", NULL },
    { LB_BOUNCE_UNKNOWN, "unknown", NULL },
    { 0, NULL, NULL },
};

bool
lb_event_is_about_people(LbEvent event)
{
    return event == LB_EVENT_CHANGED || event == LB_EVENT_INVITED;
}

bool
lb_event_is_about_ticket(LbEvent event)
{
    return event == LB_EVENT_REPLIED || event == LB_EVENT_CLOSED;
}

bool
lb_event_is_about_exclusion(LbEvent event)
{
    return event == LB_EVENT_EXCLUSION;
}

void
lb_exclusion_facts_free(LbExclusionFacts *facts)
{
    if (facts == NULL)
        return;
    g_free(facts->tenant);
    g_free(facts->subscription);
    g_free(facts->where);
    g_free(facts->recorder);
    g_free(facts);
}

void
lb_ticket_facts_free(LbTicketFacts *facts)
{
    if (facts == NULL)
        return;
    g_free(facts->tenant);
    g_free(facts->caller);
    g_free(facts);
}

LbPeopleFacts *
lb_people_facts_new(void)
{
    LbPeopleFacts *facts = g_new0(LbPeopleFacts, 1);
    facts->changes = g_ptr_array_new_with_free_func((GDestroyNotify)lb_change_free);
    facts->roles = g_ptr_array_new_with_free_func(g_free);
    facts->keys = g_ptr_array_new_with_free_func(g_free);
    return facts;
}

void
lb_people_facts_free(LbPeopleFacts *facts)
{
    if (facts == NULL)
        return;
    g_free(facts->tenant);
    g_free(facts->account);
    g_free(facts->caller);
    g_ptr_array_unref(facts->changes);
    g_ptr_array_unref(facts->roles);
    g_ptr_array_unref(facts->keys);
    g_free(facts);
}

LbMessage *
lb_message_new(void)
{
    return g_new0(LbMessage, 1);
}

void
lb_message_free(LbMessage *message)
{
    if (message == NULL)
        return;
    g_free(message->message_id);
    g_free(message->in_reply_to);
    g_free(message->address);
    g_free(message->account);
    g_free(message->token);
    g_free(message->language);
    g_free(message->time_zone);
    g_free(message->log_head);
    lb_request_free(message->request);
    g_clear_pointer(&message->grants, g_ptr_array_unref);
    lb_done_facts_free(message->done);
    lb_people_facts_free(message->people);
    lb_ticket_facts_free(message->ticket);
    lb_exclusion_facts_free(message->exclusion);
    g_free(message);
}

char *
lb_message_about(const LbMessage *message)
{
    if (message->ticket != NULL)
        return lb_ticket_id(message->ticket->number);
    if (message->exclusion != NULL)
        return lb_exclusion_id(message->exclusion->number);
    return message->request != NULL ? lb_request_id(message->request) : g_strdup("people");
}

const char *
lb_delivery_row_about(const LbDeliveryRow *row)
{
    if (row->request != NULL)
        return row->request;
    return row->ticket != NULL ? row->ticket : row->exclusion;
}

void
lb_delivery_row_free(LbDeliveryRow *row)
{
    if (row == NULL)
        return;
    g_free(row->event);
    g_free(row->request);
    g_free(row->ticket);
    g_free(row->exclusion);
    g_free(row->account);
    g_free(row->address);
    g_free(row->message_id);
    g_free(row->status);
    g_free(row->answer);
    g_free(row->bounce);
    g_free(row);
}

LbSite *
lb_site_new(void)
{
    return g_new0(LbSite, 1);
}

void
lb_site_free(LbSite *site)
{
    if (site == NULL)
        return;
    g_free(site->provider);
    g_free(site->host);
    g_free(site->host_key);
    g_free(site->from);
    g_free(site->bounces);
    g_free(site);
}

/* ssh's way to write it: SHA256: and 43 characters of base64. */
static bool
is_fingerprint(const char *text)
{
    const char *digits = text + strlen("SHA256:");
    return g_str_has_prefix(text, "SHA256:") && strlen(digits) == 43 &&
           strspn(digits, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") == 43;
}

GStrv
lb_host_keys_split(const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    g_autoptr(GStrvBuilder) keys = g_strv_builder_new();
    int count = 0;
    for (char **word = words; *word != NULL; word++) {
        if (**word == '\0') /* one more space */
            continue;
        if (!is_fingerprint(*word) || ++count > HOST_KEYS_MOST)
            return NULL;
        g_strv_builder_add(keys, *word);
    }
    return count > 0 ? g_strv_builder_end(keys) : NULL;
}

#define TOKEN_DIGITS 32

static bool
is_token(const char *text)
{
    return text != NULL && strlen(text) == TOKEN_DIGITS &&
           strspn(text, "0123456789abcdef") == TOKEN_DIGITS;
}

char *
lb_reverse_path(const LbSite *site, const char *token)
{
    const char *at_sign = site->bounces != NULL ? strchr(site->bounces, '@') : NULL;
    if (at_sign == NULL || !is_token(token))
        return g_strdup(site->from);
    return g_strdup_printf("%.*s+%s%s", (int)(at_sign - site->bounces), site->bounces, token,
                           at_sign);
}

char *
lb_reverse_path_token(const char *mailbox)
{
    const char *at_sign = mailbox != NULL ? strrchr(mailbox, '@') : NULL;
    if (at_sign == NULL || at_sign - mailbox < TOKEN_DIGITS + 2 ||
        at_sign[-TOKEN_DIGITS - 1] != '+')
        return NULL;
    /* Local parts may have changed their case on the way. */
    g_autofree char *digits = g_strndup(at_sign - TOKEN_DIGITS, TOKEN_DIGITS);
    g_autofree char *token = g_ascii_strdown(digits, -1);
    return is_token(token) ? g_steal_pointer(&token) : NULL;
}

/* The same number for the same attempt of the same message, and any for another. */
static uint64_t
draw(const char *message_id, int attempts)
{
    g_autoptr(LbSha256) sha = lb_sha256_new();
    uint8_t digest[LB_SHA256_SIZE];
    uint64_t number = 0;
    lb_sha256_add_text(sha, message_id);
    lb_sha256_add_int64(sha, attempts);
    lb_sha256_finish(sha, digest);
    for (size_t i = 0; i < sizeof number; i++)
        number = number << 8 | digest[i];
    return number;
}

int64_t
lb_retry_next(int64_t failed, int attempts, const char *message_id)
{
    int doublings = CLAMP(attempts - 1, 0, 20);
    int64_t delay = MIN(RETRY_FIRST << doublings, RETRY_LONGEST);
    return failed + delay + (int64_t)(draw(message_id, attempts) % (uint64_t)(delay / 4));
}

bool
lb_retry_is_over(int64_t first, int64_t failed, int attempts)
{
    return first != 0 && failed - first >= RETRY_FOR && attempts >= RETRY_LEAST;
}

static bool
is_domain(const char *domain)
{
    size_t length = strlen(domain);
    if (length == 0 || length > 253 || strstr(domain, "..") != NULL)
        return false;
    for (const char *at = domain; *at != '\0'; at++) {
        bool inner = *at == '.' || *at == '-';
        bool edge = at == domain || at[1] == '\0' || at[-1] == '.' || at[1] == '.';
        if (!g_ascii_isalnum(*at) && (!inner || edge))
            return false;
    }
    return true;
}

bool
lb_mailbox_is_valid(const char *text)
{
    const char *at_sign = text != NULL ? strrchr(text, '@') : NULL;
    if (at_sign == NULL || strlen(text) > 254 || at_sign - text > 64 || at_sign == text)
        return false;
    if (text[0] == '-' || text[0] == '.' || at_sign[-1] == '.' || strstr(text, "..") != NULL)
        return false;
    for (const char *at = text; at < at_sign; at++)
        if (!g_ascii_isalnum(*at) && strchr("!#$%&'*+-/=?^_`{|}~.", *at) == NULL)
            return false;
    return is_domain(at_sign + 1);
}
