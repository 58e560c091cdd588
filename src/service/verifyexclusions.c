/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds exclusions against the log. */
#include "base/i18n.h"
#include "service/verify.h"
#include "store/exclusions.h"

#define PAGE 1000

typedef struct {
    char *digest;
    char *recorder;
    int64_t recorded;
    bool several; /* it was recorded, or acknowledged, more than once or as something else */
    char *acknowledged_by;
    int64_t acknowledged;
    char *comment;
} Noted;

static void
free_noted(gpointer data)
{
    Noted *noted = data;
    g_free(noted->digest);
    g_free(noted->recorder);
    g_free(noted->acknowledged_by);
    g_free(noted->comment);
    g_free(noted);
}

GHashTable *
lb_verify_exclusions_new(void)
{
    return g_hash_table_new_full(NULL, NULL, NULL, free_noted);
}

static Noted *
noted_of(GHashTable *table, int64_t number)
{
    gpointer key = GSIZE_TO_POINTER((gsize)number);
    Noted *noted = g_hash_table_lookup(table, key);
    if (noted == NULL) {
        noted = g_new0(Noted, 1);
        g_hash_table_insert(table, key, noted);
    }
    return noted;
}

static void
note(Noted *noted, const LbActivity *entry, JsonObject *details)
{
    const char *digest = json_object_get_string_member_with_default(details, "digest", NULL);
    if (entry->operation == LB_OPERATION_RECORD_EXCLUSION) {
        noted->several = noted->several || noted->digest != NULL;
        g_free(noted->digest);
        g_free(noted->recorder);
        noted->digest = g_strdup(digest);
        noted->recorder = g_strdup(entry->caller);
        noted->recorded = entry->time;
        return;
    }
    noted->several =
        noted->several || noted->acknowledged_by != NULL || g_strcmp0(digest, noted->digest) != 0;
    g_free(noted->acknowledged_by);
    g_free(noted->comment);
    noted->acknowledged_by = g_strdup(entry->caller);
    noted->acknowledged = entry->time;
    noted->comment = g_strdup(json_object_get_string_member_with_default(details, "reason", NULL));
}

void
lb_verify_exclusions_take(GHashTable *exclusions, const LbActivity *entry, JsonObject *details)
{
    int64_t number = 0;
    if (entry->operation != LB_OPERATION_RECORD_EXCLUSION &&
        entry->operation != LB_OPERATION_ACKNOWLEDGE_EXCLUSION)
        return;
    const char *id = json_object_get_string_member_with_default(details, "exclusion", NULL);
    if (id != NULL && lb_exclusion_parse_id(id, &number))
        note(noted_of(exclusions, number), entry, details);
}

/* In what they differ; NULL: in nothing. @waits: nobody has acknowledged it, by what owners are shown. */
static const char *
find_difference(const Noted *noted, const LbExclusion *exclusion, bool waits)
{
    g_autofree char *digest = lb_exclusion_digest(exclusion);
    if (noted->several || g_strcmp0(noted->digest, digest) != 0)
        return N_("what was recorded");
    if (g_strcmp0(noted->recorder, exclusion->recorder_account) != 0 ||
        noted->recorded != exclusion->recorded)
        return N_("who recorded it, or when");
    if (g_strcmp0(noted->acknowledged_by, exclusion->acknowledged_by) != 0 ||
        noted->acknowledged != exclusion->acknowledged)
        return N_("who acknowledged it, or when");
    if (g_strcmp0(noted->comment, exclusion->comment) != 0)
        return N_("the reason");
    return waits == (exclusion->acknowledged == 0) ? NULL : N_("whether owners are shown it");
}

static gint
by_number(gconstpointer one, gconstpointer other)
{
    gsize a = GPOINTER_TO_SIZE(one), b = GPOINTER_TO_SIZE(other);
    return (a > b) - (a < b);
}

static bool
is_among(GArray *numbers, int64_t number)
{
    for (guint i = 0; i < numbers->len; i++)
        if (g_array_index(numbers, int64_t, i) == number)
            return true;
    return false;
}

/* What was compared leaves the table: the rest has gone. */
static void
check(GHashTable *table, const LbExclusion *exclusion, bool waits, LbFindings *findings)
{
    static const Noted nothing = { .digest = NULL };
    gpointer key = GSIZE_TO_POINTER((gsize)exclusion->number);
    const Noted *noted = g_hash_table_lookup(table, key);
    const char *difference = find_difference(noted != NULL ? noted : &nothing, exclusion, waits);
    g_hash_table_remove(table, key);
    if (difference == NULL)
        return;
    g_autofree char *id = lb_exclusion_id(exclusion->number);
    lb_findings_add(findings,
                    g_strdup_printf(_("%s is not what the log says: %s"), id, _(difference)));
}

static void
check_rest(GHashTable *table, LbFindings *findings)
{
    g_autoptr(GList) rest = g_list_sort(g_hash_table_get_keys(table), by_number);
    for (GList *one = rest; one != NULL; one = one->next) {
        g_autofree char *id = lb_exclusion_id((int64_t)GPOINTER_TO_SIZE(one->data));
        lb_findings_add(findings, g_strdup_printf(_("%s stands in the log and is gone"), id));
    }
}

bool
lb_verify_exclusions(LbService *service, GHashTable *exclusions, LbFindings *findings,
                     GError **error)
{
    int64_t after = 0;
    guint read = PAGE;
    while (read == PAGE) {
        g_autoptr(GArray) waiting = NULL;
        g_autoptr(GPtrArray) page = lb_exclusions_all(service->store, after, PAGE, &waiting, error);
        if (page == NULL)
            return false;
        read = page->len;
        for (guint i = 0; i < read; i++) {
            const LbExclusion *exclusion = g_ptr_array_index(page, i);
            check(exclusions, exclusion, is_among(waiting, exclusion->number), findings);
            after = exclusion->number;
        }
    }
    check_rest(exclusions, findings);
    return true;
}
