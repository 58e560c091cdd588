/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A receipt as bytes: there is one spelling of each, in ASCII. What is read is refused unless it is that. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>

#define LB_RECEIPT_ERROR (lb_receipt_error_quark())

typedef enum {
    LB_RECEIPT_ERROR_SYNTAX, /* no receipt: not spelled, or not made up, as Lockbox does */
    LB_RECEIPT_ERROR_FORMAT, /* a receipt of a format that this program does not know */
} LbReceiptError;

GQuark lb_receipt_error_quark(void);

/* Bytes that are read, at most: an HTML page has the JSON in it. */
#define LB_RECEIPT_LIMIT (64 * 1024 * 1024)

/* @receipt, which is of lb_receipt_shape, as JSON: members in the order of the shape, two blanks for each level, LF at its
 * end. All but printable ASCII, and <, > and &, are written \uXXXX, so that it stands in HTML as it is. The caller frees it. */
char *lb_receipt_write(JsonObject *receipt);

/* The receipt that @length bytes spell; NULL with what is wrong, and where. The caller unrefs it. */
JsonObject *lb_receipt_read(const char *bytes, size_t length, GError **error);

/* The place at which @receipt first differs from @other, both of lb_receipt_shape: "sessions[0].sha256". NULL: they are the
 * same. The caller frees it. */
char *lb_receipt_differ(JsonObject *receipt, JsonObject *other);
