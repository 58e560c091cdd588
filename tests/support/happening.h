/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of Windows for tests, imported as the operator does it. */
#pragma once

#include "core/winevent.h"
#include "support/world.h"

/* A process that @account starts on @computer; the test may make something else of it. Each has a record of its own. The caller
 * frees it. */
LbWinEvent *happening_new(const char *computer, int64_t time, const char *account);

/* Takes @event in, and frees it. Fails the test when it is left out. */
void happening_import(World *world, LbWinEvent *event);

/* Takes @count of them in, a second after each other from @time on; the command of the last one is "last". */
void happening_import_many(World *world, const char *computer, int64_t time, const char *account,
                           int count);
