/* SPDX-License-Identifier: BSD-2-Clause */
/* What goes into an image of a few values, told one by one. */
#include "base/heap.h"
#include "image/image_nodes.h"
#include "image/image_sets.h"
#include "support/random.h"
#include "unit/match/small_database.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define LABELS_8     "a.b.c.d.e.f.g.h."

static void gather(struct image_nodes *nodes,
                   const struct small_statement *statements, size_t count,
                   const char *policy_text, void **bytes)
{
    tamis_database *database = small_database(statements, count, bytes);
    struct image_request request = {
        .database = database, .time_ns = 1, .thread_count = 2};
    tamis_xdp_policy *policy;
    tamis_error error;

    cr_assert_eq(tamis_xdp_policy_create(&policy, NULL, &error), TAMIS_OK);
    cr_assert_eq(tamis_xdp_policy_parse(policy, "test", policy_text,
                                        strlen(policy_text), &error),
                 TAMIS_OK, "%s", error.message);
    request.policy = policy;
    cr_assert_eq(image_nodes_gather(nodes, &request, &error), TAMIS_OK, "%s",
                 error.message);
    tamis_xdp_policy_destroy(policy);
    tamis_database_release(database);
}

static uint32_t flags_of(const struct image_nodes *nodes, uint32_t answer)
{
    return nodes->sets[nodes->answers[answer].set].flags;
}

Test(image_values, what_is_permitted_is_not_what_lies_in_it)
{
    const struct small_statement statements[] = {
        {"feed", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "81.2.69.0/24"},
        {"feed", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "81.2.69.7"},
    };
    struct image_nodes nodes;
    void *bytes;

    gather(&nodes, statements, COUNT(statements), "permit value 81.2.69.0/24\n",
           &bytes);
    cr_assert_eq(nodes.v4_count, 2);
    for (uint32_t n = 0; n < 2; n++)
        cr_expect_eq(flags_of(&nodes, nodes.v4[n].answer),
                     nodes.v4[n].length == 24 ? IMAGE_SET_PERMITTED : 0);
    image_nodes_release(&nodes);
    free(bytes);
}

Test(image_values, what_is_not_listed_has_no_answer)
{
    const struct small_statement statements[] = {
        {"feed", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "81.2.69.7"},
        {"feed", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "evil.com"},
        {"feed", 0, TAMIS_KIND_MD5, TAMIS_MODE_AUTO,
         "0123456789abcdef0123456789abcdef"},
    };
    struct image_nodes nodes;
    void *bytes;

    gather(&nodes, statements, COUNT(statements),
           "protect 81.2.0.0/16\nprotect bad.org\nprotect 2a00::/12\n", &bytes);
    cr_expect_eq(nodes.v4_count, 1);
    cr_expect_eq(nodes.v6_count, 0);
    cr_expect_eq(nodes.name_count, 1);
    cr_expect_eq(nodes.answer_count, 2);
    cr_expect_eq(flags_of(&nodes, nodes.v4[0].answer), IMAGE_SET_PROTECTED);
    cr_expect_eq(flags_of(&nodes, nodes.names[0].value & 0xffff), 0);
    cr_expect_eq(nodes.info.indicators, 2);
    cr_expect_eq(nodes.info.ipv4, 1);
    cr_expect_eq(nodes.info.names, 1);
    cr_expect_eq(nodes.info.other_kinds, 1);
    cr_expect_eq(nodes.info.next_end_ns, TAMIS_TIME_MAX);
    image_nodes_release(&nodes);
    free(bytes);
}

Test(image_values, names_too_deep_to_be_told_apart_are_in_doubt)
{
    const struct small_statement statements[] = {
        {"feed", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX, "evil.com"},
        {"feed", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX,
         LABELS_8 LABELS_8 "bad.org"},
        {"allow", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT,
         LABELS_8 LABELS_8 "evil.com"},
    };
    struct image_nodes nodes;
    void *bytes;

    gather(&nodes, statements, COUNT(statements), "", &bytes);
    cr_assert_eq(nodes.name_count, 2);
    cr_expect_eq(nodes.info.deep_names, 2);
    for (uint32_t n = 0; n < 2; n++) {
        const struct image_node_name *node = &nodes.names[n];
        uint32_t answer = node->value & (IMAGE_ANSWER_LIMIT - 1);

        cr_expect_eq(flags_of(&nodes, answer), 0);
        if (node->size == strlen("evil.com")) {
            cr_expect_eq(nodes.answers[answer].until_hours, IMAGE_UNTIL_NEVER);
            continue;
        }
        cr_expect_eq(node->size, strlen("c.d.e.f.g.h." LABELS_8 "evil.com"));
        cr_expect_eq(node->value & ~(IMAGE_ANSWER_LIMIT - 1), IMAGE_NAME_UNDER);
        cr_expect_eq(nodes.answers[answer].until_hours, 0);
    }
    image_nodes_release(&nodes);
    free(bytes);
}

Test(image_values, fingerprints_are_refused)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    struct image_request request = {.thread_count = 1};
    struct image_nodes nodes;
    tamis_compiler *compiler;
    tamis_error error;
    uint32_t feed;
    void *bytes;
    size_t size;

    options.fingerprint_bits = 64;
    info.name = (tamis_slice){"feed", 4};
    info.tlp = 0;
    statement.value = (tamis_slice){"evil.com", 8};
    cr_assert_eq(tamis_compiler_create(&compiler, &options, &error), TAMIS_OK);
    cr_assert_eq(tamis_compiler_add_feed(compiler, &info, &feed, &error), 0);
    cr_assert_eq(tamis_compiler_add(compiler, feed, &statement, &error), 0);
    cr_assert_eq(tamis_compiler_write_memory(compiler, &bytes, &size, &error),
                 TAMIS_OK);
    cr_assert_eq(tamis_database_open_memory(&request.database, bytes, size,
                                            NULL, &error),
                 TAMIS_OK);
    cr_expect_eq(image_nodes_gather(&nodes, &request, &error),
                 TAMIS_ERROR_UNSUPPORTED);
    image_nodes_release(&nodes);
    tamis_database_release(request.database);
    tamis_compiler_free_memory(compiler, bytes, size);
    tamis_compiler_destroy(compiler);
}

/* A file's bytes may be anything. The sanitizers' build is what makes this
 * strict. */
Test(image_values, hostile_bytes_never_break_a_gathering)
{
    const struct small_statement statements[] = {
        {"feed", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "81.2.69.0/24"},
        {"feed", 0, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "81.2.69.7"},
        {"other", 4, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "2a00:1450::/32"},
        {"other", 4, TAMIS_KIND_IP_PORT, TAMIS_MODE_AUTO, "81.2.69.7:80"},
        {"feed", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX, "evil.com"},
        {"feed", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "a.b.evil.com"},
        {"allow", 0, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "a.evil.com"},
    };
    struct random random;
    tamis_database *database;
    size_t size, gathered = 0;
    void *bytes;
    uint8_t *changed;
    tamis_database_info info = {.struct_size = sizeof info};

    random_begin(&random, "image_values hostile");
    database = small_database(statements, COUNT(statements), &bytes);
    tamis_database_info_get(database, &info);
    tamis_database_release(database);
    size = info.file_size;
    changed = aligned_alloc(64, (size + 63) / 64 * 64);
    for (int round = 0; round < 20000; round++) {
        struct image_request request = {.time_ns = 1, .thread_count = 1};
        struct image_nodes nodes;

        memcpy(changed, bytes, size);
        /* Behind the header and the directory, whose hash would tell. */
        for (uint64_t n = random_between(&random, 1, 6); n > 0; n--)
            changed[random_between(&random, size / 4, size - 1)] =
                (uint8_t)random_next(&random);
        if (tamis_database_open_memory(&request.database, changed, size, NULL,
                                       NULL) < 0)
            continue;
        if (image_nodes_gather(&nodes, &request, NULL) == TAMIS_OK) {
            gathered++;
            for (uint32_t n = 0; n < nodes.v4_count; n++)
                cr_assert_leq(nodes.v4[n].answer, nodes.answer_count);
        }
        image_nodes_release(&nodes);
        tamis_database_release(request.database);
    }
    cr_expect_gt(gathered, 1000);
    free(changed);
    free(bytes);
}

/* Pairs of so many feeds are more than sets have numbers. */
#define FEEDS        400u
#define COMBINATIONS 70000u

static void add_pairs(struct answer_list *list)
{
    for (__u32 one = 0; one < FEEDS; one++)
        for (__u32 other = one + 1; other < FEEDS; other++) {
            const __u64 terms[] = {TERM_OF_FEED(one), TERM_OF_FEED(other)};

            if (list->count < COMBINATIONS)
                answer_list_add(list, term_sets_add(&list->terms, 0, terms, 2),
                                IMAGE_UNTIL_NEVER, one);
        }
}

static bool has_feed(const struct image_nodes *nodes, uint32_t set,
                     uint32_t feed, bool is_restricted)
{
    const struct image_set_span *span = &nodes->spans[set];

    for (uint32_t n = span->first; n < span->first + span->count; n++)
        if (nodes->statements[n].feed == feed &&
            nodes->statements[n].is_restricted == is_restricted)
            return true;
    return false;
}

Test(image_values, too_many_combinations_share_a_set_that_drops_nothing)
{
    const tamis_allocator heap = heap_from(NULL);
    struct image_nodes nodes = {.heap = heap, .feed_count = FEEDS};
    struct answer_list list;
    uint32_t joined = 0;

    cr_assert(answer_list_begin(&list, &heap, COMBINATIONS));
    add_pairs(&list);
    cr_assert(image_sets_make(&nodes, &list, 1));
    cr_assert_leq(nodes.set_count, IMAGE_SET_LIMIT);
    for (uint32_t n = 1; n <= COMBINATIONS; n++) {
        const struct image_answer *answer = &nodes.answers[n];
        const __u64 *terms = list.terms.terms + list.terms.sets[n].first;
        bool is_joined = answer->until_hours == 0;

        joined += is_joined;
        cr_assert(is_joined || nodes.spans[answer->set].count == 2);
        cr_assert(
            has_feed(&nodes, answer->set, TERM_FEED(terms[0]), is_joined));
        cr_assert(
            has_feed(&nodes, answer->set, TERM_FEED(terms[1]), is_joined));
    }
    cr_expect_gt(joined, COMBINATIONS - IMAGE_SET_LIMIT);
    cr_expect_eq(nodes.info.joined_sets, joined);
    image_nodes_release(&nodes);
    answer_list_end(&list);
}
