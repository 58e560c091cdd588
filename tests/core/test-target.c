/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets: addresses that are read in one way alone, what leads to ourselves, and the principal. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/address.h"
#include "core/target.h"

#define MACHINE \
    "/subscriptions/s-contoso/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm-1"
#define HOST_KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIESTKltBiGiX68xWka65ZiMTrHhk1hOubJAXkezbsK2I"
#define OTHER_KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static LbTarget *
new_target(void)
{
    LbTarget *target = lb_target_new(MACHINE, "VM-1.contoso.example", 22, "support");
    lb_target_add_host_key(target, HOST_KEY " root@vm-1");
    return target;
}

static void
must_be(const LbTarget *target, LbTargetFault fault)
{
    LbTargetFault found = lb_target_check(target, false);
    cr_assert_eq(found, fault, "%s instead of %s", lb_names_get(lb_target_fault_names, found),
                 lb_names_get(lb_target_fault_names, fault));
}

Test(target, addresses_have_one_form)
{
    static const struct {
        const char *text, *canonical;
    } good[] = {
        { "VM-1.Contoso.example", "vm-1.contoso.example" },
        { "vm-1", "vm-1" },
        { "1e100.net", "1e100.net" },
        { "xn--fsqu00a.example", "xn--fsqu00a.example" },
        { "192.0.2.7", "192.0.2.7" },
        { "2001:DB8:0:0::1", "2001:db8::1" },
        { "::ffff:192.0.2.7", "::ffff:192.0.2.7" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autofree char *canonical = lb_address_canonical(good[i].text);
        cr_assert_eq(g_strcmp0(canonical, good[i].canonical), 0, "%s: %s", good[i].text, canonical);
        cr_assert_not(lb_address_is_local(canonical), "%s", canonical);
    }
    cr_assert(lb_address_is_literal("2001:db8::1"));
    cr_assert_not(lb_address_is_literal("vm-1"));
}

Test(target, what_resolvers_read_in_ways_of_their_own_is_no_address)
{
    g_autofree char *label = g_strnfill(64, 'a');
    g_autofree char *many = g_strnfill(254, 'a');
    const char *const bad[] = {
        "",           ".",          "vm-1.",       ".vm-1",          "vm..1",      "-vm",
        "vm-",        "-oProxy",    "vm_1",        "vm 1",           " vm-1",      "vm-1 ",
        "vm-1\n",     "vm-1\tx",    "127.1",       "2130706433",     "0x7f000001", "0x7f.0.0.0x1",
        "127.0.0.1.", "0177.0.0.1", "192.0.2.007", "192.0.2.256",    "1.2.3.4.5",  "vm.42",
        "[::1]",      "fe80::1%lo", "::1%1",       "1::2::3",        "vm,vm2",     "user@vm",
        "vm:22",      "vm/22",      "vm;id",       "vm$(id)",        "vm*",        "h\xc3\xb6st",
        "vm\x1b[2J",  "vm\xff",     "::192.0.2",   "2001:db8::1/64", label,        many,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *canonical = lb_address_canonical(bad[i]);
        cr_assert_null(canonical, "\"%s\" is read as %s", bad[i], canonical);
        cr_assert(lb_address_is_local(bad[i]), "\"%s\"", bad[i]);
        g_autoptr(LbTarget) target = lb_target_new(MACHINE, bad[i], 22, "support");
        lb_target_add_host_key(target, HOST_KEY);
        must_be(target, LB_TARGET_FAULT_ADDRESS);
    }
}

Test(target, what_leads_to_ourselves_our_link_or_everybody_needs_leave)
{
    static const char *const local[] = {
        "127.0.0.1",
        "127.255.0.9",
        "0.0.0.0",
        "0.1.2.3",
        "169.254.169.254",
        "224.0.0.1",
        "239.255.255.250",
        "255.255.255.255",
        "240.0.0.1",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:0.0.0.0",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "ff05::2",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "64:ff9b::127.0.0.1",
        "64:ff9b:1::1",
        "localhost",
        "LocalHost",
        "a.localhost",
        "localhost.contoso.example",
        "localhost.localdomain",
        "localhost6.localdomain6",
        "ip6-localhost",
        "ip6-loopback",
        "vm.localdomain",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(local); i++) {
        g_autoptr(LbTarget) target = lb_target_new(MACHINE, local[i], 22, "support");
        lb_target_add_host_key(target, HOST_KEY);
        cr_assert(lb_address_is_local(target->address), "%s", local[i]);
        must_be(target, LB_TARGET_FAULT_LOCAL_ADDRESS);
        cr_assert_eq(lb_target_check(target, true), LB_TARGET_FAULT_NONE, "%s", local[i]);
    }
    static const char *const outside[] = {
        "126.255.255.255",  "128.0.0.1",          "169.253.0.1",
        "169.255.0.1",      "223.255.255.255",    "1.0.0.1",
        "10.0.0.1",         "::ffff:10.0.0.1",    "fdff::1",
        "2002:c000:207::1", "64:ff9b::192.0.2.7", "2001:db8::1",
        "fe00::1",          "localhosts.example", "mylocalhost",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(outside); i++)
        cr_assert_not(lb_address_is_local(outside[i]), "%s", outside[i]);
}

Test(target, a_good_one_is_good_and_its_copy_is_the_same)
{
    g_autoptr(LbTarget) target = new_target();
    must_be(target, LB_TARGET_FAULT_NONE);
    cr_assert_str_eq(target->address, "vm-1.contoso.example");
    cr_assert_str_eq(g_ptr_array_index(target->host_keys, 0), HOST_KEY);
    lb_target_add_host_key(target, OTHER_KEY);
    g_autoptr(LbTarget) copy = lb_target_copy(target);
    cr_assert(lb_target_equal(target, copy));
    char *first = g_ptr_array_steal_index(copy->host_keys, 0);
    cr_assert_not(lb_target_equal(target, copy));
    g_ptr_array_add(copy->host_keys, first);
    cr_assert(lb_target_equal(target, copy), "the order of the keys says nothing");
    copy->port = 2222;
    cr_assert_not(lb_target_equal(target, copy));
    copy->port = target->port;
    g_free(copy->login);
    copy->login = g_strdup("root");
    cr_assert_not(lb_target_equal(target, copy));
}

Test(target, each_fault_has_its_name)
{
    static const unsigned ports[] = { 0, 65536, (unsigned)-1 };
    for (size_t i = 0; i < G_N_ELEMENTS(ports); i++) {
        g_autoptr(LbTarget) target = new_target();
        target->port = ports[i];
        must_be(target, LB_TARGET_FAULT_PORT);
    }
    g_autofree char *longer = g_strnfill(LB_TARGET_LOGIN_LIMIT + 1, 'a');
    const char *const logins[] = { "",         "-oProxyCommand=id",
                                   "-l",       "a b",
                                   "a\n",      "a@b",
                                   "a:b",      "$(a)",
                                   ".ssh",     "a/b",
                                   "a\\b",     "a'b",
                                   "\xc3\xa4", longer };
    for (size_t i = 0; i < G_N_ELEMENTS(logins); i++) {
        g_autoptr(LbTarget) target = lb_target_new(MACHINE, "vm-1", 22, logins[i]);
        lb_target_add_host_key(target, HOST_KEY);
        must_be(target, LB_TARGET_FAULT_LOGIN);
    }
    static const char *const resources[] = {
        "",
        "vm-1",
        "/subscriptions/s-contoso",
        "/SUBSCRIPTIONS/x",
        MACHINE "/",
        "/subscriptions/s/resourceGroups/RG/providers/M.C/vm/x"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(resources); i++) {
        g_autoptr(LbTarget) target = lb_target_new(resources[i], "vm-1", 22, "support");
        lb_target_add_host_key(target, HOST_KEY);
        must_be(target, LB_TARGET_FAULT_RESOURCE);
    }
}

Test(target, is_known_by_keys_and_by_nothing_else)
{
    g_autoptr(LbTarget) unknown = lb_target_new(MACHINE, "vm-1", 22, "support");
    must_be(unknown, LB_TARGET_FAULT_NO_HOST_KEY);
    static const char *const lines[] = { "",
                                         "ssh-ed25519 AAAA",
                                         "@cert-authority * " HOST_KEY,
                                         "vm-1 " HOST_KEY,
                                         "command=\"id\" " HOST_KEY,
                                         HOST_KEY "\n" OTHER_KEY };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(LbTarget) target = new_target();
        lb_target_add_host_key(target, lines[i]);
        must_be(target, LB_TARGET_FAULT_HOST_KEY);
    }
    g_autoptr(LbTarget) twice = new_target();
    lb_target_add_host_key(twice, HOST_KEY " another comment");
    must_be(twice, LB_TARGET_FAULT_DOUBLE_HOST_KEY);
    g_autoptr(LbTarget) many = new_target();
    for (int i = 0; i < LB_TARGET_HOST_KEYS_MOST; i++)
        lb_target_add_host_key(many, OTHER_KEY);
    must_be(many, LB_TARGET_FAULT_HOST_KEYS);
}

Test(target, each_has_one_principal_of_its_own)
{
    g_autoptr(LbTarget) target = new_target();
    g_autofree char *principal = lb_target_principal("instance-1", target);
    g_autofree char *again = lb_target_principal("instance-1", target);
    g_autofree char *elsewhere = lb_target_principal("instance-2", target);
    cr_assert_str_eq(principal, again);
    cr_assert_str_neq(principal, elsewhere);
    cr_assert_eq(strlen(principal), strlen("lockbox-") + 32);
    cr_assert(g_str_has_prefix(principal, "lockbox-"));
    cr_assert_eq(strspn(principal + 8, "0123456789abcdef"), 32);
    g_autoptr(LbTarget) root = lb_target_new(MACHINE, "vm-1.contoso.example", 22, "root");
    g_autofree char *roots = lb_target_principal("instance-1", root);
    cr_assert_str_neq(principal, roots);
    g_autoptr(LbTarget) other = lb_target_new(MACHINE "2", "vm-1.contoso.example", 22, "support");
    g_autofree char *others = lb_target_principal("instance-1", other);
    cr_assert_str_neq(principal, others);
}
