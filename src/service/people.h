/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running the place: people, their keys and roles, tenants and their terms. For the operator (the actor of
 * lb_operator_actor_new()) and for admins; everybody else is refused. What it changes of who may decide is told to those
 * whom it concerns (service/changes.h). Texts that are not allowed are refused by name. */
#pragma once

#include "core/account.h"
#include "service/service.h"

/* Whether @actor may read what follows and, where the door lets anybody act, change it. Asking is no attempt: a no is not
 * recorded. */
bool lb_people_may_administer(LbService *service, const LbActor *actor, bool *allowed,
                              GError **error);

/* What is said of a person; NULL keeps what is stored, or stands for nothing where somebody is new. */
typedef struct {
    const char *person; /* the same for two accounts of one person */
    const char *name;
    const char *mail;
    const char *language;  /* tag, "ja" */
    const char *time_zone; /* IANA name */
    const char *isolated;  /* "yes" or "no": used for access to customers' resources alone */
} LbPersonTerms;

/* Adds the account, of the customer @tenant or, where it is NULL, of the provider. A mail address that is not given is
 * the account itself, if it can be one. */
bool lb_people_add(LbService *service, const LbActor *actor, const char *account,
                   const char *tenant, const LbPersonTerms *terms, GError **error);

/* The same with a first @key (a line as for lb_people_add_key(); NULL: none) and, where @invite, the mail of
 * lb_people_invite(): all of it or nothing. The caller frees @fingerprint, NULL without a key. */
bool lb_people_bring_in(LbService *service, const LbActor *actor, const char *account,
                        const char *tenant, const LbPersonTerms *terms, const char *key,
                        bool invite, char **fingerprint, GError **error);
bool lb_people_set(LbService *service, const LbActor *actor, const char *account,
                   const LbPersonTerms *terms, GError **error);

/* Switches the account on or off: off ends its sessions. */
bool lb_people_enable(LbService *service, const LbActor *actor, const char *account, bool enabled,
                      GError **error);

/* Adds the key in @line, "TYPE BASE64 [COMMENT]", re-encoded by us. It belongs to one account, and once revoked it never
 * comes back. The caller frees @fingerprint. */
bool lb_people_add_key(LbService *service, const LbActor *actor, const char *account,
                       const char *line, char **fingerprint, GError **error);
bool lb_people_revoke_key(LbService *service, const LbActor *actor, const char *fingerprint,
                          GError **error);

/* Gives the role at the scope (NULL for a role of the provider), or takes it away. What an import gave comes back with
 * the next one: @imported says so. */
bool lb_people_grant(LbService *service, const LbActor *actor, const char *account,
                     const char *role, const char *scope, GError **error);
bool lb_people_revoke_role(LbService *service, const LbActor *actor, const char *account,
                           const char *role, const char *scope, bool *imported, GError **error);

/* Owes the person a mail that says how to come in. */
bool lb_people_invite(LbService *service, const LbActor *actor, const char *account,
                      GError **error);

/* LbKeyRow* of all accounts (core/account.h), oldest first, behind the key @after (0: from the first). The caller frees
 * the array. */
GPtrArray *lb_people_keys(LbService *service, const LbActor *actor, int64_t after, int limit,
                          GError **error);

/* LbPersonRow* (core/account.h). The caller frees the array. */
GPtrArray *lb_people_list(LbService *service, const LbActor *actor, const LbPeopleFilter *filter,
                          GError **error);

/* LbAssignment* of all users, by account, scope, role and source, behind @after (NULL: from the first). The caller
 * frees the array. */
GPtrArray *lb_people_roles(LbService *service, const LbActor *actor, const LbAssignment *after,
                           int limit, GError **error);

/* A person with all that belongs to the account. */
typedef struct {
    LbPersonRow *person;
    GStrv addresses;  /* mail addresses besides the person's own */
    GPtrArray *keys;  /* LbKeyRow* */
    GPtrArray *roles; /* LbAssignment* */
} LbPersonView;

void lb_person_view_free(LbPersonView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbPersonView, lb_person_view_free)

/* Whether one of the person's roles approves, wherever it is held. */
bool lb_person_view_approves(const LbPersonView *view);
LbPersonView *lb_people_show(LbService *service, const LbActor *actor, const char *account,
                             GError **error);

/* One's own */

LbPersonView *lb_profile_show(LbService *service, const LbActor *actor, GError **error);

/* Language and time zone: NULL keeps, "" takes away. */
bool lb_profile_set(LbService *service, const LbActor *actor, const char *language,
                    const char *time_zone, GError **error);

/* One more mail address, which is told what the others are told and decides nothing; or one less. After 20 of these changes
 * within a day no more is added, but by an admin. */
bool lb_profile_add_address(LbService *service, const LbActor *actor, const char *mail,
                            GError **error);
bool lb_profile_remove_address(LbService *service, const LbActor *actor, const char *mail,
                               GError **error);

/* Revokes a key of one's own. */
bool lb_profile_revoke_key(LbService *service, const LbActor *actor, const char *fingerprint,
                           GError **error);

/* Tenants */

/* LbTenantRow* (core/account.h), by name. The caller frees the array. */
GPtrArray *lb_tenants_list(LbService *service, const LbActor *actor, GError **error);

/* LbSubscriptionRow* of the tenant, by name. The caller frees the array. */
GPtrArray *lb_tenants_subscriptions(LbService *service, const LbActor *actor, const char *tenant,
                                    GError **error);

/* One subscription, whoever's. The caller frees it. */
LbSubscriptionRow *lb_tenants_subscription(LbService *service, const LbActor *actor,
                                           const char *subscription, GError **error);

/* What is agreed with a customer. */
typedef struct {
    const char *plan;     /* NULL keeps */
    int preview;          /* 0 no, 1 yes, -1 keeps */
    int queue_hours;      /* 1 to 720 that a request waits for an answer; 0 keeps */
    int access_hours;     /* 1 to LB_HOURS_MAX of access where a request names none; 0 keeps */
    LbKeeping recordings; /* 0 keeps, LB_TERM_STANDARD: as lockbox.conf says */
} LbTenantTerms;

#define LB_TERM_STANDARD (-1)

bool lb_tenants_set(LbService *service, const LbActor *actor, const char *tenant,
                    const LbTenantTerms *terms, GError **error);

/* How many approvals a request for the subscription needs, 1 to 9, from the next request on. */
bool lb_tenants_set_quorum(LbService *service, const LbActor *actor, const char *subscription,
                           int quorum, GError **error);
