/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for a request, in the language that is set. */
#include "wording/phrases.h"

#include "base/i18n.h"
#include "base/time.h"
#include "core/message.h"
#include "core/role.h"
#include "wording/plain.h"
#include "wording/votes.h"
#include "wording/weighing.h"

/* The kinds of resources that the catalogue knows, as people call them. */
static const struct {
    const char *type;
    const char *label;
} kinds[] = {
    { "Microsoft.Compute/virtualMachines", N_("virtual machine") },
    { "Microsoft.ClassicCompute/virtualMachines", N_("classic virtual machine") },
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

/* What became of the mail that asked, by LbMailState. */
static const char *const mails[] = {
    [LB_MAIL_QUEUED] = N_("mail queued"),     [LB_MAIL_SENDING] = N_("mail queued"),
    [LB_MAIL_ACCEPTED] = N_("mail accepted"), [LB_MAIL_REFUSED] = N_("mail refused"),
    [LB_MAIL_FAILED] = N_("mail failed"),     [LB_MAIL_WITHDRAWN] = N_("mail withdrawn"),
    [LB_MAIL_BOUNCED] = N_("mail came back"),
};

const char *
lb_phrase_mail(const char *status)
{
    int state = 0;
    return status != NULL && lb_names_find(lb_mail_state_names, status, &state) ? _(mails[state])
                                                                                : NULL;
}

char *
lb_phrase_hours(int hours)
{
    return g_strdup_printf(ngettext_("%d hour", "%d hours", (unsigned long)hours), hours);
}

char *
lb_phrase_status(LbStatus status)
{
    return g_strdup_printf("%c %s", lb_status_mark(status), _(lb_status_label(status)));
}

char *
lb_phrase_standing(const LbRequest *request)
{
    return request->stuck ? g_strdup_printf("! %s", _("NOT ENDED"))
                          : lb_phrase_status(request->status);
}

char *
lb_phrase_resources(const LbRequest *request)
{
    const LbResource *first =
        request->resources->len > 0 ? g_ptr_array_index(request->resources, 0) : NULL;
    g_autofree char *name = lb_plain_inline(first != NULL ? first->name : "?");
    guint more = request->resources->len > 0 ? request->resources->len - 1 : 0;
    if (more == 0)
        return g_steal_pointer(&name);
    return g_strdup_printf(ngettext_("%s and %u more", "%s and %u more", more), name, more);
}

char *
lb_phrase_asked_for(const LbRequest *request)
{
    g_autofree char *label = lb_plain_inline(request->scenario_label);
    g_autofree char *resources = lb_phrase_resources(request);
    return g_strdup_printf(_("%s to %s"), label, resources);
}

char *
lb_phrase_resource(const LbResource *resource)
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

char *
lb_phrase_role(const LbRequest *request)
{
    LbRole role;
    if (request->requester_role != NULL && lb_role_from_name(request->requester_role, &role))
        return g_strdup(_(lb_role_name(role)));
    return lb_plain_inline(request->requester_role);
}

/* Of a request whose time was over, now or at the moment @ended. */
static char *
expired(const LbRequestView *view, const char *ended)
{
    for (guint i = 0; i < view->asked->len; i++)
        if (((const LbAsked *)g_ptr_array_index(view->asked, i))->vote != LB_VOTE_NONE)
            return g_strdup_printf(
                _("Too few approved it in time; it expired, %s. Nothing opened."), ended);
    return g_strdup_printf(_("Nobody answered in time; it expired, %s. Nothing opened."), ended);
}

/* Of access that is over, and is being ended where it was opened. */
static char *
being_closed(const LbRequest *request, const char *by, const char *decided, const char *hours)
{
    g_autofree char *ender = lb_plain_inline(request->ended_by);
    const char *sentence =
        request->ended_by == NULL ? _("The time of access is over; it is being ended.")
        : request->status == LB_STATUS_REVOKING ? _("%s has revoked it; access is being ended.")
        : g_strcmp0(request->ended_by, request->requester_account) == 0
            ? _("%s has handed it back; access is being ended.")
            : _("%s has ended it; access is being ended.");
    g_auto(GStrv) pieces = g_strsplit(sentence, "%s", 2);
    g_autofree char *ending = g_strjoinv(ender, pieces);
    return g_strdup_printf(_("Approved by %s, %s, for %s. %s"), by, decided, hours, ending);
}

char *
lb_phrase_outcome(const LbRequestView *view, GTimeZone *zone)
{
    const LbRequest *request = view->request;
    g_autofree char *by = lb_plain_inline(request->decided_by);
    g_autofree char *ender = lb_plain_inline(request->ended_by);
    g_autofree char *decided = lb_time_format(request->decided, zone, LB_TIME_FULL);
    g_autofree char *hours = lb_phrase_hours(request->hours_granted);
    g_autofree char *end = lb_time_format(request->access_end, zone, LB_TIME_FULL);
    g_autofree char *ended = lb_time_format(request->ended, zone, LB_TIME_FULL);
    g_autofree char *deadline = lb_time_format(request->expiration, zone, LB_TIME_FULL);
    g_autofree char *left = lb_time_format_span(request->access_end - view->now);
    char *unasked = lb_phrase_unasked(view, zone);
    if (unasked != NULL)
        return unasked;
    switch (request->status) {
    case LB_STATUS_APPROVED:
        if (request->access_end <= view->now)
            return g_strdup_printf(_("Approved by %s, %s, for %s. The time of access is over, %s; "
                                     "it is being closed."),
                                   by, decided, hours, end);
        return g_strdup_printf(_("Approved by %s, %s, for %s. Access is open until %s (%s left)."),
                               by, decided, hours, end, left);
    case LB_STATUS_DENIED:
        return g_strdup_printf(_("Denied by %s, %s. Nothing opened."), by, decided);
    case LB_STATUS_EXPIRED:
        return expired(view, ended);
    case LB_STATUS_CANCELED:
        return g_strdup_printf(_("Canceled by %s, %s. Nothing opened."), by, decided);
    case LB_STATUS_REVOKED:
        return g_strdup_printf(_("Approved by %s, %s, for %s. Access was ended early by %s, %s."),
                               by, decided, hours, ender, ended);
    case LB_STATUS_COMPLETED:
        if (request->ended_by != NULL)
            return g_strdup_printf(
                g_strcmp0(request->ended_by, request->requester_account) == 0
                    ? _("Approved by %s, %s, for %s. Access was handed back by %s, %s.")
                    : _("Approved by %s, %s, for %s. Access was ended early by %s, %s."),
                by, decided, hours, ender, ended);
        return g_strdup_printf(_("Approved by %s, %s, for %s. Access ended, %s."), by, decided,
                               hours, ended);
    case LB_STATUS_INITIALIZING:
        return g_strdup(
            _("The provider's own rules are being asked first; no customer waits for it yet."));
    case LB_STATUS_APPROVING:
        return g_strdup_printf(
            _("Approved by %s, %s, for %s. Access is being opened; it ends %s (%s left)."), by,
            decided, hours, end, left);
    case LB_STATUS_REVOKING:
    case LB_STATUS_COMPLETING:
        return being_closed(request, by, decided, hours);
    case LB_STATUS_ERROR:
        return g_strdup_printf(_("Approved by %s, %s, for %s, but access could not be opened."), by,
                               decided, hours);
    case LB_STATUS_PENDING:
        return request->expiration <= view->now
                   ? g_strdup_printf(
                         _("Its time was over, %s, before it was decided. Nothing opened."),
                         deadline)
                   : NULL;
    default:
        return NULL;
    }
}

static char *
approved(const LbRequest *request, const char *id, GTimeZone *zone)
{
    g_autofree char *end = lb_time_format(request->access_end, zone, LB_TIME_FULL);
    g_autofree char *hours = lb_phrase_hours(request->hours_granted);
    g_autofree char *account = lb_plain_inline(request->requester_account);
    return g_strdup_printf(
        request->status == LB_STATUS_APPROVING
            ? _("%s is approved. Access is being opened for %s, for %s, until %s; revoke ends it "
                "before.")
            : _("%s is approved. %s has access for %s, until %s; revoke ends it before."),
        id, account, hours, end);
}

static char *
endorsed(const LbRequest *request, const char *id, GTimeZone *zone)
{
    g_autofree char *until = lb_time_format(request->expiration, zone, LB_TIME_FULL);
    if (request->status == LB_STATUS_PENDING)
        return g_strdup_printf(_("%s is endorsed. Its customer is asked, until %s."), id, until);
    if (request->status == LB_STATUS_APPROVED)
        return g_strdup_printf(_("%s is endorsed. Access is open: no customer data is touched."),
                               id);
    if (request->status == LB_STATUS_APPROVING)
        return g_strdup_printf(
            _("%s is endorsed. Access is being opened: no customer data is touched."), id);
    return g_strdup_printf(_("%s is endorsed, and waits for another internal approval."), id);
}

char *
lb_phrase_submitted(const LbRequest *request, GTimeZone *zone)
{
    g_autofree char *id = lb_request_id(request);
    g_autofree char *until = lb_time_format(request->expiration, zone, LB_TIME_FULL);
    if (request->status == LB_STATUS_INITIALIZING && request->jit_only)
        return g_strdup_printf(_("%s is made and waits for internal approval. The customer is not "
                                 "asked: no customer data is touched."),
                               id);
    if (request->status == LB_STATUS_INITIALIZING)
        return g_strdup_printf(_("%s is made and waits for internal approval. The customer is "
                                 "asked only after that."),
                               id);
    if (request->status == LB_STATUS_APPROVED)
        return g_strdup_printf(_("%s is made, and access is open: no customer data is touched."),
                               id);
    if (request->status == LB_STATUS_APPROVING)
        return g_strdup_printf(
            _("%s is made, and access is being opened: no customer data is touched."), id);
    if (request->status != LB_STATUS_PENDING)
        return g_strdup_printf(_("%s is made: %s."), id, _(lb_status_label(request->status)));
    return g_strdup_printf(
        _("%s is made and waits for its approvers until %s. Without an answer it expires."), id,
        until);
}

char *
lb_phrase_done(LbVerb verb, const LbRequest *request, GTimeZone *zone)
{
    g_autofree char *id = lb_request_id(request);
    switch (verb) {
    case LB_VERB_APPROVE:
        return request->status == LB_STATUS_PENDING ? lb_phrase_approved_partly(request, zone)
                                                    : approved(request, id, zone);
    case LB_VERB_DENY:
        return g_strdup_printf(
            _("%s is denied. Nothing opens, and the engineer reads your reason."), id);
    case LB_VERB_CANCEL:
        return g_strdup_printf(_("%s is canceled. Nobody has to answer it any more."), id);
    case LB_VERB_REVOKE:
        return g_strdup_printf(request->status == LB_STATUS_REVOKING
                                   ? _("%s is revoked. The access is being ended.")
                                   : _("%s is revoked. The access has ended."),
                               id);
    case LB_VERB_COMPLETE:
        return g_strdup_printf(request->status == LB_STATUS_COMPLETING
                                   ? _("%s is handed back. The access is being ended.")
                                   : _("%s is completed. The access has been handed back."),
                               id);
    case LB_VERB_ENDORSE:
        return endorsed(request, id, zone);
    case LB_VERB_DECLINE:
        return g_strdup_printf(
            _("%s is declined. Nothing opens, and the engineer reads your reason."), id);
    case LB_VERB_EXTEND:
        return lb_phrase_submitted(request, zone);
    default:
        return g_strdup(id);
    }
}

char *
lb_phrase_number(int64_t number)
{
    GString *text = g_string_new(NULL);
    g_string_printf(text, "%" G_GINT64_FORMAT, number);
    for (gssize at = (gssize)text->len - 3; at > (number < 0 ? 1 : 0); at -= 3)
        g_string_insert_c(text, at, ',');
    return g_string_free(text, FALSE);
}

char *
lb_phrase_ticket_origin(const LbTicket *ticket, GTimeZone *zone)
{
    g_autofree char *opener = lb_plain_inline(ticket->opened_by);
    g_autofree char *tenant = lb_plain_inline(ticket->tenant_name);
    g_autofree char *opened = lb_time_format(ticket->opened, zone, LB_TIME_FULL);
    if (ticket->mirror != NULL) /* where it lives there is no such severity */
        return g_strdup_printf(_("Opened by %s of %s, %s."), opener, tenant, opened);
    return g_strdup_printf(_("Severity %s. Opened by %s of %s, %s."),
                           _(lb_names_label(lb_severity_names, (int)ticket->severity)), opener,
                           tenant, opened);
}

char *
lb_phrase_ticket_mark(LbTicketState state)
{
    static const char marks[] = { [LB_TICKET_UNASSIGNED] = '?',
                                  [LB_TICKET_ASSIGNED] = '+',
                                  [LB_TICKET_ESCALATED] = '!',
                                  [LB_TICKET_WITH_DEVOPS] = '+',
                                  [LB_TICKET_CLOSED] = '=' };
    return g_strdup_printf("%c %s", marks[state],
                           _(lb_names_label(lb_ticket_state_names, (int)state)));
}

char *
lb_phrase_ticket_state(const LbTicket *ticket, GTimeZone *zone)
{
    g_autofree char *assignee = lb_plain_inline(ticket->assignee);
    g_autofree char *closed = lb_time_format(ticket->closed, zone, LB_TIME_FULL);
    g_autofree char *worker = ticket->assignee != NULL
                                  ? g_strdup_printf(_("Assigned to %s."), assignee)
                                  : g_strdup(_("Assigned to nobody so far."));
    g_autofree char *state =
        ticket->open ? g_strdup(_("Open.")) : g_strdup_printf(_("Closed, %s."), closed);
    if (ticket->escalated == 0)
        return g_strdup_printf("%s %s", worker, state);
    g_autofree char *escalator = lb_plain_inline(ticket->escalated_by);
    g_autofree char *time = lb_time_format(ticket->escalated, zone, LB_TIME_FULL);
    g_autofree char *escalated =
        g_strdup_printf(_("Escalated to the DevOps engineers by %s, %s."), escalator, time);
    return g_strdup_printf("%s %s %s", worker, escalated, state);
}

char *
lb_phrase_wrote(const LbTicketEntry *entry, GTimeZone *zone)
{
    g_autofree char *author = lb_plain_inline(entry->author);
    g_autofree char *time = lb_time_format(entry->time, zone, LB_TIME_FULL);
    return g_strdup_printf(_("%s, %s (%s) wrote:"), time, author,
                           _(lb_names_label(lb_side_names, (int)entry->side)));
}
