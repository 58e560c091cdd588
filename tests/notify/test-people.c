/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails about people: who may decide has changed, and the invitation. */
#include <criterion/criterion.h>
#include <string.h>

#include "notify/compose.h"
#include "notify/error.h"
#include "notify/letter.h"
#include "support/process.h"
#include "support/sample.h"

#define HEAD "5f1c0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab"
#define PRODUCTION "/subscriptions/8c2a1f0e-1111-4000-8000-000000000001"
#define HOST_KEY "SHA256:0123456789abcdefghijABCDEFGHIJ0123456789+/x"
#define OTHER_KEY "SHA256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static void
expect_no_text(Letter *letter, const char *words)
{
    cr_assert_null(strstr(letter->text, words), "\"%s\" in:\n%s", words, letter->text);
}

static LbChange *
add_change(Letter *letter, LbChangeKind kind)
{
    LbChange *change = lb_change_new();
    change->kind = kind;
    change->account = g_strdup("owner3@contoso.example");
    g_ptr_array_add(letter->message->people->changes, change);
    return change;
}

Test(people, an_approver_reads_what_changed_for_whom_by_whom_and_what_it_means)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_CHANGED);
    letter_read(letter);
    cr_assert_str_eq(
        letter->text,
        "Who may decide about access to resources of Contoso, how they are reached, or on what "
        "terms, has changed.\n"
        "\n"
        "  New key       owner2@contoso.example:\n"
        "                SHA256:abcdefghij0123456789ABCDEFGHIJabcdefghij/+8\n"
        "  Role revoked  owner2@contoso.example:\n"
        "                Owner, " PRODUCTION "\n"
        "  Mail address  owner2@contoso.example: owner2@contoso.example, now\n"
        "                o2@contoso.example\n"
        "  By            admin1@fabrikam.example\n"
        "\n"
        "A new key, role or mail address cannot decide requests that already wait.\n"
        "\n"
        "If you did not expect this, speak to Fabrikam Support.\n"
        "\n"
        "Until it is clear, deny what waits, and revoke what is open.\n"
        "\n"
        "To read all of it in the activity log:\n"
        "\n"
        "ssh lockbox@lockbox.fabrikam.example log\n"
        "\n"
        "All that waits for you:\n"
        "\n"
        "ssh -t lockbox@lockbox.fabrikam.example\n"
        "\n"
        "Host key: " HOST_KEY "\n"
        "We never ask for a password, and never take an answer by mail.\n"
        "Log: entry 88214, head " HEAD "\n");
    letter_expect_header(letter, "Subject", "[Lockbox] Who may decide for Contoso has changed");
    letter_expect_header(letter, "In-Reply-To", NULL);
}

Test(people, an_invitation_has_all_that_ssh_needs)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_INVITED);
    letter->site->port = 2222;
    letter_read(letter);
    cr_assert_str_eq(
        letter->text,
        "You can come in to Lockbox of Fabrikam Support, where Contoso answers requests for access "
        "to its resources.\n"
        "\n"
        "  Who you are  owner1@contoso.example\n"
        "  Customer     Contoso\n"
        "  Role         Owner, " PRODUCTION "\n"
        "  Your key     SHA256:abcdefghij0123456789ABCDEFGHIJabcdefghij/+8\n"
        "\n"
        "Put this into the file ~/.ssh/config on your machine:\n"
        "\n"
        "Host lockbox\n"
        "    HostName lockbox.fabrikam.example\n"
        "    Port 2222\n"
        "    User lockbox\n"
        "    IdentitiesOnly yes\n"
        "    RequestTTY yes\n"
        "    ForwardAgent no\n"
        "\n"
        "If your key is not where ssh-keygen puts it, add a line with IdentityFile and its "
        "place.\n"
        "\n"
        "On your first visit ssh shows the fingerprint of this host's key. Say yes only to one of "
        "these:\n"
        "\n" HOST_KEY "\n"
        "\n"
        "Then this opens all that waits for you:\n"
        "\n"
        "ssh lockbox\n"
        "\n"
        "We never ask for a password, and never take an answer by mail.\n"
        "Log: entry 88214, head " HEAD "\n");
    letter_expect_header(letter, "Subject",
                         "[Lockbox] You can come in to Lockbox of Fabrikam Support");
    cr_assert_not_null(strstr(letter->html, ">Host lockbox\n    HostName lockbox.fabrikam.example\n"
                                            "    Port 2222\n"));
}

/* What ssh itself makes of the block. */
static char *
ask_ssh(const Letter *letter, const char *directory)
{
    g_autofree char *path = g_build_filename(directory, "config", NULL);
    const char *block = strstr(letter->text, "\nHost lockbox\n");
    cr_assert_not_null(block);
    const char *end = strstr(block, "\n\n");
    cr_assert(g_file_set_contents(path, block, end - block + 1, NULL));
    char *command[] = { "ssh", "-G", "-F", path, "lockbox", NULL };
    char *output = NULL;
    int status = -1;
    cr_assert(g_spawn_sync(NULL, command, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                           NULL, NULL, &output, NULL, &status, NULL));
    cr_assert_eq(status, 0);
    return output;
}

Test(people, ssh_takes_the_configuration)
{
    static const char *const lines[] = {
        "\nuser lockbox\n",    "\nhostname 2001:db8::7\n",
        "\nport 2222\n",       "\nidentitiesonly yes\n",
        "\nforwardagent no\n", "\nidentityfile ~/.ssh/id_ed25519_sk\n",
    };
    g_autoptr(TestDirectory) directory = test_directory_new();
    g_autoptr(Letter) letter = letter_new(LB_EVENT_INVITED);
    letter->site->port = 2222;
    sample_set(&letter->site->host, "2001:db8::7");
    letter_read(letter);
    g_autofree char *output = ask_ssh(letter, directory);
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        cr_assert_not_null(strstr(output, lines[i]), "no %s in %s", lines[i], output);
    cr_assert_not_null(strstr(output, "\nrequesttty true\n"), "%s", output);
}

Test(people, who_has_no_key_reads_how_to_make_one)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_INVITED);
    g_ptr_array_set_size(letter->message->people->keys, 0);
    g_ptr_array_set_size(letter->message->people->roles, 0);
    g_clear_pointer(&letter->site->host_key, g_free);
    letter_read(letter);
    letter_expect_text(letter, "  Role         none so far\n");
    letter_expect_text(letter, "\n\nssh-keygen -t ed25519-sk -O verify-required\n\n");
    letter_expect_text(letter, "\n\nssh-keygen -t ed25519\n\n");
    letter_expect_text(letter, "the file that ends in .pub");
    letter_expect_text(letter, "ask whoever runs this Lockbox");
    letter_expect_text(letter, "Once your key is known here");
    expect_no_text(letter, "Your key  ");
    expect_no_text(letter, "SHA256:");
    expect_no_text(letter, "    Port ");
}

Test(people, each_key_of_the_host_has_a_line)
{
    g_autoptr(Letter) invited = letter_new(LB_EVENT_INVITED);
    g_autoptr(Letter) changed = letter_new(LB_EVENT_CHANGED);
    g_autoptr(Letter) waiting = letter_new(LB_EVENT_WAITING);
    sample_set(&invited->site->host_key, HOST_KEY "  " OTHER_KEY);
    sample_set(&changed->site->host_key, HOST_KEY " " OTHER_KEY);
    sample_set(&waiting->site->host_key, HOST_KEY " " OTHER_KEY);
    letter_read(invited);
    letter_read(changed);
    letter_read(waiting);
    letter_expect_text(invited, "\n\n" HOST_KEY "\n" OTHER_KEY "\n\n");
    letter_expect_text(changed, "\nHost key: " HOST_KEY "\nHost key: " OTHER_KEY "\n");
    letter_expect_text(waiting, "\nHost key: " HOST_KEY "\nHost key: " OTHER_KEY "\n");
    sample_set(&waiting->site->host_key, HOST_KEY "," OTHER_KEY);
    cr_assert(!letter_compose(waiting));
    cr_assert_eq(waiting->error->code, LB_NOTIFY_ERROR_SETTINGS);
}

/* Who is told what: the customer's and the provider's, all who decide and the one concerned. */
static const struct {
    bool provider, approver;
    const char *subject, *opening, *meaning, *command;
} circles[] = {
    { false, true, "[Lockbox] Who may decide for Contoso has changed", "resources of Contoso",
      "deny what waits", "\n\nssh -p 2222 lockbox@lockbox.fabrikam.example log\n\n" },
    { false, false, "[Lockbox] Your account has changed",
      "Your account in Lockbox of Fabrikam Support, for Contoso, was changed.",
      "speak to Fabrikam Support, and to those who approve for Contoso.",
      "\n\nssh -p 2222 lockbox@lockbox.fabrikam.example whoami\n\n" },
    { true, true, "[Lockbox] Who works for Fabrikam Support has changed",
      "Who works for Fabrikam Support", "switch the account off",
      "\n\nssh -p 2222 lockbox@lockbox.fabrikam.example log\n\n" },
    { true, false, "[Lockbox] Your account has changed",
      "Your account in Lockbox of Fabrikam Support was changed.", "whoever runs this Lockbox.",
      "\n\nssh -p 2222 lockbox@lockbox.fabrikam.example whoami\n\n" },
};

Test(people, each_reader_is_told_in_words_of_their_own)
{
    for (size_t i = 0; i < G_N_ELEMENTS(circles); i++) {
        g_autoptr(Letter) letter = letter_new(LB_EVENT_CHANGED);
        letter->site->port = 2222;
        letter->message->approver = circles[i].approver;
        if (circles[i].provider)
            g_clear_pointer(&letter->message->people->tenant, g_free);
        letter_read(letter);
        letter_expect_header(letter, "Subject", circles[i].subject);
        letter_expect_text(letter, circles[i].opening);
        letter_expect_text(letter, circles[i].meaning);
        letter_expect_text(letter, circles[i].command);
        letter_expect_text(letter, "\n\nssh -t -p 2222 lockbox@lockbox.fabrikam.example\n\n");
    }
}

/* Each kind with what the database gives: before, after, scope; and the row that tells it. */
static const struct {
    LbChangeKind kind;
    const char *before, *after, *scope, *row;
} kinds[] = {
    { LB_CHANGE_KEY_ADDED, NULL, "SHA256:k", NULL, "New key  owner3@contoso.example: SHA256:k" },
    { LB_CHANGE_KEY_REVOKED, "SHA256:k", NULL, NULL, "owner3@contoso.example: SHA256:k" },
    { LB_CHANGE_ROLE_GRANTED, NULL, "Owner", "/", "owner3@contoso.example: Owner, all" },
    { LB_CHANGE_ROLE_REVOKED, "Owner", NULL, "/subscriptions/s",
      "owner3@contoso.example: Owner, /subscriptions/s" },
    { LB_CHANGE_COVERED, NULL, "Owner", "/subscriptions/s",
      "Role reaches further  owner3@contoso.example: Owner" },
    { LB_CHANGE_UNCOVERED, "Owner", NULL, "/subscriptions/s", "Role reaches less far  owner3" },
    { LB_CHANGE_MAIL, NULL, "a@b.example", NULL, "none before, now" },
    { LB_CHANGE_ACCOUNT, "a@b.example", "c@d.example", NULL, "a@b.example, now c@d.example" },
    { LB_CHANGE_PERSON, "p1", "p2", NULL, "owner3@contoso.example: p1, now p2" },
    { LB_CHANGE_KIND, "Group", "User", NULL, "owner3@contoso.example: Group, now User" },
    { LB_CHANGE_ENABLED, NULL, NULL, NULL, "Switched on  owner3@contoso.example" },
    { LB_CHANGE_DISABLED, NULL, NULL, NULL, "Switched off  owner3@contoso.example" },
    { LB_CHANGE_ADDRESS_ADDED, NULL, "a@b.example", NULL, "owner3@contoso.example: a@b.example" },
    { LB_CHANGE_ADDRESS_REMOVED, "a@b.example", NULL, NULL, "owner3@contoso.example: a@b.example" },
    { LB_CHANGE_ISOLATED, "no", "yes", NULL, "owner3@contoso.example: no, now yes" },
    { LB_CHANGE_QUORUM, "2", "1", "/subscriptions/s", "2, now 1, for /subscriptions/s" },
    { LB_CHANGE_PLAN, "Premier", "Basic", NULL, "Support plan  Premier, now Basic" },
    { LB_CHANGE_PREVIEW, "0", "1", NULL, "Signed up for previews  no, now yes" },
    { LB_CHANGE_QUEUE_TIME, NULL, "12", NULL, "as usual before, now 12" },
    { LB_CHANGE_ACCESS_TIME, "4", NULL, NULL, "4, now as usual" },
};

Test(people, each_kind_of_change_has_a_row)
{
    cr_assert_eq(G_N_ELEMENTS(kinds), LB_CHANGE_COUNT);
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(Letter) letter = letter_new(LB_EVENT_CHANGED);
        g_ptr_array_set_size(letter->message->people->changes, 0);
        g_clear_pointer(&letter->message->people->caller, g_free);
        LbChange *change = add_change(letter, kinds[i].kind);
        change->before = g_strdup(kinds[i].before);
        change->after = g_strdup(kinds[i].after);
        change->scope = g_strdup(kinds[i].scope);
        letter_read(letter);
        letter_expect_text(letter, kinds[i].row);
        letter_expect_text(letter, lb_names_label(lb_change_names, (int)kinds[i].kind));
    }
}

Test(people, what_one_mail_does_not_tell_is_counted)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_CHANGED);
    letter->message->people->more = 30;
    letter_read(letter);
    letter_expect_text(letter, "  More          30 more, in the activity log\n");
    g_ptr_array_set_size(letter->message->people->changes, 0);
    letter->message->people->more = 0;
    letter_read(letter);
    letter_expect_text(letter, "the activity log has it");
    g_autoptr(Letter) invited = letter_new(LB_EVENT_INVITED);
    invited->message->people->more = 1;
    letter_read(invited);
    letter_expect_text(invited, "1 more role\n");
}

Test(people, who_did_it_is_told_only_when_somebody_is_known)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_CHANGED);
    LbPeopleFacts *people = letter->message->people;
    sample_set(&people->caller, "operator");
    letter_read(letter);
    letter_expect_text(letter, "By            operator, who runs this host\n");
    g_clear_pointer(&people->caller, g_free);
    ((LbChange *)g_ptr_array_index(people->changes, 0))->outside = true;
    letter_read(letter);
    expect_no_text(letter, "  By ");
    letter_expect_text(
        letter, "(by nobody\n                in Lockbox: it was written into its database)\n");
}

Test(people, the_raw_mail_can_be_read)
{
    for (LbEvent event = LB_EVENT_CHANGED; event <= LB_EVENT_INVITED; event++)
        for (int without = 0; without < 2; without++) {
            g_autoptr(Letter) letter = letter_new(event);
            if (without == 1) {
                g_clear_pointer(&letter->site->host_key, g_free);
                g_ptr_array_set_size(letter->message->people->keys, 0);
            }
            letter_read(letter);
            cr_assert_not_null(strstr(letter->bytes, "Content-Transfer-Encoding: 7bit"));
            cr_assert_not_null(strstr(letter->bytes, "\r\nLog: entry 88214, head " HEAD "\r\n"));
        }
}

Test(people, a_test_database_says_so_first)
{
    for (LbEvent event = LB_EVENT_CHANGED; event <= LB_EVENT_INVITED; event++) {
        g_autoptr(Letter) letter = letter_new(event);
        letter->site->test = true;
        letter_read(letter);
        cr_assert(g_str_has_prefix(letter->text, "This is a test."));
        cr_assert(g_str_has_prefix(g_mime_message_get_subject(letter->read), "[Lockbox, test] "));
    }
}

Test(people, the_same_facts_give_the_same_bytes)
{
    for (LbEvent event = LB_EVENT_CHANGED; event <= LB_EVENT_INVITED; event++) {
        g_autoptr(Letter) first = letter_new(event);
        g_autoptr(Letter) second = letter_new(event);
        cr_assert(letter_compose(first) && letter_compose(second));
        cr_assert_eq(first->length, second->length);
        cr_assert_arr_eq(first->bytes, second->bytes, first->length);
    }
}

Test(people, a_mail_is_about_what_its_event_says)
{
    g_autoptr(Letter) letter = letter_new(LB_EVENT_CHANGED);
    letter->message->event = LB_EVENT_DENIED;
    cr_assert(!letter_compose(letter));
    cr_assert_eq(letter->error->code, LB_NOTIFY_ERROR_MESSAGE);
    g_autoptr(Letter) other = letter_new(LB_EVENT_DENIED);
    other->message->event = LB_EVENT_INVITED;
    cr_assert(!letter_compose(other));
    cr_assert_eq(other->error->code, LB_NOTIFY_ERROR_MESSAGE);
}
