/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mail test: one mail that is in no outbox, to see whether mail arrives, with each step in words as it happens. */
#include <string.h>

#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"
#include "operator/mailhints.h"
#include "operator/trial.h"
#include "operator/verbs.h"
#include "service/mails.h"
#include "service/operator.h"

#define PATIENCE \
    90 /* seconds beside those that one mail may take: looking up a name takes its time */

typedef struct {
    LbInvocation *invocation;
    JsonBuilder *json; /* NULL: in words */
    LbMailTrial found;
    char *command; /* the last line to the server; NULL: none */
    char *blamed;  /* the last one that it did not like; NULL: none */
    char *words;   /* at the end */
} Test;

/* What begins with a command, in words that stand before it. */
static const struct {
    const char *command, *words;
} phases[] = {
    { "EHLO", N_("Lockbox introduces itself, and the server says what it offers:") },
    { "HELO", N_("Lockbox introduces itself once more, in the old way:") },
    { "STARTTLS", N_("Lockbox asks for encryption:") },
    { "AUTH", N_("Lockbox logs in (*** is not shown):") },
    { "MAIL", N_("The sender, to whom the server would report a failure:") },
    { "RCPT", N_("The recipient:") },
    { "DATA", N_("Lockbox asks whether the mail may follow:") },
    { ".", N_("The mail itself is handed over.") },
    { "RSET", N_("Lockbox breaks off:") },
    { "QUIT", N_("Lockbox takes its leave:") },
};

static void
say_phase(Test *test, const char *line)
{
    GString *out = test->invocation->out;
    size_t word = strcspn(line, " ");
    for (size_t i = 0; i < G_N_ELEMENTS(phases); i++)
        if (strlen(phases[i].command) == word &&
            g_ascii_strncasecmp(line, phases[i].command, word) == 0)
            g_string_append_printf(out, "%s\n", _(phases[i].words));
}

static void
replace(char **place, const char *text)
{
    g_free(*place);
    *place = g_strdup(text);
}

static void
on_sent(Test *test, const char *text)
{
    if (g_strcmp0(test->command, text) == 0) /* libcurl says its farewell twice */
        return;
    say_phase(test, text);
    if (strcmp(text, ".") != 0)
        g_string_append_printf(test->invocation->out, "  > %s\n", text);
}

static void
on_received(Test *test, const char *text)
{
    if (!test->found.heard)
        g_string_append_printf(test->invocation->out, "%s\n", _("The server greets:"));
    g_string_append_printf(test->invocation->out, "  < %s\n", text);
}

/* What is said of a step, before its text or around it (%s); marked N_(). */
static const char *const sentences[] = {
    [LB_TRACE_LOOKUP] = N_("The name %s is looked up:"),
    [LB_TRACE_ADDRESS] = "  %s",
    [LB_TRACE_CERTIFICATE] = N_("  certificate: %s"),
    [LB_TRACE_SECURED] = N_("The connection is encrypted (%s), and the certificate is good."),
    [LB_TRACE_ACCEPTED] = N_("The server took the mail: %s"),
    [LB_TRACE_STORED] = N_("The mail was put into the Maildir %s."),
    [LB_TRACE_REFUSED] = N_("The server refuses it for good: %s"),
    [LB_TRACE_LATER] = N_("The mail could not be delivered: %s"),
    [LB_TRACE_UNUSABLE] = N_("Mail cannot be sent like this: %s"),
};

static void
say_step(Test *test, LbTraceStep step, const char *text)
{
    GString *out = test->invocation->out;
    if (lb_trace_is_last(step))
        g_string_append_c(out, '\n');
    if (step == LB_TRACE_SENT)
        on_sent(test, text);
    else if (step == LB_TRACE_RECEIVED)
        on_received(test, text);
    else if (step == LB_TRACE_CONNECTED)
        g_string_append_printf(out, "%s\n", _("There is a connection."));
    else {
        g_auto(GStrv) around = g_strsplit(_(sentences[step]), "%s", 2);
        g_string_append_printf(out, "%s%s%s\n", around[0], text, around[1]);
    }
}

static void
on_step(gpointer data, LbTraceStep step, const char *text)
{
    Test *test = data;
    g_autofree char *safe = lb_text_escape(text, LB_TEXT_LINE);
    if (test->json == NULL) {
        say_step(test, step, safe);
        lb_invocation_flush(test->invocation, NULL);
    } else {
        json_builder_begin_object(test->json);
        lb_json_add_text_member(test->json, "step", lb_names_get(lb_trace_step_names, (int)step));
        lb_json_add_text_member(test->json, "text", text);
        json_builder_end_object(test->json);
    }
    test->found.heard |= step == LB_TRACE_RECEIVED;
    test->found.nameless =
        step == LB_TRACE_LOOKUP || (lb_trace_is_last(step) && test->found.nameless);
    if (step == LB_TRACE_SENT)
        replace(&test->command, text);
    if (step == LB_TRACE_RECEIVED && (*text == '4' || *text == '5'))
        replace(&test->blamed, test->command);
    if (!lb_trace_is_last(step))
        return;
    test->found.last = step;
    g_free(test->words);
    test->words = g_steal_pointer(&safe);
}

static void
say_setting(GString *out, const char *label, const char *value)
{
    g_autofree char *safe = lb_text_escape(value, LB_TEXT_LINE);
    g_string_append_printf(out, "  %s: %s\n", label, safe);
}

/* What was read of the configuration; never the password. */
static void
say_settings(GString *out, const LbConfig *config)
{
    g_string_append_printf(out, "%s\n", _("By lockbox.conf:"));
    say_setting(out, _("Sender"), config->site->from);
    if (config->site->bounces != NULL)
        say_setting(out, _("Failures are reported to"), config->site->bounces);
    if (config->smtp_server == NULL) {
        say_setting(out, _("Server"), _("none; mails are put into a Maildir"));
        return;
    }
    say_setting(out, _("Server"), config->smtp_server);
    if (config->smtp_name != NULL)
        say_setting(out, _("The name in its certificate"), config->smtp_name);
    say_setting(out, _("Security"), config->smtp_security);
    if (strcmp(config->smtp_security, "none") != 0)
        say_setting(out, _("Certificates are trusted by"),
                    config->smtp_ca_file != NULL ? config->smtp_ca_file : _("this system"));
    if (config->smtp_user == NULL) {
        say_setting(out, _("Login"), _("none"));
        return;
    }
    say_setting(out, _("Login"), config->smtp_user);
    say_setting(out, _("Its password is in"), config->smtp_password_file);
}

static void
begin_json(JsonBuilder *builder, const LbConfig *config, const char *address)
{
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "address", address);
    lb_json_add_text_member(builder, "sender", config->site->from);
    lb_json_add_text_member(builder, "server", config->smtp_server);
    lb_json_add_text_member(builder, "security",
                            config->smtp_server != NULL ? config->smtp_security : NULL);
    lb_json_add_text_member(builder, "user", config->smtp_user);
    json_builder_set_member_name(builder, "steps");
    json_builder_begin_array(builder);
}

static bool
end(Test *test, const LbService *service, GError **error)
{
    static const struct {
        LbOutcome outcome;
        LbInvocationError code;
    } codes[] = { { LB_OUTCOME_REFUSED, LB_INVOCATION_ERROR_NOT_TAKEN },
                  { LB_OUTCOME_LATER, LB_INVOCATION_ERROR_NOT_NOW },
                  { LB_OUTCOME_FINDINGS, LB_INVOCATION_ERROR_FINDINGS } };
    test->found.words = test->words;
    test->found.command = test->blamed;
    const LbMailHint *hint = lb_mail_hint_find(&test->found);
    if (test->json != NULL) {
        json_builder_end_array(test->json);
        lb_json_add_text_member(test->json, "outcome",
                                lb_names_get(lb_trace_step_names, (int)test->found.last));
        lb_json_add_text_member(test->json, "answer", test->words);
        lb_json_add_text_member(test->json, "hint", hint->sentence);
        lb_json_add_flag_member(test->json, "test", lb_service_is_test(service));
        json_builder_end_object(test->json);
        lb_invocation_say_json(test->invocation, test->json);
    } else {
        g_string_append_printf(test->invocation->out, "%s\n", _(hint->sentence));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
        if (codes[i].outcome != hint->outcome)
            continue;
        g_set_error(error, LB_INVOCATION_ERROR, (gint)codes[i].code,
                    _("the mail was not accepted: %s"), test->words);
        return false;
    }
    return true;
}

static bool
run(Test *test, const LbService *service, const char *address, GError **error)
{
    LbInvocation *invocation = test->invocation;
    const LbConfig *config = invocation->config;
    const char *file = lb_invocation_option(invocation, "config");
    g_autoptr(LbTrialOrder) order = g_new0(LbTrialOrder, 1);
    order->data = g_strdup(invocation->data);
    order->config = g_strdup(file != NULL ? file : g_getenv("LOCKBOX_CONFIG"));
    order->test = lb_service_is_test(service);
    order->address = g_strdup(address);
    order->language = g_strdup(_("en"));
    const LbTrace trace = { on_step, test };
    unsigned patience = PATIENCE + (unsigned)config->smtp_timeout;
    return lb_trial_ask(order, patience, &trace, error) && end(test, service, error);
}

bool
lb_ctl_mail_test(LbInvocation *invocation, GError **error)
{
    const char *address = lb_invocation_operand(invocation, 0);
    const LbConfig *config = invocation->config;
    if (!lb_mailbox_is_valid(address))
        return lb_invocation_misuse(error, _("This command takes one plain mail address."));
    g_autoptr(LbActor) actor = lb_operator_actor_new();
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    if (service == NULL || !lb_mails_try(service, actor, address, error))
        return false;
    g_autoptr(JsonBuilder) json = lb_invocation_json(invocation) ? json_builder_new() : NULL;
    Test test = { .invocation = invocation, .json = json };
    test.found.security = config->smtp_security;
    test.found.secret = config->smtp_password_file;
    if (json != NULL) {
        begin_json(json, config, address);
    } else {
        lb_invocation_say_test(invocation, service);
        say_settings(invocation->out, config);
    }
    bool done = run(&test, service, address, error);
    g_free(test.command);
    g_free(test.blamed);
    g_free(test.words);
    return done;
}
