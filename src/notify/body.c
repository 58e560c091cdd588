/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subject and bodies of a mail.
 *
 * In the plain text a command stands on a line of its own, unindented, and nothing else can: names are in
 * one line, and where an overview wraps, the next line is indented. Sentences with names are not wrapped. */
#include "notify/body.h"

#include <string.h>

#include <unilbrk.h>
#include <uniwidth.h>

#include "base/i18n.h"
#include "notify/error.h"
#include "notify/facts.h"
#include "notify/words.h"

#define WIDTH 78
#define INDENT 2
#define GAP 2

/* The parts of a mail, filled and translated, before they are laid out. */
typedef struct {
    char *test; /* NULL: this is no test */
    char *opening;
    GPtrArray *rows; /* label, text, label, text, … */
    char *look;
    char *open_command;
    char *list_command;
    char *key; /* NULL: not known */
    char *log;
} Parts;

static void
free_parts(Parts *parts)
{
    g_free(parts->test);
    g_free(parts->opening);
    g_ptr_array_unref(parts->rows);
    g_free(parts->look);
    g_free(parts->open_command);
    g_free(parts->list_command);
    g_free(parts->key);
    g_free(parts->log);
    g_free(parts);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Parts, free_parts)

/* The language that is really spoken, which is English where a translation is missing. */
static const char *
language(void)
{
    /* TRANSLATORS: the code of your language, as in <html lang="…">: ja, de, … */
    return _("en");
}

static char *
ssh_command(const LbSite *site)
{
    if (site->port == 22)
        return g_strdup_printf("ssh -t lockbox@%s", site->host);
    return g_strdup_printf("ssh -t -p %d lockbox@%s", site->port, site->host);
}

static void
add_rows(Parts *parts, const LbMailFacts *facts, const LbMailRow *rows, size_t most)
{
    for (size_t i = 0; i < most && rows[i].label != NULL; i++) {
        char *text = lb_mail_facts_fill(facts, _(rows[i].text));
        if (text == NULL)
            continue;
        g_ptr_array_add(parts->rows, g_strdup(_(rows[i].label)));
        g_ptr_array_add(parts->rows, text);
    }
}

static Parts *
new_parts(const LbSite *site, const LbMessage *message, const LbMailFacts *facts,
          const LbMailWords *words)
{
    g_autofree char *id = lb_request_id(message->request);
    Parts *parts = g_new0(Parts, 1);
    if (site->test)
        parts->test =
            g_strdup(_("This is a test. It comes from a test database; no real access is meant."));
    parts->opening = lb_mail_facts_fill(facts, _(words->opening));
    parts->rows = g_ptr_array_new_with_free_func(g_free);
    add_rows(parts, facts, lb_mail_words_common, SIZE_MAX);
    add_rows(parts, facts, words->rows, LB_MAIL_ROWS);
    parts->look = g_strdup(_(words->look));
    parts->list_command = ssh_command(site);
    parts->open_command = g_strdup_printf("%s open %s", parts->list_command, id);
    parts->key = lb_mail_facts_fill(facts, _("Host key: {key}"));
    /* TRANSLATORS: the number stands before the hash; "lockboxctl log verify" reads this line. */
    parts->log = lb_mail_facts_fill(facts, _("Log: entry {entry}, head {head}"));
    return parts;
}

static int
columns(const char *text)
{
    return u8_strwidth((const uint8_t *)text, "UTF-8");
}

static void
append_spaces(GString *out, int count)
{
    for (int i = 0; i < count; i++)
        g_string_append_c(out, ' ');
}

/* Appends @text, which begins at column @indent, and indents by that what does not fit in its line. */
static void
append_wrapped(GString *out, const char *text, int indent)
{
    size_t length = strlen(text);
    g_autofree char *breaks = g_malloc0(length + 1);
    u8_width_linebreaks((const uint8_t *)text, length, WIDTH - indent, 0, 0, NULL, "UTF-8", breaks);
    for (size_t i = 0; i < length; i++) {
        if (breaks[i] == UC_BREAK_POSSIBLE) {
            while (out->str[out->len - 1] == ' ')
                g_string_truncate(out, out->len - 1);
            g_string_append_c(out, '\n');
            append_spaces(out, indent);
        }
        g_string_append_c(out, text[i]);
    }
    g_string_append_c(out, '\n');
}

static char *
to_crlf(GString *text)
{
    g_string_replace(text, "\n", "\r\n", 0);
    return g_string_free(text, FALSE);
}

static char *
lay_out_text(const Parts *parts)
{
    GString *out = g_string_new(NULL);
    int widest = 0;
    if (parts->test != NULL)
        g_string_append_printf(out, "%s\n\n", parts->test);
    g_string_append_printf(out, "%s\n\n", parts->opening);
    for (guint i = 0; i < parts->rows->len; i += 2)
        widest = MAX(widest, columns(g_ptr_array_index(parts->rows, i)));
    for (guint i = 0; i < parts->rows->len; i += 2) {
        const char *label = g_ptr_array_index(parts->rows, i);
        append_spaces(out, INDENT);
        g_string_append(out, label);
        append_spaces(out, widest + GAP - columns(label));
        append_wrapped(out, g_ptr_array_index(parts->rows, i + 1), INDENT + widest + GAP);
    }
    g_string_append_printf(out, "\n%s\n\n%s\n\n", parts->look, parts->open_command);
    g_string_append_printf(out, "%s\n\n%s\n\n", _("All that waits for you:"), parts->list_command);
    if (parts->key != NULL)
        g_string_append_printf(out, "%s\n", parts->key);
    g_string_append_printf(out, "%s\n%s\n",
                           _("We never ask for a password, and never take an answer by mail."),
                           parts->log);
    return to_crlf(out);
}

/* @format has %s where the escaped texts go. */
static void append_html(GString *out, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
append_html(GString *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_markup_vprintf_escaped(format, arguments);
    va_end(arguments);
    g_string_append(out, text);
}

/* No colours: a reader in dark mode keeps theirs. Nothing is loaded, nothing is a link. */
static char *
lay_out_html(const Parts *parts, const char *subject)
{
    static const char command[] = "<pre style=\"font-size:1.1em;white-space:pre-wrap\">%s</pre>\n";
    GString *out = g_string_new("<!DOCTYPE html>\n");
    append_html(out, "<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", language());
    g_string_append(out, "<meta name=\"color-scheme\" content=\"light dark\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width\">\n");
    append_html(out, "<title>%s</title>\n</head>\n", subject);
    g_string_append(out, "<body style=\"font-family:sans-serif;line-height:1.5\">\n");
    if (parts->test != NULL)
        append_html(out, "<p><strong>%s</strong></p>\n", parts->test);
    append_html(out, "<p>%s</p>\n<table cellpadding=\"3\">\n", parts->opening);
    for (guint i = 0; i < parts->rows->len; i += 2)
        append_html(
            out, "<tr><th align=\"left\" valign=\"top\" scope=\"row\">%s</th>\n<td>%s</td></tr>\n",
            (const char *)g_ptr_array_index(parts->rows, i),
            (const char *)g_ptr_array_index(parts->rows, i + 1));
    append_html(out, "</table>\n<p>%s</p>\n", parts->look);
    append_html(out, command, parts->open_command);
    append_html(out, "<p>%s</p>\n", _("All that waits for you:"));
    append_html(out, command, parts->list_command);
    g_string_append(out, "<p>");
    if (parts->key != NULL)
        append_html(out, "%s<br>\n", parts->key);
    append_html(out, "%s<br>\n%s</p>\n</body>\n</html>\n",
                _("We never ask for a password, and never take an answer by mail."), parts->log);
    return to_crlf(out);
}

LbMailBody *
lb_mail_body_new(const LbSite *site, const LbMessage *message, GError **error)
{
    const LbMailWords *words = lb_mail_words_get(message->event, message->approver);
    g_autoptr(LbMailFacts) facts = lb_mail_facts_new(site, message);
    g_autofree char *subject = words != NULL ? lb_mail_facts_fill(facts, _(words->subject)) : NULL;
    if (subject == NULL) {
        g_set_error_literal(error, LB_NOTIFY_ERROR, LB_NOTIFY_ERROR_MESSAGE,
                            "the message lacks a fact that its event has to tell");
        return NULL;
    }
    g_autoptr(Parts) parts = new_parts(site, message, facts, words);
    LbMailBody *body = g_new0(LbMailBody, 1);
    body->subject = g_strconcat(site->test ? _("[Lockbox, test] ") : "[Lockbox] ", subject, NULL);
    body->language = g_strdup(language());
    body->text = lay_out_text(parts);
    body->html = lay_out_html(parts, body->subject);
    return body;
}

void
lb_mail_body_free(LbMailBody *body)
{
    if (body == NULL)
        return;
    g_free(body->language);
    g_free(body->subject);
    g_free(body->text);
    g_free(body->html);
    g_free(body);
}
