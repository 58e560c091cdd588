/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a name leads, by getent: the resolver of the C library can neither be interrupted nor told how long to take. */
#include "proxy/resolve.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/address.h"
#include "proxy/error.h"
#include "proxy/ssh.h"

#define GETENT "/usr/bin/getent"
#define SAID_MOST 65536

void
lb_resolving_clear(LbResolving *resolving)
{
    lb_process_clear(&resolving->process);
    if (resolving->said != NULL)
        g_string_free(resolving->said, TRUE);
    resolving->said = NULL;
}

bool
lb_resolving_start(LbResolving *resolving, const char *address, GError **error)
{
    *resolving = (LbResolving){ .process = LB_PROCESS_NONE };
    if (lb_address_is_literal(address)) {
        resolving->said = g_string_new(address);
        return true;
    }
    resolving->said = g_string_new(NULL);
    const char *const arguments[] = { GETENT, "ahosts", address, NULL };
    g_auto(GStrv) environment = lb_ssh_environment(NULL);
    LbProcessPlan plan = { .arguments = arguments,
                           .environment = (const char *const *)environment };
    return lb_process_start(&resolving->process, &plan, error);
}

/* More than anybody needs is read, so that it does not wait, but not kept. */
static void
read_some(LbResolving *resolving)
{
    char bytes[4096];
    ssize_t got = 0;
    do {
        got = resolving->process.far >= 0 ? read(resolving->process.far, bytes, sizeof bytes) : 0;
        if (got > 0 && resolving->said->len < SAID_MOST)
            g_string_append_len(resolving->said, bytes, got);
    } while (got > 0);
    if (got == 0)
        lb_fd_close(&resolving->process.far);
}

bool
lb_resolving_go_on(LbResolving *resolving)
{
    int status = 0;
    bool ended = resolving->process.id == 0 || lb_process_reap(&resolving->process, &status);
    read_some(resolving);
    return ended;
}

char *
lb_resolving_literal(const LbResolving *resolving, const char *address, bool local_allowed,
                     GError **error)
{
    g_autofree char *first =
        g_strndup(resolving->said->str, strcspn(resolving->said->str, " \t\r\n"));
    g_autofree char *literal = lb_address_canonical(first);
    if (literal == NULL || !lb_address_is_literal(literal)) {
        g_set_error(error, LB_PROXY_ERROR, LB_PROXY_ERROR_ADDRESS, "%s leads nowhere", address);
        return NULL;
    }
    if (!local_allowed && lb_address_is_local(literal)) {
        g_set_error(error, LB_PROXY_ERROR, LB_PROXY_ERROR_ADDRESS,
                    "%s leads to %s, which is a local address", address, literal);
        return NULL;
    }
    return g_steal_pointer(&literal);
}
