/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every cell of role x relation x verb x state of an exclusion through the acts themselves, on a real database. What is
 * expected stands here by itself: it is neither read from the table of core/authorize.c nor computed by it. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "service/exclusions.h"
#include "store/directory.h"
#include "support/world.h"

#define NO_ROLE (LB_ROLE_ADMIN + 1)
#define ROLES (NO_ROLE + 1)
#define STATES (LB_EXCLUSION_ACKNOWLEDGED + 1)
#define BIT(value) (1u << (value))
#define SCOPE "/subscriptions/" PRODUCTION

enum { NOTHING, HOLDS, SAME_PERSON, RECORDER, RELATIONS };
static const LbRelation relations[] = { [NOTHING] = LB_RELATION_NONE,
                                        [HOLDS] = LB_RELATION_HOLDS,
                                        [SAME_PERSON] = LB_RELATION_SAME_PERSON,
                                        [RECORDER] = LB_RELATION_RECORDER };

/* clang-format off */
static const struct {
    LbVerb verb;
    const char *cells[ROLES][RELATIONS]; /* nothing, holds, same-person, recorder; "-" cannot be; "once": as long as nobody has */
} expectations[] = {
    { LB_VERB_READ_EXCLUSION, {
        [LB_ROLE_OWNER] =            { "unknown-exclusion", "yes", "yes", "-" },
        [LB_ROLE_APPROVER] =         { "unknown-exclusion", "yes", "yes", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "unknown-exclusion", "yes", "yes", "-" },
        [LB_ROLE_READER] =           { "unknown-exclusion", "yes", "yes", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "unknown-exclusion", "-", "unknown-exclusion", "yes" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "unknown-exclusion", "-", "unknown-exclusion", "yes" },
        [LB_ROLE_SUPPORT_LEAD] =     { "yes", "-", "yes", "yes" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "yes", "-", "yes", "yes" },
        [LB_ROLE_ADMIN] =            { "yes", "-", "yes", "yes" },
        [NO_ROLE] =                  { "unknown-exclusion", "-", "-", "yes" } } },
    { LB_VERB_ACKNOWLEDGE, {
        [LB_ROLE_OWNER] =            { "unknown-exclusion", "once", "own-exclusion", "-" },
        [LB_ROLE_APPROVER] =         { "unknown-exclusion", "once", "own-exclusion", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "unknown-exclusion", "not-an-approver", "not-an-approver", "-" },
        [LB_ROLE_READER] =           { "unknown-exclusion", "not-an-approver", "not-an-approver", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "unknown-exclusion", "-", "unknown-exclusion", "not-an-approver" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "unknown-exclusion", "-", "unknown-exclusion", "not-an-approver" },
        [LB_ROLE_SUPPORT_LEAD] =     { "not-an-approver", "-", "not-an-approver", "not-an-approver" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "not-an-approver", "-", "not-an-approver", "not-an-approver" },
        [LB_ROLE_ADMIN] =            { "not-an-approver", "-", "not-an-approver", "not-an-approver" },
        [NO_ROLE] =                  { "unknown-exclusion", "-", "-", "not-an-approver" } } },
};
/* clang-format on */

#define SEATS_THAT_CAN_BE 29

/* An account in one cell of role x relation, and an exclusion for each state towards which it is. */
typedef struct {
    int role, relation;
    char *account;
    LbActor *actor;
    LbExclusion *exclusions[STATES];
} Seat;

static void
free_seat(gpointer data)
{
    Seat *seat = data;
    g_free(seat->account);
    lb_actor_free(seat->actor);
    for (int state = 0; state < STATES; state++)
        lb_exclusion_free(seat->exclusions[state]);
    g_free(seat);
}

static bool
is_customers(int role)
{
    return role <= LB_ROLE_READER;
}

static void
hold(World *world, int64_t principal, int role, const char *scope)
{
    LbRoleRow row = { .principal = principal,
                      .role = lb_role_name((LbRole)role),
                      .scope = scope,
                      .source = "directory",
                      .since = 1,
                      .import = 1 };
    cr_assert(lb_directory_put_role(world->store, &row, NULL));
}

static LbExclusion *
record(World *world, const LbActor *actor)
{
    int64_t now = world->reading.wall;
    LbNewExclusion words = { .kind = "legal-demand",
                             .scope = SCOPE,
                             .started = now - LB_HOUR,
                             .ended = now - LB_MINUTE,
                             .text = "Text." };
    g_autoptr(GError) error = NULL;
    LbExclusion *exclusion = lb_service_exclude(world->service, actor, &words, &error);
    cr_assert_not_null(exclusion, "%s", error != NULL ? error->message : "");
    return exclusion;
}

static LbExclusion *
acknowledge(World *world, const LbActor *actor, const LbExclusion *exclusion, GError **error)
{
    g_autofree char *shown = lb_exclusion_digest(exclusion);
    LbAcknowledgement wanted = { .number = exclusion->number, .shown = shown };
    return lb_service_acknowledge(world->service, actor, &wanted, error);
}

/* Who records with a role that may, and then holds the one of the seat. */
static void
run_for(World *world, const char *sql, int64_t principal)
{
    g_autofree char *whole = g_strdup_printf("%s %" G_GINT64_FORMAT, sql, principal);
    g_autofree char *words = world_tamper(world, whole);
    cr_assert_null(words, "%s", words);
}

static Seat *
new_seat(World *world, int role, int relation)
{
    Seat *seat = g_new0(Seat, 1);
    bool ours = !is_customers(role) && (role != NO_ROLE || relation == RECORDER);
    bool elsewhere = is_customers(role) && relation == NOTHING;
    int64_t principal = 0;
    seat->role = role;
    seat->relation = relation;
    seat->account = g_strdup_printf("seat-%d-%d@example.example", role, relation);
    LbPrincipalRow row = { .account = seat->account,
                           .kind = "User",
                           .mail = seat->account,
                           .person = relation == SAME_PERSON ? "engineer7@fabrikam.example" : NULL,
                           .tenant = ours        ? NULL
                                     : elsewhere ? NIHON
                                                 : CONTOSO,
                           .enabled = true };
    cr_assert(lb_directory_put_principal(world->store, &row, &principal, NULL));
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    if (relation == RECORDER) {
        hold(world, principal, LB_ROLE_SUPPORT_ENGINEER, "/");
        lb_actor_free(g_steal_pointer(&engineer));
        engineer = world_actor(world, seat->account);
    }
    g_autoptr(LbActor) owner = world_actor(world, "owner2@contoso.example");
    for (int state = 0; state < STATES; state++)
        seat->exclusions[state] = record(world, engineer);
    g_autoptr(LbExclusion) done =
        acknowledge(world, owner, seat->exclusions[LB_EXCLUSION_ACKNOWLEDGED], NULL);
    cr_assert_not_null(done);
    run_for(world, "DELETE FROM role_assignment WHERE principal =", principal);
    if (role != NO_ROLE)
        hold(world, principal, role, ours ? "/" : elsewhere ? "/subscriptions/" HONBAN : SCOPE);
    seat->actor = world_actor(world, seat->account);
    /* Nobody is told of it, and the engineer has not yet recorded what a day may have. */
    run_for(world, "DELETE FROM change WHERE 0 <>", 1);
    world_pass(world, LB_HOUR);
    return seat;
}

static const char *
expect(const Seat *seat, LbVerb verb, int state)
{
    const char *cell =
        expectations[verb - LB_VERB_READ_EXCLUSION].cells[seat->role][seat->relation];
    if (strcmp(cell, "once") != 0)
        return cell;
    return state == LB_EXCLUSION_UNACKNOWLEDGED ? "yes" : "already-acknowledged";
}

static const char *
name_of(bool done, const GError *error)
{
    if (done)
        return "yes";
    cr_assert(error != NULL && error->domain == LB_REFUSAL_ERROR, "%s",
              error != NULL ? error->message : "no error");
    return lb_refusal_name((LbRefusal)error->code);
}

/* What the service answers; where it shows the exclusion, what it says may be done is what can be expected. */
static const char *
act_on(World *world, const Seat *seat, LbVerb verb, int state)
{
    g_autoptr(GError) error = NULL;
    const LbExclusion *exclusion = seat->exclusions[state];
    if (verb == LB_VERB_ACKNOWLEDGE) {
        g_autoptr(LbExclusion) after = acknowledge(world, seat->actor, exclusion, &error);
        return name_of(after != NULL, error);
    }
    g_autoptr(LbExclusionView) view =
        lb_service_show_exclusion(world->service, seat->actor, exclusion->number, &error);
    for (int each = LB_VERB_READ_EXCLUSION; view != NULL && each <= LB_VERB_ACKNOWLEDGE; each++)
        cr_assert_eq((view->verbs & BIT(each)) != 0,
                     strcmp(expect(seat, (LbVerb)each, state), "yes") == 0, "%s: %s", seat->account,
                     lb_names_get(lb_verb_names, each));
    return name_of(view != NULL, error);
}

static const char *
look_up(const Seat *seat, LbVerb verb, int state)
{
    LbStanding standing = { .roles = seat->role == NO_ROLE ? 0 : BIT(seat->role),
                            .relation = relations[seat->relation],
                            .status = LB_STATUS_UNKNOWN,
                            .exclusion = (LbExclusionState)state,
                            .gates = ~0u };
    LbRefusal refusal = lb_authorize(verb, &standing);
    return refusal == LB_REFUSAL_NONE ? "yes" : lb_refusal_name(refusal);
}

static GPtrArray *
seat_all(World *world)
{
    GPtrArray *seats = g_ptr_array_new_with_free_func(free_seat);
    for (int role = 0; role < ROLES; role++)
        for (int relation = 0; relation < RELATIONS; relation++)
            if (strcmp(expectations[0].cells[role][relation], "-") != 0)
                g_ptr_array_add(seats, new_seat(world, role, relation));
    return seats;
}

Test(exclusion_roles, who_cannot_be_is_known_by_a_rule)
{
    int possible = 0;
    for (int role = 0; role < ROLES; role++)
        for (int relation = 0; relation < RELATIONS; relation++) {
            unsigned roles = role == NO_ROLE ? 0 : BIT(role);
            bool can = strcmp(expectations[0].cells[role][relation], "-") != 0;
            cr_assert_eq(lb_relation_is_possible(LB_ABOUT_EXCLUSION, relations[relation], roles),
                         can, "%d %d", role, relation);
            possible += can;
        }
    cr_assert_eq(possible, SEATS_THAT_CAN_BE);
    cr_assert_not(lb_relation_is_possible(LB_ABOUT_TICKET, LB_RELATION_RECORDER, 0));
    cr_assert_not(lb_relation_is_possible(LB_ABOUT_EXCLUSION, LB_RELATION_OPENER, 0));
}

Test(exclusion_roles, every_cell_is_answered_as_it_is_written_here, .timeout = 120)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GPtrArray) seats = seat_all(world);
    int walked = 0, allowed = 0;
    for (guint i = 0; i < seats->len; i++)
        for (int state = 0; state < STATES; state++)
            for (int verb = LB_VERB_READ_EXCLUSION; verb <= LB_VERB_ACKNOWLEDGE; verb++) {
                const Seat *seat = g_ptr_array_index(seats, i);
                const char *expected = expect(seat, (LbVerb)verb, state);
                const char *answer = act_on(world, seat, (LbVerb)verb, state);
                const char *table = look_up(seat, (LbVerb)verb, state);
                cr_assert(strcmp(answer, expected) == 0 && strcmp(table, expected) == 0,
                          "%s, %s of %s: %s is expected, the act says %s and the table %s",
                          seat->account, lb_names_get(lb_verb_names, verb),
                          lb_names_get(lb_exclusion_state_names, state), expected, answer, table);
                walked++;
                allowed += verb == LB_VERB_ACKNOWLEDGE && strcmp(answer, "yes") == 0;
            }
    cr_assert_eq(walked, SEATS_THAT_CAN_BE * STATES * 2);
    cr_assert_eq(allowed, 2); /* an owner and an approver, each of their own */
}

Test(exclusion_roles, the_providers_people_record_and_nobody_else)
{
    g_autoptr(World) world = world_new();
    const struct {
        const char *account, *answer;
    } rows[] = { { "engineer7@fabrikam.example", "yes" },
                 { "devops1@fabrikam.example", "yes" },
                 { "lead1@fabrikam.example", "yes" },
                 { "manager1@fabrikam.example", "yes" },
                 { "admin1@fabrikam.example", "not-a-recorder" },
                 { "owner1@contoso.example", "not-a-recorder" },
                 { "approver1@contoso.example", "not-a-recorder" },
                 { "contributor1@contoso.example", "not-a-recorder" },
                 { "reader1@contoso.example", "not-a-recorder" } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbActor) actor = world_actor(world, rows[i].account);
        g_autoptr(GError) error = NULL;
        int64_t now = world->reading.wall;
        LbNewExclusion words = { "legal-demand", SCOPE, now - LB_HOUR, now, "Text." };
        g_autoptr(LbExclusion) recorded = lb_service_exclude(world->service, actor, &words, &error);
        bool may = false;
        cr_assert_str_eq(name_of(recorded != NULL, error), rows[i].answer, "%s", rows[i].account);
        cr_assert(lb_service_may_exclude(world->service, actor, &may, NULL));
        cr_assert_eq(may, recorded != NULL, "%s", rows[i].account);
    }
}
