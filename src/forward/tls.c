/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS to a collector (RFC 5425). */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "forward/error.h"
#include "forward/stream.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SSL_CTX, SSL_CTX_free)

/* The library's words for what went wrong last. */
static bool
fail(GError **error, const char *what)
{
    int code = errno;
    unsigned long first = ERR_peek_error(); /* of a file that cannot be read, the system's */
    const char *reason = ERR_SYSTEM_ERROR(first) ? g_strerror(ERR_GET_REASON(first))
                                                 : ERR_reason_error_string(ERR_peek_last_error());
    if (first == 0 && code != 0)
        reason = g_strerror(code);
    g_set_error(error, LB_FORWARD_ERROR, LB_FORWARD_ERROR_CONNECTION, "%s: %s", what,
                reason != NULL ? reason : "TLS failed");
    ERR_clear_error();
    return false;
}

/* What an attempt that returned @result came to. */
static LbForwardIo
judge(LbForwardLink *link, int result, const char *what, GError **error)
{
    switch (SSL_get_error(link->tls, result)) {
    case SSL_ERROR_WANT_READ:
        return LB_FORWARD_IO_AWAIT_READ;
    case SSL_ERROR_WANT_WRITE:
        return LB_FORWARD_IO_AWAIT_WRITE;
    case SSL_ERROR_ZERO_RETURN:
        return LB_FORWARD_IO_END;
    default:
        fail(error, what);
        return LB_FORWARD_IO_FAILED;
    }
}

static void
forget_errors(void)
{
    ERR_clear_error();
    errno = 0;
}

static LbForwardIo
write_tls(LbForwardLink *link, const void *bytes, size_t length, size_t *done, GError **error)
{
    forget_errors();
    int result = SSL_write_ex(link->tls, bytes, length, done);
    return result == 1 ? LB_FORWARD_IO_DONE : judge(link, result, "the collector broke off", error);
}

static LbForwardIo
read_tls(LbForwardLink *link, void *bytes, size_t size, GError **error)
{
    size_t got = 0;
    forget_errors();
    int result = SSL_read_ex(link->tls, bytes, size, &got);
    return result == 1 ? LB_FORWARD_IO_DONE : judge(link, result, "the collector broke off", error);
}

/* close_notify (RFC 5425, 4.4): the other side reads no end that somebody on the way made up. */
static LbForwardIo
end_tls(LbForwardLink *link, GError **error)
{
    forget_errors();
    int result = SSL_shutdown(link->tls);
    return result >= 0 ? LB_FORWARD_IO_DONE : judge(link, result, "the collector broke off", error);
}

static const LbForwardWay secured = { write_tls, read_tls, end_tls };

static bool
identify(SSL_CTX *context, const LbForwardTarget *target, GError **error)
{
    if (target->certificate_file == NULL)
        return true;
    if (SSL_CTX_use_certificate_chain_file(context, target->certificate_file) != 1)
        return fail(error, target->certificate_file);
    if (SSL_CTX_use_PrivateKey_file(context, target->key_file, SSL_FILETYPE_PEM) != 1)
        return fail(error, target->key_file);
    return true;
}

/* Many collectors close without close_notify: then only the end of the connection is known, and somebody on the way could have
 * made that up, who can cut the connection at any time besides. Whether anything is missing is seen in what arrived. */
static SSL_CTX *
new_context(const LbForwardTarget *target, GError **error)
{
    g_autoptr(SSL_CTX) context = SSL_CTX_new(TLS_client_method());
    forget_errors();
    if (context == NULL || SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1) {
        fail(error, "TLS 1.2");
        return NULL;
    }
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    int trusted = target->ca_file != NULL
                      ? SSL_CTX_load_verify_locations(context, target->ca_file, NULL)
                      : SSL_CTX_set_default_verify_paths(context);
    if (trusted != 1) {
        fail(error, target->ca_file != NULL ? target->ca_file : "trusted certificates");
        return NULL;
    }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    return identify(context, target, error) ? g_steal_pointer(&context) : NULL;
}

/* The name that the certificate must have (RFC 5425, 5.2), which is asked for too. */
static bool
expect_name(SSL *tls, const char *name)
{
    X509_VERIFY_PARAM *parameters = SSL_get0_param(tls);
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (g_hostname_is_ip_address(name))
        return X509_VERIFY_PARAM_set1_ip_asc(parameters, name) == 1;
    return SSL_set_tlsext_host_name(tls, name) == 1 &&
           X509_VERIFY_PARAM_set1_host(parameters, name, 0) == 1;
}

static bool
shake_hands(LbForwardLink *link, GError **error)
{
    for (;;) {
        forget_errors();
        int result = SSL_connect(link->tls);
        if (result == 1)
            return true;
        long verified = SSL_get_verify_result(link->tls);
        LbForwardIo io = judge(link, result, "TLS", error);
        if (io == LB_FORWARD_IO_FAILED && verified != X509_V_OK) {
            g_clear_error(error);
            g_set_error(error, LB_FORWARD_ERROR, LB_FORWARD_ERROR_CONNECTION,
                        "the collector's certificate is not good: %s",
                        X509_verify_cert_error_string(verified));
        }
        if (io == LB_FORWARD_IO_FAILED)
            return false;
        if (io == LB_FORWARD_IO_END) {
            g_set_error_literal(error, LB_FORWARD_ERROR, LB_FORWARD_ERROR_CONNECTION,
                                "the collector closed the connection instead of speaking TLS");
            return false;
        }
        if (!lb_forward_await(link, io, error))
            return false;
    }
}

bool
lb_forward_tls_begin(LbForwardLink *link, const LbForwardTarget *target, const char *host,
                     GError **error)
{
    g_autoptr(SSL_CTX) context = new_context(target, error);
    if (context == NULL)
        return false;
    link->tls = SSL_new(context);
    link->way = &secured;
    if (link->tls == NULL || SSL_set_fd(link->tls, link->fd) != 1 ||
        !expect_name(link->tls, target->name != NULL ? target->name : host))
        return fail(error, "the name of the collector");
    if (!shake_hands(link, error))
        return false;
    g_autofree char *where = g_steal_pointer(&link->words);
    link->words = g_strdup_printf("%s with %s", SSL_get_version(link->tls), where);
    return true;
}

void
lb_forward_tls_free(LbForwardLink *link)
{
    SSL_free(link->tls);
    link->tls = NULL;
}
