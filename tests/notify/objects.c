/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail by GMime's objects. */
#include "notify/objects.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/sha256.h"
#include "base/text.h"
#include "base/time.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeFormatOptions, g_mime_format_options_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeDataWrapper, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeObject, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddress, g_object_unref)

/* Raw where all is ASCII and no line has more than 119 characters; base64 where over a sixth of the bytes is not ASCII. */
static GMimeContentEncoding
encoding_for(const char *text)
{
    size_t total = strlen(text), other = 0;
    bool is_long = false;
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
    for (size_t i = 0; i < total; i++)
        other += !g_ascii_isprint(text[i]) && !g_ascii_isspace(text[i]);
    for (char **line = lines; *line != NULL; line++)
        is_long = is_long || strlen(*line) > 119;
    if (other * 6 > total)
        return GMIME_CONTENT_ENCODING_BASE64;
    return other == 0 && !is_long ? GMIME_CONTENT_ENCODING_7BIT
                                  : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

static GMimeObject *
new_part(const char *subtype, const char *text)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(text, strlen(text));
    g_autoptr(GMimeDataWrapper) content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    GMimePart *part = g_mime_part_new_with_type("text", subtype);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_mime_part_set_content_encoding(part, encoding_for(text));
    g_mime_part_set_content(part, content);
    return GMIME_OBJECT(part);
}

static char *
to_crlf(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    return g_strjoinv("\r\n", lines);
}

static GMimeObject *
new_alternatives(const LbMessage *message, const LbMailBody *body)
{
    g_autoptr(LbSha256) sha = lb_sha256_new();
    uint8_t digest[LB_SHA256_SIZE];
    lb_sha256_add_text(sha, "lockbox boundary 1");
    lb_sha256_add_text(sha, message->message_id);
    lb_sha256_finish(sha, digest);
    g_autofree char *hex = lb_sha256_to_hex(digest);
    g_autofree char *boundary = g_strdup_printf("=_%.32s", hex);
    GMimeMultipart *alternatives = g_mime_multipart_new_with_subtype("alternative");
    g_mime_multipart_set_boundary(alternatives, boundary);
    g_autofree char *text_lines = to_crlf(body->text);
    g_autofree char *html_lines = to_crlf(body->html);
    g_autoptr(GMimeObject) text = new_part("plain", text_lines);
    g_autoptr(GMimeObject) html = new_part("html", html_lines);
    g_mime_multipart_add(alternatives, text);
    g_mime_multipart_add(alternatives, html);
    return GMIME_OBJECT(alternatives);
}

static void
set_header(GMimeMessage *mail, const char *name, const char *value)
{
    g_mime_object_set_header(GMIME_OBJECT(mail), name, value, "utf-8");
}

static char *
without_encoded_words(const char *text)
{
    g_auto(GStrv) pieces = g_strsplit(text, "=?", -1);
    return g_strjoinv("<U+003D>?", pieces);
}

static void
set_headers(GMimeMessage *mail, const LbSite *site, const LbMessage *message,
            const LbMailBody *body)
{
    g_autofree char *date = lb_time_to_mail_date(message->queued);
    g_autofree char *safe = lb_text_escape(site->provider, LB_TEXT_LINE);
    g_autofree char *start = g_utf8_substring(safe, 0, MIN(60, g_utf8_strlen(safe, -1)));
    g_autofree char *name = without_encoded_words(start);
    g_autofree char *subject = without_encoded_words(body->subject);
    g_autoptr(InternetAddress) from = internet_address_mailbox_new(name, site->from);
    internet_address_set_charset(from, "utf-8");
    internet_address_list_add(g_mime_message_get_from(mail), from);
    g_mime_message_add_mailbox(mail, GMIME_ADDRESS_TYPE_TO, NULL, message->address);
    g_mime_message_set_subject(mail, subject, "utf-8");
    set_header(mail, "Date", date);
    g_mime_message_set_message_id(mail, message->message_id);
    if (message->in_reply_to != NULL) {
        g_autofree char *thread = g_strdup_printf("<%s>", message->in_reply_to);
        set_header(mail, "In-Reply-To", thread);
        set_header(mail, "References", thread);
    }
    set_header(mail, "Auto-Submitted", "auto-generated");
    set_header(mail, "X-Auto-Response-Suppress", "All");
    set_header(mail, "Content-Language", body->language);
}

char *
objects_compose(const LbSite *site, const LbMessage *message, const LbMailBody *body,
                size_t *length)
{
    g_autoptr(GMimeMessage) mail = g_mime_message_new(TRUE);
    g_autoptr(GMimeObject) alternatives = new_alternatives(message, body);
    g_autoptr(GMimeFormatOptions) format = g_mime_format_options_new();
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
    g_mime_message_set_mime_part(mail, alternatives);
    set_headers(mail, site, message, body);
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    g_mime_object_write_to_stream(GMIME_OBJECT(mail), format, stream);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    *length = bytes->len;
    return g_strndup((const char *)bytes->data, bytes->len);
}
