/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways to a target. */
#include "wording/passages.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "wording/plain.h"

#define PORT_DESKTOP 3389
#define LOCAL_DESKTOP 33890
#define LOCAL_ABOVE 10000

void
lb_way_free(LbWay *way)
{
    if (way == NULL)
        return;
    g_free(way->name);
    g_free(way->line);
    g_free(way);
}

unsigned
lb_way_local_port(unsigned port)
{
    if (port == PORT_DESKTOP)
        return LOCAL_DESKTOP;
    return port + LOCAL_ABOVE <= G_MAXUINT16 ? port + LOCAL_ABOVE : port;
}

/* What the resource of a grant is called behind "connect LB-42"; NULL where it needs no name. Borrowed. */
static const char *
called(const GPtrArray *grants, guint index)
{
    const LbGrantState *state = g_ptr_array_index(grants, index);
    if (grants->len == 1)
        return NULL;
    for (guint i = 0; i < grants->len; i++) {
        const LbGrantState *other = g_ptr_array_index(grants, i);
        if (i != index && g_ascii_strcasecmp(other->resource_name, state->resource_name) == 0)
            return state->grant->target->resource;
    }
    return state->resource_name;
}

/* The words "VERB LB-42 [NAME] [--port N]" as they are typed. */
static char *
spell(const LbSpelling *spelling, const char *verb, const LbGrantState *state, const char *name,
      unsigned port)
{
    g_autofree char *number = g_strdup_printf("%u", port);
    const char *words[6] = { verb, state->grant->request };
    int count = 2;
    if (name != NULL)
        words[count++] = name;
    if (port != 0) {
        words[count++] = "--port";
        words[count] = number;
    }
    return lb_spelling_line(spelling, words);
}

/* ssh replaces what begins with % in it. */
static char *
through_proxy(const LbConnection *connection, const char *relay)
{
    g_autoptr(GString) command = g_string_new(relay);
    g_string_replace(command, "%", "%%", 0);
    g_autofree char *quoted = g_shell_quote(command->str);
    g_autofree char *port =
        connection->port != 22 ? g_strdup_printf("-p %u ", connection->port) : g_strdup("");
    g_autofree char *at = g_strdup_printf("%s@%s", connection->login, connection->address);
    bool plain = strspn(at, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-:@") == strlen(at);
    g_autofree char *safe = g_shell_quote(at);
    g_autofree char *line =
        g_strdup_printf("ssh -o ProxyCommand=%s %s%s", quoted, port, plain ? at : safe);
    return lb_text_escape(line, LB_TEXT_LINE);
}

/* socat has its own meaning for some characters, and takes it from them by a backslash. */
static char *
behind_listener(unsigned local, const char *relay)
{
    g_autoptr(GString) command = g_string_new("SYSTEM:");
    for (const char *at = relay; *at != '\0'; at++) {
        if (strchr("\\\"',:!()[]{}", *at) != NULL)
            g_string_append_c(command, '\\');
        g_string_append_c(command, *at);
    }
    g_autofree char *quoted = g_shell_quote(command->str);
    return g_strdup_printf("socat TCP-LISTEN:%u,bind=127.0.0.1,reuseaddr,fork %s", local, quoted);
}

/* Takes @line. */
static void
add(GPtrArray *ways, LbWayKind kind, const LbGrantState *state, unsigned port, char *line)
{
    LbWay *way = g_new0(LbWay, 1);
    way->kind = kind;
    way->name = lb_plain_inline(state->resource_name);
    way->port = port;
    way->local = kind == LB_WAY_LISTENER ? lb_way_local_port(port) : 0;
    way->line = line;
    g_ptr_array_add(ways, way);
}

/* What the file for a remote desktop client is called: one for each resource, and nothing that a shell could misread. */
static char *
file_name(const LbGrantState *state, const char *name)
{
    if (name == NULL)
        return g_strdup_printf("%s.rdp", state->grant->request);
    if (strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-") == strlen(name))
        return g_strdup_printf("%s-%s.rdp", state->grant->request, name);
    return g_strdup_printf("%s-%lld.rdp", state->grant->request, (long long)state->grant->serial);
}

static void
add_port(GPtrArray *ways, const LbSpelling *spelling, const LbGrantState *state, const char *name,
         unsigned port)
{
    g_autofree char *relay = spell(spelling, "relay", state, name, port);
    if (port == PORT_DESKTOP) {
        g_autofree char *file = spell(spelling, "rdp-file", state, name, 0);
        g_autofree char *into = file_name(state, name);
        add(ways, LB_WAY_DESKTOP, state, port, g_strdup_printf("%s >%s", file, into));
    }
    add(ways, LB_WAY_LISTENER, state, port, behind_listener(lb_way_local_port(port), relay));
}

GPtrArray *
lb_ways_of(const LbSpelling *spelling, const GPtrArray *grants, guint index)
{
    GPtrArray *ways = g_ptr_array_new_with_free_func((GDestroyNotify)lb_way_free);
    const LbGrantState *state = g_ptr_array_index(grants, index);
    const LbConnection *connection = state->connection;
    const char *name = called(grants, index);
    if (state->status != LB_GRANT_OPEN || connection == NULL)
        return ways;
    if (connection->principal != NULL)
        add(ways, LB_WAY_SHELL, state, 0, spell(spelling, "connect", state, name, 0));
    else {
        g_autofree char *relay = spell(spelling, "relay", state, name, connection->port);
        add(ways, LB_WAY_PROXY, state, connection->port, through_proxy(connection, relay));
    }
    for (guint i = 0; i < state->grant->ports->len; i++) {
        unsigned port = g_array_index(state->grant->ports, unsigned, i);
        if (connection->principal != NULL || port != connection->port)
            add_port(ways, spelling, state, name, port);
    }
    return ways;
}

char *
lb_phrase_way(const LbWay *way)
{
    switch (way->kind) {
    case LB_WAY_SHELL:
        return g_strdup_printf(_("A shell on %s:"), way->name);
    case LB_WAY_PROXY:
        return g_strdup_printf(_("Your own ssh to %s:"), way->name);
    case LB_WAY_DESKTOP:
        return g_strdup_printf(
            _("Remote desktop to %s, while the command below it runs; the file for the client:"),
            way->name);
    case LB_WAY_LISTENER:
        return g_strdup_printf(_("Port %u of %s, at port %u of your own machine:"), way->port,
                               way->name, way->local);
    }
    return g_strdup("");
}
