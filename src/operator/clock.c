/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock: what may be believed of it, and, in test databases, moving it. */
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/time.h"
#include "core/refusal.h"
#include "operator/duration.h"
#include "operator/outcome.h"
#include "operator/verbs.h"
#include "service/operator.h"
#include "service/wake.h"

#define MOVED_FILE "test-clock"
#define MOVED_FILE_LIMIT 4096

static void
say_report_json(LbInvocation *invocation, const LbService *service, const LbClockReport *report)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    lb_json_add_time_member(builder, "effectiveDateTime", report->effective);
    lb_json_add_time_member(builder, "wallDateTime", report->wall);
    lb_json_add_time_member(builder, "markDateTime", report->mark);
    lb_json_add_flag_member(builder, "trusted", !report->suspect);
    lb_json_add_text_member(builder, "why", report->why);
    lb_json_add_flag_member(builder, "test", lb_service_is_test(service));
    json_builder_end_object(builder);
    lb_invocation_say_json(invocation, builder);
}

bool
lb_ctl_clock_show(LbInvocation *invocation, GError **error)
{
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    g_autoptr(LbClockReport) report = service != NULL ? lb_operator_clock(service, error) : NULL;
    if (report == NULL)
        return false;
    if (lb_invocation_json(invocation)) {
        say_report_json(invocation, service, report);
        return true;
    }
    g_autofree char *time = lb_invocation_format_time(report->effective);
    lb_invocation_say_test(invocation, service);
    g_string_append_printf(invocation->out, _("It is %s.\n"), time);
    if (!report->suspect) {
        g_string_append(invocation->out, _("The clock can be trusted.\n"));
        return true;
    }
    g_string_append_printf(
        invocation->out,
        _("The clock cannot be trusted, so nothing is decided and nothing expires.\n"
          "%s\n"
          "When the clock is right, say 'lockboxctl clock accept'.\n"),
        report->why);
    return true;
}

bool
lb_ctl_clock_accept(LbInvocation *invocation, GError **error)
{
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    if (service == NULL || !lb_operator_accept_clock(service, error))
        return false;
    g_autoptr(LbClockReport) report = lb_operator_clock(service, error);
    if (report == NULL)
        return false;
    g_autofree char *time = lb_invocation_format_time(report->effective);
    lb_invocation_say_test(invocation, service);
    g_string_append_printf(invocation->out, _("From now on the clock is trusted. It is %s.\n"),
                           time);
    return true;
}

/* By how many seconds a test database's clock is moved. */
typedef struct {
    int64_t elapsed;
    int64_t wall;
} Moved;

/* Sums up what the file says; base/clock.h describes it. Lines that mean nothing are for the clock to refuse. */
static Moved
read_moved(const char *path)
{
    Moved moved = { 0 };
    g_autofree char *text = lb_file_read(path, MOVED_FILE_LIMIT, NULL, NULL);
    g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        if (g_str_has_prefix(*line, "elapsed "))
            moved.elapsed += g_ascii_strtoll(*line + strlen("elapsed "), NULL, 10);
        else if (g_str_has_prefix(*line, "wall "))
            moved.wall += g_ascii_strtoll(*line + strlen("wall "), NULL, 10);
    }
    return moved;
}

static bool
write_moved(const LbInvocation *invocation, const Moved *moved, GError **error)
{
    g_autofree char *path = g_build_filename(invocation->data, MOVED_FILE, NULL);
    g_autofree char *text = g_strdup_printf(
        "elapsed %" G_GINT64_FORMAT "\nwall %" G_GINT64_FORMAT "\n", moved->elapsed, moved->wall);
    if (!lb_file_write(path, text, strlen(text), 0660, error))
        return false;
    lb_wake(invocation->data);
    return true;
}

/* Opens the database if it is one for tests. */
static LbService *
open_test(LbInvocation *invocation, GError **error)
{
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    if (service == NULL || lb_service_is_test(service))
        return g_steal_pointer(&service);
    lb_refuse(error, LB_REFUSAL_TEST_ONLY, NULL);
    return NULL;
}

/* Ends both verbs that move the clock: says what time it is now. */
static bool
say_moved(LbInvocation *invocation, LbService *service, GError **error)
{
    g_autoptr(LbClockReport) report = lb_operator_clock(service, error);
    if (report == NULL)
        return false;
    g_autofree char *wall = lb_invocation_format_time(report->wall);
    lb_invocation_say_test(invocation, service);
    g_string_append_printf(invocation->out, _("Its clock says %s.\n"), wall);
    return true;
}

bool
lb_ctl_clock_advance(LbInvocation *invocation, GError **error)
{
    int64_t duration = 0;
    if (!lb_duration_parse(lb_invocation_operand(invocation, 0), &duration))
        return lb_invocation_misuse(error,
                                    _("This command takes a duration, like 4d, 2h30m or 90s."));
    g_autoptr(LbService) service = open_test(invocation, error);
    if (service == NULL)
        return false;
    g_autofree char *path = g_build_filename(invocation->data, MOVED_FILE, NULL);
    Moved moved = read_moved(path);
    moved.elapsed += duration / LB_SECOND;
    return write_moved(invocation, &moved, error) && say_moved(invocation, service, error);
}

bool
lb_ctl_clock_wrong(LbInvocation *invocation, GError **error)
{
    gint64 seconds = 0;
    if (!g_ascii_string_to_signed(lb_invocation_operand(invocation, 0), 10,
                                  -LB_DURATION_MAX / LB_SECOND, LB_DURATION_MAX / LB_SECOND,
                                  &seconds, NULL))
        return lb_invocation_misuse(
            error, _("This command takes a number of seconds, which may be negative."));
    g_autoptr(LbService) service = open_test(invocation, error);
    if (service == NULL)
        return false;
    g_autofree char *path = g_build_filename(invocation->data, MOVED_FILE, NULL);
    Moved moved = read_moved(path);
    moved.wall = seconds;
    return write_moved(invocation, &moved, error) && say_moved(invocation, service, error);
}
