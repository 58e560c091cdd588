/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every mail there is, and every hostile text in every place that it can reach, all read by a parser that knows nothing of
 * what wrote them (tests/support/check-mails.py). */
#include <criterion/criterion.h>
#include <string.h>

#include "notify/hostile.h"
#include "notify/wire.h"
#include "support/process.h"
#include "support/sample.h"

#define HARMLESS "Harmless"
#define WAYS_MOST 16 /* in which a field is tried */

/* One way to a field: an occasion where it changes the mail, and which of its places. */
typedef struct {
    Occasion occasion;
    char *place;
} Way;

typedef struct {
    TestDirectory *directory;
    GPtrArray *texts;
    GArray *occasions;
    GHashTable *ways;     /* name of a field -> GPtrArray of Way */
    GHashTable *files;    /* SHA-256 of a mail -> its file */
    GHashTable *harmless; /* what was composed of HARMLESS -> its file */
    GString *pairs;       /* lines "FILE FILE", the second one harmless */
    int count, refused;
} Hostility;

static void
free_way(gpointer data)
{
    Way *way = data;
    g_free(way->place);
    g_free(way);
}

static void
set_all(Letter *letter, const char *name, const char *text)
{
    g_autoptr(GPtrArray) places = hostile_places(letter);
    for (guint i = 0; i < places->len; i++) {
        const Place *place = g_ptr_array_index(places, i);
        if (strcmp(place->name, name) == 0)
            sample_set(place->where, text);
    }
}

/* What must have a form, which hostile texts have not: it is refused before anything is composed. */
static bool
has_form(const char *field)
{
    static const char *const fields[] = {
        "message.message_id", "message.in_reply_to", "message.address", "message.log_head",
        "site.host",          "site.host_key",       "site.from",       "site.bounces",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (strcmp(field, fields[i]) == 0)
            return true;
    return false;
}

/* Whether the place says anything in this mail, which was composed. */
static bool
is_told(const Letter *plain, const Occasion *occasion, const Place *place)
{
    g_autoptr(Letter) other = hostile_letter(occasion);
    set_all(other, place->name, HARMLESS);
    return !letter_compose(other) || plain->length != other->length ||
           memcmp(plain->bytes, other->bytes, plain->length) != 0;
}

static void
find_ways(Hostility *hostility, const Occasion *occasion)
{
    g_autoptr(Letter) letter = hostile_letter(occasion);
    g_autoptr(GPtrArray) places = hostile_places(letter);
    letter_compose(letter);
    for (guint i = 0; letter->bytes != NULL && i < places->len; i++) {
        const Place *place = g_ptr_array_index(places, i);
        GPtrArray *ways = g_hash_table_lookup(hostility->ways, place->field);
        if (!is_told(letter, occasion, place))
            continue;
        if (ways == NULL) {
            ways = g_ptr_array_new_with_free_func(free_way);
            g_hash_table_insert(hostility->ways, g_strdup(place->field), ways);
        }
        Way *way = g_new0(Way, 1);
        way->occasion = *occasion;
        way->place = g_strdup(place->name);
        g_ptr_array_add(ways, way);
    }
}

static Hostility *
hostility_new(void)
{
    Hostility *hostility = g_new0(Hostility, 1);
    hostility->directory = test_directory_new();
    hostility->texts = hostile_texts();
    hostility->occasions = hostile_occasions();
    hostility->ways =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    hostility->harmless = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    hostility->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    hostility->pairs = g_string_new(NULL);
    return hostility;
}

static void
hostility_free(Hostility *hostility)
{
    test_directory_free(hostility->directory);
    g_ptr_array_unref(hostility->texts);
    g_array_unref(hostility->occasions);
    g_hash_table_unref(hostility->ways);
    g_hash_table_unref(hostility->files);
    g_hash_table_unref(hostility->harmless);
    g_string_free(hostility->pairs, TRUE);
    g_free(hostility);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Hostility, hostility_free)

/* Leaves the mail for the reader, once; returns the name of its file. */
static const char *
leave(Hostility *hostility, const Letter *letter)
{
    g_autofree char *sum =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (guchar *)letter->bytes, letter->length);
    const char *known = g_hash_table_lookup(hostility->files, sum);
    if (known != NULL)
        return known;
    char *name = g_strdup_printf("%06d.eml", ++hostility->count);
    g_autofree char *path = g_build_filename(hostility->directory, name, NULL);
    cr_assert(g_file_set_contents_full(path, letter->bytes, (gssize)letter->length,
                                       G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    g_hash_table_insert(hostility->files, g_steal_pointer(&sum), name);
    return name;
}

/* A letter for the occasion, in either language, with @text in one place, or (NULL) in all that have no form. */
static Letter *
write_letter(const Occasion *occasion, const char *place, bool japanese, const char *text)
{
    Letter *letter = hostile_letter(occasion);
    sample_set(&letter->message->language, japanese ? "ja" : "en");
    letter->site->test = japanese == occasion->approver;
    if (place != NULL) {
        set_all(letter, place, text);
        return letter;
    }
    g_autoptr(GPtrArray) places = hostile_places(letter);
    for (guint i = 0; i < places->len; i++) {
        const Place *each = g_ptr_array_index(places, i);
        if (!has_form(each->field) && strcmp(each->field, "message.language") != 0)
            sample_set(each->where, text);
    }
    return letter;
}

/* The file of the same letter with a harmless text. */
static const char *
harmless_file(Hostility *hostility, const Occasion *occasion, const char *place, bool japanese)
{
    g_autofree char *key = g_strdup_printf("%d %d %d %s %d", (int)occasion->event,
                                           occasion->approver, occasion->rich, place, japanese);
    if (!g_hash_table_contains(hostility->harmless, key)) {
        g_autoptr(Letter) letter = write_letter(occasion, place, japanese, HARMLESS);
        const char *file = letter_compose(letter) ? leave(hostility, letter) : NULL;
        g_hash_table_insert(hostility->harmless, g_strdup(key), g_strdup(file));
    }
    return g_hash_table_lookup(hostility->harmless, key);
}

/* Composes it and leaves it to be read beside the harmless one. What has a form may be refused, and what must not be empty;
 * nothing else may. */
static void
try_text(Hostility *hostility, const Occasion *occasion, const Way *way, bool formal, bool japanese,
         const GString *text)
{
    const char *place = way != NULL ? way->place : NULL;
    g_autoptr(Letter) letter = write_letter(occasion, place, japanese, text->str);
    if (!letter_compose(letter)) {
        cr_assert(formal || *text->str == '\0', "%s: %s: %s", place, text->str,
                  letter->error->message);
        hostility->refused++;
        return;
    }
    /* A text that is a host name is no longer hostile, and every command has it. */
    if (g_strcmp0(place, "site.host") == 0)
        return;
    const char *harmless = formal ? NULL : harmless_file(hostility, occasion, place, japanese);
    const char *file = leave(hostility, letter);
    if (harmless != NULL && strcmp(file, harmless) != 0)
        g_string_append_printf(hostility->pairs, "%s %s\n", file, harmless);
}

static void
expect_sound(Hostility *hostility)
{
    g_autofree char *pairs = g_build_filename(hostility->directory, "pairs", NULL);
    g_autofree char *output = NULL;
    cr_assert(g_file_set_contents(pairs, hostility->pairs->str, -1, NULL));
    int status = test_run_script("check-mails.py", hostility->directory, &output);
    cr_assert_eq(status, 0, "%s", output);
}

Test(hostile, in_any_one_place_a_text_stays_a_text)
{
    g_autoptr(Hostility) hostility = hostility_new();
    GHashTableIter fields;
    gpointer field, ways;
    int turn = 0;
    for (guint i = 0; i < hostility->occasions->len; i++)
        find_ways(hostility, &g_array_index(hostility->occasions, Occasion, i));
    cr_assert_geq(hostility->texts->len, 150);
    g_hash_table_iter_init(&fields, hostility->ways);
    while (g_hash_table_iter_next(&fields, &field, &ways)) {
        guint count = ((GPtrArray *)ways)->len, most = MIN(count, WAYS_MOST);
        for (guint i = 0; i < hostility->texts->len; i++) {
            const Way *way = g_ptr_array_index((GPtrArray *)ways, (i % most) * count / most);
            try_text(hostility, &way->occasion, way, has_form(field), (i / most + turn) % 2 == 1,
                     g_ptr_array_index(hostility->texts, i));
        }
        turn++;
    }
    cr_assert_geq(g_hash_table_size(hostility->ways), 30);
    cr_assert_gt(hostility->refused, 1000);
    expect_sound(hostility);
}

/* An occasion that there is no mail for says so in whatever language, and every event has one that there is. */
Test(hostile, every_mail_is_sound_in_both_languages)
{
    g_autoptr(Hostility) hostility = hostility_new();
    g_autoptr(GHashTable) events = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < hostility->occasions->len; i++)
        for (int kind = 0; kind < 8; kind++) {
            const Occasion *occasion = &g_array_index(hostility->occasions, Occasion, i);
            g_autoptr(Letter) letter = hostile_letter(occasion);
            sample_set(&letter->message->language, kind % 2 == 0 ? "en" : "ja");
            letter->message->alternate = kind / 2 % 2 == 1;
            letter->site->test = kind / 4 == 1;
            if (!letter_compose(letter))
                continue;
            leave(hostility, letter);
            g_hash_table_add(events, GINT_TO_POINTER(occasion->event));
        }
    for (const LbName *name = lb_event_names; name->name != NULL; name++)
        cr_expect(g_hash_table_contains(events, GINT_TO_POINTER(name->value)), "%s", name->name);
    cr_assert_gt(hostility->count, 200);
    expect_sound(hostility);
}

Test(hostile, in_all_places_at_once_a_text_stays_a_text)
{
    g_autoptr(Hostility) hostility = hostility_new();
    guint count = hostility->occasions->len;
    for (guint i = 0; i < hostility->texts->len * 4; i++) {
        const Occasion *occasion = &g_array_index(hostility->occasions, Occasion, i * 7 % count);
        g_autoptr(Letter) plain = hostile_letter(occasion);
        if (letter_compose(plain))
            try_text(hostility, occasion, NULL, false, i % 3 == 0,
                     g_ptr_array_index(hostility->texts, i / 4));
    }
    cr_assert_gt(hostility->count, 500);
    expect_sound(hostility);
}

/* What lockboxd tells its child: a line of @letter's message in which @text, NUL and what is no UTF-8 included, stands where
 * HARMLESS does. */
static GString *
hostile_line(const Letter *letter, const GString *text)
{
    g_autofree char *line = lb_wire_message_to_line(letter->message, NULL);
    g_autoptr(GString) escaped = g_string_new(NULL);
    for (size_t i = 0; i < text->len; i++) {
        unsigned char byte = (unsigned char)text->str[i];
        if (byte < ' ' || byte == '"' || byte == '\\')
            g_string_append_printf(escaped, "\\u%04x", byte);
        else
            g_string_append_c(escaped, (char)byte);
    }
    GString *hostile = g_string_new(line);
    g_string_replace(hostile, HARMLESS, escaped->str, 0);
    return hostile;
}

Test(hostile, what_the_child_is_told_is_a_sound_mail_or_refused)
{
    static const Occasion occasion = { LB_EVENT_APPROVED, true, false };
    g_autoptr(Hostility) hostility = hostility_new();
    for (guint i = 0; i < hostility->texts->len; i++) {
        g_autoptr(Letter) letter = hostile_letter(&occasion);
        g_autoptr(GError) error = NULL;
        sample_set(&letter->message->request->tenant_name, HARMLESS);
        sample_set(&letter->message->request->requester_account, HARMLESS);
        g_autoptr(GString) line = hostile_line(letter, g_ptr_array_index(hostility->texts, i));
        LbMessage *message = lb_wire_message_from_line(line->str, line->len, &error);
        cr_assert_eq(message == NULL, error != NULL);
        if (message == NULL) {
            hostility->refused++;
            continue;
        }
        lb_message_free(letter->message);
        letter->message = message;
        cr_assert(letter_compose(letter), "%s", line->str);
        leave(hostility, letter);
    }
    cr_assert_gt(hostility->refused, 5);
    cr_assert_gt(hostility->count, 150);
    expect_sound(hostility);
}
