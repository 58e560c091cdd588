/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of mails that are kept in parts. Lists say how large a part is before it is fetched, but that need not be true: what turns
 * out too large is left out then. */
#include "tickets/mailparts.h"

#include <string.h>

#define CHUNK 50     /* words whose parts are listed together */
#define LIST_PAGES 2 /* of one chunk */
#define CALLS_MOST \
    (LB_EXCHANGE_CALLS_MOST / 2) /* questions, after which older words are left out */
#define TEXT_MOST (256 * 1024)   /* bytes of the parts of one entry */
#define BATCH_MOST (256 * 1024)  /* bytes of parts that are fetched together */
#define EMPTY 2                  /* bytes of a part that a program wrote for form's sake */

typedef struct {
    const LbPartSource *source;
    LbExchange *exchange;
    const char *ticket;
    GPtrArray *history;
} Reading;

static void
free_part(LbPart *part)
{
    g_free(part->content);
    g_free(part);
}

static const LbWords *
words_at(const GPtrArray *history, guint place)
{
    return g_ptr_array_index(history, place);
}

static LbPartType
type_of(const char *name)
{
    static const struct {
        const char *start;
        LbPartType type;
    } types[] = {
        { "text/plain", LB_PART_PLAIN },
        { "text/html", LB_PART_HTML },
        { "multipart/alternative", LB_PART_ALTERNATIVE },
        { "message/", LB_PART_NESTED },
    };
    for (size_t i = 0; name != NULL && i < G_N_ELEMENTS(types); i++)
        if (g_ascii_strncasecmp(name, types[i].start, strlen(types[i].start)) == 0)
            return types[i].type;
    return LB_PART_OTHER;
}

LbPart *
lb_part_new(int64_t id, int64_t words, const char *type)
{
    LbPart *part = g_new0(LbPart, 1);
    part->id = id;
    part->words = words;
    part->length = -1;
    part->type = type_of(type);
    return part;
}

void
lb_part_fill(LbPart *const *parts, guint count, int64_t id, const char *content)
{
    for (guint i = 0; i < count; i++)
        if (parts[i]->id == id && parts[i]->content == NULL)
            parts[i]->content = g_strndup(content, TEXT_MOST);
}

/* Listing. */

/* A list of parts, as far as it is read. */
typedef struct {
    LbPartQuery query;
    int pages;        /* so many at most */
    GPtrArray *parts; /* LbPart* */
    bool whole;       /* there are no more */
} Listing;

/* Takes what came behind the first @known ones: in order, and none twice. */
static void
keep_order(Listing *listing, guint known)
{
    for (guint i = known; i < listing->parts->len;) {
        const LbPart *part = g_ptr_array_index(listing->parts, i);
        int64_t last = listing->query.last;
        if (last != 0 && (part->id == last || (part->id > last) != listing->query.forward)) {
            g_ptr_array_remove_index(listing->parts, i);
            continue;
        }
        listing->query.last = part->id;
        i++;
    }
}

static bool
list_parts(const Reading *reading, Listing *listing, GError **error)
{
    listing->parts = g_ptr_array_new_with_free_func((GDestroyNotify)free_part);
    listing->query.history = reading->history;
    for (int page = 0; page < listing->pages && !listing->whole; page++) {
        guint known = listing->parts->len;
        if (!reading->source->list(reading->exchange, reading->ticket, &listing->query,
                                   listing->parts, &listing->whole, error))
            return false;
        keep_order(listing, known);
    }
    return true;
}

static gint
compare_parts(gconstpointer left, gconstpointer right)
{
    const LbPart *a = *(LbPart *const *)left, *b = *(LbPart *const *)right;
    return a->id < b->id ? -1 : a->id > b->id;
}

/* Choosing what is the author's text. */

/* A mail in several ways has the plain one first; that is taken unless there is nothing in it. */
static void
choose(GPtrArray *parts, int64_t words)
{
    const LbPart *plain = NULL;
    bool alternative = false;
    int64_t bytes = 0;
    for (guint i = 0; i < parts->len; i++) {
        LbPart *part = g_ptr_array_index(parts, i);
        if (part->words != words)
            continue;
        if (part->type == LB_PART_NESTED)
            return;
        if (part->type == LB_PART_ALTERNATIVE) {
            alternative = true;
            plain = NULL;
        }
        if (part->file || (part->type != LB_PART_PLAIN && part->type != LB_PART_HTML))
            continue;
        bool again =
            part->type == LB_PART_HTML && alternative && plain != NULL && plain->length > EMPTY;
        int64_t length = part->length >= 0 ? part->length : TEXT_MOST;
        if (!again && bytes + length <= TEXT_MOST) {
            part->chosen = true;
            bytes += length;
        }
        if (part->type == LB_PART_PLAIN)
            plain = part;
        else
            alternative = false;
    }
}

/* Fetching. */

/* What does not come within the bounds is halved, and left out at the end. */
static bool
fetch_batch(const Reading *reading, LbPart *const *parts, guint count, GError **error)
{
    g_autoptr(GError) fault = NULL;
    if (reading->source->fetch(reading->exchange, reading->ticket, parts, count, &fault))
        return true;
    if (lb_exchange_was_too_large(reading->exchange))
        return count == 1 || (fetch_batch(reading, parts, count / 2, error) &&
                              fetch_batch(reading, parts + count / 2, count - count / 2, error));
    g_propagate_error(error, g_steal_pointer(&fault));
    return false;
}

static bool
fetch_contents(const Reading *reading, const GPtrArray *parts, GError **error)
{
    g_autoptr(GPtrArray) batch = g_ptr_array_new();
    int64_t bytes = 0;
    for (guint i = 0; i < parts->len; i++) {
        LbPart *part = g_ptr_array_index(parts, i);
        if (!part->chosen)
            continue;
        int64_t length = part->length >= 0 ? part->length : TEXT_MOST;
        if (batch->len > 0 && (batch->len == LB_PARTS_AT_ONCE || bytes + length > BATCH_MOST)) {
            if (!fetch_batch(reading, (LbPart *const *)batch->pdata, batch->len, error))
                return false;
            g_ptr_array_set_size(batch, 0);
            bytes = 0;
        }
        g_ptr_array_add(batch, part);
        bytes += length;
    }
    return batch->len == 0 ||
           fetch_batch(reading, (LbPart *const *)batch->pdata, batch->len, error);
}

static bool
read_listed(const Reading *reading, const Listing *listing, GError **error)
{
    g_ptr_array_sort(listing->parts, compare_parts);
    for (guint i = listing->query.first; i < listing->query.end; i++)
        choose(listing->parts, words_at(reading->history, i)->id);
    if (!fetch_contents(reading, listing->parts, error))
        return false;
    for (guint i = listing->query.first; i < listing->query.end; i++) {
        LbWords *words = g_ptr_array_index(reading->history, i);
        for (guint k = 0; k < listing->parts->len; k++) {
            const LbPart *part = g_ptr_array_index(listing->parts, k);
            if (part->words == words->id && part->content != NULL)
                lb_words_add(words, part->content, part->type == LB_PART_HTML);
        }
    }
    return true;
}

/* A mail of very many parts: its first ones. */
static bool
read_one(const Reading *reading, guint place, GError **error)
{
    Listing listing = { .query = { .first = place, .end = place + 1, .forward = true },
                        .pages = 1 };
    bool good = list_parts(reading, &listing, error) && read_listed(reading, &listing, error);
    g_ptr_array_unref(listing.parts);
    return good;
}

/* The place of the words whose parts were being listed when the pages were used up. */
static guint
find_unfinished(const Reading *reading, const Listing *listing)
{
    const LbPart *last =
        listing->parts->len > 0 ? g_ptr_array_index(listing->parts, listing->parts->len - 1) : NULL;
    for (guint place = listing->query.first; place < listing->query.end; place++)
        if (last != NULL && words_at(reading->history, place)->id <= last->words)
            return place;
    return listing->query.first;
}

/* Reads the texts of as many as are listed at once, from *@first on, and moves that behind them. One with too many parts
 * takes nothing from the others. */
static bool
read_chunk(const Reading *reading, guint *first, GError **error)
{
    Listing listing = { .query = { .first = *first,
                                   .end = MIN(*first + CHUNK, reading->history->len) },
                        .pages = LIST_PAGES };
    bool good = list_parts(reading, &listing, error);
    if (good && !listing.whole)
        listing.query.end = find_unfinished(reading, &listing);
    if (good && listing.query.end == listing.query.first) {
        listing.query.end = listing.query.first + 1;
        good = read_one(reading, listing.query.first, error);
    } else if (good) {
        good = read_listed(reading, &listing, error);
    }
    g_ptr_array_unref(listing.parts);
    *first = listing.query.end;
    return good;
}

bool
lb_parts_read(const LbPartSource *source, LbExchange *exchange, const char *ticket,
              GPtrArray *history, size_t most, bool *cut, GError **error)
{
    const Reading reading = { source, exchange, ticket, history };
    size_t bytes = 0;
    *cut = false;
    for (guint first = 0; first < history->len && !*cut;) {
        guint begin = first;
        if (!read_chunk(&reading, &first, error))
            return false;
        for (guint i = begin; i < first; i++)
            bytes += words_at(history, i)->text->len;
        *cut = first < history->len && (bytes > most || lb_exchange_calls(exchange) > CALLS_MOST);
        if (*cut)
            g_ptr_array_set_size(history, (gint)first);
    }
    return true;
}
