/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking tickets over from where they live. */
#include "service/mirroring.h"

#include "core/reference.h"
#include "service/closing.h"
#include "store/mirrors.h"
#include "store/tickets.h"

#define LAST_TIME INT64_C(253402300799000000) /* the year 9999, which times are written to */
#define NO_TITLE "(no subject)"
#define NOBODY "(unknown)"
#define MOVED "it is in a queue of no customer, or of another one"

static LbTicketMirror *
new_mirror(const LbTicketSource *source, const LbExternalTicket *ticket, int64_t fetched)
{
    LbTicketMirror *mirror = g_new0(LbTicketMirror, 1);
    mirror->system = g_strdup(source->name);
    mirror->id = g_strdup(ticket->id);
    mirror->status = g_strdup(ticket->status);
    mirror->shortened = ticket->shortened;
    mirror->fetched = fetched;
    return mirror;
}

static void
copy_entry(gpointer data, gpointer entries)
{
    const LbTicketEntry *entry = data;
    LbTicketEntry *copy = g_new0(LbTicketEntry, 1);
    copy->time = CLAMP(entry->time, 0, LAST_TIME);
    copy->author = g_strdup(entry->author);
    copy->side = entry->side;
    copy->text = g_strdup(entry->text);
    g_ptr_array_add(entries, copy);
}

/* As it will be kept. Only what is public comes so far; an internal entry would be a fault of ours, and is not kept. */
static LbTicket *
new_ticket(const LbTicketSource *source, const LbExternalTicket *external, const char *tenant,
           int64_t now, int64_t fetched)
{
    LbTicket *ticket = lb_ticket_new();
    ticket->tenant = g_strdup(tenant);
    ticket->title = g_strdup(external->subject[0] != '\0' ? external->subject : NO_TITLE);
    ticket->severity =
        LB_SEVERITY_C; /* they have no such thing; what is least urgent claims nothing */
    ticket->opened_by = g_strdup(external->requester != NULL ? external->requester : NOBODY);
    ticket->opened = CLAMP(external->opened, 0, LAST_TIME);
    ticket->open = external->open;
    ticket->closed = external->open ? 0 : now;
    ticket->mirror = new_mirror(source, external, fetched);
    for (guint i = 0; i < external->entries->len; i++) {
        LbTicketEntry *entry = g_ptr_array_index(external->entries, i);
        if (entry->side != LB_SIDE_INTERNAL)
            copy_entry(entry, ticket->entries);
    }
    return ticket;
}

static bool
log_mirrored(LbAct *act, const LbTicket *ticket, GError **error)
{
    g_autoptr(JsonObject) details = json_object_new();
    g_autofree char *id = lb_ticket_id(ticket->number);
    g_autofree char *there = lb_reference_text(ticket->mirror->system, ticket->mirror->id);
    json_object_set_string_member(details, "ticket", id);
    json_object_set_string_member(details, "elsewhere", there);
    if (!ticket->open)
        json_object_set_boolean_member(details, "closed", TRUE);
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(act, LB_OPERATION_MIRROR_TICKET, ticket->tenant, 0, text, error);
}

/* Brings what is kept to what is there now; an entry tells of it where anything was otherwise. */
static bool
keep(LbAct *act, LbTicket *ticket, int64_t known, GError **error)
{
    bool changed = true;
    LbStore *store = act->service->store;
    if (known == 0 ? !lb_mirrors_insert(store, ticket, error)
                   : !lb_mirrors_update(store, ticket, act->time.effective, &changed, error))
        return false;
    return !changed || (log_mirrored(act, ticket, error) &&
                        (ticket->open || lb_closing_end(act, ticket->number, error)));
}

bool
lb_mirroring_next(LbAct *act, int64_t number, int64_t interval, int64_t *due, GError **error)
{
    bool live = false;
    if (!lb_mirrors_is_live(act->service->store, number, &live, error))
        return false;
    *due = live ? act->time.effective + interval : 0;
    return true;
}

/* The tenant of the group that the ticket is in; NULL without error: it is of none. The caller frees it. */
static char *
find_tenant(LbAct *act, const LbTicketSource *source, const char *group, GError **error)
{
    const char *id = g_hash_table_lookup(source->customers, group);
    g_autoptr(LbTenant) tenant =
        id != NULL ? lb_directory_tenant(act->service->store, id, error) : NULL;
    return tenant != NULL ? g_strdup(tenant->id) : NULL;
}

/* Stores whether the ticket that is known by @number is @tenant's (NULL: nobody's). */
static bool
is_still(LbAct *act, int64_t number, const char *tenant, bool *still, GError **error)
{
    g_autoptr(LbTicket) known = lb_tickets_get(act->service->store, number, error);
    *still = known != NULL && g_strcmp0(known->tenant, tenant) == 0;
    return known != NULL;
}

bool
lb_mirroring_take(LbAct *act, const LbTicketSource *source, const LbExternalTicket *external,
                  int64_t fetched, LbMirrored *mirrored, GError **error)
{
    LbStore *store = act->service->store;
    g_autoptr(GError) failure = NULL;
    int64_t due = 0;
    bool still = true;
    *mirrored = (LbMirrored){ 0 };
    g_autofree char *tenant = find_tenant(act, source, external->group, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (!lb_mirrors_find(store, source->name, external->id, &mirrored->number, error) ||
        (mirrored->number != 0 && !is_still(act, mirrored->number, tenant, &still, error)))
        return false;
    mirrored->lost = !still;
    if (mirrored->lost)
        return lb_closing_lose(act, mirrored->number, error) &&
               lb_mirroring_next(act, mirrored->number, source->interval, &due, error) &&
               lb_mirrors_note_missing(store, mirrored->number, act->time.effective, due, MOVED,
                                       error);
    if (tenant == NULL)
        return true;
    g_autoptr(LbTicket) ticket = new_ticket(source, external, tenant, act->time.effective, fetched);
    ticket->number = mirrored->number;
    if (!keep(act, ticket, mirrored->number, error) ||
        !lb_mirroring_next(act, ticket->number, source->interval, &due, error))
        return false;
    mirrored->number = ticket->number;
    return lb_mirrors_note(store, ticket->number, ticket->mirror, external->version, due, error);
}

bool
lb_mirroring_assign(LbAct *act, const LbTicket *ticket, GError **error)
{
    g_autoptr(JsonObject) details = json_object_new();
    g_autofree char *id = lb_ticket_id(ticket->number);
    json_object_set_string_member(details, "ticket", id);
    g_autofree char *text = lb_details_write(details);
    return lb_tickets_take(act->service->store, ticket->number, act->actor->account,
                           act->time.effective, error) &&
           lb_act_log(act, LB_OPERATION_TAKE_TICKET, ticket->tenant, 0, text, error);
}
