/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the answers of an SMTP server mean for a mail. */
#pragma once

#include <stdbool.h>

#include "notify/settings.h"

/* Whether @code says yes (2xx). */
bool lb_reply_is_success(int code);

/* Whether @code says no, for now or for good (4xx, 5xx). */
bool lb_reply_is_fault(int code);

/* Whether @code, said of a sender, a recipient or a mail, is about them and for good: 5xx, unless it says that we have not
 * logged in or talk nonsense. RFC 5321, 4.2.1: the same is not to be tried again. */
bool lb_reply_is_refusal(int code);

/* Takes the password of @settings out of *@words (which may be NULL), as it is and as AUTH sends it: a server may
 * repeat what it was told. What *@words was is wiped and freed, the caller frees what it is then. */
void lb_reply_hide_password(char **words, const LbSmtpSettings *settings);
