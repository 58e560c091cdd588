/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was asked, what became of it, who decided; and how to check the receipt. */
#include "receipt/sections.h"

#include "base/i18n.h"
#include "core/activity.h"
#include "core/role.h"
#include "core/status.h"
#include "core/terms.h"
#include "receipt/parts.h"
#include "receipt/section.h"

char *
lb_receipt_title(JsonObject *receipt)
{
    return g_strdup_printf(_("Receipt of %s"), lb_part_text(receipt, "name"));
}

static void
say_what_it_is(GPtrArray *sections, JsonObject *receipt)
{
    LbReceiptSection *section = lb_section_add(sections, N_("What this is"));
    JsonObject *head = json_object_get_object_member(receipt, "head");
    g_autofree char *time = lb_section_time(lb_part_time(head, "dateTime"));
    if (json_object_get_boolean_member(receipt, "test"))
        lb_section_say(section, g_strdup(_("Test database: nothing in it is real.")));
    lb_section_say(section,
                   g_strdup_printf(_("What the activity log of Lockbox says of %s, up to its entry "
                                     "%lld of %s. All times are UTC."),
                                   lb_part_text(receipt, "name"),
                                   (long long)lb_part_number(head, "sequence"), time));
}

/* A name out of a table in the reader's words, or as it is. */
static const char *
label_of(const LbName *table, const char *name)
{
    int value = 0;
    return name != NULL && lb_names_find(table, name, &value) ? _(lb_names_label(table, value))
                                                              : name;
}

static const char *
status_word(const char *name)
{
    LbStatus status = LB_STATUS_UNKNOWN;
    return lb_status_from_name(name, &status) ? _(lb_status_label(status)) : name;
}

static const char *
role_word(const char *name)
{
    LbRole role;
    return lb_role_from_name(name, &role) ? _(lb_role_name(role)) : name;
}

static void
add_time(LbReceiptSection *section, const char *label, int64_t time)
{
    g_autofree char *text = lb_section_time(time);
    lb_section_fact(section, label, time != 0 ? text : NULL);
}

static void
add_resources(LbReceiptSection *section, JsonObject *properties)
{
    JsonArray *resources = json_object_get_array_member(properties, "resources");
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < json_array_get_length(resources); i++)
        g_string_append_printf(all, "%s%s", i > 0 ? "\n" : "",
                               json_array_get_string_element(resources, i));
    lb_section_fact(section, N_("Resources"), all->str);
}

static void
add_ticket(LbReceiptSection *section, JsonObject *properties)
{
    const char *title = lb_part_text(properties, "ticketTitle");
    g_autofree char *ticket =
        g_strdup_printf("%s: %s", lb_part_text(properties, "supportRequest"), title);
    lb_section_fact(section, N_("Support ticket"),
                    title != NULL ? ticket : lb_part_text(properties, "supportRequest"));
    lb_section_fact(section, N_("Ticket opened by"), lb_part_text(properties, "ticketOpenedBy"));
}

static void
say_what_was_asked(GPtrArray *sections, JsonObject *receipt)
{
    LbReceiptSection *section = lb_section_add(sections, N_("What was asked"));
    JsonObject *properties = json_object_get_object_member(receipt, "properties");
    int hours = (int)lb_part_number(properties, "hours");
    g_autofree char *span =
        g_strdup_printf(ngettext_("%d hour", "%d hours", (unsigned long)hours), hours);
    g_autofree char *scenario = g_strdup_printf("%s / %s", lb_part_text(properties, "service"),
                                                lb_part_text(properties, "scenario"));
    g_autofree char *requester =
        g_strdup_printf("%s (%s)", lb_part_text(properties, "requester"),
                        role_word(lb_part_text(properties, "requesterRole")));
    lb_section_fact(section, N_("Request"), lb_part_text(receipt, "name"));
    lb_section_fact(section, N_("Customer"), lb_part_text(properties, "tenantId"));
    lb_section_fact(section, N_("Subscription"), lb_part_text(properties, "subscriptionId"));
    lb_section_fact(section, N_("Asked by"), requester);
    lb_section_fact(section, N_("Access"), scenario);
    lb_section_fact(section, N_("Level"),
                    label_of(lb_level_names, lb_part_text(properties, "level")));
    lb_section_fact(section, N_("For"), span);
    add_resources(section, properties);
    lb_section_fact(section, N_("Why"), lb_part_text(properties, "justification"));
    add_ticket(section, properties);
    add_time(section, N_("Asked"), lb_part_time(properties, "createdDateTime"));
    add_time(section, N_("Customer notified"), lb_part_time(properties, "notifiedDateTime"));
    add_time(section, N_("To be answered by"), lb_part_time(properties, "expirationDateTime"));
    lb_section_fact(section, N_("Digest"), lb_part_text(receipt, "digest"));
}

static void
say_what_became_of_it(GPtrArray *sections, JsonObject *receipt)
{
    LbReceiptSection *section = lb_section_add(sections, N_("What became of it"));
    JsonArray *story = json_object_get_array_member(receipt, "story");
    lb_section_head(section, N_("Time"), N_("Status"), N_("By"), N_("What"), N_("Entry"), NULL);
    for (guint i = 0; i < json_array_get_length(story); i++) {
        JsonObject *step = json_array_get_object_element(story, i);
        const char *account = lb_part_text(step, "account");
        GPtrArray *row = lb_section_row(section);
        lb_row_time(row, lb_part_time(step, "dateTime"));
        lb_row_text(row, status_word(lb_part_text(step, "status")));
        lb_row_text(row, account != NULL ? account : _("by itself"));
        lb_row_text(row, label_of(lb_operation_names, lb_part_text(step, "operation")));
        lb_row_number(row, lb_part_number(step, "entry"));
    }
}

/* The key that was proved, and what was known of more than one factor. */
static char *
describe_key(JsonObject *decision)
{
    const char *key = lb_part_text(decision, "key"), *evidence = lb_part_text(decision, "evidence");
    const char *door = lb_part_text(decision, "door");
    if (key == NULL)
        return g_strdup(door);
    return evidence != NULL ? g_strdup_printf("%s (%s)", key, evidence) : g_strdup(key);
}

static char *
describe_decision(JsonObject *receipt, JsonObject *decision)
{
    const char *reason = lb_part_text(decision, "reason");
    const char *digest = lb_part_text(decision, "digest");
    int hours = (int)CLAMP(lb_part_number(decision, "hours"), 0, G_MAXINT);
    g_autoptr(GString) text = g_string_new(NULL);
    if (hours > 0)
        g_string_append_printf(text, ngettext_("%d hour", "%d hours", (unsigned long)hours), hours);
    if (reason != NULL)
        g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "", reason);
    if (digest != NULL)
        g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "",
                               g_strcmp0(digest, lb_part_text(receipt, "digest")) == 0
                                   ? _("on the digest above")
                                   : digest);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
say_who_decided(GPtrArray *sections, JsonObject *receipt)
{
    LbReceiptSection *section = lb_section_add(sections, N_("Who decided"));
    JsonArray *decisions = json_object_get_array_member(receipt, "decisions");
    guint count = json_array_get_length(decisions);
    if (count == 0)
        lb_section_say(section, g_strdup(_("Nobody did.")));
    else
        lb_section_head(section, N_("Time"), N_("What"), N_("By"), N_("Key"), N_("How"),
                        N_("Entry"), NULL);
    for (guint i = 0; i < count; i++) {
        JsonObject *decision = json_array_get_object_element(decisions, i);
        const char *account = lb_part_text(decision, "account");
        bool automatic =
            g_strcmp0(lb_part_text(decision, "operation"),
                      lb_names_get(lb_operation_names, LB_OPERATION_AUTO_APPROVE)) == 0;
        g_autofree char *key = describe_key(decision);
        g_autofree char *how = describe_decision(receipt, decision);
        GPtrArray *row = lb_section_row(section);
        lb_row_time(row, lb_part_time(decision, "dateTime"));
        lb_row_text(row, label_of(lb_operation_names, lb_part_text(decision, "operation")));
        lb_row_text(row, automatic ? _("the just-in-time rules") : account);
        lb_row_text(row, automatic ? NULL : key);
        lb_row_text(row, how);
        lb_row_number(row, lb_part_number(decision, "entry"));
    }
}

static void
say_how_to_check(GPtrArray *sections, JsonObject *receipt)
{
    LbReceiptSection *section = lb_section_add(sections, N_("To check this receipt"));
    JsonObject *head = json_object_get_object_member(receipt, "head");
    g_autofree char *at = g_strdup_printf("%lld:%s", (long long)lb_part_number(head, "sequence"),
                                          lb_part_text(head, "hash"));
    lb_section_say(section,
                   g_strdup(_("The provider's operator holds it against the log by the first "
                              "command; the second needs no log, and anybody who has Lockbox can "
                              "give it. It says what it could not check.")));
    lb_section_fact(section, N_("With the log"), "lockboxctl receipt verify FILE");
    lb_section_fact(section, N_("Without it"), "lockboxctl receipt verify FILE --offline");
    lb_section_fact(section, N_("Head of the log"), at);
    lb_section_fact(section, N_("Installation"), lb_part_text(receipt, "instance"));
}

GPtrArray *
lb_receipt_sections(JsonObject *receipt)
{
    GPtrArray *sections = g_ptr_array_new_with_free_func(lb_section_free);
    say_what_it_is(sections, receipt);
    say_what_was_asked(sections, receipt);
    say_what_became_of_it(sections, receipt);
    say_who_decided(sections, receipt);
    lb_sections_of_doings(sections, receipt);
    say_how_to_check(sections, receipt);
    return sections;
}
