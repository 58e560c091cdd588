/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form by which an engineer asks for access. Before it is sent it shows what the rules say, how many owners will be asked,
 * and the request as they will read it. Nothing that was typed is lost by a refusal, by another size or by a connection that
 * breaks: a draft is kept. */
#include "tui/ask.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "tui/screens.h"
#include "wording/plain.h"

static const LbFormRow rows[LB_ASK_FIELDS] = {
    [LB_ASK_TICKET] = { N_("Ticket"), N_("Space lists them; or type to search.") },
    [LB_ASK_SERVICE] = { N_("Service"), N_("Space lists them; or type to search.") },
    [LB_ASK_SCENARIO] = { N_("Scenario"), N_("Space lists them; or type to search.") },
    [LB_ASK_RESOURCES] = { N_("Resources"), N_("Space lists them; or type to search.") },
    [LB_ASK_LEVEL] = { N_("Level"), N_("Left and Right choose it.") },
    [LB_ASK_HOURS] = { N_("Hours"), N_("How long access lasts; + and - change it.") },
    [LB_ASK_WHY] = { N_("Why"), N_("The owners decide by what you write here.") },
};

static void
free_screen(LbScreen *screen)
{
    lb_ask_clear((LbAsk *)screen);
    g_free(screen);
}

static bool
load(LbScreen *screen, GError **error)
{
    return lb_ask_read((LbAsk *)screen, error);
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("New request"));
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    static const LbKeyHelp help[] = { { "Ctrl-X", N_("send") },
                                      { "Ctrl-R", N_("read as they will") },
                                      { "Esc", N_("keep draft") },
                                      { "Tab", N_("next field") },
                                      { NULL, NULL } };
    (void)screen;
    return help;
}

/* Keeping */

/* What cannot be kept now is kept a moment later. */
static bool
keep(LbScreen *screen)
{
    LbAsk *ask = (LbAsk *)screen;
    lb_ask_keep(ask, NULL);
    return ask->kept;
}

static void
idle(LbScreen *screen)
{
    lb_ask_weigh((LbAsk *)screen);
}

/* Where the draft is found again: its ticket need not be among those that are listed. */
static char *
say_kept(int64_t ticket)
{
    g_autofree char *id = lb_ticket_id(ticket);
    if (ticket == 0)
        return g_strdup(_("The draft is kept; + on the overview brings it back."));
    return g_strdup_printf(
        _("The draft for %s is kept; + on it, or on the overview, brings it back."), id);
}

static void
leave(LbAsk *ask, const LbInput *input)
{
    LbApp *app = ask->screen.app;
    g_autoptr(GError) error = NULL;
    bool sure = ask->leaving && !input->hasty;
    ask->leaving = true;
    if (!lb_ask_keep(ask, &error) && !sure) {
        g_autofree char *words = g_strdup_printf(
            _("The draft cannot be kept now: %s Esc again leaves without it."), error->message);
        lb_form_say(&ask->form, ask->form.focus, words);
        return;
    }
    char *sentence = ask->kept ? say_kept(ask->ticket) : NULL;
    lb_app_pop(app);
    if (sentence != NULL)
        lb_app_say(app, LB_STYLE_TEXT, sentence);
}

/* To what is missing first; where nothing is, to the words that owners decide by. */
static void
go_on(LbAsk *ask)
{
    ask->form.focus = lb_ask_next_empty(ask, LB_ASK_TICKET - 1);
    if (ask->closed != NULL)
        ask->form.focus = LB_ASK_TICKET;
    else if (!lb_ask_is_empty(ask, ask->form.focus))
        ask->form.focus = LB_ASK_WHY;
}

static void
throw_away(LbAsk *ask, const LbInput *input)
{
    GError *error = NULL;
    bool sure = ask->throwing && !input->hasty;
    if (!lb_ask_holds_something(ask))
        return;
    ask->throwing = true;
    if (!sure)
        lb_form_say(&ask->form, ask->form.focus,
                    _("Ctrl-D again throws away all that is filled in."));
    else if (!lb_ask_throw_away(ask, &error))
        lb_app_fail(ask->screen.app, error);
    else
        go_on(ask);
}

/* Sending */

/* How many have a mail by now that asks them. */
static char *
say_mailed(const LbApp *app, const LbRequest *request, const char *id)
{
    g_autoptr(LbRequestView) view =
        lb_service_show(app->service, app->actor, request->number, NULL);
    g_autofree char *subscription = lb_plain_inline(request->subscription_name);
    int mailed = 0;
    for (guint i = 0; view != NULL && i < view->asked->len; i++)
        if (((const LbAsked *)g_ptr_array_index(view->asked, i))->mail_status != NULL)
            mailed++;
    if (mailed == 0)
        return g_strdup_printf(_("%s is sent."), id);
    return g_strdup_printf(ngettext_("%s is sent. %d owner or approver of %s is mailed.",
                                     "%s is sent. %d owners and approvers of %s are mailed.",
                                     (unsigned long)mailed),
                           id, mailed, subscription);
}

static char *
say_sent(const LbApp *app, const LbRequest *request)
{
    g_autofree char *id = lb_request_id(request);
    if (request->status == LB_STATUS_PENDING)
        return say_mailed(app, request, id);
    if (request->status == LB_STATUS_INITIALIZING)
        return g_strdup_printf(_("%s is sent. It waits for internal approval first."), id);
    return g_strdup_printf(_("%s is sent, and access is open: no customer data is touched."), id);
}

/* Nothing is sent while it is news that less is asked for. */
static bool
lets_go(LbAsk *ask)
{
    bool gone = lb_ask_let_go(ask);
    if (gone)
        ask->form.focus = LB_ASK_RESOURCES;
    return gone;
}

static void send_request(LbAsk *ask);

static void
send_again(LbApp *app, int64_t number, gpointer data)
{
    (void)app;
    (void)number;
    send_request(data);
}

/* Says why it was not sent. A ticket that lives elsewhere is looked at anew where that is all there is to it, and then it is
 * sent. */
static void
take_refusal(LbAsk *ask, const GError *refusal)
{
    g_autoptr(GError) error = NULL;
    bool stale = g_error_matches(refusal, LB_REFUSAL_ERROR, LB_REFUSAL_TICKET_STALE);
    if (!stale || !lb_elsewhere_await(ask->screen.app, ask->ticket, send_again, ask, &error))
        lb_ask_say_refusal(ask, error != NULL ? error : refusal);
}

static void
send_request(LbAsk *ask)
{
    LbApp *app = ask->screen.app;
    g_autoptr(GError) error = NULL;
    if (lets_go(ask) || !lb_ask_is_complete(ask))
        return;
    g_autoptr(LbRequest) request = lb_ask_send(ask, &error);
    if (request == NULL) {
        take_refusal(ask, error);
        return;
    }
    char *sentence = say_sent(app, request);
    g_ptr_array_add(app->results, g_strdup(sentence));
    lb_app_pop(app);
    lb_app_reload(app);
    lb_app_push(app, lb_detail_screen_new(app, request->number));
    lb_app_say(app, LB_STYLE_STRONG, sentence);
}

static void
read_as_they_will(LbAsk *ask)
{
    LbApp *app = ask->screen.app;
    g_autoptr(GError) error = NULL;
    if (lets_go(ask) || !lb_ask_is_complete(ask))
        return;
    LbScreen *screen = lb_ask_preview_screen_new(ask, &error);
    if (screen != NULL)
        lb_app_push(app, screen);
    else
        lb_ask_say_refusal(ask, error);
}

/* Keys */

/* The one beside what is chosen, of @count, around the end. */
static int
beside(int at, int step, int count)
{
    return at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count;
}

static void
step_ticket(LbAsk *ask, int step)
{
    int at = -1, count = (int)ask->tickets->len;
    for (int i = 0; i < count; i++)
        if (((const LbTicket *)g_ptr_array_index(ask->tickets, i))->number == ask->ticket)
            at = i;
    if (count == 0)
        return;
    const LbTicket *ticket = g_ptr_array_index(ask->tickets, beside(at, step, count));
    lb_ask_choose_ticket(ask, ticket->number);
}

/* Whether stepping through services, or through scenarios of the service that is chosen, stops at @offer. */
static bool
stops_at(const LbAsk *ask, const LbOffer *offer, const LbOffer *last, bool services)
{
    if (offer->refusal != LB_REFUSAL_NONE)
        return false;
    if (services)
        return last == NULL || strcmp(last->scenario->service, offer->scenario->service) != 0;
    return ask->service == NULL || strcmp(ask->service, offer->scenario->service) == 0;
}

static void
step_offer(LbAsk *ask, int step, bool services)
{
    g_autoptr(GPtrArray) stops = g_ptr_array_new();
    int at = -1;
    for (guint i = 0; ask->offers != NULL && i < ask->offers->offers->len; i++) {
        const LbOffer *offer = g_ptr_array_index(ask->offers->offers, i);
        const LbOffer *last = stops->len > 0 ? g_ptr_array_index(stops, stops->len - 1) : NULL;
        if (!stops_at(ask, offer, last, services))
            continue;
        bool chosen = services ? g_strcmp0(ask->service, offer->scenario->service) == 0
                               : offer == lb_ask_offer(ask);
        at = chosen ? (int)stops->len : at;
        g_ptr_array_add(stops, (gpointer)offer);
    }
    if (stops->len == 0)
        return;
    const LbOffer *next = g_ptr_array_index(stops, beside(at, step, (int)stops->len));
    if (services)
        lb_ask_choose_service(ask, next->scenario->service);
    else
        lb_ask_choose_scenario(ask, next->scenario->service, next->scenario->id);
}

static void
step_level(LbAsk *ask, int step)
{
    ask->level = (LbLevel)beside((int)ask->level, step, LB_LEVEL_ADMINISTER + 1);
    lb_ask_touch(ask);
}

static void
step_choice(LbAsk *ask, int step)
{
    switch (ask->form.focus) {
    case LB_ASK_TICKET:
        step_ticket(ask, step);
        break;
    case LB_ASK_SERVICE:
    case LB_ASK_SCENARIO:
        step_offer(ask, step, ask->form.focus == LB_ASK_SERVICE);
        break;
    case LB_ASK_LEVEL:
        step_level(ask, step);
        break;
    default:
        break;
    }
}

/* Opens the list of the field, where there is something to choose from. */
static void
open_list(LbAsk *ask, const char *text)
{
    LbScreen *(*const lists[])(LbAsk *, const char *) = {
        [LB_ASK_TICKET] = lb_ask_ticket_list_new,
        [LB_ASK_SERVICE] = lb_ask_service_list_new,
        [LB_ASK_SCENARIO] = lb_ask_scenario_list_new,
        [LB_ASK_RESOURCES] = lb_ask_resource_list_new,
    };
    int field = ask->form.focus;
    if (field > LB_ASK_TICKET && ask->offers == NULL)
        lb_form_say(&ask->form, LB_ASK_TICKET,
                    ask->closed != NULL ? ask->closed : _("A ticket has to be chosen first."));
    else if (field == LB_ASK_RESOURCES && lb_ask_offer(ask) == NULL)
        lb_form_say(&ask->form, ask->service == NULL ? LB_ASK_SERVICE : LB_ASK_SCENARIO,
                    _("What for has to be chosen first: it says which resources suit."));
    else
        lb_app_push(ask->screen.app, lists[field](ask, text));
}

static bool
is_text(int key)
{
    return key >= ' ' && key < LB_KEY_UP && g_unichar_validate((gunichar)key) &&
           !lb_text_is_harmful((gunichar)key);
}

/* A letter begins what is looked for; a blank looks for all. */
static bool
type_choice(LbAsk *ask, const LbInput *input)
{
    int key = input->key;
    char letter[7] = "";
    if (key == LB_KEY_LEFT || key == LB_KEY_RIGHT) {
        step_choice(ask, key == LB_KEY_LEFT ? -1 : 1);
    } else if (key == LB_KEY_ENTER && lb_ask_is_empty(ask, ask->form.focus)) {
        open_list(ask, "");
    } else if (key == LB_KEY_PASTE && input->pasted != NULL) {
        open_list(ask, input->pasted);
    } else if (is_text(key)) {
        g_unichar_to_utf8((gunichar)key, letter);
        open_list(ask, lb_key_ascii(key) == ' ' ? "" : letter);
    } else {
        return false;
    }
    return true;
}

static bool
type_level(LbAsk *ask, int key)
{
    int letter = g_ascii_tolower((char)MIN(lb_key_ascii(key), 127));
    if (key == LB_KEY_LEFT || key == LB_KEY_RIGHT || key == ' ') {
        step_level(ask, key == LB_KEY_LEFT ? -1 : 1);
        return true;
    }
    for (int level = LB_LEVEL_READ; level <= LB_LEVEL_ADMINISTER; level++)
        if (lb_names_get(lb_level_names, level)[0] == letter) {
            ask->level = (LbLevel)level;
            lb_ask_touch(ask);
        }
    return false;
}

/* The first digit replaces what nobody typed. */
static bool
type_hours(LbAsk *ask, int key)
{
    int ascii = lb_key_ascii(key), step = ascii == '+' ? 1 : ascii == '-' ? -1 : 0;
    if (key == LB_KEY_TAB || key == LB_KEY_BACK_TAB || key == LB_KEY_ENTER || key == LB_KEY_UP ||
        key == LB_KEY_DOWN)
        return false;
    if (step != 0) {
        g_autofree char *hours =
            g_strdup_printf("%d", CLAMP(lb_ask_hours(ask) + step, 1, LB_HOURS_MAX));
        lb_field_set(&ask->hours, hours);
    } else if (ascii >= '0' && ascii <= '9' && !ask->hours_typed) {
        lb_field_set(&ask->hours, "");
        lb_field_type(&ask->hours, key);
    } else {
        lb_field_type(&ask->hours, key);
    }
    ask->hours_typed = ask->hours.text->len > 0;
    lb_ask_touch(ask);
    return true;
}

static bool
type_why(LbAsk *ask, const LbInput *input)
{
    bool taken = lb_editor_take(&ask->why, input);
    if (taken)
        lb_ask_touch(ask);
    return taken;
}

static void
type_field(LbAsk *ask, const LbInput *input)
{
    int field = ask->form.focus;
    bool taken = field == LB_ASK_WHY     ? type_why(ask, input)
                 : field == LB_ASK_HOURS ? type_hours(ask, input->key)
                 : field == LB_ASK_LEVEL ? type_level(ask, input->key)
                                         : type_choice(ask, input);
    if (taken)
        return;
    if (lb_form_move(&ask->form, input->key)) {
        if (ask->form.focus != field)
            lb_ask_let_go(ask);
        return;
    }
    /* What does not fit below the form scrolls. */
    if (input->key == LB_KEY_PAGE_UP || input->key == LB_KEY_PAGE_DOWN)
        lb_pager_act(&ask->rules, lb_action_of_key(input->key, 0));
}

static void
type(LbScreen *screen, const LbInput *input)
{
    LbAsk *ask = (LbAsk *)screen;
    lb_form_hush(&ask->form);
    if (input->key == LB_KEY_CTRL_D) {
        throw_away(ask, input);
        return;
    }
    ask->throwing = false;
    if (input->key == LB_KEY_ESCAPE) {
        leave(ask, input);
        return;
    }
    ask->leaving = false;
    if (input->key == LB_KEY_CTRL_C)
        lb_app_push(screen->app, lb_leave_screen_new(screen->app));
    else if (input->key == LB_KEY_CTRL_R)
        read_as_they_will(ask);
    else if (lb_form_sends(&ask->form, input))
        send_request(ask);
    else if (input->key != LB_KEY_CTRL_X)
        type_field(ask, input);
}

static const LbScreenOps ops = {
    .place = place,
    .keys = keys,
    .free = free_screen,
    .load = load,
    .layout = lb_ask_layout,
    .render = lb_ask_render,
    .type = type,
    .keep = keep,
    .idle = idle,
};

static LbAsk *
new_ask(LbApp *app)
{
    LbAsk *ask = g_new0(LbAsk, 1);
    lb_ask_init(ask, app);
    ask->screen.ops = &ops;
    ask->form = (LbForm){ .rows = rows, .count = LB_ASK_FIELDS };
    return ask;
}

/* Opens it, with the cursor where something is missing. What cannot be read is said, and nothing opens. */
static void
push(LbAsk *ask)
{
    LbApp *app = ask->screen.app;
    if (!lb_app_push(app, &ask->screen))
        return;
    /* Where there is no choice, it is made. */
    if (ask->ticket == 0 && ask->tickets->len == 1)
        step_ticket(ask, 1);
    lb_ask_let_go(ask);
    go_on(ask);
}

void
lb_ask_open(LbApp *app, int64_t ticket)
{
    LbAsk *ask = new_ask(app);
    GError *error = NULL;
    if (lb_ask_restore(ask, ticket, &error)) {
        push(ask);
        return;
    }
    free_screen(&ask->screen);
    lb_app_fail(app, error);
}

void
lb_ask_open_like(LbApp *app, int64_t number)
{
    LbAsk *ask = new_ask(app);
    GError *error = NULL;
    if (lb_ask_copy(ask, number, &error)) {
        push(ask);
        return;
    }
    free_screen(&ask->screen);
    lb_app_fail(app, error);
}
