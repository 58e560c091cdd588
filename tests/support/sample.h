/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A site and messages with every fact set, for tests. */
#pragma once

#include "core/message.h"

LbSite *sample_site(void);

/* About LB-42 at a moment that fits @event, or about people of Contoso: to an approver, in English, Asia/Tokyo. */
LbMessage *sample_message(LbEvent event);

/* Gives the message about a request a grant for its resource at @index, in that state, with words that no mail may say. Where it
 * is open, a certificate leads there. Borrowed from @message. */
LbGrantState *sample_grant(LbMessage *message, guint index, LbGrantStatus status);

/* The message is about a request that asks to prolong LB-41, whose access ends within an hour, or ended an hour ago. */
void sample_prolong(LbMessage *message, bool over);

/* Replaces a text of a sample. */
void sample_set(char **place, const char *text);
