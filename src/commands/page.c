/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request as plain text. Everything that others wrote passes commands/plain.h. */
#include "commands/page.h"

#include "base/i18n.h"
#include "base/time.h"
#include "wording/grants.h"
#include "wording/phrases.h"
#include "wording/plain.h"
#include "wording/votes.h"
#include "wording/weighing.h"

#define NAME_COLUMNS 32

/* Appends a whole sentence of ours, with safe words of others in it. */
static void G_GNUC_PRINTF(4, 5)
    put(GString *out, const LbPageStyle *style, const char *indent, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *rest = g_strconcat(indent, "    ", NULL);
    lb_plain_wrap(out, style->width, indent, rest, text);
}

static char *
when(const LbPageStyle *style, int64_t time)
{
    return lb_time_format(time, style->zone, LB_TIME_FULL);
}

static void
put_head(GString *out, const LbRequestView *view, const LbPageStyle *style)
{
    const LbRequest *request = view->request;
    g_autofree char *id = lb_request_id(request);
    g_autofree char *status = lb_phrase_status(request->status);
    if (request->status != LB_STATUS_PENDING) {
        put(out, style, "", "%s   %s", id, status);
        return;
    }
    g_autofree char *until = when(style, request->expiration);
    g_autofree char *left = lb_time_format_span(request->expiration - view->now);
    if (view->why_not_approve == LB_REFUSAL_NONE)
        put(out, style, "", _("%s   %s   waits for you until %s (%s left)"), id, status, until,
            left);
    else
        put(out, style, "", _("%s   %s   waits until %s (%s left)"), id, status, until, left);
}

static void
put_resources(GString *out, const LbRequest *request, const LbPageStyle *style)
{
    for (guint i = 0; i < request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(request->resources, i);
        g_autofree char *name = lb_plain_inline(resource->name);
        g_autofree char *kind = lb_phrase_resource(resource);
        g_autofree char *group = lb_plain_inline(resource->group);
        g_autoptr(GString) line = g_string_new(NULL);
        lb_plain_pad(line, name, NAME_COLUMNS / 2);
        g_string_append(line, "  ");
        lb_plain_pad(line, kind, NAME_COLUMNS);
        g_string_append(line, group);
        lb_plain_wrap(out, style->width, "  ", "      ", line->str);
    }
}

static void
put_question(GString *out, const LbRequest *request, const LbPageStyle *style)
{
    g_autofree char *requester = lb_plain_inline(request->requester_account);
    g_autofree char *role = lb_phrase_role(request);
    g_autofree char *label = lb_plain_inline(request->scenario_label);
    g_autofree char *hours = lb_phrase_hours(request->hours);
    g_autofree char *subscription = lb_plain_inline(request->subscription_name);
    g_autofree char *tenant = lb_plain_inline(request->tenant_name);
    g_autofree char *title = lb_plain_inline(request->ticket_title);
    g_autofree char *opener = lb_plain_inline(request->ticket_opened_by);
    put(out, style, "", _("%s (%s) asks for"), requester, role);
    put(out, style, "  ", _("%s, level %s, for %s"), label,
        _(lb_names_label(lb_level_names, (int)request->level)), hours);
    put(out, style, "", _("in subscription %s of %s, to"), subscription, tenant);
    put_resources(out, request, style);
    put(out, style, "", _("because of TK-%lld, %s, opened by %s"), (long long)request->ticket,
        title, opener);
    if (request->case_url != NULL) /* unbroken: it is to be copied */
        g_string_append_printf(out, "  %s\n", request->case_url);
    g_string_append_c(out, '\n');
    lb_plain_quote(out, style->width, "  ", request->justification);
    g_string_append_c(out, '\n');
}

static void
put_extends(GString *out, const LbRequestView *view, const LbPageStyle *style)
{
    g_autofree char *extends = lb_phrase_extends(view);
    if (extends == NULL)
        return;
    put(out, style, "", "%s", extends);
    g_string_append_c(out, '\n');
}

static void
put_answers(GString *out, const LbRequestView *view, const LbPageStyle *style)
{
    g_autofree char *approve = lb_phrase_approve(view);
    g_autofree char *until = when(style, view->request->expiration);
    put(out, style, "", "%s", approve);
    put(out, style, "", _("deny: nothing opens; the engineer reads your reason"));
    put(out, style, "", _("no answer: it expires on %s, and nothing opens"), until);
    g_string_append_c(out, '\n');
}

/* What opens, or what has become of it, resource by resource. */
static void
put_grants(GString *out, const LbRequestView *view, const LbPageStyle *style)
{
    g_autofree char *goes_on = lb_phrase_goes_on(view);
    if (!lb_grants_matter(view))
        return;
    for (guint i = 0; i < view->request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(view->request->resources, i);
        const LbGrantState *state = lb_grants_find(view, resource);
        g_autofree char *line = lb_phrase_reach(view, resource, style->zone);
        put(out, style, "  ", "%s", line);
        if (state != NULL)
            lb_plain_quote(out, style->width, "    ", state->words);
    }
    if (goes_on != NULL)
        put(out, style, "", "%s", goes_on);
    g_string_append_c(out, '\n');
}

static void
put_outcome(GString *out, const LbRequestView *view, const LbPageStyle *style)
{
    g_autofree char *sentence = lb_phrase_outcome(view, style->zone);
    if (sentence == NULL)
        return;
    put(out, style, "", "%s", sentence);
    lb_plain_quote(out, style->width, "  ", view->request->decision_reason);
    lb_plain_quote(out, style->width, "  ", view->request->end_reason);
    g_string_append_c(out, '\n');
}

static void
put_asked(GString *out, const LbRequestView *view, const LbPageStyle *style)
{
    g_autofree char *approvals = lb_phrase_approvals(view, style->reader);
    g_autofree char *asked = lb_phrase_asked(view, style->reader, style->zone);
    g_autofree char *unreached = lb_phrase_unreached(view);
    g_autofree char *rules = lb_phrase_rules(view);
    if (approvals != NULL)
        put(out, style, "", "%s", approvals);
    if (unreached != NULL)
        put(out, style, "", "%s", unreached);
    put(out, style, "", _("Asked: %s"), asked);
    put(out, style, "", "%s", rules);
    g_string_append_c(out, '\n');
}

/* Rule by rule, and who has answered internally. */
static void
put_weighing(GString *out, const LbWeighing *weighing, const LbPageStyle *style)
{
    g_autofree char *ruled = lb_phrase_ruled(weighing);
    if (ruled == NULL)
        return;
    put(out, style, "", "%s", ruled);
    for (guint i = 0; i < weighing->steps->len; i++) {
        g_autofree char *line = lb_phrase_weighed(g_ptr_array_index(weighing->steps, i));
        put(out, style, "  ", "%s", line);
    }
    for (guint i = 0; i < weighing->voices->len; i++) {
        const LbEndorsement *voice = g_ptr_array_index(weighing->voices, i);
        g_autofree char *line = lb_phrase_voice(voice, style->zone);
        put(out, style, "", "%s", line);
        if (voice->endorses) /* a denial's reason stands with the outcome */
            lb_plain_quote(out, style->width, "  ", voice->reason);
    }
    g_string_append_c(out, '\n');
}

void
lb_page_request(GString *out, const LbRequestView *view, const LbPageStyle *style)
{
    put_head(out, view, style);
    g_string_append_c(out, '\n');
    put_question(out, view->request, style);
    put_extends(out, view, style);
    if (view->request->status == LB_STATUS_PENDING)
        put_answers(out, view, style);
    else
        put_outcome(out, view, style);
    put_grants(out, view, style);
    put_asked(out, view, style);
    put_weighing(out, view->weighing, style);
    /* Unbroken, whatever the width: it is to be copied. */
    g_string_append_printf(out, _("Digest of what is shown: %s\n"), view->digest);
}

void
lb_page_preview(GString *out, const LbPreview *preview, const LbPageStyle *style)
{
    put_question(out, preview->request, style);
    put_weighing(out, preview->weighing, style);
}
