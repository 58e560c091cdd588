/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was opened, what was done there and who saw it; and the log's entries themselves. */
#include "base/i18n.h"
#include "core/activity.h"
#include "core/done.h"
#include "core/winevent.h"
#include "receipt/parts.h"
#include "receipt/section.h"

static const char *
word_of_end(const char *why)
{
    int end = 0;
    return why != NULL && lb_names_find(lb_done_end_names, why, &end)
               ? _(lb_names_label(lb_done_end_names, end))
               : why;
}

static bool
was_approved(JsonObject *receipt)
{
    JsonArray *story = json_object_get_array_member(receipt, "story");
    for (guint i = 0; i < json_array_get_length(story); i++)
        if (g_strcmp0(lb_part_text(json_array_get_object_element(story, i), "status"),
                      "Approved") == 0)
            return true;
    return false;
}

static void
say_what_was_opened(GPtrArray *sections, JsonObject *receipt)
{
    LbReceiptSection *section = lb_section_add(sections, N_("What was opened"));
    JsonArray *access = json_object_get_array_member(receipt, "access");
    guint count = json_array_get_length(access);
    if (count == 0) {
        lb_section_say(section,
                       g_strdup(was_approved(receipt)
                                    ? _("Access was approved, but Lockbox itself opened nothing: "
                                        "it did not know where these resources are reached. What "
                                        "was done there went past it, and is not in this receipt.")
                                    : _("Nothing was.")));
        return;
    }
    lb_section_head(section, N_("Resource"), N_("Opened"), N_("Closed"), N_("By"), N_("Trouble"),
                    NULL);
    for (guint i = 0; i < count; i++) {
        JsonObject *grant = json_array_get_object_element(access, i);
        GPtrArray *row = lb_section_row(section);
        lb_row_text(row, lb_section_name(lb_part_text(grant, "resource")));
        lb_row_time(row, lb_part_time(grant, "openedDateTime"));
        lb_row_time(row, lb_part_time(grant, "closedDateTime"));
        lb_row_text(row, lb_part_text(grant, "provisioner"));
        lb_row_text(row, lb_part_text(grant, "words"));
    }
}

/* What is left of what it showed. */
static char *
describe_recording(JsonObject *session)
{
    const char *sha256 = lb_part_text(session, "sha256");
    g_autofree char *deleted = lb_section_time(lb_part_time(session, "deletedDateTime"));
    if (g_strcmp0(lb_part_text(session, "recording"), "none") == 0)
        return g_strdup(_("not recorded"));
    if (*deleted == '\0')
        return g_strdup(sha256 != NULL ? sha256 : _("nothing"));
    return g_strdup_printf(_("%s, deleted at %s"), sha256 != NULL ? sha256 : _("nothing"), deleted);
}

static char *
describe_session(JsonObject *session)
{
    const char *resource = lb_section_name(lb_part_text(session, "resource"));
    bool relay = g_strcmp0(lb_part_text(session, "kind"), "relay") == 0;
    return relay
               ? g_strdup_printf(_("port %d of %s"), (int)lb_part_number(session, "port"), resource)
               : g_strdup_printf(_("a shell on %s"), resource);
}

static void
put_session(LbReceiptSection *section, JsonObject *session)
{
    const char *address = lb_part_text(session, "address");
    const char *account = lb_part_text(session, "account");
    g_autofree char *what = describe_session(session);
    g_autofree char *who =
        address != NULL ? g_strdup_printf(_("%s from %s"), account, address) : g_strdup(account);
    g_autofree char *bytes =
        g_strdup_printf(_("%lld there\n%lld back"), (long long)lb_part_number(session, "sent"),
                        (long long)lb_part_number(session, "received"));
    g_autofree char *recording = describe_recording(session);
    g_autofree char *begun = lb_section_time(lb_part_time(session, "begunDateTime"));
    g_autofree char *ended = lb_section_time(lb_part_time(session, "endedDateTime"));
    g_autofree char *when = g_strdup_printf("%s\n%s", begun, ended);
    GPtrArray *row = lb_section_row(section);
    lb_row_number(row, lb_part_number(session, "number"));
    lb_row_text(row, what);
    lb_row_text(row, who);
    lb_row_text(row, when);
    lb_row_text(row, word_of_end(lb_part_text(session, "why")));
    lb_row_text(row, bytes);
    lb_row_text(row, recording);
}

static void
say_what_was_done(GPtrArray *sections, JsonObject *receipt)
{
    LbReceiptSection *section = lb_section_add(sections, N_("Sessions"));
    JsonArray *sessions = json_object_get_array_member(receipt, "sessions");
    guint count = json_array_get_length(sessions);
    if (count == 0) {
        lb_section_say(section, g_strdup(_("Nobody went in through Lockbox.")));
        return;
    }
    lb_section_head(section, N_("No."), N_("What"), N_("Who"), N_("Begun and ended"),
                    N_("How it ended"), N_("Bytes"), N_("SHA-256 of the recording"), NULL);
    for (guint i = 0; i < count; i++)
        put_session(section, json_array_get_object_element(sessions, i));
}

static void
say_certificates(GPtrArray *sections, JsonObject *receipt)
{
    JsonArray *certificates = json_object_get_array_member(receipt, "certificates");
    guint count = json_array_get_length(certificates);
    if (count == 0)
        return;
    LbReceiptSection *section = lb_section_add(sections, N_("Certificates"));
    lb_section_head(section, N_("Time"), N_("Resource"), N_("Key"), N_("Good until"), N_("Entry"),
                    NULL);
    for (guint i = 0; i < count; i++) {
        JsonObject *certificate = json_array_get_object_element(certificates, i);
        GPtrArray *row = lb_section_row(section);
        lb_row_time(row, lb_part_time(certificate, "dateTime"));
        lb_row_text(row, lb_section_name(lb_part_text(certificate, "resource")));
        lb_row_text(row, lb_part_text(certificate, "key"));
        lb_row_time(row, lb_part_time(certificate, "untilDateTime"));
        lb_row_number(row, lb_part_number(certificate, "entry"));
    }
}

static void
say_who_looked(GPtrArray *sections, JsonObject *receipt)
{
    JsonArray *looks = json_object_get_array_member(receipt, "looks");
    guint count = json_array_get_length(looks);
    if (count == 0)
        return;
    LbReceiptSection *section = lb_section_add(sections, N_("Who saw or ended sessions"));
    lb_section_head(section, N_("Time"), N_("Session"), N_("What"), N_("How"), N_("Who"),
                    N_("Entry"), NULL);
    for (guint i = 0; i < count; i++) {
        JsonObject *look = json_array_get_object_element(looks, i);
        int operation = 0;
        bool known = lb_names_find(lb_operation_names, lb_part_text(look, "operation"), &operation);
        GPtrArray *row = lb_section_row(section);
        lb_row_time(row, lb_part_time(look, "dateTime"));
        lb_row_number(row, lb_part_number(look, "session"));
        lb_row_text(row, known ? _(lb_names_label(lb_operation_names, operation)) : NULL);
        lb_row_text(row, lb_part_text(look, "how"));
        lb_row_text(row, lb_part_text(look, "account"));
        lb_row_number(row, lb_part_number(look, "entry"));
    }
}

/* What an event says besides who and where, one thing a line. */
static char *
describe_event(JsonObject *event)
{
    static const struct {
        const char *name;
        const char *label;
    } parts[] = {
        { "target", N_("account") },  { "group", N_("group") },     { "source", N_("from") },
        { "process", N_("program") }, { "service", N_("service") }, { "command", N_("command") },
        { "cleared", N_("log") },
    };
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        const char *said = lb_part_text(event, parts[i].name);
        g_autofree char *line =
            said != NULL ? g_strdup_printf("%s: %s", _(parts[i].label), said) : NULL;
        if (line != NULL)
            g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "", line);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static const char *
word_of_kind(JsonObject *object)
{
    int kind = 0;
    const char *name = lb_part_text(object, "kind");
    return lb_names_find(lb_winevent_kind_names, name, &kind)
               ? _(lb_names_label(lb_winevent_kind_names, kind))
               : name;
}

static void
count_events(LbReceiptSection *section, JsonObject *windows)
{
    JsonArray *kinds = json_object_get_array_member(windows, "kinds");
    int64_t total = lb_part_number(windows, "total");
    guint shown = json_array_get_length(json_object_get_array_member(windows, "events"));
    for (guint i = 0; i < json_array_get_length(kinds); i++) {
        JsonObject *kind = json_array_get_object_element(kinds, i);
        lb_section_say(section, g_strdup_printf("%s: %lld", word_of_kind(kind),
                                                (long long)lb_part_number(kind, "events")));
    }
    if (total > shown)
        lb_section_say(section,
                       g_strdup_printf(ngettext_("The first %u of all %lld:",
                                                 "The first %u of all %lld:", (unsigned long)total),
                                       shown, (long long)total));
}

static void
say_events(GPtrArray *sections, JsonObject *receipt)
{
    JsonObject *windows = json_object_get_object_member(receipt, "windowsEvents");
    JsonArray *events = json_object_get_array_member(windows, "events");
    LbReceiptSection *section = lb_section_add(sections, N_("Events of Windows"));
    if (lb_part_number(windows, "total") == 0) {
        lb_section_say(section, g_strdup(_("None were brought in.")));
        return;
    }
    count_events(section, windows);
    lb_section_head(section, N_("Time there"), N_("Computer"), N_("What"), N_("By"), N_("More"),
                    NULL);
    for (guint i = 0; i < json_array_get_length(events); i++) {
        JsonObject *event = json_array_get_object_element(events, i);
        g_autofree char *more = describe_event(event);
        GPtrArray *row = lb_section_row(section);
        lb_row_time(row, lb_part_time(event, "dateTime"));
        lb_row_text(row, lb_part_text(event, "computer"));
        lb_row_text(row, word_of_kind(event));
        lb_row_text(row, lb_part_text(event, "account"));
        lb_row_text(row, more);
    }
}

static void
put_entry(LbReceiptSection *section, JsonObject *entry)
{
    int operation = 0;
    bool known = lb_names_find(lb_operation_names, lb_part_text(entry, "operation"), &operation);
    GPtrArray *row = lb_section_row(section);
    lb_row_number(row, lb_part_number(entry, "sequence"));
    lb_row_time(row, lb_part_time(entry, "dateTime"));
    lb_row_text(row, known ? _(lb_names_label(lb_operation_names, operation)) : NULL);
    lb_row_text(row, lb_part_text(entry, "caller"));
    lb_row_text(row, lb_part_text(entry, "address"));
    lb_row_text(row, lb_part_text(entry, "details"));
    lb_row_text(row, lb_part_text(entry, "hash"));
}

static void
say_log(GPtrArray *sections, JsonObject *receipt)
{
    JsonArray *entries = json_object_get_array_member(receipt, "entries");
    LbReceiptSection *section = lb_section_add(sections, N_("The activity log"));
    lb_section_say(section, g_strdup(_("All entries about this request.")));
    lb_section_head(section, N_("Entry"), N_("Time"), N_("What"), N_("Who"), N_("From"),
                    N_("Details"), N_("Hash"), NULL);
    for (guint i = 0; i < json_array_get_length(entries); i++)
        put_entry(section, json_array_get_object_element(entries, i));
}

void
lb_sections_of_doings(GPtrArray *sections, JsonObject *receipt)
{
    say_what_was_opened(sections, receipt);
    say_what_was_done(sections, receipt);
    say_certificates(sections, receipt);
    say_who_looked(sections, receipt);
    say_events(sections, receipt);
    say_log(sections, receipt);
}
