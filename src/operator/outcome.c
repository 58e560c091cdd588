/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exit codes, errors, and what several verbs say alike. */
#include "operator/outcome.h"

#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"
#include "base/time.h"
#include "config/places.h"
#include "core/refusal.h"
#include "service/import.h"
#include "service/recordings.h"

const LbOutcomeRow lb_outcome_rows[] = {
    { LB_OUTCOME_DONE, N_("done") },
    { LB_OUTCOME_FAILURE, N_("the system failed") },
    { LB_OUTCOME_USAGE, N_("the command was not understood") },
    { LB_OUTCOME_REFUSED, N_("refused: what was given cannot be taken") },
    { LB_OUTCOME_BAD_LOG, N_("the activity log is not what was written") },
    { LB_OUTCOME_FINDINGS, N_("the installation needs mending") },
    { LB_OUTCOME_FAILED_CASES, N_("the policy says otherwise than a case expects") },
    { LB_OUTCOME_INCOMPLETE, N_("not all of a file could be taken") },
    { LB_OUTCOME_DIFFERS, N_("the receipt is not what Lockbox made") },
    { LB_OUTCOME_UNCHECKED, N_("something of the receipt could not be checked") },
    { LB_OUTCOME_LATER, N_("not now: the same may go well later") },
    { LB_OUTCOME_DONE, NULL },
};

/* What the errors of lockboxctl itself end with, and what JSON calls them. */
static const struct {
    LbOutcome outcome;
    const char *name;
} own_outcomes[] = {
    [LB_INVOCATION_ERROR_USAGE] = { LB_OUTCOME_USAGE, "usage" },
    [LB_INVOCATION_ERROR_BAD_LOG] = { LB_OUTCOME_BAD_LOG, "bad-log" },
    [LB_INVOCATION_ERROR_FINDINGS] = { LB_OUTCOME_FINDINGS, "findings" },
    [LB_INVOCATION_ERROR_BAD_FILE] = { LB_OUTCOME_REFUSED, "invalid-file" },
    [LB_INVOCATION_ERROR_FAILED_CASES] = { LB_OUTCOME_FAILED_CASES, "failed-cases" },
    [LB_INVOCATION_ERROR_INCOMPLETE] = { LB_OUTCOME_INCOMPLETE, "incomplete" },
    [LB_INVOCATION_ERROR_DIFFERS] = { LB_OUTCOME_DIFFERS, "differs" },
    [LB_INVOCATION_ERROR_UNCHECKED] = { LB_OUTCOME_UNCHECKED, "unchecked" },
    [LB_INVOCATION_ERROR_NOT_TAKEN] = { LB_OUTCOME_REFUSED, "not-taken" },
    [LB_INVOCATION_ERROR_NOT_NOW] = { LB_OUTCOME_LATER, "not-now" },
};

LbOutcome
lb_outcome_for(const GError *error)
{
    if (error->domain == LB_REFUSAL_ERROR || error->domain == LB_IMPORT_ERROR)
        return LB_OUTCOME_REFUSED;
    if (error->domain != LB_INVOCATION_ERROR)
        return LB_OUTCOME_FAILURE;
    return own_outcomes[error->code].outcome;
}

char *
lb_outcome_line(const GError *error)
{
    g_autofree char *message = lb_text_escape(error->message, LB_TEXT_LINE);
    if (error->domain == LB_REFUSAL_ERROR)
        return g_strdup_printf(_("lockboxctl: refused (%s): %s\n"),
                               lb_refusal_name((LbRefusal)error->code), message);
    return g_strdup_printf("lockboxctl: %s\n", message);
}

static const char *
name_code(const GError *error)
{
    if (error->domain == LB_REFUSAL_ERROR)
        return lb_refusal_name((LbRefusal)error->code);
    if (error->domain == LB_IMPORT_ERROR)
        return "invalid-import";
    return error->domain == LB_INVOCATION_ERROR ? own_outcomes[error->code].name : "failure";
}

char *
lb_outcome_json(const GError *error)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "error");
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "code", name_code(error));
    lb_json_add_text_member(builder, "message", error->message);
    json_builder_end_object(builder);
    json_builder_end_object(builder);
    return lb_json_write(builder, false);
}

LbService *
lb_invocation_open(const LbInvocation *invocation, GError **error)
{
    LbService *service = lb_service_open(invocation->data, invocation->config->site->host, error);
    g_autofree char *rules = lb_places_policy(invocation->config);
    if (service == NULL)
        return NULL;
    lb_service_follow_rules(service, rules, invocation->config->policy_wait);
    lb_service_keep_recordings(service, &invocation->config->recordings);
    return service;
}

void
lb_invocation_say_test(LbInvocation *invocation, const LbService *service)
{
    if (lb_service_is_test(service))
        g_string_append(invocation->out, _("Test database: nothing in it is real.\n"));
}

void
lb_invocation_say_json(LbInvocation *invocation, JsonBuilder *builder)
{
    g_autofree char *document = lb_json_write(builder, true);
    g_string_append(invocation->out, document);
}

char *
lb_invocation_format_time(int64_t time)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    return lb_time_format(time, zone, LB_TIME_FULL);
}

char *
lb_invocation_format_due(int64_t due)
{
    return due <= g_get_real_time() ? g_strdup(_("now")) : lb_invocation_format_time(due);
}

bool
lb_invocation_flush(LbInvocation *invocation, GError **error)
{
    GString *out = invocation->out;
    size_t length = out->len;
    g_autofree char *text = g_strndup(out->str, length);
    /* Whatever becomes of it: nothing is said twice. */
    g_string_truncate(out, 0);
    return lb_fd_write_all(STDOUT_FILENO, text, length, error);
}
