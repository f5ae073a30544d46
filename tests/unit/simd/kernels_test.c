/* SPDX-License-Identifier: BSD-2-Clause */
#include "simd/kernels.h"

#include "support/guarded_bytes.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <string.h>

#define WIDTH      ((size_t)32)
#define SIZE_LAST  (4 * WIDTH + 3)
#define ALIGNMENTS ((size_t)64)

Test(kernels, the_last_table_needs_nothing)
{
    size_t count = 0;

    while (kernels_get(count))
        count++;
    cr_assert_geq(count, 1);
    cr_assert_eq(kernels_get(count - 1), &kernels_scalar);
    cr_assert_null(kernels_get(SIZE_MAX));
}

Test(kernels, picking_never_goes_beyond_the_features)
{
    for (uint32_t features = 0; features < 16; features++) {
        const struct kernels *kernels = kernels_pick(features);

        cr_assert_eq(kernels->required & ~features, 0, "%u", features);
    }
    cr_assert_eq(kernels_pick(0), &kernels_scalar);
    cr_assert_eq(kernels_pick(CPU_SCALAR), &kernels_scalar);
    cr_assert_eq(kernels_pick_limited(CPU_SCALAR), &kernels_scalar);
    cr_assert_eq(kernels_pick_limited(0), kernels_pick(cpu_features()));
#if defined(__x86_64__)
    cr_assert_eq(kernels_pick(CPU_SCALAR | CPU_AVX2), &kernels_avx2);
    cr_assert_eq(kernels_pick(CPU_SCALAR | CPU_AVX512), &kernels_scalar);
    cr_assert_eq(kernels_pick(CPU_SCALAR | CPU_AVX2 | CPU_AVX512),
                 &kernels_avx512);
#endif
}

/* The other tests leave out what the CPU cannot run; this one says so. */
Test(kernels, every_table_of_this_build_runs_here)
{
    for (size_t n = 0; kernels_get(n); n++) {
        uint32_t missing = kernels_get(n)->required & ~cpu_features();

        if (missing)
            cr_skip_test("this CPU cannot run the kernels \"%s\" (it lacks "
                         "sets 0x%x): they are not tested here",
                         kernels_get(n)->name, missing);
    }
}

Test(kernels, scalar_folds_ascii_letters_only)
{
    uint8_t from[256], to[256];

    for (size_t i = 0; i < 256; i++)
        from[i] = (uint8_t)i;
    kernels_scalar.fold_ascii(to, from, 256);
    for (size_t i = 0; i < 256; i++) {
        size_t expected = i >= 'A' && i <= 'Z' ? i + 32 : i;

        cr_assert_eq(to[i], expected, "byte %zu", i);
    }
}

/* Both ends lie against a page that faults; before and after the result
 * nothing may change. */
static void compare_fold(const struct kernels *kernels, const uint8_t *source,
                         size_t size, size_t alignment)
{
    uint8_t expected[SIZE_LAST], to[SIZE_LAST + 2 * ALIGNMENTS];
    uint8_t *at = to + alignment;

    memset(to, 0xee, sizeof to);
    kernels_scalar.fold_ascii(expected, source, size);
    kernels->fold_ascii(at, source, size);
    cr_assert_arr_eq(at, expected, size, "%s size %zu", kernels->name, size);
    for (size_t i = 0; i < sizeof to; i++) {
        if (i < alignment || i >= alignment + size)
            cr_assert_eq(to[i], 0xee, "%s wrote outside, size %zu",
                         kernels->name, size);
    }
}

Test(kernels, every_table_folds_as_scalar_does)
{
    struct guarded_bytes guarded;
    struct random random;
    uint8_t bytes[SIZE_LAST];

    random_begin(&random, "kernels");
    guarded_bytes_open(&guarded, SIZE_LAST + ALIGNMENTS);
    for (size_t n = 0; kernels_get(n); n++) {
        const struct kernels *kernels = kernels_get(n);

        if ((kernels->required & cpu_features()) != kernels->required)
            continue;
        for (size_t size = 0; size <= SIZE_LAST; size++) {
            for (size_t alignment = 0; alignment < ALIGNMENTS; alignment++) {
                uint8_t *source;

                random_bytes(&random, bytes, size);
                source = guarded_bytes_copy(&guarded, bytes, size);
                compare_fold(kernels, source, size, alignment);
                memcpy(guarded.end - SIZE_LAST - alignment, bytes, size);
                compare_fold(kernels, guarded.end - SIZE_LAST - alignment, size,
                             0);
            }
        }
    }
    guarded_bytes_close(&guarded);
}

Test(kernels, every_table_folds_in_place)
{
    struct guarded_bytes guarded;
    struct random random;
    uint8_t bytes[SIZE_LAST], expected[SIZE_LAST];

    random_begin(&random, "kernels in place");
    guarded_bytes_open(&guarded, SIZE_LAST);
    for (size_t n = 0; kernels_get(n); n++) {
        const struct kernels *kernels = kernels_get(n);

        if ((kernels->required & cpu_features()) != kernels->required)
            continue;
        for (size_t size = 0; size <= SIZE_LAST; size++) {
            uint8_t *place;

            random_bytes(&random, bytes, size);
            kernels_scalar.fold_ascii(expected, bytes, size);
            place = guarded_bytes_copy(&guarded, bytes, size);
            kernels->fold_ascii(place, place, size);
            cr_assert_arr_eq(place, expected, size, "%s size %zu",
                             kernels->name, size);
        }
    }
    guarded_bytes_close(&guarded);
}
