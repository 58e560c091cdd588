/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists, page by page. */
#include "operator/listing.h"

#include "base/i18n.h"

static void
say_row(LbInvocation *invocation, const LbListing *listing, const void *row, bool first)
{
    if (!lb_invocation_json(invocation)) {
        listing->say(invocation->out, row);
        return;
    }
    g_autoptr(JsonBuilder) builder = json_builder_new();
    listing->put(builder, row);
    g_string_append(invocation->out, first ? "" : ",\n");
    lb_invocation_say_json(invocation, builder);
}

/* Stores whether there were any. */
static bool
say_rows(LbInvocation *invocation, const LbListing *listing, gpointer data, bool *any,
         GError **error)
{
    g_autoptr(GPtrArray) page = NULL;
    *any = false;
    for (;;) {
        g_autoptr(GPtrArray) before = g_steal_pointer(&page);
        const void *last = before != NULL ? g_ptr_array_index(before, before->len - 1) : NULL;
        page = listing->read(data, last, error);
        if (page == NULL)
            return false;
        for (guint i = 0; i < page->len; i++) {
            say_row(invocation, listing, g_ptr_array_index(page, i), !*any);
            *any = true;
        }
        if (page->len < LB_LISTING_PAGE)
            return true;
        if (!lb_invocation_flush(invocation, error))
            return false;
    }
}

bool
lb_listing_say(LbInvocation *invocation, const LbService *service, const LbListing *listing,
               gpointer data, GError **error)
{
    bool any = false, json = lb_invocation_json(invocation);
    if (json)
        g_string_append(invocation->out, "{\n\"value\" : [\n");
    else
        lb_invocation_say_test(invocation, service);
    if (!say_rows(invocation, listing, data, &any, error))
        return false;
    if (json)
        g_string_append_printf(invocation->out, "],\n\"nextLink\" : null,\n\"test\" : %s\n}\n",
                               lb_service_is_test(service) ? "true" : "false");
    else if (!any)
        g_string_append(invocation->out, _(listing->nothing));
    return true;
}
