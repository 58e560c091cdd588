/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for every transport: nothing leaves that could be read as more than one mail. */
#include "notify/transport.h"

#include <string.h>

#include "base/text.h"

#define LINE_LIMIT 998 /* RFC 5322, without CRLF */

char *
lb_answer_make_safe(const char *text)
{
    return lb_text_brief(text, -1, LB_ANSWER_LIMIT);
}

static bool
is_seven_bit(const char *bytes, size_t length)
{
    unsigned char all = 0;
    for (size_t i = 0; i < length; i++)
        all |= (unsigned char)bytes[i];
    return (all & 0x80) == 0 && memchr(bytes, '\0', length) == NULL;
}

/* 7-bit without NUL, every CR before an LF and every LF behind a CR, no overlong line, CRLF at the end. */
static bool
is_fit_for_wire(const char *bytes, size_t length)
{
    if (length < 2 || length > LB_MAIL_LIMIT || !is_seven_bit(bytes, length))
        return false;
    const char *end = bytes + length;
    while (bytes < end) {
        const char *feed = memchr(bytes, '\n', (size_t)(end - bytes));
        if (feed == NULL || feed == bytes || feed[-1] != '\r')
            return false;
        size_t line = (size_t)(feed - 1 - bytes);
        if (line > LINE_LIMIT || memchr(bytes, '\r', line) != NULL)
            return false;
        bytes = feed + 1;
    }
    return true;
}

/* Returns what stands against sending it, and in @delivery what that means; NULL: nothing. */
static const char *
find_harm(const LbEnvelope *envelope, LbDelivery *delivery)
{
    *delivery = LB_DELIVERY_LATER;
    if (!lb_mailbox_is_valid(envelope->from))
        return "not sent: the sender is no plain mailbox";
    *delivery = LB_DELIVERY_REFUSED;
    if (!lb_mailbox_is_valid(envelope->to))
        return "not sent: the recipient is no plain mailbox";
    if (!is_fit_for_wire(envelope->bytes, envelope->length))
        return "not sent: the mail is not well-formed";
    return NULL;
}

static const LbEnvelope *
next_harmless(gpointer data, int wait_ms)
{
    const LbMails *mails = data;
    for (;;) {
        LbDelivery delivery;
        const LbEnvelope *envelope = mails->next(mails->data, wait_ms);
        const char *harm = envelope != NULL ? find_harm(envelope, &delivery) : NULL;
        if (harm == NULL)
            return envelope;
        mails->settle(mails->data, delivery, harm);
    }
}

static void
settle_safely(gpointer data, LbDelivery delivery, const char *answer)
{
    const LbMails *mails = data;
    g_autofree char *safe = lb_answer_make_safe(answer);
    mails->settle(mails->data, delivery, safe);
}

bool
lb_mails_permit(const LbMails *mails)
{
    return mails->permit == NULL || mails->permit(mails->data);
}

static bool
permit(gpointer data)
{
    return lb_mails_permit(data);
}

void
lb_transport_run(LbTransport *transport, const LbMails *mails)
{
    LbMails harmless = { next_harmless, permit, settle_safely, (gpointer)(guintptr)mails };
    transport->run(transport, &harmless);
}

/* One mail that is all there is. */
typedef struct {
    const LbEnvelope *envelope; /* NULL: taken */
    LbDelivery delivery;
    char *answer;
} Single;

static const LbEnvelope *
next_single(gpointer data, int wait_ms)
{
    (void)wait_ms;
    Single *single = data;
    const LbEnvelope *envelope = single->envelope;
    single->envelope = NULL;
    return envelope;
}

static void
settle_single(gpointer data, LbDelivery delivery, const char *answer)
{
    Single *single = data;
    single->delivery = delivery;
    single->answer = g_strdup(answer);
}

LbDelivery
lb_transport_deliver(LbTransport *transport, const LbEnvelope *envelope, char **answer)
{
    Single single = { .envelope = envelope };
    const LbMails mails = { next_single, NULL, settle_single, &single };
    lb_transport_run(transport, &mails);
    *answer = single.answer;
    return single.delivery;
}

void
lb_transport_free(LbTransport *transport)
{
    if (transport != NULL)
        transport->free(transport);
}
