/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of Windows come in: whose access explains which, who reads which, and what is falsified is found. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/eventimport.h"
#include "service/events.h"
#include "service/grants.h"
#include "service/history.h"

#define OWNER "owner1@contoso.example"
#define FOREIGNER "owner@nihon.example"
#define ENGINEER "engineer7@fabrikam.example"
#define SPEAKING(error) ((error) != NULL ? (error)->message : "")

/* Opened by an approval that came an hour after the world began, closed an hour later. */
typedef struct {
    World *world;
    int64_t request;
    int64_t opened, closed;
} Past;

static void
clear_past(Past *past)
{
    g_clear_pointer(&past->world, world_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Past, clear_past)

static LbRequest *
act_on(World *world, LbRequest *(*act)(LbService *, const LbActor *, const LbDecision *, GError **),
       const LbRequest *request)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown, .reason = "For a reason." };
    LbRequest *after = act(world->service, owner, &decision, &error);
    cr_assert_not_null(after, "%s", SPEAKING(error));
    return after;
}

/* Access to vm-web-01 and vm-web-02 is open. */
static LbRequest *
open_access(World *world)
{
    g_autoptr(LbRequest) asked = world_submit(world);
    g_autoptr(LbRequest) given = act_on(world, lb_service_approve, asked);
    cr_assert_gt(world_open_grants(world), 0);
    return g_steal_pointer(&given);
}

static void
begin(Past *past)
{
    past->world = world_new();
    world_target(past->world, "vm-web-01");
    world_target(past->world, "vm-web-02");
    world_pass(past->world, LB_HOUR);
    g_autoptr(LbRequest) request = open_access(past->world);
    past->request = request->number;
    past->opened = world_count(past->world, "SELECT max(opened) FROM access_grant");
    world_pass(past->world, LB_HOUR);
    g_autoptr(LbRequest) revoked = act_on(past->world, lb_service_revoke, request);
    cr_assert_eq(world_open_grants(past->world), 2);
    past->closed = world_count(past->world, "SELECT max(closed) FROM access_grant");
    cr_assert_gt(past->closed, past->opened);
    world_pass(past->world, LB_HOUR);
}

/* A process on @computer, unless the test makes something else of it. */
static LbWinEvent *
happened(const char *computer, int64_t time, const char *account)
{
    static uint64_t record = 0;
    LbWinEvent *event = lb_winevent_new();
    event->kind = LB_WINEVENT_PROCESS_START;
    event->channel = g_strdup("Security");
    event->provider = g_strdup("Microsoft-Windows-Security-Auditing");
    event->id = 4688;
    event->record = ++record;
    event->computer = g_strdup(computer);
    event->time = time;
    event->account = g_strdup(account);
    event->process = g_strdup("C:\\Windows\\System32\\cmd.exe");
    return event;
}

/* Imports @events (LbWinEvent*, taken over) as one file. The caller frees the import, whose tally says what became of them. */
static LbEventImport *
import_as(World *world, const LbEventImportTerms *terms, GPtrArray *events)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) all = events;
    const LbEventFile file = { .bytes = 1, .sha256 = "00", .faults = 0 };
    LbEventImport *import = lb_event_import_new(world->service, terms, &error);
    cr_assert_not_null(import, "%s", SPEAKING(error));
    for (guint i = 0; i < all->len; i++) {
        bool untimely = false;
        cr_assert(lb_event_import_take(import, g_ptr_array_index(all, i), &untimely, &error), "%s",
                  SPEAKING(error));
    }
    cr_assert(lb_event_import_finish(import, &file, &error), "%s", SPEAKING(error));
    return import;
}

static LbEventImport *
import_all(World *world, GPtrArray *events)
{
    const LbEventImportTerms terms = { .file = "security.xml" };
    return import_as(world, &terms, events);
}

static GPtrArray *
several(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)lb_winevent_free);
}

/* Imports one; returns the number of the request that explains it, 0: none does, -1: it was left out. */
static int64_t
explained_by(World *world, LbWinEvent *event)
{
    g_autofree char *sql = NULL;
    g_autoptr(GPtrArray) events = several();
    sql = g_strdup_printf("SELECT coalesce(max(coalesce(request, 0)), -1) FROM winevent"
                          " WHERE record = %llu AND time = %lld",
                          (unsigned long long)event->record, (long long)event->time);
    g_ptr_array_add(events, event);
    g_autoptr(LbEventImport) import = import_all(world, g_ptr_array_ref(events));
    return world_count(world, sql);
}

static void
assert_sound(World *world)
{
    g_auto(GStrv) found = world_verify(world);
    cr_assert_null(found[0], "%s", found[0]);
}

/* Whose access */

Test(events, belong_to_access_from_its_first_microsecond_to_its_last)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    World *world = past.world;
    const int64_t opened = past.opened, closed = past.closed;
    cr_assert_eq(explained_by(world, happened("vm-web-01", opened - 1, "support")), 0);
    cr_assert_eq(explained_by(world, happened("vm-web-01", opened, "support")), past.request);
    cr_assert_eq(explained_by(world, happened("vm-web-01", closed, "support")), past.request);
    cr_assert_eq(explained_by(world, happened("vm-web-01", closed + 1, "support")), 0);
    cr_assert_eq(explained_by(world, happened("vm-linux", opened, "support")), 0);
    assert_sound(world);
}

Test(events, of_a_resource_that_has_become_another_customer_s_are_not_explained_by_the_one_before)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    World *world = past.world;
    cr_assert_eq(explained_by(world, happened("vm-web-01", past.opened + 1, "support")),
                 past.request);
    g_autofree char *words = world_tamper(world, "UPDATE subscription SET tenant = '" NIHON
                                                 "' WHERE id = '" PRODUCTION "'");
    cr_assert_null(words, "%s", words);
    cr_assert_eq(explained_by(world, happened("vm-web-01", past.opened + 1, "support")), 0);
}

Test(events, a_logoff_shortly_after_the_end_belongs_to_access)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    const int64_t last = past.closed + 2 * LB_MINUTE;
    for (int64_t late = 0; late < 2; late++) {
        LbWinEvent *event = happened("vm-web-01", last + late, "support");
        event->kind = LB_WINEVENT_LOGOFF;
        cr_assert_eq(explained_by(past.world, event), late == 0 ? past.request : 0);
    }
    assert_sound(past.world);
}

Test(events, access_that_is_still_open_explains_what_happens_meanwhile)
{
    g_autoptr(World) world = world_new();
    world_target(world, "vm-web-01");
    g_autoptr(LbRequest) request = open_access(world);
    int64_t opened = world_count(world, "SELECT opened FROM access_grant");
    int64_t ends = world_count(world, "SELECT ends FROM access_grant");
    cr_assert_eq(explained_by(world, happened("vm-web-01", opened + 1, "support")),
                 request->number);
    cr_assert_eq(explained_by(world, happened("vm-web-01", ends, "support")), request->number);
    cr_assert_eq(explained_by(world, happened("vm-web-01", ends + 1, "support")), 0);
    /* It ends early; what was explained before stays so, and verification knows what was known then. */
    world_pass(world, LB_MINUTE);
    g_autoptr(LbRequest) revoked = act_on(world, lb_service_revoke, request);
    cr_assert_eq(world_open_grants(world), 1);
    cr_assert_eq(explained_by(world, happened("vm-web-01", ends - 1, "support")), 0);
    assert_sound(world);
}

Test(events, belong_to_the_access_that_began_last_of_several)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    World *world = past.world;
    g_autoptr(LbRequest) first = open_access(world);
    world_pass(world, LB_MINUTE);
    g_autoptr(LbRequest) second = open_access(world);
    int64_t opened = world_count(world, "SELECT max(opened) FROM access_grant");
    cr_assert_eq(explained_by(world, happened("vm-web-01", opened - 1, "support")), first->number);
    cr_assert_eq(explained_by(world, happened("vm-web-01", opened, "support")), second->number);
    assert_sound(world);
}

Test(events, are_held_against_the_login_and_the_account_in_each_form)
{
    static const struct {
        const char *account;
        bool fits;
    } cases[] = {
        { "support", true },
        { "SUPPORT", true },
        { "CONTOSO\\Support", true },
        { "support@contoso.example", true },
        { "engineer7@fabrikam.example", true },
        { "FABRIKAM\\engineer7", true },
        { "engineer7", true },
        { "engineer8", false },
        { "support2", false },
        { "suppor", false },
        { "support\\dadmin", false },
        { "dadmin@support", false },
        { "@support", false },
        { "", false },
        { "S-1-5-21-1-2-3-1104", false },
        { NULL, false },
    };
    g_auto(Past) past = { 0 };
    begin(&past);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        int64_t found =
            explained_by(past.world, happened("vm-web-01", past.opened, cases[i].account));
        cr_assert_eq(found, cases[i].fits ? past.request : 0, "%s: %lld", cases[i].account,
                     (long long)found);
    }
    assert_sound(past.world);
}

Test(events, of_windows_itself_are_nobody_s)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    LbWinEvent *event = happened("vm-web-01", past.opened, "support");
    event->system = true;
    cr_assert_eq(explained_by(past.world, event), 0);
    /* What Windows starts for somebody is theirs. */
    LbWinEvent *started = happened("vm-web-01", past.opened, "CONTOSO\\VM-WEB-01$");
    started->target = g_strdup("CONTOSO\\support");
    cr_assert_eq(explained_by(past.world, started), past.request);
    cr_assert_eq(world_count(past.world, "SELECT count(*) FROM winevent WHERE system = 1"), 1);
    assert_sound(past.world);
}

/* Which resource */

Test(events, of_a_computer_belong_to_the_one_resource_of_its_name)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    World *world = past.world;
    cr_assert_eq(explained_by(world, happened("VM-WEB-01.contoso.example", past.opened, "support")),
                 past.request);
    cr_assert_eq(explained_by(world, happened("vm-web-0", past.opened, "support")), -1);
    cr_assert_eq(explained_by(world, happened("vm-nowhere", past.opened, "support")), -1);
    cr_assert_eq(explained_by(world, happened("", past.opened, "support")), -1);
    cr_assert_eq(explained_by(world, happened(".vm-web-01", past.opened, "support")), -1);
    cr_assert_eq(explained_by(world, happened("vm-honban", past.opened, "support")), 0);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM winevent WHERE tenant = '" NIHON "'"), 1);
}

/* Another customer has one of the same name now: nobody guesses whose it is. */
static void
name_again(World *world, const char *name)
{
    g_autofree char *id = g_strconcat("/subscriptions/" HONBAN "/resourceGroups/rg/providers/"
                                      "Microsoft.Compute/virtualMachines/",
                                      name, NULL);
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO resource (key, id, subscription, resource_group, name, type, model, os, "
        "import)"
        " SELECT lower('%s'), '%s', '" HONBAN "', 'rg', '%s', type, model, os, import"
        " FROM resource WHERE name = 'vm-web-01' AND subscription = '" PRODUCTION "'",
        id, id, name);
    g_autofree char *words = world_tamper(world, sql);
    cr_assert_null(words, "%s", words);
    world_adopt(world);
}

Test(events, of_a_name_that_two_resources_have_are_left_out_unless_told)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    World *world = past.world;
    name_again(world, "VM-WEB-01");
    cr_assert_eq(explained_by(world, happened("vm-web-01", past.opened, "support")), -1);
    const LbEventImportTerms contoso = { .file = "a.xml", .tenant = "Contoso" };
    const LbEventImportTerms nihon = { .file = "b.xml", .tenant = NIHON };
    g_autoptr(GPtrArray) first = several(), second = several();
    g_ptr_array_add(first, happened("vm-web-01", past.opened, "support"));
    g_ptr_array_add(second, happened("vm-web-01", past.opened, "support"));
    g_autoptr(LbEventImport) ours = import_as(world, &contoso, g_ptr_array_ref(first));
    g_autoptr(LbEventImport) theirs = import_as(world, &nihon, g_ptr_array_ref(second));
    cr_assert_eq(lb_event_import_tally(ours)->explained, 1);
    cr_assert_eq(lb_event_import_tally(theirs)->explained, 0);
    cr_assert_eq(lb_event_import_tally(theirs)->unexplained, 1);
}

Test(events, of_a_computer_with_fifteen_characters_are_of_what_begins_so)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    World *world = past.world;
    name_again(world, "vm-with-a-long-name-01");
    cr_assert_eq(explained_by(world, happened("VM-WITH-A-LONG-", past.opened, "x")), 0);
    cr_assert_eq(explained_by(world, happened("VM-WITH-A-LONG", past.opened, "x")), -1);
    name_again(world, "vm-with-a-long-name-02");
    cr_assert_eq(explained_by(world, happened("VM-WITH-A-LONG-", past.opened + 1, "x")), -1);
}

Test(events, of_a_file_of_one_resource_are_of_one_computer)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    const LbEventImportTerms terms = { .file = "a.xml", .resource = "vm-web-01" };
    g_autoptr(GPtrArray) events = several();
    g_ptr_array_add(events, happened("win-4711", past.opened, "support"));
    g_ptr_array_add(events, happened("WIN-4711.contoso.example", past.opened, "support"));
    g_ptr_array_add(events, happened("win-4712", past.opened, "support"));
    g_autoptr(LbEventImport) import = import_as(past.world, &terms, g_ptr_array_ref(events));
    const LbEventTally *tally = lb_event_import_tally(import);
    cr_assert_eq(tally->explained, 2);
    cr_assert_eq(tally->foreign, 1);
    cr_assert_eq(tally->computers->len, 1);
    cr_assert_str_eq(g_ptr_array_index(tally->computers, 0), "win-4712");
}

/* Importing */

Test(events, that_are_imported_twice_are_there_once)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    World *world = past.world;
    g_autoptr(GPtrArray) events = several();
    for (int i = 0; i < 10; i++)
        g_ptr_array_add(events, happened("vm-web-01", past.opened - 5 + i, "support"));
    g_autoptr(LbEventImport) once = import_all(world, g_ptr_array_ref(events));
    int64_t entries = world_count(world, "SELECT count(*) FROM activity");
    g_autoptr(LbEventImport) again = import_all(world, g_ptr_array_ref(events));
    cr_assert_eq(lb_event_import_tally(once)->explained, 5);
    cr_assert_eq(lb_event_import_tally(once)->unexplained, 5);
    cr_assert_eq(lb_event_import_tally(again)->there, 10);
    cr_assert_eq(lb_event_import_tally(again)->explained, 0);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM winevent"), 10);
    /* Only that a file was read: there is no batch. */
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity"), entries + 1);
    /* One that says something else is another. */
    LbWinEvent *other = g_ptr_array_index(events, 0);
    g_free(other->process);
    other->process = g_strdup("C:\\other.exe");
    g_autoptr(LbEventImport) changed = import_all(world, g_ptr_array_ref(events));
    cr_assert_eq(lb_event_import_tally(changed)->unexplained, 1);
    assert_sound(world);
}

Test(events, of_times_that_cannot_be_and_of_no_kind_are_left_out)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    g_autoptr(GError) error = NULL;
    const int64_t now = past.world->reading.wall, year_2000 = INT64_C(946684800000000);
    const struct {
        int64_t time;
        bool untimely;
    } cases[] = { { year_2000 - 1, true },
                  { year_2000, false },
                  { now + LB_DAY, false },
                  { now + LB_DAY + 1, true } };
    const LbEventImportTerms terms = { .file = "a.xml" };
    g_autoptr(LbEventImport) import = lb_event_import_new(past.world->service, &terms, &error);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        bool untimely = false;
        g_autoptr(LbWinEvent) event = happened("vm-web-01", cases[i].time, "support");
        cr_assert(lb_event_import_take(import, event, &untimely, &error), "%s", SPEAKING(error));
        cr_assert_eq(untimely, cases[i].untimely, "%zu", i);
    }
    cr_assert_eq(lb_event_import_tally(import)->untimely, 2);
}

Test(events, of_unknown_resources_and_customers_are_refused)
{
    g_autoptr(World) world = world_new();
    const struct {
        LbEventImportTerms terms;
        LbRefusal refusal;
    } cases[] = {
        { { .file = "a", .resource = "vm-nowhere" }, LB_REFUSAL_UNKNOWN_RESOURCE },
        { { .file = "a", .resource = "/subscriptions/none/x" }, LB_REFUSAL_UNKNOWN_RESOURCE },
        { { .file = "a", .tenant = "nobody" }, LB_REFUSAL_UNKNOWN_TENANT },
        { { .file = "a", .resource = "vm-honban", .tenant = CONTOSO },
          LB_REFUSAL_UNKNOWN_RESOURCE },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbEventImport) import =
            lb_event_import_new(world->service, &cases[i].terms, &error);
        cr_assert_null(import, "%zu", i);
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, (gint)cases[i].refusal), "%zu: %s", i,
                  SPEAKING(error));
    }
}

/* Reading */

static GPtrArray *
read_as(World *world, const char *account, const LbEventFilter *filter, GError **error)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    return lb_service_events(world->service, actor, filter, error);
}

static guint
count_as(World *world, const char *account, const LbEventFilter *filter)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = read_as(world, account, filter, &error);
    cr_assert_not_null(rows, "%s: %s", account, SPEAKING(error));
    return rows->len;
}

static void
refused_as(World *world, const char *account, const LbEventFilter *filter, LbRefusal refusal)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = read_as(world, account, filter, &error);
    cr_assert_null(rows, "%s", account);
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, (gint)refusal), "%s: %s", account,
              SPEAKING(error));
}

static int
unexplained_as(World *world, const char *account, int most)
{
    int count = -1;
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    cr_assert(lb_service_count_unexplained(world->service, actor, most, &count, &error), "%s",
              SPEAKING(error));
    return count;
}

/* On vm-web-01 three that are explained, four that are not and one of Windows itself; on vm-honban one. */
static void
fill(const Past *past)
{
    g_autoptr(GPtrArray) events = several();
    for (int i = 0; i < 3; i++)
        g_ptr_array_add(events, happened("vm-web-01", past->opened + i, "CONTOSO\\support"));
    for (int i = 0; i < 2; i++)
        g_ptr_array_add(events, happened("vm-web-01", past->opened - 9, "CONTOSO\\support"));
    g_ptr_array_add(events, happened("vm-web-01", past->opened + 5, "CONTOSO\\da_min"));
    g_ptr_array_add(events,
                    happened("vm-web-01", past->closed + 3 * LB_MINUTE, "CONTOSO\\support"));
    LbWinEvent *own = happened("vm-web-01", past->opened, "VM-WEB-01$");
    own->system = true;
    g_ptr_array_add(events, own);
    g_ptr_array_add(events, happened("vm-honban", past->opened, "dadmin"));
    g_autoptr(LbEventImport) import = import_all(past->world, g_ptr_array_ref(events));
    cr_assert_eq(lb_event_import_tally(import)->explained, 3);
    cr_assert_eq(lb_event_import_tally(import)->unexplained, 5);
    cr_assert_eq(lb_event_import_tally(import)->system, 1);
}

Test(events, of_a_request_are_read_by_whoever_reads_it)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    fill(&past);
    const LbEventFilter filter = { .request = past.request, .limit = 100 };
    const LbEventFilter unknown = { .request = past.request + 1000, .limit = 100 };
    cr_assert_eq(count_as(past.world, OWNER, &filter), 3);
    cr_assert_eq(count_as(past.world, "reader1@contoso.example", &filter), 3);
    cr_assert_eq(count_as(past.world, ENGINEER, &filter), 3);
    cr_assert_eq(count_as(past.world, "admin1@fabrikam.example", &filter), 3);
    refused_as(past.world, FOREIGNER, &filter, LB_REFUSAL_NOT_FOUND);
    refused_as(past.world, "engineer8@fabrikam.example", &filter, LB_REFUSAL_NOT_FOUND);
    refused_as(past.world, OWNER, &unknown, LB_REFUSAL_NOT_FOUND);
}

Test(events, that_nothing_explains_are_read_by_approvers_and_overseers)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    World *world = past.world;
    fill(&past);
    const LbEventFilter all = { .limit = 100 };
    const LbEventFilter nihon = { .tenant = NIHON, .limit = 100 };
    const LbEventFilter system = { .system = true, .limit = 100 };
    cr_assert_eq(count_as(world, OWNER, &all), 4);
    cr_assert_eq(count_as(world, "approver1@contoso.example", &all), 4);
    cr_assert_eq(count_as(world, FOREIGNER, &all), 1);
    cr_assert_eq(count_as(world, "admin1@fabrikam.example", &all), 5);
    cr_assert_eq(count_as(world, OWNER, &nihon), 0);
    cr_assert_eq(count_as(world, "admin1@fabrikam.example", &nihon), 1);
    cr_assert_eq(count_as(world, OWNER, &system), 5);
    cr_assert_eq(count_as(world, "admin1@fabrikam.example", &system), 6);
    for (const char *const *account =
             (const char *const[]){ "reader1@contoso.example", "contributor1@contoso.example",
                                    ENGINEER, "devops1@fabrikam.example", NULL };
         *account != NULL; account++) {
        refused_as(world, *account, &all, LB_REFUSAL_NOT_AN_APPROVER);
        cr_assert_eq(unexplained_as(world, *account, 100), 0);
    }
    cr_assert_eq(unexplained_as(world, OWNER, 100), 4);
    cr_assert_eq(unexplained_as(world, OWNER, 3), 3);
    cr_assert_eq(unexplained_as(world, FOREIGNER, 100), 1);
    cr_assert_eq(unexplained_as(world, "admin1@fabrikam.example", 100), 5);
}

Test(events, come_in_pages_that_miss_and_double_nothing)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    fill(&past);
    g_autoptr(GError) error = NULL;
    LbEventFilter filter = { .system = true, .limit = 1 };
    int64_t time = INT64_MAX, id = INT64_MAX;
    for (int i = 0; i < 5; i++) {
        g_autoptr(GPtrArray) page = read_as(past.world, OWNER, &filter, &error);
        cr_assert_not_null(page, "%s", SPEAKING(error));
        cr_assert_eq(page->len, 1);
        const LbEventRow *row = g_ptr_array_index(page, 0);
        cr_assert(row->event->time < time || (row->event->time == time && row->id < id));
        filter.before_time = time = row->event->time;
        filter.before_id = id = row->id;
    }
    cr_assert_eq(count_as(past.world, OWNER, &filter), 0);
}

Test(events, are_found_by_kind_and_by_text_that_is_no_pattern)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    fill(&past);
    LbEventFilter filter = { .limit = 100, .kinds = 1u << LB_WINEVENT_LOGON };
    cr_assert_eq(count_as(past.world, OWNER, &filter), 0);
    filter.kinds |= 1u << LB_WINEVENT_PROCESS_START;
    cr_assert_eq(count_as(past.world, OWNER, &filter), 4);
    filter.text = "SYSTEM32\\cmd";
    cr_assert_eq(count_as(past.world, OWNER, &filter), 4);
    filter.text = "a_min";
    cr_assert_eq(count_as(past.world, OWNER, &filter), 1);
    filter.text = "%";
    cr_assert_eq(count_as(past.world, OWNER, &filter), 0);
}

Test(events, that_nothing_explains_say_why)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    fill(&past);
    g_autoptr(GError) error = NULL;
    const LbEventFilter filter = { .limit = 100 };
    g_autoptr(GPtrArray) rows = read_as(past.world, OWNER, &filter, &error);
    cr_assert_eq(rows->len, 4);
    const LbExplanation *late = &((LbEventRow *)g_ptr_array_index(rows, 0))->explanation;
    const LbExplanation *other = &((LbEventRow *)g_ptr_array_index(rows, 1))->explanation;
    const LbExplanation *nothing = &((LbEventRow *)g_ptr_array_index(rows, 2))->explanation;
    cr_assert_eq(late->how, LB_EXPLAINED_LATE);
    cr_assert_eq(late->request, past.request);
    cr_assert_eq(late->late, 3 * LB_MINUTE);
    cr_assert_eq(other->how, LB_EXPLAINED_OTHER);
    cr_assert_eq(other->request, past.request);
    cr_assert_eq(nothing->how, LB_EXPLAINED_NOT);
}

/* Falsifying */

/* Each is done past every act to what fill() has left, and found. */
static const struct {
    const char *sql, *found;
} falsified[] = {
    { "DELETE FROM winevent WHERE id = 2", "their number is another" },
    { "INSERT INTO winevent SELECT max(id) + 1, batch, zeroblob(32), computer, channel, 999, time, "
      "kind,"
      " provider, event, account, target, member_of, logon_type, logon, source, process, command,"
      " service, cleared, system, tenant, subscription, resource, resource_name, request FROM "
      "winevent",
      "their number is another" },
    { "UPDATE winevent SET batch = 1 WHERE request IS NOT NULL", "no entry of the log" },
    { "UPDATE winevent SET batch = 9223372036854775807 WHERE system = 1", "no entry of the log" },
    { "UPDATE winevent SET batch = -9223372036854775807 - 1 WHERE system = 1",
      "no entry of the log" },
    { "UPDATE winevent SET id = id + 100 WHERE id = 1", "they are others" },
    { "UPDATE winevent SET identity = zeroblob(32) WHERE id = 1", "they are others" },
    { "UPDATE winevent SET request = NULL WHERE id = 1", "they are others" },
    { "UPDATE winevent SET request = (SELECT max(number) FROM request) WHERE request IS NULL AND"
      " system = 0",
      "they are others" },
    { "UPDATE winevent SET tenant = 'nihon-tenant' WHERE id = 1", "they are others" },
    { "UPDATE winevent SET subscription = 'x' WHERE id = 1", "they are others" },
    { "UPDATE winevent SET resource = 'x' WHERE id = 1", "they are others" },
    { "UPDATE winevent SET resource_name = 'x' WHERE id = 1", "they are others" },
    { "UPDATE winevent SET computer = 'x' WHERE id = 1", "say something else" },
    { "UPDATE winevent SET channel = 'x' WHERE id = 1", "say something else" },
    { "UPDATE winevent SET record = record + 1 WHERE id = 1", "say something else" },
    { "UPDATE winevent SET time = time + 1 WHERE id = 1", "say something else" },
    { "UPDATE winevent SET kind = 'logon' WHERE id = 1", "say something else" },
    { "UPDATE winevent SET provider = NULL WHERE id = 1", "say something else" },
    { "UPDATE winevent SET event = 1 WHERE id = 1", "say something else" },
    { "UPDATE winevent SET account = 'CONTOSO\\Support' WHERE id = 1", "say something else" },
    { "UPDATE winevent SET target = '' WHERE id = 1", "say something else" },
    { "UPDATE winevent SET member_of = '' WHERE id = 1", "say something else" },
    { "UPDATE winevent SET logon_type = 2 WHERE id = 1", "say something else" },
    { "UPDATE winevent SET logon = 2 WHERE id = 1", "say something else" },
    { "UPDATE winevent SET source = '' WHERE id = 1", "say something else" },
    { "UPDATE winevent SET process = NULL WHERE id = 1", "say something else" },
    { "UPDATE winevent SET command = '' WHERE id = 1", "say something else" },
    { "UPDATE winevent SET service = '' WHERE id = 1", "say something else" },
    { "UPDATE winevent SET cleared = '' WHERE id = 1", "say something else" },
    { "UPDATE winevent SET system = 0 WHERE system = 1", "say something else" },
    { "UPDATE access_grant SET login = 'another', at_login = 'another'", "lie outside" },
    { "UPDATE access_grant SET opened = opened + 1", "lie outside" },
    { "UPDATE access_grant SET closed = opened", "lie outside" },
};

Test(events, that_are_falsified_are_found, .timeout = 120)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    fill(&past);
    assert_sound(past.world);
    g_autoptr(History) history = history_keep(past.world);
    for (size_t i = 0; i < G_N_ELEMENTS(falsified); i++) {
        world_forge(past.world, falsified[i].sql);
        cr_assert(world_finds(past.world, falsified[i].found), "%s", falsified[i].sql);
        history_put_back(history, past.world);
    }
    assert_sound(past.world);
}

Test(events, stay_as_they_came)
{
    g_auto(Past) past = { 0 };
    begin(&past);
    fill(&past);
    g_autofree char *changed = world_tamper(past.world, "UPDATE winevent SET computer = 'x'");
    g_autofree char *gone = world_tamper(past.world, "DELETE FROM winevent");
    cr_assert_str_eq(changed, "what was imported never changes");
    cr_assert_str_eq(gone, "what was imported is never deleted");
}
