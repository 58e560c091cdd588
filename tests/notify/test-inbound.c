/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails that come in: reports of the usual mail servers, what is no report, our own, and what anybody could send. */
#include "notify/inboundread.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "notify/inbound.h"
#include "notify/letter.h"

#define TOKEN "0123456789abcdef0123456789abcdef"
#define HEAD "4b227777d4dd1fc61c6f884f48641d02b4d121d3fd328cb08b5531fcacdabf8a"
#define MUTATIONS 2000

static char *
read_sample(const char *name, gsize *length)
{
    g_autofree char *path =
        g_build_filename(g_getenv("top_srcdir"), "tests/data/bounces", name, NULL);
    char *bytes = NULL;
    cr_assert(g_file_get_contents(path, &bytes, length, NULL), "%s", path);
    return bytes;
}

/* Reads it as it crosses the pipe. */
static LbInbound *
cross(const char *bytes, gsize length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbInbound) letter = lb_inbound_read(bytes, length);
    g_autofree char *line = lb_inbound_to_line(letter, &error);
    cr_assert_not_null(line, "%s", error != NULL ? error->message : "");
    LbInbound *read = lb_inbound_from_line(line, strlen(line), &error);
    cr_assert_not_null(read, "%s: %s", error != NULL ? error->message : "", line);
    return read;
}

static LbInbound *
cross_text(const char *text)
{
    return cross(text, strlen(text));
}

/* A mail that is sent about @event, with that entry of the log. */
static char *
compose(LbEvent event, const char *language, int64_t sequence)
{
    g_autoptr(Letter) sent = letter_new(event);
    g_free(sent->message->language);
    sent->message->language = g_strdup(language);
    sent->message->log_sequence = sequence;
    g_free(sent->message->log_head);
    sent->message->log_head = g_strdup(HEAD);
    cr_assert(letter_compose(sent));
    return g_steal_pointer(&sent->bytes);
}

static const struct {
    const char *name;
    LbInboundKind kind;
    const char *field; /* that had the token; NULL: none had */
    const char *words; /* of the first that failed; NULL: nobody did */
} samples[] = {
    { "postfix.eml", LB_INBOUND_BOUNCE, "Delivered-To",
      "failed 5.1.1 <owner1@contoso.example> (mx.contoso.example): smtp; 550 5.1.1 "
      "<owner1@contoso.example>: Recipient address rejected: User unknown" },
    { "postfix-given-up.eml", LB_INBOUND_BOUNCE, "Delivered-To",
      "failed 4.4.1 <owner1@contoso.example>: X-Postfix; connect to "
      "mx.contoso.example[192.0.2.25]:25: Connection timed out" },
    { "postfix-delayed.eml", LB_INBOUND_BOUNCE, "Delivered-To", NULL },
    { "exim.eml", LB_INBOUND_BOUNCE, "Envelope-To", "failed 5.0.0 <owner1@contoso.example>" },
    { "sendmail.eml", LB_INBOUND_BOUNCE, "To",
      "failed 5.1.1 <owner1@contoso.example>: SMTP; 550 5.1.1 <owner1@contoso.example>... User "
      "unknown" },
    { "exchange.eml", LB_INBOUND_BOUNCE, "To",
      "failed 5.7.1 <Owner1@contoso.example>: smtp;550 5.7.1 TRANSPORT.RULES.RejectMessage; the "
      "message was rejected by organization policy" },
    { "gmail.eml", LB_INBOUND_BOUNCE, "Delivered-To",
      "failed 5.1.1 <owner1@contoso.example> (gmail-smtp-in.l.google.example. (192.0.2.26, the "
      "server for the domain contoso.example.)): smtp; 550-5.1.1 The email account that you tried "
      "to reach does not exist. Please try 550-5.1.1 double-checking the recipient's email address "
      "for typos or 550 5.1.1 unnecessary spaces." },
    { "opensmtpd.eml", LB_INBOUND_BOUNCE, "Delivered-To", "failed 5.1.1 <owner1@contoso.example>" },
    { "success.eml", LB_INBOUND_BOUNCE, "Delivered-To", NULL },
    { "several.eml", LB_INBOUND_BOUNCE, "Delivered-To",
      "FAILED 5.1.6 <gone@contoso.example>: smtp; 550 5.1.6 caf<0xE9>, gone" },
    { "bare.eml", LB_INBOUND_BOUNCE, "To", "failed" },
    { "contradiction.eml", LB_INBOUND_BOUNCE, "To", NULL },
    { "utf8.eml", LB_INBOUND_BOUNCE, "Delivered-To",
      "failed 5.6.7 <所有者@contoso.example>: smtp; 550 5.6.7 宛先なし" },
    { "qmail.eml", LB_INBOUND_OTHER, "Delivered-To", NULL },
    { "forwarded.eml", LB_INBOUND_OTHER, "To", NULL },
    { "person.eml", LB_INBOUND_OTHER, NULL, NULL },
    { "vacation.eml", LB_INBOUND_AUTO_REPLY, "Delivered-To", NULL },
    { "old-vacation.eml", LB_INBOUND_AUTO_REPLY, "To", NULL },
    { "seen.eml", LB_INBOUND_AUTO_REPLY, "To", NULL },
};

static const LbInboundRecipient *
first_failed(const LbInbound *letter)
{
    for (guint i = 0; i < letter->recipients->len; i++)
        if (lb_inbound_recipient_failed(g_ptr_array_index(letter->recipients, i)))
            return g_ptr_array_index(letter->recipients, i);
    return NULL;
}

static void
expect_sample(size_t i, const char *bytes, gsize length)
{
    g_autoptr(LbInbound) letter = cross(bytes, length);
    const char *name = samples[i].name;
    cr_assert_eq(letter->kind, samples[i].kind, "%s: %d", name, (int)letter->kind);
    cr_assert_eq(letter->tokens->len, samples[i].field != NULL ? 1 : 0, "%s", name);
    if (samples[i].field != NULL) {
        const LbInboundToken *token = g_ptr_array_index(letter->tokens, 0);
        cr_assert_str_eq(token->token, TOKEN, "%s", name);
        cr_assert_str_eq(token->field, samples[i].field, "%s", name);
    }
    const LbInboundRecipient *failed = first_failed(letter);
    g_autofree char *words = failed != NULL ? lb_inbound_recipient_words(failed) : NULL;
    cr_assert(g_strcmp0(words, samples[i].words) == 0, "%s: %s", name, words);
    cr_assert(letter->sequence == 0 && letter->head == NULL, "%s", name);
}

Test(inbound, of_each_mail_server_is_read_as_what_it_is)
{
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
        gsize length = 0;
        g_autofree char *bytes = read_sample(samples[i].name, &length);
        expect_sample(i, bytes, length);
    }
}

Test(inbound, with_other_line_ends_or_a_line_from_before_it_is_the_same)
{
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
        gsize length = 0;
        g_autofree char *bytes = read_sample(samples[i].name, &length);
        g_autoptr(GString) other = g_string_new("From MAILER-DAEMON Sun Nov 29 01:00:00 2026\n");
        g_string_append(other, bytes);
        g_string_replace(other, "\n", "\r\n", 0);
        expect_sample(i, other->str, other->len);
    }
}

/* Our own */

Test(inbound, of_ours_names_its_entry_in_every_language)
{
    static const char *const languages[] = { NULL, "en", "ja" };
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autofree char *mail = compose(LB_EVENT_WAITING, languages[i], 88214);
        g_autoptr(LbInbound) letter = cross_text(mail);
        cr_assert_eq(letter->kind, LB_INBOUND_OURS);
        cr_assert_eq(letter->sequence, 88214);
        cr_assert_str_eq(letter->head, HEAD);
        cr_assert_not_null(letter->message_id);
    }
}

Test(inbound, of_ours_is_read_through_what_mailing_lists_add)
{
    g_autofree char *mail = compose(LB_EVENT_APPROVED, "ja", 7);
    const char *body = strstr(mail, "\r\n\r\n");
    const char *boundary = strstr(mail, "boundary=");
    cr_assert(body != NULL && boundary != NULL && boundary < body);
    g_autofree char *parameter = g_strndup(boundary, strcspn(boundary, ";\r"));
    g_autofree char *listed =
        g_strconcat("Auto-Submitted: auto-generated\r\nMessage-ID: <x.lb-42@lockbox.example>\r\n"
                    "Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n"
                    "Content-Type: multipart/alternative; ",
                    parameter, body, "\r\n--outer\r\nContent-Type: text/plain\r\n\r\nfooter\r\n",
                    "--outer--\r\n", NULL);
    g_autoptr(LbInbound) letter = cross_text(listed);
    cr_assert_eq(letter->kind, LB_INBOUND_OURS);
    cr_assert_eq(letter->sequence, 7);
    cr_assert_str_eq(letter->head, HEAD);
}

#define OURS                                                                           \
    "From: x@lockbox.example\nTo: a@contoso.example\nAuto-Submitted: auto-generated\n" \
    "Message-ID: <1.lb-1@lockbox.example>\nContent-Type: text/plain\n\n"

Test(inbound, of_ours_counts_the_last_line_since_names_of_others_stand_before_it)
{
    g_autoptr(LbInbound) letter = cross_text(OURS "Name: entry 1, head " HEAD "\n\n"
                                                  "Log: entry 2, head " HEAD "\r\n\n  \n");
    cr_assert_eq(letter->kind, LB_INBOUND_OURS);
    cr_assert_eq(letter->sequence, 2);
}

Test(inbound, without_a_whole_line_of_the_log_is_not_ours)
{
    static const char *const texts[] = {
        OURS "Log: entry 0, head " HEAD "\n",
        OURS "Log: entry x, head " HEAD "\n",
        OURS "Log: entry 1 2, head " HEAD "\n",
        OURS "Log: entry 99999999999999999999, head " HEAD "\n",
        OURS "Log: entry 1, head " HEAD "0\n",
        OURS "Log: entry 1, head 0" HEAD "\n",
        OURS "Log: entry 1, head x" HEAD "\n",
        OURS "> Log: entry 1, head " HEAD "\n",
        OURS "1" HEAD "\n",
        OURS HEAD "\n",
        OURS "Log: entry 1, head\n" HEAD "\n",
        OURS "",
        /* who wrote it was no program */
        "Message-ID: <1@x.example>\n\nLog: entry 1, head " HEAD "\n",
        "Auto-Submitted: auto-replied\nMessage-ID: <1@x.example>\n\nLog: entry 1, head " HEAD "\n",
        /* nothing to find it by */
        "Auto-Submitted: auto-generated\n\nLog: entry 1, head " HEAD "\n",
        /* it only carries one of ours */
        "Auto-Submitted: auto-generated\nMessage-ID: <1@x.example>\nContent-Type: "
        "message/rfc822\n\n" OURS "Log: entry 1, head " HEAD "\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(LbInbound) letter = cross_text(texts[i]);
        cr_assert_neq(letter->kind, LB_INBOUND_OURS, "%zu", i);
        cr_assert(letter->head == NULL && letter->sequence == 0, "%zu", i);
    }
}

/* Tokens */

Test(inbound, has_the_token_of_its_own_header_alone)
{
    gsize length = 0;
    g_autofree char *bytes = read_sample("postfix.eml", &length);
    g_autoptr(GString) moved = g_string_new(bytes);
    cr_assert_eq(g_string_replace(moved, "lockbox+" TOKEN, "lockbox", 0), 4);
    g_autoptr(LbInbound) letter = cross(moved->str, moved->len);
    cr_assert_eq(letter->kind, LB_INBOUND_BOUNCE);
    cr_assert_eq(letter->tokens->len, 0, "what comes back has another, which anybody could add");
}

Test(inbound, has_a_bounded_number_of_tokens_and_recipients)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < 3000; i++)
        g_string_append_printf(text, "To: a+%032x@x.example, b+%032x@x.example\n", i, i);
    g_string_append(text, "Content-Type: multipart/report; report-type=delivery-status; "
                          "boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nX: y\n\n");
    for (int i = 0; i < 3000; i++)
        g_string_append_printf(text, "Final-Recipient: rfc822; a%d@x.example\nAction: failed\n\n",
                               i);
    g_autoptr(LbInbound) letter = cross(text->str, text->len);
    cr_assert_eq(letter->tokens->len, LB_INBOUND_LIST_MOST);
    cr_assert_eq(letter->recipients->len, LB_INBOUND_LIST_MOST);
}

/* What anybody could send */

static void
expect_harmless(const LbInbound *letter)
{
    g_autofree char *line = lb_inbound_to_line(letter, NULL);
    cr_assert_not_null(line);
    cr_assert(strlen(line) < LB_INBOUND_LINE_MOST);
    for (const char *at = line; at[1] != '\0'; at++)
        cr_assert(!g_ascii_iscntrl(*at), "%s", line);
    for (guint i = 0; i < letter->recipients->len; i++) {
        g_autofree char *words =
            lb_inbound_recipient_words(g_ptr_array_index(letter->recipients, i));
        cr_assert(g_utf8_validate(words, -1, NULL));
        cr_assert(strpbrk(words, "\n\r\x1b") == NULL);
    }
}

Test(inbound, that_is_huge_deep_or_nothing_is_some_letter)
{
    static const struct {
        const char *before, *repeated, *after;
        int times;
    } rows[] = {
        { "", "", "", 0 },
        { "", "\n", "", 100 },
        { "", "From ", "", 1 },
        { "Subject: ", "x", "\n\n", 5000000 },
        { "", "X-A: b\n", "\n", 300000 },
        { "Subject: x\n", " folded\n", "\n", 30000 },
        { "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\n", "", 1000000 },
        { "", "Content-Type: message/rfc822\n\n", "x\n", 100000 },
        { "", "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n",
          "", 100000 },
        { "Content-Type: multipart/report; report-type=delivery-status; boundary=", "b",
          "\n\n--b\n", 1000000 },
        { "To: ", "a+" TOKEN "@x.example, ", "\n\n", 100000 },
        { "To: ", "(", "\n\n", 100000 },
        { "To: ", "x:", ";\n\n", 100000 },
        { "To: ", "x:\n ", ";\n\n", 100000 },
        { "To: ", "x:", ";\n\n", 990 },
        { "Subject: x\n\n", "x:", "\n\n", 100000 },
        { "To: <", "@a,", "@b>\n\n", 100000 },
        { "To: ", "\"", "@b>\n\n", 100001 },
        { "To: ", "<", "@b>\n\n", 100000 },
        { "To: a@", "[", "\n\n", 100000 },
        { "To: ", "(\\", "\n\n", 100000 },
        { "Received: ", "(", "\n\n", 100000 },
        { "References: ", "<", "\n\n", 100000 },
        { "Content-Type: multipart/mixed", "; a=b", "\n\n", 100000 },
        { "Content-Type: multipart/mixed", "; a*1*=\"", "\n\n", 100000 },
        { "Content-Disposition: ", "(", "\n\n", 100000 },
        { "Date: ", "1 ", "\n\n", 100000 },
        { "To: ", "=?utf-8?q?", "\n\n", 100000 },
        { OURS, "1", "\n", 5000000 },
        { "", "a", "", LB_INBOUND_MOST + 1 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) text = g_string_new(rows[i].before);
        for (int j = 0; j < rows[i].times; j++)
            g_string_append(text, rows[i].repeated);
        g_string_append(text, rows[i].after);
        g_autoptr(LbInbound) letter = cross(text->str, text->len);
        expect_harmless(letter);
    }
}

Test(inbound, with_bytes_of_all_sorts_in_its_fields_says_them_harmlessly)
{
    static const char bytes[] =
        "To: a+" TOKEN "@x.example\n"
        "Message-ID: <\x1b[31m\xff@x.example>\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: message/delivery-status; charset=\"\x80\"\n\n"
        "Final-Recipient: rfc822; \x1b]0;evil\x07@x.example\0more\n"
        "Action: failed\n"
        "Status: 5.1.1\xe2\x80\xae\n"
        "Diagnostic-Code: smtp; =?iso-2022-jp?B?GyRCR1s=?= =?x?q?=0A=1B?= \xc0\xaf\n\n--b--\n";
    g_autoptr(LbInbound) letter = cross(bytes, sizeof bytes - 1);
    cr_assert_eq(letter->kind, LB_INBOUND_BOUNCE);
    cr_assert_not_null(first_failed(letter));
    expect_harmless(letter);
}

/* Changes some bytes, doubles, drops and swaps pieces. */
static void
mutate(GRand *random, GString *text)
{
    static const char *const pieces[] = {
        "\n\n", "--",          "Content-Type: ", "\r",
        ";",    "=?utf-8?b?",  "boundary=",      "multipart/report",
        "\xff", "+" TOKEN "@", "message/rfc822", ":"
    };
    int times = g_rand_int_range(random, 1, 12);
    for (int i = 0; i < times && text->len > 2; i++) {
        gsize at = (gsize)g_rand_int_range(random, 0, (gint32)text->len - 1);
        gsize most = MIN(text->len - at, 400);
        gsize length = (gsize)g_rand_int_range(random, 1, (gint32)most + 1);
        g_autofree char *piece = g_strndup(text->str + at, length);
        switch (g_rand_int_range(random, 0, 5)) {
        case 0:
            text->str[at] = (char)g_rand_int_range(random, 0, 256);
            break;
        case 1:
            g_string_erase(text, (gssize)at, (gssize)length);
            break;
        case 2:
            g_string_insert(text, g_rand_int_range(random, 0, (gint32)text->len), piece);
            break;
        case 3:
            g_string_insert(text, (gssize)at,
                            pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
            break;
        default:
            g_string_insert_c(text, (gssize)at, '\0');
            break;
        }
    }
}

Test(inbound, that_was_altered_on_its_way_is_still_some_letter, .timeout = 600)
{
    guint32 seed = g_random_int();
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    int kinds[4] = { 0 };
    for (int i = 0; i < MUTATIONS; i++) {
        gsize length = 0;
        g_autofree char *bytes =
            read_sample(samples[(size_t)i % G_N_ELEMENTS(samples)].name, &length);
        g_autoptr(GString) text = g_string_new_len(bytes, (gssize)length);
        mutate(random, text);
        g_autoptr(LbInbound) letter = cross(text->str, text->len);
        expect_harmless(letter);
        kinds[letter->kind]++;
    }
    /* They did not all become the same. */
    cr_assert(kinds[LB_INBOUND_BOUNCE] > 0 && kinds[LB_INBOUND_OTHER] > 0, "seed %u", seed);
}

/* The line */

Test(inbound, in_a_line_of_another_form_is_refused_by_name)
{
    static const struct {
        const char *line, *named;
    } rows[] = {
        { "", "JSON" },
        { "[]", "JSON" },
        { "{}", "version" },
        { "{\"version\":2,\"kind\":\"other\",\"sequence\":0,\"tokens\":[],\"recipients\":[]}",
          "version" },
        { "{\"version\":1,\"kind\":\"mine\",\"sequence\":0,\"tokens\":[],\"recipients\":[]}",
          "kind" },
        { "{\"version\":1,\"kind\":\"other\",\"tokens\":[],\"recipients\":[]}", "sequence" },
        { "{\"version\":1,\"kind\":\"other\",\"sequence\":1,\"tokens\":[],\"recipients\":[]}",
          "head" },
        { "{\"version\":1,\"kind\":\"ours\",\"sequence\":1,\"tokens\":[],\"recipients\":[]}",
          "head" },
        { "{\"version\":1,\"kind\":\"ours\",\"sequence\":1,\"head\":\"xyz\",\"tokens\":[],"
          "\"recipients\":[]}",
          "head" },
        { "{\"version\":1,\"kind\":\"other\",\"sequence\":0,\"tokens\":{},\"recipients\":[]}",
          "tokens" },
        { "{\"version\":1,\"kind\":\"other\",\"sequence\":0,\"tokens\":[{}],\"recipients\":[]}",
          "tokens" },
        { "{\"version\":1,\"kind\":\"other\",\"sequence\":0,\"tokens\":[1],\"recipients\":[]}",
          "tokens" },
        { "{\"version\":1,\"kind\":\"other\",\"sequence\":0,\"tokens\":[],\"recipients\":[{\"x\":1}"
          "]}",
          "x" },
        { "{\"version\":1,\"kind\":\"other\",\"sequence\":0,\"tokens\":[]}", "recipients" },
        { "{\"version\":1,\"kind\":\"other\",\"sequence\":0,\"tokens\":[],\"recipients\":[],"
          "\"more\":1}",
          "more" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        LbInbound *letter = lb_inbound_from_line(rows[i].line, strlen(rows[i].line), &error);
        cr_assert_null(letter, "%s", rows[i].line);
        cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE));
        cr_assert(strstr(error->message, rows[i].named) != NULL, "%s: %s", rows[i].line,
                  error->message);
    }
}
