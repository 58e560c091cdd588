/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a mail that anybody may have written, to be done in a process that has nothing to lose (notify/reader.h). Pure: bytes
 * in, a value out. */
#pragma once

#include "notify/inbound.h"

/* Reads the @length bytes of one mail, with or without the line "From " of a mailbox before it. Whatever they are, it is a letter:
 * what cannot be made out is of the kind "other", so is what has more parts than any mail that matters here. Only the mail itself
 * is looked at, nothing that it quotes, forwards or sends back. The caller frees it. */
LbInbound *lb_inbound_read(const char *bytes, size_t length);
