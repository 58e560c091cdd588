/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How events of Windows are said in words. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "wording/events.h"

/* Which of the texts an event has. */
typedef struct {
    LbWinEventKind kind;
    uint32_t id;
    char *account, *target, *group;
    int type;
    char *source, *process, *command, *service, *cleared;
} Said;

static void
expect_words(const Said *said, const char *words)
{
    const LbWinEvent event = { .kind = said->kind,
                               .id = said->id,
                               .account = said->account,
                               .target = said->target,
                               .group = said->group,
                               .logon_type = said->type,
                               .source = said->source,
                               .process = said->process,
                               .command = said->command,
                               .service = said->service,
                               .cleared = said->cleared };
    g_autofree char *found = lb_phrase_event(&event);
    cr_expect_str_eq(found, words, "\"%s\"", found);
}

#define NO_TYPE LB_WINEVENT_NO_TYPE

Test(events, are_said_plainly)
{
    expect_words(&(Said){ .kind = LB_WINEVENT_LOGON,
                          .account = "CONTOSO\\engineer7",
                          .type = 10,
                          .source = "10.0.0.7" },
                 "logon of CONTOSO\\engineer7, from 10.0.0.7, remote desktop");
    expect_words(&(Said){ .kind = LB_WINEVENT_FAILED_LOGON, .type = 99 },
                 "failed logon of somebody unknown");
    expect_words(&(Said){ .kind = LB_WINEVENT_LOGOFF, .account = "a", .type = NO_TYPE },
                 "logoff of a");
    expect_words(&(Said){ .kind = LB_WINEVENT_PROCESS_START,
                          .account = "a",
                          .process = "C:\\cmd.exe",
                          .command = "cmd /c dir" },
                 "process started by a: C:\\cmd.exe, command line cmd /c dir");
    expect_words(&(Said){ .kind = LB_WINEVENT_PROCESS_START, .account = "a", .target = "b" },
                 "process started by a: unknown, for b");
    expect_words(&(Said){ .kind = LB_WINEVENT_SERVICE_INSTALL,
                          .account = "a",
                          .service = "backdoor",
                          .command = "C:\\svc.exe -q",
                          .target = "LocalSystem" },
                 "service installed: backdoor, runs C:\\svc.exe -q, as LocalSystem, by a");
    expect_words(
        &(Said){ .kind = LB_WINEVENT_ACCOUNT_CHANGE, .id = 4720, .account = "a", .target = "b" },
        "account created: b, by a");
    expect_words(&(Said){ .kind = LB_WINEVENT_ACCOUNT_CHANGE,
                          .id = 4756,
                          .account = "a",
                          .target = "b",
                          .group = "Domain Admins" },
                 "added to a group: b, group Domain Admins, by a");
    expect_words(&(Said){ .kind = LB_WINEVENT_ACCOUNT_CHANGE, .id = 1 },
                 "account changed: unknown, by somebody unknown");
    expect_words(&(Said){ .kind = LB_WINEVENT_LOG_CLEARED, .account = "a", .cleared = "Security" },
                 "log cleared: Security, by a");
    expect_words(&(Said){ .kind = LB_WINEVENT_OTHER, .id = 5156 }, "event 5156");
}

Test(events, have_one_harmless_line_whatever_is_in_them)
{
    expect_words(&(Said){ .kind = LB_WINEVENT_LOGON,
                          .account = "a\x1b[2J\xe2\x80\xae\nLB-1 + Approved",
                          .type = NO_TYPE,
                          .source = "%s%n" },
                 "logon of a<U+001B>[2J<U+202E><U+000A>LB-1 + Approved, from %s%n");
}

Test(events, that_nothing_explains_say_why_not)
{
    static const struct {
        LbEventRow row;
        const char *words;
    } cases[] = {
        { { .explanation = { LB_EXPLAINED_NOT, 0, 0 } }, "no access to this resource was open" },
        { { .explanation = { LB_EXPLAINED_OTHER, 42, 0 } }, "LB-42 was open to another account" },
        { { .explanation = { LB_EXPLAINED_LATE, 42, 3 * LB_MINUTE } },
          "LB-42 had ended 3 min before" },
        { { .request = 42, .explanation = { LB_EXPLAINED_NOT, 0, 0 } }, NULL },
        { { .system = true, .explanation = { LB_EXPLAINED_NOT, 0, 0 } }, NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = lb_phrase_unexplained(&cases[i].row);
        cr_expect(g_strcmp0(found, cases[i].words) == 0, "%zu: %s", i, found);
    }
}
