# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Postfix of its own, beside whatever this host has: configuration, queue, certificates and passwords below one
directory, all on loopback ports. It takes mail from who has logged in, puts it into Maildirs, and does to some of it what
servers do."""
import os
import pwd
import socket
import socketserver
import subprocess
import threading

import door

NAME = "mx.door.example"
USER, PASSWORD = "lockbox", "Wasser & Brot 9"
DOMAINS = ("contoso.example", "fabrikam.example", "tailspin.example")
GONE = "gone.example"  # its mail is taken, and comes back

# Name of the port, and what smtpd does there.
PORTS = {
    "submission": "-o smtpd_tls_security_level=encrypt",
    "wrapper": "-o smtpd_tls_wrappermode=yes",
    "plain": "-o smtpd_tls_security_level=none -o smtpd_sasl_auth_enable=no",
    "othername": "-o smtpd_tls_security_level=encrypt -o smtpd_tls_chain_files={root}/tls/othername.pem",
    "expired": "-o smtpd_tls_security_level=encrypt -o smtpd_tls_chain_files={root}/tls/expired.pem",
    "unknown": "-o smtpd_tls_security_level=encrypt -o smtpd_tls_chain_files={root}/tls/unknown.pem",
    "greylist": "-o smtpd_tls_security_level=encrypt -o smtpd_recipient_restrictions=check_policy_service,inet:127.0.0.1:{policy}",
    "refuser": "-o myhostname=mx.gone.example -o smtpd_sasl_auth_enable=no -o smtpd_tls_security_level=none"
               " -o smtpd_relay_restrictions=check_recipient_access,texthash:{root}/etc/refused,reject",
}

MAIN = """compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/state
daemon_directory = {daemons}
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {root}/log
maillog_file_prefixes = {root}
myhostname = {name}
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {root}/mail
virtual_mailbox_maps = texthash:{root}/etc/mailboxes
virtual_minimum_uid = 1
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
transport_maps = texthash:{root}/etc/transport
recipient_delimiter = +
smtpd_peername_lookup = no
smtpd_delay_reject = yes
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = {root}/etc/sasl
smtpd_tls_auth_only = yes
smtpd_tls_received_header = yes
smtpd_tls_security_level = may
smtpd_tls_chain_files = {root}/tls/good.pem
smtpd_error_sleep_time = 0
import_environment = MAIL_CONFIG ASAN_OPTIONS UBSAN_OPTIONS
export_environment = TZ MAIL_CONFIG LANG ASAN_OPTIONS UBSAN_OPTIONS
bounce_queue_lifetime = 1h
"""

SERVICES = """cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
smtp unix - - n - - smtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
bounces unix - n n - 1 pipe flags=R user={owner} argv={reader}
"""


class Policy(socketserver.StreamRequestHandler):
    """What Postfix asks about a recipient: the first time, not now."""

    def handle(self):
        facts = {}
        for line in self.rfile:
            name, mark, value = line.decode().rstrip("\n").partition("=")
            if mark:
                facts[name] = value
                continue
            who = facts.get("recipient")
            self.server.asked.append(who)
            known = self.server.asked.count(who) > 1
            self.wfile.write(b"action=DUNNO\n\n" if known else b"action=DEFER 4.2.0 Greylisted, come back later\n\n")


class Greylist(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Policy)
        self.asked = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


def write(path, text, mode=0o644):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True)


def make_authority(folder, name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
            f"/CN={name} of a test", "-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.pem")


def make_certificate(folder, name, host, authority, begin=None, end=None):
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={host}", "-keyout",
            f"{folder}/{name}.key", "-out", f"{folder}/{name}.csr")
    write(f"{folder}/{name}.ext", f"subjectAltName=DNS:{host}\n")
    # Only "openssl ca" writes a certificate whose time is over.
    write(f"{folder}/ca.conf", f"[ca]\ndefault_ca=it\n[it]\ndatabase={folder}/index\nnew_certs_dir={folder}\nrand_serial=yes\n"
                               "default_md=sha256\npolicy=any\nunique_subject=no\n[any]\ncommonName=supplied\n")
    open(f"{folder}/index", "a", encoding="ascii").close()
    times = ["-startdate", begin, "-enddate", end] if end else ["-days", "20"]
    openssl("ca", "-batch", "-notext", "-config", f"{folder}/ca.conf", "-cert", f"{folder}/{authority}.pem", "-keyfile",
            f"{folder}/{authority}.key", "-extfile", f"{folder}/{name}.ext", "-in", f"{folder}/{name}.csr", "-out",
            f"{folder}/{name}.crt", *times)
    with open(f"{folder}/{name}.key", encoding="ascii") as key, open(f"{folder}/{name}.crt", encoding="ascii") as own:
        write(f"{folder}/{name}.pem", key.read() + own.read(), 0o600)


class Postfix:
    """@mailboxes: addresses that have one. @reader: (account, command line) that gets what comes to bounces@door.example
    with or without an extension; each report on standard input."""

    def __init__(self, guard, mailboxes, reader):
        self.guard, self.root = guard, door.make_root()
        guard.add("directory", self.root)
        self.greylist = Greylist()
        self.ports = dict(zip(PORTS, door.free_ports(len(PORTS))))
        self.make_places(mailboxes)
        self.make_certificates()
        self.make_passwords()
        self.configure(*reader)
        self.start()

    def make_places(self, mailboxes):
        owner, nobody = pwd.getpwnam("postfix"), pwd.getpwnam("nobody")
        for name in ("etc", "etc/sasl", "queue", "state", "tls", "mail"):
            os.mkdir(f"{self.root}/{name}", 0o755)
        os.chown(f"{self.root}/state", owner.pw_uid, owner.pw_gid)
        os.chown(f"{self.root}/mail", nobody.pw_uid, nobody.pw_gid)
        write(f"{self.root}/etc/mailboxes", "".join(f"{each} {self.folder_of(each)}/\n" for each in mailboxes))
        write(f"{self.root}/etc/transport", f"{GONE} smtp:[127.0.0.1]:{self.ports['refuser']}\ndoor.example bounces:\n")
        write(f"{self.root}/etc/refused", f"{GONE} 550 5.1.1 No such person here\n")

    @staticmethod
    def folder_of(address):
        name, domain = address.split("@")
        return f"{domain}/{name}"

    def maildir(self, address):
        return f"{self.root}/mail/{self.folder_of(address)}"

    def make_certificates(self):
        folder = f"{self.root}/tls"
        self.authority = f"{folder}/authority.pem"
        make_authority(folder, "authority")
        make_authority(folder, "stranger")
        make_certificate(folder, "good", NAME, "authority")
        make_certificate(folder, "othername", "mail.elsewhere.example", "authority")
        make_certificate(folder, "expired", NAME, "authority", "20240101000000Z", "20240301000000Z")
        make_certificate(folder, "unknown", NAME, "stranger")

    def make_passwords(self):
        # Debian's Postfix looks beside main.cf, whatever cyrus_sasl_config_path says.
        base = f"{self.root}/etc/sasl/sasldb2"
        subprocess.run(["/usr/sbin/saslpasswd2", "-p", "-f", base, "-c", "-u", NAME, USER], input=PASSWORD, text=True,
                       check=True)
        os.chown(base, 0, pwd.getpwnam("postfix").pw_gid)
        os.chmod(base, 0o640)
        write(f"{self.root}/etc/sasl/smtpd.conf", f"pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\n"
                                                  f"sasldb_path: {base}\n")

    def configure(self, owner, reader):
        daemons = subprocess.run(["/usr/sbin/postconf", "-d", "-h", "daemon_directory"], capture_output=True, text=True,
                                 check=True).stdout.strip()
        write(f"{self.root}/etc/main.cf", MAIN.format(root=self.root, name=NAME, daemons=daemons, domains=" ".join(DOMAINS),
                                                      nobody=pwd.getpwnam("nobody").pw_uid))
        lines = [f"127.0.0.1:{self.ports[name]} inet n - n - - smtpd -o smtpd_sasl_local_domain={NAME} "
                 + options.format(root=self.root, policy=self.greylist.server_address[1]) for name, options in PORTS.items()]
        write(f"{self.root}/etc/master.cf", "\n".join(lines) + "\n" + SERVICES.format(owner=owner, reader=" ".join(reader)))

    def run(self, program, *words):
        return subprocess.run([f"/usr/sbin/{program}", "-c", f"{self.root}/etc", *words], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, cwd="/", timeout=120)

    def start(self):
        done = self.run("postfix", "start")
        self.process = self.read_pid()
        if self.process:
            self.guard.add("process", f"{self.process} master")
        if done.returncode != 0 or not door.until(lambda: all(map(self.greets, PORTS))):
            raise SystemExit(f"Bail out! Postfix does not start: {done.stdout} {done.stderr} {self.read_log()[-2000:]}")

    def read_pid(self):
        try:
            with open(f"{self.root}/queue/pid/master.pid", encoding="ascii") as file:
                return int(file.read())
        except FileNotFoundError:
            return None

    def greets(self, name):
        """With the wrapper, only after TLS."""
        try:
            with socket.create_connection(("127.0.0.1", self.ports[name]), timeout=5) as peer:
                return name == "wrapper" or peer.recv(4) == b"220 "
        except OSError:
            return False

    def read_log(self):
        try:
            with open(f"{self.root}/log", encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def letters(self, address):
        """The bytes of each mail in the mailbox, the oldest first."""
        found = []
        for part in ("new", "cur"):
            folder = f"{self.maildir(address)}/{part}"
            found += [f"{folder}/{name}" for name in (os.listdir(folder) if os.path.isdir(folder) else ())]
        for path in sorted(found, key=os.path.getmtime):
            with open(path, "rb") as file:
                yield file.read()

    def stop(self):
        self.greylist.shutdown()
        self.greylist.server_close()
        if self.process:
            self.run("postfix", "stop")
        return door.until(lambda: not os.path.exists(f"/proc/{self.process}"), 60)
