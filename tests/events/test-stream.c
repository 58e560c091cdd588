/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Below. */
#include <criterion/criterion.h>
