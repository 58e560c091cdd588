/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grants and targets in rows. */
#include "tui/opens.h"

#include "base/i18n.h"
#include "wording/grants.h"

#define INDENT "   "
#define SINGLE 3 /* resources that are alike have a row each, up to so many */

/* Kinds of rows, in their order; the marks of lb_phrase_grant() and lb_phrase_reach(). */
static const char marks[] = "!~.+=-";

static char
mark_of(const LbRequestView *view, const LbResource *resource)
{
    const LbGrantState *state = lb_grants_find(view, resource);
    if (state != NULL)
        return lb_grant_mark(state);
    bool decided = view->grants != NULL && view->grants->len > 0;
    return resource->reached && !decided ? '+' : '-';
}

bool
lb_opens_are_wrong(const LbRequestView *view)
{
    for (guint i = 0; view->grants != NULL && i < view->grants->len; i++)
        if (lb_grant_mark(g_ptr_array_index(view->grants, i)) == '!')
            return true;
    return false;
}

static LbStyle
style_of(char mark)
{
    return mark == '!' ? LB_STYLE_WARNING : mark == '+' ? LB_STYLE_OPEN : LB_STYLE_TEXT;
}

static void
add(LbPager *pager, int width, char mark, const char *text)
{
    lb_pager_add(pager, width, style_of(mark), INDENT, INDENT "  ", text);
}

/* The resources with one mark: each with its own row and why it is so where that is wrong, else in one when they are many. */
static void
add_marked(LbPager *pager, const LbRequestView *view, const LbApp *app, int width, char mark)
{
    g_autoptr(GPtrArray) alike = g_ptr_array_new();
    for (guint i = 0; i < view->request->resources->len; i++) {
        LbResource *resource = g_ptr_array_index(view->request->resources, i);
        if (mark_of(view, resource) == mark)
            g_ptr_array_add(alike, resource);
    }
    bool single = mark == '!' || alike->len <= SINGLE;
    for (guint i = 0; i < (single ? alike->len : MIN(alike->len, 1)); i++) {
        const LbResource *resource = g_ptr_array_index(alike, i);
        const LbGrantState *state = lb_grants_find(view, resource);
        g_autofree char *line = lb_phrase_reach(view, resource, app->zone);
        guint more = single ? 0 : alike->len - 1;
        g_autofree char *many = more > 0
                                    ? g_strdup_printf(ngettext_("%s, and %u more like it",
                                                                "%s, and %u more like it", more),
                                                      line, more)
                                    : NULL;
        add(pager, width, mark, many != NULL ? many : line);
        if (state != NULL && mark != '=')
            lb_pager_quote(pager, width, INDENT "  ", state->words);
    }
}

void
lb_opens_fill(LbPager *pager, const LbRequestView *view, const LbApp *app, int width)
{
    g_autofree char *goes_on = lb_phrase_goes_on(view);
    if (!lb_grants_matter(view))
        return;
    for (const char *mark = marks; *mark != '\0'; mark++)
        add_marked(pager, view, app, width, *mark);
    if (goes_on != NULL)
        lb_pager_add(pager, width, LB_STYLE_TEXT, " ", "   ", goes_on);
}
