/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that an import refuses: whole, without a trace in the database, naming file, element, field and reason. */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/intaking.h"

#define SUBSCRIPTION "0d0d0d0d-0000-4000-8000-000000000001"
#define VM                         \
    "/subscriptions/" SUBSCRIPTION \
    "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm"

static const struct {
    const char *name, *text;
} small[] = {
    { ACCOUNTS, "[{\"id\": \"" SUBSCRIPTION "\", \"homeTenantId\": \"t-small\","
                " \"isDefault\": true, \"name\": \"Small\", \"tenantDefaultDomain\": \"d\","
                " \"tenantDisplayName\": \"Small & Söhne\", \"tenantId\": \"t-small\"}]" },
    { RESOURCES, "[{\"id\": \"" VM "\", \"tags\": {\"a\": [\"\\u65e5\\ud83d\\ude00\", -1.5e3]}}]" },
    { ROLES,
      "[{\"principalId\": \"p1\", \"principalName\": \"owner@small.example\","
      " \"principalType\": \"User\", \"roleDefinitionId\": \"/x/owner\","
      " \"roleDefinitionName\": \"Owner\", \"scope\": \"/subscriptions/" SUBSCRIPTION "\"}]" },
    { USERS, "[{\"id\": \"p1\", \"userPrincipalName\": \"owner@small.example\","
             " \"displayName\": \"Olga\", \"mail\": null, \"otherMails\": [\"o@small.example\"],"
             " \"preferredLanguage\": \"ja\", \"accountEnabled\": true}]" },
    { DIRECTORY,
      "{\"tenants\": [{\"id\": \"t1\", \"name\": \"One\", \"supportPlan\": \"Developer\","
      " \"preview\": true}],"
      " \"subscriptions\": [{\"id\": \"s1\", \"tenant\": \"t1\", \"name\": \"S\"}],"
      " \"resources\": [{\"id\": \"/subscriptions/s1/providers/A/B/c\", \"os\": \"Linux\"}],"
      " \"people\": [{\"account\": \"a@one.example\", \"person\": \"a\", \"name\": \"A\","
      " \"mail\": \"a@one.example\", \"language\": \"en\", \"timeZone\": \"Asia/Tokyo\","
      " \"tenant\": \"t1\", \"enabled\": true,"
      " \"keys\": [\"ssh-ed25519 "
      "AAAAC3NzaC1lZDI1NTE5AAAAIKIcu7e5FyRlA2NlBwNeedm0cGfHL6LYkxHQAQjqSFBJ\"],"
      " \"roles\": [{\"role\": \"Owner\", \"scope\": \"/subscriptions/s1\"}]}],"
      " \"tickets\": [{\"id\": \"TK-70\", \"tenant\": \"t1\", \"subscription\": \"s1\","
      " \"title\": \"T\", \"severity\": \"B\", \"openedBy\": \"a@one.example\","
      " \"assignee\": \"b@two.example\", \"opened\": \"2026-01-01T00:00:00Z\","
      " \"closed\": \"2026-01-02T00:00:00Z\","
      " \"history\": [{\"time\": \"2026-01-01T00:00:00Z\", \"author\": \"a\","
      " \"side\": \"customer\", \"text\": \"It stops.\"}]}]}" },
};

static Intake *
new_small(void)
{
    Intake *intake = intake_new();
    for (size_t i = 0; i < G_N_ELEMENTS(small); i++)
        intake_write(intake, small[i].name, small[i].text, -1);
    return intake;
}

static const char *
small_text(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(small); i++)
        if (strcmp(small[i].name, name) == 0)
            return small[i].text;
    return NULL;
}

static void
must_refuse(Intake *intake, const char *name, const char *word, const char *reason)
{
    if (strcmp(name, DIRECTORY) == 0)
        intake_refused_directory(intake, name, word, reason, NULL);
    else
        intake_refused_az(intake, name, word, reason, NULL);
}

/* The small file with @from replaced. */
static void
put_changed(const Intake *intake, const char *name, const char *from, const char *to)
{
    intake_write(intake, name, small_text(name), -1);
    intake_change(intake, name, from, to);
}

/* Every text is taken again when it is whole: what a refusal leaves behind is nothing. */
static void
must_take_all(Intake *intake)
{
    for (size_t i = 0; i < G_N_ELEMENTS(small); i++)
        intake_write(intake, small[i].name, small[i].text, -1);
    intake_good_az(intake);
    intake_expect_approvers(intake, SUBSCRIPTION, "owner");
    intake_good_directory(intake);
    intake_expect_approvers(intake, "s1", "a");
}

Test(import_refused, what_is_no_file)
{
    g_autoptr(Intake) intake = new_small();
    for (size_t i = 0; i < G_N_ELEMENTS(small); i++) {
        const char *name = small[i].name;
        g_autofree char *path = intake_path(intake, name);
        cr_assert_eq(unlink(path), 0);
        must_refuse(intake, name, "No such file", "");
        cr_assert_eq(mkdir(path, 0700), 0);
        must_refuse(intake, name, "is not a regular file", "");
        cr_assert_eq(rmdir(path), 0);
        cr_assert_eq(mkfifo(path, 0600), 0);
        must_refuse(intake, name, "is not a regular file", "");
        cr_assert_eq(unlink(path), 0);
        cr_assert_eq(symlink("/dev/zero", path), 0);
        must_refuse(intake, name, "is not a regular file", "");
        cr_assert_eq(unlink(path), 0);
        intake_write(intake, name, small[i].text, -1);
    }
    must_take_all(intake);
}

Test(import_refused, what_is_cut_off_at_any_byte)
{
    g_autoptr(Intake) intake = new_small();
    for (size_t i = 0; i < G_N_ELEMENTS(small); i++) {
        for (size_t length = 0; length < strlen(small[i].text); length++) {
            intake_write(intake, small[i].name, small[i].text, (gssize)length);
            must_refuse(intake, small[i].name, "(at byte ", "");
        }
        intake_write(intake, small[i].name, small[i].text, -1);
    }
    must_take_all(intake);
}

Test(import_refused, what_is_no_json)
{
    /* Each stands in the place of a value of which nobody reads more. */
    const char *const values[] = {
        "tru",
        "nul",
        "True",
        "TRUE",
        "NaN",
        "Infinity",
        "-Infinity",
        "undefined",
        "+1",
        "01",
        "1.",
        ".5",
        "1e",
        "1e+",
        "- 1",
        "--1",
        "0x10",
        "0b1",
        "1 2",
        "1_000",
        "1.5.5",
        "a",
        "'a'",
        "`a`",
        "\"a",
        "\"a\"\"b\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12G4\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\ud800\"",
        "\"\\ud800x\"",
        "\"\\ud83d\\n\"",
        "\"\\u0000\"",
        "\"a\tb\"",
        "\"a\nb\"",
        "\"\x01\"",
        "[",
        "]",
        "[1",
        "[1,]",
        "[,1]",
        "[1,,2]",
        "[1 2]",
        "{",
        "}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\": 1,}",
        "{a: 1}",
        "{1: 1}",
        "{\"a\" 1}",
        "{\"a\": 1 \"b\": 2}",
        "{,}",
        "[}",
        "{]",
        "[1}",
        "{\"a\": 1]",
        "// a\n1",
        "/* a */ 1",
        "1 # a\n",
        "",
        ":",
        ",",
        "1, 2",
        "null null",
        "\xff",
        "\"\xff\"",
        "\"\xc0\x80\"",
        "\"\xed\xa0\x80\"",
        "\"\xf4\x90\x80\x80\"",
        "\xef\xbb\xbf"
        "1",
        "\xe3\x80\x80"
        "1",
        "\v1",
        "\f1",
        "@1",
        "$a",
        "1;",
        "(1)",
        "<a>",
        "true false",
        "1true",
        "\"a\"1",
        "nullx",
        "-",
        "-a",
        "1a",
        "-01",
        "00",
    };
    g_autoptr(Intake) intake = new_small();
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autofree char *member = g_strdup_printf("[{\"extra\": %s, \"id\"", values[i]);
        put_changed(intake, RESOURCES, "[{\"id\"", member);
        intake_refused_az(intake, RESOURCES ": element 1: ", "at byte", NULL);
    }
    must_take_all(intake);
}

Test(import_refused, what_stands_around_the_elements)
{
    const struct {
        const char *name, *text, *reason;
    } files[] = {
        { RESOURCES, "", "the file ends where an array should come" },
        { RESOURCES, "null", "something else than an array" },
        { RESOURCES, "\"a\"", "something else than an array" },
        { RESOURCES, "[1]", "something else than an object" },
        { RESOURCES, "[null]", "something else than an object" },
        { RESOURCES, "[[]]", "something else than an object" },
        { RESOURCES, "[] []", "something stands behind the end" },
        { RESOURCES, "[]x", "something stands behind the end" },
        { RESOURCES, "[],", "something stands behind the end" },
        { RESOURCES, "{}", "there is no array 'value'" },
        { RESOURCES, "{\"values\": []}", "there is no array 'value'" },
        { RESOURCES, "{\"value\": {}}", "something else than an array" },
        { RESOURCES, "{\"value\": [], \"value\": []}", "stands twice" },
        { RESOURCES, "{\"value\": [], \"nextLink\": \"https://x\"}", "only one page" },
        { RESOURCES, "{\"@odata.nextLink\": \"https://x\", \"value\": []}", "only one page" },
        { RESOURCES, "{\"value\": [],}", "something else than the name of a member" },
        { RESOURCES, "{\"value\" []}", "something else than ':'" },
        { RESOURCES, "{\"a\": 1 \"value\": []}", "something else than ',' or '}'" },
        { RESOURCES, "{\"a\": tru, \"value\": []}", "at byte" },
        { RESOURCES, "\xff\xfe[\0]\0", "UTF-16" },
        { RESOURCES, "\xfe\xff\0[\0]", "UTF-16" },
        { RESOURCES, "\xef\xbb\xbf\xef\xbb\xbf[]", "something else than an array" },
        { RESOURCES, "[{\"id\": \"" VM "\"}{}]", "something else than ',' or ']'" },
        { RESOURCES, "[,]", "at byte" },
        { RESOURCES, "[{\"id\": \"" VM "\"}", "the file ends" },
        { DIRECTORY, "[]", "something else than an object" },
        { DIRECTORY, "{\"people\": [], \"tenants\": []}", "behind one that has to follow it" },
        { DIRECTORY, "{\"tenants\": [], \"tenants\": []}", "stands twice" },
        { DIRECTORY, "{\"tenant\": []}", "member 'tenant' is not known here" },
        { DIRECTORY,
          "{\"ten\xe2\x80\xae"
          "ants\": []}",
          "member 'ten<U+202E>ants'" },
        { DIRECTORY, "{\"tenants\": {}}", "something else than an array" },
        { DIRECTORY, "{\"tenants\": null}", "something else than an array" },
        { DIRECTORY, "{} {}", "something stands behind the end" },
    };
    g_autoptr(Intake) intake = new_small();
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        gssize length = files[i].text[0] == '\xff' || files[i].text[0] == '\xfe' ? 6 : -1;
        intake_write(intake, files[i].name, files[i].text, length);
        must_refuse(intake, files[i].name, files[i].reason, "(at byte ");
        intake_write(intake, files[i].name, small_text(files[i].name), -1);
    }
    must_take_all(intake);
}

Test(import_refused, what_has_a_nul_byte)
{
    g_autoptr(Intake) intake = new_small();
    for (size_t i = 0; i < G_N_ELEMENTS(small); i++) {
        size_t length = strlen(small[i].text);
        for (size_t at = 0; at <= length; at++) {
            g_autofree char *text = g_strdup(small[i].text);
            text[at] = '\0';
            intake_write(intake, small[i].name, text, (gssize)length + 1);
            must_refuse(intake, small[i].name, "(at byte ", "");
        }
        intake_write(intake, small[i].name, small[i].text, -1);
    }
    must_take_all(intake);
}

/* An element whose first member, of which nobody reads more, is @depth brackets deep. */
static char *
new_nested(const char *open, const char *close, int depth)
{
    GString *text = g_string_new("[{\"extra\":");
    for (int i = 0; i < depth; i++)
        g_string_append(text, open);
    g_string_append(text, "1");
    for (int i = 0; i < depth; i++)
        g_string_append(text, close);
    g_string_append(text, ",\"id\"");
    return g_string_free(text, FALSE);
}

Test(import_refused, what_is_nested_too_deep)
{
    g_autoptr(Intake) intake = new_small();
    const struct {
        const char *open, *close;
    } kinds[] = { { "[", "]" }, { "{\"a\":", "}" } };
    const int depths[] = { 64, 65, 100000 };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autofree char *deep = new_nested(kinds[i].open, kinds[i].close, 63);
        put_changed(intake, RESOURCES, "[{\"id\"", deep);
        intake_good_az(intake);
        for (size_t j = 0; j < G_N_ELEMENTS(depths); j++) {
            g_autofree char *deeper = new_nested(kinds[i].open, kinds[i].close, depths[j]);
            put_changed(intake, RESOURCES, "[{\"id\"", deeper);
            intake_refused_az(intake, RESOURCES ": element 1: nested too deep", NULL);
        }
    }
}

Test(import_refused, what_is_too_large)
{
    g_autoptr(Intake) intake = new_small();
    for (int size = 1000 * 1000; size <= 1100 * 1000; size += 100 * 1000) {
        g_autofree char *filler = g_strnfill((gsize)size, 'x');
        g_autofree char *text = g_strdup_printf("[{\"extra\": \"%s\", \"id\"", filler);
        put_changed(intake, RESOURCES, "[{\"id\"", text);
        if (size < 1024 * 1024)
            intake_good_az(intake);
        else
            intake_refused_az(intake, RESOURCES ": element 1: larger than 1048576 bytes", NULL);
    }
    /* Elements that are small by themselves may be many. */
    GString *many = g_string_new("[");
    for (int i = 0; i < 20000; i++)
        g_string_append(many,
                        "{\"id\": \"" VM "\", \"x\": \"0123456789012345678901234567890\"},\n");
    g_string_append(many, "{\"id\": 7}]");
    intake_write(intake, RESOURCES, many->str, (gssize)many->len);
    g_string_free(many, TRUE);
    intake_refused_az(intake, RESOURCES ": element 20001: field id: is not a string", NULL);
}

Test(import_refused, a_list_that_is_too_long)
{
    g_autoptr(Intake) intake = new_small();
    g_autoptr(GString) mails = g_string_new("[\"a\"");
    for (int i = 1; i < 100; i++)
        g_string_append(mails, ", \"a\"");
    g_autofree char *most = g_strconcat(mails->str, "]", NULL);
    put_changed(intake, USERS, "[\"o@small.example\"]", most);
    intake_good_az(intake);
    g_autofree char *more = g_strconcat(mails->str, ", \"a\"]", NULL);
    put_changed(intake, USERS, "[\"o@small.example\"]", more);
    intake_refused_az(intake, USERS ": element 1: field otherMails: has more than 100 elements",
                      NULL);
}

Test(import_refused, what_names_a_member_twice)
{
    const struct {
        const char *name, *from, *to, *reason;
    } changes[] = {
        { ACCOUNTS, "\"id\"", "\"id\": \"other\", \"id\"", "'id' stands twice" },
        { RESOURCES, "\"tags\": {", "\"tags\": {\"b\": 1, \"b\": 1, ", "'b' stands twice" },
        { ROLES, "\"scope\"", "\"scope\": \"/\", \"scope\"", "'scope' stands twice" },
        { ROLES, "\"scope\"", "\"sc\\u006fpe\": \"/\", \"scope\"", "'scope' stands twice" },
        { USERS, "\"mail\": null", "\"mail\": null, \"mail\": null", "'mail' stands twice" },
        { DIRECTORY, "\"role\": \"Owner\"", "\"role\": \"Reader\", \"role\": \"Owner\"",
          "'role' stands twice" },
    };
    g_autoptr(Intake) intake = new_small();
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
        put_changed(intake, changes[i].name, changes[i].from, changes[i].to);
        must_refuse(intake, changes[i].name, "element 1: ", changes[i].reason);
        intake_write(intake, changes[i].name, small_text(changes[i].name), -1);
    }
    must_take_all(intake);
}

/* Fields */

enum { STRING, BOOLEAN, ARRAY };
enum {
    MAY_LACK = 1,
    KEPT = 2
}; /* kept: text of others, which is shown with its controls made visible */

static const struct {
    const char *name;
    const char *path;  /* how errors name it */
    const char *field; /* up to its value in the small file */
    const char *value;
    int type;
    int properties;
} fields[] = {
    { ACCOUNTS, "element 1: field id:", "\"id\": ", "\"" SUBSCRIPTION "\"", STRING, 0 },
    { ACCOUNTS, "element 1: field homeTenantId:", "\"homeTenantId\": ", "\"t-small\"", STRING,
      MAY_LACK },
    { ACCOUNTS, "element 1: field isDefault:", "\"isDefault\": ", "true", BOOLEAN, MAY_LACK },
    { ACCOUNTS, "element 1: field name:", "\"name\": ", "\"Small\"", STRING, 0 },
    { ACCOUNTS, "element 1: field tenantDefaultDomain:", "\"tenantDefaultDomain\": ", "\"d\"",
      STRING, MAY_LACK },
    { ACCOUNTS, "element 1: field tenantDisplayName:", "\"tenantDisplayName\": ",
      "\"Small & Söhne\"", STRING, MAY_LACK },
    { ACCOUNTS, "element 1: field tenantId:", "\"tenantId\": ", "\"t-small\"", STRING, 0 },
    { RESOURCES, "element 1: field id:", "\"id\": ", "\"" VM "\"", STRING, 0 },
    { ROLES, "element 1: field principalId:", "\"principalId\": ", "\"p1\"", STRING, 0 },
    { ROLES, "element 1: field principalName:", "\"principalName\": ", "\"owner@small.example\"",
      STRING, MAY_LACK },
    { ROLES, "element 1: field principalType:", "\"principalType\": ", "\"User\"", STRING,
      MAY_LACK },
    { ROLES, "element 1: field roleDefinitionId:", "\"roleDefinitionId\": ", "\"/x/owner\"", STRING,
      MAY_LACK },
    { ROLES, "element 1: field roleDefinitionName:", "\"roleDefinitionName\": ", "\"Owner\"",
      STRING, MAY_LACK },
    { ROLES, "element 1: field scope:", "\"scope\": ", "\"/subscriptions/" SUBSCRIPTION "\"",
      STRING, 0 },
    { USERS, "element 1: field id:", "\"id\": ", "\"p1\"", STRING, 0 },
    { USERS, "element 1: field userPrincipalName:", "\"userPrincipalName\": ",
      "\"owner@small.example\"", STRING, 0 },
    { USERS, "element 1: field displayName:", "\"displayName\": ", "\"Olga\"", STRING,
      MAY_LACK | KEPT },
    { USERS, "element 1: field mail:", "\"mail\": ", "null", STRING, MAY_LACK | KEPT },
    { USERS, "element 1: field preferredLanguage:", "\"preferredLanguage\": ", "\"ja\"", STRING,
      MAY_LACK | KEPT },
    { USERS, "element 1: field otherMails:", "\"otherMails\": ", "[\"o@small.example\"]", ARRAY,
      MAY_LACK },
    { USERS, "element 1: field otherMails[0]:", "\"otherMails\": [", "\"o@small.example\"", STRING,
      KEPT },
    { USERS, "element 1: field accountEnabled:", "\"accountEnabled\": ", "true", BOOLEAN,
      MAY_LACK },
    { DIRECTORY, "tenants, element 1: field id:", "{\"id\": ", "\"t1\"", STRING, 0 },
    { DIRECTORY, "tenants, element 1: field name:", "\"name\": ", "\"One\"", STRING, 0 },
    { DIRECTORY, "tenants, element 1: field supportPlan:", "\"supportPlan\": ", "\"Developer\"",
      STRING, 0 },
    { DIRECTORY, "tenants, element 1: field preview:", "\"preview\": ", "true", BOOLEAN, MAY_LACK },
    { DIRECTORY, "subscriptions, element 1: field id:", "{\"id\": ", "\"s1\"", STRING, 0 },
    { DIRECTORY, "subscriptions, element 1: field tenant:", "\"s1\", \"tenant\": ", "\"t1\"",
      STRING, 0 },
    { DIRECTORY, "subscriptions, element 1: field name:", "\"name\": ", "\"S\"", STRING, 0 },
    { DIRECTORY, "resources, element 1: field id:", "{\"id\": ",
      "\"/subscriptions/s1/providers/A/B/c\"", STRING, 0 },
    { DIRECTORY, "resources, element 1: field os:", "\"os\": ", "\"Linux\"", STRING, MAY_LACK },
    { DIRECTORY, "people, element 1: field account:", "\"account\": ", "\"a@one.example\"", STRING,
      0 },
    { DIRECTORY, "people, element 1: field person:", "\"person\": ", "\"a\"", STRING, MAY_LACK },
    { DIRECTORY, "people, element 1: field name:", "\"name\": ", "\"A\"", STRING, MAY_LACK },
    { DIRECTORY, "people, element 1: field mail:", "\"mail\": ", "\"a@one.example\"", STRING,
      MAY_LACK },
    { DIRECTORY, "people, element 1: field language:", "\"language\": ", "\"en\"", STRING,
      MAY_LACK },
    { DIRECTORY, "people, element 1: field timeZone:", "\"timeZone\": ", "\"Asia/Tokyo\"", STRING,
      MAY_LACK },
    { DIRECTORY, "people, element 1: field enabled:", "\"enabled\": ", "true", BOOLEAN, MAY_LACK },
    { DIRECTORY, "people, element 1: field keys[0]:", "\"keys\": [",
      "\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKIcu7e5FyRlA2NlBwNeedm0cGfHL6LYkxHQAQjqSFBJ\"",
      STRING, 0 },
    { DIRECTORY, "people, element 1: field roles[0].role:", "\"role\": ", "\"Owner\"", STRING, 0 },
    { DIRECTORY, "people, element 1: field roles[0].scope:", "\"scope\": ", "\"/subscriptions/s1\"",
      STRING, 0 },
    { DIRECTORY, "tickets, element 1: field id:", "{\"id\": ", "\"TK-70\"", STRING, 0 },
    { DIRECTORY, "tickets, element 1: field tenant:", "\"TK-70\", \"tenant\": ", "\"t1\"", STRING,
      0 },
    { DIRECTORY, "tickets, element 1: field subscription:", "\"subscription\": ", "\"s1\"", STRING,
      MAY_LACK },
    { DIRECTORY, "tickets, element 1: field title:", "\"title\": ", "\"T\"", STRING, KEPT },
    { DIRECTORY, "tickets, element 1: field severity:", "\"severity\": ", "\"B\"", STRING, 0 },
    { DIRECTORY, "tickets, element 1: field openedBy:", "\"openedBy\": ", "\"a@one.example\"",
      STRING, 0 },
    { DIRECTORY, "tickets, element 1: field assignee:", "\"assignee\": ", "\"b@two.example\"",
      STRING, MAY_LACK },
    { DIRECTORY, "tickets, element 1: field opened:", "\"opened\": ", "\"2026-01-01T00:00:00Z\"",
      STRING, 0 },
    { DIRECTORY, "tickets, element 1: field closed:", "\"closed\": ", "\"2026-01-02T00:00:00Z\"",
      STRING, MAY_LACK },
    { DIRECTORY, "tickets, element 1: field history[0].time:", "\"time\": ",
      "\"2026-01-01T00:00:00Z\"", STRING, 0 },
    { DIRECTORY, "tickets, element 1: field history[0].author:", "\"author\": ", "\"a\"", STRING,
      KEPT },
    { DIRECTORY, "tickets, element 1: field history[0].side:", "\"side\": ", "\"customer\"", STRING,
      0 },
    { DIRECTORY, "tickets, element 1: field history[0].text:", "\"text\": ", "\"It stops.\"",
      STRING, KEPT },
};

static void
put_field(const Intake *intake, size_t i, const char *value)
{
    g_autofree char *from = g_strconcat(fields[i].field, fields[i].value, NULL);
    g_autofree char *to = g_strconcat(fields[i].field, value, NULL);
    put_changed(intake, fields[i].name, from, to);
}

static void
put_back(const Intake *intake, size_t i)
{
    intake_write(intake, fields[i].name, small_text(fields[i].name), -1);
}

Test(import_refused, a_field_of_another_type)
{
    const struct {
        const char *value;
        int type;
    } values[] = {
        { "1", -1 },
        { "1.5", -1 },
        { "12345678901234567890123456789012345678901234567890", -1 },
        { "-1e400", -1 },
        { "false", BOOLEAN },
        { "{}", -1 },
        { "{\"a\": \"b\"}", -1 },
        { "[]", ARRAY },
        { "[[]]", -1 },
        { "\"x\"", STRING },
    };
    g_autoptr(Intake) intake = new_small();
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(values); j++) {
            if (values[j].type == fields[i].type)
                continue;
            /* GLib takes such numbers for no JSON: there is no field yet that could be blamed. */
            bool number = strlen(values[j].value) > 4 && strchr("-1", values[j].value[0]) != NULL;
            put_field(intake, i, values[j].value);
            const char *path = fields[i].path;
            bool list = fields[i].type == ARRAY && strcmp(values[j].value, "[[]]") == 0;
            must_refuse(intake, fields[i].name,
                        number ? "element 1: "
                        : list ? "otherMails[0]"
                               : path,
                        "");
        }
        put_back(intake, i);
    }
    must_take_all(intake);
}

Test(import_refused, a_field_that_is_needed_and_absent)
{
    g_autoptr(Intake) intake = new_small();
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        bool item = fields[i].field[strlen(fields[i].field) - 1] == '[';
        if ((fields[i].properties & MAY_LACK) != 0 || item)
            continue;
        put_field(intake, i, "null");
        must_refuse(intake, fields[i].name, fields[i].path, "is missing");
        put_field(intake, i, "\"\"");
        must_refuse(intake, fields[i].name, fields[i].path, "is empty");
        put_field(intake, i, "\"  \"");
        /* The texts of others are kept as they are. */
        if ((fields[i].properties & KEPT) == 0)
            must_refuse(intake, fields[i].name, fields[i].path, "");
        put_back(intake, i);
    }
    must_take_all(intake);
}

Test(import_refused, a_field_that_may_be_absent_may_be_null)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        if ((fields[i].properties & MAY_LACK) == 0)
            continue;
        g_autoptr(Intake) intake = new_small();
        put_field(intake, i, "null");
        if (strcmp(fields[i].name, DIRECTORY) == 0)
            intake_good_directory(intake);
        else
            intake_good_az(intake);
    }
}

Test(import_refused, text_that_could_harm)
{
    const char *const hostile[] = {
        "\\u0001",      "\\u0007",        "\\b",     "\\t",          "\\n",
        "\\r",          "\\u001b[31m",    "\\u007f", "\xc2\x85",     "\\u009b31m",
        "\xe2\x80\xae", "\\u202d",        "\\u2066", "\xe2\x80\x8b", "\\u200d",
        "\\u200f",      "\xef\xbb\xbf",   "\\u00ad", "\\u2028",      "\\u3164",
        "\\ufffe",      "\\udb40\\udc41",
    };
    g_autoptr(Intake) intake = new_small();
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (fields[i].type != STRING || (fields[i].properties & KEPT) != 0)
            continue;
        size_t length = strlen(fields[i].value);
        for (size_t j = 0; j < G_N_ELEMENTS(hostile); j++) {
            g_autofree char *value =
                g_strdup_printf("%.*s%sz\"", (int)length - 1, fields[i].value, hostile[j]);
            put_field(intake, i, value);
            must_refuse(intake, fields[i].name, fields[i].path, "");
        }
        put_back(intake, i);
    }
    must_take_all(intake);
}

/* What others wrote is kept, within its limits, and made visible when it is shown. */
Test(import_refused, text_of_others_is_kept)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        if ((fields[i].properties & KEPT) == 0)
            continue;
        g_autoptr(Intake) intake = new_small();
        put_field(intake, i, "\"a\\u001b[31m\\u202e\\u200d\\n\xc2\x9b\\r\\nb\"");
        if (strcmp(fields[i].name, DIRECTORY) == 0)
            intake_good_directory(intake);
        else
            intake_good_az(intake);
        g_autofree char *dump = intake_dump(intake);
        /* An address, or a language, of that kind is none. */
        bool text = strstr(fields[i].path, "ail") == NULL && strstr(fields[i].path, "Lang") == NULL;
        cr_assert_eq(strstr(dump, "a\x1b[31m\xe2\x80\xae") != NULL, text, "%s", fields[i].path);
    }
}

Test(import_refused, text_that_is_too_long)
{
    g_autofree char *filler = g_strnfill(5000, 'x');
    g_autofree char *quoted = g_strdup_printf("\"%s\"", filler);
    g_autoptr(Intake) intake = new_small();
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (fields[i].type != STRING || (fields[i].properties & KEPT) != 0)
            continue;
        put_field(intake, i, quoted);
        must_refuse(intake, fields[i].name, fields[i].path, "");
        put_back(intake, i);
    }
    must_take_all(intake);
}

Test(import_refused, a_field_that_nobody_knows)
{
    const struct {
        const char *from, *path;
    } places[] = {
        { "{\"id\": \"t1\"", "tenants, element 1: field surprise<U+202E>:" },
        { "{\"id\": \"s1\"", "subscriptions, element 1: field surprise<U+202E>:" },
        { "{\"id\": \"/sub", "resources, element 1: field surprise<U+202E>:" },
        { "{\"account\"", "people, element 1: field surprise<U+202E>:" },
        { "{\"role\"", "people, element 1: field roles[0].surprise<U+202E>:" },
        { "{\"id\": \"TK-70\"", "tickets, element 1: field surprise<U+202E>:" },
        { "{\"time\"", "tickets, element 1: field history[0].surprise<U+202E>:" },
    };
    g_autoptr(Intake) intake = new_small();
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *to = g_strdup_printf("{\"surprise\\u202e\": null, %s", places[i].from + 1);
        put_changed(intake, DIRECTORY, places[i].from, to);
        intake_refused_directory(intake, DIRECTORY, places[i].path, "is not known here", NULL);
    }
    must_take_all(intake);
}

Test(import_refused, a_value_that_means_nothing)
{
    const struct {
        const char *path, *value, *reason;
    } values[] = {
        { "element 1: field id:", "\"a b\"", "is not an id" },
        { "element 1: field id:", "\"ä\"", "is not an id" },
        { "element 1: field id:", "\"../../x\"", "is not an id" },
        { "element 1: field tenantId:", "\"a/b\"", "is not an id" },
        { "element 1: field scope:", "\"/subscriptions/unknown\"", "is not known" },
        { "element 1: field scope:", "\"subscriptions/x\"", "is not a scope" },
        { "element 1: field scope:", "\"/subscriptions//x\"", "is not a scope" },
        { "element 1: field scope:", "\"/tenants/x\"", "is not a scope" },
        { "element 1: field principalId:", "\"p 1\"", "is not an id" },
        { "tenants, element 1: field supportPlan:", "\"Gold\"", "'Gold' is none of: Basic" },
        { "tenants, element 1: field supportPlan:", "\"\\u202e\"", "'<U+202E>' is none of: Basic" },
        { "subscriptions, element 1: field tenant:", "\"nobody\"", "is not known" },
        { "resources, element 1: field id:", "\"/subscriptions/s1\"", "not that of a resource" },
        { "resources, element 1: field id:", "\"/subscriptions/s2/providers/A/B/c\"",
          "is not known" },
        { "resources, element 1: field os:", "\"Plan 9\"", "is none of" },
        { "people, element 1: field account:", "\"a b\"", "holds a space" },
        { "people, element 1: field account:", "\"owner1@contoso.example\"",
          "belongs to somebody else" },
        { "people, element 1: field account:", "\"engineer7@fabrikam.example\"",
          "belongs to somebody else" },
        { "people, element 1: field mail:", "\"a@b, c@d\"", "plain mail address" },
        { "people, element 1: field language:", "\"j\"", "is not a language" },
        { "people, element 1: field keys[0]:", "\"ssh-dss AAAA\"", "is no public key" },
        { "people, element 1: field roles[0].role:", "\"King\"", "is not a role" },
        { "people, element 1: field roles[0].role:", "\"Support Engineer\"",
          "is a provider's role" },
        { "people, element 1: field roles[0].scope:", "\"/subscriptions/" PRODUCTION "\"",
          "lies in another tenant" },
        { "people, element 1: field roles[0].scope:", "\"" GROUPS "x\"", "is a management group" },
        { "tickets, element 1: field id:", "\"7\"", "is not a ticket id" },
        { "tickets, element 1: field id:", "\"TK-07\"", "is not a ticket id" },
        { "tickets, element 1: field id:", "\"TK-1000000000\"", "opened in Lockbox" },
        { "tickets, element 1: field id:", "\"TK-999999999999\"", "end at TK-999999999" },
        { "tickets, element 1: field id:", "\"TK-1000000000000\"", "is not a ticket id" },
        { "tickets, element 1: field subscription:", "\"" PRODUCTION "\"", "is not one of this" },
        { "tickets, element 1: field severity:", "\"D\"", "is none of: A, B, C" },
        { "tickets, element 1: field opened:", "\"yesterday\"", "is not a time" },
        { "tickets, element 1: field opened:", "\"2026-13-01T00:00:00Z\"", "is not a time" },
        { "tickets, element 1: field history[0].time:", "\"9999-01-01T00:00:00Z\"",
          "lies in the future" },
        { "tickets, element 1: field history[0].side:", "\"vendor\"", "is none of: " },
    };
    g_autoptr(Intake) intake = new_small();
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(values); j++) {
            if (strcmp(fields[i].path, values[j].path) != 0 ||
                strcmp(fields[i].name, RESOURCES) == 0)
                continue;
            put_field(intake, i, values[j].value);
            must_refuse(intake, fields[i].name, fields[i].path, values[j].reason);
            put_back(intake, i);
        }
    must_take_all(intake);
}
