/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions as JSON. */
#include "commands/jsonsessions.h"

#include "base/jsonparts.h"

static void
put_session(JsonBuilder *builder, const LbSession *session)
{
    json_builder_begin_object(builder);
    lb_json_add_number_member(builder, "number", session->number);
    lb_json_add_text_member(builder, "kind",
                            lb_names_get(lb_passage_kind_names, (int)session->kind));
    lb_json_add_text_member(builder, "resourceName", session->resource_name);
    lb_json_add_number_member(builder, "port", session->port);
    lb_json_add_text_member(builder, "caller", session->account);
    lb_json_add_text_member(builder, "callerIpAddress", session->address);
    lb_json_add_time_member(builder, "startDateTime", session->begun);
    lb_json_add_time_member(builder, "endDateTime", session->ended);
    lb_json_add_text_member(builder, "why", session->why);
    lb_json_add_number_member(builder, "bytesSent", session->sent);
    lb_json_add_number_member(builder, "bytesReceived", session->received);
    lb_json_add_text_member(builder, "recording",
                            lb_names_get(lb_recording_state_names, (int)session->recording));
    lb_json_add_number_member(builder, "recordingBytes", session->bytes);
    lb_json_add_text_member(builder, "recordingSha256", session->sha256);
    lb_json_add_time_member(builder, "deletedDateTime", session->deleted);
    lb_json_add_text_member(builder, "stoppedBy", session->stopped_by);
    lb_json_add_time_member(builder, "stoppedDateTime", session->stopped);
    json_builder_end_object(builder);
}

char *
lb_json_sessions(int64_t number, const GPtrArray *sessions, bool test)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autofree char *id = g_strdup_printf("LB-%lld", (long long)number);
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "name", id);
    json_builder_set_member_name(builder, "sessions");
    json_builder_begin_array(builder);
    for (guint i = 0; i < sessions->len; i++)
        put_session(builder, g_ptr_array_index(sessions, i));
    json_builder_end_array(builder);
    return lb_json_finish(builder, test);
}
