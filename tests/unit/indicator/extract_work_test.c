/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much work a walk over a text is. The module is compiled for this test
 * alone so that it tells of each block of instructions that it runs, and of
 * the bytes that it has memchr() look at: counts, which no machine changes.
 */
#include "indicator/extract.h"
#include "unit/indicator/hostile_text.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_SIZE ((size_t)1 << 15)

/* What the compiler has each block of instructions call. */
void __sanitizer_cov_trace_pc(void);
/* What the module calls for memchr(). */
void *memchr_counted(const void *bytes, int byte, size_t size);

static size_t work;

void __sanitizer_cov_trace_pc(void)
{
    work++;
}

void *memchr_counted(const void *bytes, int byte, size_t size)
{
    const char *found = memchr(bytes, byte, size);

    work += found ? (size_t)(found - (const char *)bytes) + 1 : size;
    return (void *)(size_t)found;
}

static size_t count_work(const char *text, size_t size)
{
    static struct extract extract;
    size_t before = work;

    extract_begin(&extract, text, size);
    while (extract_next(&extract))
        ;
    return work - before;
}

/* Work of the square would be four times as much for twice the text. */
Test(extract_work, twice_the_hostile_text_is_twice_the_work)
{
    char *text = malloc(2 * TEXT_SIZE);

    for (size_t i = 0; hostile_repetitions[i]; i++) {
        size_t once, twice;

        hostile_text_fill(text, 2 * TEXT_SIZE, hostile_repetitions[i]);
        once = count_work(text, TEXT_SIZE);
        twice = count_work(text, 2 * TEXT_SIZE);
        cr_assert_geq(once, TEXT_SIZE / 8, "\"%s\": %zu blocks are none",
                      hostile_repetitions[i], once);
        cr_expect_leq(twice, once * 5 / 2, "\"%s\": %zu, then %zu",
                      hostile_repetitions[i], once, twice);
    }
    free(text);
}
