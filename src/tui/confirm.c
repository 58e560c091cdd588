/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of a question. What is typed ahead or pasted confirms nothing (tui/hand.h). */
#include "tui/confirm.h"

#include <string.h>

#include "base/i18n.h"
#include "tui/hand.h"
#include "tui/pager.h"
#include "tui/screens.h"
#include "wording/plain.h"

#define WIDEST 80
#define LABEL_COLUMNS 12
#define PROOF_LONGEST 40 /* characters that somebody may be asked to type */
#define FINGERPRINT_END 6
#define PROOF_ROOM 10

typedef struct {
    LbScreen screen;
    LbQuestion *question;
    LbField number; /* what is typed of it, or the words */
    LbField typed;  /* of the proof */
    bool proving;   /* the proof is being typed */
    LbHand hand;
    char *message;
    bool over; /* there is nothing left to ask */
    LbPager head;
    LbKeyHelp keys[4];
} Confirm;

LbQuestion *
lb_question_new(void)
{
    return g_new0(LbQuestion, 1);
}

void
lb_question_free(LbQuestion *question)
{
    if (question == NULL)
        return;
    g_free(question->title);
    g_free(question->consequence);
    g_free(question->told);
    g_free(question->text);
    g_free(question->digest);
    g_free(question->proof);
    g_free(question->prompt);
    g_free(question->subject);
    g_free(question->tenant);
    g_free(question->role);
    g_free(question->scope);
    g_free(question);
}

char *
lb_question_fill(const char *format, const char *first, const char *second)
{
    g_auto(GStrv) pieces = g_strsplit(_(format), "%s", 3);
    g_autoptr(GString) text = g_string_new(pieces[0]);
    const char *const words[] = { first, second };
    for (size_t i = 0; i < G_N_ELEMENTS(words) && pieces[i] != NULL && pieces[i + 1] != NULL; i++)
        g_string_append_printf(text, "%s%s", words[i], pieces[i + 1]);
    return g_strdup(text->str);
}

void
lb_question_prove_account(LbQuestion *question, const char *account, int64_t id)
{
    bool plain = strlen(account) <= PROOF_LONGEST;
    for (const char *at = account; *at != '\0'; at++)
        plain = plain && g_ascii_isgraph(*at);
    question->proof = plain ? g_strdup(account) : g_strdup_printf("%lld", (long long)id);
    question->prompt = plain ? g_strdup(_("To do it, type the account:"))
                             : g_strdup_printf(_("To do it, type %s, the number of the account:"),
                                               question->proof);
}

void
lb_question_prove_key(LbQuestion *question, const char *fingerprint)
{
    size_t length = strlen(fingerprint);
    question->proof = g_strdup(fingerprint + length - MIN(length, FINGERPRINT_END));
    question->prompt = g_strdup_printf(
        _("To do it, type the last %d characters of the fingerprint:"), FINGERPRINT_END);
}

static void
free_screen(LbScreen *screen)
{
    Confirm *self = (Confirm *)screen;
    lb_question_free(self->question);
    lb_field_clear(&self->number);
    lb_field_clear(&self->typed);
    lb_pager_clear(&self->head);
    g_free(self->message);
    g_free(self);
}

static void
say(Confirm *self, const char *message)
{
    g_free(self->message);
    self->message = g_strdup(message);
}

/* What it is about may have gone while somebody thought. */
static bool
load(LbScreen *screen, GError **error)
{
    Confirm *self = (Confirm *)screen;
    GError *failure = NULL;
    if (self->over)
        return true;
    g_autofree char *gone = self->question->gone(screen->app, self->question, &failure);
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return false;
    }
    self->over = gone != NULL;
    if (gone != NULL)
        say(self, gone);
    return true;
}

/* Drawing */

static bool
types_number(const Confirm *self)
{
    return self->question->label != NULL && self->question->names == NULL &&
           self->question->text_limit == 0;
}

static void
layout(LbScreen *screen, int width, int height)
{
    Confirm *self = (Confirm *)screen;
    const LbQuestion *question = self->question;
    int columns = MIN(width, WIDEST) - 1,
        rows = 3 + (question->label != NULL ? 1 : 0) + (question->proof != NULL ? 2 : 0);
    lb_pager_empty(&self->head);
    lb_pager_add(&self->head, columns, LB_STYLE_STRONG, " ", " ", question->title);
    lb_pager_add(&self->head, columns, LB_STYLE_TEXT, "   ", "   ", question->consequence);
    if (question->told != NULL)
        lb_pager_add(&self->head, columns, LB_STYLE_TEXT, "   ", "   ", question->told);
    lb_pager_layout(&self->head, MIN((int)self->head.lines->len, MAX(height - rows, 1)));
}

static int
put_label(LbPane pane, const char *label, bool focused)
{
    int x = lb_pane_put(pane, 3, 0, focused ? LB_STYLE_ACCENT : LB_STYLE_TEXT, label);
    return MAX(x + 2, 3 + LABEL_COLUMNS);
}

static void
render_choice(const Confirm *self, LbPane pane)
{
    const LbQuestion *question = self->question;
    bool focused = !self->proving;
    int x = put_label(pane, _(question->label), focused);
    if (question->names != NULL) {
        const char *name = lb_names_label(question->names, question->chosen);
        x = lb_pane_put(pane, x, 0, LB_STYLE_STRONG, _(name)) + 3;
        lb_pane_put(pane, x, 0, LB_STYLE_FAINT, _("another one by + and -"));
        return;
    }
    if (question->text_limit != 0) {
        const char *note = _("may stay empty");
        lb_pane_put_right(pane, 0, LB_STYLE_FAINT, note);
        lb_pane_take_right(&pane, lb_columns(note) + 2);
        lb_field_render(&self->number, pane, x, 0, focused);
        return;
    }
    LbPane room = pane;
    lb_pane_take_right(&room, MAX(pane.width - x - 8, 0));
    lb_field_render(&self->number, room, x, 0, focused);
    lb_pane_print(pane, x + 10, 0, LB_STYLE_FAINT, _("%d to %d; now %d"), question->least,
                  question->most, question->before);
}

/* Where the field would have no room beside what asks for it, it stands below. */
static void
render_proof(const Confirm *self, LbPane *pane)
{
    LbPane row = lb_pane_take_top(pane, 1);
    int x = lb_pane_put(row, 3, 0, self->proving ? LB_STYLE_ACCENT : LB_STYLE_TEXT,
                        self->question->prompt) +
            1;
    if (x + PROOF_ROOM > row.width) {
        row = lb_pane_take_top(pane, 1);
        x = 5;
    }
    lb_field_render(&self->typed, row, x, 0, self->proving);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Confirm *self = (const Confirm *)screen;
    bool tall = pane.height >= 15;
    pane.width = MIN(pane.width, WIDEST);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    if (self->over) {
        lb_pane_put(lb_pane_take_top(&pane, 2), 1, 0, LB_STYLE_STRONG, self->question->title);
        lb_hand_render_message(self->message, pane);
        return;
    }
    int rows = self->head.height + (lb_pager_overflows(&self->head) ? 1 : 0);
    lb_pager_render(&self->head, lb_pane_take_top(&pane, rows));
    lb_pane_take_top(&pane, tall ? 1 : 0);
    if (self->question->label != NULL)
        render_choice(self, lb_pane_take_top(&pane, 1));
    if (self->question->proof != NULL)
        render_proof(self, &pane);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_hand_render_message(self->message, pane);
}

static const LbKeyHelp back = { "Esc", N_("back") };

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    static const LbKeyHelp over[] = { { "Esc", N_("back") }, { NULL, NULL } };
    const Confirm *self = (const Confirm *)screen;
    return self->over ? over : self->keys;
}

/* Confirming */

static bool
take_number(Confirm *self)
{
    LbQuestion *question = self->question;
    gint64 number = 0;
    if (question->text_limit != 0) {
        g_free(question->text);
        question->text = g_strstrip(g_strdup(self->number.text->str));
    }
    if (!types_number(self))
        return true;
    if (g_ascii_string_to_signed(self->number.text->str, 10, question->least, question->most,
                                 &number, NULL)) {
        question->chosen = (int)number;
        return true;
    }
    g_autofree char *words =
        g_strdup_printf(_("A number from %d to %d is needed."), question->least, question->most);
    self->proving = false;
    say(self, words);
    return false;
}

static bool
is_proved(Confirm *self)
{
    const char *proof = self->question->proof;
    if (proof == NULL || strcmp(self->typed.text->str, proof) == 0)
        return true;
    self->proving = true;
    say(self, self->typed.text->len == 0 ? _("Type it first: this takes something away.")
                                         : _("That is not what has to be typed."));
    return false;
}

static void
confirm(Confirm *self)
{
    LbApp *app = self->screen.app;
    GError *error = NULL;
    if (!take_number(self) || !is_proved(self))
        return;
    char *sentence = self->question->act(app, self->question, &error);
    if (sentence == NULL) {
        say(self, error->message);
        g_error_free(error);
        lb_app_reload(app);
        return;
    }
    lb_app_pop(app);
    lb_app_reload(app);
    lb_app_say(app, LB_STYLE_STRONG, sentence);
    LbScreen *next =
        self->question->next != NULL ? self->question->next(app, self->question) : NULL;
    if (next != NULL)
        lb_app_push(app, next);
}

/* Keys */

static bool
choose(Confirm *self, int key)
{
    LbQuestion *question = self->question;
    int ascii = lb_key_ascii(key), count = 0, at = 0;
    int step = ascii == '+' || key == LB_KEY_RIGHT  ? 1
               : ascii == '-' || key == LB_KEY_LEFT ? -1
                                                    : 0;
    if (question->names == NULL || self->proving || step == 0)
        return false;
    for (; question->names[count].name != NULL; count++)
        if (question->names[count].value == question->chosen)
            at = count;
    question->chosen = question->names[(at + step + count) % count].value;
    return true;
}

static void
type_text(Confirm *self, const LbInput *input)
{
    LbField *field = self->proving ? &self->typed : &self->number;
    bool takes = self->proving ? self->question->proof != NULL : types_number(self);
    if (choose(self, input->key))
        return;
    if (!self->proving && self->question->text_limit != 0) {
        lb_field_type(&self->number, input->key);
        return;
    }
    if (!takes)
        return;
    if (!input->hasty || lb_key_ascii(input->key) != input->key) {
        lb_field_type(field, input->key);
        return;
    }
    field->cursor = 0;
    g_string_truncate(field->text, 0);
    lb_hand_pause(&self->hand, input);
    say(self, _("That came too fast for fingers. Type it key by key."));
}

static void
move_focus(Confirm *self)
{
    if (self->question->proof != NULL && self->question->label != NULL)
        self->proving = !self->proving;
}

static void
type_key(Confirm *self, const LbInput *input)
{
    g_clear_pointer(&self->message, g_free);
    if (input->key == LB_KEY_ENTER && lb_hand_presses(&self->hand, input))
        confirm(self);
    else if (input->key == LB_KEY_ENTER)
        say(self, _("Nothing is done: that Enter came too fast for a finger. Press it again."));
    else if (input->key == LB_KEY_TAB || input->key == LB_KEY_BACK_TAB || input->key == LB_KEY_UP ||
             input->key == LB_KEY_DOWN)
        move_focus(self);
    else
        type_text(self, input);
}

static void
type(LbScreen *screen, const LbInput *input)
{
    Confirm *self = (Confirm *)screen;
    LbHandKey key = lb_hand_take(&self->hand, screen->app, input, self->over);
    if (key == LB_HAND_PASTED)
        say(self, _("Pasted text is not taken here. Type it."));
    else if (key == LB_HAND_TYPED)
        type_key(self, input);
}

static const LbScreenOps ops = {
    .keys = keys,
    .free = free_screen,
    .load = load,
    .layout = layout,
    .render = render,
    .type = type,
};

LbScreen *
lb_confirm_screen_new(LbApp *app, LbQuestion *question)
{
    Confirm *self = g_new0(Confirm, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->question = question;
    self->proving = question->label == NULL;
    self->keys[0] = (LbKeyHelp){ "Enter", question->verb };
    self->keys[1] = back;
    lb_field_init(&self->number, question->text_limit != 0 ? question->text_limit : 4,
                  question->text_limit == 0);
    lb_field_init(&self->typed, PROOF_LONGEST, false);
    lb_pager_init(&self->head);
    self->hand = lb_hand_new(app);
    return &self->screen;
}
