/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting for tickets that live elsewhere. It is lockboxd that talks to them. */
#include "commands/elsewhere.h"

#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/span.h"
#include "commands/watch.h"
#include "core/reference.h"
#include "core/ticket.h"
#include "service/elsewhere.h"
#include "wording/plain.h"

#define LOOK_MICROSECONDS 100000
#define WAIT_MOST (75 * LB_SECOND) /* lockboxd answers within a minute, where there is one */

/* Who may have nothing looked at is told what is told of what there is not. */
static bool
hide(GError *refusal, GError **error)
{
    if (!g_error_matches(refusal, LB_REFUSAL_ERROR, LB_REFUSAL_NOT_AN_ENGINEER)) {
        g_propagate_error(error, refusal);
        return false;
    }
    g_error_free(refusal);
    return lb_refuse(error, LB_REFUSAL_UNKNOWN_TICKET, NULL);
}

static bool
say_waiting(LbCommand *command, const char *system, GError **error)
{
    g_autofree char *words = g_strdup_printf(
        _("Waiting for the ticket system %s. Nothing is sent before; Ctrl-C ends it."), system);
    g_autofree char *line = g_strdup_printf("lockbox: %s\n", words);
    return lb_watch_write(command, STDERR_FILENO, line, strlen(line), error);
}

/* Nobody answers where there is no lockboxd. */
static bool
check_daemon(const LbCommand *command, GError **error)
{
    bool alive = true;
    return lb_service_daemon_is_alive(command->service, &alive, error) &&
           (alive || lb_refuse(error, LB_REFUSAL_SYSTEM_SILENT, _("(lockboxd is not running.)")));
}

/* Asks until there is an answer. Once a second it looks whether the session is over. */
static bool
await(LbCommand *command, const char *system, int64_t look, int64_t *ticket, GError **error)
{
    int64_t began = g_get_monotonic_time(), seconds = 0;
    *ticket = 0;
    for (;;) {
        int64_t waited = g_get_monotonic_time() - began;
        if (!lb_service_looked(command->service, command->actor, look, ticket, error))
            return false;
        if (*ticket != 0)
            return true;
        if (waited >= WAIT_MOST)
            return lb_refuse(error, LB_REFUSAL_SYSTEM_SILENT, NULL);
        if (waited / LB_SECOND > seconds) {
            if (!check_daemon(command, error) ||
                !lb_service_check_welcome(command->service, command->actor, error) ||
                (seconds == 0 && !say_waiting(command, system, error)))
                return false;
            seconds = waited / LB_SECOND;
        }
        g_usleep(LOOK_MICROSECONDS);
    }
}

static bool
look_and_wait(LbCommand *command, const char *system, const char *id, GError **error)
{
    GError *refusal = NULL;
    int64_t look = 0, ticket = 0;
    if (!lb_service_look(command->service, command->actor, system, id, &look, &refusal))
        return hide(refusal, error);
    return look == 0 || await(command, system, look, &ticket, error);
}

bool
lb_elsewhere_number(LbCommand *command, const char *text, int64_t *number, GError **error)
{
    g_autofree char *system = NULL, *id = NULL;
    if (!lb_reference_parse(text, &system, &id))
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_TICKET, NULL);
    if (!lb_service_find_elsewhere(command->service, system, id, number, error))
        return false;
    if (*number != 0)
        return true;
    return look_and_wait(command, system, id, error) &&
           lb_service_find_elsewhere(command->service, system, id, number, error) &&
           (*number != 0 || lb_refuse(error, LB_REFUSAL_UNKNOWN_TICKET, NULL));
}

bool
lb_elsewhere_refresh(LbCommand *command, const char *text, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *system = NULL, *id = NULL;
    int64_t number = 0;
    if (lb_reference_parse(text, &system, &id))
        return look_and_wait(command, system, id, error);
    if (!lb_ticket_parse_id(text, &number))
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_TICKET, NULL);
    g_autofree char *reference =
        lb_service_elsewhere(command->service, command->actor, number, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return reference == NULL || (lb_reference_parse(reference, &system, &id) &&
                                 look_and_wait(command, system, id, error));
}
