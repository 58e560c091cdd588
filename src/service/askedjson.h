/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was asked, as JSON: the same members for people and for the operator. */
#pragma once

#include <json-glib/json-glib.h>

#include "service/asked.h"

/* Members of the object that is open: requestId, status, notifiedDateTime, you, asked, notAsked, moreNotAsked. */
void lb_asked_json_put(JsonBuilder *builder, const LbAskedView *view);
