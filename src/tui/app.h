/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The blade as a whole, without a terminal: a stack of screens, the person who looks at them, keys in, cells
 * out. */
#pragma once

#include "core/opening.h"
#include "service/exclusions.h"
#include "service/service.h"
#include "tui/field.h"
#include "tui/screen.h"
#include "wording/spelling.h"

/* Smaller terminals get one line that says so. */
#define LB_SMALLEST_WIDTH 60
#define LB_SMALLEST_HEIGHT 15
/* From here on there is room for two things beside each other. */
#define LB_WIDE 120

/* Characters of what is searched for. */
#define LB_SEARCH_LIMIT 80

/* Events are counted no further. */
#define LB_UNEXPLAINED_MOST 1000

struct LbApp {
    LbService *service;         /* borrowed */
    LbActor *actor;             /* borrowed; language and time zone follow what the person sets */
    const LbSpelling *spelling; /* how commands are spelled for the actor; borrowed */
    GTimeZone *zone;            /* the actor's */
    int64_t now;                /* effective, microseconds UTC */
    bool test;                  /* a test database: it says so everywhere */
    bool unattended;            /* lockboxd gave no sign of life */
    int waiting, open;          /* requests, for the tabs */
    bool administers;           /* the actor runs the place: there is a console */
    bool elsewhere;  /* the actor may have tickets of other systems looked at, and there are some */
    unsigned asks;   /* the actor's roles by which access is asked for, 1 << LbRole */
    bool touched;    /* a key has come since the last tick */
    bool reviews;    /* the actor sees what no access explains on the own machines */
    int lost;        /* mails that did not arrive, of the whole place; for those who run it */
    int late;        /* mails that have been tried in vain for over an hour, likewise */
    int hooks_off;   /* webhooks that are disabled, likewise */
    int hooks_lost;  /* messages to webhooks that were given up, likewise */
    int unexplained; /* such events, LB_UNEXPLAINED_MOST at most */
    bool records;    /* the actor may record work without a request */
    int unacknowledged;  /* how much of that waits for the actor */
    LbExclusion *newest; /* the newest of it; NULL: none */
    GPtrArray *left;  /* LbScreen* that were taken away; freed when none of their functions runs */
    GPtrArray *stack; /* LbScreen*, the one that is seen last */
    LbCanvas *canvas;
    LbAction tab; /* which tab stands at the bottom */
    char *notice; /* one line above the help bar until the next key; NULL: none */
    LbStyle notice_style;
    LbField search;
    bool searching;       /* the search is being typed */
    GPtrArray *results;   /* char*: what was decided, to be said again on the normal screen */
    GPtrArray *copies;    /* char*: a sentence, a line feed and a command to copy, the same */
    bool undecided;       /* the request that was opened by name still waits for this person */
    int64_t deep_link;    /* its number; 0: none */
    int64_t search_time;  /* microseconds that a search through the log may take at once */
    int64_t version;      /* of the database when it was read */
    bool ended;           /* leave the loop */
    GError *farewell;     /* why it was ended from outside; NULL: it was not */
    const LbVisit *visit; /* borrowed; NULL: it may stay for ever */
    int64_t looked;       /* when that was looked at last */
    int64_t input_time;   /* of the last key, LbInput.time */
    bool flush;           /* what was typed so far is to be thrown away */
    bool redraw;          /* the terminal's content is not to be trusted */
};

/* The blade of @actor in @width columns and @height rows. @service and @actor must live longer. The caller frees
 * it. */
LbApp *lb_app_new(LbService *service, LbActor *actor, int width, int height);
void lb_app_free(LbApp *app);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbApp, lb_app_free)

/* Opens the request @number above Pending requests, or the overview where it is 0. Fails when that request cannot
 * be read. */
bool lb_app_start(LbApp *app, int64_t number, GError **error);

/* The same with the support ticket @number above the list of tickets. */
bool lb_app_start_at_ticket(LbApp *app, int64_t number, GError **error);

/* The same with the exclusion @number above the list of them. */
bool lb_app_start_at_exclusion(LbApp *app, int64_t number, GError **error);

/* The same at any opening. */
bool lb_app_start_at(LbApp *app, const LbOpening *opening, GError **error);

void lb_app_resize(LbApp *app, int width, int height);

/* Whether the terminal is too small for anything but leaving. */
bool lb_app_is_small(const LbApp *app);

/* Takes a key its way (route.c). */
void lb_app_input(LbApp *app, const LbInput *input);

/* Looks at the clock and for changes by others; to be called a few times a second. Ends the blade when the person is not
 * welcome any more. */
void lb_app_tick(LbApp *app);

/* Keeps what was typed and not sent; to be called when the blade has ended. True where something is kept. */
bool lb_app_keep(LbApp *app);

/* Ends the blade when the time of the session (app->visit) is over at @time, by the clock of LbInput.time, and says so
 * before; to be called as often. */
void lb_app_watch(LbApp *app, int64_t time);

/* When lb_app_run() is wanted, by the clock of LbInput.time; 0: at once; -1: not before something happens. */
int64_t lb_app_due(const LbApp *app);

/* Lets what goes on by itself on the top screen go on; true where it has to be drawn. */
bool lb_app_run(LbApp *app, int64_t time);

/* Draws everything. Borrowed until the next call. */
const LbCanvas *lb_app_draw(LbApp *app);

/* For screens. */

/* Puts @screen on top, which the app owns from now on. With an error it is freed, and the error is shown. */
bool lb_app_push(LbApp *app, LbScreen *screen);

/* Takes the top screen away; the last one ends the app. */
void lb_app_pop(LbApp *app);

/* The screen on top. */
LbScreen *lb_app_top(const LbApp *app);

/* LbNeed bits that hold on the top screen. */
LbNeeds lb_app_holds(const LbApp *app);

/* Goes to the tab of @action. False where it cannot be read, which is said: then everything is as before. */
bool lb_app_show_tab(LbApp *app, LbAction action);

/* Reads every screen again. */
void lb_app_reload(LbApp *app);

/* Shows @text, which it takes, until the next key. */
void lb_app_say(LbApp *app, LbStyle style, char *text);

/* Shows @error, which it takes. */
void lb_app_fail(LbApp *app, GError *error);
