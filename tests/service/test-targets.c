/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets: what is refused, what each act leaves in whose log, and that a key is a person's or a host's, never both. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/asking.h"
#include "service/operator.h"
#include "service/people.h"
#include "service/preview.h"
#include "service/targets.h"
#include "support/world.h"

#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define MACHINE                                                     \
    "/subscriptions/" PRODUCTION "/resourceGroups/rg-web/providers" \
    "/Microsoft.Compute/virtualMachines/vm-web-01"
#define MACHINE_KEY                                                 \
    "/subscriptions/" PRODUCTION "/resourcegroups/rg-web/providers" \
    "/microsoft.compute/virtualmachines/vm-web-01"
#define HOST_KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIESTKltBiGiX68xWka65ZiMTrHhk1hOubJAXkezbsK2I"
#define OTHER_KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/"

#define ENTRIES "SELECT count(*) FROM activity WHERE operation = "

static void
expect_count(World *world, int64_t count, const char *sql)
{
    int64_t found = world_count(world, sql);
    cr_assert_eq(found, count, "%s: %d", sql, (int)found);
}

static void
expect_verified(World *world)
{
    g_auto(GStrv) found = world_verify(world);
    cr_assert_null(*found, "%s", *found);
}

/* "set", "same" or the name of the refusal, whose sentence is in @message where that is not NULL. */
static const char *
set(World *world, const LbTarget *target, bool local_allowed, char **message)
{
    g_autoptr(GError) error = NULL;
    bool changed = false;
    bool done = lb_targets_set(world->service, target, local_allowed, &changed, &error);
    cr_assert(done || error->domain == LB_REFUSAL_ERROR, "%s", done ? "" : error->message);
    cr_assert(done || !changed);
    if (message != NULL)
        *message = g_strdup(done ? "" : error->message);
    if (!done)
        return lb_refusal_name((LbRefusal)error->code);
    return changed ? "set" : "same";
}

static const char *
set_usual(World *world, const char *resource)
{
    g_autoptr(LbTarget) target = lb_target_new(resource, "192.0.2.7", 22, "support");
    lb_target_add_host_key(target, HOST_KEY " root@vm-web-01");
    return set(world, target, false, NULL);
}

Test(targets, are_logged_where_the_customer_reads)
{
    g_autoptr(World) world = world_new();
    cr_assert_str_eq(set_usual(world, "vm-web-01"), "set");
    expect_count(world, 1,
                 ENTRIES "'SetTarget' AND tenant = '" CONTOSO "' AND request IS NULL"
                         " AND caller = 'operator' AND door = 'operator' AND details LIKE"
                         " '{\"resource\":\"" MACHINE_KEY "\",\"address\":\"192.0.2.7\","
                         "\"port\":22,\"login\":\"support\",\"hostKeys\":[\"SHA256:%\"],"
                         "\"rows\":1,%'");
    cr_assert(lb_targets_remove(world->service, MACHINE, NULL));
    expect_count(world, 1,
                 ENTRIES "'SetTarget' AND tenant = '" CONTOSO "' AND details LIKE"
                         " '%\"address\":\"192.0.2.7\"%\"removed\":true,%'");
    expect_count(world, 2, ENTRIES "'SetTarget'");
    expect_verified(world);
}

Test(targets, the_same_one_again_does_nothing)
{
    g_autoptr(World) world = world_new();
    cr_assert_str_eq(set_usual(world, "VM-WEB-01"), "set");
    expect_count(world, 1, "SELECT count(*) FROM target WHERE resource = '" MACHINE_KEY "'");
    int64_t entries = world_count(world, "SELECT count(*) FROM activity");
    world_pass(world, 1000000);
    cr_assert_str_eq(set_usual(world, MACHINE), "same");
    g_autoptr(LbTarget) more = lb_target_new(MACHINE, "192.0.2.7", 22, "support");
    lb_target_add_host_key(more, OTHER_KEY);
    lb_target_add_host_key(more, HOST_KEY);
    cr_assert_str_eq(set(world, more, false, NULL), "set");
    g_ptr_array_remove_index(more->host_keys, 0);
    lb_target_add_host_key(more, OTHER_KEY);
    cr_assert_str_eq(set(world, more, false, NULL), "same", "in another order");
    expect_count(world, entries + 1, "SELECT count(*) FROM activity");
    g_autoptr(LbTarget) stored = lb_targets_get(world->service, "vm-web-01", NULL);
    cr_assert_str_eq(stored->resource, MACHINE_KEY);
    cr_assert_eq(stored->host_keys->len, 2u);
    cr_assert_str_eq(g_ptr_array_index(stored->host_keys, 0), OTHER_KEY);
}

/* Whatever is in it, nothing of it is stored, and the log says nothing. */
Test(targets, what_nothing_could_be_reached_by_is_refused_by_its_fault)
{
    static const struct {
        const char *address;
        unsigned port;
        const char *login, *host_key, *fault;
    } bad[] = {
        { "", 22, "support", HOST_KEY, "malformed-address" },
        { "vm 1", 22, "support", HOST_KEY, "malformed-address" },
        { "-oProxyCommand=id", 22, "support", HOST_KEY, "malformed-address" },
        { "vm-1\nHost *", 22, "support", HOST_KEY, "malformed-address" },
        { "0x7f000001", 22, "support", HOST_KEY, "malformed-address" },
        { "\xff\xfe", 22, "support", HOST_KEY, "malformed-address" },
        { "127.0.0.1", 22, "support", HOST_KEY, "local-address" },
        { "localhost", 22, "support", HOST_KEY, "local-address" },
        { "::1", 22, "support", HOST_KEY, "local-address" },
        { "::ffff:127.0.0.1", 22, "support", HOST_KEY, "local-address" },
        { "169.254.169.254", 22, "support", HOST_KEY, "local-address" },
        { "192.0.2.7", 0, "support", HOST_KEY, "malformed-port" },
        { "192.0.2.7", 65536, "support", HOST_KEY, "malformed-port" },
        { "192.0.2.7", 22, "", HOST_KEY, "malformed-login" },
        { "192.0.2.7", 22, "-l", HOST_KEY, "malformed-login" },
        { "192.0.2.7", 22, "../root", HOST_KEY, "malformed-login" },
        { "192.0.2.7", 22, "sup port", HOST_KEY, "malformed-login" },
        { "192.0.2.7", 22, "support", NULL, "host-key-needed" },
        { "192.0.2.7", 22, "support", "", "malformed-host-key" },
        { "192.0.2.7", 22, "support", "ssh-ed25519 AAAA", "malformed-host-key" },
        { "192.0.2.7", 22, "support", "@cert-authority * " HOST_KEY, "malformed-host-key" },
        { "192.0.2.7", 22, "support", HOST_KEY "\n" OTHER_KEY, "malformed-host-key" },
    };
    g_autoptr(World) world = world_new();
    int64_t entries = world_count(world, "SELECT count(*) FROM activity");
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *message = NULL;
        g_autoptr(LbTarget) target =
            lb_target_new(MACHINE, bad[i].address, bad[i].port, bad[i].login);
        if (bad[i].host_key != NULL)
            lb_target_add_host_key(target, bad[i].host_key);
        cr_assert_str_eq(set(world, target, false, &message), "bad-target", "%s", bad[i].fault);
        g_autofree char *named = g_strdup_printf("(%s)", bad[i].fault);
        cr_assert_not_null(strstr(message, named), "%s: %s", named, message);
        cr_assert(g_utf8_validate(message, -1, NULL));
    }
    g_autoptr(LbTarget) twice = lb_target_new(MACHINE, "192.0.2.7", 22, "support");
    lb_target_add_host_key(twice, HOST_KEY " one");
    lb_target_add_host_key(twice, HOST_KEY " two");
    g_autofree char *message = NULL;
    cr_assert_str_eq(set(world, twice, true, &message), "bad-target");
    cr_assert_str_eq(message, "Nothing can be reached like this. A host key is named twice. "
                              "(double-host-key)");
    expect_count(world, 0, "SELECT count(*) FROM target");
    expect_count(world, entries, "SELECT count(*) FROM activity");
}

Test(targets, local_addresses_are_allowed_where_the_operator_says_so)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbTarget) target = lb_target_new(MACHINE, "127.0.0.1", 2222, "support");
    lb_target_add_host_key(target, HOST_KEY);
    cr_assert_str_eq(set(world, target, false, NULL), "bad-target");
    cr_assert_str_eq(set(world, target, true, NULL), "set");
}

Test(targets, are_of_a_resource_that_is_known)
{
    static const char *const unknown[] = {
        "",
        "vm-nowhere",
        "/",
        "/subscriptions/" PRODUCTION,
        "/subscriptions/" PRODUCTION "/resourceGroups/rg-web",
        "/subscriptions/" PRODUCTION
        "/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/vm-nowhere",
        "/subscriptions/none/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm",
        "vm-web-01\xff",
        "' OR 1=1 --",
    };
    g_autoptr(World) world = world_new();
    for (size_t i = 0; i < G_N_ELEMENTS(unknown); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert_str_eq(set_usual(world, unknown[i]), "unknown-resource", "%s", unknown[i]);
        cr_assert_not(lb_targets_remove(world->service, unknown[i], NULL));
        cr_assert_null(lb_targets_get(world->service, unknown[i], &error));
        /* A whole id of what there is not has no target, either. */
        bool whole = strstr(unknown[i], "/providers/") != NULL;
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR,
                                  whole ? LB_REFUSAL_NO_TARGET : LB_REFUSAL_UNKNOWN_RESOURCE),
                  "%s", unknown[i]);
    }
    g_autoptr(GError) error = NULL;
    cr_assert_not(lb_targets_remove(world->service, "vm-web-01", &error), "it has none");
    cr_assert_str_eq(error->message, "This resource has no target.");
}

Test(targets, a_name_that_several_have_is_no_name)
{
    g_autoptr(World) world = world_new();
    world_forge(world, "UPDATE resource SET name = 'vm-web-01' WHERE name = 'vm-honban'");
    g_autofree char *message = NULL;
    g_autoptr(LbTarget) target = lb_target_new("vm-web-01", "192.0.2.7", 22, "support");
    lb_target_add_host_key(target, HOST_KEY);
    cr_assert_str_eq(set(world, target, false, &message), "unknown-resource");
    cr_assert_not_null(strstr(message, "give the whole id"), "%s", message);
    cr_assert_str_eq(set_usual(world, MACHINE), "set");
}

/* An import that drops the resource takes away nothing that the operator has set; it can still be taken away. */
Test(targets, outlive_their_resource)
{
    g_autoptr(World) world = world_new();
    cr_assert_str_eq(set_usual(world, MACHINE), "set");
    world_forge(world, "DELETE FROM resource WHERE name = 'vm-web-01'");
    cr_assert_str_eq(set_usual(world, MACHINE), "unknown-resource");
    g_autoptr(LbTarget) target = lb_targets_get(world->service, MACHINE, NULL);
    cr_assert_not_null(target);
    cr_assert(lb_targets_remove(world->service, MACHINE, NULL));
    expect_count(world, 2, ENTRIES "'SetTarget' AND tenant = '" CONTOSO "'");
    expect_count(world, 0, "SELECT count(*) FROM target");
}

Test(targets, are_listed_page_by_page)
{
    g_autoptr(World) world = world_new();
    static const char *const machines[] = { "vm-web-02", "vm-linux", "vm-web-01" };
    for (size_t i = 0; i < G_N_ELEMENTS(machines); i++)
        cr_assert_str_eq(set_usual(world, machines[i]), "set");
    g_autoptr(GPtrArray) first = lb_targets_list(world->service, NULL, 2, NULL);
    cr_assert_eq(first->len, 2u);
    const LbTarget *last = g_ptr_array_index(first, 1);
    cr_assert_str_eq(last->resource, MACHINE_KEY);
    cr_assert_str_eq(g_ptr_array_index(last->host_keys, 0), HOST_KEY);
    g_autoptr(GPtrArray) rest = lb_targets_list(world->service, last->resource, 2, NULL);
    cr_assert_eq(rest->len, 1u);
}

Test(targets, the_principal_is_of_this_installation)
{
    g_autoptr(World) world = world_new();
    cr_assert_str_eq(set_usual(world, MACHINE), "set");
    g_autoptr(LbTarget) target = lb_targets_get(world->service, MACHINE, NULL);
    g_autofree char *here = lb_targets_principal(world->service, target);
    g_autofree char *told = lb_target_principal(lb_store_instance(world->store)->id, target);
    g_autofree char *elsewhere = lb_target_principal("another", target);
    cr_assert_str_eq(here, told);
    cr_assert_str_neq(here, elsewhere);
}

/* Whether a request for it opens anything is said wherever the resource is shown. */

static bool
is_reached(const GPtrArray *resources, const char *name)
{
    for (guint i = 0; i < resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(resources, i);
        if (strcmp(resource->name, name) == 0)
            return resource->reached;
    }
    cr_assert_fail("%s is not there", name);
    return false;
}

static const LbResource *
find_found(const LbResourcePage *page, const char *name)
{
    for (guint i = 0; i < page->found->len; i++) {
        const LbFoundResource *found = g_ptr_array_index(page->found, i);
        if (strcmp(found->resource->name, name) == 0)
            return found->resource;
    }
    cr_assert_fail("%s is not there", name);
    return NULL;
}

Test(targets, whoever_reads_of_a_resource_reads_whether_it_is_reached)
{
    static const char *const both[] = { "vm-web-01", "vm-web-02", NULL };
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    cr_assert_str_eq(set_usual(world, MACHINE), "set");
    LbResourceQuery query = { .ticket = 7,
                              .service = "virtual-machines",
                              .scenario = "remote-desktop-windows",
                              .limit = 10 };
    g_autoptr(LbResourcePage) page =
        lb_service_find_resources(world->service, engineer, &query, NULL);
    cr_assert(find_found(page, "vm-web-01")->reached);
    cr_assert_not(find_found(page, "vm-web-02")->reached);
    LbSubmission submission = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "operate",
                                .hours = 8,
                                .justification = "Look.",
                                .resources = both };
    g_autoptr(LbPreview) preview = NULL;
    cr_assert(lb_submit_preview(world->service, engineer, &submission, &preview, NULL));
    cr_assert(is_reached(preview->request->resources, "vm-web-01"));
    cr_assert_not(is_reached(preview->request->resources, "vm-web-02"));
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbRequestView) view = lb_service_show(world->service, owner, request->number, NULL);
    cr_assert(is_reached(view->request->resources, "vm-web-01"));
    cr_assert_not(is_reached(view->request->resources, "vm-web-02"));
    cr_assert(lb_targets_remove(world->service, MACHINE, NULL));
    g_autoptr(LbRequestView) later = lb_service_show(world->service, owner, request->number, NULL);
    cr_assert_not(is_reached(later->request->resources, "vm-web-01"));
    cr_assert_str_eq(later->digest, view->digest, "where it is reached is no part of the question");
}

/* What is open */

static void
approve(World *world, const LbRequest *request)
{
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    g_autoptr(GError) error = NULL;
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown };
    g_autoptr(LbRequest) after = lb_service_approve(world->service, owner, &decision, &error);
    cr_assert_not_null(after, "%s", error != NULL ? error->message : "");
}

#define CLOSED(machine)                                                                        \
    "SELECT status IN ('closing', 'closed') FROM access_grant WHERE resource_name = '" machine \
    "' ORDER BY serial DESC LIMIT 1"

Test(targets, changed_or_removed_end_what_is_open_there_alone)
{
    g_autoptr(World) world = world_new();
    cr_assert_str_eq(set_usual(world, "vm-web-01"), "set");
    cr_assert_str_eq(set_usual(world, "vm-web-02"), "set");
    g_autoptr(LbRequest) request = world_submit(world);
    approve(world, request);
    cr_assert_eq(world_open_grants(world), 2);
    cr_assert_str_eq(set_usual(world, "vm-web-01"), "same");
    expect_count(world, 0, CLOSED("vm-web-01"));
    g_autoptr(LbTarget) moved = lb_target_new(MACHINE, "192.0.2.8", 22, "support");
    lb_target_add_host_key(moved, HOST_KEY);
    cr_assert_str_eq(set(world, moved, false, NULL), "set");
    expect_count(world, 1, CLOSED("vm-web-01"));
    expect_count(world, 0, CLOSED("vm-web-02"));
    expect_verified(world);
    cr_assert(lb_targets_remove(world->service, "vm-web-02", NULL));
    expect_count(world, 1, CLOSED("vm-web-02"));
    cr_assert_eq(world_open_grants(world), 2, "both are to be closed");
    expect_count(world, 0, "SELECT count(*) FROM access_grant WHERE status <> 'closed'");
    expect_verified(world);
}

/* Keys of hosts */

static const char *
add(World *world, const char *name, const char *line)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbSshKey) key = lb_sshkey_parse(line, NULL);
    if (lb_targets_add_key(world->service, name, key, &error))
        return "yes";
    cr_assert_eq(error->domain, LB_REFUSAL_ERROR, "%s", error->message);
    return lb_refusal_name((LbRefusal)error->code);
}

static const char *
give(World *world, const char *account, const char *line)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) console = lb_operator_actor_new();
    g_autofree char *fingerprint = NULL;
    if (lb_people_add_key(world->service, console, account, line, &fingerprint, &error))
        return "yes";
    cr_assert_eq(error->domain, LB_REFUSAL_ERROR, "%s", error->message);
    return lb_refusal_name((LbRefusal)error->code);
}

static void
revoke_key(World *world, const char *line)
{
    g_autoptr(LbSshKey) key = lb_sshkey_parse(line, NULL);
    cr_assert(lb_targets_revoke_key(world->service, key->fingerprint, NULL));
}

static const char *
identify(World *world, int64_t id, const char *user_auth)
{
    g_autoptr(GError) error = NULL;
    if (lb_targets_identify_key(world->service, id, user_auth, &error))
        return "yes";
    cr_assert_eq(error->domain, LB_REFUSAL_ERROR, "%s", error->message);
    return lb_refusal_name((LbRefusal)error->code);
}

Test(target_keys, are_logged_in_the_installations_own_log)
{
    g_autoptr(World) world = world_new();
    cr_assert_str_eq(add(world, "vm-web-01.contoso.example", HOST_KEY), "yes");
    g_autoptr(LbSshKey) key = lb_sshkey_parse(HOST_KEY, NULL);
    g_autoptr(GPtrArray) there = lb_targets_keys(world->service, NULL);
    cr_assert_eq(there->len, 1u);
    const LbTargetKey *row = g_ptr_array_index(there, 0);
    cr_assert_str_eq(row->name, "vm-web-01.contoso.example");
    cr_assert_str_eq(row->fingerprint, key->fingerprint);
    cr_assert_eq(row->added, world->reading.wall);
    cr_assert_eq(row->revoked, 0);
    world_pass(world, 5);
    revoke_key(world, HOST_KEY);
    g_autoptr(GPtrArray) later = lb_targets_keys(world->service, NULL);
    cr_assert_eq(((const LbTargetKey *)g_ptr_array_index(later, 0))->revoked, row->added + 5);
    g_autofree char *sql = g_strdup_printf(
        "SELECT group_concat(operation) = 'AddTargetKey,RevokeTargetKey' FROM activity"
        " WHERE tenant IS NULL AND caller = 'operator' AND details LIKE"
        " '{\"name\":\"vm-web-01.contoso.example\",\"key\":\"%s\",\"rows\":1,%%'",
        key->fingerprint);
    expect_count(world, 1, sql);
    expect_verified(world);
}

Test(target_keys, are_no_persons_and_those_of_persons_are_no_hosts)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) console = lb_operator_actor_new();
    g_autoptr(LbSshKey) person = lb_sshkey_parse(OTHER_KEY, NULL);
    cr_assert_str_eq(add(world, "vm", HOST_KEY), "yes");
    cr_assert_str_eq(give(world, OWNER, HOST_KEY), "key-taken");
    cr_assert_str_eq(give(world, OWNER, OTHER_KEY), "yes");
    cr_assert_str_eq(add(world, "vm", OTHER_KEY), "bad-key");
    revoke_key(world, HOST_KEY);
    cr_assert(lb_people_revoke_key(world->service, console, person->fingerprint, NULL));
    cr_assert_str_eq(give(world, OWNER, HOST_KEY), "key-taken", "revoked, it is still a host's");
    cr_assert_str_eq(add(world, "vm", OTHER_KEY), "bad-key", "and still a person's");
    expect_verified(world);
}

Test(target_keys, are_given_once)
{
    static const char *const empty[] = { "", " ", NULL };
    static const char *const unsafe[] = { "vm 1", "vm\n1", "vm\x1b[2J", "vm\u202e", "\xff", NULL };
    g_autoptr(World) world = world_new();
    for (const char *const *name = empty; *name != NULL; name++)
        cr_assert_str_eq(add(world, *name, HOST_KEY), "text-empty");
    for (const char *const *name = unsafe; *name != NULL; name++)
        cr_assert_str_eq(add(world, *name, HOST_KEY), "unsafe-text", "%s", *name);
    g_autofree char *long_name = g_strnfill(1000, 'v');
    cr_assert_str_eq(add(world, long_name, HOST_KEY), "text-too-long");
    cr_assert_str_eq(add(world, "vm-1", HOST_KEY), "yes");
    cr_assert_str_eq(add(world, "vm-2", HOST_KEY), "key-taken");
    revoke_key(world, HOST_KEY);
    cr_assert_str_eq(add(world, "vm-1", HOST_KEY), "key-revoked");
    g_autoptr(GError) error = NULL;
    g_autoptr(LbSshKey) key = lb_sshkey_parse(HOST_KEY, NULL);
    cr_assert_not(lb_targets_revoke_key(world->service, key->fingerprint, &error));
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_UNKNOWN_KEY));
    expect_count(world, 1, "SELECT count(*) FROM target_key");
}

Test(target_keys, come_in_as_sshd_says_and_not_when_revoked)
{
    g_autoptr(World) world = world_new();
    cr_assert_str_eq(add(world, "vm-1", HOST_KEY), "yes");
    cr_assert_str_eq(add(world, "vm-2", OTHER_KEY), "yes");
    cr_assert_str_eq(identify(world, 1, "publickey " HOST_KEY), "yes");
    cr_assert_str_eq(identify(world, 1, "publickey " HOST_KEY "\n"), "yes");
    cr_assert_str_eq(identify(world, 1, NULL), "yes", "in a test database");
    cr_assert_str_eq(identify(world, 1, ""), "unknown-identity");
    cr_assert_str_eq(identify(world, 1, "publickey " OTHER_KEY), "unknown-identity");
    cr_assert_str_eq(identify(world, 1, "password"), "unknown-identity");
    cr_assert_str_eq(identify(world, 3, "publickey " HOST_KEY), "unknown-identity");
    cr_assert_str_eq(identify(world, -1, NULL), "unknown-identity");
    revoke_key(world, HOST_KEY);
    cr_assert_str_eq(identify(world, 1, "publickey " HOST_KEY), "unknown-identity");
    cr_assert_str_eq(identify(world, 1, NULL), "unknown-identity");
    cr_assert_str_eq(identify(world, 2, "publickey " OTHER_KEY), "yes");
    expect_count(world, 1, ENTRIES "'RefuseAct' AND tenant IS NULL");
    expect_verified(world);
}

/* A database from before there were targets. */
Test(targets, of_an_older_database_begin_with_none)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_clear_pointer(&world->service, lb_service_free);
    world_drop_access(world);
    world->service =
        lb_service_open_with_clock(world->data, "lockbox.example", &world->clock, NULL);
    cr_assert_not_null(world->service);
    expect_verified(world);
    cr_assert_str_eq(set_usual(world, MACHINE), "set");
    cr_assert_str_eq(add(world, "vm-1", HOST_KEY), "yes");
    expect_verified(world);
    world_forge(world, "UPDATE target SET address = '192.0.2.8'");
    cr_assert(world_finds(world, ": address is '192.0.2.8', but entry"));
}
