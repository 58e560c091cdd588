/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small dialogs that change one's own account: one thing each. What is not allowed is refused by the service, and
 * said beside what was typed, which stays. */
#include <string.h>

#include "base/i18n.h"
#include "base/locale.h"
#include "base/time.h"
#include "tui/hand.h"
#include "tui/pager.h"
#include "tui/screens.h"
#include "tui/zones.h"
#include "wording/people.h"
#include "wording/plain.h"

#define ZONES "/usr/share/zoneinfo"
#define ADDRESS_LIMIT 254
#define ZONE_LIMIT 64
#define CONFIRMING 6 /* characters at the end of a fingerprint */
#define WIDEST 80

typedef struct Dialog Dialog;

/* What can be changed. */
typedef struct {
    const char *title;
    const char *consequence;
    const char *label; /* of what is typed; NULL: nothing is */
    glong limit;       /* of what is typed */
    bool told;         /* by mail; else nobody is */
    bool (*act)(Dialog *self, GError **error);
    const char *done; /* with what it is now */
    LbKeyHelp keys[5];
} Kind;

struct Dialog {
    LbScreen screen;
    LbProfileChange change;
    const Kind *kind;
    char *subject;    /* address or fingerprint; NULL: none */
    bool ours;        /* it is the key of this session */
    char *told;       /* who is told */
    LbField field;    /* what is typed */
    GStrv choices;    /* tags of languages; "" for none */
    int choice;       /* the one that is marked */
    GStrv zones;      /* names */
    GPtrArray *found; /* those that match what is typed, borrowed from zones */
    LbHand hand;
    char *message;
    LbPager head;
};

static void
free_screen(LbScreen *screen)
{
    Dialog *self = (Dialog *)screen;
    g_free(self->subject);
    g_free(self->told);
    lb_field_clear(&self->field);
    g_strfreev(self->choices);
    g_strfreev(self->zones);
    g_clear_pointer(&self->found, g_ptr_array_unref);
    g_free(self->message);
    lb_pager_clear(&self->head);
    g_free(self);
}

static void
say(Dialog *self, const char *message)
{
    g_free(self->message);
    self->message = g_strdup(message);
}

/* The changes */

static char *
typed(const Dialog *self)
{
    return g_strstrip(g_strdup(self->field.text->str));
}

static bool
set_language(Dialog *self, GError **error)
{
    LbApp *app = self->screen.app;
    const char *tag = self->choices[self->choice];
    if (!lb_profile_set(app->service, app->actor, tag, NULL, error))
        return false;
    if (*tag == '\0') /* what the terminal names has been read at the beginning of the session */
        return true;
    lb_locale_set_language(tag);
    g_free(app->actor->language);
    app->actor->language = g_strdup(tag);
    return true;
}

static bool
set_zone(Dialog *self, GError **error)
{
    LbApp *app = self->screen.app;
    g_autofree char *name = typed(self);
    if (!lb_profile_set(app->service, app->actor, NULL, name, error))
        return false;
    g_free(app->actor->time_zone);
    app->actor->time_zone = g_strdup(*name != '\0' ? name : NULL);
    g_time_zone_unref(app->zone);
    app->zone = lb_time_zone(app->actor->time_zone);
    return true;
}

static bool
add_address(Dialog *self, GError **error)
{
    g_autofree char *mail = typed(self);
    return lb_profile_add_address(self->screen.app->service, self->screen.app->actor, mail, error);
}

static bool
remove_address(Dialog *self, GError **error)
{
    return lb_profile_remove_address(self->screen.app->service, self->screen.app->actor,
                                     self->subject, error);
}

static bool
revoke_key(Dialog *self, GError **error)
{
    return lb_profile_revoke_key(self->screen.app->service, self->screen.app->actor, self->subject,
                                 error);
}

#define BACK              \
    {                     \
        "Esc", N_("back") \
    }

static const Kind kinds[] = {
    [LB_PROFILE_LANGUAGE] = { N_("Language"),
                              N_("For mails to you and for these screens, at once; from the next "
                                 "session on a "
                                 "language that your terminal names comes first."),
                              NULL,
                              1,
                              false,
                              set_language,
                              N_("Your language is now %s."),
                              { { "Enter", N_("take it") },
                                { N_("Up, Down"), N_("choose") },
                                BACK,
                                { NULL, NULL } } },
    [LB_PROFILE_ZONE] = { N_("Time zone"),
                          N_("In it you read all times, here and in mails. Left empty it is UTC."),
                          N_("Time zone"),
                          ZONE_LIMIT,
                          false,
                          set_zone,
                          N_("Your time zone is now %s."),
                          { { "Enter", N_("take it") },
                            { "Tab", N_("complete") },
                            { "Ctrl-U", N_("empty") },
                            BACK } },
    [LB_PROFILE_ADD_ADDRESS] = { N_("Add a mail address"),
                                 N_("It is told what you are told; nobody can decide by it."),
                                 N_("Address"),
                                 ADDRESS_LIMIT,
                                 true,
                                 add_address,
                                 N_("%s is told from now on what you are told."),
                                 { { "Enter", N_("add") }, BACK, { NULL, NULL } } },
    [LB_PROFILE_REMOVE_ADDRESS] = { N_("Remove a mail address"),
                                    N_("From now on it is told nothing any more."),
                                    NULL,
                                    1,
                                    true,
                                    remove_address,
                                    N_("%s is removed."),
                                    { { "Enter", N_("remove") }, BACK, { NULL, NULL } } },
    [LB_PROFILE_REVOKE_KEY] = { N_("Revoke a key"),
                                N_("It never comes in again. All your open sessions end, this one "
                                   "too."),
                                N_("Last 6 characters of the fingerprint"),
                                CONFIRMING,
                                true,
                                revoke_key,
                                N_("The key %s is revoked."),
                                { { "Enter", N_("revoke") }, BACK, { NULL, NULL } } },
};

/* Drawing */

/* What is done, or its end where it is the last thing of this session. The caller frees it. */
static char *
sentence(const Dialog *self)
{
    g_autofree char *word = NULL;
    if (self->change == LB_PROFILE_LANGUAGE) {
        const char *tag = self->choices[self->choice];
        word = lb_phrase_language(*tag != '\0' ? tag : NULL);
    } else {
        g_autofree char *name = typed(self);
        const char *plain = self->subject != NULL ? self->subject : name;
        word = lb_plain_inline(*plain != '\0' ? plain : "UTC");
    }
    g_auto(GStrv) pieces = g_strsplit(_(self->kind->done), "%s", 2);
    g_autofree char *done = g_strjoinv(word, pieces);
    const char *end = self->change == LB_PROFILE_REVOKE_KEY ? _(" This session ends with it.") : "";
    return g_strdup_printf("%s%s %s", done, end, self->told);
}

static void
layout(LbScreen *screen, int width, int height)
{
    Dialog *self = (Dialog *)screen;
    int columns = MIN(width, WIDEST) - 1;
    (void)height;
    lb_pager_empty(&self->head);
    g_autofree char *subject = lb_plain_inline(self->subject);
    if (self->subject != NULL)
        lb_pager_add(&self->head, columns, LB_STYLE_STRONG, "   ", "   ", subject);
    lb_pager_add(&self->head, columns, LB_STYLE_TEXT, "   ", "   ", _(self->kind->consequence));
    if (self->ours)
        lb_pager_add(&self->head, columns, LB_STYLE_WARNING, "   ", "   ",
                     _("It is the key by which you have come in."));
    lb_pager_add(&self->head, columns, LB_STYLE_TEXT, "   ", "   ", self->told);
    lb_pager_layout(&self->head, (int)self->head.lines->len);
}

static void
render_choices(const Dialog *self, LbPane *pane)
{
    int count = (int)g_strv_length(self->choices), rows = CLAMP(count, 1, pane->height - 2);
    int top = MAX(self->choice - rows + 1, 0);
    LbPane room = lb_pane_take_top(pane, rows);
    for (int i = top; i < MIN(top + rows, count); i++) {
        bool here = i == self->choice;
        const char *tag = self->choices[i];
        g_autofree char *name = lb_phrase_language(*tag != '\0' ? tag : NULL);
        lb_pane_print(room, 3, i - top, here ? LB_STYLE_ACCENT : LB_STYLE_TEXT, "%s %s",
                      here ? ">" : " ", name);
    }
}

/* What the name that is typed means now, or what Tab can make of it. The caller frees it. */
static char *
zone_hint(const Dialog *self)
{
    g_autofree char *name = typed(self);
    g_autoptr(GTimeZone) zone = lb_time_zone(name);
    if (*name == '\0' || strcmp(g_time_zone_get_identifier(zone), name) == 0) {
        g_autofree char *now = lb_time_format(self->screen.app->now, zone, LB_TIME_FULL);
        return g_strdup_printf(_("now %s"), now);
    }
    g_autoptr(GString) hint = g_string_new(NULL);
    for (guint i = 0; i < self->found->len; i++)
        g_string_append_printf(hint, "%s%s", i > 0 ? ", " : "",
                               (const char *)g_ptr_array_index(self->found, i));
    return g_strdup(hint->str);
}

static void
render_field(const Dialog *self, LbPane *pane)
{
    LbPane row = lb_pane_take_top(pane, 1);
    int x = lb_pane_put(row, 3, 0, LB_STYLE_ACCENT, _(self->kind->label)) + 2;
    if (self->change == LB_PROFILE_REVOKE_KEY)
        lb_pane_take_right(&row, MAX(row.width - x - CONFIRMING - 1, 0));
    lb_field_render(&self->field, row, x, 0, true);
    if (self->change != LB_PROFILE_ZONE)
        return;
    g_autofree char *hint = zone_hint(self);
    g_autofree char *cut = lb_cut_end(hint, pane->width - x - 1);
    lb_pane_put(lb_pane_take_top(pane, 1), x, 0, LB_STYLE_FAINT, cut);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Dialog *self = (const Dialog *)screen;
    bool tall = pane.height >= 15;
    pane.width = MIN(pane.width, WIDEST);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pane_put(lb_pane_take_top(&pane, 1), 1, 0, LB_STYLE_STRONG, _(self->kind->title));
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pager_render(&self->head, lb_pane_take_top(&pane, self->head.height));
    lb_pane_take_top(&pane, 1);
    if (self->choices != NULL)
        render_choices(self, &pane);
    if (self->kind->label != NULL)
        render_field(self, &pane);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_hand_render_message(self->message, pane);
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    return ((const Dialog *)screen)->kind->keys;
}

/* Acting */

static bool
is_confirmed(Dialog *self)
{
    if (self->change != LB_PROFILE_REVOKE_KEY)
        return true;
    size_t length = strlen(self->subject);
    const char *last = self->subject + (length > CONFIRMING ? length - CONFIRMING : 0);
    if (strcmp(self->field.text->str, last) == 0)
        return true;
    say(self, self->field.text->len == 0 ? _("Type the last 6 characters of the fingerprint first.")
                                         : _("Those are not the last 6 characters of this key's "
                                             "fingerprint."));
    return false;
}

static void
change(Dialog *self)
{
    LbApp *app = self->screen.app;
    g_autoptr(GError) error = NULL;
    if (!is_confirmed(self))
        return;
    if (!self->kind->act(self, &error)) {
        say(self, error->message);
        return;
    }
    char *done = sentence(self);
    if (self->change == LB_PROFILE_REVOKE_KEY) { /* as every session of the person does */
        g_ptr_array_add(app->results, done);
        app->ended = true;
        return;
    }
    lb_app_pop(app);
    lb_app_reload(app);
    lb_app_say(app, LB_STYLE_STRONG, done);
}

static void
press_enter(Dialog *self, const LbInput *input)
{
    if (lb_hand_presses(&self->hand, input))
        change(self);
    else
        say(self, _("Nothing is changed: that Enter came too fast for a finger. Press it again."));
}

static void
match_zones(Dialog *self)
{
    if (self->zones == NULL)
        return;
    g_clear_pointer(&self->found, g_ptr_array_unref);
    self->found = lb_zones_match(self->zones, self->field.text->str);
}

static void
press_tab(Dialog *self)
{
    if (self->zones == NULL)
        return;
    g_autofree char *whole = lb_zones_complete(self->found, self->field.text->str);
    lb_field_set(&self->field, whole);
    match_zones(self);
}

/* A confirmation is typed key by key; an input method hands over full-width characters all at once. */
static void
type_text(Dialog *self, const LbInput *input)
{
    bool confirms = self->change == LB_PROFILE_REVOKE_KEY;
    int ascii = lb_key_ascii(input->key);
    if (confirms && input->hasty && ascii == input->key) {
        lb_field_set(&self->field, "");
        lb_hand_pause(&self->hand, input);
        say(self, _("That came too fast for fingers. Type it key by key."));
        return;
    }
    lb_field_type(&self->field, confirms ? ascii : input->key);
    match_zones(self);
}

static void
move_choice(Dialog *self, int key)
{
    int count = (int)g_strv_length(self->choices), ascii = lb_key_ascii(key);
    if (key == LB_KEY_UP || ascii == 'k')
        self->choice = MAX(self->choice - 1, 0);
    else if (key == LB_KEY_DOWN || ascii == 'j')
        self->choice = MIN(self->choice + 1, count - 1);
}

static void
type_key(Dialog *self, const LbInput *input)
{
    g_clear_pointer(&self->message, g_free);
    if (input->key == LB_KEY_ENTER)
        press_enter(self, input);
    else if (input->key == LB_KEY_TAB)
        press_tab(self);
    else if (self->choices != NULL)
        move_choice(self, input->key);
    else if (self->kind->label != NULL)
        type_text(self, input);
}

static void
type(LbScreen *screen, const LbInput *input)
{
    Dialog *self = (Dialog *)screen;
    LbHandKey key = lb_hand_take(&self->hand, screen->app, input, false);
    if (key == LB_HAND_PASTED)
        say(self, _("Pasted text is not taken here. Type it."));
    else if (key == LB_HAND_TYPED)
        type_key(self, input);
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Your account"));
}

static const LbScreenOps ops = {
    .place = place,
    .keys = keys,
    .free = free_screen,
    .layout = layout,
    .render = render,
    .type = type,
};

/* Those that are installed, the one that is set whether it is or not, and none. */
static void
list_choices(Dialog *self, const char *set)
{
    g_auto(GStrv) installed = lb_locale_languages();
    g_autoptr(GStrvBuilder) choices = g_strv_builder_new();
    g_strv_builder_addv(choices, (const char **)installed);
    if (set != NULL && !g_strv_contains((const char *const *)installed, set))
        g_strv_builder_add(choices, set);
    g_strv_builder_add(choices, "");
    self->choices = g_strv_builder_end(choices);
    while (strcmp(self->choices[self->choice], set != NULL ? set : "") != 0)
        self->choice++;
}

LbScreen *
lb_profile_dialog_new(LbApp *app, LbProfileChange what, const LbPersonView *view,
                      const char *subject)
{
    Dialog *self = g_new0(Dialog, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->change = what;
    self->kind = &kinds[what];
    self->subject = g_strdup(subject);
    self->ours = what == LB_PROFILE_REVOKE_KEY && g_strcmp0(subject, app->actor->fingerprint) == 0;
    self->told = self->kind->told ? lb_phrase_told(view) : g_strdup(_("Nobody else is told."));
    self->hand = lb_hand_new(app);
    lb_field_init(&self->field, self->kind->limit, false);
    lb_pager_init(&self->head);
    if (what == LB_PROFILE_LANGUAGE)
        list_choices(self, view->person->language);
    if (what == LB_PROFILE_ZONE) {
        self->zones = lb_zones_read(ZONES);
        lb_field_set(&self->field, view->person->time_zone != NULL ? view->person->time_zone : "");
        match_zones(self);
    }
    return &self->screen;
}
