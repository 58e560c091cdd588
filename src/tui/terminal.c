/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curses, and nothing but what differs from terminal to terminal. */
#include "tui/terminal.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/text.h"
#include "tui/keys.h"

/* term.h makes a macro of every capability of a terminal. */
#undef columns

#define ESCAPE_MILLISECONDS 25
#define FALLBACK "xterm-256color"
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
/* Codes of our own, above those that curses gives out by itself. */
#define CODE_WORD_LEFT (KEY_MAX - 4)
#define CODE_WORD_RIGHT (KEY_MAX - 3)
#define CODE_PASTE_BEGIN (KEY_MAX - 2)
#define CODE_PASTE_END (KEY_MAX - 1)
/* Of what is pasted at once; a field takes far less. */
#define PASTE_BYTES 65536
#define PASTE_CHARACTERS 65536

struct LbTerminal {
    SCREEN *screen;
    LbFd output;             /* the terminal, wherever standard output leads for the moment */
    struct termios settings; /* as they were */
    int colours;             /* 0: none are used */
    bool pasting;            /* between the marks of a bracketed paste */
    GString *pasted;         /* what came between them so far */
};

G_DEFINE_QUARK(lb_terminal_error_quark, lb_terminal_error)

/* What terminals send whatever they were told: as cursor keys and as application keys, and as older ones do. The
 * description of a terminal names one of them. */
static const struct {
    const char *sequence;
    int code;
} sequences[] = {
    { "\033[A", KEY_UP },
    { "\033OA", KEY_UP },
    { "\033[B", KEY_DOWN },
    { "\033OB", KEY_DOWN },
    { "\033[C", KEY_RIGHT },
    { "\033OC", KEY_RIGHT },
    { "\033[D", KEY_LEFT },
    { "\033OD", KEY_LEFT },
    { "\033[H", KEY_HOME },
    { "\033OH", KEY_HOME },
    { "\033[1~", KEY_HOME },
    { "\033[7~", KEY_HOME },
    { "\033[F", KEY_END },
    { "\033OF", KEY_END },
    { "\033[4~", KEY_END },
    { "\033[8~", KEY_END },
    { "\033[3~", KEY_DC },
    { "\033[5~", KEY_PPAGE },
    { "\033[6~", KEY_NPAGE },
    { "\033[Z", KEY_BTAB },
    { "\033[1;2A", KEY_SR },
    { "\033[1;2B", KEY_SF },
    { "\033[1;2C", KEY_SRIGHT },
    { "\033[1;2D", KEY_SLEFT },
    { "\033[1;5D", CODE_WORD_LEFT },
    { "\033[1;3D", CODE_WORD_LEFT },
    { "\033b", CODE_WORD_LEFT },
    { "\033[1;5C", CODE_WORD_RIGHT },
    { "\033[1;3C", CODE_WORD_RIGHT },
    { "\033f", CODE_WORD_RIGHT },
    { "\033[200~", CODE_PASTE_BEGIN },
    { "\033[201~", CODE_PASTE_END },
};

static void
send(const char *sequence)
{
    /* A terminal that has gone shows on the next read. */
    if (write(STDOUT_FILENO, sequence, strlen(sequence)) < 0)
        return;
}

/* A terminal that nobody reads holds up whoever writes to it. The signals that end us are blocked and come as events,
 * which nobody would look at then; so they are let through for as long as curses writes. And after a second standard
 * output leads nowhere: what curses still writes is lost, and we go on without it until somebody reads again. */

static volatile sig_atomic_t asked_to_end, stopped;
static int nowhere = -1;

static bool
takes_output(int fd)
{
    struct pollfd terminal = { .fd = fd, .events = POLLOUT };
    return poll(&terminal, 1, 0) != 0;
}

static void
on_second(int number)
{
    (void)number;
    int cause = errno;
    if (!takes_output(STDOUT_FILENO) && dup2(nowhere, STDOUT_FILENO) >= 0)
        stopped = 1;
    errno = cause;
}

static void
on_end(int number)
{
    /* Where the terminal takes more, we get on and end in good order. Nothing is being decided while we write. */
    if (!takes_output(STDOUT_FILENO))
        _exit(EXIT_FAILURE);
    asked_to_end = number;
}

static void
write_out(int (*write_all)(void))
{
    static const int ending[] = { SIGTERM, SIGHUP, SIGINT };
    static const struct itimerval second = { { 1, 0 }, { 1, 0 } }, none;
    struct sigaction action = { .sa_handler = on_end }, alarm = { .sa_handler = on_second };
    sigset_t through, before;
    sigemptyset(&through);
    asked_to_end = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(ending); i++) {
        sigaddset(&through, ending[i]);
        sigaction(ending[i], &action, NULL);
    }
    sigaction(SIGALRM, &alarm, NULL);
    setitimer(ITIMER_REAL, &second, NULL);
    sigprocmask(SIG_UNBLOCK, &through, &before);
    write_all();
    setitimer(ITIMER_REAL, &none, NULL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    /* Now it waits until the loop looks. */
    if (asked_to_end != 0)
        raise(asked_to_end);
}

/* How many colours there are. */
static int
start_colours(void)
{
    const char *refused = g_getenv("NO_COLOR");
    if ((refused != NULL && *refused != '\0') || !has_colors() || start_color() == ERR)
        return 0;
    use_default_colors();
    return COLORS;
}

/* Whether TERM names a terminal that is described here. newterm() would say so, too, but leak. */
static bool
is_known(void)
{
    int status = 0;
    if (setupterm(NULL, STDOUT_FILENO, &status) != OK)
        return false;
    del_curterm(cur_term);
    return true;
}

/* What it takes to do without standard output, and to come back to it. */
static bool
keep_output(LbTerminal *terminal, GError **error)
{
    terminal->output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (nowhere < 0)
        nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (terminal->output >= 0 && nowhere >= 0 && tcgetattr(STDIN_FILENO, &terminal->settings) == 0)
        return true;
    lb_set_errno_error(error, errno, "terminal");
    return false;
}

LbTerminal *
lb_terminal_new(GError **error)
{
    g_autoptr(LbTerminal) terminal = g_new0(LbTerminal, 1);
    terminal->pasted = g_string_new(NULL);
    if (!keep_output(terminal, error))
        return NULL;
    terminal->screen = is_known() ? newterm(NULL, stdout, stdin) : NULL;
    if (terminal->screen == NULL)
        terminal->screen = newterm(FALLBACK, stdout, stdin);
    if (terminal->screen == NULL) {
        g_set_error_literal(error, LB_TERMINAL_ERROR, LB_TERMINAL_ERROR_UNUSABLE,
                            _("This terminal cannot be used."));
        return NULL;
    }
    set_term(terminal->screen);
    set_escdelay(ESCAPE_MILLISECONDS);
    raw();
    noecho();
    nonl();
    nodelay(stdscr, TRUE);
    keypad(stdscr, TRUE);
    terminal->colours = start_colours();
    for (size_t i = 0; i < G_N_ELEMENTS(sequences); i++)
        define_key(sequences[i].sequence, sequences[i].code);
    send(PASTE_ON);
    return g_steal_pointer(&terminal);
}

bool
lb_terminal_takes(LbTerminal *terminal, bool *redraw)
{
    if (!stopped)
        return true;
    if (!takes_output(terminal->output) || dup2(terminal->output, STDOUT_FILENO) < 0)
        return false;
    stopped = 0;
    *redraw = true;
    return true;
}

static int
leave(void)
{
    send(PASTE_OFF);
    return endwin();
}

void
lb_terminal_free(LbTerminal *terminal)
{
    if (terminal == NULL)
        return;
    if (terminal->screen != NULL) {
        write_out(leave);
        delscreen(terminal->screen);
        /* Where standard output led nowhere, curses could not give these back. */
        dup2(terminal->output, STDOUT_FILENO);
        tcsetattr(STDIN_FILENO, TCSANOW, &terminal->settings);
        stopped = 0;
    }
    lb_fd_close(&terminal->output);
    g_string_free(terminal->pasted, TRUE);
    g_free(terminal);
}

void
lb_terminal_size(LbTerminal *terminal, int *width, int *height)
{
    struct winsize size = { 0 };
    bool known =
        ioctl(terminal->output, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;
    *width = known ? MIN(size.ws_col, 1000) : 80;
    *height = known ? MIN(size.ws_row, 500) : 24;
    if (*width != COLS || *height != LINES)
        resizeterm(*height, *width);
}

static attr_t
attributes(const LbPaint *paint)
{
    attr_t attribute = A_NORMAL;
    attribute |= paint->bold ? A_BOLD : 0;
    attribute |= paint->underline ? A_UNDERLINE : 0;
    attribute |= paint->reverse ? A_REVERSE : 0;
    return attribute;
}

/* curses gives the pair that was used least to another when all are taken. */
static int
pair_of(const LbPaint *paint)
{
    if (paint->foreground < 0 && paint->background < 0)
        return 0;
    return MAX(alloc_pair(paint->foreground, paint->background), 0);
}

static void
paint_cell(const LbTerminal *terminal, const LbCell *cell, int x, int y)
{
    LbLook look = lb_style_look(cell->style, terminal->colours > 0);
    LbPaint paint = cell->style == LB_STYLE_SHOWN ? lb_paint_fit(cell->paint, terminal->colours)
                                                  : (LbPaint){ .foreground = (short)look.colour,
                                                               .background = -1,
                                                               .bold = look.bold,
                                                               .underline = look.underline,
                                                               .reverse = look.reverse };
    wchar_t text[CCHARW_MAX + 1] = { 0 };
    int pair = pair_of(&paint), length = 0;
    for (const char *at = cell->text; *at != '\0' && length < CCHARW_MAX; at = g_utf8_next_char(at))
        text[length++] = (wchar_t)g_utf8_get_char(at);
    cchar_t character;
    attr_t attribute = attributes(&paint) | (look.faint ? A_DIM : 0);
    if (setcchar(&character, text, attribute, (short)MIN(pair, SHRT_MAX), &pair) == OK)
        mvadd_wch(y, x, &character);
}

/* refresh() is a macro. */
static int
refresh_all(void)
{
    return refresh();
}

void
lb_terminal_paint(LbTerminal *terminal, const LbCanvas *canvas, bool redraw)
{
    for (int y = 0; y < canvas->height && y < LINES; y++)
        for (int x = 0; x < canvas->width && x < COLS; x++)
            if (lb_canvas_cell(canvas, x, y)->columns > 0)
                paint_cell(terminal, lb_canvas_cell(canvas, x, y), x, y);
    bool typing = canvas->cursor_x >= 0;
    curs_set(typing ? 1 : 0);
    if (typing)
        move(canvas->cursor_y, canvas->cursor_x);
    if (redraw)
        clearok(stdscr, TRUE);
    write_out(refresh_all);
}

/* Keys */

static const struct {
    int code;
    int key;
} codes[] = {
    { KEY_UP, LB_KEY_UP },
    { KEY_DOWN, LB_KEY_DOWN },
    { KEY_LEFT, LB_KEY_LEFT },
    { KEY_RIGHT, LB_KEY_RIGHT },
    { KEY_PPAGE, LB_KEY_PAGE_UP },
    { KEY_NPAGE, LB_KEY_PAGE_DOWN },
    { KEY_HOME, LB_KEY_HOME },
    { KEY_END, LB_KEY_END },
    { KEY_BACKSPACE, LB_KEY_BACKSPACE },
    { KEY_DC, LB_KEY_DELETE },
    { KEY_BTAB, LB_KEY_BACK_TAB },
    { KEY_SR, LB_KEY_SHIFT_UP },
    { KEY_SF, LB_KEY_SHIFT_DOWN },
    { KEY_SLEFT, LB_KEY_SHIFT_LEFT },
    { KEY_SRIGHT, LB_KEY_SHIFT_RIGHT },
    { KEY_F(1), LB_KEY_F1 },
    { KEY_ENTER, LB_KEY_ENTER },
    { KEY_A1, LB_KEY_HOME },
    { KEY_A3, LB_KEY_PAGE_UP },
    { KEY_C1, LB_KEY_END },
    { KEY_C3, LB_KEY_PAGE_DOWN },
    { CODE_WORD_LEFT, LB_KEY_WORD_LEFT },
    { CODE_WORD_RIGHT, LB_KEY_WORD_RIGHT },
};

static int
key_of_code(wint_t code)
{
    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
        if (codes[i].code == (int)code)
            return codes[i].key;
    return LB_KEY_NONE;
}

static int
key_of_character(wint_t character)
{
    if (character == '\r')
        return LB_KEY_ENTER;
    if (character == 127 || character == 8)
        return LB_KEY_BACKSPACE;
    return (int)character;
}

/* Of what curses takes for keys, a line end is the only one that text has. */
static void
keep_pasted(LbTerminal *terminal, bool code, wint_t read)
{
    gunichar character = !code ? (gunichar)read : read == KEY_ENTER ? '\n' : 0;
    if (character != 0 && g_unichar_validate(character) && terminal->pasted->len < PASTE_BYTES)
        g_string_append_unichar(terminal->pasted, character);
}

static int
end_paste(LbTerminal *terminal, char **pasted)
{
    terminal->pasting = false;
    g_free(*pasted);
    *pasted = lb_text_keep(terminal->pasted->str, (gssize)terminal->pasted->len, PASTE_CHARACTERS);
    return LB_KEY_PASTE;
}

int
lb_terminal_read(LbTerminal *terminal, char **pasted)
{
    wint_t read = 0;
    for (int kind = get_wch(&read); kind != ERR; kind = get_wch(&read)) {
        bool code = kind == KEY_CODE_YES;
        if (code && read == CODE_PASTE_BEGIN) {
            terminal->pasting = true;
            g_string_truncate(terminal->pasted, 0);
            continue;
        }
        if (code && read == CODE_PASTE_END)
            return end_paste(terminal, pasted);
        int key = code ? key_of_code(read) : key_of_character(read);
        /* A paste that never ends would lock the person out; Ctrl-C gets through. */
        if (terminal->pasting && key == LB_KEY_CTRL_C)
            terminal->pasting = false;
        if (terminal->pasting)
            keep_pasted(terminal, code, read);
        else if (key != LB_KEY_NONE)
            return key;
    }
    return LB_KEY_NONE;
}

void
lb_terminal_flush(LbTerminal *terminal)
{
    /* What is thrown away in the middle of a paste could be its end. */
    if (!terminal->pasting)
        flushinp();
}
