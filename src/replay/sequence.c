/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Control sequences by ECMA-48, as terminals read them: controls within a sequence count at once, ESC begins anew, CAN
 * and SUB give up. A sequence is handed on as a whole or not at all, so that who reads behind this can't take its bytes otherwise. */
#include "replay/sequence.h"

#include <glib.h>
#include <string.h>

enum { PLAIN, ESCAPE, CSI, CSI_DROPPED, STRING };

#define ESC 0x1b
#define CAN 0x18
#define SUB 0x1a
#define BEL 0x07
#define DEL 0x7f

/* Parameters, and digits of one. */
#define DIGITS_MOST 5
#define PARAMETERS_MOST 16

static void
begin(LbSequence *sequence)
{
    sequence->state = ESCAPE;
    sequence->held[0] = ESC;
    sequence->length = 1;
}

static bool
hold(LbSequence *sequence, unsigned char byte)
{
    if (sequence->length == LB_SEQUENCE_MOST)
        return false;
    sequence->held[sequence->length++] = (char)byte;
    return true;
}

/* CSI sequences by their last byte. Margins at the sides, lines of double width and scrolling sideways are none that programs use, and
 * libvterm writes beyond its screen with them. */
static const char known_finals[] = "@ABCDEFGHIJKLMPSTXZ`abdefghlmrsu";

static const char *const known_modes[] = {
    "1",    "5",    "6",    "7",    "12",   "25",   "47",   "1000", "1002",
    "1003", "1004", "1005", "1006", "1047", "1048", "1049", "2004",
};

static bool
are_modes_known(const char *modes, size_t length)
{
    g_autofree char *copy = g_strndup(modes, length);
    g_auto(GStrv) each = g_strsplit(copy, ";", -1);
    for (char **mode = each; *mode != NULL; mode++) {
        bool known = false;
        for (size_t i = 0; i < G_N_ELEMENTS(known_modes); i++)
            known = known || strcmp(*mode, known_modes[i]) == 0;
        if (!known)
            return false;
    }
    return true;
}

static bool
is_csi_known(const LbSequence *sequence)
{
    const char *inner = sequence->held + 2;
    size_t length = sequence->length - 3;
    char last = sequence->held[sequence->length - 1];
    if (length > 0 && inner[0] == '?' && (last == 'h' || last == 'l'))
        return are_modes_known(inner + 1, length - 1);
    if (length > 0 && inner[0] == '?' && (last == 'J' || last == 'K'))
        return length == 1 || (length == 2 && g_ascii_isdigit(inner[1]));
    if (length == 1 && inner[0] == '!' && last == 'p')
        return true;
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isdigit(inner[i]) && inner[i] != ';' && inner[i] != ':')
            return false;
    return strchr(known_finals, last) != NULL;
}

/* Others: cursor and line, reset, keypad, and the two character sets that programs draw with. */
static bool
is_escape_known(const LbSequence *sequence)
{
    const char *inner = sequence->held + 1;
    if (sequence->length == 2)
        return strchr("78DEHMc=>", *inner) != NULL;
    return sequence->length == 3 && strchr("()", inner[0]) != NULL &&
           strchr("0B", inner[1]) != NULL;
}

/* Whether no number is larger than a terminal has use for. */
static bool
is_sane(const LbSequence *sequence)
{
    int digits = 0, parameters = 1;
    for (size_t i = 2; i < sequence->length; i++) {
        char byte = sequence->held[i];
        digits = g_ascii_isdigit(byte) ? digits + 1 : 0;
        parameters += byte == ';' || byte == ':';
        if (digits > DIGITS_MOST || parameters > PARAMETERS_MOST)
            return false;
    }
    return true;
}

/* Each of these takes a byte from ' ' on, and returns whether a sequence is whole with it. */
static bool
in_escape(LbSequence *sequence, unsigned char byte)
{
    if (sequence->length == 1 && strchr("]PX^_", byte) != NULL) {
        sequence->state = STRING;
        return false;
    }
    bool held = hold(sequence, byte);
    if (sequence->length == 2 && byte == '[')
        sequence->state = CSI;
    else if (!held)
        sequence->state = PLAIN;
    else if (byte >= '0') {
        sequence->state = PLAIN;
        return is_escape_known(sequence);
    }
    return false;
}

static bool
in_csi(LbSequence *sequence, unsigned char byte)
{
    bool ends = byte >= '@';
    bool held = sequence->state == CSI && hold(sequence, byte);
    sequence->state = ends ? PLAIN : held ? CSI : CSI_DROPPED;
    return ends && held && is_sane(sequence) && is_csi_known(sequence);
}

/* Whether @piece is one now: the control @byte, or nothing. */
static bool
take_control(LbSequence *sequence, const char *byte, LbPiece *piece)
{
    bool string = sequence->state == STRING;
    if (*byte == ESC) {
        begin(sequence);
        return false;
    }
    if (*byte == CAN || *byte == SUB || (string && *byte == BEL)) {
        sequence->state = PLAIN;
        return false;
    }
    *piece = (LbPiece){ byte, 1 };
    return !string && *byte != '\0' && *byte != DEL;
}

static bool
is_control(unsigned char byte)
{
    return byte < ' ' || byte == DEL;
}

static size_t
text_length(const char *bytes, size_t length)
{
    size_t size = 0;
    while (size < length && !is_control((unsigned char)bytes[size]))
        size++;
    return size;
}

/* One byte of a sequence. What cannot be in one gives it up, and counts again as text. */
static bool
take_byte(LbSequence *sequence, unsigned char byte)
{
    return sequence->state == ESCAPE ? in_escape(sequence, byte) : in_csi(sequence, byte);
}

bool
lb_sequence_next(LbSequence *sequence, const char **bytes, size_t *length, LbPiece *piece)
{
    while (*length > 0) {
        const char *at = *bytes;
        unsigned char byte = (unsigned char)*at;
        if (!is_control(byte) && byte >= 0x80 && sequence->state != STRING)
            sequence->state = PLAIN;
        bool plain = !is_control(byte) && sequence->state == PLAIN;
        size_t size = plain ? text_length(at, *length) : 1;
        *bytes += size;
        *length -= size;
        if (plain) {
            *piece = (LbPiece){ at, size };
            return true;
        }
        if (is_control(byte)) {
            if (take_control(sequence, at, piece))
                return true;
        } else if (sequence->state != STRING && take_byte(sequence, byte)) {
            *piece = (LbPiece){ sequence->held, sequence->length };
            return true;
        }
    }
    return false;
}
