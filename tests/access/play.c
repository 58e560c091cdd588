/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates, revocation and scripts from the command line, for suites that play them against a real sshd:
 *
 *     access-play ca|principal|certificate|krl|open|close NAME=VALUE…
 *
 * Prints what it made, or, for open and close, the outcome, the login and the words, each on a line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access/ca.h"
#include "access/certificate.h"
#include "access/krl.h"
#include "access/provisioner.h"
#include "base/file.h"
#include "base/span.h"

#define KEY_LIMIT 16384

static GHashTable *values;

static const char *
value(const char *name)
{
    return g_hash_table_lookup(values, name);
}

static const char *
needed(const char *name)
{
    if (value(name) != NULL)
        return value(name);
    fprintf(stderr, "access-play: %s= is missing\n", name);
    exit(2);
}

static int64_t
number(const char *name)
{
    return g_ascii_strtoll(needed(name), NULL, 10);
}

/* A public key line, as it stands in the file. */
static char *
read_key(const char *name)
{
    char *line = lb_file_read(needed(name), KEY_LIMIT, NULL, NULL);
    return line != NULL ? g_strchomp(line) : g_strdup("");
}

/* Times are in seconds. */
static LbGrant *
new_grant(void)
{
    LbGrant *grant = lb_grant_new();
    g_autofree char *host_key = read_key("host-key");
    grant->serial = number("serial");
    grant->request = g_strdup(needed("request"));
    grant->account = g_strdup(needed("account"));
    grant->target = lb_target_new(needed("resource"), needed("address"), (unsigned)number("port"),
                                  needed("login"));
    lb_target_add_host_key(grant->target, host_key);
    grant->start = number("start") * LB_SECOND;
    grant->end = number("end") * LB_SECOND;
    return grant;
}

static int
report(const GError *error)
{
    if (error != NULL)
        fprintf(stderr, "access-play: %s\n", error->message);
    return error != NULL ? 1 : 0;
}

static int
make_ca(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbSshKey) key = lb_ca_init(needed("private"), lb_clock_system(), &error);
    if (key != NULL)
        printf("%s %s\n", key->type, key->blob);
    return report(error);
}

static int
print_principal(void)
{
    g_autoptr(LbGrant) grant = new_grant();
    g_autofree char *principal = lb_target_principal(needed("instance"), grant->target);
    puts(principal);
    return 0;
}

static int
make_certificate(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbGrant) grant = new_grant();
    g_autofree char *key = read_key("key");
    const char *const sources[] = { value("source"), NULL };
    LbCertificateOrder order = { .directory = needed("private"),
                                 .instance = needed("instance"),
                                 .grant = grant,
                                 .public_key = key,
                                 .start = grant->start,
                                 .end = grant->end,
                                 .terminal = value("relay") == NULL,
                                 .sources = sources[0] != NULL ? sources : NULL,
                                 .clock = lb_clock_system() };
    g_autofree char *certificate = lb_certificate_sign(&order, &error);
    if (certificate != NULL)
        puts(certificate);
    return report(error);
}

/* serials=3,5,7, and with odd=9 all odd ones up to 9. */
static int
make_krl(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) serials = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_auto(GStrv) words = g_strsplit(needed("serials"), ",", -1);
    for (char **word = words; *word != NULL; word++) {
        int64_t serial = g_ascii_strtoll(*word, NULL, 10);
        if (**word != '\0')
            g_array_append_val(serials, serial);
    }
    for (int64_t serial = 1; value("odd") != NULL && serial <= number("odd"); serial += 2)
        g_array_append_val(serials, serial);
    LbKrlOrder order = { .directory = needed("private"),
                         .path = needed("path"),
                         .serials = serials,
                         .version = 1,
                         .time = LB_SECOND,
                         .clock = lb_clock_system() };
    lb_krl_write(&order, &error);
    return report(error);
}

static int
play_script(LbProvisionResult *(*act)(const LbProvisioner *, const LbProvisionOrder *))
{
    g_autoptr(LbGrant) grant = new_grant();
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
    if (value("key") != NULL)
        g_ptr_array_add(keys, read_key("key"));
    LbProvisionSettings settings = { .script = needed("script"), .user = value("user") };
    LbProvisionOrder order = { .grant = grant,
                               .instance = needed("instance"),
                               .keys = keys,
                               .settings = &settings,
                               .clock = lb_clock_system() };
    g_autoptr(LbProvisionResult) result = act(lb_provisioner_find("script"), &order);
    printf("%s\n%s\n%s\n", lb_names_get(lb_provision_outcome_names, (int)result->outcome),
           result->connection != NULL ? result->connection->login : "",
           result->words != NULL ? result->words : "");
    return 0;
}

static int
open_access(void)
{
    return play_script(lb_provisioner_open);
}

static int
close_access(void)
{
    return play_script(lb_provisioner_close);
}

int
main(int count, char **arguments)
{
    static const struct {
        const char *name;
        int (*act)(void);
    } acts[] = {
        { "ca", make_ca },   { "principal", print_principal }, { "certificate", make_certificate },
        { "krl", make_krl }, { "open", open_access },          { "close", close_access },
    };
    values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int i = 2; i < count; i++) {
        char *equals = strchr(arguments[i], '=');
        if (equals != NULL)
            g_hash_table_insert(values, g_strndup(arguments[i], (gsize)(equals - arguments[i])),
                                equals + 1);
    }
    int status = 2;
    for (size_t i = 0; count > 1 && i < G_N_ELEMENTS(acts); i++)
        if (strcmp(acts[i].name, arguments[1]) == 0)
            status = acts[i].act();
    g_hash_table_unref(values);
    return status;
}
