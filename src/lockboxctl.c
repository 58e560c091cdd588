/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockboxctl: what the operator of a Lockbox does, who owns its database. */
#include "base/locale.h"
#include "operator/program.h"

int
main(int count, char **arguments)
{
    (void)count;
    lb_locale_start();
    return lb_operator_main(arguments);
}
