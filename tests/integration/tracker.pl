# SPDX-License-Identifier: GPL-3.0-or-later
# What tests/integration/tracker.py needs in its Request Tracker: queues, people, rights, and tokens, which it prints as
# "NAME TOKEN"; or "perl tracker.pl write TICKET COUNT", which writes that many replies into a ticket.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib';
use MIME::Entity;
use RT;
RT::LoadConfig();
RT::Init();

my $system = RT->SystemUser;

sub sure {
    my ($good, $words) = @_;
    die "$words\n" unless $good;
    return $good;
}

sub account {
    my ($name, $real, $staff) = @_;
    my $user = RT::User->new($system);
    sure($user->Create(Name => $name, EmailAddress => ($name =~ /@/ ? $name : "$name\@fabrikam.example"),
        RealName => $real, Privileged => $staff));
    return $user;
}

sub allow {
    my ($principal, $object, @rights) = @_;
    sure($principal->GrantRight(Right => $_, Object => $object)) for @rights;
}

sub token {
    my ($name, $user) = @_;
    my ($good, $words, $token) = RT::AuthToken->new($system)->Create(Owner => $user->Id, Description => 'lockbox');
    sure($good, $words);
    print "$name $token\n";
}

# As fast as a ticket of years has grown: nobody is mailed about it.
sub write_replies {
    my ($number, $count) = @_;
    my $ticket = RT::Ticket->new($system);
    sure($ticket->Load($number), 'no such ticket');
    for my $i (1 .. $count) {
        my $text = MIME::Entity->build(Type => 'text/plain', Charset => 'UTF-8', Data => ["reply $i"]);
        my ($id) = $ticket->_NewTransaction(Type => 'Correspond', ActivateScrips => 0, CommitScrips => 0, MIMEObj => $text);
        sure($id, "reply $i");
    }
}

sub set_up {
    my %queue;
    for my $name ('Contoso', 'Tailspin', 'Internal') {
        $queue{$name} = RT::Queue->new($system);
        my %more = $name eq 'Tailspin' ? (Lifecycle => 'contract') : ();
        sure($queue{$name}->Create(Name => $name, CorrespondAddress => lc($name) . '@fabrikam.example', %more));
        my $everyone = RT::Group->new($system);
        $everyone->LoadSystemInternalGroup('Everyone');
        allow($everyone->PrincipalObj, $queue{$name}, 'CreateTicket', 'ReplyToTicket');
    }
    my $stella = account('stella', 'Stella Sato', 1);
    allow($stella->PrincipalObj, RT->System, 'SuperUser');
    account('anna@contoso.example', 'Anna Abe', 0);
    my %may = (
        full   => ['SeeQueue', 'ShowTicket', 'ShowTicketComments', 'CommentOnTicket'],
        blind  => ['SeeQueue', 'ShowTicket', 'CommentOnTicket'],
        reader => ['SeeQueue', 'ShowTicket'],
    );
    for my $name (sort keys %may) {
        my $user = account("lockbox-$name", '', 1);
        allow($user->PrincipalObj, $queue{$_}, @{ $may{$name} }) for 'Contoso', 'Tailspin';
        token($name, $user);
    }
    my $outside = account('lockbox-outside', '', 0);
    allow($outside->PrincipalObj, $queue{$_}, @{ $may{full} }) for 'Contoso', 'Tailspin';
    token('outside', $outside);
    token('stella', $stella);
}

if (@ARGV && shift(@ARGV) eq 'write') { write_replies(@ARGV) }
else { set_up() }
