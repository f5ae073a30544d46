/* SPDX-License-Identifier: BSD-2-Clause */
/* What built files have in their tables: two circles, and everyone else. */
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
