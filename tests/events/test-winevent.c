/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What events mean, by themselves: names, limits, and what is no field. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/winevent.h"
#include "events/fields.h"

static LbWinEvent *
event_of(const char *channel, const char *provider, uint32_t id)
{
    LbWinEvent *event = lb_winevent_new();
    event->channel = g_strdup(channel);
    event->provider = g_strdup(provider);
    event->id = id;
    return event;
}

static GHashTable *
data_of(const char *const *pairs)
{
    GHashTable *data = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (; *pairs != NULL; pairs += 2)
        g_hash_table_insert(data, g_strdup(pairs[0]), g_strdup(pairs[1]));
    return data;
}

#define DATA(...) data_of((const char *const[]){ __VA_ARGS__, NULL })
#define AUDITING "Microsoft-Windows-Security-Auditing"

Test(winevent, every_kind_and_fault_has_a_name_and_a_label)
{
    for (int kind = LB_WINEVENT_OTHER; kind <= LB_WINEVENT_LOG_CLEARED; kind++) {
        cr_assert_not_null(lb_names_get(lb_winevent_kind_names, kind));
        cr_assert_str_neq(lb_names_label(lb_winevent_kind_names, kind), "?");
    }
    for (int fault = LB_EVENTS_FAULT_NONE; fault <= LB_EVENTS_FAULT_UNTIMELY; fault++)
        cr_assert_not_null(lb_names_get(lb_events_fault_names, fault));
}

Test(winevent, an_id_means_something_only_with_its_channel_and_provider)
{
    static const struct {
        const char *channel, *provider;
        uint32_t id;
        LbWinEventKind kind;
    } cases[] = {
        { "Security", AUDITING, 4624, LB_WINEVENT_LOGON },
        { "SECURITY", "microsoft-windows-security-auditing", 4624, LB_WINEVENT_LOGON },
        { "Application", AUDITING, 4624, LB_WINEVENT_OTHER },
        { "Security", "Forger", 4624, LB_WINEVENT_OTHER },
        { "Security", NULL, 4624, LB_WINEVENT_OTHER },
        { "System", "Microsoft-Windows-Eventlog", 104, LB_WINEVENT_LOG_CLEARED },
        { "System", "Microsoft-Windows-Eventlog", 1102, LB_WINEVENT_OTHER },
        { "System", "Service Control Manager", 7045, LB_WINEVENT_SERVICE_INSTALL },
        { "System", "Service Control Manager", 7036, LB_WINEVENT_OTHER },
    };
    g_autoptr(GHashTable) data = DATA("TargetUserName", "engineer7");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(LbWinEvent) event = event_of(cases[i].channel, cases[i].provider, cases[i].id);
        lb_winevent_settle(event, data, NULL);
        cr_assert_eq(event->kind, cases[i].kind, "row %zu", i);
    }
}

Test(winevent, numbers_that_are_none_are_not_said)
{
    static const struct {
        const char *logon, *type;
        uint64_t expected_logon;
        int expected_type;
    } cases[] = {
        { "0x3e7", "0", 0x3e7, 0 },
        { "999", "10", 999, 10 },
        { "0xFFFFFFFFFFFFFFFF", "255", G_MAXUINT64, 255 },
        { "0x10000000000000000", "256", 0, LB_WINEVENT_NO_TYPE },
        { "0x", "-1", 0, LB_WINEVENT_NO_TYPE },
        { "0x-1", "3 ", 0, LB_WINEVENT_NO_TYPE },
        { "-", "-", 0, LB_WINEVENT_NO_TYPE },
        { "", "", 0, LB_WINEVENT_NO_TYPE },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(LbWinEvent) event = event_of("Security", AUDITING, 4624);
        g_autoptr(GHashTable) data =
            DATA("TargetLogonId", cases[i].logon, "LogonType", cases[i].type);
        lb_winevent_settle(event, data, NULL);
        cr_assert_eq(event->logon, cases[i].expected_logon, "row %zu", i);
        cr_assert_eq(event->logon_type, cases[i].expected_type, "row %zu", i);
    }
}

Test(winevent, texts_are_kept_as_written_within_limits)
{
    g_autofree char *name = g_strnfill(2 * LB_WINEVENT_NAME_LIMIT, 'n');
    g_autofree char *command = g_strnfill(2 * LB_WINEVENT_COMMAND_LIMIT, 'c');
    g_autoptr(GHashTable) data =
        DATA("SubjectUserName", "a\xe2\x80\xae\x1b[2J", "SubjectDomainName", "-", "NewProcessName",
             name, "CommandLine", command);
    g_autoptr(LbWinEvent) event = event_of("Security", AUDITING, 4688);
    lb_winevent_settle(event, data, NULL);
    cr_assert_str_eq(event->account, "a\xe2\x80\xae\x1b[2J");
    cr_assert_eq(g_utf8_strlen(event->process, -1), LB_WINEVENT_NAME_LIMIT);
    cr_assert(g_str_has_suffix(event->process, "[…]"));
    cr_assert_eq(g_utf8_strlen(event->command, -1), LB_WINEVENT_COMMAND_LIMIT);
    cr_assert_null(event->target);
}

Test(winevent, the_sid_it_stands_under_counts_where_there_is_no_name)
{
    g_autoptr(GHashTable) data = DATA("SubjectUserName", "dadmin");
    g_autoptr(LbWinEvent) named = event_of("Security", AUDITING, 4688);
    lb_winevent_settle(named, data, "S-1-5-18");
    cr_assert_str_eq(named->account, "dadmin");
    g_autoptr(LbWinEvent) nameless = event_of("System", "Service Control Manager", 7045);
    lb_winevent_settle(nameless, data, "S-1-5-18");
    cr_assert_str_eq(nameless->account, "S-1-5-18");
    g_autoptr(LbWinEvent) unknown = event_of("System", "x", 1);
    lb_winevent_settle(unknown, data, "");
    cr_assert_null(unknown->account);
}

Test(winevent, only_what_windows_does_all_day_is_its_own)
{
    static const struct {
        uint32_t id;
        const char *account, *sid;
        bool system;
    } cases[] = {
        { 4688, "SYSTEM", "S-1-5-18", true },
        { 4688, "LOCAL SERVICE", "S-1-5-19", true },
        { 4688, "NETWORK SERVICE", "S-1-5-20", true },
        { 4688, "DWM-1", "S-1-5-90-0-1", true },
        { 4688, "UMFD-0", "S-1-5-96-0-0", true },
        { 4688, "VM-WEB-01-WITH-$", "S-1-5-21-1-2-3-1000", true },
        { 4688, "vm-web-01-with-$", NULL, true },
        { 4688, "-", "S-1-0-0", true },
        { 4688, "VM-WEB-01$", "S-1-5-21-1-2-3-1000", false },
        { 4688, "admin$", "S-1-5-21-1-2-3-1001", false },
        { 4688, "$", "S-1-5-21-1-2-3-1001", false },
        { 4688, "SYSTEM", "S-1-5-21-1-2-3-18", false },
        { 4688, "SYSTEM", "S-1-5-180", false },
        { 4688, "SYSTEM", NULL, false },
        { 4720, "SYSTEM", "S-1-5-18", false }, /* somebody may have had it done */
        { 4697, "SYSTEM", "S-1-5-18", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(LbWinEvent) event = event_of("Security", AUDITING, cases[i].id);
        g_autoptr(GHashTable) data = DATA("SubjectUserName", cases[i].account);
        if (cases[i].sid != NULL)
            g_hash_table_insert(data, g_strdup("SubjectUserSid"), g_strdup(cases[i].sid));
        event->computer = g_strdup("vm-web-01-with-a-long-name.contoso.example");
        lb_winevent_settle(event, data, NULL);
        cr_assert_eq(event->system, cases[i].system, "row %zu", i);
    }
}

Test(winevent, an_account_that_was_made_on_the_computer_is_not_its_own)
{
    static const struct {
        const char *domain;
        bool system;
    } cases[] = { { "CONTOSO", true }, { "WORKGROUP", true },  { "VM-WEB-0", true },
                  { "-", true },       { "VM-WEB-01", false }, { "vm-web-01", false } };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(LbWinEvent) event = event_of("Security", AUDITING, 4688);
        g_autoptr(GHashTable) data =
            DATA("SubjectUserName", "VM-WEB-01$", "SubjectDomainName", cases[i].domain);
        event->computer = g_strdup("vm-web-01.contoso.example");
        lb_winevent_settle(event, data, NULL);
        cr_assert_eq(event->system, cases[i].system, "row %zu", i);
    }
}

Test(winevent, whoever_tries_to_come_in_without_an_account_is_nobody_of_windows)
{
    g_autoptr(LbWinEvent) event = event_of("Security", AUDITING, 4625);
    g_autoptr(GHashTable) data = DATA("TargetUserName", "dadmin", "TargetUserSid", "S-1-0-0");
    lb_winevent_settle(event, data, NULL);
    cr_assert_not(event->system);
}
