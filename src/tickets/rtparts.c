/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of Request Tracker's transactions. Its lists say how large a part is before it is fetched, but the sender of a mail may
 * have had a hand in that, so what turns out too large is left out then. */
#include "tickets/rtparts.h"

#include <string.h>

#include "base/text.h"
#include "core/terms.h"
#include "tickets/html.h"
#include "tickets/members.h"

#define CHUNK 50      /* transactions whose parts are listed together */
#define LIST_PAGE 100 /* the most that RT puts on one page */
#define LIST_PAGES 2  /* of one chunk */
#define CALLS_MOST \
    (LB_EXCHANGE_CALLS_MOST / 2) /* questions, after which older transactions are left out */
#define TEXT_MOST (256 * 1024)   /* bytes of the parts of one transaction */
#define BATCH_MOST (256 * 1024)  /* bytes of parts that are fetched together */
#define BATCH_PARTS 100          /* the most that come on one page */
#define EMPTY 2                  /* bytes of a part that a program wrote for form's sake */

typedef enum {
    PART_OTHER,
    PART_PLAIN,
    PART_HTML,
    PART_ALTERNATIVE, /* what follows says the same in several ways */
    PART_NESTED,      /* a mail within the mail: what follows is not the author's */
} PartType;

typedef struct {
    int64_t id;
    int64_t transaction;
    int64_t length;
    PartType type;
    bool file; /* has a name */
    bool chosen;
    char *content;
} Part;

static void
free_part(Part *part)
{
    g_free(part->content);
    g_free(part);
}

JsonBuilder *
lb_rt_query_new(void)
{
    JsonBuilder *query = json_builder_new();
    json_builder_begin_array(query);
    return query;
}

void
lb_rt_query_add(JsonBuilder *query, const char *field, const char *operation, const char *value)
{
    json_builder_begin_object(query);
    json_builder_set_member_name(query, "field");
    json_builder_add_string_value(query, field);
    json_builder_set_member_name(query, "operator");
    json_builder_add_string_value(query, operation);
    json_builder_set_member_name(query, "value");
    json_builder_add_string_value(query, value);
    json_builder_end_object(query);
}

static void
add_number(JsonBuilder *query, const char *field, const char *operation, int64_t number)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
    lb_rt_query_add(query, field, operation, text);
}

JsonArray *
lb_rt_query_ask(LbExchange *exchange, const char *path, JsonBuilder *query,
                LbExchangeReply **holder, GError **error)
{
    json_builder_end_array(query);
    g_autoptr(JsonNode) body = json_builder_get_root(query);
    const LbExchangeCall call = { .path = path, .body = body };
    g_autoptr(LbExchangeReply) reply = lb_exchange_call(exchange, &call, error);
    if (reply == NULL)
        return NULL;
    JsonArray *items = lb_member_array(lb_node_object(reply->root), "items");
    if (reply->status != 200 || items == NULL) {
        g_set_error(error, LB_TICKETS_ERROR, LB_TICKETS_ERROR_FAULT,
                    "Request Tracker does not show the ticket's history (%ld)", reply->status);
        return NULL;
    }
    *holder = g_steal_pointer(&reply);
    return items;
}

/* Listing parts. */

static PartType
type_of(const char *name)
{
    static const struct {
        const char *start;
        PartType type;
    } types[] = {
        { "text/plain", PART_PLAIN },
        { "text/html", PART_HTML },
        { "multipart/alternative", PART_ALTERNATIVE },
        { "message/", PART_NESTED },
    };
    for (size_t i = 0; name != NULL && i < G_N_ELEMENTS(types); i++)
        if (g_ascii_strncasecmp(name, types[i].start, strlen(types[i].start)) == 0)
            return types[i].type;
    return PART_OTHER;
}

static Part *
read_part(JsonObject *item)
{
    int64_t id = lb_member_number(item, "id");
    int64_t transaction = lb_member_number(item, "TransactionId");
    const char *file = lb_member_text(item, "Filename");
    if (id <= 0 || transaction <= 0)
        return NULL;
    Part *part = g_new0(Part, 1);
    part->id = id;
    part->transaction = transaction;
    part->length = lb_member_number(item, "ContentLength");
    part->type = type_of(lb_member_text(item, "ContentType"));
    part->file = file != NULL && *file != '\0';
    return part;
}

/* A list of parts of the transactions from @first to before @end, as far as it is read. */
typedef struct {
    guint first, end;
    bool forward;     /* oldest first */
    int pages;        /* so many at most */
    GPtrArray *parts; /* Part* */
    int64_t last;     /* id of the part that came last; 0: none so far */
    bool whole;       /* there are no more */
} Listing;

static bool
list_page(LbExchange *exchange, const char *id, const GPtrArray *history, Listing *listing,
          GError **error)
{
    g_autofree char *path = g_strdup_printf(
        "/REST/2.0/ticket/%s/attachments?fields=TransactionId,ContentType,Filename,ContentLength"
        "&per_page=%d&orderby=id&order=%s",
        id, LIST_PAGE, listing->forward ? "ASC" : "DESC");
    g_autoptr(JsonBuilder) query = lb_rt_query_new();
    g_autoptr(LbExchangeReply) holder = NULL;
    for (guint i = listing->first; i < listing->end; i++)
        add_number(query, "TransactionId", "=",
                   ((const LbRtWords *)g_ptr_array_index(history, i))->transaction);
    if (listing->last != 0)
        add_number(query, "id", listing->forward ? ">" : "<", listing->last);
    JsonArray *items = lb_rt_query_ask(exchange, path, query, &holder, error);
    if (items == NULL)
        return false;
    guint count = json_array_get_length(items);
    listing->whole = count < LIST_PAGE;
    for (guint i = 0; i < count && i < LIST_PAGE; i++) {
        Part *part = read_part(lb_element_object(items, i));
        if (part == NULL)
            continue;
        /* In order, and none twice. */
        if (listing->last != 0 && (part->id > listing->last) != listing->forward) {
            free_part(part);
            continue;
        }
        listing->last = part->id;
        g_ptr_array_add(listing->parts, part);
    }
    return true;
}

static gint
compare_parts(gconstpointer left, gconstpointer right)
{
    const Part *a = *(Part *const *)left, *b = *(Part *const *)right;
    return a->id < b->id ? -1 : a->id > b->id;
}

static bool
list_parts(LbExchange *exchange, const char *id, const GPtrArray *history, Listing *listing,
           GError **error)
{
    listing->parts = g_ptr_array_new_with_free_func((GDestroyNotify)free_part);
    for (int page = 0; page < listing->pages && !listing->whole; page++)
        if (!list_page(exchange, id, history, listing, error))
            return false;
    return true;
}

/* Choosing what is the author's text. */

/* A mail in several ways has the plain one first; that is taken unless there is nothing in it. */
static void
choose(GPtrArray *parts, int64_t transaction)
{
    Part *plain = NULL;
    bool alternative = false;
    int64_t bytes = 0;
    for (guint i = 0; i < parts->len; i++) {
        Part *part = g_ptr_array_index(parts, i);
        if (part->transaction != transaction)
            continue;
        if (part->type == PART_NESTED)
            return;
        if (part->type == PART_ALTERNATIVE) {
            alternative = true;
            plain = NULL;
        }
        if (part->file || (part->type != PART_PLAIN && part->type != PART_HTML))
            continue;
        bool again =
            part->type == PART_HTML && alternative && plain != NULL && plain->length > EMPTY;
        int64_t length = part->length >= 0 ? part->length : TEXT_MOST;
        if (!again && bytes + length <= TEXT_MOST) {
            part->chosen = true;
            bytes += length;
        }
        if (part->type == PART_PLAIN)
            plain = part;
        else
            alternative = false;
    }
}

/* Fetching. */

static void
take_content(const GPtrArray *batch, guint first, guint end, JsonObject *item)
{
    int64_t id = lb_member_number(item, "id");
    const char *content = lb_member_text(item, "Content");
    for (guint i = first; i < end && content != NULL; i++) {
        Part *part = g_ptr_array_index(batch, i);
        if (part->id == id && part->content == NULL)
            part->content = g_strndup(content, TEXT_MOST);
    }
}

/* Fetches the parts from @first to before @end. What does not come within the bounds is halved, and left out at the end. */
static bool
fetch_batch(LbExchange *exchange, const char *id, const GPtrArray *batch, guint first, guint end,
            GError **error)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(LbExchangeReply) holder = NULL;
    g_autoptr(JsonBuilder) query = lb_rt_query_new();
    g_autofree char *path = g_strdup_printf(
        "/REST/2.0/ticket/%s/attachments?fields=Content&per_page=%d&orderby=id", id, LIST_PAGE);
    for (guint i = first; i < end; i++)
        add_number(query, "id", "=", ((const Part *)g_ptr_array_index(batch, i))->id);
    JsonArray *items = lb_rt_query_ask(exchange, path, query, &holder, &fault);
    if (items == NULL && lb_exchange_was_too_large(exchange)) {
        guint middle = first + (end - first) / 2;
        return middle == first || (fetch_batch(exchange, id, batch, first, middle, error) &&
                                   fetch_batch(exchange, id, batch, middle, end, error));
    }
    if (items == NULL) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return false;
    }
    for (guint i = 0; i < json_array_get_length(items); i++)
        take_content(batch, first, end, lb_element_object(items, i));
    return true;
}

static bool
fetch_contents(LbExchange *exchange, const char *id, const GPtrArray *parts, GError **error)
{
    g_autoptr(GPtrArray) batch = g_ptr_array_new();
    int64_t bytes = 0;
    for (guint i = 0; i < parts->len; i++) {
        Part *part = g_ptr_array_index(parts, i);
        if (!part->chosen)
            continue;
        int64_t length = part->length >= 0 ? part->length : TEXT_MOST;
        if (batch->len > 0 && (batch->len == BATCH_PARTS || bytes + length > BATCH_MOST)) {
            if (!fetch_batch(exchange, id, batch, 0, batch->len, error))
                return false;
            g_ptr_array_set_size(batch, 0);
            bytes = 0;
        }
        g_ptr_array_add(batch, part);
        bytes += length;
    }
    return batch->len == 0 || fetch_batch(exchange, id, batch, 0, batch->len, error);
}

/* Tabs are harmful on screens of cells, and would be shown by their number. */
static char *
untab(const char *text)
{
    g_auto(GStrv) pieces = g_strsplit(text, "\t", -1);
    return g_strjoinv("    ", pieces);
}

static void
write_text(LbRtWords *words, const GPtrArray *parts)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < parts->len; i++) {
        const Part *part = g_ptr_array_index(parts, i);
        if (part->transaction != words->transaction || part->content == NULL)
            continue;
        g_autofree char *plain = part->type == PART_HTML
                                     ? lb_html_to_text(part->content, strlen(part->content))
                                     : untab(part->content);
        g_strchomp(plain);
        if (*plain != '\0')
            g_string_append_printf(text, "%s%s", text->len > 0 ? "\n\n" : "", plain);
    }
    g_autofree char *kept = lb_text_keep(text->str, (gssize)text->len, LB_LIMIT_KEPT_TEXT);
    g_string_assign(words->text, kept);
}

static bool
read_listed(LbExchange *exchange, const char *id, const GPtrArray *history, const Listing *listing,
            GError **error)
{
    g_ptr_array_sort(listing->parts, compare_parts);
    for (guint i = listing->first; i < listing->end; i++)
        choose(listing->parts, ((const LbRtWords *)g_ptr_array_index(history, i))->transaction);
    if (!fetch_contents(exchange, id, listing->parts, error))
        return false;
    for (guint i = listing->first; i < listing->end; i++)
        write_text(g_ptr_array_index(history, i), listing->parts);
    return true;
}

/* A mail of very many parts: its first ones. */
static bool
read_one(LbExchange *exchange, const char *id, const GPtrArray *history, guint place,
         GError **error)
{
    Listing listing = { .first = place, .end = place + 1, .forward = true, .pages = 1 };
    bool good = list_parts(exchange, id, history, &listing, error) &&
                read_listed(exchange, id, history, &listing, error);
    g_ptr_array_unref(listing.parts);
    return good;
}

/* The place in @history of the transaction whose parts were being listed when the pages were used up. */
static guint
find_unfinished(const GPtrArray *history, const Listing *listing)
{
    const Part *last =
        listing->parts->len > 0 ? g_ptr_array_index(listing->parts, listing->parts->len - 1) : NULL;
    guint place = listing->first;
    for (; place < listing->end; place++)
        if (last != NULL && ((const LbRtWords *)g_ptr_array_index(history, place))->transaction <=
                                last->transaction)
            return place;
    return listing->first;
}

/* Reads the texts of as many as are listed at once, from *@first on, and moves that behind them. One with too many parts
 * takes nothing from the others. */
static bool
read_chunk(LbExchange *exchange, const char *id, const GPtrArray *history, guint *first,
           GError **error)
{
    Listing listing = { .first = *first,
                        .end = MIN(*first + CHUNK, history->len),
                        .pages = LIST_PAGES };
    bool good = list_parts(exchange, id, history, &listing, error);
    if (good && !listing.whole)
        listing.end = find_unfinished(history, &listing);
    if (good && listing.end == listing.first) {
        listing.end = listing.first + 1;
        good = read_one(exchange, id, history, listing.first, error);
    } else if (good) {
        good = read_listed(exchange, id, history, &listing, error);
    }
    g_ptr_array_unref(listing.parts);
    *first = listing.end;
    return good;
}

bool
lb_rt_read_texts(LbExchange *exchange, const char *id, GPtrArray *history, size_t most, bool *cut,
                 GError **error)
{
    size_t bytes = 0;
    *cut = false;
    for (guint first = 0; first < history->len && !*cut;) {
        guint begin = first;
        if (!read_chunk(exchange, id, history, &first, error))
            return false;
        for (guint i = begin; i < first; i++)
            bytes += ((const LbRtWords *)g_ptr_array_index(history, i))->text->len;
        *cut = first < history->len && (bytes > most || lb_exchange_calls(exchange) > CALLS_MOST);
        if (*cut)
            g_ptr_array_set_size(history, (gint)first);
    }
    return true;
}
