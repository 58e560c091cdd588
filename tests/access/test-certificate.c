/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates: what they say is the grant, whatever the grant says and wherever the clock hangs. LB_GRANTS is how many
 * random ones are tried (500). */
#include "access/certificate.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "access/error.h"
#include "access/place.h"
#include "base/random.h"
#include "base/span.h"
#include "support/process.h"

/* What ssh-keygen reads out of a certificate. */
typedef struct {
    char *serial, *key_id, *from, *to;
    GPtrArray *principals, *options, *extensions;
} Seen;

static void
seen_free(Seen *seen)
{
    g_free(seen->serial);
    g_free(seen->key_id);
    g_free(seen->from);
    g_free(seen->to);
    g_ptr_array_unref(seen->principals);
    g_ptr_array_unref(seen->options);
    g_ptr_array_unref(seen->extensions);
    g_free(seen);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Seen, seen_free)

static char *
find(const char *text, const char *pattern)
{
    g_autoptr(GMatchInfo) match = NULL;
    g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_MULTILINE, 0, NULL);
    cr_assert(g_regex_match(regex, text, 0, &match), "no %s in %s", pattern, text);
    return g_match_info_fetch(match, 1);
}

static GPtrArray *
find_list(const char *text, const char *title)
{
    g_autofree char *pattern =
        g_strdup_printf("^        %s: *(\\(none\\))?\\n((?: {16}.*\\n)*)", title);
    g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_MULTILINE, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    cr_assert(g_regex_match(regex, text, 0, &match), "no %s in %s", title, text);
    g_autofree char *body = g_match_info_fetch(match, 2);
    g_auto(GStrv) lines = g_strsplit(body, "\n", -1);
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    for (char **line = lines; *line != NULL; line++)
        if (**line != '\0')
            g_ptr_array_add(list, g_strdup(g_strstrip(*line)));
    return list;
}

static Seen *
look_at(const Place *place, const char *certificate)
{
    g_free(place_write(place, "seen-cert.pub", certificate, 0600));
    int status = -1;
    g_autofree char *said = place_keygen(place, "-L -f seen-cert.pub", &status);
    cr_assert_eq(status, 0, "%s", certificate);
    Seen *seen = g_new0(Seen, 1);
    seen->serial = find(said, "^ *Serial: (.*)$");
    seen->key_id = find(said, "^ *Key ID: \"(.*)\"$");
    seen->from = find(said, "^ *Valid: from (\\S+) to");
    seen->to = find(said, "^ *Valid: from \\S+ to (\\S+)$");
    seen->principals = find_list(said, "Principals");
    seen->options = find_list(said, "Critical Options");
    seen->extensions = find_list(said, "Extensions");
    return seen;
}

static int64_t
read_time(const char *text)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, utc);
    cr_assert_not_null(time, "%s", text);
    return g_date_time_to_unix(time);
}

/* Holds what ssh-keygen reads against the grant. */
static void
must_say(const Place *place, const LbCertificateOrder *order, const char *certificate)
{
    const LbGrant *grant = order->grant;
    g_autoptr(Seen) seen = look_at(place, certificate);
    g_autofree char *key_id = lb_grant_key_id(grant);
    g_autofree char *principal = lb_target_principal(order->instance, grant->target);
    g_autofree char *serial = g_strdup_printf("%" G_GINT64_FORMAT, grant->serial);
    cr_assert_str_eq(seen->serial, serial);
    cr_assert_str_eq(seen->key_id, key_id);
    cr_assert_eq(seen->principals->len, 1);
    cr_assert_str_eq(g_ptr_array_index(seen->principals, 0), principal);
    int64_t from = read_time(seen->from), to = read_time(seen->to);
    cr_assert_leq(to * LB_SECOND, grant->end, "it ends after the grant");
    cr_assert_eq(to, order->end / LB_SECOND);
    cr_assert_eq(from, order->start / LB_SECOND);
    cr_assert_eq(seen->extensions->len, order->terminal ? 1 : 0);
    if (order->terminal)
        cr_assert_str_eq(g_ptr_array_index(seen->extensions, 0), "permit-pty");
    cr_assert_eq(seen->options->len, order->sources != NULL ? 1 : 0);
}

Test(certificate, says_what_the_grant_says)
{
    g_autoptr(Place) place = place_new();
    g_autoptr(LbGrant) grant = place_grant();
    LbCertificateOrder order = place_order(place, grant);
    g_autofree char *certificate = place_must_sign(&order);
    cr_assert(g_str_has_prefix(certificate, "ssh-ed25519-cert-v01@openssh.com AAAA"));
    cr_assert_null(strchr(certificate, '\n'));
    must_say(place, &order, certificate);
    place_must_be_tidy(place);
}

Test(certificate, one_for_a_relay_has_no_terminal_and_one_for_a_host_comes_from_it)
{
    g_autoptr(Place) place = place_new();
    g_autoptr(LbGrant) grant = place_grant();
    LbCertificateOrder order = place_order(place, grant);
    const char *const sources[] = { "192.0.2.1", "2001:DB8::0:1", NULL };
    order.terminal = false;
    order.sources = sources;
    g_autofree char *certificate = place_must_sign(&order);
    must_say(place, &order, certificate);
    g_autoptr(Seen) seen = look_at(place, certificate);
    cr_assert_str_eq(g_ptr_array_index(seen->options, 0), "source-address 192.0.2.1,2001:db8::1");
}

Test(certificate, is_for_a_part_of_the_grant_and_never_for_more)
{
    g_autoptr(Place) place = place_new();
    g_autoptr(LbGrant) grant = place_grant();
    LbCertificateOrder order = place_order(place, grant);
    order.start += LB_HOUR;
    order.end = order.start + 5 * LB_MINUTE;
    g_autofree char *certificate = place_must_sign(&order);
    must_say(place, &order, certificate);
    order.end = grant->end + 1;
    place_must_refuse(&order, LB_ACCESS_ERROR_ORDER, "outside-grant");
    order.end = grant->end;
    order.start = grant->start - 1;
    place_must_refuse(&order, LB_ACCESS_ERROR_ORDER, "outside-grant");
    /* From .25 to .9 of one second nothing is left. */
    order.start = grant->start;
    order.end = grant->start + 650000;
    place_must_refuse(&order, LB_ACCESS_ERROR_ORDER, "empty-time");
    order.end = grant->start;
    place_must_refuse(&order, LB_ACCESS_ERROR_ORDER, "empty-time");
    place_must_be_tidy(place);
}

Test(certificate, one_that_says_anything_else_is_thrown_away)
{
#define GRANTED "-z 7 -I LB-42:engineer7@fabrikam.example -V 0x6b050b79:0x6b057bf9 "
#define PLAIN "-O clear -O permit-pty -n "
    g_autoptr(Place) place = place_new();
    g_autoptr(LbGrant) grant = place_grant();
    g_autofree char *principal = lb_target_principal(PLACE_INSTANCE, grant->target);
    LbCertificateOrder order = place_order(place, grant);
    int status = -1;
    g_free(place_keygen(place, "-q -t ed25519 -N '' -f other", &status));
    const struct {
        const char *options, *more, *words; /* words: NULL: it is the one */
    } made[] = {
        { "-s private/ca " GRANTED PLAIN, " key.pub", NULL },
        { "-s other " GRANTED PLAIN, " key.pub", "Signing CA" },
        { "-s private/ca " GRANTED PLAIN, ",root key.pub", "root" },
        { "-s private/ca " GRANTED PLAIN, "0 key.pub", "lockbox-" },
        { "-s private/ca " GRANTED "-n ", " key.pub", "permit-X11-forwarding" },
        { "-s private/ca " GRANTED "-O clear -n ", " key.pub", "Extensions" },
        { "-s private/ca " GRANTED "-O force-command=id " PLAIN, " key.pub", "Critical Options" },
        { "-s private/ca " GRANTED "-h -n ", " key.pub", "host certificate" },
        { "-s private/ca -z 8 -I LB-42:engineer7@fabrikam.example -V 0x6b050b79:0x6b057bf9 " PLAIN,
          " key.pub", "Serial: 8" },
        { "-s private/ca -z 7 -I LB-4:engineer7@fabrikam.example -V 0x6b050b79:0x6b057bf9 " PLAIN,
          " key.pub", "Key ID" },
        { "-s private/ca -z 7 -I LB-42:engineer7@fabrikam.example -V 0x6b050b79:0x6b057bfa " PLAIN,
          " key.pub", "Valid: from" },
        { "-s private/ca -z 7 -I LB-42:engineer7@fabrikam.example " PLAIN, " key.pub", "forever" },
        { "-s private/ca -z 7 -I LB-42:engineer7@fabrikam.example -V 20261124:20261125 " PLAIN,
          " key.pub", "Valid: from" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(made); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *command =
            g_strconcat("-q ", made[i].options, principal, made[i].more, NULL);
        g_free(place_keygen(place, command, &status));
        cr_assert_eq(status, 0, "%s", command);
        g_autofree char *certificate = test_read(place->root, "key-cert.pub", NULL);
        bool same = lb_certificate_check(&order, certificate, &error);
        cr_assert_eq(same, made[i].words == NULL, "%s: %s", command,
                     error != NULL ? error->message : "is taken");
        if (same)
            continue;
        cr_assert(g_error_matches(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_DIFFERS));
        cr_assert_not_null(strstr(error->message, made[i].words), "%s", error->message);
    }
    /* Another engineer's key, and no certificate at all. */
    g_autofree char *certificate = place_must_sign(&order);
    g_autofree char *other = test_read(place->root, "other.pub", NULL);
    g_autoptr(GError) error = NULL;
    order.public_key = other;
    cr_assert_not(lb_certificate_check(&order, certificate, &error));
    cr_assert_not_null(strstr(error->message, "Public key"), "%s", error->message);
    g_clear_error(&error);
    cr_assert_not(lb_certificate_check(&order, place->public_key, &error));
    cr_assert(g_error_matches(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_PROGRAM));
    place_must_be_tidy(place);
}

Test(certificate, hostile_keys_are_no_keys)
{
    g_autoptr(Place) place = place_new();
    g_autoptr(LbGrant) grant = place_grant();
    LbCertificateOrder order = place_order(place, grant);
    g_autofree char *certificate = place_must_sign(&order);
    g_autofree char *line = g_strchomp(g_strdup(place->public_key));
    g_autofree char *twice = g_strconcat(line, "\n", line, NULL);
    g_autofree char *guarded = g_strconcat("no-pty,command=\"/bin/sh\" ", line, NULL);
    g_autofree char *authority = g_strconcat("cert-authority ", line, NULL);
    g_autofree char *longer = g_strnfill(100000, 'A');
    g_autofree char *private = test_read(place->root, "key", NULL);
    const char *const keys[] = { certificate,
                                 twice,
                                 guarded,
                                 authority,
                                 longer,
                                 private,
                                 "",
                                 "-",
                                 "ssh-ed25519",
                                 "../../etc/passwd",
                                 "ssh-ed25519 AAAA",
                                 "\xff\xfe",
                                 "ssh-dss AAAAB3NzaC1kc3M=" };
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        order.public_key = keys[i];
        place_must_refuse(&order, LB_ACCESS_ERROR_ORDER, "public key");
    }
    place_must_be_tidy(place);
}

Test(certificate, every_sort_of_key_gets_one)
{
    static const char *const sorts[] = { "ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521",
                                         "rsa -b 2048" };
    g_autoptr(Place) place = place_new();
    g_autoptr(LbGrant) grant = place_grant();
    LbCertificateOrder order = place_order(place, grant);
    for (size_t i = 0; i < G_N_ELEMENTS(sorts); i++) {
        g_autofree char *command = g_strdup_printf("-q -N '' -f sort%zu -t %s", i, sorts[i]);
        g_autofree char *name = g_strdup_printf("sort%zu.pub", i);
        int status = -1;
        g_free(place_keygen(place, command, &status));
        g_autofree char *key = test_read(place->root, name, NULL);
        order.public_key = key;
        g_autofree char *certificate = place_must_sign(&order);
        must_say(place, &order, certificate);
    }
    /* A security key's, whose bytes ssh-keygen does not look into. */
    order.public_key =
        "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAQAAAAAAA"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABHNzaDo=";
    g_autofree char *certificate = place_must_sign(&order);
    must_say(place, &order, certificate);
}

Test(certificate, hostile_source_addresses_are_none)
{
    static const char *const addresses[] = { "",
                                             "*",
                                             "0.0.0.0/0",
                                             "192.0.2.1,10.0.0.1",
                                             "!192.0.2.1",
                                             "vm-1.example",
                                             "192.0.2.1 ",
                                             "localhost",
                                             "-O",
                                             "::1%lo",
                                             "192.0.2.1\npermit-agent-forwarding" };
    g_autoptr(Place) place = place_new();
    g_autoptr(LbGrant) grant = place_grant();
    LbCertificateOrder order = place_order(place, grant);
    const char *sources[LB_CERTIFICATE_SOURCES_MOST + 2] = { NULL };
    order.sources = sources;
    place_must_refuse(&order, LB_ACCESS_ERROR_ORDER, "no-address");
    for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
        sources[0] = addresses[i];
        place_must_refuse(&order, LB_ACCESS_ERROR_ORDER, "malformed-address");
    }
    for (size_t i = 0; i <= LB_CERTIFICATE_SOURCES_MOST; i++)
        sources[i] = "192.0.2.1";
    place_must_refuse(&order, LB_ACCESS_ERROR_ORDER, "malformed-address");
}

Test(certificate, hostile_grants_are_none)
{
    static const struct {
        const char *request, *account, *words;
    } grants[] = {
        { "LB-42", "", "malformed-account" },
        { "LB-42", "a\nSerial: 9", "malformed-account" },
        { "LB-42", "a\x1b]0;x\x07", "malformed-account" },
        { "LB-42\" -n root", "engineer7", "malformed-request" },
        { "-LB-42", "engineer7", "malformed-request" },
    };
    g_autoptr(Place) place = place_new();
    for (size_t i = 0; i < G_N_ELEMENTS(grants); i++) {
        g_autoptr(LbGrant) grant = place_grant();
        g_free(grant->request);
        g_free(grant->account);
        grant->request = g_strdup(grants[i].request);
        grant->account = g_strdup(grants[i].account);
        LbCertificateOrder order = place_order(place, grant);
        place_must_refuse(&order, LB_ACCESS_ERROR_ORDER, grants[i].words);
    }
    g_autoptr(LbGrant) grant = place_grant();
    grant->serial = 0;
    LbCertificateOrder order = place_order(place, grant);
    place_must_refuse(&order, LB_ACCESS_ERROR_ORDER, "malformed-serial");
    /* Accounts that are strange but may be are written so that they cannot be taken for anything else. */
    static const char *const accounts[] = { "a,root",   "a\" Serial: 9", "-O",    "a b", "%h",
                                            "コントソ", "a:LB-1:b",      "$(id)", "*" };
    for (size_t i = 0; i < G_N_ELEMENTS(accounts); i++) {
        g_autoptr(LbGrant) strange = place_grant();
        g_free(strange->account);
        strange->account = g_strdup(accounts[i]);
        LbCertificateOrder fine = place_order(place, strange);
        g_autofree char *certificate = place_must_sign(&fine);
        must_say(place, &fine, certificate);
    }
    place_must_be_tidy(place);
}

/* Random grants: splitmix64 from a seed, so that a failure comes again. */

typedef struct {
    LbRandom base;
    uint64_t state;
} Seeded;

static bool
fill_seeded(LbRandom *random, void *buffer, size_t size, GError **error)
{
    Seeded *seeded = (Seeded *)random;
    unsigned char *at = buffer;
    (void)error;
    for (size_t i = 0; i < size; i++) {
        uint64_t next = seeded->state += UINT64_C(0x9e3779b97f4a7c15);
        next = (next ^ (next >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        next = (next ^ (next >> 27)) * UINT64_C(0x94d049bb133111eb);
        at[i] = (unsigned char)(next >> 56);
    }
    return true;
}

/* From 0 to @most - 1. */
static int64_t
draw(LbRandom *random, int64_t most)
{
    uint64_t number = 0;
    random->fill(random, &number, sizeof number, NULL);
    return (int64_t)(number % (uint64_t)most);
}

static char *
draw_account(LbRandom *random)
{
    static const char *const pieces[] = { "a",  "engineer", "7", "@",  ".",  "example", "-",
                                          "_",  "+",        ",", ":",  "\"", " x",      "%",
                                          "コ", "é",        "'", "\\", "$",  "=" };
    GString *account = g_string_new("e");
    for (int64_t i = draw(random, 12); i > 0; i--)
        g_string_append(account, pieces[draw(random, G_N_ELEMENTS(pieces))]);
    return g_string_free(account, FALSE);
}

static LbGrant *
draw_grant(LbRandom *random)
{
    static const int64_t lengths[] = { LB_SECOND + 1, LB_MINUTE, 8 * LB_HOUR, 30 * LB_DAY };
    LbGrant *grant = lb_grant_new();
    /* Small ones, and such of every length up to the greatest. */
    grant->serial = 1 + draw(random, INT64_MAX >> draw(random, 62));
    grant->request = g_strdup_printf("%s-%" G_GINT64_FORMAT, draw(random, 2) == 0 ? "LB" : "JIT",
                                     1 + draw(random, 999999999999));
    grant->account = draw_account(random);
    grant->target = lb_target_new(PLACE_MACHINE, "192.0.2.7", 1 + (unsigned)draw(random, 65535),
                                  draw(random, 2) == 0 ? "root" : "support");
    lb_target_add_host_key(grant->target, PLACE_HOST_KEY);
    /* Around now, and anywhere up to the year 2200: summer and winter time, leap days, and past 2038. */
    int64_t from = draw(random, 2) == 0 ? 1795492729 * LB_SECOND : 0;
    int64_t span = from > 0 ? 366 * LB_DAY : 230 * 365 * LB_DAY;
    grant->start = LB_SECOND + from + draw(random, span);
    grant->end = grant->start + LB_SECOND + draw(random, lengths[draw(random, 4)]);
    return grant;
}

Test(certificate, random_grants_are_what_is_signed, .timeout = 7200)
{
    static const char *const zones[] = { "UTC", "Asia/Tokyo", "America/St_Johns", "Pacific/Apia" };
    const char *named = g_getenv("LB_GRANTS");
    int count = named != NULL ? atoi(named) : 500;
    cr_assert_geq(count, 4);
    g_autoptr(Place) place = place_new();
    Seeded seeded = { .base = { .fill = fill_seeded }, .state = 42 };
    for (int i = 0; i < count; i++) {
        g_setenv("TZ", zones[i % (int)G_N_ELEMENTS(zones)], TRUE);
        tzset();
        g_autoptr(LbGrant) grant = draw_grant(&seeded.base);
        LbCertificateOrder order = place_order(place, grant);
        order.terminal = draw(&seeded.base, 2) == 0;
        g_autofree char *certificate = place_must_sign(&order);
        must_say(place, &order, certificate);
    }
    place_must_be_tidy(place);
}
