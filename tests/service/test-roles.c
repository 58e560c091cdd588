/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every cell of role x relation x verb x status through the acts themselves, on a real database. What is expected
 * stands here by itself: it is neither read from the table of core/authorize.c nor computed by it. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/endorse.h"
#include "service/sessions.h"
#include "store/directory.h"
#include "support/world.h"

#define NO_ROLE (LB_ROLE_ADMIN + 1)
#define ROLES (NO_ROLE + 1)
#define RELATIONS (LB_RELATION_REQUESTER + 1)
#define STATUSES (LB_STATUS_UNKNOWN + 1)
#define SEATS_THAT_CAN_BE 34 /* of ROLES x RELATIONS */
#define EVERY_GATE (~0u)
#define OTHER "44444444-4444-4444-4444-444444444444"

/* A column for each relation: nothing, holds, asked, same-person, requester. "-" cannot be; "may" is allowed in the
 * statuses that the verb is for, else refused as too early or too late; "unasked" the same, but never allowed. */
typedef struct {
    unsigned verbs;
    const char *cells[ROLES][RELATIONS];
} Expectation;

#define BIT(value) (1u << (value))

/* clang-format off */
static const Expectation expectations[] = {
    { BIT(LB_VERB_READ), {
        [LB_ROLE_OWNER] =            { "not-found", "yes", "yes", "yes", "-" },
        [LB_ROLE_APPROVER] =         { "not-found", "yes", "yes", "yes", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "not-found", "yes", "yes", "yes", "-" },
        [LB_ROLE_READER] =           { "not-found", "yes", "yes", "yes", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "not-found", "-", "-", "not-found", "yes" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "not-found", "-", "-", "not-found", "yes" },
        [LB_ROLE_SUPPORT_LEAD] =     { "yes", "-", "-", "yes", "yes" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "yes", "-", "-", "yes", "yes" },
        [LB_ROLE_ADMIN] =            { "yes", "-", "-", "yes", "yes" },
        [NO_ROLE] =                  { "not-found", "-", "yes", "-", "yes" } } },
    { BIT(LB_VERB_APPROVE), {
        [LB_ROLE_OWNER] =            { "not-found", "unasked", "may", "own-request", "-" },
        [LB_ROLE_APPROVER] =         { "not-found", "unasked", "may", "own-request", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "not-found", "not-an-approver", "not-an-approver", "not-an-approver", "-" },
        [LB_ROLE_READER] =           { "not-found", "not-an-approver", "not-an-approver", "not-an-approver", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "not-found", "-", "-", "not-found", "not-an-approver" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "not-found", "-", "-", "not-found", "not-an-approver" },
        [LB_ROLE_SUPPORT_LEAD] =     { "not-an-approver", "-", "-", "not-an-approver", "not-an-approver" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "not-an-approver", "-", "-", "not-an-approver", "not-an-approver" },
        [LB_ROLE_ADMIN] =            { "not-an-approver", "-", "-", "not-an-approver", "not-an-approver" },
        [NO_ROLE] =                  { "not-found", "-", "not-an-approver", "-", "not-an-approver" } } },
    { BIT(LB_VERB_DENY), {
        [LB_ROLE_OWNER] =            { "not-found", "unasked", "may", "may", "-" },
        [LB_ROLE_APPROVER] =         { "not-found", "unasked", "may", "may", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "not-found", "not-an-approver", "not-an-approver", "not-an-approver", "-" },
        [LB_ROLE_READER] =           { "not-found", "not-an-approver", "not-an-approver", "not-an-approver", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "not-found", "-", "-", "not-found", "not-an-approver" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "not-found", "-", "-", "not-found", "not-an-approver" },
        [LB_ROLE_SUPPORT_LEAD] =     { "not-an-approver", "-", "-", "not-an-approver", "not-an-approver" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "not-an-approver", "-", "-", "not-an-approver", "not-an-approver" },
        [LB_ROLE_ADMIN] =            { "not-an-approver", "-", "-", "not-an-approver", "not-an-approver" },
        [NO_ROLE] =                  { "not-found", "-", "not-an-approver", "-", "not-an-approver" } } },
    { BIT(LB_VERB_REVOKE), {
        [LB_ROLE_OWNER] =            { "not-found", "may", "may", "may", "-" },
        [LB_ROLE_APPROVER] =         { "not-found", "may", "may", "may", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "not-found", "not-an-approver", "not-an-approver", "not-an-approver", "-" },
        [LB_ROLE_READER] =           { "not-found", "not-an-approver", "not-an-approver", "not-an-approver", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "not-found", "-", "-", "not-found", "not-an-approver" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "not-found", "-", "-", "not-found", "not-an-approver" },
        [LB_ROLE_SUPPORT_LEAD] =     { "not-an-approver", "-", "-", "not-an-approver", "not-an-approver" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "not-an-approver", "-", "-", "not-an-approver", "not-an-approver" },
        [LB_ROLE_ADMIN] =            { "not-an-approver", "-", "-", "not-an-approver", "not-an-approver" },
        [NO_ROLE] =                  { "not-found", "-", "not-an-approver", "-", "not-an-approver" } } },
    { BIT(LB_VERB_ENDORSE) | BIT(LB_VERB_DECLINE), {
        [LB_ROLE_OWNER] =            { "not-found", "not-an-endorser", "not-an-endorser", "not-an-endorser", "-" },
        [LB_ROLE_APPROVER] =         { "not-found", "not-an-endorser", "not-an-endorser", "not-an-endorser", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "not-found", "not-an-endorser", "not-an-endorser", "not-an-endorser", "-" },
        [LB_ROLE_READER] =           { "not-found", "not-an-endorser", "not-an-endorser", "not-an-endorser", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "not-found", "-", "-", "not-found", "not-an-endorser" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "not-found", "-", "-", "not-found", "not-an-endorser" },
        [LB_ROLE_SUPPORT_LEAD] =     { "may", "-", "-", "own-request", "own-request" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "may", "-", "-", "own-request", "own-request" },
        [LB_ROLE_ADMIN] =            { "not-an-endorser", "-", "-", "not-an-endorser", "not-an-endorser" },
        [NO_ROLE] =                  { "not-found", "-", "not-an-endorser", "-", "not-an-endorser" } } },
    { BIT(LB_VERB_CANCEL) | BIT(LB_VERB_COMPLETE), {
        [LB_ROLE_OWNER] =            { "not-found", "not-the-requester", "not-the-requester", "not-the-requester", "-" },
        [LB_ROLE_APPROVER] =         { "not-found", "not-the-requester", "not-the-requester", "not-the-requester", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "not-found", "not-the-requester", "not-the-requester", "not-the-requester", "-" },
        [LB_ROLE_READER] =           { "not-found", "not-the-requester", "not-the-requester", "not-the-requester", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "not-found", "-", "-", "not-found", "may" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "not-found", "-", "-", "not-found", "may" },
        [LB_ROLE_SUPPORT_LEAD] =     { "not-the-requester", "-", "-", "not-the-requester", "may" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "not-the-requester", "-", "-", "not-the-requester", "may" },
        [LB_ROLE_ADMIN] =            { "not-the-requester", "-", "-", "not-the-requester", "may" },
        [NO_ROLE] =                  { "not-found", "-", "not-the-requester", "-", "may" } } },
    { BIT(LB_VERB_CONNECT) | BIT(LB_VERB_EXTEND), {
        [LB_ROLE_OWNER] =            { "not-found", "not-the-requester", "not-the-requester", "not-the-requester", "-" },
        [LB_ROLE_APPROVER] =         { "not-found", "not-the-requester", "not-the-requester", "not-the-requester", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "not-found", "not-the-requester", "not-the-requester", "not-the-requester", "-" },
        [LB_ROLE_READER] =           { "not-found", "not-the-requester", "not-the-requester", "not-the-requester", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "not-found", "-", "-", "not-found", "may" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "not-found", "-", "-", "not-found", "may" },
        [LB_ROLE_SUPPORT_LEAD] =     { "not-the-requester", "-", "-", "not-the-requester", "not-an-engineer" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "not-the-requester", "-", "-", "not-the-requester", "not-an-engineer" },
        [LB_ROLE_ADMIN] =            { "not-the-requester", "-", "-", "not-the-requester", "not-an-engineer" },
        [NO_ROLE] =                  { "not-found", "-", "not-the-requester", "-", "not-an-engineer" } } },
    { BIT(LB_VERB_WATCH), {
        [LB_ROLE_OWNER] =            { "not-found", "yes", "yes", "yes", "-" },
        [LB_ROLE_APPROVER] =         { "not-found", "yes", "yes", "yes", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "not-found", "not-an-approver", "not-an-approver", "not-an-approver", "-" },
        [LB_ROLE_READER] =           { "not-found", "not-an-approver", "not-an-approver", "not-an-approver", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "not-found", "-", "-", "not-found", "yes" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "not-found", "-", "-", "not-found", "yes" },
        [LB_ROLE_SUPPORT_LEAD] =     { "not-an-approver", "-", "-", "not-an-approver", "yes" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "not-an-approver", "-", "-", "not-an-approver", "yes" },
        [LB_ROLE_ADMIN] =            { "not-an-approver", "-", "-", "not-an-approver", "yes" },
        [NO_ROLE] =                  { "not-found", "-", "not-an-approver", "-", "yes" } } },
    { BIT(LB_VERB_STOP_SESSION), {
        [LB_ROLE_OWNER] =            { "not-found", "yes", "yes", "yes", "-" },
        [LB_ROLE_APPROVER] =         { "not-found", "yes", "yes", "yes", "-" },
        [LB_ROLE_CONTRIBUTOR] =      { "not-found", "not-an-approver", "not-an-approver", "not-an-approver", "-" },
        [LB_ROLE_READER] =           { "not-found", "not-an-approver", "not-an-approver", "not-an-approver", "-" },
        [LB_ROLE_SUPPORT_ENGINEER] = { "not-found", "-", "-", "not-found", "not-an-approver" },
        [LB_ROLE_DEVOPS_ENGINEER] =  { "not-found", "-", "-", "not-found", "not-an-approver" },
        [LB_ROLE_SUPPORT_LEAD] =     { "not-an-approver", "-", "-", "not-an-approver", "not-an-approver" },
        [LB_ROLE_DEVOPS_MANAGER] =   { "not-an-approver", "-", "-", "not-an-approver", "not-an-approver" },
        [LB_ROLE_ADMIN] =            { "not-an-approver", "-", "-", "not-an-approver", "not-an-approver" },
        [NO_ROLE] =                  { "not-found", "-", "not-an-approver", "-", "not-an-approver" } } },
};
/* clang-format on */

/* An account that sits in one cell of role x relation, and the request that it does so towards. */
typedef struct {
    int role; /* NO_ROLE: none */
    LbRelation relation;
    char *account;
    int64_t principal;
    LbActor *actor;
    LbRequest *request;
} Seat;

static void
free_seat(gpointer data)
{
    Seat *seat = data;
    g_free(seat->account);
    lb_actor_free(seat->actor);
    lb_request_free(seat->request);
    g_free(seat);
}

static bool
is_customers(int role)
{
    return role == NO_ROLE || !lb_role_is_provider((LbRole)role);
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

static void
lose_roles(World *world, int64_t principal)
{
    g_autofree char *sql = g_strdup_printf(
        "DELETE FROM role_assignment WHERE principal = %" G_GINT64_FORMAT, principal);
    run(world, sql);
}

static Seat *
new_seat(World *world, int role, LbRelation relation)
{
    Seat *seat = g_new0(Seat, 1);
    /* A role is nothing towards the request where it is held by another customer, or elsewhere by the same one. */
    bool foreign = role == LB_ROLE_OWNER || role == LB_ROLE_CONTRIBUTOR;
    bool provider = relation == LB_RELATION_REQUESTER || !is_customers(role);
    seat->role = role;
    seat->relation = relation;
    seat->account = g_strdup_printf("seat-%d-%d@example.example", role, (int)relation);
    LbPrincipalRow row = { .account = seat->account,
                           .kind = "User",
                           .mail = seat->account,
                           .person = relation == LB_RELATION_SAME_PERSON
                                         ? "engineer7@fabrikam.example"
                                         : NULL,
                           .tenant = provider                                  ? NULL
                                     : foreign && relation == LB_RELATION_NONE ? NIHON
                                                                               : CONTOSO,
                           .enabled = true };
    cr_assert(lb_directory_put_principal(world->store, &row, &seat->principal, NULL));
    cr_assert(lb_directory_set_isolated(world->store, seat->principal, provider, NULL));
    return seat;
}

/* Before any request is made: who will be asked approves, who will ask is an engineer. */
static void
seat_early(World *world, const Seat *seat)
{
    if (seat->relation == LB_RELATION_ASKED)
        hold(world, seat->principal, LB_ROLE_OWNER, "/subscriptions/" PRODUCTION);
    if (seat->relation == LB_RELATION_REQUESTER)
        hold(world, seat->principal, LB_ROLE_SUPPORT_ENGINEER, "/");
}

/* Afterwards each has the role of its seat and no other. */
static void
seat_late(World *world, Seat *seat)
{
    lose_roles(world, seat->principal);
    const char *elsewhere =
        seat->role == LB_ROLE_OWNER || seat->role == LB_ROLE_CONTRIBUTOR ? HONBAN : OTHER;
    g_autofree char *scope = g_strconcat(
        "/subscriptions/", seat->relation == LB_RELATION_NONE ? elsewhere : PRODUCTION, NULL);
    if (seat->role != NO_ROLE)
        hold(world, seat->principal, seat->role, is_customers(seat->role) ? scope : "/");
    seat->actor = world_actor(world, seat->account);
}

static void
assign(World *world, const char *account)
{
    g_autofree char *sql =
        g_strdup_printf("UPDATE ticket SET assignee = '%s' WHERE number = 7", account);
    run(world, sql);
}

/* As the one to whom the ticket is assigned. */
static LbRequest *
submit(World *world, const LbActor *actor, GError **error)
{
    assign(world, actor->account);
    const char *const resources[] = { "vm-web-01", NULL };
    LbSubmission submission = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "read",
                                .justification = "We look.",
                                .resources = resources };
    return lb_service_submit(world->service, actor, &submission, error);
}

/* Everybody who can be, each towards a request. */
static GPtrArray *
seat_all(World *world)
{
    GPtrArray *seats = g_ptr_array_new_with_free_func(free_seat);
    const LbRequestLimits any_number = { 0, 0 };
    lb_service_limit_requests(world->service, &any_number);
    cr_assert(lb_directory_put_subscription(world->store, OTHER, CONTOSO, "Other", NULL));
    for (int role = 0; role < ROLES; role++)
        for (int relation = 0; relation < RELATIONS; relation++)
            if (strcmp(expectations[0].cells[role][relation], "-") != 0)
                g_ptr_array_add(seats, new_seat(world, role, (LbRelation)relation));
    for (guint i = 0; i < seats->len; i++)
        seat_early(world, g_ptr_array_index(seats, i));
    for (guint i = 0; i < seats->len; i++) {
        Seat *seat = g_ptr_array_index(seats, i);
        g_autoptr(LbActor) actor = world_actor(world, seat->account);
        seat->request = seat->relation == LB_RELATION_REQUESTER ? submit(world, actor, NULL)
                                                                : world_submit(world);
        assign(world, "engineer7@fabrikam.example");
        cr_assert_not_null(seat->request, "%s", seat->account);
    }
    for (guint i = 0; i < seats->len; i++)
        seat_late(world, g_ptr_array_index(seats, i));
    run(world, "DELETE FROM change"); /* nobody is to be told of it */
    /* Had they been held, then by a rule that names all who can endorse, and by more answers than come. */
    run(world, "DROP TRIGGER weighing_update; UPDATE weighing SET ruling = 'internal-approval',"
               " approvers = 'Support Lead;DevOps Manager', approvals = 9");
    /* And were access open, then by a certificate. */
    run(world,
        "DROP TRIGGER access_grant_step; INSERT INTO access_grant (request, resource,"
        " resource_name, address, port, login, host_keys, ports, provisioner, account, begins,"
        " ends, status, opened, at_address, at_port, at_login, at_principal)"
        " SELECT number, 'r', 'r', 'a', 22, 'l', 'k', '', 'p', requester_account, 1, 1 << 62,"
        " 'open', 1, 'a', 22, 'l', 'lockbox-1' FROM request");
    /* And had somebody gone through it, who has not left. */
    run(world,
        "DROP TRIGGER session_stop_delete; INSERT INTO passage (serial, kind, port, principal,"
        " account, begun) SELECT serial, 'connect', 22, (SELECT min(id) FROM principal),"
        " account, 1 FROM access_grant; INSERT INTO recording (passage, tenant) SELECT id,"
        " '" CONTOSO "' FROM passage");
    return seats;
}

/* Every request gets the status, with time left of whatever time it may have. */
static void
put_status(World *world, LbStatus status)
{
    g_autofree char *sql = g_strdup_printf(
        "UPDATE request SET status = '%s', version = version + 1, decided = 0, decided_by = NULL,"
        " decision_reason = NULL, hours_granted = 8, access_start = 1, access_end = 1 << 62,"
        " ended = 0, ended_by = NULL, end_reason = NULL; DELETE FROM vote;"
        " DELETE FROM session_stop; UPDATE access_grant SET status = 'open'",
        lb_status_name(status));
    run(world, sql);
}

/* What is done with access while it is open, by who asked for it. */
static bool
is_at_open(LbVerb verb)
{
    return verb == LB_VERB_COMPLETE || verb == LB_VERB_CONNECT || verb == LB_VERB_EXTEND;
}

static const char *
too_early_or_late(LbVerb verb, LbStatus status)
{
    if (verb == LB_VERB_REVOKE || is_at_open(verb))
        return "no-access-open";
    if (status == LB_STATUS_INITIALIZING && (verb == LB_VERB_APPROVE || verb == LB_VERB_DENY))
        return "not-pending";
    return "already-decided";
}

static const char *
expect(const Seat *seat, LbVerb verb, LbStatus status)
{
    bool fits = status == LB_STATUS_PENDING;
    if (verb == LB_VERB_REVOKE || is_at_open(verb))
        fits =
            status == LB_STATUS_APPROVED ||
            (status == LB_STATUS_APPROVING && (verb == LB_VERB_REVOKE || verb == LB_VERB_COMPLETE));
    else if (verb == LB_VERB_ENDORSE || verb == LB_VERB_DECLINE)
        fits = status == LB_STATUS_INITIALIZING;
    else if (verb == LB_VERB_CANCEL)
        fits = status == LB_STATUS_PENDING || status == LB_STATUS_INITIALIZING;
    for (size_t i = 0; i < G_N_ELEMENTS(expectations); i++) {
        if ((expectations[i].verbs & BIT(verb)) == 0)
            continue;
        const char *cell = expectations[i].cells[seat->role][seat->relation];
        if (strcmp(cell, "may") == 0)
            return fits ? "yes" : too_early_or_late(verb, status);
        if (strcmp(cell, "unasked") == 0)
            return fits ? "not-asked" : too_early_or_late(verb, status);
        return cell;
    }
    cr_assert_fail("nothing is expected of verb %d", (int)verb);
    return NULL;
}

typedef LbRequest *(*Act)(LbService *, const LbActor *, const LbDecision *, GError **);

static const Act acts[] = {
    [LB_VERB_APPROVE] = lb_service_approve,   [LB_VERB_DENY] = lb_service_deny,
    [LB_VERB_CANCEL] = lb_service_cancel,     [LB_VERB_REVOKE] = lb_service_revoke,
    [LB_VERB_COMPLETE] = lb_service_complete, [LB_VERB_ENDORSE] = lb_service_endorse,
    [LB_VERB_DECLINE] = lb_service_decline,
};

static const char *
name_of(bool done, const GError *error)
{
    if (done)
        return "yes";
    cr_assert(error != NULL && error->domain == LB_REFUSAL_ERROR, "%s",
              error != NULL ? error->message : "no error");
    return lb_refusal_name((LbRefusal)error->code);
}

/* As who may submit because of the ticket: what is refused to others is refused by that. */
static const char *
extend(World *world, const Seat *seat)
{
    g_autoptr(GError) error = NULL;
    assign(world, seat->account);
    if (seat->role == LB_ROLE_DEVOPS_ENGINEER)
        run(world, "UPDATE ticket SET escalated = 1 WHERE number = 7");
    g_autoptr(LbRequest) more = lb_service_extend(
        world->service, seat->actor, seat->request->number, 1, "For a reason.", &error);
    run(world, "UPDATE ticket SET escalated = NULL WHERE number = 7");
    assign(world, "engineer7@fabrikam.example");
    return name_of(more != NULL, error);
}

/* What the service answers; where it shows the request, what it says may be done is what can be expected. */
static const char *
act_on(World *world, const Seat *seat, LbVerb verb, LbStatus status)
{
    g_autoptr(GError) error = NULL;
    if (verb == LB_VERB_EXTEND)
        return extend(world, seat);
    if (verb == LB_VERB_CONNECT) {
        g_autoptr(LbPassage) passage =
            lb_passage_begin(world->service, seat->actor, LB_PASSAGE_CONNECT, seat->request->number,
                             NULL, 0, &error);
        return name_of(passage != NULL, error);
    }
    if (verb == LB_VERB_WATCH) {
        g_autoptr(LbSession) session = lb_session_watch(
            world->service, seat->actor, seat->request->number, 1, LB_WATCH_TEXT, &error);
        return name_of(session != NULL, error);
    }
    if (verb == LB_VERB_STOP_SESSION) {
        bool stopped =
            lb_session_stop(world->service, seat->actor, seat->request->number, 1, &error);
        return name_of(stopped, error);
    }
    if (verb != LB_VERB_READ) {
        g_autofree char *shown = lb_request_digest(seat->request);
        LbDecision decision = { .number = seat->request->number,
                                .shown = shown,
                                .reason = "For a reason." };
        g_autoptr(LbRequest) after = acts[verb](world->service, seat->actor, &decision, &error);
        return name_of(after != NULL, error);
    }
    g_autoptr(LbRequestView) view =
        lb_service_show(world->service, seat->actor, seat->request->number, &error);
    if (view == NULL)
        return name_of(false, error);
    for (int each = LB_VERB_READ; each <= LB_VERB_STOP_SESSION; each++)
        cr_assert_eq((view->verbs & BIT(each)) != 0,
                     strcmp(expect(seat, (LbVerb)each, status), "yes") == 0, "%s: %s of %s",
                     seat->account, lb_names_get(lb_verb_names, each), lb_status_name(status));
    const char *why =
        view->why_not_approve == LB_REFUSAL_NONE ? "yes" : lb_refusal_name(view->why_not_approve);
    cr_assert_str_eq(why, expect(seat, LB_VERB_APPROVE, status), "%s", seat->account);
    return "yes";
}

static const char *
look_up(const Seat *seat, LbVerb verb, LbStatus status)
{
    LbStanding standing = { .roles = seat->role == NO_ROLE ? 0 : BIT(seat->role),
                            .relation = seat->relation,
                            .status = status,
                            .gates = EVERY_GATE };
    LbRefusal refusal = lb_authorize(verb, &standing);
    return refusal == LB_REFUSAL_NONE ? "yes" : lb_refusal_name(refusal);
}

Test(roles, who_cannot_be_is_known_by_a_rule)
{
    int impossible = 0;
    for (int role = 0; role < ROLES; role++)
        for (int relation = 0; relation < RELATIONS; relation++) {
            /* Only the provider's accounts ask, only the customers' are asked or hold; without a role there is
             * nothing to hold and nothing in which being the same person matters. */
            bool provider = role != NO_ROLE && lb_role_is_provider((LbRole)role);
            bool customer = role != NO_ROLE && !provider;
            bool can = relation == LB_RELATION_NONE ||
                       (relation == LB_RELATION_HOLDS && customer) ||
                       (relation == LB_RELATION_ASKED && !provider) ||
                       (relation == LB_RELATION_SAME_PERSON && role != NO_ROLE) ||
                       (relation == LB_RELATION_REQUESTER && !customer);
            unsigned roles = role == NO_ROLE ? 0 : BIT(role);
            cr_assert_eq(lb_relation_is_possible(LB_ABOUT_REQUEST, (LbRelation)relation, roles),
                         can, "%d %d", role, relation);
            for (size_t i = 0; i < G_N_ELEMENTS(expectations); i++)
                cr_assert_eq(strcmp(expectations[i].cells[role][relation], "-") != 0, can, "%d %d",
                             role, relation);
            impossible += can ? 0 : 1;
        }
    cr_assert_eq(impossible, ROLES * RELATIONS - SEATS_THAT_CAN_BE);
}

Test(roles, every_cell_about_a_request_is_answered_as_it_is_written_here)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GPtrArray) seats = seat_all(world);
    int walked = 0, allowed = 0;
    for (int status = 0; status < STATUSES; status++) {
        put_status(world, (LbStatus)status);
        for (guint i = 0; i < seats->len; i++)
            for (int verb = LB_VERB_READ; verb <= LB_VERB_STOP_SESSION; verb++) {
                const Seat *seat = g_ptr_array_index(seats, i);
                const char *expected = expect(seat, (LbVerb)verb, (LbStatus)status);
                const char *answer = act_on(world, seat, (LbVerb)verb, (LbStatus)status);
                const char *table = look_up(seat, (LbVerb)verb, (LbStatus)status);
                cr_assert(strcmp(answer, expected) == 0 && strcmp(table, expected) == 0,
                          "%s, %s of %s: %s is expected, the act says %s and the table %s",
                          seat->account, lb_names_get(lb_verb_names, verb),
                          lb_status_name((LbStatus)status), expected, answer, table);
                walked++;
                if (verb == LB_VERB_READ || strcmp(answer, "yes") != 0)
                    continue;
                allowed++;
                put_status(world, (LbStatus)status);
            }
    }
    cr_assert_eq(walked, SEATS_THAT_CAN_BE * 12 * STATUSES);
    /* 2 asked approve; 2 asked and 2 of the same person deny; these and 2 unasked revoke twice; 6 requesters cancel twice and complete
     * twice, a lead and a manager endorse and decline; 2 requesters connect and extend; in every status
     * 6 approvers watch and end sessions, and 6 requesters watch their own */
    cr_assert_eq(allowed, 2 + 4 + 2 * 6 + 6 * 4 + 2 * 2 + 2 * 2 + STATUSES * (2 * 6 + 6));
}

/* Who asks is the one to whom the ticket is assigned, if that is a support engineer; test-ticket-roles.c has the others. */
Test(roles, engineers_ask_and_admins_administer_and_nobody_else)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GPtrArray) seats = seat_all(world);
    for (guint i = 0; i < seats->len; i++) {
        const Seat *seat = g_ptr_array_index(seats, i);
        g_autoptr(GError) error = NULL;
        g_autoptr(LbRequest) request = submit(world, seat->actor, &error);
        bool sees = !is_customers(seat->role) ||
                    (seat->relation != LB_RELATION_NONE && seat->relation != LB_RELATION_REQUESTER);
        const char *answer = name_of(request != NULL, error);
        cr_assert_str_eq(answer,
                         seat->role == LB_ROLE_SUPPORT_ENGINEER  ? "yes"
                         : seat->role == LB_ROLE_DEVOPS_ENGINEER ? "not-escalated"
                         : sees                                  ? "not-an-engineer"
                                                                 : "unknown-ticket",
                         "%s", seat->account);
        for (int status = 0; status < STATUSES; status++) {
            cr_assert_str_eq(look_up(seat, LB_VERB_ADMINISTER, (LbStatus)status),
                             seat->role == LB_ROLE_ADMIN ? "yes" : "not-an-admin", "%s",
                             seat->account);
            cr_assert_str_eq(look_up(seat, LB_VERB_DRAFT, (LbStatus)status),
                             seat->role == LB_ROLE_SUPPORT_ENGINEER ||
                                     seat->role == LB_ROLE_DEVOPS_ENGINEER
                                 ? "yes"
                                 : "not-an-engineer",
                             "%s", seat->account);
        }
    }
}

Test(roles, a_role_of_the_other_side_counts_for_nothing)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    const struct {
        const char *account;
        LbRole role;
        const char *scope;
    } rows[] = { { "contributor1@contoso.example", LB_ROLE_ADMIN, "/subscriptions/" PRODUCTION },
                 { "owner@nihon.example", LB_ROLE_ADMIN, "/" },
                 { "admin1@fabrikam.example", LB_ROLE_OWNER, "/" } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbActor) actor = world_actor(world, rows[i].account);
        lose_roles(world, actor->principal);
        hold(world, actor->principal, rows[i].role, rows[i].scope);
        g_autoptr(GError) error = NULL;
        g_autoptr(LbRequestView) view =
            lb_service_show(world->service, actor, request->number, &error);
        cr_assert_str_eq(name_of(view != NULL, error), "not-found", "%s", rows[i].account);
        unsigned here = 0, provider = 0;
        cr_assert(lb_directory_roles_at(world->store, actor->principal, PRODUCTION, &here, NULL));
        cr_assert(lb_directory_provider_roles(world->store, actor->principal, &provider, NULL));
        cr_assert(here == 0 && provider == 0, "%s: %x %x", rows[i].account, here, provider);
    }
}

/* Another account of the same person decides for its customer as any other owner does, if it is not the requester's. */
Test(roles, an_admins_other_account_at_a_customer_is_that_customers_business)
{
    g_autoptr(World) world = world_new();
    world_set_person(world, "owner2@contoso.example", "admin1@fabrikam.example");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown };
    g_autoptr(LbActor) admin = world_actor(world, "admin1@fabrikam.example"),
                       owner = world_actor(world, "owner2@contoso.example");
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRequest) none = lb_service_approve(world->service, admin, &decision, &error);
    cr_assert_str_eq(name_of(none != NULL, error), "not-an-approver");
    g_autoptr(LbRequest) approved = lb_service_approve(world->service, owner, &decision, NULL);
    cr_assert_not_null(approved);
}

/* "DOMAIN CODE MESSAGE" of what one verb answers about the number. */
static char *
answer_about(World *world, const LbActor *actor, LbVerb verb, int64_t number)
{
    g_autoptr(GError) error = NULL;
    LbDecision decision = { .number = number, .shown = "00", .reason = "For a reason." };
    if (verb == LB_VERB_READ) {
        g_autoptr(LbRequestView) view = lb_service_show(world->service, actor, number, &error);
        cr_assert_null(view);
    } else if (verb == LB_VERB_CONNECT) {
        g_autoptr(LbPassage) passage =
            lb_passage_begin(world->service, actor, LB_PASSAGE_CONNECT, number, NULL, 0, &error);
        cr_assert_null(passage);
    } else if (verb == LB_VERB_EXTEND) {
        g_autoptr(LbRequest) more =
            lb_service_extend(world->service, actor, number, 1, "For a reason.", &error);
        cr_assert_null(more);
    } else if (verb == LB_VERB_WATCH) {
        cr_assert_null(lb_session_watch(world->service, actor, number, 1, LB_WATCH_LIVE, &error));
    } else if (verb == LB_VERB_STOP_SESSION) {
        cr_assert_not(lb_session_stop(world->service, actor, number, 1, &error));
    } else {
        g_autoptr(LbRequest) after = acts[verb](world->service, actor, &decision, &error);
        cr_assert_null(after);
    }
    return g_strdup_printf("%s %d %s", g_quark_to_string(error->domain), error->code,
                           error->message);
}

Test(roles, a_foreign_and_an_unknown_id_get_the_same_bytes)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    const char *const accounts[] = { "owner@nihon.example",    "rogue@nihon.example",
                                     "owner@basic.example",    "engineer8@fabrikam.example",
                                     "owner2@contoso.example", "approver1@contoso.example" };
    /* The last two are disabled while they are in: their own request is as foreign to them as any. */
    const guint disabled = 4;
    for (guint i = 0; i < G_N_ELEMENTS(accounts); i++) {
        g_autoptr(LbActor) actor = world_actor(world, accounts[i]);
        if (i >= disabled)
            run(world, "UPDATE principal SET enabled = 0 WHERE account LIKE '%@contoso.example'");
        for (int verb = LB_VERB_READ; verb <= LB_VERB_STOP_SESSION; verb++) {
            g_autofree char *foreign = answer_about(world, actor, (LbVerb)verb, request->number);
            g_autofree char *unknown = answer_about(world, actor, (LbVerb)verb, 999999);
            cr_assert_str_eq(foreign, unknown, "%s", accounts[i]);
        }
        g_autoptr(GError) foreign = NULL, unknown = NULL;
        cr_assert_null(lb_service_ticket(world->service, actor, 99, &unknown));
        if (actor->tenant == NULL) /* the provider's people read every ticket */
            continue;
        cr_assert_null(lb_service_ticket(world->service, actor, i < disabled ? 7 : 10, &foreign));
        cr_assert(foreign->domain == unknown->domain && foreign->code == unknown->code);
        cr_assert_str_eq(foreign->message, unknown->message);
        run(world, "UPDATE principal SET enabled = 1");
    }
}
