/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pipe between lockboxd and a worker: one order, one result, each a JSON object in a line. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/grant.h"

/* Bytes of a line, LF included. An order may list many revoked serials; a result holds at most a certificate, or what a
 * script says. */
#define LB_ORDER_LIMIT (4 * 1024 * 1024)
#define LB_ORDER_RESULT_LIMIT (64 * 1024)

typedef enum {
    LB_ORDER_OPEN,
    LB_ORDER_CLOSE,
    LB_ORDER_SIGN, /* a certificate for one connection */
    LB_ORDER_KRL,  /* write the list of revoked certificates */
} LbOrderAct;

extern const LbName lb_order_act_names[]; /* "open", "close", "sign", "krl" */

/* What the operator set up, for all orders. */
typedef struct {
    char *private_directory; /* where the key that signs is */
    char *krl;               /* the list */
    char *script;            /* NULL: there is none */
    char *user;              /* whom it runs as; NULL: as lockboxd */
    int64_t time_limit;      /* microseconds that it may take */
} LbOrderSettings;

typedef struct {
    LbOrderAct act;
    char *instance;    /* id of the installation; NULL: the act is about no grant */
    char *provisioner; /* open, close: by which one */
    LbGrant *grant;    /* NULL: the act needs none */
    GPtrArray *keys;   /* char *: the engineer's, to open and close */
    GArray *revoked;   /* int64_t, to close and for the list */
    int64_t revision;  /* of that list */
    char *public_key;  /* sign: "TYPE BASE64" */
    int64_t start;     /* of the certificate, microseconds UTC */
    int64_t end;
    LbOrderSettings settings;
} LbOrder;

/* One without grant. The caller frees it. */
LbOrder *lb_order_new(LbOrderAct act);
void lb_order_free(LbOrder *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbOrder, lb_order_free)

typedef struct {
    bool done;
    bool retryable; /* not done: the same may go well later */
    char *words; /* one harmless line: why not, or what is to be said though it is; NULL: nothing */
    LbConnection *connection; /* open, done: never NULL */
    char *certificate;        /* sign, done: "TYPE BASE64", never NULL */
} LbOrderResult;

/* One that is not done, because of @words. The caller frees it. */
LbOrderResult *lb_order_result_failed(bool retryable, const char *words);
void lb_order_result_free(LbOrderResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbOrderResult, lb_order_result_free)

/* The lines, LF at their end. NULL with WIRE (base/error.h) in @error when one would be too long. The caller frees them. */
char *lb_order_to_line(const LbOrder *order, GError **error);
char *lb_order_result_to_line(const LbOrderResult *result, GError **error);

/* Reads a line of @length bytes. Strict: what is missing, unknown or of another type is named in @error (WIRE), and so is what
 * does not go with the act; of the result, with the @act that was ordered. The caller frees what is returned. */
LbOrder *lb_order_from_line(const char *line, size_t length, GError **error);
LbOrderResult *lb_order_result_from_line(const char *line, size_t length, LbOrderAct act,
                                         GError **error);
