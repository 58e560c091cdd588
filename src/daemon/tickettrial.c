/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process that tries a ticket system. It is the child that lockboxd has for the system, with orders of its own. */
#include "daemon/tickettrial.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lines.h"
#include "base/spawn.h"
#include "config/places.h"
#include "daemon/error.h"
#include "daemon/liaison.h"
#include "tickets/child.h"
#include "tickets/wire.h"

#define LINE_LIMIT 4096
#define LINES 3

typedef struct {
    char *words[LINES]; /* configuration, system, ticket */
} Trial;

static void
clear_trial(Trial *trial)
{
    for (int i = 0; i < LINES; i++)
        g_free(trial->words[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Trial, clear_trial)

static bool
read_trial(int in, Trial *trial)
{
    g_autoptr(LbLines) lines = lb_lines_new(LINE_LIMIT);
    for (int i = 0; i < LINES; i++)
        if (!lb_lines_read(lines, in, &trial->words[i], NULL, NULL))
            return false;
    return true;
}

/* The settings of the system, with its token. */
static LbTicketSystem *
read_system(const Trial *trial, GError **error)
{
    const char *path = trial->words[0][0] != '\0' ? trial->words[0] : NULL;
    g_autoptr(LbConfig) config = lb_places_read_config(path, error);
    if (config == NULL || !lb_liaison_check(config, error))
        return NULL;
    const LbTicketSystemSettings *settings =
        lb_ticket_systems_find(config->ticket_systems, trial->words[1]);
    if (settings != NULL)
        return lb_liaison_system(settings, error);
    g_set_error(error, LB_DAEMON_ERROR, LB_DAEMON_ERROR_CONFIGURATION,
                "there is no ticket system of this name");
    return NULL;
}

/* The lines that the child reads: settings, a test, a ticket. The caller wipes and frees them. */
static char *
write_orders(const Trial *trial, const LbTicketSystem *system, GError **error)
{
    LbTicketsOrder test = { .id = 1, .act = LB_TICKETS_TEST },
                   fetch = { .id = 2, .act = LB_TICKETS_FETCH, .ticket = trial->words[2] };
    if (trial->words[2][0] != '\0' && !lb_tickets_is_id(system->kind, trial->words[2])) {
        g_set_error(error, LB_DAEMON_ERROR, LB_DAEMON_ERROR_REQUEST,
                    "this can be no id of a ticket there");
        return NULL;
    }
    char *settings = lb_tickets_system_to_line(system, error);
    if (settings == NULL)
        return NULL;
    g_autofree char *first = lb_tickets_order_to_line(&test, error);
    g_autofree char *second =
        trial->words[2][0] != '\0' ? lb_tickets_order_to_line(&fetch, error) : g_strdup("");
    char *lines =
        first != NULL && second != NULL ? g_strconcat(settings, first, second, NULL) : NULL;
    explicit_bzero(settings, strlen(settings));
    g_free(settings);
    return lines;
}

/* What keeps it from being tried is told as the system's own answer would be. */
static int
refuse(int out, const GError *error)
{
    LbTicketsAnswer answer = { .id = 1, .outcome = LB_TICKETS_REFUSED, .words = error->message };
    g_autofree char *line = lb_tickets_answer_to_line(&answer, NULL);
    return line != NULL && lb_fd_write_all(out, line, strlen(line), NULL) ? 0 : 1;
}

/* They are fewer bytes than a pipe holds, so that nobody has to write while somebody reads. */
static int
carry_out(char *lines, int out)
{
    int ends[2] = { -1, -1 };
    size_t length = strlen(lines);
    if (pipe2(ends, O_CLOEXEC) != 0)
        return 1;
    g_auto(LbFd) reading = ends[0], writing = ends[1];
    bool written = fcntl(writing, F_SETFL, O_NONBLOCK) == 0 &&
                   write(writing, lines, length) == (ssize_t)length;
    explicit_bzero(lines, length);
    lb_fd_close(&writing);
    return written ? lb_tickets_run(reading, out) : 1;
}

int
lb_ticket_trial_run(int in, int out)
{
    g_autoptr(GError) error = NULL;
    g_auto(Trial) trial = { 0 };
    lb_spawn_guard(); /* the token is read here */
    if (!read_trial(in, &trial))
        return 2;
    g_autoptr(LbTicketSystem) system = read_system(&trial, &error);
    g_autofree char *lines = system != NULL ? write_orders(&trial, system, &error) : NULL;
    return lines != NULL ? carry_out(lines, out) : refuse(out, error);
}
