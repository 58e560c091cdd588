/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of whoever asks for access: catalogue, resources, and what submit says before it sends anything. */
#include "commands/asking.h"

#include "base/i18n.h"
#include "commands/elsewhere.h"
#include "commands/jsonasking.h"
#include "commands/reading.h"
#include "commands/verbs.h"
#include "core/reference.h"
#include "service/asking.h"
#include "wording/grants.h"
#include "wording/logwords.h"
#include "wording/phrases.h"
#include "wording/plain.h"
#include "wording/sessions.h"

#define INDENT "        "

bool
lb_asking_ticket(LbCommand *command, const LbArguments *arguments, int64_t *number, GError **error)
{
    const char *text = lb_arguments_text(arguments, LB_OPTION_TICKET);
    if (lb_reference_is_one(text))
        return lb_elsewhere_number(command, text, number, error);
    return (text != NULL && lb_ticket_parse_id(text, number)) ||
           lb_command_misuse(error,
                             _("The option --ticket takes the id of a support ticket, like TK-7."));
}

/* Why something cannot be had, with the name by which commands refuse it. */
static void
put_refusal(GString *out, LbRefusal refusal, int width)
{
    g_autoptr(GError) why = NULL;
    if (refusal == LB_REFUSAL_NONE)
        return;
    lb_refuse(&why, refusal, NULL);
    g_autofree char *line =
        g_strdup_printf(_("Not possible (%s): %s"), lb_refusal_name(refusal), why->message);
    lb_plain_wrap(out, width, INDENT, INDENT, line);
}

static char *
say_ports(const LbScenario *scenario)
{
    g_autoptr(GString) ports = g_string_new(NULL);
    for (const int *port = scenario->ports; port != NULL && *port != 0; port++)
        g_string_append_printf(ports, "%s%d", port != scenario->ports ? ", " : "", *port);
    return ports->len > 0 ? g_strdup_printf(_("TCP ports: %s."), ports->str) : g_strdup("");
}

static void
put_offer(GString *out, const LbOffer *offer, int width)
{
    const LbScenario *scenario = offer->scenario;
    g_autofree char *label = lb_plain_inline(offer->label);
    g_autofree char *exposes = lb_plain_inline(offer->exposes);
    g_autofree char *ports = say_ports(scenario);
    g_autofree char *rest = g_strdup_printf(
        _("%s. Exposes: %s. %s"),
        scenario->stage == LB_STAGE_PREVIEW ? _("In preview") : _("Generally available"), exposes,
        ports);
    lb_plain_wrap(out, width, "  ", INDENT, label);
    /* Unbroken, whatever the width: it is to be copied. */
    g_string_append_printf(out, INDENT "--service %s --scenario %s\n", scenario->service,
                           scenario->id);
    lb_plain_wrap(out, width, INDENT, INDENT, rest);
    put_refusal(out, offer->refusal, width);
}

bool
lb_verb_catalogue(LbCommand *command, const LbArguments *arguments, GError **error)
{
    int64_t number = 0;
    if (!lb_asking_ticket(command, arguments, &number, error))
        return false;
    /* The offers speak the command's language, as its sentences do. */
    g_free(command->actor->language);
    command->actor->language = g_strdup(command->language);
    g_autoptr(LbOffers) offers = lb_service_offers(command->service, command->actor, number, error);
    if (offers == NULL)
        return false;
    if (command->json) {
        g_autofree char *json = lb_json_offers(offers, command->test);
        g_string_append(command->out, json);
        return true;
    }
    int width = lb_command_width();
    const char *service = NULL;
    for (guint i = 0; i < offers->offers->len; i++) {
        const LbOffer *offer = g_ptr_array_index(offers->offers, i);
        if (g_strcmp0(service, offer->scenario->service) != 0) {
            g_autofree char *label = lb_plain_inline(offer->service_label);
            service = offer->scenario->service;
            lb_plain_wrap(command->out, width, "", INDENT, label);
        }
        put_offer(command->out, offer, width);
    }
    return true;
}

/* Resources */

static void
put_resource(GString *out, const LbFoundResource *found, int width)
{
    g_autofree char *name = lb_plain_inline(found->resource->name);
    g_autofree char *kind = lb_phrase_resource(found->resource);
    g_autofree char *group = lb_plain_inline(found->resource->group);
    g_autofree char *subscription = lb_plain_inline(found->subscription_name);
    g_autofree char *id = lb_plain_inline(found->resource->id);
    g_autofree char *head =
        g_strdup_printf(_("%s   %s, in %s of %s"), name, kind, group, subscription);
    lb_plain_wrap(out, width, "", INDENT, head);
    /* Unbroken, whatever the width: it is to be copied. */
    g_string_append_printf(out, INDENT "%s\n", id);
    if (!found->resource->reached)
        lb_plain_wrap(out, width, INDENT, INDENT, _("No target: nothing opens there by itself."));
    put_refusal(out, found->refusal, width);
}

/* The words that give the page behind @page; NULL on the last. */
static GStrv
next_page(const LbArguments *arguments, const LbResourcePage *page, int limit)
{
    static const struct {
        LbOption option;
        const char *name;
    } rows[] = { { LB_OPTION_TICKET, "--ticket" },
                 { LB_OPTION_SERVICE, "--service" },
                 { LB_OPTION_SCENARIO, "--scenario" },
                 { LB_OPTION_TEXT, "--text" } };
    if (!page->more)
        return NULL;
    const LbFoundResource *last = g_ptr_array_index(page->found, page->found->len - 1);
    GPtrArray *words = g_ptr_array_new();
    g_ptr_array_add(words, g_strdup("resources"));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *value = lb_arguments_text(arguments, rows[i].option);
        if (value != NULL)
            lb_log_words_add(words, rows[i].name, g_strdup(value));
    }
    lb_log_words_add(words, "--after", g_strdup(last->resource->key));
    lb_log_words_add(words, "--limit", g_strdup_printf("%d", limit));
    g_ptr_array_add(words, NULL);
    return (GStrv)g_ptr_array_free(words, FALSE);
}

static void
put_page(LbCommand *command, const LbResourcePage *page)
{
    int width = lb_command_width();
    for (guint i = 0; i < page->found->len; i++)
        put_resource(command->out, g_ptr_array_index(page->found, i), width);
    if (page->found->len == 0)
        lb_plain_wrap(command->out, width, "", "",
                      _("The customer has no such resource for this scenario."));
    if (!page->more)
        return;
    g_autofree char *count = page->count >= 0 ? lb_phrase_number(page->count) : NULL;
    g_autofree char *line = count != NULL ? g_strdup_printf(_("There are %s in all."), count)
                                          : g_strdup(_("There are many more."));
    g_string_append_c(command->out, '\n');
    lb_plain_wrap(command->out, width, "", "", line);
}

static bool
check_after(const char *after, GError **error)
{
    g_autoptr(LbResource) last = after != NULL ? lb_resource_from_id(after, NULL) : NULL;
    return after == NULL || last != NULL ||
           lb_command_misuse(error, _("The option --after takes the id of a resource."));
}

bool
lb_verb_resources(LbCommand *command, const LbArguments *arguments, GError **error)
{
    static const LbOption needed[] = { LB_OPTION_TICKET, LB_OPTION_SERVICE, LB_OPTION_SCENARIO };
    LbResourceQuery query = { .service = lb_arguments_text(arguments, LB_OPTION_SERVICE),
                              .scenario = lb_arguments_text(arguments, LB_OPTION_SCENARIO),
                              .text = lb_arguments_text(arguments, LB_OPTION_TEXT),
                              .after = lb_arguments_text(arguments, LB_OPTION_AFTER) };
    if (!lb_arguments_need(arguments, needed, G_N_ELEMENTS(needed), error) ||
        !lb_asking_ticket(command, arguments, &query.ticket, error) ||
        !check_after(query.after, error) || !lb_reading_limit(arguments, &query.limit, error))
        return false;
    g_autoptr(LbResourcePage) page =
        lb_service_find_resources(command->service, command->actor, &query, error);
    if (page == NULL)
        return false;
    g_auto(GStrv) next = next_page(arguments, page, query.limit);
    if (command->json) {
        g_autofree char *link = lb_reading_next_link(next);
        g_autofree char *json = lb_json_resources(page, link, command->test);
        g_string_append(command->out, json);
        return true;
    }
    put_page(command, page);
    lb_reading_put_next(command, next);
    return true;
}

/* Before a request is sent */

static char *
say_told(const LbPreview *preview)
{
    if (preview->weighing->ruling == LB_RULING_REFUSE)
        return g_strdup(_("Sent like this, it would be refused: nobody would be told."));
    if (!preview->weighing->asks_customer)
        return g_strdup(_("The customer would not be asked, since no customer data is touched."));
    g_autofree char *told = g_strdup_printf(ngettext_("%d owner or approver would be told",
                                                      "%d owners and approvers would be told",
                                                      (unsigned long)preview->told),
                                            preview->told);
    g_autofree char *sentence =
        preview->quorum <= 1
            ? g_strdup_printf(_("%s, and the first answer would decide."), told)
            : g_strdup_printf(_("%s, of whom %d would have to approve."), told, preview->quorum);
    if (preview->weighing->approvals == 0)
        return g_steal_pointer(&sentence);
    return g_strconcat(sentence, " ", _("Internal approval comes before."), NULL);
}

bool
lb_asking_preview(LbCommand *command, const LbSubmission *submission, GError **error)
{
    g_autoptr(LbPreview) preview = NULL;
    int64_t now = 0;
    if (!lb_service_now(command->service, &now, error) ||
        !lb_submit_preview(command->service, command->actor, submission, &preview, error))
        return false;
    lb_service_label(command->service, preview->request, command->language);
    if (command->json) {
        g_autofree char *json = lb_json_preview(preview, command->test);
        g_string_append(command->out, json);
        return true;
    }
    LbPageStyle style = lb_reading_style(command, now);
    g_autofree char *told = say_told(preview);
    lb_plain_wrap(command->out, style.width, "", "",
                  _("Nothing is sent so far. This is what would be read:"));
    g_string_append_c(command->out, '\n');
    lb_page_preview(command->out, preview, &style);
    g_autofree char *untargeted = lb_phrase_untargeted(preview->request);
    g_autofree char *seen = lb_phrase_will_be_seen(preview->request->tenant_name);
    if (untargeted != NULL)
        lb_plain_wrap(command->out, style.width, "", "    ", untargeted);
    lb_plain_wrap(command->out, style.width, "", "    ", told);
    if (lb_grants_any_reached(preview->request) && preview->weighing->ruling != LB_RULING_REFUSE)
        lb_plain_wrap(command->out, style.width, "", "    ", seen);
    return true;
}
