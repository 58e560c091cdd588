/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes and decides a few requests, then waits, and says on standard output what was acknowledged: one line
 * "LB-7 Approved", written at once, only after the act returned. tests/crash kills it at any moment.
 *
 * Usage: decide-loop DATA ENGINEER OWNER TICKET RESOURCE */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "service/service.h"

#define REQUESTS 4 /* then the mails of all lives can be delivered in the time of a test */

static LbRequest *
submit(LbService *service, const LbActor *engineer, char **arguments, GError **error)
{
    const char *const resources[] = { arguments[5], NULL };
    LbSubmission submission = { .ticket = arguments[4],
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "read",
                                .hours = 1,
                                .justification = "Crash test.",
                                .resources = resources };
    return lb_service_submit(service, engineer, &submission, error);
}

static LbRequest *
decide(LbService *service, const LbActor *owner, const LbRequest *request, GError **error)
{
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown, .reason = "Crash test." };
    return request->number % 2 == 0 ? lb_service_approve(service, owner, &decision, error)
                                    : lb_service_deny(service, owner, &decision, error);
}

/* One write of one line: it is there whole or not at all. */
static bool
acknowledge(const LbRequest *request)
{
    g_autofree char *id = lb_request_id(request);
    g_autofree char *line = g_strdup_printf("%s %s\n", id, lb_status_name(request->status));
    return write(STDOUT_FILENO, line, strlen(line)) == (ssize_t)strlen(line);
}

static bool
run(char **arguments, GError **error)
{
    g_autoptr(LbService) service = lb_service_open(arguments[1], "lockbox.example", error);
    const LbRequestLimits any_number = { 0, 0 };
    if (service == NULL)
        return false;
    lb_service_limit_requests(service, &any_number);
    g_autoptr(LbActor) engineer = lb_service_identify_as(service, arguments[2], error);
    g_autoptr(LbActor) owner =
        engineer != NULL ? lb_service_identify_as(service, arguments[3], error) : NULL;
    for (int i = 0; owner != NULL && i < REQUESTS; i++) {
        g_autoptr(LbRequest) asked = submit(service, engineer, arguments, error);
        if (asked == NULL || !acknowledge(asked))
            return false;
        g_autoptr(LbRequest) decided = decide(service, owner, asked, error);
        if (decided == NULL || !acknowledge(decided))
            return false;
    }
    while (owner != NULL)
        pause();
    return false;
}

int
main(int count, char **arguments)
{
    g_autoptr(GError) error = NULL;
    if (count != 6) {
        fputs("usage: decide-loop DATA ENGINEER OWNER TICKET RESOURCE\n", stderr);
        return 2;
    }
    run(arguments, &error);
    fprintf(stderr, "decide-loop: %s\n",
            error != NULL ? error->message : "standard output is gone");
    return 1;
}
