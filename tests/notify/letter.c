/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Composed mails, for tests. */
#include "notify/letter.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/locale.h"
#include "notify/compose.h"
#include "notify/error.h"
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
