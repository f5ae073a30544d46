/* SPDX-License-Identifier: BSD-2-Clause */
/* Policies as the kernel takes them. */
#include "kernel/xdp_shared.h"
#include "policy/policy_word.h"
#include "support/random.h"

#include <tamis/database.h>

#include <criterion/criterion.h>

#include <string.h>

static tamis_slice slice(const char *text)
{
    return (tamis_slice){text, strlen(text)};
}

static tamis_xdp_policy *parse(const char *text)
{
    tamis_xdp_policy *policy;
    tamis_error error;

    cr_assert_eq(tamis_xdp_policy_create(&policy, NULL, NULL), TAMIS_OK);
    cr_assert_eq(
        tamis_xdp_policy_parse(policy, "p", text, strlen(text), &error),
        TAMIS_OK, "%s", error.message);
    return policy;
}

static unsigned at(__u32 word, unsigned direction, unsigned place)
{
    return word >> XDP_POLICY_SHIFT(direction, place) & 0xf;
}

Test(policy_word, actions_are_what_the_kernel_calls_them)
{
    cr_expect_eq(TAMIS_XDP_IGNORE, XDP_DO_IGNORE);
    cr_expect_eq(TAMIS_XDP_COUNT, XDP_DO_COUNT);
    cr_expect_eq(TAMIS_XDP_REPORT, XDP_DO_REPORT);
    cr_expect_eq(TAMIS_XDP_DROP, XDP_DO_DROP);
    cr_expect_eq(TAMIS_XDP_DROP_REPORT, XDP_DO_DROP_REPORT);
    cr_expect_eq(TAMIS_XDP_INGRESS, 1u << XDP_INGRESS);
    cr_expect_eq(TAMIS_XDP_EGRESS, 1u << XDP_EGRESS);
}

Test(policy_word, a_feed_has_its_actions_at_every_place)
{
    tamis_xdp_policy *policy =
        parse("feed a drop ingress\nfeed a count egress\npermit feed a\n");
    struct policy_feed feed = policy_for_feed(policy, slice("a"));

    cr_expect_eq(feed.word, 0x11113333);
    cr_expect(feed.is_permitted);
    feed = policy_for_feed(policy, slice("b"));
    cr_expect_eq(feed.word, 0x22222222);
    cr_expect(!feed.is_permitted);
    cr_expect_eq(policy_for_feed(NULL, slice("a")).word, 0x22222222);
    tamis_xdp_policy_destroy(policy);
}

Test(policy_word, pap_holds_back_what_nobody_permits)
{
    struct policy_feed feed = {0x11114343, 0};

    cr_expect_eq(policy_statement_word(feed, 0, 0), 0x11114343);
    cr_expect_eq(policy_statement_word(feed, 1, 0), 0x11112222);
    feed.is_permitted = 1;
    cr_expect_eq(policy_statement_word(feed, 1, 0), 0x11114343);
}

Test(policy_word, a_field_acts_at_its_own_end_and_on_names_as_ever)
{
    struct policy_feed feed = {0x33333333, 0};
    __u32 source = policy_statement_word(feed, 0, TAMIS_FIELD_SOURCE);
    __u32 destination = policy_statement_word(
        feed, 0, TAMIS_FIELD_DESTINATION | TAMIS_FIELD_DNS_ANSWER);

    for (unsigned direction = 0; direction < 2; direction++) {
        cr_expect_eq(at(source, direction, XDP_AT_SOURCE), 3);
        cr_expect_eq(at(source, direction, XDP_AT_DESTINATION), 0);
        cr_expect_eq(at(source, direction, XDP_AT_QUERY), 3);
        cr_expect_eq(at(source, direction, XDP_AT_RESPONSE), 3);
        cr_expect_eq(at(destination, direction, XDP_AT_SOURCE), 0);
        cr_expect_eq(at(destination, direction, XDP_AT_DESTINATION), 3);
        cr_expect_eq(at(destination, direction, XDP_AT_QUERY), 3);
    }
    cr_expect_eq(policy_statement_word(
                     feed, 0, TAMIS_FIELD_SOURCE | TAMIS_FIELD_DESTINATION),
                 feed.word);
    cr_expect_eq(policy_statement_word(feed, 0, TAMIS_FIELD_EMAIL_FROM),
                 feed.word);
}

Test(policy_word, words_join_and_are_capped_nibble_by_nibble)
{
    struct random random;

    random_begin(&random, "policy_word");
    for (int i = 0; i < 10000; i++) {
        __u32 one = 0, other = 0, joined, capped;
        unsigned cap = (unsigned)random_below(&random, 5);

        for (int nibble = 0; nibble < 8; nibble++) {
            one = one << 4 | (__u32)random_below(&random, 5);
            other = other << 4 | (__u32)random_below(&random, 5);
        }
        joined = policy_join(one, other);
        capped = policy_cap(one, cap);
        for (unsigned n = 0; n < 8; n++) {
            unsigned a = at(one, n / 4, n % 4), b = at(other, n / 4, n % 4);

            cr_assert_eq(at(joined, n / 4, n % 4), a + b == 5 && a * b == 6 ? 4
                                                   : a > b                  ? a
                                                           : b);
            cr_assert_eq(at(capped, n / 4, n % 4), a < cap ? a : cap);
        }
    }
}

Test(policy_word, what_holds_back_a_set_holds_in_its_order)
{
    const __u32 word = 0x40140143;

    cr_expect_eq(policy_set_word(word, false, false, false), word);
    cr_expect_eq(policy_set_word(word, false, true, false), 0x20120122);
    cr_expect_eq(policy_set_word(word, false, false, true), 0x22222222);
    cr_expect_eq(policy_set_word(word, false, true, true), 0x22222222);
    cr_expect_eq(policy_set_word(word, true, false, false), 0);
    cr_expect_eq(policy_set_word(word, true, true, true), 0);
}

Test(policy_word, values_are_found_by_kind_and_key)
{
    tamis_xdp_policy *policy = parse(
        "permit value 203.0.113.7\npermit value evil.example\n"
        "protect 192.0.2.0/24\nprotect 2001:db8::1\nprotect own.example\n");
    tamis_xdp_policy *other = parse("protect 192.0.2.0/24\n");
    static const char v4[] = {(char)203, 0, 113, 7, 32};
    struct policy_protected own;

    cr_expect(policy_permits_values(policy));
    cr_expect(!policy_permits_values(other) && !policy_permits_values(NULL));
    cr_expect(
        policy_permits_value(policy, TAMIS_KIND_IP, (tamis_slice){v4, 5}));
    cr_expect(
        !policy_permits_value(policy, TAMIS_KIND_IP, (tamis_slice){v4, 4}));
    cr_expect(
        !policy_permits_value(policy, TAMIS_KIND_DOMAIN, (tamis_slice){v4, 5}));
    cr_expect(
        policy_permits_value(policy, TAMIS_KIND_DOMAIN, slice("evil.example")));
    cr_expect(!policy_permits_value(NULL, TAMIS_KIND_IP, (tamis_slice){v4, 5}));
    cr_assert_eq(policy_protected_count(policy), 3);
    cr_expect_eq(policy_protected_count(NULL), 0);
    own = policy_protected_at(policy, 0);
    cr_expect_eq(own.kind, TAMIS_KIND_IP);
    cr_expect(own.key.size == 17 && own.prefix_length == 128);
    own = policy_protected_at(policy, 1);
    cr_expect(own.key.size == 5 && own.prefix_length == 24);
    own = policy_protected_at(policy, 2);
    cr_expect_eq(own.kind, TAMIS_KIND_DOMAIN);
    cr_expect(own.key.size == 11 && !memcmp(own.key.data, "own.example", 11));
    cr_expect(!policy_same_values(policy, other));
    cr_expect(!policy_same_values(NULL, other));
    cr_expect(policy_same_values(NULL, NULL));
    tamis_xdp_policy_destroy(other);
    tamis_xdp_policy_destroy(policy);
}
