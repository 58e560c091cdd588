/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of fields. What is in none of them the child never learns. */
#include "notify/wiretables.h"

#include "core/message.h"
#include "notify/settings.h"
#include "notify/wire.h"

const LbWireField lb_wire_site_fields[] = {
    { LB_WIRE_FIELD(LbSite, provider, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSite, host, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSite, port, LB_WIRE_INT) },
    { LB_WIRE_FIELD(LbSite, host_key, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSite, from, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSite, bounces, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSite, test, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD_END },
};

const LbWireField lb_wire_smtp_fields[] = {
    { LB_WIRE_FIELD(LbSmtpSettings, server, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSmtpSettings, name, LB_WIRE_TEXT) },
    { LB_WIRE_NAMED(LbSmtpSettings, security, lb_smtp_security_names) },
    { LB_WIRE_FIELD(LbSmtpSettings, ca_file, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSmtpSettings, user, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSmtpSettings, password, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSmtpSettings, helo, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbSmtpSettings, timeout_ms, LB_WIRE_INT) },
    { LB_WIRE_FIELD_END },
};

const LbWireField lb_wire_settings_fields[] = {
    { LB_WIRE_FIELD(LbDeliverySettings, maildir, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

const LbWireField lb_wire_message_fields[] = {
    { LB_WIRE_FIELD(LbMessage, id, LB_WIRE_INT64) },
    { LB_WIRE_NAMED(LbMessage, event, lb_event_names) },
    { LB_WIRE_FIELD(LbMessage, message_id, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbMessage, in_reply_to, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbMessage, queued, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbMessage, address, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbMessage, account, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbMessage, alternate, LB_WIRE_FLAG) },
    { LB_WIRE_FIELD(LbMessage, token, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbMessage, language, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbMessage, time_zone, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbMessage, approver, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD(LbMessage, log_sequence, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbMessage, log_head, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbMessage, attempts, LB_WIRE_SOME_INT) },
    { LB_WIRE_FIELD(LbMessage, extends, LB_WIRE_SOME_INT64) },
    { LB_WIRE_FIELD(LbMessage, extends_jit, LB_WIRE_FLAG) },
    { LB_WIRE_FIELD(LbMessage, extends_over, LB_WIRE_FLAG) },
    { LB_WIRE_FIELD(LbMessage, extends_end, LB_WIRE_SOME_INT64) },
    { LB_WIRE_FIELD(LbMessage, held_until, LB_WIRE_SOME_INT64) },
    { LB_WIRE_FIELD(LbMessage, held_missing, LB_WIRE_SOME_INT) },
    { LB_WIRE_FIELD_END },
};

const LbWireField lb_wire_request_fields[] = {
    { LB_WIRE_FIELD(LbRequest, number, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbRequest, jit_only, LB_WIRE_FLAG) },
    { LB_WIRE_FIELD(LbRequest, tenant, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, tenant_name, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, subscription, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, subscription_name, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, service, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, scenario, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, scenario_label, LB_WIRE_TEXT) },
    { LB_WIRE_NAMED(LbRequest, level, lb_level_names) },
    { LB_WIRE_FIELD(LbRequest, hours, LB_WIRE_INT) },
    { LB_WIRE_FIELD(LbRequest, ticket, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbRequest, requester_account, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, requester_role, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, created, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbRequest, notified, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbRequest, expiration, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbRequest, quorum, LB_WIRE_INT) },
    { LB_WIRE_FIELD(LbRequest, approvals, LB_WIRE_SOME_INT) },
    { LB_WIRE_FIELD(LbRequest, decided, LB_WIRE_SOME_INT64) },
    { LB_WIRE_FIELD(LbRequest, decided_by, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbRequest, hours_granted, LB_WIRE_SOME_INT) },
    { LB_WIRE_FIELD(LbRequest, access_start, LB_WIRE_SOME_INT64) },
    { LB_WIRE_FIELD(LbRequest, access_end, LB_WIRE_SOME_INT64) },
    { LB_WIRE_FIELD(LbRequest, ended, LB_WIRE_SOME_INT64) },
    { LB_WIRE_FIELD(LbRequest, ended_by, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

const LbWireField lb_wire_done_fields[] = {
    { LB_WIRE_FIELD(LbDoneFacts, sessions, LB_WIRE_INT) },
    { LB_WIRE_FIELD(LbDoneFacts, relays, LB_WIRE_INT) },
    { LB_WIRE_FIELD(LbDoneFacts, going, LB_WIRE_INT) },
    { LB_WIRE_FIELD(LbDoneFacts, span, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbDoneFacts, sent, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbDoneFacts, received, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbDoneFacts, ends, LB_WIRE_TEXTS) },
    { LB_WIRE_FIELD(LbDoneFacts, hashes, LB_WIRE_TEXTS) },
    { LB_WIRE_FIELD(LbDoneFacts, events, LB_WIRE_INT64) },
    { LB_WIRE_FIELD_END },
};

/* No words of scripts, and not where a resource is reached: no mail says them. */
const LbWireField lb_wire_grant_fields[] = {
    { LB_WIRE_FIELD(LbGrantState, resource_name, LB_WIRE_TEXT) },
    { LB_WIRE_NAMED(LbGrantState, status, lb_grant_status_names) },
    { LB_WIRE_FIELD(LbGrantState, provisioner, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbGrantState, attempts, LB_WIRE_INT) },
    { LB_WIRE_FIELD(LbGrantState, alarmed, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD_END },
};

const LbWireField lb_wire_target_fields[] = {
    { LB_WIRE_FIELD(LbTarget, resource, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

const LbWireField lb_wire_connection_fields[] = {
    { LB_WIRE_FIELD(LbConnection, principal, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

const LbWireField lb_wire_people_fields[] = {
    { LB_WIRE_FIELD(LbPeopleFacts, tenant, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbPeopleFacts, account, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbPeopleFacts, caller, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbPeopleFacts, more, LB_WIRE_INT) },
    { LB_WIRE_FIELD(LbPeopleFacts, roles, LB_WIRE_TEXTS) },
    { LB_WIRE_FIELD(LbPeopleFacts, keys, LB_WIRE_TEXTS) },
    { LB_WIRE_FIELD_END },
};

const LbWireField lb_wire_ticket_fields[] = {
    { LB_WIRE_FIELD(LbTicketFacts, number, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbTicketFacts, tenant, LB_WIRE_TEXT) },
    { LB_WIRE_NAMED(LbTicketFacts, severity, lb_severity_names) },
    { LB_WIRE_FIELD(LbTicketFacts, caller, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbTicketFacts, ours, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD_END },
};

const LbWireField lb_wire_exclusion_fields[] = {
    { LB_WIRE_FIELD(LbExclusionFacts, number, LB_WIRE_INT64) },
    { LB_WIRE_NAMED(LbExclusionFacts, kind, lb_exclusion_kind_names) },
    { LB_WIRE_FIELD(LbExclusionFacts, tenant, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbExclusionFacts, subscription, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbExclusionFacts, where, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbExclusionFacts, started, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbExclusionFacts, ended, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbExclusionFacts, recorder, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

const LbWireField lb_wire_change_fields[] = {
    { LB_WIRE_NAMED(LbChange, kind, lb_change_names) },
    { LB_WIRE_FIELD(LbChange, account, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbChange, before, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbChange, after, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbChange, scope, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD(LbChange, outside, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD_END },
};

const LbWireField lb_wire_result_fields[] = {
    { LB_WIRE_FIELD(LbWireResult, id, LB_WIRE_INT64) },
    { LB_WIRE_NAMED(LbWireResult, delivery, lb_delivery_names) },
    { LB_WIRE_FIELD(LbWireResult, answer, LB_WIRE_TEXT) },
    { LB_WIRE_FIELD_END },
};

const LbWireField lb_wire_word_fields[] = {
    { LB_WIRE_FIELD(LbWireWord, id, LB_WIRE_INT64) },
    { LB_WIRE_FIELD(LbWireWord, leave, LB_WIRE_BOOL) },
    { LB_WIRE_FIELD_END },
};
