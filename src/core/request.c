/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lockbox request and its digest. */
#include "core/request.h"

#include <string.h>

#include "base/sha256.h"
#include "core/identifier.h"

LbRequest *
lb_request_new(void)
{
    LbRequest *request = g_new0(LbRequest, 1);
    request->resources = g_ptr_array_new_with_free_func((GDestroyNotify)lb_resource_free);
    return request;
}

void
lb_request_free(LbRequest *request)
{
    if (request == NULL)
        return;
    g_free(request->instance);
    g_free(request->tenant);
    g_free(request->tenant_name);
    g_free(request->subscription);
    g_free(request->subscription_name);
    g_ptr_array_unref(request->resources);
    g_free(request->service);
    g_free(request->scenario);
    g_free(request->scenario_label);
    g_free(request->justification);
    g_free(request->ticket_title);
    g_free(request->ticket_opened_by);
    g_free(request->case_url);
    g_free(request->requester_account);
    g_free(request->requester_person);
    g_free(request->requester_person_now);
    g_free(request->requester_role);
    g_free(request->decided_by);
    g_free(request->decision_reason);
    g_free(request->ended_by);
    g_free(request->end_reason);
    g_free(request);
}

char *
lb_request_id(const LbRequest *request)
{
    return g_strdup_printf("%s-%" G_GINT64_FORMAT, request->jit_only ? "JIT" : "LB",
                           request->number);
}

bool
lb_request_parse_id(const char *text, int64_t *number)
{
    return lb_identifier_parse(text, "LB-", number) || lb_identifier_parse(text, "JIT-", number);
}

int64_t
lb_request_deadline(const LbRequest *request)
{
    if (request->status == LB_STATUS_INITIALIZING)
        return request->internal_until;
    /* What is being ended waits for no time. */
    if (lb_status_phase(request->status) == LB_PHASE_OVER ||
        request->status == LB_STATUS_REVOKING || request->status == LB_STATUS_COMPLETING)
        return 0;
    return lb_status_phase(request->status) == LB_PHASE_WAITS ? request->expiration
                                                              : request->access_end;
}

bool
lb_request_is_asked_by(const LbRequest *request, const char *person)
{
    return g_strcmp0(person, request->requester_person) == 0 ||
           g_strcmp0(person, request->requester_person_now) == 0;
}

static void
add_resources(LbSha256 *sha, GPtrArray *resources)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_copy(resources, NULL, NULL);
    g_ptr_array_set_free_func(sorted, NULL);
    g_ptr_array_sort(sorted, lb_resource_compare);
    lb_sha256_add_int64(sha, sorted->len);
    for (guint i = 0; i < sorted->len; i++)
        lb_sha256_add_text(sha, ((LbResource *)g_ptr_array_index(sorted, i))->key);
}

char *
lb_request_digest(const LbRequest *request)
{
    g_autoptr(LbSha256) sha = lb_sha256_new();
    lb_sha256_add_text(sha, request->jit_only ? "lockbox jit request 1" : "lockbox request 1");
    lb_sha256_add_text(sha, request->instance);
    lb_sha256_add_int64(sha, request->number);
    lb_sha256_add_text(sha, request->tenant);
    lb_sha256_add_text(sha, request->subscription);
    add_resources(sha, request->resources);
    lb_sha256_add_text(sha, request->service);
    lb_sha256_add_text(sha, request->scenario);
    lb_sha256_add_text(sha, lb_names_get(lb_level_names, (int)request->level));
    lb_sha256_add_int64(sha, request->hours);
    lb_sha256_add_text(sha, request->justification);
    lb_sha256_add_int64(sha, request->ticket);
    lb_sha256_add_text(sha, request->ticket_title);
    lb_sha256_add_text(sha, request->ticket_opened_by);
    lb_sha256_add_text(sha, request->requester_account);
    lb_sha256_add_int64(sha, request->created);
    lb_sha256_add_int64(sha, request->notified);
    lb_sha256_add_int64(sha, request->expiration);
    uint8_t digest[LB_SHA256_SIZE];
    lb_sha256_finish(sha, digest);
    return lb_sha256_to_hex(digest);
}

bool
lb_request_matches(const LbRequest *request, const char *shown)
{
    if (shown == NULL || strlen(shown) != LB_SHA256_SIZE * 2)
        return false;
    g_autofree char *digest = lb_request_digest(request);
    return g_ascii_strcasecmp(digest, shown) == 0;
}

char *
lb_request_join_resources(const LbRequest *request, bool types)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (guint i = 0; i < request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(request->resources, i);
        char *word = types ? resource->type : resource->id;
        if (!types || !g_ptr_array_find_with_equal_func(words, word, g_str_equal, NULL))
            g_ptr_array_add(words, word);
    }
    g_ptr_array_add(words, NULL);
    return g_strjoinv(",", (char **)words->pdata);
}
