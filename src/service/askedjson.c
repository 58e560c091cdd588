/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was asked, as JSON. */
#include "service/askedjson.h"

#include "base/jsonparts.h"

static void
put_mail(JsonBuilder *builder, const LbAskedMail *mail)
{
    const LbDeliveryRow *row = mail->row;
    json_builder_begin_object(builder);
    lb_json_add_text_member(builder, "address", mail->address);
    lb_json_add_flag_member(builder, "alternate", mail->alternate);
    lb_json_add_flag_member(builder, "shared", mail->shared);
    lb_json_add_text_member(builder, "event", row != NULL ? row->event : NULL);
    lb_json_add_text_member(builder, "status", row != NULL ? row->status : NULL);
    lb_json_add_text_member(builder, "answer", row != NULL ? row->answer : NULL);
    lb_json_add_number_member(builder, "attempts", row != NULL ? row->attempts : 0);
    lb_json_add_time_member(builder, "queuedDateTime", row != NULL ? row->queued : 0);
    lb_json_add_time_member(builder, "dueDateTime",
                            row != NULL && row->settled == 0 ? row->due : 0);
    lb_json_add_time_member(builder, "settledDateTime", row != NULL ? row->settled : 0);
    lb_json_add_text_member(builder, "bounce", row != NULL ? row->bounce : NULL);
    lb_json_add_time_member(builder, "bouncedDateTime", row != NULL ? row->bounced : 0);
    json_builder_end_object(builder);
}

static void
put_mails(JsonBuilder *builder, GPtrArray *mails)
{
    json_builder_set_member_name(builder, "mails");
    json_builder_begin_array(builder);
    for (guint i = 0; i < mails->len; i++)
        put_mail(builder, g_ptr_array_index(mails, i));
    json_builder_end_array(builder);
}

/* Role and reason. */
static void
put_head(JsonBuilder *builder, const LbAskedPerson *person)
{
    const char *reason = person->asked == NULL
                             ? lb_names_get(lb_omission_names, (int)person->omission)
                         : person->hindrance != LB_HINDRANCE_NONE
                             ? lb_names_get(lb_hindrance_names, (int)person->hindrance)
                             : NULL;
    lb_json_add_text_member(builder, "account", person->account);
    lb_json_add_text_member(builder, "role", person->role);
    lb_json_add_text_member(builder, "scope", person->scope);
    lb_json_add_time_member(builder, "sinceDateTime", person->since);
    lb_json_add_text_member(builder, "reason", reason);
    lb_json_add_time_member(builder, "reasonDateTime", person->when);
}

static void
put_asked(JsonBuilder *builder, const LbAskedPerson *person)
{
    const LbAsked *asked = person->asked;
    json_builder_begin_object(builder);
    put_head(builder, person);
    lb_json_add_time_member(builder, "openedDateTime", asked->opened);
    lb_json_add_text_member(builder, "vote", lb_names_get(lb_vote_names, (int)asked->vote));
    lb_json_add_time_member(builder, "voteDateTime", asked->voted);
    put_mails(builder, person->mails);
    json_builder_end_object(builder);
}

static void
put_own(JsonBuilder *builder, const LbAskedPerson *own)
{
    json_builder_set_member_name(builder, "you");
    if (own == NULL) {
        json_builder_add_null_value(builder);
        return;
    }
    json_builder_begin_object(builder);
    lb_json_add_flag_member(builder, "asked", own->asked != NULL);
    put_head(builder, own);
    json_builder_end_object(builder);
}

void
lb_asked_json_put(JsonBuilder *builder, const LbAskedView *view)
{
    const LbRequest *request = view->view->request;
    g_autofree char *id = lb_request_id(request);
    lb_json_add_text_member(builder, "requestId", id);
    lb_json_add_text_member(builder, "status", lb_status_name(request->status));
    lb_json_add_time_member(builder, "notifiedDateTime", request->notified);
    put_own(builder, view->own);
    json_builder_set_member_name(builder, "asked");
    json_builder_begin_array(builder);
    for (guint i = 0; i < view->asked->len; i++)
        put_asked(builder, g_ptr_array_index(view->asked, i));
    json_builder_end_array(builder);
    json_builder_set_member_name(builder, "notAsked");
    json_builder_begin_array(builder);
    for (guint i = 0; i < view->unasked->len; i++) {
        json_builder_begin_object(builder);
        put_head(builder, g_ptr_array_index(view->unasked, i));
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    lb_json_add_flag_member(builder, "moreNotAsked", view->more);
}
