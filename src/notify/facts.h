/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts of a message as text for its recipient, and templates filled with them. Free text that people
 * wrote (justification, ticket title, reason of a decision) is not among the facts: mail never carries it. */
#pragma once

#include <glib.h>

#include "core/message.h"

typedef struct LbMailFacts LbMailFacts;

/* Collects the facts in the language that is set and in the time zone of @message's recipient. Names of
 * others are made harmless and bounded. The caller frees it. */
LbMailFacts *lb_mail_facts_new(const LbSite *site, const LbMessage *message);
void lb_mail_facts_free(LbMailFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbMailFacts, lb_mail_facts_free)

/* @template with every "{name}" replaced by that fact, each once: braces inside a fact mean nothing. NULL
 * when a fact that it names is not there. The caller frees it. */
char *lb_mail_facts_fill(const LbMailFacts *facts, const char *template);
