/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML of mails as plain text: what is to be read, and where links lead. Nothing is fetched, no script and no style is read. */
#pragma once

#include <glib.h>

#define LB_HTML_MOST (256 * 1024) /* bytes that are read; what follows is left out */

/* The text of @length bytes of HTML in UTF-8, however broken it is. Lines end by LF, quotations begin with "> ", items of lists
 * with "- ", and a link has its URL behind it where its text does not say that already. Images leave their alternative text
 * alone. Valid UTF-8, at most LB_LIMIT_KEPT_TEXT characters, but as hostile as its author: outputs have to escape it. Time and
 * memory are bounded, whatever is in it. The caller frees it. */
char *lb_html_to_text(const char *html, size_t length);
