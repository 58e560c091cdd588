/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page: hostile words are words in it, and it says where its data are. */
#include <criterion/criterion.h>
#include <string.h>

#include "receipt/document.h"
#include "receipt/html.h"
#include "receipt/sample.h"

static char *
sample_page(void)
{
    g_autoptr(JsonObject) receipt = sample_receipt();
    return lb_receipt_html(receipt, "en");
}

Test(html, words_of_others_stay_words)
{
    g_autofree char *page = sample_page();
    cr_assert_null(strstr(page, "<script"));
    cr_assert_null(strstr(page, "<b>"));
    cr_assert_not_null(strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;"));
    cr_assert_not_null(
        strstr(page, "&lt;U+202E&gt;txet&lt;U+202C&gt; &lt;U+200B&gt;&lt;U+001B&gt;[2J 日本語"));
    cr_assert_null(strstr(page, "\u202e"));
    cr_assert_null(strchr(page, '\x1b'));
    cr_assert(g_utf8_validate(page, -1, NULL));
}

Test(html, it_fetches_and_runs_nothing)
{
    static const char *const never[] = { "http:", "https:",  "src=",   "href",
                                         "url(",  "@import", "onload", "javascript",
                                         "<link", "<img",    "<iframe" };
    g_autofree char *page = sample_page();
    cr_assert_not_null(strstr(page, "content=\"default-src 'none'; style-src 'sha256-"));
    for (size_t i = 0; i < G_N_ELEMENTS(never); i++)
        cr_assert_null(strstr(page, never[i]), "%s", never[i]);
}

Test(html, its_data_are_the_receipt)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonObject) receipt = sample_receipt();
    g_autofree char *bytes = lb_receipt_write(receipt);
    g_autofree char *page = lb_receipt_html(receipt, "en");
    cr_assert(lb_receipt_is_html(page, strlen(page)));
    cr_assert_not(lb_receipt_is_html(bytes, strlen(bytes)));
    g_autoptr(LbReceiptPage) read = lb_receipt_page_read(page, strlen(page), &error);
    cr_assert_not_null(read, "%s", error != NULL ? error->message : "");
    cr_assert_str_eq(read->language, "en");
    cr_assert_str_eq(read->data, bytes);
}

Test(html, what_is_no_such_page_is_refused)
{
    g_autofree char *page = sample_page();
    size_t length = strlen(page);
    static const char *const others[] = { "", "<!DOCTYPE html>\n<html lang=\"",
                                          "<!DOCTYPE html>\n<html lang=\"en\">", "<html>" };
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(LbReceiptPage) read = lb_receipt_page_read(others[i], strlen(others[i]), NULL);
        cr_assert_null(read, "%s", others[i]);
    }
    for (size_t at = 0; at < length; at += 211) {
        g_autoptr(LbReceiptPage) read = lb_receipt_page_read(page, at, NULL);
        cr_assert_null(read, "%zu", at);
    }
    g_autoptr(LbReceiptPage) nul = lb_receipt_page_read(page, length + 1, NULL);
    cr_assert_null(nul);
    memcpy(page + strlen("<!DOCTYPE html>\n<html lang=\""), "/.", 2);
    g_autoptr(LbReceiptPage) strange = lb_receipt_page_read(page, length, NULL);
    cr_assert_null(strange);
}
