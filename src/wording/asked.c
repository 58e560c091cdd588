/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why somebody was asked or not, in words. */
#include "wording/asked.h"

#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "core/role.h"
#include "core/scope.h"
#include "wording/mails.h"
#include "wording/plain.h"
#include "wording/votes.h"

#define COLUMN 36 /* of the answers */

/* What is said of a reason, to the person and of one; where the time is known, the second of each. */
typedef struct {
    const char *own, *own_timed;
    const char *other, *other_timed; /* NULL: nobody is listed for it */
} Reason;

static const Reason omissions[] = {
    [LB_OMISSION_HELD] = { N_("You were not asked so far: the provider's own people answer it "
                              "first, and no customer is asked before."),
                           NULL, NULL, NULL },
    [LB_OMISSION_NO_DATA] = { N_("You were not asked: no customer data is touched, and so no "
                                 "customer is asked."),
                              NULL, NULL, NULL },
    [LB_OMISSION_NEVER_WAITED] = { N_("You were not asked: it ended before any customer was."),
                                   NULL, NULL, NULL },
    [LB_OMISSION_REQUESTER] = { N_("You were not asked: you asked for the access, and nobody "
                                   "answers their own request."),
                                NULL, NULL, NULL },
    [LB_OMISSION_PROVIDER] = { N_("You were not asked: only people of {tenant} are, by their "
                                  "roles."),
                               NULL, NULL, NULL },
    [LB_OMISSION_SAME_PERSON] = { N_("You were not asked: your account is of the person who "
                                     "asks."),
                                  NULL,
                                  N_("{role} of {scope}, and an account of the person who asks"),
                                  NULL },
    [LB_OMISSION_NO_PERSON] = { NULL, NULL,
                                N_("{role} of {scope}, but no person's account: groups and "
                                   "programs are not asked"),
                                NULL },
    [LB_OMISSION_DISABLED] = { N_("You were not asked: your account is switched off."),
                               N_("You were not asked: your account is switched off since "
                                  "{time}."),
                               N_("{role} of {scope}, but the account is switched off"),
                               N_("{role} of {scope}, but the account is switched off since "
                                  "{time}") },
    [LB_OMISSION_LATER] = { N_("You were not asked: you became {role} of {scope} after it began "
                               "to wait."),
                            N_("You were not asked: you are {role} of {scope} only since {time}, "
                               "after it began to wait."),
                            N_("{role} of {scope}, but only after it began to wait"),
                            N_("{role} of {scope}, but only since {time}, after it began to "
                               "wait") },
    [LB_OMISSION_COVERED_LATER] = { NULL,
                                    N_("You were not asked: you are {role} of {scope}, which "
                                       "covers {subscription} only since {time}, after it began "
                                       "to wait."),
                                    NULL,
                                    N_("{role} of {scope}, which covers {subscription} only "
                                       "since {time}, after it began to wait") },
    [LB_OMISSION_ENABLED_LATER] = { NULL,
                                    N_("You were not asked: your account was switched off when "
                                       "it began to wait, and is on again since {time}."),
                                    NULL,
                                    N_("{role} of {scope}, but the account was switched off when "
                                       "it began to wait, and is on again since {time}") },
    [LB_OMISSION_UNKNOWN] = { N_("You were not asked, though you are {role} of {scope}: the log "
                                 "does not say why."),
                              NULL,
                              N_("{role} of {scope}; the log does not say why it was not asked"),
                              NULL },
    [LB_OMISSION_LOST] = { NULL,
                           N_("You were not asked: you are no longer {role} of {scope}, since "
                              "{time}."),
                           NULL, N_("no longer {role} of {scope}, since {time}") },
    [LB_OMISSION_ROLE] = { N_("You were not asked: you are {role} of {scope}, which does not "
                              "approve."),
                           NULL, N_("{role} of {scope}, which does not approve"), NULL },
    [LB_OMISSION_NO_ROLE] = { N_("You were not asked: you hold no role at or above "
                                 "{subscription}."),
                              NULL, N_("no role at or above {subscription}"), NULL },
};

static const Reason hindrances[] = {
    [LB_HINDRANCE_DISABLED] = { N_("You may no longer approve it: your account is switched off."),
                                NULL, N_("may no longer approve: the account is switched off"),
                                N_("may no longer approve: the account is switched off since "
                                   "{time}") },
    [LB_HINDRANCE_ROLE_LOST] = { N_("You may no longer approve it: you hold no role that does."),
                                 N_("You may no longer approve it: you hold no role that does, "
                                    "since {time}."),
                                 N_("may no longer approve: holds no role that does"),
                                 N_("may no longer approve: holds no role that does, since "
                                    "{time}") },
    [LB_HINDRANCE_SAME_PERSON] = { N_("You may not approve it: your account is of the person who "
                                      "asks."),
                                   NULL, N_("may not approve: an account of the person who asks"),
                                   NULL },
    [LB_HINDRANCE_CHANGED] = { N_("You may no longer approve it: your account, whose it is or its "
                                  "mail address changed after it began to wait."),
                               NULL,
                               N_("may no longer approve: account, person or mail address "
                                  "changed after it began to wait"),
                               NULL },
};

/* Filling in */

typedef struct {
    const LbAskedView *view;
    const char *reader;
    GTimeZone *zone;
    bool everything;
    GPtrArray *lines;
} Story;

static char *
name_subscription(const LbRequest *request)
{
    g_autofree char *name = lb_plain_inline(request->subscription_name);
    return g_strdup_printf(_("subscription %s"), name);
}

static char *
name_scope(const LbRequest *request, const char *path)
{
    g_autoptr(LbScope) scope = path != NULL ? lb_scope_parse(path, NULL) : NULL;
    if (scope == NULL)
        return lb_plain_inline(path);
    if (scope->kind == LB_SCOPE_SUBSCRIPTION)
        return name_subscription(request);
    bool root = scope->kind == LB_SCOPE_ROOT;
    g_autofree char *name = lb_plain_inline(root ? request->tenant_name : scope->group);
    return g_strdup_printf(root ? _("all subscriptions of %s") : _("management group %s"), name);
}

static char *
name_role(const char *role)
{
    LbRole known = LB_ROLE_READER;
    return role != NULL && lb_role_from_name(role, &known) ? g_strdup(_(lb_role_name(known)))
                                                           : lb_plain_inline(role);
}

/* Puts what is known of @person into the places of @words, each once read: what stands in a name is no place. */
static char *
fill(const Story *story, const char *words, const LbAskedPerson *person, int64_t time,
     LbTimeStyle style)
{
    const LbRequest *request = story->view->view->request;
    g_autofree char *role = name_role(person->role);
    g_autofree char *scope = name_scope(request, person->scope);
    g_autofree char *subscription = name_subscription(request);
    g_autofree char *tenant = lb_plain_inline(request->tenant_name);
    g_autofree char *when = lb_time_format(time, story->zone, style);
    const struct {
        const char *place, *value;
    } places[] = { { "{role}", role },
                   { "{scope}", scope },
                   { "{subscription}", subscription },
                   { "{tenant}", tenant },
                   { "{time}", when } };
    g_autoptr(GString) text = g_string_new(NULL);
    while (*words != '\0') {
        size_t at = 0;
        while (at < G_N_ELEMENTS(places) && !g_str_has_prefix(words, places[at].place))
            at++;
        if (at == G_N_ELEMENTS(places)) {
            g_string_append_c(text, *words++);
            continue;
        }
        g_string_append(text, places[at].value);
        words += strlen(places[at].place);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* NULL where nothing is said. */
static char *
say_reason(const Story *story, const Reason *reason, const LbAskedPerson *person, bool own)
{
    const char *plain = own ? reason->own : reason->other;
    const char *timed = own ? reason->own_timed : reason->other_timed;
    const char *words = timed != NULL && (person->when != 0 || plain == NULL) ? timed : plain;
    return words != NULL ? fill(story, _(words), person, person->when, LB_TIME_FULL) : NULL;
}

/* Takes @text; NULL adds nothing. */
static LbAskedLine *
add(Story *story, LbAskedLineKind kind, int level, char *text)
{
    if (text == NULL && kind != LB_ASKED_BLANK)
        return NULL;
    LbAskedLine *line = g_new0(LbAskedLine, 1);
    line->kind = kind;
    line->level = level;
    line->text = text;
    g_ptr_array_add(story->lines, line);
    return line;
}

static void
free_line(gpointer data)
{
    LbAskedLine *line = data;
    g_free(line->text);
    g_free(line->answer);
    g_free(line);
}

/* Mails */

static char *
name_address(const LbAskedMail *mail)
{
    g_autofree char *address = lb_plain_inline(mail->address);
    g_autofree char *account =
        mail->shared && mail->row != NULL ? lb_plain_inline(mail->row->account) : NULL;
    if (mail->address == NULL)
        return g_strdup(mail->alternate ? _("an alternate address") : _("the first address"));
    if (account != NULL)
        return g_strdup_printf(_("%s, which is an address of %s too,"), address, account);
    return mail->alternate ? g_strdup_printf(_("the alternate address %s"), address)
                           : g_steal_pointer(&address);
}

static void
add_mail(Story *story, const LbAskedMail *mail)
{
    const LbDeliveryRow *row = mail->row;
    g_autofree char *address = name_address(mail);
    if (row == NULL) {
        add(story, LB_ASKED_TEXT, 1, g_strdup_printf(_("no mail went to %s"), address));
        return;
    }
    /* That it came back is said below, with the report. */
    LbDeliveryRow taken = *row;
    if (strcmp(row->status, lb_names_get(lb_mail_state_names, LB_MAIL_BOUNCED)) == 0) {
        taken.status = (char *)lb_names_get(lb_mail_state_names, LB_MAIL_ACCEPTED);
        taken.bounced = 0;
    }
    g_autofree char *became = lb_phrase_became(&taken, story->view->view->now, story->zone);
    g_autofree char *about = lb_phrase_mail_about(row);
    bool asks = strcmp(row->event, lb_names_get(lb_event_names, LB_EVENT_WAITING)) == 0;
    bool reminds = strcmp(row->event, lb_names_get(lb_event_names, LB_EVENT_REMINDER)) == 0;
    if (!asks && !reminds && !story->everything)
        return;
    add(story, LB_ASKED_TEXT, 1,
        asks      ? g_strdup_printf(_("mail to %s: %s"), address, became)
        : reminds ? g_strdup_printf(_("reminder to %s: %s"), address, became)
                  : g_strdup_printf(_("mail to %s (%s): %s"), address, about, became));
    if (row->answer != NULL && *row->answer != '\0')
        add(story, LB_ASKED_QUOTE, 2, g_strdup(row->answer));
    if (row->bounced == 0)
        return;
    g_autofree char *time = lb_time_format(row->bounced, story->zone, LB_TIME_FULL);
    add(story, LB_ASKED_TEXT, 1,
        g_strdup_printf(_("it came back, %s, with a report that anybody may have written:"), time));
    if (row->bounce != NULL && *row->bounce != '\0')
        add(story, LB_ASKED_QUOTE, 2, g_strdup(row->bounce));
}

/* People */

/* What has become of the question to somebody: the answer, or that it is missing. */
static char *
describe_vote(const Story *story, const LbAsked *asked)
{
    const LbRequestView *view = story->view->view;
    char *vote = lb_phrase_vote(view, asked, story->zone);
    if (vote != NULL || view->request->status != LB_STATUS_PENDING)
        return vote;
    return g_strdup(asked->missing ? _("no answer yet")
                    : asked->able  ? _("answered by another account")
                                   : _("may no longer approve"));
}

static void
add_opening(Story *story, const LbAsked *asked)
{
    const LbRequestView *view = story->view->view;
    bool waits = view->request->status == LB_STATUS_PENDING;
    if (asked->opened != 0) {
        g_autofree char *when =
            lb_time_format(asked->opened, story->zone, waits ? LB_TIME_SHORT : LB_TIME_DAY);
        add(story, LB_ASKED_TEXT, 1, g_strdup_printf(_("opened %s"), when));
    } else if (waits) {
        add(story, LB_ASKED_TEXT, 1, g_strdup(_("not opened so far")));
    }
}

static void
add_person(Story *story, const LbAskedPerson *person)
{
    g_autofree char *account = lb_plain_inline(person->account);
    bool reader = g_strcmp0(person->account, story->reader) == 0;
    char *name = reader ? g_strdup_printf(_("%s (you)"), account) : g_strdup(account);
    const char *held =
        person->since != 0 ? _("{role} of {scope}, since {time}") : _("{role} of {scope}");
    LbAskedLine *line = add(story, LB_ASKED_PERSON, 0, name);
    line->answer = describe_vote(story, person->asked);
    add(story, LB_ASKED_TEXT, 1, fill(story, held, person, person->since, LB_TIME_DATE));
    if (person->hindrance != LB_HINDRANCE_NONE)
        add(story, LB_ASKED_TEXT, 1,
            say_reason(story, &hindrances[person->hindrance], person, false));
    add_opening(story, person->asked);
    if (person->mails->len == 0)
        add(story, LB_ASKED_TEXT, 1, g_strdup(_("no mail address: nothing was sent")));
    for (guint i = 0; i < person->mails->len; i++)
        add_mail(story, g_ptr_array_index(person->mails, i));
    add(story, LB_ASKED_BLANK, 0, NULL);
}

static void
add_unasked(Story *story)
{
    const LbAskedView *view = story->view;
    if (view->unasked->len == 0)
        return;
    add(story, LB_ASKED_TITLE, 0,
        g_strdup(_("Not asked, though somebody might expect it of their roles:")));
    for (guint i = 0; i < view->unasked->len; i++) {
        const LbAskedPerson *person = g_ptr_array_index(view->unasked, i);
        add(story, LB_ASKED_PERSON, 0, lb_plain_inline(person->account));
        add(story, LB_ASKED_TEXT, 1,
            say_reason(story, &omissions[person->omission], person, false));
    }
    if (view->more)
        add(story, LB_ASKED_TEXT, 0,
            g_strdup(_("There are more, whose roles stand in the directory.")));
    add(story, LB_ASKED_BLANK, 0, NULL);
}

static void
add_others(Story *story)
{
    if (!story->everything || story->view->others->len == 0)
        return;
    add(story, LB_ASKED_TITLE, 0, g_strdup(_("Mails to others:")));
    for (guint i = 0; i < story->view->others->len; i++) {
        LbDeliveryRow *row = g_ptr_array_index(story->view->others, i);
        add_mail(story, &(LbAskedMail){
                            .row = row, .address = row->address, .alternate = row->alternate });
    }
    add(story, LB_ASKED_BLANK, 0, NULL);
}

/* The reader's own question is answered first. */
static void
add_own(Story *story)
{
    const LbAskedPerson *own = story->view->own;
    if (own == NULL)
        return;
    if (own->asked == NULL) {
        add(story, LB_ASKED_ANSWER, 0, say_reason(story, &omissions[own->omission], own, true));
    } else {
        const char *words = own->since != 0
                                ? _("You were asked, as {role} of {scope}, since {time}.")
                                : _("You were asked, as {role} of {scope}.");
        add(story, LB_ASKED_ANSWER, 0, fill(story, words, own, own->since, LB_TIME_DATE));
        if (own->hindrance != LB_HINDRANCE_NONE)
            add(story, LB_ASKED_ANSWER, 0,
                say_reason(story, &hindrances[own->hindrance], own, true));
    }
    add(story, LB_ASKED_BLANK, 0, NULL);
}

GPtrArray *
lb_phrase_story(const LbAskedView *view, const char *reader, GTimeZone *zone, bool everything)
{
    g_autofree char *id = lb_request_id(view->view->request);
    Story story = { .view = view,
                    .reader = reader,
                    .zone = zone,
                    .everything = everything,
                    .lines = g_ptr_array_new_with_free_func(free_line) };
    add_own(&story);
    add(&story, LB_ASKED_TITLE, 0,
        g_strdup_printf(_("Asked to answer %s, by their roles when it began to wait:"), id));
    char *approvals = lb_phrase_approvals(view->view, reader);
    add(&story, LB_ASKED_ANSWER, 0, approvals);
    add(&story, LB_ASKED_BLANK, 0, NULL);
    for (guint i = 0; i < view->asked->len; i++)
        add_person(&story, g_ptr_array_index(view->asked, i));
    if (view->asked->len == 0) {
        add(&story, LB_ASKED_TEXT, 0, g_strdup(_("nobody")));
        add(&story, LB_ASKED_BLANK, 0, NULL);
    }
    add_unasked(&story);
    add_others(&story);
    return story.lines;
}

char *
lb_story_row(const LbAskedLine *line)
{
    g_autoptr(GString) row = g_string_new(NULL);
    if (line->answer == NULL)
        return g_strdup(line->text != NULL ? line->text : "");
    lb_plain_pad(row, line->text, COLUMN);
    g_string_append(row, line->answer);
    return g_string_free(g_steal_pointer(&row), FALSE);
}

void
lb_story_write(GString *out, GPtrArray *lines, int width)
{
    for (guint i = 0; i < lines->len; i++) {
        const LbAskedLine *line = g_ptr_array_index(lines, i);
        g_autofree char *first = g_strnfill(2 * (gsize)line->level, ' ');
        g_autofree char *rest = g_strconcat(first, "    ", NULL);
        g_autofree char *row = lb_story_row(line);
        if (line->kind == LB_ASKED_QUOTE)
            lb_plain_quote(out, width, first, line->text);
        else if (line->kind == LB_ASKED_BLANK)
            g_string_append_c(out, '\n');
        else
            lb_plain_wrap(out, width, first, rest, row);
    }
}
