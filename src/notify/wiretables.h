/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which fields of our structures go between lockboxd and its delivery child, each structure in a table. */
#pragma once

#include "base/wirefields.h"

extern const LbWireField lb_wire_site_fields[], lb_wire_smtp_fields[], lb_wire_settings_fields[],
    lb_wire_message_fields[], lb_wire_request_fields[], lb_wire_done_fields[],
    lb_wire_grant_fields[], lb_wire_target_fields[], lb_wire_connection_fields[],
    lb_wire_people_fields[], lb_wire_ticket_fields[], lb_wire_exclusion_fields[],
    lb_wire_change_fields[], lb_wire_result_fields[], lb_wire_word_fields[];
