/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets that live elsewhere, for tests. */
#include "support/elsewhere.h"

#include <criterion/criterion.h>

#include "base/span.h"
#include "service/elsewhere.h"

const LbTicketSource *
elsewhere_source(void)
{
    static LbTicketSource source = {
        .name = "rt", .page = "/Ticket/Display.html?id=", .interval = 5 * LB_MINUTE
    };
    if (source.customers == NULL) {
        source.customers = g_hash_table_new(g_str_hash, g_str_equal);
        g_hash_table_insert(source.customers, "Contoso support", CONTOSO);
        g_hash_table_insert(source.customers, "Nihon", NIHON);
        g_hash_table_insert(source.customers, "Nobody's", "no-such-tenant");
    }
    return &source;
}

void
elsewhere_announce(World *world)
{
    g_autoptr(GPtrArray) sources = g_ptr_array_new();
    g_ptr_array_add(sources, (gpointer)elsewhere_source());
    cr_assert(lb_errands_announce(world->service, sources, NULL));
}

void
elsewhere_say(LbExternalTicket *ticket, int64_t time, const char *author, LbSide side,
              const char *text)
{
    LbTicketEntry *entry = g_new0(LbTicketEntry, 1);
    entry->time = time;
    entry->author = g_strdup(author);
    entry->side = side;
    entry->text = g_strdup(text);
    g_ptr_array_add(ticket->entries, entry);
}

LbExternalTicket *
elsewhere_ticket(const char *id)
{
    const int64_t opened = INT64_C(1767225600000000); /* 2026-01-01 00:00 UTC */
    LbExternalTicket *ticket = lb_external_ticket_new();
    ticket->id = g_strdup(id);
    ticket->group = g_strdup("Contoso support");
    ticket->subject = g_strdup("The disk is full");
    ticket->status = g_strdup("open");
    ticket->open = true;
    ticket->requester = g_strdup("ann@contoso.example");
    ticket->opened = opened;
    ticket->updated = opened + LB_HOUR;
    ticket->version = g_strdup("1");
    elsewhere_say(ticket, opened, "ann@contoso.example", LB_SIDE_CUSTOMER,
                  "The disk of vm-web-01 is full.\nPlease help.");
    elsewhere_say(ticket, opened + LB_HOUR, "rt-jo", LB_SIDE_PROVIDER, "We will have a look.");
    return ticket;
}

LbErrand *
elsewhere_do(World *world, LbErrandKind kind, LbErrandEnd end, const LbExternalTicket *ticket)
{
    g_autoptr(GError) error = NULL;
    LbErrandResult result = { .end = end,
                              .words = "as the test says",
                              .ticket = end == LB_ERRAND_DONE && kind == LB_ERRAND_FETCH ? ticket
                                                                                         : NULL };
    LbErrand *errand = lb_errands_next(world->service, elsewhere_source(), false, &error);
    cr_assert_not_null(errand, "%s", error != NULL ? error->message : "nothing to do");
    cr_assert_eq(errand->kind, kind);
    cr_assert_not(errand->foreign, "%s", errand->text);
    cr_assert(lb_errands_settle(world->service, elsewhere_source(), errand, &result, &error), "%s",
              error != NULL ? error->message : "");
    return errand;
}

void
elsewhere_rest(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbErrand) errand = lb_errands_next(world->service, elsewhere_source(), false, &error);
    cr_assert_null(error);
    cr_assert_null(errand, "%s", errand != NULL ? errand->id : "");
}

int64_t
elsewhere_link(World *world, const LbExternalTicket *ticket)
{
    int64_t look = 0, number = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    elsewhere_announce(world);
    cr_assert(lb_service_look(world->service, engineer, "rt", ticket->id, &look, &error), "%s",
              error != NULL ? error->message : "");
    cr_assert_neq(look, 0);
    g_autoptr(LbErrand) errand = elsewhere_do(world, LB_ERRAND_FETCH, LB_ERRAND_DONE, ticket);
    cr_assert_str_eq(errand->id, ticket->id);
    cr_assert(lb_service_looked(world->service, engineer, look, &number, &error), "%s",
              error != NULL ? error->message : "");
    cr_assert_neq(number, 0);
    return number;
}
