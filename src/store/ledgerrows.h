/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the ledger keeps of each table, private to src/store: every column that decides something or that is shown to
 * somebody who decides, as text (base/columns.h). @r is "NEW.", "OLD." or "". Triggers that were released have these texts in
 * them: a table that gets one more column gets a new macro and new triggers by a migration. */
#pragma once

/* clang-format off */
#define LB_ROW_INSTANCE(r) \
    "printf('id=%Q,test=%Q,created=%Q'" \
    ", " r "id" ", " r "test" ", " r "created" ")"
#define LB_ROW_TENANT(r) \
    "printf('id=%Q,name=%Q,plan=%Q,preview=%Q,queue_hours=%Q,access_hours=%Q'" \
    ", " r "id" ", " r "name" ", " r "plan" ", " r "preview" ", " r "queue_hours" \
    ", " r "access_hours" ")"
#define LB_ROW_SUBSCRIPTION(r) \
    "printf('id=%Q,tenant=%Q,name=%Q,quorum=%Q'" \
    ", " r "id" ", " r "tenant" ", " r "name" ", " r "quorum" ")"
#define LB_ROW_MANAGEMENT_GROUP(r) \
    "printf('subscription=%Q,path=%Q'" \
    ", " r "subscription" ", " r "path" ")"
#define LB_ROW_RESOURCE(r) \
    "printf('key=%Q,id=%Q,subscription=%Q,resource_group=%Q,name=%Q,type=%Q,model=%Q," \
    "os=%Q'" \
    ", " r "key" ", " r "id" ", " r "subscription" ", " r "resource_group" \
    ", " r "name" ", " r "type" ", " r "model" ", " r "os" ")"
#define LB_ROW_PRINCIPAL(r) \
    "printf('account=%Q,object=%Q,kind=%Q,person=%Q,name=%Q,tenant=%Q,mail=%Q," \
    "language=%Q,time_zone=%Q,enabled=%Q,entry=%Q,changed=%Q,isolated=%Q'" \
    ", " r "account" ", " r "object" ", " r "kind" ", " r "person" ", " r "name" \
    ", " r "tenant" ", " r "mail" ", " r "language" ", " r "time_zone" ", " r "enabled" \
    ", " r "entry" ", " r "changed" ", " r "isolated" ")"
#define LB_ROW_ADDRESS(r) \
    "printf('principal=%Q,mail=%Q'" \
    ", " r "principal" ", " r "mail" ")"
#define LB_ROW_KEY(r) \
    "printf('principal=%Q,type=%Q,blob=%Q,fingerprint=%Q,added=%Q,revoked=%Q,entry=%Q'" \
    ", " r "principal" ", " r "type" ", " r "blob" ", " r "fingerprint" ", " r "added" \
    ", " r "revoked" ", " r "entry" ")"
#define LB_ROW_ROLE_ASSIGNMENT(r) \
    "printf('principal=%Q,role=%Q,scope=%Q,source=%Q,since=%Q'" \
    ", " r "principal" ", " r "role" ", " r "scope" ", " r "source" ", " r "since" ")"
#define LB_ROW_TICKET(r) \
    "printf('tenant=%Q,subscription=%Q,title=%Q,severity=%Q,opened_by=%Q,assignee=%Q," \
    "opened=%Q,closed=%Q,here=%Q,taken=%Q,escalated=%Q,escalated_by=%Q,closed_by=%Q'" \
    ", " r "tenant" ", " r "subscription" ", " r "title" ", " r "severity" \
    ", " r "opened_by" ", " r "assignee" ", " r "opened" ", " r "closed" ", " r "here" \
    ", " r "taken" ", " r "escalated" ", " r "escalated_by" ", " r "closed_by" ")"
#define LB_ROW_TICKET_ENTRY(r) \
    "printf('ticket=%Q,position=%Q,time=%Q,author=%Q,side=%Q,text=%Q'" \
    ", " r "ticket" ", " r "position" ", " r "time" ", " r "author" ", " r "side" \
    ", " r "text" ")"
#define LB_ROW_REQUEST(r) \
    "printf('tenant=%Q,subscription=%Q,service=%Q,scenario=%Q,level=%Q,hours=%Q," \
    "justification=%Q,ticket=%Q,ticket_title=%Q,ticket_opened_by=%Q,requester=%Q," \
    "requester_account=%Q,requester_person=%Q,requester_role=%Q,created=%Q,notified=%Q," \
    "expiration=%Q,notified_entry=%Q,quorum=%Q,version=%Q,status=%Q,decided=%Q," \
    "decided_by=%Q,decision_reason=%Q,hours_granted=%Q,access_start=%Q,access_end=%Q," \
    "ended=%Q,ended_by=%Q,end_reason=%Q,jit_only=%Q'" \
    ", " r "tenant" ", " r "subscription" ", " r "service" ", " r "scenario" \
    ", " r "level" ", " r "hours" ", " r "justification" ", " r "ticket" \
    ", " r "ticket_title" ", " r "ticket_opened_by" ", " r "requester" \
    ", " r "requester_account" ", " r "requester_person" ", " r "requester_role" \
    ", " r "created" ", " r "notified" ", " r "expiration" ", " r "notified_entry" \
    ", " r "quorum" ", " r "version" ", " r "status" ", " r "decided" \
    ", " r "decided_by" ", " r "decision_reason" ", " r "hours_granted" \
    ", " r "access_start" ", " r "access_end" ", " r "ended" ", " r "ended_by" \
    ", " r "end_reason" ", " r "jit_only" ")"
#define LB_ROW_REQUEST_RESOURCE(r) \
    "printf('request=%Q,key=%Q,id=%Q,resource_group=%Q,name=%Q,type=%Q,model=%Q,os=%Q'" \
    ", " r "request" ", " r "key" ", " r "id" ", " r "resource_group" ", " r "name" \
    ", " r "type" ", " r "model" ", " r "os" ")"
#define LB_ROW_APPROVER(r) \
    "printf('request=%Q,principal=%Q,role=%Q,scope=%Q'" \
    ", " r "request" ", " r "principal" ", " r "role" ", " r "scope" ")"
#define LB_ROW_VOTE(r) \
    "printf('request=%Q,person=%Q,principal=%Q,decision=%Q,hours=%Q,reason=%Q,digest=%Q," \
    "time=%Q,key=%Q,evidence=%Q'" \
    ", " r "request" ", " r "person" ", " r "principal" ", " r "decision" \
    ", " r "hours" ", " r "reason" ", " r "digest" ", " r "time" ", " r "key" \
    ", " r "evidence" ")"
#define LB_ROW_WEIGHING(r) \
    "printf('request=%Q,time=%Q,ruling=%Q,approvers=%Q,approvals=%Q,customer=%Q,until=%Q," \
    "trace=%Q'" \
    ", " r "request" ", " r "time" ", " r "ruling" ", " r "approvers" \
    ", " r "approvals" ", " r "customer" ", " r "until" ", " r "trace" ")"
#define LB_ROW_ENDORSEMENT(r) \
    "printf('request=%Q,person=%Q,principal=%Q,role=%Q,decision=%Q,reason=%Q,digest=%Q," \
    "time=%Q,key=%Q,evidence=%Q'" \
    ", " r "request" ", " r "person" ", " r "principal" ", " r "role" ", " r "decision" \
    ", " r "reason" ", " r "digest" ", " r "time" ", " r "key" ", " r "evidence" ")"
#define LB_ROW_EXCLUSION(r) \
    "printf('kind=%Q,tenant=%Q,subscription=%Q,scope=%Q,started=%Q,ended=%Q,text=%Q," \
    "recorder=%Q,recorder_account=%Q,recorder_person=%Q,recorder_role=%Q,recorded=%Q'" \
    ", " r "kind" ", " r "tenant" ", " r "subscription" ", " r "scope" ", " r "started" \
    ", " r "ended" ", " r "text" ", " r "recorder" ", " r "recorder_account" \
    ", " r "recorder_person" ", " r "recorder_role" ", " r "recorded" ")"
#define LB_ROW_ACKNOWLEDGEMENT(r) \
    "printf('exclusion=%Q,principal=%Q,account=%Q,comment=%Q,time=%Q'" \
    ", " r "exclusion" ", " r "principal" ", " r "account" ", " r "comment" ", " r "time" ")"

/* Of migration 11. */
#define LB_ROW_TARGET(r) \
    "printf('address=%Q,port=%Q,login=%Q,host_keys=%Q,since=%Q'" \
    ", " r "address" ", " r "port" ", " r "login" ", " r "host_keys" ", " r "since" ")"
#define LB_ROW_TARGET_KEY(r) \
    "printf('name=%Q,type=%Q,blob=%Q,fingerprint=%Q,added=%Q,revoked=%Q'" \
    ", " r "name" ", " r "type" ", " r "blob" ", " r "fingerprint" ", " r "added" \
    ", " r "revoked" ")"
#define LB_ROW_ACCESS_GRANT(r) \
    "printf('request=%Q,resource=%Q,resource_name=%Q,address=%Q,port=%Q,login=%Q," \
    "host_keys=%Q,ports=%Q,provisioner=%Q,account=%Q,begins=%Q,ends=%Q,status=%Q,opened=%Q,closed=%Q," \
    "at_address=%Q,at_port=%Q,at_login=%Q,at_principal=%Q,at_text=%Q'" \
    ", " r "request" ", " r "resource" ", " r "resource_name" ", " r "address" ", " r "port" \
    ", " r "login" ", " r "host_keys" ", " r "ports" ", " r "provisioner" ", " r "account" ", " r "begins" \
    ", " r "ends" ", " r "status" ", " r "opened" ", " r "closed" ", " r "at_address" \
    ", " r "at_port" ", " r "at_login" ", " r "at_principal" ", " r "at_text" ")"
#define LB_ROW_EXTENSION(r) \
    "printf('request=%Q,extends=%Q'" \
    ", " r "request" ", " r "extends" ")"
#define LB_ROW_PASSAGE(r) \
    "printf('serial=%Q,kind=%Q,port=%Q,principal=%Q,account=%Q,address=%Q,begun=%Q,ended=%Q,sent=%Q," \
    "received=%Q,sha256=%Q,why=%Q'" \
    ", " r "serial" ", " r "kind" ", " r "port" ", " r "principal" ", " r "account" ", " r "address" \
    ", " r "begun" ", " r "ended" ", " r "sent" ", " r "received" ", " r "sha256" \
    ", " r "why" ")"

/* Of migration 12. */
#define LB_ROW_RECORDING(r) \
    "printf('tenant=%Q,bytes=%Q,ended=%Q,deleted=%Q,why=%Q'" \
    ", " r "tenant" ", " r "bytes" ", " r "ended" ", " r "deleted" ", " r "why" ")"
#define LB_ROW_KEEPING(r) \
    "printf('days=%Q,mebibytes=%Q'" \
    ", " r "days" ", " r "mebibytes" ")"
#define LB_ROW_SESSION_STOP(r) \
    "printf('principal=%Q,account=%Q,time=%Q'" \
    ", " r "principal" ", " r "account" ", " r "time" ")"

/* Of migration 15. */
#define LB_ROW_TICKET_LINK(r) \
    "printf('system=%Q,id=%Q'" \
    ", " r "system" ", " r "id" ")"

/* How a row is named: the column that is its key, or several of them. */
#define LB_NUMBER_KEY(r, name) "'' || " r #name
#define LB_KEY_INSTANCE(r) LB_NUMBER_KEY(r, one)
#define LB_KEY_TENANT(r) r "id"
#define LB_KEY_SUBSCRIPTION(r) r "id"
#define LB_KEY_MANAGEMENT_GROUP(r) "quote(" r "subscription)" " || ',' || " "quote(" r "path)"
#define LB_KEY_RESOURCE(r) r "key"
#define LB_KEY_PRINCIPAL(r) LB_NUMBER_KEY(r, id)
#define LB_KEY_ADDRESS(r) "quote(" r "principal)" " || ',' || " "quote(" r "mail)"
#define LB_KEY_KEY(r) LB_NUMBER_KEY(r, id)
#define LB_KEY_ROLE_ASSIGNMENT(r) \
    "quote(" r "principal)" " || ',' || " "quote(" r "role)" " || ',' || " "quote(" r "scope)" " || ',' || " "quote(" r "source)"
#define LB_KEY_TICKET(r) LB_NUMBER_KEY(r, number)
#define LB_KEY_TICKET_ENTRY(r) "quote(" r "ticket)" " || ',' || " "quote(" r "position)"
#define LB_KEY_REQUEST(r) LB_NUMBER_KEY(r, number)
#define LB_KEY_REQUEST_RESOURCE(r) "quote(" r "request)" " || ',' || " "quote(" r "key)"
#define LB_KEY_APPROVER(r) "quote(" r "request)" " || ',' || " "quote(" r "principal)"
#define LB_KEY_VOTE(r) "quote(" r "request)" " || ',' || " "quote(" r "person)"
#define LB_KEY_WEIGHING(r) LB_NUMBER_KEY(r, request)
#define LB_KEY_ENDORSEMENT(r) "quote(" r "request)" " || ',' || " "quote(" r "person)"
#define LB_KEY_EXCLUSION(r) LB_NUMBER_KEY(r, number)
#define LB_KEY_ACKNOWLEDGEMENT(r) LB_NUMBER_KEY(r, exclusion)
#define LB_KEY_TARGET(r) r "resource"
#define LB_KEY_TARGET_KEY(r) LB_NUMBER_KEY(r, id)
#define LB_KEY_ACCESS_GRANT(r) LB_NUMBER_KEY(r, serial)
#define LB_KEY_EXTENSION(r) LB_NUMBER_KEY(r, request)
#define LB_KEY_PASSAGE(r) LB_NUMBER_KEY(r, id)
#define LB_KEY_RECORDING(r) LB_NUMBER_KEY(r, passage)
#define LB_KEY_KEEPING(r) r "tenant"
#define LB_KEY_SESSION_STOP(r) LB_NUMBER_KEY(r, passage)
#define LB_KEY_TICKET_LINK(r) LB_NUMBER_KEY(r, ticket)

/* Every table that the ledger began with, in the order in which differences are told: DO(name, key, row). */
#define LB_LEDGER_TABLES(DO)                                                  \
    DO("instance", LB_KEY_INSTANCE, LB_ROW_INSTANCE)                          \
    DO("tenant", LB_KEY_TENANT, LB_ROW_TENANT)                                \
    DO("subscription", LB_KEY_SUBSCRIPTION, LB_ROW_SUBSCRIPTION)              \
    DO("management_group", LB_KEY_MANAGEMENT_GROUP, LB_ROW_MANAGEMENT_GROUP)  \
    DO("resource", LB_KEY_RESOURCE, LB_ROW_RESOURCE)                          \
    DO("principal", LB_KEY_PRINCIPAL, LB_ROW_PRINCIPAL)                       \
    DO("address", LB_KEY_ADDRESS, LB_ROW_ADDRESS)                             \
    DO("key", LB_KEY_KEY, LB_ROW_KEY)                                         \
    DO("role_assignment", LB_KEY_ROLE_ASSIGNMENT, LB_ROW_ROLE_ASSIGNMENT)     \
    DO("ticket", LB_KEY_TICKET, LB_ROW_TICKET)                                \
    DO("ticket_entry", LB_KEY_TICKET_ENTRY, LB_ROW_TICKET_ENTRY)              \
    DO("request", LB_KEY_REQUEST, LB_ROW_REQUEST)                             \
    DO("request_resource", LB_KEY_REQUEST_RESOURCE, LB_ROW_REQUEST_RESOURCE)  \
    DO("approver", LB_KEY_APPROVER, LB_ROW_APPROVER)                          \
    DO("vote", LB_KEY_VOTE, LB_ROW_VOTE)                                      \
    DO("weighing", LB_KEY_WEIGHING, LB_ROW_WEIGHING)                          \
    DO("endorsement", LB_KEY_ENDORSEMENT, LB_ROW_ENDORSEMENT)                 \
    DO("exclusion", LB_KEY_EXCLUSION, LB_ROW_EXCLUSION)                       \
    DO("acknowledgement", LB_KEY_ACKNOWLEDGEMENT, LB_ROW_ACKNOWLEDGEMENT)

/* Those that came with migrations 11, 12 and 15, and all. */
#define LB_LEDGER_TABLES_11(DO)                                               \
    DO("target", LB_KEY_TARGET, LB_ROW_TARGET)                                \
    DO("target_key", LB_KEY_TARGET_KEY, LB_ROW_TARGET_KEY)                    \
    DO("access_grant", LB_KEY_ACCESS_GRANT, LB_ROW_ACCESS_GRANT)              \
    DO("extension", LB_KEY_EXTENSION, LB_ROW_EXTENSION)                       \
    DO("passage", LB_KEY_PASSAGE, LB_ROW_PASSAGE)
#define LB_LEDGER_TABLES_12(DO)                                               \
    DO("recording", LB_KEY_RECORDING, LB_ROW_RECORDING)                       \
    DO("keeping", LB_KEY_KEEPING, LB_ROW_KEEPING)                             \
    DO("session_stop", LB_KEY_SESSION_STOP, LB_ROW_SESSION_STOP)
#define LB_LEDGER_TABLES_15(DO) DO("ticket_link", LB_KEY_TICKET_LINK, LB_ROW_TICKET_LINK)
#define LB_LEDGER_TABLES_ALL(DO) LB_LEDGER_TABLES(DO) LB_LEDGER_TABLES_11(DO) LB_LEDGER_TABLES_12(DO) \
    LB_LEDGER_TABLES_15(DO)

/* What makes the ledger keep a table: the triggers that write down each change of it. */
#define LB_LEDGER_KEEPS(table, key, row)                                                                  \
    "CREATE TRIGGER " table "_kept_new AFTER INSERT ON " table " BEGIN"                         \
    "  INSERT INTO touched (kind, name, after)"                                                 \
    "   VALUES ('" table "', " key("NEW.") ", " row("NEW.") "); END;"                      \
    "CREATE TRIGGER " table "_kept AFTER UPDATE ON " table " BEGIN"                             \
    "  INSERT INTO touched (kind, name, before, after)"                                         \
    "   SELECT '" table "', " key("OLD.") ", was, is_now FROM"                                  \
    "    (SELECT " row("OLD.") " AS was, " row("NEW.") " AS is_now)"                            \
    "   WHERE was IS NOT is_now; END;"                                                          \
    "CREATE TRIGGER " table "_kept_gone AFTER DELETE ON " table " BEGIN"                        \
    "  INSERT INTO touched (kind, name, before)"                                                \
    "   VALUES ('" table "', " key("OLD.") ", " row("OLD.") "); END;"
/* clang-format on */
