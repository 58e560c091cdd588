/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mail around the bodies: headers and MIME structure, written by GMime. Names of headers are constant;
 * what stands behind them was checked or is encoded. */
#include "notify/compose.h"

#include <string.h>

#include <gmime/gmime.h>

#include "base/locale.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/time.h"
#include "notify/body.h"
#include "notify/error.h"
#include "notify/settings.h"

#define ID_LIMIT 250
#define LINE_LIMIT 120 /* bytes of a line that is left as it is: the line of the log has 100 */
#define DISPLAY_NAME_LIMIT 60

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeFormatOptions, g_mime_format_options_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeDataWrapper, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeObject, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddress, g_object_unref)

/* The inside of "<…>": dot-atom @ dot-atom. */
static bool
is_message_id(const char *text)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_+=.@";
    const char *at_sign = text != NULL ? strchr(text, '@') : NULL;
    return at_sign != NULL && at_sign > text && at_sign[1] != '\0' &&
           strchr(at_sign + 1, '@') == NULL && strlen(text) <= ID_LIMIT &&
           strspn(text, allowed) == strlen(text);
}

static bool
is_hash(const char *text)
{
    return text != NULL && strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

static bool
has_matter(const LbMessage *message)
{
    if (lb_event_is_about_people(message->event))
        return message->people != NULL;
    if (lb_event_is_about_ticket(message->event))
        return message->ticket != NULL;
    if (lb_event_is_about_exclusion(message->event))
        return message->exclusion != NULL;
    return message->request != NULL;
}

/* What is wrong with what every mail has; NULL: nothing. */
static const char *
find_fault(const LbMessage *message)
{
    if (!lb_mailbox_is_valid(message->address))
        return "the recipient is no plain mailbox";
    if (!is_message_id(message->message_id))
        return "the Message-ID has not the form that it must have";
    return NULL;
}

static bool
refuse(GError **error, const char *wrong)
{
    if (wrong != NULL)
        g_set_error(error, LB_NOTIFY_ERROR, LB_NOTIFY_ERROR_MESSAGE,
                    "this message cannot be composed: %s", wrong);
    return wrong == NULL;
}

static bool
check_message(const LbMessage *message, GError **error)
{
    const char *wrong = find_fault(message);
    if (wrong != NULL)
        return refuse(error, wrong);
    if (message->in_reply_to != NULL && !is_message_id(message->in_reply_to))
        wrong = "the Message-ID that it answers has not the form that it must have";
    else if (!is_hash(message->log_head))
        wrong = "the head of the log is no hash";
    else if (!has_matter(message))
        wrong = "it has nothing of what its event is about";
    return refuse(error, wrong);
}

/* Plain ASCII in short lines stays readable in the raw mail; else whichever encoding is shorter. */
static GMimeContentEncoding
encoding_for(const char *text)
{
    size_t total = strlen(text), other = 0, longest = 0;
    for (size_t i = 0; i < total; i++)
        other += (text[i] & 0x80) != 0;
    if (other * 6 > total)
        return GMIME_CONTENT_ENCODING_BASE64;
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        longest = MAX(longest, length);
        line += length + (line[length] != '\0');
    }
    bool raw = other == 0 && longest <= LINE_LIMIT;
    return raw ? GMIME_CONTENT_ENCODING_7BIT : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
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

/* The boundary depends on the Message-ID alone. "=_" can stand in no encoded line. */
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
    g_autoptr(GMimeObject) text = new_part("plain", body->text);
    g_autoptr(GMimeObject) html = new_part("html", body->html);
    g_mime_multipart_add(alternatives, text);
    g_mime_multipart_add(alternatives, html);
    return GMIME_OBJECT(alternatives);
}

static void
set_header(GMimeMessage *mail, const char *name, const char *value)
{
    g_mime_object_set_header(GMIME_OBJECT(mail), name, value, "utf-8");
}

/* "=?" begins an encoded word, which GMime passes on as it is, for the reader's program to decode. */
static char *
header_text(const char *text)
{
    g_autoptr(GString) plain = g_string_new(text);
    g_string_replace(plain, "=?", "<U+003D>?", 0);
    return g_strdup(plain->str);
}

static char *
display_name(const LbSite *site)
{
    g_autofree char *safe = lb_text_escape(site->provider, LB_TEXT_LINE);
    g_autofree char *start =
        g_utf8_substring(safe, 0, MIN(DISPLAY_NAME_LIMIT, g_utf8_strlen(safe, -1)));
    return header_text(start);
}

static void
set_headers(GMimeMessage *mail, const LbSite *site, const LbMessage *message,
            const LbMailBody *body)
{
    g_autofree char *date = lb_time_to_mail_date(message->queued);
    g_autofree char *name = display_name(site);
    g_autofree char *subject = header_text(body->subject);
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

static char *
to_bytes(GMimeMessage *mail, size_t *length)
{
    g_autoptr(GMimeFormatOptions) format = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
    g_mime_object_write_to_stream(GMIME_OBJECT(mail), format, stream);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    *length = bytes->len;
    char *copy = g_malloc(bytes->len + 1);
    memcpy(copy, bytes->data, bytes->len);
    copy[bytes->len] = '\0';
    return copy;
}

static char *
write_mail(const LbSite *site, const LbMessage *message, const LbMailBody *body, size_t *length)
{
    g_autoptr(GMimeMessage) mail = g_mime_message_new(TRUE);
    g_autoptr(GMimeObject) alternatives = new_alternatives(message, body);
    g_mime_message_set_mime_part(mail, alternatives);
    set_headers(mail, site, message, body);
    return to_bytes(mail, length);
}

char *
lb_mail_compose(const LbSite *site, const LbMessage *message, size_t *length, GError **error)
{
    if (!lb_site_check(site, error) || !check_message(message, error))
        return NULL;
    g_mime_init();
    lb_locale_set_language(message->language);
    g_autoptr(LbMailBody) body = lb_mail_body_new(site, message, error);
    return body != NULL ? write_mail(site, message, body, length) : NULL;
}

char *
lb_mail_compose_trial(const LbSite *site, const LbMessage *message, size_t *length, GError **error)
{
    if (!lb_site_check(site, error) || !refuse(error, find_fault(message)))
        return NULL;
    g_mime_init();
    lb_locale_set_language(message->language);
    g_autoptr(LbMailBody) body = lb_mail_body_trial_new(site, message);
    return write_mail(site, message, body, length);
}
