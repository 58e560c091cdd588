/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets: values and what they may say. */
#include "core/target.h"

#include <string.h>

#include "base/i18n.h"
#include "base/sha256.h"
#include "core/address.h"
#include "core/resource.h"
#include "core/sshkey.h"

#define PRINCIPAL_DIGITS 32

const LbName lb_target_fault_names[] = {
    { LB_TARGET_FAULT_NONE, "none", NULL },
    { LB_TARGET_FAULT_RESOURCE, "malformed-resource", N_("The resource id is none.") },
    { LB_TARGET_FAULT_ADDRESS, "malformed-address",
      N_("The address is neither a host name nor an IP address.") },
    { LB_TARGET_FAULT_LOCAL_ADDRESS, "local-address",
      N_("The address leads to this host, its own link or no single host; lockbox.conf can allow "
         "that (allow-local-targets).") },
    { LB_TARGET_FAULT_PORT, "malformed-port", N_("The port is not one from 1 to 65535.") },
    { LB_TARGET_FAULT_LOGIN, "malformed-login",
      N_("The login may have ASCII letters, digits, '_', '.' and '-', the latter two not first.") },
    { LB_TARGET_FAULT_NO_HOST_KEY, "host-key-needed",
      N_("At least one public key of the host is needed, else nobody would know it from "
         "another.") },
    { LB_TARGET_FAULT_HOST_KEY, "malformed-host-key",
      N_("A host key is not a public key like 'ssh-ed25519 AAAA…'.") },
    { LB_TARGET_FAULT_DOUBLE_HOST_KEY, "double-host-key", N_("A host key is named twice.") },
    { LB_TARGET_FAULT_HOST_KEYS, "too-many-host-keys", N_("There are too many host keys.") },
    { 0, NULL, NULL },
};

LbTarget *
lb_target_new(const char *resource, const char *address, unsigned port, const char *login)
{
    LbTarget *target = g_new0(LbTarget, 1);
    target->resource = g_strdup(resource);
    target->address = lb_address_canonical(address);
    if (target->address == NULL)
        target->address = g_strdup(address);
    target->port = port;
    target->login = g_strdup(login);
    target->host_keys = g_ptr_array_new_with_free_func(g_free);
    return target;
}

void
lb_target_add_host_key(LbTarget *target, const char *line)
{
    g_autoptr(LbSshKey) key = lb_sshkey_parse(line, NULL);
    char *kept = key != NULL ? g_strdup_printf("%s %s", key->type, key->blob) : g_strdup(line);
    g_ptr_array_add(target->host_keys, kept);
}

LbTarget *
lb_target_copy(const LbTarget *target)
{
    LbTarget *copy = lb_target_new(target->resource, target->address, target->port, target->login);
    for (guint i = 0; i < target->host_keys->len; i++)
        g_ptr_array_add(copy->host_keys, g_strdup(g_ptr_array_index(target->host_keys, i)));
    return copy;
}

void
lb_target_free(LbTarget *target)
{
    if (target == NULL)
        return;
    g_free(target->resource);
    g_free(target->address);
    g_free(target->login);
    g_ptr_array_unref(target->host_keys);
    g_free(target);
}

void
lb_target_key_free(LbTargetKey *key)
{
    if (key == NULL)
        return;
    g_free(key->name);
    g_free(key->fingerprint);
    g_free(key);
}

static bool
has_host_key(const GPtrArray *keys, const char *line, guint before)
{
    for (guint i = 0; i < before; i++)
        if (strcmp(g_ptr_array_index(keys, i), line) == 0)
            return true;
    return false;
}

static LbTargetFault
check_host_keys(const GPtrArray *keys)
{
    if (keys->len == 0)
        return LB_TARGET_FAULT_NO_HOST_KEY;
    if (keys->len > LB_TARGET_HOST_KEYS_MOST)
        return LB_TARGET_FAULT_HOST_KEYS;
    for (guint i = 0; i < keys->len; i++) {
        const char *line = g_ptr_array_index(keys, i);
        g_autoptr(LbSshKey) key = lb_sshkey_parse(line, NULL);
        if (key == NULL)
            return LB_TARGET_FAULT_HOST_KEY;
        g_autofree char *plain = g_strdup_printf("%s %s", key->type, key->blob);
        if (strcmp(plain, line) != 0)
            return LB_TARGET_FAULT_HOST_KEY;
        if (has_host_key(keys, line, i))
            return LB_TARGET_FAULT_DOUBLE_HOST_KEY;
    }
    return LB_TARGET_FAULT_NONE;
}

LbTargetFault
lb_target_check(const LbTarget *target, bool local_allowed)
{
    g_autoptr(LbResource) resource = lb_resource_from_id(target->resource, NULL);
    g_autofree char *address = lb_address_canonical(target->address);
    if (resource == NULL || strcmp(resource->key, target->resource) != 0)
        return LB_TARGET_FAULT_RESOURCE;
    if (address == NULL || strcmp(address, target->address) != 0)
        return LB_TARGET_FAULT_ADDRESS;
    if (!local_allowed && lb_address_is_local(address))
        return LB_TARGET_FAULT_LOCAL_ADDRESS;
    if (target->port < 1 || target->port > 65535)
        return LB_TARGET_FAULT_PORT;
    if (!lb_target_login_is_valid(target->login))
        return LB_TARGET_FAULT_LOGIN;
    return check_host_keys(target->host_keys);
}

bool
lb_target_equal(const LbTarget *left, const LbTarget *right)
{
    if (strcmp(left->resource, right->resource) != 0 ||
        strcmp(left->address, right->address) != 0 || left->port != right->port ||
        strcmp(left->login, right->login) != 0 || left->host_keys->len != right->host_keys->len)
        return false;
    for (guint i = 0; i < left->host_keys->len; i++)
        if (!has_host_key(right->host_keys, g_ptr_array_index(left->host_keys, i),
                          right->host_keys->len))
            return false;
    return true;
}

bool
lb_target_login_is_valid(const char *login)
{
    size_t length = strlen(login);
    return length > 0 && length <= LB_TARGET_LOGIN_LIMIT && login[0] != '-' && login[0] != '.' &&
           strspn(login, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_.-") == length;
}

char *
lb_target_principal(const char *instance, const LbTarget *target)
{
    g_autoptr(LbSha256) sha = lb_sha256_new();
    uint8_t digest[LB_SHA256_SIZE];
    lb_sha256_add_text(sha, "lockbox principal 1");
    lb_sha256_add_text(sha, instance);
    lb_sha256_add_text(sha, target->resource);
    lb_sha256_add_text(sha, target->login);
    lb_sha256_finish(sha, digest);
    g_autofree char *hex = lb_sha256_to_hex(digest);
    return g_strdup_printf("lockbox-%.*s", PRINCIPAL_DIGITS, hex);
}
