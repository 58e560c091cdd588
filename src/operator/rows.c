/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and roles, for people and as JSON. */
#include "operator/rows.h"

#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"

void
lb_rows_say_key(GString *out, const LbKeyRow *key)
{
    g_autofree char *fingerprint = lb_text_escape(key->fingerprint, LB_TEXT_LINE);
    g_autofree char *type = lb_text_escape(key->type, LB_TEXT_LINE);
    g_autofree char *added = lb_invocation_format_time(key->added);
    g_string_append_printf(out, _("  %s  %s, added %s"), fingerprint, type, added);
    if (key->revoked != 0) {
        g_autofree char *revoked = lb_invocation_format_time(key->revoked);
        g_string_append_printf(out, _(", revoked %s"), revoked);
    }
    g_string_append_c(out, '\n');
}

void
lb_rows_put_key(JsonBuilder *builder, const LbKeyRow *key)
{
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "account", key->account);
    lb_json_add_text_member(builder, "fingerprint", key->fingerprint);
    lb_json_add_text_member(builder, "type", key->type);
    lb_json_add_time_member(builder, "addedDateTime", key->added);
    lb_json_add_time_member(builder, "revokedDateTime", key->revoked);
    json_builder_end_object(builder);
}

void
lb_rows_say_role(GString *out, const LbAssignment *role)
{
    g_autofree char *name = lb_text_escape(role->role, LB_TEXT_LINE);
    g_autofree char *scope = lb_text_escape(role->scope, LB_TEXT_LINE);
    g_autofree char *source = lb_text_escape(role->source, LB_TEXT_LINE);
    g_autofree char *since = lb_invocation_format_time(role->since);
    /* TRANSLATORS: a role, where it is held, who gave it ("operator", or an import), and since when. */
    g_string_append_printf(out, _("  %s  %s (%s, since %s)\n"), name, scope, source, since);
}

void
lb_rows_put_role(JsonBuilder *builder, const LbAssignment *role)
{
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "account", role->account);
    lb_json_add_text_member(builder, "tenant", role->tenant);
    lb_json_add_text_member(builder, "role", role->role);
    lb_json_add_text_member(builder, "scope", role->scope);
    lb_json_add_text_member(builder, "source", role->source);
    lb_json_add_time_member(builder, "sinceDateTime", role->since);
    json_builder_end_object(builder);
}
