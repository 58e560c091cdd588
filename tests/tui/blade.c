/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A blade without a terminal. */
#include "tui/blade.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/locale.h"
#include "service/deadlines.h"
#include "service/deliveries.h"
#include "service/exclusions.h"
#include "service/operator.h"
#include "service/people.h"
#include "store/directory.h"
#include "store/tickets.h"

#define MONDAY (INT64_C(2051830800) * LB_SECOND) /* 2035-01-08 01:00 UTC */

/* As in a session. */
static const LbSpelling blade_spelling = { .host = "lockbox.fabrikam.example", .port = 22 };

static void
settle(World *world, const char *account, const char *tenant, const char *language,
       const char *zone)
{
    int64_t id = 0;
    LbPrincipalRow row = { .account = account,
                           .kind = "User",
                           .mail = account,
                           .language = language,
                           .time_zone = zone,
                           .tenant = tenant,
                           .enabled = true };
    cr_assert(lb_directory_put_principal(world->store, &row, &id, NULL));
}

static void
put_japanese(World *world)
{
    g_autoptr(LbTicket) ticket = lb_ticket_new();
    ticket->number = 10;
    ticket->tenant = g_strdup(NIHON);
    ticket->subscription = g_strdup(HONBAN);
    ticket->title = g_strdup("更新後に応答しなくなる");
    ticket->open = true;
    ticket->opened_by = g_strdup("owner@nihon.example");
    ticket->assignee = g_strdup("engineer7@fabrikam.example");
    ticket->opened = MONDAY - 2 * LB_DAY;
    LbTicketEntry *entry = g_new0(LbTicketEntry, 1);
    *entry = (LbTicketEntry){
        .time = MONDAY - 2 * LB_DAY,
        .author = g_strdup("田中"),
        .side = LB_SIDE_CUSTOMER,
        .text = g_strdup("昨日の更新から、端末が一時間ほどで応答しなくなります。\n再起動すると"
                         "しばらくは動きます。\x1b[31m\u202E")
    };
    g_ptr_array_add(ticket->entries, entry);
    cr_assert(lb_tickets_put(world->store, ticket, NULL));
}

static LbRequest *
ask(World *world, const char *ticket, const char *machine, const char *other, const char *why)
{
    const char *const resources[] = { machine, other, NULL };
    LbSubmission submission = { .ticket = ticket,
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "operate",
                                .hours = 8,
                                .justification = why,
                                .resources = resources };
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    g_autoptr(GError) error = NULL;
    LbRequest *request = lb_service_submit(world->service, engineer, &submission, &error);
    cr_assert_not_null(request, "%s", error != NULL ? error->message : "");
    return request;
}

static void
answer(World *world, const char *account, LbRequest *request, bool yes)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number,
                            .shown = shown,
                            .reason = yes ? NULL : "Not before the weekend." };
    g_autoptr(LbRequest) after = yes ? lb_service_approve(world->service, actor, &decision, NULL)
                                     : lb_service_deny(world->service, actor, &decision, NULL);
    cr_assert_not_null(after);
}

static void
fill(World *world)
{
    g_autoptr(LbRequest) first = ask(world, "TK-7", "vm-web-01", "vm-web-02", "Later.");
    int ended = 0;
    answer(world, "owner2@contoso.example", first, false);
    g_autoptr(LbRequest) second = ask(world, "TK-7", "vm-web-01", NULL, "Nobody answers this.");
    world_pass(world, 4 * LB_DAY);
    cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
    world_pass(world, LB_HOUR);
    g_autoptr(LbRequest) third = ask(world, "TK-7", "vm-web-02", NULL, "To look at it.");
    answer(world, "owner1@contoso.example", third, true);
    g_autoptr(LbRequest) fourth = world_submit(world);
    g_autoptr(GString) words = g_string_new("The web role stops answering after the update.");
    for (int i = 1; i <= 30; i++)
        g_string_append_printf(words, "\nReason %d of a long list of them.", i);
    g_autoptr(LbRequest) fifth = ask(world, "TK-17", "vm-web-01", NULL, words->str);
    g_autoptr(LbRequest) sixth =
        ask(world, "TK-10", "vm-honban", NULL, "端末が応答しません。イベント ログを調べます。");
    world_pass(world, LB_HOUR);
}

Blade *
blade_new(void)
{
    lb_locale_start();
    lb_locale_set_language("en");
    Blade *blade = g_new0(Blade, 1);
    World *world = blade->world = world_new();
    settle(world, "owner1@contoso.example", CONTOSO, "en", "Europe/Berlin");
    settle(world, "owner@nihon.example", NIHON, "ja", "Asia/Tokyo");
    put_japanese(world);
    world_pass(world, MONDAY - 4 * LB_DAY - 2 * LB_HOUR - world->reading.wall);
    cr_assert(lb_deadlines_beat(world->service, 1, NULL));
    fill(world);
    cr_assert_eq(world->reading.wall, MONDAY);
    cr_assert(lb_deadlines_beat(world->service, 1, NULL));
    blade->time = LB_HOUR;
    return blade;
}

void
blade_free(Blade *blade)
{
    lb_app_free(blade->app);
    lb_actor_free(blade->actor);
    world_free(blade->world);
    g_free(blade);
}

static void
open_app(Blade *blade, LbActor *actor, int64_t number, int width, int height)
{
    g_autoptr(GError) error = NULL;
    lb_app_free(blade->app);
    lb_actor_free(blade->actor);
    blade->actor = actor;
    lb_locale_set_language(blade->actor->language);
    blade->app = lb_app_new(blade->world->service, blade->actor, width, height);
    blade->app->spelling = &blade_spelling;
    cr_assert(lb_app_start(blade->app, number, &error), "%s", error != NULL ? error->message : "");
}

void
blade_open(Blade *blade, const char *account, int64_t number, int width, int height)
{
    open_app(blade, world_actor(blade->world, account), number, width, height);
}

void
blade_open_by_key(Blade *blade, const char *account, int width, int height)
{
    static const char *const lines[] = {
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEBBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5f",
    };
    World *world = blade->world;
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autofree char *fingerprint = NULL;
        cr_assert(
            lb_people_add_key(world->service, operator, account, lines[i], &fingerprint, NULL));
        if (i == G_N_ELEMENTS(lines) - 1)
            cr_assert(lb_people_revoke_key(world->service, operator, fingerprint, NULL));
    }
    LbActor *actor = lb_service_identify_key(
        world->service, world_count(world, "SELECT max(id) - 2 FROM key"), NULL, "192.0.2.7", NULL);
    cr_assert_not_null(actor);
    open_app(blade, actor, 0, width, height);
}

void
blade_run_the_place(Blade *blade)
{
    static const char key[] =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f laptop";
    LbService *service = blade->world->service;
    g_autoptr(LbActor) operator_actor = lb_operator_actor_new();
    g_autofree char *fingerprint = NULL;
    cr_assert(lb_people_add_key(service, operator_actor, "owner1@contoso.example", key,
                                &fingerprint, NULL));
    for (int i = 0;; i++) {
        g_autoptr(LbMessage) message = lb_deliveries_claim(service, LB_MINUTE, NULL);
        if (message == NULL)
            break;
        LbDelivery delivery = i < 2   ? LB_DELIVERY_REFUSED
                              : i < 4 ? LB_DELIVERY_LATER
                                      : LB_DELIVERY_ACCEPTED;
        const char *answer = i < 2   ? "550 5.1.1 Recipient address rejected: User unknown"
                             : i < 4 ? "451 4.7.1 Greylisted, try again later"
                                     : "250 OK";
        cr_assert(lb_deliveries_settle(service, message, delivery, answer, NULL));
    }
    /* Theirs are drawn by lot. */
    g_autofree char *words =
        world_tamper(blade->world, "UPDATE outbox SET message_id = id || '.mail@lockbox.example'");
    cr_assert_null(words, "%s", words);
}

void
blade_key(Blade *blade, int key, bool hasty, int64_t later)
{
    blade->time += later;
    LbInput input = { .key = key, .hasty = hasty, .time = blade->time };
    lb_app_input(blade->app, &input);
    if (!blade->app->ended)
        lb_app_draw(blade->app);
}

void
blade_press(Blade *blade, const char *text)
{
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        int key = (int)g_utf8_get_char(at);
        blade_key(blade, key == '\b' ? LB_KEY_BACKSPACE : key, false, LB_SECOND);
    }
}

void
blade_rest(Blade *blade)
{
    lb_app_tick(blade->app);
    lb_app_tick(blade->app);
}

char *
blade_text(Blade *blade)
{
    return lb_canvas_text(lb_app_draw(blade->app));
}

bool
blade_shows(Blade *blade, const char *words)
{
    g_autofree char *text = blade_text(blade);
    return strstr(text, words) != NULL;
}

void
blade_expect(Blade *blade, const char *words)
{
    g_autofree char *text = blade_text(blade);
    cr_assert_not_null(strstr(text, words), "<%s> is missing:\n%s", words, text);
}

void
blade_expect_no(Blade *blade, const char *words)
{
    g_autofree char *text = blade_text(blade);
    cr_assert_null(strstr(text, words), "<%s> is there:\n%s", words, text);
}

void
blade_expect_sentence(Blade *blade, const char *sentence)
{
    g_autofree char *text = blade_text(blade);
    g_autoptr(GRegex) blanks = g_regex_new("\\s+", 0, 0, NULL);
    g_autofree char *line = g_regex_replace_literal(blanks, text, -1, 0, " ", 0, NULL);
    cr_assert_not_null(strstr(line, sentence), "<%s> is missing:\n%s", sentence, text);
}

LbStatus
blade_status(Blade *blade, int64_t number)
{
    g_autoptr(LbActor) admin = world_actor(blade->world, "admin1@fabrikam.example");
    g_autoptr(LbRequestView) view = lb_service_show(blade->world->service, admin, number, NULL);
    cr_assert_not_null(view);
    return view->request->status;
}

void
blade_exclude(Blade *blade, int count)
{
    static const char *const places[] = { "/resourceGroups/rg-web", "",
                                          "/resourceGroups/rg-web/providers/Microsoft.Compute"
                                          "/virtualMachines/vm-web-01" };
    World *world = blade->world;
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example"),
                       owner = world_actor(world, "owner2@contoso.example");
    for (int i = 0; i < count; i++) {
        int64_t now = world->reading.wall;
        g_autofree char *scope =
            g_strconcat("/subscriptions/" PRODUCTION, places[i % (int)G_N_ELEMENTS(places)], NULL);
        LbNewExclusion words = { .kind = lb_names_get(lb_exclusion_kind_names, (i + 1) % 3),
                                 .scope = scope,
                                 .started = now - 2 * LB_HOUR,
                                 .ended = now - (i == 1 ? 1 : 80) * LB_MINUTE,
                                 .text = "A capture of packets on the platform held some of your "
                                         "requests.\nIt was deleted after the fault was found." };
        g_autoptr(LbExclusion) recorded =
            lb_service_exclude(world->service, engineer, &words, NULL);
        cr_assert_not_null(recorded);
        world_pass(world, LB_MINUTE);
        if (i != 1)
            continue;
        LbAcknowledgement wanted = { .number = 1, .comment = "We have talked about it." };
        g_autoptr(LbExclusionView) first =
            lb_service_show_exclusion(world->service, owner, 1, NULL);
        wanted.shown = first->digest;
        g_autoptr(LbExclusion) done = lb_service_acknowledge(world->service, owner, &wanted, NULL);
        cr_assert_not_null(done);
    }
    cr_assert(lb_deadlines_beat(world->service, 1, NULL));
}
