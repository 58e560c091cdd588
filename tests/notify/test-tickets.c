/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails about support tickets. */
#include <criterion/criterion.h>
#include <string.h>

#include "notify/letter.h"
#include "support/sample.h"

Test(ticket_mails, say_who_has_done_what_and_how_to_read_it)
{
    const struct {
        LbEvent event;
        bool ours;
        const char *subject;
        const char *opening;
        const char *way;
    } rows[] = {
        { LB_EVENT_REPLIED, false, "[Lockbox] TK-7: Fabrikam Support has replied",
          "Fabrikam Support has replied to your support ticket TK-7.",
          "\nTo read it and to answer:\n" },
        { LB_EVENT_REPLIED, true, "[Lockbox] TK-7: Contoso has replied",
          "Contoso has replied to the support ticket TK-7, which is assigned to you.",
          "\nTo read it and to answer:\n" },
        { LB_EVENT_CLOSED, false, "[Lockbox] TK-7: Fabrikam Support has closed it",
          "Fabrikam Support has closed your support ticket TK-7.", "\nTo read it:\n" },
        { LB_EVENT_CLOSED, true, "[Lockbox] TK-7: Contoso has closed it",
          "Contoso has closed the support ticket TK-7, which is assigned to you.",
          "\nTo read it:\n" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = letter_new(rows[i].event);
        letter->site->test = false;
        letter->message->ticket->ours = rows[i].ours;
        letter_read(letter);
        letter_expect_header(letter, "Subject", rows[i].subject);
        letter_expect_header(letter, "In-Reply-To",
                             "<lb.8899aabbccddeeff@lockbox.fabrikam.example>");
        letter_expect_text(letter, rows[i].opening);
        letter_expect_text(letter, "\nssh -t lockbox@lockbox.fabrikam.example ticket TK-7\n");
        letter_expect_text(letter, "engineer7@fabrikam.example");
        letter_expect_text(letter, rows[i].way);
        letter_expect_text(letter, "B, moderate impact");
    }
}

Test(ticket_mails, without_facts_there_is_none)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_REPLIED);
    g_clear_pointer(&letter->message->ticket, lb_ticket_facts_free);
    cr_assert_not(letter_compose(letter));
    cr_assert_not_null(strstr(letter->error->message, "nothing of what its event is about"));
}
