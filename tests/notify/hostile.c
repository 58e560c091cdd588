/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hostile texts, and where they can stand. */
#include "notify/hostile.h"

#include <criterion/criterion.h>
#include <string.h>

#include "notify/wiretables.h"
#include "support/sample.h"

static void
free_text(gpointer data)
{
    g_string_free(data, TRUE);
}

/* The value of so many hexadecimal digits at *@at, which moves behind them. */
static gunichar
take_hex(const char **at, int digits)
{
    gunichar value = 0;
    for (int i = 0; i < digits; i++, (*at)++) {
        cr_assert(g_ascii_isxdigit(**at), "hostile-strings: %s", *at);
        value = value * 16 + (gunichar)g_ascii_xdigit_value(**at);
    }
    return value;
}

static const char *append_decoded(GString *text, const char *at, const char *end);

/* "{N:TEXT}", from behind the brace. Returns what is behind it. */
static const char *
append_repeated(GString *text, const char *at)
{
    char *colon = NULL;
    guint64 count = g_ascii_strtoull(at, &colon, 10);
    const char *close = strchr(at, '}');
    g_autoptr(GString) once = g_string_new(NULL);
    cr_assert(*colon == ':' && close != NULL, "hostile-strings: %s", at);
    append_decoded(once, colon + 1, close);
    for (guint64 i = 0; i < count; i++)
        g_string_append_len(text, once->str, (gssize)once->len);
    return close + 1;
}

/* What follows a backslash. */
static const char *
append_escape(GString *text, const char *at)
{
    static const char names[] = "rnt\\", values[] = "\r\n\t\\";
    char kind = *at++;
    const char *plain = strchr(names, kind);
    if (kind == '{')
        return append_repeated(text, at);
    if (kind == 'x')
        g_string_append_c(text, (char)take_hex(&at, 2));
    else if (kind == 'u' || kind == 'U')
        g_string_append_unichar(text, take_hex(&at, kind == 'u' ? 4 : 8));
    else if (plain != NULL && kind != '\0')
        g_string_append_c(text, values[plain - names]);
    else
        cr_assert_fail("hostile-strings: \\%c", kind);
    return at;
}

static const char *
append_decoded(GString *text, const char *at, const char *end)
{
    while (at < end) {
        if (*at == '\\')
            at = append_escape(text, at + 1);
        else
            g_string_append_c(text, *at++);
    }
    return at;
}

GPtrArray *
hostile_texts(void)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(free_text);
    g_autofree char *path =
        g_build_filename(g_getenv("top_srcdir"), "tests", "data", "hostile-strings", NULL);
    g_autofree char *content = NULL;
    cr_assert(g_file_get_contents(path, &content, NULL, NULL), "%s", path);
    g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        if (**line == '#' || **line == '\0')
            continue;
        GString *text = g_string_new(NULL);
        append_decoded(text, *line, *line + strlen(*line));
        g_ptr_array_add(texts, text);
    }
    return texts;
}

GArray *
hostile_occasions(void)
{
    GArray *occasions = g_array_new(FALSE, FALSE, sizeof(Occasion));
    for (const LbName *name = lb_event_names; name->name != NULL; name++)
        for (int kind = 0; kind < 4; kind++) {
            Occasion occasion = { (LbEvent)name->value, kind % 2 == 0, kind / 2 == 1 };
            g_array_append_val(occasions, occasion);
        }
    return occasions;
}

static void
add_change(LbPeopleFacts *people, LbChangeKind kind, bool outside)
{
    LbChange *change = lb_change_new();
    change->kind = kind;
    change->account = g_strdup("owner2@contoso.example");
    change->before = g_strdup("1");
    change->after = g_strdup(kind == LB_CHANGE_ROLE_GRANTED ? "Owner" : "2");
    change->scope = g_strdup("/subscriptions/8c2a1f0e-1111-4000-8000-000000000001");
    change->outside = outside;
    g_ptr_array_add(people->changes, change);
}

static void
enrich_people(LbPeopleFacts *people)
{
    bool changed = people->changes->len > 0;
    for (int kind = 0; changed && kind < LB_CHANGE_COUNT; kind++)
        add_change(people, (LbChangeKind)kind, kind % 3 == 0);
    people->more = 3;
    g_ptr_array_add(people->roles, g_strdup("Support Engineer"));
    g_ptr_array_add(people->keys, g_strdup("SHA256:0123456789abcdefghijABCDEFGHIJ0123456789+/x"));
}

static LbDoneFacts *
new_done(void)
{
    LbDoneFacts *done = lb_done_facts_new();
    done->sessions = 2;
    done->relays = done->going = 1;
    done->span = 74 * LB_MINUTE;
    done->sent = 1234;
    done->received = 567890;
    done->events = 12;
    g_ptr_array_add(done->ends, g_strdup("left"));
    for (int i = 0; i < 7; i++)
        g_ptr_array_add(done->hashes, g_strnfill(64, (char)('0' + i)));
    return done;
}

static void
enrich_request(LbMessage *message)
{
    LbRequest *request = message->request;
    sample_grant(message, 0, LB_GRANT_OPEN);
    sample_grant(message, 1, LB_GRANT_OPEN);
    sample_set(&sample_grant(message, 0, LB_GRANT_OPENING)->resource_name, "vm-web-03");
    sample_set(&sample_grant(message, 1, LB_GRANT_FAILED)->resource_name, "vm-web-04");
    request->quorum = 3;
    request->approvals = 1;
    if (request->ended != 0) {
        sample_set(&request->ended_by, "admin1@fabrikam.example");
        message->done = new_done();
    }
}

Letter *
hostile_letter(const Occasion *occasion)
{
    Letter *letter = letter_new(occasion->event);
    LbMessage *message = letter->message;
    message->approver = occasion->approver;
    message->alternate = occasion->rich;
    if (!occasion->rich)
        return letter;
    sample_set(&message->account, "owner1@contoso.example");
    sample_set(&message->token, "00112233445566778899aabbccddeeff");
    sample_set(&letter->site->bounces, "bounces@fabrikam.example");
    letter->site->port = 2222;
    message->extends = message->request != NULL ? 41 : 0;
    if (message->people != NULL)
        enrich_people(message->people);
    if (message->ticket != NULL)
        message->ticket->ours = true;
    if (message->exclusion != NULL)
        g_clear_pointer(&message->exclusion->where, g_free);
    if (message->request != NULL)
        enrich_request(message);
    return letter;
}

static void
add_place(GPtrArray *places, const char *owner, const char *which, const char *field, char **where)
{
    Place *place = g_new0(Place, 1);
    place->name = g_strconcat(owner, which, ".", field, NULL);
    place->field = g_strconcat(owner, ".", field, NULL);
    place->where = where;
    g_ptr_array_add(places, place);
}

static void
add_fields(GPtrArray *places, const char *owner, const char *which, const LbWireField *fields,
           void *structure)
{
    for (const LbWireField *field = fields; structure != NULL && field->name != NULL; field++) {
        void *where = (char *)structure + field->offset;
        if (field->kind == LB_WIRE_TEXT)
            add_place(places, owner, which, field->name, where);
        GPtrArray *list = field->kind == LB_WIRE_TEXTS ? *(GPtrArray **)where : NULL;
        for (guint i = 0; list != NULL && i < list->len; i++) {
            g_autofree char *number = g_strdup_printf("%s[%u]", which, i);
            add_place(places, owner, number, field->name, (char **)&list->pdata[i]);
        }
    }
}

static void
add_grants(GPtrArray *places, const GPtrArray *grants)
{
    for (guint i = 0; grants != NULL && i < grants->len; i++) {
        LbGrantState *state = g_ptr_array_index(grants, i);
        g_autofree char *which = g_strdup_printf("[%u]", i);
        add_fields(places, "grants", which, lb_wire_grant_fields, state);
        add_fields(places, "grants", which, lb_wire_target_fields, state->grant->target);
        add_fields(places, "grants", which, lb_wire_connection_fields, state->connection);
        add_place(places, "grants", which, "words", &state->words);
    }
}

static void
add_request(GPtrArray *places, LbRequest *request)
{
    add_fields(places, "request", "", lb_wire_request_fields, request);
    add_place(places, "request", "", "justification", &request->justification);
    add_place(places, "request", "", "ticket_title", &request->ticket_title);
    add_place(places, "request", "", "decision_reason", &request->decision_reason);
    for (guint i = 0; i < request->resources->len; i++) {
        LbResource *resource = g_ptr_array_index(request->resources, i);
        g_autofree char *which = g_strdup_printf("[%u]", i);
        add_place(places, "resources", which, "name", &resource->name);
        add_place(places, "resources", which, "id", &resource->id);
    }
}

static void
add_people(GPtrArray *places, LbPeopleFacts *people)
{
    add_fields(places, "people", "", lb_wire_people_fields, people);
    for (guint i = 0; i < people->changes->len; i++) {
        LbChange *change = g_ptr_array_index(people->changes, i);
        g_autofree char *which = g_strdup_printf("[%u]", i);
        add_fields(places, "changes", which, lb_wire_change_fields, change);
    }
}

static void
free_place(gpointer data)
{
    Place *place = data;
    g_free(place->name);
    g_free(place->field);
    g_free(data);
}

GPtrArray *
hostile_places(Letter *letter)
{
    GPtrArray *places = g_ptr_array_new_with_free_func(free_place);
    LbMessage *message = letter->message;
    add_fields(places, "site", "", lb_wire_site_fields, letter->site);
    add_fields(places, "message", "", lb_wire_message_fields, message);
    if (message->request != NULL)
        add_request(places, message->request);
    add_grants(places, message->grants);
    add_fields(places, "done", "", lb_wire_done_fields, message->done);
    if (message->people != NULL)
        add_people(places, message->people);
    add_fields(places, "ticket", "", lb_wire_ticket_fields, message->ticket);
    add_fields(places, "exclusion", "", lb_wire_exclusion_fields, message->exclusion);
    return places;
}
