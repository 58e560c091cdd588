/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs that go through: connect and relay. The service says whether one may, again and again; a process of its own
 * goes (src/proxy); here stands who looks after it, keeps the recording and says how it ended. */
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/scratch.h"
#include "base/span.h"
#include "base/text.h"
#include "commands/proxychild.h"
#include "commands/recording.h"
#include "commands/verbs.h"
#include "commands/watch.h"
#include "core/refusal.h"
#include "service/mint.h"
#include "service/passage.h"
#include "wording/plain.h"
#include "wording/sessions.h"

#define LOOK (LB_SECOND / 2)
#define LOOK_MS 500
#define MINT_PATIENCE (10 * LB_SECOND)
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+._-"

typedef struct {
    LbCommand *command;
    LbPassageKind kind;
    LbPassage *passage;
    LbScratch
        *scratch; /* of a shell: the directory for its key, which the child removes, or we do */
    LbProxyChild *child;
    LbRecording *recording; /* of a shell */
    int64_t sent, received;
    int64_t looked, kept; /* monotonic clock */
    bool news;            /* something came since @kept */
    LbProxyEnd end;       /* as the child says; NONE: it has not said */
    char *words;
    LbProxyEnd told; /* to end, why; NONE: it was not */
    GError *cause;   /* likewise; NULL: it was not */
} Going;

static void
clear(Going *going)
{
    lb_proxy_child_free(going->child);
    lb_recording_free(going->recording);
    lb_scratch_free(going->scratch);
    lb_passage_free(going->passage);
    g_free(going->words);
    g_clear_error(&going->cause);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Going, clear)

/* Ends it because of @cause, which it takes; the first one counts. */
static void
end(Going *going, LbProxyEnd why, GError *cause)
{
    if (going->told == LB_PROXY_END_NONE)
        going->cause = cause;
    else
        g_error_free(cause);
    going->told = going->told == LB_PROXY_END_NONE ? why : going->told;
    lb_proxy_child_end(going->child, why);
}

/* Beginning */

/* Below a file system in memory, where there is one: the key never reaches a disk. */
static LbScratch *
make_scratch(GError **error)
{
    LbScratch *scratch = lb_scratch_new("/dev/shm", "lockbox", NULL);
    return scratch != NULL ? scratch : lb_scratch_new("/tmp", "lockbox", error);
}

static const char *
terminal_name(void)
{
    const char *name = g_getenv("TERM");
    size_t length = name != NULL ? strlen(name) : 0;
    return length > 0 && length <= 64 && strspn(name, LETTERS) == length ? name : "dumb";
}

static LbProxyOrder *
new_order(const Going *going)
{
    const LbGrantState *state = going->passage->state;
    const GPtrArray *host_keys = state->grant->target->host_keys;
    struct winsize size = { 0 };
    LbProxyOrder *order = lb_proxy_order_new();
    order->kind = going->kind == LB_PASSAGE_CONNECT ? LB_PROXY_CONNECT : LB_PROXY_RELAY;
    order->address = g_strdup(state->connection->address);
    order->port = going->passage->port;
    order->login = g_strdup(state->connection->login);
    for (guint i = 0; i < host_keys->len; i++)
        g_ptr_array_add(order->host_keys, g_strdup(g_ptr_array_index(host_keys, i)));
    order->directory = g_strdup(going->scratch);
    order->terminal = g_strdup(terminal_name());
    bool sized = ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;
    order->columns = sized ? MIN(size.ws_col, LB_ORDER_SIDE_MOST) : 80;
    order->rows = sized ? MIN(size.ws_row, LB_ORDER_SIDE_MOST) : 24;
    order->boot_end = going->passage->boot_end;
    order->local_allowed = going->command->config->local_targets;
    order->language = g_strdup(going->command->language);
    return order;
}

/* What the child has now, nobody else holds open. */
static bool
let_go(GError **error)
{
    g_auto(LbFd) nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 && dup2(nothing, STDOUT_FILENO) >= 0)
        return true;
    lb_set_errno_error(error, errno, "/dev/null");
    return false;
}

static bool
start(Going *going, GError **error)
{
    const LbGrantState *state = going->passage->state;
    bool shell = going->kind == LB_PASSAGE_CONNECT;
    if (shell) {
        going->scratch = make_scratch(error);
        going->recording =
            going->scratch != NULL
                ? lb_recording_new(going->command->data, state->grant->request, going->passage->id,
                                   terminal_name(), &lb_recording_limits, error)
                : NULL;
        if (going->recording == NULL)
            return false;
    }
    g_autoptr(LbProxyOrder) order = new_order(going);
    going->child = lb_proxy_child_start(order, error);
    return going->child != NULL && (shell || let_go(error));
}

/* Going on */

static void
certify(Going *going, const char *key)
{
    GError *cause = NULL;
    g_autofree char *certificate = lb_mint_ask(
        going->command->data, going->passage->state->grant->serial, key, MINT_PATIENCE, &cause);
    if (certificate != NULL)
        lb_proxy_child_tell(going->child, "certificate", certificate);
    else
        end(going, LB_PROXY_END_UNCERTIFIED, cause);
}

static void
keep(Going *going, const char *line)
{
    GError *cause = NULL;
    if (going->recording == NULL || lb_recording_add(going->recording, line, strlen(line), &cause))
        return;
    bool full = g_error_matches(cause, LB_BASE_ERROR, LB_BASE_ERROR_LIMIT);
    end(going, full ? LB_PROXY_END_TOO_MUCH : LB_PROXY_END_UNRECORDED, cause);
}

static void
take(Going *going, const LbProxyEvent *event)
{
    switch (event->kind) {
    case LB_PROXY_SAYS_LINE:
        going->news = true;
        keep(going, event->text);
        break;
    case LB_PROXY_SAYS_KEY:
        certify(going, event->text);
        break;
    case LB_PROXY_SAYS_TYPED:
        going->command->visit.touched = g_get_monotonic_time();
        break;
    case LB_PROXY_SAYS_COUNT:
        going->news = true;
        going->sent = event->sent;
        going->received = event->received;
        break;
    case LB_PROXY_SAYS_CLOSED:
        going->end = event->end;
        going->words = g_strdup(event->text);
        break;
    case LB_PROXY_SAYS_REACHED:
        break;
    }
}

/* The running digest, made durable first, which @count borrows; NULL without an error where nothing is recorded. */
static bool
settle(Going *going, char **sha256, LbPassageCount *count, GError **error)
{
    *count = (LbPassageCount){ .sent = going->sent, .received = going->received };
    if (going->recording == NULL)
        return true;
    *sha256 = lb_recording_settle(going->recording, error);
    count->sha256 = *sha256;
    count->recorded = lb_recording_bytes(going->recording);
    return *sha256 != NULL;
}

static void
keep_evidence(Going *going, int64_t now)
{
    GError *cause = NULL;
    LbPassageCount count;
    g_autofree char *sha256 = NULL;
    if (!going->news || now < going->kept + LB_MINUTE)
        return;
    going->news = false;
    going->kept = now;
    if (settle(going, &sha256, &count, &cause) &&
        lb_passage_record(going->command->service, going->command->actor, going->passage, &count,
                          &cause))
        return;
    bool full = g_error_matches(cause, LB_REFUSAL_ERROR, LB_REFUSAL_RECORDINGS_FULL);
    end(going, full ? LB_PROXY_END_TOO_MUCH : LB_PROXY_END_UNRECORDED, cause);
}

/* What the person is told when it is over by @cause. */
static LbProxyEnd
reason_of(const GError *cause)
{
    static const struct {
        LbRefusal refusal;
        LbProxyEnd end;
    } rows[] = {
        { LB_REFUSAL_NO_ACCESS_OPEN, LB_PROXY_END_OVER },
        { LB_REFUSAL_SESSION_STOPPED, LB_PROXY_END_STOPPED },
        { LB_REFUSAL_IDLE, LB_PROXY_END_IDLE },
        { LB_REFUSAL_SESSION_TOO_LONG, LB_PROXY_END_LONGEST },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (g_error_matches(cause, LB_REFUSAL_ERROR, (int)rows[i].refusal))
            return rows[i].end;
    return cause->domain == LB_REFUSAL_ERROR ? LB_PROXY_END_WITHDRAWN : LB_PROXY_END_BROKEN;
}

/* Nobody types into a relay, so it is never idle. */
static LbVisit
visit_of(const Going *going)
{
    LbVisit visit = going->command->visit;
    if (going->kind == LB_PASSAGE_RELAY)
        visit.limits.idle = 0;
    return visit;
}

/* What cannot be asked ends it, too. */
static void
look(Going *going)
{
    LbCommand *command = going->command;
    GError *cause = NULL;
    int64_t now = g_get_monotonic_time(), before = going->looked;
    LbVisit visit = visit_of(going);
    if (now < before + LOOK || going->end != LB_PROXY_END_NONE)
        return;
    going->looked = now;
    if (!lb_visit_check(&visit, now, &cause) ||
        !lb_passage_check(command->service, command->actor, going->passage, &cause)) {
        end(going, reason_of(cause), cause);
        return;
    }
    g_autofree char *warning = lb_visit_warning(&visit, before, now);
    if (warning != NULL)
        lb_proxy_child_tell(going->child, "notice", warning);
    keep_evidence(going, now);
}

static void
attend(Going *going)
{
    going->looked = going->kept = g_get_monotonic_time();
    while (!lb_proxy_child_is_gone(going->child)) {
        g_auto(LbProxyEvent) event = { .text = NULL };
        if (lb_proxy_child_wait(going->child, LOOK_MS, &event))
            take(going, &event);
        look(going);
    }
}

/* The end */

static LbPassageEnd
kind_of_end(const Going *going)
{
    static const LbPassageEnd ends[] = {
        [LB_PROXY_END_NONE] = LB_PASSAGE_BROKEN,
        [LB_PROXY_END_LEFT] = LB_PASSAGE_LEFT,
        [LB_PROXY_END_TIME] = LB_PASSAGE_OVER,
        [LB_PROXY_END_OVER] = LB_PASSAGE_OVER,
        [LB_PROXY_END_WITHDRAWN] = LB_PASSAGE_OVER,
        [LB_PROXY_END_STOPPED] = LB_PASSAGE_STOPPED,
        [LB_PROXY_END_IDLE] = LB_PASSAGE_OVER,
        [LB_PROXY_END_LONGEST] = LB_PASSAGE_OVER,
        [LB_PROXY_END_TOO_MUCH] = LB_PASSAGE_TOO_MUCH,
        [LB_PROXY_END_UNRECORDED] = LB_PASSAGE_BROKEN,
        [LB_PROXY_END_UNCERTIFIED] = LB_PASSAGE_FAILED,
        [LB_PROXY_END_FAILED] = LB_PASSAGE_FAILED,
        [LB_PROXY_END_BROKEN] = LB_PASSAGE_BROKEN,
    };
    /* One that had to be killed has not said anything. */
    return ends[going->end != LB_PROXY_END_NONE ? going->end : going->told];
}

/* Says what the person's exit code and last line are made of. True: it simply ended. */
static bool
conclude(Going *going, GError **error)
{
    if (going->cause != NULL) {
        g_propagate_error(error, g_steal_pointer(&going->cause));
        return false;
    }
    if (going->end == LB_PROXY_END_LEFT)
        return true;
    if (going->end == LB_PROXY_END_TIME)
        return lb_refuse(error, LB_REFUSAL_NO_ACCESS_OPEN, NULL);
    const char *sentence = going->end == LB_PROXY_END_NONE
                               ? N_("The process that goes through died.")
                               : lb_names_label(lb_proxy_end_names, (int)going->end);
    g_set_error(error, LB_COMMAND_ERROR, LB_COMMAND_ERROR_PASSAGE,
                going->words != NULL ? "%s (%s)" : "%s%s", _(sentence),
                going->words != NULL ? going->words : "");
    return false;
}

/* Before anything can be typed. */
static bool
tell(const Going *going, GError **error)
{
    g_autofree char *words = lb_phrase_seen(going->kind, going->passage->customer);
    g_autoptr(GString) told = g_string_new(NULL);
    lb_plain_wrap(told, lb_command_width(), "lockbox: ", "         ", words);
    return lb_watch_write(going->command, STDERR_FILENO, told->str, told->len, error);
}

static bool
go(LbCommand *command, LbPassageKind kind, const LbArguments *arguments, unsigned port,
   GError **error)
{
    g_auto(Going) going = { .command = command, .kind = kind };
    LbPassageCount count;
    g_autofree char *sha256 = NULL;
    GError *last = NULL;
    going.passage = lb_passage_begin(command->service, command->actor, kind, arguments->number,
                                     arguments->word, port, error);
    if (going.passage == NULL)
        return false;
    if (tell(&going, &going.cause) && start(&going, &going.cause))
        attend(&going);
    else
        going.end = LB_PROXY_END_FAILED;
    g_clear_pointer(&going.child, lb_proxy_child_free);
    if ((!settle(&going, &sha256, &count, &last) ||
         !lb_passage_end(command->service, command->actor, going.passage, kind_of_end(&going),
                         &count, &last)) &&
        going.cause == NULL)
        going.cause = g_steal_pointer(&last);
    g_clear_error(&last);
    return conclude(&going, error);
}

bool
lb_verb_connect(LbCommand *command, const LbArguments *arguments, GError **error)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        g_autofree char *id = g_strdup_printf("LB-%lld", (long long)arguments->number);
        const char *const words[] = { "connect", id, arguments->word, NULL };
        g_ptr_array_add(command->advice, lb_command_line(command, words));
        g_set_error_literal(error, LB_COMMAND_ERROR, LB_COMMAND_ERROR_TERMINAL,
                            _("A shell needs a terminal:"));
        return false;
    }
    /* The mark of a test database stands before what the target shows. */
    return lb_command_flush(command, error) && go(command, LB_PASSAGE_CONNECT, arguments, 0, error);
}

bool
lb_verb_relay(LbCommand *command, const LbArguments *arguments, GError **error)
{
    int64_t port = 0;
    if (!lb_arguments_number(arguments, LB_OPTION_PORT, 1, G_MAXUINT16, &port, error))
        return false;
    /* Standard output is the target's alone. */
    g_string_truncate(command->out, 0);
    return go(command, LB_PASSAGE_RELAY, arguments, (unsigned)port, error);
}
