/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small world for tests: a real test database in a temporary directory, with two customers and a provider,
 * and a clock that only the test moves. */
#pragma once

#include "base/clock.h"
#include "service/service.h"
#include "store/store.h"

#define CONTOSO "contoso-tenant"
#define PRODUCTION "11111111-1111-1111-1111-111111111111"
#define NIHON "nihon-tenant"
#define HONBAN "22222222-2222-2222-2222-222222222222"
#define BASIC "basic-tenant"
#define SMALL "33333333-3333-3333-3333-333333333333"

typedef struct {
    LbClock clock;
    LbClockReading reading;
    char *data;
    char *database; /* path of the file */
    LbStore *store; /* a second connection, for looking behind the service */
    LbService *service;
} World;

/* Tickets: TK-7 and TK-17 Contoso, open; TK-8 Contoso, closed; TK-9 the customer with the basic plan; TK-10 the
 * Japanese one. People: owner1, owner2 (Owner), owner3 (Owner at a management group), approver1, contributor1,
 * reader1, all @contoso.example; owner@nihon.example; owner@basic.example; engineer7, engineer8, devops1, lead1,
 * manager1, admin1 @fabrikam.example. Machines: vm-web-01, vm-web-02 (Windows), vm-linux, vm-old (classic),
 * stlogs (storage) in Production; vm-honban in HONBAN; vm-small in SMALL. */
World *world_new(void);
void world_free(World *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(World, world_free)

/* Moves both clocks by @time microseconds. */
void world_pass(World *world, int64_t time);

/* Somebody with the test database's right to act. Fails the test when there is none. */
LbActor *world_actor(World *world, const char *account);

/* Submits TK-7, remote desktop to vm-web-01 and vm-web-02, operate, 8 hours, by engineer7. */
LbRequest *world_submit(World *world);

/* The operator says whose account it is. */
void world_set_person(World *world, const char *account, const char *person);

/* The operator says that @resource is reached at 192.0.2.7, port 22, as "support". */
void world_target(World *world, const char *resource);

/* Plays lockboxd, for which everything goes well: opens and closes by certificates until nothing is due any more. Returns
 * how much it was. */
int world_open_grants(World *world);

/* Takes the next that is due, and says what became of it: done, or failed for the reason @words. Fails the test when nothing
 * is due. Stores its serial. */
void world_settle(World *world, bool done, bool retryable, const char *words, int64_t *serial);

/* Runs SQL on the second connection's file by the sqlite3 library itself, past every guard of the store but the
 * triggers. Returns NULL, or the engine's words when it refused. The caller frees them. */
char *world_tamper(World *world, const char *sql);

/* The same with all triggers out of the way, which are there again afterwards. Fails the test when the engine refuses. */
void world_forge(World *world, const char *sql);

/* An entry of the log takes over what the test has written past every act, as if an act had. */
void world_adopt(World *world);

/* Makes the database one of the version before approvals opened anything; what was opened or set is gone with its tables. */
void world_drop_access(World *world);

/* Makes the database one of the version before there was a ledger, or of an older @version, whose other tables the test
 * has seen to. */
void world_drop_ledger(World *world, int version);

/* Whether "log verify" finds something that has @words in it. */
bool world_finds(World *world, const char *words);

/* Everything that "log verify" finds; an empty vector: nothing. The caller frees it. */
GStrv world_verify(World *world);

/* One number by SQL. */
int64_t world_count(World *world, const char *sql);
