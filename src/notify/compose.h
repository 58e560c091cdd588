/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail, composed from the facts of a message. */
#pragma once

#include <glib.h>
#include <stddef.h>

#include "core/message.h"

/* The whole mail as it goes over the wire: RFC 5322, 7-bit, CRLF line ends, multipart/alternative with
 * plain text first. It is in @message's language; English is spoken from then on (lb_locale_set_language()): what is said of the
 * delivery is kept for whoever runs the place. The same site and
 * message give the same bytes, so that a repeated delivery repeats the same mail.
 * The caller frees it, NUL added, @length without it. NULL with an error of LB_NOTIFY_ERROR: SETTINGS when
 * @site cannot stand in a mail, MESSAGE when @message cannot be told. */
char *lb_mail_compose(const LbSite *site, const LbMessage *message, size_t *length, GError **error);

/* The same for a mail that only tries whether mails arrive. Of @message, address, language, message_id and queued are
 * taken. */
char *lb_mail_compose_trial(const LbSite *site, const LbMessage *message, size_t *length,
                            GError **error);
