/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main loop of the TUI. */
#include "tui/tui.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "tui/app.h"
#include "tui/terminal.h"
#include "wording/phrases.h"

#define TICK_MILLISECONDS 400
/* What goes on by itself is drawn no more often than this. */
#define PICTURE (LB_SECOND / 20)
/* An act that has to wait for another one longer than this is given back to the person, who may have gone. */
#define PATIENCE_MILLISECONDS 1000
/* Keys that come closer together than this were not typed one by one. */
#define FINGER (25 * LB_SECOND / 1000)
/* As many as a terminal would keep for us. */
#define KEPT_MOST 4096
#define KEPT_BYTES (256 * 1024) /* of what was pasted meanwhile */

/* What was typed, or pasted. */
typedef struct {
    int key;
    char *pasted;
} Stroke;

typedef struct {
    LbApp *app;
    LbTerminal *terminal;
    GMainLoop *loop;
    GArray *kept;     /* Stroke: those that came while nothing could be shown */
    gsize kept_bytes; /* of what was pasted among them */
    int64_t last_key; /* later by as long as no key was looked at */
    GSource *due;     /* what goes on by itself */
    int64_t painted;
    bool dirty; /* something that went on by itself was not drawn yet */
} Tui;

bool
lb_tui_can_run(void)
{
    const char *term = g_getenv("TERM");
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term != NULL && *term != '\0' &&
           strcmp(term, "dumb") != 0;
}

/* Wakes the loop when the screen on top wants to go on, or what has gone on may be drawn. */
static void
set_due(Tui *tui)
{
    int64_t due = lb_app_due(tui->app), picture = tui->painted + PICTURE;
    bool first = tui->dirty && (due < 0 || picture < due);
    g_source_set_ready_time(tui->due, first ? picture : due);
}

static void
draw(Tui *tui)
{
    if (tui->app->ended) {
        g_main_loop_quit(tui->loop);
        return;
    }
    if (!lb_terminal_takes(tui->terminal, &tui->app->redraw))
        return;
    if (tui->app->flush)
        lb_terminal_flush(tui->terminal);
    tui->app->flush = false;
    lb_terminal_paint(tui->terminal, lb_app_draw(tui->app), tui->app->redraw);
    tui->app->redraw = false;
}

static void
paint(Tui *tui)
{
    draw(tui);
    tui->painted = g_get_monotonic_time();
    tui->dirty = false;
    set_due(tui);
}

static void
hang_up(Tui *tui)
{
    tui->app->ended = true;
    g_main_loop_quit(tui->loop);
}

static void
clear_stroke(gpointer stroke)
{
    g_free(((Stroke *)stroke)->pasted);
}

static GArray *
new_strokes(void)
{
    GArray *strokes = g_array_new(FALSE, FALSE, sizeof(Stroke));
    g_array_set_clear_func(strokes, clear_stroke);
    return strokes;
}

static void
append_keys(Tui *tui, GArray *keys)
{
    for (;;) {
        Stroke stroke = { 0 };
        stroke.key = lb_terminal_read(tui->terminal, &stroke.pasted);
        if (stroke.key == LB_KEY_NONE)
            return;
        g_array_append_val(keys, stroke);
    }
}

/* All keys that have come, so that those which came together can be told from those which did not. An Enter waits
 * for a moment: where more follows, it is the beginning of what was pasted. */
static GArray *
read_keys(Tui *tui)
{
    GArray *keys = new_strokes();
    GPollFD more = { .fd = STDIN_FILENO, .events = G_IO_IN };
    append_keys(tui, keys);
    if (keys->len == 1 && g_array_index(keys, Stroke, 0).key == LB_KEY_ENTER &&
        g_poll(&more, 1, FINGER * 1000 / LB_SECOND) > 0)
        append_keys(tui, keys);
    return keys;
}

static void
work_off(Tui *tui, GArray *keys, bool hasty, int64_t now)
{
    for (guint i = 0; i < keys->len && !tui->app->ended && !tui->app->flush; i++) {
        const Stroke *stroke = &g_array_index(keys, Stroke, i);
        LbInput input = {
            .key = stroke->key, .hasty = hasty, .time = now, .pasted = stroke->pasted
        };
        lb_app_input(tui->app, &input);
    }
    if (keys != tui->kept)
        return;
    g_array_set_size(keys, 0);
    tui->kept_bytes = 0;
}

/* What cannot be seen is not acted on yet; but somebody is there. */
static void
keep_keys(Tui *tui, GArray *keys, int64_t now)
{
    tui->app->input_time = now;
    for (guint i = 0; i < keys->len && tui->kept->len < KEPT_MOST; i++) {
        Stroke *stroke = &g_array_index(keys, Stroke, i);
        tui->kept_bytes += stroke->pasted != NULL ? strlen(stroke->pasted) : 0;
        if (tui->kept_bytes > KEPT_BYTES)
            g_clear_pointer(&stroke->pasted, g_free);
        g_array_append_val(tui->kept, *stroke);
        stroke->pasted = NULL;
    }
}

static gboolean
on_input(gint fd, GIOCondition condition, gpointer data)
{
    Tui *tui = data;
    int64_t now = g_get_monotonic_time();
    int waiting = 0;
    /* Readable without anything to read is the end of input. */
    bool gone = (condition & (G_IO_HUP | G_IO_ERR | G_IO_NVAL)) != 0 ||
                (ioctl(fd, FIONREAD, &waiting) == 0 && waiting == 0);
    if (gone) {
        hang_up(tui);
        return G_SOURCE_REMOVE;
    }
    g_autoptr(GArray) keys = read_keys(tui);
    if (!lb_terminal_takes(tui->terminal, &tui->app->redraw)) {
        keep_keys(tui, keys, now);
        return G_SOURCE_CONTINUE;
    }
    bool together = tui->kept->len > 0 || keys->len > 1;
    work_off(tui, tui->kept, true, now);
    work_off(tui, keys, together || now - tui->last_key < FINGER, now);
    paint(tui);
    if (keys->len > 0)
        tui->last_key = g_get_monotonic_time();
    return G_SOURCE_CONTINUE;
}

static gboolean
on_tick(gpointer data)
{
    Tui *tui = data;
    int64_t begin = g_get_monotonic_time();
    lb_app_watch(tui->app, begin);
    if (!tui->app->ended)
        lb_app_tick(tui->app);
    if (!tui->app->ended && lb_terminal_takes(tui->terminal, &tui->app->redraw))
        work_off(tui, tui->kept, true, begin);
    paint(tui);
    tui->last_key += g_get_monotonic_time() - begin;
    return G_SOURCE_CONTINUE;
}

static gboolean
on_due(GSource *source, GSourceFunc callback, gpointer data)
{
    (void)source, (void)callback;
    Tui *tui = data;
    int64_t begin = g_get_monotonic_time();
    tui->dirty = lb_app_run(tui->app, begin) || tui->dirty;
    if (tui->app->ended || (tui->dirty && begin - tui->painted >= PICTURE))
        paint(tui);
    else
        set_due(tui);
    tui->last_key += g_get_monotonic_time() - begin;
    return G_SOURCE_CONTINUE;
}

static gboolean
on_signal(gint fd, GIOCondition condition, gpointer data)
{
    (void)condition;
    Tui *tui = data;
    struct signalfd_siginfo info;
    while (read(fd, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo != SIGWINCH) {
            hang_up(tui);
            return G_SOURCE_CONTINUE;
        }
        int width = 0, height = 0;
        lb_terminal_size(tui->terminal, &width, &height);
        lb_app_resize(tui->app, width, height);
    }
    paint(tui);
    return G_SOURCE_CONTINUE;
}

/* Signals become events; g_unix_signal_add() would start a thread. */
static int
open_signals(GError **error)
{
    static const int handled[] = { SIGWINCH, SIGTERM, SIGHUP, SIGINT };
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < G_N_ELEMENTS(handled); i++)
        sigaddset(&set, handled[i]);
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd >= 0 && sigprocmask(SIG_BLOCK, &set, NULL) == 0)
        return fd;
    lb_set_errno_error(error, errno, "signals");
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Keys come first. */
static GSource *
new_due_source(Tui *tui)
{
    static GSourceFuncs functions = { .dispatch = on_due };
    GSource *source = g_source_new(&functions, sizeof(GSource));
    g_source_set_callback(source, NULL, tui, NULL);
    g_source_set_priority(source, G_PRIORITY_DEFAULT_IDLE);
    g_source_attach(source, NULL);
    return source;
}

static void
run_loop(Tui *tui, int signals)
{
    tui->due = new_due_source(tui);
    guint sources[] = {
        g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input, tui),
        g_unix_fd_add(signals, G_IO_IN, on_signal, tui),
        g_timeout_add(TICK_MILLISECONDS, on_tick, tui),
    };
    paint(tui);
    if (!tui->app->ended)
        g_main_loop_run(tui->loop);
    for (size_t i = 0; i < G_N_ELEMENTS(sources); i++) {
        GSource *source = g_main_context_find_source_by_id(NULL, sources[i]);
        if (source != NULL)
            g_source_destroy(source);
    }
    g_source_destroy(tui->due);
    g_source_unref(tui->due);
}

/* Says what became of the request that was opened by name, where the person did not decide it; whether it still waits
 * for the person. What cannot be read has not been decided. */
static bool
still_waits(const LbApp *app, int64_t number, GPtrArray *results)
{
    if (number == 0)
        return false;
    g_autoptr(LbRequestView) view = lb_service_show(app->service, app->actor, number, NULL);
    if (view == NULL)
        return app->results->len == 0;
    g_autofree char *outcome = app->results->len == 0 ? lb_phrase_outcome(view, app->zone) : NULL;
    g_autofree char *id = lb_request_id(view->request);
    if (outcome != NULL)
        g_ptr_array_add(results, g_strdup_printf("%s: %s", id, outcome));
    return (view->verbs & (1u << LB_VERB_APPROVE | 1u << LB_VERB_DENY)) != 0;
}

bool
lb_tui_run(LbService *service, LbActor *actor, const LbVisit *visit, const LbSpelling *spelling,
           const LbOpening *opening, GPtrArray *results, bool *undecided, GError **error)
{
    lb_service_set_patience(service, PATIENCE_MILLISECONDS);
    g_autoptr(LbApp) app = lb_app_new(service, actor, LB_SMALLEST_WIDTH, LB_SMALLEST_HEIGHT);
    app->spelling = spelling;
    app->visit = visit;
    /* What cannot be opened is said on the normal screen. */
    if (!lb_app_start_at(app, opening, error))
        return false;
    g_auto(LbFd) signals = open_signals(error);
    if (signals < 0)
        return false;
    g_autoptr(LbTerminal) terminal = lb_terminal_new(error);
    if (terminal == NULL)
        return false;
    int width = 0, height = 0;
    lb_terminal_size(terminal, &width, &height);
    lb_app_resize(app, width, height);
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(GArray) kept = new_strokes();
    Tui tui = { .app = app, .terminal = terminal, .loop = loop, .kept = kept };
    run_loop(&tui, signals);
    bool drafted = lb_app_keep(app);
    for (guint i = 0; i < app->results->len; i++)
        g_ptr_array_add(results, g_strdup(g_ptr_array_index(app->results, i)));
    if (drafted)
        g_ptr_array_add(
            results,
            g_strdup(_("The draft of your request is kept; + on the overview brings it back.")));
    if (app->farewell != NULL) {
        g_propagate_error(error, g_steal_pointer(&app->farewell));
        return false;
    }
    *undecided = still_waits(app, opening->session == 0 ? opening->request : 0, results);
    for (guint i = 0; i < app->copies->len; i++)
        g_ptr_array_add(results, g_strdup(g_ptr_array_index(app->copies, i)));
    return true;
}
