/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON documents for whoever asks for access. Each function returns one document with a line feed at its end, which the
 * caller frees; see json.h for lists, @next and @test. */
#pragma once

#include "service/asking.h"
#include "service/preview.h"

/* A list of service, serviceLabel, scenario, label, exposes, stage ("ga", "preview"), ports, customerData, refusal (the
 * name, null where it can be asked for); beside it ticket, tenantId, tenantName, hours. */
char *lb_json_offers(const LbOffers *offers, bool test);

/* A list of id, name, type, resourceGroup, subscriptionId, subscriptionName, deploymentModel, os, refusal; beside it count
 * (null: many). */
char *lb_json_resources(const LbResourcePage *page, const char *next, bool test);

/* A request as json.h has it, without id and name, with weighing, told and needed: how many would be told, and how many
 * of them have to approve. */
char *lb_json_preview(const LbPreview *preview, bool test);
