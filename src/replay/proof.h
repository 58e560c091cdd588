/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the files of a recording are those that the activity log has the hash of: SHA-256 over all bytes of all parts in their order.
 * The log is told each minute, at the end of a line, and at the end. Looked at in pieces, while the recording is played. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    LB_PROOF_NONE,    /* nothing is expected so far */
    LB_PROOF_LOOKING, /* there is more to read */
    LB_PROOF_AGREES,
    LB_PROOF_DIFFERS,
} LbProofState;

typedef struct LbProof LbProof;

LbProof *lb_proof_new(const char *directory, int64_t passage);
void lb_proof_free(LbProof *proof);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbProof, lb_proof_free)

/* What is to be found from now on, 64 hexadecimal digits (NULL: nothing): the hash of all that there is where it is @whole, else
 * that of the lines up to any. What was read is not read again. */
void lb_proof_expect(LbProof *proof, const char *sha256, bool whole);

/* Reads about @piece bytes more. A part that cannot be read differs. */
LbProofState lb_proof_tick(LbProof *proof, size_t piece);

LbProofState lb_proof_state(const LbProof *proof);
