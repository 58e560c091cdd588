/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates by ssh-keygen. What it is told is what it takes literally: times as hexadecimal epochs, which no time
 * zone moves, one principal without a comma. Whatever it made is compared with the order, line by line. */
#include "access/certificate.h"

#include <string.h>

#include "access/ca.h"
#include "access/error.h"
#include "access/keygen.h"
#include "base/file.h"
#include "base/span.h"
#include "core/address.h"
#include "core/sshkey.h"

#define PUBLIC_FILE "key.pub"
#define CERTIFICATE_FILE "key-cert.pub"
#define CERTIFICATE_LIMIT 65536
#define SAID_LIMIT 8192

/* How ssh-keygen calls the certificate of a key. */
typedef struct {
    const char *type, *certificate, *name;
} Form;

static const Form forms[] = {
    { "ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com", "ED25519-CERT" },
    { "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256-cert-v01@openssh.com", "ECDSA-CERT" },
    { "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384-cert-v01@openssh.com", "ECDSA-CERT" },
    { "ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521-cert-v01@openssh.com", "ECDSA-CERT" },
    { "ssh-rsa", "ssh-rsa-cert-v01@openssh.com", "RSA-CERT" },
    { "sk-ssh-ed25519@openssh.com", "sk-ssh-ed25519-cert-v01@openssh.com", "ED25519-SK-CERT" },
    { "sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
      "ECDSA-SK-CERT" },
};

/* All that stands in the certificate, in words. */
typedef struct {
    LbSshKey *key, *ca;
    const Form *form; /* of the key */
    char *serial, *key_id, *principal;
    int64_t start, end; /* seconds */
    char *sources;      /* "192.0.2.7,2001:db8::1"; NULL: any */
    bool terminal;
    LbClock *clock;
} Work;

static void
clear_work(Work *work)
{
    lb_sshkey_free(work->key);
    lb_sshkey_free(work->ca);
    g_free(work->serial);
    g_free(work->key_id);
    g_free(work->principal);
    g_free(work->sources);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, clear_work)

static bool
refuse(GError **error, const char *what, const char *name)
{
    g_set_error(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_ORDER, "%s: %s", what, name);
    return false;
}

static bool
take_sources(const char *const *sources, char **list, GError **error)
{
    if (sources == NULL)
        return true;
    g_autoptr(GString) joined = g_string_new(NULL);
    for (size_t i = 0; sources[i] != NULL; i++) {
        g_autofree char *canonical = lb_address_canonical(sources[i]);
        if (canonical == NULL || !lb_address_is_literal(canonical) ||
            i == LB_CERTIFICATE_SOURCES_MOST)
            return refuse(error, "source address", "malformed-address");
        g_string_append_printf(joined, "%s%s", i > 0 ? "," : "", canonical);
    }
    /* Nobody at all is no restriction that could be written down. */
    if (joined->len == 0)
        return refuse(error, "source address", "no-address");
    *list = g_strdup(joined->str);
    return true;
}

static bool
take_times(const LbCertificateOrder *order, Work *work, GError **error)
{
    work->start = order->start / LB_SECOND;
    work->end = order->end / LB_SECOND;
    if (order->start < order->grant->start || order->end > order->grant->end)
        return refuse(error, "time of the certificate", "outside-grant");
    if (work->start >= work->end)
        return refuse(error, "time of the certificate", "empty-time");
    return true;
}

static bool
take_key(const char *line, Work *work, GError **error)
{
    g_autoptr(GError) malformed = NULL;
    work->key = lb_sshkey_parse(line, &malformed);
    if (work->key == NULL)
        return refuse(error, "public key", malformed->message);
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
        if (strcmp(forms[i].type, work->key->type) == 0)
            work->form = &forms[i];
    return work->form != NULL || refuse(error, "public key", "no certificates have its type");
}

static bool
take_order(const LbCertificateOrder *order, Work *work, GError **error)
{
    LbGrantFault fault = lb_grant_check(order->grant);
    if (fault != LB_GRANT_FAULT_NONE)
        return refuse(error, "grant", lb_names_get(lb_grant_fault_names, (int)fault));
    work->serial = g_strdup_printf("%" G_GINT64_FORMAT, order->grant->serial);
    work->key_id = lb_grant_key_id(order->grant);
    work->principal = lb_target_principal(order->instance, order->grant->target);
    work->terminal = order->terminal;
    work->clock = order->clock;
    if (!take_times(order, work, error) || !take_sources(order->sources, &work->sources, error) ||
        !take_key(order->public_key, work, error))
        return false;
    work->ca = lb_ca_read(order->directory, order->clock, error);
    return work->ca != NULL;
}

static bool
sign(const LbScratch *scratch, const LbCertificateOrder *order, const Work *work, GError **error)
{
    g_autofree char *ca = lb_ca_path(order->directory);
    g_autofree char *times = g_strdup_printf("0x%" G_GINT64_MODIFIER "x:0x%" G_GINT64_MODIFIER "x",
                                             (guint64)work->start, (guint64)work->end);
    g_autofree char *sources =
        work->sources != NULL ? g_strconcat("source-address=", work->sources, NULL) : NULL;
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    const char *const always[] = { "-s",
                                   ca,
                                   "-q",
                                   "-P",
                                   "",
                                   "-z",
                                   work->serial,
                                   "-I",
                                   work->key_id,
                                   "-n",
                                   work->principal,
                                   "-V",
                                   times,
                                   "-O",
                                   "clear" };
    for (size_t i = 0; i < G_N_ELEMENTS(always); i++)
        g_ptr_array_add(words, (gpointer)(guintptr)always[i]);
    const char *const options[] = { work->terminal ? "permit-pty" : NULL, sources };
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
        if (options[i] == NULL)
            continue;
        g_ptr_array_add(words, (gpointer)(guintptr) "-O");
        g_ptr_array_add(words, (gpointer)(guintptr)options[i]);
    }
    g_ptr_array_add(words, (gpointer)(guintptr)PUBLIC_FILE);
    g_ptr_array_add(words, NULL);
    g_autofree char *said =
        lb_keygen_run(scratch, order->clock, SAID_LIMIT, (const char *const *)words->pdata, error);
    return said != NULL;
}

static char *
write_time(int64_t seconds)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
    return g_date_time_format(time, "%Y-%m-%dT%H:%M:%S");
}

/* What ssh-keygen -L has to print, without the blanks at both ends of its lines. The caller frees it. */
static GStrv
expect(const Work *work)
{
    g_autofree char *start = write_time(work->start), *end = write_time(work->end);
    g_autofree char *critical =
        work->sources != NULL
            ? g_strdup_printf("Critical Options:\nsource-address %s", work->sources)
            : g_strdup("Critical Options: (none)");
    g_autofree char *text = g_strdup_printf(
        "%s:\nType: %s user certificate\nPublic key: %s %s\n"
        "Signing CA: ED25519 %s (using ssh-ed25519)\nKey ID: \"%s\"\nSerial: %s\n"
        "Valid: from %s to %s\nPrincipals:\n%s\n%s\n%s\n",
        CERTIFICATE_FILE, work->form->certificate, work->form->name, work->key->fingerprint,
        work->ca->fingerprint, work->key_id, work->serial, start, end, work->principal, critical,
        work->terminal ? "Extensions:\npermit-pty" : "Extensions: (none)");
    return g_strsplit(text, "\n", -1);
}

static bool
verify(const char *said, const Work *work, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
    g_auto(GStrv) expected = expect(work);
    for (size_t i = 0; lines[i] != NULL || expected[i] != NULL; i++) {
        if (lines[i] != NULL)
            g_strstrip(lines[i]);
        if (g_strcmp0(lines[i], expected[i]) == 0)
            continue;
        g_set_error(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_DIFFERS,
                    "the certificate says \"%s\" where it should say \"%s\"",
                    lines[i] != NULL ? lines[i] : "", expected[i] != NULL ? expected[i] : "");
        return false;
    }
    return true;
}

/* Reads what is in the file of certificates. */
static bool
examine(const LbScratch *scratch, const Work *work, GError **error)
{
    const char *const arguments[] = { "-L", "-f", CERTIFICATE_FILE, NULL };
    g_autofree char *said = lb_keygen_run(scratch, work->clock, SAID_LIMIT, arguments, error);
    return said != NULL && verify(said, work, error);
}

static char *
read_certificate(const LbScratch *scratch, GError **error)
{
    g_autofree char *path = g_build_filename(scratch, CERTIFICATE_FILE, NULL);
    g_autofree char *line = lb_file_read(path, CERTIFICATE_LIMIT, NULL, error);
    if (line == NULL)
        return NULL;
    g_auto(GStrv) words = g_strsplit_set(line, " \n", 3);
    return g_strdup_printf("%s %s", words[0], words[1] != NULL ? words[1] : "");
}

char *
lb_certificate_sign(const LbCertificateOrder *order, GError **error)
{
    g_auto(Work) work = { 0 };
    g_autoptr(LbScratch) scratch =
        take_order(order, &work, error) ? lb_keygen_scratch(order->directory, error) : NULL;
    if (scratch == NULL)
        return NULL;
    g_autofree char *line = g_strdup_printf("%s %s\n", work.key->type, work.key->blob);
    if (!lb_scratch_write(scratch, PUBLIC_FILE, line, strlen(line), error) ||
        !sign(scratch, order, &work, error) || !examine(scratch, &work, error))
        return NULL;
    return read_certificate(scratch, error);
}

bool
lb_certificate_check(const LbCertificateOrder *order, const char *certificate, GError **error)
{
    g_auto(Work) work = { 0 };
    g_autoptr(LbScratch) scratch =
        take_order(order, &work, error) ? lb_keygen_scratch(order->directory, error) : NULL;
    return scratch != NULL &&
           lb_scratch_write(scratch, CERTIFICATE_FILE, certificate, strlen(certificate), error) &&
           examine(scratch, &work, error);
}
