/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables. doc/receipt.md says what each member means; a member that is added raises the number of the format. */
#include "receipt/shape.h"

#define TEXT(name)                \
    {                             \
        name, LB_SHAPE_TEXT, NULL \
    }
#define MAYBE(name)                \
    {                              \
        name, LB_SHAPE_MAYBE, NULL \
    }
#define NUMBER(name)                \
    {                               \
        name, LB_SHAPE_NUMBER, NULL \
    }
#define FLAG(name)                \
    {                             \
        name, LB_SHAPE_FLAG, NULL \
    }
#define TEXTS(name)                \
    {                              \
        name, LB_SHAPE_TEXTS, NULL \
    }
#define OBJECT(name, inner)          \
    {                                \
        name, LB_SHAPE_OBJECT, inner \
    }
#define OBJECTS(name, inner)          \
    {                                 \
        name, LB_SHAPE_OBJECTS, inner \
    }
#define END                       \
    {                             \
        NULL, LB_SHAPE_TEXT, NULL \
    }

/* clang-format off */
/* The API's own members first, then ours. */
static const LbShape properties[] = {
    TEXT("requestId"), TEXT("justification"), TEXT("status"), TEXT("createdDateTime"),
    MAYBE("expirationDateTime"), TEXT("duration"), TEXT("resourceIds"), TEXT("resourceType"),
    TEXT("supportRequest"), MAYBE("supportCaseUrl"), TEXT("workItemSource"),
    TEXT("subscriptionId"),
    TEXTS("resources"), TEXT("tenantId"), TEXT("service"), TEXT("scenario"), TEXT("level"),
    NUMBER("hours"), NUMBER("number"), NUMBER("ticket"), TEXT("requester"), TEXT("requesterRole"),
    MAYBE("ticketTitle"), MAYBE("ticketOpenedBy"), MAYBE("notifiedDateTime"), END,
};

static const LbShape story[] = {
    NUMBER("entry"), TEXT("dateTime"), TEXT("operation"), TEXT("status"), MAYBE("account"), END,
};

static const LbShape decision[] = {
    NUMBER("entry"), TEXT("dateTime"), TEXT("operation"), MAYBE("account"), MAYBE("person"),
    MAYBE("door"), MAYBE("key"), MAYBE("evidence"), MAYBE("address"), MAYBE("digest"),
    NUMBER("hours"), MAYBE("reason"), END,
};

static const LbShape access[] = {
    NUMBER("grant"), MAYBE("resource"), MAYBE("provisioner"), MAYBE("openedDateTime"),
    MAYBE("closedDateTime"), MAYBE("words"), END,
};

static const LbShape certificate[] = {
    NUMBER("entry"), TEXT("dateTime"), NUMBER("grant"), MAYBE("resource"), MAYBE("principal"),
    MAYBE("key"), MAYBE("untilDateTime"), END,
};

static const LbShape session[] = {
    NUMBER("number"), NUMBER("passage"), NUMBER("grant"), TEXT("kind"), MAYBE("resource"),
    MAYBE("target"), NUMBER("port"), MAYBE("account"), MAYBE("address"), TEXT("begunDateTime"),
    MAYBE("endedDateTime"), MAYBE("why"), NUMBER("sent"), NUMBER("received"), MAYBE("sha256"),
    TEXT("recording"), MAYBE("deletedDateTime"), END,
};

static const LbShape look[] = {
    NUMBER("entry"), TEXT("dateTime"), TEXT("operation"), NUMBER("session"), MAYBE("how"),
    MAYBE("account"), MAYBE("person"), END,
};

static const LbShape imported[] = {
    NUMBER("entry"), TEXT("dateTime"), MAYBE("file"), NUMBER("events"), MAYBE("sha256"),
    END,
};

static const LbShape kind[] = { TEXT("kind"), NUMBER("events"), END };

static const LbShape event[] = {
    TEXT("dateTime"), TEXT("kind"), MAYBE("channel"), MAYBE("provider"), NUMBER("id"),
    NUMBER("record"), MAYBE("computer"), MAYBE("account"), MAYBE("target"), MAYBE("group"),
    NUMBER("logonType"), NUMBER("logon"), MAYBE("source"), MAYBE("process"), MAYBE("command"),
    MAYBE("service"), MAYBE("cleared"), END,
};

static const LbShape windows[] = {
    NUMBER("total"), OBJECTS("imports", imported), OBJECTS("kinds", kind),
    OBJECTS("events", event), END,
};

static const LbShape entry[] = {
    NUMBER("sequence"), TEXT("dateTime"), MAYBE("tenant"), TEXT("operation"), MAYBE("request"),
    MAYBE("caller"), MAYBE("person"), MAYBE("door"), MAYBE("key"), MAYBE("evidence"),
    MAYBE("address"), TEXT("details"), TEXT("previous"), TEXT("hash"), END,
};

static const LbShape head[] = { NUMBER("sequence"), TEXT("dateTime"), TEXT("hash"), END };

const LbShape lb_receipt_shape[] = {
    NUMBER("lockboxReceipt"), TEXT("id"), TEXT("name"), TEXT("type"),
    OBJECT("properties", properties),
    TEXT("digest"), FLAG("jitOnly"), FLAG("test"), TEXT("instance"),
    OBJECTS("story", story), OBJECTS("decisions", decision), OBJECTS("access", access),
    OBJECTS("certificates", certificate), OBJECTS("sessions", session), OBJECTS("looks", look),
    OBJECT("windowsEvents", windows), OBJECTS("entries", entry), OBJECT("head", head), END,
};
/* clang-format on */
