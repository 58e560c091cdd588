/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a recording. Programs that draw whole screens erase and draw the same again and again: the same lines
 * twice in a row are said once, and so is the blank between others. */
#include "replay/text.h"

#include "replay/emulator.h"

typedef struct {
    LbReplayLine line;
    void *user;
    bool blank; /* the last line was, or there was none */
    char *block;
} Writer;

static void
write_line(Writer *writer, const char *line)
{
    bool blank = *line == '\0';
    if (!blank || !writer->blank)
        writer->line(line, writer->user);
    writer->blank = blank;
}

static void
on_lost(char **lines, bool scrolled, void *user)
{
    Writer *writer = user;
    if (!scrolled) {
        g_autofree char *block = g_strjoinv("\n", lines);
        if (g_strcmp0(block, writer->block) == 0)
            return;
        g_free(writer->block);
        writer->block = g_steal_pointer(&block);
    }
    for (char **line = lines; *line != NULL; line++)
        write_line(writer, *line);
}

static LbReplayStep
play(LbReplayReader *reader, LbEmulator *screen, GError **error)
{
    for (;;) {
        LbReplayEvent event;
        LbReplayStep step = lb_replay_reader_next(reader, &event, error);
        if (step != LB_REPLAY_EVENT)
            return step;
        if (event.kind == LB_REPLAY_RESIZE)
            lb_emulator_resize(screen, event.columns, event.rows);
        else
            lb_emulator_feed(screen, event.bytes, event.length);
    }
}

bool
lb_replay_text(LbReplayReader *reader, LbReplayLine line, void *user, GError **error)
{
    /* What stands at the end is lost in that order, and then by erasing all. */
    static const char end[] = "\030\033[?1049l\033[2J";
    Writer writer = { .line = line, .user = user, .blank = true };
    g_autoptr(LbEmulator) screen = lb_emulator_new(80, 24);
    lb_emulator_set_lost(screen, on_lost, &writer);
    LbReplayStep step = play(reader, screen, error);
    lb_emulator_feed(screen, end, sizeof end - 1);
    g_free(writer.block);
    return step != LB_REPLAY_FAILED;
}
