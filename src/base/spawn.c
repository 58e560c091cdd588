/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting this program again, by posix_spawn, and environments for that and for other programs. */
#include "base/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>

GStrv
lb_spawn_environment(const char *const *first, const char *const *more)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_strv_builder_addv(builder, (const char **)(guintptr)first);
    if (more != NULL)
        g_strv_builder_addv(builder, (const char **)(guintptr)more);
#ifdef __SANITIZE_ADDRESS__
    /* What looks after tests finds the processes that they started by these. */
    static const char *const kept[] = { "ASAN_OPTIONS", "UBSAN_OPTIONS", "LB_TEST_RUN" };
    for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
        g_autofree char *entry = g_strconcat(kept[i], "=", g_getenv(kept[i]), NULL);
        g_strv_builder_add(builder, entry);
    }
#endif
    return g_strv_builder_end(builder);
}

static int
set_attributes(posix_spawnattr_t *attributes, bool apart)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    int code = posix_spawnattr_setflags(attributes,
                                        (short)(apart ? flags | POSIX_SPAWN_SETPGROUP : flags));
    if (code == 0)
        code = posix_spawnattr_setsigmask(attributes, &none);
    if (code == 0)
        code = posix_spawnattr_setsigdefault(attributes, &all);
    return code != 0 ? code : posix_spawnattr_setpgroup(attributes, 0);
}

static int
set_descriptors(posix_spawn_file_actions_t *actions, const LbSpawn *spawn)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < spawn->count; i++) {
        const LbSpawnDescriptor *passed = &spawn->passed[i];
        code =
            passed->from >= 0
                ? posix_spawn_file_actions_adddup2(actions, passed->from, passed->to)
                : posix_spawn_file_actions_addopen(actions, passed->to, "/dev/null", O_WRONLY, 0);
    }
    int last = spawn->passed[spawn->count - 1].to;
    return code != 0 ? code : posix_spawn_file_actions_addclosefrom_np(actions, last + 1);
}

char *
lb_spawn_beside(const char *name)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *directory = program != NULL ? g_path_get_dirname(program) : NULL;
    return directory != NULL ? g_build_filename(directory, name, NULL) : NULL;
}

int
lb_spawn_again(const LbSpawn *spawn, pid_t *process)
{
    g_autofree char *name = g_strdup(spawn->name);
    g_autofree char *argument = g_strdup(spawn->argument);
    char *arguments[] = { name, argument, NULL };
    static const char *const path[] = { "PATH=/usr/bin:/bin", NULL };
    g_auto(GStrv) environment = lb_spawn_environment(path, spawn->environment);
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_init(&actions);
    int code = set_attributes(&attributes, spawn->apart);
    if (code == 0)
        code = set_descriptors(&actions, spawn);
    if (code == 0)
        code = posix_spawn(process, spawn->program != NULL ? spawn->program : "/proc/self/exe",
                           &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return code;
}

void
lb_spawn_guard(void)
{
    static const struct rlimit none = { 0, 0 };
    prctl(PR_SET_DUMPABLE, 0);
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGPIPE, SIG_IGN);
    g_setenv("HOME", "/nonexistent", TRUE);
}
