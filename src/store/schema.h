/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbered migrations, private to src/store. */
#pragma once

#include "store/store.h"

/* "LBox": says that a SQLite file is ours. */
#define LB_APPLICATION_ID 0x4c426f78

/* The version of the tables that this program works with. */
int lb_schema_version(void);

/* Runs the migrations that are wanting, all in one transaction. Several processes may do so at once. */
bool lb_schema_migrate(LbStore *store, GError **error);
