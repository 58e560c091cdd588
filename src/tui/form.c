/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels, hints, messages and movement of forms. */
#include "tui/form.h"

#include "base/i18n.h"

#define MARKS 4 /* columns of what stands around a value */
#define GAP 2
#define VALUE_LEAST 8

void
lb_form_clear(LbForm *form)
{
    g_clear_pointer(&form->message, g_free);
}

void
lb_form_hush(LbForm *form)
{
    g_clear_pointer(&form->message, g_free);
}

void
lb_form_say(LbForm *form, int field, const char *message)
{
    g_free(form->message);
    form->message = g_strdup(message);
    form->wrong = form->focus = field;
}

bool
lb_form_move(LbForm *form, int key)
{
    bool back = key == LB_KEY_BACK_TAB || key == LB_KEY_UP;
    bool on = key == LB_KEY_TAB || key == LB_KEY_DOWN || key == LB_KEY_ENTER;
    if (!back && !on)
        return false;
    /* Arrows end at the first and the last field. */
    bool edge = (key == LB_KEY_DOWN && form->focus == form->count - 1) ||
                (key == LB_KEY_UP && form->focus == 0);
    if (!edge)
        form->focus = (form->focus + (back ? form->count - 1 : 1)) % form->count;
    return true;
}

bool
lb_form_sends(LbForm *form, const LbInput *input)
{
    if (input->key != LB_KEY_CTRL_X)
        return false;
    if (!input->hasty)
        return true;
    lb_form_say(form, form->focus,
                _("Nothing is sent: that came too fast for a finger. Press Ctrl-X again."));
    return false;
}

int
lb_form_render_label(const LbForm *form, LbPane pane, int field)
{
    bool focused = form->focus == field;
    int x = lb_pane_put(pane, 0, 0, focused ? LB_STYLE_ACCENT : LB_STYLE_TEXT,
                        _(form->rows[field].label));
    return MAX(x + 2, LB_FORM_COLUMN);
}

void
lb_form_render_choice(const LbForm *form, LbPane pane, int x, int field, const char *value,
                      const char *beside)
{
    bool focused = form->focus == field;
    int room = pane.width - x - MARKS - (*beside != '\0' ? GAP + lb_columns(beside) : 0);
    g_autofree char *cut = lb_cut_middle(value, MAX(room, VALUE_LEAST));
    x = lb_pane_print(pane, x, 0, focused ? LB_STYLE_ACCENT : LB_STYLE_STRONG,
                      focused ? "< %s >" : "  %s  ", cut) +
        GAP;
    lb_pane_put(pane, x, 0, LB_STYLE_FAINT, beside);
}

void
lb_form_render_message(const LbForm *form, LbPane pane, int x, int first, int last,
                       const char *hint)
{
    if (form->message != NULL && form->wrong >= first && form->wrong <= last)
        lb_pane_put(pane, x, 0, LB_STYLE_WARNING, form->message);
    else if (form->focus >= first && form->focus <= last)
        lb_pane_put(pane, x, 0, LB_STYLE_FAINT, hint);
}
