/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What does not belong to one screen: counts for the tabs, what waits for the person, what is wrong at the place. */
#pragma once

#include "tui/app.h"

/* Reads it into @app, and says an error there. */
void lb_surroundings_read(LbApp *app);
