/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tenants, subscriptions, resources, principals, keys, role assignments: what imports write and rules read.
 * The put functions insert or update by the natural key and run inside the caller's transaction. Ids,
 * scopes and keys are canonical (core/scope.h). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/account.h"
#include "core/actor.h"
#include "core/resource.h"
#include "core/role.h"
#include "core/sshkey.h"
#include "store/store.h"

typedef struct {
    const char *account; /* NULL: keeps what is stored, else the object id */
    const char *object;  /* directory object id; NULL: none */
    const char *kind;    /* "User", "Group", "ServicePrincipal" */
    const char *person;  /* NULL: keeps what is stored, else object or account */
    const char *name;    /* these five: NULL keeps what is stored */
    const char *mail;
    const char *language;
    const char *time_zone;
    const char *tenant; /* NULL: the provider's */
    bool enabled;
    bool keep_enabled; /* @enabled is only for a principal that is new */
} LbPrincipalRow;

typedef struct {
    int64_t principal;
    const char *role;
    const char *scope;  /* canonical */
    const char *source; /* "az", "directory" */
    int64_t since;      /* kept when the assignment is there already */
    int64_t import;     /* the import's number: see lb_directory_drop_roles() */
} LbRoleRow;

/* Inserts or updates a tenant. With @keep_terms, plan and preview of a tenant that is there stay. */
bool lb_directory_put_tenant(LbStore *store, const LbTenant *tenant, bool keep_terms,
                             GError **error);
bool lb_directory_put_subscription(LbStore *store, const char *id, const char *tenant,
                                   const char *name, GError **error);

/* How many approvals a request of the subscription needs. */
bool lb_directory_quorum(LbStore *store, const char *subscription, int *quorum, GError **error);

bool lb_directory_put_resource(LbStore *store, const LbResource *resource, int64_t import,
                               GError **error);

/* At its beginning, @import has seen nothing: what says otherwise was written past every act, and would stay. */
bool lb_directory_begin_import(LbStore *store, int64_t import, GError **error);

/* Removes the subscription's resources that were not seen by @import. Stores how many. */
bool lb_directory_drop_resources(LbStore *store, const char *subscription, int64_t import,
                                 int64_t *dropped, GError **error);

/* Says that the management group's scope @path covers @subscription. */
bool lb_directory_put_management_group(LbStore *store, const char *path, const char *subscription,
                                       int64_t import, GError **error);

/* Removes what was said of the subscription by lb_directory_put_management_group() in other imports. */
bool lb_directory_drop_management_groups(LbStore *store, const char *subscription, int64_t import,
                                         GError **error);

/* The scopes of the management groups that cover the subscription. The caller frees the vector. */
GStrv lb_directory_management_groups(LbStore *store, const char *subscription, GError **error);

/* Inserts or updates a principal, found by its object id, else by its account, unless that is another object's:
 * then the account passes to this one, and the other is kept under its object id. Stores its row. EXISTS in
 * @error when object or account belong to another tenant. */
bool lb_directory_put_principal(LbStore *store, const LbPrincipalRow *row, int64_t *id,
                                GError **error);

/* Adds a key (type and base64 blob as in authorized_keys) to @principal; the same key again changes nothing.
 * EXISTS in @error when the key belongs to somebody else or is a target's, REVOKED when it is the principal's own and was revoked. */
bool lb_directory_put_key(LbStore *store, int64_t principal, const char *type, const char *blob,
                          const char *fingerprint, int64_t added, GError **error);
bool lb_directory_put_role(LbStore *store, const LbRoleRow *row, GError **error);

/* Removes the assignments of @source at or below the subscription's @scope that were not seen by @import. Stores
 * how many. */
bool lb_directory_drop_roles(LbStore *store, const char *source, const char *scope, int64_t import,
                             int64_t *dropped, GError **error);

/* The same for those exactly at @scope, the root or a management group, that principals of @tenant hold: another
 * tenant's group may have the same name. */
bool lb_directory_drop_roles_at(LbStore *store, const char *source, const char *tenant,
                                const char *scope, int64_t import, int64_t *dropped,
                                GError **error);

/* The same for all that @principal holds, wherever. */
bool lb_directory_drop_roles_of(LbStore *store, const char *source, int64_t principal,
                                int64_t import, int64_t *dropped, GError **error);

/* The ids of the tenant's subscriptions. The caller frees the vector. */
GStrv lb_directory_subscriptions(LbStore *store, const char *tenant, GError **error);

/* One tenant, or NULL without error when there is none. The caller frees it. */
LbTenant *lb_directory_tenant(LbStore *store, const char *id, GError **error);

/* The id of the one tenant whose name (any ASCII case) is @name; NULL without error when there is none, or several.
 * The caller frees it. */
char *lb_directory_tenant_named(LbStore *store, const char *name, GError **error);

/* The tenant and the name of a subscription; false without error when there is none. */
bool lb_directory_subscription(LbStore *store, const char *id, char **tenant, char **name,
                               GError **error);

/* One resource by its canonical id, or NULL without error. The caller frees it. */
LbResource *lb_directory_resource(LbStore *store, const char *key, GError **error);

/* At most two resources of that name (any ASCII case) in the tenant, or in one subscription of it where
 * @subscription is not NULL: one is the resource, two are ambiguous. LbResource*; the caller frees it. */
GPtrArray *lb_directory_resources_named(LbStore *store, const char *tenant,
                                        const char *subscription, const char *name, GError **error);

/* An actor from a principal's row, found by account (any ASCII case) or by key id: NULL without error when
 * there is none, it is no enabled user, or the key is revoked. With the key come key and fingerprint, and its
 * @type and @blob. The caller frees them. */
LbActor *lb_directory_actor_by_account(LbStore *store, const char *account, LbDoor door,
                                       GError **error);
LbActor *lb_directory_actor_by_key(LbStore *store, int64_t key, char **type, char **blob,
                                   GError **error);

/* Whether the principal is an enabled user now, and @key (0: none was used) one of its unrevoked keys. */
bool lb_directory_is_enabled(LbStore *store, int64_t principal, int64_t key, bool *enabled,
                             GError **error);

/* Bits (1 << LbRole) of the provider's roles the principal holds now; 0 for a customer's principal. */
bool lb_directory_provider_roles(LbStore *store, int64_t principal, unsigned *roles,
                                 GError **error);

/* Bits (1 << LbRole) of the customer roles that the principal of the subscription's own tenant holds now, at
 * or above the subscription. */
bool lb_directory_roles_at(LbStore *store, int64_t principal, const char *subscription,
                           unsigned *roles, GError **error);

/* LbSubscriptionRow* of the principal's own tenant where it holds a customer role, by name; ids and names alone. The caller
 * frees the array. */
GPtrArray *lb_directory_subscriptions_held(LbStore *store, int64_t principal, GError **error);

/* The canonical id of a subscription of the principal's own tenant where it holds a customer role, by its id or by its
 * name (any ASCII case) where that is the only one; NULL without error when there is none. The caller frees it. */
char *lb_directory_subscription_held(LbStore *store, int64_t principal, const char *text,
                                     GError **error);

/* The same of those at or above whichever subscription of its own tenant. */
bool lb_directory_roles_somewhere(LbStore *store, int64_t principal, unsigned *roles,
                                  GError **error);

/* Whether the principal holds one of the customer roles at or above a subscription of its own tenant. */
bool lb_directory_reads_tenant(LbStore *store, int64_t principal, bool *reads, GError **error);

/* A key that may come in now: its id, 0 when there is none, and the account that has it. For checks of an
 * installation. The caller frees @account and @key. */
bool lb_directory_any_key(LbStore *store, int64_t *id, char **account, LbSshKey **key,
                          GError **error);

/* "Owner /subscriptions/…" for each assignment of the principal, by scope. The caller frees the vector. */
GStrv lb_directory_role_lines(LbStore *store, int64_t principal, GError **error);

/* One principal; an error where there is none. The caller frees it. */
LbPersonRow *lb_directory_person(LbStore *store, int64_t principal, GError **error);

/* Its row by its account (any ASCII case): 0 without error when there is none. */
bool lb_directory_find_person(LbStore *store, const char *account, int64_t *principal,
                              GError **error);

/* The same of whatever kind: what is no person, a group or a program, has an account too. */
bool lb_directory_find_account(LbStore *store, const char *account, int64_t *principal,
                               GError **error);

/* LbPersonRow* of users. The caller frees the array. */
GPtrArray *lb_directory_people(LbStore *store, const LbPeopleFilter *filter, GError **error);

/* At most @limit LbKeyRow* of @principal (0: of all), oldest first, behind the key @after (0: from the first). The caller
 * frees the array. */
GPtrArray *lb_directory_keys(LbStore *store, int64_t principal, int64_t after, int limit,
                             GError **error);

/* Revokes the key, if it is @owner's (0: whoever's); stores whose it is, 0 where there was none to revoke. */
bool lb_directory_revoke_key(LbStore *store, const char *fingerprint, int64_t owner, int64_t now,
                             int64_t *principal, GError **error);

/* At most @limit LbAssignment* of @principal (0: of all users), by account, scope, role and source, behind @after (NULL:
 * from the first); roles that mean nothing to Lockbox are left out. The caller frees the array. */
GPtrArray *lb_directory_assignments(LbStore *store, int64_t principal, const LbAssignment *after,
                                    int limit, GError **error);

/* Takes the role at the scope away from the principal, whatever its source. Stores how many assignments that were. */
bool lb_directory_drop_role(LbStore *store, int64_t principal, const char *role, const char *scope,
                            int64_t *dropped, GError **error);

/* Whether the account is one that is used for access to customers' resources alone. */
bool lb_directory_set_isolated(LbStore *store, int64_t principal, bool isolated, GError **error);
bool lb_directory_is_isolated(LbStore *store, int64_t principal, bool *isolated, GError **error);

bool lb_directory_set_enabled(LbStore *store, int64_t principal, bool enabled, GError **error);

/* Adds, or takes away, a mail address besides the one in the principal's row. */
bool lb_directory_put_address(LbStore *store, int64_t principal, const char *mail, GError **error);
bool lb_directory_drop_address(LbStore *store, int64_t principal, const char *mail,
                               int64_t *dropped, GError **error);

/* LbTenantRow* of all, by name; of what holds for their recordings only what was agreed. The caller frees the array. */
GPtrArray *lb_directory_tenants(LbStore *store, GError **error);

/* LbSubscriptionRow* of the tenant, by name. The caller frees the array. */
GPtrArray *lb_directory_subscription_rows(LbStore *store, const char *tenant, GError **error);

/* Writes plan, preview and times of the tenant. */
bool lb_directory_set_terms(LbStore *store, const LbTenant *tenant, GError **error);

/* Stores whether there is such a subscription. */
bool lb_directory_set_quorum(LbStore *store, const char *subscription, int quorum, bool *found,
                             GError **error);

/* Language and time zone of the principal. NULL: none, English and UTC. */
bool lb_directory_set_manners(LbStore *store, int64_t principal, const char *language,
                              const char *time_zone, GError **error);

/* One who may approve for a subscription, or was asked to. */
typedef struct {
    int64_t principal;
    char *account;
    char *person;
    char *name;
    char *mail;
    char *language;
    char *time_zone;
    char *role;  /* the role that makes, or made, an approver */
    char *scope; /* where it is held */
} LbApprover;

void lb_approver_free(LbApprover *approver);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbApprover, lb_approver_free)

/* All enabled users of the subscription's tenant who hold Owner or Approver at or above it, each once, by
 * account: LbApprover*. The caller frees the array. */
GPtrArray *lb_directory_approvers(LbStore *store, const char *subscription, GError **error);

/* Mail address, language and time zone of one principal, if it is enabled. NULL without error where there is none. */
LbApprover *lb_directory_contact(LbStore *store, int64_t principal, GError **error);

/* The same of one that may have been switched off. */
LbApprover *lb_directory_anybody(LbStore *store, int64_t principal, GError **error);

/* Those of the provider's people whose account is on and who have @address, as LbApprover* without role and scope. The
 * caller frees the array. */
GPtrArray *lb_directory_ours_at(LbStore *store, const char *address, GError **error);

/* The principal's mail addresses besides the one in its row. The caller frees the vector. */
GStrv lb_directory_addresses(LbStore *store, int64_t principal, GError **error);

/* Whether key (0: none was used), account, person and mail address of the principal are as they were before the log's
 * @entry. */
bool lb_directory_is_settled(LbStore *store, int64_t principal, int64_t key, int64_t entry,
                             bool *settled, GError **error);

/* The account's session epoch, which whatever ends its open sessions raises. */
bool lb_directory_session_epoch(LbStore *store, int64_t principal, int64_t *epoch, GError **error);
