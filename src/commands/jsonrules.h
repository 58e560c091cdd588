/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the just-in-time rules said of a request, as JSON. Private to src/commands. */
#pragma once

#include <json-glib/json-glib.h>

#include "core/weighing.h"

/* Adds the member "weighing": null where the rules were not asked. */
void lb_json_put_weighing(JsonBuilder *builder, const LbWeighing *weighing);
