/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails of ours out of mailboxes, held against the log. */
#include "operator/witnesses.h"

#include <string.h>

#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"
#include "operator/inbound.h"
#include "operator/invocation.h"
#include "operator/mailbox.h"

#define NAMED_MOST 20

static void
free_witness(gpointer data)
{
    LbWitness *witness = data;
    g_free(witness->file);
    g_free(witness->message_id);
    g_free(witness->head);
    g_free(witness);
}

/* Mails of others are in mailboxes too, and some of them cannot be read. */
static bool
take_mail(gpointer data, const char *file, const char *bytes, size_t length, bool whole,
          GError **error)
{
    GPtrArray *mails = data;
    g_autoptr(GError) fault = NULL;
    g_autoptr(LbInbound) letter = whole ? lb_inbound_ask(bytes, length, &fault) : NULL;
    if (fault != NULL &&
        !g_error_matches(fault, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_BAD_FILE)) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return false;
    }
    if (letter == NULL || letter->kind != LB_INBOUND_OURS || letter->message_id == NULL)
        return true;
    LbWitness *witness = g_new0(LbWitness, 1);
    witness->file = g_strdup(file);
    witness->message_id = g_steal_pointer(&letter->message_id);
    witness->sequence = letter->sequence;
    witness->head = g_steal_pointer(&letter->head);
    g_ptr_array_add(mails, witness);
    return true;
}

GPtrArray *
lb_witnesses_read(const GPtrArray *files, GError **error)
{
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func(free_witness);
    for (guint i = 0; i < files->len; i++) {
        const char *file = g_ptr_array_index(files, i);
        guint before = mails->len;
        if (!lb_mailbox_read(file, take_mail, mails, error))
            return NULL;
        if (mails->len > before)
            continue;
        g_set_error(
            error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_BAD_FILE,
            _("%s: there is no mail from Lockbox in it, with the line of the log at its end"),
            file);
        return NULL;
    }
    return g_steal_pointer(&mails);
}

bool
lb_witnesses_hear(GPtrArray *mails, LbService *service, GError **error)
{
    for (guint i = 0; i < mails->len; i++) {
        LbWitness *witness = g_ptr_array_index(mails, i);
        if (!lb_operator_witness(service, witness->sequence, witness->head, witness->message_id,
                                 &witness->testimony, &witness->sent, error))
            return false;
    }
    return true;
}

/* The first that does not agree; NULL: there is none. */
static const LbWitness *
first_against(const GPtrArray *mails)
{
    for (guint i = 0; mails != NULL && i < mails->len; i++) {
        const LbWitness *witness = g_ptr_array_index(mails, i);
        if (witness->testimony != LB_TESTIMONY_AGREES)
            return witness;
    }
    return NULL;
}

bool
lb_witnesses_agree(const GPtrArray *mails)
{
    return first_against(mails) == NULL;
}

/* What each says, by whether this database sent it. */
static const char *const sentences[][2] = {
    [LB_TESTIMONY_AGREES] = {
        N_("Entry {entry} is what the mail <{mail}> says. This database sent no such mail."),
        N_("Entry {entry} is what the mail <{mail}> says."),
    },
    [LB_TESTIMONY_DIFFERS] = {
        N_("Entry {entry} is not the one that the mail <{mail}> bears witness to. This database sent "
           "no such mail: it is of another installation or forged, or the log and the outbox were "
           "both changed."),
        N_("Entry {entry} is not the one that the mail <{mail}> bears witness to, which this database "
           "sent."),
    },
    [LB_TESTIMONY_BEYOND] = {
        N_("There is no entry {entry}, to which the mail <{mail}> bears witness. This database sent "
           "no such mail: it is of another installation or forged, or the log and the outbox were "
           "both changed."),
        N_("There is no entry {entry}, to which the mail <{mail}> bears witness. This database sent "
           "that mail."),
    },
};

static char *
describe(const LbWitness *witness)
{
    g_autofree char *entry = g_strdup_printf("%lld", (long long)witness->sequence);
    g_autoptr(GString) words = g_string_new(_(sentences[witness->testimony][witness->sent]));
    g_string_replace(words, "{entry}", entry, 1);
    /* Last, since anybody may have written it. */
    g_string_replace(words, "{mail}", witness->message_id, 1);
    return g_strdup(words->str);
}

/* Where it was read, as people read it. The caller frees it. */
static char *
name_file(const LbWitness *witness)
{
    return strcmp(witness->file, "-") == 0 ? g_strdup(_("standard input"))
                                           : lb_text_escape(witness->file, LB_TEXT_LINE);
}

void
lb_witnesses_say(GString *out, const GPtrArray *mails)
{
    guint agreed = 0, against = 0;
    for (guint i = 0; i < mails->len; i++) {
        const LbWitness *witness = g_ptr_array_index(mails, i);
        bool agrees = witness->testimony == LB_TESTIMONY_AGREES;
        guint said = agrees ? agreed++ : against++;
        if (said >= NAMED_MOST)
            continue;
        g_autofree char *words = describe(witness);
        g_autofree char *file = name_file(witness);
        g_string_append_printf(out, "- %s: %s\n", file, words);
    }
    g_string_append_printf(out,
                           ngettext_("%u mail of Lockbox was held against the log.\n",
                                     "%u mails of Lockbox were held against the log.\n",
                                     mails->len),
                           mails->len);
    g_string_append_printf(out, _("Agree: %u. Differ: %u.\n"), agreed, against);
}

void
lb_witnesses_put(JsonBuilder *builder, const GPtrArray *mails)
{
    json_builder_set_member_name(builder, "mails");
    json_builder_begin_array(builder);
    for (guint i = 0; i < mails->len; i++) {
        const LbWitness *witness = g_ptr_array_index(mails, i);
        json_builder_begin_object(builder);
        lb_json_add_text_member(builder, "file", witness->file);
        lb_json_add_text_member(builder, "messageId", witness->message_id);
        lb_json_add_number_member(builder, "entry", witness->sequence);
        lb_json_add_text_member(builder, "head", witness->head);
        lb_json_add_text_member(builder, "testimony",
                                lb_names_get(lb_testimony_names, (int)witness->testimony));
        lb_json_add_flag_member(builder, "sentFromHere", witness->sent);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

bool
lb_witnesses_fail(const GPtrArray *mails, GError **error)
{
    const LbWitness *witness = first_against(mails);
    g_autofree char *words = describe(witness);
    g_autofree char *file = name_file(witness);
    g_set_error(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_BAD_LOG, "%s: %s", file, words);
    return false;
}
