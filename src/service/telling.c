/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an act owes somebody: who is told of it, at which addresses, and each of those once. Nothing is sent here. */
#include "service/telling.h"

#include "base/random.h"
#include "service/hearing.h"
#include "store/outbox.h"
#include "store/told.h"

/* Lets a message that waits tell of this too, so that many changes are one mail. It must not tell of what others did
 * in between, of which this recipient at this address was not told. */
static bool
extend(LbAct *act, const LbMessage *message, int64_t principal, bool *extended, GError **error)
{
    int64_t waiting = 0, last = 0;
    LbStore *store = act->service->store;
    *extended = false;
    if (message->event != LB_EVENT_CHANGED)
        return true;
    if (!lb_outbox_find_waiting(store, message, principal, &waiting, &last, error))
        return false;
    if (waiting == 0)
        return true;
    g_autoptr(LbPersonRow) person = lb_directory_person(store, principal, error);
    if (person == NULL)
        return false;
    LbToldRange range = { .principal = principal,
                          .everybody = message->approver,
                          .tenant = person->tenant,
                          .first = last + 1,
                          .last = message->log_first - 1 };
    bool misses = false;
    if (!lb_told_misses(store, &range, message->address, &misses, error))
        return false;
    *extended = !misses;
    return misses || lb_outbox_extend(store, waiting, message, error);
}

static char *
new_message_id(const LbAct *act, const LbMessage *message, GError **error)
{
    g_autofree char *token = lb_random_hex(lb_random_system(), 16, error);
    if (token == NULL)
        return NULL;
    g_autofree char *about = lb_message_about(message);
    g_autofree char *subject = g_ascii_strdown(about, -1);
    return g_strdup_printf("%s.%s@%s", token, subject, act->service->host);
}

/* Queues a message with @facts for @address of @recipient. */
static bool
queue(LbAct *act, const LbMessage *facts, const LbApprover *recipient, const char *address,
      bool alternate, GError **error)
{
    bool extended = false;
    g_assert(act->log_head != NULL);
    LbMessage message = *facts;
    g_autofree char *message_id = new_message_id(act, &message, error);
    /* Not the one in the Message-ID, which whoever answers the mail passes on. */
    g_autofree char *token =
        message_id != NULL ? lb_random_hex(lb_random_system(), 16, error) : NULL;
    if (token == NULL)
        return false;
    message.message_id = message_id;
    message.token = token;
    message.queued = act->time.effective;
    message.address = (char *)address;
    message.alternate = alternate;
    message.language = recipient->language;
    message.time_zone = recipient->time_zone;
    message.log_first = message.log_first != 0 ? message.log_first : act->log_sequence;
    message.log_sequence = act->log_sequence;
    message.log_head = act->log_head;
    if (!extend(act, &message, recipient->principal, &extended, error))
        return false;
    return extended || lb_outbox_insert(act->service->store, &message, recipient->principal, error);
}

/* The addresses that were written to of one thing, in lower case. */
typedef GHashTable Reached;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reached, g_hash_table_unref)

/* Like queue(), where nobody has had it at this address. One that is no plain mailbox is nobody's. */
static bool
reach(LbAct *act, const LbMessage *facts, const LbApprover *recipient, const char *address,
      bool alternate, Reached *reached, GError **error)
{
    if (address == NULL || !lb_mailbox_is_valid(address) ||
        !g_hash_table_add(reached, g_ascii_strdown(address, -1)))
        return true;
    return queue(act, facts, recipient, address, alternate, error);
}

static bool
reach_alternates(LbAct *act, const LbMessage *facts, const LbApprover *recipient, Reached *reached,
                 GError **error)
{
    g_auto(GStrv) others = lb_directory_addresses(act->service->store, recipient->principal, error);
    for (char **other = others; other != NULL && *other != NULL; other++)
        if (!reach(act, facts, recipient, *other, true, reached, error))
            return false;
    return others != NULL;
}

/* Queues messages with @facts, which are the same for all @recipients, for all their addresses, each once. An address that is
 * one's first and another's alternate gets the mail of the one whose first it is, who may do more than read it. */
static bool
tell_all(LbAct *act, const LbMessage *facts, GPtrArray *recipients, GError **error)
{
    g_autoptr(Reached) reached = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < recipients->len; i++) {
        const LbApprover *recipient = g_ptr_array_index(recipients, i);
        if (!reach(act, facts, recipient, recipient->mail, false, reached, error))
            return false;
    }
    for (guint i = 0; i < recipients->len; i++)
        if (!reach_alternates(act, facts, g_ptr_array_index(recipients, i), reached, error))
            return false;
    return true;
}

static bool
tell_only(LbAct *act, const LbMessage *facts, const LbApprover *recipient, GError **error)
{
    g_autoptr(GPtrArray) alone = g_ptr_array_new();
    g_ptr_array_add(alone, (gpointer)recipient);
    return tell_all(act, facts, alone, error);
}

/* Whether one who was asked is still told: an enabled account that may hear of it. */
static bool
is_concerned(LbAct *act, const LbRequest *request, const LbApprover *asked, bool *concerned,
             GError **error)
{
    LbStore *store = act->service->store;
    bool enabled = false;
    if (!lb_directory_is_enabled(store, asked->principal, 0, &enabled, error) ||
        !lb_hearing_of_request(store, request, asked->principal, asked->account, concerned, error))
        return false;
    *concerned = *concerned && enabled;
    return true;
}

/* Those of @asked who are still told. The caller frees the array, which borrows them. */
static GPtrArray *
find_concerned(LbAct *act, const LbRequest *request, GPtrArray *asked, GError **error)
{
    g_autoptr(GPtrArray) concerned = g_ptr_array_new();
    for (guint i = 0; i < asked->len; i++) {
        LbApprover *approver = g_ptr_array_index(asked, i);
        bool is = false;
        if (!is_concerned(act, request, approver, &is, error))
            return NULL;
        if (is)
            g_ptr_array_add(concerned, approver);
    }
    return g_steal_pointer(&concerned);
}

/* Whether anything can be written to: a plain mailbox, the first one or another. */
static bool
has_mailbox(LbAct *act, const LbApprover *recipient, bool *has, GError **error)
{
    *has = recipient->mail != NULL && lb_mailbox_is_valid(recipient->mail);
    if (*has)
        return true;
    g_auto(GStrv) others = lb_directory_addresses(act->service->store, recipient->principal, error);
    for (char **other = others; other != NULL && *other != NULL; other++)
        *has |= lb_mailbox_is_valid(*other);
    return others != NULL;
}

GPtrArray *
lb_act_find_told(LbAct *act, const LbRequest *request, GPtrArray *asked, GError **error)
{
    g_autoptr(GPtrArray) told = g_ptr_array_new();
    g_autoptr(GPtrArray) concerned =
        request != NULL ? find_concerned(act, request, asked, error) : g_ptr_array_ref(asked);
    for (guint i = 0; concerned != NULL && i < concerned->len; i++) {
        bool has = false;
        if (!has_mailbox(act, g_ptr_array_index(concerned, i), &has, error))
            return NULL;
        if (has)
            g_ptr_array_add(told, g_ptr_array_index(concerned, i));
    }
    return concerned != NULL ? g_steal_pointer(&told) : NULL;
}

static bool
tell_requester(LbAct *act, const LbMessage *facts, int64_t requester, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbApprover) asker = lb_directory_contact(act->service->store, requester, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return asker == NULL || tell_only(act, facts, asker, error);
}

bool
lb_act_tell(LbAct *act, LbEvent event, const LbRequest *request, GPtrArray *approvers,
            bool requester, GError **error)
{
    LbMessage facts = { .event = event, .approver = true, .request = (LbRequest *)request };
    g_autoptr(GPtrArray) concerned = find_concerned(act, request, approvers, error);
    if (concerned == NULL || !tell_all(act, &facts, concerned, error))
        return false;
    facts.approver = false;
    return !requester || tell_requester(act, &facts, request->requester, error);
}

bool
lb_act_tell_endorsers(LbAct *act, LbEvent event, const LbRequest *request, GPtrArray *endorsers,
                      GError **error)
{
    LbMessage facts = { .event = event, .approver = true, .request = (LbRequest *)request };
    return tell_all(act, &facts, endorsers, error);
}

bool
lb_act_tell_readers(LbAct *act, GPtrArray *readers, int64_t first, GError **error)
{
    LbMessage facts = { .event = LB_EVENT_CHANGED, .approver = true, .log_first = first };
    return tell_all(act, &facts, readers, error);
}

bool
lb_act_tell_person(LbAct *act, const LbApprover *person, int64_t first, GError **error)
{
    LbMessage facts = { .event = LB_EVENT_CHANGED, .log_first = first };
    return tell_only(act, &facts, person, error);
}

bool
lb_act_tell_address(LbAct *act, LbEvent event, const LbApprover *recipient, const char *address,
                    int64_t first, bool approver, GError **error)
{
    LbMessage facts = { .event = event, .approver = approver, .log_first = first };
    return !lb_mailbox_is_valid(address) || queue(act, &facts, recipient, address, false, error);
}

bool
lb_act_tell_of_ticket(LbAct *act, LbEvent event, int64_t ticket, const LbApprover *recipient,
                      GError **error)
{
    LbTicketFacts about = { .number = ticket };
    LbMessage facts = { .event = event, .ticket = &about };
    return tell_only(act, &facts, recipient, error);
}

bool
lb_act_tell_of_exclusion(LbAct *act, int64_t exclusion, GPtrArray *approvers, GError **error)
{
    LbExclusionFacts about = { .number = exclusion };
    LbMessage facts = { .event = LB_EVENT_EXCLUSION, .approver = true, .exclusion = &about };
    return tell_all(act, &facts, approvers, error);
}
