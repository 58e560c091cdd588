/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work without a request: what it was, where, when, who says so, and in which words. */
#include "tui/exclusiontext.h"

#include "base/i18n.h"
#include "wording/exclusions.h"
#include "wording/plain.h"

#define WHERE_COLUMNS 24

LbStyle
lb_exclusion_style(LbExclusionState state)
{
    return state == LB_EXCLUSION_ACKNOWLEDGED ? LB_STYLE_ENDED : LB_STYLE_WAITS;
}

static void
add(LbPager *pager, int width, LbStyle style, const char *text)
{
    lb_pager_add(pager, width, style, " ", "   ", text);
}

void
lb_exclusion_text_fill(LbPager *pager, const LbApp *app, const LbExclusion *exclusion, int width)
{
    LbExclusionState state = lb_exclusion_state(exclusion);
    g_autofree char *id = lb_exclusion_id(exclusion->number);
    g_autofree char *mark = lb_phrase_exclusion_mark(state);
    g_autofree char *head = g_strdup_printf("%s   %s", id, mark);
    g_autofree char *scope = lb_phrase_exclusion_scope(exclusion);
    g_autofree char *path = lb_plain_inline(exclusion->scope);
    g_autofree char *period = lb_phrase_exclusion_period(exclusion, app->zone);
    g_autofree char *origin = lb_phrase_exclusion_origin(exclusion, app->zone);
    g_autofree char *outcome = lb_phrase_exclusion_outcome(exclusion, app->zone);
    lb_pager_empty(pager);
    add(pager, width, lb_exclusion_style(state), head);
    lb_pager_add(pager, width, LB_STYLE_TEXT, "", "", "");
    add(pager, width, LB_STYLE_TEXT,
        _("Work without a request, in a case for which none is made:"));
    lb_pager_add(pager, width, LB_STYLE_STRONG, "   ", "     ",
                 _(lb_names_label(lb_exclusion_kind_names, (int)exclusion->kind)));
    add(pager, width, LB_STYLE_TEXT, scope);
    lb_pager_add(pager, width, LB_STYLE_FAINT, "   ", "     ", path);
    add(pager, width, LB_STYLE_TEXT, period);
    add(pager, width, LB_STYLE_TEXT, origin);
    lb_pager_add(pager, width, LB_STYLE_TEXT, "", "", "");
    lb_pager_quote(pager, width, "   ", exclusion->text);
    lb_pager_add(pager, width, LB_STYLE_TEXT, "", "", "");
    add(pager, width, LB_STYLE_TEXT, outcome);
    lb_pager_quote(pager, width, "   ", exclusion->comment);
}

char *
lb_exclusion_banner(const LbApp *app, const LbExclusion *newest, int count)
{
    g_autofree char *id = lb_exclusion_id(newest->number);
    g_autofree char *span = lb_phrase_exclusion_span(newest, app->zone);
    g_autofree char *name = lb_exclusion_where(newest);
    g_autofree char *plain = lb_plain_inline(name);
    g_autofree char *where = lb_cut_middle(plain, WHERE_COLUMNS);
    if (count == 1)
        return g_strdup_printf(
            _("! %s  Access outside a request, %s, to %s: read and acknowledge it (x)"), id, span,
            where);
    return g_strdup_printf(_("! %d accesses outside requests, the newest %s, %s, to %s: read and "
                             "acknowledge them (x)"),
                           count, id, span, where);
}
