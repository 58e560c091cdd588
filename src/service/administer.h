/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may run the place, private to src/service, and what its acts check alike. */
#pragma once

#include "service/act.h"

/* Begins an act by which somebody runs the place (LB_VERB_ADMINISTER) or changes their own account (LB_VERB_PROFILE). The
 * operator may run the place without a role; everybody else who may not is refused, which is recorded. @actor must live
 * longer. */
LbAct *lb_administer_begin(LbService *service, const LbActor *actor, LbVerb verb, GError **error);

/* The same for reading, by whichever door somebody came. */
LbTransaction *lb_administer_begin_reading(LbService *service, const LbActor *actor, LbVerb verb,
                                           GError **error);

/* Takes a line of text that may be absent (NULL or "" gives NULL) and holds no space where @word; refused under the name
 * of @field. The caller frees @taken. */
bool lb_administer_take_line(const char *text, const char *field, size_t limit, bool word,
                             char **taken, GError **error);

/* The same for a mail address, a language tag and the name of a time zone that this host knows. */
bool lb_administer_take_mail(const char *text, char **taken, GError **error);
bool lb_administer_take_language(const char *text, char **taken, GError **error);
bool lb_administer_take_zone(const char *text, char **taken, GError **error);

/* Stores the principal of the account, which must be there. */
bool lb_administer_find_person(LbStore *store, const char *account, int64_t *principal,
                               GError **error);

/* Logs what has become of a person's name, language and time zone, where one of them is another than @before: they
 * change nothing of who may decide, so no trigger tells of them. */
bool lb_administer_log_manners(LbAct *act, const LbPersonRow *before, GError **error);
