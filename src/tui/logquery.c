/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filters of the log, and the two rows that show them. */
#include "tui/logquery.h"

#include "base/i18n.h"
#include "base/time.h"
#include "wording/plain.h"

#define GAP 3
#define WIDEST_VALUE 40
#define NARROWEST_VALUE 10
#define REST_COLUMNS 4 /* of how many filters there is no room for */
/* Narrower panes have no room for what goes without saying. */
#define ROOMY 68

/* Those that the reference names, as it calls them. */
static const struct {
    int operation;
    const char *label;
} named[] = {
    { LB_LOG_ANY, N_("all") },
    { LB_OPERATION_CREATE, N_("Create") },
    { LB_OPERATION_APPROVE, N_("Approve") },
    { LB_OPERATION_DENY, N_("Deny") },
    { LB_OPERATION_EXPIRE, N_("Expiry") },
};

void
lb_log_query_clear(LbLogQuery *query)
{
    g_free(query->caller);
    g_free(query->request);
    g_free(query->tenant);
    g_free(query->text);
    *query = (LbLogQuery){ .operation = LB_LOG_ANY };
}

void
lb_log_query_copy(LbLogQuery *query, const LbLogQuery *other)
{
    LbLogQuery copy = *other;
    copy.caller = g_strdup(other->caller);
    copy.request = g_strdup(other->request);
    copy.tenant = g_strdup(other->tenant);
    copy.text = g_strdup(other->text);
    lb_log_query_clear(query);
    *query = copy;
}

bool
lb_log_query_equal(const LbLogQuery *query, const LbLogQuery *other)
{
    return query->operation == other->operation && query->since == other->since &&
           query->until == other->until && g_strcmp0(query->caller, other->caller) == 0 &&
           g_strcmp0(query->request, other->request) == 0 &&
           g_strcmp0(query->tenant, other->tenant) == 0 && g_strcmp0(query->text, other->text) == 0;
}

LbActivityFilter
lb_log_query_filter(const LbLogQuery *query)
{
    return (LbActivityFilter){
        .operations = query->operation != LB_LOG_ANY ? LB_OPERATION_BIT(query->operation) : 0,
        .tenant = query->tenant,
        .request = query->request,
        .caller = query->caller,
        .text = query->text,
        .since = query->since,
        .until = query->until,
    };
}

/* The place of the query's operation among those that are named; their count for any other. */
static int
find_named(const LbLogQuery *query)
{
    int place = 0, count = (int)G_N_ELEMENTS(named);
    while (place < count && named[place].operation != query->operation)
        place++;
    return place;
}

void
lb_log_query_step(LbLogQuery *query, int step)
{
    int place = find_named(query), count = (int)G_N_ELEMENTS(named);
    if (place == count && step > 0)
        place = -1;
    query->operation = named[(place + step + count) % count].operation;
}

void
lb_log_query_render_operations(const LbLogQuery *query, LbPane pane)
{
    int here = find_named(query), count = (int)G_N_ELEMENTS(named), x = 1;
    bool roomy = pane.width >= ROOMY;
    if (roomy)
        x = lb_pane_put(pane, x, 0, LB_STYLE_FAINT, _("Operation")) + 2;
    for (int i = 0; i <= count; i++) {
        const char *other =
            here == count ? lb_names_label(lb_operation_names, query->operation) : N_("more...");
        const char *label = i < count ? _(named[i].label) : _(other);
        g_autofree char *cut = lb_cut_end(label, pane.width - x - 3);
        x = lb_pane_print(pane, x, 0, i == here ? LB_STYLE_ACCENT : LB_STYLE_TEXT,
                          i == here ? "[%s]" : " %s ", cut) +
            (roomy ? 1 : 0);
    }
}

/* A filter of the second row. */
typedef struct {
    const char *label;
    const char *value; /* NULL: not set */
    bool shown;
} Word;

/* Columns that the shown words take with values of at most @widest; a word takes no gap before the first. */
static int
columns_of(const Word *words, size_t count, int widest)
{
    int columns = 0;
    for (size_t i = 0; i < count; i++) {
        const char *value = words[i].value != NULL ? words[i].value : _("any");
        if (words[i].shown)
            columns += lb_columns(_(words[i].label)) + 1 + MIN(lb_columns(value), widest) + GAP;
    }
    return columns;
}

/* Those that are set, cut where room is short; of the others as many as fit. Returns the columns of the widest
 * value, and stores how many of those that are set have no room at all. */
static int
choose_words(Word *words, size_t count, int room, int *left_out)
{
    int widest = WIDEST_VALUE;
    for (size_t i = 0; i < count; i++)
        words[i].shown = words[i].value != NULL;
    while (widest > NARROWEST_VALUE && columns_of(words, count, widest) > room)
        widest--;
    *left_out = 0;
    for (size_t i = count; i > 0 && columns_of(words, count, widest) > room; i--) {
        *left_out += words[i - 1].shown ? 1 : 0;
        words[i - 1].shown = false;
        room -= *left_out == 1 ? REST_COLUMNS : 0;
    }
    for (size_t i = 0; i < count && *left_out == 0; i++) {
        bool set = words[i].shown;
        words[i].shown = true;
        words[i].shown = set || columns_of(words, count, widest) <= room;
    }
    return widest;
}

static char *
write_day(int64_t time, GTimeZone *zone)
{
    return time != 0 ? lb_time_write(time, zone) : NULL;
}

static void
put_word(LbPane pane, int *x, const Word *word, int widest)
{
    g_autofree char *value = lb_cut_middle(word->value != NULL ? word->value : _("any"), widest);
    *x = lb_pane_put(pane, *x, 0, LB_STYLE_FAINT, _(word->label)) + 1;
    *x = lb_pane_put(pane, *x, 0, word->value != NULL ? LB_STYLE_ACCENT : LB_STYLE_FAINT, value) +
         GAP;
}

void
lb_log_query_render_words(const LbLogQuery *query, LbPane pane, GTimeZone *zone, bool tenants,
                          const char *right)
{
    g_autofree char *since = write_day(query->since, zone), *until = write_day(query->until, zone);
    Word words[6];
    size_t count = 0;
    words[count++] = (Word){ N_("By"), query->caller, false };
    words[count++] = (Word){ N_("Request"), query->request, false };
    if (tenants)
        words[count++] = (Word){ N_("Tenant"), query->tenant, false };
    words[count++] = (Word){ N_("Since"), since, false };
    if (until != NULL)
        words[count++] = (Word){ N_("Until"), until, false };
    words[count++] = (Word){ N_("Text"), query->text, false };
    lb_pane_take_right(&pane, 1);
    int x = 1, end = lb_pane_put_right(pane, 0, LB_STYLE_TEXT, right);
    int left_out = 0, widest = choose_words(words, count, end - 1, &left_out);
    for (size_t i = 0; i < count; i++)
        if (words[i].shown)
            put_word(pane, &x, &words[i], widest);
    if (left_out > 0)
        lb_pane_print(pane, x, 0, LB_STYLE_ACCENT, "+%d", left_out);
}
