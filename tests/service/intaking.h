/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of the imports: a world, a directory with the files of tests/data/az in it, and ways to change a file,
 * to import, and to see what the database holds. GLib's warnings end the test. */
#pragma once

#include <json-glib/json-glib.h>

#include "service/import.h"
#include "support/process.h"
#include "support/world.h"

/* What tests/data/az is about. */
#define JP "5ec7a1f0-3d0b-4c6e-9b7a-2f1e8d4c6b10"        /* the tenant */
#define JP_HONBAN "a1f0c9d2-7b3e-4d15-8c60-1e2f3a4b5c61" /* its current subscription */
#define JP_KAIHATSU "b2e1d8c3-6a4f-4c26-9d71-2f3a4b5c6d72"
#define EMPTY_TENANT "0b9c7d2e-11aa-4f50-8a7d-9c3f5b6e7d21" /* a tenant-level account */
#define GROUPS "/providers/Microsoft.Management/managementGroups/"
#define JP_PERSON "d0000000-0000-4000-8000-0000000000" /* and two digits: an object id */

#define ACCOUNTS "accounts.json"
#define RESOURCES "resources.json"
#define ROLES "role-assignments.json"
#define USERS "users.json"
#define DIRECTORY "directory.json"

typedef struct {
    World *world;
    TestDirectory *directory;
    LbImportReport report; /* of the last import that went well */
    bool no_users;         /* import without the users file */
} Intake;

Intake *intake_new(void);

/* With data/examples/directory.json as DIRECTORY, its people at contoso.test.example and fabrikam.test.example, since
 * the world has tickets and people of these names already. */
Intake *intake_new_example(void);
void intake_free(Intake *intake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Intake, intake_free)

/* The path of a file in the directory. The caller frees it. */
char *intake_path(const Intake *intake, const char *name);

/* Replaces a file by @length bytes (-1: up to NUL). */
void intake_write(const Intake *intake, const char *name, const char *bytes, gssize length);

/* Puts tests/data/az/SOURCE in the place of @name. */
void intake_copy(const Intake *intake, const char *source, const char *name);

/* The text of a file. The caller frees it. */
char *intake_text(const Intake *intake, const char *name);

/* Replaces @from, which must stand there, by @to everywhere in a file. */
void intake_change(const Intake *intake, const char *name, const char *from, const char *to);

/* Removes the elements whose member @field contains @text; there must be one at least. */
void intake_remove(const Intake *intake, const char *name, const char *field, const char *text);

/* Adds an element to a file. */
void intake_add(const Intake *intake, const char *name, const char *element);

/* Adds an assignment: @person is the end of the object id, as JP_PERSON says. */
void intake_assign(const Intake *intake, const char *person, const char *account, const char *kind,
                   const char *role, const char *scope);

bool intake_az(Intake *intake, GError **error);
bool intake_directory(Intake *intake, GError **error);

/* Imports, which must go well. */
void intake_good_az(Intake *intake);
void intake_good_directory(Intake *intake);

/* Imports az or the directory, which must be refused with a message that holds @words up to NULL, and leave the
 * database as it was. */
void intake_refused_az(Intake *intake, ...) G_GNUC_NULL_TERMINATED;
void intake_refused_directory(Intake *intake, ...) G_GNUC_NULL_TERMINATED;

/* All rows of all tables but the log and the clocks, without the numbers of imports. The caller frees it. */
char *intake_dump(const Intake *intake);

/* The accounts of those who may approve, up to their '@', with commas between. The caller frees it. */
char *intake_approvers(const Intake *intake, const char *subscription);
void intake_expect_approvers(const Intake *intake, const char *subscription, const char *expected);

/* The details of the last import's log entry for @tenant (NULL: the provider's); NULL when it wrote none. The
 * caller frees it. */
char *intake_log(const Intake *intake, const char *tenant);
