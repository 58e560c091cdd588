/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A security key in software, for OpenSSH's SecurityKeyProvider. It does what a FIDO authenticator does that is always
 * touched at once and knows its person by a PIN; and what a careless or forged one would do, when the environment says
 * so. A key handle is the private key itself: good for tests, and for nothing else.
 *
 * SOFTWARE_KEY_PIN    the PIN that verifies the person; without it nothing does
 * SOFTWARE_KEY_FLAGS  the flags of each signature, in hexadecimal, whatever was asked for and whatever was entered */
#include <glib.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The interface that ssh-sk-helper looks for, from OpenSSH's sk-api.h, which is not installed; its 10th version is
 * that of OpenSSH 8.9 and later. What is signed stands in OpenSSH's PROTOCOL.u2f, "SSH U2F signatures". */
enum { SK_API_VERSION = 0x000a0000 };
enum { SK_USER_PRESENCE = 0x01, SK_USER_VERIFICATION = 0x04 };
enum { SK_ECDSA = 0, SK_ED25519 = 1 };
enum { SK_DONE = 0, SK_FAILED = -1, SK_UNSUPPORTED = -2, SK_PIN_REQUIRED = -3 };

struct sk_option {
    char *name;
    char *value;
    uint8_t required;
};

struct sk_enroll_response {
    uint8_t flags;
    uint8_t *public_key;
    size_t public_key_len;
    uint8_t *key_handle;
    size_t key_handle_len;
    uint8_t *signature;
    size_t signature_len;
    uint8_t *attestation_cert;
    size_t attestation_cert_len;
    uint8_t *authdata;
    size_t authdata_len;
};

struct sk_sign_response {
    uint8_t flags;
    uint32_t counter;
    uint8_t *sig_r;
    size_t sig_r_len;
    uint8_t *sig_s;
    size_t sig_s_len;
};

struct sk_resident_key;

uint32_t sk_api_version(void);
int sk_enroll(uint32_t algorithm, const uint8_t *challenge, size_t challenge_size,
              const char *application, uint8_t flags, const char *pin, struct sk_option **options,
              struct sk_enroll_response **response);
int sk_sign(uint32_t algorithm, const uint8_t *data, size_t size, const char *application,
            const uint8_t *handle, size_t handle_size, uint8_t flags, const char *pin,
            struct sk_option **options, struct sk_sign_response **response);
int sk_load_resident_keys(const char *pin, struct sk_option **options,
                          struct sk_resident_key ***keys, size_t *count);

#define SHA256_SIZE 32
#define COUNTER 1 /* of signatures; sshd does not look at it */

typedef struct {
    const char *type;
    const char *curve;
    const char *point; /* the parameter with the public key as it goes over the wire */
    size_t point_size;
    const char *digest; /* NULL: has its own */
} Algorithm;

static const Algorithm algorithms[] = {
    [SK_ECDSA] = { "EC", "P-256", OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, 65, "SHA256" },
    [SK_ED25519] = { "ED25519", NULL, OSSL_PKEY_PARAM_PUB_KEY, 32, NULL },
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ECDSA_SIG, ECDSA_SIG_free)

uint32_t
sk_api_version(void)
{
    return SK_API_VERSION;
}

/* NULL where there is no such algorithm, or an option has to be heeded that nobody here knows. */
static const Algorithm *
find_algorithm(uint32_t number, struct sk_option **options)
{
    for (; options != NULL && *options != NULL; options++)
        if ((*options)->required != 0)
            return NULL;
    return number < G_N_ELEMENTS(algorithms) ? &algorithms[number] : NULL;
}

static bool
is_pin(const char *pin)
{
    return g_strcmp0(pin, g_getenv("SOFTWARE_KEY_PIN")) == 0 && pin != NULL;
}

/* Whether the person has done what @flags ask for. @said are the flags to sign with. */
static bool
meet_person(uint8_t flags, const char *pin, uint8_t *said)
{
    const char *forced = g_getenv("SOFTWARE_KEY_FLAGS");
    *said = flags & (SK_USER_PRESENCE | SK_USER_VERIFICATION);
    if (forced != NULL)
        *said = (uint8_t)strtoul(forced, NULL, 16);
    return forced != NULL || (flags & SK_USER_VERIFICATION) == 0 || is_pin(pin);
}

static bool
export_key(const Algorithm *algorithm, EVP_PKEY *pair, struct sk_enroll_response *response)
{
    int size = i2d_PrivateKey(pair, NULL);
    if (size <= 0)
        return false;
    response->key_handle = g_malloc((size_t)size);
    response->key_handle_len = (size_t)size;
    uint8_t *end = response->key_handle;
    response->public_key = g_malloc(algorithm->point_size);
    return i2d_PrivateKey(pair, &end) == size &&
           EVP_PKEY_get_octet_string_param(pair, algorithm->point, response->public_key,
                                           algorithm->point_size, &response->public_key_len) == 1 &&
           response->public_key_len == algorithm->point_size;
}

static void
free_enrolled(struct sk_enroll_response *response)
{
    g_free(response->public_key);
    g_free(response->key_handle);
    g_free(response->signature);
    g_free(response);
}
typedef struct sk_enroll_response Enrolled;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Enrolled, free_enrolled)

/* What is handed over is freed by free(), which is what g_free() calls. */
int
sk_enroll(uint32_t number, const uint8_t *challenge, size_t challenge_size, const char *application,
          uint8_t flags, const char *pin, struct sk_option **options,
          struct sk_enroll_response **response)
{
    const Algorithm *algorithm = find_algorithm(number, options);
    uint8_t said = 0;
    (void)challenge, (void)challenge_size, (void)application;
    if (algorithm == NULL)
        return SK_UNSUPPORTED;
    if (!meet_person(flags, pin, &said))
        return SK_PIN_REQUIRED;
    g_autoptr(EVP_PKEY) pair = EVP_PKEY_Q_keygen(NULL, NULL, algorithm->type, algorithm->curve);
    g_autoptr(Enrolled) enrolled = g_new0(Enrolled, 1);
    if (pair == NULL || !export_key(algorithm, pair, enrolled))
        return SK_FAILED;
    enrolled->flags = flags;
    /* Nobody attests what this is; one byte, since none at all is an error. */
    enrolled->signature = g_new0(uint8_t, 1);
    enrolled->signature_len = 1;
    *response = g_steal_pointer(&enrolled);
    return SK_DONE;
}

static void
add_hash(GByteArray *bytes, const void *data, size_t size)
{
    uint8_t hash[SHA256_SIZE];
    if (EVP_Digest(data, size, hash, NULL, EVP_sha256(), NULL) != 1)
        abort();
    g_byte_array_append(bytes, hash, sizeof hash);
}

/* NULL when it cannot be signed. */
static GByteArray *
new_signature(const Algorithm *algorithm, EVP_PKEY *pair, const GByteArray *bytes)
{
    g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();
    g_autoptr(GByteArray) signature = g_byte_array_new();
    size_t size = (size_t)EVP_PKEY_get_size(pair);
    g_byte_array_set_size(signature, (guint)size);
    if (EVP_DigestSignInit_ex(context, NULL, algorithm->digest, NULL, NULL, pair, NULL) != 1 ||
        EVP_DigestSign(context, signature->data, &size, bytes->data, bytes->len) != 1)
        return NULL;
    g_byte_array_set_size(signature, (guint)size);
    return g_steal_pointer(&signature);
}

static void
export_number(const BIGNUM *number, uint8_t **bytes, size_t *size)
{
    *bytes = g_malloc((size_t)BN_num_bytes(number));
    *size = (size_t)BN_bn2bin(number, *bytes);
}

/* That of a curve is two numbers; that of Ed25519 goes as it is. */
static bool
export_signature(uint32_t number, const GByteArray *signature, struct sk_sign_response *response)
{
    const uint8_t *at = signature->data;
    if (number == SK_ED25519) {
        response->sig_r = g_memdup2(at, signature->len);
        response->sig_r_len = signature->len;
        return true;
    }
    g_autoptr(ECDSA_SIG) numbers = d2i_ECDSA_SIG(NULL, &at, (long)signature->len);
    if (numbers == NULL)
        return false;
    export_number(ECDSA_SIG_get0_r(numbers), &response->sig_r, &response->sig_r_len);
    export_number(ECDSA_SIG_get0_s(numbers), &response->sig_s, &response->sig_s_len);
    return true;
}

int
sk_sign(uint32_t number, const uint8_t *data, size_t size, const char *application,
        const uint8_t *handle, size_t handle_size, uint8_t flags, const char *pin,
        struct sk_option **options, struct sk_sign_response **response)
{
    static const uint8_t counter[] = { 0, 0, 0, COUNTER };
    const Algorithm *algorithm = find_algorithm(number, options);
    uint8_t said = 0;
    if (algorithm == NULL)
        return SK_UNSUPPORTED;
    if (!meet_person(flags, pin, &said))
        return SK_PIN_REQUIRED;
    g_autoptr(EVP_PKEY) pair = d2i_AutoPrivateKey(NULL, &handle, (long)handle_size);
    if (pair == NULL)
        return SK_FAILED;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    add_hash(bytes, application, strlen(application));
    g_byte_array_append(bytes, &said, 1);
    g_byte_array_append(bytes, counter, sizeof counter);
    add_hash(bytes, data, size);
    g_autoptr(GByteArray) signature = new_signature(algorithm, pair, bytes);
    g_autofree struct sk_sign_response *made = g_new0(struct sk_sign_response, 1);
    if (signature == NULL || !export_signature(number, signature, made))
        return SK_FAILED;
    made->flags = said;
    made->counter = COUNTER;
    *response = g_steal_pointer(&made);
    return SK_DONE;
}

int
sk_load_resident_keys(const char *pin, struct sk_option **options, struct sk_resident_key ***keys,
                      size_t *count)
{
    (void)pin, (void)options, (void)keys, (void)count;
    return SK_UNSUPPORTED;
}
