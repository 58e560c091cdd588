/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may run the place, private to src/service, and what its acts check alike. */
#pragma once

#include "service/act.h"

/* Begins an act of the operator or of an admin; everybody else is refused. @actor must live longer. */
LbAct *lb_administer_begin(LbService *service, const LbActor *actor, GError **error);

/* Whether the operator or an admin reads; inside a transaction of the caller's. */
bool lb_administer_may_read(LbService *service, const LbActor *actor, GError **error);

/* Begins an act of somebody about their own account. */
LbAct *lb_profile_begin(LbService *service, const LbActor *actor, GError **error);

/* Whether the account is on, and its key unrevoked; inside a transaction of the caller's. */
bool lb_profile_may_read(LbService *service, const LbActor *actor, GError **error);

/* Takes a line of text that may be absent (NULL or "" gives NULL) and holds no space where @word; refused under the name
 * of @field. The caller frees @taken. */
bool lb_administer_take_line(const char *text, const char *field, size_t limit, bool word,
                             char **taken, GError **error);

/* The same for a mail address, a language tag and the name of a time zone that this host knows. */
bool lb_administer_take_mail(const char *text, char **taken, GError **error);
bool lb_administer_take_language(const char *text, char **taken, GError **error);
bool lb_administer_take_zone(const char *text, char **taken, GError **error);
