/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every filter of the log, and every pair of them, against looking at each entry in turn. */
#include <criterion/criterion.h>
#include <string.h>

#include "store/log.h"
#include "support/world.h"

#define ENTRIES 360
#define OWNER "owner1@contoso.example"
#define FOREIGN "owner@nihon.example"
#define ADMIN "admin1@fabrikam.example"

/* What an entry may say beyond what tells it from the others. */
static const char *const details[] = {
    "{}",
    "{\"status\":\"Denied\",\"reason\":\"Not 100% sure\"}",
    "{\"status\":\"Denied\",\"reason\":\"a \\\"quoted\\\" word\"}",
    "{\"path\":\"C:\\\\temp\",\"reason\":\"under_score\"}",
    "{\"reason\":\"Größe und 理由\"}",
};

static void
submit_foreign(World *world)
{
    static const char *const resources[] = { "vm-honban", NULL };
    LbSubmission submission = { .ticket = "TK-10",
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "read",
                                .justification = "j",
                                .resources = resources };
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    g_autoptr(LbRequest) request = lb_service_submit(world->service, engineer, &submission, NULL);
    cr_assert_not_null(request);
}

/* LB-1 is Contoso's and LB-2 the Japanese customer's; each has entries of its own alone. */
static void
fill(World *world)
{
    static const char *const callers[] = { OWNER, "Owner2@Contoso.Example", FOREIGN,
                                           "engineer7@fabrikam.example", NULL };
    static const char *const addresses[] = { "192.0.2.7", "2001:db8::7", NULL };
    g_autoptr(LbRequest) request = world_submit(world);
    submit_foreign(world);
    g_autoptr(LbTransaction) transaction = lb_store_begin(world->store, NULL);
    int64_t time = world->reading.wall;
    for (int i = 0; i < ENTRIES; i++) {
        int customer = i % 7 % 3; /* 2: the installation's own */
        LbActivity entry = {
            .time = time + i * LB_MINUTE,
            .tenant = customer == 0   ? CONTOSO
                      : customer == 1 ? NIHON
                                      : NULL,
            .operation = (LbOperation)(i * 5 % 11),
            .request = i % 2 == 0 || customer == 2 ? NULL
                       : customer == 0             ? "LB-1"
                                                   : "LB-2",
            .caller = (char *)callers[i % G_N_ELEMENTS(callers)],
            .person = i % 4 == 0 ? "person-four" : NULL,
            .door = "session",
            .fingerprint = i % 3 == 0 ? "SHA256:Kq1x" : NULL,
            .address = (char *)addresses[i % G_N_ELEMENTS(addresses)],
            .details = (char *)details[i % G_N_ELEMENTS(details)],
        };
        cr_assert(lb_log_append(world->store, &entry, NULL));
    }
    cr_assert(lb_transaction_commit(transaction, NULL));
}

/* The naive reader */

static bool
holds(const char *text, const char *wanted)
{
    g_autofree char *all = g_ascii_strdown(text != NULL ? text : "", -1);
    g_autofree char *piece = g_ascii_strdown(wanted, -1);
    return strstr(all, piece) != NULL;
}

static bool
says(const LbActivity *entry, const char *text)
{
    g_auto(GStrv) slashes = g_strsplit(text, "\\", -1);
    g_autofree char *slashed = g_strjoinv("\\\\", slashes);
    g_auto(GStrv) quotes = g_strsplit(slashed, "\"", -1);
    g_autofree char *json = g_strjoinv("\\\"", quotes);
    return holds(entry->request, text) || holds(entry->caller, text) ||
           holds(entry->person, text) || holds(entry->address, text) ||
           holds(entry->fingerprint, text) || holds(entry->details, json) ||
           holds(lb_names_label(lb_operation_names, (int)entry->operation), text) ||
           holds(lb_names_get(lb_operation_names, (int)entry->operation), text);
}

static bool
passes(const LbActivity *entry, const LbActivityFilter *filter, const char *own)
{
    const char *tenant = filter->tenant == NULL                               ? NULL
                         : g_ascii_strcasecmp(filter->tenant, "contoso") == 0 ? CONTOSO
                                                                              : filter->tenant;
    return (own == NULL || g_strcmp0(entry->tenant, own) == 0) &&
           (tenant == NULL || g_strcmp0(entry->tenant, tenant) == 0) &&
           (filter->operations == 0 ||
            (filter->operations & LB_OPERATION_BIT(entry->operation)) != 0) &&
           (filter->request == NULL || g_strcmp0(entry->request, filter->request) == 0) &&
           (filter->caller == NULL ||
            g_ascii_strcasecmp(entry->caller != NULL ? entry->caller : "", filter->caller) == 0) &&
           (filter->text == NULL || says(entry, filter->text)) &&
           (filter->since == 0 || entry->time >= filter->since) &&
           (filter->until == 0 || entry->time < filter->until) && entry->sequence > filter->newer;
}

/* The reader that is tried: by pages, as those who wait get them. */
static GPtrArray *
read_pages(World *world, const LbActor *actor, LbActivityFilter filter)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)lb_activity_free);
    LbActivityReach reach = { 0 };
    filter.limit = 23;
    do {
        filter.before = reach.back;
        g_autoptr(GPtrArray) page =
            lb_service_log_some(world->service, actor, &filter, &reach, NULL);
        cr_assert_not_null(page);
        while (page->len > 0)
            g_ptr_array_add(all, g_ptr_array_steal_index(page, 0));
    } while (!reach.whole);
    return all;
}

static void
compare(World *world, const LbActor *actor, GPtrArray *all, const LbActivityFilter *filter,
        const char *name)
{
    g_autoptr(GPtrArray) found = read_pages(world, actor, *filter);
    LbActivityFilter whole = *filter;
    int64_t count = 0;
    bool more = false;
    whole.limit = 1000;
    g_autoptr(GPtrArray) at_once = lb_service_log(world->service, actor, &whole, NULL);
    cr_assert_eq(at_once->len, found->len, "%s: %u, %u", name, at_once->len, found->len);
    guint next = 0;
    for (guint i = 0; i < all->len; i++) {
        const LbActivity *entry = all->pdata[i];
        if (!passes(entry, filter, actor->tenant))
            continue;
        cr_assert_lt(next, found->len, "%s: entry %d is missing", name, (int)entry->sequence);
        const LbActivity *other = found->pdata[next++];
        cr_assert_eq(other->sequence, entry->sequence, "%s: %d instead of %d", name,
                     (int)other->sequence, (int)entry->sequence);
        cr_assert(actor->tenant == NULL || g_strcmp0(other->tenant, actor->tenant) == 0);
    }
    cr_assert_eq(next, found->len, "%s: %u too many", name, found->len - next);
    cr_assert(lb_service_log_count(world->service, actor, filter, 10000, &count, &more, NULL));
    cr_assert(count == -1 || filter->newer != 0 || (count == (int64_t)next && !more), "%s: %d",
              name, (int)count);
}

/* Both at once; what both set is of the second. */
static LbActivityFilter
join(const LbActivityFilter *one, const LbActivityFilter *other)
{
    LbActivityFilter both = *one;
    both.operations = other->operations != 0 ? other->operations : both.operations;
    both.tenant = other->tenant != NULL ? other->tenant : both.tenant;
    both.request = other->request != NULL ? other->request : both.request;
    both.caller = other->caller != NULL ? other->caller : both.caller;
    both.text = other->text != NULL ? other->text : both.text;
    both.since = other->since != 0 ? other->since : both.since;
    both.until = other->until != 0 ? other->until : both.until;
    both.newer = other->newer != 0 ? other->newer : both.newer;
    return both;
}

static void
compare_all(World *world, const char *account)
{
    int64_t time = world->reading.wall;
    const LbActivityFilter filters[] = {
        { .limit = 0 },
        { .operations = LB_OPERATION_BIT(LB_OPERATION_DENY) },
        { .operations =
              LB_OPERATION_BIT(LB_OPERATION_CREATE) | LB_OPERATION_BIT(LB_OPERATION_IMPORT) },
        { .tenant = CONTOSO },
        { .tenant = "contoso" },
        { .tenant = NIHON },
        { .tenant = "nobody's" },
        { .request = "LB-1" },
        { .request = "LB-2" },
        { .caller = "OWNER2@contoso.example" },
        { .caller = FOREIGN },
        { .since = time + 100 * LB_MINUTE },
        { .until = time + 200 * LB_MINUTE },
        { .newer = 300 },
        { .text = "lb-2" },
        { .text = "OWNER2@" },
        { .text = "person-F" },
        { .text = "2001:DB8" },
        { .text = "kq1" },
        { .text = "100%" },
        { .text = "%" },
        { .text = "r_s" },
        { .text = "\"quoted\" w" },
        { .text = "C:\\t" },
        { .text = "理由" },
        { .text = "request expiry" },
        { .text = "ImportDir" },
        { .text = "nowhere at all" },
    };
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    g_autoptr(LbActor) actor = world_actor(world, account);
    LbActivityFilter none = { .limit = 1000 };
    g_autoptr(GPtrArray) all = lb_service_log(world->service, admin, &none, NULL);
    cr_assert_eq(all->len, ENTRIES + 4);
    for (size_t i = 0; i < G_N_ELEMENTS(filters); i++)
        for (size_t k = 0; k < G_N_ELEMENTS(filters); k++) {
            LbActivityFilter both = join(&filters[i], &filters[k]);
            g_autofree char *name = g_strdup_printf("%s, filters %zu and %zu", account, i, k);
            compare(world, actor, all, &both, name);
        }
}

Test(log, who_oversees_gets_what_all_filters_let_through)
{
    g_autoptr(World) world = world_new();
    fill(world);
    compare_all(world, ADMIN);
}

Test(log, an_owner_never_gets_an_entry_of_another_tenant)
{
    g_autoptr(World) world = world_new();
    fill(world);
    compare_all(world, OWNER);
    compare_all(world, FOREIGN);
}

Test(log, a_text_is_taken_as_it_could_be_typed)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    g_autofree char *endless = g_strnfill(LB_ACTIVITY_TEXT_LIMIT + 1, 'a');
    const char *const texts[] = { "", "  ", "two\nlines", "hidden\u202e", "\xff", endless };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        LbActivityFilter filter = { .text = texts[i], .limit = 1 };
        cr_assert_null(lb_service_log(world->service, admin, &filter, &error), "text %zu", i);
        cr_assert_not_null(error);
    }
}

Test(log, only_who_oversees_learns_the_name_of_a_tenant)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) admin = world_actor(world, ADMIN), owner = world_actor(world, OWNER);
    g_autofree char *name = lb_service_tenant_name(world->service, admin, CONTOSO);
    g_autofree char *own = lb_service_tenant_name(world->service, owner, CONTOSO);
    cr_assert_str_eq(name, "Contoso");
    cr_assert_str_eq(own, "Contoso");
    cr_assert_null(lb_service_tenant_name(world->service, owner, NIHON));
    cr_assert_null(lb_service_tenant_name(world->service, admin, "nobody's"));
}
