/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How ssh is called: by no file but those that were made for this connection, towards one host that has one of a few
 * keys, with one key and one certificate, and with nothing that leads from there to anywhere else. */
#include "proxy/ssh.h"

#include <string.h>

#include "base/file.h"
#include "base/scratch.h"
#include "core/sshkey.h"

#define SSH "/usr/bin/ssh"
#define KEYGEN "/usr/bin/ssh-keygen"
#define FILE_LIMIT 16384
#define LOG_LIMIT (1024 * 1024)

GStrv
lb_ssh_environment(const char *terminal)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_strv_builder_add_many(builder, "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", NULL);
    if (terminal != NULL) {
        g_autofree char *entry = g_strconcat("TERM=", terminal, NULL);
        g_strv_builder_add(builder, entry);
    }
#ifdef __SANITIZE_ADDRESS__
    /* What looks after tests finds the processes that they started by it. */
    g_autofree char *mark = g_strconcat("LB_TEST_RUN=", g_getenv("LB_TEST_RUN"), NULL);
    g_strv_builder_add(builder, mark);
#endif
    return g_strv_builder_end(builder);
}

static char *
path_of(const LbProxyOrder *order, const char *name)
{
    return g_strdup_printf("%s/%s", order->directory, name);
}

GStrv
lb_ssh_keygen_arguments(const LbProxyOrder *order)
{
    g_autofree char *key = path_of(order, "key");
    const char *const arguments[] = { KEYGEN, "-q", "-t", "ed25519", "-N", "",
                                      "-C",   "",   "-f", key,       NULL };
    return g_strdupv((char **)(guintptr)arguments);
}

char *
lb_ssh_public_key(const LbProxyOrder *order, GError **error)
{
    g_autofree char *path = path_of(order, "key.pub");
    g_autofree char *line = lb_file_read(path, FILE_LIMIT, NULL, error);
    g_autoptr(LbSshKey) key = line != NULL ? lb_sshkey_parse(g_strchomp(line), error) : NULL;
    return key != NULL ? g_strdup_printf("%s %s", key->type, key->blob) : NULL;
}

static char *
known_hosts(const LbProxyOrder *order)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < order->host_keys->len; i++)
        g_string_append_printf(lines, "%s %s\n", order->address,
                               (const char *)g_ptr_array_index(order->host_keys, i));
    return g_string_free(g_steal_pointer(&lines), FALSE);
}

bool
lb_ssh_write_files(const LbProxyOrder *order, const char *certificate, GError **error)
{
    g_autofree char *hosts = known_hosts(order);
    return lb_scratch_write(order->directory, "known_hosts", hosts, strlen(hosts), error) &&
           lb_scratch_write(order->directory, "certificate", certificate, strlen(certificate),
                            error);
}

/* Options with a value that is the same for all. */
static const char *const always[] = {
    "ClearAllForwardings=yes",   "PermitLocalCommand=no",
    "StrictHostKeyChecking=yes", "GlobalKnownHostsFile=none",
    "KnownHostsCommand=none",    "VerifyHostKeyDNS=no",
    "UpdateHostKeys=no",         "CheckHostIP=no",
    "CanonicalizeHostname=no",   "PreferredAuthentications=publickey",
    "IdentitiesOnly=yes",        "IdentityAgent=none",
    "AddKeysToAgent=no",         "BatchMode=yes",
    "ControlMaster=no",          "ControlPath=none",
    "ProxyCommand=none",         "Tunnel=no",
    "ConnectTimeout=20",         "ServerAliveInterval=15",
    "ServerAliveCountMax=3",     "LogLevel=VERBOSE", /* it notes that it came in */
};

static void
add_option(GStrvBuilder *builder, const char *name, const char *value)
{
    g_autofree char *option = g_strdup_printf("%s=%s", name, value);
    g_strv_builder_add_many(builder, "-o", option, NULL);
}

static void
add_file(GStrvBuilder *builder, const LbProxyOrder *order, const char *option, const char *name)
{
    g_autofree char *path = path_of(order, name);
    add_option(builder, option, path);
}

GStrv
lb_ssh_arguments(const LbProxyOrder *order, const char *literal)
{
    g_autofree char *port = g_strdup_printf("%u", order->port);
    g_autofree char *log = path_of(order, "log");
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_strv_builder_add_many(builder, SSH, "-F", "none", "-e", "none", "-a", "-x", "-tt", "-E", log,
                            NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(always); i++)
        g_strv_builder_add_many(builder, "-o", always[i], NULL);
    add_file(builder, order, "UserKnownHostsFile", "known_hosts");
    add_file(builder, order, "IdentityFile", "key");
    add_file(builder, order, "CertificateFile", "certificate");
    add_option(builder, "HostKeyAlias", order->address);
    g_strv_builder_add_many(builder, "-p", port, "-l", order->login, "--", literal, NULL);
    return g_strv_builder_end(builder);
}

bool
lb_ssh_came_in(const LbProxyOrder *order, char **words)
{
    g_autofree char *path = path_of(order, "log");
    g_autofree char *log = lb_file_read(path, LOG_LIMIT, NULL, NULL);
    g_auto(GStrv) lines = g_strsplit(log != NULL ? g_strchomp(log) : "", "\n", -1);
    guint count = g_strv_length(lines);
    bool in = false;
    for (guint i = 0; i < count; i++)
        in = in || g_str_has_prefix(lines[i], "Authenticated to ");
    *words = count > 0 && *lines[count - 1] != '\0' ? g_strdup(lines[count - 1]) : NULL;
    return in;
}
