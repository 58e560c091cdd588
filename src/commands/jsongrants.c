/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grants as JSON. */
#include "commands/jsongrants.h"

#include "base/jsonparts.h"
#include "core/status.h"
#include "wording/passages.h"

static void
put_connection(JsonBuilder *builder, const LbConnection *connection)
{
    if (connection == NULL) {
        lb_json_add_text_member(builder, "connection", NULL);
        return;
    }
    json_builder_set_member_name(builder, "connection");
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "address", connection->address);
    lb_json_add_number_member(builder, "port", connection->port);
    lb_json_add_text_member(builder, "login", connection->login);
    lb_json_add_text_member(builder, "principal", connection->principal);
    lb_json_add_text_member(builder, "text", connection->text);
    json_builder_end_object(builder);
}

static void
put_grant(JsonBuilder *builder, const LbGrantState *state)
{
    const LbGrant *grant = state->grant;
    json_builder_begin_object(builder);
    lb_json_add_number_member(builder, "serial", grant->serial);
    lb_json_add_text_member(builder, "resource", grant->target->resource);
    lb_json_add_text_member(builder, "resourceName", state->resource_name);
    lb_json_add_text_member(builder, "status",
                            lb_names_get(lb_grant_status_names, (int)state->status));
    lb_json_add_time_member(builder, "startDateTime", grant->start);
    lb_json_add_time_member(builder, "endDateTime", grant->end);
    lb_json_add_time_member(builder, "openedDateTime", state->opened);
    lb_json_add_time_member(builder, "closedDateTime", state->closed);
    lb_json_add_text_member(builder, "provisioner", state->provisioner);
    lb_json_add_number_member(builder, "attempts", state->attempts);
    lb_json_add_time_member(builder, "nextAttemptDateTime", state->due);
    lb_json_add_text_member(builder, "words", state->words);
    lb_json_add_flag_member(builder, "alarmed", state->alarmed);
    json_builder_set_member_name(builder, "ports");
    json_builder_begin_array(builder);
    for (guint i = 0; i < grant->ports->len; i++)
        json_builder_add_int_value(builder, g_array_index(grant->ports, unsigned, i));
    json_builder_end_array(builder);
    put_connection(builder, state->connection);
    json_builder_end_object(builder);
}

void
lb_json_put_grants(JsonBuilder *builder, const GPtrArray *grants)
{
    json_builder_set_member_name(builder, "grants");
    json_builder_begin_array(builder);
    for (guint i = 0; grants != NULL && i < grants->len; i++)
        put_grant(builder, g_ptr_array_index(grants, i));
    json_builder_end_array(builder);
}

static void
put_way(JsonBuilder *builder, const LbGrantState *state, const LbWay *way)
{
    static const char *const kinds[] = { [LB_WAY_SHELL] = "shell",
                                         [LB_WAY_PROXY] = "ssh",
                                         [LB_WAY_DESKTOP] = "desktop",
                                         [LB_WAY_LISTENER] = "listener" };
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "resource", state->grant->target->resource);
    lb_json_add_text_member(builder, "kind", kinds[way->kind]);
    lb_json_add_number_member(builder, "port", way->port);
    lb_json_add_number_member(builder, "localPort", way->local);
    lb_json_add_text_member(builder, "command", way->line);
    json_builder_end_object(builder);
}

char *
lb_json_access(const LbRequestView *view, const LbSpelling *spelling, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autofree char *id = lb_request_id(view->request);
    guint count = view->grants != NULL ? view->grants->len : 0;
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "name", id);
    lb_json_add_text_member(builder, "status", lb_status_name(view->request->status));
    lb_json_put_grants(builder, view->grants);
    json_builder_set_member_name(builder, "commands");
    json_builder_begin_array(builder);
    for (guint i = 0; i < count; i++) {
        g_autoptr(GPtrArray) ways = lb_ways_of(spelling, view->grants, i);
        for (guint way = 0; way < ways->len; way++)
            put_way(builder, g_ptr_array_index(view->grants, i), g_ptr_array_index(ways, way));
    }
    json_builder_end_array(builder);
    return lb_json_finish(builder, test);
}
