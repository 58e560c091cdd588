/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one file here that knows libxml2. Its HTML parser is used by events, without a tree: no recursion and no second copy, and
 * parsing can be stopped. Encodings that a document claims are ignored, for what comes here is UTF-8. */
#include "tickets/html.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#include "base/text.h"
#include "core/terms.h"

#define OPTIONS                                                                          \
    (HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | \
     HTML_PARSE_IGNORE_ENC)
#define DEPTH_MOST 500 /* open elements: the parser looks through them for each end */
#define MARKS_MOST \
    4000 /* blanks and quotes of one tag: the parser compares each attribute with all others */
#define LEVELS_MOST 9  /* of quotations and lists that are told apart */
#define BREAKS_MOST 10 /* line ends in a row */
#define URL_MOST 300   /* characters that are shown */
#define OUTPUT_MOST ((gsize)4 * LB_LIMIT_KEPT_TEXT)
#define CUT "\n[…]"

typedef enum {
    PLACE_SKIP = 1 << 0,      /* nothing in it is to be read */
    PLACE_BLOCK = 1 << 1,     /* stands on lines of its own */
    PLACE_PARAGRAPH = 1 << 2, /* has empty lines around it */
    PLACE_QUOTE = 1 << 3,
    PLACE_LIST = 1 << 4,
    PLACE_ITEM = 1 << 5,
    PLACE_PRE = 1 << 6, /* its white space counts */
    PLACE_CELL = 1 << 7,
} Place;

static const struct {
    const char *name;
    unsigned place;
} places[] = {
    { "address", PLACE_BLOCK },
    { "applet", PLACE_SKIP },
    { "article", PLACE_BLOCK },
    { "aside", PLACE_BLOCK },
    { "audio", PLACE_SKIP },
    { "blockquote", PLACE_PARAGRAPH | PLACE_QUOTE },
    { "canvas", PLACE_SKIP },
    { "center", PLACE_BLOCK },
    { "dd", PLACE_BLOCK },
    { "div", PLACE_BLOCK },
    { "dl", PLACE_PARAGRAPH },
    { "dt", PLACE_BLOCK },
    { "embed", PLACE_SKIP },
    { "fieldset", PLACE_BLOCK },
    { "figure", PLACE_BLOCK },
    { "footer", PLACE_BLOCK },
    { "form", PLACE_BLOCK },
    { "h1", PLACE_PARAGRAPH },
    { "h2", PLACE_PARAGRAPH },
    { "h3", PLACE_PARAGRAPH },
    { "h4", PLACE_PARAGRAPH },
    { "h5", PLACE_PARAGRAPH },
    { "h6", PLACE_PARAGRAPH },
    { "header", PLACE_BLOCK },
    { "iframe", PLACE_SKIP },
    { "li", PLACE_BLOCK | PLACE_ITEM },
    { "main", PLACE_BLOCK },
    { "math", PLACE_SKIP },
    { "nav", PLACE_BLOCK },
    { "noembed", PLACE_SKIP },
    { "noframes", PLACE_SKIP },
    { "object", PLACE_SKIP },
    { "ol", PLACE_BLOCK | PLACE_LIST },
    { "p", PLACE_PARAGRAPH },
    { "pre", PLACE_PARAGRAPH | PLACE_PRE },
    { "script", PLACE_SKIP },
    { "section", PLACE_BLOCK },
    { "select", PLACE_SKIP },
    { "style", PLACE_SKIP },
    { "svg", PLACE_SKIP },
    { "table", PLACE_BLOCK },
    { "td", PLACE_CELL },
    { "template", PLACE_SKIP },
    { "th", PLACE_CELL },
    { "title", PLACE_SKIP },
    { "tr", PLACE_BLOCK },
    { "ul", PLACE_BLOCK | PLACE_LIST },
    { "video", PLACE_SKIP },
};

typedef struct {
    htmlParserCtxtPtr parser;
    GString *out;
    int skip, quote, list, pre; /* how many such elements are open */
    int breaks;                 /* line ends that are due before the next character */
    int between;                /* of how many quotations the lines between these are */
    bool blank;                 /* a blank is due */
    bool item;                  /* the mark of an item is due */
    char *link;                 /* where the open link leads; NULL: there is none worth telling */
    gsize link_start;           /* of its text in @out */
    bool cut;                   /* not all of it was read */
} Page;

static unsigned
place_of(const xmlChar *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
        if (g_ascii_strcasecmp(places[i].name, (const char *)name) == 0)
            return places[i].place;
    return 0;
}

static void
stop(Page *page)
{
    page->cut = true;
    xmlStopParser(page->parser);
}

/* An empty line belongs to the outer one of two quotations that it stands between. */
static void
need_breaks(Page *page, int breaks)
{
    page->between = page->breaks > 0 ? MIN(page->between, page->quote) : page->quote;
    page->breaks = MAX(page->breaks, breaks);
}

static void
begin_line(Page *page)
{
    for (int i = 0; i < page->quote && i < LEVELS_MOST; i++)
        g_string_append(page->out, "> ");
    for (int i = 1; page->item && i < page->list && i < LEVELS_MOST; i++)
        g_string_append(page->out, "  ");
    if (page->item)
        g_string_append(page->out, "- ");
    page->item = false;
}

/* Writes what is due before a character. */
static void
begin_word(Page *page)
{
    bool first = page->out->len == 0;
    for (int i = first ? 0 : page->breaks; i > 1; i--) {
        g_string_append_c(page->out, '\n');
        for (int level = 0; level < page->between && level < LEVELS_MOST; level++)
            g_string_append(page->out, level > 0 ? " >" : ">");
    }
    if (!first && page->breaks > 0)
        g_string_append_c(page->out, '\n');
    if (first || page->breaks > 0)
        begin_line(page);
    else if (page->blank)
        g_string_append_c(page->out, ' ');
    page->breaks = 0;
    page->blank = false;
}

/* White space of HTML and the blank that is not to be broken, which programs put where they want several. Stores its length. */
static bool
is_blank(const char *at, size_t left, size_t *length)
{
    *length = 1;
    if (strchr(" \t\r\n\f", *at) != NULL)
        return true;
    *length = 2;
    return left >= 2 && (unsigned char)at[0] == 0xc2 && (unsigned char)at[1] == 0xa0;
}

/* White space in an element where it counts. */
static void
write_blank(Page *page, char blank)
{
    if (blank == '\n') {
        need_breaks(page, MIN(page->breaks + 1, BREAKS_MOST));
        return;
    }
    begin_word(page);
    g_string_append(page->out, blank == '\t' ? "    " : " ");
}

static void
write_text(Page *page, const char *text, size_t length)
{
    size_t step = 0;
    for (size_t i = 0; i < length && !page->cut; i += step) {
        if (is_blank(text + i, length - i, &step)) {
            if (page->pre > 0)
                write_blank(page, text[i]);
            page->blank = page->pre == 0;
            continue;
        }
        step = 1;
        if (page->breaks > 0 || page->blank || page->out->len == 0)
            begin_word(page);
        g_string_append_c(page->out, text[i]);
        if (page->out->len > OUTPUT_MOST)
            stop(page);
    }
}

static void
on_text(void *data, const xmlChar *text, int length)
{
    Page *page = data;
    if (page->skip == 0 && length > 0)
        write_text(page, (const char *)text, (size_t)length);
}

static const char *
attribute_of(const xmlChar **attributes, const char *name)
{
    for (size_t i = 0; attributes != NULL && attributes[i] != NULL; i += 2)
        if (g_ascii_strcasecmp((const char *)attributes[i], name) == 0)
            return (const char *)attributes[i + 1];
    return NULL;
}

/* Links. */

/* As programs that follow links read it: blanks and controls around it count for nothing, line ends and tabs nowhere. The caller
 * frees it. */
static char *
trim_target(const char *target)
{
    g_autoptr(GString) kept = g_string_new(NULL);
    while (*target != '\0' && (unsigned char)*target <= ' ')
        target++;
    for (; *target != '\0'; target++)
        if (strchr("\t\r\n", *target) == NULL)
            g_string_append_c(kept, *target);
    while (kept->len > 0 && (unsigned char)kept->str[kept->len - 1] <= ' ')
        g_string_truncate(kept, kept->len - 1);
    return g_strdup(kept->str);
}

static void
begin_link(Page *page, const char *href)
{
    static const char *const starts[] = { "https:", "http:", "mailto:", "ftp:", "//" };
    g_autofree char *target = trim_target(href != NULL ? href : "");
    g_clear_pointer(&page->link, g_free);
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++)
        if (g_ascii_strncasecmp(target, starts[i], strlen(starts[i])) == 0)
            page->link = lb_text_brief(target, -1, URL_MOST);
    page->link_start = page->out->len;
}

/* Without what people leave out when they write it. */
static char *
bare(const char *url)
{
    static const char *const starts[] = { "https://", "http://", "mailto:" };
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++)
        if (g_ascii_strncasecmp(url, starts[i], strlen(starts[i])) == 0) {
            url += strlen(starts[i]);
            break;
        }
    size_t length = strlen(url);
    return g_ascii_strdown(url,
                           (gssize)(length > 0 && url[length - 1] == '/' ? length - 1 : length));
}

static void
end_link(Page *page)
{
    if (page->link == NULL)
        return;
    g_autofree char *text = g_strdup(page->out->str + MIN(page->link_start, page->out->len));
    g_autofree char *target = g_steal_pointer(&page->link);
    g_strstrip(text);
    g_autofree char *said = bare(text), *meant = bare(target);
    if (*text == '\0' || strcmp(said, meant) == 0)
        return;
    g_string_append_printf(page->out, " <%s>", target);
}

/* Elements. */

/* Those without an end. */
static bool
take_void(Page *page, const char *name, const xmlChar **attributes)
{
    if (g_ascii_strcasecmp(name, "br") == 0) {
        need_breaks(page, MIN(page->breaks + 1, 2));
    } else if (g_ascii_strcasecmp(name, "hr") == 0) {
        need_breaks(page, 1);
        write_text(page, "----", 4);
        need_breaks(page, 1);
    } else if (g_ascii_strcasecmp(name, "img") == 0) {
        const char *words = attribute_of(attributes, "alt");
        g_autofree char *brief = lb_text_brief(words != NULL ? words : "", -1, LB_LIMIT_LINE);
        g_autofree char *shown = g_strdup_printf("[%s]", brief);
        if (*brief != '\0')
            write_text(page, shown, strlen(shown));
    } else {
        return false;
    }
    return true;
}

/* By +1 when an element begins, -1 when it ends. */
static void
pass(Page *page, unsigned place, int step)
{
    if ((place & (PLACE_BLOCK | PLACE_PARAGRAPH)) != 0)
        need_breaks(page, (place & PLACE_PARAGRAPH) != 0 ? 2 : 1);
    if ((place & PLACE_CELL) != 0)
        page->blank = true;
    if ((place & PLACE_QUOTE) != 0)
        page->quote += step;
    if ((place & PLACE_LIST) != 0)
        page->list += step;
    if ((place & PLACE_PRE) != 0)
        page->pre += step;
    if ((place & PLACE_ITEM) != 0)
        page->item = step > 0;
    page->between = MIN(page->between, page->quote);
}

static void
on_start(void *data, const xmlChar *name, const xmlChar **attributes)
{
    Page *page = data;
    unsigned place = place_of(name);
    if (page->parser->nameNr > DEPTH_MOST)
        stop(page);
    if ((place & PLACE_SKIP) != 0)
        page->skip++;
    if (page->skip > 0 || take_void(page, (const char *)name, attributes))
        return;
    if (g_ascii_strcasecmp((const char *)name, "a") == 0)
        begin_link(page, attribute_of(attributes, "href"));
    pass(page, place, 1);
}

static void
on_end(void *data, const xmlChar *name)
{
    Page *page = data;
    unsigned place = place_of(name);
    if (page->skip > 0) {
        page->skip -= (place & PLACE_SKIP) != 0;
        return;
    }
    if (g_ascii_strcasecmp((const char *)name, "a") == 0)
        end_link(page);
    pass(page, place, -1);
}

/* How much of it is parsed: up to a tag that would take the parser far longer than its length says. */
static size_t
measure(const char *html, size_t length)
{
    size_t start = 0, marks = 0;
    char quote = '\0', before = '\0';
    bool tag = false;
    for (size_t i = 0; i < length; i++) {
        char byte = html[i];
        if (!tag) {
            tag = byte == '<' && i + 1 < length && g_ascii_isalpha(html[i + 1]);
            start = i;
            marks = 0;
            quote = before = '\0';
            continue;
        }
        if (quote != '\0')
            quote = byte == quote ? '\0' : quote;
        else if (byte == '>')
            tag = false;
        else if ((byte == '"' || byte == '\'') && before == '=')
            quote = byte;
        marks += quote == '\0' && strchr(" \t\r\n\f\"'", byte) != NULL;
        before = g_ascii_isspace(byte) ? before : byte;
        if (marks > MARKS_MOST)
            return start;
    }
    return length;
}

char *
lb_html_to_text(const char *html, size_t length)
{
    g_autofree char *valid = g_utf8_make_valid(html, (gssize)MIN(length, LB_HTML_MOST));
    size_t size = strlen(valid), read = measure(valid, size);
    Page page = { .parser = htmlNewParserCtxt(), .out = g_string_new(NULL) };
    page.cut = read < size || length > LB_HTML_MOST;
    bool whole = !page.cut;
    page.cut = false;
    if (page.parser != NULL) {
        static const xmlSAXHandler none;
        *page.parser->sax = none;
        page.parser->sax->startElement = on_start;
        page.parser->sax->endElement = on_end;
        page.parser->sax->characters = on_text;
        page.parser->sax->ignorableWhitespace = on_text;
        page.parser->sax->cdataBlock = on_text;
        page.parser->userData = &page;
        xmlFreeDoc(htmlCtxtReadMemory(page.parser, valid, (int)read, NULL, "UTF-8", OPTIONS));
        htmlFreeParserCtxt(page.parser);
    }
    end_link(&page);
    g_free(page.link);
    g_autofree char *text = g_string_free(page.out, FALSE);
    g_strchomp(text);
    g_autofree char *shown = g_strconcat(text, whole && !page.cut ? "" : CUT, NULL);
    return lb_text_keep(shown, -1, LB_LIMIT_KEPT_TEXT);
}
