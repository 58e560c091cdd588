/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of an imported JSON object by type, within limits, private to src/service. A field that is absent,
 * null or, where it may be absent, "" gives nothing; every other surprise is an LB_IMPORT_ERROR that begins with
 * the field's name. */
#pragma once

#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"
#include "base/text.h"

typedef struct {
    JsonObject *object; /* borrowed */
    const char *path;   /* what stands before its fields' names in errors: "", or "roles[2]." */
} LbFields;

typedef enum { LB_FIELD_OPTIONAL, LB_FIELD_NEEDED } LbFieldNeed;

/* Sets @error to what is wrong with the field @name. Always returns false. */
bool lb_fields_refuse(const LbFields *fields, const char *name, GError **error, const char *format,
                      ...) G_GNUC_PRINTF(4, 5);

/* The same with the reason of @cause, which it takes. */
bool lb_fields_refuse_cause(const LbFields *fields, const char *name, GError *cause,
                            GError **error);

/* @text for a message: escaped, and cut where it is long. The caller frees it. */
char *lb_fields_show(const char *text);

/* One line by lb_text_accept(). The caller frees @text. */
bool lb_fields_line(const LbFields *fields, const char *name, LbFieldNeed need, size_t limit,
                    char **text, GError **error);

/* Text of another system by lb_text_keep(); line ends become spaces with LB_TEXT_LINE. The caller frees @text. */
bool lb_fields_kept(const LbFields *fields, const char *name, LbFieldNeed need, LbTextKind kind,
                    size_t limit, char **text, GError **error);

/* An id, canonical: ASCII letters (made lower case), digits, '-', '_' and '.', at most 64. The caller frees
 * @id. */
bool lb_fields_id(const LbFields *fields, const char *name, LbFieldNeed need, char **id,
                  GError **error);

/* Stores true or false, and in @present whether the field says so. */
bool lb_fields_bool(const LbFields *fields, const char *name, bool *present, bool *value,
                    GError **error);

/* A whole number from @least to @most; @value stays without the field. */
bool lb_fields_int(const LbFields *fields, const char *name, int least, int most, int *value,
                   GError **error);

/* One of the names of @table; @value stays without the field. */
bool lb_fields_choice(const LbFields *fields, const char *name, LbFieldNeed need,
                      const LbName *table, int *value, GError **error);

/* A time by lb_time_from_iso(), microseconds UTC; 0 without the field. */
bool lb_fields_time(const LbFields *fields, const char *name, LbFieldNeed need, int64_t *time,
                    GError **error);

/* An array of at most @limit elements, borrowed; NULL without the field. */
bool lb_fields_array(const LbFields *fields, const char *name, guint limit, JsonArray **array,
                     GError **error);

/* "name[2]" for messages about an array's element. The caller frees it. */
char *lb_fields_item(const LbFields *fields, const char *name, guint index);

/* The string, or the object, that stands at @index of the array @name; borrowed. NULL with @error set when it is
 * of another type. */
const char *lb_fields_item_text(const LbFields *fields, const char *name, JsonArray *array,
                                guint index, GError **error);
JsonObject *lb_fields_item_object(const LbFields *fields, const char *name, JsonArray *array,
                                  guint index, GError **error);

/* Refuses fields that are not in @names (ended by NULL): a slip in a name would else go unnoticed. */
bool lb_fields_only(const LbFields *fields, const char *const *names, GError **error);
