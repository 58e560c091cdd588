/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log verify: whether the activity log is what was written, and what is stored is what it says. */
#include <string.h>

#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/sha256.h"
#include "operator/forwarded.h"
#include "operator/outcome.h"
#include "operator/verbs.h"
#include "operator/witnesses.h"
#include "service/operator.h"

/* What stands beside the log and bears witness to it; NULL: was not asked for. */
typedef struct {
    GPtrArray *mails;
    LbForwarded *forwarded;
} Beside;

static void
clear_beside(Beside *beside)
{
    g_clear_pointer(&beside->mails, g_ptr_array_unref);
    g_clear_pointer(&beside->forwarded, lb_forwarded_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Beside, clear_beside)

/* Reads "SEQUENCE:HASH", as a mail or an earlier verification gave it. */
static bool
read_head(const char *text, int64_t *sequence, const char **hash, GError **error)
{
    const char *colon = strchr(text, ':');
    g_autofree char *number = g_strndup(text, colon != NULL ? (gsize)(colon - text) : 0);
    gint64 value = 0;
    bool good = colon != NULL && g_ascii_string_to_signed(number, 10, 1, G_MAXINT64, &value, NULL);
    good = good && strlen(colon + 1) == 2 * LB_SHA256_SIZE &&
           strspn(colon + 1, "0123456789abcdefABCDEF") == 2 * LB_SHA256_SIZE;
    if (!good)
        return lb_invocation_misuse(
            error, _("The option --head takes the number of an entry, a colon, and its "
                     "hash in 64 hexadecimal digits."));
    *sequence = value;
    *hash = colon + 1;
    return true;
}

static void
say_json(LbInvocation *invocation, const LbService *service, const LbVerification *found,
         const Beside *beside)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    lb_json_add_flag_member(builder, "good", found->why == NULL);
    lb_json_add_number_member(builder, "entries", found->entries);
    lb_json_add_text_member(builder, "head", found->head);
    json_builder_set_member_name(builder, "firstBad");
    if (found->first_bad != 0)
        json_builder_add_int_value(builder, found->first_bad);
    else
        json_builder_add_null_value(builder);
    lb_json_add_text_member(builder, "why", found->why);
    json_builder_set_member_name(builder, "findings");
    json_builder_begin_array(builder);
    for (char **words = found->findings; *words != NULL; words++)
        json_builder_add_string_value(builder, *words);
    json_builder_end_array(builder);
    lb_json_add_number_member(builder, "count", found->count);
    lb_json_add_number_member(builder, "rowsFrom", found->rows_from);
    lb_json_add_number_member(builder, "rowsBefore", found->rows_before);
    if (beside->mails != NULL)
        lb_witnesses_put(builder, beside->mails);
    if (beside->forwarded != NULL)
        lb_forwarded_put(builder, beside->forwarded);
    lb_json_add_flag_member(builder, "test", lb_service_is_test(service));
    json_builder_end_object(builder);
    lb_invocation_say_json(invocation, builder);
}

/* One line each, as many as there are words for. */
static void
say_findings(LbInvocation *invocation, const LbVerification *found)
{
    int64_t said = 0;
    for (char **words = found->findings; *words != NULL; words++, said++)
        g_string_append_printf(invocation->out, "- %s\n", *words);
    if (found->count > said)
        g_string_append_printf(invocation->out, _("- and %lld more\n"),
                               (long long)(found->count - said));
}

/* What is older than the ledger of rows was there, as it was, when the ledger began. */
static void
say_older(LbInvocation *invocation, const LbVerification *found)
{
    if (found->rows_before == 0)
        return;
    if (found->rows_from == 0)
        g_string_append_printf(invocation->out,
                               _("The log does not know any rows yet: %lld are not checked before "
                                 "its next entry.\n"),
                               (long long)found->rows_before);
    else
        g_string_append_printf(invocation->out,
                               _("Older than entry %lld, which took them over as they were: %lld "
                                 "rows, not checked before it.\n"),
                               (long long)found->rows_from, (long long)found->rows_before);
}

/* A bad log is an error, so that no script takes it for a good one. */
static bool
say_bad(const LbVerification *found, GError **error)
{
    if (found->first_bad == 1)
        g_set_error(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_BAD_LOG,
                    _("The first entry of the activity log is bad: %s."), found->why);
    else if (found->first_bad == 0)
        g_set_error(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_BAD_LOG,
                    _("The activity log itself is whole, but what is stored contradicts it: %s."),
                    found->why);
    else
        g_set_error(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_BAD_LOG,
                    _("Entry %lld of the activity log is bad: %s. All before it are good."),
                    (long long)found->first_bad, found->why);
    return false;
}

static void
say_good(LbInvocation *invocation, const LbVerification *found)
{
    g_string_append_printf(
        invocation->out,
        ngettext_("The activity log is good: %lld entry, and what is stored agrees with it.\n",
                  "The activity log is good: %lld entries, and what is stored agrees with it.\n",
                  (unsigned long)found->entries),
        (long long)found->entries);
    say_older(invocation, found);
    g_string_append_printf(invocation->out,
                           _("Keep this elsewhere to notice later if its end is cut off:\n"
                             "  --head %lld:%s\n"),
                           (long long)found->entries, found->head);
}

static void
say_beside(GString *out, const Beside *beside)
{
    if (beside->mails != NULL)
        lb_witnesses_say(out, beside->mails);
    if (beside->forwarded != NULL)
        lb_forwarded_say(out, beside->forwarded);
}

/* Says what was found, for people or programs; false with @error when it is not good. */
static bool
say(LbInvocation *invocation, LbService *service, const LbVerification *found, const Beside *beside,
    GError **error)
{
    bool json = lb_invocation_json(invocation);
    if (json) {
        say_json(invocation, service, found, beside);
    } else {
        if (found->why == NULL)
            lb_invocation_say_test(invocation, service);
        say_findings(invocation, found);
        say_beside(invocation->out, beside);
    }
    if (found->why != NULL)
        return say_bad(found, error);
    if (!lb_witnesses_agree(beside->mails))
        return lb_witnesses_fail(beside->mails, error);
    if (!lb_forwarded_agrees(beside->forwarded))
        return lb_forwarded_fail(beside->forwarded, error);
    if (!json)
        say_good(invocation, found);
    return true;
}

/* Reads what stands beside the log and holds it against that of @service. */
static bool
hear(const LbInvocation *invocation, LbService *service, Beside *beside, GError **error)
{
    const GPtrArray *files = lb_invocation_options(invocation, "forwarded");
    if (beside->mails != NULL && !lb_witnesses_hear(beside->mails, service, error))
        return false;
    beside->forwarded = files != NULL ? lb_forwarded_read(files, service, error) : NULL;
    return files == NULL || beside->forwarded != NULL;
}

bool
lb_ctl_log_verify(LbInvocation *invocation, GError **error)
{
    int64_t sequence = 0;
    const char *hash = NULL, *head = lb_invocation_option(invocation, "head");
    const GPtrArray *files = lb_invocation_options(invocation, "mail");
    if (head != NULL && !read_head(head, &sequence, &hash, error))
        return false;
    g_auto(Beside) beside = { 0 };
    beside.mails = files != NULL ? lb_witnesses_read(files, error) : NULL;
    if (files != NULL && beside.mails == NULL)
        return false;
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    g_autoptr(LbVerification) found =
        service != NULL ? lb_operator_verify(service, sequence, hash, error) : NULL;
    return found != NULL && hear(invocation, service, &beside, error) &&
           say(invocation, service, found, &beside, error);
}
