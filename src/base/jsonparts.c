/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of JSON documents. */
#include "base/jsonparts.h"

#include "base/text.h"
#include "base/time.h"

void
lb_json_add_text(JsonBuilder *builder, const char *text)
{
    g_autofree char *valid = text != NULL ? g_utf8_make_valid(text, -1) : NULL;
    if (valid != NULL)
        json_builder_add_string_value(builder, valid);
    else
        json_builder_add_null_value(builder);
}

void
lb_json_add_text_member(JsonBuilder *builder, const char *name, const char *text)
{
    json_builder_set_member_name(builder, name);
    lb_json_add_text(builder, text);
}

void
lb_json_add_number_member(JsonBuilder *builder, const char *name, int64_t number)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, number);
}

void
lb_json_add_flag_member(JsonBuilder *builder, const char *name, bool flag)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_boolean_value(builder, flag);
}

void
lb_json_add_time_member(JsonBuilder *builder, const char *name, int64_t time)
{
    g_autofree char *text = time != 0 ? lb_time_to_iso(time) : NULL;
    lb_json_add_text_member(builder, name, text);
}

char *
lb_json_write(JsonBuilder *builder, bool pretty)
{
    g_autoptr(JsonGenerator) generator = json_generator_new();
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    json_generator_set_pretty(generator, pretty);
    json_generator_set_root(generator, root);
    g_autofree char *raw = json_generator_to_data(generator, NULL);
    g_autofree char *safe = lb_text_escape_json(raw);
    return g_strconcat(safe, "\n", NULL);
}

char *
lb_json_finish(JsonBuilder *builder, bool test)
{
    lb_json_add_flag_member(builder, "test", test);
    json_builder_end_object(builder);
    return lb_json_write(builder, true);
}
