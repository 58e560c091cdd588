/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words behind "log". */
#include "wording/logwords.h"

#include "base/time.h"

/* The short names of the operations that are filtered by most; the others go by their whole names. */
static const LbName operation_words[] = {
    { LB_OPERATION_CREATE, "create", NULL },      { LB_OPERATION_APPROVE, "approve", NULL },
    { LB_OPERATION_DENY, "deny", NULL },          { LB_OPERATION_EXPIRE, "expiry", NULL },
    { LB_OPERATION_CANCEL, "cancel", NULL },      { LB_OPERATION_REVOKE, "revoke", NULL },
    { LB_OPERATION_COMPLETE, "complete", NULL },  { LB_OPERATION_EXTEND, "extend", NULL },
    { LB_OPERATION_REMIND, "remind", NULL },      { LB_OPERATION_OPEN_ACCESS, "open", NULL },
    { LB_OPERATION_CLOSE_ACCESS, "close", NULL }, { LB_OPERATION_CONNECT, "connect", NULL },
    { LB_OPERATION_RELAY, "relay", NULL },        { 0, NULL, NULL },
};

bool
lb_log_operation(const char *name, LbOperation *operation)
{
    int value = 0;
    bool known = lb_names_find(operation_words, name, &value) ||
                 lb_names_find(lb_operation_names, name, &value);
    if (known)
        *operation = (LbOperation)value;
    return known;
}

void
lb_log_words_add(GPtrArray *words, const char *option, char *value)
{
    g_ptr_array_add(words, g_strdup(option));
    g_ptr_array_add(words, value);
}

static void
add_text(GPtrArray *words, const char *option, const char *value)
{
    if (value != NULL)
        lb_log_words_add(words, option, g_strdup(value));
}

static void
add_time(GPtrArray *words, const char *option, int64_t time, GTimeZone *zone)
{
    if (time != 0)
        lb_log_words_add(words, option,
                         zone != NULL ? lb_time_write(time, zone) : lb_time_to_iso(time));
}

void
lb_log_words(GPtrArray *words, const LbActivityFilter *filter, GTimeZone *zone)
{
    for (const LbName *row = lb_operation_names; row->name != NULL; row++) {
        const char *word = lb_names_get(operation_words, row->value);
        if ((filter->operations & LB_OPERATION_BIT(row->value)) != 0)
            add_text(words, "--operation", word != NULL ? word : row->name);
    }
    add_text(words, "--tenant", filter->tenant);
    add_text(words, "--request", filter->request);
    add_text(words, "--caller", filter->caller);
    add_time(words, "--since", filter->since, zone);
    add_time(words, "--until", filter->until, zone);
    add_text(words, "--text", filter->text);
}
