/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of what events of Windows mean, and which of their fields say what.
 *
 * Sources, below learn.microsoft.com/windows/security/threat-protection: each event of the channel Security has its page,
 * auditing/event-ID ("4624(S): An account was successfully logged on"), with its XML and what each field holds; 4728, 4729,
 * 4756 and 4757 are said to have the fields of 4732 and 4733 in auditing/audit-security-group-management. 104 and 7045 of the channel System, with their
 * providers, stand in the queries of use-windows-event-forwarding-to-assist-in-intrusion-detection, appendix E (where the
 * words for 7000 and 7045 are interchanged); their fields are named as the two providers' manifests name them. */
#include "core/winevent.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"

#define NETBIOS_MOST 15 /* characters of a computer's name where it has no domain behind it */

#define AUDITING "Microsoft-Windows-Security-Auditing"
#define EVENTLOG "Microsoft-Windows-Eventlog"
#define SERVICES "Service Control Manager"

const LbName lb_winevent_kind_names[] = {
    { LB_WINEVENT_OTHER, "other", N_("other event") },
    { LB_WINEVENT_LOGON, "logon", N_("logon") },
    { LB_WINEVENT_FAILED_LOGON, "failed-logon", N_("failed logon") },
    { LB_WINEVENT_LOGOFF, "logoff", N_("logoff") },
    { LB_WINEVENT_PROCESS_START, "process-start", N_("process started") },
    { LB_WINEVENT_SERVICE_INSTALL, "service-install", N_("service installed") },
    { LB_WINEVENT_ACCOUNT_CHANGE, "account-change", N_("account changed") },
    { LB_WINEVENT_LOG_CLEARED, "log-cleared", N_("log cleared") },
    { 0, NULL, NULL },
};

/* Which fields hold what, for events that are written alike. Of names with a domain it is the field of the name, and
 * that of its domain. */
typedef struct {
    const char *account, *account_domain, *account_sid, *logon;
    const char *target, *target_domain, *target_sid;
    const char *group, *group_domain;
    const char *logon_type, *address, *workstation;
    const char *process, *command, *service, *cleared;
} Fields;

/* "Subject" is who told Windows to do it, "Target" whom it was done to: whoever logs on or off is a target, and did it. */
static const Fields of_logon = {
    .account = "TargetUserName",
    .account_domain = "TargetDomainName",
    .account_sid = "TargetUserSid",
    .logon = "TargetLogonId",
    .logon_type = "LogonType",
    .address = "IpAddress",
    .workstation = "WorkstationName",
    .process = "ProcessName",
};
static const Fields of_process = {
    .account = "SubjectUserName",
    .account_domain = "SubjectDomainName",
    .account_sid = "SubjectUserSid",
    .logon = "SubjectLogonId",
    .target = "TargetUserName",
    .target_domain = "TargetDomainName",
    .process = "NewProcessName",
    .command = "CommandLine",
};
static const Fields of_service = {
    .account = "SubjectUserName",
    .account_domain = "SubjectDomainName",
    .logon = "SubjectLogonId",
    .target = "ServiceAccount",
    .command = "ServiceFileName",
    .service = "ServiceName",
};
static const Fields of_account = {
    .account = "SubjectUserName",
    .account_domain = "SubjectDomainName",
    .logon = "SubjectLogonId",
    .target = "TargetUserName",
    .target_domain = "TargetDomainName",
    .target_sid = "TargetSid",
};
/* What is called the domain of the target here is the computer from which it was tried. */
static const Fields of_lockout = {
    .account = "SubjectUserName",
    .account_domain = "SubjectDomainName",
    .logon = "SubjectLogonId",
    .target = "TargetUserName",
    .target_sid = "TargetSid",
    .workstation = "TargetDomainName",
};
static const Fields of_group = {
    .account = "SubjectUserName",
    .account_domain = "SubjectDomainName",
    .logon = "SubjectLogonId",
    .target = "MemberName",
    .target_sid = "MemberSid",
    .group = "TargetUserName",
    .group_domain = "TargetDomainName",
};
static const Fields of_cleared = {
    .account = "SubjectUserName",
    .account_domain = "SubjectDomainName",
    .logon = "SubjectLogonId",
    .cleared = "Channel",
};
/* Who installed it is said by the SID that the event stands under. */
static const Fields of_system_service = {
    .target = "AccountName",
    .command = "ImagePath",
    .service = "ServiceName",
};

static const struct {
    const char *channel, *provider;
    uint32_t id;
    LbWinEventKind kind;
    const Fields *fields;
} rules[] = {
    { "Security", AUDITING, 4624, LB_WINEVENT_LOGON, &of_logon },
    { "Security", AUDITING, 4625, LB_WINEVENT_FAILED_LOGON, &of_logon },
    { "Security", AUDITING, 4634, LB_WINEVENT_LOGOFF, &of_logon },
    { "Security", AUDITING, 4647, LB_WINEVENT_LOGOFF, &of_logon },
    { "Security", AUDITING, 4688, LB_WINEVENT_PROCESS_START, &of_process },
    { "Security", AUDITING, 4697, LB_WINEVENT_SERVICE_INSTALL, &of_service },
    { "Security", AUDITING, 4720, LB_WINEVENT_ACCOUNT_CHANGE, &of_account }, /* created */
    { "Security", AUDITING, 4722, LB_WINEVENT_ACCOUNT_CHANGE, &of_account }, /* enabled */
    { "Security", AUDITING, 4723, LB_WINEVENT_ACCOUNT_CHANGE, &of_account }, /* own password */
    { "Security", AUDITING, 4724, LB_WINEVENT_ACCOUNT_CHANGE, &of_account }, /* password reset */
    { "Security", AUDITING, 4725, LB_WINEVENT_ACCOUNT_CHANGE, &of_account }, /* disabled */
    { "Security", AUDITING, 4726, LB_WINEVENT_ACCOUNT_CHANGE, &of_account }, /* deleted */
    { "Security", AUDITING, 4728, LB_WINEVENT_ACCOUNT_CHANGE, &of_group }, /* into a global group */
    { "Security", AUDITING, 4729, LB_WINEVENT_ACCOUNT_CHANGE, &of_group }, /* out of it */
    { "Security", AUDITING, 4732, LB_WINEVENT_ACCOUNT_CHANGE, &of_group }, /* into a local group */
    { "Security", AUDITING, 4733, LB_WINEVENT_ACCOUNT_CHANGE, &of_group }, /* out of it */
    { "Security", AUDITING, 4738, LB_WINEVENT_ACCOUNT_CHANGE, &of_account }, /* changed */
    { "Security", AUDITING, 4740, LB_WINEVENT_ACCOUNT_CHANGE, &of_lockout },
    { "Security", AUDITING, 4756, LB_WINEVENT_ACCOUNT_CHANGE,
      &of_group }, /* into a universal group */
    { "Security", AUDITING, 4757, LB_WINEVENT_ACCOUNT_CHANGE, &of_group }, /* out of it */
    { "Security", EVENTLOG, 1102, LB_WINEVENT_LOG_CLEARED, &of_cleared },
    { "System", EVENTLOG, 104, LB_WINEVENT_LOG_CLEARED, &of_cleared },
    { "System", SERVICES, 7045, LB_WINEVENT_SERVICE_INSTALL, &of_system_service },
};

LbWinEvent *
lb_winevent_new(void)
{
    LbWinEvent *event = g_new0(LbWinEvent, 1);
    event->logon_type = LB_WINEVENT_NO_TYPE;
    return event;
}

LbWinEvent *
lb_winevent_copy(const LbWinEvent *event)
{
    LbWinEvent *copy = g_new(LbWinEvent, 1);
    *copy = *event;
    copy->channel = g_strdup(event->channel);
    copy->provider = g_strdup(event->provider);
    copy->computer = g_strdup(event->computer);
    copy->account = g_strdup(event->account);
    copy->target = g_strdup(event->target);
    copy->group = g_strdup(event->group);
    copy->source = g_strdup(event->source);
    copy->process = g_strdup(event->process);
    copy->command = g_strdup(event->command);
    copy->service = g_strdup(event->service);
    copy->cleared = g_strdup(event->cleared);
    return copy;
}

void
lb_winevent_free(LbWinEvent *event)
{
    if (event == NULL)
        return;
    g_free(event->channel);
    g_free(event->provider);
    g_free(event->computer);
    g_free(event->account);
    g_free(event->target);
    g_free(event->group);
    g_free(event->source);
    g_free(event->process);
    g_free(event->command);
    g_free(event->service);
    g_free(event->cleared);
    g_free(event);
}

/* What the field says: Windows writes "-" where it has nothing to say. */
static const char *
said(GHashTable *data, const char *field)
{
    const char *text = field != NULL ? g_hash_table_lookup(data, field) : NULL;
    return text == NULL || *text == '\0' || strcmp(text, "-") == 0 ? NULL : text;
}

static char *
kept(GHashTable *data, const char *field, size_t limit)
{
    const char *text = said(data, field);
    return text != NULL ? lb_text_keep(text, -1, limit) : NULL;
}

/* DOMAIN\user; what the name says alone where no domain does. */
static char *
full_name(GHashTable *data, const char *name_field, const char *domain_field)
{
    const char *name = said(data, name_field);
    const char *domain = said(data, domain_field);
    if (name == NULL || domain == NULL)
        return kept(data, name_field, LB_WINEVENT_NAME_LIMIT);
    g_autofree char *full = g_strconcat(domain, "\\", name, NULL);
    return lb_text_keep(full, -1, LB_WINEVENT_NAME_LIMIT);
}

static uint64_t
number(GHashTable *data, const char *field, uint64_t otherwise)
{
    const char *text = said(data, field);
    guint64 value = 0;
    if (text == NULL)
        return otherwise;
    bool hexadecimal = g_ascii_strncasecmp(text, "0x", 2) == 0;
    bool right = g_ascii_string_to_unsigned(hexadecimal ? text + 2 : text, hexadecimal ? 16 : 10, 0,
                                            G_MAXUINT64, &value, NULL);
    return right ? value : otherwise;
}

/* Types of logon are small numbers. */
static int
logon_type(GHashTable *data, const char *field)
{
    uint64_t type = number(data, field, G_MAXUINT64);
    return type <= G_MAXUINT8 ? (int)type : LB_WINEVENT_NO_TYPE;
}

static void
take_fields(LbWinEvent *event, GHashTable *data, const Fields *fields)
{
    event->account = full_name(data, fields->account, fields->account_domain);
    event->logon = number(data, fields->logon, 0);
    event->target = full_name(data, fields->target, fields->target_domain);
    if (event->target == NULL)
        event->target = kept(data, fields->target_sid, LB_WINEVENT_NAME_LIMIT);
    event->group = full_name(data, fields->group, fields->group_domain);
    event->logon_type = logon_type(data, fields->logon_type);
    event->source = kept(data, fields->address, LB_WINEVENT_NAME_LIMIT);
    if (event->source == NULL)
        event->source = kept(data, fields->workstation, LB_WINEVENT_NAME_LIMIT);
    event->process = kept(data, fields->process, LB_WINEVENT_NAME_LIMIT);
    event->command = kept(data, fields->command, LB_WINEVENT_COMMAND_LIMIT);
    event->service = kept(data, fields->service, LB_WINEVENT_NAME_LIMIT);
    event->cleared = kept(data, fields->cleared, LB_WINEVENT_NAME_LIMIT);
}

static bool
same(const char *written, const char *known)
{
    return written != NULL && g_ascii_strcasecmp(written, known) == 0;
}

/* LOCAL SYSTEM, LOCAL SERVICE, NETWORK SERVICE, and those of Windows' own sessions: the window and the font managers. */
static bool
is_service_sid(const char *sid)
{
    static const char *const whole[] = { "S-1-5-18", "S-1-5-19", "S-1-5-20", NULL };
    return sid != NULL && (g_strv_contains(whole, sid) || g_str_has_prefix(sid, "S-1-5-90-") ||
                           g_str_has_prefix(sid, "S-1-5-96-"));
}

/* "CONTOSO\DB01$" on db01.contoso.example. Others whose name ends so are told of: people hide behind such names. So is
 * "DB01\DB01$", an account that somebody made on the computer: its own is its domain's. */
static bool
is_own_account(const LbWinEvent *event, const char *account)
{
    const char *computer = event->computer != NULL ? event->computer : "";
    size_t label = MIN(strcspn(computer, "."), NETBIOS_MOST);
    const char *slash = account != NULL ? strrchr(account, '\\') : NULL;
    const char *name = slash != NULL ? slash + 1 : account;
    bool local = slash != NULL && (size_t)(slash - account) == label &&
                 g_ascii_strncasecmp(account, computer, label) == 0;
    return name != NULL && label > 0 && !local && strlen(name) == label + 1 && name[label] == '$' &&
           g_ascii_strncasecmp(name, computer, label) == 0;
}

/* A process that Windows starts for somebody is theirs. NULL SID is nobody, but where somebody tried to come in: there it is
 * whoever has no account. */
static bool
is_of_windows(const LbWinEvent *event, GHashTable *data, const Fields *fields)
{
    static const unsigned routine = 1 << LB_WINEVENT_LOGON | 1 << LB_WINEVENT_FAILED_LOGON |
                                    1 << LB_WINEVENT_LOGOFF | 1 << LB_WINEVENT_PROCESS_START;
    const char *sid = said(data, fields->account_sid);
    if ((routine & 1u << event->kind) == 0)
        return false;
    if (event->kind == LB_WINEVENT_PROCESS_START && event->target != NULL &&
        !is_service_sid(said(data, "TargetUserSid")) && !is_own_account(event, event->target))
        return false;
    bool nobody = event->kind != LB_WINEVENT_FAILED_LOGON && g_strcmp0(sid, "S-1-0-0") == 0;
    return nobody || is_service_sid(sid) || is_own_account(event, event->account);
}

void
lb_winevent_settle(LbWinEvent *event, GHashTable *data, const char *user)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (event->id != rules[i].id || !same(event->channel, rules[i].channel) ||
            !same(event->provider, rules[i].provider))
            continue;
        event->kind = rules[i].kind;
        take_fields(event, data, rules[i].fields);
        event->system = is_of_windows(event, data, rules[i].fields);
        break;
    }
    if (event->account == NULL && user != NULL && *user != '\0')
        event->account = lb_text_keep(user, -1, LB_WINEVENT_NAME_LIMIT);
    /* Of the channel Security only itself: there the event has no field for it. */
    if (event->kind == LB_WINEVENT_LOG_CLEARED && event->cleared == NULL)
        event->cleared = g_strdup(event->channel);
}
