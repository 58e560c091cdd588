/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mail around the bodies. Headers and MIME structure are always the same and written here, in LF until the end; whatever is
 * encoded or folded, GMime does. Names of headers are constant; what stands behind them was checked or is encoded. */
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
#define LINE_LIMIT 119 /* bytes of a line that is left as it is: the line of the log has 100 */
#define LINE_WIDTH 78  /* of a header, RFC 5322 section 2.1.1 */
#define DISPLAY_NAME_LIMIT 60

G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddress, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddressList, g_object_unref)

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

/* Plain ASCII in short lines stays readable in the raw mail; else whichever encoding is shorter, of what has CRLF at the ends
 * of its lines. */
static GMimeContentEncoding
encoding_for(const char *text)
{
    size_t total = 0, other = 0, longest = 0;
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        for (size_t i = 0; i < length; i++)
            other += (line[i] & 0x80) != 0;
        longest = MAX(longest, length);
        line += length + (line[length] != '\0');
        total += length + strlen("\r\n");
    }
    if (other * 6 > total)
        return GMIME_CONTENT_ENCODING_BASE64;
    bool raw = other == 0 && longest <= LINE_LIMIT;
    return raw ? GMIME_CONTENT_ENCODING_7BIT : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

/* A copy in CRLF, NUL added, @length without it. */
static char *
to_crlf(const char *text, size_t size, size_t *length)
{
    const char *end = text + size;
    size_t lines = 0;
    for (const char *at = text; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
        lines++;
    char *copy = g_malloc(size + lines + 1), *to = copy;
    for (const char *lf; (lf = memchr(text, '\n', (size_t)(end - text))) != NULL; text = lf + 1) {
        to = (char *)mempcpy(to, text, (size_t)(lf - text));
        *to++ = '\r';
        *to++ = '\n';
    }
    to = (char *)mempcpy(to, text, (size_t)(end - text));
    *to = '\0';
    *length = size + lines;
    return copy;
}

static void
append_encoded(GString *mail, GMimeContentEncoding encoding, const char *text, size_t size)
{
    GMimeEncoding state;
    size_t start = mail->len;
    g_mime_encoding_init_encode(&state, encoding);
    g_string_set_size(mail, start + g_mime_encoding_outlen(&state, size));
    g_string_truncate(mail, start + g_mime_encoding_flush(&state, text, size, mail->str + start));
}

/* A text's line ends are CRLF before it becomes base64 (RFC 2045 section 6.8); the others are lines themselves. */
static void
append_part(GString *mail, const char *boundary, const char *subtype, const char *text)
{
    GMimeContentEncoding encoding = encoding_for(text);
    size_t size = strlen(text);
    g_autofree char *crlf =
        encoding == GMIME_CONTENT_ENCODING_BASE64 ? to_crlf(text, size, &size) : NULL;
    g_string_append_printf(mail,
                           "\n--%s\nContent-Type: text/%s; charset=utf-8\n"
                           "Content-Transfer-Encoding: %s\n\n",
                           boundary, subtype, g_mime_content_encoding_to_string(encoding));
    append_encoded(mail, encoding, crlf != NULL ? crlf : text, size);
}

/* The boundary depends on the Message-ID alone. "=_" can stand in no encoded line. */
static char *
boundary_of(const LbMessage *message)
{
    g_autoptr(LbSha256) sha = lb_sha256_new();
    uint8_t digest[LB_SHA256_SIZE];
    lb_sha256_add_text(sha, "lockbox boundary 1");
    lb_sha256_add_text(sha, message->message_id);
    lb_sha256_finish(sha, digest);
    g_autofree char *hex = lb_sha256_to_hex(digest);
    return g_strdup_printf("=_%.32s", hex);
}

static void
append_alternatives(GString *mail, const LbMessage *message, const LbMailBody *body)
{
    g_autofree char *boundary = boundary_of(message);
    g_string_append_printf(mail, "Content-Type: multipart/alternative;\n\tboundary=\"%s\"\n",
                           boundary);
    append_part(mail, boundary, "plain", body->text);
    append_part(mail, boundary, "html", body->html);
    g_string_append_printf(mail, "\n--%s--\n", boundary);
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

/* Of any text: what is not ASCII is encoded, and what is long is folded. */
static void
append_text_header(GString *mail, const char *name, const char *text)
{
    g_autofree char *encoded = g_mime_utils_header_encode_text(NULL, text, "utf-8");
    g_autofree char *header = g_strconcat(name, ": ", encoded, NULL);
    g_autofree char *folded = g_mime_utils_unstructured_header_fold(NULL, NULL, header);
    g_string_append(mail, folded);
}

static void
append_from(GString *mail, const char *name, const char *address)
{
    g_autoptr(InternetAddressList) list = internet_address_list_new();
    g_autoptr(InternetAddress) mailbox = internet_address_mailbox_new(name, address);
    g_autoptr(GString) line = g_string_new("From: ");
    internet_address_set_charset(mailbox, "utf-8");
    internet_address_list_add(list, mailbox);
    internet_address_list_encode(list, NULL, line);
    g_string_append_len(mail, line->str, (gssize)line->len);
}

/* A plain mailbox (lb_mailbox_is_valid()) is ASCII and has nothing to be quoted. */
static void
append_to(GString *mail, const char *address)
{
    bool fits = strlen("To: ") + strlen(address) <= LINE_WIDTH;
    g_string_append_printf(mail, "To:%s%s\n", fits ? " " : "\n\t", address);
}

static void
append_headers(GString *mail, const LbSite *site, const LbMessage *message, const LbMailBody *body)
{
    g_autofree char *date = lb_time_to_mail_date(message->queued);
    g_autofree char *name = display_name(site);
    g_autofree char *subject = header_text(body->subject);
    g_string_append_printf(mail, "Date: %s\n", date);
    append_from(mail, name, site->from);
    append_text_header(mail, "Subject", subject);
    append_to(mail, message->address);
    g_string_append_printf(mail, "MIME-Version: 1.0\nMessage-Id: <%s>\n", message->message_id);
    if (message->in_reply_to != NULL)
        g_string_append_printf(mail, "In-Reply-To: <%s>\nReferences: <%s>\n", message->in_reply_to,
                               message->in_reply_to);
    g_string_append(mail, "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n");
    append_text_header(mail, "Content-Language", body->language);
}

static char *
write_mail(const LbSite *site, const LbMessage *message, const LbMailBody *body, size_t *length)
{
    g_autoptr(GString) mail = g_string_sized_new(2 * (strlen(body->text) + strlen(body->html)));
    append_headers(mail, site, message, body);
    append_alternatives(mail, message, body);
    return to_crlf(mail->str, mail->len, length);
}

char *
lb_mail_compose(const LbSite *site, const LbMessage *message, size_t *length, GError **error)
{
    if (!lb_site_check(site, error) || !check_message(message, error))
        return NULL;
    g_mime_init();
    lb_locale_set_language(message->language);
    g_autoptr(LbMailBody) body = lb_mail_body_new(site, message, error);
    lb_locale_set_language(NULL);
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
    lb_locale_set_language(NULL);
    return write_mail(site, message, body, length);
}
