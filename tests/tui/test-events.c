/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of Windows on the screen: in the timeline of the request whose access explains them, and those that none does. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "service/deadlines.h"
#include "support/happening.h"
#include "tui/golden.h"

#define OWNER "owner1@contoso.example"
#define READER "reader1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define ADMIN "admin1@fabrikam.example"
#define FOREIGNER "owner@nihon.example"

static LbWinEvent *
new_service(int64_t time)
{
    LbWinEvent *event = happening_new("VM-WEB-01.contoso.example", time, "CONTOSO\\dadmin");
    event->kind = LB_WINEVENT_SERVICE_INSTALL;
    event->id = 4697;
    event->service = g_strdup("backdoor \x1b[2J");
    event->command = g_strdup("C:\\tools\\svc.exe -q\nsecond line \xe2\x80\xae");
    g_clear_pointer(&event->process, g_free);
    return event;
}

static LbWinEvent *
new_logon(const char *computer, int64_t time, const char *account)
{
    LbWinEvent *event = happening_new(computer, time, account);
    event->kind = LB_WINEVENT_LOGON;
    event->id = 4624;
    event->logon_type = 10;
    event->source = g_strdup("192.0.2.7");
    g_clear_pointer(&event->process, g_free);
    return event;
}

/* LB-7 was open for an hour and ended half an hour ago. Windows says of what was done meanwhile, and before and after. */
static Blade *
new_past(void)
{
    Blade *blade = blade_new();
    World *world = blade->world;
    world_target(world, "vm-web-01");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    g_autoptr(LbRequestView) view = lb_service_show(world->service, owner, 7, NULL);
    LbDecision decision = { .number = 7, .shown = view->digest, .reason = "Enough." };
    g_autoptr(LbRequest) approved = lb_service_approve(world->service, owner, &decision, NULL);
    cr_assert_eq(world_open_grants(world), 1);
    int64_t opened = world->reading.wall;
    world_pass(world, LB_HOUR);
    g_autoptr(LbRequest) revoked = lb_service_revoke(world->service, owner, &decision, NULL);
    cr_assert_eq(world_open_grants(world), 1);
    world_pass(world, 30 * LB_MINUTE);
    happening_import(world, new_logon("vm-web-01", opened - LB_MINUTE, "CONTOSO\\support"));
    happening_import(world, new_logon("vm-web-01", opened + LB_MINUTE, "CONTOSO\\support"));
    happening_import(world, happening_new("vm-web-01", opened + 2 * LB_MINUTE, "support"));
    happening_import(world, new_service(opened + 3 * LB_MINUTE));
    happening_import(world, new_logon("vm-web-01", opened + 63 * LB_MINUTE, "CONTOSO\\support"));
    LbWinEvent *own = happening_new("vm-web-02", opened + 5 * LB_MINUTE, "NT AUTHORITY\\SYSTEM");
    own->system = true;
    happening_import(world, own);
    cr_assert(lb_deadlines_beat(world->service, 1, NULL));
    return blade;
}

static void
expect_golden(const char *name, Blade *(*make)(void), const char *account, int64_t number,
              const char *keys)
{
    static const char *const languages[] = { "en", "ja" };
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autofree char *whole = g_strdup_printf("%s.%s", name, languages[i]);
        g_autoptr(Blade) blade = make();
        golden_let_read(blade, account, whole);
        blade_open(blade, account, number, 80, 24);
        blade_press(blade, keys);
        golden_compare_sizes(whole, blade);
    }
}

Test(golden_events, those_that_nothing_explains)
{
    expect_golden("events", new_past, OWNER, 0, "u");
    expect_golden("events-admin", new_past, ADMIN, 0, "6hhw");
}

Test(golden_events, none)
{
    expect_golden("events-none", blade_new, OWNER, 0, "5u");
}

Test(golden_events, one_in_full)
{
    expect_golden("event", new_past, OWNER, 0, "uj\n");
}

Test(golden_events, told_above_the_lists)
{
    expect_golden("events-banner", new_past, OWNER, 0, "");
}

Test(golden_events, in_the_timeline)
{
    expect_golden("timeline-events", new_past, OWNER, 7, "L/cmd\n");
}

Test(events, an_owner_sees_what_no_access_explains_and_narrows_it)
{
    g_autoptr(Blade) blade = new_past();
    blade_open(blade, OWNER, 0, 120, 24);
    blade_expect(blade, "3 events on your machines that no approved access explains");
    blade_press(blade, "u");
    blade_expect(blade, "service installed");
    blade_expect(blade, "LB-7 had ended 3 min before");
    blade_expect(blade, "LB-7 was open to another account");
    blade_expect(blade, "no access to this resource was open");
    blade_expect_no(blade, "SYSTEM");
    blade_press(blade, "w");
    blade_expect(blade, "SYSTEM");
    blade_expect(blade, "Windows itself");
    blade_press(blade, "wf");
    blade_expect(blade, "logon");
    blade_expect_no(blade, "service installed");
    blade_press(blade, "/dadmin\n");
    blade_expect(blade, "Nothing holds this text.");
    blade_press(blade, "\033");
    blade_expect(blade, "CONTOSO\\support");
    blade_press(blade, "\033");
    blade_expect(blade, "1 Overview");
}

Test(events, one_of_a_file_is_shown_as_it_is_and_harmless)
{
    g_autoptr(Blade) blade = new_past();
    blade_open(blade, OWNER, 0, 80, 40);
    blade_press(blade, "uj\n");
    blade_expect(blade, "backdoor <U+001B>[2J");
    blade_expect(blade, "   | C:\\tools\\svc.exe -q");
    blade_expect(blade, "   | second line <U+202E>");
    blade_expect(blade, "LB-7 was open to another account");
}

Test(events, what_access_explains_opens_from_its_timeline)
{
    g_autoptr(Blade) blade = new_past();
    blade_open(blade, OWNER, 7, 120, 40);
    blade_press(blade, "L/192.0.2\n");
    blade_expect_sentence(blade,
                          "vm-web-01: logon of CONTOSO\\support, from 192.0.2.7, remote desktop");
    blade_press(blade, "\n");
    blade_expect(blade, "Event of Windows");
    blade_expect(blade, "LB-7 was open to this account");
}

Test(events, they_are_for_those_who_may_decide)
{
    static const char *const others[] = { READER, ENGINEER, FOREIGNER };
    g_autoptr(Blade) blade = new_past();
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        blade_open(blade, others[i], 0, 120, 24);
        blade_expect_no(blade, "no approved access explains");
        blade_press(blade, "u");
        blade_expect_no(blade, "dadmin");
    }
    cr_assert_eq(world_count(blade->world, "SELECT count(*) FROM refused"), 0);
}
