/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watches the file of the just-in-time rules. */
#include "daemon/rules.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/time.h"
#include "config/places.h"
#include "daemon/error.h"
#include "service/rules.h"

/* What changes when the file does, without reading it. */
static char *
look_at(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return g_strdup_printf("%s: %d", path, errno);
    return g_strdup_printf("%s: %llu %llu %lld %lld.%09ld %lld.%09ld", path,
                           (unsigned long long)status.st_dev, (unsigned long long)status.st_ino,
                           (long long)status.st_size, (long long)status.st_mtim.tv_sec,
                           status.st_mtim.tv_nsec, (long long)status.st_ctim.tv_sec,
                           status.st_ctim.tv_nsec);
}

/* What becomes of requests meanwhile is what the operator has to know first. */
static GError *
describe(const LbRules *rules)
{
    if (rules->kept != NULL) {
        g_autofree char *since = lb_time_to_iso(rules->since);
        return g_error_new(LB_DAEMON_ERROR, LB_DAEMON_ERROR_CONFIGURATION,
                           "%s; those in force since %s stay", rules->fault, since);
    }
    if (rules->kept_fault != NULL)
        return g_error_new(LB_DAEMON_ERROR, LB_DAEMON_ERROR_CONFIGURATION,
                           "%s; %s; every request is refused", rules->fault, rules->kept_fault);
    return g_error_new(LB_DAEMON_ERROR, LB_DAEMON_ERROR_CONFIGURATION,
                       "%s; none are in force: every request is refused", rules->fault);
}

static void
tell(LbRulesWatch *watch, const LbRules *rules)
{
    if (rules->fault != NULL) {
        lb_fault_set(&watch->fault, "rules", describe(rules));
        return;
    }
    lb_fault_clear(&watch->fault, "rules");
    if (!lb_rules_are_kept(rules)) /* until now */
        lb_report(LB_REPORT_INFO, "rules: those of %s are in force", rules->path);
}

void
lb_rules_watch_look(LbRulesWatch *watch, LbService *service, const LbConfig *config)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = lb_places_policy(config);
    g_autofree char *seen = look_at(path);
    if (g_strcmp0(watch->seen, seen) == 0)
        return;
    lb_service_follow_rules(service, path, config->policy_wait);
    g_autoptr(LbRules) rules = lb_rules_adopt(service, &error);
    if (rules == NULL) { /* it is looked at again the next time */
        lb_fault_set(&watch->reading, "rules in force", g_steal_pointer(&error));
        return;
    }
    lb_fault_clear(&watch->reading, "rules in force");
    tell(watch, rules);
    g_free(watch->seen);
    watch->seen = g_steal_pointer(&seen);
}

void
lb_rules_watch_forget(LbRulesWatch *watch)
{
    g_clear_pointer(&watch->seen, g_free);
}

void
lb_rules_watch_clear(LbRulesWatch *watch)
{
    g_free(watch->seen);
    g_free(watch->fault.reason);
    g_free(watch->reading.reason);
}
