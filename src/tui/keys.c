/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of keys and actions. */
#include "tui/keys.h"

#include "base/i18n.h"

#define FULL_WIDTH_FIRST 0xFF01
#define FULL_WIDTH_LAST 0xFF5E
#define FULL_WIDTH_SPACE 0x3000

/* clang-format off */
const LbActionRow lb_actions[] = {
    { LB_ACTION_OPEN, { LB_KEY_ENTER }, "Enter", N_("open"),
      N_("open what is selected"), LB_NEED_SELECTION },
    { LB_ACTION_APPROVE, { 'a' }, "a", N_("approve"),
      N_("approve the request; its number has to be typed"), LB_NEED_MAY_APPROVE },
    { LB_ACTION_DENY, { 'd' }, "d", N_("deny"),
      N_("deny the request; a reason has to be typed"), LB_NEED_MAY_DENY },
    { LB_ACTION_ENDORSE, { 'a' }, "a", N_("endorse"),
      N_("endorse the request for the provider; its number has to be typed"), LB_NEED_MAY_ENDORSE },
    { LB_ACTION_DECLINE, { 'd' }, "d", N_("decline"),
      N_("decline the request for the provider; a reason has to be typed"), LB_NEED_MAY_DECLINE },
    { LB_ACTION_REVOKE, { 'e' }, "e", N_("end access"),
      N_("end open access now; a reason has to be typed"), LB_NEED_MAY_REVOKE },
    { LB_ACTION_CANCEL, { 'c' }, "c", N_("take back"),
      N_("take a request of your own back"), LB_NEED_MAY_CANCEL },
    { LB_ACTION_COMPLETE, { 'x' }, "x", N_("hand back"),
      N_("hand access of your own back before its time"), LB_NEED_MAY_COMPLETE },
    { LB_ACTION_EXTEND, { 'e' }, "e", N_("more time"),
      N_("ask the owners for more time for access of your own"), LB_NEED_MAY_EXTEND },
    { LB_ACTION_WAYS, { 'c' }, "c", N_("connect"),
      N_("the commands that lead where access of your own is open"), LB_NEED_MAY_CONNECT },
    { LB_ACTION_NEW_TICKET, { '+' }, "+", N_("new ticket"),
      N_("open a support ticket"), LB_NEED_OPENER },
    { LB_ACTION_NEW_REQUEST, { '+' }, "+", N_("new request"),
      N_("ask for access, because of the support ticket that is shown or selected"), LB_NEED_ASKS },
    { LB_ACTION_ELSEWHERE, { '#' }, "#", N_("elsewhere"),
      N_("have a support ticket looked at that lives in another system"), LB_NEED_ELSEWHERE },
    { LB_ACTION_COPY_REQUEST, { '+' }, "+", N_("copy as new"),
      N_("ask for the same again, by a new request"), LB_NEED_OWN },
    { LB_ACTION_TAKE_TICKET, { 't' }, "t", N_("take"),
      N_("have the support ticket assigned to you"), LB_NEED_MAY_TAKE },
    { LB_ACTION_REPLY, { 'r' }, "r", N_("reply"),
      N_("reply to the support ticket; the other side is told by mail"), LB_NEED_MAY_REPLY },
    { LB_ACTION_NOTE, { 'i' }, "i", N_("internal note"),
      N_("note something in the support ticket that no customer sees"), LB_NEED_MAY_NOTE },
    { LB_ACTION_ESCALATE, { 'e' }, "e", N_("escalate"),
      N_("hand the support ticket to the DevOps engineers"), LB_NEED_MAY_ESCALATE },
    { LB_ACTION_CLOSE_TICKET, { 'c' }, "c", N_("close"),
      N_("close the support ticket"), LB_NEED_MAY_CLOSE },
    { LB_ACTION_ACKNOWLEDGE, { 'a' }, "a", N_("acknowledge"),
      N_("say that you have read of work without a request"), LB_NEED_MAY_ACKNOWLEDGE },
    { LB_ACTION_RECORD, { '+' }, "+", N_("record"),
      N_("record work that was done without a request"), LB_NEED_RECORDS },
    { LB_ACTION_CHANGE, { 'c' }, "c", N_("change"),
      N_("change what is agreed with a customer"), LB_NEED_ADMIN | LB_NEED_TERM },
    { LB_ACTION_SWITCH, { 's' }, "s", N_("on/off"),
      N_("switch a person's account off, or on again"), LB_NEED_ADMIN | LB_NEED_PERSON },
    { LB_ACTION_TAKE, { 'x' }, "x", N_("revoke"),
      N_("take the selected key or role away"), LB_NEED_ADMIN | LB_NEED_TAKEN },
    { LB_ACTION_INVITE, { 'i' }, "i", N_("invite"),
      N_("mail a person how to come in"), LB_NEED_ADMIN | LB_NEED_PERSON },
    { LB_ACTION_DEEDS, { 'L' }, "L", N_("log"),
      N_("what the activity log says of what this person did"), LB_NEED_ADMIN | LB_NEED_PERSON },
    { LB_ACTION_RETRY, { 'R' }, "R", N_("send again"),
      N_("send again a mail that is stuck, or a message to a webhook"),
      LB_NEED_ADMIN | LB_NEED_STUCK },
    { LB_ACTION_HOOKS, { 'v' }, "v", N_("webhooks/messages"),
      N_("list the webhooks, or the messages to them"), LB_NEED_ADMIN | LB_NEED_HOOKS },
    { LB_ACTION_ALL, { 'v' }, "v", N_("all/stuck"),
      N_("list all mails, or those that are stuck"), LB_NEED_ADMIN | LB_NEED_OUTBOX },
    { LB_ACTION_KIND, { 'f' }, "f", N_("kind"),
      N_("only events of one kind, and the next"), LB_NEED_EVENTS },
    { LB_ACTION_SYSTEM, { 'w' }, "w", N_("Windows' own"),
      N_("also what Windows itself does, or no longer"), LB_NEED_EVENTS },
    { LB_ACTION_TICKET, { 't' }, "t", N_("ticket"),
      N_("read the support ticket behind the request"), LB_NEED_SELECTION },
    { LB_ACTION_TIMELINE, { 'L' }, "L", N_("timeline"),
      N_("all that happened about this request, in its order"), LB_NEED_SELECTION },
    { LB_ACTION_ASKED, { 'w' }, "w", N_("who was asked"),
      N_("who was asked, by which role, and what became of the mail"), LB_NEED_SELECTION },
    { LB_ACTION_SESSIONS, { 's' }, "s", N_("sessions"),
      N_("what went through the access of the request: to watch, to replay"), LB_NEED_OPENED },
    { LB_ACTION_RECEIPT, { 'R' }, "R", N_("receipt"),
      N_("the receipt of a request that has ended, to read or to keep"), LB_NEED_ENDED },
    { LB_ACTION_PAUSE, { ' ' }, N_("Space"), N_("pause"),
      N_("stop a recording where it is, or let it go on"), LB_NEED_RECORDING },
    { LB_ACTION_FASTER, { '+' }, "+", N_("faster"), N_("play a recording twice as fast"), LB_NEED_RECORDING },
    { LB_ACTION_SLOWER, { '-' }, "-", N_("slower"), N_("play a recording half as fast"), LB_NEED_RECORDING },
    { LB_ACTION_EARLIER, { LB_KEY_LEFT }, N_("Left"), N_("10 s back"), N_("ten seconds back in a recording"),
      LB_NEED_RECORDING },
    { LB_ACTION_LATER, { LB_KEY_RIGHT }, N_("Right"), N_("10 s on"), N_("ten seconds on in a recording"),
      LB_NEED_RECORDING },
    { LB_ACTION_MUCH_EARLIER, { LB_KEY_PAGE_UP, 'b' }, "PgUp", N_("1 min back"),
      N_("a minute back in a recording"), LB_NEED_RECORDING },
    { LB_ACTION_MUCH_LATER, { LB_KEY_PAGE_DOWN }, "PgDn", N_("1 min on"),
      N_("a minute on in a recording"), LB_NEED_RECORDING },
    { LB_ACTION_GO_TO, { 'g' }, "g", N_("go to"),
      N_("go to a time of a recording, as 1:30 or 1:02:30"), LB_NEED_RECORDING },
    { LB_ACTION_SKIP_IDLE, { 'i' }, "i", N_("skip idle"),
      N_("wait no longer than two seconds where nothing happens in a recording, or as long as it was"),
      LB_NEED_RECORDING },
    { LB_ACTION_LIVE, { 'F' }, "F", N_("live"),
      N_("follow a session while it goes on"), LB_NEED_RECORDING | LB_NEED_LIVE },
    { LB_ACTION_STOP_SESSION, { 'K' }, "K", N_("end session"),
      N_("end a session that goes on; the number of the request has to be typed"), LB_NEED_MAY_STOP },
    { LB_ACTION_PAN_UP, { LB_KEY_SHIFT_UP, LB_KEY_UP, 'k' }, N_("Shift-Up"), N_("move up"),
      N_("see more of a recording that is larger than the window: above"), LB_NEED_RECORDING },
    { LB_ACTION_PAN_DOWN, { LB_KEY_SHIFT_DOWN, LB_KEY_DOWN, 'j' }, N_("Shift-Down"), N_("move down"),
      N_("the same: below"), LB_NEED_RECORDING },
    { LB_ACTION_PAN_LEFT, { LB_KEY_SHIFT_LEFT, 'h' }, N_("Shift-Left"), N_("move left"),
      N_("the same: to the left"), LB_NEED_RECORDING },
    { LB_ACTION_PAN_RIGHT, { LB_KEY_SHIFT_RIGHT, 'l' }, N_("Shift-Right"), N_("move right"),
      N_("the same: to the right"), LB_NEED_RECORDING },
    { LB_ACTION_SEE_CURSOR, { 'c' }, "c", N_("cursor"),
      N_("keep the cursor of a recording in sight again"), LB_NEED_RECORDING },
    { LB_ACTION_UP, { LB_KEY_UP, 'k' }, N_("Up"), N_("up"), N_("one up"), 0 },
    { LB_ACTION_DOWN, { LB_KEY_DOWN, 'j' }, N_("Down"), N_("down"), N_("one down"), 0 },
    { LB_ACTION_LEFT, { LB_KEY_LEFT, 'h' }, N_("Left"), N_("left"), N_("the tab or the filter to the left"), 0 },
    { LB_ACTION_RIGHT, { LB_KEY_RIGHT, 'l' }, N_("Right"), N_("right"), N_("the tab or the filter to the right"), 0 },
    { LB_ACTION_PAGE_UP, { LB_KEY_PAGE_UP, 'b' }, "PgUp", N_("page up"), N_("one page up"), 0 },
    { LB_ACTION_PAGE_DOWN, { LB_KEY_PAGE_DOWN, ' ' }, "PgDn", N_("page down"), N_("one page down"), 0 },
    { LB_ACTION_FIRST, { 'g', LB_KEY_HOME }, "g", N_("first"), N_("to the beginning"), 0 },
    { LB_ACTION_LAST, { 'G', LB_KEY_END }, "G", N_("last"), N_("to the end"), 0 },
    { LB_ACTION_FILTER, { 'f' }, "f", N_("filter"), N_("choose what the activity log or a timeline shows"), LB_NEED_LOG },
    { LB_ACTION_UNFILTER, { 'z' }, "z", N_("show all"), N_("take the filters away"),
      LB_NEED_LOG | LB_NEED_FILTERED },
    { LB_ACTION_EXPORT, { 'e' }, "e", N_("export"),
      N_("the commands that write what is shown of it to a file"), LB_NEED_LOG },
    { LB_ACTION_FOLLOW, { 'F' }, "F", N_("follow"),
      N_("keep the newest entry in sight, until you move"), LB_NEED_LOG },
    { LB_ACTION_PERSON, { 'p' }, "p", N_("person"),
      N_("what else whoever made this entry did"), LB_NEED_CALLER },
    { LB_ACTION_SEARCH, { '/' }, "/", N_("search"), N_("search in what is listed or shown"), 0 },
    { LB_ACTION_SEARCH_NEXT, { 'n' }, "n", N_("next"), N_("the next place that was found"), LB_NEED_SEARCHED },
    { LB_ACTION_SEARCH_BACK, { 'N' }, "N", N_("previous"), N_("the place found before"), LB_NEED_SEARCHED },
    { LB_ACTION_NEXT_PART, { LB_KEY_TAB }, "Tab", N_("next part"), N_("to the next tab, frame or field"), 0 },
    { LB_ACTION_PREVIOUS_PART, { LB_KEY_BACK_TAB }, "Shift-Tab", N_("previous part"),
      N_("to the tab, frame or field before"), 0 },
    { LB_ACTION_OVERVIEW, { '1' }, "1", N_("Overview"), N_("what waits, what is open, what was"), 0 },
    { LB_ACTION_PENDING, { '2' }, "2", N_("Pending"), N_("the requests that wait for their customer"), 0 },
    { LB_ACTION_ACCESS, { '3' }, "3", N_("Access open"), N_("access that is open now"), 0 },
    { LB_ACTION_HISTORY, { '4' }, "4", N_("History"), N_("requests that have ended"), 0 },
    { LB_ACTION_LOG, { '5' }, "5", N_("Activity log"), N_("every action, in order"), 0 },
    { LB_ACTION_TICKETS, { 'T' }, "T", N_("Tickets"), N_("support tickets"), 0 },
    { LB_ACTION_EXCLUSIONS, { 'x' }, "x", N_("Without request"),
      N_("work without a request, and whether an owner has acknowledged it"), 0 },
    { LB_ACTION_EVENTS, { 'u' }, "u", N_("unexplained"),
      N_("events on your machines that no approved access explains"), LB_NEED_REVIEWS },
    { LB_ACTION_ACCOUNT, { 'o' }, "o", N_("account"),
      N_("your own account: language, time zone, mail addresses, keys"), 0 },
    { LB_ACTION_REMOVE, { 'X', LB_KEY_DELETE }, "X", N_("take away"),
      N_("take away the mail address, or revoke the key, that is selected in your account"),
      LB_NEED_MAY_REMOVE },
    { LB_ACTION_CONSOLE, { '6' }, "6", N_("Console"), N_("tenants, people, roles and mails"), LB_NEED_ADMIN },
    { LB_ACTION_MAILS, { 'M' }, "M", N_("mails"),
      N_("the mails that are stuck, with the words of the server"), LB_NEED_ADMIN },
    { LB_ACTION_WEBHOOKS, { 'W' }, "W", N_("webhooks"),
      N_("what became of messages to webhooks, with the words of the receivers"), LB_NEED_ADMIN },
    { LB_ACTION_REFRESH, { 'r' }, "r", N_("refresh"),
      N_("read everything again; changes by others come by themselves"), 0 },
    { LB_ACTION_REDRAW, { LB_KEY_CTRL_L }, "Ctrl-L", N_("redraw"), N_("draw the screen anew"), 0 },
    { LB_ACTION_HELP, { '?', LB_KEY_F1 }, "?", N_("help"), N_("this page"), 0 },
    { LB_ACTION_BACK, { LB_KEY_ESCAPE }, "Esc", N_("back"), N_("back to where you came from"), 0 },
    { LB_ACTION_LEAVE, { 'q' }, "q", N_("leave"), N_("back; from the lists, leave Lockbox"), 0 },
    { LB_ACTION_INTERRUPT, { LB_KEY_CTRL_C }, "Ctrl-C", N_("leave"), N_("leave Lockbox, after a question"), 0 },
    { LB_ACTION_NONE, { 0 }, NULL, NULL, NULL, 0 },
};
/* clang-format on */

int
lb_key_ascii(int key)
{
    if (key == FULL_WIDTH_SPACE)
        return ' ';
    return key >= FULL_WIDTH_FIRST && key <= FULL_WIDTH_LAST ? key - FULL_WIDTH_FIRST + '!' : key;
}

const LbActionRow *
lb_action_row(LbAction action)
{
    const LbActionRow *row = lb_actions;
    while (row->action != LB_ACTION_NONE && row->action != action)
        row++;
    return row;
}

LbAction
lb_action_of_key(int key, LbNeeds holds)
{
    int wanted = lb_key_ascii(key);
    for (const LbActionRow *row = lb_actions; row->action != LB_ACTION_NONE; row++)
        for (size_t i = 0; i < G_N_ELEMENTS(row->keys); i++)
            if (wanted != LB_KEY_NONE && row->keys[i] == wanted && (row->needs & ~holds) == 0)
                return row->action;
    return LB_ACTION_NONE;
}
