/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for grants. */
#include "wording/grants.h"

#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "wording/plain.h"

bool
lb_grants_any_reached(const LbRequest *request)
{
    for (guint i = 0; i < request->resources->len; i++)
        if (((const LbResource *)g_ptr_array_index(request->resources, i))->reached)
            return true;
    return false;
}

bool
lb_grants_matter(const LbRequestView *view)
{
    return (view->grants != NULL && view->grants->len > 0) || lb_grants_any_reached(view->request);
}

const LbGrantState *
lb_grants_find(const LbRequestView *view, const LbResource *resource)
{
    for (guint i = 0; view->grants != NULL && i < view->grants->len; i++) {
        const LbGrantState *state = g_ptr_array_index(view->grants, i);
        g_autofree char *key = g_utf8_strdown(state->grant->target->resource, -1);
        if (strcmp(key, resource->key) == 0)
            return state;
    }
    return NULL;
}

bool
lb_grant_is_stuck(const LbGrantState *state)
{
    bool ends = state->status == LB_GRANT_CLOSING || state->status == LB_GRANT_FAILING;
    return ends && state->attempts > 0;
}

char
lb_grant_mark(const LbGrantState *state)
{
    static const char marks[] = {
        [LB_GRANT_OPENING] = '.', [LB_GRANT_OPEN] = '+',    [LB_GRANT_CLOSING] = '~',
        [LB_GRANT_CLOSED] = '=',  [LB_GRANT_FAILING] = '!', [LB_GRANT_FAILED] = '!',
    };
    return lb_grant_is_stuck(state) ? '!' : marks[state->status];
}

/* What has become of it, around the name of its resource. */
static char *
say_status(const LbGrantState *state, const char *name, GTimeZone *zone)
{
    g_autofree char *closed = lb_time_format(state->closed, zone, LB_TIME_FULL);
    switch (state->status) {
    case LB_GRANT_OPENING:
        return state->attempts > 0 ? g_strdup_printf(_("not open yet on %s"), name)
                                   : g_strdup_printf(_("being opened on %s"), name);
    case LB_GRANT_OPEN:
        return g_strdup_printf(_("open on %s"), name);
    case LB_GRANT_CLOSING:
        return lb_grant_is_stuck(state) ? g_strdup_printf(_("NOT ENDED on %s"), name)
                                        : g_strdup_printf(_("being ended on %s"), name);
    case LB_GRANT_CLOSED:
        return g_strdup_printf(_("ended on %s, %s"), name, closed);
    case LB_GRANT_FAILING:
        return lb_grant_is_stuck(state)
                   ? g_strdup_printf(
                         _("could not be opened on %s, and what was begun there is NOT ENDED"),
                         name)
                   : g_strdup_printf(
                         _("could not be opened on %s; what was begun there is being ended"), name);
    case LB_GRANT_FAILED:
        return g_strdup_printf(_("could not be opened on %s; nothing is left there"), name);
    }
    return g_strdup(name);
}

/* ", tried 4 times, again Fri 27 Nov 19:02"; "" where nothing was in vain. */
static char *
say_attempts(const LbGrantState *state, int64_t now, GTimeZone *zone)
{
    bool goes_on = state->status == LB_GRANT_OPENING || lb_grant_is_stuck(state);
    if (state->attempts == 0 || !goes_on)
        return g_strdup("");
    g_autofree char *due = lb_time_format(state->due, zone, LB_TIME_FULL);
    return g_strdup_printf(ngettext_(", tried %d time, again %s", ", tried %d times, again %s",
                                     (unsigned long)state->attempts),
                           state->attempts, state->due <= now ? _("now") : due);
}

char *
lb_phrase_grant(const LbGrantState *state, int64_t now, GTimeZone *zone)
{
    g_autofree char *name = lb_plain_inline(state->resource_name);
    g_autofree char *status = say_status(state, name, zone);
    g_autofree char *attempts = say_attempts(state, now, zone);
    return g_strdup_printf("%c %s%s", lb_grant_mark(state), status, attempts);
}

char *
lb_phrase_reach(const LbRequestView *view, const LbResource *resource, GTimeZone *zone)
{
    const LbGrantState *state = lb_grants_find(view, resource);
    if (state != NULL)
        return lb_phrase_grant(state, view->now, zone);
    bool decided = view->grants != NULL && view->grants->len > 0;
    g_autofree char *name = lb_plain_inline(resource->name);
    if (resource->reached && !decided)
        return g_strdup_printf(_("+ %s: Lockbox opens it on approval, and ends it"), name);
    return g_strdup_printf(decided ? _("- %s: had no target, Lockbox opened nothing there")
                                   : _("- %s: no target, Lockbox opens nothing there"),
                           name);
}

char *
lb_phrase_untargeted(const LbRequest *request)
{
    const char *first = NULL;
    guint count = 0;
    for (guint i = 0; i < request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(request->resources, i);
        if (resource->reached)
            continue;
        count++;
        first = first != NULL ? first : resource->name;
    }
    if (count == 0)
        return NULL;
    if (count > 1 && count == request->resources->len)
        return g_strdup(_("- none of them has a target: nothing opens there by itself"));
    g_autofree char *name = lb_plain_inline(first);
    if (count == 1)
        return g_strdup_printf(_("- %s has no target: nothing opens there by itself"), name);
    return g_strdup_printf(
        ngettext_("- %s and %u more have no target: nothing opens there by itself",
                  "- %s and %u more have no target: nothing opens there by itself", count - 1),
        name, count - 1);
}

char *
lb_phrase_goes_on(const LbRequestView *view)
{
    bool stuck = false;
    for (guint i = 0; view->grants != NULL && i < view->grants->len; i++)
        stuck |= lb_grant_is_stuck(g_ptr_array_index(view->grants, i));
    switch (view->request->status) {
    case LB_STATUS_APPROVING:
        return g_strdup(_("Lockbox opens it now, and tries again where that fails. Owners can "
                          "revoke it already."));
    case LB_STATUS_REVOKING:
    case LB_STATUS_COMPLETING:
        if (stuck)
            return g_strdup(
                _("Lockbox goes on ending it until it has succeeded, and asks nobody. "
                  "Until then the operator can end it by hand on the resource itself."));
        return g_strdup(_("Lockbox ends it now. There is nothing left to do."));
    case LB_STATUS_ERROR:
        return stuck ? g_strdup(_("Nothing that could be used is open, but Lockbox is still ending "
                                  "what was begun. The engineer may ask again."))
                     : g_strdup(_("Nothing is open. The engineer may ask again."));
    default:
        return stuck ? g_strdup(_("Lockbox goes on ending what was begun where it could not be "
                                  "opened."))
                     : NULL;
    }
}

char *
lb_phrase_extends(const LbRequestView *view)
{
    g_autofree char *before = NULL, *after = NULL;
    if (view->extends != 0)
        before =
            g_strdup_printf(_("Asks for more time than LB-%lld gave; that one ends as it would."),
                            (long long)view->extends);
    if (view->extended_by != 0)
        after =
            g_strdup_printf(_("LB-%lld asks for more time; it is answered, and ended, by itself."),
                            (long long)view->extended_by);
    if (before == NULL || after == NULL)
        return g_strdup(before != NULL ? before : after);
    return g_strdup_printf("%s %s", before, after);
}
