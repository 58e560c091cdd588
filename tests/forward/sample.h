/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small log of hostile entries, and the style in which it is forwarded. */
#pragma once

#include <glib.h>

#include "core/activity.h"
#include "forward/message.h"

#define INSTANCE "7f1c4a52-0d1e-4b6c-9d53-2f6f0b8f1a10"

/* Everything that has a meaning somewhere: in structured data, in logs, on terminals, in UTF-8. */
#define HOSTILE                                                                                    \
    "\"quoted\" ] [lockbox@1 a=\"b\"] \\ \\\" \\] %41 %% \t\n\r\x1b[31m\x7f \xc2\x85 \xe2\x80\xae" \
    "rtl \xef\xbb\xbf \xe2\x80\x8b \xff\xfe bad \xed\xa0\x80 "                                     \
    "\xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x94\x92"

/* An entry of all fields, of which @details are as given, chained to @previous (NULL: the first). The caller frees it. */
LbActivity *sample_entry(int64_t sequence, const LbActivity *previous, const char *details);

/* LbActivity*: @count entries in a chain. The caller frees the array. */
GPtrArray *sample_log(int64_t count);

/* With messages of at most @limit bytes. */
LbForwardStyle sample_style(int limit);
