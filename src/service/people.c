/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People, their keys and roles. What these acts change is written down by the tables' own triggers and told before the
 * commit, so nothing here logs it once more. */
#include "service/people.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "core/scope.h"
#include "core/sshkey.h"
#include "service/administer.h"
#include "service/changes.h"
#include "service/telling.h"
#include "store/changes.h"

#define PAGE_MOST 1000
#define SOURCE "operator"

/* What was typed of a person, taken. */
typedef struct {
    char *person, *name, *mail, *language, *time_zone;
} Taken;

static void
clear_taken(Taken *taken)
{
    g_free(taken->person);
    g_free(taken->name);
    g_free(taken->mail);
    g_free(taken->language);
    g_free(taken->time_zone);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Taken, clear_taken)

static bool
take_terms(const LbPersonTerms *terms, Taken *taken, GError **error)
{
    return lb_administer_take_line(terms->person, "person", LB_LIMIT_ACCOUNT, false, &taken->person,
                                   error) &&
           lb_administer_take_line(terms->name, "name", LB_LIMIT_LINE, false, &taken->name,
                                   error) &&
           lb_administer_take_mail(terms->mail, &taken->mail, error) &&
           lb_administer_take_language(terms->language, &taken->language, error) &&
           lb_administer_take_zone(terms->time_zone, &taken->time_zone, error);
}

static bool
take_account(const char *account, char **taken, GError **error)
{
    if (!lb_administer_take_line(account, "account", LB_LIMIT_ACCOUNT, true, taken, error))
        return false;
    return *taken != NULL || lb_refuse(error, LB_REFUSAL_TEXT_EMPTY, "(account)");
}

static bool
check_tenant(LbStore *store, const char *tenant, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (tenant == NULL)
        return true;
    g_autoptr(LbTenant) known = lb_directory_tenant(store, tenant, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return known != NULL || lb_refuse(error, LB_REFUSAL_UNKNOWN_TENANT, NULL);
}

/* That there is somebody new is no change of who may decide, so it is logged here. */
static bool
log_about(LbAct *act, LbOperation operation, int64_t principal, GError **error)
{
    g_autoptr(LbPersonRow) person = lb_directory_person(act->service->store, principal, error);
    if (person == NULL)
        return false;
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_string_member(details, "account", person->account);
    json_object_set_string_member(details, "person", person->person);
    if (person->mail != NULL)
        json_object_set_string_member(details, "mail", person->mail);
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(act, operation, person->tenant, 0, text, error);
}

static bool
put_key(LbAct *act, int64_t principal, const LbSshKey *key, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (lb_directory_put_key(act->service->store, principal, key->type, key->blob, key->fingerprint,
                             act->time.effective, &failure))
        return true;
    if (g_error_matches(failure, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS))
        return lb_refuse(error, LB_REFUSAL_KEY_TAKEN, NULL);
    if (g_error_matches(failure, LB_STORE_ERROR, LB_STORE_ERROR_REVOKED))
        return lb_refuse(error, LB_REFUSAL_KEY_REVOKED, NULL);
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

static bool
put_key_line(LbAct *act, int64_t principal, const char *line, char **fingerprint, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(LbSshKey) key = lb_sshkey_parse(line, &cause);
    if (key == NULL)
        return lb_refuse(error, LB_REFUSAL_BAD_KEY, "(%s)", cause->message);
    if (!put_key(act, principal, key, error))
        return false;
    *fingerprint = g_steal_pointer(&key->fingerprint);
    return true;
}

static bool
owe_invitation(LbAct *act, int64_t principal, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbApprover) person = lb_directory_contact(act->service->store, principal, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (person == NULL)
        return lb_refuse(error, LB_REFUSAL_DISABLED, NULL);
    if (person->mail == NULL || !lb_mailbox_is_valid(person->mail))
        return lb_refuse(error, LB_REFUSAL_NO_MAIL, NULL);
    return log_about(act, LB_OPERATION_INVITE, principal, error) &&
           lb_act_tell_address(act, LB_EVENT_INVITED, person, person->mail, 0, false, error);
}

/* Marks the account as an isolated one, or no longer; of customers' accounts there are none. */
static bool
put_isolated(LbAct *act, int64_t principal, const char *tenant, const char *isolated,
             GError **error)
{
    if (isolated == NULL)
        return true;
    bool yes = strcmp(isolated, "yes") == 0;
    if ((!yes && strcmp(isolated, "no") != 0) || tenant != NULL)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE,
                         _("(isolated: yes or no, of the provider's accounts)"));
    return lb_directory_set_isolated(act->service->store, principal, yes, error);
}

static bool
put_person(LbAct *act, const char *account, const char *tenant, const LbPersonTerms *terms,
           int64_t *principal, GError **error)
{
    g_auto(Taken) taken = { 0 };
    g_autofree char *name = NULL;
    LbStore *store = act->service->store;
    if (!take_account(account, &name, error) || !check_tenant(store, tenant, error) ||
        !take_terms(terms, &taken, error) ||
        !lb_directory_find_account(store, name, principal, error))
        return false;
    /* A group that became somebody would hand over its roles. */
    if (*principal != 0)
        return lb_refuse(error, LB_REFUSAL_PERSON_EXISTS, NULL);
    bool mailbox = taken.mail == NULL && lb_mailbox_is_valid(name);
    LbPrincipalRow row = { .account = name,
                           .kind = "User",
                           .person = taken.person,
                           .name = taken.name,
                           .mail = mailbox ? name : taken.mail,
                           .language = taken.language,
                           .time_zone = taken.time_zone,
                           .tenant = tenant,
                           .enabled = true };
    return lb_directory_put_principal(store, &row, principal, error) &&
           put_isolated(act, *principal, tenant, terms->isolated, error) &&
           log_about(act, LB_OPERATION_ADD_PERSON, *principal, error);
}

bool
lb_people_bring_in(LbService *service, const LbActor *actor, const char *account,
                   const char *tenant, const LbPersonTerms *terms, const char *key, bool invite,
                   char **fingerprint, GError **error)
{
    int64_t principal = 0;
    g_autofree char *added = NULL;
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_ADMINISTER, error);
    if (act == NULL || !put_person(act, account, tenant, terms, &principal, error) ||
        (key != NULL && !put_key_line(act, principal, key, &added, error)) ||
        (invite && !owe_invitation(act, principal, error)) || !lb_act_commit(act, error))
        return false;
    if (fingerprint != NULL)
        *fingerprint = g_steal_pointer(&added);
    return true;
}

bool
lb_people_add(LbService *service, const LbActor *actor, const char *account, const char *tenant,
              const LbPersonTerms *terms, GError **error)
{
    return lb_people_bring_in(service, actor, account, tenant, terms, NULL, false, NULL, error);
}

bool
lb_people_set(LbService *service, const LbActor *actor, const char *account,
              const LbPersonTerms *terms, GError **error)
{
    g_auto(Taken) taken = { 0 };
    int64_t principal = 0;
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_ADMINISTER, error);
    if (act == NULL || !lb_administer_find_person(service->store, account, &principal, error) ||
        !take_terms(terms, &taken, error))
        return false;
    g_autoptr(LbPersonRow) person = lb_directory_person(service->store, principal, error);
    if (person == NULL)
        return false;
    LbPrincipalRow row = { .account = person->account,
                           .kind = person->kind,
                           .person = taken.person,
                           .name = taken.name,
                           .mail = taken.mail,
                           .language = taken.language,
                           .time_zone = taken.time_zone,
                           .tenant = person->tenant,
                           .keep_enabled = true };
    return lb_directory_put_principal(service->store, &row, &principal, error) &&
           put_isolated(act, principal, person->tenant, terms->isolated, error) &&
           lb_administer_log_manners(act, person, error) && lb_act_commit(act, error);
}

bool
lb_people_enable(LbService *service, const LbActor *actor, const char *account, bool enabled,
                 GError **error)
{
    int64_t principal = 0;
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_ADMINISTER, error);
    return act != NULL && lb_administer_find_person(service->store, account, &principal, error) &&
           lb_directory_set_enabled(service->store, principal, enabled, error) &&
           lb_act_commit(act, error);
}

/* Keys */

bool
lb_people_add_key(LbService *service, const LbActor *actor, const char *account, const char *line,
                  char **fingerprint, GError **error)
{
    int64_t principal = 0;
    g_autofree char *added = NULL;
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_ADMINISTER, error);
    if (act == NULL || !lb_administer_find_person(service->store, account, &principal, error) ||
        !put_key_line(act, principal, line, &added, error) || !lb_act_commit(act, error))
        return false;
    *fingerprint = g_steal_pointer(&added);
    return true;
}

/* @owner 0: whoever it belongs to. */
static bool
revoke_key(LbAct *act, const char *fingerprint, int64_t owner, GError **error)
{
    int64_t principal = 0;
    if (!lb_directory_revoke_key(act->service->store, fingerprint, owner, act->time.effective,
                                 &principal, error))
        return false;
    if (principal == 0)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_KEY, NULL);
    return lb_act_commit(act, error);
}

bool
lb_people_revoke_key(LbService *service, const LbActor *actor, const char *fingerprint,
                     GError **error)
{
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_ADMINISTER, error);
    return act != NULL && revoke_key(act, fingerprint, 0, error);
}

bool
lb_profile_revoke_key(LbService *service, const LbActor *actor, const char *fingerprint,
                      GError **error)
{
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_PROFILE, error);
    return act != NULL && revoke_key(act, fingerprint, actor->principal, error);
}

/* Roles */

/* A role of the provider is held over everything and only by its own people; a customer's role lies in the customer's
 * own tree, below no management group, which only imports know. */
static bool
take_role(LbStore *store, const LbPersonRow *person, const char *name, const char *scope,
          const char **role, char **path, GError **error)
{
    LbRole known = LB_ROLE_READER;
    g_autofree char *tenant = NULL;
    if (!lb_role_from_name(name, &known))
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, _("(role: one of those that %s names)"),
                         "lockboxctl(8)");
    *role = lb_role_name(known);
    if (lb_role_is_provider(known) != (person->tenant == NULL))
        return lb_refuse(error, LB_REFUSAL_UNSUITABLE_ROLE, NULL);
    if (person->tenant == NULL && scope != NULL)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE,
                         _("(scope: not for the provider's roles)"));
    if (person->tenant == NULL) {
        *path = g_strdup("/");
        return true;
    }
    g_autoptr(LbScope) parsed = scope != NULL ? lb_scope_parse(scope, NULL) : NULL;
    if (parsed == NULL || parsed->kind == LB_SCOPE_MANAGEMENT_GROUP)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, _("(scope: like /subscriptions/ID)"));
    g_autoptr(GError) failure = NULL;
    if (parsed->subscription != NULL)
        lb_directory_subscription(store, parsed->subscription, &tenant, NULL, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (parsed->subscription != NULL && g_strcmp0(tenant, person->tenant) != 0)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_SUBSCRIPTION, NULL);
    *path = g_strdup(parsed->path);
    return true;
}

/* Whether the operator and whether an import gave the role: what an import gave, the next one gives again. */
static bool
find_sources(LbStore *store, int64_t principal, const char *role, const char *path, bool *own,
             bool *imported, GError **error)
{
    g_autoptr(GPtrArray) all = lb_directory_assignments(store, principal, NULL, PAGE_MOST, error);
    *own = *imported = false;
    for (guint i = 0; all != NULL && i < all->len; i++) {
        const LbAssignment *each = g_ptr_array_index(all, i);
        if (strcmp(each->role, role) != 0 || strcmp(each->scope, path) != 0)
            continue;
        *(strcmp(each->source, SOURCE) == 0 ? own : imported) = true;
    }
    return all != NULL;
}

/* One that an import gave too, or that only reads and came by an import, is no change that is told: but there is no act
 * without an entry. */
static bool
log_role(LbAct *act, LbChange *change, GError **error)
{
    int64_t newest = 0;
    LbStore *store = act->service->store;
    g_autoptr(LbPersonRow) person = lb_directory_person(store, change->principal, error);
    if (person == NULL || !lb_changes_newest(store, &newest, error))
        return false;
    change->account = person->account;
    change->tenant = person->tenant;
    return newest > act->found_changes || lb_changes_log(act, change, error);
}

bool
lb_people_grant(LbService *service, const LbActor *actor, const char *account, const char *role,
                const char *scope, GError **error)
{
    int64_t principal = 0;
    const char *name = NULL;
    g_autofree char *path = NULL;
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_ADMINISTER, error);
    if (act == NULL || !lb_administer_find_person(service->store, account, &principal, error))
        return false;
    g_autoptr(LbPersonRow) person = lb_directory_person(service->store, principal, error);
    if (person == NULL || !take_role(service->store, person, role, scope, &name, &path, error))
        return false;
    LbRoleRow row = { .principal = principal,
                      .role = name,
                      .scope = path,
                      .source = SOURCE,
                      .since = act->time.effective,
                      .import = act->first_entry };
    LbChange change = {
        .kind = LB_CHANGE_ROLE_GRANTED, .principal = principal, .after = (char *)name, .scope = path
    };
    bool own = false, imported = false;
    return find_sources(service->store, principal, name, path, &own, &imported, error) &&
           lb_directory_put_role(service->store, &row, error) &&
           (own || log_role(act, &change, error)) && lb_act_commit(act, error);
}

bool
lb_people_revoke_role(LbService *service, const LbActor *actor, const char *account,
                      const char *role, const char *scope, bool *imported, GError **error)
{
    int64_t principal = 0, dropped = 0;
    bool own = false;
    LbRole known = LB_ROLE_READER;
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_ADMINISTER, error);
    if (act == NULL || !lb_administer_find_person(service->store, account, &principal, error))
        return false;
    g_autoptr(LbScope) parsed = lb_scope_parse(scope != NULL ? scope : "/", NULL);
    if (parsed == NULL || !lb_role_from_name(role, &known))
        return lb_refuse(error, LB_REFUSAL_ROLE_NOT_HELD, NULL);
    const char *name = lb_role_name(known);
    if (!find_sources(service->store, principal, name, parsed->path, &own, imported, error) ||
        !lb_directory_drop_role(service->store, principal, name, parsed->path, &dropped, error))
        return false;
    if (dropped == 0)
        return lb_refuse(error, LB_REFUSAL_ROLE_NOT_HELD, NULL);
    LbChange change = { .kind = LB_CHANGE_ROLE_REVOKED,
                        .principal = principal,
                        .before = (char *)name,
                        .scope = parsed->path };
    return log_role(act, &change, error) && lb_act_commit(act, error);
}

bool
lb_people_invite(LbService *service, const LbActor *actor, const char *account, GError **error)
{
    int64_t principal = 0;
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_ADMINISTER, error);
    return act != NULL && lb_administer_find_person(service->store, account, &principal, error) &&
           owe_invitation(act, principal, error) && lb_act_commit(act, error);
}
