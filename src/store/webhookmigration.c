/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The migration of webhooks. */
#include "store/migrations.h"

/* clang-format off */
const char lb_migration_16[] =
    "CREATE TABLE webhook ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  tenant TEXT REFERENCES tenant (id)," /* NULL: of the whole site */
    "  url TEXT NOT NULL,"
    "  events TEXT NOT NULL," /* core/webhook.h */
    "  salt TEXT NOT NULL UNIQUE," /* its secrets are made of this and a key that is not here */
    "  generation INTEGER NOT NULL DEFAULT 1 CHECK (generation >= 1),"
    "  overlap INTEGER NOT NULL DEFAULT 0," /* until when the secret of the generation before signs too */
    "  created INTEGER NOT NULL,"
    "  disabled INTEGER,"
    "  why TEXT," /* it was disabled */
    "  removed INTEGER,"
    "  failures INTEGER NOT NULL DEFAULT 0," /* attempts in vain since one was taken */
    "  accepted INTEGER," /* when something was taken last */
    "  tried INTEGER NOT NULL DEFAULT 0," /* when something was sent last, by the clock that does not jump; so is */
    "  pause INTEGER NOT NULL DEFAULT 0," /* until when nothing is sent, as it asked for */
    "  CHECK ((disabled IS NULL) = (why IS NULL))"
    ") STRICT;"
    "CREATE INDEX webhook_live ON webhook (tenant, id) WHERE removed IS NULL;"

    "CREATE TABLE webhook_message ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  webhook INTEGER NOT NULL REFERENCES webhook (id),"
    "  message_id TEXT NOT NULL UNIQUE,"
    "  event TEXT NOT NULL,"
    "  sequence INTEGER NOT NULL REFERENCES activity (sequence)," /* the entry that it tells of, from which its body is made */
    "  queued INTEGER NOT NULL,"
    "  status TEXT NOT NULL DEFAULT 'queued'"
    "   CHECK (status IN ('queued', 'sending', 'accepted', 'failed', 'withdrawn')),"
    "  attempts INTEGER NOT NULL DEFAULT 0,"
    "  due INTEGER NOT NULL DEFAULT 0," /* as outbox has it */
    "  code INTEGER,"
    "  answer TEXT,"
    "  settled INTEGER"
    ") STRICT;"
    "CREATE INDEX webhook_message_open ON webhook_message (webhook, status, due, id)"
    " WHERE status IN ('queued', 'sending');"
    "CREATE INDEX webhook_message_settled ON webhook_message (settled) WHERE settled IS NOT NULL;"
    "CREATE INDEX webhook_message_failed ON webhook_message (webhook) WHERE status = 'failed';"
    "CREATE INDEX webhook_message_webhook ON webhook_message (webhook, id);";
/* clang-format on */
