/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML as plain text: what is to be read stays, whatever is not goes, and no document is too broken or takes too long. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/terms.h"
#include "tickets/html.h"

static void
expect(const char *html, const char *text)
{
    g_autofree char *got = lb_html_to_text(html, strlen(html));
    cr_assert_str_eq(got, text, "of %s came:\n%s", html, got);
}

Test(html, paragraphs_and_lines_stand_as_they_are_read)
{
    expect("", "");
    expect("plain words", "plain words");
    expect("<p>One</p><p>Two</p>", "One\n\nTwo");
    expect("  <p> One\n  and <b>a</b> <i>half</i> </p>\n\n<div>Two</div><div>Three</div>",
           "One and a half\n\nTwo\nThree");
    expect("a<br>b<br><br><br><br>c", "a\nb\n\nc");
    expect("<h1>Head</h1>text<hr>more", "Head\n\ntext\n----\nmore");
    expect("<p>日本語の<b>返事</b>です。</p>", "日本語の返事です。");
    expect("a&nbsp;&nbsp;&lt;b&gt;&amp;&#x65e5;", "a <b>&日");
    expect("<pre>  one\n    two\n\n\tthree</pre>after", "  one\n    two\n\n    three\n\nafter");
    expect("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc");
}

Test(html, quotations_and_lists_are_marked)
{
    expect("<p>Yes.</p><blockquote><p>Really?</p><p>Now?</p><blockquote>Old</blockquote></"
           "blockquote><p>End</p>",
           "Yes.\n\n> Really?\n>\n> Now?\n>\n> > Old\n\nEnd");
    expect("<ul><li>one<li>two<ul><li>deep</ul><li>three</ul>", "- one\n- two\n  - deep\n- three");
}

Test(html, scripts_styles_and_pictures_are_gone)
{
    expect("<html><head><title>T</title><style>p { color: red "
           "}</style><script>alert(1)</script></head>"
           "<body>Seen<script>if (a < b) document.write('<p>no</p>');</script>"
           "<style>.x{}</style><iframe src='http://t.example/'>no</iframe><object>no</object>"
           "<svg><text>no</text></svg><!-- no --><template>no</template></body></html>",
           "Seen");
    expect("Seen<img src='http://t.example/pixel.gif?id=7' width=1 height=1><img alt='' src=x>",
           "Seen");
    expect("<img alt='The  plan' src=cid:1>", "[The plan]");
    expect("<a onclick='x()' href='javascript:alert(1)'>Press</a>", "Press");
    expect("<a href='data:text/html,x'>Press</a>", "Press");
}

Test(html, links_say_where_they_lead)
{
    expect("See <a href='https://evil.example/a'>https://good.example/</a>.",
           "See https://good.example/ <https://evil.example/a>.");
    expect("<a href='https://good.example/'>good.example</a>", "good.example");
    expect("<a href='mailto:anna@fabrikam.example'>anna@fabrikam.example</a>",
           "anna@fabrikam.example");
    expect("<a href='https://t.example/'><img src=x></a>", "");
    expect("<a href='https://a.example/'>one<a href='https://b.example/'>two</a>",
           "one <https://a.example/>two <https://b.example/>");
    expect("<a href=' \n https://evil.example/a '>https://good.example/</a>",
           "https://good.example/ <https://evil.example/a>");
    expect("<a href='ht&#10;tps://evil.example/a&#9;b'>good.example</a>",
           "good.example <https://evil.example/ab>");
    expect("<a href='//evil.example/'>good.example</a>", "good.example <//evil.example/>");
}

Test(html, an_encoding_that_it_claims_changes_nothing)
{
    expect("<html><head><meta charset='utf-16'><meta http-equiv=Content-Type content='text/html; "
           "charset=iso-2022-jp'></head><body>déjà 日本</body></html>",
           "déjà 日本");
    expect("<?xml version='1.0' encoding='EBCDIC-US'?><p>é</p>", "é");
    expect("bad\xff\xfe!", "bad\xef\xbf\xbd\xef\xbf\xbd!");
}

Test(html, entities_of_a_document_type_are_not_read)
{
    static const char html[] = "<!DOCTYPE html [<!ENTITY a 'aaaa'><!ENTITY f SYSTEM "
                               "'file:///etc/passwd'>]><p>x &f; &a;</p>";
    g_autofree char *text = lb_html_to_text(html, strlen(html));
    cr_assert(g_str_has_suffix(text, "x &f; &a;"), "%s", text);
    cr_assert_null(strstr(text, "root:"));
}

/* Repeats @piece for as many bytes as are read. */
static char *
repeat(const char *start, const char *piece, size_t bytes)
{
    GString *text = g_string_new(start);
    while (text->len < bytes)
        g_string_append(text, piece);
    return g_string_free(text, FALSE);
}

/* Each would take minutes or the whole stack where the time or depth is not bounded. */
Test(html, hostile_documents_take_no_longer_than_others, .timeout = 120)
{
    static const char *const starts[] = { "", "<p ", "<a b=\">\" ", "<b", "<table>", "<", "" };
    static const char *const pieces[] = { "<b>",         "a ", "b=\">\"c=''", "<div><font></x>",
                                          "<td><table>", "<",  "&a" };
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autofree char *html = repeat(starts[i], pieces[i], LB_HTML_MOST);
        gint64 begun = g_get_monotonic_time();
        g_autofree char *text = lb_html_to_text(html, strlen(html));
        double seconds = (double)(g_get_monotonic_time() - begun) / 1e6;
        cr_assert(seconds < 15, "%s takes %.1f s", pieces[i], seconds);
        cr_assert(g_utf8_strlen(text, -1) <= LB_LIMIT_KEPT_TEXT);
    }
}

Test(html, what_is_left_out_is_marked)
{
    g_autofree char *html = repeat("<p>", "word ", LB_HTML_MOST + 10);
    g_autofree char *text = lb_html_to_text(html, strlen(html));
    cr_assert(g_str_has_suffix(text, "[…]"));
    g_autofree char *deep = repeat("begin", "<b>", 3000);
    g_autofree char *nested = g_strconcat(deep, "end", NULL);
    g_autofree char *cut = lb_html_to_text(nested, strlen(nested));
    cr_assert_str_eq(cut, "begin\n[…]");
    g_autofree char *quotes = repeat("", "<blockquote>a", 5000);
    g_autofree char *levels = lb_html_to_text(quotes, strlen(quotes));
    cr_assert_null(strstr(levels, "> > > > > > > > > > a"));
}

/* Cuts and changes a document everywhere: whatever comes out is valid and bounded, and sanitizers watch. */
Test(html, no_damage_breaks_it, .timeout = 300)
{
    static const char page[] =
        "<html><body><p class=\"a\">One &amp; two</p><ul><li>x</li></ul><a "
        "href='https://a.example/?q=1'>"
        "k</a><blockquote><pre>q\n r</pre></blockquote><img alt=\"i\"/></body></html>";
    static const char bytes[] = { '<', '>', '"', '\'', '&', '=', '/', ' ', '\0', '\xff' };
    size_t length = strlen(page);
    for (size_t i = 0; i <= length; i++) {
        g_autofree char *cut = lb_html_to_text(page, i);
        cr_assert(g_utf8_validate(cut, -1, NULL));
        for (size_t k = 0; k < sizeof bytes && i < length; k++) {
            g_autofree char *changed = g_memdup2(page, length + 1);
            changed[i] = bytes[k];
            g_autofree char *text = lb_html_to_text(changed, length);
            cr_assert(g_utf8_validate(text, -1, NULL));
        }
    }
}
