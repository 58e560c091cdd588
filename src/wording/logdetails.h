/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the details of the log's entries say. The caller frees each text. */
#pragma once

#include <stdint.h>

/* The passage (service/passage.h) that the entry is about; 0: none. */
int64_t lb_details_passage(const char *details);

/* "hours: 8, reason: no" from the details of a log entry; NULL when there are none. The digest, and whose
 * approvals were counted, are left out: they stand in the log's JSON. */
char *lb_phrase_details(const char *details);

/* The same over several lines, as JSON is laid out; what is no JSON as it is. Not made safe. */
char *lb_phrase_details_laid_out(const char *details);

/* What an entry's details say to whoever skims them: "8 hours, Not before the weekend.", "vm-web-01, port 3389"; "" where that is
 * nothing. */
char *lb_phrase_details_short(const char *details);
