/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form that asks for access: what its files share. What is filled in is in askfill.c, how it looks in askdraw.c, what the
 * rules say of it in askpreview.c; lists to choose from are screens of their own above it (askpick.c, askresources.c). */
#pragma once

#include "service/asking.h"
#include "service/preview.h"
#include "tui/app.h"
#include "tui/editor.h"
#include "tui/form.h"
#include "tui/list.h"
#include "tui/pager.h"

enum {
    LB_ASK_TICKET,
    LB_ASK_SERVICE,
    LB_ASK_SCENARIO,
    LB_ASK_RESOURCES,
    LB_ASK_LEVEL,
    LB_ASK_HOURS,
    LB_ASK_WHY,
    LB_ASK_FIELDS,
};

typedef struct {
    LbScreen screen;
    LbForm form;
    GPtrArray *tickets;       /* LbTicket*, heads: because of which the actor may ask */
    int64_t ticket;           /* 0: none chosen so far */
    LbOffers *offers;         /* what can be asked for because of it; NULL: nothing */
    char *closed;             /* why nothing can; NULL: something can, or none is chosen */
    char *service, *scenario; /* catalogue ids; NULL: none so far */
    const char *service_label, *scenario_label; /* where nothing can be asked for; NULL: unknown */
    GPtrArray *resources; /* LbResource*, in the order in which they were picked */
    GPtrArray
        *aside; /* all that was picked, while some of it does not suit; NULL: all of it does */
    int64_t suitable; /* how many resources there are to pick from; -1: nobody has counted */
    LbLevel level;
    LbField hours;
    bool hours_typed; /* not the tenant's own */
    LbEditor why;
    bool edited;      /* since it was opened, or brought back */
    bool changed;     /* and not kept so far */
    bool kept;        /* there is a draft of it */
    int64_t restored; /* when the draft was kept that was brought back; 0: none was */
    bool leaving;     /* Esc was pressed, and nothing could be kept */
    bool throwing;    /* Ctrl-D was pressed: another one throws everything away */
    char *like;       /* the id of the request that was copied; NULL: none */
    char *weighed;    /* what the rules have answered, as lb_ask_weigh() asks it; NULL: nothing */
    LbPreview *preview;
    char *refusal;  /* why there is no preview; NULL: there is one, or nothing to preview */
    char *obstacle; /* why the rules could not be asked, and will be again; NULL: they could */
    LbPager rules;  /* the preview in words */
    LbPager wrong;  /* the message at its field */
} LbAsk;

/* Filling in (askfill.c) */

void lb_ask_init(LbAsk *ask, LbApp *app);
void lb_ask_clear(LbAsk *ask);

/* Reads what can be chosen. What has been filled in stays. */
bool lb_ask_read(LbAsk *ask, GError **error);

/* Reads what can be asked for because of the ticket that is chosen; what cannot be any more goes. */
void lb_ask_settle(LbAsk *ask);

/* Chooses; what was chosen before and does not go with it goes, but for resources: they come back with what they suit, until
 * lb_ask_let_go(). A ticket that has a draft brings it back; what was filled in until then is kept with the ticket before,
 * and goes along where there is no draft. */
void lb_ask_choose_ticket(LbAsk *ask, int64_t ticket);
void lb_ask_choose_service(LbAsk *ask, const char *service);
void lb_ask_choose_scenario(LbAsk *ask, const char *service, const char *scenario);

/* Lets go of the resources that do not suit what is chosen, and says which they were; false where there are none. */
bool lb_ask_let_go(LbAsk *ask);

/* Picks @resource, or lets it go. A no is a refusal. */
bool lb_ask_pick(LbAsk *ask, const LbResource *resource, GError **error);
bool lb_ask_has_picked(const LbAsk *ask, const LbResource *resource);

/* What was changed is to be kept. */
void lb_ask_touch(LbAsk *ask);

/* The offer of the scenario that is chosen, NULL where there is none. Borrowed. */
const LbOffer *lb_ask_offer(const LbAsk *ask);

/* What is said of a refusal: where another ticket would help, that too. The caller frees it. */
char *lb_ask_refusal_words(const LbAsk *ask, const GError *error);

/* The head of the ticket that is chosen, as far as it may be read. Borrowed. */
const LbTicket *lb_ask_ticket(const LbAsk *ask);

bool lb_ask_is_empty(const LbAsk *ask, int field);

/* The first field behind @field that is empty, else the one behind it. */
int lb_ask_next_empty(const LbAsk *ask, int field);

/* Hours that are typed; 0: none, -1: no number. */
int lb_ask_hours(const LbAsk *ask);

/* Drafts */

/* Begins with what was kept for @ticket; 0: with what was kept last. Nothing was: with nothing. */
bool lb_ask_restore(LbAsk *ask, int64_t ticket, GError **error);

/* Begins anew because of @ticket, and reads what can be asked for. */
void lb_ask_begin(LbAsk *ask, int64_t ticket);

/* Fills the form in like the request @number. */
bool lb_ask_copy(LbAsk *ask, int64_t number, GError **error);

/* Keeps what has changed. */
bool lb_ask_keep(LbAsk *ask, GError **error);

/* Throws away what is filled in, and what was kept of it; the ticket stays. */
bool lb_ask_throw_away(LbAsk *ask, GError **error);

/* Whether there is anything that would be lost. */
bool lb_ask_holds_something(const LbAsk *ask);

/* Sending (askpreview.c) */

/* What is missing is said at its field; false where something is. */
bool lb_ask_is_complete(LbAsk *ask);

/* Makes the request; NULL with an error. The caller frees it. */
LbRequest *lb_ask_send(const LbAsk *ask, GError **error);

/* Says a refusal at the field that it is about, and goes there. */
void lb_ask_say_refusal(LbAsk *ask, const GError *error);

/* Asks what would become of the request, where what is filled in has changed since and is enough to be asked about; again where
 * there was no answer. */
void lb_ask_weigh(LbAsk *ask);

/* Fills the pager with what the rules say, in @width columns; @brief: each rule in one row. */
void lb_ask_fill_rules(LbAsk *ask, int width, bool brief);

/* The screen that shows the request as the owners will read it; NULL with an error. */
LbScreen *lb_ask_preview_screen_new(LbAsk *ask, GError **error);

/* Drawing (askdraw.c) */

/* Why there is no ticket because of which the actor may ask. Borrowed. */
const char *lb_ask_no_ticket(const LbApp *app);

void lb_ask_layout(LbScreen *screen, int width, int height);
void lb_ask_render(const LbScreen *screen, LbPane pane);

/* Choosing: lists above the form, which they borrow. @text is what is looked for at first. */

LbScreen *lb_ask_ticket_list_new(LbAsk *ask, const char *text);
LbScreen *lb_ask_service_list_new(LbAsk *ask, const char *text);
LbScreen *lb_ask_scenario_list_new(LbAsk *ask, const char *text);
LbScreen *lb_ask_resource_list_new(LbAsk *ask, const char *text);

/* Moves the selection of such a list; false for a key that is none to move by. */
bool lb_ask_list_move(LbList *list, int key);
