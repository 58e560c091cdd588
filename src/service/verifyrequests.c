/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verification of the requests: what the log's entries say of each, against what is stored. */
#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "service/verify.h"
#include "service/weigh.h"
#include "store/votes.h"

#define PAGE 1000

/* What the log says of a request. */
typedef struct {
    LbStatus status;
    char *digest; /* of what was asked, by every entry that gave one: they must be one */
    bool several; /* they are not */
    char *decided_by;
    char *reason;
    int64_t hours;
    char *access_end;
    int64_t quorum;   /* 0: it needs one approval */
    GPtrArray *votes; /* NotedVote*, the latest of each person; NULL: none */
    char *seal;       /* of what the rules said; NULL: they were not asked */
    int64_t endorsements_needed;
    GPtrArray *voices; /* NotedVote*, of the provider's own people; NULL: none */
    bool unfounded;    /* it was approved by other votes than the log has */
} Noted;

typedef struct {
    char *person;
    LbVote vote;
    int64_t hours; /* of an approval */
    int64_t time;
} NotedVote;

static void
free_vote(gpointer data)
{
    NotedVote *vote = data;
    g_free(vote->person);
    g_free(vote);
}

static void
free_noted(gpointer data)
{
    Noted *noted = data;
    g_clear_pointer(&noted->votes, g_ptr_array_unref);
    g_clear_pointer(&noted->voices, g_ptr_array_unref);
    g_free(noted->seal);
    g_free(noted->digest);
    g_free(noted->decided_by);
    g_free(noted->reason);
    g_free(noted->access_end);
    g_free(noted);
}

GHashTable *
lb_noted_new(void)
{
    return g_hash_table_new_full(NULL, NULL, NULL, free_noted);
}

static Noted *
noted_of(GHashTable *requests, int64_t number)
{
    gpointer key = GSIZE_TO_POINTER((gsize)number);
    Noted *noted = g_hash_table_lookup(requests, key);
    if (noted == NULL) {
        noted = g_new0(Noted, 1);
        noted->status = LB_STATUS_UNKNOWN;
        g_hash_table_insert(requests, key, noted);
    }
    return noted;
}

static void
replace(char **text, const char *with)
{
    g_free(*text);
    *text = g_strdup(with);
}

static NotedVote *
find_noted_vote(const Noted *noted, const char *person)
{
    for (guint i = 0; noted->votes != NULL && i < noted->votes->len; i++) {
        NotedVote *vote = g_ptr_array_index(noted->votes, i);
        if (g_strcmp0(vote->person, person) == 0)
            return vote;
    }
    return NULL;
}

/* Where one approval is enough, the entry has no other hours than those of the access. */
static void
note_vote(Noted *noted, const LbActivity *entry, JsonObject *details)
{
    NotedVote *vote = find_noted_vote(noted, entry->person);
    if (noted->votes == NULL)
        noted->votes = g_ptr_array_new_with_free_func(free_vote);
    if (vote == NULL) {
        vote = g_new0(NotedVote, 1);
        vote->person = g_strdup(entry->person);
        g_ptr_array_add(noted->votes, vote);
    }
    bool approves = entry->operation == LB_OPERATION_APPROVE;
    vote->vote = approves ? LB_VOTE_APPROVE : LB_VOTE_DENY;
    vote->time = entry->time;
    vote->hours =
        approves ? json_object_get_int_member_with_default(details, "voteHours", noted->hours) : 0;
}

/* Whether access opened by as many approvals in the log as it needs, for the fewest hours of them; or did not, for want
 * of them. */
static bool
is_founded(const Noted *noted, JsonObject *details)
{
    JsonNode *node = json_object_get_member(details, "counted");
    JsonArray *counted =
        node != NULL && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    gint64 count = counted != NULL ? json_array_get_length(counted) : 0, hours = INT64_MAX;
    for (guint i = 0; i < count; i++) {
        const NotedVote *vote = find_noted_vote(noted, json_array_get_string_element(counted, i));
        if (vote == NULL || vote->vote != LB_VOTE_APPROVE)
            return false;
        hours = MIN(hours, vote->hours);
    }
    bool opens = noted->status != LB_STATUS_PENDING;
    return json_object_get_int_member_with_default(details, "quorum", 0) == noted->quorum &&
           json_object_get_int_member_with_default(details, "votes", 0) == count &&
           opens == (count >= noted->quorum) && (!opens || hours == noted->hours);
}

static void
note_decision(Noted *noted, const LbActivity *entry, JsonObject *details)
{
    bool votes = entry->operation == LB_OPERATION_APPROVE || entry->operation == LB_OPERATION_DENY;
    if (votes)
        note_vote(noted, entry, details);
    if (entry->operation == LB_OPERATION_APPROVE && noted->quorum > 1 &&
        !is_founded(noted, details))
        noted->unfounded = true;
    bool decides = votes || entry->operation == LB_OPERATION_CANCEL ||
                   entry->operation == LB_OPERATION_DECLINE;
    if (!decides || noted->status == LB_STATUS_PENDING)
        return;
    replace(&noted->decided_by, entry->caller);
    replace(&noted->reason, json_object_get_string_member_with_default(details, "reason", NULL));
}

/* What the rules said, and who has answered internally. */
static void
note_weighing(Noted *noted, const LbActivity *entry, JsonObject *details)
{
    const char *seal = json_object_get_string_member_with_default(details, "weighing", NULL);
    bool answers =
        entry->operation == LB_OPERATION_ENDORSE || entry->operation == LB_OPERATION_DECLINE;
    if (entry->operation == LB_OPERATION_CREATE) {
        replace(&noted->seal, seal);
        noted->endorsements_needed =
            json_object_get_int_member_with_default(details, "endorsementsNeeded", 0);
    }
    if (!answers)
        return;
    NotedVote *voice = g_new0(NotedVote, 1);
    voice->person = g_strdup(entry->person);
    voice->vote = entry->operation == LB_OPERATION_ENDORSE ? LB_VOTE_APPROVE : LB_VOTE_DENY;
    voice->time = entry->time;
    if (noted->voices == NULL)
        noted->voices = g_ptr_array_new_with_free_func(free_vote);
    g_ptr_array_add(noted->voices, voice);
}

static void
note_details(Noted *noted, const LbActivity *entry, JsonObject *details)
{
    const char *status = json_object_get_string_member_with_default(details, "status", NULL);
    const char *digest = json_object_get_string_member_with_default(details, "digest", NULL);
    const char *end = json_object_get_string_member_with_default(details, "accessEnd", NULL);
    if (status == NULL || !lb_status_from_name(status, &noted->status))
        return;
    /* The digest is another one from when the request began to wait, with its deadline. */
    bool begins = entry->operation == LB_OPERATION_CREATE ||
                  (entry->operation == LB_OPERATION_ENDORSE && noted->status == LB_STATUS_PENDING);
    if (digest != NULL && noted->digest != NULL && !begins)
        noted->several = noted->several || strcmp(digest, noted->digest) != 0;
    else if (digest != NULL) /* a damaged request ends without */
        replace(&noted->digest, digest);
    noted->hours = json_object_get_int_member_with_default(details, "hours", 0);
    replace(&noted->access_end, end);
    note_weighing(noted, entry, details);
    if (begins)
        noted->quorum = json_object_get_int_member_with_default(details, "quorum", 0);
    note_decision(noted, entry, details);
}

void
lb_noted_take(GHashTable *requests, const LbActivity *entry, JsonObject *details)
{
    int64_t number = 0;
    if (entry->request != NULL && lb_request_parse_id(entry->request, &number))
        note_details(noted_of(requests, number), entry, details);
}

/* Whether the votes that are stored are those of the log, each as it was given. */
static bool
are_noted(const Noted *noted, GPtrArray *votes)
{
    for (guint i = 0; i < votes->len; i++) {
        const LbVoteRow *row = g_ptr_array_index(votes, i);
        const NotedVote *vote = find_noted_vote(noted, row->person);
        if (vote == NULL || vote->vote != row->vote || vote->hours != row->hours ||
            vote->time != row->time)
            return false;
    }
    return votes->len == (noted->votes != NULL ? noted->votes->len : 0) && !noted->unfounded;
}

/* In what the request and the log differ; NULL: in nothing. */
static const char *
find_difference(const Noted *noted, const LbRequest *request, GPtrArray *votes)
{
    g_autofree char *digest = lb_request_digest(request);
    g_autofree char *end = request->hours_granted > 0 ? lb_time_to_iso(request->access_end) : NULL;
    if (noted->status != request->status)
        return N_("its status");
    if (noted->several || g_strcmp0(noted->digest, digest) != 0)
        return N_("what was asked");
    if (g_strcmp0(noted->decided_by, request->decided_by) != 0)
        return N_("who decided");
    if (g_strcmp0(noted->reason, request->decision_reason) != 0)
        return N_("the reason");
    if (noted->hours != request->hours_granted || g_strcmp0(noted->access_end, end) != 0)
        return N_("the time of access");
    if (MAX(noted->quorum, 1) != MAX(request->quorum, 1))
        return N_("how many approvals it needs");
    return are_noted(noted, votes) ? NULL : N_("the votes");
}

/* Whether what the rules said, and what the provider's people answered, is what the log has; and whether the request went
 * on by as many of them as it took. */
static bool
is_weighed(const Noted *noted, const LbRequest *request, const LbWeighing *weighing)
{
    if (weighing == NULL)
        return noted->seal == NULL && noted->voices == NULL;
    g_autofree char *trace = lb_weigh_trace(weighing);
    g_autofree char *seal = lb_weigh_seal(trace);
    guint endorsed = 0, count = noted->voices != NULL ? noted->voices->len : 0;
    for (guint i = 0; i < count; i++) {
        const NotedVote *voice = g_ptr_array_index(noted->voices, i);
        endorsed += voice->vote == LB_VOTE_APPROVE ? 1 : 0;
    }
    for (guint i = 0; i < weighing->voices->len; i++) {
        const LbEndorsement *stored = g_ptr_array_index(weighing->voices, i);
        bool found = false;
        for (guint j = 0; j < count && !found; j++) {
            const NotedVote *voice = g_ptr_array_index(noted->voices, j);
            found = g_strcmp0(voice->person, stored->person) == 0 && voice->time == stored->time &&
                    (voice->vote == LB_VOTE_APPROVE) == stored->endorses;
        }
        if (!found)
            return false;
    }
    bool went_on = request->notified != 0 || request->access_start != 0;
    return g_strcmp0(noted->seal, seal) == 0 && noted->endorsements_needed == weighing->approvals &&
           (!went_on || (int)endorsed >= weighing->approvals);
}

static bool
check_request(LbService *service, GHashTable *requests, const LbRequest *request,
              LbFindings *findings, GError **error)
{
    static const Noted nothing = { .status = LB_STATUS_UNKNOWN };
    const Noted *noted = g_hash_table_lookup(requests, GSIZE_TO_POINTER((gsize)request->number));
    g_autoptr(GPtrArray) votes = lb_votes_read(service->store, request->number, error);
    if (votes == NULL)
        return false;
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbWeighing) weighing = lb_weigh_read(service, request, &failure);
    if (failure != NULL && failure->domain == LB_STORE_ERROR) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (noted == NULL)
        noted = &nothing;
    const char *difference = find_difference(noted, request, votes);
    if (difference == NULL && (failure != NULL || !is_weighed(noted, request, weighing)))
        difference = N_("what the rules said, or who approved internally");
    if (difference == NULL)
        return true;
    g_autofree char *id = lb_request_id(request);
    lb_findings_add(findings, g_strdup_printf(_("%s (%s) is not what the log says: %s"), id,
                                              lb_status_name(request->status), _(difference)));
    return true;
}

/* Reads on behind @after, which it moves. */
static bool
check_page(LbService *service, GHashTable *requests, int64_t *after, guint *read,
           LbFindings *findings, GError **error)
{
    g_autoptr(GPtrArray) page = lb_requests_page(service->store, *after, PAGE, error);
    if (page == NULL)
        return false;
    *read = page->len;
    for (guint i = 0; i < page->len; i++) {
        const LbRequest *request = g_ptr_array_index(page, i);
        if (!check_request(service, requests, request, findings, error))
            return false;
        *after = request->number;
    }
    return true;
}

/* What cannot be read is a finding as well; the ledger names the row. */
bool
lb_noted_check(LbService *service, GHashTable *requests, LbFindings *findings, GError **error)
{
    int64_t after = 0;
    guint read = PAGE;
    while (read == PAGE) {
        g_autoptr(GError) failure = NULL;
        if (check_page(service, requests, &after, &read, findings, &failure))
            continue;
        if (!g_error_matches(failure, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT)) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        lb_findings_add(findings, g_strdup_printf(_("the requests from LB-%lld on: %s"),
                                                  (long long)after + 1, failure->message));
        return true;
    }
    return true;
}
