/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a receipt says to people, in the language that is set: sections of sentences and tables, which a page of HTML or plain
 * text lays out. Every text is safe to show; LF stands in those that have several lines. */
#pragma once

#include <json-glib/json-glib.h>

typedef struct {
    const char *title;    /* in the language that is set */
    GPtrArray *sentences; /* char* */
    GPtrArray *columns;   /* const char*, titles; empty: the rows are a label and what it says */
    GPtrArray *rows;      /* GPtrArray* of char*, as many as there are columns; or two */
} LbReceiptSection;

/* LbReceiptSection*, all of the receipt. The caller frees it. */
GPtrArray *lb_receipt_sections(JsonObject *receipt);

/* "Receipt of LB-42". The caller frees it. */
char *lb_receipt_title(JsonObject *receipt);
