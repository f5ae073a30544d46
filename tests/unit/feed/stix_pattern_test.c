/* SPDX-License-Identifier: BSD-2-Clause */
/* The patterning language: what parses, and what its atoms are. */
#include "feed/stix_atoms.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/slice.h"

#include <tamis/report.h>

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What came of a pattern: "kind[/mode][@fields] value[ (context)]" for each
 * atom, "!reason" for each refusal, joined by "; ". */
struct outcome {
    char text[4096];
    size_t size;
};

static void note(struct outcome *outcome, const char *text)
{
    int size = snprintf(outcome->text + outcome->size,
                        sizeof outcome->text - outcome->size, "%s%s",
                        outcome->size ? "; " : "", text);

    outcome->size += (size_t)size;
    cr_assert_lt(outcome->size, sizeof outcome->text);
}

static tamis_status note_atom(void *context, const struct stix_atom *atom,
                              tamis_error *error)
{
    char text[2048], fields[16] = "", window[2 * TIME_TEXT_SIZE + 8] = "";
    char from[TIME_TEXT_SIZE] = "", until[TIME_TEXT_SIZE] = "";

    (void)error;
    if (atom->fields)
        snprintf(fields, sizeof fields, "@%u", atom->fields);
    if (atom->from_ns != TAMIS_TIME_MIN)
        time_format(atom->from_ns, from);
    if (atom->until_ns != TAMIS_TIME_MAX)
        time_format(atom->until_ns, until);
    if (*from || *until)
        snprintf(window, sizeof window, " [%s,%s)", from, until);
    snprintf(text, sizeof text, "%s%s%s%s %.*s%s%.*s%s%s",
             tamis_kind_name(atom->kind),
             atom->mode == TAMIS_MODE_AUTO ? "" : "/",
             atom->mode == TAMIS_MODE_AUTO ? "" : tamis_mode_name(atom->mode),
             fields, (int)atom->value.size, atom->value.data,
             atom->context.size ? " (" : "", (int)atom->context.size,
             atom->context.data ? atom->context.data : "",
             atom->context.size ? ")" : "", window);
    note(context, text);
    return TAMIS_OK;
}

static tamis_status note_refusal(void *context, tamis_reason reason,
                                 tamis_error *error)
{
    char text[64];

    (void)error;
    snprintf(text, sizeof text, "!%s", tamis_reason_name(reason));
    note(context, text);
    return TAMIS_OK;
}

static void read_pattern(struct outcome *outcome, tamis_slice text)
{
    const struct stix_atom_sink sink = {note_atom, note_refusal, outcome};
    struct stix_pattern pattern;
    tamis_reason reason;
    tamis_error error;

    outcome->size = 0;
    outcome->text[0] = 0;
    stix_pattern_init(&pattern, &memory_default);
    cr_assert_eq(stix_pattern_parse(&pattern, text, &reason), TAMIS_OK);
    if (reason != TAMIS_REASON_NONE)
        note_refusal(outcome, reason, &error);
    else
        cr_assert_eq(stix_atoms_read(&pattern, &sink, &error), TAMIS_OK);
    stix_pattern_release(&pattern);
}

struct row {
    const char *pattern, *expected;
};

static void check_rows(const struct row *rows, size_t count)
{
    static struct outcome outcome;

    for (size_t i = 0; i < count; i++) {
        read_pattern(&outcome, slice_text(rows[i].pattern));
        cr_expect_str_eq(outcome.text, rows[i].expected,
                         "%s\n  gives    %s\n  expected %s", rows[i].pattern,
                         outcome.text, rows[i].expected);
    }
}

#define CHECK(rows) check_rows(rows, sizeof rows / sizeof *rows)

#define MD5  "d41d8cd98f00b204e9800998ecf8427f"
#define SHA1 "da39a3ee5e6b4b0d3255bfef95601890afd80700"
#define SHA256                                                                 \
    "fe90a7e910cb3a4739bed9180e807e93fa70c90f25a8915476f5e4bfbac681db"

Test(stix_pattern, equality_on_each_known_path_gives_its_kind)
{
    static const struct row rows[] = {
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

Test(stix_pattern, references_find_the_kind_from_the_constant)
{
    static const struct row rows[] = {
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

Test(stix_pattern, alternatives_fan_out_and_are_judged_one_by_one)
{
    static const struct row rows[] = {
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

Test(stix_pattern, a_digest_stands_for_its_file_and_nothing_else_does)
{
    static const struct row rows[] = {
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

Test(stix_pattern, what_needs_a_memory_or_a_negation_is_refused_by_name)
{
    static const struct row rows[] = {
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
        {"[url:value MATCHES '^http://evil']", "!regex-unsupported"},
        {"[url:value LIKE 'http://evil.com/%']", "!regex-unsupported"},
        {"[file:name LIKE 'a_c']", "!regex-unsupported"},
        {"[file:name LIKE 'abc']", "filename abc"},
        {"[domain-name:value LIKE '%.evil.com']", "domain/subdomains evil.com"},
        {"[domain-name:value LIKE '%evil.com']", "!regex-unsupported"},
        {"[domain-name:value LIKE '%.e_il.com']", "!regex-unsupported"},
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

Test(stix_pattern, start_and_stop_bound_the_time)
{
    static const struct row rows[] = {
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

Test(stix_pattern, strings_blanks_and_comments_are_read_as_the_grammar_says)
{
    static const struct row rows[] = {
        {"[file:name = 'it\\'s']", "filename it's"},
        {"[file:name = 'a\\\\b']", "filename a\\b"},
        {"[file:name = 'a\\nb']", "!syntax"},
        {"[file:name = 'a\"b']", "filename a\"b"},
        {"[file:name = '']", "filename "},
        {"[file:name = \"a\"]", "!syntax"},
        {"[file:name = 'a", "!syntax"},
        {"[file:name = 'a\\", "!syntax"},
        {"[file:name='a']", "filename a"},
        {"  [ file : name == 'a' ]  ", "filename a"},
        {"[file:name\n=\t'a'\r\n]", "filename a"},
        {"[file:name\xc2\xa0=\xe2\x80\x83'a'\xe3\x80\x80]", "filename a"},
        {"/* c */[file:name /* ] */ = 'a'] // end", "filename a"},
        {"[file:name = 'a' // ]\n]", "filename a"},
        {"[file:name = '/* a */']", "filename /* a */"},
        {"[file:name = 'a' /* open ]", "!syntax"},
        {"[file:name = '\xd0\xb6']", "filename \xd0\xb6"},
        {"[\xd0\xb6:name = 'a']", "!syntax"},
        {"[url:value = 'a'] OR[url:value = 'b']", "url a; url b"},
        {"[url:value IN('a','b')]", "url a; url b"},
    };

    CHECK(rows);
}

Test(stix_pattern, what_the_grammar_does_not_know_is_a_syntax_error)
{
    static const char *const patterns[] = {
        "",
        " ",
        "[]",
        "[",
        "]",
        "()",
        "evil.com",
        "[url:value]",
        "[url:value =]",
        "[url:value = 'a'",
        "[url:value = 'a']]",
        "[url:value = 'a'] OR",
        "[url:value = 'a'] or [url:value = 'b']",
        "[url:value = 'a' and url:value = 'b']",
        "[url:value = 'a' OR]",
        "[url:value = 'a' AND OR url:value = 'b']",
        "[url:value = 'a' url:value = 'b']",
        "[url:value = 'a'] [url:value = 'b']",
        "[url = 'a']",
        "[url: = 'a']",
        "[:value = 'a']",
        "[url:value. = 'a']",
        "[url:value[] = 'a']",
        "[url:value['a'] = 'a']",
        "[url:value[1.5] = 'a']",
        "[file:hashes.SHA-256 = 'a']",
        "['url':value = 'a']",
        "[1url:value = 'a']",
        "[url:1value = 'a']",
        "[url:value = a]",
        "[url:value = 'a' = 'b']",
        "[url:value === 'a']",
        "[url:value =! 'a']",
        "[url:value > true]",
        "[url:value LIKE 5]",
        "[url:value MATCHES b'aGk=']",
        "[ipv4-addr:value ISSUBSET 5]",
        "[url:value IN 'a']",
        "[url:value IN ('a',)]",
        "[url:value IN ('a' 'b')]",
        "[url:value IN ('a'",
        "[NOT url:value = 'a']",
        "[NOT (url:value = 'a')]",
        "[url:value NOT 'a']",
        "[EXISTS]",
        "[EXISTS 'a']",
        "[file:size = 01]",
        "[file:size = 1.]",
        "[file:size = +]",
        "[file:size = 5a]",
        "[file:x = h'123']",
        "[file:x = h'xy']",
        "[file:x = b'a']",
        "[file:x = b'a b=']",
        "[file:x = t'2026-01-01']",
        "[file:x = t'2026-01-01T00:00:00']",
        "[file:x = t'2026-01-01T00:00:00.Z']",
        "[file:x = True]",
        "[url:value = 'a'] WITHIN SECONDS",
        "[url:value = 'a'] WITHIN 0 SECONDS",
        "[url:value = 'a'] WITHIN -5 SECONDS",
        "[url:value = 'a'] WITHIN 5",
        "[url:value = 'a'] REPEATS 0 TIMES",
        "[url:value = 'a'] REPEATS 1.5 TIMES",
        "[url:value = 'a'] REPEATS TIMES",
        "[url:value = 'a'] REPEATS 2 TIMES REPEATS 3 TIMES",
        "[url:value = 'a'] WITHIN 5 SECONDS WITHIN 6 SECONDS",
        "[url:value = 'a'] FOLLOWEDBY",
        "FOLLOWEDBY [url:value = 'a']",
        "[url:value = 'a'] NOT",
        "[url:IN = 'a']",
        "[AND:value = 'a']",
        "[url:value # 'a']",
        "([url:value = 'a']",
        "[url:value = 'a'])",
        "([url:value = 'a'] OR)",
        "[url:value = 'a';]",
    };
    static struct outcome outcome;

    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        read_pattern(&outcome, slice_text(patterns[i]));
        cr_expect_str_eq(outcome.text, "!syntax", "%s gives %s", patterns[i],
                         outcome.text);
    }
}

Test(stix_pattern, literals_of_every_type_parse)
{
    static const char *const patterns[] = {
        "[file:x = 0]",
        "[file:x = -5]",
        "[file:x = +5]",
        "[file:x = 1.5]",
        "[file:x = .5]",
        "[file:x = -0.25]",
        "[file:x = h'']",
        "[file:x = h'0aFf']",
        "[file:x = b'']",
        "[file:x = b'aGk=']",
        "[file:x = t'2026-02-30T25:00:00Z']",
        "[file:x = t'2026-01-01T00:00:00.123456789Z']",
        "[file:x = true]",
        "[file:x = false]",
        "[file:x <= t'2026-01-01T00:00:00Z']",
        "[file:x IN (1, 2, 3)]",
        "[file:x[*].y[0].z[-1].'a b' = 'c']",
        "[x-foo_bar:_a9 = 'c']",
    };
    static struct outcome outcome;

    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        read_pattern(&outcome, slice_text(patterns[i]));
        cr_expect_str_eq(outcome.text, "!stix-unsupported-path", "%s gives %s",
                         patterns[i], outcome.text);
    }
}

/* prefix, then n times unit, then n times closing. */
static char *nest(const char *unit, size_t n, const char *middle,
                  const char *closing)
{
    size_t size = n * (strlen(unit) + strlen(closing)) + strlen(middle) + 1;
    char *text = malloc(size), *at = text;

    cr_assert_not_null(text);
    for (size_t i = 0; i < n; i++)
        at = stpcpy(at, unit);
    at = stpcpy(at, middle);
    for (size_t i = 0; i < n; i++)
        at = stpcpy(at, closing);
    return text;
}

Test(stix_pattern, nesting_is_bounded)
{
    static const struct {
        const char *unit, *middle, *closing;
        size_t depth;
        const char *expected;
    } rows[] = {
        {"(", "[url:value = 'a']", ")", 60, "url a"},
        {"(", "[url:value = 'a']", ")", 100000, "!too-deep"},
        {"(", "", "", 100000, "!too-deep"},
        {"[(", "", "", 100000, "!syntax"},
        {"[", "", "", 100000, "!syntax"},
    };
    static struct outcome outcome;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text =
            nest(rows[i].unit, rows[i].depth, rows[i].middle, rows[i].closing);

        read_pattern(&outcome, slice_text(text));
        cr_expect_str_eq(outcome.text, rows[i].expected, "row %zu: %s", i,
                         outcome.text);
        free(text);
    }
}

Test(stix_pattern, parentheses_inside_brackets_are_bounded_too)
{
    static struct outcome outcome;
    char *inner = nest("(", 200, "url:value = 'a'", ")");
    size_t size = strlen(inner) + 3;
    char *text = malloc(size);

    cr_assert_not_null(text);
    snprintf(text, size, "[%s]", inner);
    read_pattern(&outcome, slice_text(text));
    cr_expect_str_eq(outcome.text, "!too-deep");
    free(text);
    free(inner);
}

static tamis_status count_atom(void *context, const struct stix_atom *atom,
                               tamis_error *error)
{
    (void)atom;
    (void)error;
    ++*(size_t *)context;
    return TAMIS_OK;
}

static tamis_status count_nothing(void *context, tamis_reason reason,
                                  tamis_error *error)
{
    (void)context;
    (void)error;
    cr_assert_fail("refused: %s", tamis_reason_name(reason));
    return TAMIS_OK;
}

Test(stix_pattern, a_list_of_forty_thousand_values_gives_all_of_them)
{
    size_t count = 40000, atoms = 0, size = count * 24 + 64, at;
    const struct stix_atom_sink sink = {count_atom, count_nothing, &atoms};
    struct stix_pattern pattern;
    char *text = malloc(size);
    tamis_reason reason;

    cr_assert_not_null(text);
    at = (size_t)snprintf(text, size, "[domain-name:value IN ('x.com'");
    for (size_t i = 1; i < count; i++)
        at += (size_t)snprintf(text + at, size - at, ",'n%zu.evil.com'", i);
    at += (size_t)snprintf(text + at, size - at, ")]");
    stix_pattern_init(&pattern, &memory_default);
    cr_assert_eq(stix_pattern_parse(&pattern, slice_make(text, at), &reason),
                 TAMIS_OK);
    cr_assert_eq(reason, TAMIS_REASON_NONE);
    cr_assert_eq(stix_atoms_read(&pattern, &sink, NULL), TAMIS_OK);
    cr_expect_eq(atoms, count);
    stix_pattern_release(&pattern);
    free(text);
}

Test(stix_pattern, a_pattern_of_more_than_a_megabyte_is_too_long)
{
    size_t size = STIX_PATTERN_SIZE_MAX + 1;
    static struct outcome outcome;
    char *text = malloc(size);

    cr_assert_not_null(text);
    memset(text, ' ', size);
    read_pattern(&outcome, slice_make(text, size));
    cr_expect_str_eq(outcome.text, "!too-long");
    free(text);
}

Test(stix_pattern, an_error_tells_where_it_is)
{
    struct stix_pattern pattern;
    tamis_reason reason;

    stix_pattern_init(&pattern, &memory_default);
    cr_assert_eq(stix_pattern_parse(
                     &pattern, slice_text("[url:value = 'a' XX]"), &reason),
                 TAMIS_OK);
    cr_expect_eq(reason, TAMIS_REASON_SYNTAX);
    cr_expect_eq(pattern.error_offset, 17);
    stix_pattern_release(&pattern);
}
