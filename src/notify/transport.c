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

/* 7-bit without NUL, every CR before an LF and every LF behind a CR, no overlong line, CRLF at the end. */
static bool
is_fit_for_wire(const char *bytes, size_t length)
{
    if (length < 2 || length > LB_MAIL_LIMIT || memcmp(bytes + length - 2, "\r\n", 2) != 0)
        return false;
    size_t start = 0;
    for (size_t i = 0; i < length; i++) {
        bool carriage_return = bytes[i] == '\r', line_feed = bytes[i] == '\n';
        if (bytes[i] == '\0' || (bytes[i] & 0x80) != 0)
            return false;
        if (carriage_return && bytes[i + 1] != '\n')
            return false;
        if (line_feed && (i == 0 || bytes[i - 1] != '\r'))
            return false;
        if (line_feed)
            start = i + 1;
        else if (!carriage_return && i - start >= LINE_LIMIT)
            return false;
    }
    return true;
}

LbDelivery
lb_transport_deliver(LbTransport *transport, const LbEnvelope *envelope, char **answer)
{
    if (!lb_mailbox_is_valid(envelope->from)) {
        *answer = g_strdup("not sent: the sender is no plain mailbox");
        return LB_DELIVERY_LATER;
    }
    if (!lb_mailbox_is_valid(envelope->to)) {
        *answer = g_strdup("not sent: the recipient is no plain mailbox");
        return LB_DELIVERY_REFUSED;
    }
    if (!is_fit_for_wire(envelope->bytes, envelope->length)) {
        *answer = g_strdup("not sent: the mail is not well-formed");
        return LB_DELIVERY_REFUSED;
    }
    g_autofree char *words = NULL;
    LbDelivery delivery = transport->deliver(transport, envelope, &words);
    *answer = lb_answer_make_safe(words);
    return delivery;
}

void
lb_transport_free(LbTransport *transport)
{
    if (transport != NULL)
        transport->free(transport);
}
