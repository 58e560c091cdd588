/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hashing a recording while it may grow. It is read line by line, since the log can only have been told of whole ones. */
#include "replay/proof.h"

#include <string.h>

#include "base/sha256.h"
#include "replay/part.h"

#define BUFFER 65536

struct LbProof {
    char *directory;
    int64_t passage;
    int part; /* 0: none was opened */
    LbFd fd;
    int64_t offset;
    LbSha256 *sum;
    char *expected;
    bool whole;
    LbProofState state;
};

LbProof *
lb_proof_new(const char *directory, int64_t passage)
{
    LbProof *proof = g_new0(LbProof, 1);
    proof->directory = g_strdup(directory);
    proof->passage = passage;
    proof->fd = -1;
    proof->sum = lb_sha256_new();
    return proof;
}

void
lb_proof_free(LbProof *proof)
{
    if (proof == NULL)
        return;
    lb_fd_close(&proof->fd);
    lb_sha256_free(proof->sum);
    g_free(proof->directory);
    g_free(proof->expected);
    g_free(proof);
}

void
lb_proof_expect(LbProof *proof, const char *sha256, bool whole)
{
    if (proof->whole == whole && g_strcmp0(proof->expected, sha256) == 0)
        return;
    g_free(proof->expected);
    proof->expected = g_strdup(sha256);
    proof->whole = whole;
    proof->state = sha256 != NULL ? LB_PROOF_LOOKING : LB_PROOF_NONE;
}

/* Whether what was read so far is what is expected. */
static bool
is_there(const LbProof *proof)
{
    uint8_t digest[LB_SHA256_SIZE];
    lb_sha256_peek(proof->sum, digest);
    g_autofree char *found = lb_sha256_to_hex(digest);
    return strcmp(found, proof->expected) == 0;
}

/* Takes the bytes, up to the end of the line at which the log was told where that comes first. */
static void
take(LbProof *proof, const char *bytes, size_t size)
{
    for (size_t at = 0; at < size && proof->state == LB_PROOF_LOOKING;) {
        const char *end = proof->whole ? NULL : memchr(bytes + at, '\n', size - at);
        size_t length = end != NULL ? (size_t)(end + 1 - (bytes + at)) : size - at;
        lb_sha256_add_plain(proof->sum, bytes + at, length);
        proof->offset += (int64_t)length;
        at += length;
        if (end != NULL && is_there(proof))
            proof->state = LB_PROOF_AGREES;
    }
}

/* Reads more, and stores how much; nothing is there at the end. */
static bool
read_on(LbProof *proof, size_t *got)
{
    g_autofree char *bytes = g_malloc(BUFFER);
    if (!lb_replay_part_read(proof->fd, proof->offset, bytes, BUFFER, got, NULL))
        return false;
    take(proof, bytes, *got);
    return true;
}

/* Reads more, or goes to the next part where there is one; false at the end, and where that fails. */
static bool
go_on(LbProof *proof, size_t *got)
{
    if (proof->part > 0 && (!read_on(proof, got) || *got > 0))
        return *got > 0;
    if (proof->part >= LB_REPLAY_PARTS_MOST)
        return false;
    g_auto(LbFd) next =
        lb_replay_part_open(proof->directory, proof->passage, proof->part + 1, true, NULL);
    if (next < 0)
        return false;
    /* What came between the last look and that part. */
    if (proof->part > 0 && (!read_on(proof, got) || *got > 0))
        return *got > 0;
    lb_fd_close(&proof->fd);
    proof->fd = lb_fd_steal(&next);
    proof->part++;
    proof->offset = 0;
    return true;
}

LbProofState
lb_proof_tick(LbProof *proof, size_t piece)
{
    for (size_t done = 0; done < piece && proof->state == LB_PROOF_LOOKING;) {
        size_t got = 0;
        if (go_on(proof, &got))
            done += got;
        else
            proof->state = proof->whole && is_there(proof) ? LB_PROOF_AGREES : LB_PROOF_DIFFERS;
    }
    return proof->state;
}

LbProofState
lb_proof_state(const LbProof *proof)
{
    return proof->state;
}
