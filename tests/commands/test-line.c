/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lexer of what is typed behind "ssh HOST", and the reading of options behind a verb. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/clock.h"
#include "commands/arguments.h"
#include "commands/line.h"
#include "commands/result.h"
#include "commands/session.h"
#include "wording/spelling.h"

static GStrv
split(const char *line, GError **error)
{
    LbMalformed how;
    return lb_line_split(line, strlen(line), &how, error);
}

static void
expect_words(const char *line, const char *joined)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) words = split(line, &error);
    cr_assert_not_null(words, "%s: %s", line, error != NULL ? error->message : "");
    g_autofree char *together = g_strjoinv("\x1f", words);
    cr_expect_str_eq(together, joined, "%s", line);
}

Test(line, takes_words_apart)
{
    expect_words("", "");
    expect_words(" \t ", "");
    expect_words("list", "list");
    expect_words("  show\t LB-42  ", "show\x1fLB-42");
    expect_words("approve LB-42 --shown 0aF9 --hours=4", "approve\x1fLB-42\x1f--shown\x1f"
                                                         "0aF9\x1f--hours=4");
    expect_words("log --since 2026-11-24T03:58:49+09:00 --caller o.b+x@a.example",
                 "log\x1f--since\x1f"
                 "2026-11-24T03:58:49+09:00\x1f--caller\x1fo.b+x@a.example");
    expect_words("submit --resource /subscriptions/1/resourceGroups/a(b)_c,d",
                 "submit\x1f--resource\x1f/subscriptions/1/resourceGroups/a(b)_c,d");
}

Test(line, takes_quoted_text_as_it_is)
{
    expect_words("deny LB-1 --reason 'not \"now\" \\ $HOME `id`; rm'",
                 "deny\x1fLB-1\x1f--reason\x1fnot \"now\" \\ $HOME `id`; rm");
    expect_words("deny LB-1 --reason \"say \\\"no\\\" \\\\ $(id) 'x'\"",
                 "deny\x1fLB-1\x1f--reason\x1fsay \"no\" \\ $(id) 'x'");
    expect_words("deny LB-1 --reason='two words'", "deny\x1fLB-1\x1f--reason=two words");
    expect_words("deny LB-1 --reason ''", "deny\x1fLB-1\x1f--reason\x1f");
    expect_words("deny LB-1 --reason '理由\n二行目'", "deny\x1fLB-1\x1f--reason\x1f理由\n二行目");
    expect_words("\"show\" 'LB-1'", "show\x1fLB-1");
}

/* What no line may hold outside quotes, or not at all. */
static const char *const bad_pieces[] = {
    ";",
    "|",
    "&",
    "&&",
    "$",
    "$HOME",
    "$(id)",
    "${IFS}",
    "`id`",
    "<",
    ">",
    ">>",
    "*",
    "?",
    "[a]",
    "{a,b}",
    "!",
    "!!",
    "#",
    "~",
    "^",
    "%",
    "\\",
    "\\n",
    "\n",
    "\r",
    "\r\n",
    "\x01",
    "\x02",
    "\x07",
    "\x08",
    "\x0b",
    "\x0c",
    "\x1b",
    "\x1b[",
    "\x1f",
    "\x7f",
    "é",
    "理",
    "\xc2\x85",
    "\xe2\x80\xae",
    "\xff",
    "\xfe",
    "\xc0\xaf",
    "\xed\xa0\x80",
    "\xf4\x90\x80\x80",
    "\x80",
    "\xe3\x81",
};

/* Where a piece stands. */
static const char *const contexts[] = {
    "%s",
    "show SECRET%s",
    "%sshow SECRET",
    "show SECRET %s",
    "%s SECRET LB-1",
    "show \"SECRET\"%s",
    "deny LB-1 --reason=SECRET%s",
    "deny SECRET --reason=%s",
    "show 'SECRET' LB-%s1",
};

/* Lines that are wrong in ways of their own. */
static const char *const bad_lines[] = {
    "'",
    "\"",
    "show 'LB-1",
    "show \"LB-1",
    "show \"LB-1\\\"",
    "show \"LB-1\\",
    "show \"\\x\"",
    "show \"\\'\"",
    "show \"\\\n\"",
    "show 'a'b",
    "show a'b'",
    "show 'a''b'",
    "show \"a\"\"b\"",
    "show a=\"b\"",
    "show -x=\"b\"",
    "show --x=a\"b\"",
    "show --x=\"b\"c",
    "show '\x01'",
    "show \"\x1b[2J\"",
    "show '\t'",
    "show '\r'",
    "show '\x7f'",
};

static void
expect_refused(const char *line, size_t length)
{
    g_autoptr(GError) error = NULL;
    LbMalformed how;
    g_auto(GStrv) words = lb_line_split(line, length, &how, &error);
    g_autofree char *shown = g_strescape(line, NULL);
    cr_assert_null(words, "%s", shown);
    cr_expect(g_error_matches(error, LB_COMMAND_ERROR, LB_COMMAND_ERROR_USAGE), "%s", shown);
    /* Nothing of the input, but the characters that our own sentences name. */
    cr_expect_null(strstr(error->message, "SECRET"), "%s", shown);
    for (const char *at = error->message; *at != '\0'; at++)
        cr_expect(g_ascii_isprint(*at), "%s: %s", shown, error->message);
}

Test(line, refuses_what_is_not_of_the_grammar)
{
    int count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(bad_pieces); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(contexts); j++, count++) {
            g_autoptr(GString) line = g_string_new(contexts[j]);
            g_string_replace(line, "%s", bad_pieces[i], 1);
            expect_refused(line->str, line->len);
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(bad_lines); i++, count++)
        expect_refused(bad_lines[i], strlen(bad_lines[i]));
    cr_assert_geq(count, 300);
}

Test(line, says_by_name_what_is_wrong)
{
    g_autofree char *longer = g_strnfill(LB_LINE_LIMIT + 1, 'a');
    g_autofree char *quotes = g_strnfill(LB_LINE_LIMIT, ' ');
    for (int i = 0; i < LB_LINE_LIMIT; i += 2)
        quotes[i] = 'a';
    const struct {
        const char *line, *name;
    } rows[] = {
        { longer, "malformed-length" },
        { quotes, "malformed-words" },
        { "show \xff", "malformed-encoding" },
        { "show \"\\x\"", "malformed-escape" },
        { "show '\x01'", "malformed-control" },
        { "show 'LB-1", "malformed-quote" },
        { "show \"LB-1", "malformed-quote" },
        { "show $(id)", "malformed-character" },
        { "show LB-1;id", "malformed-character" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        LbMalformed how = LB_MALFORMED_ARGUMENTS;
        g_auto(GStrv) words = lb_line_split(rows[i].line, strlen(rows[i].line), &how, NULL);
        cr_assert_null(words);
        cr_expect_str_eq(lb_names_get(lb_malformed_names, (int)how), rows[i].name);
    }
}

Test(line, is_bounded)
{
    g_autofree char *longest = g_strnfill(LB_LINE_LIMIT, 'a');
    g_autofree char *longer = g_strnfill(LB_LINE_LIMIT + 1, 'a');
    g_autoptr(GString) many = g_string_new(NULL);
    g_auto(GStrv) words = split(longest, NULL);
    cr_assert_not_null(words);
    expect_refused(longer, strlen(longer));
    expect_refused("show\0LB-1", 9);
    for (int i = 0; i < LB_LINE_WORDS; i++)
        g_string_append(many, "a ");
    g_auto(GStrv) most = split(many->str, NULL);
    cr_assert_not_null(most);
    g_string_append(many, "a");
    expect_refused(many->str, many->len);
}

/* xorshift64: the same lines at every run. */
static guint64
next_random(guint64 *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

Test(line, keeps_its_promises_for_random_lines)
{
    static const char *const pieces[] = { "a",    "LB-1", " ",    "\t",   "'",    "\"", "\\",
                                          "=",    "--x=", "--",   "\n",   "\x01", "é",  "理",
                                          "\xff", "\xe3", "\\\"", "\\\\", ";",    "/" };
    guint64 state = G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    int taken = 0, refused = 0;
    for (int round = 0; round < 60000; round++) {
        g_autoptr(GString) line = g_string_new(NULL);
        for (guint64 count = next_random(&state) % 24; count > 0; count--)
            g_string_append(line, pieces[next_random(&state) % G_N_ELEMENTS(pieces)]);
        /* A copy of exactly that length, so that a sanitizer sees the byte behind it. */
        g_autofree char *exact = g_memdup2(line->str, line->len);
        g_autoptr(GError) error = NULL;
        LbMalformed how;
        g_auto(GStrv) words = lb_line_split(exact != NULL ? exact : "", line->len, &how, &error);
        cr_assert_eq(words == NULL, error != NULL);
        if (words == NULL) {
            refused++;
            continue;
        }
        taken++;
        g_autofree char *joined = lb_spelling_join((const char *const *)words);
        g_auto(GStrv) again = split(joined, NULL);
        cr_assert_not_null(again);
        cr_assert(g_strv_equal((const char *const *)words, (const char *const *)again));
        for (char **word = words; *word != NULL; word++)
            cr_assert(g_utf8_validate(*word, -1, NULL));
    }
    cr_assert_gt(taken, 1000);
    cr_assert_gt(refused, 1000);
}

#define ALL_OPTIONS (~0u)

static LbArguments *
parse(const char *line, LbOperand operand, unsigned options, GError **error)
{
    g_auto(GStrv) words = split(line, NULL);
    cr_assert_not_null(words);
    return lb_arguments_parse((const char *const *)words, operand, options, error);
}

Test(arguments, are_read)
{
    g_autoptr(LbArguments) arguments =
        parse("--hours 4 LB-42 --reason='why not' --resource a --json --resource=b",
              LB_OPERAND_REQUEST, ALL_OPTIONS, NULL);
    int64_t hours = 0, limit = 7;
    cr_assert_not_null(arguments);
    cr_expect_eq(arguments->number, 42);
    cr_expect(lb_arguments_number(arguments, LB_OPTION_HOURS, 1, 24, &hours, NULL));
    cr_expect_eq(hours, 4);
    cr_expect(lb_arguments_number(arguments, LB_OPTION_LIMIT, 1, 24, &limit, NULL));
    cr_expect_eq(limit, 7);
    cr_expect_str_eq(lb_arguments_text(arguments, LB_OPTION_REASON), "why not");
    cr_expect(lb_arguments_has(arguments, LB_OPTION_JSON));
    cr_expect_not(lb_arguments_has(arguments, LB_OPTION_SHOWN));
    cr_expect_eq(arguments->values[LB_OPTION_RESOURCE]->len, 2);
}

Test(arguments, an_id_says_what_it_is_of)
{
    static const struct {
        const char *line;
        LbOperand operand;
        bool exclusion;
    } rows[] = { { "EX-3", LB_OPERAND_EXCLUSION, true },
                 { "EX-3", LB_OPERAND_OPENED, true },
                 { "LB-3", LB_OPERAND_OPENED, false },
                 { "LB-3", LB_OPERAND_REQUEST, false },
                 { "TK-3", LB_OPERAND_TICKET, false } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbArguments) arguments = parse(rows[i].line, rows[i].operand, ALL_OPTIONS, NULL);
        cr_assert_not_null(arguments, "%s", rows[i].line);
        cr_assert(arguments->number == 3 && arguments->exclusion == rows[i].exclusion, "%s",
                  rows[i].line);
    }
}

Test(arguments, may_begin_with_dashes_as_values)
{
    g_autoptr(LbArguments) arguments =
        parse("LB-1 --reason --json", LB_OPERAND_REQUEST, ALL_OPTIONS, NULL);
    cr_assert_not_null(arguments);
    cr_expect_str_eq(lb_arguments_text(arguments, LB_OPTION_REASON), "--json");
    cr_expect_not(lb_arguments_has(arguments, LB_OPTION_JSON));
}

Test(arguments, that_are_wrong_are_refused)
{
    static const struct {
        const char *line;
        LbOperand operand;
        unsigned options;
    } wrong[] = {
        { "", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "TK-1", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "LB-0", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "LB-01", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "LB--1", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "LB-1 LB-2", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "LB-1 --json --json", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "LB-1 --json=yes", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "LB-1 --shown", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "LB-1 --shown a --shown b", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "LB-1 --SECRET", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "LB-1 --", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "LB-1 --sho abc", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "LB-1 --hours 3", LB_OPERAND_REQUEST, 1u << LB_OPTION_JSON },
        { "LB-1 --data /tmp", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "LB-1 --as somebody", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "LB-1", LB_OPERAND_TICKET, ALL_OPTIONS },
        { "LB-1", LB_OPERAND_EXCLUSION, ALL_OPTIONS },
        { "EX-1", LB_OPERAND_REQUEST, ALL_OPTIONS },
        { "EX-1", LB_OPERAND_TICKET, ALL_OPTIONS },
        { "", LB_OPERAND_EXCLUSION, ALL_OPTIONS },
        { "", LB_OPERAND_OPENED, ALL_OPTIONS },
        { "TK-1", LB_OPERAND_OPENED, ALL_OPTIONS },
        { "EX-1 LB-1", LB_OPERAND_OPENED, ALL_OPTIONS },
        { "EX-0", LB_OPERAND_OPENED, ALL_OPTIONS },
        { "SECRET", LB_OPERAND_NONE, ALL_OPTIONS },
        { "a b", LB_OPERAND_WORD, ALL_OPTIONS },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbArguments) arguments =
            parse(wrong[i].line, wrong[i].operand, wrong[i].options, &error);
        cr_assert_null(arguments, "%s", wrong[i].line);
        cr_expect(g_error_matches(error, LB_COMMAND_ERROR, LB_COMMAND_ERROR_USAGE));
        cr_expect_null(strstr(error->message, "SECRET"), "%s", error->message);
    }
}

Test(arguments, read_times_in_the_persons_zone)
{
    static const struct {
        const char *text;
        int64_t seconds; /* -1: refused */
    } cases[] = {
        { "2026-11-24T00:00:00Z", 1795478400 },
        { "2026-11-24", 1795446000 },
        { "2026-11-24T09:00", 1795478400 },
        { "2026-11-24T09:00:00+09:00", 1795478400 },
        { "yesterday", -1 },
        { "2026-13-01", -1 },
        { "", -1 },
    };
    g_autoptr(GTimeZone) tokyo = g_time_zone_new_identifier("Asia/Tokyo");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *words[] = { "--since", cases[i].text, NULL };
        g_autoptr(LbArguments) arguments =
            lb_arguments_parse(words, LB_OPERAND_NONE, ALL_OPTIONS, NULL);
        int64_t time = 0;
        bool read = lb_arguments_time(arguments, LB_OPTION_SINCE, tokyo, &time, NULL);
        cr_assert_eq(read, cases[i].seconds >= 0, "%s", cases[i].text);
        cr_expect_eq(time, read ? cases[i].seconds * LB_SECOND : 0, "%s", cases[i].text);
    }
}

Test(session, believes_only_a_whole_connection)
{
    static const struct {
        const char *connection, *address;
    } cases[] = {
        { "192.0.2.7 50022 192.0.2.1 22", "192.0.2.7" },
        { "2001:db8::7 50022 2001:db8::1 22", "2001:db8::7" },
        { "fe80::1%eth0 1 fe80::2%eth0 22", "fe80::1%eth0" },
        { "192.0.2.7 50022 192.0.2.1", NULL },
        { "192.0.2.7 50022 192.0.2.1 22 x", NULL },
        { "192.0.2.7  50022 192.0.2.1 22", NULL },
        { "host 50022 192.0.2.1 22", NULL },
        { "192.0.2.7 99999 192.0.2.1 22", NULL },
        { "192.0.2.7 x 192.0.2.1 22", NULL },
        { "fe80::1% 1 fe80::2 22", NULL },
        { "fe80::1%e\x1b 1 fe80::2 22", NULL },
        { "", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *address = lb_session_client_address(cases[i].connection);
        cr_expect_eq(g_strcmp0(address, cases[i].address), 0, "%s", cases[i].connection);
    }
}

Test(session, keeps_little_of_its_environment)
{
    static const struct {
        const char *name, *value;
        bool kept;
    } cases[] = {
        { "TERM", "xterm-256color", true },
        { "LANG", "ja_JP.UTF-8", true },
        { "LC_TIME", "C", true },
        { "NO_COLOR", "1", true },
        { "COLORTERM", "truecolor", true },
        { "SSH_ORIGINAL_COMMAND", "show 'LB-1'", true },
        { "LC_ALL", "../../tmp/x", false },
        { "LANGUAGE", "ja", false },
        { "LOCKBOX_DATA", "/tmp", false },
        { "LOCKBOX_CONFIG", "/tmp", false },
        { "LD_PRELOAD", "/tmp/x.so", false },
        { "TMPDIR", "/tmp", false },
        { "PATH", "/tmp", false },
        { "TERMINFO", "/tmp", false },
        { "LCX", "x", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        g_setenv(cases[i].name, cases[i].value, TRUE);
    lb_session_clean_environment();
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        cr_expect_eq(g_strcmp0(g_getenv(cases[i].name), cases[i].kept ? cases[i].value : NULL), 0,
                     "%s", cases[i].name);
    g_setenv("TERM", "x;y", TRUE);
    g_setenv("LANG", "ja JP", TRUE);
    lb_session_clean_environment();
    cr_expect_null(g_getenv("TERM"));
    cr_expect_null(g_getenv("LANG"));
}

Test(session, has_no_words_where_nothing_was_typed_and_opens_an_id)
{
    static const struct {
        const char *typed, *words;
    } cases[] = {
        { NULL, "" },
        { " \t", "" },
        { "LB-42", "open LB-42" },
        { " lb-42 ", "open lb-42" },
        { "jit-7", "open jit-7" },
        { "show LB-42", "show LB-42" },
        { "LB-42 LB-43", "LB-42 LB-43" },
        { "TK-7", "ticket TK-7" },
        { "RT:123", "ticket RT:123" },
        { "rt: 123", "rt: 123" },
        { "rt:123 rt:124", "rt:123 rt:124" },
        { "ex-3", "open EX-3" },
        { "EX-3 EX-4", "EX-3 EX-4" },
        { "EX-03", "EX-03" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (cases[i].typed != NULL)
            g_setenv("SSH_ORIGINAL_COMMAND", cases[i].typed, TRUE);
        else
            g_unsetenv("SSH_ORIGINAL_COMMAND");
        LbMalformed how;
        g_auto(GStrv) words = lb_session_words(&how, NULL);
        cr_assert_not_null(words);
        g_autofree char *joined = g_strjoinv(" ", words);
        cr_expect_str_eq(joined, cases[i].words);
    }
}
