/* SPDX-License-Identifier: BSD-2-Clause */
/* Which patterns can be matched value by value, and as what. */
#include "unit/feed/stix_outcome.h"

#include <criterion/criterion.h>

#define MD5  "d41d8cd98f00b204e9800998ecf8427f"
#define SHA1 "da39a3ee5e6b4b0d3255bfef95601890afd80700"
#define SHA256                                                                 \
    "fe90a7e910cb3a4739bed9180e807e93fa70c90f25a8915476f5e4bfbac681db"

/* One character, for regexes of bytes. */
#define ONE "[^\\x80-\\xbf][\\x80-\\xbf]{0,3}"

#define CHECK(rows) stix_outcome_check(rows, sizeof rows / sizeof *rows)

Test(stix_atoms, equality_on_each_known_path_gives_its_kind)
{
    static const struct stix_outcome_row rows[] = {
        {"[domain-name:value = 'evil.com']", "domain/exact evil.com"},
        {"[url:value = 'http://evil.com/a?b=c']", "url http://evil.com/a?b=c"},
        {"[ipv4-addr:value = '203.0.113.9']", "ip 203.0.113.9"},
        {"[ipv4-addr:value = '198.51.100.0/24']", "ip 198.51.100.0/24"},
        {"[ipv6-addr:value = '2001:db8::1']", "ip 2001:db8::1"},
        {"[ipv4-addr:value = '2001:db8::1']", "!bad-ip"},
        {"[ipv6-addr:value = '1.2.3.4']", "!bad-ip"},
        {"[email-addr:value = 'a@evil.com']", "email a@evil.com"},
        {"[email-message:from_ref.value = 'a@b.cd']", "email@8 a@b.cd"},
        {"[email-message:sender_ref.value = 'a@b.cd']", "email@8 a@b.cd"},
        {"[email-message:to_refs[*].value = 'a@b.cd']", "email@16 a@b.cd"},
        {"[email-message:subject = 'Invoice']", "email-subject Invoice"},
        {"[file:hashes.MD5 = '" MD5 "']", "md5 " MD5},
        {"[file:hashes.'SHA-256' = '" SHA256 "']", "sha256 " SHA256},
        {"[file:hashes.SHA256 = '" SHA256 "']", "sha256 " SHA256},
        {"[file:hashes.sha256 = '" SHA256 "']", "sha256 " SHA256},
        {"[file:hashes.'sha-256' = '" SHA256 "']", "sha256 " SHA256},
        {"[file:hashes.SHA_256 = '" SHA256 "']", "sha256 " SHA256},
        {"[file:hashes.'SHA-1' = '" SHA1 "']", "sha1 " SHA1},
        {"[file:hashes.SHA1 = '" SHA1 "']", "sha1 " SHA1},
        {"[file:hashes.'SHA3-256' = '" SHA256 "']", "sha3-256 " SHA256},
        {"[file:hashes.IMPHASH = '" MD5 "']", "imphash " MD5},
        {"[file:hashes.TLSH = 'T1AB']", "tlsh T1AB"},
        {"[file:hashes.MD6 = '00']", "!stix-unsupported-path"},
        {"[file:hashes.MD5 = h'" MD5 "']", "md5 " MD5},
        {"[artifact:hashes.MD5 = '" MD5 "']", "md5 " MD5},
        {"[x509-certificate:hashes.'SHA-1' = '" SHA1 "']", "x509-sha1 " SHA1},
        {"[x509-certificate:hashes.'SHA-512' = 'x']", "!stix-unsupported-path"},
        {"[process:image_ref.hashes.MD5 = '" MD5 "']", "md5 " MD5},
        {"[file:name = 'a.exe']", "filename a.exe"},
        {"[file:path = '/data/x']", "filename /data/x"},
        {"[process:command_line = 'x -y']", "command-line x -y"},
        {"[process:name = 'roleaccountd']", "process-name roleaccountd"},
        {"[app:id = 'com.evil.app']", "app-id com.evil.app"},
        {"[app:cert.sha256 = '" SHA256 "']", "x509-sha256 " SHA256},
        {"[mutex:name = 'm']", "mutex m"},
        {"[mac-addr:value = 'd2:fb:49:24:37:18']", "mac d2:fb:49:24:37:18"},
        {"[autonomous-system:number = 174]", "asn 174"},
        {"[autonomous-system:number = '174']", "asn 174"},
        {"[windows-registry-key:key = 'HKLM\\\\a']", "registry-key HKLM\\a"},
        {"[network-traffic:extensions.'http-request-ext'"
         ".request_header.'User-Agent' = 'UA']",
         "user-agent UA"},
    };

    CHECK(rows);
}

Test(stix_atoms, references_find_the_kind_from_the_constant)
{
    static const struct stix_outcome_row rows[] = {
        {"[network-traffic:dst_ref.value = '1.2.3.4']", "ip@2 1.2.3.4"},
        {"[network-traffic:src_ref.value = '2001:db8::1']", "ip@1 2001:db8::1"},
        {"[network-traffic:dst_ref.value = 'evil.com']",
         "domain/exact@2 evil.com"},
        {"[network-traffic:src_ref.value = 'd2:fb:49:24:37:18']",
         "mac@1 d2:fb:49:24:37:18"},
        {"[domain-name:resolves_to_refs[*].value = '1.2.3.4']", "ip@4 1.2.3.4"},
        {"[network-traffic:dst_ref.type = 'ipv4-addr' AND "
         "network-traffic:dst_ref.value = '5.6.7.8']",
         "ip@2 5.6.7.8"},
        {"[network-traffic:src_ref.value = '5.6.7.8' AND "
         "network-traffic:src_ref.type = 'ipv4-addr']",
         "ip@1 5.6.7.8"},
        {"[network-traffic:dst_ref.type = 'ipv4-addr' AND "
         "(network-traffic:dst_ref.value = '5.6.7.8' OR "
         "network-traffic:dst_ref.value = '5.6.7.9')]",
         "ip@2 5.6.7.8; ip@2 5.6.7.9"},
        {"[network-traffic:dst_ref.type = 'ipv4-addr' AND "
         "network-traffic:dst_ref.value IN ('5.6.7.8', '5.6.7.9')]",
         "ip@2 5.6.7.8; ip@2 5.6.7.9"},
        {"[network-traffic:dst_ref.type = 'domain-name' AND "
         "network-traffic:dst_ref.value = 'evil.com']",
         "domain/exact@2 evil.com"},
        {"[network-traffic:dst_ref.type = 'ipv6-addr' AND "
         "network-traffic:dst_ref.value = '5.6.7.8']",
         "!stix-conjunction"},
        {"[network-traffic:src_ref.type = 'ipv4-addr' AND "
         "network-traffic:dst_ref.value = '5.6.7.8']",
         "!stix-conjunction"},
        {"[network-traffic:dst_ref.type = 'ipv4-addr' AND "
         "domain-name:value = 'evil.com']",
         "!stix-conjunction"},
        {"[network-traffic:dst_ref.type = 'ipv4-addr']",
         "!stix-unsupported-path"},
        {"[network-traffic:dst_ref.type = 'ipv4-addr' AND "
         "network-traffic:src_ref.type = 'ipv4-addr']",
         "!stix-conjunction"},
        {"[network-traffic:dst_ref.type = 'ipv4-addr' AND "
         "network-traffic:dst_ref.value = '5.6.7.8' AND "
         "network-traffic:dst_port = '5678']",
         "ip-port@2 5.6.7.8:5678"},
        {"[network-traffic:dst_ref.value = '2001:db8::1' AND "
         "network-traffic:dst_port = 443]",
         "ip-port@2 [2001:db8::1]:443"},
        {"[network-traffic:dst_port = 443 AND "
         "network-traffic:dst_ref.value = '1.2.3.4']",
         "ip-port@2 1.2.3.4:443"},
        {"[network-traffic:dst_ref.value = '1.2.3.4' AND "
         "network-traffic:src_port = 443]",
         "!stix-conjunction"},
        {"[network-traffic:dst_ref.value = '1.2.3.4' AND "
         "network-traffic:dst_port = 70000]",
         "!bad-port"},
        {"[network-traffic:dst_ref.value = '1.2.3.0/24' AND "
         "network-traffic:dst_port = 443]",
         "!stix-conjunction"},
        {"[domain-name:value = 'h.evil.com' AND "
         "network-traffic:dst_port = '8443']",
         "!stix-conjunction"},
    };

    CHECK(rows);
}

Test(stix_atoms, alternatives_fan_out_and_are_judged_one_by_one)
{
    static const struct stix_outcome_row rows[] = {
        {"[domain-name:value = 'a.com' OR domain-name:value = 'b.com']",
         "domain/exact a.com; domain/exact b.com"},
        {"[domain-name:value = 'a.com'] OR [ipv4-addr:value = '1.2.3.4']",
         "domain/exact a.com; ip 1.2.3.4"},
        {"([domain-name:value = 'a.com'] OR [url:value = 'u'])",
         "domain/exact a.com; url u"},
        {"[domain-name:value IN ('a.com', 'b.com', 'c.com')]",
         "domain/exact a.com; domain/exact b.com; domain/exact c.com"},
        {"[domain-name:value IN ()]", "!syntax"},
        {"[(domain-name:value = 'a.com')]", "domain/exact a.com"},
        {"[((domain-name:value = 'a.com' OR (url:value = 'u')))]",
         "domain/exact a.com; url u"},
        {"[domain-name:value = 'a.com' OR file:size > 5]",
         "domain/exact a.com; !stix-unsupported-path"},
        {"[domain-name:value = 'a.com' OR domain-name:value != 'b.com']",
         "domain/exact a.com; !stix-negative"},
        {"[url:value = 'u'] OR ([url:value = 'v'] AND [url:value = 'w'])",
         "url u; !stix-stateful"},
        /* AND binds tighter than OR. */
        {"[mutex:name = 'a' OR mutex:name = 'b' AND mutex:name = 'c']",
         "mutex a; !stix-conjunction"},
        {"[mutex:name = 'a' AND mutex:name = 'b' OR mutex:name = 'c']",
         "!stix-conjunction; mutex c"},
        {"[(mutex:name = 'a' OR mutex:name = 'b') AND mutex:name = 'c']",
         "!stix-conjunction"},
        {"[mutex:name = 'a'] OR [mutex:name = 'b'] AND [mutex:name = 'c']",
         "mutex a; !stix-stateful"},
        {"[mutex:name = 'a'] OR [mutex:name = 'b'] FOLLOWEDBY "
         "[mutex:name = 'c']",
         "!stix-stateful"},
    };

    CHECK(rows);
}

Test(stix_atoms, a_digest_stands_for_its_file_and_nothing_else_does)
{
    static const struct stix_outcome_row rows[] = {
        {"[file:name = 'a.exe' AND file:hashes.'SHA-256' = '" SHA256 "']",
         "sha256 " SHA256 " (a.exe)"},
        {"[file:hashes.MD5 = '" MD5 "' AND file:hashes.'SHA-1' = '" SHA1
         "' AND file:size = 25536]",
         "md5 " MD5 "; sha1 " SHA1},
        {"[file:hashes.MD5 = '" MD5 "' AND (file:name = 'b' AND "
         "file:hashes.'SHA-1' = '" SHA1 "')]",
         "md5 " MD5 " (b); sha1 " SHA1 " (b)"},
        {"[file:hashes.SSDEEP = '3:a:b' AND file:name = 'x']",
         "!stix-conjunction"},
        {"[file:hashes.IMPHASH = '" MD5 "' AND file:hashes.MD5 = '" MD5 "']",
         "md5 " MD5},
        {"[file:name = 'a' AND file:size = 5]", "!stix-conjunction"},
        {"[file:hashes.MD5 = '" MD5 "' AND file:name != 'a']",
         "!stix-conjunction"},
        {"[file:hashes.MD5 = '" MD5 "' AND process:pid = 5]",
         "!stix-conjunction"},
        {"[file:hashes.MD5 = '" MD5 "' AND "
         "file:parent_directory_ref.path = 'C:']",
         "!stix-conjunction"},
        {"[domain-name:value = 'd.com' AND "
         "domain-name:resolves_to_refs[*].value = '1.2.3.4']",
         "!stix-conjunction"},
        {"[windows-registry-key:key = 'k' AND "
         "windows-registry-key:values.data = 'd']",
         "!stix-conjunction"},
    };

    CHECK(rows);
}

Test(stix_atoms, what_needs_a_memory_or_a_negation_is_refused_by_name)
{
    static const struct stix_outcome_row rows[] = {
        {"[url:value = 'a'] AND [url:value = 'b']", "!stix-stateful"},
        {"[url:value = 'a'] FOLLOWEDBY [url:value = 'b']", "!stix-stateful"},
        {"[url:value = 'a'] WITHIN 300 SECONDS", "!stix-stateful"},
        {"[url:value = 'a'] WITHIN 0.5 SECONDS", "!stix-stateful"},
        {"[url:value = 'a'] REPEATS 2 TIMES", "!stix-stateful"},
        {"[url:value = 'a'] REPEATS 1 TIMES", "url a"},
        {"([url:value = 'a'] OR [url:value = 'b']) REPEATS 5 TIMES",
         "!stix-stateful"},
        {"([url:value = 'a'] AND [url:value = 'b']) WITHIN 5 SECONDS",
         "!stix-stateful"},
        {"[url:value != 'a']", "!stix-negative"},
        {"[url:value <> 'a']", "!stix-negative"},
        {"[url:value NOT = 'a']", "!stix-negative"},
        {"[url:value NOT != 'a']", "!stix-negative"},
        {"[url:value NOT IN ('a')]", "!stix-negative"},
        {"[NOT EXISTS url:value]", "!stix-negative"},
        {"[EXISTS url:value]", "!stix-unsupported-operator"},
        {"[url:value NOT LIKE 'a']", "!stix-negative"},
        {"[url:value > 'a']", "!stix-unsupported-operator"},
        {"[autonomous-system:number >= 5]", "!stix-unsupported-operator"},
        {"[ipv4-addr:value ISSUPERSET '1.2.3.0/24']",
         "!stix-unsupported-operator"},
        {"[url:value ISSUBSET '1.2.3.0/24']", "!stix-unsupported-operator"},
        {"[ipv4-addr:value ISSUBSET '1.2.3.0/24']", "ip 1.2.3.0/24"},
        {"[ipv6-addr:value ISSUBSET '2001:db8::/32']", "ip 2001:db8::/32"},
        {"[network-traffic:dst_ref.value ISSUBSET '1.2.3.0/24']",
         "ip@2 1.2.3.0/24"},
        {"[network-traffic:dst_ref.value ISSUBSET 'evil.com']", "!bad-ip"},
        {"[url:value MATCHES '^http://evil']", "pattern url:/^http://evil/s"},
        {"[url:value LIKE 'http://evil.com/%']",
         "pattern url:/^http://evil\\.com//s"},
        {"[file:name LIKE 'a_c']", "pattern filename:/^a" ONE "c\\z/s"},
        {"[file:name LIKE '%.e%e']", "pattern filename:/\\.e.*e\\z/s"},
        {"[file:name LIKE '%']", "pattern filename://s"},
        {"[process:command_line MATCHES '-enc']",
         "pattern command-line:/-enc/s"},
        {"[network-traffic:extensions.'http-request-ext'"
         ".request_header.'User-Agent' LIKE 'curl/%']",
         "pattern user-agent:/^curl//s"},
        {"[artifact:payload_bin MATCHES 'evil']", "pattern /evil/s"},
        {"[artifact:payload_bin MATCHES 'alpha/ !/beta']",
         "pattern /alpha/ \\!/beta/s"},
        {"[file:name LIKE 'a/ !/b%']", "pattern filename:/^a/ \\!/b/s"},
        {"[artifact:payload_bin = 'evil']", "!stix-unsupported-operator"},
        {"[ipv4-addr:value LIKE '10.%']", "!regex-unsupported"},
        {"[ipv4-addr:value MATCHES '^10']", "!regex-unsupported"},
        {"[file:hashes.MD5 MATCHES '^10']", "!regex-unsupported"},
        {"[file:name LIKE 'abc']", "filename abc"},
        {"[domain-name:value LIKE '%.evil.com']", "domain/subdomains evil.com"},
        {"[domain-name:value LIKE '%evil.com']",
         "pattern domain:/evil\\.com\\z/s"},
        {"[domain-name:value LIKE '%.e_il.com']",
         "pattern domain:/\\.e" ONE "il\\.com\\z/s"},
        {"[email-addr:value LIKE '%@evil.com']", "email @evil.com"},
        {"[file:size = 25]", "!stix-unsupported-path"},
        {"[user-account:user_id = 'x']", "!stix-unsupported-path"},
        {"[x-custom:thing = 'x']", "!stix-unsupported-path"},
        {"[email-message:to_refs[0].value = 'a@b.cd']",
         "!stix-unsupported-path"},
        /* A component that only looks like two. */
        {"[file:'hashes.MD5' = '" MD5 "']", "!stix-unsupported-path"},
        /* Constants of a type that the property never has. */
        {"[url:value = 5]", "!syntax"},
        {"[url:value = true]", "!syntax"},
        {"[url:value = b'aGk=']", "!syntax"},
    };

    CHECK(rows);
}

Test(stix_atoms, like_and_matches_are_kept_in_normal_form_c)
{
    static const struct stix_outcome_row rows[] = {
        {"[file:name MATCHES 're\xcc\x81sume\xcc\x81']",
         "pattern filename:/r\xc3\xa9sum\xc3\xa9/s"},
        {"[file:name MATCHES 'r\xc3\xa9sum\xc3\xa9']",
         "pattern filename:/r\xc3\xa9sum\xc3\xa9/s"},
        {"[file:name LIKE 're\xcc\x81s%']", "pattern filename:/^r\xc3\xa9s/s"},
        {"[file:name LIKE 're\xcc\x81s']", "filename r\xc3\xa9s"},
        /* Marks in canonical order, Hangul, a sign for another. */
        {"[mutex:name MATCHES 'a\xcc\x81\xcc\xa3']",
         "pattern mutex:/\xe1\xba\xa1\xcc\x81/s"},
        {"[mutex:name MATCHES '\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab']",
         "pattern mutex:/\xed\x95\x9c/s"},
        {"[mutex:name MATCHES '\xe2\x84\xaa+']", "pattern mutex:/K+/s"},
        /* Not the compatible forms, and not the other operators. */
        {"[mutex:name MATCHES '\xef\xac\x81']",
         "pattern mutex:/\xef\xac\x81/s"},
        {"[file:name = 'e\xcc\x81']", "filename e\xcc\x81"},
        {"[file:name IN ('e\xcc\x81')]", "filename e\xcc\x81"},
        {"[file:name MATCHES '^a[^b]{2}~$']",
         "pattern filename:/^a[^b]{2}~$/s"},
        {"[file:name MATCHES 'a\xcc']", "!bad-encoding"},
        {"[file:name LIKE '\xed\xa0\x80%']", "!bad-encoding"},
        {"[ipv4-addr:value MATCHES 'e\xcc\x81']", "!regex-unsupported"},
    };

    CHECK(rows);
}

Test(stix_atoms, start_and_stop_bound_the_time)
{
    static const struct stix_outcome_row rows[] = {
        {"[url:value = 'a'] START t'2026-01-01T00:00:00Z' STOP "
         "t'2026-02-01T00:00:00.5Z'",
         "url a [2026-01-01T00:00:00Z,2026-02-01T00:00:00.500Z)"},
        {"([url:value = 'a'] START t'2026-01-01T00:00:00Z' STOP "
         "t'2026-03-01T00:00:00Z') START t'2026-02-01T00:00:00Z' STOP "
         "t'2026-04-01T00:00:00Z'",
         "url a [2026-02-01T00:00:00Z,2026-03-01T00:00:00Z)"},
        {"[url:value = 'a'] START '2026-01-01T00:00:00Z' STOP "
         "'2026-02-01T00:00:00Z'",
         "url a [2026-01-01T00:00:00Z,2026-02-01T00:00:00Z)"},
        {"[url:value = 'a'] START t'2026-02-01T00:00:00Z' STOP "
         "t'2026-01-01T00:00:00Z'",
         "!bad-time"},
        {"[url:value = 'a'] START t'2026-02-30T00:00:00Z' STOP "
         "t'2026-04-01T00:00:00Z'",
         "!bad-time"},
        {"[url:value = 'a'] START t'2026-01-01T00:00:00Z'", "!syntax"},
        {"[url:value = 'a'] STOP t'2026-01-01T00:00:00Z'", "!syntax"},
        {"[url:value = 'a'] START t'2026-01-01' STOP t'2026-02-01'", "!syntax"},
    };

    CHECK(rows);
}
