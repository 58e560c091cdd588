/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines between lockboxd and its delivery child: all that is carried comes back, nothing else passes. */
#include "notify/wire.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"
#include "support/sample.h"

static void
expect_text(const char *left, const char *right)
{
    cr_assert(g_strcmp0(left, right) == 0, "%s is not %s", left, right);
}

/* Every pair of texts or numbers of two structures. */
#define SAME_TEXT(member) expect_text(a->member, b->member)
#define SAME_NUMBER(member) cr_assert_eq((int64_t)a->member, (int64_t)b->member, #member)

static void
expect_same_site(const LbSite *a, const LbSite *b)
{
    SAME_TEXT(provider);
    SAME_TEXT(host);
    SAME_TEXT(host_key);
    SAME_TEXT(from);
    SAME_TEXT(bounces);
    SAME_NUMBER(port);
    SAME_NUMBER(test);
}

static void
expect_same_smtp(const LbSmtpSettings *a, const LbSmtpSettings *b)
{
    SAME_TEXT(server);
    SAME_TEXT(name);
    SAME_TEXT(ca_file);
    SAME_TEXT(user);
    SAME_TEXT(password);
    SAME_TEXT(helo);
    SAME_NUMBER(security);
    SAME_NUMBER(timeout_ms);
}

static void
expect_same_request(const LbRequest *a, const LbRequest *b)
{
    SAME_TEXT(tenant);
    SAME_TEXT(tenant_name);
    SAME_TEXT(subscription);
    SAME_TEXT(subscription_name);
    SAME_TEXT(service);
    SAME_TEXT(scenario);
    SAME_TEXT(scenario_label);
    SAME_TEXT(requester_account);
    SAME_TEXT(requester_role);
    SAME_TEXT(decided_by);
    SAME_NUMBER(number);
    SAME_NUMBER(level);
    SAME_NUMBER(hours);
    SAME_NUMBER(ticket);
    SAME_NUMBER(created);
    SAME_NUMBER(notified);
    SAME_NUMBER(expiration);
    SAME_NUMBER(decided);
    SAME_NUMBER(quorum);
    SAME_NUMBER(approvals);
    SAME_NUMBER(hours_granted);
    SAME_NUMBER(access_start);
    SAME_NUMBER(access_end);
    SAME_NUMBER(ended);
    SAME_NUMBER(resources->len);
    for (guint i = 0; i < a->resources->len; i++)
        expect_text(((LbResource *)g_ptr_array_index(a->resources, i))->key,
                    ((LbResource *)g_ptr_array_index(b->resources, i))->key);
}

static void
expect_same_texts(const GPtrArray *a, const GPtrArray *b)
{
    SAME_NUMBER(len);
    for (guint i = 0; i < a->len; i++)
        expect_text(g_ptr_array_index(a, i), g_ptr_array_index(b, i));
}

static void
expect_same_change(const LbChange *a, const LbChange *b)
{
    SAME_NUMBER(kind);
    SAME_NUMBER(outside);
    SAME_TEXT(account);
    SAME_TEXT(before);
    SAME_TEXT(after);
    SAME_TEXT(scope);
}

static void
expect_same_people(const LbPeopleFacts *a, const LbPeopleFacts *b)
{
    SAME_TEXT(tenant);
    SAME_TEXT(account);
    SAME_TEXT(caller);
    SAME_NUMBER(more);
    SAME_NUMBER(changes->len);
    for (guint i = 0; i < a->changes->len; i++)
        expect_same_change(g_ptr_array_index(a->changes, i), g_ptr_array_index(b->changes, i));
    expect_same_texts(a->roles, b->roles);
    expect_same_texts(a->keys, b->keys);
}

static void
expect_same_exclusion(const LbExclusionFacts *a, const LbExclusionFacts *b)
{
    cr_assert_eq(a->number, b->number);
    cr_assert_eq(a->kind, b->kind);
    cr_assert_eq(a->started, b->started);
    cr_assert_eq(a->ended, b->ended);
    cr_assert_str_eq(a->tenant, b->tenant);
    cr_assert_str_eq(a->subscription, b->subscription);
    cr_assert(g_strcmp0(a->where, b->where) == 0);
    cr_assert_str_eq(a->recorder, b->recorder);
}

static void
expect_same_message(const LbMessage *a, const LbMessage *b)
{
    SAME_TEXT(message_id);
    SAME_TEXT(in_reply_to);
    SAME_TEXT(address);
    SAME_TEXT(account);
    SAME_TEXT(token);
    SAME_TEXT(language);
    SAME_TEXT(time_zone);
    SAME_TEXT(log_head);
    SAME_NUMBER(id);
    SAME_NUMBER(event);
    SAME_NUMBER(queued);
    SAME_NUMBER(approver);
    SAME_NUMBER(alternate);
    SAME_NUMBER(extends);
    SAME_NUMBER(log_sequence);
    SAME_NUMBER(attempts);
    cr_assert_eq(a->request == NULL, b->request == NULL);
    cr_assert_eq(a->people == NULL, b->people == NULL);
    cr_assert_eq(a->ticket == NULL, b->ticket == NULL);
    if (a->ticket != NULL) {
        cr_assert_str_eq(a->ticket->tenant, b->ticket->tenant);
        cr_assert(g_strcmp0(a->ticket->caller, b->ticket->caller) == 0);
        cr_assert_eq(a->ticket->number, b->ticket->number);
        cr_assert_eq(a->ticket->severity, b->ticket->severity);
        cr_assert_eq(a->ticket->ours, b->ticket->ours);
    }
    cr_assert_eq(a->exclusion == NULL, b->exclusion == NULL);
    if (a->exclusion != NULL)
        expect_same_exclusion(a->exclusion, b->exclusion);
    if (a->request != NULL)
        expect_same_request(a->request, b->request);
    if (a->people != NULL)
        expect_same_people(a->people, b->people);
}

static void
expect_one_line(const char *line)
{
    cr_assert_not_null(line);
    cr_assert_eq(strchr(line, '\n'), line + strlen(line) - 1);
}

static LbDeliverySettings *
smtp_settings(void)
{
    LbDeliverySettings *settings = lb_delivery_settings_new();
    settings->site = sample_site();
    settings->site->test = true;
    sample_set(&settings->site->bounces, "bounces@fabrikam.example");
    settings->smtp = lb_smtp_settings_new();
    settings->smtp->server = g_strdup("mail.example:587");
    settings->smtp->name = g_strdup("other.example");
    settings->smtp->security = LB_SMTP_NONE;
    settings->smtp->ca_file = g_strdup("/etc/ca.pem");
    settings->smtp->user = g_strdup("user");
    settings->smtp->password = g_strdup("pass \"word\"\n\\ä");
    settings->smtp->helo = g_strdup("me.example");
    settings->smtp->timeout_ms = 12345;
    return settings;
}

Test(wire, settings_come_back_as_they_were)
{
    g_autoptr(LbDeliverySettings) settings = smtp_settings();
    g_autofree char *line = lb_wire_settings_to_line(settings, NULL);
    expect_one_line(line);
    g_autoptr(LbDeliverySettings) read = lb_wire_settings_from_line(line, strlen(line), NULL);
    cr_assert_not_null(read);
    cr_assert_null(read->maildir);
    expect_same_site(settings->site, read->site);
    expect_same_smtp(settings->smtp, read->smtp);
}

Test(wire, settings_for_a_maildir_come_back_as_they_were)
{
    g_autoptr(LbDeliverySettings) settings = lb_delivery_settings_new();
    settings->site = sample_site();
    g_clear_pointer(&settings->site->host_key, g_free);
    settings->maildir = g_strdup("/var/lib/lockbox/Maildir");
    g_autofree char *line = lb_wire_settings_to_line(settings, NULL);
    g_autoptr(LbDeliverySettings) read = lb_wire_settings_from_line(line, strlen(line), NULL);
    cr_assert_not_null(read);
    expect_text(read->maildir, settings->maildir);
    cr_assert_null(read->smtp);
    expect_same_site(settings->site, read->site);
}

Test(wire, messages_come_back_as_they_were_with_every_fact_that_a_mail_tells)
{
    for (LbEvent event = LB_EVENT_WAITING; event <= LB_EVENT_COMPLETED; event++) {
        g_autoptr(LbMessage) message = sample_message(event);
        message->approver = event % 2 == 0;
        message->alternate = event % 2 == 1;
        message->extends = 41;
        message->id = INT64_MAX;
        message->queued = -1;
        sample_set(&message->request->tenant_name, "コントソ\n\x1b\"\\\xe2\x80\xae");
        g_autofree char *line = lb_wire_message_to_line(message, NULL);
        expect_one_line(line);
        g_autoptr(GError) error = NULL;
        g_autoptr(LbMessage) read = lb_wire_message_from_line(line, strlen(line), &error);
        cr_assert_not_null(read, "%s", error != NULL ? error->message : "");
        expect_same_message(message, read);
    }
}

Test(wire, words_come_back_as_they_were_and_nothing_else_is_one)
{
    for (int leave = 0; leave < 2; leave++) {
        const LbWireWord word = { INT64_MAX, leave == 1 };
        LbWireWord read;
        g_autofree char *line = lb_wire_word_to_line(&word, NULL);
        expect_one_line(line);
        cr_assert(lb_wire_word_from_line(line, strlen(line), &read, NULL));
        cr_assert(read.id == word.id && read.leave == word.leave);
    }
    static const char *const bad[] = { "{}", "{\"id\":1}", "{\"id\":1,\"leave\":1}",
                                       "{\"id\":1,\"leave\":true,\"more\":1}", "true" };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        LbWireWord read;
        cr_assert_not(lb_wire_word_from_line(bad[i], strlen(bad[i]), &read, &error));
        cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE), "%s", bad[i]);
    }
}

Test(wire, grants_come_back_with_what_mails_say_of_them_and_without_the_words_of_scripts)
{
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_NOT_ENDED);
    sample_grant(message, 0, LB_GRANT_OPEN);
    sample_grant(message, 1, LB_GRANT_CLOSING)->attempts = 3;
    ((LbGrantState *)g_ptr_array_index(message->grants, 1))->alarmed = true;
    sample_set(&message->request->ended_by, "owner1@contoso.example");
    g_autofree char *line = lb_wire_message_to_line(message, NULL);
    expect_one_line(line);
    cr_assert_null(strstr(line, "SECRET"));
    cr_assert_null(strstr(line, "192.0.2.7"));
    g_autoptr(LbMessage) read = lb_wire_message_from_line(line, strlen(line), NULL);
    cr_assert_not_null(read);
    expect_same_message(message, read);
    expect_text(read->request->ended_by, message->request->ended_by);
    cr_assert_eq(read->grants->len, 2);
    for (guint i = 0; i < 2; i++) {
        const LbGrantState *a = g_ptr_array_index(message->grants, i);
        const LbGrantState *b = g_ptr_array_index(read->grants, i);
        SAME_TEXT(resource_name);
        SAME_TEXT(grant->target->resource);
        SAME_TEXT(provisioner);
        SAME_NUMBER(status);
        SAME_NUMBER(attempts);
        SAME_NUMBER(alarmed);
        cr_assert_eq(a->connection == NULL, b->connection == NULL);
    }
    const LbGrantState *open = g_ptr_array_index(read->grants, 0);
    expect_text(open->connection->principal, "lockbox-0123");
}

Test(wire, grants_that_are_none_are_named)
{
    static const struct {
        const char *old, *new, *named;
    } bad[] = {
        { "\"status\":\"open\"", "\"status\":\"ajar\"", "\"status\"" },
        { "\"attempts\":0,", "", "\"attempts\"" },
        { "\"resource_name\":\"vm-web-01\",", "", "without a resource" },
        { "\"grants\":[{", "\"grants\":[7,{", "no object" },
        { "\"alarmed\":false", "\"alarmed\":false,\"words\":\"x\"", "\"words\"" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(LbMessage) message = sample_message(LB_EVENT_APPROVED);
        sample_grant(message, 0, LB_GRANT_OPEN);
        g_autofree char *line = lb_wire_message_to_line(message, NULL);
        g_autoptr(GString) changed = g_string_new(line);
        cr_assert_eq(g_string_replace(changed, bad[i].old, bad[i].new, 1), 1, "%s in %s",
                     bad[i].old, line);
        g_autoptr(GError) error = NULL;
        g_autoptr(LbMessage) read = lb_wire_message_from_line(changed->str, changed->len, &error);
        cr_assert_null(read);
        cr_assert_not_null(strstr(error->message, bad[i].named), "%s", error->message);
    }
}

Test(wire, messages_about_people_come_back_as_they_were)
{
    for (LbEvent event = LB_EVENT_CHANGED; event <= LB_EVENT_INVITED; event++) {
        g_autoptr(LbMessage) message = sample_message(event);
        message->people->more = 30;
        g_ptr_array_set_size(message->people->changes, 0);
        for (int kind = 0; kind < LB_CHANGE_COUNT; kind++) {
            LbChange *change = lb_change_new();
            change->kind = (LbChangeKind)kind;
            change->outside = kind % 2 == 0;
            g_ptr_array_add(message->people->changes, change);
        }
        if (event == LB_EVENT_CHANGED)
            g_clear_pointer(&message->people->tenant, g_free);
        g_autofree char *line = lb_wire_message_to_line(message, NULL);
        expect_one_line(line);
        g_autoptr(GError) error = NULL;
        g_autoptr(LbMessage) read = lb_wire_message_from_line(line, strlen(line), &error);
        cr_assert_not_null(read, "%s", error != NULL ? error->message : "");
        expect_same_message(message, read);
    }
}

Test(wire, messages_about_tickets_come_back_as_they_were)
{
    for (LbEvent event = LB_EVENT_REPLIED; event <= LB_EVENT_CLOSED; event++) {
        g_autoptr(LbMessage) message = sample_message(event);
        message->ticket->ours = event == LB_EVENT_CLOSED;
        if (event == LB_EVENT_CLOSED)
            g_clear_pointer(&message->ticket->caller, g_free);
        g_autofree char *line = lb_wire_message_to_line(message, NULL);
        expect_one_line(line);
        g_autoptr(GError) error = NULL;
        g_autoptr(LbMessage) read = lb_wire_message_from_line(line, strlen(line), &error);
        cr_assert_not_null(read, "%s", error != NULL ? error->message : "");
        expect_same_message(message, read);
    }
}

Test(wire, messages_about_exclusions_come_back_as_they_were)
{
    for (int whole = 0; whole <= 1; whole++) {
        g_autoptr(LbMessage) message = sample_message(LB_EVENT_EXCLUSION);
        if (whole != 0)
            g_clear_pointer(&message->exclusion->where, g_free);
        g_autofree char *line = lb_wire_message_to_line(message, NULL);
        expect_one_line(line);
        g_autoptr(GError) error = NULL;
        g_autoptr(LbMessage) read = lb_wire_message_from_line(line, strlen(line), &error);
        cr_assert_not_null(read, "%s", error != NULL ? error->message : "");
        expect_same_message(message, read);
    }
}

Test(wire, free_text_of_people_is_not_given_to_the_child)
{
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_DENIED);
    g_autofree char *line = lb_wire_message_to_line(message, NULL);
    cr_assert_null(strstr(line, "SECRET"));
}

Test(wire, text_that_is_not_utf8_still_makes_a_line)
{
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    sample_set(&message->request->tenant_name, "x\xff\xfey");
    g_autofree char *line = lb_wire_message_to_line(message, NULL);
    g_autoptr(LbMessage) read = lb_wire_message_from_line(line, strlen(line), NULL);
    cr_assert_not_null(read);
    expect_text(read->request->tenant_name, "x\xef\xbf\xbd\xef\xbf\xbdy");
}

Test(wire, results_come_back_as_they_were)
{
    for (int delivery = LB_DELIVERY_ACCEPTED; delivery <= LB_DELIVERY_REFUSED; delivery++) {
        char words[] = "550 5.1.1 \"no\" ä";
        LbWireResult result = { 77, (LbDelivery)delivery, words };
        g_autofree char *line = lb_wire_result_to_line(&result, NULL);
        expect_one_line(line);
        g_autoptr(LbWireResult) read = lb_wire_result_from_line(line, strlen(line), NULL);
        cr_assert(read->id == 77 && (int)read->delivery == delivery);
        expect_text(read->answer, result.answer);
    }
}

Test(wire, what_is_missing_unknown_or_of_another_type_is_named)
{
    static const struct {
        const char *line, *named;
    } bad[] = {
        { "", "JSON" },
        { "[]", "JSON" },
        { "{\"id\":1,\"delivery\":\"accepted\"", "JSON" },
        { "{\"id\":1,\"delivery\":\"accepted\"}", "\"answer\"" },
        { "{\"delivery\":\"accepted\",\"answer\":\"\"}", "\"id\"" },
        { "{\"id\":\"1\",\"delivery\":\"accepted\",\"answer\":\"\"}", "\"id\"" },
        { "{\"id\":1.5,\"delivery\":\"accepted\",\"answer\":\"\"}", "\"id\"" },
        { "{\"id\":1,\"delivery\":\"perhaps\",\"answer\":\"\"}", "\"delivery\"" },
        { "{\"id\":1,\"delivery\":0,\"answer\":\"\"}", "\"delivery\"" },
        { "{\"id\":1,\"delivery\":\"later\",\"answer\":7}", "\"answer\"" },
        { "{\"id\":1,\"delivery\":\"later\",\"answer\":[]}", "\"answer\"" },
        { "{\"id\":1,\"delivery\":\"later\",\"answer\":\"\",\"more\":1}", "\"more\"" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbWireResult) result =
            lb_wire_result_from_line(bad[i].line, strlen(bad[i].line), &error);
        cr_assert_null(result, "%s", bad[i].line);
        cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE));
        cr_assert(strstr(error->message, bad[i].named) != NULL, "%s: %s", bad[i].line,
                  error->message);
    }
}

/* Replaces @old in the settings' line by @new; the error must name @named. */
static void
expect_settings_refused(const char *old, const char *new, const char *named)
{
    g_autoptr(LbDeliverySettings) settings = smtp_settings();
    g_autofree char *line = lb_wire_settings_to_line(settings, NULL);
    g_autoptr(GString) changed = g_string_new(line);
    g_autoptr(GError) error = NULL;
    cr_assert_eq(g_string_replace(changed, old, new, 1), 1, "%s", line);
    cr_assert_null(lb_wire_settings_from_line(changed->str, changed->len, &error), "%s",
                   changed->str);
    cr_assert(strstr(error->message, named) != NULL, "%s", error->message);
    cr_assert_null(strstr(error->message, "word"));
}

Test(wire, settings_that_are_not_what_they_have_to_be_are_refused)
{
    expect_settings_refused("\"version\":8", "\"version\":9", "\"version\"");
    expect_settings_refused("\"version\":8,", "", "\"version\"");
    expect_settings_refused("\"port\":22", "\"port\":2200000000000", "\"port\"");
    expect_settings_refused("\"port\":22", "\"port\":true", "\"port\"");
    expect_settings_refused("\"test\":true", "\"test\":1", "\"test\"");
    expect_settings_refused("\"security\":\"none\"", "\"security\":\"ssl\"", "\"security\"");
    expect_settings_refused("\"smtp\":", "\"maildir\":\"/x\",\"smtp\":", "\"smtp\"");
    expect_settings_refused("\"site\":", "\"sight\":", "\"site\"");
    expect_settings_refused("\"password\":\"", "\"password\":word\"", "JSON");
}

/* Replaces @old in the line of a message about people by @new; the error must name @named. */
static void
expect_people_refused(const char *old, const char *new, const char *named)
{
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_CHANGED);
    g_ptr_array_add(message->people->keys, g_strdup("KEY"));
    g_autofree char *line = lb_wire_message_to_line(message, NULL);
    g_autoptr(GString) changed = g_string_new(line);
    g_autoptr(GError) error = NULL;
    cr_assert_eq(g_string_replace(changed, old, new, 1), 1, "%s", line);
    cr_assert_null(lb_wire_message_from_line(changed->str, changed->len, &error), "%s",
                   changed->str);
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE));
    cr_assert(strstr(error->message, named) != NULL, "%s", error->message);
}

Test(wire, facts_about_people_that_are_not_what_they_have_to_be_are_refused)
{
    expect_people_refused("\"people\":", "\"persons\":", "\"request\"");
    expect_people_refused("\"people\":", "\"request\":{},\"people\":", "\"request\"");
    expect_people_refused("\"people\":{", "\"people\":[{}],\"x\":{", "\"people\"");
    expect_people_refused("\"more\":0", "\"more\":\"0\"", "\"more\"");
    expect_people_refused("\"more\":0", "\"more\":0,\"less\":1", "\"less\"");
    expect_people_refused("\"roles\":[]", "\"roles\":{}", "\"roles\"");
    expect_people_refused(",\"roles\":[]", "", "\"roles\"");
    expect_people_refused("[\"KEY\"]", "[7]", "\"keys\"");
    expect_people_refused("\"changes\":[", "\"changes\":[7,", "\"changes\"");
    expect_people_refused("\"changes\":", "\"resources\":[],\"changes\":", "\"resources\"");
    expect_people_refused("\"kind\":\"mail\"", "\"kind\":\"post\"", "\"kind\"");
    expect_people_refused("\"kind\":\"mail\"", "\"kind\":\"mail\",\"why\":\"\"", "\"why\"");
}

Test(wire, lists_about_people_are_bounded)
{
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_CHANGED);
    while (message->people->changes->len <= LB_PEOPLE_CHANGES_MOST)
        g_ptr_array_add(message->people->changes, lb_change_new());
    g_autofree char *changes = lb_wire_message_to_line(message, NULL);
    cr_assert_null(lb_wire_message_from_line(changes, strlen(changes), NULL));
    g_ptr_array_set_size(message->people->changes, LB_PEOPLE_CHANGES_MOST);
    g_autofree char *most = lb_wire_message_to_line(message, NULL);
    g_autoptr(LbMessage) read = lb_wire_message_from_line(most, strlen(most), NULL);
    cr_assert_not_null(read);
    while (message->people->keys->len <= 100)
        g_ptr_array_add(message->people->keys, g_strdup("KEY"));
    g_autofree char *keys = lb_wire_message_to_line(message, NULL);
    cr_assert_null(lb_wire_message_from_line(keys, strlen(keys), NULL));
}

Test(wire, a_line_that_is_too_long_is_neither_written_nor_read)
{
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    g_autofree char *text = g_strnfill(LB_WIRE_LIMIT, 'x');
    sample_set(&message->request->tenant_name, text);
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_wire_message_to_line(message, &error));
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE));
    g_autofree char *line =
        g_strdup_printf("{\"id\":1,\"delivery\":\"later\",\"answer\":\"%s\"}", text);
    cr_assert_null(lb_wire_result_from_line(line, strlen(line), NULL));
}
