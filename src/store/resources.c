/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking for resources by a part of their names, in the lists that triggers keep (latermigrations.c): never by walking
 * the resources themselves. */
#include "store/resources.h"

#include <string.h>

#include "store/statement.h"

/* What has fewer matches, among the resources of all customers, is gathered and sorted; more soon fill a page. */
#define COMMON 2000

/* How many names are looked at for a count. */
#define COUNTED 20000

#define PIECE 3 /* characters; what is shorter has none */

void
lb_resource_row_free(LbResourceRow *row)
{
    if (row == NULL)
        return;
    lb_resource_free(row->resource);
    g_free(row->subscription_name);
    g_free(row->order);
    g_free(row);
}

/* Of each, ?1 is the tenant or the subscription, ?2 a type, ?3 what is sought: the text, or its pieces as a phrase. */
#define WALK(place)                                                             \
    "resource_name x INDEXED BY resource_name_" place " WHERE x." place " = ?1" \
    " AND x.type = ?2"
#define GATHER(place)                                               \
    "resource_piece m CROSS JOIN resource_name x ON x.id = m.rowid" \
    " WHERE m.resource_piece MATCH ?3 AND x." place " = ?1 AND x.type = ?2"
#define FITS "instr(x.text, ?3) > 0"

/* From ?4 and ?5 on, ?6 of them. */
#define PAGE(from)                                                                      \
    "SELECT " LB_RESOURCE_COLUMNS ", s.name, n.text, n.id"                              \
    " FROM (SELECT x.text, x.id FROM " from " AND (x.text, x.id) > (?4, ?5)"            \
    "  ORDER BY x.text, x.id LIMIT ?6) n"                                               \
    " CROSS JOIN resource_name k ON k.id = n.id CROSS JOIN resource r ON r.key = k.key" \
    " CROSS JOIN subscription s ON s.id = r.subscription"

/* How many names were looked at, ?4 at most, and how many of them fit. */
#define COUNT(from, fits)                                                                        \
    "SELECT count(*), coalesce(sum(fits), 0) FROM (SELECT " fits " AS fits FROM " from " LIMIT " \
    "?4)"

typedef enum { IN_ORDER, BY_PIECES } Way;

static const struct {
    const char *page, *count;
} queries[][2] = {
    [IN_ORDER] = { { PAGE(WALK("tenant") " AND " FITS), COUNT(WALK("tenant"), FITS) },
                   { PAGE(WALK("subscription") " AND " FITS), COUNT(WALK("subscription"), FITS) } },
    [BY_PIECES] = { { PAGE(GATHER("tenant")), COUNT(GATHER("tenant"), "1") },
                    { PAGE(GATHER("subscription")), COUNT(GATHER("subscription"), "1") } },
};

/* What is looked for, as the queries take it. */
typedef struct {
    Way way;
    bool narrow;
    const char *place;
    char *sought;
} Search;

static void
clear_search(Search *search)
{
    g_free(search->sought);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, clear_search)

/* The text as a phrase of full text search, in which a quotation mark alone means anything. */
static char *
make_phrase(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "\"", -1);
    g_autofree char *inner = g_strjoinv("\"\"", parts);
    return g_strconcat("\"", inner, "\"", NULL);
}

static bool
begin_search(LbStore *store, const LbResourceFilter *filter, Search *search, GError **error)
{
    int64_t count = COMMON;
    g_autofree char *phrase = make_phrase(filter->text);
    if (g_utf8_strlen(filter->text, -1) >= PIECE &&
        !lb_store_get_int(store, &count, error,
                          "SELECT CASE WHEN EXISTS (SELECT 1 FROM resource_unnamed)"
                          "  OR EXISTS (SELECT 1 FROM resource_name WHERE gathered = 0) THEN ?2"
                          " ELSE (SELECT count(*) FROM (SELECT 1 FROM resource_piece"
                          "  WHERE resource_piece MATCH ?1 LIMIT ?2)) END",
                          "si", phrase, (int64_t)COMMON))
        return false;
    search->way = count < COMMON ? BY_PIECES : IN_ORDER;
    search->narrow = filter->subscription != NULL;
    search->place = search->narrow ? filter->subscription : filter->tenant;
    search->sought = search->way == BY_PIECES ? g_steal_pointer(&phrase) : g_strdup(filter->text);
    return true;
}

bool
lb_resources_gather(LbStore *store, GError **error)
{
    return lb_store_run(store, error,
                        "INSERT INTO resource_piece (resource_piece, rowid, text)"
                        " SELECT 'delete', id, text FROM resource_unnamed",
                        "") &&
           lb_store_run(store, error, "DELETE FROM resource_unnamed", "") &&
           lb_store_run(store, error,
                        "INSERT INTO resource_piece (rowid, text)"
                        " SELECT id, text FROM resource_name WHERE gathered = 0",
                        "") &&
           lb_store_run(store, error, "UPDATE resource_name SET gathered = 1 WHERE gathered = 0",
                        "");
}

/* Where the page begins: the place of the resource @key, whether or not it is still there. */
static bool
find_place(LbStore *store, const char *key, char **order, int64_t *row, GError **error)
{
    g_autoptr(LbResource) last = key != NULL ? lb_resource_from_id(key, NULL) : NULL;
    *row = 0;
    if (last == NULL) {
        *order = g_strdup("");
        return true;
    }
    g_autofree char *place =
        g_strconcat(last->name, "\n", last->group != NULL ? last->group : "", NULL);
    *order = g_ascii_strdown(place, -1);
    return lb_store_get_int(store, row, error, "SELECT id FROM resource_name WHERE key = ?", "s",
                            last->key);
}

static bool
read_rows(LbStatement *statement, GPtrArray *rows, GError **error)
{
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbResource *resource = lb_resource_read(statement, error);
        if (resource == NULL)
            return false;
        LbResourceRow *row = g_new0(LbResourceRow, 1);
        row->resource = resource;
        row->subscription_name = lb_column_dup(statement, LB_RESOURCE_COLUMN_COUNT);
        row->order = lb_column_dup(statement, LB_RESOURCE_COLUMN_COUNT + 1);
        row->row = lb_column_int(statement, LB_RESOURCE_COLUMN_COUNT + 2);
        g_ptr_array_add(rows, row);
    }
    return step == LB_STEP_DONE;
}

static gint
compare_rows(gconstpointer left, gconstpointer right)
{
    const LbResourceRow *a = *(LbResourceRow *const *)left;
    const LbResourceRow *b = *(LbResourceRow *const *)right;
    int order = strcmp(a->order, b->order);
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

GPtrArray *
lb_resources_find(LbStore *store, const LbResourceFilter *filter, GError **error)
{
    g_auto(Search) search = { 0 };
    int64_t row = 0;
    g_autofree char *order = NULL;
    if (!begin_search(store, filter, &search, error) ||
        !find_place(store, filter->after, &order, &row, error))
        return NULL;
    g_autoptr(GPtrArray) rows =
        g_ptr_array_new_with_free_func((GDestroyNotify)lb_resource_row_free);
    /* A page of each type: their first are the page. */
    for (const char *const *type = filter->types; *type != NULL; type++) {
        g_autoptr(LbStatement) statement = lb_statement_new(
            store, error, queries[search.way][search.narrow].page, "ssssii", search.place, *type,
            search.sought, order, row, (int64_t)filter->limit);
        if (!read_rows(statement, rows, error))
            return NULL;
    }
    g_ptr_array_sort(rows, compare_rows);
    if (rows->len > (guint)filter->limit)
        g_ptr_array_set_size(rows, filter->limit);
    return g_steal_pointer(&rows);
}

bool
lb_resources_count(LbStore *store, const LbResourceFilter *filter, int64_t *count, GError **error)
{
    g_auto(Search) search = { 0 };
    int64_t most = COUNTED;
    *count = 0;
    if (!begin_search(store, filter, &search, error))
        return false;
    for (const char *const *type = filter->types; *type != NULL && most > 0; type++) {
        g_autoptr(LbStatement) statement =
            lb_statement_new(store, error, queries[search.way][search.narrow].count, "sssi",
                             search.place, *type, search.sought, most);
        if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
            return false;
        most -= lb_column_int(statement, 0);
        *count += lb_column_int(statement, 1);
    }
    if (most <= 0)
        *count = -1;
    return true;
}
