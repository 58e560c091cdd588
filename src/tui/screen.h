/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A screen: a const table of what it does, and what it holds. */
#pragma once

#include "tui/canvas.h"
#include "tui/keys.h"

typedef struct LbApp LbApp;
typedef struct LbScreen LbScreen;

/* What a key does, for the help bar of a screen that takes keys as they are; untranslated. */
typedef struct {
    const char *key;
    const char *label;
} LbKeyHelp;

typedef struct {
    void (*free)(LbScreen *screen);

    /* Where this is, for the header; the caller frees it. NULL: the customer, or the product's own name. */
    char *(*place)(const LbScreen *screen);

    /* Those that the help bar shows, in its order, ended by LB_ACTION_NONE. */
    const LbAction *actions;

    /* The help bar where there are no actions, ended by NULL; NULL: there are. */
    const LbKeyHelp *(*keys)(const LbScreen *screen);

    /* Reads what it shows: before it is first drawn, and after every change in the database. What was there
     * stays when that fails. NULL: there is nothing to read. */
    bool (*load)(LbScreen *screen, GError **error);

    /* LbNeed bits that hold. NULL: none. */
    LbNeeds (*needs)(const LbScreen *screen);

    /* When what it shows ends by time alone; 0 when it does not. NULL: never. */
    int64_t (*until)(const LbScreen *screen);

    /* Fits what it holds into @width columns and @height rows. Called before each drawing. NULL: nothing to fit. */
    void (*layout)(LbScreen *screen, int width, int height);

    /* Draws it: what it holds in, cells out, and nothing else. */
    void (*render)(const LbScreen *screen, LbPane pane);

    /* It begins at the top of the terminal, and says itself where this is. */
    bool headless;

    /* Does what a key means; false: not its business. NULL: nothing is. */
    bool (*act)(LbScreen *screen, LbAction action);

    /* Takes every key as it is: where text is typed. NULL: keys become actions. */
    void (*type)(LbScreen *screen, const LbInput *input);

    /* Whether type() takes them now. NULL: always. */
    bool (*types)(const LbScreen *screen);

    /* Keeps what was typed and not sent: when no key has come for a moment, and before the blade ends by whatever way. True
     * where something is kept. NULL: there is nothing to keep. */
    bool (*keep)(LbScreen *screen);

    /* When no key has come for a moment: looks for what takes longer than a key may. NULL: nothing does. */
    void (*idle)(LbScreen *screen);

    /* Does a bounded piece of what goes on by itself, at @now of the clock of LbInput.time; true where it shows something else
     * then. Called while the screen is on top, as soon as due() has come. NULL: nothing goes on. */
    bool (*tick)(LbScreen *screen, int64_t now);

    /* When tick() is wanted next; 0: at once; -1: not before a key comes or something is read again. */
    int64_t (*due)(const LbScreen *screen);

    /* Whether the person is there without touching a key: watches what goes on. NULL: never. */
    bool (*attended)(const LbScreen *screen);

    /* Goes to the next place that holds @text; false when there is none. NULL: nothing to search in. */
    bool (*find)(LbScreen *screen, const char *text, bool forward);
} LbScreenOps;

/* The beginning of each screen's own struct. */
struct LbScreen {
    const LbScreenOps *ops;
    LbApp *app; /* borrowed */
    bool tab;   /* stands at the bottom, under the row of tabs */
};
