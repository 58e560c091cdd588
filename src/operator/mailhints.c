/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hints about mail that does not leave: one table, the first row that fits counts. */
#include "operator/mailhints.h"

#include <string.h>

#include "base/i18n.h"

/* Whether a server has been heard. */
typedef enum { ANYHOW, SILENT, HEARD } Heard;

#define SENDER                                                                                     \
    N_("The server does not take this sender. Write one that it lets you use as from into [site] " \
       "of lockbox.conf; where it is that one, with + and digits before the @, write "             \
       "bounces = none into [mail].")

/* A row fits when all that it names does; NULL and ANYHOW name nothing. */
static const struct {
    const char *words;    /* a pattern that is looked for in what was said */
    const char *command;  /* how the last command begins */
    const char *security; /* of the configuration */
    Heard heard;
    LbMailHint hint;
} rows[] = {
    { "mismatch|does not match|no alternative certificate",
      NULL,
      NULL,
      ANYHOW,
      { N_("The certificate is for another name than the one that was expected. If this is the "
           "server that "
           "you mean, write a name from its certificate as name into [mail] of lockbox.conf."),
        LB_OUTCOME_FINDINGS } },
    { "certificate.*(expired|not yet valid)",
      NULL,
      NULL,
      ANYHOW,
      { N_("The time of the certificate is over, or has not come. Whoever runs the server has to "
           "renew it; "
           "look at this machine's clock, too."),
        LB_OUTCOME_FINDINGS } },
    { "certificate|issuer|self.signed",
      NULL,
      NULL,
      ANYHOW,
      { N_("Nobody whom this machine trusts has signed the certificate. If you trust who did, "
           "write the "
           "path of their certificate (PEM) as ca-file into [mail] of lockbox.conf."),
        LB_OUTCOME_FINDINGS } },
    { "no STARTTLS",
      NULL,
      NULL,
      ANYHOW,
      { N_("On this port the server offers no encryption. Port 587 is usual with security = "
           "starttls, and "
           "port 465 with security = tls."),
        LB_OUTCOME_FINDINGS } },
    { "no AUTH",
      NULL,
      NULL,
      ANYHOW,
      { N_("The server offers no login that can be used here. Many do on port 587 alone, and only "
           "once the "
           "connection is encrypted. If it takes mail without one, leave user out of "
           "lockbox.conf."),
        LB_OUTCOME_FINDINGS } },
    { "^53[458]|authentication (fail|cred)|5\\.7\\.(8|9)",
      NULL,
      NULL,
      ANYHOW,
      { N_("The server does not take user and password. Look at both, without spaces around them; "
           "some "
           "servers want a password of its own for each program."),
        LB_OUTCOME_FINDINGS } },
    { "^530.*STARTTLS",
      NULL,
      NULL,
      ANYHOW,
      { N_("The server wants encryption first: write security = starttls into [mail] of "
           "lockbox.conf."),
        LB_OUTCOME_FINDINGS } },
    { "^530",
      NULL,
      NULL,
      ANYHOW,
      { N_("The server wants a login first: write user and password-file into [mail] of "
           "lockbox.conf."),
        LB_OUTCOME_FINDINGS } },
    /* Servers that know who may send as whom often say so when they hear the recipient, or have the mail. */
    { "^5.*(sender address rejected|not owned by|send ?as)",
      NULL,
      NULL,
      ANYHOW,
      { SENDER, LB_OUTCOME_REFUSED } },
    { "relay|access denied",
      NULL,
      NULL,
      ANYHOW,
      { N_("The server sends nothing on for us. Log in (user and password-file in [mail]), or have "
           "whoever "
           "runs it allow this machine."),
        LB_OUTCOME_REFUSED } },
    { "^5", "MAIL", NULL, ANYHOW, { SENDER, LB_OUTCOME_REFUSED } },
    { "^5",
      "RCPT",
      NULL,
      ANYHOW,
      { N_("The server does not take this recipient. Look at the address."), LB_OUTCOME_REFUSED } },
    { "^5",
      NULL,
      NULL,
      ANYHOW,
      { N_("The server does not take this mail: its words say why."), LB_OUTCOME_REFUSED } },
    { "wrong version|packet length|unexpected message|record|SSL connect|TLS connect",
      NULL,
      "tls",
      ANYHOW,
      { N_("The server does not begin with encryption on this port. Port 465 is usual with "
           "security = tls; on "
           "port 587 set security = starttls."),
        LB_OUTCOME_FINDINGS } },
    { "invalid smtp syntax",
      NULL,
      NULL,
      ANYHOW,
      { N_("What answers there is no mail server, or answers wrongly. Look at the port: 587 is "
           "usual with security = starttls, and 465 with security = tls."),
        LB_OUTCOME_LATER } },
    { "refused|couldn't connect to server",
      NULL,
      NULL,
      SILENT,
      { N_("Nobody listens there. Look at name and port: 587 is usual with security = starttls, "
           "465 with "
           "security = tls, and a firewall may refuse, too."),
        LB_OUTCOME_LATER } },
    { NULL,
      NULL,
      "starttls",
      SILENT,
      { N_("Nothing came from the server. On port 465 servers wait for encryption without a word: "
           "that wants "
           "security = tls. Else the port may be wrong, or a firewall on the way drops what is "
           "sent."),
        LB_OUTCOME_LATER } },
    { NULL,
      NULL,
      NULL,
      SILENT,
      { N_("Nothing came from the server. The port may be wrong, or a firewall on the way drops "
           "what is "
           "sent."),
        LB_OUTCOME_LATER } },
    { "^4",
      NULL,
      NULL,
      ANYHOW,
      { N_("The server says: not now. Mails of Lockbox are tried again for four days and more."),
        LB_OUTCOME_LATER } },
    { NULL,
      NULL,
      NULL,
      ANYHOW,
      { N_("The conversation broke off. Mails of Lockbox are tried again for four days and more."),
        LB_OUTCOME_LATER } },
};

static const LbMailHint accepted = {
    N_("Now look into the mailbox. If the mail does not come, look among unwanted mail, and ask "
       "whoever runs the server what became of it, with the words above."),
    LB_OUTCOME_DONE
};

static const LbMailHint stored = {
    N_("Nobody gets it there: lockbox.conf names no server ([mail], server)."), LB_OUTCOME_DONE
};

static const LbMailHint secret = {
    N_("The password is read from the file that password-file "
       "names: one line, in a file that belongs to the user who "
       "runs lockboxd and that nobody else may read (chown lockboxd "
       "FILE; chmod 0600 FILE). What systemd hands to lockboxd as a credential is "
       "there while lockboxd runs, if this command is begun with "
       "CREDENTIALS_DIRECTORY=/run/credentials/lockboxd.service "
       "before it."),
    LB_OUTCOME_FINDINGS
};

static const LbMailHint nameless = { N_("The name has no address. Look at server in [mail] of "
                                        "lockbox.conf, and at how this machine looks names up."),
                                     LB_OUTCOME_FINDINGS };

static const LbMailHint unusable = { N_("Nothing was sent. Mend lockbox.conf, and try again."),
                                     LB_OUTCOME_FINDINGS };

static bool
fits(size_t row, const LbMailTrial *trial)
{
    Heard heard = trial->heard ? HEARD : SILENT;
    return (rows[row].words == NULL ||
            g_regex_match_simple(rows[row].words, trial->words, G_REGEX_CASELESS, 0)) &&
           (rows[row].command == NULL ||
            (trial->command != NULL && g_str_has_prefix(trial->command, rows[row].command))) &&
           (rows[row].security == NULL || strcmp(rows[row].security, trial->security) == 0) &&
           (rows[row].heard == ANYHOW || rows[row].heard == heard);
}

const LbMailHint *
lb_mail_hint_find(const LbMailTrial *trial)
{
    if (trial->last == LB_TRACE_ACCEPTED)
        return &accepted;
    if (trial->last == LB_TRACE_STORED)
        return &stored;
    if (trial->nameless)
        return &nameless;
    if (trial->last == LB_TRACE_UNUSABLE)
        return trial->secret != NULL && strstr(trial->words, trial->secret) != NULL ? &secret
                                                                                    : &unusable;
    size_t row = 0;
    while (row < G_N_ELEMENTS(rows) - 1 && !fits(row, trial))
        row++;
    return &rows[row].hint;
}
