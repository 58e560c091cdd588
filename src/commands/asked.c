/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verb asked: whether the reader was asked about a request, and why; who else was, and what became of the mails. */
#include "wording/asked.h"
#include "base/jsonparts.h"
#include "commands/reading.h"
#include "commands/verbs.h"
#include "service/askedjson.h"

bool
lb_verb_asked(LbCommand *command, const LbArguments *arguments, GError **error)
{
    g_autoptr(LbAskedView) view =
        lb_service_asked(command->service, command->actor, arguments->number, error);
    if (view == NULL)
        return false;
    if (command->json) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        lb_asked_json_put(builder, view);
        g_autofree char *json = lb_json_finish(builder, command->test);
        g_string_append(command->out, json);
        return true;
    }
    LbPageStyle style = lb_reading_style(command, view->view->now);
    g_autoptr(GPtrArray) lines = lb_phrase_story(view, style.reader, style.zone, false);
    lb_story_write(command->out, lines, style.width);
    return true;
}
