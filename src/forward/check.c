/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holding what a collector kept against the log. Parts of an entry wait for each other, by number and hash of the entry, so
 * that neither a message of another nor one that comes twice mixes with them. */
#include "forward/check.h"

#include <string.h>

#include "base/i18n.h"
#include "forward/part.h"

/* What is unfinished at a time: behind that the oldest is given up. */
#define WAITING_MOST 256
#define WAITING_BYTES (32 * 1024 * 1024)

/* An entry of which not all parts have come. */
typedef struct {
    char *key;
    int64_t line;
    guint count, come;
    LbForwardPart **parts; /* by number; NULL: it has not come */
    size_t bytes;
} Waiting;

struct LbForwardCheck {
    char *instance;
    char *source;
    int64_t line; /* of the source */
    LbForwardLookUp look_up;
    gpointer data;
    LbForwardFound found;
    LbSha256 *sha;
    GByteArray *seen;   /* a bit for each entry that agrees */
    GQueue *waiting;    /* Waiting*, the oldest first */
    GHashTable *by_key; /* key -> its link in @waiting */
    size_t bytes;       /* of all that wait */
};

static void
free_waiting(gpointer data)
{
    Waiting *waiting = data;
    for (guint i = 0; i < waiting->count; i++)
        lb_forward_part_free(waiting->parts[i]);
    g_free(waiting->parts);
    g_free(waiting->key);
    g_free(waiting);
}

static void
free_fault(gpointer data)
{
    LbForwardFault *fault = data;
    g_free(fault->source);
    g_free(fault->why);
    g_free(fault);
}

LbForwardCheck *
lb_forward_check_new(const char *instance, LbForwardLookUp look_up, gpointer data)
{
    LbForwardCheck *check = g_new0(LbForwardCheck, 1);
    check->instance = g_strdup(instance);
    check->source = g_strdup("");
    check->look_up = look_up;
    check->data = data;
    check->found.faults = g_ptr_array_new_with_free_func(free_fault);
    check->found.ranges = g_array_new(FALSE, FALSE, sizeof(LbForwardRange));
    check->sha = lb_sha256_new();
    check->seen = g_byte_array_new();
    check->waiting = g_queue_new();
    check->by_key = g_hash_table_new(g_str_hash, g_str_equal);
    return check;
}

void
lb_forward_check_free(LbForwardCheck *check)
{
    if (check == NULL)
        return;
    g_hash_table_unref(check->by_key);
    g_queue_free_full(check->waiting, free_waiting);
    g_byte_array_unref(check->seen);
    lb_sha256_free(check->sha);
    g_ptr_array_unref(check->found.faults);
    g_array_unref(check->found.ranges);
    g_free(check->instance);
    g_free(check->source);
    g_free(check);
}

/* Counts in @count what is wrong, and keeps the first ones. */
static void
blame(LbForwardCheck *check, int64_t *count, int64_t line, int64_t sequence, const char *why)
{
    (*count)++;
    if (check->found.faults->len >= LB_FORWARD_NAMED_MOST)
        return;
    LbForwardFault *fault = g_new0(LbForwardFault, 1);
    *fault = (LbForwardFault){ g_strdup(check->source), line, sequence, g_strdup(why) };
    g_ptr_array_add(check->found.faults, fault);
}

/* Entry @sequence agrees: @sequence is no further than the log's end, which bounds the bits. */
static void
mark(LbForwardCheck *check, int64_t sequence)
{
    guint byte = (guint)(sequence / 8), before = check->seen->len;
    guint8 bit = (guint8)(1U << (sequence % 8));
    if (byte >= before) {
        g_byte_array_set_size(check->seen, MAX(byte + 1, 2 * before));
        memset(check->seen->data + before, 0, check->seen->len - before);
    }
    if ((check->seen->data[byte] & bit) != 0) {
        check->found.doubled++;
        return;
    }
    check->seen->data[byte] |= bit;
    check->found.entries++;
    check->found.newest = MAX(check->found.newest, sequence);
}

static bool
was_seen(const LbForwardCheck *check, int64_t sequence)
{
    guint byte = (guint)(sequence / 8);
    return byte < check->seen->len && (check->seen->data[byte] >> (sequence % 8) & 1) != 0;
}

/* All parts of an entry are there. */
static bool
judge(LbForwardCheck *check, int64_t line, LbForwardPart *const *parts, guint count, GError **error)
{
    LbForwardFound *found = &check->found;
    uint8_t computed[LB_SHA256_SIZE], hash[LB_SHA256_SIZE];
    int64_t sequence = parts[0]->sequence;
    bool there = false;
    g_autoptr(GError) fault = NULL;
    g_autoptr(LbActivity) entry = lb_forward_entry_read(parts, count, &fault);
    if (entry == NULL) {
        blame(check, &found->damaged, line, sequence, fault->message);
        return true;
    }
    lb_activity_hash(check->sha, entry, computed);
    if (memcmp(computed, entry->hash, LB_SHA256_SIZE) != 0) {
        blame(check, &found->damaged, line, sequence,
              N_("its hash is not the one of what it says"));
        return true;
    }
    if (!check->look_up(check->data, sequence, &there, hash, error))
        return false;
    if (!there)
        blame(check, &found->beyond, line, sequence, N_("the log here ends before it"));
    else if (memcmp(computed, hash, LB_SHA256_SIZE) != 0)
        blame(check, &found->different, line, sequence, N_("the log here has another entry there"));
    else
        mark(check, sequence);
    return true;
}

static void
give_up(LbForwardCheck *check, Waiting *waiting)
{
    check->bytes -= waiting->bytes;
    g_hash_table_remove(check->by_key, waiting->key);
    free_waiting(waiting);
}

/* The entry that @part is of, with what has come of it. */
static GList *
find_waiting(LbForwardCheck *check, const LbForwardPart *part, int64_t line)
{
    g_autofree char *hash = lb_sha256_to_hex(part->hash);
    g_autofree char *key =
        g_strdup_printf("%" G_GINT64_FORMAT ":%u:%s", part->sequence, part->count, hash);
    GList *link = g_hash_table_lookup(check->by_key, key);
    if (link != NULL)
        return link;
    Waiting *waiting = g_new0(Waiting, 1);
    waiting->key = g_steal_pointer(&key);
    waiting->line = line;
    waiting->count = part->count;
    waiting->parts = g_new0(LbForwardPart *, part->count);
    waiting->bytes = part->count * sizeof(LbForwardPart *);
    check->bytes += waiting->bytes;
    g_queue_push_tail(check->waiting, waiting);
    g_hash_table_insert(check->by_key, waiting->key, check->waiting->tail);
    return check->waiting->tail;
}

/* Only what stays unfinished to the end is missing, and that is found there. */
static void
make_room(LbForwardCheck *check)
{
    while (check->waiting->length > WAITING_MOST || check->bytes > WAITING_BYTES)
        give_up(check, g_queue_pop_head(check->waiting));
}

/* Takes one of several parts. */
static bool
wait_for_others(LbForwardCheck *check, LbForwardPart *taken, int64_t line, GError **error)
{
    g_autoptr(LbForwardPart) part = taken;
    GList *link = find_waiting(check, part, line);
    Waiting *waiting = link->data;
    LbForwardPart **place = &waiting->parts[part->number - 1];
    if (*place != NULL && strcmp((*place)->fields, part->fields) != 0) {
        blame(check, &check->found.damaged, line, part->sequence,
              N_("the same part of the entry came before, and said something else"));
        return true;
    }
    if (*place != NULL)
        return true;
    size_t size = strlen(part->fields) + sizeof *part;
    *place = g_steal_pointer(&part);
    waiting->come++;
    waiting->bytes += size;
    check->bytes += size;
    if (waiting->come < waiting->count) {
        make_room(check);
        return true;
    }
    bool done = judge(check, line, waiting->parts, waiting->count, error);
    g_queue_delete_link(check->waiting, link);
    give_up(check, waiting);
    return done;
}

void
lb_forward_check_begin(LbForwardCheck *check, const char *source)
{
    g_free(check->source);
    check->source = g_strdup(source);
    check->line = 0;
}

bool
lb_forward_check_line(LbForwardCheck *check, const char *line, size_t length, bool whole,
                      GError **error)
{
    LbForwardFound *found = &check->found;
    g_autoptr(GError) fault = NULL;
    found->lines++;
    check->line++;
    g_autoptr(LbForwardPart) part = lb_forward_part_read(line, length, &fault);
    if (fault != NULL) {
        blame(check, &found->damaged, check->line, 0,
              whole ? fault->message : N_("it is too long to be read"));
        return true;
    }
    if (part == NULL)
        return true;
    if (strcmp(part->instance, check->instance) != 0) {
        found->others++;
        return true;
    }
    found->messages++;
    if (part->count > 1)
        return wait_for_others(check, g_steal_pointer(&part), check->line, error);
    return judge(check, check->line, &part, 1, error);
}

/* @first to @last are missing. */
static void
add_range(LbForwardFound *found, int64_t first, int64_t last)
{
    const LbForwardRange range = { first, last };
    found->missing += last - first + 1;
    if (found->ranges->len < LB_FORWARD_NAMED_MOST)
        g_array_append_val(found->ranges, range);
}

const LbForwardFound *
lb_forward_check_end(LbForwardCheck *check, int64_t last)
{
    LbForwardFound *found = &check->found;
    int64_t first = 0; /* of the range under way; 0: there is none */
    found->missing = 0;
    g_array_set_size(found->ranges, 0);
    for (int64_t sequence = 1; sequence <= last; sequence++) {
        bool seen = was_seen(check, sequence);
        if (!seen && first == 0)
            first = sequence;
        if (seen && first != 0)
            add_range(found, first, sequence - 1);
        if (seen)
            first = 0;
    }
    if (first != 0)
        add_range(found, first, last);
    return found;
}
