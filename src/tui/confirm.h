/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question before something of the place is changed: what this does, who is told of it, what is chosen, and, where
 * something is taken away, what has to be typed. It holds names, and nothing that could change under it. */
#pragma once

#include "tui/app.h"

typedef struct LbQuestion LbQuestion;

struct LbQuestion {
    char *title;       /* "Revoke a key of owner1@contoso.example" */
    char *consequence; /* what this does, in sentences */
    char *told;        /* who is told of it */
    const char *verb;  /* what Enter does, for the help bar; untranslated */

    const char *label;   /* of what is chosen; NULL: nothing is */
    const LbName *names; /* of which one is chosen; NULL: a number is typed, or words */
    int least, most;     /* what the number may be */
    int before, chosen;  /* the value as it was, and as it shall be */

    int text_limit; /* of the words, in characters, which may stay out; 0: none are typed */
    char *text;     /* the words; NULL: none */

    char *proof;  /* has to be typed; NULL: nothing */
    char *prompt; /* says so */

    char *subject; /* what it is about: account, fingerprint, tenant, subscription */
    char *tenant;  /* of a subscription */
    char *role, *scope;
    char *digest; /* of what was shown */
    int64_t mail; /* or message to a webhook */
    int64_t webhook;
    int64_t request;
    int session; /* of it */

    /* Why there is nothing left to ask; NULL when the question stands. The caller frees it. */
    char *(*gone)(LbApp *app, const LbQuestion *question, GError **error);

    /* Does it. What is said then, freed by the caller; NULL with an error. */
    char *(*act)(LbApp *app, const LbQuestion *question, GError **error);

    /* The screen that follows then; NULL: none. */
    LbScreen *(*next)(LbApp *app, const LbQuestion *question);
};

/* A question with all its texts empty. */
LbQuestion *lb_question_new(void);
void lb_question_free(LbQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbQuestion, lb_question_free)

/* @format, untranslated, with its places filled. The caller frees it. */
char *lb_question_fill(const char *format, const char *first, const char *second);

/* Lets the account be typed before something is taken from it; one that no keyboard has, the number of its row @id. */
void lb_question_prove_account(LbQuestion *question, const char *account, int64_t id);

/* Lets the end of the fingerprint be typed. */
void lb_question_prove_key(LbQuestion *question, const char *fingerprint);

/* The dialog, which takes @question. */
LbScreen *lb_confirm_screen_new(LbApp *app, LbQuestion *question);
