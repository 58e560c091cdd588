/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Composed mails, for tests. */
#include "notify/letter.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/locale.h"
#include "notify/compose.h"
#include "notify/error.h"
#include "support/process.h"
#include "support/sample.h"

Letter *
letter_new(LbEvent event)
{
    Letter *letter = g_new0(Letter, 1);
    lb_locale_start();
    g_mime_init();
    letter->site = sample_site();
    letter->message = sample_message(event);
    return letter;
}

static void
letter_clear(Letter *letter)
{
    g_clear_pointer(&letter->bytes, g_free);
    g_clear_error(&letter->error);
    g_clear_object(&letter->read);
    g_clear_pointer(&letter->text, g_free);
    g_clear_pointer(&letter->html, g_free);
}

void
letter_free(Letter *letter)
{
    letter_clear(letter);
    lb_site_free(letter->site);
    lb_message_free(letter->message);
    g_free(letter);
}

bool
letter_compose(Letter *letter)
{
    letter_clear(letter);
    letter->bytes = lb_mail_compose(letter->site, letter->message, &letter->length, &letter->error);
    cr_assert_eq(letter->bytes == NULL, letter->error != NULL);
    cr_assert(letter->error == NULL || letter->error->domain == LB_NOTIFY_ERROR);
    return letter->bytes != NULL;
}

static char *
part_text(GMimeMessage *mail, int index)
{
    GMimeMultipart *parts = GMIME_MULTIPART(g_mime_message_get_mime_part(mail));
    GMimeStream *stream = g_mime_stream_mem_new();
    GMimePart *part = GMIME_PART(g_mime_multipart_get_part(parts, index));
    g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(part), stream);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    g_autoptr(GString) text = g_string_new_len((char *)bytes->data, bytes->len);
    g_object_unref(stream);
    g_string_replace(text, "\r\n", "\n", 0);
    return g_strdup(text->str);
}

void
letter_read(Letter *letter)
{
    cr_assert(letter_compose(letter), "%s", letter->error != NULL ? letter->error->message : "");
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(letter->bytes, letter->length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    letter->read = g_mime_parser_construct_message(parser, NULL);
    letter->text = part_text(letter->read, 0);
    letter->html = part_text(letter->read, 1);
    g_object_unref(parser);
    g_object_unref(stream);
}

void
letter_expect_text(Letter *letter, const char *words)
{
    cr_assert(strstr(letter->text, words) != NULL, "no \"%s\" in:\n%s", words, letter->text);
}

/* GMime keeps headers that begin with "Content-" at the part. */
void
letter_expect_header(Letter *letter, const char *name, const char *value)
{
    GMimeObject *part = g_mime_message_get_mime_part(letter->read);
    bool of_part = g_str_has_prefix(name, "Content-");
    const char *found = g_mime_object_get_header(of_part ? part : GMIME_OBJECT(letter->read), name);
    cr_assert(g_strcmp0(found, value) == 0, "%s: %s", name, found);
}

static const char *const hostile[] = {
    "\r\nBcc: evil@x.example\r\n\r\nbody",
    "\nX-Evil: 1",
    "\rX-Evil: 1",
    "x\r\n .\r\n.\r\nMAIL FROM:<evil@x.example>",
    "\n.\n",
    ".",
    "..",
    "\x1b]0;evil\x07\x1b[31mred",
    "\xc2\x9b"
    "31mred",
    "\x7f\x08\x01",
    "\ttab\t",
    "\xe2\x80\xae"
    "evil\xe2\x80\xac",
    "\xe2\x81\xa6isolate\xe2\x81\xa9",
    "zero\xe2\x80\x8bwidth\xef\xbb\xbf",
    "line\xe2\x80\xa8para\xe2\x80\xa9",
    "soft\xc2\xadhyphen",
    "\xf3\xa0\x81\xa5tag",
    "\xff\xfe",
    "\xc0\xaf",
    "\xed\xa0\x80",
    "\xf4\x90\x80\x80",
    "\xe3\x81",
    "=?utf-8?B?DQpCY2M6IGV2aWxAeC5leGFtcGxl?=",
    "a =?utf-8?q?=0AX-Evil:_1?= b",
    "x =?=?utf-8?q?a?= y",
    "\"evil\" <evil@x.example>",
    "evil@x.example, other@x.example",
    "<script>alert(1)</script>",
    "<img src=http://evil.example/x>",
    "&lt;b&gt; &amp; \" '",
    "{tenant}{expiration}{",
    "}{nothing}",
    "%s%n%1$s",
    "--=_boundary--",
    "From evil",
    "ssh -t lockbox@evil.example open LB-42",
    "x                                                            ssh -t lockbox@evil.example open "
    "LB-42",
    "x\xe3\x80\x80\xe3\x80\x80\xc2\xa0 ssh -t lockbox@evil.example open LB-42 x",
    "   ",
    "\xe3\x85\xa4",
    "a\xcc\x81\xcc\x81\xcc\x81",
    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d 123",
    "(comment) \\ ; :",
    "\xf0\x9f\x94\x92 box",
};

GPtrArray *
letter_hostile_texts(void)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < G_N_ELEMENTS(hostile); i++)
        g_ptr_array_add(texts, g_strdup(hostile[i]));
    g_autoptr(GString) kana = g_string_new(NULL);
    for (int i = 0; i < 3000; i++)
        g_string_append(kana, "あ");
    g_ptr_array_add(texts, g_strnfill(5000, 'A'));
    g_ptr_array_add(texts, g_strdup(kana->str));
    return texts;
}

void
letter_expect_sound(Letter *letter, const char *directory, int number)
{
    letter_read(letter);
    GMimeObject *part = g_mime_message_get_mime_part(letter->read);
    int count =
        g_mime_header_list_get_count(g_mime_object_get_header_list(GMIME_OBJECT(letter->read)));
    cr_assert_eq(count, letter->message->in_reply_to != NULL ? 10 : 8, "%d headers: %s", count,
                 letter->bytes);
    cr_assert_eq(g_mime_header_list_get_count(g_mime_object_get_header_list(part)), 2);
    InternetAddressList *recipients = g_mime_message_get_all_recipients(letter->read);
    cr_assert_eq(internet_address_list_length(recipients), 1);
    g_object_unref(recipients);
    g_autofree char *name = g_strdup_printf("%s/%05d.eml", directory, number);
    cr_assert(g_file_set_contents(name, letter->bytes, (gssize)letter->length, NULL));
}
