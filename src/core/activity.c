/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries of the activity log. */
#include "core/activity.h"

#include "base/i18n.h"

const LbName lb_operation_names[] = {
    { LB_OPERATION_CREATE, "CreateLockboxRequest", N_("Create Lockbox Request") },
    { LB_OPERATION_APPROVE, "ApproveLockboxRequest", N_("Approve Lockbox Request") },
    { LB_OPERATION_DENY, "DenyLockboxRequest", N_("Deny Lockbox Request") },
    { LB_OPERATION_EXPIRE, "ExpireLockboxRequest", N_("Lockbox Request Expiry") },
    { LB_OPERATION_CANCEL, "CancelLockboxRequest", N_("Cancel Lockbox Request") },
    { LB_OPERATION_REVOKE, "RevokeLockboxRequest", N_("Revoke Lockbox Request") },
    { LB_OPERATION_COMPLETE, "CompleteLockboxRequest", N_("Complete Lockbox Request") },
    { LB_OPERATION_INITIALIZE, "InitializeLockbox", N_("Initialize Lockbox") },
    { LB_OPERATION_IMPORT, "ImportDirectory", N_("Import Directory") },
    { LB_OPERATION_ACCEPT_CLOCK, "AcceptClock", N_("Accept Clock") },
    { LB_OPERATION_READ_AS, "ReadAsPerson", N_("Read As Person") },
    { LB_OPERATION_REHEARSE, "RehearseLockboxRequest", N_("Rehearse Lockbox Request") },
    { LB_OPERATION_ADD_KEY, "AddKey", N_("Add Key") },
    { LB_OPERATION_REVOKE_KEY, "RevokeKey", N_("Revoke Key") },
    { LB_OPERATION_GRANT_ROLE, "GrantRole", N_("Grant Role") },
    { LB_OPERATION_REVOKE_ROLE, "RevokeRole", N_("Revoke Role") },
    { LB_OPERATION_ADD_PERSON, "AddPerson", N_("Add Person") },
    { LB_OPERATION_CHANGE_PERSON, "ChangePerson", N_("Change Person") },
    { LB_OPERATION_INVITE, "InvitePerson", N_("Invite Person") },
    { LB_OPERATION_SET_TERMS, "SetTerms", N_("Set Terms") },
    { LB_OPERATION_REFUSE, "RefuseAct", N_("Refuse Act") },
    { LB_OPERATION_RETRY_MAIL, "RetryMail", N_("Retry Mail") },
    { LB_OPERATION_TRY_MAIL, "TryMail", N_("Try Mail") },
    { LB_OPERATION_OPEN_TICKET, "OpenTicket", N_("Open Ticket") },
    { LB_OPERATION_REPLY_TICKET, "ReplyTicket", N_("Reply To Ticket") },
    { LB_OPERATION_NOTE_TICKET, "NoteTicket", N_("Note On Ticket") },
    { LB_OPERATION_TAKE_TICKET, "TakeTicket", N_("Take Ticket") },
    { LB_OPERATION_ESCALATE_TICKET, "EscalateTicket", N_("Escalate Ticket") },
    { LB_OPERATION_CLOSE_TICKET, "CloseTicket", N_("Close Ticket") },
    { LB_OPERATION_AUTO_APPROVE, "AutoApproveLockboxRequest", N_("Auto-Approve Lockbox Request") },
    { LB_OPERATION_ENDORSE, "EndorseLockboxRequest", N_("Endorse Lockbox Request") },
    { LB_OPERATION_DECLINE, "DeclineLockboxRequest", N_("Decline Lockbox Request") },
    { LB_OPERATION_RECORD_EXCLUSION, "RecordExclusion", N_("Record Exclusion") },
    { LB_OPERATION_ACKNOWLEDGE_EXCLUSION, "AcknowledgeExclusion", N_("Acknowledge Exclusion") },
    { LB_OPERATION_CHANGE_RULES, "ChangeRules", N_("Change Rules") },
    { LB_OPERATION_REFUSE_RULES, "RefuseRules", N_("Refuse Rules") },
    { LB_OPERATION_SET_TARGET, "SetTarget", N_("Set Target") },
    { LB_OPERATION_ADD_TARGET_KEY, "AddTargetKey", N_("Add Target Key") },
    { LB_OPERATION_REVOKE_TARGET_KEY, "RevokeTargetKey", N_("Revoke Target Key") },
    { LB_OPERATION_OPEN_ACCESS, "OpenAccess", N_("Open Access") },
    { LB_OPERATION_CLOSE_ACCESS, "CloseAccess", N_("Close Access") },
    { LB_OPERATION_EXTEND, "ExtendLockboxRequest", N_("Extend Lockbox Request") },
    { LB_OPERATION_ISSUE_CERTIFICATE, "IssueCertificate", N_("Issue Certificate") },
    { LB_OPERATION_CONNECT, "ConnectTarget", N_("Connect To Target") },
    { LB_OPERATION_RELAY, "RelayPort", N_("Relay Port") },
    { LB_OPERATION_RECORD_SESSION, "RecordSession", N_("Record Session") },
    { LB_OPERATION_END_SESSION, "EndSession", N_("End Session") },
    { LB_OPERATION_INIT_CA, "InitializeCa", N_("Initialize Certificate Authority") },
    { LB_OPERATION_ALARM_CLOCK, "AlarmClock", N_("Alarm Clock") },
    { LB_OPERATION_WATCH_SESSION, "WatchSession", N_("Watch Session") },
    { LB_OPERATION_STOP_SESSION, "StopSession", N_("Stop Session") },
    { LB_OPERATION_DELETE_RECORDING, "DeleteRecording", N_("Delete Recording") },
    { LB_OPERATION_SET_KEEPING, "SetRecordingTerms", N_("Set Recording Terms") },
    { LB_OPERATION_IMPORT_EVENTS, "ImportEvents", N_("Import Events") },
    { LB_OPERATION_REMIND, "RemindLockboxRequest", N_("Remind of Lockbox Request") },
    { LB_OPERATION_MIRROR_TICKET, "MirrorTicket", N_("Mirror Ticket") },
    { LB_OPERATION_CHANGE_WEBHOOK, "ChangeWebhook", N_("Change Webhook") },
    { LB_OPERATION_TRY_WEBHOOK, "TryWebhook", N_("Try Webhook") },
    { LB_OPERATION_RESEND_WEBHOOK, "ResendWebhook", N_("Resend Webhook") },
    { 0, NULL, NULL },
};

void
lb_activity_free(LbActivity *entry)
{
    if (entry == NULL)
        return;
    g_free(entry->tenant);
    g_free(entry->request);
    g_free(entry->caller);
    g_free(entry->person);
    g_free(entry->door);
    g_free(entry->fingerprint);
    g_free(entry->evidence);
    g_free(entry->address);
    g_free(entry->details);
    g_free(entry);
}

void
lb_activity_hash(LbSha256 *sha, const LbActivity *entry, uint8_t hash[LB_SHA256_SIZE])
{
    lb_sha256_add_text(sha, "lockbox activity 1");
    lb_sha256_add_int64(sha, entry->sequence);
    lb_sha256_add_int64(sha, entry->time);
    lb_sha256_add_text(sha, entry->tenant);
    lb_sha256_add_text(sha, lb_names_get(lb_operation_names, (int)entry->operation));
    lb_sha256_add_text(sha, entry->request);
    lb_sha256_add_text(sha, entry->caller);
    lb_sha256_add_text(sha, entry->person);
    lb_sha256_add_text(sha, entry->door);
    lb_sha256_add_text(sha, entry->fingerprint);
    lb_sha256_add_text(sha, entry->evidence);
    lb_sha256_add_text(sha, entry->address);
    lb_sha256_add_text(sha, entry->details);
    lb_sha256_add_bytes(sha, entry->previous, LB_SHA256_SIZE);
    lb_sha256_finish(sha, hash);
}
