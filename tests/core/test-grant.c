/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grants: what they may say, and how they call themselves in certificates. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "core/grant.h"

#define MACHINE \
    "/subscriptions/s-contoso/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm-1"
#define HOST_KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIESTKltBiGiX68xWka65ZiMTrHhk1hOubJAXkezbsK2I"

static LbGrant *
new_grant(const char *request, const char *account)
{
    LbGrant *grant = lb_grant_new();
    grant->serial = 7;
    grant->request = g_strdup(request);
    grant->account = g_strdup(account);
    grant->target = lb_target_new(MACHINE, "192.0.2.7", 22, "support");
    lb_target_add_host_key(grant->target, HOST_KEY);
    lb_grant_add_port(grant, 3389);
    grant->start = 1795492729 * LB_SECOND;
    grant->end = grant->start + 8 * LB_HOUR;
    return grant;
}

static void
must_be(const LbGrant *grant, LbGrantFault fault)
{
    LbGrantFault found = lb_grant_check(grant);
    cr_assert_eq(found, fault, "%s instead of %s", lb_names_get(lb_grant_fault_names, found),
                 lb_names_get(lb_grant_fault_names, fault));
}

Test(grant, says_who_may_go_where_and_until_when)
{
    g_autoptr(LbGrant) grant = new_grant("LB-42", "engineer7@fabrikam.example");
    must_be(grant, LB_GRANT_FAULT_NONE);
    cr_assert(lb_grant_has_port(grant, 3389));
    cr_assert_not(lb_grant_has_port(grant, 22));
    g_autoptr(LbGrant) jit = new_grant("JIT-7", "engineer7@fabrikam.example");
    must_be(jit, LB_GRANT_FAULT_NONE);
    g_autoptr(LbGrant) local = new_grant("LB-42", "engineer7");
    lb_target_free(local->target);
    local->target = lb_target_new(MACHINE, "127.0.0.1", 22, "support");
    lb_target_add_host_key(local->target, HOST_KEY);
    must_be(local, LB_GRANT_FAULT_NONE);
}

Test(grant, requests_and_accounts_are_such)
{
    static const char *const requests[] = { "",        "42",    "LB-",    "LB-0",
                                            "LB-042",  "lb-42", "LB-42 ", "LB-42,root",
                                            "LB-42:x", "TK-7",  "-LB-42", "LB-1000000000000" };
    for (size_t i = 0; i < G_N_ELEMENTS(requests); i++) {
        g_autoptr(LbGrant) grant = new_grant(requests[i], "engineer7");
        must_be(grant, LB_GRANT_FAULT_REQUEST);
    }
    g_autofree char *longer = g_strnfill(255, 'a');
    const char *const accounts[] = { "",
                                     " ",
                                     " a",
                                     "a ",
                                     "a\nb",
                                     "a\x1b[2J",
                                     "\xff",
                                     "a\xe2\x80\xae"
                                     "b",
                                     longer,
                                     NULL };
    for (size_t i = 0; i < G_N_ELEMENTS(accounts); i++) {
        g_autoptr(LbGrant) grant = new_grant("LB-42", accounts[i]);
        must_be(grant, LB_GRANT_FAULT_ACCOUNT);
    }
}

Test(grant, numbers_and_times_are_within_their_bounds)
{
    g_autoptr(LbGrant) grant = new_grant("LB-42", "engineer7");
    static const int64_t serials[] = { 0, -1, INT64_MIN };
    for (size_t i = 0; i < G_N_ELEMENTS(serials); i++) {
        grant->serial = serials[i];
        must_be(grant, LB_GRANT_FAULT_SERIAL);
    }
    grant->serial = INT64_MAX;
    must_be(grant, LB_GRANT_FAULT_NONE);
    const int64_t start = grant->start;
    const struct {
        int64_t start, end;
    } times[] = { { start, start },
                  { start, start - 1 },
                  { 0, start },
                  { -start, start },
                  { INT64_MIN, INT64_MAX },
                  { start, INT64_MAX },
                  { LB_SECOND - 1, start },
                  { start, LB_GRANT_END_MOST + 1 } };
    for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
        grant->start = times[i].start;
        grant->end = times[i].end;
        must_be(grant, LB_GRANT_FAULT_TIME);
    }
}

Test(grant, ports_are_ports_each_once)
{
    static const unsigned ports[] = { 0, 65536, 3389 };
    for (size_t i = 0; i < G_N_ELEMENTS(ports); i++) {
        g_autoptr(LbGrant) grant = new_grant("LB-42", "engineer7");
        lb_grant_add_port(grant, ports[i]);
        must_be(grant, LB_GRANT_FAULT_PORTS);
    }
    g_autoptr(LbGrant) grant = new_grant("LB-42", "engineer7");
    for (unsigned i = 1; i < LB_GRANT_PORTS_MOST; i++)
        lb_grant_add_port(grant, i);
    must_be(grant, LB_GRANT_FAULT_NONE);
    lb_grant_add_port(grant, 65535);
    must_be(grant, LB_GRANT_FAULT_PORTS);
}

Test(grant, needs_a_target_that_is_one)
{
    g_autoptr(LbGrant) grant = new_grant("LB-42", "engineer7");
    grant->target->port = 0;
    must_be(grant, LB_GRANT_FAULT_TARGET);
    g_clear_pointer(&grant->target, lb_target_free);
    must_be(grant, LB_GRANT_FAULT_TARGET);
}

Test(grant, key_ids_are_plain_and_no_two_accounts_share_one)
{
    static const struct {
        const char *account, *id;
    } ids[] = {
        { "engineer7@fabrikam.example", "LB-42:engineer7@fabrikam.example" },
        { "a+b_c-d.e", "LB-42:a+b_c-d.e" },
        { "a b", "LB-42:a%20b" },
        { "a%20b", "LB-42:a%2520b" },
        { "a\" serial 9", "LB-42:a%22%20serial%209" },
        { "a:b,c\\", "LB-42:a%3Ab%2Cc%5C" },
        { "\xc3\xa4", "LB-42:%C3%A4" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autoptr(LbGrant) grant = new_grant("LB-42", ids[i].account);
        must_be(grant, LB_GRANT_FAULT_NONE);
        g_autofree char *id = lb_grant_key_id(grant);
        cr_assert_str_eq(id, ids[i].id);
    }
}
