/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The least that a program with a screen does, which make bench measures the deep link beside: one frame out of an
 * array, as much text as a request has, and the end with the first key. */
#include <curses.h>
#include <locale.h>
#include <stddef.h>

#define LINE "--------------------------------------------------------------------------------"

static const char *const rows[] = {
    " Bare  nothing behind it         Contoso / Production     owner1@contoso.example",
    LINE,
    " LB-1   ? Customer Notified      waits for you until Fri 12 Jan 01:00  3 d 23 h",
    "",
    " engineer7@fabrikam.example (Support Engineer) asks for",
    "   Remote desktop (Windows), level read, for 8 hours",
    " in subscription Production of Contoso, to",
    "   vm-web-01  virtual machine, Windows, rg-web",
    " because of TK-7, Web role stops answering, opened by",
    "   contributor1@contoso.example",
    "",
    "   | The web role stops answering.",
    "",
    " no answer: it expires on Fri 12 Jan 01:00, and nothing opens",
    " approve: access opens now, ends by itself after 8 hours; you may end it before",
    " deny: nothing opens; the engineer reads your reason",
    "",
    " Asked: approver1@contoso.example (mail queued), you (mail queued),",
    "   owner2@contoso.example (mail queued), owner3@contoso.example (mail queued)",
    "",
    "",
    "",
    LINE,
    " a approve   d deny   t ticket   L log   w who was asked   ? help   q back",
};

int
main(void)
{
    setlocale(LC_ALL, "");
    initscr();
    noecho();
    for (size_t y = 0; y < sizeof rows / sizeof rows[0]; y++)
        mvaddstr((int)y, 0, rows[y]);
    refresh();
    getch();
    endwin();
    return 0;
}
