/* SPDX-License-Identifier: BSD-2-Clause */
/* What built files have in their tables (two circles, and everyone else), and
 * one record of every shape. */
#include "built_database.h"

#define TEXT(literal)                                                          \
    {                                                                          \
        literal, sizeof(literal) - 1                                           \
    }

static const tamis_slice circle_a[] = {TEXT("self"), TEXT("a1"), TEXT("a2")};
static const tamis_slice circle_b[] = {TEXT("self"), TEXT("b1")};
static const tamis_slice only_self[] = {TEXT("self")};
static const tamis_slice only_a1[] = {TEXT("self"), TEXT("a1")};
static const tamis_slice named_a[] = {TEXT("circle:a")};
static const tamis_slice named_b[] = {TEXT("circle:b")};
static const tamis_slice named_a1[] = {TEXT("a1")};

static const struct database_input_label labels[LABEL_COUNT] = {
    {TAMIS_TLP_CLEAR, true, NULL, 0, NULL, 0},
    {TAMIS_TLP_AMBER, false, NULL, 0, only_self, 1},
    {TAMIS_TLP_RED, false, named_a, 1, circle_a, 3},
    {TAMIS_TLP_RED, false, named_b, 1, circle_b, 2},
    {TAMIS_TLP_AMBER_STRICT, false, named_a1, 1, only_a1, 2},
};

static const struct database_input_feed feeds[FEED_COUNT] = {
    {TEXT("alpha"), TEXT("Alpha Inc"), TEXT("list"), TAMIS_ACTION_LIST,
     LABEL_CLEAR},
    {TEXT("bravo"), TEXT("Bravo"), TEXT("misp"), TAMIS_ACTION_LIST,
     LABEL_RED_A},
    {TEXT("charlie"), TEXT(""), TEXT("stix"), TAMIS_ACTION_LIST, LABEL_RED_B},
    {TEXT("operator"), TEXT(""), TEXT("list"), TAMIS_ACTION_ALLOW, LABEL_CLEAR},
    {TEXT("warn"), TEXT(""), TEXT("warninglist"), TAMIS_ACTION_WARN,
     LABEL_CLEAR},
};

static const tamis_slice tags_0[] = {TEXT("rsit:malware"), TEXT("tlp:clear")};
static const tamis_slice tags_1[] = {TEXT("secret-operation")};
static const tamis_slice *const tag_lists[] = {tags_0, tags_1};
static const size_t tag_list_sizes[] = {2, 1};

static const struct database_input_profile profiles[PROFILE_COUNT] = {
    {FEED_ALPHA, LABEL_CLEAR, TAMIS_ACTION_LIST, TAMIS_PAP_GREEN, 0, 0, 60, 0},
    {FEED_ALPHA, LABEL_AMBER, TAMIS_ACTION_LIST, TAMIS_PAP_GREEN, 0,
     TAMIS_FIELD_SOURCE, TAMIS_CONFIDENCE_UNSET, UINT32_MAX},
    {FEED_BRAVO, LABEL_RED_A, TAMIS_ACTION_LIST, TAMIS_PAP_RED,
     TAMIS_CAVEAT_NO_ATTRIBUTION, 0, 100, 1},
    {FEED_CHARLIE, LABEL_RED_B, TAMIS_ACTION_LIST, TAMIS_PAP_UNMARKED, 0, 0, 0,
     UINT32_MAX},
    {FEED_OPERATOR, LABEL_CLEAR, TAMIS_ACTION_ALLOW, TAMIS_PAP_UNMARKED, 0, 0,
     TAMIS_CONFIDENCE_UNSET, UINT32_MAX},
    {FEED_WARN, LABEL_CLEAR, TAMIS_ACTION_WARN, TAMIS_PAP_UNMARKED, 0, 0,
     TAMIS_CONFIDENCE_UNSET, UINT32_MAX},
    {FEED_BRAVO, LABEL_STRICT_A1, TAMIS_ACTION_LIST, TAMIS_PAP_AMBER, 0, 0, 50,
     UINT32_MAX},
};

static const struct database_input_audience audiences[] = {
    {TEXT("circle:a"), false, circle_a, 3},
    {TEXT("circle:all"), true, NULL, 0},
    {TEXT("circle:b"), false, circle_b, 2},
};

static const struct database_input_count counts[] = {
    {FEED_ALPHA, LABEL_CLEAR, TAMIS_OUTCOME_KEPT, 0, TAMIS_MODE_EXACT, 10},
    {FEED_ALPHA, LABEL_CLEAR, TAMIS_OUTCOME_KEPT, 0, TAMIS_MODE_SUFFIX, 5},
    {FEED_ALPHA, LABEL_CLEAR, TAMIS_OUTCOME_REJECTED,
     TAMIS_REASON_PUBLIC_SUFFIX, 0, 2},
    {FEED_ALPHA, LABEL_AMBER, TAMIS_OUTCOME_KEPT, 0, TAMIS_MODE_EXACT, 100},
    {FEED_BRAVO, LABEL_RED_A, TAMIS_OUTCOME_KEPT, 0, TAMIS_MODE_EXACT, 7},
    {FEED_BRAVO, LABEL_CLEAR, TAMIS_OUTCOME_EXPIRED, 0, 0, 3},
    {FEED_CHARLIE, LABEL_RED_B, TAMIS_OUTCOME_MERGED, 0, 0, 4},
};

const struct database_input built_tables = {
    .profiles = profiles,
    .profile_count = PROFILE_COUNT,
    .labels = labels,
    .label_count = LABEL_COUNT,
    .feeds = feeds,
    .feed_count = FEED_COUNT,
    .tag_lists = tag_lists,
    .tag_list_sizes = tag_list_sizes,
    .tag_list_count = 2,
    .audiences = audiences,
    .audience_count = 3,
    .counts = counts,
    .count_count = sizeof counts / sizeof *counts,
    .organisation = TEXT("hospital-x"),
    .compiled_at_ns = INT64_C(1700000000000000000),
};

static struct built_record *add_plain(struct built *built,
                                      enum key_class key_class, tamis_kind kind,
                                      tamis_mode mode, const void *key,
                                      size_t key_size)
{
    struct built_record *record =
        built_add(built, key_class, kind, mode, key, key_size);

    built_add_entry(record, PROFILE_ALPHA, "", "", TAMIS_TIME_MIN,
                    TAMIS_TIME_MAX);
    return record;
}

#define ADD_TEXT(key_class, kind, mode, text)                                  \
    add_plain(built, key_class, kind, mode, text, sizeof(text) - 1)

static void add_sample_lists(struct built *built)
{
    struct built_record *record;

    /* One with a reference; one with times; one with a context. */
    record = built_add(built, KEY_CLASS_DOMAIN, TAMIS_KIND_DOMAIN,
                       TAMIS_MODE_SUFFIX, "evil.com", 8);
    built_add_entry(record, PROFILE_BRAVO, "report-1", "", TAMIS_TIME_MIN,
                    TAMIS_TIME_MAX);
    record = built_add(built, KEY_CLASS_DOMAIN, TAMIS_KIND_DOMAIN,
                       TAMIS_MODE_SUBDOMAINS, "evil.com", 8);
    built_add_entry(record, PROFILE_ALPHA, "", "", 100, 200);
    record =
        built_add(built, KEY_CLASS_DIGEST32, TAMIS_KIND_SHA256,
                  TAMIS_MODE_EXACT, "0123456789abcdef0123456789abcdef", 32);
    built_add_entry(record, PROFILE_ALPHA, "", "cmd.exe", 50, TAMIS_TIME_MAX);
    /* Several, of several labels; the same plain pair twice (shared). */
    for (int n = 0; n < 2; n++) {
        record = built_add(built, KEY_CLASS_EMAIL, TAMIS_KIND_EMAIL,
                           TAMIS_MODE_EXACT, n ? "b@x.org" : "a@x.org", 7);
        built_add_entry(record, PROFILE_ALPHA, "", "", TAMIS_TIME_MIN,
                        TAMIS_TIME_MAX);
        built_add_entry(record, PROFILE_CHARLIE, "", "", TAMIS_TIME_MIN,
                        TAMIS_TIME_MAX);
    }
    record = built_add(built, KEY_CLASS_DOMAIN, TAMIS_KIND_DOMAIN,
                       TAMIS_MODE_EXACT, "two.circles.net", 15);
    built_add_entry(record, PROFILE_ALPHA_AMBER, "r0", "", TAMIS_TIME_MIN,
                    TAMIS_TIME_MAX);
    built_add_entry(record, PROFILE_BRAVO, "report-1", "", 10, 20);
    built_add_entry(record, PROFILE_STRICT, "report-2", "c", 10, 20);
    built_add_entry(record, PROFILE_CHARLIE, "report-1", "", TAMIS_TIME_MIN,
                    20);
    built_add_entry(record, PROFILE_ALLOW, "", "", TAMIS_TIME_MIN,
                    TAMIS_TIME_MAX);
    built_add_entry(record, PROFILE_WARN, "", "", TAMIS_TIME_MIN,
                    TAMIS_TIME_MAX);
}

void built_add_samples(struct built *built)
{
    static const uint8_t ipv6[17] = {0x20, 1, 0xd, 0xb8, [16] = 32};
    static const uint8_t port[18] = {[10] = 0xff, 0xff, 1, 2, 3, 4, 1, 0xbb};
    static const uint8_t digest[64] = {1, 2, 3};

    add_plain(built, KEY_CLASS_IPV4, TAMIS_KIND_IP, TAMIS_MODE_EXACT,
              "\x01\x02\x03\x04\x20", 5);
    add_plain(built, KEY_CLASS_IPV4, TAMIS_KIND_IP, TAMIS_MODE_PREFIX,
              "\x01\x02\x03\x00\x18", 5);
    add_plain(built, KEY_CLASS_IPV6, TAMIS_KIND_IP, TAMIS_MODE_PREFIX, ipv6,
              17);
    add_plain(built, KEY_CLASS_IP_PORT, TAMIS_KIND_IP_PORT, TAMIS_MODE_EXACT,
              port, 18);
    ADD_TEXT(KEY_CLASS_DOMAIN, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "evil.com");
    ADD_TEXT(KEY_CLASS_URL, TAMIS_KIND_URL, TAMIS_MODE_EXACT,
             "evil.com/gate.php?id=1");
    ADD_TEXT(KEY_CLASS_EMAIL, TAMIS_KIND_EMAIL, TAMIS_MODE_EXACT, "@evil.com");
    add_plain(built, KEY_CLASS_DIGEST16, TAMIS_KIND_MD5, TAMIS_MODE_EXACT,
              digest, 16);
    add_plain(built, KEY_CLASS_DIGEST16, TAMIS_KIND_JA3, TAMIS_MODE_EXACT,
              digest, 16);
    add_plain(built, KEY_CLASS_DIGEST20, TAMIS_KIND_SHA1, TAMIS_MODE_EXACT,
              digest, 20);
    add_plain(built, KEY_CLASS_DIGEST28, TAMIS_KIND_SHA224, TAMIS_MODE_EXACT,
              digest, 28);
    add_plain(built, KEY_CLASS_DIGEST32, TAMIS_KIND_SHA256, TAMIS_MODE_EXACT,
              digest, 32);
    add_plain(built, KEY_CLASS_DIGEST48, TAMIS_KIND_SHA384, TAMIS_MODE_EXACT,
              digest, 48);
    add_plain(built, KEY_CLASS_DIGEST64, TAMIS_KIND_SHA512, TAMIS_MODE_EXACT,
              digest, 64);
    ADD_TEXT(KEY_CLASS_TEXT, TAMIS_KIND_FILENAME, TAMIS_MODE_EXACT,
             "mimikatz.exe");
    ADD_TEXT(KEY_CLASS_TEXT, TAMIS_KIND_MUTEX, TAMIS_MODE_EXACT,
             "mimikatz.exe");
    ADD_TEXT(KEY_CLASS_PATTERN, TAMIS_KIND_PATTERN, TAMIS_MODE_EXACT,
             "^evil[0-9]+$");
    add_sample_lists(built);
}
