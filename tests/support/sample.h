/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A site and messages with every fact set, for tests. */
#pragma once

#include "core/message.h"

LbSite *sample_site(void);

/* About LB-42 at a moment that fits @event, or about people of Contoso: to an approver, in English, Asia/Tokyo. */
LbMessage *sample_message(LbEvent event);

/* Replaces a text of a sample. */
void sample_set(char **place, const char *text);
