/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verification of recordings: the files of each that is kept are there, as long as was told, and nobody else's to read. What is
 * in them is for the customer's eyes, and is held against its hash where it is replayed. */
#include "base/i18n.h"
#include "service/recordingfiles.h"
#include "service/verify.h"
#include "store/keeping.h"

#define PAGE 500

/* What is wrong with it, untranslated; NULL: nothing. */
static const char *
find_fault(const LbKept *kept, const LbRecordingFiles *files)
{
    if (files->strange)
        return N_("its recording is a link, or not made of plain files");
    if (files->bytes == 0 && kept->bytes > 0)
        return N_("its recording is missing");
    if (files->bytes < kept->bytes)
        return N_("its recording is not whole");
    /* Who died has told of less than it wrote. */
    if (files->bytes > kept->bytes && !kept->broken && kept->sha256 != NULL)
        return N_("its recording is longer than it was");
    if (files->open)
        return N_("its recording can be read by others");
    return NULL;
}

/* Outside of any transaction: what is missing may have been deleted meanwhile. */
static bool
check_one(LbService *service, int64_t passage, LbFindings *findings, GError **error)
{
    LbRecordingFiles files;
    g_autoptr(LbKept) kept = lb_keeping_of(service->store, passage, error);
    if (kept == NULL || !lb_recording_files_look(service, kept->id, passage, &files, error))
        return false;
    const char *fault = find_fault(kept, &files);
    if (fault == NULL)
        return true;
    g_autoptr(LbKept) now = lb_keeping_of(service->store, passage, error);
    if (now != NULL && now->deleted == 0)
        lb_findings_add(findings,
                        g_strdup_printf(_("session %d of %s: %s (%lld of %lld bytes are there)"),
                                        kept->session, kept->id, _(fault), (long long)files.bytes,
                                        (long long)kept->bytes));
    return now != NULL;
}

bool
lb_verify_recordings(LbService *service, LbFindings *findings, GError **error)
{
    int64_t after = 0;
    for (;;) {
        g_autoptr(GArray) page = lb_keeping_ended(service->store, after, PAGE, error);
        if (page == NULL || page->len == 0)
            return page != NULL;
        for (guint i = 0; i < page->len; i++) {
            after = g_array_index(page, int64_t, i);
            if (!check_one(service, after, findings, error))
                return false;
        }
    }
}
