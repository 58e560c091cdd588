/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The acts about tickets. Each is one transaction: what changes, its entry in the log, and the mail that it owes. */
#include "service/tickets.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "service/closing.h"
#include "service/reader.h"
#include "service/refused.h"
#include "service/telling.h"
#include "store/tickets.h"

/* What an act does to the ticket, once it is allowed. */
typedef struct {
    LbVerb verb;
    const char *text; /* of the entry that it writes; NULL: none */
    bool needs_text;
    const char *field; /* the text's name in refusals */
    int limit;         /* of it, in characters */
    bool internal;     /* the entry is for the provider's people alone */
    LbOperation operation;
    bool tells;    /* the other side is mailed */
    LbEvent event; /* with that */
    bool (*change)(LbStore *store, int64_t number, const char *account, int64_t now,
                   GError **error); /* NULL: nothing but the entry */
} Deed;

static char *
describe(int64_t number, const char *subscription, const char *severity)
{
    g_autoptr(JsonObject) details = json_object_new();
    g_autofree char *id = lb_ticket_id(number);
    json_object_set_string_member(details, "ticket", id);
    if (subscription != NULL)
        json_object_set_string_member(details, "subscription", subscription);
    if (severity != NULL)
        json_object_set_string_member(details, "severity", severity);
    return lb_details_write(details);
}

/* As it is when the act is done, in its transaction: afterwards it may be out of the actor's sight. */
static LbTicket *
read_and_commit(LbAct *act, int64_t number, GError **error)
{
    g_autoptr(LbTicket) ticket = lb_tickets_get_seen(
        act->service->store, number, act->actor->principal, act->actor->tenant == NULL, error);
    if (ticket != NULL)
        lb_reader_fill_address(act->service, ticket);
    return ticket != NULL && lb_act_commit(act, error) ? g_steal_pointer(&ticket) : NULL;
}

/* Writes what the actor says. Accounts of the provider's speak for it, whatever roles they hold. */
static bool
write_entry(LbAct *act, int64_t number, const Deed *deed, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (deed->text == NULL && !deed->needs_text)
        return true;
    const char *typed = deed->text != NULL ? deed->text : "";
    LbTicketEntry entry = { .time = act->time.effective, .author = act->actor->account };
    g_autofree char *text = lb_text_accept(typed, -1, LB_TEXT_LINES, deed->limit, &cause);
    if (text == NULL)
        return lb_refuse_text(error, deed->field, cause);
    entry.text = text;
    entry.side = act->actor->tenant != NULL ? LB_SIDE_CUSTOMER : LB_SIDE_PROVIDER;
    if (deed->internal)
        entry.side = LB_SIDE_INTERNAL;
    return lb_tickets_add_entry(act->service->store, number, &entry, error);
}

/* Owes the mail to who opened the ticket, or to whom it is assigned, if that is an account of that side. */
static bool
tell_other_side(LbAct *act, const LbTicket *ticket, LbEvent event, GError **error)
{
    g_autoptr(GError) failure = NULL;
    bool by_customer = act->actor->tenant != NULL;
    const char *account = by_customer ? ticket->assignee : ticket->opened_by;
    int64_t principal = 0;
    if (account == NULL)
        return true;
    if (!lb_directory_find_person(act->service->store, account, &principal, error))
        return false;
    if (principal == 0)
        return true;
    g_autoptr(LbPersonRow) person = lb_directory_person(act->service->store, principal, error);
    if (person == NULL)
        return false;
    if (g_strcmp0(person->tenant, by_customer ? NULL : ticket->tenant) != 0)
        return true;
    g_autoptr(LbApprover) recipient =
        lb_directory_contact(act->service->store, principal, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return recipient == NULL || lb_act_tell_of_ticket(act, event, ticket->number, recipient, error);
}

static LbTicket *
try_to_do(LbService *service, const LbActor *actor, int64_t number, const Deed *deed,
          GError **error)
{
    g_autoptr(LbTicket) ticket = NULL;
    LbStanding standing;
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    if (act == NULL ||
        !lb_standing_towards_ticket(service, actor, number, &act->time, &standing, &ticket, error))
        return NULL;
    LbRefusal refusal = lb_authorize(deed->verb, &standing);
    if (refusal != LB_REFUSAL_NONE) {
        lb_refuse(error, refusal, NULL);
        return NULL;
    }
    g_autofree char *details = describe(number, NULL, NULL);
    const char *log = deed->operation == LB_OPERATION_NOTE_TICKET ? NULL : ticket->tenant;
    if (!write_entry(act, number, deed, error) ||
        (deed->change != NULL &&
         !deed->change(service->store, number, actor->account, act->time.effective, error)) ||
        !lb_act_log(act, deed->operation, log, 0, details, error) ||
        (deed->tells && !tell_other_side(act, ticket, deed->event, error)) ||
        (deed->verb == LB_VERB_CLOSE_TICKET && !lb_closing_end(act, number, error)))
        return NULL;
    return read_and_commit(act, number, error);
}

static LbTicket *
do_deed(LbService *service, const LbActor *actor, int64_t number, const Deed *deed, GError **error)
{
    GError *refusal = NULL;
    LbTicket *ticket = try_to_do(service, actor, number, deed, &refusal);
    if (ticket != NULL)
        return ticket;
    lb_refused_record(service, actor, deed->verb, 0, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

LbTicket *
lb_service_reply(LbService *service, const LbActor *actor, int64_t number, const char *text,
                 GError **error)
{
    const Deed deed = { .verb = LB_VERB_REPLY,
                        .text = text,
                        .needs_text = true,
                        .field = "text",
                        .limit = LB_LIMIT_TEXT,
                        .operation = LB_OPERATION_REPLY_TICKET,
                        .tells = true,
                        .event = LB_EVENT_REPLIED };
    return do_deed(service, actor, number, &deed, error);
}

LbTicket *
lb_service_note(LbService *service, const LbActor *actor, int64_t number, const char *text,
                GError **error)
{
    const Deed deed = { .verb = LB_VERB_NOTE,
                        .text = text,
                        .needs_text = true,
                        .field = "text",
                        .limit = LB_LIMIT_TEXT,
                        .internal = true,
                        .operation = LB_OPERATION_NOTE_TICKET };
    return do_deed(service, actor, number, &deed, error);
}

LbTicket *
lb_service_take(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    const Deed deed = { .verb = LB_VERB_TAKE,
                        .operation = LB_OPERATION_TAKE_TICKET,
                        .change = lb_tickets_take };
    return do_deed(service, actor, number, &deed, error);
}

LbTicket *
lb_service_escalate(LbService *service, const LbActor *actor, int64_t number, const char *reason,
                    GError **error)
{
    const Deed deed = { .verb = LB_VERB_ESCALATE,
                        .text = reason,
                        .needs_text = true,
                        .field = "reason",
                        .limit = LB_LIMIT_REASON,
                        .internal = true,
                        .operation = LB_OPERATION_ESCALATE_TICKET,
                        .change = lb_tickets_escalate };
    return do_deed(service, actor, number, &deed, error);
}

LbTicket *
lb_service_close_ticket(LbService *service, const LbActor *actor, int64_t number,
                        const char *reason, GError **error)
{
    const Deed deed = { .verb = LB_VERB_CLOSE_TICKET,
                        .text = reason,
                        .field = "reason",
                        .limit = LB_LIMIT_REASON,
                        .operation = LB_OPERATION_CLOSE_TICKET,
                        .tells = true,
                        .event = LB_EVENT_CLOSED,
                        .change = lb_tickets_close };
    return do_deed(service, actor, number, &deed, error);
}

/* Opening */

/* The canonical id of the subscription that @text names: an id, or the name of one where the actor holds a role. NULL
 * without error when there is none that the actor may know of. */
static char *
find_subscription(LbAct *act, const char *text, unsigned *roles, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *id = lb_directory_subscription_held(act->service->store, act->actor->principal,
                                                         text != NULL ? text : "", &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    if (id == NULL ||
        !lb_directory_roles_at(act->service->store, act->actor->principal, id, roles, error))
        return NULL;
    return g_steal_pointer(&id);
}

static bool
take_words(LbAct *act, const LbNewTicket *words, LbTicket *ticket, GError **error)
{
    g_autoptr(GError) cause = NULL;
    int severity = LB_SEVERITY_C;
    const char *title = words->title != NULL ? words->title : "";
    ticket->title = lb_text_accept(title, -1, LB_TEXT_LINE, LB_LIMIT_LINE, &cause);
    if (ticket->title == NULL)
        return lb_refuse_text(error, "title", cause);
    if (words->severity == NULL || !lb_names_find(lb_severity_names, words->severity, &severity)) {
        g_autofree char *allowed = lb_names_join(lb_severity_names);
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, "(severity: %s)", allowed);
    }
    ticket->severity = (LbSeverity)severity;
    ticket->opened_by = g_strdup(act->actor->account);
    ticket->opened = act->time.effective;
    ticket->open = true;
    return true;
}

static LbTicket *
try_to_open(LbService *service, const LbActor *actor, const LbNewTicket *words, GError **error)
{
    g_autoptr(LbTicket) ticket = lb_ticket_new();
    g_autoptr(GError) failure = NULL;
    LbStanding standing;
    unsigned here = 0;
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    if (act == NULL || !lb_standing_alone(service, actor, &act->time, &standing, error))
        return NULL;
    ticket->subscription = find_subscription(act, words->subscription, &here, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    standing.roles |= here;
    LbRefusal refusal = lb_authorize(LB_VERB_OPEN_TICKET, &standing);
    if (refusal != LB_REFUSAL_NONE) {
        lb_refuse(error, refusal, NULL);
        return NULL;
    }
    const Deed deed = {
        .text = words->text, .needs_text = true, .field = "text", .limit = LB_LIMIT_TEXT
    };
    ticket->tenant = g_strdup(actor->tenant);
    if (!lb_reader_check_plan(service, ticket->tenant, error) ||
        !take_words(act, words, ticket, error) ||
        !lb_tickets_insert(service->store, ticket, error) ||
        !write_entry(act, ticket->number, &deed, error))
        return NULL;
    const char *severity = lb_names_get(lb_severity_names, (int)ticket->severity);
    g_autofree char *details = describe(ticket->number, ticket->subscription, severity);
    if (!lb_act_log(act, LB_OPERATION_OPEN_TICKET, ticket->tenant, 0, details, error))
        return NULL;
    return read_and_commit(act, ticket->number, error);
}

LbTicket *
lb_service_open_ticket(LbService *service, const LbActor *actor, const LbNewTicket *ticket,
                       GError **error)
{
    GError *refusal = NULL;
    LbTicket *opened = try_to_open(service, actor, ticket, &refusal);
    if (opened != NULL)
        return opened;
    lb_refused_record(service, actor, LB_VERB_OPEN_TICKET, 0, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}
