/* SPDX-License-Identifier: GPL-3.0-or-later */
/* policy check, explain, test: the just-in-time rules, as a file has them or as they hold here. */
#include <string.h>

#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/share.h"
#include "base/text.h"
#include "config/places.h"
#include "config/policyfile.h"
#include "core/labels.h"
#include "operator/policyhere.h"
#include "operator/policysay.h"
#include "operator/verbs.h"

/* A policy with what it was read from. */
typedef struct {
    LbCatalogue *catalogue;
    LbPolicy *policy;
    char *path;
} Loaded;

static void
free_loaded(Loaded *loaded)
{
    lb_policy_free(loaded->policy);
    lb_catalogue_free(loaded->catalogue);
    g_free(loaded->path);
    g_free(loaded);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Loaded, free_loaded)

/* What is wrong with a file that was given is a refusal, not a fault of the system. */
static bool
refuse_file(GError *cause, GError **error)
{
    g_set_error_literal(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_BAD_FILE, cause->message);
    g_error_free(cause);
    return false;
}

/* With the catalogue, and without a policy. */
static Loaded *
begin_loading(GError **error)
{
    g_autoptr(Loaded) loaded = g_new0(Loaded, 1);
    g_autofree char *catalogue = lb_share_path("catalogue.conf");
    loaded->catalogue = lb_catalogue_read(catalogue, error);
    return loaded->catalogue != NULL ? g_steal_pointer(&loaded) : NULL;
}

/* Takes what is in force out of @rules. */
static Loaded *
load_kept(LbRules *rules, GError **error)
{
    Loaded *loaded = begin_loading(error);
    if (loaded != NULL)
        loaded->policy = g_steal_pointer(&rules->kept);
    return loaded;
}

/* Reads the policy at @path (NULL: the file that is in place here). */
static Loaded *
load(const LbInvocation *invocation, const char *path, GError **error)
{
    g_autoptr(Loaded) loaded = begin_loading(error);
    GError *cause = NULL;
    if (loaded == NULL)
        return NULL;
    loaded->path = path != NULL ? g_strdup(path) : lb_places_policy(invocation->config);
    loaded->policy = lb_policy_read(loaded->path, loaded->catalogue, &cause);
    if (loaded->policy == NULL) {
        refuse_file(cause, error);
        return NULL;
    }
    return g_steal_pointer(&loaded);
}

/* The same for explaining and trying: without a file, by what the next request is weighed by, which the rules in force are
 * where the file is wrong. */
static Loaded *
load_asked(LbInvocation *invocation, GError **error)
{
    const char *path = lb_invocation_option(invocation, "policy");
    g_autoptr(LbRules) rules = NULL;
    g_autoptr(GError) fault = NULL;
    if (path == NULL && !lb_policy_read_here(invocation, &rules, error))
        return NULL;
    g_autoptr(Loaded) loaded = load(invocation, path, &fault);
    if (loaded != NULL)
        return g_steal_pointer(&loaded);
    if (rules == NULL || rules->file != NULL || rules->kept == NULL) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return NULL;
    }
    if (!lb_invocation_json(invocation)) {
        g_autofree char *since = lb_invocation_format_time(rules->since);
        g_autofree char *words = lb_text_escape(fault->message, LB_TEXT_LINE);
        g_string_append_printf(invocation->out, _("%s\nBy the rules in force since %s:\n"), words,
                               since);
    }
    return load_kept(rules, error);
}

static void
say_good(LbInvocation *invocation, const Loaded *loaded)
{
    guint count = loaded->policy->rules->len;
    g_autofree char *path = lb_text_escape(loaded->path, LB_TEXT_LINE);
    g_string_append_printf(
        invocation->out,
        ngettext_("%s is good. Its %u rule:\n", "%s is good. Its %u rules:\n", count), path, count);
    lb_policy_say_rules(invocation->out, loaded->policy);
}

/* @loaded NULL: the file at @path is wrong. @here: the rules that hold here are asked for, which are @rules, NULL where
 * there is no database. */
static void
say_json(LbInvocation *invocation, const char *path, const Loaded *loaded, bool here,
         const LbRules *rules)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    lb_json_add_flag_member(builder, "good", loaded != NULL);
    lb_json_add_text_member(builder, "file", path);
    lb_json_add_number_member(builder, "rules", loaded != NULL ? loaded->policy->rules->len : 0);
    if (here)
        lb_policy_put_in_force(builder, rules);
    json_builder_end_object(builder);
    lb_invocation_say_json(invocation, builder);
}

bool
lb_ctl_policy_check(LbInvocation *invocation, GError **error)
{
    const char *given = lb_invocation_operand(invocation, 0);
    g_autofree char *path = given != NULL ? g_strdup(given) : lb_places_policy(invocation->config);
    g_autoptr(LbRules) rules = NULL;
    if (given == NULL && !lb_policy_read_here(invocation, &rules, error))
        return false;
    g_autoptr(Loaded) loaded = load(invocation, path, error);
    if (lb_invocation_json(invocation)) {
        if (loaded != NULL || rules != NULL)
            say_json(invocation, path, loaded, given == NULL, rules);
        return loaded != NULL;
    }
    if (loaded != NULL)
        say_good(invocation, loaded);
    if (rules != NULL)
        lb_policy_say_in_force(invocation->out, rules);
    return loaded != NULL;
}

/* Reads the option @name, one of @names. */
static bool
read_option(const LbInvocation *invocation, const char *name, const LbName *names, int *value,
            GError **error)
{
    if (lb_names_find(names, lb_invocation_option(invocation, name), value))
        return true;
    g_autofree char *allowed = lb_names_join(names);
    return lb_invocation_misuse(error, _("The option --%s takes one of: %s."), name, allowed);
}

static bool
read_role(const LbInvocation *invocation, LbRole *role, GError **error)
{
    if (lb_role_from_name(lb_invocation_option(invocation, "role"), role) && lb_role_asks(*role))
        return true;
    return lb_invocation_misuse(error, _("The option --%s takes one of: %s."), "role",
                                "Support Engineer, DevOps Engineer");
}

static const LbScenario *
find_scenario(const LbInvocation *invocation, const LbCatalogue *catalogue, GError **error)
{
    g_auto(GStrv) ids = g_strsplit(lb_invocation_option(invocation, "scenario"), "/", 2);
    const LbScenario *scenario =
        ids[0] != NULL && ids[1] != NULL ? lb_catalogue_find(catalogue, ids[0], ids[1]) : NULL;
    if (scenario == NULL)
        lb_invocation_misuse(
            error, _("The option --scenario takes SERVICE/SCENARIO, as catalogue.conf has them."));
    return scenario;
}

static bool
read_question(const LbInvocation *invocation, const LbCatalogue *catalogue,
              LbPolicyQuestion *question, GError **error)
{
    int reach = 0, level = 0, factors = 0, isolated = 0;
    const LbScenario *scenario = find_scenario(invocation, catalogue, error);
    if (scenario == NULL ||
        !read_option(invocation, "scope", lb_condition_values(LB_CONDITION_SCOPE), &reach, error) ||
        !read_option(invocation, "level", lb_condition_values(LB_CONDITION_LEVEL), &level, error) ||
        !read_role(invocation, &question->role, error) ||
        !read_option(invocation, "multi-factor", lb_condition_values(LB_CONDITION_MULTI_FACTOR),
                     &factors, error) ||
        !read_option(invocation, "isolated", lb_condition_values(LB_CONDITION_ISOLATED), &isolated,
                     error))
        return false;
    question->reach = (LbReach)reach;
    question->level = (LbLevel)level;
    question->service = scenario->service;
    question->scenario = scenario->id;
    question->customer_data = scenario->touches_data;
    question->evidence = factors != 0 ? LB_EVIDENCE_SECURITY_KEY : LB_EVIDENCE_NONE;
    question->isolated = isolated != 0;
    return true;
}

bool
lb_ctl_policy_explain(LbInvocation *invocation, GError **error)
{
    LbPolicyQuestion question = { 0 };
    g_autoptr(Loaded) loaded = load_asked(invocation, error);
    if (loaded == NULL || !read_question(invocation, loaded->catalogue, &question, error))
        return false;
    g_autoptr(LbPolicyOutcome) outcome = lb_policy_evaluate(loaded->policy, &question);
    if (!lb_invocation_json(invocation)) {
        lb_policy_say_outcome(invocation->out, outcome);
        return true;
    }
    g_autoptr(JsonBuilder) builder = json_builder_new();
    lb_policy_put_outcome(builder, outcome);
    lb_invocation_say_json(invocation, builder);
    return true;
}

typedef struct {
    GString *out;
    JsonBuilder *builder; /* of an array of failures */
    int count;
} Tried;

static void
say_case(const char *name, const char *difference, gpointer data)
{
    Tried *tried = data;
    tried->count++;
    if (difference == NULL)
        return;
    g_autofree char *harmless = lb_text_escape(name, LB_TEXT_LINE);
    g_autofree char *words = lb_text_escape(difference, LB_TEXT_LINE);
    g_string_append_printf(tried->out, "- %s: %s\n", harmless, words);
    json_builder_begin_object(tried->builder);
    lb_json_add_text_member(tried->builder, "case", name);
    lb_json_add_text_member(tried->builder, "difference", difference);
    json_builder_end_object(tried->builder);
}

bool
lb_ctl_policy_test(LbInvocation *invocation, GError **error)
{
    g_autoptr(Loaded) loaded = load_asked(invocation, error);
    if (loaded == NULL)
        return false;
    g_autoptr(GString) failures = g_string_new(NULL);
    g_autoptr(JsonBuilder) builder = json_builder_new();
    Tried tried = { failures, builder, 0 };
    GError *cause = NULL;
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "failures");
    json_builder_begin_array(builder);
    int failed = lb_policy_try_cases(lb_invocation_operand(invocation, 0), loaded->policy,
                                     loaded->catalogue, say_case, &tried, &cause);
    if (failed < 0)
        return refuse_file(cause, error);
    json_builder_end_array(builder);
    lb_json_add_number_member(builder, "cases", tried.count);
    json_builder_end_object(builder);
    if (lb_invocation_json(invocation))
        lb_invocation_say_json(invocation, builder);
    else
        g_string_append(invocation->out, failures->str);
    /* An error too, so that no script takes them for a policy that does what is expected. */
    if (failed > 0) {
        g_set_error(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_FAILED_CASES,
                    _("Of %d cases %d have another outcome than they expect."), tried.count,
                    failed);
        return false;
    }
    if (!lb_invocation_json(invocation))
        g_string_append_printf(invocation->out,
                               ngettext_("%d case has the outcome that it expects.\n",
                                         "%d cases have the outcomes that they expect.\n",
                                         (unsigned long)tried.count),
                               tried.count);
    return true;
}
