/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One order to lockboxd, and each step back while it is carried out. */
#include "operator/trial.h"

#include "operator/beside.h"

static bool
take_step(gpointer data, const char *line, size_t length, bool *over, GError **error)
{
    g_autofree char *text = NULL;
    LbTraceStep step = LB_TRACE_LATER;
    if (!lb_trace_from_line(line, length, &step, &text, error))
        return false;
    *over |= lb_trace_is_last(step);
    lb_trace_tell(data, step, text, -1);
    return true;
}

bool
lb_trial_ask(const LbTrialOrder *order, unsigned patience, const LbTrace *trace, GError **error)
{
    bool over = false;
    g_autofree char *line = lb_trial_order_to_line(order, error);
    if (line == NULL)
        return false;
    const LbBesideOrder asked = { .argument = LB_TRIAL_ARGUMENT,
                                  .text = line,
                                  .limit = LB_TRACE_LIMIT,
                                  .patience = patience,
                                  .take = take_step,
                                  .data = (gpointer)trace };
    if (!lb_beside_ask(&asked, &over, error))
        return false;
    if (!over)
        lb_trace_tell(trace, LB_TRACE_LATER, "took too long and was given up", -1);
    return true;
}
