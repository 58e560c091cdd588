/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Criterion program with the fault that the environment asks for; not a suite itself. */
#include "harness/faults.h"

#include <criterion/criterion.h>

Test(faults, passes)
{
    cr_assert(faults_sink == NULL);
}

Test(faults, has_the_chosen_fault)
{
    if (faults_chosen("nothing"))
        return;
    if (faults_chosen("exit"))
        exit(EXIT_SUCCESS);
    if (faults_chosen("crash"))
        abort();
    faults_commit();
    cr_assert(!faults_chosen("assertion"), "fails on purpose");
}

Test(faults, is_skipped)
{
    cr_skip_test("on purpose");
}
