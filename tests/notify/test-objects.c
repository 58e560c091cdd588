/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What we write ourselves of a mail, header by header, is byte for byte what GMime's objects write. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/locale.h"
#include "notify/compose.h"
#include "notify/hostile.h"
#include "notify/objects.h"
#include "support/sample.h"

static void
expect_bytes(const Letter *letter, const LbMailBody *body, const char *mail, size_t length)
{
    size_t wanted_length = 0, at = 0;
    g_autofree char *wanted = objects_compose(letter->site, letter->message, body, &wanted_length);
    cr_assert_not_null(mail);
    while (at < MIN(length, wanted_length) && mail[at] == wanted[at])
        at++;
    cr_assert(length == wanted_length && at == length,
              "after:\n%.*s\n-- stands:\n%.200s\n-- by GMime's objects:\n%.200s", (int)at, mail,
              mail + at, wanted + at);
}

/* Composes the letter both ways, if it can be; else both refuse. */
static bool
try_letter(Letter *letter)
{
    bool composed = letter_compose(letter);
    g_auto(LbLanguage) spoken = lb_locale_speak(letter->message->language);
    g_autoptr(LbMailBody) body =
        composed ? lb_mail_body_new(letter->site, letter->message, NULL) : NULL;
    if (composed)
        expect_bytes(letter, body, letter->bytes, letter->length);
    return composed;
}

static void
expect_letter(Letter *letter)
{
    cr_assert(try_letter(letter), "%s", letter->error != NULL ? letter->error->message : "");
}

Test(objects, every_mail_is_the_same_in_both_languages)
{
    g_autoptr(GArray) occasions = hostile_occasions();
    int count = 0;
    for (guint i = 0; i < occasions->len; i++)
        for (int kind = 0; kind < 8; kind++) {
            g_autoptr(Letter) letter = hostile_letter(&g_array_index(occasions, Occasion, i));
            sample_set(&letter->message->language, kind % 2 == 0 ? "en" : "ja");
            letter->message->alternate = kind / 2 % 2 == 1;
            letter->site->test = kind / 4 == 1;
            count += try_letter(letter) ? 1 : 0;
        }
    cr_assert_gt(count, 200);
}

/* In @place alone, or (NULL) wherever the letter is composed with it. */
static bool
try_text(const Occasion *occasion, const char *place, const char *language, const char *text)
{
    g_autoptr(Letter) letter = hostile_letter(occasion);
    g_autoptr(GPtrArray) places = hostile_places(letter);
    sample_set(&letter->message->language, language);
    for (guint i = 0; i < places->len; i++) {
        const Place *each = g_ptr_array_index(places, i);
        g_autofree char *before = g_strdup(*each->where);
        if (place != NULL && strcmp(place, each->name) != 0)
            continue;
        sample_set(each->where, text);
        if (place == NULL && !letter_compose(letter))
            sample_set(each->where, before);
    }
    return try_letter(letter);
}

Test(objects, hostile_names_are_encoded_and_folded_the_same)
{
    static const char *const places[] = { "site.provider", "request.scenario_label",
                                          "request.subscription_name", NULL };
    static const Occasion occasion = { LB_EVENT_WAITING, true, false };
    g_autoptr(GPtrArray) texts = hostile_texts();
    int count = 0;
    for (guint i = 0; i < texts->len; i++) {
        const GString *text = g_ptr_array_index(texts, i);
        for (size_t j = 0; j < G_N_ELEMENTS(places); j++)
            count += try_text(&occasion, places[j], i % 2 == 0 ? "en" : "ja", text->str) ? 1 : 0;
    }
    cr_assert_gt(count, 400);
}

Test(objects, hostile_names_are_the_same_in_every_kind_of_mail)
{
    g_autoptr(GPtrArray) texts = hostile_texts();
    g_autoptr(GArray) occasions = hostile_occasions();
    int count = 0;
    for (guint i = 0; i < texts->len; i++) {
        const Occasion *occasion = &g_array_index(occasions, Occasion, i * 7 % occasions->len);
        const GString *text = g_ptr_array_index(texts, i);
        count += try_text(occasion, NULL, i % 2 == 0 ? "ja" : "en", text->str) ? 1 : 0;
    }
    cr_assert_gt(count, 50);
}

/* Words of @length in all, of one byte or of three each character. */
static char *
words_of(size_t length, const char *character)
{
    g_autoptr(GString) words = g_string_new(NULL);
    for (size_t i = 1; i <= length; i++)
        g_string_append(words, i % 8 == 0 ? " " : character);
    return g_strdup(words->str);
}

Test(objects, names_of_every_length_are_folded_the_same)
{
    static const char *const characters[] = { "x", "本", "é", "\"", "(", "\\", "_", "=", "," };
    g_autoptr(Letter) letter = letter_new(LB_EVENT_WAITING);
    for (size_t i = 0; i < G_N_ELEMENTS(characters); i++)
        for (size_t length = 1; length <= 70; length++) {
            g_autofree char *words = words_of(length, characters[i]);
            sample_set(&letter->site->provider, words);
            sample_set(&letter->message->request->scenario_label, words);
            expect_letter(letter);
        }
}

Test(objects, addresses_of_every_length_are_folded_the_same)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_WAITING);
    for (int local = 1; local <= 64; local += 7)
        for (int domain = 1; domain <= 186; domain++) {
            g_autofree char *first = g_strnfill((gsize)local, 'a');
            g_autofree char *label = g_strnfill((gsize)domain, 'b');
            for (int dot = 40; dot < domain - 1; dot += 41)
                label[dot] = '.';
            g_autofree char *address = g_strconcat(first, "@", label, NULL);
            sample_set(&letter->message->address, address);
            sample_set(&letter->site->from, address);
            expect_letter(letter);
        }
}

Test(objects, whatever_address_is_a_plain_mailbox_is_written_the_same)
{
    static const char *const addresses[] = {
        "Owner.One@Contoso.Example",
        "o@CONTOSO.EXAMPLE",
        "o@a--b.example",
        "o@ab--cd.example",
        "o@xn--bcher-kva.example",
        "o@XN--BCHER-KVA.example",
        "o@xn--.example",
        "o@xn--zzzzzz99999.example",
        "o@1.2.3.4",
        "o@localhost",
        "o@123",
        "o+tag@a-b-c.example",
        "!#$%&'*+-/=?^_`{|}~@x.example",
        "=?utf-8?q?x?=@x.example",
        "o@xn--mgbh0fb.xn--kgbechtv",
        "o@xn--80ak6aa92e.com",
        "o@faß--.example",
        "o@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example",
    };
    g_autoptr(Letter) letter = letter_new(LB_EVENT_WAITING);
    int count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++)
        for (int kind = 0; kind < 2; kind++) {
            sample_set(kind == 0 ? &letter->message->address : &letter->site->from, addresses[i]);
            count += try_letter(letter) ? 1 : 0;
        }
    cr_assert_gt(count, 25);
}

/* GMime makes of a label that only looks like Punycode what it takes for Unicode: nothing. */
Test(objects, a_recipient_is_named_whole)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_WAITING);
    sample_set(&letter->message->address, "o@xn--a.example");
    cr_assert(letter_compose(letter));
    cr_assert(strstr(letter->bytes, "\r\nTo: o@xn--a.example\r\n") != NULL, "%s", letter->bytes);
}

Test(objects, message_ids_of_every_length_are_folded_the_same)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_DENIED);
    for (int length = 1; length <= 229; length++) {
        g_autofree char *first = g_strnfill((gsize)length, 'a');
        g_autofree char *id = g_strconcat(first, ".lb-1@Lockbox.example", NULL);
        sample_set(&letter->message->message_id, id);
        sample_set(&letter->message->in_reply_to, id);
        expect_letter(letter);
    }
}

Test(objects, whatever_message_id_is_let_through_is_written_the_same)
{
    static const char *const ids[] = {
        "a..b@c.example", ".a@b", "a.@b.x", "a@.b.c",        "a@-.d", "=@=",   "+@-",
        "a@b_c",          "_@1",  "..@b",   "=q=@b.example", "-a@-b", "a.b@c", "A@B",
        "1@2.3"
    };
    g_autoptr(Letter) letter = letter_new(LB_EVENT_DENIED);
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        sample_set(&letter->message->message_id, ids[i]);
        sample_set(&letter->message->in_reply_to, ids[i]);
        expect_letter(letter);
    }
}

/* GMime reads what it is given, and leaves out what it cannot read. */
Test(objects, the_message_that_is_answered_is_named_whole)
{
    static const char *const ids[] = { "a@b..c", "a@b.", "a@..b" };
    g_autoptr(Letter) letter = letter_new(LB_EVENT_DENIED);
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autofree char *headers =
            g_strdup_printf("\r\nIn-Reply-To: <%s>\r\nReferences: <%s>\r\nAuto-", ids[i], ids[i]);
        sample_set(&letter->message->in_reply_to, ids[i]);
        cr_assert(letter_compose(letter));
        cr_assert(strstr(letter->bytes, headers) != NULL, "%s", letter->bytes);
    }
}

Test(objects, trials_are_the_same)
{
    for (int kind = 0; kind < 4; kind++) {
        g_autoptr(Letter) letter = letter_new(LB_EVENT_WAITING);
        size_t length = 0;
        sample_set(&letter->message->language, kind % 2 == 0 ? "en" : "ja");
        letter->site->test = kind / 2 == 1;
        g_clear_pointer(&letter->message->in_reply_to, g_free);
        g_autofree char *mail = lb_mail_compose_trial(letter->site, letter->message, &length, NULL);
        g_auto(LbLanguage) spoken = lb_locale_speak(letter->message->language);
        g_autoptr(LbMailBody) body = lb_mail_body_trial_new(letter->site, letter->message);
        expect_bytes(letter, body, mail, length);
    }
}
