/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting rules in force. */
#include "service/keeprules.h"

#include "store/policies.h"

/* Tells one wrong file from another. */
static char *
mark_of(const LbRules *rules)
{
    uint8_t digest[LB_SHA256_SIZE];
    g_autoptr(LbSha256) sha = lb_sha256_new();
    lb_sha256_add_text(sha, "lockbox wrong rules 1");
    lb_sha256_add_text(sha, rules->sha256);
    lb_sha256_add_text(sha, rules->fault);
    lb_sha256_finish(sha, digest);
    return lb_sha256_to_hex(digest);
}

bool
lb_rules_have_news(const LbRules *rules)
{
    g_autofree char *mark = mark_of(rules);
    if (rules->file != NULL)
        return !lb_rules_are_kept(rules) || rules->told != NULL;
    return rules->kept_sha256 != NULL && g_strcmp0(rules->told, mark) != 0;
}

/* The file was wrong meanwhile, and is what it was before: should it become as wrong again, that is told again. */
static bool
forget(LbAct *act, GError **error)
{
    return lb_policies_mark(act->service->store, NULL, error);
}

static bool
change(LbAct *act, const LbRules *rules, GError **error)
{
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_string_member(details, "before", rules->kept_sha256);
    json_object_set_string_member(details, "after", rules->sha256);
    json_object_set_string_member(details, "path", rules->path);
    json_object_set_int_member(details, "rules", rules->file->rules->len);
    g_autofree char *line = lb_details_write(details);
    if (!lb_act_log(act, LB_OPERATION_CHANGE_RULES, NULL, 0, line, error))
        return false;
    LbPolicyRow row = { .text = rules->text,
                        .sha256 = rules->sha256,
                        .since = act->time.effective,
                        .entry = act->log_sequence };
    return lb_policies_put(act->service->store, &row, error);
}

static bool
tell_wrong(LbAct *act, const LbRules *rules, GError **error)
{
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_string_member(details, "inForce", rules->kept_sha256);
    json_object_set_string_member(details, "path", rules->path);
    json_object_set_string_member(details, "reason", rules->fault);
    g_autofree char *line = lb_details_write(details);
    g_autofree char *mark = mark_of(rules);
    return lb_act_log(act, LB_OPERATION_REFUSE_RULES, NULL, 0, line, error) &&
           lb_policies_mark(act->service->store, mark, error);
}

static bool
keep(LbAct *act, const LbRules *rules, GError **error)
{
    if (rules->file == NULL)
        return tell_wrong(act, rules, error);
    return lb_rules_are_kept(rules) ? forget(act, error) : change(act, rules, error);
}

bool
lb_rules_keep(LbAct *act, const LbRules *rules, GError **error)
{
    g_autoptr(LbActor) nobody = lb_actor_new(LB_DOOR_TIME);
    const LbActor *actor = act->actor;
    if (!lb_rules_have_news(rules))
        return true;
    act->actor = nobody;
    bool kept = keep(act, rules, error);
    act->actor = actor;
    return kept;
}

LbRules *
lb_rules_adopt(LbService *service, GError **error)
{
    g_autoptr(LbRules) found = lb_rules_read(service, error);
    if (found == NULL || !lb_rules_have_news(found))
        return g_steal_pointer(&found);
    g_autoptr(LbActor) nobody = lb_actor_new(LB_DOOR_TIME);
    g_autoptr(LbAct) act = lb_act_begin(service, nobody, error);
    /* Once more, behind the lock: somebody else may have done it meanwhile. */
    g_autoptr(LbRules) rules = act != NULL ? lb_rules_read(service, error) : NULL;
    if (rules == NULL || !lb_rules_keep(act, rules, error) || !lb_act_commit(act, error))
        return NULL;
    return g_steal_pointer(&rules);
}
