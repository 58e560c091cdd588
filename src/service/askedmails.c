/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails about a request. One mail goes to an address, however many accounts have it: whoever has it is told by that one. */
#include "service/askedmails.h"

#include <string.h>

#include "service/act.h"
#include "store/outbox.h"

#define PAGE 1000
#define PAGES 5

void
lb_asked_mail_free(LbAskedMail *mail)
{
    if (mail == NULL)
        return;
    lb_delivery_row_free(mail->row);
    g_free(mail->address);
    g_free(mail);
}

GPtrArray *
lb_asked_mails_read(LbService *service, int64_t request, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)lb_delivery_row_free);
    bool more = true;
    for (int i = 0; more && i < PAGES; i++) {
        const LbDeliveryRow *last = all->len > 0 ? g_ptr_array_index(all, all->len - 1) : NULL;
        g_autoptr(GPtrArray) page =
            lb_outbox_list(service->store, request, last != NULL ? last->id : 0, PAGE, error);
        if (page == NULL)
            return NULL;
        more = page->len == PAGE;
        g_ptr_array_extend_and_steal(all, g_steal_pointer(&page));
    }
    return g_steal_pointer(&all);
}

static bool
is_same(const char *one, const char *other)
{
    return one != NULL && other != NULL && g_ascii_strcasecmp(one, other) == 0;
}

/* What somebody may see of a mail: without @addresses neither where it went nor what was said of it there. */
static LbDeliveryRow *
copy_row(const LbDeliveryRow *row, bool addresses)
{
    LbDeliveryRow *copy = g_new(LbDeliveryRow, 1);
    *copy = *row;
    copy->event = g_strdup(row->event);
    copy->request = g_strdup(row->request);
    copy->ticket = g_strdup(row->ticket);
    copy->exclusion = g_strdup(row->exclusion);
    copy->account = g_strdup(row->account);
    copy->status = g_strdup(row->status);
    copy->message_id = addresses ? g_strdup(row->message_id) : NULL;
    copy->address = addresses ? g_strdup(row->address) : NULL;
    copy->answer = addresses ? g_strdup(row->answer) : NULL;
    copy->bounce = addresses ? g_strdup(row->bounce) : NULL;
    return copy;
}

/* Where an account is written to. */
typedef struct {
    char *first; /* NULL: it has no address */
    GStrv others;
} Addresses;

static void
clear_addresses(Addresses *addresses)
{
    g_free(addresses->first);
    g_strfreev(addresses->others);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Addresses, clear_addresses)

static bool
read_addresses(LbService *service, int64_t principal, Addresses *addresses, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbApprover) person = lb_directory_anybody(service->store, principal, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    addresses->first = person != NULL ? g_strdup(person->mail) : NULL;
    addresses->others = lb_directory_addresses(service->store, principal, error);
    return addresses->others != NULL;
}

static bool
is_alternate(const Addresses *addresses, const char *address)
{
    for (char **other = addresses->others; *other != NULL; other++)
        if (is_same(*other, address))
            return !is_same(addresses->first, address);
    return false;
}

static bool
has(const Addresses *addresses, const char *address)
{
    return is_same(addresses->first, address) || is_alternate(addresses, address);
}

/* Whether @principal has a mail of its own of the same event at the same address. */
static bool
has_own(GPtrArray *rows, int64_t principal, const LbDeliveryRow *like)
{
    for (guint i = 0; i < rows->len; i++) {
        const LbDeliveryRow *row = g_ptr_array_index(rows, i);
        if (row->principal == principal && strcmp(row->event, like->event) == 0 &&
            is_same(row->address, like->address))
            return true;
    }
    return false;
}

static bool
reaches(GPtrArray *rows, const Addresses *addresses, int64_t principal, const LbDeliveryRow *row)
{
    return row->principal == principal ||
           (has(addresses, row->address) && !has_own(rows, principal, row));
}

static void
add(GPtrArray *found, const LbDeliveryRow *row, const char *address, bool alternate, bool shared,
    bool addresses)
{
    LbAskedMail *mail = g_new0(LbAskedMail, 1);
    mail->row = row != NULL ? copy_row(row, addresses) : NULL;
    mail->address = addresses ? g_strdup(address) : NULL;
    mail->alternate = alternate;
    mail->shared = shared;
    g_ptr_array_add(found, mail);
}

/* An address that is there now and to which nothing went. */
static void
add_unused(GPtrArray *found, GPtrArray *rows, const char *address, bool alternate, bool addresses)
{
    for (guint i = 0; i < rows->len; i++)
        if (is_same(((const LbDeliveryRow *)g_ptr_array_index(rows, i))->address, address))
            return;
    add(found, NULL, address, alternate, false, addresses);
}

bool
lb_asked_mails_add(LbService *service, GPtrArray *rows, int64_t principal, bool addresses,
                   GPtrArray *found, GError **error)
{
    g_auto(Addresses) here = { 0 };
    if (!read_addresses(service, principal, &here, error))
        return false;
    for (guint i = 0; i < rows->len; i++) {
        const LbDeliveryRow *row = g_ptr_array_index(rows, i);
        bool shared = row->principal != principal;
        bool alternate = (row->alternate && !shared) || is_alternate(&here, row->address);
        if (reaches(rows, &here, principal, row))
            add(found, row, row->address, alternate, shared, addresses);
    }
    if (here.first != NULL)
        add_unused(found, rows, here.first, false, addresses);
    for (char **other = here.others; *other != NULL; other++)
        if (!is_same(*other, here.first))
            add_unused(found, rows, *other, true, addresses);
    return true;
}

void
lb_asked_mails_rest(GPtrArray *rows, GPtrArray *asked, GPtrArray *others)
{
    for (guint i = 0; i < rows->len; i++) {
        const LbDeliveryRow *row = g_ptr_array_index(rows, i);
        bool theirs = false;
        for (guint j = 0; j < asked->len && !theirs; j++)
            theirs =
                ((const LbAskedPerson *)g_ptr_array_index(asked, j))->principal == row->principal;
        if (!theirs)
            g_ptr_array_add(others, copy_row(row, true));
    }
}

/* From the best to the worst. */
static const LbMailState ranks[] = { LB_MAIL_ACCEPTED, LB_MAIL_SENDING, LB_MAIL_QUEUED,
                                     LB_MAIL_BOUNCED,  LB_MAIL_REFUSED, LB_MAIL_FAILED,
                                     LB_MAIL_WITHDRAWN };

static size_t
rank(const LbDeliveryRow *row)
{
    int state = 0;
    size_t at = 0;
    if (!lb_names_find(lb_mail_state_names, row->status, &state))
        return G_N_ELEMENTS(ranks);
    while (at < G_N_ELEMENTS(ranks) && (int)ranks[at] != state)
        at++;
    return at;
}

const char *
lb_asked_mails_state(LbService *service, GPtrArray *rows, int64_t principal)
{
    const char *waiting = lb_names_get(lb_event_names, LB_EVENT_WAITING);
    g_auto(Addresses) here = { 0 };
    size_t best = G_N_ELEMENTS(ranks);
    bool own = false;
    for (guint i = 0; i < rows->len; i++) {
        const LbDeliveryRow *row = g_ptr_array_index(rows, i);
        if (row->principal != principal || strcmp(row->event, waiting) != 0)
            continue;
        own = true;
        best = MIN(best, rank(row));
    }
    /* Seldom: its only address is another's too. */
    bool look = !own && rows->len > 0 && read_addresses(service, principal, &here, NULL);
    for (guint i = 0; look && i < rows->len; i++) {
        const LbDeliveryRow *row = g_ptr_array_index(rows, i);
        if (strcmp(row->event, waiting) == 0 && has(&here, row->address))
            best = MIN(best, rank(row));
    }
    return best < G_N_ELEMENTS(ranks) ? lb_names_get(lb_mail_state_names, (int)ranks[best]) : NULL;
}
