/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session that sshd started by a forced command: what of its environment is believed, who it is, and what was
 * typed. */
#pragma once

#include "commands/command.h"

/* Removes everything from the environment but TERM, LANG, LC_*, NO_COLOR, COLORTERM and SSH_*, and of those
 * what does not have the form that it should. To be called before anything else reads it. */
void lb_session_clean_environment(void);

/* The words that were typed behind the host; none where nothing was, "open LB-42" for "LB-42". USAGE where
 * they are not of the grammar of commands/line.h, and then in @how what is wrong. The caller frees the vector. */
GStrv lb_session_words(LbMalformed *how, GError **error);

/* The session of a host, by the target key @key: whether it may read the list of revoked certificates, and asks for nothing
 * else. UNKNOWN_IDENTITY, or USAGE. */
bool lb_session_identify_target(LbService *service, int64_t key, GError **error);

/* Who holds the key @key, by SSH_USER_AUTH and SSH_CONNECTION. A variable that is there but cannot be used is
 * an error, never ignored. The caller frees the actor. */
LbActor *lb_session_identify(LbService *service, int64_t key, GError **error);

/* The client's address in @connection, what SSH_CONNECTION holds: four words, of which two are addresses and two
 * are ports. NULL when it has another form. The caller frees it. */
char *lb_session_client_address(const char *connection);
