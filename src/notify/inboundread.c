/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails read by GMime: reports of delivery (RFC 3464, 6533), automatic replies (RFC 3834), and our own. */
#include "notify/inboundread.h"

#include <string.h>

#include <gmime/gmime.h>

#include "base/text.h"
#include "core/message.h"

#define TYPED_MOST 200   /* lines "Content-Type": each level of nesting takes one */
#define BOUNDS_MOST 1000 /* lines that could be boundaries: each part takes one */
#define COLONS_MOST 1000 /* in a field: each group of addresses within another takes one */
#define DEPTH_MOST 10
#define HEADERS_MOST 1000
#define HEAD_DIGITS 64

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddressList, g_object_unref)

/* Where a mail server writes whom a mail that it delivers is for; the first that has a token counts. */
static const char *const delivered[] = { "Delivered-To", "X-Original-To", "Envelope-To",
                                         "X-Envelope-To", "To" };

static bool
begins(const char *at, const char *end, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(end - at) >= length && g_ascii_strncasecmp(at, word, length) == 0;
}

static int
count(const char *at, const char *end, char byte)
{
    int found = 0;
    for (; at < end; at++)
        found += *at == byte;
    return found;
}

/* Whether it could have more parts, or deeper ones, than a mail that matters. GMime takes time and memory for each, and stack for
 * each group that an address is within. */
static bool
is_overgrown(const char *bytes, size_t length)
{
    int typed = 0, bounds = 0, colons = 0;
    const char *end = bytes + length;
    for (const char *at = bytes; at < end;) {
        const char *feed = memchr(at, '\n', (size_t)(end - at));
        const char *next = feed != NULL ? feed + 1 : end;
        bool folded = *at == ' ' || *at == '\t';
        typed += begins(at, end, "Content-Type");
        bounds += begins(at, end, "--");
        colons = count(at, next, ':') + (folded ? colons : 0);
        if (typed > TYPED_MOST || bounds > BOUNDS_MOST || colons > COLONS_MOST)
            return true;
        at = next;
    }
    return false;
}

static GMimeMessage *
parse(const char *bytes, size_t length)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
    return g_mime_parser_construct_message(parser, NULL);
}

/* In one line, with single spaces: fields of a header are folded. */
static char *
brief(const char *text)
{
    g_autofree char *single = g_strdup(text);
    char *to = single;
    for (const char *at = single; *at != '\0'; at++)
        if (!g_ascii_isspace(*at) || (to > single && to[-1] != ' '))
            *to++ = g_ascii_isspace(*at) ? ' ' : *at;
    *to = '\0';
    g_autofree char *line = lb_text_brief(single, -1, LB_INBOUND_TEXT_MOST);
    return *line != '\0' ? g_steal_pointer(&line) : NULL;
}

/* As it stands there: what it would decode to depends on what this machine can convert. */
static const char *
raw(GMimeHeader *header)
{
    const char *value = header != NULL ? g_mime_header_get_raw_value(header) : NULL;
    return value != NULL ? value : "";
}

static char *
header(GMimeMessage *mail, const char *name)
{
    GMimeHeaderList *list = g_mime_object_get_header_list(GMIME_OBJECT(mail));
    return brief(raw(g_mime_header_list_get_header(list, name)));
}

/* The decoded bytes of a part, as lines that end with LF, without NUL. */
static char *
content(GMimeObject *part)
{
    GMimeDataWrapper *data = GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part)) : NULL;
    if (data == NULL)
        return g_strdup("");
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(data, stream);
    const GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    char *text = g_malloc(bytes->len + 1), *to = text;
    for (guint i = 0; i < bytes->len; i++)
        if (bytes->data[i] != '\r')
            *to++ = bytes->data[i] != '\0' ? (char)bytes->data[i] : ' ';
    *to = '\0';
    return text;
}

/* Tokens */

static void
take_tokens(LbInbound *letter, const char *field, const char *value)
{
    g_autoptr(InternetAddressList) list = internet_address_list_parse(NULL, value);
    int count = list != NULL ? internet_address_list_length(list) : 0;
    for (int i = 0; i < count && letter->tokens->len < LB_INBOUND_LIST_MOST; i++) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        if (!INTERNET_ADDRESS_IS_MAILBOX(address))
            continue;
        char *token = lb_reverse_path_token(
            internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)));
        if (token != NULL)
            g_ptr_array_add(letter->tokens, lb_inbound_token_new(token, field));
    }
}

static void
take_all_tokens(LbInbound *letter, GMimeMessage *mail)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(mail));
    int count = MIN(g_mime_header_list_get_count(headers), HEADERS_MOST);
    for (size_t i = 0; i < G_N_ELEMENTS(delivered) && letter->tokens->len == 0; i++)
        for (int j = 0; j < count; j++) {
            GMimeHeader *each = g_mime_header_list_get_header_at(headers, j);
            if (g_ascii_strcasecmp(g_mime_header_get_name(each), delivered[i]) == 0)
                take_tokens(letter, delivered[i], raw(each));
        }
}

/* Reports */

static bool
is_type(GMimeObject *part, const char *type, const char *subtype)
{
    GMimeContentType *found = g_mime_object_get_content_type(part);
    return found != NULL && g_mime_content_type_is_type(found, type, subtype);
}

static bool
is_report(GMimeObject *part, const char *about)
{
    const char *type = g_mime_object_get_content_type_parameter(part, "report-type");
    return GMIME_IS_MULTIPART(part) && is_type(part, "multipart", "report") && type != NULL &&
           g_ascii_strcasecmp(type, about) == 0;
}

/* What stands behind "rfc822;", "dns;" */
static char *
without_type(char *value)
{
    const char *semicolon = value != NULL ? strchr(value, ';') : NULL;
    char *rest = g_strdup(semicolon != NULL ? semicolon + 1 : value);
    g_free(value);
    return rest != NULL ? g_strstrip(rest) : NULL;
}

/* One group of fields; that about the whole mail has none of a recipient. */
static void
take_recipient(LbInbound *letter, const char *group)
{
    g_autoptr(GMimeMessage) fields = parse(group, strlen(group));
    if (fields == NULL || letter->recipients->len == LB_INBOUND_LIST_MOST)
        return;
    LbInboundRecipient found = {
        .original = without_type(header(fields, "Original-Recipient")),
        .final = without_type(header(fields, "Final-Recipient")),
        .action = header(fields, "Action"),
        .status = header(fields, "Status"),
        .diagnostic = header(fields, "Diagnostic-Code"),
        .remote = without_type(header(fields, "Remote-MTA")),
    };
    if (found.original == NULL && found.final == NULL && found.action == NULL) {
        g_free(found.status);
        g_free(found.diagnostic);
        g_free(found.remote);
        return;
    }
    LbInboundRecipient *recipient = g_new0(LbInboundRecipient, 1);
    *recipient = found;
    g_ptr_array_add(letter->recipients, recipient);
}

static void
take_recipients(LbInbound *letter, GMimeObject *part)
{
    g_autofree char *text = content(part);
    char *at = text + strspn(text, "\n");
    for (int groups = 0; *at != '\0' && groups <= LB_INBOUND_LIST_MOST; groups++) {
        char *end = strstr(at, "\n\n");
        size_t length = end != NULL ? (size_t)(end - at) : strlen(at);
        g_autofree char *group = g_strdup_printf("%.*s\n\n", (int)length, at);
        take_recipient(letter, group);
        at += length;
        at += strspn(at, "\n");
    }
}

/* The machine's part is among the first of a report. OpenSMTPD's reports are "mixed". */
static bool
take_report(LbInbound *letter, GMimeObject *root)
{
    bool mixed = GMIME_IS_MULTIPART(root) && is_type(root, "multipart", "mixed");
    if (!mixed && !is_report(root, "delivery-status"))
        return false;
    int count = MIN(g_mime_multipart_get_count(GMIME_MULTIPART(root)), DEPTH_MOST);
    for (int i = 0; i < count; i++) {
        GMimeObject *part = g_mime_multipart_get_part(GMIME_MULTIPART(root), i);
        if (!is_type(part, "message", "delivery-status") &&
            !is_type(part, "message", "global-delivery-status"))
            continue;
        take_recipients(letter, part);
        return true;
    }
    return false;
}

/* Programs that answer */

static bool
is_auto_reply(GMimeMessage *mail, GMimeObject *root)
{
    static const char *const marks[] = { "X-Autoreply", "X-Autorespond", "X-Auto-Reply" };
    static const char *const ranks[] = { "auto_reply", "bulk", "junk", "list", NULL };
    g_autofree char *automatic = header(mail, "Auto-Submitted");
    g_autofree char *rank = header(mail, "Precedence");
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
        if (g_mime_object_get_header(GMIME_OBJECT(mail), marks[i]) != NULL)
            return true;
    g_autofree char *lower = rank != NULL ? g_ascii_strdown(rank, -1) : NULL;
    return (automatic != NULL && g_ascii_strcasecmp(automatic, "no") != 0) ||
           (lower != NULL && g_strv_contains(ranks, lower)) ||
           is_report(root, "disposition-notification");
}

/* Our own */

/* The line that ends our mails: in whatever language, the number of an entry and then its hash. */
static bool
read_entry(const char *line, int64_t *sequence, const char **head)
{
    size_t length = strlen(line);
    if (length <= HEAD_DIGITS || length > LB_INBOUND_TEXT_MOST)
        return false;
    const char *hash = line + length - HEAD_DIGITS;
    const char *number = line + strcspn(line, "0123456789");
    size_t digits = strspn(number, "0123456789");
    if (strspn(hash, "0123456789abcdef") != HEAD_DIGITS || g_ascii_isalnum(hash[-1]) ||
        number + digits >= hash)
        return false;
    g_autofree char *text = g_strndup(number, digits);
    g_autofree char *between = g_strndup(number + digits, (gsize)(hash - number) - digits);
    gint64 value = 0;
    if (strpbrk(between, "0123456789") != NULL ||
        !g_ascii_string_to_signed(text, 10, 1, G_MAXINT64, &value, NULL))
        return false;
    *sequence = value;
    *head = hash;
    return true;
}

/* The plain text that a mail program shows first. */
static GMimeObject *
first_part(GMimeObject *root)
{
    GMimeObject *part = root;
    for (int depth = 0; GMIME_IS_MULTIPART(part) && depth < DEPTH_MOST; depth++)
        part = g_mime_multipart_get_count(GMIME_MULTIPART(part)) > 0
                   ? g_mime_multipart_get_part(GMIME_MULTIPART(part), 0)
                   : NULL;
    return part != NULL && GMIME_IS_PART(part) && is_type(part, "text", "plain") ? part : NULL;
}

/* The last such line counts: all that others may have put into a mail stands before it. */
static bool
take_entry(LbInbound *letter, GMimeMessage *mail, GMimeObject *root)
{
    g_autofree char *automatic = header(mail, "Auto-Submitted");
    GMimeObject *part = first_part(root);
    if (part == NULL || letter->message_id == NULL || automatic == NULL ||
        g_ascii_strcasecmp(automatic, "auto-generated") != 0)
        return false;
    g_autofree char *text = content(part);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = g_strv_length(lines); i > 0; i--) {
        const char *head = NULL;
        if (*lines[i - 1] != '>' &&
            read_entry(g_strchomp(lines[i - 1]), &letter->sequence, &head)) {
            letter->head = g_strdup(head);
            return true;
        }
    }
    return false;
}

static LbInboundKind
find_kind(LbInbound *letter, GMimeMessage *mail)
{
    GMimeObject *root = g_mime_message_get_mime_part(mail);
    if (root == NULL)
        return LB_INBOUND_OTHER;
    if (take_report(letter, root))
        return LB_INBOUND_BOUNCE;
    if (take_entry(letter, mail, root))
        return LB_INBOUND_OURS;
    return is_auto_reply(mail, root) ? LB_INBOUND_AUTO_REPLY : LB_INBOUND_OTHER;
}

LbInbound *
lb_inbound_read(const char *bytes, size_t length)
{
    g_autoptr(LbInbound) letter = lb_inbound_new();
    const char *feed = begins(bytes, bytes + length, "From ") ? memchr(bytes, '\n', length) : NULL;
    size_t skipped = feed != NULL ? (size_t)(feed + 1 - bytes) : 0;
    if (length > LB_INBOUND_MOST || is_overgrown(bytes, length))
        return g_steal_pointer(&letter);
    g_mime_init();
    g_autoptr(GMimeMessage) mail = parse(bytes + skipped, length - skipped);
    if (mail == NULL)
        return g_steal_pointer(&letter);
    const char *id = g_mime_message_get_message_id(mail);
    letter->message_id = id != NULL ? brief(id) : NULL;
    letter->kind = find_kind(letter, mail);
    take_all_tokens(letter, mail);
    return g_steal_pointer(&letter);
}
