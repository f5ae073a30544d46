/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed_text.h"

#include <criterion/criterion.h>
#include <string.h>

#define FIELDS "#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\n"
#define MD5    "00112233445566778899aabbccddeeff"
#define SHA1   "00112233445566778899aabbccddeeff00112233"

static const struct {
    const char *input, *expected;
} table[] = {
    {FIELDS "1.2.3.4\tIntel::ADDR\tcert\tbotnet\n",
     "2 + ip auto 1.2.3.4 tags=cert context=botnet\n"},
    {FIELDS "1.2.3.0/24\tIntel::SUBNET\t-\t-\n", "2 + ip auto 1.2.3.0/24\n"},
    {FIELDS "evil.test\tIntel::DOMAIN\tcert\t\n",
     "2 + domain exact evil.test tags=cert\n"},
    /* Zeek has URLs without a scheme; those that have one are read too. */
    {FIELDS "evil.test/a\tIntel::URL\t-\t-\nhttps://evil.test/b\tIntel::URL\t"
            "-\t-\n",
     "2 + url auto evil.test/a\n3 + url auto https://evil.test/b\n"},
    {FIELDS "a@evil.test\tIntel::EMAIL\t-\t-\n"
            "Bad Agent/1.0\tIntel::SOFTWARE\t-\t-\n"
            "dropper.exe\tIntel::FILE_NAME\t-\t-\n" MD5
            "\tIntel::FILE_HASH\t-\t-\n" SHA1 "\tIntel::CERT_HASH\t-\t-\n" MD5
            "\tIntel::JA3\t-\t-\n",
     "2 + email auto a@evil.test\n3 + user-agent auto Bad Agent/1.0\n"
     "4 + filename auto dropper.exe\n5 + md5 auto " MD5 "\n"
     "6 + x509-sha1 auto " SHA1 "\n7 + ja3 auto " MD5 "\n"},
    {FIELDS "joe\tIntel::USER_NAME\t-\t-\nx\tIntel::NEW\t-\t-\n",
     "2 - personal-data joe\n3 - unknown-kind x\n"},
    /* Columns in any order, others among them. */
    {"#fields\tmeta.url\tindicator_type\tmeta.x\tindicator\tmeta.confidence\n"
     "https://r.test/1\tIntel::ADDR\ty\t1.2.3.4\t80\n",
     "2 + ip auto 1.2.3.4 reference=https://r.test/1 confidence=80\n"},
    {FIELDS "# other\n\n1.2.3.4\tIntel::ADDR\n-\tIntel::ADDR\ta\tb\n"
            "1.2.3.4 Intel::ADDR a b\n",
     "4 - bad-field-count 1.2.3.4\tIntel::ADDR\n5 - not-an-indicator\n"
     "6 - bad-field-count 1.2.3.4 Intel::ADDR a b\n"},
    {FIELDS, ""},
};

Test(zeek, reads_rows_by_their_types)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        feed_text_check(TAMIS_FORMAT_ZEEK, table[i].input, table[i].expected);
}

Test(zeek, needs_a_header_that_names_its_columns)
{
    static const char *const inputs[] = {
        "1.2.3.4\tIntel::ADDR\n", "#fields\tindicator\tmeta.source\n1\t2\n",
        "#fields\tindicator indicator_type\n1.2.3.4\tIntel::ADDR\n"};
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    options.format = TAMIS_FORMAT_ZEEK;
    for (size_t i = 0; i < 3; i++) {
        struct feed_text result =
            feed_text_read("x.intel", inputs[i], strlen(inputs[i]), &options);

        cr_assert_eq(result.status, TAMIS_ERROR_SYNTAX);
        cr_assert_not_null(strstr(result.error.message, "#fields"));
        cr_assert_eq(result.error.line, 1);
    }
}
