/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Criterion loses 48 bytes of its own for a test with a timeout that ends while others run. That is
 * not the tests' fault; a leak of such a test is. */
#include "harness/faults.h"

#include <criterion/criterion.h>
#include <glib.h>

Test(timed, first, .timeout = 60)
{
    g_usleep(50000);
    faults_commit();
    cr_assert(1);
}

Test(timed, second, .timeout = 30)
{
    g_usleep(100000);
    cr_assert(1);
}

Test(timed, third, .timeout = 90)
{
    g_usleep(150000);
    cr_assert(1);
}

Test(timed, fourth, .timeout = 10)
{
    g_usleep(200000);
    cr_assert(1);
}
