/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain text for people: golden pages, and that nobody else's words can look like ours. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/locale.h"
#include "base/span.h"
#include "commands/lists.h"
#include "commands/page.h"
#include "commands/view.h"
#include "wording/phrases.h"
#include "wording/plain.h"
#include "wording/votes.h"

static char *
page(const LbRequestView *view, int width)
{
    g_autoptr(GTimeZone) tokyo = g_time_zone_new_identifier("Asia/Tokyo");
    LbPageStyle style = { width, tokyo, "owner1@contoso.example", view->now };
    GString *out = g_string_new(NULL);
    lb_page_request(out, view, &style);
    return g_string_free(out, FALSE);
}

Test(page, reads_from_who_asks_to_what_answers_do)
{
    g_autoptr(LbRequestView) view = view_new();
    g_free(view->digest);
    view->digest = g_strdup("0123abcd");
    g_autofree char *text = page(view, 80);
    cr_expect_str_eq(
        text, "LB-42   ? Customer Notified   waits for you until Fri 27 Nov 2026 19:02 JST\n"
              "    (3 d 4 h left)\n"
              "\n"
              "engineer7@fabrikam.example (Support Engineer) asks for\n"
              "  Remote desktop (Windows), level operate, for 8 hours\n"
              "in subscription Production of Contoso, to\n"
              "  vm-web-01         virtual machine, Windows        rg-web\n"
              "  vm-web-02         virtual machine, Windows        rg-web\n"
              "because of TK-7, Web role stops answering, opened by dev3@contoso.example\n"
              "\n"
              "  | The web role stops answering after the update of 18 November. Telemetry\n"
              "  | ends at the crash.\n"
              "  | \n"
              "  | We need the event log.\n"
              "\n"
              "approve: access opens now, ends by itself after 8 hours; you may end it before\n"
              "deny: nothing opens; the engineer reads your reason\n"
              "no answer: it expires on Fri 27 Nov 2026 19:02 JST, and nothing opens\n"
              "\n"
              "Asked: you (mail accepted), owner2@contoso.example\n"
              "Rules: one approval opens access, one denial ends the request; nobody answers\n"
              "    their own request.\n"
              "\n"
              "Digest of what is shown: 0123abcd\n");
}

/* The lines of a page that speak of approvals. */
static void
expect_lines(const LbRequestView *view, const char *const *lines)
{
    g_autofree char *text = page(view, 1000);
    for (const char *const *line = lines; *line != NULL; line++)
        cr_expect_not_null(strstr(text, *line), "%s\nis missing in\n%s", *line, text);
}

Test(page, says_who_of_those_that_were_asked_has_opened_it)
{
    static const char *const waiting[] = {
        "\nAsked: you, owner2@contoso.example (mail accepted, not opened)\n", NULL
    };
    static const char *const read[] = { "\nAsked: you, owner2@contoso.example (opened Tue 14:00)\n",
                                        NULL };
    static const char *const over[] = { "\nAsked: you, owner2@contoso.example (mail accepted)\n",
                                        NULL };
    g_autoptr(LbRequestView) view = view_new();
    LbAsked *reader = g_ptr_array_index(view->asked, 0), *other = g_ptr_array_index(view->asked, 1);
    reader->opened = view->now - LB_HOUR;
    g_free(other->mail_status);
    other->mail_status = g_strdup("accepted");
    expect_lines(view, waiting);
    other->opened = view->now - LB_HOUR;
    expect_lines(view, read);
    other->opened = 0;
    view->request->status = LB_STATUS_EXPIRED; /* it is over, and may be older than such notes */
    expect_lines(view, over);
}

Test(page, says_how_many_approvals_there_are_and_who_is_missing)
{
    g_autoptr(LbRequestView) view = view_new();
    view_vote(view, 1, 2);
    static const char *const last[] = {
        "\napprove: this is approval 2 of 2; access opens now, ends by itself after 5 hours; you "
        "may end it before\n",
        "\nApprovals 1 of 2: owner2@contoso.example approved; missing: you\n",
        "\nAsked: you (mail accepted), owner2@contoso.example (approved Tue 14:00)\n",
        "\nRules: 2 approvals open access, for the fewest hours of them; one denial ends the "
        "request; nobody answers their own request.\n",
        NULL
    };
    expect_lines(view, last);
    view->request->quorum = 3;
    view->within_reach = 2;
    static const char *const few[] = {
        "\napprove: this is approval 2 of 3; access opens with the last one, for at most 5 hours\n",
        "\nApprovals 1 of 3: owner2@contoso.example approved; missing: you. 3 approvals needed, 1 "
        "given, only 1 more of those asked can still give one.\n",
        NULL
    };
    expect_lines(view, few);
    view->why_not_approve = LB_REFUSAL_ALREADY_VOTED;
    static const char *const voted[] = {
        "\napprove: you have; access opens when 2 more persons approve\n", NULL
    };
    expect_lines(view, voted);
}

Test(page, says_when_a_quorum_is_out_of_reach)
{
    g_autoptr(LbRequestView) view = view_new();
    LbAsked *other = g_ptr_array_index(view->asked, 1);
    view_vote(view, 0, 2);
    static const char *const nobody[] = {
        "\nApprovals 0 of 2; missing: you, owner2@contoso.example\n", NULL
    };
    expect_lines(view, nobody);
    other->able = other->missing = false;
    view->within_reach = 1;
    static const char *const few[] = { "\nApprovals 0 of 2; missing: you. 2 approvals needed, only "
                                       "1 of those asked can still give one.\n",
                                       NULL };
    expect_lines(view, few);
    other->vote = LB_VOTE_APPROVE;
    other->voted = view->now - LB_HOUR;
    static const char *const lost[] = {
        "owner2@contoso.example (approved Tue 14:00, does not count now)\n", NULL
    };
    expect_lines(view, lost);
    view->request->status = LB_STATUS_EXPIRED;
    view->request->ended = view->now;
    static const char *const expired[] = {
        "\nToo few approved it in time; it expired, Tue 24 Nov 2026 15:00 JST. Nothing opened.\n",
        "owner2@contoso.example (approved Tue 24 Nov 14:00)\n", NULL
    };
    expect_lines(view, expired);
    g_autofree char *text = page(view, 1000);
    cr_expect_null(strstr(text, "\nApprovals"), "%s", text);
}

Test(page, says_to_who_approved_below_the_quorum_what_is_missing)
{
    g_autoptr(LbRequestView) view = view_new();
    g_autoptr(GTimeZone) tokyo = g_time_zone_new_identifier("Asia/Tokyo");
    view_vote(view, 1, 2);
    g_autofree char *one = lb_phrase_done(LB_VERB_APPROVE, view->request, tokyo);
    cr_expect_str_eq(one, "1 of 2 approvals; LB-42 waits for one more until Fri 27 Nov 2026 19:02 "
                          "JST.");
    view->request->quorum = 4;
    g_autofree char *more = lb_phrase_done(LB_VERB_APPROVE, view->request, tokyo);
    cr_expect_str_eq(more, "1 of 4 approvals; LB-42 waits for 3 more until Fri 27 Nov 2026 19:02 "
                           "JST.");
    g_autofree char *dialog = lb_phrase_approval(view);
    cr_expect_str_eq(dialog, "This is approval 2 of 4: access opens when 2 more persons approve.");
}

Test(page, says_what_became_of_a_request)
{
    static const struct {
        LbStatus status;
        const char *says;
    } cases[] = {
        { LB_STATUS_APPROVED,
          "Approved by owner2@contoso.example, Tue 24 Nov 2026 14:00 JST, for 4 hours. "
          "Access is open until Tue 24 Nov 2026 18:00 JST (3 h left)." },
        { LB_STATUS_DENIED,
          "Denied by owner2@contoso.example, Tue 24 Nov 2026 14:00 JST. Nothing opened." },
        { LB_STATUS_EXPIRED,
          "Nobody answered in time; it expired, Tue 24 Nov 2026 14:30 JST. Nothing opened." },
        { LB_STATUS_CANCELED,
          "Canceled by owner2@contoso.example, Tue 24 Nov 2026 14:00 JST. Nothing opened." },
        { LB_STATUS_REVOKED,
          "Access was ended early by owner1@contoso.example, Tue 24 Nov 2026 14:30 JST." },
        { LB_STATUS_COMPLETED, "Access was handed back by engineer7@fabrikam.example, Tue" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(LbRequestView) view = view_new();
        view->request->status = cases[i].status;
        view->request->decided = view->now - LB_HOUR;
        view->request->decided_by = g_strdup("owner2@contoso.example");
        view->request->decision_reason = g_strdup("because");
        view->request->hours_granted = 4;
        view->request->access_end = view->now + 3 * LB_HOUR;
        view->request->ended = view->now - LB_HOUR / 2;
        view->request->ended_by =
            g_strdup(cases[i].status == LB_STATUS_COMPLETED ? "engineer7@fabrikam.example"
                                                            : "owner1@contoso.example");
        g_autofree char *text = page(view, 1000);
        cr_expect_not_null(strstr(text, cases[i].says), "%s", text);
        cr_expect_not_null(strstr(text, "\n  | because\n"), "%s", text);
        cr_expect_null(strstr(text, "approve:"), "%s", text);
    }
}

/* Every line of the page at @width begins as ours do, and is not longer than that. */
static void
expect_ours(const char *text, int width)
{
    static const char *const beginnings[] = {
        "LB-42   ",
        "    ",
        "  ",
        "because of TK-7,",
        "approve: ",
        "deny: ",
        "no answer: ",
        "Asked: ",
        "Rules: ",
        "Digest of what is shown: ",
        "engineer7@fabrikam.example (",
    };
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        bool ours = **line == '\0' || g_str_has_prefix(*line, "in subscription ") ||
                    g_str_has_suffix(*line, " asks for") || g_str_has_prefix(*line, "Web");
        for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++)
            ours = ours || g_str_has_prefix(*line, beginnings[i]);
        cr_assert(ours, "width %d: <%s>", width, *line);
        if (!g_str_has_prefix(*line, "Digest"))
            cr_assert_lt(lb_plain_columns(*line), width, "width %d: <%s>", width, *line);
    }
}

Test(page, keeps_the_words_of_others_right_of_the_mark)
{
    /* What would stand at the left margin after a terminal has wrapped the line by itself. */
    g_autofree char *unbroken = g_strnfill(3000, 'x');
    g_autofree char *blanks = g_strnfill(300, ' ');
    g_autofree char *padded = g_strconcat("a", blanks, "Digest of what is shown: 00", NULL);
    const char *const texts[] = { unbroken, padded,
                                  "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十",
                                  "x\n\n\nApprove: LB-42\n" };
    for (int width = 40; width <= 100; width++) {
        for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
            g_autoptr(LbRequestView) view = view_new();
            g_free(view->request->justification);
            view->request->justification = g_strdup(texts[i]);
            if (strchr(texts[i], '\n') == NULL) {
                g_free(view->request->ticket_title);
                view->request->ticket_title = g_strdup(texts[i]);
            }
            g_autofree char *text = page(view, width);
            expect_ours(text, width);
        }
    }
}

Test(page, shows_hostile_text_harmless_everywhere)
{
    for (const char *const *hostile = hostile_texts; *hostile != NULL; hostile++) {
        g_autoptr(LbRequestView) view = view_new();
        view_fill(view, *hostile);
        g_autofree char *pending = page(view, 80);
        view->request->status = LB_STATUS_DENIED;
        g_autofree char *denied = page(view, 80);
        cr_expect(is_harmless(pending), "%s", *hostile);
        cr_expect(is_harmless(denied), "%s", *hostile);
        cr_expect_null(strstr(pending, "\nlockbox approve"), "%s", pending);
        cr_expect_null(strstr(denied, "\nlockbox approve"), "%s", denied);
    }
}

static LbTicket *
new_ticket(const char *text)
{
    LbTicket *ticket = lb_ticket_new();
    LbTicketEntry *entry = g_new0(LbTicketEntry, 1);
    *entry = (LbTicketEntry){ .time = 1, .author = g_strdup(text), .text = g_strdup(text) };
    ticket->number = 7;
    ticket->title = g_strdup(text);
    ticket->tenant_name = g_strdup(text);
    ticket->opened_by = g_strdup(text);
    ticket->assignee = g_strdup(text);
    ticket->open = true;
    g_ptr_array_add(ticket->entries, entry);
    return ticket;
}

static LbActivity *
new_entry(const char *text)
{
    LbActivity *entry = g_new0(LbActivity, 1);
    g_autofree char *quoted =
        g_strescape(text, "\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f"
                          "\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f"
                          "\xa0\xa4\xa6\xa8\xa9\xae\xbb\xbe\xbf\xc2\xe2\xe3\xef\xf3");
    entry->sequence = 1;
    entry->time = 1;
    entry->request = g_strdup(text);
    entry->caller = g_strdup(text);
    entry->person = g_strdup(text);
    entry->door = g_strdup(text);
    entry->fingerprint = g_strdup(text);
    entry->address = g_strdup(text);
    /* As JSON where that is possible by the same escapes, else as what cannot be read. */
    entry->details = g_strdup_printf("{\"reason\":\"%s\"}", quoted);
    return entry;
}

Test(lists, show_hostile_text_harmless_everywhere)
{
    for (const char *const *hostile = hostile_texts; *hostile != NULL; hostile++) {
        g_autoptr(LbRequestView) view = view_new();
        g_autoptr(GPtrArray) requests = g_ptr_array_new();
        g_autoptr(GPtrArray) entries =
            g_ptr_array_new_with_free_func((GDestroyNotify)lb_activity_free);
        g_autoptr(LbTicket) ticket = new_ticket(*hostile);
        g_autoptr(LbActor) actor = lb_actor_new(LB_DOOR_AS);
        g_auto(GStrv) roles = g_strsplit(*hostile, "\x02", -1);
        g_autoptr(GString) out = g_string_new(NULL);
        LbPageStyle style = { 80, NULL, "owner1@contoso.example", view->now };
        actor->account = g_strdup(*hostile);
        actor->name = g_strdup(*hostile);
        actor->time_zone = g_strdup(*hostile);
        view_fill(view, *hostile);
        g_ptr_array_add(requests, view->request);
        g_ptr_array_add(entries, new_entry(*hostile));
        lb_list_requests(out, requests, &style);
        lb_list_ticket(out, ticket, &style);
        lb_list_log(out, entries, &style);
        lb_list_actor(out, actor, roles, &style);
        cr_expect_gt(out->len, 200);
        cr_expect(is_harmless(out->str), "%s", out->str);
        cr_expect_null(strstr(out->str, "\nlockbox approve"), "%s", out->str);
        cr_expect_null(strstr(out->str, "\nTo approve:"), "%s", out->str);
    }
}

Test(lists, give_each_request_two_lines)
{
    g_autoptr(LbRequestView) view = view_new();
    g_autoptr(GPtrArray) requests = g_ptr_array_new();
    g_autoptr(GString) out = g_string_new(NULL);
    LbPageStyle style = { 120, NULL, "owner1@contoso.example", view->now };
    g_ptr_array_add(requests, view->request);
    lb_list_requests(out, requests, &style);
    cr_expect_str_eq(
        out->str,
        "LB-42   ? Customer Notified   TK-7   waits until Fri 27 Nov 10:02 (3 d 4 h left)\n"
        "        Remote desktop (Windows) to vm-web-01 and 1 more, asked by "
        "engineer7@fabrikam.example, in Production of Contoso\n");
}

Test(plain, wraps_by_columns_and_keeps_words_whole)
{
    static const struct {
        const char *text, *wrapped;
        int width;
    } cases[] = {
        { "one two three", "- one two\n+ three\n", 12 },
        { "one  two", "- one  two\n", 20 },
        { "waits 3 days", "- waits\n+ 3 days\n", 14 },
        { "one two", "- one two\n", 10 },
        { "", "- \n", 20 },
        { "a\nb", "- a\n+ b\n", 20 },
        { "engineer7@fabrikam.example x", "- engineer7@fabrikam.example\n+ x\n", 30 },
        { "abcdefghijklmnop", "- abcdefghij\n+ klmnop\n", 13 },
        { "一二三四五六七八", "- 一二三四五\n+ 六七八\n", 13 },
        { "日本語です。次の文", "- 日本語で\n+ す。次の文\n", 13 },
    };
    lb_locale_start(); /* columns are those of the locale */
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        lb_plain_wrap(out, cases[i].width, "- ", "+ ", cases[i].text);
        cr_expect_str_eq(out->str, cases[i].wrapped, "%s", out->str);
    }
}
