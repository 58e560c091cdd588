/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request that is not sent yet. */
#include "core/draft.h"

#include <string.h>

#include "base/i18n.h"
#include "core/scope.h"
#include "core/terms.h"
#include "core/ticket.h"

LbDraft *
lb_draft_new(void)
{
    return g_new0(LbDraft, 1);
}

void
lb_draft_free(LbDraft *draft)
{
    if (draft == NULL)
        return;
    g_free(draft->service);
    g_free(draft->scenario);
    g_free(draft->level);
    g_free(draft->justification);
    g_strfreev(draft->resources);
    g_free(draft->like);
    g_free(draft);
}

/* What is not finished may hold what a request would be refused for, but not what cannot be stored or shown again. */
static bool
check_text(const char *text, const char *field, glong limit, bool lines, GError **error)
{
    if (text == NULL)
        return true;
    if (!g_utf8_validate(text, -1, NULL) || (!lines && strchr(text, '\n') != NULL))
        return lb_refuse(error, LB_REFUSAL_UNSAFE_TEXT, "(%s)", field);
    if (g_utf8_strlen(text, -1) > limit)
        return lb_refuse(error, LB_REFUSAL_TEXT_TOO_LONG, _("(%s: at most %d characters)"), field,
                         (int)limit);
    return true;
}

bool
lb_draft_check(const LbDraft *draft, GError **error)
{
    if (draft->ticket < 0 || draft->ticket > LB_TICKET_LAST)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_TICKET, NULL);
    if (draft->hours < 0)
        return lb_refuse(error, LB_REFUSAL_HOURS_OUT_OF_RANGE, _("(1 to %d)"), LB_HOURS_MAX);
    if (!check_text(draft->service, "service", LB_LIMIT_LINE, false, error) ||
        !check_text(draft->scenario, "scenario", LB_LIMIT_LINE, false, error) ||
        !check_text(draft->level, "level", LB_LIMIT_LINE, false, error) ||
        !check_text(draft->justification, "justification", LB_LIMIT_TEXT, true, error))
        return false;
    guint count = draft->resources != NULL ? g_strv_length(draft->resources) : 0;
    if (count > LB_LIMIT_RESOURCES)
        return lb_refuse(error, LB_REFUSAL_TOO_MANY, _("(at most %d resources)"),
                         LB_LIMIT_RESOURCES);
    for (guint i = 0; i < count; i++)
        if (!check_text(draft->resources[i], "resources", LB_SCOPE_LIMIT, false, error))
            return false;
    return true;
}
