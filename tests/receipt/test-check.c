/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A receipt agrees with itself, and none does in which anything was changed. */
#include <criterion/criterion.h>
#include <string.h>

#include "receipt/check.h"
#include "receipt/document.h"
#include "receipt/make.h"
#include "receipt/sample.h"
#include "receipt/shape.h"

/* Whether it agrees with itself; where it does not, once more as it would be read. */
static bool
agrees(JsonObject *receipt, LbReceiptFault *fault)
{
    g_autofree char *bytes = lb_receipt_write(receipt);
    g_autoptr(JsonObject) read = lb_receipt_read(bytes, strlen(bytes), NULL);
    return read != NULL && lb_receipt_check(read, fault);
}

Test(check, one_that_was_made_agrees_with_itself)
{
    g_auto(LbReceiptFault) fault = { 0 };
    g_autoptr(JsonObject) receipt = sample_receipt();
    cr_assert(agrees(receipt, &fault), "%s: %s", fault.where, fault.why);
    cr_assert_null(fault.where);
}

/* Members that nothing else in a receipt speaks of: only the log knows them. */
static bool
stands_alone(const char *place)
{
    static const char *const alone[] = { "test",          "properties.requesterRole",
                                         "head.hash",     "head.sequence",
                                         "head.dateTime", NULL };
    /* The first hundred of events: their number is in the log's entry, their words are not. */
    return g_strv_contains(alone, place) ||
           (g_str_has_prefix(place, "windowsEvents.events[") && !g_str_has_suffix(place, ".kind"));
}

static void
change_text(JsonObject *object, const char *name)
{
    const char *text = json_object_get_null_member(object, name)
                           ? NULL
                           : json_object_get_string_member(object, name);
    g_autofree char *changed = g_strconcat(text != NULL ? text : "", "x", NULL);
    json_object_set_string_member(object, name, changed);
}

/* Walks all members below @object of @root, changes each in turn, and puts it back. */
static int
falsify(JsonObject *root, JsonObject *object, const LbShape *shape, const char *path)
{
    int tried = 0;
    for (const LbShape *member = shape; member->name != NULL; member++) {
        g_autofree char *place = g_strconcat(path, *path != '\0' ? "." : "", member->name, NULL);
        JsonNode *node = json_object_get_member(object, member->name);
        if (member->kind == LB_SHAPE_OBJECT) {
            tried += falsify(root, json_node_get_object(node), member->inner, place);
            continue;
        }
        JsonArray *array = JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
        for (guint i = 0;
             array != NULL && member->inner != NULL && i < json_array_get_length(array); i++) {
            g_autofree char *item = g_strdup_printf("%s[%u]", place, i);
            tried += falsify(root, json_array_get_object_element(array, i), member->inner, item);
        }
        g_autoptr(JsonNode) kept = json_node_copy(node);
        g_auto(LbReceiptFault) fault = { 0 };
        if (array != NULL && json_array_get_length(array) == 0)
            continue;
        if (array != NULL) {
            JsonArray *shorter = json_array_new();
            for (guint i = 1; i < json_array_get_length(array); i++)
                json_array_add_element(shorter, json_array_dup_element(array, i));
            json_object_set_array_member(object, member->name, shorter);
        } else if (member->kind == LB_SHAPE_NUMBER) {
            json_object_set_int_member(object, member->name, json_node_get_int(node) + 1);
        } else if (member->kind == LB_SHAPE_FLAG) {
            json_object_set_boolean_member(object, member->name, !json_node_get_boolean(node));
        } else {
            change_text(object, member->name);
        }
        bool same = agrees(root, &fault);
        json_object_set_member(object, member->name, g_steal_pointer(&kept));
        cr_assert(!same || stands_alone(place), "%s was changed, and it is not noticed", place);
        tried++;
    }
    return tried;
}

Test(check, whatever_is_changed_is_noticed)
{
    g_autoptr(JsonObject) receipt = sample_receipt();
    cr_assert_gt(falsify(receipt, receipt, lb_receipt_shape, ""), 250);
    g_auto(LbReceiptFault) fault = { 0 };
    cr_assert(agrees(receipt, &fault), "it is as it was: %s", fault.where);
}

/* What was changed, and where that is noticed first. */
static void
assert_noticed(void (*change)(LbReceiptFacts *facts), const char *where)
{
    g_autoptr(LbReceiptFacts) facts = sample_facts();
    g_auto(LbReceiptFault) fault = { 0 };
    change(facts);
    g_autoptr(JsonObject) receipt = lb_receipt_make(facts);
    cr_assert_not(agrees(receipt, &fault), "%s", where);
    cr_assert_str_eq(fault.where, where);
    cr_assert(*fault.why != '\0');
}

static void
change_reason(LbReceiptFacts *facts)
{
    LbActivity *entry = g_ptr_array_index(facts->entries, 1);
    entry->details[3] ^= 1;
}

static void
change_what_was_asked(LbReceiptFacts *facts)
{
    facts->request->hours = 4;
}

static void
change_what_nobody_decided(LbReceiptFacts *facts)
{
    g_autofree char *digest = lb_request_digest(facts->request);
    g_autofree char *details =
        g_strdup_printf("{\"status\":\"Expired\",\"digest\":\"%s\"}", digest);
    g_ptr_array_set_size(facts->entries, 0);
    sample_add(facts, LB_OPERATION_EXPIRE, NULL, details);
    facts->request->hours = 4;
}

static void
swap_entries(LbReceiptFacts *facts)
{
    gpointer first = facts->entries->pdata[4];
    facts->entries->pdata[4] = facts->entries->pdata[5];
    facts->entries->pdata[5] = first;
}

static void
bring_back_the_head(LbReceiptFacts *facts)
{
    facts->head--;
}

static void
bring_back_time(LbReceiptFacts *facts)
{
    facts->time--;
}

static void
change_the_head(LbReceiptFacts *facts)
{
    facts->hash[7] ^= 1;
}

static void
take_all_entries(LbReceiptFacts *facts)
{
    g_ptr_array_set_size(facts->entries, 0);
    g_ptr_array_set_size(facts->events, 0);
    memset(facts->kinds, 0, sizeof facts->kinds);
}

static void
take_an_event(LbReceiptFacts *facts)
{
    g_ptr_array_set_size(facts->events, 0);
}

static void
count_more_events(LbReceiptFacts *facts)
{
    facts->kinds[LB_WINEVENT_LOGON]++;
}

static void
change_the_customer(LbReceiptFacts *facts)
{
    sample_add(facts, LB_OPERATION_REFUSE, NULL, "{}");
    LbActivity *entry = g_ptr_array_index(facts->entries, facts->entries->len - 1);
    g_autoptr(LbSha256) sha = lb_sha256_new();
    g_free(entry->tenant);
    entry->tenant = g_strdup("another");
    lb_activity_hash(sha, entry, entry->hash);
}

static void
change_the_request(LbReceiptFacts *facts)
{
    sample_add(facts, LB_OPERATION_REFUSE, NULL, "{}");
    LbActivity *entry = g_ptr_array_index(facts->entries, facts->entries->len - 1);
    g_autoptr(LbSha256) sha = lb_sha256_new();
    g_free(entry->request);
    entry->request = g_strdup("LB-43");
    lb_activity_hash(sha, entry, entry->hash);
}

Test(check, what_is_wrong_is_named)
{
    assert_noticed(change_reason, "entries[1].hash");
    assert_noticed(change_what_was_asked, "decisions[0].digest");
    assert_noticed(change_what_nobody_decided, "entries[0].details");
    assert_noticed(swap_entries, "entries[5].sequence");
    assert_noticed(bring_back_the_head, "entries[9].sequence");
    assert_noticed(bring_back_time, "entries[9].dateTime");
    assert_noticed(change_the_head, "entries[9].hash");
    assert_noticed(take_all_entries, "entries");
    assert_noticed(take_an_event, "windowsEvents.events");
    assert_noticed(count_more_events, "windowsEvents.kinds");
    assert_noticed(change_the_customer, "entries[10].tenant");
    assert_noticed(change_the_request, "entries[10].request");
}

Test(check, an_operation_that_there_is_not_is_named)
{
    g_auto(LbReceiptFault) fault = { 0 };
    g_autoptr(JsonObject) receipt = sample_receipt();
    JsonArray *entries = json_object_get_array_member(receipt, "entries");
    json_object_set_string_member(json_array_get_object_element(entries, 2), "operation",
                                  "Rejoice");
    cr_assert_not(agrees(receipt, &fault));
    cr_assert_str_eq(fault.where, "entries[2].operation");
}
