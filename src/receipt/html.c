/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page. Nothing of others gets into it but through put_text(); the data is ASCII without <, > and & (receipt/document.h). */
#include "config.h"

#include "receipt/html.h"

#include <string.h>

#include "base/i18n.h"
#include "base/sha256.h"
#include "receipt/document.h"
#include "receipt/sections.h"

#define BEGINNING "<!DOCTYPE html>\n<html lang=\""
#define GENERATOR "<meta name=\"generator\" content=\"Lockbox "
#define DATA_BEGINS "<pre id=\"receipt\">\n" /* HTML drops the first LF of a pre */
#define DATA_ENDS "</pre>\n</details>\n</body>\n</html>\n"
#define LINE_MOST strlen("2026-11-27 19:02:07")
#define TAG_LIMIT 35 /* of languages, by RFC 5646 */

/* Also for paper: black on white, no row torn in two where that can be helped, the data left out. */
static const char style[] =
    "html{color:#000;background:#fff;font:16px/1.45 sans-serif}"
    "body{max-width:72rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.6rem}h2{font-size:1.15rem;margin:1.6rem 0 .4rem;break-after:avoid}"
    "p{margin:.3rem 0;break-after:avoid}"
    "table{border-collapse:collapse;width:100%;table-layout:auto}"
    "th,td{border:1px solid #777;padding:.25rem .4rem;text-align:left;vertical-align:top;"
    "white-space:pre-wrap;unicode-bidi:isolate}"
    "thead th{background:#eee}tbody th{width:9rem}"
    ".long{overflow-wrap:anywhere}.short{white-space:pre}"
    "thead{display:table-header-group}tr{break-inside:avoid}"
    ".wide{overflow-x:auto}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.8rem}"
    "@media print{@page{margin:14mm}html{font-size:9pt}body{max-width:none;margin:0;padding:0}"
    ".wide{overflow:visible;padding-right:1px}thead th{background:none}details{display:none}}";

static void
put_text(GString *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        switch (*at) {
        case '<':
            g_string_append(out, "&lt;");
            break;
        case '>':
            g_string_append(out, "&gt;");
            break;
        case '&':
            g_string_append(out, "&amp;");
            break;
        case '"':
            g_string_append(out, "&quot;");
            break;
        default:
            g_string_append_c(out, *at);
        }
    }
}

static void
put_element(GString *out, const char *open, const char *text, const char *close)
{
    g_string_append(out, open);
    put_text(out, text);
    g_string_append(out, close);
}

/* How many bytes the longest piece of @text between two of @marks has. */
static size_t
longest(const char *text, const char *marks)
{
    size_t most = 0;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, marks);
        most = MAX(most, length);
        at += length;
        if (*at == '\0')
            return most;
    }
}

/* What is short, as times are, stays on its line; a long word does not make its column as wide as itself. */
static const char *
open_cell(const char *text)
{
    if (longest(text, "\n") <= LINE_MOST)
        return "<td class=\"short\">";
    return longest(text, " \n") > LINE_MOST ? "<td class=\"long\">" : "<td>";
}

static void
put_row(GString *out, GPtrArray *row, bool facts)
{
    g_string_append(out, "<tr>");
    for (guint i = 0; i < row->len; i++) {
        const char *text = g_ptr_array_index(row, i);
        bool label = facts && i == 0;
        put_element(out, label ? "<th scope=\"row\">" : open_cell(text), text,
                    label ? "</th>" : "</td>");
    }
    g_string_append(out, "</tr>\n");
}

static void
put_section(GString *out, const LbReceiptSection *section)
{
    put_element(out, "<h2>", section->title, "</h2>\n");
    for (guint i = 0; i < section->sentences->len; i++)
        put_element(out, "<p>", g_ptr_array_index(section->sentences, i), "</p>\n");
    if (section->rows->len == 0)
        return;
    g_string_append(out, "<div class=\"wide\">\n<table>\n");
    if (section->columns->len > 0)
        g_string_append(out, "<thead><tr>");
    for (guint i = 0; i < section->columns->len; i++)
        put_element(out, "<th scope=\"col\">", g_ptr_array_index(section->columns, i), "</th>");
    if (section->columns->len > 0)
        g_string_append(out, "</tr></thead>\n");
    g_string_append(out, "<tbody>\n");
    for (guint i = 0; i < section->rows->len; i++)
        put_row(out, g_ptr_array_index(section->rows, i), section->columns->len == 0);
    g_string_append(out, "</tbody>\n</table>\n</div>\n");
}

/* The style is the one thing that the page lets in, by its hash. */
static void
put_policy(GString *out)
{
    g_autoptr(LbSha256) sha = lb_sha256_new();
    uint8_t digest[LB_SHA256_SIZE];
    lb_sha256_add_plain(sha, style, strlen(style));
    lb_sha256_finish(sha, digest);
    g_autofree char *hash = g_base64_encode(digest, sizeof digest);
    g_string_append_printf(out,
                           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                           "'none'; style-src 'sha256-%s'; base-uri 'none'; form-action "
                           "'none'\">\n",
                           hash);
}

char *
lb_receipt_html(JsonObject *receipt, const char *language)
{
    g_autoptr(GPtrArray) sections = lb_receipt_sections(receipt);
    g_autofree char *title = lb_receipt_title(receipt);
    g_autofree char *data = lb_receipt_write(receipt);
    GString *out = g_string_new(BEGINNING);
    put_text(out, language);
    g_string_append(out, "\">\n<head>\n<meta charset=\"utf-8\">\n");
    put_policy(out);
    g_string_append(out, GENERATOR PACKAGE_VERSION
                    "\">\n<meta name=\"viewport\" content=\"width=device-width, "
                    "initial-scale=1\">\n");
    put_element(out, "<title>", title, "</title>\n");
    g_string_append_printf(out, "<style>%s</style>\n</head>\n<body>\n", style);
    put_element(out, "<h1>", title, "</h1>\n");
    for (guint i = 0; i < sections->len; i++)
        put_section(out, g_ptr_array_index(sections, i));
    g_string_append(out, "<details>\n");
    put_element(out, "<summary>", _("Data for checking"), "</summary>\n");
    g_string_append_printf(out, DATA_BEGINS "%s" DATA_ENDS, data);
    return g_string_free(out, FALSE);
}

bool
lb_receipt_is_html(const char *bytes, size_t length)
{
    size_t most = strlen(BEGINNING);
    return length >= most && memcmp(bytes, BEGINNING, most) == 0;
}

void
lb_receipt_page_free(LbReceiptPage *page)
{
    if (page == NULL)
        return;
    g_free(page->language);
    g_free(page->version);
    g_free(page->data);
    g_free(page);
}

/* What stands from @begin up to the next of @end; NULL: there is none, or it is longer than @limit. */
static char *
take_until(const char *begin, const char *end, size_t limit)
{
    size_t length = begin != NULL ? strcspn(begin, end) : 0;
    return length > 0 && length <= limit && begin[length] != '\0' ? g_strndup(begin, length) : NULL;
}

LbReceiptPage *
lb_receipt_page_read(const char *bytes, size_t length, GError **error)
{
    g_autoptr(LbReceiptPage) page = g_new0(LbReceiptPage, 1);
    bool whole = lb_receipt_is_html(bytes, length) && memchr(bytes, '\0', length) == NULL &&
                 length <= LB_RECEIPT_LIMIT;
    g_autofree char *text = whole ? g_strndup(bytes, length) : NULL;
    char *generator = text != NULL ? strstr(text, GENERATOR) : NULL;
    char *data = text != NULL ? strstr(text, DATA_BEGINS) : NULL;
    char *end = data != NULL ? strstr(data, DATA_ENDS) : NULL;
    if (end != NULL) {
        page->language = take_until(text + strlen(BEGINNING), "\"", TAG_LIMIT);
        page->version =
            take_until(generator != NULL ? generator + strlen(GENERATOR) : NULL, "\"", TAG_LIMIT);
        data += strlen(DATA_BEGINS);
        page->data = g_strndup(data, (gsize)(end - data));
    }
    if (page->language == NULL || page->version == NULL ||
        strspn(page->language, G_CSET_A_2_Z G_CSET_a_2_z "-") != strlen(page->language)) {
        g_set_error_literal(error, LB_RECEIPT_ERROR, LB_RECEIPT_ERROR_SYNTAX,
                            _("it is no page that Lockbox makes"));
        return NULL;
    }
    return g_steal_pointer(&page);
}
