/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reasons of messages, as one table. */
#include "core/reason.h"

typedef enum {
    NEEDS_ACCOUNT = 1 << 0, /* no leaver is told */
    NEEDS_ADDRESS = 1 << 1, /* nor whoever has a former address now */
    NEEDS_RIGHT = 1 << 2,   /* to decide what it asks for */
    NEEDS_PENDING = 1 << 3, /* the customer has yet to answer, and the time for it */
    NEEDS_HELD = 1 << 4,    /* the same of internal approval */
    NEEDS_STUCK = 1 << 5,   /* access still is not closed */
    NEEDS_HEARING = 1 << 6, /* whoever lost the role learns no more of what others do */
} Need;

#define RECIPIENT (NEEDS_ACCOUNT | NEEDS_ADDRESS)
#define ANSWER (RECIPIENT | NEEDS_RIGHT)
#define NEWS (RECIPIENT | NEEDS_HEARING)

static const unsigned needs[] = {
    [LB_EVENT_WAITING] = ANSWER | NEEDS_PENDING,
    [LB_EVENT_REMINDER] = ANSWER | NEEDS_PENDING,
    [LB_EVENT_HELD] = ANSWER | NEEDS_HELD,
    [LB_EVENT_HELD_REMINDER] = ANSWER | NEEDS_HELD,
    [LB_EVENT_APPROVED] = NEWS,
    [LB_EVENT_DENIED] = NEWS,
    [LB_EVENT_EXPIRED] = NEWS,
    [LB_EVENT_CANCELED] = NEWS,
    [LB_EVENT_REVOKED] = NEWS,
    [LB_EVENT_COMPLETED] = NEWS,
    [LB_EVENT_DECLINED] = NEWS,
    [LB_EVENT_NOT_OPENED] = NEWS,
    [LB_EVENT_NOT_ENDED] = NEWS | NEEDS_STUCK,
    /* Told to an account that was switched off, and at the address that it was taken from, or nobody would know; and to
     * whoever lost the role meanwhile, or one owner could silence the others by taking it. */
    [LB_EVENT_CHANGED] = 0,
    [LB_EVENT_INVITED] = RECIPIENT, /* says no more than what one's own account may do now */
    /* Who opened the ticket, or has it assigned, may read it whatever the role. */
    [LB_EVENT_REPLIED] = RECIPIENT,
    [LB_EVENT_CLOSED] = RECIPIENT,
    [LB_EVENT_EXCLUSION] = NEWS,
};

static bool
is_over(int64_t end, int64_t now)
{
    return end != 0 && now != 0 && end <= now;
}

static const char *
find_end(unsigned need, const LbReasons *reasons)
{
    const LbRequest *request = reasons->request;
    if ((need & NEEDS_PENDING) != 0 && request->status != LB_STATUS_PENDING)
        return "the request no longer waits for an answer";
    if ((need & NEEDS_PENDING) != 0 && is_over(request->expiration, reasons->now))
        return "the time for an answer is over";
    if ((need & NEEDS_HELD) != 0 && request->status != LB_STATUS_INITIALIZING)
        return "the request no longer waits for internal approval";
    if ((need & NEEDS_HELD) != 0 && is_over(request->internal_until, reasons->now))
        return "the time for internal approval is over";
    if ((need & NEEDS_STUCK) != 0 && !request->stuck)
        return "access has been closed";
    return NULL;
}

const char *
lb_event_withdrawal(LbEvent event, const LbReasons *reasons)
{
    unsigned need = needs[event];
    if ((need & NEEDS_ACCOUNT) != 0 && !reasons->enabled)
        return "the account is switched off";
    if ((need & NEEDS_ADDRESS) != 0 && !reasons->reachable)
        return "the address is no longer one of the account's";
    if ((need & NEEDS_RIGHT) != 0 && !reasons->entitled)
        return "the recipient may not answer it any more";
    if ((need & NEEDS_HEARING) != 0 && !reasons->entitled)
        return "the recipient may not be told of it any more";
    return reasons->request != NULL ? find_end(need, reasons) : NULL;
}

bool
lb_event_asks(LbEvent event)
{
    return (needs[event] & NEEDS_RIGHT) != 0;
}

int64_t
lb_event_until(LbEvent event, const LbRequest *request)
{
    unsigned need = needs[event];
    return (need & NEEDS_PENDING) != 0 ? request->expiration
           : (need & NEEDS_HELD) != 0  ? request->internal_until
                                       : 0;
}
