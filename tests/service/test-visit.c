/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may stay, how many may be in at once, and how that is configured. */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config/settings.h"
#include "support/world.h"

#define OWNER "owner1@contoso.example"

static bool
is_welcome(World *world, const LbActor *actor)
{
    g_autoptr(GError) error = NULL;
    bool welcome = lb_service_check_welcome(world->service, actor, &error);
    cr_assert(welcome || g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_WITHDRAWN), "%s",
              error != NULL ? error->message : "");
    cr_assert(welcome || strstr(error->message, "typed and not sent is gone") != NULL);
    return welcome;
}

/* What @sql does to somebody who has two keys and came in with the first. */
static bool
stays_after(const char *sql)
{
    g_autoptr(World) world = world_new();
    g_free(world_tamper(
        world, "INSERT INTO key (id, principal, type, blob, fingerprint, added)"
               " SELECT 5, id, 'ssh-ed25519', 'AAAA', 'SHA256:x', 1 FROM principal WHERE account ="
               " '" OWNER "' UNION ALL SELECT 6, id, 'ssh-ed25519', 'BBBB', 'SHA256:y', 1"
               " FROM principal WHERE account = '" OWNER "'"));
    g_autoptr(LbActor) actor =
        lb_service_identify_key(world->service, 5, "publickey ssh-ed25519 AAAA\n", NULL, NULL);
    cr_assert_not_null(actor);
    cr_assert(is_welcome(world, actor));
    g_autofree char *failure = world_tamper(world, sql);
    cr_assert_null(failure, "%s", failure);
    return is_welcome(world, actor);
}

Test(welcome, ends_when_something_is_taken_away)
{
    static const char *const taken[] = {
        "UPDATE key SET revoked = 9 WHERE id = 5",
        "UPDATE key SET revoked = 9 WHERE id = 6",
        "UPDATE principal SET enabled = 0 WHERE account = '" OWNER "'",
        "UPDATE principal SET enabled = 0 WHERE account = '" OWNER "';"
        "UPDATE principal SET enabled = 1 WHERE account = '" OWNER "'",
        "DELETE FROM role_assignment WHERE principal ="
        " (SELECT id FROM principal WHERE account = '" OWNER "')",
    };
    static const char *const others[] = {
        "UPDATE principal SET enabled = 0 WHERE account = 'owner2@contoso.example'",
        "UPDATE principal SET language = 'ja' WHERE account = '" OWNER "'",
        "INSERT INTO key (id, principal, type, blob, fingerprint, added) SELECT 7, id,"
        " 'ssh-ed25519', 'CCCC', 'SHA256:z', 1 FROM principal WHERE account = '" OWNER "'",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(taken); i++)
        cr_assert_not(stays_after(taken[i]), "%s", taken[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        cr_assert(stays_after(others[i]), "%s", others[i]);
}

static bool
takes(World *world, int64_t key, LbVisitLimits limits, LbFd *fd, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = lb_actor_new(LB_DOOR_SESSION);
    actor->key = key;
    *fd = lb_service_take_place(world->service, actor, &limits, &error);
    cr_assert(*fd >= 0 || g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_TOO_MANY_SESSIONS),
              "%s", error != NULL ? error->message : "");
    cr_assert(*fd >= 0 || strstr(error->message, words) != NULL, "%s",
              error != NULL ? error->message : "");
    return *fd >= 0;
}

Test(places, are_as_many_as_may_be_and_come_back)
{
    g_autoptr(World) world = world_new();
    LbVisitLimits limits = { .per_key = 2, .total = 3 };
    LbFd places[4], full = -1;
    umask(007);
    cr_assert(takes(world, 1, limits, &places[0], ""));
    cr_assert(takes(world, 1, limits, &places[1], ""));
    cr_assert_not(takes(world, 1, limits, &full, "This key has 2"));
    cr_assert(takes(world, 2, limits, &places[2], ""));
    cr_assert_not(takes(world, 3, limits, &full, "All together have 3"));
    /* Who found all places taken has left none of its own behind. */
    lb_fd_close(&places[0]);
    cr_assert(takes(world, 3, limits, &places[3], ""));
    lb_fd_close(&places[2]);
    cr_assert(takes(world, 1, limits, &places[0], ""));
    struct stat status;
    g_autofree char *path = g_build_filename(world->data, "sessions.lock", NULL);
    cr_assert_eq(stat(path, &status), 0);
    cr_assert_eq(status.st_mode & 0777, 0660);
    cr_assert_eq(status.st_size, 0);
}

Test(places, no_limit_is_none)
{
    g_autoptr(World) world = world_new();
    for (int i = 0; i < 30; i++) {
        LbFd place;
        cr_assert(takes(world, 1, (LbVisitLimits){ 0 }, &place, ""));
    }
}

Test(places, a_process_that_is_killed_gives_its_place_back)
{
    g_autoptr(World) world = world_new();
    LbVisitLimits limits = { .per_key = 1 };
    int told[2];
    LbFd place = -1;
    char byte = 0;
    cr_assert_eq(pipe(told), 0);
    pid_t child = fork();
    if (child == 0) {
        bool right = takes(world, 1, limits, &place, "");
        if (write(told[1], right ? "y" : "n", 1) == 1)
            pause();
        _exit(1);
    }
    cr_assert_eq(read(told[0], &byte, 1), 1);
    cr_assert_eq(byte, 'y');
    cr_assert_not(takes(world, 1, limits, &place, "This key has 1"));
    kill(child, SIGKILL);
    cr_assert_eq(waitpid(child, NULL, 0), child);
    cr_assert(takes(world, 1, limits, &place, ""));
}

static LbConfig *
configure(World *world, const char *text, GError **error)
{
    g_autofree char *path = g_build_filename(world->data, "x.conf", NULL);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
    return lb_config_read(path, false, error);
}

Test(configuration, of_sessions_has_units_and_bounds)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(LbConfig) standard = configure(world, "", &error);
    cr_assert_not_null(standard);
    cr_assert_eq(standard->sessions.per_key, 10);
    cr_assert_eq(standard->sessions.total, 200);
    cr_assert_eq(standard->sessions.idle, 30 * LB_MINUTE);
    cr_assert_eq(standard->sessions.longest, 12 * LB_HOUR);
    g_autoptr(LbConfig) own =
        configure(world, "[sessions]\nper-key=0\ntotal=100000\nidle=90s\nlongest=0\n", &error);
    cr_assert_not_null(own, "%s", error != NULL ? error->message : "");
    cr_assert_eq(own->sessions.per_key, 0);
    cr_assert_eq(own->sessions.total, 100000);
    cr_assert_eq(own->sessions.idle, 90 * LB_SECOND);
    cr_assert_eq(own->sessions.longest, 0);
    static const char *const wrong[] = {
        "per-key=-1", "per-key=1001", "total=100001", "total=many",   "idle=30",     "idle=m",
        "idle=1d",    "idle=-1m",     "idle=1.5h",    "idle=100001s", "longest=1hh", "minutes=3",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *text = g_strdup_printf("[sessions]\n%s\n", wrong[i]);
        g_autoptr(LbConfig) none = configure(world, text, &error);
        cr_assert_null(none, "%s", wrong[i]);
        cr_assert(g_error_matches(error, LB_CONFIG_ERROR, LB_CONFIG_ERROR_INVALID));
        g_clear_error(&error);
    }
}
