/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process that goes through, and the one that started it: orders come down one pipe, events go up another, one a
 * line. It ends when it is told to, when the order pipe is closed, by a signal, or by the boot clock, whichever is first.
 *
 * Events are lines of the recording (proxy/cast.h), and objects with one member: {"key": "TYPE BASE64"} asks for a
 * certificate, {"reached": "192.0.2.7"} says where the name led, {"typed": N} that keys were typed, {"count": [SENT,
 * RECEIVED]} how many bytes went so far, {"end": ["WHY", "WORDS"]} is the last. */
#pragma once

#include <glib.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/file.h"
#include "proxy/order.h"

#define LB_EVENT_LINE_MOST 32768 /* bytes of any line of the event pipe, with its LF */

/* The places in the array for poll(). A descriptor of -1 is not looked at. */
enum {
    LB_WAIT_ORDERS,
    LB_WAIT_EVENTS,
    LB_WAIT_SIGNALS,
    LB_WAIT_PROCESS, /* of a shell */
    LB_WAIT_IN,      /* from the person */
    LB_WAIT_OUT,     /* to the person */
    LB_WAIT_FAR_IN,  /* from the target */
    LB_WAIT_FAR_OUT, /* to the target */
    LB_WAITS,
};

typedef struct {
    LbFd orders, events, signals;
    GString *arrived; /* of orders, not yet a line */
    GString *unsent;  /* events */
    LbClock *clock;
    int64_t begun, now;     /* boot clock */
    int64_t looked, told;   /* when notices were looked for, and when numbers went up */
    int64_t sent, received; /* bytes, to be kept by whoever moves them */
    int64_t last_sent, last_received;
    bool typed;        /* keys came since numbers went up */
    bool resized;      /* the terminal has, perhaps; to be cleared by whoever looks */
    char *certificate; /* once it has come */
    char *notice;      /* that is to be said; NULL: none */
    LbProxyOrder *order;
    LbProxyEnd end; /* NONE: it goes on */
    char *words;    /* more about that; NULL: nothing */
    struct pollfd waits[LB_WAITS];
} LbChannel;

/* Takes the two pipes, and the signals that end a program. Waits for the order, at most 10 seconds. NULL on error. The caller frees it. */
LbChannel *lb_channel_open(int orders, int events, GError **error);
void lb_channel_free(LbChannel *channel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbChannel, lb_channel_free)

/* Empties channel->waits but for the channel's own. */
void lb_channel_prepare(LbChannel *channel);

/* Waits for one of them, at most a second and @milliseconds (-1: as long as that), and takes what orders, signals and clock say. */
void lb_channel_wait(LbChannel *channel, int milliseconds);

/* Whether @wait is ready. */
bool lb_channel_is_ready(const LbChannel *channel, int wait);

/* What is to be said to the person now about the end that comes; NULL: nothing. The caller frees it. */
char *lb_channel_notice(LbChannel *channel);

/* What the person is told at the end: why, and the words. The caller frees it. */
char *lb_channel_farewell(const LbChannel *channel);

/* Ends it, unless it has ended. @words may be NULL; what they are does not matter: one harmless line is made of them. */
void lb_channel_end(LbChannel *channel, LbProxyEnd why, const char *words);

/* Whether events are taken fast enough for more to be made. */
bool lb_channel_has_room(const LbChannel *channel);

/* Sends {"@name": "@text"}. */
void lb_channel_tell(LbChannel *channel, const char *name, const char *text);

/* Sends whole lines. */
void lb_channel_send(LbChannel *channel, const char *lines, size_t length);

/* Sends the last numbers and the end, and waits until all of it is gone, at most a second. */
void lb_channel_finish(LbChannel *channel);
