/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events held against access that was open. */
#include "core/explanation.h"

#include <string.h>

/* For so long after its end, access is named beside an event that it no longer explains. */
#define NEAR (INT64_C(24) * 3600 * 1000 * 1000)

const LbName lb_explained_names[] = {
    { LB_EXPLAINED, "explained", NULL },
    { LB_EXPLAINED_NOT, "nothing-open", NULL },
    { LB_EXPLAINED_OTHER, "other-account", NULL },
    { LB_EXPLAINED_LATE, "ended", NULL },
    { 0, NULL, NULL },
};

void
lb_open_access_free(LbOpenAccess *access)
{
    if (access == NULL)
        return;
    g_free(access->account);
    g_free(access->login);
    g_free(access->at_login);
    g_free(access);
}

/* What stands behind the domain, and before that of a UPN: its length goes to @size. */
static const char *
user_part(const char *account, size_t *size)
{
    const char *slash = strrchr(account, '\\');
    const char *name = slash != NULL ? slash + 1 : account;
    *size = strcspn(name, "@");
    return name;
}

static bool
same_user(const char *name, const char *account)
{
    size_t name_size = 0, size = 0;
    if (name == NULL || account == NULL)
        return false;
    const char *first = user_part(name, &name_size);
    const char *second = user_part(account, &size);
    return size > 0 && size == name_size && g_ascii_strncasecmp(first, second, size) == 0;
}

static bool
uses(const LbOpenAccess *access, const char *account)
{
    return same_user(access->login, account) || same_user(access->at_login, account) ||
           same_user(access->account, account);
}

bool
lb_explanation_fits(const LbOpenAccess *access, const LbWinEvent *event)
{
    return !event->system &&
           (uses(access, event->account) ||
            (event->kind == LB_WINEVENT_PROCESS_START && uses(access, event->target)));
}

bool
lb_explanation_covers(const LbOpenAccess *access, const LbWinEvent *event)
{
    int64_t after = event->kind == LB_WINEVENT_LOGOFF ? LB_EXPLANATION_LOGOFF : 0;
    return access->opened <= event->time && event->time <= access->ended + after;
}

void
lb_explanation_prepare(GPtrArray *list)
{
    int64_t latest = INT64_MIN;
    for (guint i = 0; i < list->len; i++) {
        LbOpenAccess *access = g_ptr_array_index(list, i);
        latest = MAX(latest, access->ended);
        access->latest = latest;
    }
}

/* How many were opened by @time. */
static guint
begun_by(const GPtrArray *list, int64_t time)
{
    guint low = 0, high = list->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        const LbOpenAccess *access = g_ptr_array_index(list, middle);
        if (access->opened <= time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* One that does not explain the event: what it says of it counts where nothing better was found. */
static void
note(LbExplanation *found, const LbOpenAccess *access, const LbWinEvent *event)
{
    if (lb_explanation_covers(access, event)) {
        if (found->how != LB_EXPLAINED_OTHER)
            *found = (LbExplanation){ LB_EXPLAINED_OTHER, access->request, 0 };
        return;
    }
    int64_t late = event->time - access->ended;
    if (found->how == LB_EXPLAINED_OTHER || late > NEAR || !lb_explanation_fits(access, event))
        return;
    if (found->how == LB_EXPLAINED_NOT || late < found->late)
        *found = (LbExplanation){ LB_EXPLAINED_LATE, access->request, late };
}

LbExplanation
lb_explanation_find(const GPtrArray *list, const LbWinEvent *event)
{
    LbExplanation found = { LB_EXPLAINED_NOT, 0, 0 };
    for (guint i = begun_by(list, event->time); i > 0; i--) {
        const LbOpenAccess *access = g_ptr_array_index(list, i - 1);
        if (event->time - access->latest > NEAR)
            break;
        if (lb_explanation_covers(access, event) && lb_explanation_fits(access, event))
            return (LbExplanation){ LB_EXPLAINED, access->request, 0 };
        note(&found, access, event);
    }
    return found;
}
