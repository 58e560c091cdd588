/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a JSON file element by element: finds in the text of the file where the arrays and their elements
 * are, and has json-glib read each element. */
#include "service/jsonelements.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/jsonscan.h"
#include "base/sha256.h"
#include "base/text.h"
#include "service/import.h"

#define CHUNK 65536
#define ELEMENT_LIMIT (1024 * 1024)
#define NAME_SHOWN 40

typedef enum { AT_START, IN_OBJECT, IN_ARRAY, AT_END } Place;

struct LbJsonElements {
    char *path;
    int fd;
    bool list;
    const char *const *members;
    int member; /* the array being read; -1: none so far */
    Place place;
    bool more;      /* something stood before in this object or array: a comma has to come */
    bool object;    /* the top is an object */
    int64_t number; /* of the element in its array, from 1; 0: none */
    GString *text;  /* of the element, or of a member that is passed over */
    JsonParser *parser;
    GArray *sizes; /* while it works: how many members each open object had so far */
    char *doubled; /* a member that stood twice in one object; NULL: none */
    LbSha256 *sha;
    uint8_t digest[LB_SHA256_SIZE];
    size_t offset; /* of the buffer's first byte in the file */
    size_t size;   /* bytes in the buffer */
    size_t at;     /* the next of them */
    char buffer[CHUNK];
};

static const char *const list_members[] = { "value", NULL };

static size_t
position(const LbJsonElements *elements)
{
    return elements->offset + elements->at;
}

/* An error that has a place in the file. Always returns false. */
static bool fail(const LbJsonElements *elements, size_t byte, GError **error, const char *format,
                 ...) G_GNUC_PRINTF(4, 5);

static bool
fail(const LbJsonElements *elements, size_t byte, GError **error, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *reason = g_strdup_vprintf(format, values);
    va_end(values);
    g_set_error(error, LB_IMPORT_ERROR, LB_IMPORT_ERROR_INVALID, _("%s (at byte %zu of the file)"),
                reason, byte);
    lb_json_elements_locate(elements, error);
    return false;
}

static bool
is_regular(int fd, const char *path, GError **error)
{
    struct stat status;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
        return true;
    /* What is still being written would be waited for while nobody else can write. */
    g_set_error(error, LB_IMPORT_ERROR, LB_IMPORT_ERROR_INVALID, _("%s: is not a regular file"),
                path);
    return false;
}

/* The parser would silently take the last of several members of one name. */
static void
begin_object(LbJsonElements *elements)
{
    guint none = 0;
    g_array_append_val(elements->sizes, none);
}

static void
count_member(LbJsonElements *elements, JsonObject *object, const char *name)
{
    guint *count = &g_array_index(elements->sizes, guint, elements->sizes->len - 1);
    if (json_object_get_size(object) == ++*count)
        return;
    if (elements->doubled == NULL)
        elements->doubled = g_strdup(name);
}

static void
end_object(LbJsonElements *elements)
{
    g_array_set_size(elements->sizes, elements->sizes->len - 1);
}

static JsonParser *
new_parser(LbJsonElements *elements)
{
    JsonParser *parser = json_parser_new();
    g_signal_connect_swapped(parser, "object-start", G_CALLBACK(begin_object), elements);
    g_signal_connect_swapped(parser, "object-member", G_CALLBACK(count_member), elements);
    g_signal_connect_swapped(parser, "object-end", G_CALLBACK(end_object), elements);
    return parser;
}

static LbJsonElements *
open_elements(const char *path, const char *const *members, bool list, GError **error)
{
    g_auto(LbFd) fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        g_set_error(error, LB_IMPORT_ERROR, LB_IMPORT_ERROR_INVALID, "%s: %s", path,
                    g_strerror(errno));
        return NULL;
    }
    if (!is_regular(fd, path, error))
        return NULL;
    LbJsonElements *elements = g_new0(LbJsonElements, 1);
    elements->path = g_strdup(path);
    elements->fd = lb_fd_steal(&fd);
    elements->list = list;
    elements->members = members;
    elements->member = -1;
    elements->text = g_string_new(NULL);
    elements->sizes = g_array_new(FALSE, FALSE, sizeof(guint));
    elements->parser = new_parser(elements);
    elements->sha = lb_sha256_new();
    return elements;
}

LbJsonElements *
lb_json_elements_open_list(const char *path, GError **error)
{
    return open_elements(path, list_members, true, error);
}

LbJsonElements *
lb_json_elements_open_members(const char *path, const char *const *members, GError **error)
{
    return open_elements(path, members, false, error);
}

void
lb_json_elements_free(LbJsonElements *elements)
{
    if (elements == NULL)
        return;
    lb_fd_close(&elements->fd);
    g_string_free(elements->text, TRUE);
    g_object_unref(elements->parser);
    g_array_unref(elements->sizes);
    g_free(elements->doubled);
    lb_sha256_free(elements->sha);
    g_free(elements->path);
    g_free(elements);
}

int
lb_json_elements_member(const LbJsonElements *elements)
{
    return elements->member;
}

void
lb_json_elements_locate(const LbJsonElements *elements, GError **error)
{
    if (elements->number == 0 || elements->place == AT_END)
        g_prefix_error(error, "%s: ", elements->path);
    else if (elements->list)
        g_prefix_error(error, _("%s: element %zu: "), elements->path, (size_t)elements->number);
    else
        g_prefix_error(error, _("%s: %s, element %zu: "), elements->path,
                       elements->members[elements->member], (size_t)elements->number);
}

char *
lb_json_elements_digest(const LbJsonElements *elements)
{
    return lb_sha256_to_hex(elements->digest);
}

/* Bytes */

/* Reads on when the buffer is used up. Stores in @any whether there is another byte. */
static bool
fill(LbJsonElements *elements, bool *any, GError **error)
{
    *any = true;
    if (elements->at < elements->size)
        return true;
    elements->offset += elements->size;
    elements->at = elements->size = 0;
    ssize_t got = -1;
    do
        got = read(elements->fd, elements->buffer, CHUNK);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return fail(elements, position(elements), error, "%s", g_strerror(errno));
    elements->size = (size_t)got;
    *any = got > 0;
    lb_sha256_add_plain(elements->sha, elements->buffer, elements->size);
    return true;
}

static void
skip_mark(LbJsonElements *elements)
{
    static const char mark[] = "\xef\xbb\xbf";
    if (elements->size >= 3 && memcmp(elements->buffer, mark, 3) == 0)
        elements->at = 3;
}

/* Passes over white space; stores the next byte, '\0' at the end of the file. */
static bool
peek(LbJsonElements *elements, char *byte, GError **error)
{
    for (;;) {
        bool any = false;
        if (!fill(elements, &any, error))
            return false;
        *byte = any ? elements->buffer[elements->at] : '\0';
        if (any && *byte == '\0')
            return fail(elements, position(elements), error, _("a NUL byte"));
        if (!any || strchr(" \t\r\n", *byte) == NULL)
            return true;
        elements->at++;
    }
}

/* Says that something else than @wanted stands here, or that the file ends. */
static bool
fail_expected(LbJsonElements *elements, const char *wanted, GError **error)
{
    bool any = false;
    if (!fill(elements, &any, error))
        return false;
    if (!any)
        return fail(elements, position(elements), error, _("the file ends where %s should come"),
                    wanted);
    return fail(elements, position(elements), error, _("something else than %s"), wanted);
}

static bool
expect(LbJsonElements *elements, char wanted, const char *name, GError **error)
{
    char byte = '\0';
    if (!peek(elements, &byte, error))
        return false;
    if (byte != wanted)
        return fail_expected(elements, name, error);
    elements->at++;
    return true;
}

/* Reads one value, whatever it is, into elements->text. */
static bool
read_value(LbJsonElements *elements, GError **error)
{
    LbJsonScan scan = { 0 };
    size_t start = position(elements);
    g_string_truncate(elements->text, 0);
    while (!scan.complete) {
        bool any = false;
        if (!fill(elements, &any, error))
            return false;
        if (!any)
            return fail(elements, position(elements), error, _("the file ends in the middle"));
        size_t used = 0;
        const char *reason = lb_json_scan(&scan, elements->buffer + elements->at,
                                          elements->size - elements->at, &used);
        g_string_append_len(elements->text, elements->buffer + elements->at, (gssize)used);
        elements->at += used;
        if (reason != NULL)
            return fail(elements, position(elements), error, "%s", _(reason));
        if (elements->text->len > ELEMENT_LIMIT)
            return fail(elements, start, error, _("larger than %d bytes"), ELEMENT_LIMIT);
    }
    const char *end = NULL;
    if (g_utf8_validate_len(elements->text->str, elements->text->len, &end))
        return true;
    return fail(elements, start + (size_t)(end - elements->text->str), error, _("not valid UTF-8"));
}

/* A member's name for a message. The caller frees it. */
static char *
show_name(const char *name)
{
    char *visible = lb_text_escape(name, LB_TEXT_LINE);
    if (g_utf8_strlen(visible, -1) > NAME_SHOWN)
        *g_utf8_offset_to_pointer(visible, NAME_SHOWN) = '\0';
    return visible;
}

static bool
parse_value(LbJsonElements *elements, size_t start, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_array_set_size(elements->sizes, 0);
    g_clear_pointer(&elements->doubled, g_free);
    if (!json_parser_load_from_data(elements->parser, elements->text->str,
                                    (gssize)elements->text->len, &cause))
        return fail(elements, start, error, "%s", cause->message);
    if (elements->doubled == NULL)
        return true;
    g_autofree char *visible = show_name(elements->doubled);
    return fail(elements, start, error, _("member '%s' stands twice"), visible);
}

/* The structure around the elements */

static bool
enter_top(LbJsonElements *elements, GError **error)
{
    bool any = false;
    if (!fill(elements, &any, error))
        return false;
    skip_mark(elements);
    if (elements->size >= 2 && ((elements->buffer[0] == '\xff' && elements->buffer[1] == '\xfe') ||
                                (elements->buffer[0] == '\xfe' && elements->buffer[1] == '\xff')))
        return fail(elements, 0, error, _("the file is UTF-16; it has to be UTF-8"));
    char byte = '\0';
    if (!peek(elements, &byte, error))
        return false;
    if (byte == '[' && elements->list) {
        elements->member = 0;
        elements->place = IN_ARRAY;
    } else if (byte == '{') {
        elements->object = true;
        elements->place = IN_OBJECT;
    } else {
        return fail_expected(elements, elements->list ? _("an array") : _("an object"), error);
    }
    elements->at++;
    return true;
}

/* The member's index; -1: no such. */
static int
find_member(const LbJsonElements *elements, const char *name)
{
    for (int i = 0; elements->members[i] != NULL; i++)
        if (strcmp(elements->members[i], name) == 0)
            return i;
    return -1;
}

/* Passes over what stands beside the list. A list that goes on elsewhere would look as if the rest were gone. */
static bool
pass_member(LbJsonElements *elements, const char *name, size_t start, GError **error)
{
    char byte = '\0';
    if (!peek(elements, &byte, error) || !read_value(elements, error) ||
        !parse_value(elements, start, error))
        return false;
    if (byte == '"' && (strcmp(name, "nextLink") == 0 || strcmp(name, "@odata.nextLink") == 0))
        return fail(elements, start, error, _("the file is only one page of a longer list"));
    return true;
}

static bool
enter_member(LbJsonElements *elements, GError **error)
{
    size_t start = position(elements);
    if (!read_value(elements, error))
        return false;
    g_autofree char *name = g_strndup(elements->text->str + 1, elements->text->len - 2);
    if (!expect(elements, ':', "':'", error))
        return false;
    int member = find_member(elements, name);
    if (member < 0 && elements->list)
        return pass_member(elements, name, start, error);
    g_autofree char *visible = show_name(name);
    if (member < 0)
        return fail(elements, start, error, _("member '%s' is not known here"), visible);
    if (member <= elements->member)
        return fail(elements, start, error,
                    _("member '%s' stands twice, or behind one that has to follow it"), visible);
    if (!expect(elements, '[', _("an array"), error))
        return false;
    elements->member = member;
    elements->number = 0;
    elements->place = IN_ARRAY;
    elements->more = false;
    return true;
}

/* Takes the comma that has to come from the second on, or @close. Stores whether it was @close. */
static bool
take_comma(LbJsonElements *elements, char close, bool *closed, GError **error)
{
    char byte = '\0';
    if (!peek(elements, &byte, error))
        return false;
    *closed = byte == close;
    if (*closed || elements->more) {
        if (!*closed && byte != ',')
            return fail_expected(elements, close == ']' ? _("',' or ']'") : _("',' or '}'"), error);
        elements->at++;
    }
    return true;
}

static bool
leave_top(LbJsonElements *elements, GError **error)
{
    char byte = '\0';
    elements->place = AT_END;
    if (!peek(elements, &byte, error))
        return false;
    if (elements->at < elements->size)
        return fail(elements, position(elements), error, _("something stands behind the end"));
    if (elements->list && elements->member < 0)
        return fail(elements, position(elements), error, _("there is no array 'value'"));
    lb_sha256_finish(elements->sha, elements->digest);
    return true;
}

static bool
step_object(LbJsonElements *elements, GError **error)
{
    bool closed = false;
    elements->number = 0;
    if (!take_comma(elements, '}', &closed, error))
        return false;
    if (closed)
        return leave_top(elements, error);
    char byte = '\0';
    if (!peek(elements, &byte, error))
        return false;
    if (byte != '"')
        return fail_expected(elements, _("the name of a member"), error);
    elements->more = true;
    return enter_member(elements, error);
}

/* Reads one element, or leaves the array: then @read stays false. */
static bool
step_array(LbJsonElements *elements, bool *read, GError **error)
{
    bool closed = false;
    if (!take_comma(elements, ']', &closed, error))
        return false;
    if (closed && !elements->object)
        return leave_top(elements, error);
    if (closed) {
        elements->place = IN_OBJECT;
        elements->more = true;
        return true;
    }
    char byte = '\0';
    elements->number++;
    if (!peek(elements, &byte, error))
        return false;
    if (byte != '{')
        return fail_expected(elements, _("an object"), error);
    size_t start = position(elements);
    if (!read_value(elements, error) || !parse_value(elements, start, error))
        return false;
    elements->more = *read = true;
    return true;
}

LbJsonStep
lb_json_elements_next(LbJsonElements *elements, JsonObject **element, GError **error)
{
    bool good = true, read = false;
    while (good && !read && elements->place != AT_END) {
        if (elements->place == AT_START)
            good = enter_top(elements, error);
        else if (elements->place == IN_OBJECT)
            good = step_object(elements, error);
        else
            good = step_array(elements, &read, error);
    }
    if (!good)
        return LB_JSON_ERROR;
    if (!read)
        return LB_JSON_END;
    *element = json_node_get_object(json_parser_get_root(elements->parser));
    return LB_JSON_ELEMENT;
}
