/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a support ticket that lives in another system is called: rt:123, the name that the operator gave to the system, and the
 * id there. No id of ours has a colon in it. It stands in commands without quotes, which a # would need. */
#pragma once

#include <stdbool.h>

#define LB_SYSTEM_NAME_MOST 32 /* characters */

/* Whether @text can name a ticket system: 1 to LB_SYSTEM_NAME_MOST small ASCII letters, digits and hyphens, a letter first, no
 * hyphen last. */
bool lb_reference_is_system(const char *text);

/* Takes "rt:123" apart (any ASCII case of the name, which is stored in small letters; a # for the colon, as many write it; nothing
 * around it). NULL in both places, and
 * false, when it is no such thing. The caller frees them. */
bool lb_reference_parse(const char *text, char **system, char **id);

/* Whether @text is such a thing. */
bool lb_reference_is_one(const char *text);

/* "rt:123". The caller frees it. */
char *lb_reference_text(const char *system, const char *id);

/* Whether @url can be where people reach a ticket system: https://, a host, perhaps a port and a path; no user, query or fragment, and
 * no character that anything could take for something else. */
bool lb_reference_is_site(const char *url);

/* Where people read the ticket @id of the system at @url: that, then @page, then the id. NULL where one of them is not what it has to be,
 * or NULL: a page is a path on the same host, with a query or fragment. The caller frees it. */
char *lb_reference_address(const char *url, const char *page, const char *id);
