/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes as the activity log has them (service/changes.h writes them). Private to src/service. */
#pragma once

#include "core/change.h"

/* The change that @entry tells of; NULL where it tells of none. The caller frees it. */
LbChange *lb_changelog_read(const LbActivity *entry);
