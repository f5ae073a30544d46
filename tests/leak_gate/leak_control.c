/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A test that leaks on purpose. Criterion reports it as passed even under
 * AddressSanitizer, which is why leak_gate.sh reads the sanitizer's own log;
 * this program proves that the log would say so.
 */
#include <criterion/criterion.h>

#include <stdlib.h>

static void *volatile kept;

Test(leak_control, leaks_on_purpose)
{
    kept = malloc(4242);
    cr_assert_not_null(kept);
    kept = NULL;
}
