/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zeek's base scripts (scripts/policy/frameworks/intel/seen) decide what is
 * looked up and how its place is called; here the same places are found in the
 * logs that these scripts' neighbours write, and in Suricata's EVE.
 */
#include "record_known.h"

#define IP          TAMIS_KIND_IP
#define NAME        TAMIS_KIND_DOMAIN
#define AUTO        TAMIS_KIND_AUTO
#define URL         TAMIS_KIND_URL
#define AGENT       TAMIS_KIND_USER_AGENT
#define FILE_NAME   TAMIS_KIND_FILENAME
#define TEXT        RECORD_KIND_TEXT
#define CERTIFICATE RECORD_KIND_CERTIFICATE
#define URL_PATH    RECORD_KIND_URL_PATH

/* clang-format off: a table */
const struct record_question record_known_zeek[] = {
    {"", "id.orig_h", IP, "Conn::IN_ORIG"},
    {"", "id.resp_h", IP, "Conn::IN_RESP"},
    {"", "community_id", TAMIS_KIND_COMMUNITY_ID, NULL},
    {"dns", "query", NAME, "DNS::IN_REQUEST"},
    {"dns", "answers", AUTO, "DNS::IN_RESPONSE"},
    {"http", "host", AUTO, "HTTP::IN_HOST_HEADER"},
    {"http", "uri", URL_PATH, "HTTP::IN_URL"},
    {"http", "referrer", URL, "HTTP::IN_REFERRER_HEADER"},
    {"http", "user_agent", AGENT, "HTTP::IN_USER_AGENT_HEADER"},
    {"http", "proxied", TEXT, "HTTP::IN_X_FORWARDED_FOR_HEADER"},
    {"http", "orig_filenames", FILE_NAME, "Files::IN_NAME"},
    {"http", "resp_filenames", FILE_NAME, "Files::IN_NAME"},
    {"ssl", "server_name", NAME, "SSL::IN_SERVER_NAME"},
    {"ssl", "cert_chain_fps", CERTIFICATE, "X509::IN_CERT"},
    {"ssl", "client_cert_chain_fps", CERTIFICATE, "X509::IN_CERT"},
    {"ssl", "subject", TEXT, "X509::IN_CERT"},
    {"ssl", "ja3", TAMIS_KIND_JA3, NULL},
    {"ssl", "ja3s", TAMIS_KIND_JA3, NULL},
    {"ssl", "ja4", TAMIS_KIND_JA4, NULL},
    {"quic", "server_name", NAME, "SSL::IN_SERVER_NAME"},
    {"x509", "fingerprint", CERTIFICATE, "X509::IN_CERT"},
    {"x509", "certificate.subject", TEXT, "X509::IN_CERT"},
    {"x509", "san.dns", NAME, "X509::IN_CERT"},
    {"x509", "san.uri", URL, "X509::IN_CERT"},
    {"x509", "san.email", TAMIS_KIND_EMAIL, "X509::IN_CERT"},
    {"x509", "san.ip", IP, "X509::IN_CERT"},
    {"files", "md5", TAMIS_KIND_MD5, "Files::IN_HASH"},
    {"files", "sha1", TAMIS_KIND_SHA1, "Files::IN_HASH"},
    {"files", "sha256", TAMIS_KIND_SHA256, "Files::IN_HASH"},
    {"files", "filename", FILE_NAME, "Files::IN_NAME"},
    {"files", "tx_hosts", IP, NULL},
    {"files", "rx_hosts", IP, NULL},
    {"smb_files", "name", FILE_NAME, "SMB::IN_FILE_NAME"},
    {"smtp", "helo", AUTO, NULL},
    {"smtp", "mailfrom", TEXT, "SMTP::IN_MAIL_FROM"},
    {"smtp", "rcptto", TEXT, "SMTP::IN_RCPT_TO"},
    {"smtp", "from", TEXT, "SMTP::IN_FROM"},
    {"smtp", "to", TEXT, "SMTP::IN_TO"},
    {"smtp", "cc", TEXT, "SMTP::IN_CC"},
    {"smtp", "reply_to", TEXT, "SMTP::IN_REPLY_TO"},
    {"smtp", "subject", TAMIS_KIND_EMAIL_SUBJECT, "SMTP::IN_HEADER"},
    {"smtp", "x_originating_ip", IP, "SMTP::IN_X_ORIGINATING_IP_HEADER"},
    {"smtp", "first_received", TEXT, "SMTP::IN_RECEIVED_HEADER"},
    {"smtp", "second_received", TEXT, "SMTP::IN_RECEIVED_HEADER"},
    {"smtp", "path", IP, "SMTP::IN_RECEIVED_HEADER"},
    {"smtp", "user_agent", AGENT, "SMTP::IN_HEADER"},
    {"ssh", "hassh", TAMIS_KIND_HASSH, NULL},
    {"ssh", "hasshServer", TAMIS_KIND_HASSH, NULL},
    {"ssh", "host_key", TAMIS_KIND_SSH_FINGERPRINT, "SSH::IN_SERVER_HOST_KEY"},
    {"dhcp", "client_addr", IP, NULL},
    {"dhcp", "server_addr", IP, NULL},
    {"dhcp", "domain", NAME, NULL},
    {"socks", "request.host", IP, NULL},
    {"socks", "request.name", NAME, NULL},
    {"tunnel", "tunnel_parents", AUTO, NULL},
    {"syslog", "message", TEXT, NULL},
    {"notice", "msg", TEXT, NULL},
    {"notice", "sub", TEXT, NULL},
    {"notice", "src", IP, NULL},
    {"notice", "dst", IP, NULL},
};

const struct record_question record_known_eve[] = {
    {"", "src_ip", IP, "Conn::IN_ORIG"},
    {"", "dest_ip", IP, "Conn::IN_RESP"},
    {"", "community_id", TAMIS_KIND_COMMUNITY_ID, NULL},
    {"", "dns.rrname", NAME, "DNS::IN_REQUEST"},
    {"", "dns.query.rrname", NAME, "DNS::IN_REQUEST"},
    {"", "dns.queries.rrname", NAME, "DNS::IN_REQUEST"},
    {"", "dns.rdata", AUTO, "DNS::IN_RESPONSE"},
    {"", "dns.answers.rdata", AUTO, "DNS::IN_RESPONSE"},
    {"", "dns.answer.rrname", NAME, "DNS::IN_RESPONSE"},
    {"", "dns.answers.rrname", NAME, "DNS::IN_RESPONSE"},
    {"", "dns.grouped.A", IP, "DNS::IN_RESPONSE"},
    {"", "dns.grouped.AAAA", IP, "DNS::IN_RESPONSE"},
    {"", "dns.grouped.CNAME", NAME, "DNS::IN_RESPONSE"},
    {"", "dns.grouped.MX", NAME, "DNS::IN_RESPONSE"},
    {"", "dns.grouped.NS", NAME, "DNS::IN_RESPONSE"},
    {"", "dns.grouped.PTR", NAME, "DNS::IN_RESPONSE"},
    {"", "http.hostname", AUTO, "HTTP::IN_HOST_HEADER"},
    {"", "http.url", URL_PATH, "HTTP::IN_URL"},
    {"", "http.http_refer", URL, "HTTP::IN_REFERRER_HEADER"},
    {"", "http.http_user_agent", AGENT, "HTTP::IN_USER_AGENT_HEADER"},
    {"", "http.xff", TEXT, "HTTP::IN_X_FORWARDED_FOR_HEADER"},
    {"", "tls.sni", NAME, "SSL::IN_SERVER_NAME"},
    {"", "tls.fingerprint", CERTIFICATE, "X509::IN_CERT"},
    {"", "tls.subject", TEXT, "X509::IN_CERT"},
    {"", "tls.subjectaltname", AUTO, "X509::IN_CERT"},
    {"", "tls.client.fingerprint", CERTIFICATE, "X509::IN_CERT"},
    {"", "tls.ja3.hash", TAMIS_KIND_JA3, NULL},
    {"", "tls.ja3s.hash", TAMIS_KIND_JA3, NULL},
    {"", "tls.ja4", TAMIS_KIND_JA4, NULL},
    {"", "quic.sni", NAME, "SSL::IN_SERVER_NAME"},
    {"", "quic.ja3.hash", TAMIS_KIND_JA3, NULL},
    {"", "quic.ja3s.hash", TAMIS_KIND_JA3, NULL},
    {"", "quic.ja4", TAMIS_KIND_JA4, NULL},
    {"", "fileinfo.filename", FILE_NAME, "Files::IN_NAME"},
    {"", "fileinfo.md5", TAMIS_KIND_MD5, "Files::IN_HASH"},
    {"", "fileinfo.sha1", TAMIS_KIND_SHA1, "Files::IN_HASH"},
    {"", "fileinfo.sha256", TAMIS_KIND_SHA256, "Files::IN_HASH"},
    {"", "files.filename", FILE_NAME, "Files::IN_NAME"},
    {"", "files.md5", TAMIS_KIND_MD5, "Files::IN_HASH"},
    {"", "files.sha1", TAMIS_KIND_SHA1, "Files::IN_HASH"},
    {"", "files.sha256", TAMIS_KIND_SHA256, "Files::IN_HASH"},
    {"", "smb.filename", FILE_NAME, "SMB::IN_FILE_NAME"},
    {"", "tftp.file", FILE_NAME, "Files::IN_NAME"},
    {"", "ftp_data.filename", FILE_NAME, "Files::IN_NAME"},
    {"", "nfs.filename", FILE_NAME, "Files::IN_NAME"},
    {"", "smtp.helo", AUTO, NULL},
    {"", "smtp.mail_from", TEXT, "SMTP::IN_MAIL_FROM"},
    {"", "smtp.rcpt_to", TEXT, "SMTP::IN_RCPT_TO"},
    {"", "email.from", TEXT, "SMTP::IN_FROM"},
    {"", "email.to", TEXT, "SMTP::IN_TO"},
    {"", "email.cc", TEXT, "SMTP::IN_CC"},
    {"", "email.reply_to", TEXT, "SMTP::IN_REPLY_TO"},
    {"", "email.received", TEXT, "SMTP::IN_RECEIVED_HEADER"},
    {"", "email.subject", TAMIS_KIND_EMAIL_SUBJECT, "SMTP::IN_HEADER"},
    {"", "email.attachment", FILE_NAME, "Files::IN_NAME"},
    {"", "email.url", TEXT, "SMTP::IN_MESSAGE"},
    {"", "ssh.client.hassh.hash", TAMIS_KIND_HASSH, NULL},
    {"", "ssh.server.hassh.hash", TAMIS_KIND_HASSH, NULL},
    {"", "dhcp.assigned_ip", IP, NULL},
    {"", "sip.uri", TEXT, NULL},
};

const struct record_teller record_known_tellers[] = {
    {"ts", RECORD_TELLS_TIME},
    {"timestamp", RECORD_TELLS_TIME},
    {"@timestamp", RECORD_TELLS_TIME},
    {"id.orig_h", RECORD_TELLS_SOURCE},
    {"id.orig_p", RECORD_TELLS_SOURCE_PORT},
    {"id.resp_h", RECORD_TELLS_DESTINATION},
    {"id.resp_p", RECORD_TELLS_DESTINATION_PORT},
    {"src_ip", RECORD_TELLS_SOURCE},
    {"src_port", RECORD_TELLS_SOURCE_PORT},
    {"dest_ip", RECORD_TELLS_DESTINATION},
    {"dest_port", RECORD_TELLS_DESTINATION_PORT},
    {"proto", RECORD_TELLS_PROTOCOL},
    {"uid", RECORD_TELLS_FLOW_ID},
    {"flow_id", RECORD_TELLS_FLOW_ID},
    {"_path", RECORD_TELLS_LOG},
    {"host", RECORD_TELLS_URL_HOST},
    {"http.hostname", RECORD_TELLS_URL_HOST},
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof *(table))

const size_t record_known_zeek_count = COUNT(record_known_zeek);
const size_t record_known_eve_count = COUNT(record_known_eve);
const size_t record_known_teller_count = COUNT(record_known_tellers);
