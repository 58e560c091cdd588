/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scripts are told and may answer: every field, its limits, and what is no answer at all. */
#include "access/contract.h"

#include <criterion/criterion.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "access/place.h"
#include "access/scripts.h"
#include "base/text.h"
#include "core/address.h"

static LbProvisionResult *
answer(const Stage *stage, const char *text, LbProvisionOutcome expected)
{
    LbProvisionResult *result = lb_contract_read(text, strlen(text), &stage->order, expected);
    cr_assert_not_null(result);
    return result;
}

static void
must_refuse(const Stage *stage, const char *text, const char *words)
{
    g_autoptr(LbProvisionResult) result = answer(stage, text, LB_PROVISION_OPENED);
    cr_assert_eq(result->outcome, LB_PROVISION_FAILED, "%.200s is taken", text);
    cr_assert(result->retryable);
    cr_assert_not_null(strstr(result->words, words), "\"%s\" is not in \"%s\"", words,
                       result->words);
}

Test(contract, the_order_is_told_one_member_a_line)
{
    g_autoptr(Stage) stage = stage_new();
    size_t length = 0;
    g_autofree char *text = lb_contract_write(&stage->order, "open", &length);
    g_autofree char *principal = lb_target_principal(PLACE_INSTANCE, stage->grant->target);
    g_autofree char *expected = g_strdup_printf(
        "{\n  \"version\" : 1,\n  \"act\" : \"open\",\n  \"instance\" : \"" PLACE_INSTANCE "\",\n"
        "  \"grant\" : 7,\n  \"request\" : \"LB-42\",\n  \"account\" : "
        "\"engineer7@fabrikam.example\",\n"
        "  \"resource\" : \"" PLACE_MACHINE
        "\",\n  \"address\" : \"192.0.2.7\",\n  \"port\" : 2222,\n"
        "  \"login\" : \"support\",\n  \"principal\" : \"%s\",\n  \"hostKeys\" : [\n    "
        "\"" PLACE_HOST_KEY "\"\n  ],\n  \"ports\" : [\n    22,\n    3389\n  ],\n"
        "  \"start\" : \"2026-11-24T03:58:49.250000Z\",\n  \"startSeconds\" : 1795492729,\n"
        "  \"end\" : \"2026-11-24T11:58:49.250000Z\",\n  \"endSeconds\" : 1795521529,\n"
        "  \"keys\" : [\n    \"" PLACE_HOST_KEY "\"\n  ]\n}\n",
        principal);
    cr_assert_str_eq(text, expected);
    cr_assert_eq(length, strlen(text));
}

Test(contract, strange_accounts_are_told_as_they_are)
{
    static const char *const accounts[] = { "a\"b", "a\\", "\xe3\x82\xb3",
                                            "a\", \"login\" : \"root" };
    for (size_t i = 0; i < G_N_ELEMENTS(accounts); i++) {
        g_autoptr(Stage) stage = stage_new();
        g_free(stage->grant->account);
        stage->grant->account = g_strdup(accounts[i]);
        stage->order.keys = NULL;
        size_t length = 0;
        g_autofree char *text = lb_contract_write(&stage->order, "close", &length);
        g_autoptr(JsonNode) root = json_from_string(text, NULL);
        cr_assert_not_null(root, "%s", text);
        JsonObject *object = json_node_get_object(root);
        cr_assert_str_eq(json_object_get_string_member(object, "account"), accounts[i]);
        cr_assert_str_eq(json_object_get_string_member(object, "login"), "support");
        cr_assert_eq(json_array_get_length(json_object_get_array_member(object, "keys")), 0);
    }
}

Test(contract, what_is_no_answer_is_refused_and_says_why)
{
    static const struct {
        const char *text, *words;
    } answers[] = {
        { "", "no whole object" },
        { "   \n", "no whole object" },
        { "opened", "no whole object" },
        { "null", "no whole object" },
        { "7", "no whole object" },
        { "\"opened\"", "no whole object" },
        { "[]", "no whole object" },
        { "{", "no whole object" },
        { "{\"grant\":7", "no whole object" },
        { "{'grant':7}", "no place here" },
        { "{\"grant\":7]", "bracket" },
        { "{\"grant\":07,\"status\":\"opened\"}", "neither a number" },
        { "{\"grant\":7,,\"status\":\"opened\"}", "malformed" },
        { "{} x", "more behind" },
        { OPENED OPENED, "more behind" },
        { "/* */ " OPENED, "no place here" },
        { "\xef\xbb\xbf" OPENED, "no place here" },
        { "{\"grant\":7,\"status\":\"op\xff\"}", "UTF-8" },
        { "{}", "\"grant\"" },
        { "{\"grant\":null,\"status\":\"opened\"}", "\"grant\"" },
        { "{\"grant\":\"7\",\"status\":\"opened\"}", "\"grant\"" },
        { "{\"grant\":7.0,\"status\":\"opened\"}", "\"grant\"" },
        { "{\"grant\":70,\"status\":\"opened\"}", "\"grant\"" },
        { "{\"grant\":18446744073709551623,\"status\":\"opened\"}", "\"grant\"" },
        { "{\"grant\":7}", "\"status\"" },
        { "{\"grant\":7,\"status\":0}", "\"status\"" },
        { "{\"grant\":7,\"status\":\"Opened\"}", "\"status\" is none" },
        { "{\"grant\":7,\"status\":\"open\"}", "\"status\" is none" },
        { "{\"grant\":7,\"status\":\"closed\"}", "not what was asked for" },
        { "{\"grant\":7,\"status\":\"opened\",\"adress\":\"vm\"}", "\"adress\" is not known" },
        { "{\"grant\":7,\"status\":\"opened\",\"words\":\"x\"}", "\"words\" is not known" },
        { "{\"grant\":7,\"status\":\"opened\",\"\\u001b[2J\":1}", "<U+001B>[2J" },
        { "{\"grant\":7,\"status\":\"opened\",\"address\":\"\"}", "\"address\" is empty" },
        { "{\"grant\":7,\"status\":\"opened\",\"address\":\"-oProxyCommand=id\"}",
          "\"address\" is none" },
        { "{\"grant\":7,\"status\":\"opened\",\"address\":\"vm;id\"}", "\"address\" is none" },
        { "{\"grant\":7,\"status\":\"opened\",\"address\":null}", "\"address\" is no text" },
        { "{\"grant\":7,\"status\":\"opened\",\"address\":[\"vm\"]}", "\"address\" is no text" },
        { "{\"grant\":7,\"status\":\"opened\",\"port\":0}", "\"port\"" },
        { "{\"grant\":7,\"status\":\"opened\",\"port\":65536}", "\"port\"" },
        { "{\"grant\":7,\"status\":\"opened\",\"port\":-1}", "\"port\"" },
        { "{\"grant\":7,\"status\":\"opened\",\"port\":\"22\"}", "\"port\"" },
        { "{\"grant\":7,\"status\":\"opened\",\"port\":2.2e1}", "\"port\"" },
        { "{\"grant\":7,\"status\":\"opened\",\"login\":\"-l\"}", "\"login\" is none" },
        { "{\"grant\":7,\"status\":\"opened\",\"login\":\"a b\"}", "\"login\" is none" },
        { "{\"grant\":7,\"status\":\"opened\",\"login\":true}", "\"login\" is no text" },
        { "{\"grant\":7,\"status\":\"opened\",\"text\":\"\\u001b]0;x\"}", "\"text\" character 1" },
        { "{\"grant\":7,\"status\":\"opened\",\"text\":\"a\\u202eb\"}", "\"text\" character 2" },
        { "{\"grant\":7,\"status\":\"opened\",\"text\":\"\\ud800\"}", "surrogate" },
        { "{\"grant\":7,\"status\":\"opened\",\"text\":\"\\u0000\"}", "NUL" },
        { "{\"grant\":7,\"status\":\"failed\"}", "\"words\" is no text" },
        { "{\"grant\":7,\"status\":\"failed\",\"words\":7}", "\"words\" is no text" },
        { "{\"grant\":7,\"status\":\"failed\",\"words\":\"x\",\"retry\":\"no\"}", "\"retry\"" },
        { "{\"grant\":7,\"status\":\"failed\",\"words\":\"x\",\"login\":\"y\"}",
          "\"login\" is not known" },
    };
    g_autoptr(Stage) stage = stage_new();
    for (size_t i = 0; i < G_N_ELEMENTS(answers); i++)
        must_refuse(stage, answers[i].text, answers[i].words);
    g_autoptr(LbProvisionResult) nul =
        lb_contract_read(OPENED "\0x", strlen(OPENED) + 2, &stage->order, LB_PROVISION_OPENED);
    cr_assert_eq(nul->outcome, LB_PROVISION_FAILED);
}

Test(contract, closed_has_nothing_to_add)
{
    g_autoptr(Stage) stage = stage_new();
    g_autoptr(LbProvisionResult) plain = answer(stage, CLOSED, LB_PROVISION_CLOSED);
    cr_assert_eq(plain->outcome, LB_PROVISION_CLOSED);
    g_autoptr(LbProvisionResult) more =
        answer(stage, "{\"grant\":7,\"status\":\"closed\",\"login\":\"x\"}", LB_PROVISION_CLOSED);
    cr_assert_eq(more->outcome, LB_PROVISION_FAILED);
}

Test(contract, what_is_huge_or_deep_is_refused)
{
    g_autoptr(Stage) stage = stage_new();
    g_autofree char *open = g_strnfill(30000, '['), *shut = g_strnfill(30000, ']');
    g_autofree char *deep = g_strconcat("{\"grant\":", open, shut, "}", NULL);
    must_refuse(stage, deep, "nested too deep");
    g_autofree char *characters = g_strnfill(LB_CONNECTION_TEXT_LIMIT + 1, 'x');
    g_autofree char *longer =
        g_strconcat("{\"grant\":7,\"status\":\"opened\",\"text\":\"", characters, "\"}", NULL);
    must_refuse(stage, longer, "\"text\" longer than 2000 characters");
    g_autofree char *login =
        g_strconcat("{\"grant\":7,\"status\":\"opened\",\"login\":\"", characters, "\"}", NULL);
    must_refuse(stage, login, "\"login\" longer than 64 characters");
    g_autofree char *words =
        g_strconcat("{\"grant\":7,\"status\":\"failed\",\"words\":\"", characters, "\"}", NULL);
    g_autoptr(LbProvisionResult) result = answer(stage, words, LB_PROVISION_OPENED);
    cr_assert_eq(g_utf8_strlen(result->words, -1), LB_PROVISION_WORDS_LIMIT);
}

/* Whatever bytes change, what is taken is well-formed and what is said is harmless. */
Test(contract, damaged_answers_do_no_damage, .timeout = 120)
{
    static const char good[] = "{\"grant\":7,\"status\":\"opened\",\"address\":\"vm-1\",\"port\":"
                               "22,\"login\":\"a\",\"text\":\"b\\n\\u00e4\"}";
    g_autoptr(Stage) stage = stage_new();
    g_autoptr(GRand) chance = g_rand_new_with_seed(6);
    int taken = 0;
    for (int i = 0; i < 20000; i++) {
        char bytes[sizeof good];
        memcpy(bytes, good, sizeof good);
        size_t length = sizeof good - 1;
        for (int changes = g_rand_int_range(chance, 0, 4); changes > 0; changes--)
            bytes[g_rand_int_range(chance, 0, (gint32)length)] =
                (char)g_rand_int_range(chance, 0, 256);
        if (g_rand_int_range(chance, 0, 10) == 0)
            length = (size_t)g_rand_int_range(chance, 0, (gint32)length);
        bytes[length] = '\0';
        g_autoptr(LbProvisionResult) result =
            lb_contract_read(bytes, length, &stage->order, LB_PROVISION_OPENED);
        taken += result->outcome == LB_PROVISION_OPENED;
        if (result->outcome == LB_PROVISION_OPENED) {
            g_autofree char *address = lb_address_canonical(result->connection->address);
            cr_assert_str_eq(address, result->connection->address);
            cr_assert(lb_target_login_is_valid(result->connection->login));
            continue;
        }
        g_autofree char *safe =
            lb_text_accept(result->words, -1, LB_TEXT_LINE, LB_PROVISION_WORDS_LIMIT, NULL);
        cr_assert_not_null(safe, "%s", result->words);
    }
    cr_assert_gt(taken, 1000);
    cr_assert_lt(taken, 19000);
}
