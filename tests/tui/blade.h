/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A blade without a terminal, over a real test database, whose clock only the test moves. */
#pragma once

#include "support/world.h"
#include "tui/app.h"

typedef struct {
    World *world;
    LbActor *actor;
    LbApp *app;
    int64_t time; /* of the next key, microseconds */
} Blade;

/* LB-1 is denied, LB-2 has expired, LB-3 is approved and open since an hour, LB-4 waits (two machines), LB-5 waits, with a
 * long justification: all of Contoso, whose owner1 is in Berlin. LB-6 waits at the Japanese customer. It is Monday, 8 January
 * 2035, 01:00 UTC. */
Blade *blade_new(void);
void blade_free(Blade *blade);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Blade, blade_free)

/* Opens the blade of @account, with the request @number where it is not 0. */
void blade_open(Blade *blade, const char *account, int64_t number, int width, int height);

/* Gives the account three keys, of which the last one is revoked, and opens the blade of whoever came by the first. */
void blade_open_by_key(Blade *blade, const char *account, int width, int height);
/* Has engineer7 record @count pieces of work in Production without a request, one a minute; where they are several, owner2
 * acknowledges the first. */
void blade_exclude(Blade *blade, int count);

/* Gives owner1 a key, and lets of the mails two be refused and two be put off. */
void blade_run_the_place(Blade *blade);

/* Presses the keys of @text one by one, each a second after the other. Beyond what it spells: \n Enter, \t Tab, \033
 * Esc, \b Backspace. */
void blade_press(Blade *blade, const char *text);

/* One key, @hasty or not, @later microseconds after the last. */
void blade_key(Blade *blade, int key, bool hasty, int64_t later);

/* No key comes for a moment. */
void blade_rest(Blade *blade);

/* What is on the screen. The caller frees it. */
char *blade_text(Blade *blade);

/* Whether the screen shows @words. */
bool blade_shows(Blade *blade, const char *words);

/* Fails the test where the screen does not show @words, or shows them. */
void blade_expect(Blade *blade, const char *words);
void blade_expect_no(Blade *blade, const char *words);

/* The same, wherever lines are wrapped: runs of blanks are one. */
void blade_expect_sentence(Blade *blade, const char *sentence);

/* The status of the request @number. */
LbStatus blade_status(Blade *blade, int64_t number);
