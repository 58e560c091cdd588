/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Public keys: those that ssh-keygen makes are read with its own fingerprints, and nothing else is. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"
#include "core/sshkey.h"
#include "support/process.h"

#define SK_ED25519 "sk-ssh-ed25519@openssh.com"
#define SK_ECDSA "sk-ecdsa-sha2-nistp256@openssh.com"

/* Runs ssh-keygen in @directory with the words of @command; returns what it printed. The caller frees it. */
static char *
run_keygen(const char *directory, const char *command)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *line = g_strconcat("ssh-keygen ", command, NULL);
    g_auto(GStrv) words = NULL;
    char *output = NULL;
    int status = -1;
    cr_assert(g_shell_parse_argv(line, NULL, &words, &error));
    bool ran =
        g_spawn_sync(directory, words, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                     NULL, &output, NULL, &status, &error);
    cr_assert(ran, "%s", error != NULL ? error->message : "");
    cr_assert_eq(status, 0, "%s", line);
    return output;
}

/* A new key's public line. The caller frees it. */
static char *
make_key(const char *directory, const char *options)
{
    g_autofree char *command =
        g_strconcat("-q -N '' -C 'owner1 @ コントソ' -f key -t ", options, NULL);
    g_free(run_keygen(directory, command));
    return test_read(directory, "key.pub", NULL);
}

static void
must_take(const char *line, const char *fingerprint)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbSshKey) key = lb_sshkey_parse(line, &error);
    cr_assert_not_null(key, "%s: %s", line, error != NULL ? error->message : "");
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    g_strstrip(words[1]);
    cr_assert_str_eq(key->type, words[0]);
    cr_assert_str_eq(key->blob, words[1]);
    cr_assert_str_eq(key->fingerprint, fingerprint);
}

static void
must_refuse(const char *line)
{
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_sshkey_parse(line, &error), "%s", line);
    cr_assert_not_null(error);
    cr_assert_eq(error->domain, LB_BASE_ERROR, "%s", error->message);
}

static const char *const kinds[] = { "ed25519",      "ecdsa -b 256", "ecdsa -b 384",
                                     "ecdsa -b 521", "rsa -b 2048",  "rsa -b 3072" };

Test(sshkey, keys_of_ssh_keygen_have_its_fingerprints)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(TestDirectory) directory = test_directory_new();
        g_autofree char *line = make_key(directory, kinds[i]);
        g_autofree char *printed = run_keygen(directory, "-l -f key.pub");
        g_auto(GStrv) words = g_strsplit(printed, " ", 3);
        must_take(line, words[1]);
        /* The comment is not needed, nor the end of the line. */
        g_auto(GStrv) parts = g_strsplit(line, " ", 3);
        g_autofree char *bare = g_strconcat(parts[0], " ", parts[1], NULL);
        must_take(bare, words[1]);
    }
}

Test(sshkey, a_key_is_complete_and_nothing_stands_behind_it)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(TestDirectory) directory = test_directory_new();
        g_autofree char *line = make_key(directory, kinds[i]);
        g_auto(GStrv) words = g_strsplit(line, " ", 3);
        gsize size = 0;
        g_autofree guchar *blob = g_base64_decode(words[1], &size);
        for (gsize length = 0; length < size; length++) {
            g_autofree char *cut = g_base64_encode(blob, length);
            g_autofree char *shorter = g_strconcat(words[0], " ", cut, NULL);
            must_refuse(shorter);
        }
        g_autofree guchar *more = g_malloc0(size + 1);
        memcpy(more, blob, size);
        g_autofree char *added = g_base64_encode(more, size + 1);
        g_autofree char *longer = g_strconcat(words[0], " ", added, NULL);
        must_refuse(longer);
        /* Each byte of the lengths and names counts; those of the key itself are for sshd to judge. */
        gsize head = 4 + strlen(words[0]) + 4;
        for (gsize at = 0; at < head; at++) {
            blob[at] ^= 1;
            g_autofree char *changed = g_base64_encode(blob, size);
            g_autofree char *other = g_strconcat(words[0], " ", changed, NULL);
            must_refuse(other);
            blob[at] ^= 1;
        }
    }
}

Test(sshkey, the_line_is_cut_off_nowhere)
{
    g_autoptr(TestDirectory) directory = test_directory_new();
    g_autofree char *line = make_key(directory, "ed25519");
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    size_t whole = strlen(words[0]) + 1 + strlen(words[1]);
    for (size_t length = 0; length < whole; length++) {
        g_autofree char *cut = g_strndup(line, length);
        must_refuse(cut);
    }
}

Test(sshkey, the_type_in_front_is_that_of_the_key)
{
    g_autoptr(TestDirectory) first = test_directory_new();
    g_autoptr(TestDirectory) second = test_directory_new();
    g_autofree char *one = make_key(first, "ed25519");
    g_autofree char *two = make_key(second, "ecdsa -b 256");
    g_auto(GStrv) ones = g_strsplit(one, " ", 3);
    g_auto(GStrv) twos = g_strsplit(two, " ", 3);
    const char *const types[] = { "ssh-rsa",
                                  "ecdsa-sha2-nistp384",
                                  SK_ED25519,
                                  SK_ECDSA,
                                  "ssh-dss",
                                  "SSH-ED25519",
                                  "ssh-ed25519-cert-v01@openssh.com",
                                  "rsa-sha2-512",
                                  "",
                                  "ssh-ed25519x" };
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        g_autofree char *mixed = g_strconcat(types[i], " ", ones[1], NULL);
        g_autofree char *other = g_strconcat(types[i], " ", twos[1], NULL);
        must_refuse(mixed);
        must_refuse(other);
    }
    g_autofree char *swapped = g_strconcat(ones[0], " ", twos[1], NULL);
    must_refuse(swapped);
}

Test(sshkey, base64_is_what_it_would_be_written_as)
{
    g_autoptr(TestDirectory) directory = test_directory_new();
    g_autofree char *line = make_key(directory, "ecdsa -b 256");
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    const char *const inserted[] = { "=", "-", "_", "*", ".", "あ", "%" };
    for (size_t i = 0; i < G_N_ELEMENTS(inserted); i++) {
        g_autofree char *within =
            g_strdup_printf("%s %.20s%s%s", words[0], words[1], inserted[i], words[1] + 20);
        g_autofree char *behind = g_strdup_printf("%s %s%s", words[0], words[1], inserted[i]);
        must_refuse(within);
        must_refuse(behind);
    }
}

Test(sshkey, only_one_plain_line_is_a_key)
{
    g_autoptr(TestDirectory) directory = test_directory_new();
    g_autofree char *line = make_key(directory, "ed25519");
    g_strstrip(line);
    const char *const options[] = { "restrict",
                                    "command=\"/bin/sh\"",
                                    "no-pty,from=\"10.0.0.0/8\"",
                                    "environment=\"A=B\"",
                                    "cert-authority",
                                    "#" };
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
        g_autofree char *guarded = g_strconcat(options[i], " ", line, NULL);
        must_refuse(guarded);
    }
    const char *const behind[] = { "\n%s",       "\r\n%s",         "\r%s",           "\\u0000\n%s",
                                   "\x1b[2J%s",  "\xe2\x80\xae%s", "\xe2\x80\x8b%s", "\x7f%s",
                                   "\xc2\x9b%s", "\xff%s",         "\xe2\x80\xa8%s", "\t%s" };
    for (size_t i = 0; i < G_N_ELEMENTS(behind); i++) {
        g_auto(GStrv) halves = g_strsplit(behind[i], "%s", 2);
        g_autofree char *lines = g_strconcat(line, halves[0], line, NULL);
        must_refuse(lines);
    }
    g_autofree char *comment = g_strnfill(20000, 'c');
    g_autofree char *endless = g_strconcat(line, " ", comment, NULL);
    must_refuse(endless);
    must_refuse("");
    must_refuse(" ");
    must_refuse("ssh-ed25519");
    must_refuse("ssh-ed25519 ");
    must_refuse("ssh-ed25519  AAAA");
}

Test(sshkey, private_keys_and_certificates_are_none)
{
    g_autoptr(TestDirectory) directory = test_directory_new();
    g_free(make_key(directory, "ed25519"));
    g_autofree char *private = test_read(directory, "key", NULL);
    must_refuse(private);
    g_free(run_keygen(directory, "-q -s key -I owner1 -n root key.pub"));
    g_autofree char *certificate = test_read(directory, "key-cert.pub", NULL);
    cr_assert_not_null(certificate);
    must_refuse(certificate);
    g_autofree char *other_form = run_keygen(directory, "-e -f key.pub");
    must_refuse(other_form);
}

Test(sshkey, weak_keys_are_refused)
{
    g_autoptr(TestDirectory) directory = test_directory_new();
    g_autofree char *line = make_key(directory, "rsa -b 1024");
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_sshkey_parse(line, &error));
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_LIMIT), "%s", error->message);
    cr_assert_not_null(strstr(error->message, "1024"), "%s", error->message);
}

/* Wire forms by hand: no security key is at hand in a test, and ssh-keygen writes no broken ones. */

static void
put_string(GByteArray *blob, const void *bytes, size_t size)
{
    const guint8 length[4] = { 0, 0, (guint8)(size >> 8), (guint8)size };
    g_byte_array_append(blob, length, sizeof length);
    g_byte_array_append(blob, bytes, (guint)size);
}

static char *
write_line(const char *type, GByteArray *blob)
{
    g_autofree char *base64 = g_base64_encode(blob->data, blob->len);
    return g_strconcat(type, " ", base64, NULL);
}

static char *
new_security_key(const char *type, size_t point, guint8 first, const char *application,
                 size_t length)
{
    g_autoptr(GByteArray) blob = g_byte_array_new();
    g_autofree guint8 *key = g_malloc0(point);
    key[0] = first;
    put_string(blob, type, strlen(type));
    if (strcmp(type, SK_ECDSA) == 0)
        put_string(blob, "nistp256", 8);
    put_string(blob, key, point);
    put_string(blob, application, length);
    return write_line(type, blob);
}

Test(sshkey, security_keys_are_taken)
{
    const struct {
        const char *type;
        size_t point;
    } types[] = { { SK_ED25519, 32 }, { SK_ECDSA, 65 } };
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        g_autoptr(TestDirectory) directory = test_directory_new();
        g_autofree char *line = new_security_key(types[i].type, types[i].point, 4, "ssh:", 4);
        g_autoptr(LbSshKey) key = lb_sshkey_parse(line, NULL);
        cr_assert_not_null(key, "%s", line);
        cr_assert_str_eq(key->type, types[i].type);
        g_autofree char *empty = new_security_key(types[i].type, types[i].point, 4, "", 0);
        g_autofree char *control =
            new_security_key(types[i].type, types[i].point, 4, "ssh:\x1b", 5);
        g_autofree char *nul = new_security_key(types[i].type, types[i].point, 4, "ssh:\0x", 6);
        g_autofree char *shorter =
            new_security_key(types[i].type, types[i].point - 1, 4, "ssh:", 4);
        must_refuse(empty);
        must_refuse(control);
        must_refuse(nul);
        must_refuse(shorter);
    }
    /* ssh-keygen itself judges the one whose bytes it does not look into. */
    g_autoptr(TestDirectory) directory = test_directory_new();
    g_autofree char *line = new_security_key(SK_ED25519, 32, 4, "ssh:", 4);
    g_autofree char *path = g_build_filename(directory, "key.pub", NULL);
    cr_assert(g_file_set_contents(path, line, -1, NULL));
    g_autofree char *printed = run_keygen(directory, "-l -f key.pub");
    g_auto(GStrv) words = g_strsplit(printed, " ", 3);
    must_take(line, words[1]);
    g_autofree char *compressed = new_security_key(SK_ECDSA, 65, 2, "ssh:", 4);
    must_refuse(compressed);
}

static char *
new_rsa(const char *exponent, size_t exponent_size, guint8 first, size_t modulus_size, guint8 last)
{
    g_autoptr(GByteArray) blob = g_byte_array_new();
    g_autofree guint8 *modulus = g_malloc0(modulus_size);
    modulus[modulus_size > 1 && first == 0 ? 1 : 0] = first == 0 ? 0x80 : first;
    modulus[modulus_size - 1] |= last;
    put_string(blob, "ssh-rsa", 7);
    put_string(blob, exponent, exponent_size);
    put_string(blob, modulus, modulus_size);
    return write_line("ssh-rsa", blob);
}

Test(sshkey, numbers_are_written_in_their_shortest_form)
{
    const struct {
        const char *exponent;
        size_t exponent_size;
        guint8 first; /* byte of the modulus; 0: a 0 before the one that has its highest bit set */
        size_t modulus_size;
        guint8 last;
        bool good;
    } keys[] = {
        { "\x01\x00\x01", 3, 0, 257, 1, true },                          /* 2048 bits */
        { "\x01\x00\x01", 3, 0x7f, 257, 1, true },                       /* 2055 bits */
        { "\x03", 1, 0, 257, 1, true },                                  /* e = 3 */
        { "\x01\x00\x01", 3, 0x7f, 256, 1, false },                      /* 2047 bits */
        { "\x01\x00\x01", 3, 0, 2049, 1, true },                         /* 16384 bits */
        { "\x01\x00\x01", 3, 1, 2049, 1, false },                        /* 16385 bits */
        { "\x01\x00\x01", 3, 0x80, 256, 1, false },                      /* negative */
        { "\x01\x00\x01", 3, 0, 257, 0, false },                         /* even */
        { "\x00\x01\x00\x01", 4, 0, 257, 1, false },                     /* a 0 too many */
        { "\x01", 1, 0, 257, 1, false },                                 /* e = 1 */
        { "\x04", 1, 0, 257, 1, false },                                 /* e even */
        { "", 0, 0, 257, 1, false },                                     /* e = 0 */
        { "\x80\x01", 2, 0, 257, 1, false },                             /* e negative */
        { "\x01\x00\x00\x00\x00\x00\x00\x00\x01", 9, 0, 257, 1, false }, /* 65 bits */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *line = new_rsa(keys[i].exponent, keys[i].exponent_size, keys[i].first,
                                        keys[i].modulus_size, keys[i].last);
        g_autoptr(LbSshKey) key = lb_sshkey_parse(line, NULL);
        cr_assert_eq(key != NULL, keys[i].good, "%zu", i);
    }
}
