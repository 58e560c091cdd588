/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program with the fault that the environment asks for, which a suite starts: its report must fail
 * the suite, whatever that makes of the exit status. */
#include "harness/faults.h"

int
main(void)
{
    faults_commit();
    return EXIT_SUCCESS;
}
