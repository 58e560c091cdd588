/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of a collector. They may be as long as they like: a line at a time is held, and no more of it than could be Lockbox's. */
#include "operator/forwarded.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"
#include "core/forwarding.h"
#include "forward/check.h"
#include "service/forwarding.h"
#include "service/receipt.h"

/* Bytes of a line: the longest message, and what a collector writes before it. */
#define LINE_MOST (LB_FORWARD_MESSAGE_MOST + 65536)
#define READ_SIZE 65536

struct LbForwarded {
    LbForwardCheck *check;
    const LbForwardFound *found;
    int64_t pending; /* entries that were not handed over so far */
};

/* A file on its way through. */
typedef struct {
    LbForwardCheck *check;
    GByteArray *line; /* what has come of it */
    bool whole;       /* all of it is there */
} Feeder;

static bool
end_line(Feeder *feeder, GError **error)
{
    bool done = lb_forward_check_line(feeder->check, (const char *)feeder->line->data,
                                      feeder->line->len, feeder->whole, error);
    g_byte_array_set_size(feeder->line, 0);
    feeder->whole = true;
    return done;
}

static bool
feed(Feeder *feeder, const char *bytes, size_t length, GError **error)
{
    const char *end = bytes + length;
    while (bytes < end) {
        const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
        size_t size = (size_t)((stop != NULL ? stop : end) - bytes);
        size_t room = LINE_MOST - feeder->line->len;
        feeder->whole = feeder->whole && size <= room;
        g_byte_array_append(feeder->line, (const guint8 *)bytes, (guint)MIN(size, room));
        if (stop != NULL && !end_line(feeder, error))
            return false;
        bytes += size + (stop != NULL ? 1 : 0);
    }
    return true;
}

static bool
read_file(LbForwardCheck *check, int fd, const char *file, GError **error)
{
    g_autofree char *bytes = g_malloc(READ_SIZE);
    g_autoptr(GByteArray) line = g_byte_array_new();
    Feeder feeder = { check, line, true };
    for (;;) {
        ssize_t got = read(fd, bytes, READ_SIZE);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            lb_set_errno_error(error, errno, "%s", file);
            return false;
        }
        if (got == 0)
            return line->len == 0 || end_line(&feeder, error);
        if (!feed(&feeder, bytes, (size_t)got, error))
            return false;
    }
}

static bool
read_named(LbForwardCheck *check, const char *file, GError **error)
{
    lb_forward_check_begin(check, file);
    if (strcmp(file, "-") == 0)
        return read_file(check, STDIN_FILENO, file, error);
    g_auto(LbFd) fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        lb_set_errno_error(error, errno, "%s", file);
        return false;
    }
    return read_file(check, fd, file, error);
}

LbForwarded *
lb_forwarded_read(const GPtrArray *files, LbService *service, GError **error)
{
    g_auto(LbForwardState) state = { 0 };
    g_autoptr(LbForwarded) forwarded = g_new0(LbForwarded, 1);
    forwarded->check =
        lb_forward_check_new(lb_operator_instance(service), lb_forwarding_look_up, service);
    /* Read before: what is handed over meanwhile need not be in the files. */
    if (!lb_forwarding_state(service, &state, error))
        return NULL;
    for (guint i = 0; i < files->len; i++)
        if (!read_named(forwarded->check, g_ptr_array_index(files, i), error))
            return NULL;
    const LbForwardFound *found = lb_forward_check_end(forwarded->check, 0);
    if (found->messages == 0) {
        g_set_error_literal(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_BAD_FILE,
                            _("In what the collector kept there is no message of this Lockbox with "
                              "its structured data."));
        return NULL;
    }
    /* Whoever went back with forwarding has handed over more than is noted. Behind the end of the log nothing was. */
    int64_t last = MAX(MIN(state.position, state.newest), found->newest);
    forwarded->found = lb_forward_check_end(forwarded->check, last);
    forwarded->pending = MAX(0, state.newest - last);
    return g_steal_pointer(&forwarded);
}

void
lb_forwarded_free(LbForwarded *forwarded)
{
    if (forwarded == NULL)
        return;
    lb_forward_check_free(forwarded->check);
    g_free(forwarded);
}

bool
lb_forwarded_agrees(const LbForwarded *forwarded)
{
    if (forwarded == NULL)
        return true;
    const LbForwardFound *found = forwarded->found;
    return found->damaged == 0 && found->different == 0 && found->beyond == 0 &&
           found->missing == 0;
}

static void
say_fault(GString *out, const LbForwardFault *fault)
{
    g_autofree char *source = lb_text_escape(fault->source, LB_TEXT_LINE);
    if (fault->sequence == 0)
        g_string_append_printf(out, _("- %s, line %lld: %s\n"), source, (long long)fault->line,
                               _(fault->why));
    else
        g_string_append_printf(out, _("- %s, line %lld, entry %lld: %s\n"), source,
                               (long long)fault->line, (long long)fault->sequence, _(fault->why));
}

static void
say_range(GString *out, const LbForwardRange *range)
{
    if (range->first == range->last)
        g_string_append_printf(out, _("- entry %lld is missing\n"), (long long)range->first);
    else
        g_string_append_printf(out, _("- the entries %lld to %lld are missing\n"),
                               (long long)range->first, (long long)range->last);
}

void
lb_forwarded_say(GString *out, const LbForwarded *forwarded)
{
    const LbForwardFound *found = forwarded->found;
    for (guint i = 0; i < found->faults->len; i++)
        say_fault(out, g_ptr_array_index(found->faults, i));
    for (guint i = 0; i < found->ranges->len; i++)
        say_range(out, &g_array_index(found->ranges, LbForwardRange, i));
    g_string_append_printf(out, _("Messages of this Lockbox in what a collector kept: %lld.\n"),
                           (long long)found->messages);
    g_string_append_printf(
        out,
        _("Entries that agree: %lld. Doubled: %lld. Missing: %lld. Damaged: %lld. "
          "Not the log's: %lld. Behind its end: %lld.\n"),
        (long long)found->entries, (long long)found->doubled, (long long)found->missing,
        (long long)found->damaged, (long long)found->different, (long long)found->beyond);
    if (found->others > 0)
        g_string_append_printf(out, _("Messages of another Lockbox, left out: %lld.\n"),
                               (long long)found->others);
    if (forwarded->pending > 0)
        g_string_append_printf(out, _("Entries that were not handed over so far: %lld.\n"),
                               (long long)forwarded->pending);
}

static void
put_faults(JsonBuilder *builder, const LbForwardFound *found)
{
    json_builder_set_member_name(builder, "faults");
    json_builder_begin_array(builder);
    for (guint i = 0; i < found->faults->len; i++) {
        const LbForwardFault *fault = g_ptr_array_index(found->faults, i);
        json_builder_begin_object(builder);
        lb_json_add_text_member(builder, "file", fault->source);
        lb_json_add_number_member(builder, "line", fault->line);
        lb_json_add_number_member(builder, "entry", fault->sequence);
        lb_json_add_text_member(builder, "why", fault->why);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    json_builder_set_member_name(builder, "gaps");
    json_builder_begin_array(builder);
    for (guint i = 0; i < found->ranges->len; i++) {
        const LbForwardRange *range = &g_array_index(found->ranges, LbForwardRange, i);
        json_builder_begin_object(builder);
        lb_json_add_number_member(builder, "first", range->first);
        lb_json_add_number_member(builder, "last", range->last);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

void
lb_forwarded_put(JsonBuilder *builder, const LbForwarded *forwarded)
{
    const LbForwardFound *found = forwarded->found;
    json_builder_set_member_name(builder, "forwarded");
    json_builder_begin_object(builder);
    lb_json_add_number_member(builder, "lines", found->lines);
    lb_json_add_number_member(builder, "messages", found->messages);
    lb_json_add_number_member(builder, "entries", found->entries);
    lb_json_add_number_member(builder, "newest", found->newest);
    lb_json_add_number_member(builder, "doubled", found->doubled);
    lb_json_add_number_member(builder, "missing", found->missing);
    lb_json_add_number_member(builder, "damaged", found->damaged);
    lb_json_add_number_member(builder, "different", found->different);
    lb_json_add_number_member(builder, "beyond", found->beyond);
    lb_json_add_number_member(builder, "others", found->others);
    lb_json_add_number_member(builder, "pending", forwarded->pending);
    put_faults(builder, found);
    json_builder_end_object(builder);
}

bool
lb_forwarded_fail(const LbForwarded *forwarded, GError **error)
{
    const LbForwardFound *found = forwarded->found;
    int64_t wrong = found->damaged + found->different + found->beyond;
    if (wrong == 0)
        g_set_error(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_BAD_LOG,
                    _("Of what was handed over to the collector, %lld entries are not in what it "
                      "kept."),
                    (long long)found->missing);
    else
        g_set_error(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_BAD_LOG,
                    _("What the collector kept is not the log: %lld lines or entries of it differ, "
                      "and %lld entries are missing."),
                    (long long)wrong, (long long)found->missing);
    return false;
}
