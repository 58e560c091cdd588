/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripts that do anything: each ends in time, with a clear result, and leaves nothing behind. */
#include "access/script.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "access/error.h"
#include "access/scripts.h"
#include "base/span.h"
#include "support/process.h"

Test(script, opens_and_says_what_the_engineer_needs)
{
    g_autoptr(Stage) stage = stage_new();
    stage_script(
        stage,
        "printf '%s' "
        "'{\"grant\":7,\"status\":\"opened\",\"address\":\"GW.contoso.example\",\"port\":2022,"
        "\"login\":\"lb42-7\",\"text\":\"Windows: drive Z:\\nis the share\"}'");
    g_autoptr(LbProvisionResult) result = stage_open(stage);
    cr_assert_eq(result->outcome, LB_PROVISION_OPENED, "%s", result->words);
    cr_assert_str_eq(result->connection->address, "gw.contoso.example");
    cr_assert_eq(result->connection->port, 2022);
    cr_assert_str_eq(result->connection->login, "lb42-7");
    cr_assert_str_eq(result->connection->text, "Windows: drive Z:\nis the share");
    stage_script(stage, "echo ' " OPENED " '");
    g_autoptr(LbProvisionResult) plain = stage_open(stage);
    cr_assert_eq(plain->outcome, LB_PROVISION_OPENED, "%s", plain->words);
    cr_assert_str_eq(plain->connection->address, "192.0.2.7");
    cr_assert_eq(plain->connection->port, 2222);
    cr_assert_str_eq(plain->connection->login, "support");
    cr_assert_null(plain->connection->text);
    cr_assert_null(plain->connection->principal);
}

Test(script, closes)
{
    g_autoptr(Stage) stage = stage_new();
    stage_script(stage, "test \"$1\" = close && echo '" CLOSED "'");
    g_autoptr(LbProvisionResult) result = stage_close(stage);
    cr_assert_eq(result->outcome, LB_PROVISION_CLOSED, "%s", result->words);
    stage_script(stage, "echo '" OPENED "'");
    g_autoptr(LbProvisionResult) wrong = stage_close(stage);
    cr_assert_eq(wrong->outcome, LB_PROVISION_FAILED);
    stage_script(stage, "echo '" CLOSED "'");
    stage_must_fail(stage, "\"status\" is not what was asked for");
}

Test(script, fails_in_its_own_words_and_says_whether_to_come_again)
{
    g_autoptr(Stage) stage = stage_new();
    stage_script(stage, "echo '{\"grant\":7,\"status\":\"failed\",\"words\":\"no such\\u001b[2J "
                        "host\",\"retry\":false}'");
    g_autoptr(LbProvisionResult) result = stage_open(stage);
    cr_assert_eq(result->outcome, LB_PROVISION_FAILED);
    cr_assert_not(result->retryable);
    cr_assert_str_eq(result->words, "script: no such<U+001B>[2J host");
    stage_script(stage, "echo '{\"grant\":7,\"status\":\"failed\",\"words\":\"busy\"}'");
    stage_must_fail(stage, "script: busy");
}

Test(script, gets_the_order_and_nothing_of_ours)
{
    g_autoptr(Stage) stage = stage_new();
    g_setenv("LB_SECRET_OF_OURS", "x", TRUE);
    g_setenv("LD_PRELOAD_OF_OURS", "x", TRUE);
    int leak = dup2(open("/dev/null", O_RDONLY), 57); /* without close-on-exec */
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    signal(SIGPIPE, SIG_IGN);
    cr_assert_eq(leak, 57);
    stage_script(stage, "cat >\"$here/input\"; env >\"$here/environment\"; echo "
                        "\"$#:$1:$(pwd):$(umask)\" >\"$here/words\"\n"
                        "grep -E '^Sig(Blk|Ign)' /proc/self/status >\"$here/signals\"\n"
                        "cut -d' ' -f1,5,6,7 /proc/$$/stat >\"$here/session\"\n"
                        "test -e /proc/$$/fd/57 && echo leak >\"$here/words\"\n"
                        "ulimit -c >\"$here/core\"; echo '" OPENED "'");
    g_autoptr(LbProvisionResult) result = stage_open(stage);
    cr_assert_eq(result->outcome, LB_PROVISION_OPENED, "%s", result->words);
    g_autofree char *input = stage_read(stage, "input"), *words = stage_read(stage, "words"),
                    *core = stage_read(stage, "core"), *signals = stage_read(stage, "signals"),
                    *session = stage_read(stage, "session"),
                    *environment = stage_read(stage, "environment");
    cr_assert_not_null(strstr(input, "\n  \"act\" : \"open\",\n"), "%s", input);
    cr_assert_str_eq(words, "1:open:/:0077\n");
    cr_assert_str_eq(core, "0\n");
    /* 32 and 33 are the C library's own; make has them ignored. */
    guint64 blocked_there = 1, ignored_there = 1;
    cr_assert_eq(sscanf(signals, "SigBlk: %" G_GINT64_MODIFIER "x SigIgn: %" G_GINT64_MODIFIER "x",
                        &blocked_there, &ignored_there),
                 2);
    cr_assert_eq(blocked_there, 0);
    cr_assert_eq(ignored_there & ~UINT64_C(0x180000000), 0);
    /* Its process is group and session itself, and no terminal is theirs. */
    g_auto(GStrv) numbers = g_strsplit(g_strchomp(session), " ", 4);
    cr_assert_str_eq(numbers[1], numbers[0]);
    cr_assert_str_eq(numbers[2], numbers[0]);
    cr_assert_str_eq(numbers[3], "0");
    g_auto(GStrv) lines = g_strsplit(g_strchomp(environment), "\n", -1);
    /* PWD is the shell's own; a sanitizer's settings and the mark of a test run are kept by builds with one alone. */
    static const char *const known[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8",
                                         "PWD=/" };
    static const char *const kept[] = { "ASAN_OPTIONS=", "UBSAN_OPTIONS=", "LB_TEST_RUN=", "_=",
                                        "OLDPWD=" };
    for (char **line = lines; *line != NULL; line++) {
        bool fine = false;
        for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
            fine = fine || strcmp(*line, known[i]) == 0;
        for (size_t i = 0; i < G_N_ELEMENTS(kept); i++)
            fine = fine || g_str_has_prefix(*line, kept[i]);
        cr_assert(fine, "%s", *line);
    }
}

Test(script, that_hangs_is_ended)
{
    g_autoptr(Stage) stage = stage_new();
    stage->settings.time_limit = 300 * LB_SECOND / 1000;
    stage->settings.patience = 200 * LB_SECOND / 1000;
    stage_script(stage, "echo $$ >\"$here/first\"; sleep 600 & echo $! >\"$here/second\"; wait");
    stage_must_fail(stage, "script: took too long");
    /* However slow the machine is, what had begun is gone. */
    g_autofree char *first = test_read(stage->root, "first", NULL);
    g_autofree char *second = test_read(stage->root, "second", NULL);
    cr_assert(first == NULL || *first == '\0' || stage_is_gone(stage, "first"));
    cr_assert(second == NULL || *second == '\0' || stage_is_gone(stage, "second"));
}

Test(script, that_ignores_being_asked_to_end_is_ended_all_the_same)
{
    g_autoptr(Stage) stage = stage_new();
    stage_sleep_once_there_is(stage, "first");
    stage->settings.patience = 200 * LB_SECOND / 1000;
    stage_script(stage, "trap '' TERM HUP INT\nsleep 600 & echo $! >\"$here/second\"\n"
                        "echo $$ >\"$here/part\"; mv \"$here/part\" \"$here/first\"\n"
                        "while :; do sleep 600; done");
    stage_must_fail(stage, "script: took too long");
    cr_assert(stage_is_gone(stage, "first"));
    cr_assert(stage_is_gone(stage, "second"));
}

Test(script, that_is_asked_to_end_may_clean_up_and_has_failed_whatever_it_says_then)
{
    g_autoptr(Stage) stage = stage_new();
    stage_sleep_once_there_is(stage, "first");
    /* The shell cleans up when the command that it waits for is ended, too. */
    stage_script(stage, "trap 'echo cleaned >\"$here/cleaned\"; echo \"" OPENED "\"; exit 0' TERM\n"
                        "sh -c 'echo >\"$0/first\"; exec sleep 600' \"$here\"");
    stage_must_fail(stage, "script: took too long");
    g_autofree char *cleaned = stage_read(stage, "cleaned");
    cr_assert_str_eq(cleaned, "cleaned\n");
}

Test(script, that_leaves_processes_which_hold_its_output_is_answered_at_once)
{
    g_autoptr(Stage) stage = stage_new();
    stage_script(stage, "sleep 600 & echo $! >\"$here/first\"\n(trap '' TERM HUP; sleep 600) & "
                        "echo $! >\"$here/second\"\n"
                        "echo '" OPENED "'");
    g_autoptr(LbProvisionResult) result = stage_open(stage);
    cr_assert_eq(result->outcome, LB_PROVISION_OPENED, "%s", result->words);
    cr_assert(stage_is_gone(stage, "first"));
    cr_assert(stage_is_gone(stage, "second"));
}

Test(script, what_hides_in_another_session_holds_nobody_up)
{
    g_autoptr(Stage) stage = stage_new();
    stage_script(
        stage,
        "setsid sh -c 'echo $$ >\"$0/first\"; exec sleep 600' \"$here\" &\n"
        "setsid sh -c 'echo $$ >\"$0/second\"; exec yes' \"$here\" &\n"
        "while ! test -s \"$here/first\" || ! test -s \"$here/second\"; do :; done\necho '" OPENED
        "'");
    g_autoptr(LbProvisionResult) result = stage_open(stage);
    static const char *const names[] = { "first", "second" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *number = stage_read(stage, names[i]);
        kill((pid_t)atoi(number), SIGKILL);
        cr_assert(stage_is_gone(stage, names[i]));
    }
    /* What "yes" prints in between may spoil the answer; a result there is. */
    cr_assert(result->outcome != LB_PROVISION_CLOSED);
}

Test(script, that_prints_without_end_is_cut_off)
{
    g_autoptr(Stage) stage = stage_new();
    stage_script(stage, "head -c 1048576 /dev/zero | tr '\\0' x; echo '" OPENED "'");
    stage_must_fail(stage, "script: answered more than 65536 bytes");
    stage_script(stage, "echo '" OPENED "'; head -c 1048576 /dev/zero | tr '\\0' ' '");
    stage_must_fail(stage, "script: answered more than 65536 bytes");
    stage_script(stage, "head -c 1048576 /dev/urandom >&2; echo '" OPENED "'");
    g_autoptr(LbProvisionResult) result = stage_open(stage);
    cr_assert_eq(result->outcome, LB_PROVISION_OPENED, "%s", result->words);
    stage->settings.time_limit = LB_SECOND / 2;
    stage->settings.patience = LB_SECOND / 10;
    stage_script(stage, "trap '' TERM; yes & yes >&2");
    stage_must_fail(stage, "script: took too long");
}

Test(script, that_reads_nothing_answers_all_the_same)
{
    g_autoptr(Stage) stage = stage_new();
    for (int i = 0; i < 4000; i++)
        g_ptr_array_add(stage->keys, g_strdup(PLACE_HOST_KEY));
    stage_script(stage, "exec <&-; echo '" OPENED "'");
    g_autoptr(LbProvisionResult) deaf = stage_open(stage);
    cr_assert_eq(deaf->outcome, LB_PROVISION_OPENED, "%s", deaf->words);
    stage_script(stage, "head -c 10 >/dev/null; exec <&-; echo '" OPENED "'");
    g_autoptr(LbProvisionResult) bored = stage_open(stage);
    cr_assert_eq(bored->outcome, LB_PROVISION_OPENED, "%s", bored->words);
    stage_script(stage, "wc -c >\"$here/count\"; echo x 2>/dev/null >&0; echo '" OPENED "'");
    g_autoptr(LbProvisionResult) eager = stage_open(stage);
    cr_assert_eq(eager->outcome, LB_PROVISION_OPENED, "%s", eager->words);
    g_autofree char *count = stage_read(stage, "count");
    cr_assert_gt(atoi(count), 300000);
}

Test(script, that_dies_by_a_signal_has_failed_by_it, .timeout = 300)
{
    static const int harmless[] = { SIGCHLD, SIGCONT, SIGURG, SIGWINCH };
    g_autoptr(Stage) stage = stage_new();
    stage->settings.patience = LB_SECOND / 10;
    stage_script(stage,
                 "read -r _; signal=$(cat \"$here/signal\"); kill -$signal $$; echo '" OPENED "'");
    g_autofree char *path = g_build_filename(stage->root, "signal", NULL);
    for (int number = 1; number <= SIGRTMAX; number++) {
        bool ends = number < 32 || number >= SIGRTMIN;
        for (size_t i = 0; i < G_N_ELEMENTS(harmless); i++)
            ends = ends && number != harmless[i];
        /* A group that nobody could wake up again is not stopped by the terminal's signals. */
        ends = ends && number != SIGTSTP && number != SIGTTIN && number != SIGTTOU;
        if (!ends)
            continue;
        g_autofree char *text = g_strdup_printf("%d\n", number);
        g_autofree char *words = number == SIGSTOP
                                     ? g_strdup("took too long")
                                     : g_strdup_printf("script: ended by signal %d (", number);
        cr_assert(g_file_set_contents(path, text, -1, NULL));
        stage->settings.time_limit = number == SIGSTOP ? LB_SECOND / 2 : LB_SCRIPT_TIME_LIMIT;
        stage_must_fail(stage, words);
    }
}

Test(script, whose_answer_is_not_to_be_believed_has_failed)
{
    g_autoptr(Stage) stage = stage_new();
    stage_script(stage, "echo '" OPENED "'; echo 'no route\033[2J to\nhost' >&2; exit 3");
    stage_must_fail(stage, "script: ended with status 3: no route<U+001B>[2J to host");
    stage_script(stage,
                 "head -c 100000 /dev/zero | tr '\\0' z >&2; echo ' and this was why' >&2; exit 1");
    stage_must_fail(stage, "z and this was why");
    stage_must_fail(stage, "script: ended with status 1: …zzz");
    stage_script(stage, "exit 0");
    stage_must_fail(stage, "script: its answer: is no JSON object");
    stage_script(stage, "echo '{\"grant\":8,\"status\":\"opened\"}'");
    stage_must_fail(stage, "script: its answer: \"grant\" is not the one that it is about");
}

/* Holds the end of a pipe, the other end of which is returned, in a process that ends once the file @path is there. */
static int
hold_until(const char *path, pid_t *holder)
{
    int line[2];
    cr_assert_eq(pipe(line), 0);
    *holder = fork();
    cr_assert_geq(*holder, 0);
    while (*holder == 0 && access(path, F_OK) != 0)
        g_usleep(G_USEC_PER_SEC / 100);
    if (*holder == 0)
        _exit(0);
    close(line[1]);
    return line[0];
}

Test(script, is_ended_with_its_children_when_its_lifeline_is_cut)
{
    g_autoptr(Stage) stage = stage_new();
    pid_t holder = 0;
    g_autofree char *path = g_build_filename(stage->root, "child", NULL);
    int line = hold_until(path, &holder);
    stage->order.lifeline = &line;
    stage_script(stage, "trap '' TERM; sleep 600 & echo $! >\"$here/new\";"
                        " mv \"$here/new\" \"$here/child\"; sleep 600");
    g_autoptr(LbProvisionResult) result = stage_open(stage);
    cr_assert_eq(waitpid(holder, NULL, 0), holder);
    close(line);
    cr_assert_eq(result->outcome, LB_PROVISION_FAILED);
    cr_assert(stage_is_gone(stage, "child"));
}

Test(script, is_found_fit_before_anything_is_opened)
{
    g_autoptr(Stage) stage = stage_new();
    g_autoptr(GError) unsafe = NULL, unknown = NULL;
    stage_script(stage, "exit 0");
    const char *path = stage->settings.script;
    cr_assert(lb_script_check_setup(path, stage->settings.user, NULL));
    cr_assert(!lb_script_check_setup(path, "lockbox-nobody-has-this", &unknown));
    cr_assert_not_null(strstr(unknown->message, "there is no such user"), "%s", unknown->message);
    cr_assert_eq(g_chmod(path, 0777), 0);
    cr_assert(!lb_script_check_setup(path, stage->settings.user, &unsafe));
    cr_assert(g_error_matches(unsafe, LB_ACCESS_ERROR, LB_ACCESS_ERROR_SETTINGS));
}

Test(script, that_cannot_be_started_has_failed)
{
    g_autoptr(Stage) stage = stage_new();
    cr_assert(g_file_set_contents(stage->settings.script, "#!/nowhere/interpreter\n", -1, NULL));
    cr_assert_eq(g_chmod(stage->settings.script, 0755), 0);
    stage_must_fail(stage, "cannot be started: No such file");
    cr_assert(g_file_set_contents(stage->settings.script,
                                  "\x7f"
                                  "ELF rubbish",
                                  -1, NULL));
    cr_assert_eq(g_chmod(stage->settings.script, 0755), 0);
    stage_must_fail(stage, "cannot be started: Exec format error");
}

/* Time. */

static int readings;

static bool
read_leaping(LbClock *clock, LbClockReading *reading, GError **error)
{
    (void)clock;
    if (!lb_clock_read(lb_clock_system(), reading, error))
        return false;
    /* The machine slept after the script was started; the wall clock says nothing. */
    reading->wall = 0;
    if (++readings > 1)
        reading->boot += LB_HOUR;
    return true;
}

Test(script, that_sleeps_with_the_machine_is_late_by_the_boot_clock)
{
    g_autoptr(Stage) stage = stage_new();
    LbClock leaping = { .read = read_leaping };
    stage->order.clock = &leaping;
    stage_script(stage, "sleep 600");
    stage_must_fail(stage, "script: took too long");
}

Test(script, does_not_outlive_whoever_started_it)
{
    g_autoptr(Stage) stage = stage_new();
    stage_script(stage,
                 "echo $$ >\"$here/part\"; mv \"$here/part\" \"$here/first\"; exec sleep 600");
    pid_t starter = fork();
    if (starter == 0) {
        lb_provision_result_free(lb_provisioner_open(&lb_script_provisioner, &stage->order));
        _exit(0);
    }
    cr_assert_gt(starter, 0);
    g_autofree char *path = g_build_filename(stage->root, "first", NULL);
    gint64 end = g_get_monotonic_time() + 30 * LB_SECOND;
    while (!g_file_test(path, G_FILE_TEST_EXISTS) && g_get_monotonic_time() < end)
        g_usleep(1000);
    kill(starter, SIGKILL);
    cr_assert_eq(waitpid(starter, NULL, 0), starter);
    cr_assert(stage_is_gone(stage, "first"));
}

/* Whose it is. */

Test(script, runs_as_root_only_when_it_was_said)
{
    if (geteuid() != 0)
        cr_skip_test("only root can be told not to run as root");
    static const gid_t groups[] = { 4, 24 };
    g_autoptr(Stage) stage = stage_new();
    cr_assert_eq(g_chmod(stage->root, 0755), 0);
    cr_assert_eq(setgroups(G_N_ELEMENTS(groups), groups), 0);
    stage_script(stage, "echo '{\"grant\":7,\"status\":\"opened\",\"login\":\"'$(id -un)-$(id "
                        "-gn)-$(id -G | wc -w)'\"}'");
    stage->settings.user = NULL;
    stage_must_fail(stage, "would run as root");
    stage->settings.user = "no-such-user";
    stage_must_fail(stage, "there is no such user");
    stage->settings.user = "root";
    g_autoptr(LbProvisionResult) root = stage_open(stage);
    cr_assert_str_eq(root->connection->login, "root-root-1");
    /* Where tests keep their files, nobody else comes in. */
    g_autofree char *open_place = g_strdup("/tmp/lockbox-XXXXXX");
    cr_assert_not_null(g_mkdtemp_full(open_place, 0755));
    g_autofree char *path = g_build_filename(open_place, "script", NULL);
    g_autofree char *text = stage_read(stage, "script");
    cr_assert(g_file_set_contents(path, text, -1, NULL));
    cr_assert_eq(g_chmod(path, 0755), 0);
    const char *before = stage->settings.script;
    stage->settings.script = path;
    stage->settings.user = "nobody";
    g_autoptr(LbProvisionResult) nobody = stage_open(stage);
    stage->settings.script = before;
    g_unlink(path);
    g_rmdir(open_place);
    cr_assert_eq(nobody->outcome, LB_PROVISION_OPENED, "%s", nobody->words);
    cr_assert_str_eq(nobody->connection->login, "nobody-nogroup-1");
}

static void
must_not_run(const char *path, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *checked = lb_script_check(path, &error);
    cr_assert_null(checked, "%s is taken", path);
    cr_assert(g_error_matches(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_SETTINGS));
    cr_assert_not_null(strstr(error->message, words), "%s", error->message);
}

Test(script, that_others_could_have_written_is_not_run)
{
    static const unsigned writable[] = { 0757, 0775, 0777, 0722, 04755, 02755 };
    g_autoptr(Stage) stage = stage_new();
    const char *path = stage->settings.script;
    must_not_run(NULL, "absolute path");
    must_not_run("script", "absolute path");
    must_not_run(path, "No such file");
    stage_script(stage, "echo '" OPENED "'");
    for (size_t i = 0; i < G_N_ELEMENTS(writable); i++) {
        cr_assert_eq(g_chmod(path, (int)writable[i]), 0);
        must_not_run(path, "others may write it");
        stage_must_fail(stage, "others may write it");
    }
    cr_assert_eq(g_chmod(path, 0644), 0);
    must_not_run(path, "no executable file");
    must_not_run(stage->root, "no executable file");
    cr_assert_eq(g_chmod(path, 0755), 0);
    cr_assert_eq(g_chmod(stage->root, 0777), 0);
    must_not_run(path, "others may write it, and so replace");
    cr_assert_eq(g_chmod(stage->root, 01777), 0);
    g_autofree char *sticky = lb_script_check(path, NULL);
    cr_assert_not_null(sticky);
    cr_assert_eq(g_chmod(stage->root, 0700), 0);
    /* What a link leads to is what counts. */
    g_autofree char *link = g_build_filename(stage->root, "link", NULL);
    cr_assert_eq(symlink(path, link), 0);
    g_autofree char *real = lb_script_check(link, NULL);
    g_autofree char *expected = lb_script_check(path, NULL);
    cr_assert_str_eq(real, expected);
    if (geteuid() == 0) {
        cr_assert_eq(chown(path, 65534, 65534), 0);
        must_not_run(path, "belongs to somebody else");
        cr_assert_eq(chown(path, 0, 0), 0);
        cr_assert_eq(chown(stage->root, 65534, 65534), 0);
        must_not_run(path, "belongs to somebody else");
        cr_assert_eq(chown(stage->root, 0, 0), 0);
    }
}
