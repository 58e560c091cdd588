/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines between those who forward and the child that talks. */
#include "forward/wire.h"

#include "base/text.h"
#include "base/wirefields.h"

/* Both ends are one program; a version guards against one that was replaced while it ran. */
#define VERSION 1
#define WORDS_MOST 500

static const LbWireField target_fields[] = {
    { LB_WIRE_FIELD(LbForwardTarget, server, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbForwardTarget, security, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbForwardTarget, name, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbForwardTarget, ca_file, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbForwardTarget, certificate_file, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbForwardTarget, key_file, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbForwardTarget, timeout, LB_WIRE_INT) },
    { LB_WIRE_FIELD_END },
};

static const LbWireField answer_fields[] = {
    { LB_WIRE_FIELD(LbForwardAnswer, done, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD(LbForwardAnswer, words, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

void
lb_forward_answer_free(LbForwardAnswer *answer)
{
    if (answer == NULL)
        return;
    g_free(answer->words);
    g_free(answer);
}

char *
lb_forward_target_to_line(const LbForwardTarget *target, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_int_member(object, "version", VERSION);
    lb_wire_fields_write(target_fields, target, object);
    return lb_wire_print(object, LB_FORWARD_LINE_MOST, error);
}

static bool
read_object(const char *line, size_t length, size_t limit, const LbWireField *fields,
            void *structure, GError **error)
{
    g_autoptr(JsonObject) object = lb_wire_parse(line, length, limit, error);
    return object != NULL && lb_wire_take_version(object, VERSION, error) &&
           lb_wire_fields_read(fields, structure, object, error) &&
           lb_wire_is_used_up(object, error);
}

bool
lb_forward_target_from_line(const char *line, size_t length, LbForwardTarget *target,
                            GError **error)
{
    if (!read_object(line, length, LB_FORWARD_LINE_MOST, target_fields, target, error))
        return false;
    if (target->server == NULL || target->security == NULL)
        return lb_wire_fail(error, "is missing", "server");
    return target->timeout > 0 || lb_wire_fail(error, "is out of range", "timeout");
}

char *
lb_forward_answer_to_line(bool done, const char *words)
{
    g_autoptr(JsonObject) object = json_object_new();
    LbForwardAnswer answer = { done, lb_text_brief(words, -1, WORDS_MOST) };
    json_object_set_int_member(object, "version", VERSION);
    lb_wire_fields_write(answer_fields, &answer, object);
    g_free(answer.words);
    return lb_wire_print(object, LB_FORWARD_ANSWER_MOST, NULL);
}

LbForwardAnswer *
lb_forward_answer_from_line(const char *line, size_t length, GError **error)
{
    g_autoptr(LbForwardAnswer) answer = g_new0(LbForwardAnswer, 1);
    if (!read_object(line, length, LB_FORWARD_ANSWER_MOST, answer_fields, answer, error))
        return NULL;
    if (answer->words != NULL)
        return g_steal_pointer(&answer);
    lb_wire_fail(error, "is missing", "words");
    return NULL;
}
