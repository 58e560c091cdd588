/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all JSON documents that people and scripts read are built from. */
#pragma once

#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A value: what is not valid UTF-8 of it is replaced, NULL is null. */
void lb_json_add_text(JsonBuilder *builder, const char *text);

/* Members. A time, microseconds UTC, is written in the API's form, 0 as null. */
void lb_json_add_text_member(JsonBuilder *builder, const char *name, const char *text);
void lb_json_add_number_member(JsonBuilder *builder, const char *name, int64_t number);
void lb_json_add_flag_member(JsonBuilder *builder, const char *name, bool flag);
void lb_json_add_time_member(JsonBuilder *builder, const char *name, int64_t time);

/* The document, ended by LF and safe for a terminal; in one line unless @pretty. The caller frees it. */
char *lb_json_write(JsonBuilder *builder, bool pretty);

/* Adds test to the object that is open, ends it and writes it, for people to read. The caller frees it. */
char *lb_json_finish(JsonBuilder *builder, bool test);
