/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exclusions: the provider's people record, afterwards, what was done on a customer's systems without a request; the
 * customer's owners are told, and see it until one of them acknowledges it. Who may do what says the one table
 * (core/authorize.h). */
#pragma once

#include "core/authorize.h"
#include "service/service.h"

/* An exclusion as it is read, with what the reader may do. */
typedef struct {
    LbExclusion *exclusion;
    char *digest;
    unsigned verbs; /* bits (1 << LbVerb) of those about exclusions that would not be refused now */
    int64_t now;    /* the effective time of reading */
} LbExclusionView;

void lb_exclusion_view_free(LbExclusionView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbExclusionView, lb_exclusion_view_free)

/* An unknown and a foreign number get the same refusal. The caller frees it. */
LbExclusionView *lb_service_show_exclusion(LbService *service, const LbActor *actor, int64_t number,
                                           GError **error);

/* A page of what the actor may see, the highest number first. */
typedef struct {
    bool unacknowledged; /* those alone */
    int64_t before;      /* number: only smaller ones; 0: from the highest */
    int limit;           /* 1 to 1000 */
} LbExclusionFilter;

/* LbExclusion*. The caller frees it. */
GPtrArray *lb_service_exclusions(LbService *service, const LbActor *actor,
                                 const LbExclusionFilter *filter, GError **error);

/* What waits to be acknowledged where the actor may approve, counted up to this many. */
#define LB_EXCLUSIONS_COUNTED 99

/* Stores how many these are, and the newest of them, NULL: there is none. The caller frees @newest. */
bool lb_service_waiting_exclusions(LbService *service, const LbActor *actor, int *count,
                                   LbExclusion **newest, GError **error);

/* Stores whether the actor may record exclusions. Asking is no attempt: a no is not recorded. */
bool lb_service_may_exclude(LbService *service, const LbActor *actor, bool *may, GError **error);

/* Characters of a text by which scopes are looked for: nobody pages through the names of all customers. */
#define LB_SCOPE_TEXT_LEAST 3

/* At most @limit LbExclusionScope* that @text names (store/exclusions.h), for who may record exclusions; others find none.
 * The caller frees the array. */
GPtrArray *lb_service_find_scopes(LbService *service, const LbActor *actor, const char *text,
                                  int limit, GError **error);

typedef struct {
    const char *kind;  /* lb_exclusion_kind_names */
    const char *scope; /* of a subscription, resource group or resource that is known */
    int64_t started, ended;
    const char *text; /* what happened, in lines */
} LbNewExclusion;

/* Acts. Each returns the exclusion as it is afterwards; the caller frees it. */
LbExclusion *lb_service_exclude(LbService *service, const LbActor *actor,
                                const LbNewExclusion *exclusion, GError **error);

typedef struct {
    int64_t number;
    const char *shown;   /* digest of what was read */
    const char *comment; /* NULL or "": none */
} LbAcknowledgement;

LbExclusion *lb_service_acknowledge(LbService *service, const LbActor *actor,
                                    const LbAcknowledgement *acknowledgement, GError **error);
