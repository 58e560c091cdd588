/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a collector kept, held against a log. */
#include <criterion/criterion.h>
#include <string.h>

#include "forward/check.h"
#include "forward/sample.h"

TestSuite(check);

static bool
look_up(gpointer data, int64_t sequence, bool *there, uint8_t hash[LB_SHA256_SIZE], GError **error)
{
    const GPtrArray *log = data;
    (void)error;
    *there = sequence <= (int64_t)log->len;
    if (*there)
        memcpy(hash, ((const LbActivity *)log->pdata[sequence - 1])->hash, LB_SHA256_SIZE);
    return true;
}

static void
feed(LbForwardCheck *check, const char *line)
{
    g_autoptr(GError) error = NULL;
    cr_assert(lb_forward_check_line(check, line, strlen(line), true, &error));
}

/* Feeds the messages of @entry, the last first where @backwards. */
static void
feed_entry(LbForwardCheck *check, const LbActivity *entry, int limit, bool backwards)
{
    const LbForwardStyle style = sample_style(limit);
    g_autoptr(GPtrArray) messages = lb_forward_messages(&style, entry);
    for (guint i = 0; i < messages->len; i++)
        feed(check, messages->pdata[backwards ? messages->len - 1 - i : i]);
}

Test(check, of_what_is_whole_is_good_in_any_order)
{
    g_autoptr(GPtrArray) log = sample_log(40);
    g_autoptr(LbForwardCheck) check = lb_forward_check_new(INSTANCE, look_up, log);
    for (guint i = 0; i < log->len; i++)
        feed_entry(check, log->pdata[i * 7 % 40], LB_FORWARD_MESSAGE_LEAST, i % 2 == 0);
    const LbForwardFound *found = lb_forward_check_end(check, 40);
    cr_assert_eq(found->entries, 40);
    cr_assert_eq(found->doubled + found->damaged + found->different + found->beyond, 0);
    cr_assert_eq(found->missing, 0);
    cr_assert_eq(found->newest, 40);
    cr_assert_gt(found->messages, 40);
    cr_assert_eq(found->messages, found->lines);
}

Test(check, counts_what_came_twice)
{
    g_autoptr(GPtrArray) log = sample_log(3);
    g_autoptr(LbForwardCheck) check = lb_forward_check_new(INSTANCE, look_up, log);
    for (int round = 0; round < 3; round++)
        for (guint i = 0; i < log->len; i++)
            feed_entry(check, log->pdata[i], LB_FORWARD_MESSAGE_LEAST, false);
    const LbForwardFound *found = lb_forward_check_end(check, 3);
    cr_assert_eq(found->entries, 3);
    cr_assert_eq(found->doubled, 6);
    cr_assert_eq(found->missing + found->damaged, 0);
}

Test(check, names_what_is_missing)
{
    g_autoptr(GPtrArray) log = sample_log(20);
    g_autoptr(LbForwardCheck) check = lb_forward_check_new(INSTANCE, look_up, log);
    for (guint i = 0; i < log->len; i++)
        if (i != 0 && i != 5 && i != 6 && i < 18)
            feed_entry(check, log->pdata[i], 65536, false);
    const LbForwardFound *found = lb_forward_check_end(check, 19);
    static const LbForwardRange wanted[] = { { 1, 1 }, { 6, 7 }, { 19, 19 } };
    cr_assert_eq(found->missing, 4);
    cr_assert_eq(found->ranges->len, 3);
    cr_assert_arr_eq(found->ranges->data, wanted, sizeof wanted);
}

Test(check, takes_an_entry_of_which_a_part_is_missing_for_missing)
{
    const LbForwardStyle style = sample_style(LB_FORWARD_MESSAGE_LEAST);
    g_autoptr(GPtrArray) log = sample_log(1);
    g_autoptr(LbForwardCheck) check = lb_forward_check_new(INSTANCE, look_up, log);
    g_autoptr(GPtrArray) messages = lb_forward_messages(&style, log->pdata[0]);
    cr_assert_gt(messages->len, 1);
    for (guint i = 1; i < messages->len; i++)
        feed(check, messages->pdata[i]);
    const LbForwardFound *found = lb_forward_check_end(check, 1);
    cr_assert_eq(found->entries, 0);
    cr_assert_eq(found->missing, 1);
    feed(check, messages->pdata[0]);
    found = lb_forward_check_end(check, 1);
    cr_assert_eq(found->entries, 1);
    cr_assert_eq(found->missing, 0);
}

/* Each byte of each value, changed. */
Test(check, notices_each_change)
{
    const LbForwardStyle style = sample_style(65536);
    g_autoptr(GPtrArray) log = sample_log(1);
    g_autoptr(GPtrArray) messages = lb_forward_messages(&style, log->pdata[0]);
    char *message = messages->pdata[0];
    char *begin = strstr(message, " sequence="), *end = strstr(message, "] \xEF\xBB\xBF");
    for (char *at = begin; at < end; at++) {
        char byte = *at;
        g_autoptr(LbForwardCheck) check = lb_forward_check_new(INSTANCE, look_up, log);
        *at = byte == 'x' ? 'y' : 'x';
        feed(check, message);
        *at = byte;
        const LbForwardFound *found = lb_forward_check_end(check, 1);
        cr_assert_eq(found->entries, 0, "at %s", at);
        cr_assert_eq(found->missing, 1);
    }
}

Test(check, names_lines_that_are_damaged)
{
    const LbForwardStyle style = sample_style(65536);
    g_autoptr(GPtrArray) log = sample_log(1);
    g_autoptr(LbForwardCheck) check = lb_forward_check_new(INSTANCE, look_up, log);
    g_autoptr(GPtrArray) messages = lb_forward_messages(&style, log->pdata[0]);
    g_autoptr(GString) message = g_string_new(messages->pdata[0]);
    g_string_replace(message, "contoso", "fabrikam", 0);
    feed(check, "a line of another file");
    lb_forward_check_begin(check, "log.1");
    feed(check, "somebody else's line");
    feed(check, message->str);
    const LbForwardFound *found = lb_forward_check_end(check, 1);
    cr_assert_eq(found->damaged, 1);
    const LbForwardFault *fault = found->faults->pdata[0];
    cr_assert_str_eq(fault->source, "log.1");
    cr_assert_eq(fault->line, 2);
    cr_assert_eq(fault->sequence, 1);
    cr_assert_not_null(strstr(fault->why, "hash"));
}

Test(check, tells_a_whole_entry_of_another_log_from_a_damaged_one)
{
    g_autoptr(GPtrArray) log = sample_log(2);
    g_autoptr(LbActivity) forged = sample_entry(1, NULL, "{\"forged\":1}");
    g_autoptr(LbActivity) later = sample_entry(3, log->pdata[1], "{}");
    g_autoptr(LbForwardCheck) check = lb_forward_check_new(INSTANCE, look_up, log);
    feed_entry(check, forged, 65536, false);
    feed_entry(check, later, 65536, false);
    const LbForwardFound *found = lb_forward_check_end(check, 0);
    cr_assert_eq(found->different, 1);
    cr_assert_eq(found->beyond, 1);
    cr_assert_eq(found->damaged, 0);
}

Test(check, leaves_out_what_is_of_another_installation)
{
    LbForwardStyle style = sample_style(65536);
    style.instance = "another";
    g_autoptr(GPtrArray) log = sample_log(1);
    g_autoptr(LbForwardCheck) check = lb_forward_check_new(INSTANCE, look_up, log);
    g_autoptr(GPtrArray) messages = lb_forward_messages(&style, log->pdata[0]);
    feed(check, messages->pdata[0]);
    const LbForwardFound *found = lb_forward_check_end(check, 1);
    cr_assert_eq(found->others, 1);
    cr_assert_eq(found->messages, 0);
    cr_assert_eq(found->damaged, 0);
    cr_assert_eq(found->missing, 1);
}

Test(check, names_no_more_faults_than_it_may)
{
    g_autoptr(GPtrArray) log = sample_log(1);
    g_autoptr(LbForwardCheck) check = lb_forward_check_new(INSTANCE, look_up, log);
    for (int i = 0; i < 1000; i++)
        feed(check, "[lockbox@1 nonsense");
    const LbForwardFound *found = lb_forward_check_end(check, 1000);
    cr_assert_eq(found->damaged, 1000);
    cr_assert_eq(found->faults->len, LB_FORWARD_NAMED_MOST);
    cr_assert_eq(found->missing, 1000);
    cr_assert_eq(found->ranges->len, 1);
}

/* Who can write into the file may begin entries for ever. */
Test(check, keeps_room_for_entries_whatever_is_begun_and_never_ended)
{
    g_autoptr(GPtrArray) log = sample_log(1);
    g_autoptr(LbForwardCheck) check = lb_forward_check_new(INSTANCE, look_up, log);
    g_autofree char *hash = g_strnfill(64, 'a');
    for (int i = 1; i <= 100000; i++) {
        g_autofree char *line = g_strdup_printf("[lockbox@1 instance=\"" INSTANCE
                                                "\" sequence=\"%d\" hash=\"%s\" part=\"1/4096\"]",
                                                i, hash);
        feed(check, line);
    }
    feed_entry(check, log->pdata[0], LB_FORWARD_MESSAGE_LEAST, false);
    const LbForwardFound *found = lb_forward_check_end(check, 1);
    cr_assert_eq(found->entries, 1);
    cr_assert_eq(found->damaged, 0);
}
