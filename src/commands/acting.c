/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs that act: submit, approve, deny, cancel, revoke, complete. What happened is said after the service
 * returned, which is after it was committed. */
#include "base/i18n.h"
#include "base/time.h"
#include "commands/ask.h"
#include "commands/asking.h"
#include "commands/elsewhere.h"
#include "commands/input.h"
#include "commands/json.h"
#include "commands/reading.h"
#include "commands/verbs.h"
#include "core/reference.h"
#include "service/elsewhere.h"
#include "service/endorse.h"
#include "wording/phrases.h"
#include "wording/plain.h"

typedef LbRequest *(*Act)(LbService *service, const LbActor *actor, const LbDecision *decision,
                          GError **error);

/* Says what became of @request: JSON, or @sentence and what may be done now. */
static bool
report(LbCommand *command, LbRequest *request, const char *sentence)
{
    /* It has happened, whatever becomes of the session now. */
    command->ending = true;
    lb_service_label(command->service, request, command->language);
    if (command->json) {
        lb_service_find_case(command->service, command->actor, request, NULL);
        g_autofree char *json = lb_json_request(request, command->test);
        g_string_append(command->out, json);
        return true;
    }
    lb_plain_wrap(command->out, lb_command_width(), "", "    ", sentence);
    return true;
}

/* Refuses where an option is missing that submit cannot do without. */
static bool
check_submission(const LbArguments *arguments, GError **error)
{
    static const LbOption needed[] = { LB_OPTION_TICKET,   LB_OPTION_SERVICE,
                                       LB_OPTION_SCENARIO, LB_OPTION_RESOURCE,
                                       LB_OPTION_LEVEL,    LB_OPTION_JUSTIFICATION };
    return lb_arguments_need(arguments, needed, G_N_ELEMENTS(needed), error);
}

/* A ticket that lives elsewhere is here before anything is said of it. */
static bool
know(LbCommand *command, const LbSubmission *submission, GError **error)
{
    int64_t number = 0;
    return !lb_reference_is_one(submission->ticket) ||
           lb_elsewhere_number(command, submission->ticket, &number, error);
}

/* Whether @refusal says that the ticket has to be looked at anew, where it lives. */
static bool
is_stale(const GError *refusal)
{
    return g_error_matches(refusal, LB_REFUSAL_ERROR, LB_REFUSAL_TICKET_STALE);
}

static LbRequest *
submit(LbCommand *command, const LbSubmission *submission, GError **error)
{
    g_autoptr(GError) refusal = NULL;
    LbRequest *request = lb_service_submit(command->service, command->actor, submission, &refusal);
    if (is_stale(refusal))
        return lb_elsewhere_refresh(command, submission->ticket, error)
                   ? lb_service_submit(command->service, command->actor, submission, error)
                   : NULL;
    if (refusal != NULL)
        g_propagate_error(error, g_steal_pointer(&refusal));
    return request;
}

bool
lb_verb_submit(LbCommand *command, const LbArguments *arguments, GError **error)
{
    int64_t hours = 0;
    g_autofree char *justification = NULL;
    if (!check_submission(arguments, error) ||
        !lb_arguments_number(arguments, LB_OPTION_HOURS, 1, 9999, &hours, error) ||
        !lb_input_text(command, arguments, LB_OPTION_JUSTIFICATION, &justification, error))
        return false;
    GPtrArray *names = arguments->values[LB_OPTION_RESOURCE];
    g_autoptr(GPtrArray) resources =
        g_ptr_array_copy(names, (GCopyFunc)(void (*)(void))g_strdup, NULL);
    g_ptr_array_set_free_func(resources, g_free);
    g_ptr_array_add(resources, NULL);
    LbSubmission submission = {
        .ticket = lb_arguments_text(arguments, LB_OPTION_TICKET),
        .service = lb_arguments_text(arguments, LB_OPTION_SERVICE),
        .scenario = lb_arguments_text(arguments, LB_OPTION_SCENARIO),
        .level = lb_arguments_text(arguments, LB_OPTION_LEVEL),
        .hours = (int)hours,
        .justification = justification,
        .resources = (const char *const *)resources->pdata,
    };
    if (!know(command, &submission, error))
        return false;
    if (lb_arguments_has(arguments, LB_OPTION_LOOK))
        return lb_asking_preview(command, &submission, error);
    g_autoptr(LbRequest) request = submit(command, &submission, error);
    if (request == NULL)
        return false;
    g_autofree char *sentence = lb_phrase_submitted(request, command->zone);
    return report(command, request, sentence);
}

static LbRequest *
extend(LbCommand *command, int64_t number, int hours, const char *justification, GError **error)
{
    g_autoptr(GError) refusal = NULL;
    LbRequest *made =
        lb_service_extend(command->service, command->actor, number, hours, justification, &refusal);
    if (!is_stale(refusal)) {
        if (refusal != NULL)
            g_propagate_error(error, g_steal_pointer(&refusal));
        return made;
    }
    g_autoptr(LbRequestView) view = lb_reading_view(command, number, error);
    g_autofree char *ticket = view != NULL ? lb_ticket_id(view->request->ticket) : NULL;
    return ticket != NULL && lb_elsewhere_refresh(command, ticket, error)
               ? lb_service_extend(command->service, command->actor, number, hours, justification,
                                   error)
               : NULL;
}

bool
lb_verb_extend(LbCommand *command, const LbArguments *arguments, GError **error)
{
    static const LbOption needed[] = { LB_OPTION_HOURS, LB_OPTION_JUSTIFICATION };
    int64_t hours = 0;
    g_autofree char *justification = NULL;
    if (!lb_arguments_need(arguments, needed, G_N_ELEMENTS(needed), error) ||
        !lb_arguments_number(arguments, LB_OPTION_HOURS, 1, 9999, &hours, error) ||
        !lb_input_text(command, arguments, LB_OPTION_JUSTIFICATION, &justification, error))
        return false;
    g_autoptr(LbRequest) request =
        extend(command, arguments->number, (int)hours, justification, error);
    if (request == NULL)
        return false;
    g_autofree char *sentence = lb_phrase_done(LB_VERB_EXTEND, request, command->zone);
    return report(command, request, sentence);
}

/* The digest of what the terminal showed, once the person has typed the number; NULL without error when the
 * person has not. */
static char *
show_and_ask(LbCommand *command, int64_t number, GError **error)
{
    g_autoptr(LbRequestView) view = lb_reading_open(command, number, error);
    if (view == NULL)
        return NULL;
    if (view->why_not_approve != LB_REFUSAL_NONE) {
        lb_refuse(error, view->why_not_approve, NULL);
        return NULL;
    }
    LbPageStyle style = lb_reading_style(command, view->now);
    lb_page_request(command->out, view, &style);
    g_autofree char *question = g_strdup_printf(
        _("\nTo approve LB-%lld, type its number and press Enter: "), (long long)number);
    g_autofree char *id = lb_request_id(view->request);
    bool confirmed = false;
    if (!lb_command_flush(command, error) ||
        !lb_ask_number(command, question, id, &confirmed, error))
        return NULL;
    return confirmed ? g_strdup(view->digest) : NULL;
}

/* Nothing says that the request was read: the answer is how to read it, and how to approve what was read. */
static bool
refuse_unread(LbCommand *command, int64_t number, GError **error)
{
    g_autoptr(LbRequestView) view = lb_reading_view(command, number, error);
    if (view == NULL)
        return false;
    if (view->why_not_approve != LB_REFUSAL_NONE)
        return lb_refuse(error, view->why_not_approve, NULL);
    g_autofree char *id = lb_request_id(view->request);
    g_ptr_array_add(command->advice,
                    lb_command_line(command, (const char *const[]){ "show", id, NULL }));
    g_ptr_array_add(command->advice,
                    lb_command_line(command, (const char *const[]){ "approve", id, "--shown",
                                                                    view->digest, NULL }));
    return lb_refuse(error, LB_REFUSAL_NOT_SHOWN, _("Read it, then approve what you have read:"));
}

bool
lb_verb_approve(LbCommand *command, const LbArguments *arguments, GError **error)
{
    g_autoptr(GError) failure = NULL;
    int64_t hours = 0;
    if (!lb_arguments_number(arguments, LB_OPTION_HOURS, 1, 9999, &hours, error))
        return false;
    g_autofree char *shown = g_strdup(lb_arguments_text(arguments, LB_OPTION_SHOWN));
    bool asks = shown == NULL && !command->json && lb_ask_has_terminal();
    if (shown == NULL && !asks)
        return refuse_unread(command, arguments->number, error);
    if (asks)
        shown = show_and_ask(command, arguments->number, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (shown == NULL) {
        g_string_append_printf(command->out, "%s\n",
                               _("That is not its number. Nothing is decided."));
        command->exit = LB_EXIT_UNDECIDED;
        return true;
    }
    LbDecision decision = {
        .number = arguments->number,
        .shown = shown,
        .hours = (int)hours,
        .reason = lb_arguments_text(arguments, LB_OPTION_REASON),
    };
    g_autoptr(LbRequest) request =
        lb_service_approve(command->service, command->actor, &decision, error);
    if (request == NULL)
        return false;
    g_autofree char *sentence = lb_phrase_done(LB_VERB_APPROVE, request, command->zone);
    return report(command, request, sentence);
}

/* The acts that need no more than a reason. */
static bool
act(LbCommand *command, const LbArguments *arguments, Act act_on, LbVerb verb, GError **error)
{
    LbDecision decision = {
        .number = arguments->number,
        .shown = lb_arguments_text(arguments, LB_OPTION_SHOWN),
        .reason = lb_arguments_text(arguments, LB_OPTION_REASON),
    };
    g_autoptr(LbRequest) request = act_on(command->service, command->actor, &decision, error);
    if (request == NULL)
        return false;
    g_autofree char *sentence = lb_phrase_done(verb, request, command->zone);
    return report(command, request, sentence);
}

bool
lb_verb_deny(LbCommand *command, const LbArguments *arguments, GError **error)
{
    return act(command, arguments, lb_service_deny, LB_VERB_DENY, error);
}

/* Nobody says yes to what was not read: without a digest, the answer is how to read it, and how to go on. */
static bool
advise_to_read(LbCommand *command, int64_t number, GError **error)
{
    g_autoptr(LbRequestView) view = lb_reading_view(command, number, error);
    if (view == NULL)
        return false;
    if ((view->verbs & (1u << LB_VERB_ENDORSE)) == 0)
        return true; /* the act says why not */
    g_autofree char *id = lb_request_id(view->request);
    g_ptr_array_add(command->advice,
                    lb_command_line(command, (const char *const[]){ "show", id, NULL }));
    g_ptr_array_add(command->advice,
                    lb_command_line(command, (const char *const[]){ "endorse", id, "--shown",
                                                                    view->digest, NULL }));
    return lb_refuse(error, LB_REFUSAL_NOT_SHOWN, _("Read it, then endorse what you have read:"));
}

bool
lb_verb_endorse(LbCommand *command, const LbArguments *arguments, GError **error)
{
    if (lb_arguments_text(arguments, LB_OPTION_SHOWN) == NULL &&
        !advise_to_read(command, arguments->number, error))
        return false;
    return act(command, arguments, lb_service_endorse, LB_VERB_ENDORSE, error);
}

bool
lb_verb_decline(LbCommand *command, const LbArguments *arguments, GError **error)
{
    return act(command, arguments, lb_service_decline, LB_VERB_DECLINE, error);
}

bool
lb_verb_cancel(LbCommand *command, const LbArguments *arguments, GError **error)
{
    return act(command, arguments, lb_service_cancel, LB_VERB_CANCEL, error);
}

bool
lb_verb_revoke(LbCommand *command, const LbArguments *arguments, GError **error)
{
    return act(command, arguments, lb_service_revoke, LB_VERB_REVOKE, error);
}

bool
lb_verb_complete(LbCommand *command, const LbArguments *arguments, GError **error)
{
    return act(command, arguments, lb_service_complete, LB_VERB_COMPLETE, error);
}
