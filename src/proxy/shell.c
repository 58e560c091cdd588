/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going through to a shell: a key for this connection alone is made, certified, and used by ssh on a terminal of its
 * own. What comes out of that goes to the person and into the recording; what the person types goes in, and nowhere else. */
#include "proxy/shell.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/scratch.h"
#include "proxy/cast.h"
#include "proxy/flow.h"
#include "proxy/process.h"
#include "proxy/resolve.h"
#include "proxy/ssh.h"

#define OUTPUT_MOST 16384 /* bytes that are read and recorded at once */
#define HOLD_MS 20        /* how often it is seen whether held keys may go */
#define CTRL_C '\3'

/* What a program of the target may have left: no mouse, no marked pastes, a cursor, plain letters, the normal screen, which
 * scrolls as a whole; and whatever stands there, what follows stands below it. */
#define CALM                                                                             \
    "\033[?1000l\033[?1002l\033[?1003l\033[?1006l\033[?2004l\033[?1047l\033[?25h\033[0m" \
    "\033[r\033[999;1H"

typedef enum { STEP_RESOLVING, STEP_KEY, STEP_CERTIFICATE, STEP_THROUGH, STEP_DRAINING } Step;

typedef struct {
    LbChannel *channel;
    LbTerminal *terminal;
    const LbProxyOrder *order;
    Step step;
    LbResolving resolving;
    LbProcess process; /* ssh-keygen, then ssh */
    char *literal;
    LbFlow in, out; /* from and to the person */
    LbCast cast;
    GString *lines;
} Shell;

static void
clear(Shell *shell)
{
    lb_resolving_clear(&shell->resolving);
    lb_process_clear(&shell->process);
    lb_flow_clear(&shell->in);
    lb_flow_clear(&shell->out);
    g_free(shell->literal);
    g_string_free(shell->lines, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shell, clear)

static void
fail(Shell *shell, const GError *error)
{
    lb_channel_end(shell->channel, LB_PROXY_END_FAILED, error->message);
}

static void
send_lines(Shell *shell)
{
    lb_channel_send(shell->channel, shell->lines->str, shell->lines->len);
    g_string_truncate(shell->lines, 0);
}

static int64_t
moment(const Shell *shell)
{
    return shell->channel->now - shell->channel->begun;
}

static void
record(Shell *shell, const char *bytes, size_t length)
{
    lb_cast_output(&shell->cast, moment(shell), bytes, length, shell->lines);
    send_lines(shell);
}

/* Something of our own, on the person's terminal and in the recording. */
static void
show(Shell *shell, const char *text)
{
    lb_flow_add(&shell->out, text);
    record(shell, text, strlen(text));
}

static void
say(Shell *shell, const char *text)
{
    g_autofree char *line = g_strdup_printf("\r\nlockbox: %s\r\n", text);
    show(shell, line);
}

/* The steps before anybody is through. */

static bool
start(Shell *shell, GStrv arguments, const LbTerminal *terminal, GError **error)
{
    g_auto(GStrv) environment =
        lb_ssh_environment(terminal != NULL ? shell->order->terminal : NULL);
    LbProcessPlan plan = { .arguments = (const char *const *)arguments,
                           .environment = (const char *const *)environment,
                           .terminal = terminal };
    return lb_process_start(&shell->process, &plan, error);
}

static bool
make_key(Shell *shell, GError **error)
{
    if (!lb_resolving_go_on(&shell->resolving))
        return true;
    shell->literal = lb_resolving_literal(&shell->resolving, shell->order->address,
                                          shell->order->local_allowed, error);
    if (shell->literal == NULL)
        return false;
    lb_channel_tell(shell->channel, "reached", shell->literal);
    g_auto(GStrv) arguments = lb_ssh_keygen_arguments(shell->order);
    shell->step = STEP_KEY;
    return start(shell, arguments, NULL, error);
}

static bool
ask_for_certificate(Shell *shell, GError **error)
{
    int status = 0;
    if (!lb_process_reap(&shell->process, &status))
        return true;
    lb_process_clear(&shell->process);
    g_autofree char *key = lb_ssh_public_key(shell->order, error);
    if (key == NULL)
        return false;
    lb_channel_tell(shell->channel, "key", key);
    shell->step = STEP_CERTIFICATE;
    return true;
}

static bool
start_ssh(Shell *shell, GError **error)
{
    if (shell->channel->certificate == NULL)
        return true;
    if (!lb_ssh_write_files(shell->order, shell->channel->certificate, error))
        return false;
    g_auto(GStrv) arguments = lb_ssh_arguments(shell->order, shell->literal);
    lb_terminal_measure(shell->terminal);
    shell->step = STEP_THROUGH;
    if (!start(shell, arguments, shell->terminal, error))
        return false;
    say(shell, _("What is shown from here on is recorded, what you type is not."));
    return true;
}

/* While ssh runs. */

/* Whether keys may go in: not before ssh takes them as they are. Until then the terminal would show them itself, and
 * they would stand in the recording. */
static bool
is_open(const Shell *shell)
{
    struct termios now;
    return shell->step == STEP_THROUGH && tcgetattr(shell->process.far, &now) == 0 &&
           (now.c_lflag & (ICANON | ECHO)) == 0;
}

/* Keys that are held are read on, since Ctrl-C may be among them. */
static bool
may_take_keys(const Shell *shell)
{
    return is_open(shell) ? lb_flow_wants(&shell->in) : lb_flow_has_room(&shell->in);
}

static void
take_keys(Shell *shell)
{
    LbChannel *channel = shell->channel;
    bool ready = lb_channel_is_ready(channel, LB_WAIT_IN) && may_take_keys(shell);
    size_t got = ready ? lb_flow_read(&shell->in, STDIN_FILENO, LB_FLOW_SIZE) : 0;
    channel->typed = channel->typed || got > 0;
    if (shell->in.ended)
        lb_channel_end(channel, LB_PROXY_END_LEFT, NULL);
    if (is_open(shell))
        lb_flow_write(&shell->in, shell->process.far);
    else if (got > 0 && memchr(lb_flow_bytes(&shell->in, got), CTRL_C, got) != NULL)
        lb_channel_end(channel, LB_PROXY_END_LEFT, NULL);
    channel->sent = shell->in.carried;
}

/* More is taken only when person and recorder have had the last. */
static bool
may_take_output(const Shell *shell)
{
    return shell->process.far >= 0 && lb_flow_wants(&shell->out) &&
           lb_channel_has_room(shell->channel);
}

static void
take_output(Shell *shell)
{
    bool draining = shell->step == STEP_DRAINING;
    if (may_take_output(shell) &&
        (draining || lb_channel_is_ready(shell->channel, LB_WAIT_FAR_IN))) {
        size_t got = lb_flow_read(&shell->out, shell->process.far, OUTPUT_MOST);
        record(shell, lb_flow_bytes(&shell->out, got), got);
        shell->channel->received += (int64_t)got;
        if (draining && got == 0)
            shell->out.ended = true;
    }
    lb_flow_write(&shell->out, STDOUT_FILENO);
    if (shell->out.broken)
        lb_channel_end(shell->channel, LB_PROXY_END_LEFT, NULL);
}

static void
take_size(Shell *shell)
{
    if (!shell->channel->resized)
        return;
    shell->channel->resized = false;
    if (!lb_terminal_measure(shell->terminal))
        return;
    const struct winsize *size = &shell->terminal->size;
    if (shell->process.far >= 0)
        ioctl(shell->process.far, TIOCSWINSZ, size);
    lb_cast_resize(moment(shell), size->ws_col, size->ws_row, shell->lines);
    send_lines(shell);
}

static void
watch_ssh(Shell *shell)
{
    int status = 0;
    if (shell->step == STEP_THROUGH && lb_process_reap(&shell->process, &status))
        shell->step = STEP_DRAINING;
    /* Its last words are shown before it is over. */
    if (shell->step != STEP_DRAINING || !shell->out.ended || lb_flow_has(&shell->out))
        return;
    g_autofree char *words = NULL;
    if (lb_ssh_came_in(shell->order, &words))
        lb_channel_end(shell->channel, LB_PROXY_END_LEFT, NULL);
    else
        lb_channel_end(shell->channel, LB_PROXY_END_FAILED, words);
}

static void
step(Shell *shell)
{
    static bool (*const steps[])(Shell *, GError **) = {
        [STEP_RESOLVING] = make_key,
        [STEP_KEY] = ask_for_certificate,
        [STEP_CERTIFICATE] = start_ssh,
    };
    g_autoptr(GError) error = NULL;
    if (shell->step < STEP_THROUGH && !steps[shell->step](shell, &error))
        fail(shell, error);
    take_keys(shell);
    take_output(shell);
    take_size(shell);
    watch_ssh(shell);
    g_autofree char *notice = lb_channel_notice(shell->channel);
    if (notice != NULL && shell->channel->end == LB_PROXY_END_NONE)
        say(shell, notice);
}

static void
wait_for_more(Shell *shell)
{
    LbChannel *channel = shell->channel;
    bool resolving = shell->step == STEP_RESOLVING;
    const LbProcess *process = resolving ? &shell->resolving.process : &shell->process;
    bool through = shell->step >= STEP_THROUGH;
    bool held = lb_flow_has(&shell->in), open = held && is_open(shell);
    bool draining = shell->step == STEP_DRAINING && may_take_output(shell);
    lb_channel_prepare(channel);
    channel->waits[LB_WAIT_PROCESS] = (struct pollfd){ .fd = process->watch, .events = POLLIN };
    if (resolving || (through && may_take_output(shell)))
        channel->waits[LB_WAIT_FAR_IN] = (struct pollfd){ .fd = process->far, .events = POLLIN };
    if (open)
        channel->waits[LB_WAIT_FAR_OUT] = (struct pollfd){ .fd = process->far, .events = POLLOUT };
    /* Also when no keys are wanted, a terminal that is gone shows itself. */
    channel->waits[LB_WAIT_IN] =
        (struct pollfd){ .fd = STDIN_FILENO, .events = may_take_keys(shell) ? POLLIN : 0 };
    if (lb_flow_has(&shell->out))
        channel->waits[LB_WAIT_OUT] = (struct pollfd){ .fd = STDOUT_FILENO, .events = POLLOUT };
    bool at_once = draining || (resolving && process->id == 0);
    lb_channel_wait(channel, at_once ? 0 : held && !open ? HOLD_MS : -1);
    if (channel->waits[LB_WAIT_IN].revents & (POLLHUP | POLLERR))
        lb_channel_end(channel, LB_PROXY_END_LEFT, NULL);
}

/* The connection first; then what there is to say, which nobody has to take. */
static void
conclude(Shell *shell)
{
    bool cut = shell->channel->end != LB_PROXY_END_LEFT;
    lb_process_clear(&shell->process);
    lb_cast_finish(&shell->cast, moment(shell), shell->lines);
    send_lines(shell);
    lb_flow_drop(&shell->out);
    if (cut && shell->channel->received > 0)
        show(shell, CALM);
    g_autofree char *farewell = lb_channel_farewell(shell->channel);
    /* What did not come about, the parent says last of all. */
    if (shell->channel->end != LB_PROXY_END_FAILED)
        say(shell, farewell);
    else
        record(shell, farewell, strlen(farewell));
    lb_flow_write(&shell->out, STDOUT_FILENO);
}

void
lb_shell_run(LbChannel *channel, LbTerminal *terminal)
{
    g_autoptr(LbScratch) scratch = g_strdup(channel->order->directory);
    g_auto(Shell) shell = { .channel = channel,
                            .terminal = terminal,
                            .order = channel->order,
                            .process = LB_PROCESS_NONE,
                            .lines = g_string_new(NULL) };
    g_autoptr(GError) error = NULL;
    lb_flow_start(&shell.in);
    lb_flow_start(&shell.out);
    lb_terminal_take(terminal);
    if (!lb_resolving_start(&shell.resolving, channel->order->address, &error))
        fail(&shell, error);
    while (channel->end == LB_PROXY_END_NONE) {
        wait_for_more(&shell);
        if (channel->end == LB_PROXY_END_NONE)
            step(&shell);
    }
    conclude(&shell);
    lb_terminal_give_back(terminal);
}
