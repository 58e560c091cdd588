/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and words of what is wrong with files of events. */
#include "events/fault.h"

#include "base/i18n.h"

const LbName lb_events_fault_names[] = {
    { LB_EVENTS_FAULT_NONE, "none", NULL },
    { LB_EVENTS_FAULT_SYNTAX, "malformed", N_("This is no event: its text is malformed.") },
    { LB_EVENTS_FAULT_DOCUMENT_TYPE, "document-type",
      N_("There is a document type, which no file of events has; it is not read.") },
    { LB_EVENTS_FAULT_ENTITY, "entity",
      N_("The event uses an entity that XML does not have by itself; it is not read.") },
    { LB_EVENTS_FAULT_TOO_LONG, "too-long", N_("This is longer than events are.") },
    { LB_EVENTS_FAULT_TRUNCATED, "truncated", N_("The end is missing.") },
    { LB_EVENTS_FAULT_FOREIGN, "foreign", N_("Something that is no event stands between events.") },
    { LB_EVENTS_FAULT_CHANNEL, "channel-needed", N_("The event does not say its channel.") },
    { LB_EVENTS_FAULT_COMPUTER, "computer-needed", N_("The event does not say its computer.") },
    { LB_EVENTS_FAULT_ID, "malformed-id", N_("The event's id is missing or no number.") },
    { LB_EVENTS_FAULT_RECORD, "malformed-record", N_("The event's record id is no number.") },
    { LB_EVENTS_FAULT_TIME, "malformed-time",
      N_("The event's time is missing, or is none from 1970 to 9999.") },
    { LB_EVENTS_FAULT_ZONE, "zone-needed",
      N_("The event's time has no zone; say by --time-zone in which it was written.") },
    { LB_EVENTS_FAULT_UNTIMELY, "untimely",
      N_("The event is from before 2000, or more than a day ahead of the clock here.") },
    { 0, NULL, NULL },
};
