/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails as witnesses of the log: each carries the number and the hash of the newest entry of its time. */
#pragma once

#include "base/names.h"
#include "service/service.h"

typedef enum {
    LB_TESTIMONY_AGREES,  /* the log has that entry */
    LB_TESTIMONY_DIFFERS, /* it has another of that number */
    LB_TESTIMONY_BEYOND,  /* it ends before that number */
} LbTestimony;

extern const LbName lb_testimony_names[]; /* "agrees", "differs", "beyond" */

/* Holds entry @sequence of the log against the hash @head (64 hexadecimal digits) of the mail @message_id. Stores in @testimony
 * what it bears out, as far as the log itself is good (lb_operator_verify()), and in @sent whether this database sent that mail. */
bool lb_operator_witness(LbService *service, int64_t sequence, const char *head,
                         const char *message_id, LbTestimony *testimony, bool *sent,
                         GError **error);
