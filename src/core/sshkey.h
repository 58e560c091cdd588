/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A public key as people hand it in: one line of an authorized_keys or .pub file, without options. */
#pragma once

#include <glib.h>

typedef struct {
    char *type;        /* "ssh-ed25519" */
    char *blob;        /* base64, exactly as ssh-keygen would write it */
    char *fingerprint; /* "SHA256:…", as ssh-keygen -l prints it */
} LbSshKey;

/* Reads "TYPE BASE64 [COMMENT]". The blob must be that of a key of TYPE, complete and with nothing behind it.
 * Types: ssh-ed25519, ecdsa-sha2-nistp256/384/521, ssh-rsa of 2,048 to 16,384 bits, and the two of security
 * keys, sk-ssh-ed25519@openssh.com and sk-ecdsa-sha2-nistp256@openssh.com. The comment is not kept. NULL with
 * LB_BASE_ERROR_SYNTAX, UNSAFE or LIMIT in @error. The caller frees it. */
LbSshKey *lb_sshkey_parse(const char *line, GError **error);
void lb_sshkey_free(LbSshKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbSshKey, lb_sshkey_free)
