/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People, keys and roles by the service's own functions: what is newer than a request does not decide it, and what people
 * may do to their own account. */
#include <criterion/criterion.h>

#include "service/operator.h"
#include "service/people.h"
#include "store/directory.h"
#include "support/world.h"

#define OWNER "owner1@contoso.example"
#define OTHER "owner2@contoso.example"
#define READER "reader1@contoso.example"

/* Keys that ssh-keygen made for this test. */
static const char first_key[] =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f laptop";
static const char second_key[] =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/";

static LbActor *
operator_of(World *world)
{
    (void)world;
    return lb_operator_actor_new();
}

static char *
add_key(World *world, const char *account, const char *line)
{
    g_autoptr(LbActor) operator= operator_of(world);
    g_autoptr(GError) error = NULL;
    char *fingerprint = NULL;
    cr_assert(lb_people_add_key(world->service, operator, account, line, &fingerprint, &error),
              "%s", error != NULL ? error->message : "");
    return fingerprint;
}

/* The person with the newest key of the account. */
static LbActor *
come_in(World *world, const char *account)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT max(k.id) FROM key k JOIN principal p ON p.id = k.principal WHERE p.account = '%s'",
        account);
    g_autoptr(GError) error = NULL;
    LbActor *actor =
        lb_service_identify_key(world->service, world_count(world, sql), NULL, "192.0.2.7", &error);
    cr_assert_not_null(actor, "%s", error != NULL ? error->message : "");
    return actor;
}

/* Denies as the actor; returns the name of the refusal, "yes" where there was none. */
static const char *
deny(World *world, const LbActor *actor, const LbRequest *request)
{
    g_autoptr(GError) error = NULL;
    LbDecision decision = { .number = request->number, .reason = "No." };
    g_autoptr(LbRequest) denied = lb_service_deny(world->service, actor, &decision, &error);
    return denied != NULL ? "yes" : lb_refusal_name((LbRefusal)error->code);
}

Test(people, a_key_that_is_newer_than_a_request_does_not_decide_it)
{
    g_autoptr(World) world = world_new();
    g_free(add_key(world, OWNER, first_key));
    g_autoptr(LbRequest) waiting = world_submit(world);
    g_autoptr(LbActor) old = come_in(world, OWNER);
    g_free(add_key(world, OWNER, second_key));
    g_autoptr(LbActor) new = come_in(world, OWNER);
    cr_assert_neq(old->key, new->key);
    g_autoptr(LbRequestView) view = lb_service_show(world->service, new, waiting->number, NULL);
    cr_assert_eq(view->why_not_approve, LB_REFUSAL_TOO_NEW);
    cr_assert_str_eq(deny(world, new, waiting), "too-new");
    g_autoptr(LbRequest) later = world_submit(world);
    cr_assert_str_eq(deny(world, new, later), "yes", "what begins to wait afterwards it decides");
    cr_assert_str_eq(deny(world, old, waiting), "yes", "and the old key goes on as before");
}

Test(people, a_mail_address_or_a_person_changed_since_does_not_decide)
{
    const LbPersonTerms changes[] = { { .mail = "mallory@fabrikam.example" },
                                      { .person = "somebody-else" } };
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autoptr(World) world = world_new();
        g_autoptr(LbActor) operator= operator_of(world);
        g_free(add_key(world, OWNER, first_key));
        g_autoptr(LbRequest) waiting = world_submit(world);
        cr_assert(lb_people_set(world->service, operator, OWNER, &changes[i], NULL));
        g_autoptr(LbActor) owner = come_in(world, OWNER);
        cr_assert_str_eq(deny(world, owner, waiting), "too-new");
        g_autoptr(LbRequest) later = world_submit(world);
        cr_assert_str_eq(deny(world, owner, later), "yes");
    }
}

Test(people, a_name_or_a_language_changed_since_does_not_matter)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) operator= operator_of(world);
    g_free(add_key(world, OWNER, first_key));
    g_autoptr(LbRequest) waiting = world_submit(world);
    LbPersonTerms terms = { .name = "Olga", .language = "ja", .time_zone = "Asia/Tokyo" };
    cr_assert(lb_people_set(world->service, operator, OWNER, &terms, NULL));
    g_autoptr(LbActor) owner = come_in(world, OWNER);
    cr_assert_str_eq(deny(world, owner, waiting), "yes");
}

Test(people, a_role_granted_since_does_not_decide)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) operator= operator_of(world);
    g_free(add_key(world, READER, first_key));
    g_autoptr(LbRequest) waiting = world_submit(world);
    cr_assert(lb_people_grant(world->service, operator, READER, "owner",
                              "/subscriptions/" PRODUCTION, NULL));
    g_autoptr(LbActor) reader = come_in(world, READER);
    cr_assert_str_eq(deny(world, reader, waiting), "not-asked");
    g_autoptr(LbRequest) later = world_submit(world);
    cr_assert_str_eq(deny(world, reader, later), "yes");
}

Test(people, what_is_taken_away_stops_the_next_act_and_ends_open_sessions)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) operator= operator_of(world);
    g_autofree char *fingerprint = add_key(world, OWNER, first_key);
    g_free(add_key(world, OTHER, second_key));
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) owner = come_in(world, OWNER);
    g_autoptr(LbActor) other = come_in(world, OTHER);
    int64_t epoch = 0;
    bool imported = false;
    cr_assert(lb_people_revoke_key(world->service, operator, fingerprint, NULL));
    cr_assert_str_eq(deny(world, owner, request), "disabled");
    cr_assert(lb_directory_session_epoch(world->store, owner->principal, &epoch, NULL));
    cr_assert_neq(epoch, owner->session_epoch);
    cr_assert(lb_people_revoke_role(world->service, operator, OTHER, "Owner",
                                    "/subscriptions/" PRODUCTION, &imported, NULL));
    cr_assert(imported, "the world's people came by a directory");
    cr_assert_str_eq(deny(world, other, request), "not-an-approver");
    cr_assert(lb_directory_session_epoch(world->store, other->principal, &epoch, NULL));
    cr_assert_neq(epoch, other->session_epoch);
}

Test(people, a_revoked_key_never_comes_back)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) operator= operator_of(world);
    g_autoptr(GError) error = NULL;
    g_autofree char *fingerprint = add_key(world, OWNER, first_key), *none = NULL;
    cr_assert(lb_people_revoke_key(world->service, operator, fingerprint, NULL));
    cr_assert(!lb_people_add_key(world->service, operator, OWNER, first_key, &none, &error));
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_KEY_REVOKED));
    g_clear_error(&error);
    cr_assert(!lb_people_add_key(world->service, operator, OTHER, first_key, &none, &error));
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_KEY_TAKEN));
}

#define CHANGED                                                                             \
    "SELECT count(*) FROM activity WHERE operation = 'ChangePerson' AND tenant = '" CONTOSO \
    "' AND caller = '" OWNER "' AND details LIKE "

/* Whoever holds a key for a while could turn somebody's mails into a language that they do not read. */
Test(profile, leaves_an_entry_for_whatever_it_changes)
{
    g_autoptr(World) world = world_new();
    g_free(add_key(world, OWNER, first_key));
    g_autoptr(LbActor) owner = come_in(world, OWNER);
    cr_assert(lb_profile_set(world->service, owner, "ja-JP", NULL, NULL));
    cr_assert_eq(world_count(world, CHANGED "'{\"account\":\"" OWNER "\",\"language\":\"ja\",%'"),
                 1);
    cr_assert(lb_profile_set(world->service, owner, NULL, "Asia/Tokyo", NULL));
    cr_assert_eq(
        world_count(world, CHANGED "'{\"account\":\"" OWNER "\",\"timeZone\":\"Asia/Tokyo\",%'"),
        1);
    cr_assert(lb_profile_set(world->service, owner, "ja", "Asia/Tokyo", NULL));
    cr_assert_eq(world_count(world, CHANGED "'%'"), 2, "what changes nothing says nothing");
    cr_assert(lb_profile_set(world->service, owner, "", "", NULL));
    cr_assert_eq(world_count(world, CHANGED "'%\"language\":null,\"timeZone\":null,%'"), 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE fingerprint IS NOT NULL"
                                    " AND operation = 'ChangePerson'"),
                 3, "each with the key that it was");
}

Test(profile, is_one_s_own)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *mine = add_key(world, OWNER, first_key);
    g_autofree char *theirs = add_key(world, OTHER, second_key);
    g_autoptr(LbActor) owner = come_in(world, OWNER);
    cr_assert(lb_profile_set(world->service, owner, "ja-JP", NULL, NULL));
    cr_assert(lb_profile_set(world->service, owner, NULL, "Asia/Tokyo", NULL));
    cr_assert(lb_profile_add_address(world->service, owner, "olga@home.example", NULL));
    g_autoptr(LbPersonView) view = lb_profile_show(world->service, owner, NULL);
    cr_assert_str_eq(view->person->account, OWNER);
    cr_assert_str_eq(view->person->language, "ja");
    cr_assert_str_eq(view->person->time_zone, "Asia/Tokyo");
    cr_assert_str_eq(view->addresses[0], "olga@home.example");
    cr_assert_eq(view->keys->len, 1);
    cr_assert_eq(view->roles->len, 1);
    cr_assert(!lb_profile_set(world->service, owner, NULL, "../etc/passwd", &error));
    g_clear_error(&error);
    cr_assert(!lb_profile_add_address(world->service, owner, "two words@home.example", &error));
    g_clear_error(&error);
    cr_assert(!lb_profile_remove_address(world->service, owner, "nobody@home.example", &error));
    g_clear_error(&error);
    cr_assert(!lb_profile_revoke_key(world->service, owner, theirs, &error));
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_UNKNOWN_KEY));
    cr_assert(lb_profile_remove_address(world->service, owner, "Olga@Home.example", NULL));
    cr_assert(lb_profile_revoke_key(world->service, owner, mine, NULL));
    cr_assert_null(lb_profile_show(world->service, owner, NULL), "that was the key");
}

Test(people, more_addresses_are_told_what_the_first_is)
{
    g_autoptr(World) world = world_new();
    g_free(add_key(world, OWNER, first_key));
    g_autoptr(LbActor) owner = come_in(world, OWNER);
    cr_assert(lb_profile_add_address(world->service, owner, "olga@home.example", NULL));
    cr_assert(lb_profile_add_address(world->service, owner, "OWNER1@contoso.example", NULL));
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE event = 'waiting'"), 5,
                 "four who approve, and one address more; the same one again is nobody new");
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE event = 'waiting'"
                                    " AND address = 'olga@home.example'"),
                 1);
}

Test(people, running_the_place_is_for_admins)
{
    g_autoptr(World) world = world_new();
    const struct {
        const char *account;
        LbRefusal refusal;
    } rows[] = { { "admin1@fabrikam.example", LB_REFUSAL_NONE },
                 { "lead1@fabrikam.example", LB_REFUSAL_NOT_AN_ADMIN },
                 { "manager1@fabrikam.example", LB_REFUSAL_NOT_AN_ADMIN },
                 { "engineer7@fabrikam.example", LB_REFUSAL_NOT_AN_ADMIN },
                 { OWNER, LB_REFUSAL_NOT_AN_ADMIN } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbActor) actor = world_actor(world, rows[i].account);
        LbTenantTerms terms = { .preview = -1, .queue_hours = 48 };
        LbPeopleFilter filter = { .limit = 10 };
        bool may = rows[i].refusal == LB_REFUSAL_NONE;
        g_autoptr(GError) error = NULL;
        cr_assert_eq(lb_tenants_set(world->service, actor, CONTOSO, &terms, &error), may);
        cr_assert(may || error->code == (int)rows[i].refusal);
        cr_assert_eq(lb_people_invite(world->service, actor, OTHER, NULL), may);
        g_autoptr(GPtrArray) people = lb_people_list(world->service, actor, &filter, NULL);
        g_autoptr(GPtrArray) tenants = lb_tenants_list(world->service, actor, NULL);
        g_autoptr(GPtrArray) roles = lb_people_roles(world->service, actor, NULL, 10, NULL);
        cr_assert(may == (people != NULL) && may == (tenants != NULL) && may == (roles != NULL));
    }
    cr_assert_eq(world_count(world, "SELECT queue_hours FROM tenant WHERE id = '" CONTOSO "'"), 48);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation = 'SetTerms'"
                                    " AND tenant = '" CONTOSO "'"),
                 1);
}

Test(people, roles_are_read_page_by_page)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) operator= operator_of(world);
    cr_assert(lb_people_grant(world->service, operator, OWNER, "Reader",
                              "/subscriptions/" PRODUCTION, NULL));
    g_autoptr(GPtrArray) all = lb_people_roles(world->service, operator, NULL, 1000, NULL);
    guint count = 0;
    g_autoptr(GPtrArray) page = lb_people_roles(world->service, operator, NULL, 1, NULL);
    while (page->len == 1) {
        const LbAssignment *one = g_ptr_array_index(page, 0);
        const LbAssignment *same = g_ptr_array_index(all, count++);
        cr_assert_str_eq(one->account, same->account);
        cr_assert_str_eq(one->role, same->role);
        g_autoptr(GPtrArray) next = lb_people_roles(world->service, operator, one, 1, NULL);
        g_ptr_array_unref(page);
        page = g_steal_pointer(&next);
    }
    cr_assert_eq(count, all->len);
}

static const char *
decide(World *world, const LbActor *actor, const LbRequest *request,
       LbRequest *(*act)(LbService *, const LbActor *, const LbDecision *, GError **))
{
    g_autoptr(GError) error = NULL;
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown, .reason = "Because." };
    g_autoptr(LbRequest) after = act(world->service, actor, &decision, &error);
    return after != NULL ? "yes" : lb_refusal_name((LbRefusal)error->code);
}

static void
set_person(World *world, const char *account, const char *person)
{
    g_autoptr(LbActor) operator= operator_of(world);
    LbPersonTerms terms = { .person = person };
    cr_assert(lb_people_set(world->service, operator, account, &terms, NULL));
}

Test(people, whose_account_the_requester_is_made_takes_no_answer_from_an_owner)
{
    g_autoptr(World) world = world_new();
    g_free(add_key(world, OWNER, first_key));
    g_autoptr(LbRequest) denied = world_submit(world);
    g_autoptr(LbRequest) opened = world_submit(world);
    g_autoptr(LbActor) owner = come_in(world, OWNER);
    g_autoptr(LbActor) other = world_actor(world, OTHER);
    cr_assert_str_eq(decide(world, other, opened, lb_service_approve), "yes");
    set_person(world, "engineer7@fabrikam.example", owner->person);
    cr_assert_str_eq(decide(world, owner, denied, lb_service_approve), "own-request",
                     "by what is known now they are one person");
    cr_assert_str_eq(decide(world, owner, denied, lb_service_deny), "yes");
    cr_assert_str_eq(decide(world, owner, opened, lb_service_revoke), "yes");
}

Test(people, who_asked_stays_who_asked_whoever_the_account_is_said_to_be_later)
{
    g_autoptr(World) world = world_new();
    set_person(world, OWNER, "engineer7@fabrikam.example");
    g_free(add_key(world, OWNER, first_key));
    g_autoptr(LbRequest) request = world_submit(world);
    set_person(world, "engineer7@fabrikam.example", "somebody-else");
    g_autoptr(LbActor) owner = come_in(world, OWNER);
    cr_assert_str_eq(decide(world, owner, request, lb_service_approve), "own-request");
    g_autofree char *words =
        world_tamper(world, "UPDATE request SET requester_person = 'somebody-else'");
    cr_assert_not_null(words);
}

Test(people, a_new_account_or_person_ends_open_sessions_and_a_new_mail_address_does_not)
{
    static const struct {
        LbPersonTerms terms;
        bool ends;
    } changes[] = { { { .person = "somebody-else" }, true },
                    { { .mail = "new@contoso.example" }, false } };
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autoptr(World) world = world_new();
        g_autoptr(LbActor) operator= operator_of(world);
        g_autoptr(LbActor) owner = world_actor(world, OWNER);
        int64_t epoch = 0;
        cr_assert(lb_operator_accept_clock(world->service, NULL), "the log goes on");
        cr_assert(lb_people_set(world->service, operator, OWNER, &changes[i].terms, NULL));
        cr_assert(lb_directory_session_epoch(world->store, owner->principal, &epoch, NULL));
        cr_assert_eq(epoch != owner->session_epoch, changes[i].ends, "%zu", i);
    }
}

Test(people, a_role_that_another_source_holds_too_is_not_lost)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) operator= operator_of(world);
    cr_assert_null(world_tamper(world,
                                "INSERT INTO role_assignment (principal, role, scope, source,"
                                " since, import) SELECT principal, role, scope, 'az', 1, 1"
                                " FROM role_assignment WHERE principal ="
                                " (SELECT id FROM principal WHERE account = '" OWNER "')"));
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    int64_t epoch = 0;
    cr_assert_null(world_tamper(world, "DELETE FROM role_assignment WHERE source = 'az'"));
    cr_assert(lb_directory_session_epoch(world->store, owner->principal, &epoch, NULL));
    cr_assert_eq(epoch, owner->session_epoch);
    cr_assert_null(world_tamper(world, "DELETE FROM role_assignment"));
    cr_assert(lb_directory_session_epoch(world->store, owner->principal, &epoch, NULL));
    cr_assert_neq(epoch, owner->session_epoch);
}
