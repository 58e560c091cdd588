/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TLS context for STARTTLS. */
#include "notify/tls.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "notify/error.h"

static int name_index = -1;

static void
free_name(void *parent, void *name, CRYPTO_EX_DATA *data, int index, long argl, void *argp)
{
    (void)parent, (void)data, (void)index, (void)argl, (void)argp;
    g_free(name);
}

/* libesmtp never says which server it wants (SNI), and many servers then answer with another's
 * certificate. The handshake's first event comes before the client's first message is written. */
static void
ask_for_name(const SSL *ssl, int where, int result)
{
    (void)result;
    const char *name = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), name_index);
    if (where == SSL_CB_HANDSHAKE_START &&
        SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) == NULL)
        SSL_set_tlsext_host_name((SSL *)(gpointer)ssl, name);
}

static bool
expect_name(SSL_CTX *context, const char *name)
{
    X509_VERIFY_PARAM *parameters = SSL_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (g_hostname_is_ip_address(name))
        return X509_VERIFY_PARAM_set1_ip_asc(parameters, name) == 1;
    if (name_index < 0)
        name_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, free_name);
    if (SSL_CTX_set_ex_data(context, name_index, g_strdup(name)) != 1)
        return false;
    SSL_CTX_set_info_callback(context, ask_for_name);
    return X509_VERIFY_PARAM_set1_host(parameters, name, 0) == 1;
}

static SSL_CTX *
fail(GError **error, const char *what)
{
    unsigned long first = ERR_peek_error(); /* of a file that cannot be read, the system's */
    const char *reason = ERR_SYSTEM_ERROR(first) ? g_strerror(ERR_GET_REASON(first))
                                                 : ERR_reason_error_string(ERR_peek_last_error());
    g_set_error(error, LB_NOTIFY_ERROR, LB_NOTIFY_ERROR_SETTINGS, "%s: %s", what,
                reason != NULL ? reason : "TLS failed");
    ERR_clear_error();
    return NULL;
}

SSL_CTX *
lb_tls_context_new(const LbSmtpSettings *settings, GError **error)
{
    g_autoptr(SSL_CTX) context = SSL_CTX_new(TLS_client_method());
    if (context == NULL || SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION) != 1)
        return fail(error, "TLS 1.2");
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    int trusted = settings->ca_file != NULL
                      ? SSL_CTX_load_verify_locations(context, settings->ca_file, NULL)
                      : SSL_CTX_set_default_verify_paths(context);
    if (trusted != 1)
        return fail(error, settings->ca_file != NULL ? settings->ca_file : "trusted certificates");
    g_autofree char *host = lb_smtp_settings_host(settings);
    if (!expect_name(context, settings->name != NULL ? settings->name : host))
        return fail(error, "name of the SMTP server");
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    return g_steal_pointer(&context);
}

typedef BIO Words;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Words, BIO_free_all)
typedef GENERAL_NAMES Names;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Names, GENERAL_NAMES_free)

/* Tells @what and what was written behind it. */
static void
tell_words(const LbTrace *trace, const char *what, Words *words)
{
    char *bytes = NULL;
    long length = BIO_get_mem_data(words, &bytes);
    g_autofree char *text = g_strdup_printf("%s: %.*s", what, (int)length, bytes);
    lb_trace_tell(trace, LB_TRACE_CERTIFICATE, text, -1);
}

static void
tell_name(const LbTrace *trace, const char *what, const X509_NAME *name)
{
    g_autoptr(Words) words = BIO_new(BIO_s_mem());
    if (words != NULL && X509_NAME_print_ex(words, name, 0, XN_FLAG_ONELINE) >= 0)
        tell_words(trace, what, words);
}

void
lb_tls_tell(const LbTrace *trace, const X509 *certificate)
{
    if (trace == NULL || certificate == NULL)
        return;
    tell_name(trace, "subject", X509_get_subject_name(certificate));
    g_autoptr(Names) names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        g_autoptr(Words) words = BIO_new(BIO_s_mem());
        if (words != NULL && GENERAL_NAME_print(words, sk_GENERAL_NAME_value(names, i)) == 1)
            tell_words(trace, "name", words);
    }
    tell_name(trace, "issuer", X509_get_issuer_name(certificate));
    g_autoptr(Words) until = BIO_new(BIO_s_mem());
    if (until != NULL && ASN1_TIME_print(until, X509_get0_notAfter(certificate)) == 1)
        tell_words(trace, "holds until", until);
}
