/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of src/replay. */
#include "replay/error.h"

G_DEFINE_QUARK(lb_replay_error_quark, lb_replay_error)
