/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every cell of role x relation x verb x state of a ticket through the acts themselves, on a real database. What is
 * expected stands here by itself: it is neither read from the table of core/authorize.c nor computed by it. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/tickets.h"
#include "store/directory.h"
#include "support/world.h"

#define NO_ROLE (LB_ROLE_ADMIN + 1)
#define ROLES (NO_ROLE + 1)
#define STATES (LB_TICKET_CLOSED + 1)
#define SEATS_THAT_CAN_BE 25
#define BIT(value) (1u << (value))

enum { NOTHING, SEES, OPENER, ASSIGNEE, RELATIONS };
static const LbRelation relations[] = { [NOTHING] = LB_RELATION_NONE,
                                        [SEES] = LB_RELATION_SEES,
                                        [OPENER] = LB_RELATION_OPENER,
                                        [ASSIGNEE] = LB_RELATION_ASSIGNEE };

/* What stands for an answer that depends on the state: unassigned, assigned, escalated, with-devops, closed. */
static const struct {
    const char *cell;
    const char *answers[STATES];
} by_state[] = {
    { "open", { "yes", "yes", "yes", "yes", "closed-ticket" } },
    { "yours",
      { "not-your-ticket", "not-your-ticket", "not-your-ticket", "not-your-ticket",
        "closed-ticket" } },
    { "devops", { "not-escalated", "not-escalated", "yes", "yes", "closed-ticket" } },
    { "take", { "yes", "already-taken", "already-taken", "already-taken", "closed-ticket" } },
    { "take-over", { "not-escalated", "not-escalated", "yes", "already-taken", "closed-ticket" } },
    { "hand", { "-", "yes", "-", "already-escalated", "closed-ticket" } },
    { "other",
      { "not-your-ticket", "not-your-ticket", "already-escalated", "already-escalated",
        "closed-ticket" } },
};

/* clang-format off */
static const struct {
    unsigned verbs;
    const char *cells[ROLES][RELATIONS]; /* nothing, sees, opener, assignee; "-" cannot be */
} expectations[] = {
    { BIT(LB_VERB_READ_TICKET), {
        [LB_ROLE_OWNER] =            { "unknown-ticket", "yes", "yes", "-" },
        [LB_ROLE_APPROVER] =         { "unknown-ticket", "yes", "yes", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "unknown-ticket", "yes", "yes", "-" },
        [LB_ROLE_READER] =           { "unknown-ticket", "yes", "yes", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "yes", "-", "-", "yes" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "yes", "-", "-", "yes" },
        [LB_ROLE_SUPPORT_LEAD] =     { "yes", "-", "-", "yes" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "yes", "-", "-", "yes" },
        [LB_ROLE_ADMIN] =            { "yes", "-", "-", "yes" },
        [NO_ROLE] =                  { "unknown-ticket", "yes", "yes", "-" } } },
    { BIT(LB_VERB_REPLY) | BIT(LB_VERB_CLOSE_TICKET), {
        [LB_ROLE_OWNER] =            { "unknown-ticket", "open", "open", "-" },
        [LB_ROLE_APPROVER] =         { "unknown-ticket", "not-a-contributor", "open", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "unknown-ticket", "open", "open", "-" },
        [LB_ROLE_READER] =           { "unknown-ticket", "not-a-contributor", "open", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "yours", "-", "-", "open" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "devops", "-", "-", "open" },
        [LB_ROLE_SUPPORT_LEAD] =     { "not-an-engineer", "-", "-", "not-an-engineer" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "not-an-engineer", "-", "-", "not-an-engineer" },
        [LB_ROLE_ADMIN] =            { "not-an-engineer", "-", "-", "not-an-engineer" },
        [NO_ROLE] =                  { "unknown-ticket", "not-a-contributor", "not-a-contributor", "-" } } },
    { BIT(LB_VERB_NOTE), {
        [LB_ROLE_OWNER] =            { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_APPROVER] =         { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_READER] =           { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "yours", "-", "-", "open" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "devops", "-", "-", "open" },
        [LB_ROLE_SUPPORT_LEAD] =     { "not-an-engineer", "-", "-", "not-an-engineer" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "not-an-engineer", "-", "-", "not-an-engineer" },
        [LB_ROLE_ADMIN] =            { "not-an-engineer", "-", "-", "not-an-engineer" },
        [NO_ROLE] =                  { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" } } },
    { BIT(LB_VERB_SUBMIT), {
        [LB_ROLE_OWNER] =            { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_APPROVER] =         { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_READER] =           { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "yours", "-", "-", "open" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "devops", "-", "-", "devops" },
        [LB_ROLE_SUPPORT_LEAD] =     { "not-an-engineer", "-", "-", "not-an-engineer" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "not-an-engineer", "-", "-", "not-an-engineer" },
        [LB_ROLE_ADMIN] =            { "not-an-engineer", "-", "-", "not-an-engineer" },
        [NO_ROLE] =                  { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" } } },
    { BIT(LB_VERB_TAKE), {
        [LB_ROLE_OWNER] =            { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_APPROVER] =         { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_READER] =           { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "take", "-", "-", "take" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "take-over", "-", "-", "take" },
        [LB_ROLE_SUPPORT_LEAD] =     { "not-an-engineer", "-", "-", "not-an-engineer" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "not-an-engineer", "-", "-", "not-an-engineer" },
        [LB_ROLE_ADMIN] =            { "not-an-engineer", "-", "-", "not-an-engineer" },
        [NO_ROLE] =                  { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" } } },
    { BIT(LB_VERB_ESCALATE), {
        [LB_ROLE_OWNER] =            { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_APPROVER] =         { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_READER] =           { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "other", "-", "-", "hand" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "other", "-", "-", "hand" },
        [LB_ROLE_SUPPORT_LEAD] =     { "not-an-engineer", "-", "-", "not-an-engineer" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "not-an-engineer", "-", "-", "not-an-engineer" },
        [LB_ROLE_ADMIN] =            { "not-an-engineer", "-", "-", "not-an-engineer" },
        [NO_ROLE] =                  { "unknown-ticket", "not-an-engineer", "not-an-engineer", "-" } } },
};
/* clang-format on */

typedef struct {
    int role, relation;
    char *account;
    int64_t principal;
    LbActor *actor;
} Seat;

static void
free_seat(gpointer data)
{
    Seat *seat = data;
    g_free(seat->account);
    lb_actor_free(seat->actor);
    g_free(seat);
}

static void
run(World *world, const char *sql)
{
    g_autofree char *words = world_tamper(world, sql);
    cr_assert_null(words, "%s: %s", words, sql);
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

static Seat *
new_seat(World *world, int role, int relation)
{
    Seat *seat = g_new0(Seat, 1);
    bool ours = role != NO_ROLE && lb_role_is_provider((LbRole)role);
    bool elsewhere = role != NO_ROLE && !ours && relation == NOTHING;
    seat->role = role;
    seat->relation = relation;
    seat->account = g_strdup_printf("seat-%d-%d@example.example", role, relation);
    LbPrincipalRow row = { .account = seat->account,
                           .kind = "User",
                           .mail = seat->account,
                           .tenant = ours        ? NULL
                                     : elsewhere ? NIHON
                                                 : CONTOSO,
                           .enabled = true };
    cr_assert(lb_directory_put_principal(world->store, &row, &seat->principal, NULL));
    cr_assert(lb_directory_set_isolated(world->store, seat->principal, row.tenant == NULL, NULL));
    if (role == NO_ROLE && relation == SEES) /* has been asked, and holds the role no longer */
        hold(world, seat->principal, LB_ROLE_OWNER, "/subscriptions/" PRODUCTION);
    else if (role != NO_ROLE)
        hold(world, seat->principal, role,
             ours        ? "/"
             : elsewhere ? "/subscriptions/" HONBAN
                         : "/subscriptions/" PRODUCTION);
    return seat;
}

static GPtrArray *
seat_all(World *world)
{
    GPtrArray *seats = g_ptr_array_new_with_free_func(free_seat);
    for (int role = 0; role < ROLES; role++)
        for (int relation = 0; relation < RELATIONS; relation++)
            if (strcmp(expectations[0].cells[role][relation], "-") != 0)
                g_ptr_array_add(seats, new_seat(world, role, relation));
    g_autoptr(LbRequest) request = world_submit(world);
    for (guint i = 0; i < seats->len; i++) {
        Seat *seat = g_ptr_array_index(seats, i);
        g_autofree char *sql = g_strdup_printf(
            "DELETE FROM role_assignment WHERE principal = %" G_GINT64_FORMAT, seat->principal);
        if (seat->role == NO_ROLE)
            run(world, sql);
        seat->actor = world_actor(world, seat->account);
    }
    run(world, "DELETE FROM change"); /* nobody is to be told of it */
    return seats;
}

static const char *
expect(const Seat *seat, LbVerb verb, LbTicketState state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(expectations); i++) {
        if ((expectations[i].verbs & BIT(verb)) == 0)
            continue;
        const char *cell = expectations[i].cells[seat->role][seat->relation];
        for (size_t j = 0; j < G_N_ELEMENTS(by_state); j++)
            if (strcmp(by_state[j].cell, cell) == 0)
                return by_state[j].answers[state];
        return cell;
    }
    cr_assert_fail("nothing is expected of verb %d", (int)verb);
    return NULL;
}

/* The ticket comes into the state, tied to the seat as it has to be. */
static void
put_state(World *world, const Seat *seat, LbTicketState state)
{
    bool held = state != LB_TICKET_UNASSIGNED && state != LB_TICKET_ESCALATED;
    bool escalated = state == LB_TICKET_ESCALATED || state == LB_TICKET_WITH_DEVOPS;
    g_autofree char *sql =
        g_strdup_printf("UPDATE ticket SET opened_by = '%s', assignee = nullif('%s', ''), "
                        "escalated = nullif(%d, 0),"
                        " closed = nullif(%d, 0), closed_by = NULL WHERE number = 7",
                        seat->relation == OPENER ? seat->account : "somebody@contoso.example",
                        !held                        ? ""
                        : seat->relation == ASSIGNEE ? seat->account
                                                     : "somebody@fabrikam.example",
                        (int)escalated, (int)(state == LB_TICKET_CLOSED));
    run(world, sql);
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

static const char *
submit(World *world, const LbActor *actor)
{
    const char *const resources[] = { "vm-web-01", NULL };
    LbSubmission submission = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "read",
                                .justification = "We look.",
                                .resources = resources };
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRequest) request = lb_service_submit(world->service, actor, &submission, &error);
    return name_of(request != NULL, error);
}

/* What the service answers; where it shows the ticket, what it says may be done is what can be expected. */
static const char *
read_ticket(World *world, const Seat *seat, LbTicketState state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbTicketView) view = lb_service_show_ticket(world->service, seat->actor, 7, &error);
    for (int verb = LB_VERB_READ_TICKET; view != NULL && verb <= LB_VERB_SUBMIT; verb++)
        cr_assert_eq((view->verbs & BIT(verb)) != 0,
                     strcmp(expect(seat, (LbVerb)verb, state), "yes") == 0, "%s: %s of %s",
                     seat->account, lb_names_get(lb_verb_names, verb),
                     lb_names_get(lb_ticket_state_names, (int)state));
    return name_of(view != NULL, error);
}

static const char *
act_on(World *world, const Seat *seat, LbVerb verb, LbTicketState state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbTicket) after = NULL;
    LbService *service = world->service;
    switch ((int)verb) {
    case LB_VERB_READ_TICKET:
        return read_ticket(world, seat, state);
    case LB_VERB_SUBMIT:
        return submit(world, seat->actor);
    case LB_VERB_REPLY:
        after = lb_service_reply(service, seat->actor, 7, "Text.", &error);
        break;
    case LB_VERB_NOTE:
        after = lb_service_note(service, seat->actor, 7, "Text.", &error);
        break;
    case LB_VERB_TAKE:
        after = lb_service_take(service, seat->actor, 7, &error);
        break;
    case LB_VERB_ESCALATE:
        after = lb_service_escalate(service, seat->actor, 7, "Text.", &error);
        break;
    default:
        after = lb_service_close_ticket(service, seat->actor, 7, NULL, &error);
    }
    return name_of(after != NULL, error);
}

static const char *
look_up(const Seat *seat, LbVerb verb, LbTicketState state)
{
    LbStanding standing = { .roles = seat->role == NO_ROLE ? 0 : BIT(seat->role),
                            .relation = relations[seat->relation],
                            .ticket = state,
                            .gates = ~0u };
    LbRefusal refusal = lb_authorize(verb, &standing);
    return refusal == LB_REFUSAL_NONE ? "yes" : lb_refusal_name(refusal);
}

Test(ticket_roles, who_cannot_be_is_known_by_a_rule)
{
    int possible = 0;
    for (int role = 0; role < ROLES; role++)
        for (int relation = 0; relation < RELATIONS; relation++) {
            unsigned roles = role == NO_ROLE ? 0 : BIT(role);
            bool can = strcmp(expectations[0].cells[role][relation], "-") != 0;
            cr_assert_eq(lb_relation_is_possible(LB_ABOUT_TICKET, relations[relation], roles), can,
                         "%d %d", role, relation);
            possible += can;
        }
    cr_assert_eq(possible, SEATS_THAT_CAN_BE);
    cr_assert_not(lb_relation_is_possible(LB_ABOUT_TICKET, LB_RELATION_ASKED, 0));
    cr_assert_not(lb_relation_is_possible(LB_ABOUT_REQUEST, LB_RELATION_OPENER, 0));
}

Test(ticket_roles, every_cell_is_answered_as_it_is_written_here, .timeout = 120)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GPtrArray) seats = seat_all(world);
    int walked = 0, allowed = 0;
    for (guint i = 0; i < seats->len; i++)
        for (int state = 0; state < STATES; state++)
            for (int verb = LB_VERB_READ_TICKET; verb <= LB_VERB_SUBMIT; verb++) {
                const Seat *seat = g_ptr_array_index(seats, i);
                /* Where it is nobody's, nobody is the one it is assigned to. */
                if (seat->relation == ASSIGNEE &&
                    (state == LB_TICKET_UNASSIGNED || state == LB_TICKET_ESCALATED))
                    continue;
                const char *expected = expect(seat, (LbVerb)verb, (LbTicketState)state);
                put_state(world, seat, (LbTicketState)state);
                const char *answer = act_on(world, seat, (LbVerb)verb, (LbTicketState)state);
                const char *table = look_up(seat, (LbVerb)verb, (LbTicketState)state);
                cr_assert(strcmp(answer, expected) == 0 && strcmp(table, expected) == 0,
                          "%s, %s of %s: %s is expected, the act says %s and the table %s",
                          seat->account, lb_names_get(lb_verb_names, verb),
                          lb_names_get(lb_ticket_state_names, state), expected, answer, table);
                walked++;
                allowed += verb != LB_VERB_READ_TICKET && strcmp(answer, "yes") == 0;
            }
    cr_assert_eq(walked, (20 * 5 + 5 * 3) * 7);
    /* On the customer's side 6 answer and close in 4 states. An engineer takes one state; DevOps has 4 verbs in 2. Who
     * has it: 4 verbs in 2 states, and escalates in one; both sorts, but a DevOps engineer asks in one state only. */
    cr_assert_eq(allowed, 6 * 2 * 4 + 2 + 4 * 2 + 2 * (4 * 2 + 1) - 1);
}
