/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails about exclusions. */
#include <criterion/criterion.h>
#include <string.h>

#include "notify/letter.h"
#include "support/sample.h"

Test(exclusion_mails, say_where_when_and_why_and_how_to_read_the_rest)
{
    const struct {
        LbExclusionKind kind;
        const char *where, *says_kind, *says_where;
    } rows[] = {
        { LB_EXCLUSION_UNINTENDED, "rg-web", "Unintended exposure",
          "rg-web, in subscription Production" },
        { LB_EXCLUSION_OUTSIDE_PROCEDURE, "vm-web-01", "Outside standard operating procedure",
          "vm-web-01, in subscription Production" },
        { LB_EXCLUSION_LEGAL, NULL, "Legal demand", "the whole subscription Production" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = letter_new(LB_EVENT_EXCLUSION);
        letter->site->test = false;
        letter->message->exclusion->kind = rows[i].kind;
        sample_set(&letter->message->exclusion->where, rows[i].where);
        letter_read(letter);
        letter_expect_header(letter, "Subject",
                             "[Lockbox] EX-3: work without a request, subscription Production");
        letter_expect_text(letter, "Fabrikam Support worked on systems of Contoso without a "
                                   "request");
        letter_expect_text(letter, rows[i].says_kind);
        letter_expect_text(letter, rows[i].says_where);
        letter_expect_text(letter, "Tue 24 Nov 2026 11:58 JST");
        letter_expect_text(letter, "Tue 24 Nov 2026 12:38 JST");
        letter_expect_text(letter, "engineer7@fabrikam.example");
        letter_expect_text(letter, "\nssh -t lockbox@lockbox.fabrikam.example open EX-3\n");
    }
}

Test(exclusion_mails, without_facts_there_is_none)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_EXCLUSION);
    g_clear_pointer(&letter->message->exclusion, lb_exclusion_facts_free);
    cr_assert_not(letter_compose(letter));
    cr_assert_not_null(strstr(letter->error->message, "nothing of what its event is about"));
}
