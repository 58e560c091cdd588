/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done, as the log's entries about a request tell it. */
#include "base/names.h"
#include "receipt/make.h"
#include "receipt/parts.h"

/* One entry, with its details taken apart. */
typedef struct {
    const LbActivity *activity;
    JsonObject *details;
} Entry;

static void
free_entry(gpointer data)
{
    Entry *entry = data;
    json_object_unref(entry->details);
    g_free(entry);
}

static GPtrArray *
take_apart(const GPtrArray *activities)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(free_entry);
    for (guint i = 0; i < activities->len; i++) {
        Entry *entry = g_new0(Entry, 1);
        entry->activity = g_ptr_array_index(activities, i);
        g_autoptr(JsonNode) root = json_from_string(entry->activity->details, NULL);
        bool object = root != NULL && JSON_NODE_HOLDS_OBJECT(root);
        entry->details = object ? json_node_dup_object(root) : json_object_new();
        g_ptr_array_add(entries, entry);
    }
    return entries;
}

static bool
is_of(const Entry *entry, uint64_t operations)
{
    return (LB_OPERATION_BIT(entry->activity->operation) & operations) != 0;
}

static void
put_origin(JsonObject *object, const Entry *entry)
{
    json_object_set_int_member(object, "entry", entry->activity->sequence);
    lb_part_set_time(object, "dateTime", entry->activity->time);
}

static void
put_operation(JsonObject *object, const Entry *entry)
{
    lb_part_set_text(object, "operation",
                     lb_names_get(lb_operation_names, (int)entry->activity->operation));
}

/* A member of the details as it is. */
static void
copy_text(JsonObject *object, const char *name, const Entry *entry)
{
    lb_part_set_text(object, name, lb_part_text(entry->details, name));
}

static void
copy_number(JsonObject *object, const char *name, const Entry *entry)
{
    json_object_set_int_member(object, name, lb_part_number(entry->details, name));
}

/* The ways of a request from status to status. */
static void
put_story(JsonObject *receipt, const GPtrArray *entries)
{
    JsonArray *story = lb_part_add_array(receipt, "story");
    const char *before = NULL;
    for (guint i = 0; i < entries->len; i++) {
        const Entry *entry = g_ptr_array_index(entries, i);
        const char *status = lb_part_text(entry->details, "status");
        if (status == NULL || g_strcmp0(status, before) == 0)
            continue;
        JsonObject *step = lb_part_add_object(story);
        put_origin(step, entry);
        put_operation(step, entry);
        lb_part_set_text(step, "status", status);
        lb_part_set_text(step, "account", entry->activity->caller);
        before = status;
    }
}

/* What somebody decided, a rule among them; what time did, the story tells. */
static void
put_decisions(JsonObject *receipt, const GPtrArray *entries)
{
    const uint64_t decisive =
        LB_OPERATION_BIT(LB_OPERATION_APPROVE) | LB_OPERATION_BIT(LB_OPERATION_DENY) |
        LB_OPERATION_BIT(LB_OPERATION_AUTO_APPROVE) | LB_OPERATION_BIT(LB_OPERATION_ENDORSE) |
        LB_OPERATION_BIT(LB_OPERATION_DECLINE) | LB_OPERATION_BIT(LB_OPERATION_CANCEL) |
        LB_OPERATION_BIT(LB_OPERATION_REVOKE) | LB_OPERATION_BIT(LB_OPERATION_COMPLETE);
    JsonArray *decisions = lb_part_add_array(receipt, "decisions");
    for (guint i = 0; i < entries->len; i++) {
        const Entry *entry = g_ptr_array_index(entries, i);
        const LbActivity *activity = entry->activity;
        bool automatic = activity->operation == LB_OPERATION_AUTO_APPROVE;
        if (!is_of(entry, decisive) || (activity->caller == NULL && !automatic))
            continue;
        JsonObject *decision = lb_part_add_object(decisions);
        int64_t own = lb_part_number(entry->details, "voteHours");
        int64_t all = lb_part_number(entry->details, "hours");
        bool gives = automatic || activity->operation == LB_OPERATION_APPROVE;
        put_origin(decision, entry);
        put_operation(decision, entry);
        lb_part_set_text(decision, "account", activity->caller);
        lb_part_set_text(decision, "person", activity->person);
        lb_part_set_text(decision, "door", activity->door);
        lb_part_set_text(decision, "key", activity->fingerprint);
        lb_part_set_text(decision, "evidence", activity->evidence);
        lb_part_set_text(decision, "address", activity->address);
        copy_text(decision, "digest", entry);
        json_object_set_int_member(decision, "hours", !gives ? 0 : own != 0 ? own : all);
        copy_text(decision, "reason", entry);
    }
}

/* The object of @array whose member @name is @number; NULL: there is none. Borrowed. */
static JsonObject *
find_by(JsonArray *array, const char *name, int64_t number)
{
    for (guint i = json_array_get_length(array); i-- > 0;) {
        JsonObject *object = json_array_get_object_element(array, i);
        if (lb_part_number(object, name) == number)
            return object;
    }
    return NULL;
}

/* Opening and closing have words when they went wrong; then neither has happened. */
static void
put_access(JsonObject *receipt, const GPtrArray *entries)
{
    const uint64_t of_access =
        LB_OPERATION_BIT(LB_OPERATION_OPEN_ACCESS) | LB_OPERATION_BIT(LB_OPERATION_CLOSE_ACCESS);
    JsonArray *access = lb_part_add_array(receipt, "access");
    for (guint i = 0; i < entries->len; i++) {
        const Entry *entry = g_ptr_array_index(entries, i);
        int64_t serial = lb_part_number(entry->details, "grant");
        if (!is_of(entry, of_access) || serial == 0)
            continue;
        JsonObject *grant = find_by(access, "grant", serial);
        if (grant == NULL) {
            grant = lb_part_add_object(access);
            json_object_set_int_member(grant, "grant", serial);
            copy_text(grant, "resource", entry);
            copy_text(grant, "provisioner", entry);
            lb_part_set_time(grant, "openedDateTime", 0);
            lb_part_set_time(grant, "closedDateTime", 0);
            lb_part_set_text(grant, "words", NULL);
        }
        const char *words = lb_part_text(entry->details, "words");
        bool opens = entry->activity->operation == LB_OPERATION_OPEN_ACCESS;
        if (words != NULL)
            lb_part_set_text(grant, "words", words);
        else
            lb_part_set_time(grant, opens ? "openedDateTime" : "closedDateTime",
                             entry->activity->time);
    }
}

static void
put_certificates(JsonObject *receipt, const GPtrArray *entries)
{
    JsonArray *certificates = lb_part_add_array(receipt, "certificates");
    for (guint i = 0; i < entries->len; i++) {
        const Entry *entry = g_ptr_array_index(entries, i);
        if (entry->activity->operation != LB_OPERATION_ISSUE_CERTIFICATE)
            continue;
        JsonObject *certificate = lb_part_add_object(certificates);
        put_origin(certificate, entry);
        copy_number(certificate, "grant", entry);
        copy_text(certificate, "resource", entry);
        copy_text(certificate, "principal", entry);
        copy_text(certificate, "key", entry);
        lb_part_set_time(certificate, "untilDateTime", lb_part_time(entry->details, "until"));
    }
}

/* They are numbered in the order in which they began. */
static void
begin_session(JsonArray *sessions, const Entry *entry)
{
    bool relay = entry->activity->operation == LB_OPERATION_RELAY;
    JsonObject *session = lb_part_add_object(sessions);
    json_object_set_int_member(session, "number", json_array_get_length(sessions));
    copy_number(session, "passage", entry);
    copy_number(session, "grant", entry);
    lb_part_set_text(session, "kind", relay ? "relay" : "connect");
    copy_text(session, "resource", entry);
    lb_part_set_text(session, "target", lb_part_text(entry->details, "address"));
    copy_number(session, "port", entry);
    lb_part_set_text(session, "account", entry->activity->caller);
    lb_part_set_text(session, "address", entry->activity->address);
    lb_part_set_time(session, "begunDateTime", entry->activity->time);
    lb_part_set_time(session, "endedDateTime", 0);
    lb_part_set_text(session, "why", NULL);
    json_object_set_int_member(session, "sent", 0);
    json_object_set_int_member(session, "received", 0);
    lb_part_set_text(session, "sha256", NULL);
    lb_part_set_text(session, "recording", relay ? "none" : "kept");
    lb_part_set_time(session, "deletedDateTime", 0);
}

static void
follow_session(JsonObject *session, const Entry *entry)
{
    const char *sha256 = lb_part_text(entry->details, "sha256");
    if (entry->activity->operation == LB_OPERATION_DELETE_RECORDING) {
        lb_part_set_text(session, "recording", "deleted");
        lb_part_set_time(session, "deletedDateTime", entry->activity->time);
        return;
    }
    copy_number(session, "sent", entry);
    copy_number(session, "received", entry);
    if (sha256 != NULL)
        lb_part_set_text(session, "sha256", sha256);
    if (entry->activity->operation != LB_OPERATION_END_SESSION)
        return;
    lb_part_set_time(session, "endedDateTime", entry->activity->time);
    copy_text(session, "why", entry);
}

static void
put_sessions(JsonObject *receipt, const GPtrArray *entries)
{
    const uint64_t begins =
        LB_OPERATION_BIT(LB_OPERATION_CONNECT) | LB_OPERATION_BIT(LB_OPERATION_RELAY);
    const uint64_t follows = LB_OPERATION_BIT(LB_OPERATION_RECORD_SESSION) |
                             LB_OPERATION_BIT(LB_OPERATION_END_SESSION) |
                             LB_OPERATION_BIT(LB_OPERATION_DELETE_RECORDING);
    JsonArray *sessions = lb_part_add_array(receipt, "sessions");
    for (guint i = 0; i < entries->len; i++) {
        const Entry *entry = g_ptr_array_index(entries, i);
        int64_t passage = lb_part_number(entry->details, "passage");
        JsonObject *session = NULL;
        if (is_of(entry, begins))
            begin_session(sessions, entry);
        else if (is_of(entry, follows))
            session = find_by(sessions, "passage", passage);
        if (session != NULL)
            follow_session(session, entry);
    }
}

/* Who saw sessions, and who ended them. */
static void
put_looks(JsonObject *receipt, const GPtrArray *entries)
{
    const uint64_t of_looking =
        LB_OPERATION_BIT(LB_OPERATION_WATCH_SESSION) | LB_OPERATION_BIT(LB_OPERATION_STOP_SESSION);
    JsonArray *looks = lb_part_add_array(receipt, "looks");
    for (guint i = 0; i < entries->len; i++) {
        const Entry *entry = g_ptr_array_index(entries, i);
        if (!is_of(entry, of_looking))
            continue;
        JsonObject *look = lb_part_add_object(looks);
        put_origin(look, entry);
        put_operation(look, entry);
        copy_number(look, "session", entry);
        copy_text(look, "how", entry);
        lb_part_set_text(look, "account", entry->activity->caller);
        lb_part_set_text(look, "person", entry->activity->person);
    }
}

static void
put_imports(JsonObject *windows, const GPtrArray *entries)
{
    JsonArray *imports = lb_part_add_array(windows, "imports");
    int64_t total = 0;
    for (guint i = 0; i < entries->len; i++) {
        const Entry *entry = g_ptr_array_index(entries, i);
        if (entry->activity->operation != LB_OPERATION_IMPORT_EVENTS)
            continue;
        JsonObject *imported = lb_part_add_object(imports);
        put_origin(imported, entry);
        copy_text(imported, "file", entry);
        copy_number(imported, "events", entry);
        copy_text(imported, "sha256", entry);
        total += lb_part_number(imported, "events");
    }
    json_object_set_int_member(windows, "total", total);
}

void
lb_receipt_put_doings(JsonObject *receipt, JsonObject *windows, const GPtrArray *activities)
{
    g_autoptr(GPtrArray) entries = take_apart(activities);
    put_story(receipt, entries);
    put_decisions(receipt, entries);
    put_access(receipt, entries);
    put_certificates(receipt, entries);
    put_sessions(receipt, entries);
    put_looks(receipt, entries);
    put_imports(windows, entries);
}
