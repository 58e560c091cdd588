/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How Lockbox says things about a person's account, in the language that is set. Every text is one line and safe; the
 * caller frees it. */
#pragma once

#include <glib.h>

#include "service/people.h"

/* "ja, 日本語": the tag with the language's own name for itself; what it means that there is none for NULL. */
char *lb_phrase_language(const char *tag);

/* "Contoso, customer", or the provider. */
char *lb_phrase_side(const LbPersonRow *person);

/* "Owner at /subscriptions/…"; a role of the provider is held everywhere. */
char *lb_phrase_held(const LbAssignment *role);

/* "this session", "revoked 2026-11-27" or "added 2026-11-24"; @fingerprint is of the key of this session, NULL: none. */
char *lb_phrase_key_state(const LbKeyRow *key, const char *fingerprint, GTimeZone *zone);

/* Who is told by mail when the person of @view changes addresses or keys. */
char *lb_phrase_told(const LbPersonView *view);
