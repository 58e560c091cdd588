/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A big JSON file read element by element in bounded memory, private to src/service.
 *
 * The file is either a list (an array at its top, or the "value" of an object, as REST answers have it), or an
 * object of several named arrays. The elements are objects. Nothing is forgiven: what is no JSON, nested deeper
 * than 64, larger than 1 MiB an element, not UTF-8, or goes on behind its end is an error of LB_IMPORT_ERROR
 * that names the file, the element and the byte. */
#pragma once

#include <json-glib/json-glib.h>
#include <stdbool.h>

typedef struct LbJsonElements LbJsonElements;

/* Opens the regular file at @path as a list. The caller frees it. */
LbJsonElements *lb_json_elements_open_list(const char *path, GError **error);

/* Opens it as an object in which only the arrays @members (ended by NULL, borrowed for as long as the reader
 * lives) may stand, each at most once, in this order. The caller frees it. */
LbJsonElements *lb_json_elements_open_members(const char *path, const char *const *members,
                                              GError **error);
void lb_json_elements_free(LbJsonElements *elements);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbJsonElements, lb_json_elements_free)

typedef enum { LB_JSON_ERROR, LB_JSON_ELEMENT, LB_JSON_END } LbJsonStep;

/* Reads the next element into @element, which is borrowed until the next call. */
LbJsonStep lb_json_elements_next(LbJsonElements *elements, JsonObject **element, GError **error);

/* The index in @members of the array that the element stands in; 0 for a list. */
int lb_json_elements_member(const LbJsonElements *elements);

/* Puts the file and the element that was read last in front of @error; a file read to its end is named
 * alone. */
void lb_json_elements_locate(const LbJsonElements *elements, GError **error);

/* After LB_JSON_END: SHA-256 of the whole file as sha256sum prints it. The caller frees it. */
char *lb_json_elements_digest(const LbJsonElements *elements);
