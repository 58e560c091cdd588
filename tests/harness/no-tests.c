/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Criterion program without a test, which must fail. */
#include <criterion/criterion.h>
