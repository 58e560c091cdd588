/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the lists of webhooks and of the messages to them have in common. */
#pragma once

#include "base/i18n.h"

#define LB_WEBHOOK_ADD "lockboxctl webhook add URL --event TYPE"
#define LB_WEBHOOK_MESSAGES N_("messages")
#define LB_WEBHOOK_RECEIVERS N_("webhooks")
