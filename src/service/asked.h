/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why was I (not) asked: of one request everybody who was asked, by which role, since when, and what became of each mail; and
 * who was not, though somebody might expect it, with why.
 *
 * Who sees what: everybody who may read the request sees who was asked, whether they have answered and the states of their
 * mails. Mail addresses and what servers and reports said of them are for those who hold a role of the customer at or above the
 * subscription, for admins and the operator, and, of the own account, for everybody. Who else has a role there is for those
 * holders, and for those who oversee all customers. */
#pragma once

#include "core/asked.h"
#include "core/message.h"
#include "service/service.h"

/* Of those who were not asked no more are listed. */
#define LB_UNASKED_MOST 100

/* One mail about the request, or an address of the account that none went to. */
typedef struct {
    LbDeliveryRow
        *row; /* address, answer and bounce NULL where the reader may not see them; NULL: no mail */
    char *address;  /* the same */
    bool alternate; /* not the first address of the account */
    bool shared;    /* it went to another account, which has this address too */
} LbAskedMail;

/* One account. */
typedef struct {
    int64_t principal;
    char *account;
    char *
        role; /* that made an approver; of one who was not asked, that it holds or held; NULL: none */
    char *scope;           /* where it is, or was, held */
    int64_t since;         /* when it was given; 0: not known */
    const LbAsked *asked;  /* with vote and first opening, of the view; NULL: was not asked */
    LbHindrance hindrance; /* of one who was asked, while it waits */
    LbOmission omission;   /* of one who was not */
    int64_t when;          /* the time that belongs to hindrance or omission; 0: not known */
    GPtrArray *mails; /* LbAskedMail*, in the order of their making; then addresses without one */
} LbAskedPerson;

typedef struct {
    LbRequestView *view;
    GPtrArray *asked;   /* LbAskedPerson*, by account */
    GPtrArray *unasked; /* LbAskedPerson*; empty where the reader may not see them */
    bool more;          /* there are more than LB_UNASKED_MOST */
    LbAskedPerson
        *own; /* the reader's; NULL: it is nobody's question. Borrowed where it is in asked */
    GPtrArray *
        others; /* LbDeliveryRow* about the request to people who were not asked; for operator and admins */
} LbAskedView;

void lb_asked_view_free(LbAskedView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbAskedView, lb_asked_view_free)

/* As @actor may read it. An unknown and a foreign number get the same refusal. The caller frees it. */
LbAskedView *lb_service_asked(LbService *service, const LbActor *actor, int64_t number,
                              GError **error);

/* All of it, for the operator, who owns the database. */
LbAskedView *lb_asked_tell(LbService *service, int64_t number, GError **error);
