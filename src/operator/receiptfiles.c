/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recording delete. */
#include "service/recordings.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/request.h"
#include "operator/console.h"
#include "operator/verbs.h"

/* The deletion stands whatever becomes of this: lockboxd does what is left. */
static void
say_files(const LbConsole *console, LbInvocation *invocation, const LbDeletion *deletion)
{
    g_autoptr(GError) error = NULL;
    if (lb_recordings_clear(console->service, deletion->passage, &error)) {
        g_string_append(invocation->out, _("Its files are gone.\n"));
        return;
    }
    g_autofree char *cause = lb_text_escape(error->message, LB_TEXT_LINE);
    g_string_append_printf(invocation->out,
                           _("Warning: its files are still there; lockboxd tries to remove them "
                             "again and again: %s\n"),
                           cause);
}

bool
lb_ctl_recording_delete(LbInvocation *invocation, GError **error)
{
    int64_t number = 0;
    int session = 0;
    const char *reason = lb_invocation_option(invocation, "reason");
    if (!lb_request_parse_id(lb_invocation_operand(invocation, 0), &number))
        return lb_invocation_misuse(error, _("This command takes the id of a request, like "
                                             "LB-42."));
    if (!lb_console_number(invocation, "session", 0, &session, error))
        return false;
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    g_autoptr(LbDeletion) deletion =
        console != NULL
            ? lb_recordings_delete(console->service, console->actor, number, session, reason, error)
            : NULL;
    if (deletion == NULL)
        return false;
    lb_console_say_done(console, invocation,
                        _("Deleted the recording of session %d (%lld bytes); its hash is still in "
                          "the log: %s"),
                        session, (long long)deletion->bytes,
                        deletion->sha256 != NULL ? deletion->sha256 : "-");
    say_files(console, invocation, deletion);
/* The hash of a recording is that of its parts, one behind the other. Of one that was broken off, the log has the hash of what
 * had been written some time before. */
#include "operator/recordings.h"
/* Of a recording that was broken off, the log has the hash of what had been written some time before. */
#include "operator/receiptfiles.h"

#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/sha256.h"

#define PART_LIMIT ((size_t)1024 * 1024 * 1024)

static JsonArray *
sessions_of(JsonObject *receipt)
{
    return json_object_get_array_member(receipt, "sessions");
}

/* The hash that the session names; NULL: none. Borrowed. */
static const char *
hash_of(JsonObject *session)
{
    JsonNode *node = json_object_get_member(session, "sha256");
    return JSON_NODE_HOLDS_NULL(node) ? NULL : json_node_get_string(node);
}

bool
lb_receipt_files_named(JsonObject *receipt)
{
    JsonArray *sessions = sessions_of(receipt);
    for (guint i = 0; i < json_array_get_length(sessions); i++)
        if (hash_of(json_array_get_object_element(sessions, i)) != NULL)
            return true;
    return false;
}

static bool
has_hash(const LbSha256 *sha, const char *wanted)
{
    uint8_t digest[LB_SHA256_SIZE];
    lb_sha256_peek(sha, digest);
    g_autofree char *hash = lb_sha256_to_hex(digest);
    return strcmp(hash, wanted) == 0;
}

/* Adds the part; stores whether the hash was @wanted at the end of one of its lines. */
static void
add_part(LbSha256 *sha, const char *bytes, size_t length, const char *wanted, bool lines,
         bool *found)
{
    if (!lines) {
        lb_sha256_add_plain(sha, bytes, length);
        return;
    }
    for (size_t at = 0; at < length && !*found;) {
        const char *end = memchr(bytes + at, '\n', length - at);
        size_t next = end != NULL ? (size_t)(end - bytes) + 1 : length;
        lb_sha256_add_plain(sha, bytes + at, next - at);
        at = next;
        *found = has_hash(sha, wanted);
    }
}

/* Stores how many parts there are, and whether they have the hash. */
static bool
hash_parts(const char *directory, JsonObject *session, int *parts, bool *same, GError **error)
{
    g_autoptr(LbSha256) sha = lb_sha256_new();
    const char *wanted = hash_of(session);
    JsonNode *why = json_object_get_member(session, "why");
    bool broken = JSON_NODE_HOLDS_NULL(why) || strcmp(json_node_get_string(why), "broken") == 0;
    *parts = 0;
    *same = false;
    for (bool more = true; more && !*same;) {
        size_t length = 0;
        g_autofree char *path =
            g_strdup_printf("%s/%" G_GINT64_FORMAT "-%02d.cast", directory,
                            json_object_get_int_member(session, "passage"), *parts + 1);
        more = g_file_test(path, G_FILE_TEST_EXISTS);
        g_autofree char *bytes = more ? lb_file_read(path, PART_LIMIT, &length, error) : NULL;
        if (more && bytes == NULL)
            return false;
        if (more)
            add_part(sha, bytes, length, wanted, broken, same);
        *parts += more;
    }
    if (!broken)
        *same = has_hash(sha, wanted);
    return true;
}

bool
lb_receipt_files_check(JsonObject *receipt, const char *directory, bool *missing,
                       LbReceiptFault *fault, GError **error)
{
    JsonArray *sessions = sessions_of(receipt);
    g_autofree char *own =
        g_build_filename(directory, json_object_get_string_member(receipt, "name"), NULL);
    const char *place = g_file_test(own, G_FILE_TEST_IS_DIR) ? own : directory;
    for (guint i = 0; i < json_array_get_length(sessions); i++) {
        JsonObject *session = json_array_get_object_element(sessions, i);
        int parts = 0;
        bool same = false;
        if (hash_of(session) == NULL)
            continue;
        if (!hash_parts(place, session, &parts, &same, error))
            return false;
        *missing = *missing || parts == 0;
        if (parts > 0 && !same)
            return lb_receipt_fault_set(fault, g_strdup_printf("sessions[%u].sha256", i),
                                        N_("the recording has another hash"));
    }
    return true;
}
