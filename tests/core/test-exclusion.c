/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exclusions: digest, ids, where they were. */
#include <criterion/criterion.h>

#include "core/exclusion.h"

#define GROUP "/subscriptions/11111111-1111-1111-1111-111111111111/resourcegroups/rg-web"

static LbExclusion *
sample(void)
{
    LbExclusion *exclusion = lb_exclusion_new();
    *exclusion = (LbExclusion){ .instance = g_strdup("instance"),
                                .number = 3,
                                .kind = LB_EXCLUSION_UNINTENDED,
                                .tenant = g_strdup("contoso"),
                                .subscription = g_strdup("11111111-1111-1111-1111-111111111111"),
                                .subscription_name = g_strdup("Production"),
                                .scope = g_strdup(GROUP),
                                .started = 1,
                                .ended = 2,
                                .text = g_strdup("A capture of packets.\nIt was deleted."),
                                .recorder_account = g_strdup("engineer7@fabrikam.example"),
                                .recorder_role = g_strdup("Support Engineer"),
                                .recorded = 3 };
    return exclusion;
}

static void
replace(char **text, const char *with)
{
    g_free(*text);
    *text = g_strdup(with);
}

Test(exclusion, the_digest_is_that_of_the_documented_bytes)
{
    /* Computed from the description in core/exclusion.h by an independent program (tests/core/digest.py). */
    g_autoptr(LbExclusion) exclusion = sample();
    g_autofree char *digest = lb_exclusion_digest(exclusion);
    cr_assert_str_eq(digest, "2137a936b0b5a9cc0b1da8860b630e413f75cff48de1690beda7b5e9b3fcc999");
    cr_assert(lb_exclusion_matches(exclusion, digest));
    cr_assert_not(lb_exclusion_matches(exclusion, NULL));
    cr_assert_not(lb_exclusion_matches(exclusion, "00"));
}

Test(exclusion, the_digest_changes_with_whatever_was_recorded)
{
    g_autoptr(LbExclusion) first = sample();
    g_autofree char *digest = lb_exclusion_digest(first);
    for (int i = 0; i < 10; i++) {
        g_autoptr(LbExclusion) other = sample();
        char **texts[] = { &other->instance,     &other->tenant, &other->subscription,
                           &other->scope,        &other->text,   &other->recorder_account,
                           &other->recorder_role };
        int64_t *numbers[] = { &other->number, &other->started, &other->ended };
        if (i < 7)
            replace(texts[i], "other");
        else
            *numbers[i - 7] = 77;
        cr_assert_not(lb_exclusion_matches(other, digest), "%d", i);
    }
    first->kind = LB_EXCLUSION_LEGAL;
    cr_assert_not(lb_exclusion_matches(first, digest));
    first->kind = LB_EXCLUSION_UNINTENDED;
    first->acknowledged = 9; /* what became of it is none of it */
    cr_assert(lb_exclusion_matches(first, digest));
}

Test(exclusion, ids_are_read_as_they_are_written)
{
    int64_t number = 0;
    g_autofree char *id = lb_exclusion_id(3);
    cr_assert_str_eq(id, "EX-3");
    cr_assert(lb_exclusion_parse_id("ex-12", &number) && number == 12);
    const char *const wrong[] = { "EX-", "EX-0", "EX-03", "LB-3", "EX-3 ", "3", "" };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
        cr_assert_not(lb_exclusion_parse_id(wrong[i], &number), "%s", wrong[i]);
}

Test(exclusion, where_it_was_is_one_name)
{
    const struct {
        const char *scope, *where;
    } rows[] = { { "/subscriptions/11111111-1111-1111-1111-111111111111", "Production" },
                 { GROUP, "rg-web" },
                 { GROUP "/providers/microsoft.compute/virtualmachines/vm-web-01", "vm-web-01" } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbExclusion) exclusion = sample();
        replace(&exclusion->scope, rows[i].scope);
        g_autofree char *where = lb_exclusion_where(exclusion);
        cr_assert_str_eq(where, rows[i].where);
    }
}

Test(exclusion, it_is_acknowledged_from_a_moment_on)
{
    g_autoptr(LbExclusion) exclusion = sample();
    cr_assert_eq(lb_exclusion_state(exclusion), LB_EXCLUSION_UNACKNOWLEDGED);
    exclusion->acknowledged = 5;
    cr_assert_eq(lb_exclusion_state(exclusion), LB_EXCLUSION_ACKNOWLEDGED);
}
