/* SPDX-License-Identifier: BSD-2-Clause */
/* Policies as text: read, written, asked, and every way to write them wrong. */
#include "policy/policy_word.h"
#include "support/failing_allocator.h"
#include "support/random.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#define TEXT_MAX 65536

static tamis_xdp_policy *create(void)
{
    tamis_xdp_policy *policy;

    cr_assert_eq(tamis_xdp_policy_create(&policy, NULL, NULL), TAMIS_OK);
    return policy;
}

static tamis_slice slice(const char *text)
{
    return (tamis_slice){text, strlen(text)};
}

static tamis_xdp_policy *parse(const char *text)
{
    tamis_xdp_policy *policy = create();
    tamis_error error;

    cr_assert_eq(
        tamis_xdp_policy_parse(policy, "p", text, strlen(text), &error),
        TAMIS_OK, "%s", error.message);
    return policy;
}

static void expect_text(const tamis_xdp_policy *policy, const char *expected)
{
    static char text[TEXT_MAX];
    size_t size = tamis_xdp_policy_format(policy, text, sizeof text - 1);

    cr_assert_lt(size, sizeof text);
    text[size] = '\0';
    cr_expect_str_eq(text, expected);
}

Test(policy, without_lines_everything_is_reported)
{
    tamis_xdp_policy *policy = create();

    cr_expect_eq(tamis_xdp_policy_get(policy, slice("any"), TAMIS_XDP_INGRESS),
                 TAMIS_XDP_REPORT);
    cr_expect_eq(tamis_xdp_policy_get(policy, slice("any"), TAMIS_XDP_EGRESS),
                 TAMIS_XDP_REPORT);
    expect_text(policy, "default report\n");
    tamis_xdp_policy_destroy(policy);
    tamis_xdp_policy_destroy(NULL);
}

Test(policy, is_written_sorted_and_each_thing_once)
{
    tamis_xdp_policy *policy =
        parse("# what we do\n"
              "\tprotect Resolver.Example.   # ours\r\n"
              "protect 192.0.2.77/24\n"
              "protect 2001:db8::/32\n"
              "feed zeta drop\n"
              "feed zeta count egress\n"
              "feed \"a feed\" drop+report ingress egress\n"
              "feed \"\\\"q\\\\\" ignore ingress\n"
              "permit feed zeta\n"
              "permit value 203.0.113.7\n"
              "permit value 203.0.113.7:443\n"
              "default count egress\n"
              "protect 192.0.2.0/24");

    expect_text(policy, "default report ingress\n"
                        "default count egress\n"
                        "feed \"\\\"q\\\\\" ignore ingress\n"
                        "feed \"a feed\" drop+report\n"
                        "feed zeta drop ingress\n"
                        "feed zeta count egress\n"
                        "permit feed zeta\n"
                        "permit value 203.0.113.7\n"
                        "permit value 203.0.113.7:443\n"
                        "protect 2001:db8::/32\n"
                        "protect 192.0.2.0/24\n"
                        "protect resolver.example\n");
    tamis_xdp_policy_destroy(policy);
}

/* What is written is read back as the same. */
Test(policy, a_name_that_looks_like_a_digest_is_written_as_a_name)
{
    const char *text = "default report\n"
                       "permit value deadbeefdeadbeefdeadbeefdeadbeef.\n"
                       "protect 0123456789abcdef0123456789abcdef.example\n"
                       "protect beef\n"
                       "protect cccccccccccccccccccccccccccccccccccccccc.\n";
    tamis_xdp_policy *policy =
        parse("permit value *.deadbeefdeadbeefdeadbeefdeadbeef\n"
              "protect 0123456789abcdef0123456789abcdef.example\n"
              "protect beef\n"
              "protect *.CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC\n");
    tamis_xdp_policy *again = parse(text);

    expect_text(policy, text);
    expect_text(again, text);
    tamis_xdp_policy_destroy(again);
    tamis_xdp_policy_destroy(policy);
}

Test(policy, a_direction_that_a_feed_leaves_open_is_the_defaults)
{
    tamis_xdp_policy *policy =
        parse("feed a drop ingress\ndefault count\npermit feed b\n");

    cr_expect_eq(tamis_xdp_policy_get(policy, slice("a"), TAMIS_XDP_INGRESS),
                 TAMIS_XDP_DROP);
    cr_expect_eq(tamis_xdp_policy_get(policy, slice("a"), TAMIS_XDP_EGRESS),
                 TAMIS_XDP_COUNT);
    cr_expect_eq(tamis_xdp_policy_get(policy, slice("b"), TAMIS_XDP_INGRESS),
                 TAMIS_XDP_COUNT);
    tamis_xdp_policy_destroy(policy);
}

Test(policy, feeds_that_have_a_line_are_named_in_order)
{
    tamis_xdp_policy *policy =
        parse("feed b drop\npermit feed a\nfeed b count\nprotect x\n");
    tamis_slice name;

    cr_assert_eq(tamis_xdp_policy_feed(policy, 0, &name), 1);
    cr_expect(name.size == 1 && *name.data == 'a');
    cr_assert_eq(tamis_xdp_policy_feed(policy, 1, &name), 1);
    cr_expect(name.size == 1 && *name.data == 'b');
    cr_expect_eq(tamis_xdp_policy_feed(policy, 2, &name), 0);
    tamis_xdp_policy_destroy(policy);
}

struct refused {
    const char *text, *line; /* line: how the sentence begins, and a part */
    const char *part;
};

static const struct refused refused[] = {
    {"defalt drop", "p:1:", "begins with"},
    {"\n\"\" drop", "p:2:", "begins with"},
    {"default", "p:1:", "an action lacks"},
    {"default drop\ndefault DROP", "p:2:", "\"DROP\" is no action"},
    {"default drop inside", "p:1:", "no direction"},
    {"default drop ingress egress ingress egress ingress",
     "p:1:", "too many words"},
    {"feed", "p:1:", "needs the name"},
    {"feed \"\" drop", "p:1:", "needs the name"},
    {"feed a", "p:1:", "an action lacks"},
    {"# x\n\nfeed a drop # y\nfeed a b", "p:4:", "\"b\" is no action"},
    {"feed \"a drop", "p:1:", "not closed"},
    {"feed \"a\\", "p:1:", "stands before"},
    {"feed \"a\\n\" drop", "p:1:", "stands before"},
    {"feed \"a\"b drop", "p:1:", "blank belongs"},
    {"feed a\"b drop", "p:1:", "beginning of a word"},
    {"feed a\001b drop", "p:1:", "control bytes"},
    {"permit", "p:1:", "permit is followed"},
    {"permit feed", "p:1:", "permit is followed"},
    {"permit feed \"\"", "p:1:", "needs the name"},
    {"permit value", "p:1:", "permit is followed"},
    {"permit value 192.0.2.1 192.0.2.2", "p:1:", "permit is followed"},
    {"permit value bad..example", "p:1:", "permit value \"bad..example\""},
    {"permit value http://bad.example/x", "p:1:", "of kind url"},
    {"permit host 192.0.2.1", "p:1:", "permit is followed"},
    {"protect", "p:1:", "protect is followed"},
    {"protect 192.0.2.1 192.0.2.2", "p:1:", "protect is followed"},
    {"protect 192.0.2.1:80", "p:1:", "of kind ip-port"},
    {"protect 192.0.2.256/33", "p:1:", "protect \"192.0.2.256/33\""},
    {"protect \"\"", "p:1:", "protect"},
};

Test(policy, what_is_wrong_is_told_with_its_line_and_changes_nothing)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        tamis_xdp_policy *policy = parse("feed kept drop\n");
        char text[256];
        tamis_error error = {0};
        tamis_status status;

        snprintf(text, sizeof text, "%s\nfeed late drop\n", refused[i].text);
        status =
            tamis_xdp_policy_parse(policy, "p", text, strlen(text), &error);
        cr_expect_eq(status, TAMIS_ERROR_SYNTAX, "%s: %d", refused[i].text,
                     status);
        cr_expect_eq(error.status, status);
        cr_expect(!strncmp(error.message, refused[i].line, 4), "%s",
                  error.message);
        cr_expect_eq(error.line, (uint64_t)(refused[i].line[2] - '0'));
        cr_expect(strstr(error.message, refused[i].part), "%s: %s",
                  refused[i].text, error.message);
        cr_expect_lt(
            tamis_xdp_policy_parse(policy, NULL, text, strlen(text), NULL), 0);
        expect_text(policy, "default report\nfeed kept drop\n");
        tamis_xdp_policy_destroy(policy);
    }
}

Test(policy, lines_and_names_have_limits)
{
    static char line[TAMIS_XDP_POLICY_LINE_MAX + 2];
    tamis_xdp_policy *policy = create();
    tamis_slice name = {line, TAMIS_XDP_POLICY_NAME_MAX + 1};
    tamis_error error;

    memset(line, 'x', sizeof line);
    cr_expect_eq(tamis_xdp_policy_set(policy, name, 1, 1, &error),
                 TAMIS_ERROR_LIMIT);
    name.size--;
    cr_expect_eq(tamis_xdp_policy_set(policy, name, 1, 1, &error), TAMIS_OK);
    memset(line, ' ', sizeof line);
    line[0] = '#';
    cr_expect_eq(tamis_xdp_policy_parse(policy, "p", line,
                                        TAMIS_XDP_POLICY_LINE_MAX, &error),
                 TAMIS_OK);
    cr_expect_eq(tamis_xdp_policy_parse(policy, "p", line,
                                        TAMIS_XDP_POLICY_LINE_MAX + 1, &error),
                 TAMIS_ERROR_LIMIT);
    cr_expect_eq(error.line, 1);
    tamis_xdp_policy_destroy(policy);
}

Test(policy, actions_and_directions_that_are_none_are_refused)
{
    tamis_xdp_policy *policy = create();
    tamis_xdp_action action;

    cr_expect_eq(tamis_xdp_policy_set(policy, slice("a"), 0, 1, NULL),
                 TAMIS_ERROR_ARGUMENT);
    cr_expect_eq(tamis_xdp_policy_set(policy, slice("a"), 4, 1, NULL),
                 TAMIS_ERROR_ARGUMENT);
    cr_expect_eq(tamis_xdp_policy_set(policy, slice("a"), 1, 5, NULL),
                 TAMIS_ERROR_ARGUMENT);
    cr_expect_eq(tamis_xdp_policy_set(policy, slice("a\nb"), 1, 1, NULL),
                 TAMIS_ERROR_ARGUMENT);
    expect_text(policy, "default report\n");
    for (tamis_xdp_action i = 0; i <= TAMIS_XDP_DROP_REPORT; i++) {
        const char *name = tamis_xdp_action_name(i);

        cr_expect_eq(tamis_xdp_action_parse(name, strlen(name), &action), 1);
        cr_expect_eq(action, i);
    }
    cr_expect_null(tamis_xdp_action_name(5));
    cr_expect_eq(tamis_xdp_action_parse("dropp", 5, &action), 0);
    tamis_xdp_policy_destroy(policy);
}

Test(policy, is_cut_at_the_capacity_and_tells_its_size)
{
    tamis_xdp_policy *policy = parse("feed \"a b\" drop\nprotect 192.0.2.1\n");
    char whole[128], part[128];
    size_t size = tamis_xdp_policy_format(policy, whole, sizeof whole);

    for (size_t capacity = 0; capacity <= size; capacity++) {
        memset(part, 1, sizeof part);
        cr_expect_eq(tamis_xdp_policy_format(policy, part, capacity), size);
        cr_expect_eq(memcmp(part, whole, capacity), 0);
        cr_expect_eq(part[capacity], 1);
    }
    cr_expect_eq(tamis_xdp_policy_format(policy, NULL, 0), size);
    tamis_xdp_policy_destroy(policy);
}

/* Any words of the language, mostly in an order that means something. */
static size_t write_line(struct random *random, char *line, size_t capacity)
{
    static const char *const starts[] = {"default",
                                         "feed a",
                                         "feed \"b c\"",
                                         "feed \"\\\\\\\"\"",
                                         "permit feed",
                                         "permit value",
                                         "protect",
                                         "feed b#",
                                         "#",
                                         ""};
    static const char *const others[] = {
        "drop",        "drop+report",      "ignore",    "count",
        "report",      "ingress",          "egress",    "a",
        "\"b c\"",     "192.0.2.1",        "\"#\"",     "192.0.2.0/24",
        "2001:db8::1", "[2001:db8::1]:53", "a.example", "b.a.example"};
    size_t size = (size_t)snprintf(line, capacity, "%s",
                                   starts[random_below(random, 10)]);

    for (uint64_t words = random_between(random, 1, 2); words; words--)
        size += (size_t)snprintf(line + size, capacity - size, " %s",
                                 others[random_below(random, 16)]);
    size += (size_t)snprintf(line + size, capacity - size, "\n");
    return size;
}

static void expect_round_trip(const tamis_xdp_policy *policy)
{
    static char first[TEXT_MAX], second[TEXT_MAX];
    tamis_xdp_policy *read = create(), *copy;
    size_t size = tamis_xdp_policy_format(policy, first, sizeof first);
    tamis_error error;

    cr_assert_eq(tamis_xdp_policy_parse(read, "p", first, size, &error),
                 TAMIS_OK, "%s", error.message);
    cr_assert_eq(tamis_xdp_policy_format(read, second, sizeof second), size);
    cr_assert_eq(memcmp(first, second, size), 0);
    cr_assert(policy_same_values(policy, read));
    cr_assert_eq(policy_copy(&copy, policy, NULL, NULL), TAMIS_OK);
    cr_assert_eq(tamis_xdp_policy_format(copy, second, sizeof second), size);
    cr_assert_eq(memcmp(first, second, size), 0);
    tamis_xdp_policy_destroy(copy);
    tamis_xdp_policy_destroy(read);
}

Test(policy, what_is_written_is_read_as_the_same)
{
    struct random random;

    random_begin(&random, "policy");
    for (int world = 0; world < 300; world++) {
        tamis_xdp_policy *policy = create(), *whole = create();
        static char all[TEXT_MAX];
        size_t all_size = 0, size, again;

        for (uint64_t lines = random_below(&random, 40); lines; lines--) {
            size = write_line(&random, all + all_size, 256);
            if (tamis_xdp_policy_parse(policy, "p", all + all_size, size,
                                       NULL) == TAMIS_OK)
                all_size += size;
        }
        /* line by line or at once, the later lines hold */
        cr_assert_eq(tamis_xdp_policy_parse(whole, "p", all, all_size, NULL),
                     TAMIS_OK);
        expect_round_trip(policy);
        size = tamis_xdp_policy_format(policy, NULL, 0);
        again = tamis_xdp_policy_format(whole, NULL, 0);
        cr_assert_eq(size, again);
        tamis_xdp_policy_destroy(policy);
        tamis_xdp_policy_destroy(whole);
    }
}

Test(policy, any_allocation_may_fail)
{
    static const char text[] = "feed a drop\nfeed b count\npermit feed c\n"
                               "permit value 192.0.2.1\nprotect a.example\n";
    struct failing_allocator failing;

    for (uint64_t n = 1;; n++) {
        tamis_xdp_policy *policy = NULL, *copy = NULL;
        tamis_error error = {0};
        tamis_status status;

        failing_allocator_begin(&failing, n);
        status = tamis_xdp_policy_create(&policy, &failing.allocator, &error);
        if (status == TAMIS_OK)
            status = tamis_xdp_policy_parse(policy, "p", text, sizeof text - 1,
                                            &error);
        if (status == TAMIS_OK)
            status = policy_copy(&copy, policy, &failing.allocator, &error);
        tamis_xdp_policy_destroy(copy);
        tamis_xdp_policy_destroy(policy);
        cr_assert_eq(failing.live_count, 0);
        if (!failing.has_failed) {
            cr_assert_eq(status, TAMIS_OK, "%s", error.message);
            break;
        }
        cr_assert_eq(status, TAMIS_ERROR_MEMORY);
        cr_assert_eq(error.status, TAMIS_ERROR_MEMORY);
    }
}
