/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines between lockboxd and its child "tickets": all that is carried comes back, nothing else passes. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/terms.h"
#include "tickets/wire.h"

static void
expect_text(const char *left, const char *right)
{
    cr_assert(g_strcmp0(left, right) == 0, "%s is not %s", left, right);
}

#define SAME_TEXT(member) expect_text(a->member, b->member)
#define SAME_NUMBER(member) cr_assert_eq((int64_t)a->member, (int64_t)b->member, #member)

static LbTicketSystem *
new_system(void)
{
    LbTicketSystem *system = lb_ticket_system_new();
    system->kind = g_strdup("rt");
    system->url = g_strdup("https://rt.example.com/rt");
    system->token = g_strdup("1-35-cc648c26f6735b07");
    system->ca_file = g_strdup("/etc/ssl/ours.pem");
    g_ptr_array_add(system->networks, g_strdup("10.0.0.0/8"));
    g_ptr_array_add(system->networks, g_strdup("fd00::/8"));
    system->plain = true;
    system->timeout_ms = 12000;
    return system;
}

static LbTicketsOrder *
new_order(LbTicketsAct act)
{
    LbTicketsOrder *order = g_new0(LbTicketsOrder, 1);
    order->id = 7;
    order->act = act;
    order->ticket = g_strdup(act != LB_TICKETS_TEST ? "42" : NULL);
    order->version = g_strdup(act == LB_TICKETS_FETCH ? "\"41\"" : NULL);
    order->text =
        g_strdup(act == LB_TICKETS_COMMENT ? "Lockbox: LB-3 was approved by 承認者" : NULL);
    order->mark = g_strdup(act == LB_TICKETS_COMMENT ? "lb-0123456789" : NULL);
    order->look = act == LB_TICKETS_COMMENT;
    return order;
}

static void
add_entry(LbExternalTicket *ticket, LbSide side, const char *text)
{
    LbTicketEntry *entry = g_new0(LbTicketEntry, 1);
    entry->time = 1000 + ticket->entries->len;
    entry->author = g_strdup("anna@fabrikam.example");
    entry->side = side;
    entry->text = g_strdup(text);
    g_ptr_array_add(ticket->entries, entry);
}

static LbTicketsAnswer *
new_answer(void)
{
    LbTicketsAnswer *answer = g_new0(LbTicketsAnswer, 1);
    answer->id = 7;
    answer->outcome = LB_TICKETS_DONE;
    answer->words = g_strdup("all is well");
    answer->retry_after = 30;
    LbExternalTicket *ticket = answer->ticket = lb_external_ticket_new();
    ticket->id = g_strdup("42");
    ticket->group = g_strdup("Contoso");
    ticket->subject = g_strdup("Printer\u202e\x1b[31m");
    ticket->status = g_strdup("open");
    ticket->requester = g_strdup("anna@fabrikam.example");
    ticket->version = g_strdup("\"43\"");
    ticket->open = ticket->shortened = true;
    ticket->opened = 5;
    ticket->updated = 6;
    add_entry(ticket, LB_SIDE_CUSTOMER, "It burns.\nLiterally.");
    add_entry(ticket, LB_SIDE_PROVIDER, "");
    return answer;
}

Test(ticket_wire, settings_come_back_whole)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbTicketSystem) a = new_system();
    g_autofree char *line = lb_tickets_system_to_line(a, &error);
    cr_assert(line != NULL && g_str_has_suffix(line, "\n"));
    g_autoptr(LbTicketSystem) b = lb_tickets_system_from_line(line, strlen(line), &error);
    cr_assert_not_null(b, "%s", error != NULL ? error->message : "");
    SAME_TEXT(kind);
    SAME_TEXT(url);
    SAME_TEXT(token);
    SAME_TEXT(ca_file);
    SAME_NUMBER(plain);
    SAME_NUMBER(timeout_ms);
    SAME_NUMBER(networks->len);
    for (guint i = 0; i < a->networks->len; i++)
        expect_text(g_ptr_array_index(a->networks, i), g_ptr_array_index(b->networks, i));
}

Test(ticket_wire, orders_come_back_whole)
{
    for (int act = LB_TICKETS_TEST; act <= LB_TICKETS_COMMENT; act++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbTicketsOrder) a = new_order((LbTicketsAct)act);
        g_autofree char *line = lb_tickets_order_to_line(a, &error);
        g_autoptr(LbTicketsOrder) b = lb_tickets_order_from_line(line, strlen(line), &error);
        cr_assert_not_null(b, "%s", error != NULL ? error->message : "");
        SAME_NUMBER(id);
        SAME_NUMBER(act);
        SAME_TEXT(ticket);
        SAME_TEXT(version);
        SAME_TEXT(text);
        SAME_TEXT(mark);
        SAME_NUMBER(look);
    }
}

Test(ticket_wire, answers_come_back_whole)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbTicketsAnswer) one = new_answer();
    g_autofree char *line = lb_tickets_answer_to_line(one, &error);
    g_autoptr(LbTicketsAnswer) other = lb_tickets_answer_from_line(line, strlen(line), &error);
    cr_assert_not_null(other, "%s", error != NULL ? error->message : "");
    cr_assert_eq(other->id, one->id);
    cr_assert_eq(other->outcome, one->outcome);
    cr_assert_eq(other->retry_after, one->retry_after);
    cr_assert_str_eq(other->words, one->words);
    const LbExternalTicket *a = one->ticket, *b = other->ticket;
    SAME_TEXT(id);
    SAME_TEXT(group);
    SAME_TEXT(subject);
    SAME_TEXT(status);
    SAME_TEXT(requester);
    SAME_TEXT(version);
    SAME_NUMBER(open);
    SAME_NUMBER(shortened);
    SAME_NUMBER(opened);
    SAME_NUMBER(updated);
    SAME_NUMBER(entries->len);
    for (guint i = 0; i < a->entries->len; i++) {
        const LbTicketEntry *left = g_ptr_array_index(a->entries, i);
        const LbTicketEntry *right = g_ptr_array_index(b->entries, i);
        cr_assert_eq(left->time, right->time);
        cr_assert_eq(left->side, right->side);
        expect_text(left->author, right->author);
        expect_text(left->text, right->text);
    }
}

/* The most that is kept, of characters that take the most in JSON, still is one line. */
Test(ticket_wire, the_largest_ticket_fits_into_a_line)
{
    g_autoptr(LbTicketsAnswer) answer = new_answer();
    g_autofree char *part = g_strnfill(LB_EXTERNAL_TEXT_MOST / 64, '\x01');
    g_ptr_array_set_size(answer->ticket->entries, 0);
    for (int i = 0; i < 64; i++)
        add_entry(answer->ticket, LB_SIDE_CUSTOMER, part);
    g_autofree char *line = lb_tickets_answer_to_line(answer, NULL);
    cr_assert_not_null(line);
    g_autoptr(LbTicketsAnswer) read = lb_tickets_answer_from_line(line, strlen(line), NULL);
    cr_assert_not_null(read);
    cr_assert_eq(read->ticket->entries->len, 64);
}

static bool
answer_passes(LbTicketsAnswer *answer)
{
    g_autofree char *line = lb_tickets_answer_to_line(answer, NULL);
    g_autoptr(LbTicketsAnswer) read = lb_tickets_answer_from_line(line, strlen(line), NULL);
    lb_tickets_answer_free(answer);
    return read != NULL;
}

Test(ticket_wire, lockboxd_takes_nothing_internal_and_nothing_beyond_the_limits)
{
    cr_assert(answer_passes(new_answer()));
    LbTicketsAnswer *answer = new_answer();
    add_entry(answer->ticket, LB_SIDE_INTERNAL, "for staff alone");
    cr_assert_not(answer_passes(answer), "an internal entry");

    answer = new_answer();
    for (int i = 0; i < LB_EXTERNAL_ENTRIES_MOST; i++)
        add_entry(answer->ticket, LB_SIDE_CUSTOMER, "x");
    cr_assert_not(answer_passes(answer), "too many entries");

    answer = new_answer();
    g_autofree char *much = g_strnfill(LB_EXTERNAL_TEXT_MOST / 5, 'x');
    for (int i = 0; i < 6; i++)
        add_entry(answer->ticket, LB_SIDE_CUSTOMER, much);
    cr_assert_not(answer_passes(answer), "too much text");

    answer = new_answer();
    g_autofree char *text = g_strnfill(LB_LIMIT_KEPT_TEXT + 1, 'x');
    add_entry(answer->ticket, LB_SIDE_CUSTOMER, text);
    cr_assert_not(answer_passes(answer), "too long an entry");

    answer = new_answer();
    g_free(answer->ticket->subject);
    answer->ticket->subject = g_strnfill(LB_LIMIT_LINE + 1, 'x');
    cr_assert_not(answer_passes(answer), "too long a subject");

    answer = new_answer();
    g_free(answer->ticket->id);
    answer->ticket->id = g_strdup("1/../2");
    cr_assert_not(answer_passes(answer), "an id that is none");

    answer = new_answer();
    answer->outcome = LB_TICKETS_UNCHANGED;
    cr_assert_not(answer_passes(answer), "a ticket that is not told of");

    answer = new_answer();
    answer->retry_after = -1;
    cr_assert_not(answer_passes(answer), "a time that is none");
}

static bool
order_passes(LbTicketsOrder *order)
{
    g_autofree char *line = lb_tickets_order_to_line(order, NULL);
    g_autoptr(LbTicketsOrder) read = lb_tickets_order_from_line(line, strlen(line), NULL);
    lb_tickets_order_free(order);
    return read != NULL;
}

/* One order of @act, whose @member is @text instead. */
#define ALTERED(act, member, words)               \
    ({                                            \
        LbTicketsOrder *altered = new_order(act); \
        g_free(altered->member);                  \
        altered->member = g_strdup(words);        \
        altered;                                  \
    })

Test(ticket_wire, an_order_has_what_its_act_needs_and_nothing_else)
{
    for (int act = LB_TICKETS_TEST; act <= LB_TICKETS_COMMENT; act++)
        cr_assert(order_passes(new_order((LbTicketsAct)act)));
    cr_assert(order_passes(ALTERED(LB_TICKETS_FETCH, version, NULL)));
    cr_assert_not(order_passes(ALTERED(LB_TICKETS_FETCH, ticket, NULL)));
    cr_assert_not(order_passes(ALTERED(LB_TICKETS_FETCH, ticket, "1/history")));
    cr_assert_not(order_passes(ALTERED(LB_TICKETS_FETCH, text, "words")));
    cr_assert_not(order_passes(ALTERED(LB_TICKETS_TEST, ticket, "1")));
    cr_assert_not(order_passes(ALTERED(LB_TICKETS_COMMENT, text, NULL)));
    cr_assert_not(order_passes(ALTERED(LB_TICKETS_COMMENT, mark, NULL)));
    cr_assert_not(order_passes(ALTERED(LB_TICKETS_COMMENT, mark, "short")));
    cr_assert_not(order_passes(ALTERED(LB_TICKETS_COMMENT, mark, "UPPER-CASE-IS-NONE")));
    cr_assert_not(order_passes(ALTERED(LB_TICKETS_COMMENT, version, "\"1\"")));
}

/* What no reader takes, whatever it expects. */
static void
expect_refused(const char *line, size_t length)
{
    g_autoptr(LbTicketSystem) system = lb_tickets_system_from_line(line, length, NULL);
    g_autoptr(LbTicketsOrder) order = lb_tickets_order_from_line(line, length, NULL);
    g_autoptr(LbTicketsAnswer) answer = lb_tickets_answer_from_line(line, length, NULL);
    cr_assert(system == NULL && order == NULL && answer == NULL, "%s", line);
}

Test(ticket_wire, lines_that_are_none_are_refused)
{
    static const char *const lines[] = { "",
                                         "\n",
                                         "{}",
                                         "[]",
                                         "null",
                                         "{\"id\":1}",
                                         "{\"version\":2}",
                                         "x",
                                         "{\"id\":1,\"act\":\"test\",\"look\":false,\"more\":1}",
                                         "{\"id\":\"1\",\"act\":\"test\",\"look\":false}",
                                         "{\"id\":1,\"act\":\"delete\",\"look\":false}",
                                         "{\"id\":1,\"act\":\"test\",\"look\":false}{}" };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        expect_refused(lines[i], strlen(lines[i]));
    g_autofree char *deep = g_strnfill(100000, '[');
    expect_refused(deep, 100000);
}

/* Cut everywhere and with each byte changed: nothing is read wrongly, and sanitizers watch. */
Test(ticket_wire, no_damage_breaks_a_reader, .timeout = 300)
{
    static const char bytes[] = {
        '"', '{', '}', '[', ',', ':', '0', '-', '\\', '\0', '\xff', '\n'
    };
    g_autoptr(LbTicketsAnswer) answer = new_answer();
    g_autofree char *line = lb_tickets_answer_to_line(answer, NULL);
    size_t length = strlen(line);
    for (size_t i = 0; i + 1 < length; i++) {
        expect_refused(line, i);
        for (size_t k = 0; k < sizeof bytes; k++) {
            g_autofree char *changed = g_memdup2(line, length + 1);
            changed[i] = bytes[k];
            g_autoptr(LbTicketsAnswer) read = lb_tickets_answer_from_line(changed, length, NULL);
            cr_assert(read == NULL || g_utf8_validate(read->words, -1, NULL));
        }
    }
}
