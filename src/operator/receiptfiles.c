/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of a recording that was broken off, the log has the hash of what had been written some time before. */
#include "operator/receiptfiles.h"

#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "replay/part.h"
#include "replay/proof.h"

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

/* Stores whether there are files of the recording. */
static bool
has_files(const char *directory, int64_t passage, bool *there, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_auto(LbFd) first = lb_replay_part_open(directory, passage, 1, true, &failure);
    *there = first >= 0;
    if (failure == NULL)
        return true;
    g_propagate_prefixed_error(error, g_steal_pointer(&failure), "%s/", directory);
    return false;
}

static bool
has_hash(const char *directory, JsonObject *session)
{
    JsonNode *why = json_object_get_member(session, "why");
    bool broken = JSON_NODE_HOLDS_NULL(why) || strcmp(json_node_get_string(why), "broken") == 0;
    g_autoptr(LbProof) proof =
        lb_proof_new(directory, json_object_get_int_member(session, "passage"));
    lb_proof_expect(proof, hash_of(session), !broken);
    return lb_proof_tick(proof, SIZE_MAX) == LB_PROOF_AGREES;
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
        bool there = false;
        if (hash_of(session) == NULL)
            continue;
        if (!has_files(place, json_object_get_int_member(session, "passage"), &there, error))
            return false;
        *missing = *missing || !there;
        if (there && !has_hash(place, session))
            return lb_receipt_fault_set(fault, g_strdup_printf("sessions[%u].sha256", i),
                                        N_("the recording has another hash"));
    }
    return true;
}
