/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one table of kinds, as an X-macro: define KIND and include this file.
 *
 *   KIND(CONSTANT, name, class, digest_size, folds_case, is_personal,
 *        is_scanned, parser, misp, rule, description)
 *
 * In the order of the numbers in <tamis/indicator.h>. misp lists the MISP
 * attribute types that mean this kind, separated by commas. rule tells people
 * how a value is brought to its normal form; docs/KINDS.md is made of it.
 * This file has no include guard: it is meant to be included several times.
 */

KIND(IP, "ip", IPV4, 0, false, false, true, ip_parse, "ip-src,ip-dst",
     "four decimal octets without leading zeros, or RFC 4291 written as RFC "
     "5952 says; an IPv4-mapped address is IPv4; bits below a prefix are "
     "cleared; a zone id is refused",
     "IPv4 or IPv6 address, or a prefix of one")
KIND(IP_PORT, "ip-port", IP_PORT, 0, false, false, true, ip_port_parse,
     "ip-src|port,ip-dst|port",
     "an address and a port from 1 to 65535: `1.2.3.4:80`, `[2001:db8::1]:80`, "
     "or with `|`, `#`, `.`, `p` or ` port ` between them",
     "address and transport port")
KIND(DOMAIN, "domain", DOMAIN, 0, true, false, true, domain_parse,
     "domain,hostname,onion-address",
     "lower case, A-labels (UTS 46, not transitional), no trailing dot; a "
     "leading `*.` or `.` sets the match mode; at least two labels, the last "
     "not a number",
     "domain or host name")
KIND(URL, "url", URL, 0, false, false, true, url_parse, "url",
     "host, port unless 80 or 443 (21 for ftp), path, query; no scheme, user "
     "or fragment; escapes undone in host and path, dot segments resolved",
     "URL, without its scheme")
KIND(EMAIL, "email", EMAIL, 0, true, false, true, email_parse,
     "email,email-src,email-dst,email-reply-to",
     "lower case, the domain as a domain; display name, `<>` and `mailto:` "
     "dropped; `@evil.com` lists every address of a domain",
     "e-mail address, or `@domain`")
KIND(MD5, "md5", DIGEST16, 16, true, false, true, digest_parse, "md5",
     "32 hex digits; blanks and colons dropped", "MD5 of a file")
KIND(SHA1, "sha1", DIGEST20, 20, true, false, true, digest_parse, "sha1",
     "40 hex digits", "SHA-1 of a file")
KIND(SHA224, "sha224", DIGEST28, 28, true, false, true, digest_parse, "sha224",
     "56 hex digits", "SHA-224 of a file")
KIND(SHA256, "sha256", DIGEST32, 32, true, false, true, digest_parse, "sha256",
     "64 hex digits", "SHA-256 of a file")
KIND(SHA384, "sha384", DIGEST48, 48, true, false, true, digest_parse, "sha384",
     "96 hex digits", "SHA-384 of a file")
KIND(SHA512, "sha512", DIGEST64, 64, true, false, true, digest_parse, "sha512",
     "128 hex digits", "SHA-512 of a file")
KIND(SHA512_224, "sha512-224", DIGEST28, 28, true, false, true, digest_parse,
     "sha512/224", "56 hex digits", "SHA-512/224 of a file")
KIND(SHA512_256, "sha512-256", DIGEST32, 32, true, false, true, digest_parse,
     "sha512/256", "64 hex digits", "SHA-512/256 of a file")
KIND(SHA3_224, "sha3-224", DIGEST28, 28, true, false, true, digest_parse,
     "sha3-224", "56 hex digits", "SHA3-224 of a file")
KIND(SHA3_256, "sha3-256", DIGEST32, 32, true, false, true, digest_parse,
     "sha3-256", "64 hex digits", "SHA3-256 of a file")
KIND(SHA3_384, "sha3-384", DIGEST48, 48, true, false, true, digest_parse,
     "sha3-384", "96 hex digits", "SHA3-384 of a file")
KIND(SHA3_512, "sha3-512", DIGEST64, 64, true, false, true, digest_parse,
     "sha3-512", "128 hex digits", "SHA3-512 of a file")
KIND(IMPHASH, "imphash", DIGEST16, 16, true, false, true, digest_parse,
     "imphash", "32 hex digits", "MD5 of a PE file's import table")
KIND(PEHASH, "pehash", DIGEST20, 20, true, false, true, digest_parse, "pehash",
     "40 hex digits", "hash of a PE file's structure")
KIND(AUTHENTIHASH, "authentihash", DIGEST32, 32, true, false, true,
     digest_parse, "authentihash", "64 hex digits",
     "SHA-256 that a PE file's signature covers")
KIND(JA3, "ja3", DIGEST16, 16, true, false, true, digest_parse,
     "ja3-fingerprint-md5", "32 hex digits", "JA3 or JA3S fingerprint of TLS")
KIND(HASSH, "hassh", DIGEST16, 16, true, false, true, digest_parse,
     "hassh-md5,hasshserver-md5", "32 hex digits", "HASSH fingerprint of SSH")
KIND(X509_MD5, "x509-md5", DIGEST16, 16, true, false, true, digest_parse,
     "x509-fingerprint-md5", "32 hex digits; colons dropped",
     "MD5 of a certificate")
KIND(X509_SHA1, "x509-sha1", DIGEST20, 20, true, false, true, digest_parse,
     "x509-fingerprint-sha1", "40 hex digits; colons dropped",
     "SHA-1 of a certificate")
KIND(X509_SHA256, "x509-sha256", DIGEST32, 32, true, false, true, digest_parse,
     "x509-fingerprint-sha256", "64 hex digits; colons dropped",
     "SHA-256 of a certificate")
KIND(DOM_HASH, "dom-hash", DIGEST16, 16, true, false, true, digest_parse,
     "dom-hash", "32 hex digits", "hash of a web page's structure")
KIND(JA4, "ja4", TEXT, 0, true, false, false, ja4_parse, "ja4-plus",
     "letters, digits, `_`, `-` and `.`, with at least one `_`",
     "fingerprint of the JA4+ family")
KIND(JARM, "jarm", TEXT, 0, true, false, false, jarm_parse, "jarm-fingerprint",
     "62 hex digits", "JARM fingerprint of a TLS server")
KIND(SSDEEP, "ssdeep", TEXT, 0, false, false, false, ssdeep_parse, "ssdeep",
     "size, colon, base64, colon, base64; compared exactly",
     "ssdeep fuzzy hash of a file")
KIND(TLSH, "tlsh", TEXT, 0, true, false, false, tlsh_parse, "tlsh",
     "36 to 136 hex digits; a leading `T1` is dropped",
     "TLSH fuzzy hash of a file")
KIND(TELFHASH, "telfhash", TEXT, 0, true, false, false, telfhash_parse,
     "telfhash", "70 hex digits; a leading `T1` is dropped",
     "telfhash of an ELF file's symbols")
KIND(VHASH, "vhash", TEXT, 0, false, false, false, word_parse, "vhash",
     "one word, exact", "VirusTotal's structural hash of a file")
KIND(IMPFUZZY, "impfuzzy", TEXT, 0, false, false, false, ssdeep_parse,
     "impfuzzy", "as ssdeep", "fuzzy hash of a PE file's import table")
KIND(CDHASH, "cdhash", DIGEST20, 20, true, false, true, digest_parse, "cdhash",
     "40 hex digits", "code directory hash of a Mach-O file")
KIND(GIT_COMMIT, "git-commit", DIGEST20, 20, true, false, true, digest_parse,
     "git-commit-id", "40 hex digits", "git commit")
KIND(FAVICON_MMH3, "favicon-mmh3", TEXT, 0, false, false, false, favicon_parse,
     "favicon-mmh3",
     "a signed 32-bit decimal number; an unsigned one is converted",
     "MurmurHash3 of a web site's icon")
KIND(FILENAME, "filename", TEXT, 0, true, false, false, text_parse, "filename",
     "ASCII letters lower-cased; a path is not cut", "file name or path")
KIND(USER_AGENT, "user-agent", TEXT, 0, false, false, false, text_parse,
     "user-agent", "exact", "HTTP User-Agent")
KIND(MUTEX, "mutex", TEXT, 0, false, false, false, text_parse, "mutex", "exact",
     "name of a mutex")
KIND(NAMED_PIPE, "named-pipe", TEXT, 0, true, false, false, named_pipe_parse,
     "named pipe",
     "ASCII letters lower-cased; a leading `\\\\.\\pipe\\` is dropped",
     "name of a Windows pipe")
KIND(REGISTRY_KEY, "registry-key", TEXT, 0, true, false, false,
     registry_key_parse, "regkey",
     "ASCII letters lower-cased; hives shortened (`hklm`, `hkcu`); runs of "
     "backslashes are one",
     "Windows registry key")
KIND(PDB, "pdb", TEXT, 0, true, false, false, text_parse, "pdb",
     "ASCII letters lower-cased", "path of a program database")
KIND(SERVICE_NAME, "service-name", TEXT, 0, true, false, false, text_parse,
     "windows-service-name,windows-service-displayname",
     "ASCII letters lower-cased", "name of a Windows service")
KIND(SCHEDULED_TASK, "scheduled-task", TEXT, 0, true, false, false, text_parse,
     "windows-scheduled-task", "ASCII letters lower-cased",
     "name of a scheduled task")
KIND(COMMAND_LINE, "command-line", TEXT, 0, false, false, false, text_parse, "",
     "exact", "command line of a process")
KIND(PROCESS_NAME, "process-name", TEXT, 0, true, false, false, text_parse, "",
     "ASCII letters lower-cased", "name of a process")
KIND(ASN, "asn", TEXT, 0, false, false, false, asn_parse, "AS",
     "a decimal number; `AS` dropped, `1.10` is 65546",
     "autonomous system number")
KIND(MAC, "mac", TEXT, 0, true, false, false, mac_parse,
     "mac-address,mac-eui-64",
     "12 or 16 hex digits, lower-case, with a colon after every second",
     "hardware address")
KIND(BTC, "btc", TEXT, 0, false, false, false, btc_parse, "btc",
     "base58, or Bech32 lower-cased; the checksum is not verified",
     "Bitcoin address")
KIND(XMR, "xmr", TEXT, 0, false, false, false, xmr_parse, "xmr",
     "base58; the checksum is not verified", "Monero address")
KIND(DASH, "dash", TEXT, 0, false, false, false, dash_parse, "dash",
     "base58; the checksum is not verified", "Dash address")
KIND(IBAN, "iban", TEXT, 0, true, true, false, iban_parse, "iban",
     "upper case, no blanks; the check digits must fit", "bank account")
KIND(BIC, "bic", TEXT, 0, true, false, false, bic_parse, "bic",
     "8 or 11 letters and digits, upper case", "code of a bank")
KIND(PHONE_NUMBER, "phone-number", TEXT, 0, false, true, false,
     phone_number_parse, "phone-number",
     "digits, `+` first for international ones", "telephone number")
KIND(COMMUNITY_ID, "community-id", TEXT, 0, false, false, false,
     community_id_parse, "community-id", "a digit, a colon, base64 of 20 bytes",
     "Community ID of a flow")
KIND(SSH_FINGERPRINT, "ssh-fingerprint", TEXT, 0, false, false, false,
     ssh_fingerprint_parse, "ssh-fingerprint",
     "`SHA256:` and base64 without `=`, or 16 hex pairs with colons",
     "fingerprint of an SSH host key")
KIND(EMAIL_SUBJECT, "email-subject", TEXT, 0, false, false, false, text_parse,
     "email-subject", "exact", "subject of an e-mail")
KIND(EMAIL_ATTACHMENT, "email-attachment", TEXT, 0, true, false, false,
     text_parse, "email-attachment", "ASCII letters lower-cased",
     "name of an e-mail's attachment")
KIND(URI_PATH, "uri-path", TEXT, 0, false, false, false, uri_path_parse, "uri",
     "path and query as in a URL when it begins with `/`, else exact",
     "path of a URL on any host")
KIND(APP_ID, "app-id", TEXT, 0, false, false, false, word_parse,
     "mobile-application-id,azure-application-id", "one word, exact",
     "identifier of an application")
KIND(CHROME_EXTENSION, "chrome-extension", TEXT, 0, true, false, false,
     chrome_extension_parse, "chrome-extension-id,edge-extension-id",
     "32 letters from a to p", "identifier of a browser extension")
KIND(LITERAL, "literal", PATTERN, 0, false, false, false, text_parse, "",
     "exact", "text anywhere in a line")
KIND(PATTERN, "pattern", PATTERN, 0, false, false, false, pattern_parse,
     "filename-pattern,pattern-in-file,pattern-in-traffic,pattern-in-memory",
     "`/regex/flags` for lines of any text, `FIELD:/regex/flags` for values of "
     "a kind, with ` !/regex/flags` behind for what is not meant; the flags "
     "are `i`, `m` and `s`",
     "regular expression")
