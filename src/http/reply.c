/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reply while it comes. */
#include "http/reply.h"

#include <string.h>

#define VALUE_MOST 256

void
lb_http_reply_free(LbHttpReply *reply)
{
    if (reply == NULL)
        return;
    g_free(reply->body);
    g_free(reply->etag);
    g_free(reply->content_type);
    g_free(reply->peer);
    g_free(reply);
}

void
lb_http_taking_begin(LbHttpTaking *taking, size_t limit)
{
    memset(taking, 0, sizeof *taking);
    taking->reply = g_new0(LbHttpReply, 1);
    taking->body = g_byte_array_new();
    taking->limit = limit;
}

void
lb_http_taking_clear(LbHttpTaking *taking)
{
    g_clear_pointer(&taking->reply, lb_http_reply_free);
    g_clear_pointer(&taking->retry_after, g_free);
    g_clear_pointer(&taking->date, g_free);
    if (taking->body != NULL)
        g_byte_array_unref(taking->body);
    taking->body = NULL;
}

static void
forget_values(LbHttpTaking *taking)
{
    g_clear_pointer(&taking->retry_after, g_free);
    g_clear_pointer(&taking->date, g_free);
    g_clear_pointer(&taking->reply->etag, g_free);
    g_clear_pointer(&taking->reply->content_type, g_free);
}

/* The value of the line, if it is one to show; else NULL. */
static char *
keep_value(const char *bytes, size_t length)
{
    g_autofree char *value = g_strstrip(g_strndup(bytes, length));
    size_t kept = strlen(value);
    for (size_t i = 0; i < kept; i++)
        if (value[i] < 0x20 || value[i] > 0x7e)
            return NULL;
    return kept > 0 && kept <= VALUE_MOST ? g_steal_pointer(&value) : NULL;
}

static void
take_value(LbHttpTaking *taking, const char *bytes, size_t length)
{
    const struct {
        const char *name;
        char **to;
    } wanted[] = {
        { "retry-after:", &taking->retry_after },
        { "date:", &taking->date },
        { "etag:", &taking->reply->etag },
        { "content-type:", &taking->reply->content_type },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
        size_t name = strlen(wanted[i].name);
        if (length < name || g_ascii_strncasecmp(bytes, wanted[i].name, name) != 0)
            continue;
        g_free(*wanted[i].to);
        *wanted[i].to = keep_value(bytes + name, length - name);
    }
}

bool
lb_http_take_line(LbHttpTaking *taking, const char *bytes, size_t length)
{
    taking->head += length;
    if (taking->head > LB_HTTP_HEAD_MOST) {
        taking->too_large = true;
        return false;
    }
    bool begins = length >= 5 && memcmp(bytes, "HTTP/", 5) == 0;
    bool ends = length > 0 && (bytes[0] == '\r' || bytes[0] == '\n');
    taking->complete = ends || (taking->complete && !begins);
    if (begins)
        forget_values(taking);
    else
        take_value(taking, bytes, length);
    return true;
}

bool
lb_http_take_body(LbHttpTaking *taking, const char *bytes, size_t length)
{
    if (length > taking->limit - taking->body->len) {
        taking->too_large = true;
        return false;
    }
    g_byte_array_append(taking->body, (const guint8 *)bytes, (guint)length);
    return true;
}

LbHttpReply *
lb_http_taking_end(LbHttpTaking *taking)
{
    LbHttpReply *reply = g_steal_pointer(&taking->reply);
    reply->length = taking->body->len;
    g_byte_array_append(taking->body, (const guint8 *)"", 1);
    reply->body = (char *)g_byte_array_free(g_steal_pointer(&taking->body), FALSE);
    return reply;
}
