/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read of people, their keys and roles: by those who run the place, and by everybody about their own account. It
 * changes nothing. */
#include "service/administer.h"
#include "service/people.h"

#define PAGE_MOST 1000

GPtrArray *
lb_people_list(LbService *service, const LbActor *actor, const LbPeopleFilter *filter,
               GError **error)
{
    g_autoptr(LbTransaction) reading =
        lb_administer_begin_reading(service, actor, LB_VERB_ADMINISTER, error);
    if (reading == NULL)
        return NULL;
    LbPeopleFilter narrowed = *filter;
    narrowed.limit = CLAMP(filter->limit, 1, PAGE_MOST);
    return lb_directory_people(service->store, &narrowed, error);
}

GPtrArray *
lb_people_keys(LbService *service, const LbActor *actor, int64_t after, int limit, GError **error)
{
    g_autoptr(LbTransaction) reading =
        lb_administer_begin_reading(service, actor, LB_VERB_ADMINISTER, error);
    if (reading == NULL)
        return NULL;
    return lb_directory_keys(service->store, 0, after, CLAMP(limit, 1, PAGE_MOST), error);
}

GPtrArray *
lb_people_roles(LbService *service, const LbActor *actor, const LbAssignment *after, int limit,
                GError **error)
{
    g_autoptr(LbTransaction) reading =
        lb_administer_begin_reading(service, actor, LB_VERB_ADMINISTER, error);
    if (reading == NULL)
        return NULL;
    return lb_directory_assignments(service->store, 0, after, CLAMP(limit, 1, PAGE_MOST), error);
}

void
lb_person_view_free(LbPersonView *view)
{
    if (view == NULL)
        return;
    lb_person_row_free(view->person);
    g_strfreev(view->addresses);
    g_clear_pointer(&view->keys, g_ptr_array_unref);
    g_clear_pointer(&view->roles, g_ptr_array_unref);
    g_free(view);
}

bool
lb_person_view_approves(const LbPersonView *view)
{
    for (guint i = 0; i < view->roles->len; i++) {
        const LbAssignment *each = g_ptr_array_index(view->roles, i);
        LbRole known = LB_ROLE_READER;
        if (lb_role_from_name(each->role, &known) && lb_role_approves(known))
            return true;
    }
    return false;
}

static LbPersonView *
read_view(LbStore *store, int64_t principal, GError **error)
{
    g_autoptr(LbPersonView) view = g_new0(LbPersonView, 1);
    view->person = lb_directory_person(store, principal, error);
    if (view->person == NULL)
        return NULL;
    view->addresses = lb_directory_addresses(store, principal, error);
    if (view->addresses == NULL)
        return NULL;
    view->keys = lb_directory_keys(store, principal, 0, PAGE_MOST, error);
    if (view->keys == NULL)
        return NULL;
    view->roles = lb_directory_assignments(store, principal, NULL, PAGE_MOST, error);
    return view->roles != NULL ? g_steal_pointer(&view) : NULL;
}

LbPersonView *
lb_people_show(LbService *service, const LbActor *actor, const char *account, GError **error)
{
    int64_t principal = 0;
    g_autoptr(LbTransaction) reading =
        lb_administer_begin_reading(service, actor, LB_VERB_ADMINISTER, error);
    if (reading == NULL || !lb_administer_find_person(service->store, account, &principal, error))
        return NULL;
    return read_view(service->store, principal, error);
}

LbPersonView *
lb_profile_show(LbService *service, const LbActor *actor, GError **error)
{
    g_autoptr(LbTransaction) reading =
        lb_administer_begin_reading(service, actor, LB_VERB_PROFILE, error);
    if (reading == NULL)
        return NULL;
    return read_view(service->store, actor->principal, error);
}
