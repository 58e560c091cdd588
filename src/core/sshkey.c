/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads public keys: the wire form of RFC 4253 section 6.6, RFC 5656, RFC 8709 and OpenSSH's PROTOCOL.u2f, to
 * the last byte. Whether a point lies on its curve is left to sshd, which refuses the key then. */
#include "core/sshkey.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/sha256.h"
#include "base/text.h"

#define LINE_LIMIT 16384
#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 16384
#define APPLICATION_LIMIT 256

/* What is left of a blob. */
typedef struct {
    const uint8_t *at;
    size_t left;
} Wire;

/* What a blob holds behind its type. */
typedef struct {
    const char *type;
    const char *curve; /* NULL: none is named */
    size_t point;      /* bytes of the public key; 0: RSA's two numbers instead */
    bool uncompressed; /* the point begins with 4 */
    bool application;  /* a security key's, "ssh:" */
} KeyForm;

static const KeyForm forms[] = {
    { "ssh-ed25519", NULL, 32, false, false },
    { "ecdsa-sha2-nistp256", "nistp256", 65, true, false },
    { "ecdsa-sha2-nistp384", "nistp384", 97, true, false },
    { "ecdsa-sha2-nistp521", "nistp521", 133, true, false },
    { "ssh-rsa", NULL, 0, false, false },
    { "sk-ssh-ed25519@openssh.com", NULL, 32, false, true },
    { "sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", 65, true, true },
};

static const KeyForm *
find_form(const char *type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
        if (strcmp(forms[i].type, type) == 0)
            return &forms[i];
    return NULL;
}

/* Takes one string: its length in four bytes, then its bytes. */
static bool
take_string(Wire *wire, Wire *string)
{
    if (wire->left < 4)
        return false;
    size_t length = (size_t)wire->at[0] << 24 | (size_t)wire->at[1] << 16 |
                    (size_t)wire->at[2] << 8 | (size_t)wire->at[3];
    if (length > wire->left - 4)
        return false;
    *string = (Wire){ .at = wire->at + 4, .left = length };
    wire->at += 4 + length;
    wire->left -= 4 + length;
    return true;
}

static bool
take_word(Wire *wire, const char *word)
{
    Wire string;
    return take_string(wire, &string) && string.left == strlen(word) &&
           memcmp(string.at, word, string.left) == 0;
}

/* Takes a positive number in its shortest form; stores how many bits it has, and whether it is odd. */
static bool
take_number(Wire *wire, size_t *bits, bool *odd)
{
    Wire number;
    if (!take_string(wire, &number) || number.left == 0)
        return false;
    *odd = (number.at[number.left - 1] & 1) != 0;
    if (number.at[0] == 0) {
        number.at++;
        number.left--;
        if (number.left == 0 || number.at[0] < 0x80)
            return false;
    } else if (number.at[0] >= 0x80) {
        return false;
    }
    *bits = number.left * 8;
    for (uint8_t top = number.at[0]; top < 0x80; top = (uint8_t)(top << 1))
        (*bits)--;
    return true;
}

static bool
take_rsa(Wire *wire, GError **error)
{
    size_t exponent_bits = 0, bits = 0;
    bool exponent_odd = false, odd = false;
    if (!take_number(wire, &exponent_bits, &exponent_odd) || !take_number(wire, &bits, &odd) ||
        !exponent_odd || !odd || exponent_bits < 2 || exponent_bits > 64) {
        g_set_error_literal(error, LB_BASE_ERROR, LB_BASE_ERROR_SYNTAX,
                            _("is no well-formed ssh-rsa key"));
        return false;
    }
    if (bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX)
        return true;
    g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_LIMIT,
                _("is an RSA key of %zu bits; %d to %d are accepted"), bits, RSA_BITS_MIN,
                RSA_BITS_MAX);
    return false;
}

static bool
take_point(Wire *wire, const KeyForm *form)
{
    Wire point;
    return take_string(wire, &point) && point.left == form->point &&
           (!form->uncompressed || point.at[0] == 4);
}

/* The application is text; empty ones and those with controls name nothing. */
static bool
take_application(Wire *wire)
{
    Wire application;
    if (!take_string(wire, &application) || application.left == 0 ||
        application.left > APPLICATION_LIMIT)
        return false;
    for (size_t i = 0; i < application.left; i++)
        if (application.at[i] <= ' ' || application.at[i] > '~')
            return false;
    return true;
}

static bool
check_blob(const KeyForm *form, const uint8_t *bytes, size_t size, GError **error)
{
    Wire wire = { .at = bytes, .left = size };
    bool named =
        take_word(&wire, form->type) && (form->curve == NULL || take_word(&wire, form->curve));
    if (named && form->point == 0 && !take_rsa(&wire, error))
        return false;
    if (named && (form->point == 0 || take_point(&wire, form)) &&
        (!form->application || take_application(&wire)) && wire.left == 0)
        return true;
    g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_SYNTAX, _("is no well-formed %s key"),
                form->type);
    return false;
}

static char *
new_fingerprint(const uint8_t *bytes, size_t size)
{
    g_autoptr(LbSha256) sha = lb_sha256_new();
    uint8_t digest[LB_SHA256_SIZE];
    lb_sha256_add_plain(sha, bytes, size);
    lb_sha256_finish(sha, digest);
    g_autofree char *base64 = g_base64_encode(digest, sizeof digest);
    base64[strcspn(base64, "=")] = '\0';
    return g_strconcat("SHA256:", base64, NULL);
}

LbSshKey *
lb_sshkey_parse(const char *line, GError **error)
{
    g_autofree char *safe = lb_text_accept(line, -1, LB_TEXT_LINE, LINE_LIMIT, error);
    if (safe == NULL)
        return NULL;
    g_auto(GStrv) words = g_strsplit_set(safe, " ", 3);
    const KeyForm *form = find_form(words[0]);
    if (form == NULL || words[1] == NULL) {
        g_set_error_literal(
            error, LB_BASE_ERROR, LB_BASE_ERROR_SYNTAX,
            _("is no public key like 'ssh-ed25519 AAAA… comment' of an accepted type"));
        return NULL;
    }
    /* GLib skips what is no base64: only what it would write itself is taken. */
    gsize size = 0;
    g_autofree uint8_t *bytes = g_base64_decode(words[1], &size);
    g_autofree char *blob = g_base64_encode(bytes, size);
    if (strcmp(blob, words[1]) != 0) {
        g_set_error_literal(error, LB_BASE_ERROR, LB_BASE_ERROR_SYNTAX, _("is not valid base64"));
        return NULL;
    }
    if (!check_blob(form, bytes, size, error))
        return NULL;
    LbSshKey *key = g_new0(LbSshKey, 1);
    key->type = g_strdup(form->type);
    key->blob = g_steal_pointer(&blob);
    key->fingerprint = new_fingerprint(bytes, size);
    return key;
}

void
lb_sshkey_free(LbSshKey *key)
{
    if (key == NULL)
        return;
    g_free(key->type);
    g_free(key->blob);
    g_free(key->fingerprint);
    g_free(key);
}
