/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts of a message as text for its recipient, and templates filled with them. Free text that people
 * wrote (justification, ticket title, reason of a decision) is not among the facts: mail never carries it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "core/message.h"

typedef struct LbMailFacts LbMailFacts;

/* What every mail may tell: provider, entry, head. The caller frees it. */
LbMailFacts *lb_mail_facts_new(const LbSite *site, const LbMessage *message);
void lb_mail_facts_free(LbMailFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbMailFacts, lb_mail_facts_free)

/* Puts the fact @name, a literal, in the place of what it was. Takes @value, which is harmless; NULL: there is no such
 * fact. */
void lb_mail_facts_put(LbMailFacts *facts, const char *name, char *value);

/* The same for text of others, which is made harmless and gets into one line: a name (or @otherwise where it is empty)
 * that is cut when it is long, an identity (NULL: no such fact) that stays whole, since it could be taken for another,
 * and a role in the language that is set. */
void lb_mail_facts_put_name(LbMailFacts *facts, const char *name, const char *text,
                            const char *otherwise);
void lb_mail_facts_put_identity(LbMailFacts *facts, const char *name, const char *text);
void lb_mail_facts_put_role(LbMailFacts *facts, const char *name, const char *role);

/* The name @text as it stands in a fact of several: harmless, in one line, cut when it is long. The caller frees it. */
char *lb_mail_facts_name(const char *text);

/* @template with every "{name}" replaced by that fact, each once: braces inside a fact mean nothing. NULL
 * when a fact that it names is not there. The caller frees it. */
char *lb_mail_facts_fill(const LbMailFacts *facts, const char *template);

/* Whether all facts that @template names are there. */
bool lb_mail_facts_have(const LbMailFacts *facts, const char *template);
