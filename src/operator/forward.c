/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log forward: how far the activity log is forwarded, sending it again, and trying whether the collector is reached. */
#include <string.h>

#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/span.h"
#include "base/text.h"
#include "forward/message.h"
#include "forward/wire.h"
#include "operator/beside.h"
#include "operator/outcome.h"
#include "operator/verbs.h"
#include "service/forwarding.h"
#include "service/receipt.h"

#define PATIENCE_LEAST \
    60 /* seconds, beside ten times the one in which something must move: as lockboxd has it */

/* Trying. */

static bool
take_answer(gpointer data, const char *line, size_t length, bool *over, GError **error)
{
    LbForwardAnswer **answer = data;
    *over = true;
    *answer = lb_forward_answer_from_line(line, length, error);
    return *answer != NULL;
}

/* Has lockboxd send one message, which is no entry. NULL with @error where it cannot be started, or does not answer. */
static LbForwardAnswer *
try(const LbInvocation *invocation, LbService *service, GError **error)
{
    const LbForwardTarget *target = &invocation->config->forward;
    const LbForwardStyle style = { .target = target,
                                   .host = invocation->config->site->host,
                                   .instance = lb_operator_instance(service),
                                   .test = lb_service_is_test(service) };
    int64_t now = 0;
    LbForwardAnswer *answer = NULL;
    bool over = false;
    g_autofree char *head = lb_forward_target_to_line(target, error);
    if (head == NULL || !lb_service_now(service, &now, error))
        return NULL;
    g_autofree char *message = lb_forward_trial_message(&style, now);
    g_autofree char *text = g_strconcat(head, message, "\n\n", NULL);
    const LbBesideOrder order = { .argument = LB_FORWARD_ARGUMENT,
                                  .text = text,
                                  .limit = LB_FORWARD_ANSWER_MOST,
                                  .patience = PATIENCE_LEAST + 10 * (unsigned)target->timeout,
                                  .take = take_answer,
                                  .data = &answer };
    if (!lb_beside_ask(&order, &over, error) || over)
        return answer;
    answer = g_new0(LbForwardAnswer, 1);
    answer->words = g_strdup("took too long and was given up");
    return answer;
}

/* What there is. */

static void
say_time(GString *out, const char *sentence, int64_t time)
{
    g_autofree char *text = lb_invocation_format_time(time);
    g_autoptr(GString) words = g_string_new(sentence);
    g_string_replace(words, "{time}", text, 1);
    g_string_append_printf(out, "%s\n", words->str);
}

static void
say_target(GString *out, const LbForwardTarget *target)
{
    bool local = lb_forward_is_local(target->server);
    g_autofree char *server = lb_text_escape(target->server, LB_TEXT_LINE);
    if (local)
        g_string_append_printf(out, _("The activity log is forwarded to the socket %s.\n"), server);
    else if (strcmp(target->security, "tls") == 0)
        g_string_append_printf(out, _("The activity log is forwarded to %s, by TLS.\n"), server);
    else
        g_string_append_printf(
            out, _("The activity log is forwarded to %s, and nothing is encrypted.\n"), server);
    if (target->number == LB_FORWARD_EXAMPLE_NUMBER)
        g_string_append(out,
                        _("32473 is the enterprise number of examples (RFC 5612): ask IANA for "
                          "your own.\n"));
}

static void
say_fault(GString *out, const LbForwardState *state)
{
    g_autofree char *fault = lb_text_escape(state->fault, LB_TEXT_LINE);
    if (state->attempts == 0) {
        g_string_append_printf(out, "  %s\n", fault);
        return;
    }
    g_autofree char *since = lb_invocation_format_time(state->since);
    g_autofree char *tried = lb_invocation_format_time(state->tried);
    g_autofree char *attempts = g_strdup_printf("%lld", (long long)state->attempts);
    g_autoptr(GString) words = g_string_new(
        _("Since {since} it does not go on; attempts: {attempts}, the last one {tried}."));
    g_string_replace(words, "{since}", since, 1);
    g_string_replace(words, "{attempts}", attempts, 1);
    g_string_replace(words, "{tried}", tried, 1);
    g_string_append_printf(out, "%s\n  %s\n", words->str, fault);
}

static void
say_state(GString *out, const LbForwardState *state, bool alive)
{
    g_string_append_printf(out, _("Handed over: up to entry %lld, of %lld.\n"),
                           (long long)state->position, (long long)state->newest);
    if (state->handed != 0)
        say_time(out, _("The last time was {time}."), state->handed);
    if (state->waiting != 0)
        say_time(out, _("The oldest entry that waits is of {time}."), state->waiting);
    if (state->fault != NULL)
        say_fault(out, state);
    if (!alive)
        g_string_append(out, _("lockboxd does not run: nothing is forwarded now.\n"));
}

static void
put_state(JsonBuilder *builder, const LbForwardTarget *target, const LbForwardState *state,
          bool alive)
{
    lb_json_add_text_member(builder, "server", target->server);
    lb_json_add_text_member(
        builder, "security",
        target->server == NULL || lb_forward_is_local(target->server) ? NULL : target->security);
    lb_json_add_number_member(builder, "handedOver", state->position);
    lb_json_add_text_member(builder, "handedOverTo", state->server);
    lb_json_add_time_member(builder, "handedOverDateTime", state->handed);
    lb_json_add_number_member(builder, "newest", state->newest);
    lb_json_add_number_member(builder, "waiting", MAX(0, state->newest - state->position));
    lb_json_add_time_member(builder, "waitingSinceDateTime", state->waiting);
    lb_json_add_text_member(builder, "fault", state->fault);
    lb_json_add_time_member(builder, "faultSinceDateTime", state->since);
    lb_json_add_number_member(builder, "attempts", state->attempts);
    lb_json_add_time_member(builder, "triedDateTime", state->tried);
    lb_json_add_flag_member(builder, "lockboxdRuns", alive);
}

static void
put_trial(JsonBuilder *builder, const LbForwardAnswer *answer)
{
    json_builder_set_member_name(builder, "trial");
    json_builder_begin_object(builder);
    lb_json_add_flag_member(builder, "done", answer->done);
    lb_json_add_text_member(builder, "words", answer->words);
    json_builder_end_object(builder);
}

static void
say_trial(GString *out, const LbForwardAnswer *answer)
{
    g_autofree char *words = lb_text_escape(answer->words, LB_TEXT_LINE);
    g_string_append_printf(out,
                           answer->done
                               ? _("Tried now: the collector has read a message (%s).\n")
                               : _("Tried now: the collector has not read a message: %s\n"),
                           words);
}

static void
say(LbInvocation *invocation, const LbService *service, const LbForwardState *state, bool alive,
    const LbForwardAnswer *answer)
{
    const LbForwardTarget *target = &invocation->config->forward;
    if (lb_invocation_json(invocation)) {
        g_autoptr(JsonBuilder) builder = json_builder_new();
        json_builder_begin_object(builder);
        put_state(builder, target, state, alive);
        if (answer != NULL)
            put_trial(builder, answer);
        lb_json_add_flag_member(builder, "test", lb_service_is_test(service));
        json_builder_end_object(builder);
        lb_invocation_say_json(invocation, builder);
        return;
    }
    lb_invocation_say_test(invocation, service);
    if (target->server == NULL) {
        g_string_append(invocation->out,
                        _("The activity log is not forwarded: lockbox.conf names no collector "
                          "(server in [forward]).\n"));
        return;
    }
    say_target(invocation->out, target);
    say_state(invocation->out, state, alive);
    if (answer != NULL)
        say_trial(invocation->out, answer);
}

/* What is wrong is an error, so that a script notices. */
static bool
judge(const LbForwardState *state, bool forwarded, const LbForwardAnswer *answer, GError **error)
{
    if (answer != NULL && !answer->done)
        g_set_error(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_NOT_NOW,
                    _("the collector was not reached: %s"), answer->words);
    else if (answer == NULL && forwarded && state->fault != NULL)
        g_set_error(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_FINDINGS,
                    _("the activity log is not forwarded: %s"), state->fault);
    else
        return true;
    return false;
}

static bool
go_back(LbService *service, const char *from, GError **error)
{
    gint64 sequence = 0;
    bool went = false;
    if (!g_ascii_string_to_signed(from, 10, 1, G_MAXINT64, &sequence, NULL))
        return lb_invocation_misuse(error, _("The option --from takes the number of an entry."));
    if (!lb_forwarding_go_back(service, sequence, &went, error))
        return false;
    return went ||
           lb_invocation_misuse(error, _("Forwarding has not come that far: nothing is left "
                                         "out."));
}

bool
lb_ctl_log_forward(LbInvocation *invocation, GError **error)
{
    const char *from = lb_invocation_option(invocation, "from");
    bool wanted = lb_invocation_option(invocation, "test") != NULL, alive = false;
    bool forwarded = invocation->config->forward.server != NULL;
    g_auto(LbForwardState) state = { 0 };
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    if (service == NULL)
        return false;
    if (wanted && !forwarded)
        return lb_invocation_misuse(
            error,
            _("There is no collector to try: lockbox.conf names none (server in [forward])."));
    if (from != NULL && !go_back(service, from, error))
        return false;
    g_autoptr(LbForwardAnswer) answer = wanted ? try(invocation, service, error) : NULL;
    if ((wanted && answer == NULL) || !lb_service_daemon_is_alive(service, &alive, error) ||
        !lb_forwarding_state(service, &state, error))
        return false;
    say(invocation, service, &state, alive, answer);
    return judge(&state, forwarded, answer, error);
}
