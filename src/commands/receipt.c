/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verb receipt. What it writes to keep and check is the receipt alone, byte for byte. */
#include "service/receipt.h"
#include "base/i18n.h"
#include "commands/reading.h"
#include "commands/verbs.h"
#include "receipt/document.h"
#include "receipt/html.h"
#include "receipt/make.h"
#include "wording/receipts.h"

static void
put_file(LbCommand *command, char *document)
{
    g_autofree char *taken = document;
    g_string_truncate(command->out, 0); /* it says itself whether it is of a test database */
    g_string_append(command->out, taken);
}

static void
put_text(LbCommand *command, JsonObject *receipt)
{
    LbSpelling spelling = lb_command_spelling(command);
    const char *id = json_object_get_string_member(receipt, "name");
    g_autofree char *page = lb_receipt_line(&spelling, id, true);
    g_autofree char *data = lb_receipt_line(&spelling, id, false);
    lb_plain_receipt(command->out, lb_command_width(), receipt);
    g_string_append_printf(command->out, "\n%s\n%s\n%s\n",
                           _("To keep it as a file, for a browser or for programs:"), page, data);
}

bool
lb_verb_receipt(LbCommand *command, const LbArguments *arguments, GError **error)
{
    bool html = lb_arguments_has(arguments, LB_OPTION_HTML);
    if (html && command->json)
        return lb_command_misuse(error, _("Only one of --json and --html can be given."));
    g_autoptr(LbReceiptFacts) facts =
        lb_service_receipt(command->service, command->actor, arguments->number, error);
    if (facts == NULL)
        return false;
    g_autoptr(JsonObject) receipt = lb_receipt_make(facts);
    if (html)
        put_file(command, lb_receipt_html(receipt, command->language));
    else if (command->json)
        put_file(command, lb_receipt_write(receipt));
    else
        put_text(command, receipt);
    return true;
}
