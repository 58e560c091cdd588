/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording as text for whoever may see it. It may be the work of somebody's enemy: the text is made harmless where it is
 * read, and what cannot be read is said. */
#include "commands/replaytext.h"

#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "commands/watch.h"
#include "core/recording.h"
#include "replay/proof.h"
#include "replay/text.h"

#define PIECE (1024 * 1024)
#define FLUSHED 32768

typedef struct {
    LbCommand *command;
    GError *failure; /* of writing: what comes then goes nowhere */
} Writer;

static void
flush(Writer *writer)
{
    if (writer->failure == NULL)
        lb_command_flush(writer->command, &writer->failure);
    g_string_truncate(writer->command->out, 0);
}

static void
put_line(const char *line, void *user)
{
    Writer *writer = user;
    g_string_append_printf(writer->command->out, "%s\n", line);
    if (writer->command->out->len >= FLUSHED)
        flush(writer);
}

static bool
fail(GError **error, const char *words)
{
    g_set_error_literal(error, LB_COMMAND_ERROR, LB_COMMAND_ERROR_RECORDING, words);
    return false;
}

/* All that can be read. */
static bool
write_text(LbCommand *command, const char *directory, int64_t passage, GError **error)
{
    Writer writer = { .command = command };
    g_autoptr(GError) damage = NULL;
    g_autoptr(LbReplayReader) reader = lb_replay_reader_new(directory, passage, &damage);
    bool whole = reader != NULL && lb_replay_text(reader, put_line, &writer, &damage);
    flush(&writer);
    if (writer.failure != NULL) {
        g_propagate_error(error, writer.failure);
        return false;
    }
    if (whole)
        return true;
    g_autofree char *words =
        g_strdup_printf(_("The recording cannot be read any further: %s."), damage->message);
    return fail(error, words);
}

static bool
compare(LbCommand *command, const char *directory, const LbSession *session, GError **error)
{
    g_autoptr(LbProof) proof = lb_proof_new(directory, session->passage);
    bool whole = lb_session_is_told(session);
    lb_proof_expect(proof, session->sha256, whole);
    while (lb_proof_tick(proof, PIECE) == LB_PROOF_LOOKING)
        continue;
    if (lb_proof_state(proof) == LB_PROOF_DIFFERS)
        return fail(error, _("The recording DOES NOT AGREE with the log: its SHA-256 is another, "
                             "or a part is missing."));
    const char *sentence = lb_proof_state(proof) == LB_PROOF_NONE
                               ? _("The log has no hash of the recording yet.")
                           : whole ? _("The recording agrees with the log.")
                                   : _("The recording agrees with the log so far.");
    g_autofree char *line = g_strdup_printf("lockbox: %s\n", sentence);
    return lb_watch_write(command, STDERR_FILENO, line, strlen(line), error);
}

bool
lb_replay_write(LbCommand *command, const LbSession *session, GError **error)
{
    g_autofree char *directory = lb_recording_directory(command->data, session->request);
    return write_text(command, directory, session->passage, error) &&
           compare(command, directory, session, error);
}
