/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of src/http. */
#include "http/http.h"

const LbName lb_http_error_names[] = {
    { LB_HTTP_ERROR_URL, "url", NULL },
    { LB_HTTP_ERROR_REQUEST, "request", NULL },
    { LB_HTTP_ERROR_NETWORK, "network", NULL },
    { LB_HTTP_ERROR_REFUSED_ADDRESS, "refused-address", NULL },
    { LB_HTTP_ERROR_RESOLVE, "resolve", NULL },
    { LB_HTTP_ERROR_CONNECT, "connect", NULL },
    { LB_HTTP_ERROR_TLS, "tls", NULL },
    { LB_HTTP_ERROR_TIMEOUT, "timeout", NULL },
    { LB_HTTP_ERROR_TOO_LARGE, "too-large", NULL },
    { LB_HTTP_ERROR_PROTOCOL, "protocol", NULL },
    { LB_HTTP_ERROR_FAILED, "failed", NULL },
    { 0, NULL, NULL },
};

G_DEFINE_QUARK(lb_http_error_quark, lb_http_error)
