/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments as JSON. */
#include "commands/jsontimeline.h"

#include "base/jsonparts.h"
#include "commands/json.h"
#include "commands/jsonevents.h"
#include "commands/jsonrules.h"

/* Begins the member @name, which is an object where @there; null else. */
static bool
begin(JsonBuilder *builder, const char *name, bool there)
{
    json_builder_set_member_name(builder, name);
    if (there)
        json_builder_begin_object(builder);
    else
        json_builder_add_null_value(builder);
    return there;
}

static void
put_moment(JsonBuilder *builder, const LbMoment *moment)
{
    lb_json_add_text_member(builder, "kind", lb_names_get(lb_moment_kind_names, (int)moment->kind));
    lb_json_add_time_member(builder, "dateTime", moment->key.time);
    lb_json_add_text_member(builder, "source", lb_moment_source(&moment->key));
    lb_json_add_text_member(builder, "account", moment->who);
    if (begin(builder, "entry", moment->entry != NULL)) {
        lb_json_put_entry(builder, moment->entry);
        json_builder_end_object(builder);
    }
    lb_json_put_weighing(builder, moment->weighing);
    if (begin(builder, "mail", moment->mail != NULL)) {
        lb_json_add_text_member(builder, "event", moment->mail->event);
        lb_json_add_time_member(builder, "queuedDateTime", moment->mail->queued);
        json_builder_end_object(builder);
    }
    if (begin(builder, "event", moment->event != NULL)) {
        lb_json_put_event(builder, moment->event);
        json_builder_end_object(builder);
    }
}

char *
lb_json_timeline(GPtrArray *moments, const char *next, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "value");
    json_builder_begin_array(builder);
    for (guint i = 0; i < moments->len; i++) {
        json_builder_begin_object(builder);
        put_moment(builder, g_ptr_array_index(moments, i));
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    lb_json_add_text_member(builder, "nextLink", next);
    return lb_json_finish(builder, test);
}

char *
lb_json_moment(const LbMoment *moment, const char *request, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "requestId", request);
    put_moment(builder, moment);
    lb_json_add_flag_member(builder, "test", test);
    json_builder_end_object(builder);
    return lb_json_write(builder, false);
}
