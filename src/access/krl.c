/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key revocation lists in the form of OpenSSH's PROTOCOL.krl, as lists and ranges of serials. ssh-keygen could write
 * them, too, but makes bit maps of serials that lie close to each other, and one of more than 16,384 bits is refused by its own
 * reader, so by sshd (OpenSSH 9.2). It reads what is written here, before anybody else has to. */
#include "access/krl.h"

#include <string.h>

#include "access/ca.h"
#include "access/error.h"
#include "access/keygen.h"
#include "base/file.h"
#include "base/span.h"

#define MAGIC UINT64_C(0x5353484b524c0a00)
#define FORMAT_VERSION 1
#define SECTION_CERTIFICATES 1
#define SERIAL_LIST 0x20
#define SERIAL_RANGE 0x21
#define LIST_FILE "krl"
#define CA_FILE "ca.pub"
#define LINE_MOST 64 /* bytes that ssh-keygen prints of a range */
#define HEAD_MOST 1024

typedef struct {
    int64_t first, last;
} Range;

static void
put_number(GByteArray *to, uint64_t number, unsigned size)
{
    for (unsigned i = size; i > 0; i--) {
        guint8 byte = (guint8)(number >> (8 * (i - 1)));
        g_byte_array_append(to, &byte, 1);
    }
}

static void
put_string(GByteArray *to, const void *bytes, size_t length)
{
    put_number(to, length, 4);
    if (length > 0)
        g_byte_array_append(to, bytes, (guint)length);
}

static gint
compare_serials(gconstpointer left, gconstpointer right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* The serials in order, those that follow each other as one. NULL when one of them is none. */
static GArray *
new_ranges(const GArray *serials)
{
    g_autoptr(GArray) sorted = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (serials->len > 0)
        g_array_append_vals(sorted, serials->data, serials->len);
    g_array_sort(sorted, compare_serials);
    g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(Range));
    for (guint i = 0; i < sorted->len; i++) {
        int64_t serial = g_array_index(sorted, int64_t, i);
        Range *last = ranges->len > 0 ? &g_array_index(ranges, Range, ranges->len - 1) : NULL;
        if (serial < 1)
            return NULL;
        if (last != NULL && serial - last->last <= 1) {
            last->last = serial;
            continue;
        }
        Range range = { serial, serial };
        g_array_append_val(ranges, range);
    }
    return g_steal_pointer(&ranges);
}

static void
put_section(GByteArray *to, unsigned kind, GByteArray *section)
{
    put_number(to, kind, 1);
    put_string(to, section->data, section->len);
}

/* All single serials in one section, each range in one of its own. */
static void
put_serials(GByteArray *to, const GArray *ranges)
{
    g_autoptr(GByteArray) singles = g_byte_array_new();
    for (guint i = 0; i < ranges->len; i++) {
        const Range *range = &g_array_index(ranges, Range, i);
        if (range->first == range->last) {
            put_number(singles, (uint64_t)range->first, 8);
            continue;
        }
        g_autoptr(GByteArray) both = g_byte_array_new();
        put_number(both, (uint64_t)range->first, 8);
        put_number(both, (uint64_t)range->last, 8);
        put_section(to, SERIAL_RANGE, both);
    }
    if (singles->len > 0)
        put_section(to, SERIAL_LIST, singles);
}

static GByteArray *
new_list(const LbKrlOrder *order, const LbSshKey *ca, const GArray *ranges)
{
    GByteArray *list = g_byte_array_new();
    put_number(list, MAGIC, 8);
    put_number(list, FORMAT_VERSION, 4);
    put_number(list, order->version, 8);
    put_number(list, (uint64_t)(order->time / LB_SECOND), 8);
    put_number(list, 0, 8);    /* flags */
    put_string(list, NULL, 0); /* reserved */
    put_string(list, NULL, 0); /* comment */
    if (ranges->len == 0)
        return list;
    gsize size = 0;
    g_autofree guint8 *blob = g_base64_decode(ca->blob, &size);
    g_autoptr(GByteArray) certificates = g_byte_array_new();
    put_string(certificates, blob, size);
    put_string(certificates, NULL, 0); /* reserved */
    put_serials(certificates, ranges);
    put_section(list, SECTION_CERTIFICATES, certificates);
    return list;
}

/* What ssh-keygen -Q -l has to print behind the lines about the list itself. The caller frees it. */
static char *
expect(const LbSshKey *ca, const GArray *ranges)
{
    GString *text = g_string_new(NULL);
    if (ranges->len > 0)
        g_string_append_printf(text, "# CA key %s %s\n", ca->type, ca->fingerprint);
    for (guint i = 0; i < ranges->len; i++) {
        const Range *range = &g_array_index(ranges, Range, i);
        g_string_append_printf(text, "serial: %" G_GINT64_FORMAT, range->first);
        if (range->last > range->first)
            g_string_append_printf(text, "-%" G_GINT64_FORMAT, range->last);
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

/* @said without empty lines and those about the list itself. */
static char *
leave_out_head(const char *said)
{
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
    GString *rest = g_string_new(NULL);
    for (size_t i = 0; lines[i] != NULL; i++) {
        bool head = g_str_has_prefix(lines[i], "# KRL version ") ||
                    g_str_has_prefix(lines[i], "# Generated at ");
        if (*lines[i] != '\0' && !head)
            g_string_append_printf(rest, "%s\n", lines[i]);
    }
    return g_string_free(rest, FALSE);
}

/* ssh-keygen has to find these serials and no other in it, and not the signing key itself. */
static bool
verify(const LbScratch *scratch, const LbKrlOrder *order, const LbSshKey *ca, const GArray *ranges,
       GError **error)
{
    const char *const list[] = { "-Q", "-l", "-f", LIST_FILE, NULL };
    const char *const look[] = { "-Q", "-f", LIST_FILE, CA_FILE, NULL };
    g_autofree char *line = g_strdup_printf("%s %s\n", ca->type, ca->blob);
    g_autofree char *said = lb_keygen_run(scratch, order->clock,
                                          HEAD_MOST + (size_t)ranges->len * LINE_MOST, list, error);
    if (said == NULL || !lb_scratch_write(scratch, CA_FILE, line, strlen(line), error))
        return false;
    g_autofree char *fine = lb_keygen_run(scratch, order->clock, HEAD_MOST, look, error);
    if (fine == NULL)
        return false;
    g_autofree char *found = leave_out_head(said);
    g_autofree char *expected = expect(ca, ranges);
    if (strcmp(found, expected) == 0)
        return true;
    g_set_error(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_DIFFERS,
                "%s: the new list revokes other certificates than it should", order->path);
    return false;
}

bool
lb_krl_write(const LbKrlOrder *order, GError **error)
{
    g_autoptr(GArray) ranges = new_ranges(order->serials);
    if (ranges == NULL || order->time < 0) {
        g_set_error(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_ORDER, "%s: %s", order->path,
                    ranges == NULL ? "malformed-serial" : "malformed-time");
        return false;
    }
    g_autoptr(LbSshKey) ca = lb_ca_read(order->directory, order->clock, error);
    g_autoptr(LbScratch) scratch = ca != NULL ? lb_keygen_scratch(order->directory, error) : NULL;
    if (scratch == NULL)
        return false;
    g_autoptr(GByteArray) list = new_list(order, ca, ranges);
    return lb_scratch_write(scratch, LIST_FILE, list->data, list->len, error) &&
           verify(scratch, order, ca, ranges, error) &&
           lb_file_write(order->path, list->data, list->len, 0644, error);
}
