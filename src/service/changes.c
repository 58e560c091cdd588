/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever changes who may decide, by whichever door, is told: else the provider could make itself the customer, and
 * nobody would see it. */
#include "service/changes.h"

#include <json-glib/json-glib.h>

#include "service/operator.h"
#include "service/telling.h"
#include "store/changes.h"
#include "store/log.h"
#include "store/outbox.h"
#include "store/told.h"

#define PAGE 500

/* What is told to the readers of one tenant. */
typedef struct {
    char *tenant;  /* NULL: the provider */
    bool concerns; /* some change concerns all who approve there */
    GHashTable
        *persons; /* principal -> GStrv-like GPtrArray of addresses besides the present ones */
} Circle;

typedef struct {
    LbAct *act;
    GPtrArray *circles; /* Circle* */
    int64_t first;      /* of the entries that tell of the changes */
} Telling;

static void
free_circle(gpointer data)
{
    Circle *circle = data;
    g_free(circle->tenant);
    g_hash_table_unref(circle->persons);
    g_free(circle);
}

static void
free_addresses(gpointer data)
{
    g_ptr_array_unref(data);
}

static Circle *
circle_of(Telling *telling, const char *tenant)
{
    for (guint i = 0; i < telling->circles->len; i++) {
        Circle *known = g_ptr_array_index(telling->circles, i);
        if (g_strcmp0(known->tenant, tenant) == 0)
            return known;
    }
    Circle *circle = g_new0(Circle, 1);
    circle->tenant = g_strdup(tenant);
    circle->persons = g_hash_table_new_full(NULL, NULL, NULL, free_addresses);
    g_ptr_array_add(telling->circles, circle);
    return circle;
}

static void
put_member(JsonObject *details, const char *name, const char *text)
{
    if (text != NULL)
        json_object_set_string_member(details, name, text);
}

static char *
write_details(const LbChange *change, bool found)
{
    g_autoptr(JsonObject) details = json_object_new();
    put_member(details, "what", lb_names_get(lb_change_names, (int)change->kind));
    put_member(details, "account", change->account);
    put_member(details, "before", change->before);
    put_member(details, "after", change->after);
    put_member(details, "scope", change->scope);
    if (found) /* it was there before this act: somebody wrote past every act */
        json_object_set_boolean_member(details, "outside", TRUE);
    return lb_details_write(details);
}

/* One that was found is nobody's of this act. */
static bool
log_change(Telling *telling, const LbChange *change, const char *tenant, GError **error)
{
    LbAct *act = telling->act;
    const LbActor *actor = act->actor;
    bool found = change->id <= act->found_changes;
    g_autoptr(LbActor) unknown = lb_operator_actor_new();
    g_autofree char *details = write_details(change, found);
    act->actor = found ? unknown : actor;
    bool logged = lb_act_log(act, lb_change_operation(change->kind), tenant, 0, details, error);
    act->actor = actor;
    if (telling->first == 0)
        telling->first = act->log_sequence;
    if (!logged || change->principal == 0 || g_strcmp0(tenant, change->tenant) != 0)
        return logged;
    return lb_told_put(act->service->store, change->principal, change->kind, act->log_sequence,
                       error);
}

static gboolean
is_same_address(gconstpointer one, gconstpointer other)
{
    return g_ascii_strcasecmp(one, other) == 0;
}

bool
lb_changes_log(LbAct *act, const LbChange *change, GError **error)
{
    g_autofree char *details = write_details(change, false);
    return lb_act_log(act, lb_change_operation(change->kind), change->tenant, 0, details, error);
}

/* Somebody who is new is told by an invitation, and a role that decides nothing needs no mail. */
static void
note_change(Telling *telling, const LbChange *change)
{
    Circle *circle = circle_of(telling, change->tenant);
    circle->concerns = circle->concerns || change->approves;
    if (change->principal == 0 || change->is_new)
        return;
    gpointer key = GSIZE_TO_POINTER((gsize)change->principal);
    GPtrArray *addresses = g_hash_table_lookup(circle->persons, key);
    if (addresses == NULL) {
        addresses = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(circle->persons, key, addresses);
    }
    bool gone = change->kind == LB_CHANGE_MAIL || change->kind == LB_CHANGE_ADDRESS_REMOVED;
    if (gone && change->before != NULL &&
        !g_ptr_array_find_with_equal_func(addresses, change->before, is_same_address, NULL))
        g_ptr_array_add(addresses, g_strdup(change->before));
}

/* Of the two persons a customer reads the one that it has an account of, and not whom else there is. */
static bool
log_part(Telling *telling, const LbChange *change, const char *tenant, GError **error)
{
    LbStore *store = telling->act->service->store;
    LbChange part = *change;
    char **const persons[] = { &part.before, &part.after };
    for (size_t i = 0; i < G_N_ELEMENTS(persons); i++) {
        bool knows = false;
        if (!lb_changes_knows(store, tenant, *persons[i], &knows, error))
            return false;
        if (!knows)
            *persons[i] = NULL;
    }
    return log_change(telling, &part, tenant, error);
}

/* Whoever asks and whoever approves must be two persons: whose account one of the provider's is concerns the customers
 * who have an account of the one it was of, or is of now. */
static bool
log_elsewhere(Telling *telling, const LbChange *change, GError **error)
{
    if (change->kind != LB_CHANGE_PERSON || change->tenant != NULL)
        return true;
    g_auto(GStrv) tenants = lb_changes_tenants(telling->act->service->store, change, error);
    for (char **tenant = tenants; tenants != NULL && *tenant != NULL; tenant++) {
        if (!log_part(telling, change, *tenant, error))
            return false;
        circle_of(telling, *tenant)->concerns = true;
    }
    return tenants != NULL;
}

static bool
log_all(Telling *telling, GError **error)
{
    int64_t after = 0;
    guint read = PAGE;
    while (read == PAGE) {
        g_autoptr(GPtrArray) page = lb_changes_page(telling->act->service->store, after,
                                                    telling->act->first_entry, PAGE, error);
        if (page == NULL)
            return false;
        read = page->len;
        for (guint i = 0; i < read; i++) {
            const LbChange *change = g_ptr_array_index(page, i);
            after = change->id;
            if (!log_change(telling, change, change->tenant, error) ||
                !log_elsewhere(telling, change, error))
                return false;
            note_change(telling, change);
        }
    }
    return true;
}

/* Everybody is told once, whoever else they are. */
static bool
tell_readers(Telling *telling, const Circle *circle, GHashTable *told, GError **error)
{
    LbAct *act = telling->act;
    g_autoptr(GPtrArray) readers =
        lb_changes_readers(act->service->store, circle->tenant, act->first_entry, error);
    if (readers == NULL)
        return false;
    if (!circle->concerns)
        return true;
    for (guint i = 0; i < readers->len; i++) {
        const LbApprover *reader = g_ptr_array_index(readers, i);
        g_hash_table_add(told, GSIZE_TO_POINTER((gsize)reader->principal));
    }
    return lb_act_tell_readers(act, readers, telling->first, error);
}

/* Whether mail to @address reaches the person without being told of as an old one. */
static bool
is_present(const LbApprover *person, char **others, const char *address)
{
    bool present = person->mail != NULL && is_same_address(person->mail, address);
    for (char **other = others; !present && *other != NULL; other++)
        present = is_same_address(*other, address);
    return present;
}

/* An address that is one no more is told so, unless it is a stranger's that was typed in: one that never took a mail is
 * left alone. What was the first address of an account is told whatever became of it since: else an account could be
 * taken over unseen. */
static bool
tell_gone(Telling *telling, const LbApprover *person, const char *address, bool is_told,
          GError **error)
{
    LbAct *act = telling->act;
    LbStore *store = act->service->store;
    bool was_first = false, accepted = false;
    if (!lb_told_was_first(store, person->principal, address, &was_first, error) ||
        !lb_outbox_has_accepted(store, person->principal, address, &accepted, error))
        return false;
    if (!was_first && !accepted)
        return lb_outbox_drop_untried(store, person->principal, address, error);
    return lb_act_tell_address(act, LB_EVENT_CHANGED, person, address, telling->first, is_told,
                               error);
}

static bool
tell_person(Telling *telling, int64_t principal, GPtrArray *addresses, bool is_told, GError **error)
{
    LbAct *act = telling->act;
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbApprover) person = lb_directory_anybody(act->service->store, principal, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (person == NULL)
        return true;
    g_auto(GStrv) others = lb_directory_addresses(act->service->store, principal, error);
    if (others == NULL)
        return false;
    if (!is_told && !lb_act_tell_person(act, person, telling->first, error))
        return false;
    for (guint i = 0; i < addresses->len; i++) {
        const char *address = g_ptr_array_index(addresses, i);
        if (!is_present(person, others, address) &&
            !tell_gone(telling, person, address, is_told, error))
            return false;
    }
    return true;
}

static bool
tell_circle(Telling *telling, const Circle *circle, GError **error)
{
    g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL);
    GHashTableIter iterator;
    gpointer principal, addresses;
    if (!tell_readers(telling, circle, told, error))
        return false;
    g_hash_table_iter_init(&iterator, circle->persons);
    while (g_hash_table_iter_next(&iterator, &principal, &addresses))
        if (!tell_person(telling, (int64_t)GPOINTER_TO_SIZE(principal), addresses,
                         g_hash_table_contains(told, principal), error))
            return false;
    return true;
}

bool
lb_changes_tell(LbAct *act, GError **error)
{
    int64_t newest = 0;
    LbStore *store = act->service->store;
    if (!lb_changes_newest(store, &newest, error))
        return false;
    if (newest == 0)
        return true;
    g_autoptr(GPtrArray) circles = g_ptr_array_new_with_free_func(free_circle);
    Telling telling = { .act = act, .circles = circles };
    if (!log_all(&telling, error))
        return false;
    for (guint i = 0; i < circles->len; i++)
        if (!tell_circle(&telling, g_ptr_array_index(circles, i), error))
            return false;
    return lb_changes_clear(store, error);
}
