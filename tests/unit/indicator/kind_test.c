/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/kind.h"

#include "base/slice.h"
#include "unit/indicator/vector.h"

#include <criterion/criterion.h>

#define SYNTAX TAMIS_REASON_SYNTAX
#define LENGTH TAMIS_REASON_BAD_HASH_LENGTH
#define REGEX  TAMIS_REASON_REGEX_UNSUPPORTED

Test(kind, every_row_of_the_table_is_whole)
{
    for (tamis_kind kind = 1; kind < TAMIS_KIND_COUNT; kind++) {
        const struct kind_info *info = kind_get(kind);

        cr_assert(info->name && info->name[0]);
        cr_assert(info->description[0] && info->rule[0]);
        cr_assert(info->parse != NULL);
        cr_assert(info->key_class < KEY_CLASS_COUNT);
        cr_assert_eq(tamis_kind_find(info->name, strlen(info->name)), kind,
                     "%s is named twice", info->name);
        cr_assert_str_eq(tamis_kind_name(kind), info->name);
        cr_assert_str_eq(tamis_kind_description(kind), info->description);
    }
}

Test(kind, numbers_that_are_no_kind)
{
    cr_assert_null(kind_get(TAMIS_KIND_AUTO));
    cr_assert_null(kind_get(TAMIS_KIND_COUNT));
    cr_assert_null(kind_get(UINT32_MAX));
    cr_assert_null(tamis_kind_name(TAMIS_KIND_COUNT));
    cr_assert_null(tamis_kind_description(0));
    cr_assert_eq(tamis_kind_find("nothing", 7), TAMIS_KIND_AUTO);
    cr_assert_eq(tamis_kind_find(NULL, 0), TAMIS_KIND_AUTO);
    cr_assert_eq(tamis_kind_find("IP-Port", 7), TAMIS_KIND_IP_PORT);
    cr_assert_eq(kind_key_class(TAMIS_KIND_COUNT, 5), KEY_CLASS_COUNT);
}

Test(kind, classes_follow_the_size)
{
    static const enum key_class by_size[65] = {
        [16] = KEY_CLASS_DIGEST16, [20] = KEY_CLASS_DIGEST20,
        [28] = KEY_CLASS_DIGEST28, [32] = KEY_CLASS_DIGEST32,
        [48] = KEY_CLASS_DIGEST48, [64] = KEY_CLASS_DIGEST64};

    for (tamis_kind kind = 1; kind < TAMIS_KIND_COUNT; kind++) {
        const struct kind_info *info = kind_get(kind);

        if (info->digest_size)
            cr_assert_eq(info->key_class, by_size[info->digest_size], "%s",
                         info->name);
    }
    cr_assert_eq(kind_key_class(TAMIS_KIND_IP, 5), KEY_CLASS_IPV4);
    cr_assert_eq(kind_key_class(TAMIS_KIND_IP, 17), KEY_CLASS_IPV6);
    cr_assert_eq(kind_key_class(TAMIS_KIND_MUTEX, 3), KEY_CLASS_TEXT);
    cr_assert_eq(kind_key_class(TAMIS_KIND_PATTERN, 3), KEY_CLASS_PATTERN);
}

Test(kind, modes_have_names)
{
    for (tamis_mode mode = 0; mode < 4; mode++) {
        const char *name = tamis_mode_name(mode);

        cr_assert_eq(tamis_mode_find(name, strlen(name)), mode);
    }
    cr_assert_str_eq(tamis_mode_name(TAMIS_MODE_AUTO), "auto");
    cr_assert_eq(tamis_mode_find("Auto", 4), TAMIS_MODE_AUTO);
    cr_assert_str_eq(tamis_mode_name(TAMIS_MODE_SUBDOMAINS), "subdomains");
    cr_assert_null(tamis_mode_name(4));
    cr_assert_null(tamis_mode_name(254));
    cr_assert_eq(tamis_mode_find("", 0), UINT32_MAX);
    cr_assert_eq(tamis_mode_find("wild", 4), UINT32_MAX);
}

Test(kind, misp_types)
{
    static const struct {
        const char *type;
        tamis_kind kind;
    } cases[] = {
        {"md5", TAMIS_KIND_MD5},
        {"sha512/256", TAMIS_KIND_SHA512_256},
        {"ip-src", TAMIS_KIND_IP},
        {"ip-dst", TAMIS_KIND_IP},
        {"ip-dst|port", TAMIS_KIND_IP_PORT},
        {"ip-src|port", TAMIS_KIND_IP_PORT},
        {"domain", TAMIS_KIND_DOMAIN},
        {"hostname", TAMIS_KIND_DOMAIN},
        {"onion-address", TAMIS_KIND_DOMAIN},
        {"url", TAMIS_KIND_URL},
        {"uri", TAMIS_KIND_URI_PATH},
        {"email-src", TAMIS_KIND_EMAIL},
        {"email", TAMIS_KIND_EMAIL},
        {"filename", TAMIS_KIND_FILENAME},
        {"filename-pattern", TAMIS_KIND_PATTERN},
        {"pattern-in-file", TAMIS_KIND_PATTERN},
        {"regkey", TAMIS_KIND_REGISTRY_KEY},
        {"named pipe", TAMIS_KIND_NAMED_PIPE},
        {"AS", TAMIS_KIND_ASN},
        {"mac-eui-64", TAMIS_KIND_MAC},
        {"ja3-fingerprint-md5", TAMIS_KIND_JA3},
        {"hasshserver-md5", TAMIS_KIND_HASSH},
        {"jarm-fingerprint", TAMIS_KIND_JARM},
        {"x509-fingerprint-sha256", TAMIS_KIND_X509_SHA256},
        {"git-commit-id", TAMIS_KIND_GIT_COMMIT},
        {"edge-extension-id", TAMIS_KIND_CHROME_EXTENSION},
        {"telfhash", TAMIS_KIND_TELFHASH},
        /* Composites that are two indicators, and what is not for us. */
        {"domain|ip", 0},
        {"filename|sha256", 0},
        {"malware-sample", 0},
        {"hostname|port", 0},
        {"regkey|value", 0},
        {"port", 0},
        {"text", 0},
        {"link", 0},
        {"yara", 0},
        {"target-email", 0},
        {"whois-registrant-email", 0},
        {"md5,sha1", 0},
        {"", 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(kind_from_misp(slice_text(cases[i].type)), cases[i].kind,
                     "%s", cases[i].type);
}

Test(kind, personal_data_is_marked)
{
    cr_assert(kind_get(TAMIS_KIND_IBAN)->is_personal);
    cr_assert(kind_get(TAMIS_KIND_PHONE_NUMBER)->is_personal);
    cr_assert_not(kind_get(TAMIS_KIND_BTC)->is_personal);
    cr_assert_not(kind_get(TAMIS_KIND_EMAIL)->is_personal);
}

/* Text kinds: one table for all, with the kind in front. */
static const struct {
    tamis_kind kind;
    struct vector vector;
} texts[] = {
    {TAMIS_KIND_FILENAME, {"CMD.EXE", "cmd.exe", 0, 0}},
    {TAMIS_KIND_FILENAME,
     {"C:\\\xc3\x84\\A b.EXE", "c:\\\xc3\x84\\a b.exe", 0, 0}},
    {TAMIS_KIND_FILENAME, {"a\tb", NULL, TAMIS_REASON_BAD_ENCODING, 0}},
    {TAMIS_KIND_USER_AGENT, {"Mozilla/5.0 (X; Y)", "Mozilla/5.0 (X; Y)", 0, 0}},
    {TAMIS_KIND_USER_AGENT, {"a\xff", NULL, TAMIS_REASON_BAD_ENCODING, 0}},
    {TAMIS_KIND_MUTEX, {" Global\\X ", "Global\\X", 0, 0}},
    {TAMIS_KIND_NAMED_PIPE, {"\\\\.\\pipe\\Evil", "evil", 0, 0}},
    {TAMIS_KIND_NAMED_PIPE, {"\\Device\\NamedPipe\\Evil", "evil", 0, 0}},
    {TAMIS_KIND_NAMED_PIPE, {"\\pipe\\ \\pipe\\Evil", "evil", 0, 0}},
    {TAMIS_KIND_NAMED_PIPE, {"\\\\.\\pipe\\", NULL, SYNTAX, 0}},
    {TAMIS_KIND_REGISTRY_KEY,
     {"HKEY_LOCAL_MACHINE\\Software\\Evil", "hklm\\software\\evil", 0, 0}},
    {TAMIS_KIND_REGISTRY_KEY,
     {"HKLM\\\\Software\\\\Evil\\", "hklm\\software\\evil", 0, 0}},
    {TAMIS_KIND_REGISTRY_KEY, {"HKLM:\\Software", "hklm\\software", 0, 0}},
    {TAMIS_KIND_REGISTRY_KEY,
     {"Computer\\HKEY_CURRENT_USER\\X", "hkcu\\x", 0, 0}},
    {TAMIS_KIND_REGISTRY_KEY,
     {"\\REGISTRY\\MACHINE\\Software", "hklm\\software", 0, 0}},
    {TAMIS_KIND_REGISTRY_KEY, {"\\Registry\\User\\S-1", "hku\\s-1", 0, 0}},
    {TAMIS_KIND_REGISTRY_KEY, {"HKCU", "hkcu", 0, 0}},
    {TAMIS_KIND_REGISTRY_KEY, {"hklmx\\y", "hklmx\\y", 0, 0}},
    {TAMIS_KIND_REGISTRY_KEY, {"Software\\Run", "software\\run", 0, 0}},
    {TAMIS_KIND_REGISTRY_KEY, {"hkcu\\x \\", "hkcu\\x", 0, 0}},
    {TAMIS_KIND_REGISTRY_KEY, {"\\\\\\", NULL, SYNTAX, 0}},
    {TAMIS_KIND_REGISTRY_KEY, {"a\x02", NULL, TAMIS_REASON_BAD_ENCODING, 0}},
    {TAMIS_KIND_ASN, {"AS64500", "64500", 0, 0}},
    {TAMIS_KIND_ASN, {"as 64500", "64500", 0, 0}},
    {TAMIS_KIND_ASN, {"1.10", "65546", 0, 0}},
    {TAMIS_KIND_ASN, {"AS65535.65535", "4294967295", 0, 0}},
    {TAMIS_KIND_ASN, {"007", "7", 0, 0}},
    {TAMIS_KIND_ASN, {"4294967296", NULL, SYNTAX, 0}},
    {TAMIS_KIND_ASN, {"1.65536", NULL, SYNTAX, 0}},
    {TAMIS_KIND_ASN, {"1.2.3", NULL, SYNTAX, 0}},
    {TAMIS_KIND_ASN, {"AS", NULL, SYNTAX, 0}},
    {TAMIS_KIND_MAC, {"00-1A-2B-3C-4D-5E", "00:1a:2b:3c:4d:5e", 0, 0}},
    {TAMIS_KIND_MAC, {"001a.2b3c.4d5e", "00:1a:2b:3c:4d:5e", 0, 0}},
    {TAMIS_KIND_MAC, {"001A2B3C4D5E", "00:1a:2b:3c:4d:5e", 0, 0}},
    {TAMIS_KIND_MAC,
     {"00:1a:2b:ff:fe:3c:4d:5e", "00:1a:2b:ff:fe:3c:4d:5e", 0, 0}},
    {TAMIS_KIND_MAC, {"00:1a:2b:3c:4d", NULL, SYNTAX, 0}},
    {TAMIS_KIND_MAC, {"00:1a:2b:3c:4d:5g", NULL, SYNTAX, 0}},
    {TAMIS_KIND_MAC, {"00112233445566778", NULL, SYNTAX, 0}},
    {TAMIS_KIND_JA4,
     {"T13D1516H2_8daaf6152771_b186095e22b6",
      "t13d1516h2_8daaf6152771_b186095e22b6", 0, 0}},
    {TAMIS_KIND_JA4, {"8daaf6152771", NULL, SYNTAX, 0}},
    {TAMIS_KIND_JA4, {"a_b c", NULL, SYNTAX, 0}},
    {TAMIS_KIND_JARM,
     {"2AD2AD0002AD2AD00042D42D00000023F2AE7180B8A0816654F2296C007D93",
      "2ad2ad0002ad2ad00042d42d00000023f2ae7180b8a0816654f2296c007d93", 0, 0}},
    {TAMIS_KIND_JARM, {"2ad2", NULL, LENGTH, 0}},
    {TAMIS_KIND_SSDEEP,
     {"3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C",
      "3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C", 0, 0}},
    {TAMIS_KIND_SSDEEP, {"384:x:", "384:x:", 0, 0}},
    {TAMIS_KIND_SSDEEP, {"384:x", NULL, SYNTAX, 0}},
    {TAMIS_KIND_SSDEEP, {"x:x:x", NULL, SYNTAX, 0}},
    {TAMIS_KIND_SSDEEP, {"3::", NULL, SYNTAX, 0}},
    {TAMIS_KIND_SSDEEP, {"3:a:b:c", NULL, SYNTAX, 0}},
    {TAMIS_KIND_IMPFUZZY, {"24:ab/+:cd", "24:ab/+:cd", 0, 0}},
    {TAMIS_KIND_TLSH,
     {"T1A2B3C4D5E6F708192A3B4C5D6E7F8091A2B3C4D5E6F708192A3B4C5D6E7F8091A2B3C4"
      "D5",
      "a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4"
      "d5",
      0, 0}},
    {TAMIS_KIND_TLSH, {"T1abc", NULL, LENGTH, 0}},
    {TAMIS_KIND_TELFHASH,
     {"t1A2B3C4D5E6F708192A3B4C5D6E7F8091A2B3C4D5E6F708192A3B4C5D6E7F"
      "8091A2B3C4",
      "a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f"
      "8091a2b3c4",
      0, 0}},
    {TAMIS_KIND_TELFHASH, {"t1abc", NULL, LENGTH, 0}},
    {TAMIS_KIND_VHASH,
     {"015036656d5223z12z3e05031f1z37z406001a5zb7z",
      "015036656d5223z12z3e05031f1z37z406001a5zb7z", 0, 0}},
    {TAMIS_KIND_VHASH, {"a b", NULL, SYNTAX, 0}},
    {TAMIS_KIND_FAVICON_MMH3, {"-1277814690", "-1277814690", 0, 0}},
    {TAMIS_KIND_FAVICON_MMH3, {"3017152606", "-1277814690", 0, 0}},
    {TAMIS_KIND_FAVICON_MMH3, {"-0", "0", 0, 0}},
    {TAMIS_KIND_FAVICON_MMH3, {"-2147483648", "-2147483648", 0, 0}},
    {TAMIS_KIND_FAVICON_MMH3, {"-2147483649", NULL, SYNTAX, 0}},
    {TAMIS_KIND_FAVICON_MMH3, {"4294967296", NULL, SYNTAX, 0}},
    {TAMIS_KIND_COMMUNITY_ID,
     {"1:LQU9qZlK+B5F3KDmev6m5PMibrg=", "1:LQU9qZlK+B5F3KDmev6m5PMibrg=", 0,
      0}},
    {TAMIS_KIND_COMMUNITY_ID, {"1:LQU9", NULL, SYNTAX, 0}},
    {TAMIS_KIND_SSH_FINGERPRINT,
     {"MD5:16:27:AC:A5:76:28:2D:36:63:1B:56:4D:EB:DF:A6:48",
      "16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48", 0, 0}},
    {TAMIS_KIND_SSH_FINGERPRINT,
     {"SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8",
      "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8", 0, 0}},
    {TAMIS_KIND_SSH_FINGERPRINT,
     {"nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8=",
      "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8", 0, 0}},
    {TAMIS_KIND_SSH_FINGERPRINT, {"SHA256:abc", NULL, LENGTH, 0}},
    {TAMIS_KIND_SSH_FINGERPRINT, {"16:27", NULL, LENGTH, 0}},
    {TAMIS_KIND_CHROME_EXTENSION,
     {"AAPBDBDOMJKKJKAONFHKKIKFGJLLCLEB", "aapbdbdomjkkjkaonfhkkikfgjllcleb", 0,
      0}},
    {TAMIS_KIND_CHROME_EXTENSION, {"aapb", NULL, SYNTAX, 0}},
    {TAMIS_KIND_BTC,
     {"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
      "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", 0, 0}},
    {TAMIS_KIND_BTC,
     {"BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
      "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", 0, 0}},
    {TAMIS_KIND_BTC,
     {"bc1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", NULL, SYNTAX, 0}},
    {TAMIS_KIND_BTC, {"1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0a", NULL, SYNTAX, 0}},
    {TAMIS_KIND_DASH,
     {"XpESxaUmonkq8RaLLp46Brx2K39ggQe226",
      "XpESxaUmonkq8RaLLp46Brx2K39ggQe226", 0, 0}},
    {TAMIS_KIND_DASH, {"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", NULL, SYNTAX, 0}},
    {TAMIS_KIND_XMR, {"4abc", NULL, SYNTAX, 0}},
    {TAMIS_KIND_IBAN,
     {"de89 3704 0044 0532 0130 00", "DE89370400440532013000", 0, 0}},
    {TAMIS_KIND_IBAN, {"DE89370400440532013001", NULL, SYNTAX, 0}},
    {TAMIS_KIND_IBAN, {"DE", NULL, SYNTAX, 0}},
    {TAMIS_KIND_BIC, {"deutdeff", "DEUTDEFF", 0, 0}},
    {TAMIS_KIND_BIC, {"DEUTDEFF500", "DEUTDEFF500", 0, 0}},
    {TAMIS_KIND_BIC, {"DEUT1EFF", NULL, SYNTAX, 0}},
    {TAMIS_KIND_BIC, {"DEUTDEFF5", NULL, SYNTAX, 0}},
    {TAMIS_KIND_PHONE_NUMBER, {"+49 (30) 123-456", "+4930123456", 0, 0}},
    {TAMIS_KIND_PHONE_NUMBER, {"0049 30/123.456", "+4930123456", 0, 0}},
    {TAMIS_KIND_PHONE_NUMBER, {"030 123456", "030123456", 0, 0}},
    {TAMIS_KIND_PHONE_NUMBER, {"12", NULL, SYNTAX, 0}},
    {TAMIS_KIND_PHONE_NUMBER, {"123456789012345678901", NULL, SYNTAX, 0}},
    {TAMIS_KIND_PHONE_NUMBER, {"call me", NULL, SYNTAX, 0}},
    {TAMIS_KIND_APP_ID, {"com.evil.App", "com.evil.App", 0, 0}},
    {TAMIS_KIND_APP_ID, {"com evil", NULL, SYNTAX, 0}},
    {TAMIS_KIND_EMAIL_ATTACHMENT, {"Invoice.PDF.exe", "invoice.pdf.exe", 0, 0}},
    {TAMIS_KIND_EMAIL_SUBJECT, {"Your Invoice", "Your Invoice", 0, 0}},
    {TAMIS_KIND_COMMAND_LINE, {"cmd /C Evil", "cmd /C Evil", 0, 0}},
    {TAMIS_KIND_PATTERN, {"/E[v]il\\.com/i", "/E[v]il\\.com/i", 0, 0}},
    {TAMIS_KIND_PATTERN, {"evil/gate", "/evil/gate/", 0, 0}},
    {TAMIS_KIND_PATTERN, {"FileName:/a/b/gsi ", "filename:/a/b/is", 0, 0}},
    {TAMIS_KIND_PATTERN, {"/a/", "/a/", 0, 0}},
    {TAMIS_KIND_PATTERN, {"http:/x", "/http:/x/", 0, 0}},
    {TAMIS_KIND_PATTERN, {"url:/a/i !/b/m", "url:/a/i !/b/m", 0, 0}},
    {TAMIS_KIND_PATTERN, {"/a !/b/ !/c/", "/a !/b/ !/c/", 0, 0}},
    {TAMIS_KIND_PATTERN, {"/a", NULL, REGEX, 0}},
    {TAMIS_KIND_PATTERN, {"//", NULL, REGEX, 0}},
    {TAMIS_KIND_PATTERN, {"/a/q", NULL, REGEX, 0}},
    {TAMIS_KIND_PATTERN, {"a/ !/b/", NULL, REGEX, 0}},
    {TAMIS_KIND_PATTERN, {"/a/ !/b", NULL, REGEX, 0}},
    {TAMIS_KIND_PATTERN, {"md5:/a/", NULL, REGEX, 0}},
    {TAMIS_KIND_PATTERN, {"/a\x01/", NULL, TAMIS_REASON_BAD_ENCODING, 0}},
    {TAMIS_KIND_LITERAL, {"Evil", "Evil", 0, 0}},
};

Test(kind, golden_vectors_of_text_kinds)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        vectors_check(texts[i].kind, 0, &texts[i].vector, 1);
    }
}

Test(kind, text_keys_have_a_bound)
{
    static tamis_indicator indicator;
    static char text[TAMIS_KEY_SIZE_MAX + 1];

    memset(text, 'A', sizeof text);
    for (tamis_kind kind = 1; kind < TAMIS_KIND_COUNT; kind++) {
        tamis_reason reason =
            indicator_parse(&indicator, kind, slice_make(text, sizeof text), 0);

        cr_expect_neq(reason, TAMIS_REASON_NONE, "%s", tamis_kind_name(kind));
    }
    cr_assert_eq(indicator_parse(&indicator, TAMIS_KIND_MUTEX,
                                 slice_make(text, TAMIS_KEY_SIZE_MAX), 0),
                 0);
    cr_assert_eq(indicator.key_size, TAMIS_KEY_SIZE_MAX);
}
