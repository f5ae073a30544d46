/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/memory.h"
#include "base/slice.h"
#include "label/audience.h"
#include "support/failing_allocator.h"
#include "support/random.h"

#include <criterion/criterion.h>

#include <stdio.h>

#define TEXT(literal)                                                          \
    {                                                                          \
        literal, sizeof(literal) - 1                                           \
    }

static struct audience_book *open_book(const char *organisation)
{
    struct audience_book *book;
    tamis_error error;

    cr_assert_eq(
        audience_book_create(&book, NULL, slice_text(organisation), &error),
        TAMIS_OK);
    return book;
}

static void define(struct audience_book *book, const char *name,
                   const tamis_slice *members, size_t count)
{
    tamis_error error;

    cr_assert_eq(
        audience_book_define(book, slice_text(name), members, count, &error),
        TAMIS_OK, "%s", error.message);
}

static struct audience_set expand(struct audience_book *book,
                                  const tamis_slice *names, size_t count)
{
    struct audience_set set;
    tamis_error error;

    cr_assert_eq(audience_set_expand(&set, book, names, count, &error),
                 TAMIS_OK, "%s", error.message);
    return set;
}

Test(audience, self_is_in_every_set_and_is_the_operators_own_name)
{
    struct audience_book *book = open_book("hospital-x");
    const tamis_slice named[] = {TEXT("hospital-x"), TEXT("self")};
    const tamis_slice other[] = {TEXT("grid-y")};
    struct audience_set none = expand(book, NULL, 0);
    struct audience_set own = expand(book, named, 2);
    struct audience_set grid = expand(book, other, 1);

    cr_expect_eq(none.member_count, 1);
    cr_expect_eq(none.members[0], 0);
    cr_expect_eq(own.member_count, 1);
    cr_expect_eq(own.members[0], 0);
    cr_expect_eq(grid.member_count, 2);
    cr_expect_eq(grid.members[0], 0);
    cr_expect(audience_set_contains(&grid, &own));
    cr_expect_not(audience_set_contains(&own, &grid));
    cr_expect(slice_is(audience_book_organisation_name(book, 0), "self"));
    cr_expect(slice_is(audience_book_self(book), "hospital-x"));
    cr_expect_eq(audience_book_organisation_name(book, 99).size, 0);
    audience_set_release(&none, &memory_default);
    audience_set_release(&own, &memory_default);
    audience_set_release(&grid, &memory_default);
    audience_book_destroy(book);
}

Test(audience, circles_expand_to_their_organisations)
{
    struct audience_book *book = open_book("hospital-x");
    const tamis_slice inner[] = {TEXT("b"), TEXT("a"), TEXT("b")};
    const tamis_slice outer[] = {TEXT("circle:inner"), TEXT("c"),
                                 TEXT("hospital-x")};
    const tamis_slice all[] = {TEXT("a"), TEXT("*")};
    const tamis_slice ask_outer[] = {TEXT("circle:outer")};
    const tamis_slice ask_inner[] = {TEXT("circle:inner")};
    const tamis_slice ask_all[] = {TEXT("a"), TEXT("circle:all")};
    struct audience_set o, i, everyone;

    define(book, "circle:inner", inner, 3);
    define(book, "circle:outer", outer, 3);
    define(book, "circle:all", all, 2);
    o = expand(book, ask_outer, 1);
    i = expand(book, ask_inner, 1);
    everyone = expand(book, ask_all, 2);
    cr_expect_eq(i.member_count, 3); /* self, a, b */
    cr_expect_eq(o.member_count, 4);
    cr_expect(everyone.everyone);
    cr_expect_null(everyone.members);
    cr_expect(audience_set_contains(&o, &i));
    cr_expect_not(audience_set_contains(&i, &o));
    cr_expect(audience_set_contains(&everyone, &o));
    cr_expect_not(audience_set_contains(&o, &everyone));
    cr_expect(audience_set_contains(&everyone, &everyone));
    audience_set_release(&o, &memory_default);
    audience_set_release(&i, &memory_default);
    audience_set_release(&everyone, &memory_default);
    audience_book_destroy(book);
}

Test(audience, definitions_come_back_in_the_order_of_their_names)
{
    struct audience_book *book = open_book("");
    const char *const names[] = {"m", "c", "z", "a", "zz", "b"};
    const char *const sorted[] = {"a", "b", "c", "m", "z", "zz"};

    for (size_t n = 0; n < 6; n++) {
        const tamis_slice member = slice_text(n == 3 ? "*" : "org");

        define(book, names[n], &member, 1);
    }
    cr_assert_eq(audience_book_count(book), 6);
    for (size_t n = 0; n < 6; n++) {
        cr_expect(slice_is(audience_book_name(book, n), sorted[n]));
        cr_expect_eq(audience_book_set(book, n)->everyone, n == 0);
    }
    audience_book_destroy(book);
}

Test(audience, names_that_cannot_be_defined_are_refused_with_a_reason)
{
    struct audience_book *book = open_book("me");
    const tamis_slice member = TEXT("x");
    const tamis_slice itself = TEXT("loop");
    static const char *const refused[] = {"", "*", "self", "me", "twice", "x"};
    tamis_error error;

    define(book, "twice", &member, 1);
    for (size_t n = 0; n < sizeof refused / sizeof *refused; n++) {
        error.message[0] = '\0';
        cr_expect_eq(audience_book_define(book, slice_text(refused[n]), &member,
                                          1, &error),
                     TAMIS_ERROR_LABEL, "%s", refused[n]);
        cr_expect_gt(strlen(error.message), 20);
    }
    cr_expect_eq(audience_book_define(book, itself, &itself, 1, &error),
                 TAMIS_ERROR_LABEL);
    cr_expect_eq(audience_book_count(book), 1);
    audience_book_destroy(book);
    cr_expect_eq(audience_book_create(&book, NULL, slice_text("*"), &error),
                 TAMIS_ERROR_LABEL);
    cr_expect_null(book);
}

Test(audience, an_empty_name_is_refused_and_leaves_nothing)
{
    struct audience_book *book = open_book("");
    const tamis_slice names[] = {TEXT("a"), TEXT("")};
    struct audience_set set;

    cr_expect_eq(audience_set_expand(&set, book, names, 2, NULL),
                 TAMIS_ERROR_LABEL);
    cr_expect_null(set.members);
    cr_expect_eq(set.member_count, 0);
    audience_book_destroy(book);
}

/* A set as bits, which is obviously right: bit 31 is everyone. */
#define MODEL_EVERYONE 0x80000000u

static uint32_t random_model(struct random *random)
{
    if (random_one_in(random, 8))
        return MODEL_EVERYONE;
    return ((uint32_t)random_next(random) & 0x3fffu) | 1u;
}

static struct audience_set from_model(uint32_t model)
{
    struct audience_set set = {false, NULL, 0};

    if (model == MODEL_EVERYONE) {
        set.everyone = true;
        return set;
    }
    set.members =
        memory_allocate_array(&memory_default, 32, sizeof *set.members);
    for (uint32_t bit = 0; bit < 31; bit++)
        if (model >> bit & 1)
            set.members[set.member_count++] = bit;
    return set;
}

static uint32_t to_model(const struct audience_set *set)
{
    uint32_t model = 0;

    if (set->everyone)
        return MODEL_EVERYONE;
    for (size_t n = 0; n < set->member_count; n++)
        model |= 1u << set->members[n];
    return model;
}

static bool model_contains(uint32_t outer, uint32_t inner)
{
    if (outer == MODEL_EVERYONE || inner == MODEL_EVERYONE)
        return outer == MODEL_EVERYONE;
    return (inner & ~outer) == 0;
}

Test(audience, algebra_agrees_with_sets_of_bits)
{
    struct random random;

    random_begin(&random, "audience algebra");
    for (int round = 0; round < 5000; round++) {
        uint32_t a = random_model(&random), b = random_model(&random);
        uint32_t both = a == MODEL_EVERYONE   ? b
                        : b == MODEL_EVERYONE ? a
                                              : a & b;
        struct audience_set left = from_model(a), right = from_model(b);
        struct audience_set meet;

        cr_assert_eq(
            audience_set_intersect(&meet, &memory_default, &left, &right),
            TAMIS_OK);
        cr_assert_eq(to_model(&meet), both, "%x & %x", a, b);
        cr_assert_eq(audience_set_contains(&left, &right), model_contains(a, b),
                     "%x >= %x", a, b);
        cr_assert(audience_set_contains(&left, &meet));
        cr_assert(audience_set_contains(&right, &meet));
        audience_set_release(&left, &memory_default);
        audience_set_release(&right, &memory_default);
        audience_set_release(&meet, &memory_default);
    }
}

Test(audience, large_sets_are_sorted_and_unique)
{
    enum { COUNT = 5000 };
    struct audience_book *book = open_book("me");
    static char text[COUNT][16];
    static tamis_slice names[COUNT * 2];
    struct random random;
    struct audience_set set;

    random_begin(&random, "audience sort");
    for (size_t n = 0; n < COUNT; n++) {
        snprintf(text[n], sizeof text[n], "org-%zu", n);
        names[n] = slice_text(text[n]);
    }
    for (size_t n = 0; n < COUNT; n++)
        cr_assert_eq(audience_book_organisation(book, names[n]), n + 1);
    for (size_t n = 0; n < COUNT; n++)
        names[COUNT + n] = names[random_below(&random, COUNT)];
    for (size_t n = 0; n < COUNT; n++) {
        size_t other = (size_t)random_below(&random, COUNT * 2);
        tamis_slice swap = names[n];

        names[n] = names[other];
        names[other] = swap;
    }
    set = expand(book, names, COUNT * 2);
    cr_assert_eq(set.member_count, COUNT + 1);
    for (size_t n = 0; n < set.member_count; n++)
        cr_assert_eq(set.members[n], n);
    audience_set_release(&set, &memory_default);
    audience_book_destroy(book);
}

static tamis_status use_book(const tamis_allocator *allocator)
{
    struct audience_book *book;
    struct audience_set set = {false, NULL, 0}, other = {false, NULL, 0};
    const tamis_slice members[] = {TEXT("a"), TEXT("b")};
    const tamis_slice ask[] = {TEXT("circle"), TEXT("c")};
    tamis_status status =
        audience_book_create(&book, allocator, slice_text("me"), NULL);

    if (status < 0)
        return status;
    status = audience_book_define(book, slice_text("circle"), members, 2, NULL);
    if (status == TAMIS_OK)
        status =
            audience_book_define(book, slice_text("another"), members, 2, NULL);
    if (status == TAMIS_OK)
        status = audience_set_expand(&set, book, ask, 2, NULL);
    if (status == TAMIS_OK)
        status = audience_set_intersect(&other, allocator, &set, &set);
    audience_set_release(&set, allocator);
    audience_set_release(&other, allocator);
    audience_book_destroy(book);
    return status;
}

Test(audience, any_failing_allocation_is_reported_and_leaks_nothing)
{
    for (uint64_t n = 1;; n++) {
        struct failing_allocator failing;
        tamis_status status;

        failing_allocator_begin(&failing, n);
        status = use_book(&failing.allocator);
        cr_assert_eq(failing.live_count, 0, "allocation %u", (unsigned)n);
        if (!failing.has_failed) {
            cr_assert_eq(status, TAMIS_OK);
            break;
        }
        cr_assert_eq(status, TAMIS_ERROR_MEMORY, "allocation %u", (unsigned)n);
    }
}
