/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an act owes somebody, private to src/service: messages in the outbox, after lb_act_log(), whose entry they name.
 *
 * Of one thing each address is told once, compared without regard to case, whoever has it: whose first address it is before whose
 * alternate it is. Mails that say another thing are another matter: the one who asked is told so even at an address that was
 * told as an approver's, for no other mail says what can be done now, and a person is told of changes of the own account
 * whatever the same address learns of others. */
#pragma once

#include "service/act.h"

/* Owes @event about @request, at all their addresses, to those of @approvers, who were asked, whose account is enabled and who still hold the
 * role or have decided, and, with @requester, to who asked. */
bool lb_act_tell(LbAct *act, LbEvent event, const LbRequest *request, GPtrArray *approvers,
                 bool requester, GError **error);

/* Those of @asked (LbApprover*) to whom lb_act_tell() owes a mail about @request, or lb_act_tell_endorsers() where that is
 * NULL: who have an address that can be written to. The caller frees the array, which borrows them. */
GPtrArray *lb_act_find_told(LbAct *act, const LbRequest *request, GPtrArray *asked, GError **error);

/* The same to those of the provider's people (LbApprover*) who are asked to answer it internally. */
bool lb_act_tell_endorsers(LbAct *act, LbEvent event, const LbRequest *request,
                           GPtrArray *endorsers, GError **error);

/* Owes a message about changes, those in the log's entries from @first to the newest one of this act, to all addresses of
 * @readers (LbApprover*), who are told of everybody in them. One that waits, untried, tells of these too, instead of one
 * more. */
bool lb_act_tell_readers(LbAct *act, GPtrArray *readers, int64_t first, GError **error);

/* The same to @person, who is told of the own account alone. */
bool lb_act_tell_person(LbAct *act, const LbApprover *person, int64_t first, GError **error);

/* Owes a message about people to one @address alone, which need not be the recipient's any more. @approver: it tells of
 * everybody. */
bool lb_act_tell_address(LbAct *act, LbEvent event, const LbApprover *recipient,
                         const char *address, int64_t first, bool approver, GError **error);

/* Owes a message about the ticket to all addresses of @recipient: what the newest entry of this act says of it. */
bool lb_act_tell_of_ticket(LbAct *act, LbEvent event, int64_t ticket, const LbApprover *recipient,
                           GError **error);

/* The same about the exclusion, to @approvers (LbApprover*). */
bool lb_act_tell_of_exclusion(LbAct *act, int64_t exclusion, GPtrArray *approvers, GError **error);
