/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of a delivery that somebody watches. Knows no library of mail: lockboxctl reads these lines too. */
#include "notify/trace.h"

#include <string.h>

#include "base/text.h"
#include "base/wirefields.h"

#define TEXT_MOST 600 /* characters; each may take 6 bytes in a line */

const LbName lb_trace_step_names[] = {
    { LB_TRACE_LOOKUP, "lookup", NULL },
    { LB_TRACE_ADDRESS, "address", NULL },
    { LB_TRACE_CONNECTED, "connected", NULL },
    { LB_TRACE_SENT, "sent", NULL },
    { LB_TRACE_RECEIVED, "received", NULL },
    { LB_TRACE_CERTIFICATE, "certificate", NULL },
    { LB_TRACE_SECURED, "secured", NULL },
    { LB_TRACE_ACCEPTED, "accepted", NULL },
    { LB_TRACE_STORED, "stored", NULL },
    { LB_TRACE_REFUSED, "refused", NULL },
    { LB_TRACE_LATER, "later", NULL },
    { LB_TRACE_UNUSABLE, "unusable", NULL },
    { 0, NULL, NULL },
};

typedef struct {
    LbTraceStep step;
    char *text;
} Told;

static const LbWireField told_fields[] = {
    { LB_WIRE_NAMED(Told, step, lb_trace_step_names) },
    { LB_WIRE_FIELD(Told, text, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField order_fields[] = {
    { LB_WIRE_FIELD(LbTrialOrder, data, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTrialOrder, config, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTrialOrder, test, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD(LbTrialOrder, address, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTrialOrder, language, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

bool
lb_trace_is_last(LbTraceStep step)
{
    return step >= LB_TRACE_ACCEPTED;
}

void
lb_trace_tell(const LbTrace *trace, LbTraceStep step, const char *text, gssize length)
{
    if (trace == NULL)
        return;
    g_autofree char *words = length < 0 ? g_strdup(text) : g_strndup(text, (size_t)length);
    g_strchomp(words);
    trace->step(trace->data, step, words);
}

/* Of "AUTH PLAIN AGpvZQBz…" the first two words. */
static void
tell_auth(const LbTrace *trace, const char *line, size_t length)
{
    size_t mechanism = 0;
    for (size_t i = strlen("AUTH "); i < length && g_ascii_isgraph(line[i]); i++)
        mechanism = i + 1;
    bool more = mechanism + 1 < length && line[mechanism] == ' ';
    g_autofree char *shown =
        g_strdup_printf("%.*s%s", (int)MAX(mechanism, strlen("AUTH ")), line, more ? " ***" : "");
    lb_trace_tell(trace, LB_TRACE_SENT, shown, -1);
}

void
lb_trace_sent(const LbTrace *trace, const char *bytes, size_t length, bool in_auth)
{
    const char *end = bytes + length;
    while (trace != NULL && bytes < end) {
        const char *feed = memchr(bytes, '\n', (size_t)(end - bytes));
        size_t size = feed != NULL ? (size_t)(feed + 1 - bytes) : (size_t)(end - bytes);
        if (in_auth)
            lb_trace_tell(trace, LB_TRACE_SENT, "***", -1);
        else if (size >= strlen("AUTH ") && g_ascii_strncasecmp(bytes, "AUTH ", 5) == 0)
            tell_auth(trace, bytes, size);
        else
            lb_trace_tell(trace, LB_TRACE_SENT, bytes, (gssize)size);
        bytes += size;
    }
}

char *
lb_trace_to_line(LbTraceStep step, const char *text)
{
    g_autofree char *brief = lb_text_brief(text, -1, TEXT_MOST);
    Told told = { step, brief };
    g_autoptr(JsonObject) object = json_object_new();
    lb_wire_fields_write(told_fields, &told, object);
    return lb_wire_print(object, LB_TRACE_LIMIT, NULL);
}

bool
lb_trace_from_line(const char *line, size_t length, LbTraceStep *step, char **text, GError **error)
{
    Told told = { 0 };
    g_autoptr(JsonObject) object = lb_wire_parse(line, length, LB_TRACE_LIMIT, error);
    if (object == NULL)
        return false;
    bool read =
        lb_wire_fields_read(told_fields, &told, object, error) && lb_wire_is_used_up(object, error);
    if (read && told.text == NULL)
        told.text = g_strdup("");
    *step = told.step;
    *text = told.text;
    if (!read)
        g_clear_pointer(text, g_free);
    return read;
}

void
lb_trial_order_free(LbTrialOrder *order)
{
    if (order == NULL)
        return;
    g_free(order->data);
    g_free(order->config);
    g_free(order->address);
    g_free(order->language);
    g_free(order);
}

char *
lb_trial_order_to_line(const LbTrialOrder *order, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    lb_wire_fields_write(order_fields, order, object);
    return lb_wire_print(object, LB_TRIAL_LIMIT, error);
}

LbTrialOrder *
lb_trial_order_from_line(const char *line, size_t length, GError **error)
{
    g_autoptr(LbTrialOrder) order = g_new0(LbTrialOrder, 1);
    g_autoptr(JsonObject) object = lb_wire_parse(line, length, LB_TRIAL_LIMIT, error);
    if (object == NULL || !lb_wire_fields_read(order_fields, order, object, error) ||
        !lb_wire_is_used_up(object, error))
        return NULL;
    if (order->data == NULL || order->address == NULL) {
        lb_wire_fail(error, "is missing", order->data == NULL ? "data" : "address");
        return NULL;
    }
    return g_steal_pointer(&order);
}
