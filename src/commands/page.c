/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request as plain text. Everything that others wrote passes commands/plain.h. */
#include "commands/page.h"

#include "base/i18n.h"
#include "base/time.h"
#include "commands/plain.h"
#include "core/role.h"

#define NAME_COLUMNS 32

/* The kinds of resources that the catalogue knows, as people call them. */
static const struct {
    const char *type;
    const char *label;
} kinds[] = {
    { "Microsoft.Compute/virtualMachines", N_("virtual machine") },
    { "Microsoft.Compute/virtualMachineScaleSets", N_("virtual machine scale set") },
    { "Microsoft.Compute/cloudServices", N_("cloud service") },
    { "Microsoft.ClassicCompute/domainNames", N_("cloud service") },
    { "Microsoft.Storage/storageAccounts", N_("storage account") },
    { "Microsoft.Sql/servers/databases", N_("SQL database") },
    { "Microsoft.Kusto/clusters", N_("Data Explorer cluster") },
    { "Microsoft.Kusto/clusters/databases", N_("Data Explorer database") },
    { "Microsoft.Compute/disks", N_("managed disk") },
    { "Microsoft.Resources/subscriptions", N_("whole subscription") },
};

/* What became of the mail that asked, by its status. */
static const LbName mails[] = {
    { 0, "queued", N_("mail queued") },     { 1, "sending", N_("mail queued") },
    { 2, "accepted", N_("mail accepted") }, { 3, "refused", N_("mail refused") },
    { 4, "failed", N_("mail failed") },     { 0, NULL, NULL },
};

char *
lb_page_hours(int hours)
{
    return g_strdup_printf(ngettext_("%d hour", "%d hours", (unsigned long)hours), hours);
}

char *
lb_page_status(LbStatus status)
{
    return g_strdup_printf("%c %s", lb_status_mark(status), _(lb_status_label(status)));
}

char *
lb_page_asked_for(const LbRequest *request)
{
    const LbResource *first =
        request->resources->len > 0 ? g_ptr_array_index(request->resources, 0) : NULL;
    g_autofree char *label = lb_plain_inline(request->scenario_label);
    g_autofree char *name = lb_plain_inline(first != NULL ? first->name : "?");
    guint more = request->resources->len > 0 ? request->resources->len - 1 : 0;
    if (more == 0)
        return g_strdup_printf(_("%s to %s"), label, name);
    return g_strdup_printf(ngettext_("%s to %s and %u more", "%s to %s and %u more", more), label,
                           name, more);
}

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
    g_autofree char *status = lb_page_status(request->status);
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

static char *
resource_kind(const LbResource *resource)
{
    const char *system =
        resource->os != LB_OS_NONE ? lb_names_label(lb_os_names, (int)resource->os) : NULL;
    g_autofree char *kind = lb_plain_inline(resource->type);
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (g_ascii_strcasecmp(kinds[i].type, resource->type) != 0)
            continue;
        g_free(kind);
        kind = g_strdup(_(kinds[i].label));
    }
    if (system == NULL)
        return g_steal_pointer(&kind);
    return g_strdup_printf("%s, %s", kind, system);
}

static void
put_resources(GString *out, const LbRequest *request, const LbPageStyle *style)
{
    for (guint i = 0; i < request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(request->resources, i);
        g_autofree char *name = lb_plain_inline(resource->name);
        g_autofree char *kind = resource_kind(resource);
        g_autofree char *group = lb_plain_inline(resource->group);
        g_autoptr(GString) line = g_string_new(NULL);
        lb_plain_pad(line, name, NAME_COLUMNS / 2);
        g_string_append(line, "  ");
        lb_plain_pad(line, kind, NAME_COLUMNS);
        g_string_append(line, group);
        lb_plain_wrap(out, style->width, "  ", "      ", line->str);
    }
}

static char *
role_label(const LbRequest *request)
{
    LbRole role;
    if (request->requester_role != NULL && lb_role_from_name(request->requester_role, &role))
        return g_strdup(_(lb_role_name(role)));
    return lb_plain_inline(request->requester_role);
}

static void
put_question(GString *out, const LbRequest *request, const LbPageStyle *style)
{
    g_autofree char *requester = lb_plain_inline(request->requester_account);
    g_autofree char *role = role_label(request);
    g_autofree char *label = lb_plain_inline(request->scenario_label);
    g_autofree char *hours = lb_page_hours(request->hours);
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
    g_string_append_c(out, '\n');
    lb_plain_quote(out, style->width, "  ", request->justification);
    g_string_append_c(out, '\n');
}

static void
put_answers(GString *out, const LbRequest *request, const LbPageStyle *style)
{
    g_autofree char *hours = lb_page_hours(request->hours);
    g_autofree char *until = when(style, request->expiration);
    put(out, style, "",
        _("approve: access opens now, ends by itself after %s; you may end it before"), hours);
    put(out, style, "", _("deny: nothing opens; the engineer reads your reason"));
    put(out, style, "", _("no answer: it expires on %s, and nothing opens"), until);
    g_string_append_c(out, '\n');
}

/* One sentence for what became of a request that no longer waits. */
static char *
outcome(const LbRequestView *view, const LbPageStyle *style)
{
    const LbRequest *request = view->request;
    g_autofree char *by = lb_plain_inline(request->decided_by);
    g_autofree char *decided = when(style, request->decided);
    g_autofree char *hours = lb_page_hours(request->hours_granted);
    g_autofree char *end = when(style, request->access_end);
    g_autofree char *ended = when(style, request->ended);
    g_autofree char *left = lb_time_format_span(request->access_end - view->now);
    switch (request->status) {
    case LB_STATUS_APPROVED:
        return g_strdup_printf(_("Approved by %s, %s, for %s. Access is open until %s (%s left)."),
                               by, decided, hours, end, left);
    case LB_STATUS_DENIED:
        return g_strdup_printf(_("Denied by %s, %s. Nothing opened."), by, decided);
    case LB_STATUS_EXPIRED:
        return g_strdup_printf(_("Nobody answered in time; it expired, %s. Nothing opened."),
                               ended);
    case LB_STATUS_CANCELED:
        return g_strdup_printf(_("Canceled by %s, %s. Nothing opened."), by, decided);
    case LB_STATUS_REVOKED:
        return g_strdup_printf(_("Approved by %s, %s, for %s. Access was ended early, %s."), by,
                               decided, hours, ended);
    case LB_STATUS_COMPLETED:
        return g_strdup_printf(_("Approved by %s, %s, for %s. Access ended, %s."), by, decided,
                               hours, ended);
    default:
        return NULL;
    }
}

static void
put_outcome(GString *out, const LbRequestView *view, const LbPageStyle *style)
{
    g_autofree char *sentence = outcome(view, style);
    if (sentence == NULL)
        return;
    put(out, style, "", "%s", sentence);
    lb_plain_quote(out, style->width, "  ", view->request->decision_reason);
    g_string_append_c(out, '\n');
}

static void
put_asked(GString *out, const LbRequestView *view, const LbPageStyle *style)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < view->asked->len; i++) {
        const LbAsked *asked = g_ptr_array_index(view->asked, i);
        g_autofree char *account = lb_plain_inline(asked->account);
        bool reader = g_strcmp0(asked->account, style->reader) == 0;
        int mail = 0;
        bool mailed = lb_names_find(mails, asked->mail_status, &mail);
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", reader ? _("you") : account);
        if (mailed)
            g_string_append_printf(names, " (%s)", _(lb_names_label(mails, mail)));
    }
    put(out, style, "", _("Asked: %s"), view->asked->len > 0 ? names->str : _("nobody"));
    put(out, style, "",
        _("Rules: one approval opens access, one denial ends the request; nobody answers "
          "their own request."));
    g_string_append_c(out, '\n');
}

void
lb_page_request(GString *out, const LbRequestView *view, const LbPageStyle *style)
{
    put_head(out, view, style);
    g_string_append_c(out, '\n');
    put_question(out, view->request, style);
    if (view->request->status == LB_STATUS_PENDING)
        put_answers(out, view->request, style);
    else
        put_outcome(out, view, style);
    put_asked(out, view, style);
    /* Unbroken, whatever the width: it is to be copied. */
    g_string_append_printf(out, _("Digest of what is shown: %s\n"), view->digest);
}
