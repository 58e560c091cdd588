/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grants as JSON. */
#include "commands/jsongrants.h"

#include "commands/jsonparts.h"

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
