/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exclusions in words: safe text in the language that is set, for screens and commands alike. The caller frees each. */
#pragma once

#include "core/exclusion.h"

/* "! Unacknowledged", "+ Acknowledged". */
char *lb_phrase_exclusion_mark(LbExclusionState state);

/* "Mon 23 Nov 14:00-14:40", or "Mon 23 Nov 14:00 to Tue 24 Nov 02:10". */
char *lb_phrase_exclusion_span(const LbExclusion *exclusion, GTimeZone *zone);

/* The same as whole sentences of their own: "From Mon 23 Nov 2026 14:00 JST to Mon 23 Nov 2026 14:40 JST." */
char *lb_phrase_exclusion_period(const LbExclusion *exclusion, GTimeZone *zone);

/* "The resource group rg-web in subscription Production of Contoso." */
char *lb_phrase_exclusion_scope(const LbExclusion *exclusion);

/* "Recorded by engineer7@fabrikam.example (Support Engineer), Mon 23 Nov 2026 15:00 JST." */
char *lb_phrase_exclusion_origin(const LbExclusion *exclusion, GTimeZone *zone);

/* That it is recorded now, and who of the customer's hears of it, by @exclusion->told. */
char *lb_phrase_exclusion_recorded(const LbExclusion *exclusion);

/* "Acknowledged by …", or that nobody has yet. */
char *lb_phrase_exclusion_outcome(const LbExclusion *exclusion, GTimeZone *zone);
