/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why somebody was not asked: the order of the reasons. */
#include <criterion/criterion.h>

#include "core/asked.h"

/* An owner since before the request began to wait, at 100. */
#define HOLDER \
    .status = LB_STATUS_PENDING, .notified = 100, .user = true, .enabled = true, .holds = true

Test(omission, each_fact_has_its_reason_and_time)
{
    static const struct {
        LbOmissionFacts facts;
        LbOmission omission;
        int64_t when;
    } rows[] = {
        { { HOLDER, .requester = true, .provider = true }, LB_OMISSION_REQUESTER, 0 },
        { { HOLDER, .provider = true }, LB_OMISSION_PROVIDER, 0 },
        { { .status = LB_STATUS_INITIALIZING, .approves = true }, LB_OMISSION_HELD, 0 },
        { { .status = LB_STATUS_DENIED, .approves = true }, LB_OMISSION_NEVER_WAITED, 0 },
        { { .status = LB_STATUS_APPROVED, .jit_only = true }, LB_OMISSION_NO_DATA, 0 },
        { { HOLDER, .approves = true, .same_person = true }, LB_OMISSION_SAME_PERSON, 0 },
        { { .notified = 100, .holds = true, .approves = true, .enabled = true },
          LB_OMISSION_NO_PERSON,
          0 },
        { { .notified = 100, .user = true, .approves = true, .disabled = 70 },
          LB_OMISSION_DISABLED,
          70 },
        { { HOLDER, .approves = true, .since = 101 }, LB_OMISSION_LATER, 101 },
        { { HOLDER, .approves = true, .since = 100 }, LB_OMISSION_LATER, 100 },
        { { HOLDER, .approves = true, .since = 99, .covered = 120 },
          LB_OMISSION_COVERED_LATER,
          120 },
        { { HOLDER, .approves = true, .since = 99, .enabled_later = 130 },
          LB_OMISSION_ENABLED_LATER,
          130 },
        { { HOLDER, .approves = true, .since = 99 }, LB_OMISSION_UNKNOWN, 0 },
        { { HOLDER, .lost = 80 }, LB_OMISSION_LOST, 80 },
        { { HOLDER }, LB_OMISSION_ROLE, 0 },
        { { .notified = 100, .user = true, .enabled = true }, LB_OMISSION_NO_ROLE, 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t when = -1;
        LbOmission found = lb_omission_judge(&rows[i].facts, &when);
        cr_assert_eq(found, rows[i].omission, "row %zu: %s", i,
                     lb_names_get(lb_omission_names, (int)found));
        cr_assert_eq(when, rows[i].when, "row %zu", i);
    }
}

Test(omission, every_reason_has_a_name)
{
    for (int omission = LB_OMISSION_NONE; omission <= LB_OMISSION_NO_ROLE; omission++)
        cr_assert_not_null(lb_names_get(lb_omission_names, omission));
    for (int hindrance = LB_HINDRANCE_NONE; hindrance <= LB_HINDRANCE_CHANGED; hindrance++)
        cr_assert_not_null(lb_names_get(lb_hindrance_names, hindrance));
}
