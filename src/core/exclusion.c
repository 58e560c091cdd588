/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An exclusion and its digest. */
#include "core/exclusion.h"

#include <string.h>

#include "base/i18n.h"
#include "base/sha256.h"
#include "core/identifier.h"
#include "core/scope.h"

const LbName lb_exclusion_kind_names[] = {
    { LB_EXCLUSION_OUTSIDE_PROCEDURE, "outside-procedure",
      N_("Outside standard operating procedure") },
    { LB_EXCLUSION_UNINTENDED, "unintended-exposure", N_("Unintended exposure") },
    { LB_EXCLUSION_LEGAL, "legal-demand", N_("Legal demand") },
    { 0, NULL, NULL },
};

const LbName lb_exclusion_state_names[] = {
    { LB_EXCLUSION_UNACKNOWLEDGED, "unacknowledged", N_("Unacknowledged") },
    { LB_EXCLUSION_ACKNOWLEDGED, "acknowledged", N_("Acknowledged") },
    { 0, NULL, NULL },
};

LbExclusion *
lb_exclusion_new(void)
{
    return g_new0(LbExclusion, 1);
}

void
lb_exclusion_free(LbExclusion *exclusion)
{
    if (exclusion == NULL)
        return;
    g_free(exclusion->instance);
    g_free(exclusion->tenant);
    g_free(exclusion->tenant_name);
    g_free(exclusion->subscription);
    g_free(exclusion->subscription_name);
    g_free(exclusion->scope);
    g_free(exclusion->text);
    g_free(exclusion->recorder_account);
    g_free(exclusion->recorder_person);
    g_free(exclusion->recorder_person_now);
    g_free(exclusion->recorder_role);
    g_free(exclusion->acknowledged_by);
    g_free(exclusion->comment);
    g_free(exclusion);
}

void
lb_exclusion_scope_free(LbExclusionScope *scope)
{
    if (scope == NULL)
        return;
    g_free(scope->path);
    g_free(scope->tenant);
    g_free(scope->subscription);
    g_free(scope->resource);
    g_free(scope);
}

LbExclusionState
lb_exclusion_state(const LbExclusion *exclusion)
{
    return exclusion->acknowledged != 0 ? LB_EXCLUSION_ACKNOWLEDGED : LB_EXCLUSION_UNACKNOWLEDGED;
}

char *
lb_exclusion_id(int64_t number)
{
    return g_strdup_printf("EX-%" G_GINT64_FORMAT, number);
}

bool
lb_exclusion_parse_id(const char *text, int64_t *number)
{
    return lb_identifier_parse(text, "EX-", number);
}

char *
lb_exclusion_where(const LbExclusion *exclusion)
{
    g_autoptr(LbScope) scope = lb_scope_parse(exclusion->scope, NULL);
    if (scope == NULL || scope->kind == LB_SCOPE_SUBSCRIPTION)
        return g_strdup(exclusion->subscription_name);
    return g_strdup(scope->kind == LB_SCOPE_RESOURCE_GROUP ? scope->group : scope->name);
}

char *
lb_exclusion_digest(const LbExclusion *exclusion)
{
    g_autoptr(LbSha256) sha = lb_sha256_new();
    lb_sha256_add_text(sha, "lockbox exclusion 1");
    lb_sha256_add_text(sha, exclusion->instance);
    lb_sha256_add_int64(sha, exclusion->number);
    lb_sha256_add_text(sha, lb_names_get(lb_exclusion_kind_names, (int)exclusion->kind));
    lb_sha256_add_text(sha, exclusion->tenant);
    lb_sha256_add_text(sha, exclusion->subscription);
    lb_sha256_add_text(sha, exclusion->scope);
    lb_sha256_add_int64(sha, exclusion->started);
    lb_sha256_add_int64(sha, exclusion->ended);
    lb_sha256_add_text(sha, exclusion->text);
    lb_sha256_add_text(sha, exclusion->recorder_account);
    lb_sha256_add_text(sha, exclusion->recorder_role);
    lb_sha256_add_int64(sha, exclusion->recorded);
    uint8_t digest[LB_SHA256_SIZE];
    lb_sha256_finish(sha, digest);
    return lb_sha256_to_hex(digest);
}

bool
lb_exclusion_matches(const LbExclusion *exclusion, const char *shown)
{
    if (shown == NULL || strlen(shown) != LB_SHA256_SIZE * 2)
        return false;
    g_autofree char *digest = lb_exclusion_digest(exclusion);
    return g_ascii_strcasecmp(digest, shown) == 0;
}
