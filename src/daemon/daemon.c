/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main loop of lockboxd. Whatever goes wrong once it runs is told and tried again at the next tick; only a
 * signal ends it, or that its database is taken away. Opens no network: that is for its children. */
#include "daemon/daemon.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "config/places.h"
#include "daemon/courier.h"
#include "daemon/error.h"
#include "daemon/forwarder.h"
#include "daemon/hookrun.h"
#include "daemon/hooks.h"
#include "daemon/keeper.h"
#include "daemon/liaison.h"
#include "daemon/listener.h"
#include "daemon/lock.h"
#include "daemon/mail.h"
#include "daemon/minter.h"
#include "daemon/provider.h"
#include "daemon/report.h"
#include "daemon/rules.h"
#include "daemon/signals.h"
#include "daemon/supervisor.h"
#include "service/deadlines.h"
#include "service/deliveries.h"
#include "service/grants.h"
#include "service/recordings.h"
#include "service/reminders.h"

#define TICK_MS 500
#define LOOK_EVERY LB_SECOND /* when nobody says that something changed */
#define BEAT_EVERY (3 * LB_SECOND)
#define LOOK_APART_MS 50 /* however often somebody says so */
#define BATCH 20         /* deadlines before everything else has its turn */
#define BUSY_MS 1000     /* waiting for the database stops everything here */
#define LAST_MS 5000
#define DESCRIPTORS 192 /* connections, the database, children, and some to spare */

typedef struct {
    char *data;
    const char *config_argument;
    LbConfig *config;
    LbService *service;
    LbSignals *signals;
    LbListener *listener;
    LbCourier *courier;
    LbHooks *hooks;
    LbProvider *provider;
    LbMinter *minter;
    LbLiaison *liaison;
    LbForwarder *forwarder;
    LbFd lock;
    GMainLoop *loop;
    bool ending;
    bool delivered, hooked, provided; /* while ending: nothing of it is under way */
    bool lost;                        /* the database */
    bool released;                    /* leases of the past */
    guint tick, soon, last; /* sources; soon: 0 when no look is planned; last: once it is ending */
    gint64 looked, beaten;  /* when, by the monotonic clock */
    int64_t version;        /* of the data at the last look */
    LbFault release_fault, deadline_fault, reminder_fault, beat_fault;
    LbRulesWatch rules;
    LbKeeper keeper;
} LbDaemon;

static void look(LbDaemon *daemon);
static void begin_end(LbDaemon *daemon);

/* Tells @what of @error, or that it works. */
static void
note(bool done, LbFault *fault, const char *what, GError *error)
{
    if (done)
        lb_fault_clear(fault, what);
    else
        lb_fault_set(fault, what, error);
}

static gboolean
on_soon(gpointer data)
{
    LbDaemon *daemon = data;
    daemon->soon = 0;
    look(daemon);
    return G_SOURCE_REMOVE;
}

static void
look_soon(LbDaemon *daemon)
{
    gint64 since = (g_get_monotonic_time() - daemon->looked) / 1000;
    if (daemon->soon == 0)
        daemon->soon =
            g_timeout_add((guint)CLAMP(LOOK_APART_MS - since, 0, LOOK_APART_MS), on_soon, daemon);
}

/* Leases of a lockboxd that died are given up before anything is claimed. */
static bool
release(LbDaemon *daemon)
{
    GError *error = NULL;
    if (daemon->released)
        return true;
    daemon->released = lb_deliveries_release(daemon->service, &error);
    note(daemon->released, &daemon->release_fault, "outbox", error);
    return daemon->released;
}

/* What is written to a file without a name reaches nobody. Another start finds out what is there now; to go on
 * with it here could record what became of one database's mail in another. */
static void
notice_loss(LbDaemon *daemon)
{
    if (daemon->ending || !lb_service_is_lost(daemon->service))
        return;
    lb_report(
        LB_REPORT_ERROR,
        "%s/lockbox.db is not the file any more that lockboxd works on: it was removed, moved "
        "or replaced",
        daemon->data);
    daemon->lost = true;
    begin_end(daemon);
}

/* Returns whether there may be more at once. */
static bool
remind(LbDaemon *daemon)
{
    GError *error = NULL;
    int passed = 0;
    size_t count = 0;
    const int64_t *spans = daemon->config->reminders;
    while (count < LB_REMINDERS_MOST && spans[count] != 0)
        count++;
    bool done = lb_reminders_run(daemon->service, spans, count, BATCH, &passed, &error);
    note(done, &daemon->reminder_fault, "reminders", error);
    return passed >= BATCH;
}

static void
look(LbDaemon *daemon)
{
    GError *error = NULL;
    int ended = 0;
    bool more = false;
    notice_loss(daemon);
    if (!daemon->ending) {
        daemon->version = lb_service_data_version(daemon->service);
        bool done = lb_deadlines_run(daemon->service, BATCH, &ended, &error);
        note(done, &daemon->deadline_fault, "deadlines", error);
        more = remind(daemon);
    }
    if (ended > 0)
        lb_report(LB_REPORT_INFO, "deadlines: %d ended", ended);
    lb_provider_look(daemon->provider);
    lb_forwarder_look(daemon->forwarder);
    if (release(daemon))
        lb_courier_look(daemon->courier);
    if (!daemon->ending)
        lb_liaison_look(daemon->liaison);
    lb_hooks_look(daemon->hooks);
    daemon->looked = g_get_monotonic_time();
    if (ended >= BATCH || more)
        look_soon(daemon);
}

static void
beat(LbDaemon *daemon)
{
    GError *error = NULL;
    bool done = lb_deadlines_beat(daemon->service, (int64_t)getpid(), &error);
    note(done, &daemon->beat_fault, "sign of life", error);
    daemon->beaten = g_get_monotonic_time();
    lb_rules_watch_look(&daemon->rules, daemon->service, daemon->config);
    lb_keeper_look(&daemon->keeper, daemon->service);
}

static gboolean
on_tick(gpointer data)
{
    LbDaemon *daemon = data;
    gint64 now = g_get_monotonic_time();
    lb_listener_sweep(daemon->listener);
    notice_loss(daemon);
    if (!daemon->ending && now - daemon->beaten >= BEAT_EVERY)
        beat(daemon);
    /* A tick that comes a little early must not cost another one. */
    bool time = now - daemon->looked >= LOOK_EVERY - TICK_MS * 1000 / 2;
    if (time || lb_service_data_version(daemon->service) != daemon->version)
        look(daemon);
    return G_SOURCE_CONTINUE;
}

static void
run_wake(gpointer context, const LbPeer *peer, char **words, LbReply *reply)
{
    (void)peer;
    (void)words;
    lb_reply_drop(reply);
    look_soon(context);
}

static void
run_mint(gpointer context, const LbPeer *peer, char **words, LbReply *reply)
{
    const LbDaemon *daemon = context;
    if (daemon->ending)
        lb_reply_send(reply, "failed");
    else
        lb_minter_ask(daemon->minter, peer, words, reply);
}

/* What may be asked through the socket. */
static const LbCall calls[] = {
    { "wake", 0, run_wake },
    { "mint", 3, run_mint },
    { NULL, 0, NULL },
};

static LbConfig *
read_config(const char *argument, GError **error)
{
    g_autoptr(LbConfig) config = lb_places_read_config(argument, error);
    bool good = config != NULL && lb_mail_check(config, error) && lb_hook_check(config, error) &&
                lb_liaison_check(config, error);
    return good ? g_steal_pointer(&config) : NULL;
}

static LbService *
open_service(const LbDaemon *daemon, const LbConfig *config, GError **error)
{
    LbService *service = lb_service_open(daemon->data, config->site->host, error);
    if (service == NULL)
        return NULL;
    lb_service_set_patience(service, BUSY_MS);
    lb_service_provide_by(service, config->access_provisioner);
    lb_service_keep_recordings(service, &config->recordings);
    return service;
}

static void
configure(const LbDaemon *daemon, LbService *service, const LbConfig *config)
{
    lb_courier_configure(daemon->courier, service, config);
    lb_hooks_configure(daemon->hooks, service, config);
    lb_provider_configure(daemon->provider, service, config);
    lb_minter_configure(daemon->minter, service, config);
    lb_liaison_configure(daemon->liaison, service, config);
    lb_forwarder_configure(daemon->forwarder, service, config);
}

/* Takes the configuration as it is now; one that cannot be used changes nothing. */
static void
reload(LbDaemon *daemon)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbConfig) config = read_config(daemon->config_argument, &error);
    g_autoptr(LbService) service = config != NULL ? open_service(daemon, config, &error) : NULL;
    if (service == NULL) {
        lb_report(LB_REPORT_ERROR, "the configuration stays as it was: %s", error->message);
        return;
    }
    configure(daemon, service, config);
    lb_service_free(daemon->service);
    lb_config_free(daemon->config);
    daemon->service = g_steal_pointer(&service);
    daemon->config = g_steal_pointer(&config);
    lb_rules_watch_forget(&daemon->rules);
    lb_keeper_forget(&daemon->keeper);
    lb_report(LB_REPORT_INFO, "the configuration was read again");
    look_soon(daemon);
}

static void
quit_when_done(const LbDaemon *daemon)
{
    if (daemon->delivered && daemon->hooked && daemon->provided)
        g_main_loop_quit(daemon->loop);
}

static void
on_delivered(gpointer data)
{
    LbDaemon *daemon = data;
    daemon->delivered = true;
    quit_when_done(daemon);
}

static void
on_hooked(gpointer data)
{
    LbDaemon *daemon = data;
    daemon->hooked = true;
    quit_when_done(daemon);
}

static void
on_provided(gpointer data)
{
    LbDaemon *daemon = data;
    daemon->provided = true;
    quit_when_done(daemon);
}

static gboolean
on_last(gpointer data)
{
    LbDaemon *daemon = data;
    lb_report(LB_REPORT_WARNING, "a child does not end");
    g_main_loop_quit(daemon->loop);
    return G_SOURCE_CONTINUE;
}

/* Once more: without waiting for what is under way. */
static void
begin_end(LbDaemon *daemon)
{
    if (!daemon->ending) {
        lb_supervisor_tell(g_getenv("NOTIFY_SOCKET"), "STOPPING=1");
        daemon->last = g_timeout_add(LAST_MS, on_last, daemon);
    }
    daemon->ending = true;
    lb_liaison_stop(daemon->liaison);
    lb_forwarder_stop(daemon->forwarder);
    lb_provider_stop(daemon->provider, on_provided, daemon);
    lb_hooks_stop(daemon->hooks, on_hooked, daemon);
    lb_courier_stop(daemon->courier, on_delivered, daemon);
}

static void
reap(const LbDaemon *daemon)
{
    lb_courier_reap(daemon->courier);
    lb_hooks_reap(daemon->hooks);
    lb_provider_reap(daemon->provider);
    lb_minter_reap(daemon->minter);
    lb_liaison_reap(daemon->liaison);
    lb_forwarder_reap(daemon->forwarder);
}

static void
on_signal(int signal_number, gpointer data)
{
    LbDaemon *daemon = data;
    if (signal_number == SIGCHLD)
        reap(daemon);
    else if (signal_number != SIGHUP)
        begin_end(daemon);
    else if (!daemon->ending)
        reload(daemon);
}

/* Files that another user made would be beyond the daemon's reach at its next start. */
static bool
check_owner(const char *data, GError **error)
{
    struct stat status;
    if (stat(data, &status) != 0) {
        lb_set_errno_error(error, errno, "%s", data);
        return false;
    }
    if (status.st_uid == geteuid())
        return true;
    g_set_error(error, LB_DAEMON_ERROR, LB_DAEMON_ERROR_OWNER,
                "%s belongs to user %u: lockboxd has to be run as that user", data,
                (unsigned)status.st_uid);
    return false;
}

/* GLib aborts where it gets no descriptor for a main loop, and SQLite's words do not tell what is missing. */
static bool
check_limit(GError **error)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= DESCRIPTORS)
        return true;
    g_set_error(error, LB_DAEMON_ERROR, LB_DAEMON_ERROR_LIMIT,
                "only %u files may be open at a time (ulimit -n): %d are needed",
                (unsigned)limit.rlim_cur, DESCRIPTORS);
    return false;
}

static bool
begin(LbDaemon *daemon, GError **error)
{
    if (!check_limit(error) || !check_owner(daemon->data, error))
        return false;
    daemon->config = read_config(daemon->config_argument, error);
    if (daemon->config == NULL)
        return false;
    daemon->lock = lb_lock_take(daemon->data, error);
    if (daemon->lock < 0)
        return false;
    daemon->service = open_service(daemon, daemon->config, error);
    if (daemon->service == NULL)
        return false;
    daemon->courier = lb_courier_new(daemon->data);
    daemon->hooks = lb_hooks_new();
    daemon->provider = lb_provider_new(daemon->data);
    daemon->minter = lb_minter_new(daemon->data);
    daemon->liaison = lb_liaison_new();
    daemon->forwarder = lb_forwarder_new();
    configure(daemon, daemon->service, daemon->config);
    daemon->signals = lb_signals_new(on_signal, daemon, error);
    if (daemon->signals == NULL)
        return false;
    daemon->listener = lb_listener_new(daemon->data, calls, daemon, error);
    return daemon->listener != NULL;
}

static void
serve(LbDaemon *daemon)
{
    daemon->loop = g_main_loop_new(NULL, FALSE);
    daemon->tick = g_timeout_add(TICK_MS, on_tick, daemon);
    lb_report(LB_REPORT_INFO, "serves %s%s, mail goes to %s", daemon->data,
              lb_service_is_test(daemon->service) ? " (a test database)" : "",
              daemon->config->smtp_server != NULL ? daemon->config->smtp_server
                                                  : "the Maildir in it");
    beat(daemon);
    look_soon(daemon);
    lb_supervisor_tell(g_getenv("NOTIFY_SOCKET"), "READY=1");
    g_main_loop_run(daemon->loop);
}

/* Leaves nothing leased, so that the next start need not find out. */
static void
end(LbDaemon *daemon)
{
    if (daemon->loop != NULL) {
        daemon->released = false;
        release(daemon);
        lb_report(LB_REPORT_INFO, "ends");
    }
    if (daemon->tick != 0)
        g_source_remove(daemon->tick);
    if (daemon->soon != 0)
        g_source_remove(daemon->soon);
    if (daemon->last != 0)
        g_source_remove(daemon->last);
    lb_forwarder_free(daemon->forwarder);
    lb_minter_free(daemon->minter);
    lb_liaison_free(daemon->liaison);
    lb_listener_free(daemon->listener);
    lb_provider_free(daemon->provider);
    lb_courier_free(daemon->courier);
    lb_hooks_free(daemon->hooks);
    lb_signals_free(daemon->signals);
    lb_service_free(daemon->service);
    lb_config_free(daemon->config);
    g_clear_pointer(&daemon->loop, g_main_loop_unref);
    lb_fd_close(&daemon->lock);
    g_free(daemon->data);
    g_free(daemon->release_fault.reason);
    g_free(daemon->deadline_fault.reason);
    g_free(daemon->reminder_fault.reason);
    g_free(daemon->beat_fault.reason);
    lb_rules_watch_clear(&daemon->rules);
    lb_keeper_clear(&daemon->keeper);
}

static LbDaemonEnd
end_by(const GError *error)
{
    if (g_error_matches(error, LB_DAEMON_ERROR, LB_DAEMON_ERROR_TAKEN))
        return LB_DAEMON_END_TAKEN;
    bool configured = error->domain != LB_CONFIG_ERROR &&
                      !g_error_matches(error, LB_DAEMON_ERROR, LB_DAEMON_ERROR_CONFIGURATION);
    return configured ? LB_DAEMON_END_FAILED : LB_DAEMON_END_CONFIGURATION;
}

LbDaemonEnd
lb_daemon_run(const char *data, const char *config)
{
    g_autoptr(GError) error = NULL;
    LbDaemon daemon = { .data = lb_places_data(data), .config_argument = config, .lock = -1 };
    LbDaemonEnd code = LB_DAEMON_END_ASKED;
    umask(007);
    if (begin(&daemon, &error)) {
        serve(&daemon);
        code = daemon.lost ? LB_DAEMON_END_FAILED : LB_DAEMON_END_ASKED;
    } else {
        lb_report(LB_REPORT_ERROR, "%s", error->message);
        code = end_by(error);
    }
    end(&daemon);
    return code;
}
