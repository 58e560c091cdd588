/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of the mails: the mail as GMime's own objects write it, to be compared with ours. */
#pragma once

#include <stddef.h>

#include "core/message.h"
#include "notify/body.h"

/* The mail with these bodies, by a tree of GMime's objects, in CRLF. The message is one that can be composed. The caller
 * frees it, NUL added, @length without it. */
char *objects_compose(const LbSite *site, const LbMessage *message, const LbMailBody *body,
                      size_t *length);
