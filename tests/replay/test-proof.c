/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a recording is what the log has the hash of: at its end, and up to where it was told of while it grows. */
#include <criterion/criterion.h>
#include <locale.h>
#include <unistd.h>

#include "base/sha256.h"
#include "replay/cast.h"
#include "replay/proof.h"

#define PIECE 100

static void
setup(void)
{
    cr_assert_not_null(setlocale(LC_ALL, "C.UTF-8"));
}

TestSuite(proof, .init = setup);

/* Of all that is there now. */
static char *
hash_of(const Cast *cast)
{
    g_autoptr(LbSha256) sum = lb_sha256_new();
    uint8_t digest[LB_SHA256_SIZE];
    for (int part = 1; part <= cast->part; part++) {
        g_autofree char *path = g_strdup_printf("%s/7-%02d.cast", cast->directory, part);
        g_autofree char *bytes = NULL;
        gsize length = 0;
        cr_assert(g_file_get_contents(path, &bytes, &length, NULL));
        lb_sha256_add_plain(sum, bytes, length);
    }
    lb_sha256_finish(sum, digest);
    return lb_sha256_to_hex(digest);
}

static LbProofState
look(LbProof *proof)
{
    while (lb_proof_tick(proof, PIECE) == LB_PROOF_LOOKING)
        ;
    return lb_proof_state(proof);
}

static void
fill(Cast *cast)
{
    for (int i = 0; i < 500; i++)
        cast_show(cast, 0.1, "One line of many that are there.\r\n");
}

Test(proof, a_whole_recording_agrees_over_all_of_its_parts)
{
    g_autoptr(Cast) cast = cast_new();
    fill(cast);
    cast_next_part(cast);
    fill(cast);
    g_autofree char *hash = hash_of(cast);
    g_autoptr(LbProof) proof = lb_proof_new(cast->directory, 7);
    cr_assert_eq(lb_proof_tick(proof, PIECE), LB_PROOF_NONE);
    lb_proof_expect(proof, hash, true);
    cr_assert_eq(lb_proof_tick(proof, PIECE), LB_PROOF_LOOKING, "it is read in pieces");
    cr_assert_eq(look(proof), LB_PROOF_AGREES);
}

Test(proof, another_byte_or_more_of_them_differ)
{
    g_autoptr(Cast) cast = cast_new();
    fill(cast);
    g_autofree char *hash = hash_of(cast);
    cast_show(cast, 1, "x");
    g_autoptr(LbProof) longer = lb_proof_new(cast->directory, 7);
    lb_proof_expect(longer, hash, true);
    cr_assert_eq(look(longer), LB_PROOF_DIFFERS);
    g_autofree char *after = hash_of(cast);
    cr_assert_eq(pwrite(cast->fd, "L", 1, 2000), 1);
    for (int whole = 0; whole < 2; whole++) {
        g_autoptr(LbProof) changed = lb_proof_new(cast->directory, 7);
        lb_proof_expect(changed, after, whole != 0);
        cr_assert_eq(look(changed), LB_PROOF_DIFFERS);
    }
}

Test(proof, one_that_grows_agrees_up_to_where_the_log_was_told)
{
    g_autoptr(Cast) cast = cast_new();
    fill(cast);
    g_autofree char *first = hash_of(cast);
    fill(cast);
    cast_raw(cast, "[9");
    g_autoptr(LbProof) proof = lb_proof_new(cast->directory, 7);
    lb_proof_expect(proof, first, false);
    cr_assert_eq(look(proof), LB_PROOF_AGREES);
    cast_raw(cast, "99.0, \"o\", \"x\"]\n");
    cast_next_part(cast);
    fill(cast);
    g_autofree char *second = hash_of(cast);
    fill(cast);
    lb_proof_expect(proof, second, false);
    cr_assert_eq(lb_proof_state(proof), LB_PROOF_LOOKING);
    cr_assert_eq(look(proof), LB_PROOF_AGREES);
    g_autofree char *last = hash_of(cast);
    lb_proof_expect(proof, last, true);
    cr_assert_eq(look(proof), LB_PROOF_AGREES);
}

Test(proof, a_recording_that_is_not_there_differs)
{
    g_autoptr(Cast) cast = cast_new();
    g_autofree char *hash = hash_of(cast);
    g_autoptr(LbProof) proof = lb_proof_new(cast->directory, 8);
    lb_proof_expect(proof, hash, true);
    cr_assert_eq(look(proof), LB_PROOF_DIFFERS);
}
