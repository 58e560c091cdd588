/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON documents: their shape, and that their bytes are harmless while their values are what is stored. */
#include <criterion/criterion.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "commands/json.h"
#include "commands/result.h"
#include "commands/view.h"
#include "core/refusal.h"

static JsonObject *
parse(const char *document, JsonNode **root)
{
    g_autoptr(GError) error = NULL;
    *root = json_from_string(document, &error);
    cr_assert_not_null(*root, "%s", error != NULL ? error->message : "empty");
    cr_assert(g_str_has_suffix(document, "}\n"));
    return json_node_get_object(*root);
}

static void
expect_text(JsonObject *object, const char *name, const char *value)
{
    cr_assert(json_object_has_member(object, name), "%s", name);
    cr_expect_eq(g_strcmp0(json_object_get_string_member(object, name), value), 0, "%s: %s", name,
                 json_object_get_string_member(object, name));
}

/* Whether the object has exactly the members of the list, which are divided by blanks. */
static void
expect_members(JsonObject *object, const char *names)
{
    g_autoptr(GList) members = json_object_get_members(object);
    g_autoptr(GString) found = g_string_new(NULL);
    for (GList *member = members; member != NULL; member = member->next)
        g_string_append_printf(found, "%s%s", found->len > 0 ? " " : "",
                               (const char *)member->data);
    cr_expect_str_eq(found->str, names);
}

#define AZURE                                                                                 \
    "requestId justification status createdDateTime expirationDateTime duration resourceIds " \
    "resourceType supportRequest supportCaseUrl workItemSource subscriptionId"
#define OURS                                                                                      \
    " resources tenantId tenantName subscriptionName service scenario scenarioLabel level "       \
    "requester "                                                                                  \
    "requesterRole ticketTitle ticketOpenedBy notifiedDateTime quorum approvals decidedDateTime " \
    "decidedBy "                                                                                  \
    "decisionReason hoursGranted accessStartDateTime accessEndDateTime endedDateTime "            \
    "endedBy endReason"

Test(json, tells_of_each_grant_how_it_stands_and_where_it_leads)
{
    g_autoptr(LbRequestView) view = view_new();
    g_autoptr(JsonNode) root = NULL;
    view_grant(view, 0, LB_GRANT_OPEN);
    LbGrantState *stuck = view_grant(view, 1, LB_GRANT_CLOSING);
    stuck->words = g_strdup("no \x1b[2J route");
    stuck->attempts = 4;
    stuck->alarmed = true;
    view->extends = 41;
    view->extended_by = 43;
    g_autofree char *document = lb_json_view(view, true);
    cr_expect_null(strchr(document, '\x1b'));
    JsonObject *properties = json_object_get_object_member(parse(document, &root), "properties");
    expect_text(properties, "extends", "LB-41");
    expect_text(properties, "extendedBy", "LB-43");
    JsonArray *grants = json_object_get_array_member(properties, "grants");
    cr_assert_eq(json_array_get_length(grants), 2);
    JsonObject *open = json_array_get_object_element(grants, 0);
    expect_members(open, "serial resource resourceName status startDateTime endDateTime "
                         "openedDateTime closedDateTime provisioner attempts nextAttemptDateTime "
                         "words alarmed ports connection");
    expect_text(open, "status", "open");
    JsonObject *connection = json_object_get_object_member(open, "connection");
    expect_members(connection, "address port login principal text");
    expect_text(connection, "login", "support");
    JsonObject *closing = json_array_get_object_element(grants, 1);
    expect_text(closing, "status", "closing");
    expect_text(closing, "words", "no \x1b[2J route");
    cr_expect_eq(json_object_get_int_member(closing, "attempts"), 4);
    cr_expect(json_object_get_boolean_member(closing, "alarmed"));
    cr_expect(json_object_get_null_member(closing, "connection"));
}

Test(json, has_the_shape_of_a_request)
{
    g_autoptr(LbRequestView) view = view_new();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *document = lb_json_view(view, true);
    JsonObject *request = parse(document, &root);
    expect_members(request, "id name type properties test");
    expect_text(request, "id",
                "/subscriptions/11111111-1111-1111-1111-111111111111/providers/"
                "Microsoft.CustomerLockbox/requests/LB-42");
    expect_text(request, "name", "LB-42");
    expect_text(request, "type", "Microsoft.CustomerLockbox/requests");
    cr_expect(json_object_get_boolean_member(request, "test"));
    JsonObject *properties = json_object_get_object_member(request, "properties");
    expect_members(properties,
                   AZURE OURS " digest asked weighing extends extendedBy grants allowed");
    expect_text(properties, "status", "Pending");
    expect_text(properties, "duration", "8");
    expect_text(properties, "createdDateTime", "2026-11-23T07:20:00.000000Z");
    expect_text(properties, "expirationDateTime", "2026-11-27T10:02:00.000000Z");
    expect_text(properties, "resourceType", "Microsoft.Compute/virtualMachines");
    expect_text(properties, "supportRequest", "TK-7");
    expect_text(properties, "level", "operate");
    expect_text(properties, "digest", view->digest);
    cr_expect(json_object_get_null_member(properties, "decidedDateTime"));
    g_auto(GStrv) ids =
        g_strsplit(json_object_get_string_member(properties, "resourceIds"), ",", -1);
    JsonArray *resources = json_object_get_array_member(properties, "resources");
    cr_assert_eq(g_strv_length(ids), 2);
    cr_assert_eq(json_array_get_length(resources), 2);
    for (guint i = 0; i < 2; i++)
        expect_text(json_array_get_object_element(resources, i), "id", ids[i]);
    JsonArray *allowed = json_object_get_array_member(properties, "allowed");
    cr_assert_eq(json_array_get_length(allowed), 2);
    cr_expect_str_eq(json_array_get_string_element(allowed, 0), "approve");
    cr_expect_str_eq(json_array_get_string_element(allowed, 1), "deny");
}

Test(json, has_the_votes_of_those_who_were_asked)
{
    g_autoptr(LbRequestView) view = view_new();
    g_autoptr(JsonNode) root = NULL, over = NULL;
    view_vote(view, 1, 2);
    g_autofree char *document = lb_json_view(view, true);
    JsonObject *properties = json_object_get_object_member(parse(document, &root), "properties");
    JsonArray *asked = json_object_get_array_member(properties, "asked");
    JsonObject *reader = json_array_get_object_element(asked, 0);
    JsonObject *voter = json_array_get_object_element(asked, 1);
    cr_expect_eq(json_object_get_int_member(properties, "quorum"), 2);
    cr_expect_eq(json_object_get_int_member(properties, "approvals"), 1);
    expect_members(
        voter,
        "account role scope mailStatus openedDateTime vote voteDateTime voteHours voteCounts "
        "missing");
    expect_text(voter, "vote", "approve");
    expect_text(voter, "voteDateTime", "2026-11-24T05:00:00.000000Z");
    cr_expect_eq(json_object_get_int_member(voter, "voteHours"), 5);
    cr_expect(json_object_get_boolean_member(voter, "voteCounts"));
    cr_expect_not(json_object_get_boolean_member(voter, "missing"));
    expect_text(reader, "vote", NULL);
    expect_text(reader, "voteDateTime", NULL);
    cr_expect(json_object_get_boolean_member(reader, "missing"));
    view->request->status = LB_STATUS_DENIED;
    g_autofree char *ended = lb_json_view(view, true);
    properties = json_object_get_object_member(parse(ended, &over), "properties");
    cr_expect(json_object_get_null_member(properties, "approvals"));
    asked = json_object_get_array_member(properties, "asked");
    reader = json_array_get_object_element(asked, 0);
    cr_expect_not(json_object_get_boolean_member(reader, "missing"));
}

Test(json, has_the_shape_of_a_list)
{
    g_autoptr(LbRequestView) view = view_new();
    g_autoptr(GPtrArray) requests = g_ptr_array_new();
    g_ptr_array_add(requests, view->request);
    for (int last = 0; last <= 1; last++) {
        g_autoptr(JsonNode) root = NULL;
        g_autofree char *document =
            lb_json_requests(requests, last ? NULL : "list --before LB-42", false);
        JsonObject *list = parse(document, &root);
        expect_members(list, "value nextLink test");
        expect_text(list, "nextLink", last ? NULL : "list --before LB-42");
        cr_expect_not(json_object_get_boolean_member(list, "test"));
        JsonArray *value = json_object_get_array_member(list, "value");
        cr_assert_eq(json_array_get_length(value), 1);
        JsonObject *properties =
            json_object_get_object_member(json_array_get_object_element(value, 0), "properties");
        /* The digest comes from reading the one request. */
        expect_members(properties, AZURE OURS);
    }
}

Test(json, has_the_shape_of_an_error)
{
    g_autoptr(GError) refusal = NULL;
    g_autoptr(JsonNode) root = NULL;
    g_autoptr(GPtrArray) advice = g_ptr_array_new();
    lb_refuse(&refusal, LB_REFUSAL_NOT_AN_APPROVER, NULL);
    g_ptr_array_add(advice, "lockbox show LB-1");
    g_autofree char *document = lb_json_error(refusal, advice, true);
    JsonObject *error = parse(document, &root);
    expect_members(error, "error test");
    JsonObject *inner = json_object_get_object_member(error, "error");
    expect_members(inner, "code message advice");
    expect_text(inner, "code", "not-an-approver");
    cr_expect_eq(strchr(document, '\n'), document + strlen(document) - 1);
}

static LbPersonView *
new_person(const char *text)
{
    LbPersonView *view = g_new0(LbPersonView, 1);
    LbKeyRow *key = g_new0(LbKeyRow, 1);
    LbAssignment *role = g_new0(LbAssignment, 1);
    view->person = g_new0(LbPersonRow, 1);
    view->person->account = g_strdup("owner1@contoso.example");
    view->person->name = g_strdup(text);
    view->addresses = g_strsplit(text, "\x02", -1);
    view->keys = g_ptr_array_new_with_free_func((GDestroyNotify)lb_key_row_free);
    view->roles = g_ptr_array_new_with_free_func((GDestroyNotify)lb_assignment_free);
    key->type = g_strdup("ssh-ed25519");
    key->fingerprint = g_strdup("SHA256:abc");
    key->added = 1;
    role->role = g_strdup("Owner");
    role->scope = g_strdup(text);
    g_ptr_array_add(view->keys, key);
    g_ptr_array_add(view->roles, role);
    return view;
}

Test(json, has_the_shape_of_a_profile)
{
    for (const char *const *hostile = hostile_texts; *hostile != NULL; hostile++) {
        g_autoptr(LbPersonView) view = new_person(*hostile);
        g_autoptr(JsonNode) root = NULL;
        g_autofree char *document = lb_json_profile(view, "SHA256:abc", false, true);
        JsonObject *profile = parse(document, &root);
        cr_expect(is_harmless(document), "%s", document);
        expect_members(profile, "account person displayName tenantId tenantName mail addresses "
                                "language timeZone roles keys sessionEnded test");
        expect_text(profile, "displayName", *hostile);
        expect_text(profile, "tenantId", NULL);
        cr_expect_str_eq(
            json_array_get_string_element(json_object_get_array_member(profile, "addresses"), 0),
            *hostile);
        JsonObject *role =
            json_array_get_object_element(json_object_get_array_member(profile, "roles"), 0);
        expect_members(role, "role scope source sinceDateTime");
        expect_text(role, "scope", *hostile);
        JsonObject *key =
            json_array_get_object_element(json_object_get_array_member(profile, "keys"), 0);
        expect_members(key, "type fingerprint addedDateTime revokedDateTime thisSession");
        expect_text(key, "addedDateTime", "1970-01-01T00:00:00.000001Z");
        expect_text(key, "revokedDateTime", NULL);
        cr_expect(json_object_get_boolean_member(key, "thisSession"));
    }
}

Test(json, is_harmless_and_true_for_hostile_text)
{
    for (const char *const *hostile = hostile_texts; *hostile != NULL; hostile++) {
        g_autoptr(LbRequestView) view = view_new();
        g_autoptr(JsonNode) root = NULL;
        view_fill(view, *hostile);
        g_autofree char *document = lb_json_view(view, true);
        cr_expect(is_harmless(document), "%s", document);
        JsonObject *properties =
            json_object_get_object_member(parse(document, &root), "properties");
        expect_text(properties, "justification", *hostile);
        expect_text(properties, "decisionReason", *hostile);
        expect_text(properties, "ticketTitle", *hostile);
        expect_text(properties, "requester", *hostile);
        JsonObject *asked =
            json_array_get_object_element(json_object_get_array_member(properties, "asked"), 1);
        expect_text(asked, "account", *hostile);
    }
}

Test(json, of_the_log_keeps_details_as_an_object)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)lb_activity_free);
    for (int i = 0; i < 2; i++) {
        LbActivity *entry = g_new0(LbActivity, 1);
        entry->sequence = i + 1;
        entry->time = 1;
        entry->operation = LB_OPERATION_APPROVE;
        entry->door = g_strdup("session");
        entry->details = g_strdup(i == 0 ? "{\"hours\":8,\"reason\":\"\xe2\x80\xae\"}" : "{broken");
        g_ptr_array_add(entries, entry);
    }
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *document = lb_json_log(entries, NULL, false);
    JsonArray *value = json_object_get_array_member(parse(document, &root), "value");
    JsonObject *first = json_array_get_object_element(value, 0);
    cr_expect(is_harmless(document));
    expect_text(first, "operationName", "ApproveLockboxRequest");
    expect_text(first, "displayName", "Approve Lockbox Request");
    cr_expect_eq(
        json_object_get_int_member(json_object_get_object_member(first, "details"), "hours"), 8);
    expect_text(json_array_get_object_element(value, 1), "details", "{broken");
}

Test(result, has_one_exit_code_for_each_error)
{
    static const struct {
        LbRefusal refusal;
        LbExit code;
    } cases[] = {
        { LB_REFUSAL_NOT_FOUND, LB_EXIT_NOT_FOUND },
        { LB_REFUSAL_UNKNOWN_TICKET, LB_EXIT_NOT_FOUND },
        { LB_REFUSAL_ALREADY_DECIDED, LB_EXIT_TOO_LATE },
        { LB_REFUSAL_EXPIRED, LB_EXIT_TOO_LATE },
        { LB_REFUSAL_NOT_AN_APPROVER, LB_EXIT_REFUSED },
        { LB_REFUSAL_CHANGED, LB_EXIT_REFUSED },
    };
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        lb_refuse(&error, cases[i].refusal, NULL);
        g_autofree char *text = lb_result_text(error, none, false);
        g_autofree char *begin =
            g_strdup_printf("lockbox: refused (%s): ", lb_refusal_name(cases[i].refusal));
        cr_expect_eq(lb_exit_for(error), cases[i].code, "%s", text);
        cr_expect(g_str_has_prefix(text, begin), "%s", text);
    }
    g_autoptr(GError) failure = g_error_new_literal(G_FILE_ERROR, 0, "a\nb \x1b[2J");
    g_autofree char *text = lb_result_text(failure, none, true);
    cr_expect_eq(lb_exit_for(failure), LB_EXIT_FAILURE);
    cr_expect_str_eq(text, "lockbox: a<U+000A>b <U+001B>[2J [TEST]\n");
    g_autoptr(GError) misuse = NULL;
    cr_expect_not(lb_command_misuse(&misuse, "x"));
    cr_expect_eq(lb_exit_for(misuse), LB_EXIT_USAGE);
}
