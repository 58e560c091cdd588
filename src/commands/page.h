/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request as plain text, in the order in which it is read: who asks for what, to which resources, because of
 * which ticket, in which words; what each answer does; who was asked; until when it waits. */
#pragma once

#include <glib.h>

#include "service/preview.h"

/* How and for whom plain text is laid out. */
typedef struct {
    int width; /* columns */
    GTimeZone *zone;
    const char *reader; /* account, which is shown as "you" */
    int64_t now;        /* for what is left; microseconds UTC */
} LbPageStyle;

/* Appends the page of @view, up to and with the digest, in the language that is set. */
void lb_page_request(GString *out, const LbRequestView *view, const LbPageStyle *style);

/* Appends the request of @preview as the owners would read it, and what the rules say of it. */
void lb_page_preview(GString *out, const LbPreview *preview, const LbPageStyle *style);
