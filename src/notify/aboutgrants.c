/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grants in mails: names of resources and what has become of each, never the words of scripts. */
#include "notify/aboutgrants.h"

#include <stdbool.h>
#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "notify/phrases.h"

#define NAMES_MOST 10
#define WORD_LIMIT 80 /* bytes of a name that may stand in a command */

/* Resources under one row of the overview. */
typedef struct {
    GString *names;
    guint count;
} Listed;

static void
list_name(Listed *listed, const char *name)
{
    if (listed->count++ >= NAMES_MOST)
        return;
    g_autofree char *safe = lb_mail_facts_name(name);
    g_string_append_printf(listed->names, "%s%s", listed->count > 1 ? ", " : "", safe);
}

/* Puts what was listed under @name, and frees it. */
static void
put_listed(LbMailFacts *facts, const char *name, Listed *listed)
{
    guint more = listed->count > NAMES_MOST ? listed->count - NAMES_MOST : 0;
    g_autofree char *names = g_string_free(listed->names, FALSE);
    if (listed->count == 0)
        return;
    lb_mail_facts_put(
        facts, name,
        more == 0
            ? g_strdup(names)
            : g_strdup_printf(ngettext_("%s and %u more", "%s and %u more", more), names, more));
}

/* The row under which a grant stands. */
static const char *
row_of(const LbGrantState *state)
{
    static const char *const rows[] = {
        [LB_GRANT_OPENING] = "opening", [LB_GRANT_OPEN] = "open",
        [LB_GRANT_CLOSING] = "closing", [LB_GRANT_CLOSED] = "gone",
        [LB_GRANT_FAILING] = "failed",  [LB_GRANT_FAILED] = "failed",
    };
    bool ends = state->status == LB_GRANT_CLOSING || state->status == LB_GRANT_FAILING;
    return ends && state->attempts > 0 ? "stuck" : rows[state->status];
}

static bool
has_grant(const LbMessage *message, const LbResource *resource)
{
    for (guint i = 0; i < message->grants->len; i++) {
        const LbGrantState *state = g_ptr_array_index(message->grants, i);
        g_autofree char *key = g_utf8_strdown(state->grant->target->resource, -1);
        if (strcmp(key, resource->key) == 0)
            return true;
    }
    return false;
}

static void
put_untargeted(LbMailFacts *facts, const LbMessage *message)
{
    Listed listed = { g_string_new(NULL), 0 };
    for (guint i = 0; i < message->request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(message->request->resources, i);
        if (!has_grant(message, resource))
            list_name(&listed, resource->name);
    }
    put_listed(facts, "untargeted", &listed);
}

void
lb_mail_put_grants(LbMailFacts *facts, const LbMessage *message, GTimeZone *zone)
{
    static const char *const rows[] = { "open", "opening", "failed", "closing", "stuck", "gone" };
    bool usable = false, opening = false;
    if (message->grants == NULL || message->grants->len == 0)
        return;
    for (size_t row = 0; row < G_N_ELEMENTS(rows); row++) {
        Listed listed = { g_string_new(NULL), 0 };
        for (guint i = 0; i < message->grants->len; i++) {
            const LbGrantState *state = g_ptr_array_index(message->grants, i);
            if (strcmp(row_of(state), rows[row]) == 0)
                list_name(&listed, state->resource_name);
            usable |= state->status == LB_GRANT_OPEN;
            opening |= state->status == LB_GRANT_OPENING;
        }
        put_listed(facts, rows[row], &listed);
    }
    put_untargeted(facts, message);
    g_autofree char *end = lb_time_format(message->request->access_end, zone, LB_TIME_FULL);
    if (usable)
        lb_mail_facts_put(facts, "usable", g_strdup(end));
    else
        lb_mail_facts_put(facts, "unusable", g_strdup(_("Nothing that can be used is open.")));
    /* Where nothing is open, nothing is said to be. */
    if (!usable)
        lb_mail_facts_put(facts, "end", NULL);
    if (!usable && opening)
        lb_mail_facts_put(facts, "soon", g_strdup(end));
}

/* Whether @name may stand in a command: nothing that a shell, or we, could read as anything else. */
static bool
is_word(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length <= WORD_LIMIT && name[0] != '-' &&
           strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-") == length;
}

static bool
is_only_one(const GPtrArray *grants, const LbGrantState *state)
{
    int count = 0;
    for (guint i = 0; i < grants->len; i++) {
        const LbGrantState *other = g_ptr_array_index(grants, i);
        count += g_ascii_strcasecmp(other->resource_name, state->resource_name) == 0;
    }
    return count == 1;
}

/* Whether "connect" goes there. What opens yet is known by what opens it. */
static bool
leads_to_shell(const LbGrantState *state)
{
    if (state->connection != NULL)
        return state->connection->principal != NULL;
    return g_strcmp0(state->provisioner, "ssh-certificate") == 0;
}

void
lb_mail_say_ways(LbMailParts *parts, const LbSite *site, const LbMessage *message)
{
    bool leads = message->event == LB_EVENT_APPROVED || message->event == LB_EVENT_NOT_OPENED;
    g_autoptr(GPtrArray) shells = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *id = lb_request_id(message->request);
    bool ways = false;
    for (guint i = 0; message->grants != NULL && i < message->grants->len; i++) {
        const LbGrantState *state = g_ptr_array_index(message->grants, i);
        const char *name = state->resource_name;
        if (state->status != LB_GRANT_OPEN && state->status != LB_GRANT_OPENING)
            continue;
        bool shell = leads_to_shell(state);
        ways = true;
        if (shell && message->grants->len == 1)
            g_ptr_array_add(shells, g_strdup_printf("connect %s", id));
        else if (shell && is_word(name) && is_only_one(message->grants, state))
            g_ptr_array_add(shells, g_strdup_printf("connect %s %s", id, name));
    }
    if (!leads || !ways || message->approver)
        return;
    g_autofree char *all = g_strdup_printf("access %s", id);
    if (shells->len > 0)
        lb_mail_parts_say(parts, g_strdup(_("To go there, as soon as it is open:")));
    for (guint i = 0; i < shells->len; i++)
        lb_mail_say_command(parts, site, true, g_ptr_array_index(shells, i));
    lb_mail_parts_say(parts, g_strdup(_("To see all ways there, and their commands:")));
    lb_mail_say_command(parts, site, false, all);
}
