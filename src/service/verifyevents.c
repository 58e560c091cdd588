/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verification of events of Windows. The ledger does not have them; each batch is held against the number and the digest in
 * its entry, and each event that access explains against that access. A page at a time, whatever their number. */
#include <string.h>

#include "base/i18n.h"
#include "service/verify.h"
#include "store/events.h"

#define PAGE 500
#define STRAY_MOST 100

typedef struct {
    LbStore *store;
    const LbActivity *entry;
    int64_t rows;
    LbSha256 *row, *batch;
    GHashTable *access; /* resource -> GPtrArray of LbOpenAccess*, as known at the entry's time */
    int64_t altered;    /* rows that are not what they were */
    int64_t unfounded;  /* that lie outside of the access that explains them */
} Look;

static void
look_clear(Look *look)
{
    lb_sha256_free(look->row);
    lb_sha256_free(look->batch);
    g_hash_table_unref(look->access);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Look, look_clear)

static GPtrArray *
find_access(Look *look, const char *resource, GError **error)
{
    GPtrArray *list = g_hash_table_lookup(look->access, resource);
    if (list != NULL)
        return list;
    list = lb_events_access(look->store, look->entry->tenant, resource, look->entry->time, error);
    if (list != NULL)
        g_hash_table_insert(look->access, g_strdup(resource), list);
    return list;
}

static bool
is_founded(const GPtrArray *list, const LbEventRow *row)
{
    for (guint i = 0; i < list->len; i++) {
        const LbOpenAccess *access = g_ptr_array_index(list, i);
        if (access->request == row->request && lb_explanation_covers(access, row->event) &&
            lb_explanation_fits(access, row->event))
            return true;
    }
    return false;
}

static bool
look_at_row(Look *look, const LbEventRow *row, GError **error)
{
    uint8_t identity[LB_SHA256_SIZE];
    lb_event_row_identify(look->row, row->event, identity);
    look->altered += memcmp(identity, row->identity, LB_SHA256_SIZE) != 0 ? 1 : 0;
    lb_event_row_seal(look->batch, row);
    look->rows++;
    if (row->request == 0)
        return true;
    const GPtrArray *list = find_access(look, row->resource, error);
    if (list == NULL)
        return false;
    look->unfounded += is_founded(list, row) ? 0 : 1;
    return true;
}

static bool
look_at_rows(Look *look, GError **error)
{
    int64_t after = INT64_MIN;
    for (guint got = PAGE; got == PAGE;) {
        g_autoptr(GPtrArray) page =
            lb_events_of_batch(look->store, look->entry->sequence, after, PAGE, error);
        if (page == NULL)
            return false;
        for (guint i = 0; i < page->len; i++) {
            const LbEventRow *row = g_ptr_array_index(page, i);
            if (!look_at_row(look, row, error))
                return false;
            after = row->id;
        }
        got = page->len;
    }
    return true;
}

static void
tell(LbFindings *findings, const LbActivity *entry, const char *words)
{
    lb_findings_add(findings,
                    g_strdup_printf(_("the events of entry %lld are not what it says: %s"),
                                    (long long)entry->sequence, words));
}

bool
lb_verify_events_take(LbStore *store, const LbActivity *entry, JsonObject *details,
                      LbFindings *findings, GError **error)
{
    if (entry->operation != LB_OPERATION_IMPORT_EVENTS || !json_object_has_member(details, "batch"))
        return true;
    uint8_t digest[LB_SHA256_SIZE];
    g_auto(Look) look = { .store = store,
                          .entry = entry,
                          .row = lb_sha256_new(),
                          .batch = lb_sha256_new(),
                          .access = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                                          (GDestroyNotify)g_ptr_array_unref) };
    if (!look_at_rows(&look, error))
        return false;
    lb_sha256_finish(look.batch, digest);
    g_autofree char *hex = lb_sha256_to_hex(digest);
    const char *wanted = json_object_get_string_member_with_default(details, "sha256", "");
    if (look.rows != json_object_get_int_member_with_default(details, "events", -1))
        tell(findings, entry, _("their number is another"));
    else if (strcmp(hex, wanted) != 0)
        tell(findings, entry, _("they are others, or of others"));
    else if (look.altered > 0)
        tell(findings, entry, _("some say something else"));
    if (look.unfounded > 0)
        tell(findings, entry, _("some lie outside of the access that explains them"));
    return true;
}

bool
lb_verify_events(LbService *service, LbFindings *findings, GError **error)
{
    g_autoptr(GArray) stray = lb_events_stray_batches(service->store, STRAY_MOST, error);
    for (guint i = 0; stray != NULL && i < stray->len; i++)
        lb_findings_add(findings, g_strdup_printf(_("there are events that no entry of the log has "
                                                    "brought in (batch %lld)"),
                                                  (long long)g_array_index(stray, int64_t, i)));
    return stray != NULL;
}
