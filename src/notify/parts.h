/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a mail, filled and translated, in their order, and how they are laid out as text and as HTML. Which parts
 * a mail has say its builders (notify/aboutrequest.h, notify/aboutpeople.h). */
#pragma once

#include <glib.h>

#include "notify/facts.h"

typedef struct LbMailParts LbMailParts;

LbMailParts *lb_mail_parts_new(void);
void lb_mail_parts_free(LbMailParts *parts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbMailParts, lb_mail_parts_free)

/* A sentence, a paragraph of its own. Takes @text; NULL: nothing is added. A warning
 * stands out. */
void lb_mail_parts_say(LbMailParts *parts, char *text);
void lb_mail_parts_warn(LbMailParts *parts, char *text);

/* A row of the overview, below the one before. @label is translated; takes @text; NULL: nothing is added. */
void lb_mail_parts_add_row(LbMailParts *parts, const char *label, char *text);

/* A line to be copied, which stands alone and unindented. Those that follow each other are one block. Takes @line. */
void lb_mail_parts_add_copy(LbMailParts *parts, char *line);

/* A line below the others, without space between them. Takes @line; NULL: nothing is added. */
void lb_mail_parts_add_line(LbMailParts *parts, char *line);

/* The whole body, LF line ends; HTML is self-contained and loads nothing. The caller frees it. */
char *lb_mail_parts_to_text(const LbMailParts *parts);
char *lb_mail_parts_to_html(const LbMailParts *parts, const char *language, const char *subject);
