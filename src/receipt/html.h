/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A receipt as one page of HTML: it fetches nothing, runs nothing, and is made from the receipt and a language alone, so that
 * it can be made again and compared byte for byte. The receipt itself stands in it. */
#pragma once

#include <json-glib/json-glib.h>
#include <stdbool.h>

/* The page, in the language that is set, whose tag is @language. The caller frees it. */
char *lb_receipt_html(JsonObject *receipt, const char *language);

/* Whether @bytes begin as such a page does. */
bool lb_receipt_is_html(const char *bytes, size_t length);

/* What such a page says of itself. */
typedef struct {
    char *language; /* its tag, letters and '-' alone */
    char *version;  /* of the program that made it */
    char *data;     /* the bytes of the receipt in it */
} LbReceiptPage;

void lb_receipt_page_free(LbReceiptPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbReceiptPage, lb_receipt_page_free)

/* Finds it in @length @bytes; NULL with SYNTAX (receipt/document.h) where it is not there. The caller frees it. */
LbReceiptPage *lb_receipt_page_read(const char *bytes, size_t length, GError **error);
