/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts of a message as text. */
#include "notify/facts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "base/time.h"
#include "core/role.h"

#define NAME_LIMIT 60      /* characters of a name; more is cut in the middle */
#define IDENTITY_LIMIT 254 /* of an account, which cut could be taken for another */

struct LbMailFacts {
    GHashTable *values; /* name -> text; names are literals */
};

/* Keeps @limit characters of @text, from both its ends. */
static char *
cut_middle(const char *text, glong limit)
{
    glong length = g_utf8_strlen(text, -1);
    if (length <= limit)
        return g_strdup(text);
    glong head = limit / 2, tail = limit - head - 1;
    g_autofree char *start = g_utf8_substring(text, 0, head);
    return g_strconcat(start, "…", g_utf8_offset_to_pointer(text, length - tail), NULL);
}

/* @text (or @otherwise) harmless, in one line, with single spaces, so that no name can lay out a line of
 * its own. */
static char *
name_of(const char *text, const char *otherwise, glong limit)
{
    g_autofree char *safe =
        lb_text_escape(text != NULL && *text != '\0' ? text : otherwise, LB_TEXT_LINE);
    g_autoptr(GString) single = g_string_new(NULL);
    bool space = false;
    for (const char *at = safe; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (g_unichar_isspace(character)) {
            space = single->len > 0;
            continue;
        }
        if (space)
            g_string_append_c(single, ' ');
        space = false;
        g_string_append_unichar(single, character);
    }
    return cut_middle(single->len > 0 ? single->str : "?", limit);
}

static void
add(LbMailFacts *facts, const char *name, char *value)
{
    g_hash_table_insert(facts->values, (gpointer)(guintptr)name, value);
}

static void
add_time(LbMailFacts *facts, const char *name, int64_t time, GTimeZone *zone)
{
    if (time != 0)
        add(facts, name, lb_time_format(time, zone, LB_TIME_FULL));
}

static void
add_times(LbMailFacts *facts, const LbRequest *request, GTimeZone *zone)
{
    bool was_open = request->access_start != 0 && request->ended != 0;
    add_time(facts, "expiration", request->expiration, zone);
    add_time(facts, "decided", request->decided, zone);
    add_time(facts, "closed", request->ended != 0 ? request->ended : request->decided, zone);
    if (request->ended == 0)
        add_time(facts, "end", request->access_end, zone);
    if (was_open)
        add_time(facts, "ended", request->ended, zone);
    if (was_open)
        add_time(facts, request->ended < request->access_end ? "early" : "over", request->ended,
                 zone);
}

static char *
role_label(const char *role)
{
    LbRole known;
    if (role != NULL && lb_role_from_name(role, &known))
        return g_strdup(_(lb_role_name(known)));
    return name_of(role, NULL, NAME_LIMIT);
}

static void
add_request(LbMailFacts *facts, const LbRequest *request)
{
    int resources = (int)request->resources->len;
    int hours = request->hours_granted > 0 ? request->hours_granted : request->hours;
    add(facts, "request", lb_request_id(request));
    add(facts, "ticket", g_strdup_printf("TK-%" G_GINT64_FORMAT, request->ticket));
    add(facts, "tenant", name_of(request->tenant_name, request->tenant, NAME_LIMIT));
    add(facts, "subscription",
        name_of(request->subscription_name, request->subscription, NAME_LIMIT));
    add(facts, "what", name_of(request->scenario_label, request->scenario, NAME_LIMIT));
    add(facts, "level", g_strdup(_(lb_names_label(lb_level_names, (int)request->level))));
    add(facts, "account", name_of(request->requester_account, NULL, IDENTITY_LIMIT));
    add(facts, "role", role_label(request->requester_role));
    add(facts, "resources",
        g_strdup_printf(ngettext_("%d resource", "%d resources", (unsigned long)resources),
                        resources));
    add(facts, "hours",
        g_strdup_printf(ngettext_("%d hour", "%d hours", (unsigned long)hours), hours));
    if (request->decided_by != NULL)
        add(facts, "by", name_of(request->decided_by, NULL, IDENTITY_LIMIT));
}

LbMailFacts *
lb_mail_facts_new(const LbSite *site, const LbMessage *message)
{
    g_autoptr(GTimeZone) zone = lb_time_zone(message->time_zone);
    LbMailFacts *facts = g_new0(LbMailFacts, 1);
    facts->values = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    add(facts, "provider", name_of(site->provider, NULL, NAME_LIMIT));
    add(facts, "entry", g_strdup_printf("%" G_GINT64_FORMAT, message->log_sequence));
    add(facts, "head", g_strdup(message->log_head));
    if (site->host_key != NULL)
        add(facts, "key", g_strdup(site->host_key));
    add_request(facts, message->request);
    add_times(facts, message->request, zone);
    return facts;
}

void
lb_mail_facts_free(LbMailFacts *facts)
{
    if (facts == NULL)
        return;
    g_hash_table_unref(facts->values);
    g_free(facts);
}

char *
lb_mail_facts_fill(const LbMailFacts *facts, const char *template)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *at = template;
    for (const char *open = strchr(at, '{'); open != NULL; open = strchr(at, '{')) {
        const char *close = strchr(open, '}');
        if (close == NULL)
            break;
        g_autofree char *name = g_strndup(open + 1, (gsize)(close - open - 1));
        const char *value = g_hash_table_lookup(facts->values, name);
        if (value == NULL)
            return NULL;
        g_string_append_len(text, at, open - at);
        g_string_append(text, value);
        at = close + 1;
    }
    g_string_append(text, at);
    return g_strdup(text->str);
}
