/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Importing events: they are gathered without a transaction, however slowly they come, and written some thousands at a
 * time. What one transaction has of one customer and request is a batch, with its digest in an entry of the log. */
#include "service/eventimport.h"

#include <string.h>

#include "base/text.h"
#include "service/administer.h"
#include "service/eventplaces.h"
#include "service/operator.h"
#include "store/events.h"

#define GATHER_MOST 10000                           /* events of one transaction, */
#define GATHER_BYTES (16 * 1024 * 1024)             /* and about what they take in memory */
#define EARLIEST (INT64_C(946684800) * 1000 * 1000) /* 2000 */
#define NAME_LIMIT 255

/* What one entry of the log is about. */
typedef struct {
    int64_t sequence; /* of that entry */
    char *tenant;
    int64_t request;
    int64_t events;
    LbSha256 *sha;
    GPtrArray *computers; /* char* */
} Batch;

struct LbEventImport {
    LbService *service;
    LbActor *console;
    const LbEventImportTerms *terms;
    char *file;
    LbEventPlaces *places;
    LbSha256 *sha;
    GPtrArray *gathered; /* LbWinEvent*, of the next transaction */
    size_t bytes;
    int64_t latest; /* what is later cannot be */
    LbEventTally tally;
};

static void
batch_free(Batch *batch)
{
    g_free(batch->tenant);
    lb_sha256_free(batch->sha);
    g_ptr_array_unref(batch->computers);
    g_free(batch);
}

/* Adds the name unless it is there, or there are enough. */
static void
note_computer(GPtrArray *names, const char *computer)
{
    if (names->len < LB_EVENT_IMPORT_NAMES_MOST &&
        !g_ptr_array_find_with_equal_func(names, computer, g_str_equal, NULL))
        g_ptr_array_add(names, g_strdup(computer));
}

/* A new import */

static bool
read_clock(LbEventImport *import, GError **error)
{
    int64_t now = 0;
    if (!lb_service_now(import->service, &now, error))
        return false;
    import->latest = now + LB_DAY;
    return true;
}

LbEventImport *
lb_event_import_new(LbService *service, const LbEventImportTerms *terms, GError **error)
{
    g_autoptr(LbEventImport) import = g_new0(LbEventImport, 1);
    import->service = service;
    import->console = lb_operator_actor_new();
    import->terms = terms;
    import->file = lb_text_brief(terms->file, -1, NAME_LIMIT);
    import->sha = lb_sha256_new();
    import->gathered = g_ptr_array_new_with_free_func((GDestroyNotify)lb_winevent_free);
    import->tally.computers = g_ptr_array_new_with_free_func(g_free);
    import->places = lb_event_places_new(service, terms->resource, terms->tenant, error);
    if (import->places == NULL || !read_clock(import, error))
        return NULL;
    return g_steal_pointer(&import);
}

void
lb_event_import_free(LbEventImport *import)
{
    if (import == NULL)
        return;
    g_clear_pointer(&import->console, lb_actor_free);
    g_free(import->file);
    g_clear_pointer(&import->places, lb_event_places_free);
    lb_sha256_free(import->sha);
    g_ptr_array_unref(import->gathered);
    g_ptr_array_unref(import->tally.computers);
    g_free(import);
}

const LbEventTally *
lb_event_import_tally(const LbEventImport *import)
{
    return &import->tally;
}

/* A transaction */

typedef struct {
    LbEventImport *import;
    LbAct *act;
    GPtrArray *batches; /* Batch*, in the order of their entries */
    LbEventTally tally; /* of this transaction; its computers are not used */
} Writing;

static Batch *
find_batch(const Writing *writing, const LbEventRow *row)
{
    for (guint i = 0; i < writing->batches->len; i++) {
        Batch *batch = g_ptr_array_index(writing->batches, i);
        if (batch->request == row->request && strcmp(batch->tenant, row->tenant) == 0)
            return batch;
    }
    return NULL;
}

/* Its entry will be written behind those of the batches before it. */
static Batch *
begin_batch(Writing *writing, const LbEventRow *row)
{
    Batch *batch = g_new0(Batch, 1);
    batch->sequence = writing->act->first_entry + writing->batches->len;
    batch->tenant = g_strdup(row->tenant);
    batch->request = row->request;
    batch->sha = lb_sha256_new();
    batch->computers = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(writing->batches, batch);
    return batch;
}

static void
count_row(LbEventTally *tally, const LbEventRow *row)
{
    if (row->id == 0)
        tally->there++;
    else if (row->request != 0)
        tally->explained++;
    else if (row->event->system)
        tally->system++;
    else
        tally->unexplained++;
}

/* A batch begins with the first row that was not there. */
static bool
write_row(Writing *writing, LbEventRow *row, GError **error)
{
    Batch *batch = find_batch(writing, row);
    int64_t sequence =
        batch != NULL ? batch->sequence : writing->act->first_entry + writing->batches->len;
    lb_event_row_identify(writing->import->sha, row->event, row->identity);
    if (!lb_events_put(writing->act->service->store, row, sequence, error))
        return false;
    count_row(&writing->tally, row);
    if (row->id == 0)
        return true;
    if (batch == NULL)
        batch = begin_batch(writing, row);
    batch->events++;
    lb_event_row_seal(batch->sha, row);
    note_computer(batch->computers, row->event->computer);
    return true;
}

static bool
write_event(Writing *writing, LbWinEvent *event, GError **error)
{
    const LbEventPlace *place = NULL;
    LbEventImport *import = writing->import;
    if (!lb_event_places_find(import->places, event->computer, writing->act->time.effective, &place,
                              error))
        return false;
    if (place == NULL) {
        writing->tally.foreign++;
        note_computer(import->tally.computers, event->computer);
        return true;
    }
    LbExplanation why = lb_explanation_find(place->access, event);
    LbEventRow row = { .event = event,
                       .tenant = place->tenant,
                       .subscription = place->subscription,
                       .resource = place->key,
                       .resource_name = place->name,
                       .request = why.how == LB_EXPLAINED ? why.request : 0 };
    return write_row(writing, &row, error);
}

static void
put_names(JsonObject *details, const char *member, const GPtrArray *names)
{
    JsonArray *array = json_array_new();
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *name = lb_text_brief(g_ptr_array_index(names, i), -1, NAME_LIMIT);
        json_array_add_string_element(array, name);
    }
    json_object_set_array_member(details, member, array);
}

static bool
log_batch(Writing *writing, const Batch *batch, GError **error)
{
    uint8_t digest[LB_SHA256_SIZE];
    lb_sha256_finish(batch->sha, digest);
    g_autofree char *hex = lb_sha256_to_hex(digest);
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_string_member(details, "file", writing->import->file);
    put_names(details, "computers", batch->computers);
    json_object_set_int_member(details, "events", batch->events);
    json_object_set_int_member(details, "batch", batch->sequence);
    json_object_set_string_member(details, "sha256", hex);
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(writing->act, LB_OPERATION_IMPORT_EVENTS, batch->tenant, batch->request, text,
                      error);
}

static void
add_up(LbEventTally *all, const LbEventTally *more)
{
    all->explained += more->explained;
    all->unexplained += more->unexplained;
    all->system += more->system;
    all->there += more->there;
    all->foreign += more->foreign;
}

/* Writes what was gathered. Where all of it was there already there is nothing to commit. */
static bool
write_gathered(LbEventImport *import, GError **error)
{
    g_autoptr(LbAct) act =
        lb_administer_begin(import->service, import->console, LB_VERB_ADMINISTER, error);
    g_autoptr(GPtrArray) batches = g_ptr_array_new_with_free_func((GDestroyNotify)batch_free);
    Writing writing = { .import = import, .act = act, .batches = batches };
    if (act == NULL)
        return false;
    lb_event_places_forget(import->places); /* access opens and ends while a file is read */
    for (guint i = 0; i < import->gathered->len; i++)
        if (!write_event(&writing, g_ptr_array_index(import->gathered, i), error))
            return false;
    for (guint i = 0; i < batches->len; i++)
        if (!log_batch(&writing, g_ptr_array_index(batches, i), error))
            return false;
    if (batches->len > 0 && !lb_act_commit(act, error))
        return false;
    add_up(&import->tally, &writing.tally);
    g_ptr_array_set_size(import->gathered, 0);
    import->bytes = 0;
    return true;
}

/* Taking in */

/* About what it takes in memory. */
static size_t
size_of(const LbWinEvent *event)
{
    size_t command = event->command != NULL ? strlen(event->command) : 0;
    return 1024 + command;
}

bool
lb_event_import_take(LbEventImport *import, const LbWinEvent *event, bool *untimely, GError **error)
{
    *untimely = false;
    if (event->kind == LB_WINEVENT_OTHER) {
        import->tally.other++;
        return true;
    }
    *untimely = event->time < EARLIEST || event->time > import->latest;
    if (*untimely) {
        import->tally.untimely++;
        return true;
    }
    LbWinEvent *kept = lb_winevent_copy(event);
    g_free(kept->computer);
    kept->computer = g_utf8_strdown(event->computer, -1);
    g_ptr_array_add(import->gathered, kept);
    import->bytes += size_of(event);
    if (import->gathered->len < GATHER_MOST && import->bytes < GATHER_BYTES)
        return true;
    return write_gathered(import, error) && read_clock(import, error);
}

static void
put_tally(JsonObject *details, const LbEventTally *tally)
{
    json_object_set_int_member(details, "explained", tally->explained);
    json_object_set_int_member(details, "unexplained", tally->unexplained);
    json_object_set_int_member(details, "system", tally->system);
    json_object_set_int_member(details, "there", tally->there);
    json_object_set_int_member(details, "other", tally->other);
    json_object_set_int_member(details, "foreign", tally->foreign);
    json_object_set_int_member(details, "untimely", tally->untimely);
    put_names(details, "foreignComputers", tally->computers);
}

bool
lb_event_import_finish(LbEventImport *import, const LbEventFile *file, GError **error)
{
    if (import->gathered->len > 0 && !write_gathered(import, error))
        return false;
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_string_member(details, "file", import->file);
    json_object_set_int_member(details, "bytes", file->bytes);
    json_object_set_string_member(details, "sha256", file->sha256);
    json_object_set_int_member(details, "faults", file->faults);
    put_tally(details, &import->tally);
    g_autofree char *text = lb_details_write(details);
    g_autoptr(LbAct) act =
        lb_administer_begin(import->service, import->console, LB_VERB_ADMINISTER, error);
    return act != NULL && lb_act_log(act, LB_OPERATION_IMPORT_EVENTS, NULL, 0, text, error) &&
           lb_act_commit(act, error);
}
