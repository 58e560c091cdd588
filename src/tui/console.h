/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the admin's console: lists of what there is, of which an owner sees one. Each is a const table in the file of what it lists. */
#pragma once

#include "service/people.h"
#include "tui/app.h"
#include "tui/confirm.h"
#include "tui/pager.h"

#define LB_CONSOLE_COLUMNS 7

/* What a part's list is narrowed by. */
typedef struct {
    const char *text; /* only what holds it, where the service can say so; NULL: all */
    bool all;         /* not only what the list has by itself */
    int kind;         /* only what is of this one of the part's kinds; -1: of any */
    int wanted;       /* rows to read at most */
} LbConsoleView;

typedef struct LbConsolePart LbConsolePart;

struct LbConsolePart {
    const char *label; /* untranslated, as what follows */
    const char *titles[LB_CONSOLE_COLUMNS + 1];
    unsigned numbers;    /* bits of the columns that stand at the right of their room */
    unsigned whole;      /* bits of others that are never cut */
    int main;            /* the column that is cut last */
    const char *empty;   /* what will stand here */
    const char *command; /* and the command that brings it; NULL: none */
    const char *extents
        [2]; /* what is listed by itself, and all that can be; NULL: there is no difference */
    const LbName *kinds; /* one of which the list can be narrowed to; NULL: there are none */

    /* The first rows, with a free function; NULL with an error. */
    GPtrArray *(*read)(const LbApp *app, const LbConsoleView *view, GError **error);

    /* What the row is about, the same whenever it is read. The caller frees it. */
    char *(*key)(gconstpointer row);

    /* Fills a cell for each title; the caller frees them. */
    void (*fill)(const LbApp *app, gconstpointer row, char **cells);

    /* Says all of it in a few lines. */
    void (*summarize)(const LbApp *app, gconstpointer row, LbPager *pager, int width);

    /* Whether the row holds @text. NULL: the service looks for it. */
    bool (*matches)(gconstpointer row, const char *text);

    /* The screen of the row. */
    LbScreen *(*open)(LbApp *app, gconstpointer row);

    /* LbNeed bits that hold with the row selected, or NULL where none is. NULL: none. */
    LbNeeds (*needs)(gconstpointer row);

    /* The dialog of @action about the row; NULL where there is none. */
    LbScreen *(*ask)(LbApp *app, gconstpointer row, LbAction action);

    /* What is listed under the same label instead, once that was chosen. NULL: nothing else is. */
    const LbConsolePart *other;
};

extern const LbConsolePart lb_console_tenants, lb_console_people, lb_console_roles,
    lb_console_outbox, lb_console_events, lb_console_webhooks, lb_console_receivers;

/* Appends pages of what @next reads (behind @last, NULL: from the first; at most @limit) until there are @wanted rows or no
 * more. NULL with an error. */
typedef GPtrArray *(*LbConsoleNext)(const LbApp *app, const LbConsoleView *view, gconstpointer last,
                                    int limit, GError **error);
GPtrArray *lb_console_read(const LbApp *app, const LbConsoleView *view, LbConsoleNext next,
                           GDestroyNotify free_row, GError **error);

/* Appends a formatted line of ours to the summary @pager. */
void lb_console_say(LbPager *pager, int width, LbStyle style, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* "lockboxctl key add ACCOUNT FILE": @words and the account between them, quoted where a shell needs it. The caller
 * frees it. */
char *lb_console_command(const char *verb, const char *account, const char *rest);

/* Who is told of what happens to the person: "All owners and approvers of Contoso are told by mail." The caller frees it. */
char *lb_console_told(const LbPersonView *view);

/* Asks whether the role is to be taken away; NULL with an error. */
LbQuestion *lb_console_ask_role(LbApp *app, const char *account, const char *role,
                                const char *scope, const char *source, GError **error);
