/* SPDX-License-Identifier: GPL-3.0-or-later */
/* events import: event logs of Windows come in, from files. */
#include <unistd.h>

#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"
#include "operator/eventfile.h"
#include "operator/outcome.h"
#include "operator/verbs.h"

/* Form and time zone by the options. */
static bool
read_terms(const LbInvocation *invocation, LbEventFileTerms *terms, GError **error)
{
    bool lines = lb_invocation_option(invocation, "json-lines") != NULL;
    bool xml = lb_invocation_option(invocation, "xml") != NULL;
    const char *zone = lb_invocation_option(invocation, "time-zone");
    if (lines && xml)
        return lb_invocation_misuse(error,
                                    _("The options --json-lines and --xml exclude each other."));
    terms->form = lines ? LB_EVENT_FILE_LINES : xml ? LB_EVENT_FILE_XML : LB_EVENT_FILE_ANY;
    terms->resource = lb_invocation_option(invocation, "resource");
    terms->tenant = lb_invocation_option(invocation, "tenant");
    terms->zone = zone != NULL ? g_time_zone_new_identifier(zone) : NULL;
    terms->progress = !lb_invocation_json(invocation) && isatty(STDERR_FILENO);
    return zone == NULL || terms->zone != NULL ||
           lb_invocation_misuse(error, _("The option --time-zone takes the name of a time zone."));
}

/* For people */

static void
say_count(GString *out, int64_t count, const char *words)
{
    if (count > 0)
        g_string_append_printf(out, "%12lld  %s\n", (long long)count, words);
}

static void
say_foreign(LbInvocation *invocation, const LbEventTally *tally)
{
    GString *out = invocation->out;
    if (tally->foreign == 0)
        return;
    g_string_append(out, _("Left out is what comes from these computers:\n"));
    for (guint i = 0; i < tally->computers->len; i++) {
        g_autofree char *name =
            lb_text_escape(g_ptr_array_index(tally->computers, i), LB_TEXT_LINE);
        g_string_append_printf(out, "  %s\n", name);
    }
    if (tally->computers->len == LB_EVENT_IMPORT_NAMES_MOST)
        g_string_append(out, _("  and perhaps others\n"));
    g_string_append(out, _("If one is a resource of another name, or several have its name, import "
                           "its events by themselves with --resource ID.\n"));
}

static void
say_faults(LbInvocation *invocation, const LbEventFileReport *report)
{
    GString *out = invocation->out;
    for (guint i = 0; i < report->told->len; i++) {
        const LbEventFileFault *fault = g_ptr_array_index(report->told, i);
        const char *label = _(lb_names_label(lb_events_fault_names, (int)fault->fault));
        g_string_append_printf(out, _("line %llu, byte %llu: %s"),
                               (unsigned long long)fault->place.line,
                               (unsigned long long)fault->place.offset, label);
        if (fault->words != NULL)
            g_string_append_printf(out, " (%s)", fault->words);
        g_string_append_c(out, '\n');
    }
    if (report->faults > report->told->len)
        g_string_append_printf(out, _("and %lld more faults\n"),
                               (long long)(report->faults - report->told->len));
}

static void
say_report(LbInvocation *invocation, const LbEventFileReport *report)
{
    GString *out = invocation->out;
    const LbEventTally *tally = &report->tally;
    g_autofree char *name = lb_text_escape(report->name, LB_TEXT_LINE);
    g_string_append_printf(
        out, ngettext_("%s: %lld event.\n", "%s: %lld events.\n", (unsigned long)report->events),
        name, (long long)report->events);
    say_count(out, tally->explained, _("belong to somebody's access"));
    say_count(out, tally->unexplained, _("no approved access explains"));
    say_count(out, tally->system, _("are of Windows itself"));
    say_count(out, tally->there, _("were already there"));
    say_count(out, tally->other, _("are of no kind that is kept"));
    say_count(out, tally->foreign, _("are of computers that are no resource, or could be several"));
    say_count(out, report->faults, _("could not be taken: faults"));
    say_foreign(invocation, tally);
    say_faults(invocation, report);
}

/* For programs */

static void
put_faults(JsonBuilder *builder, const LbEventFileReport *report)
{
    json_builder_set_member_name(builder, "told");
    json_builder_begin_array(builder);
    for (guint i = 0; i < report->told->len; i++) {
        const LbEventFileFault *fault = g_ptr_array_index(report->told, i);
        json_builder_begin_object(builder);
        lb_json_add_number_member(builder, "line", (int64_t)fault->place.line);
        lb_json_add_number_member(builder, "offset", (int64_t)fault->place.offset);
        lb_json_add_text_member(builder, "fault",
                                lb_names_get(lb_events_fault_names, (int)fault->fault));
        lb_json_add_text_member(builder, "words", fault->words);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
put_report(JsonBuilder *builder, const LbEventFileReport *report)
{
    const LbEventTally *tally = &report->tally;
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "file", report->name);
    lb_json_add_number_member(builder, "bytes", report->bytes);
    lb_json_add_text_member(builder, "sha256", report->sha256);
    lb_json_add_number_member(builder, "events", report->events);
    lb_json_add_number_member(builder, "explained", tally->explained);
    lb_json_add_number_member(builder, "unexplained", tally->unexplained);
    lb_json_add_number_member(builder, "system", tally->system);
    lb_json_add_number_member(builder, "there", tally->there);
    lb_json_add_number_member(builder, "other", tally->other);
    lb_json_add_number_member(builder, "foreign", tally->foreign);
    json_builder_set_member_name(builder, "foreignComputers");
    json_builder_begin_array(builder);
    for (guint i = 0; i < tally->computers->len; i++)
        lb_json_add_text(builder, g_ptr_array_index(tally->computers, i));
    json_builder_end_array(builder);
    lb_json_add_number_member(builder, "faults", report->faults);
    put_faults(builder, report);
    json_builder_end_object(builder);
}

/* What was imported is said, whatever became of the files behind it. */
static bool
import_all(LbInvocation *invocation, LbService *service, const LbEventFileTerms *terms,
           JsonBuilder *builder, int64_t *faults, GError **error)
{
    bool json = lb_invocation_json(invocation);
    for (guint i = 0; i < invocation->operands->len; i++) {
        g_autoptr(LbEventFileReport) report =
            lb_event_file_import(service, lb_invocation_operand(invocation, i), terms, error);
        if (report == NULL)
            return false;
        *faults += report->faults;
        if (json)
            put_report(builder, report);
        else
            say_report(invocation, report);
    }
    return true;
}

bool
lb_ctl_events_import(LbInvocation *invocation, GError **error)
{
    int64_t faults = 0;
    LbEventFileTerms terms = { 0 };
    bool understood = read_terms(invocation, &terms, error);
    g_autoptr(GTimeZone) zone = terms.zone;
    g_autoptr(LbService) service = understood ? lb_invocation_open(invocation, error) : NULL;
    g_autoptr(JsonBuilder) builder = json_builder_new();
    if (service == NULL)
        return false;
    bool json = lb_invocation_json(invocation);
    if (!json)
        lb_invocation_say_test(invocation, service);
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "value");
    json_builder_begin_array(builder);
    bool done = import_all(invocation, service, &terms, builder, &faults, error);
    json_builder_end_array(builder);
    lb_json_add_flag_member(builder, "test", lb_service_is_test(service));
    json_builder_end_object(builder);
    if (json)
        lb_invocation_say_json(invocation, builder);
    if (!done || faults == 0)
        return done;
    g_set_error(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_INCOMPLETE,
                ngettext_("%lld fault was found; all else was taken.",
                          "%lld faults were found; all else was taken.", (unsigned long)faults),
                (long long)faults);
    return false;
}
