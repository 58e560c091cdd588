/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox in the console, and one mail of it: what became of it, why, and another chance. */
#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "service/mails.h"
#include "tui/confirm.h"
#include "tui/console.h"
#include "tui/find.h"
#include "tui/record.h"
#include "tui/screens.h"
#include "wording/mails.h"
#include "wording/plain.h"

static bool
is_stuck(const LbDeliveryRow *row)
{
    static const char *const others[] = { "accepted", "sending", "withdrawn", NULL };
    return row->attempts > 0 && !g_strv_contains(others, row->status);
}

/* What was said last of what became of it: by the server, or by the report that came back. */
static const char *
words_of(const LbDeliveryRow *row)
{
    return row->bounce != NULL ? row->bounce : row->answer;
}

/* The list */

static GPtrArray *
read_page(const LbApp *app, const LbConsoleView *view, gconstpointer last, int limit,
          GError **error)
{
    LbMailFilter filter = { .stuck = !view->all,
                            .before = last != NULL ? ((const LbDeliveryRow *)last)->id : 0,
                            .limit = limit };
    return lb_mails_list(app->service, app->actor, &filter, error);
}

static GPtrArray *
read_mails(const LbApp *app, const LbConsoleView *view, GError **error)
{
    return lb_console_read(app, view, read_page, (GDestroyNotify)lb_delivery_row_free, error);
}

static char *
key_of_mail(gconstpointer row)
{
    return g_strdup_printf("%lld", (long long)((const LbDeliveryRow *)row)->id);
}

static void
fill_mail(const LbApp *app, gconstpointer data, char **cells)
{
    const LbDeliveryRow *row = data;
    bool waits = row->settled == 0;
    const char *about = lb_delivery_row_about(row);
    cells[0] = g_strdup(about != NULL ? about : _("people"));
    cells[1] = lb_plain_inline(row->address);
    cells[2] = g_strdup(lb_phrase_delivery(row->status));
    cells[4] = g_strdup_printf("%d", row->attempts);
    cells[5] = waits && row->due <= app->now
                   ? g_strdup(_("now"))
                   : lb_time_format(waits ? row->due : row->settled, app->zone, LB_TIME_DAY);
    cells[3] = lb_plain_inline(words_of(row));
}

static void
summarize_mail(const LbApp *app, gconstpointer data, LbPager *pager, int width)
{
    const LbDeliveryRow *row = data;
    g_autofree char *address = lb_plain_inline(row->address);
    g_autofree char *about = lb_phrase_mail_about(row);
    g_autofree char *became = lb_phrase_became(row, app->now, app->zone);
    lb_console_say(pager, width, LB_STYLE_STRONG, "%s", about);
    lb_console_say(pager, width, LB_STYLE_TEXT,
                   row->alternate ? _("to %s, an alternate address") : _("to %s"), address);
    lb_console_say(pager, width, LB_STYLE_TEXT, "%s", became);
    lb_pager_quote(pager, width, "   ", words_of(row));
}

static bool
match_mail(gconstpointer data, const char *text)
{
    const LbDeliveryRow *row = data;
    return lb_find_in(lb_delivery_row_about(row), text) || lb_find_in(row->bounce, text) ||
           lb_find_in(row->address, text) || lb_find_in(row->account, text) ||
           lb_find_in(row->answer, text) || lb_find_in(lb_phrase_delivery(row->status), text);
}

static LbScreen *
open_mail(LbApp *app, gconstpointer row)
{
    return lb_mail_screen_new(app, ((const LbDeliveryRow *)row)->id);
}

static LbNeeds
needs_of_mail(gconstpointer row)
{
    return LB_NEED_OUTBOX | (row != NULL && is_stuck(row) ? LB_NEED_STUCK : 0);
}

/* Sending again */

static char *
gone(LbApp *app, const LbQuestion *question, GError **error)
{
    GError *failure = NULL;
    g_autoptr(LbDeliveryRow) row =
        lb_mails_show(app->service, app->actor, question->mail, &failure);
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return NULL;
    }
    return row != NULL && is_stuck(row) ? NULL : g_strdup(_("This mail is not stuck any more."));
}

static char *
retry(LbApp *app, const LbQuestion *question, GError **error)
{
    int64_t count = 0;
    if (!lb_mails_retry(app->service, app->actor, question->mail, 0, &count, error))
        return NULL;
    return count > 0 ? g_strdup_printf(_("The mail to %s is sent again."), question->subject)
                     : g_strdup(_("This mail is not stuck any more."));
}

static LbScreen *
ask_mail(LbApp *app, gconstpointer data, LbAction action)
{
    const LbDeliveryRow *row = data;
    if (action != LB_ACTION_RETRY || !is_stuck(row))
        return NULL;
    LbQuestion *question = lb_question_new();
    question->subject = lb_plain_inline(row->address);
    question->mail = row->id;
    question->title = g_strdup_printf(_("Send the mail to %s again"), question->subject);
    question->consequence = g_strdup(_(
        "It is sent at once, with the same Message-ID: whoever has "
        "it already recognizes it. If it is refused or put off once more, it stands here again."));
    question->told = g_strdup(_("Nobody else is told; it stands in the activity log."));
    question->verb = N_("send again");
    question->gone = gone;
    question->act = retry;
    return lb_confirm_screen_new(app, question);
}

const LbConsolePart lb_console_outbox = {
    .label = N_("Outbox"),
    .titles = { N_("About"), N_("To"), N_("State"), N_("The server's words"), N_("Tried"),
                N_("Next, or end") },
    .numbers = 1u << 4,
    .whole = 1u << 0 | 1u << 2 | 1u << 5,
    .main = 1,
    .empty = N_("No mail is here. What was tried and did not arrive stands under \"what is "
                "stuck\", with the "
                "server's words; v lists the others too."),
    .extents = { N_("what is stuck"), N_("all mails") },
    .read = read_mails,
    .key = key_of_mail,
    .fill = fill_mail,
    .summarize = summarize_mail,
    .matches = match_mail,
    .open = open_mail,
    .needs = needs_of_mail,
    .ask = ask_mail,
};

/* One mail */

enum { ROW_PLAIN, ROW_REQUEST, ROW_PERSON };

typedef struct {
    LbScreen screen;
    int64_t id;
    LbDeliveryRow *row;
    LbRecord record;
} Mail;

static void
free_screen(LbScreen *screen)
{
    Mail *self = (Mail *)screen;
    lb_delivery_row_free(self->row);
    lb_record_clear(&self->record);
    g_free(self);
}

static void
add_time(Mail *self, const char *key, const char *label, int64_t time)
{
    g_autofree char *text =
        time != 0 ? lb_time_format(time, self->screen.app->zone, LB_TIME_FULL) : NULL;
    if (text != NULL)
        lb_record_add(&self->record, key, label, text);
}

static void
fill(Mail *self)
{
    const LbDeliveryRow *row = self->row;
    LbRecord *record = &self->record;
    g_autofree char *about = lb_phrase_mail_about(row);
    g_autofree char *became = lb_phrase_became(row, self->screen.app->now, self->screen.app->zone);
    lb_record_begin(record);
    LbRecordRow *first = lb_record_add(record, "about", _("About"), about);
    first->kind = row->request != NULL ? ROW_REQUEST : ROW_PLAIN;
    first->more = g_strdup(row->request != NULL ? _("Enter opens the request.") : NULL);
    LbRecordRow *person = lb_record_add(record, "account", _("Person"), row->account);
    person->kind = ROW_PERSON;
    person->more = g_strdup(_("Enter opens the person."));
    lb_record_add(record, "address", row->alternate ? _("Alternate") : _("Address"), row->address);
    lb_record_add(record, "state", _("State"), became)->style =
        is_stuck(row) ? LB_STYLE_WARNING : LB_STYLE_TEXT;
    add_time(self, "queued", _("Queued"), row->queued);
    add_time(self, "settled", _("Ended"), row->settled);
    lb_record_add(record, "id", _("Message-ID"), row->message_id);
    if (row->answer != NULL)
        lb_record_add(record, "answer", _("Server said"), row->answer)->style = LB_STYLE_QUOTE;
    add_time(self, "bounced", _("Came back"), row->bounced);
    if (row->bounce != NULL) {
        LbRecordRow *bounce = lb_record_add(record, "bounce", _("Report"), row->bounce);
        bounce->style = LB_STYLE_QUOTE;
        bounce->more = g_strdup(_("Anybody may have written it."));
    }
    lb_record_end(record);
}

static bool
load(LbScreen *screen, GError **error)
{
    Mail *self = (Mail *)screen;
    GError *failure = NULL;
    LbDeliveryRow *row =
        lb_mails_show(screen->app->service, screen->app->actor, self->id, &failure);
    if (failure != NULL)
        g_propagate_error(error, failure);
    else if (row == NULL)
        lb_refuse(error, LB_REFUSAL_NOT_FOUND, NULL);
    if (row == NULL)
        return false;
    lb_delivery_row_free(self->row);
    self->row = row;
    fill(self);
    return true;
}

static LbNeeds
needs(const LbScreen *screen)
{
    const Mail *self = (const Mail *)screen;
    const LbRecordRow *row = lb_record_selected(&self->record);
    bool opens = row != NULL && row->kind != ROW_PLAIN;
    return (opens ? LB_NEED_SELECTION : 0) | (is_stuck(self->row) ? LB_NEED_STUCK : 0);
}

static bool
act(LbScreen *screen, LbAction action)
{
    Mail *self = (Mail *)screen;
    LbApp *app = screen->app;
    int64_t number = 0;
    bool request = lb_record_selected(&self->record)->kind == ROW_REQUEST;
    if (action == LB_ACTION_RETRY)
        lb_app_push(app, ask_mail(app, self->row, action));
    else if (action != LB_ACTION_OPEN)
        return lb_record_act(&self->record, action);
    else if (request && lb_request_parse_id(self->row->request, &number))
        lb_app_push(app, lb_detail_screen_new(app, number));
    else
        lb_app_push(app, lb_person_screen_new(app, self->row->account));
    return true;
}

static void
layout(LbScreen *screen, int width, int height)
{
    lb_record_layout(&((Mail *)screen)->record, width, height);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    lb_record_render(&((const Mail *)screen)->record, pane);
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Mail"));
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    return lb_record_find(&((Mail *)screen)->record, text, forward);
}

static const LbAction actions[] = { LB_ACTION_RETRY,       LB_ACTION_OPEN,    LB_ACTION_SEARCH,
                                    LB_ACTION_SEARCH_NEXT, LB_ACTION_REFRESH, LB_ACTION_NONE };

static const LbScreenOps ops = {
    .place = place,
    .actions = actions,
    .free = free_screen,
    .load = load,
    .needs = needs,
    .layout = layout,
    .render = render,
    .act = act,
    .find = find,
};

LbScreen *
lb_mail_screen_new(LbApp *app, int64_t mail)
{
    Mail *self = g_new0(Mail, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->id = mail;
    lb_record_init(&self->record);
    return &self->screen;
}
