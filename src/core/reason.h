/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a message that is owed still has its reason when its turn comes. */
#pragma once

#include "core/message.h"

/* How things stand at that moment. */
typedef struct {
    const LbRequest *request; /* that it is about; NULL: of none, or it cannot be read */
    int64_t now;    /* 0: no clock that can be trusted, so nothing is over by time alone */
    bool enabled;   /* the recipient's account is on */
    bool reachable; /* the address is one of the account's */
    bool entitled; /* the recipient may still do what the message asks for, or hear what it tells */
} LbReasons;

/* Why a message of @event is not sent any more, in English, for the operator; NULL: it is sent. What happened stays worth telling
 * to whoever may hear of it; what asks for something only as long as it can be done. Borrowed. */
const char *lb_event_withdrawal(LbEvent event, const LbReasons *reasons);

/* Whether it asks the recipient to decide something that waits. */
bool lb_event_asks(LbEvent event);

/* When time alone takes the reason from a message of @event about @request, in microseconds; 0: it never does. */
int64_t lb_event_until(LbEvent event, const LbRequest *request);
