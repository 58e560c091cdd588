/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subject and bodies of a mail, plain and HTML, with the same facts in both. */
#pragma once

#include <glib.h>

#include "core/message.h"

typedef struct {
    char *language; /* code of the language that it is really in */
    char *subject;
    char *text; /* UTF-8, LF line ends */
    char *html; /* the same; self-contained, loads nothing */
} LbMailBody;

/* Writes them in the language that is set. @site and @message have been checked (notify/compose.h). The
 * caller frees it; NULL with MESSAGE in @error when the event cannot be told. */
LbMailBody *lb_mail_body_new(const LbSite *site, const LbMessage *message, GError **error);
/* The same of a mail that only tries whether mails arrive, and is about nothing. */
LbMailBody *lb_mail_body_trial_new(const LbSite *site, const LbMessage *message);
void lb_mail_body_free(LbMailBody *body);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbMailBody, lb_mail_body_free)
