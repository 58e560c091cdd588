/* SPDX-License-Identifier: GPL-3.0-or-later */
/* receipt verify: whether a receipt is what Lockbox made. It says what it has checked, and what it has not. */
#include "config.h"

#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/locale.h"
#include "operator/outcome.h"
#include "operator/receiptfiles.h"
#include "operator/verbs.h"
#include "receipt/check.h"
#include "receipt/document.h"
#include "receipt/html.h"
#include "receipt/make.h"
#include "service/receipt.h"

/* What there is to check. */
typedef enum { CHECK_PAGE, CHECK_SELF, CHECK_LOG, CHECK_RECORDINGS, CHECK_CHAIN, CHECKS } Check;

static const struct {
    const char *name;
    const char *done;
    const char *left;
} checks[] = {
    [CHECK_PAGE] = { "page", N_("The page says what the data in it say."),
                     N_("whether the page says what the data in it say: another version of Lockbox "
                        "made it, or in a language that is not installed here") },
    [CHECK_SELF] = { "self",
                     N_("The request has the digest that was decided on; the entries have their "
                        "hashes and their order, and all that is told follows from them."),
                     "" },
    [CHECK_LOG] = { "log",
                    N_("The log has these entries about the request and no others up to the head, "
                       "and the head; a receipt made from it again is the same."),
                    N_("whether the log has these entries, no others, and this head; and which "
                       "events of Windows came in") },
    [CHECK_RECORDINGS] = { "recordings", N_("The recordings have the hashes that it names."),
                           N_("whether recordings have the hashes that it names; --recordings DIR "
                              "looks at those that are there") },
    [CHECK_CHAIN] = { "chain", "",
                      N_("whether the whole log is what was written; \"lockboxctl log verify\" "
                         "does") },
};

typedef enum { STATE_NONE, STATE_DONE, STATE_LEFT } State; /* none: there is nothing to check */

typedef struct {
    LbInvocation *invocation;
    JsonObject *receipt;
    State states[CHECKS];
    bool missed; /* something that was asked for could not be checked */
    LbReceiptFault fault;
} Verdict;

static void
clear_verdict(Verdict *verdict)
{
    g_clear_pointer(&verdict->receipt, json_object_unref);
    lb_receipt_fault_clear(&verdict->fault);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Verdict, clear_verdict)

static void
leave(Verdict *verdict, Check check, bool missed)
{
    verdict->states[check] = STATE_LEFT;
    verdict->missed = verdict->missed || missed;
}

static bool
done(Verdict *verdict, Check check)
{
    verdict->states[check] = STATE_DONE;
    return true;
}

/* The file */

static char *
make_page(JsonObject *receipt, const char *language)
{
    g_auto(LbLanguage) spoken = lb_locale_speak(language);
    return lb_receipt_html(receipt, language);
}

/* Holds the page against one made from its data. */
static bool
check_page(Verdict *verdict, const LbReceiptPage *page, const char *bytes, size_t length)
{
    g_auto(GStrv) languages = lb_locale_languages();
    bool known = g_strv_contains((const char *const *)languages, page->language);
    if (!known || strcmp(page->version, PACKAGE_VERSION) != 0) {
        leave(verdict, CHECK_PAGE, true);
        return true;
    }
    g_autofree char *again = make_page(verdict->receipt, page->language);
    size_t at = 0;
    while (at < length && again[at] != '\0' && again[at] == bytes[at])
        at++;
    if (at == length && again[at] == '\0')
        return done(verdict, CHECK_PAGE);
    return lb_receipt_fault_set(&verdict->fault, g_strdup_printf(_("byte %zu of the page"), at + 1),
                                N_("it is not what is made from the data in it"));
}

/* Reads the receipt out of @bytes. One that is none differs from all that Lockbox makes; one that cannot be known does not. */
static bool
take_receipt(Verdict *verdict, const char *bytes, size_t length, GError **error)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(LbReceiptPage) page = NULL;
    bool html = lb_receipt_is_html(bytes, length);
    if (html)
        page = lb_receipt_page_read(bytes, length, &fault);
    if (page != NULL)
        verdict->receipt = lb_receipt_read(page->data, strlen(page->data), &fault);
    else if (!html)
        verdict->receipt = lb_receipt_read(bytes, length, &fault);
    if (verdict->receipt != NULL)
        return page == NULL || check_page(verdict, page, bytes, length);
    if (!g_error_matches(fault, LB_RECEIPT_ERROR, LB_RECEIPT_ERROR_FORMAT))
        return lb_receipt_fault_set(&verdict->fault, g_strdup(_("the whole file")), fault->message);
    g_set_error(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_UNCHECKED,
                _("The receipt could not be checked: %s."), fault->message);
    return false;
}

/* The log */

static bool
check_log(Verdict *verdict, GError **error)
{
    g_autoptr(LbService) service = lb_invocation_open(verdict->invocation, error);
    g_autoptr(LbReceiptFacts) said = lb_receipt_facts_of(verdict->receipt);
    g_autoptr(LbReceiptFacts) facts = NULL;
    if (service == NULL)
        return false;
    if (g_strcmp0(lb_operator_instance(service), said->request->instance) != 0) {
        leave(verdict, CHECK_LOG, true);
        return true;
    }
    if (!lb_operator_receipt(service, said->request->number, said->head, &facts, error))
        return false;
    if (facts == NULL)
        return lb_receipt_fault_set(&verdict->fault, g_strdup("head.sequence"),
                                    N_("there is no such entry, or no such request"));
    g_autoptr(JsonObject) again = lb_receipt_make(facts);
    char *where = lb_receipt_differ(verdict->receipt, again);
    return where == NULL
               ? done(verdict, CHECK_LOG)
               : lb_receipt_fault_set(&verdict->fault, where, N_("the log says otherwise"));
}

/* Saying it */

static const char *
word_of(const Verdict *verdict)
{
    if (verdict->fault.where != NULL)
        return "differs";
    return verdict->missed ? "unchecked" : "agrees";
}

static void
put_checks(JsonBuilder *builder, const Verdict *verdict, const char *name, State state)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
    for (int check = 0; check < CHECKS; check++)
        if (verdict->states[check] == state)
            json_builder_add_string_value(builder, checks[check].name);
    json_builder_end_array(builder);
}

static void
say_json(const Verdict *verdict)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "verdict", word_of(verdict));
    lb_json_add_text_member(builder, "where", verdict->fault.where);
    lb_json_add_text_member(builder, "why", verdict->fault.why);
    put_checks(builder, verdict, "checked", STATE_DONE);
    put_checks(builder, verdict, "unchecked", STATE_LEFT);
    json_builder_end_object(builder);
    lb_invocation_say_json(verdict->invocation, builder);
}

static void
say_text(const Verdict *verdict)
{
    GString *out = verdict->invocation->out;
    JsonObject *receipt = verdict->receipt;
    if (verdict->fault.where != NULL)
        return;
    g_string_append_printf(out, _("It is the receipt of %s.\n"),
                           json_object_get_string_member(receipt, "name"));
    if (json_object_get_boolean_member(receipt, "test"))
        g_string_append(out, _("Test database: nothing in it is real.\n"));
    for (int check = 0; check < CHECKS; check++)
        if (verdict->states[check] == STATE_DONE)
            g_string_append_printf(out, "%s\n", _(checks[check].done));
    g_string_append_printf(out, "%s\n", _("Not checked:"));
    for (int check = 0; check < CHECKS; check++)
        if (verdict->states[check] == STATE_LEFT)
            g_string_append_printf(out, "- %s\n", _(checks[check].left));
}

static bool
say(const Verdict *verdict, GError **error)
{
    if (lb_invocation_json(verdict->invocation))
        say_json(verdict);
    else
        say_text(verdict);
    if (verdict->fault.where != NULL)
        g_set_error(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_DIFFERS,
                    _("The receipt is not what Lockbox made; the first difference is at %s: %s."),
                    verdict->fault.where, verdict->fault.why);
    else if (verdict->missed)
        g_set_error(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_UNCHECKED,
                    _("Nothing speaks against the receipt, but not all of it could be checked."));
    return verdict->fault.where == NULL && !verdict->missed;
}

static bool
check_recordings(Verdict *verdict, GError **error)
{
    bool missing = false;
    const char *directory = lb_invocation_option(verdict->invocation, "recordings");
    if (!lb_receipt_files_named(verdict->receipt))
        return true;
    if (directory != NULL &&
        !lb_receipt_files_check(verdict->receipt, directory, &missing, &verdict->fault, error))
        return false;
    if (directory != NULL && !missing)
        return done(verdict, CHECK_RECORDINGS);
    leave(verdict, CHECK_RECORDINGS, missing);
    return true;
}

/* Stops at the first difference. False with @error only where checking itself failed. */
static bool
check_all(Verdict *verdict, const char *bytes, size_t length, GError **error)
{
    g_autoptr(GError) failure = NULL;
    bool offline = lb_invocation_option(verdict->invocation, "offline") != NULL;
    bool good = take_receipt(verdict, bytes, length, &failure);
    leave(verdict, CHECK_CHAIN, false);
    if (good && lb_receipt_check(verdict->receipt, &verdict->fault)) {
        done(verdict, CHECK_SELF);
        if (offline)
            leave(verdict, CHECK_LOG, false);
        if (offline || check_log(verdict, &failure))
            check_recordings(verdict, &failure);
    }
    if (failure == NULL)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool
lb_ctl_receipt_verify(LbInvocation *invocation, GError **error)
{
    g_auto(Verdict) verdict = { .invocation = invocation };
    size_t length = 0;
    g_autofree char *bytes =
        lb_file_read(lb_invocation_operand(invocation, 0), LB_RECEIPT_LIMIT, &length, error);
    if (bytes == NULL || !check_all(&verdict, bytes, length, error))
        return false;
    return say(&verdict, error);
}
