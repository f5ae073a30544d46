/* SPDX-License-Identifier: BSD-2-Clause */
/* Policies: an error with its line, or text that is read as the same. */
#include "fuzz/feed_bytes.h"

#include <tamis/xdp_policy.h>

static void check_text(const tamis_xdp_policy *policy)
{
    size_t size = tamis_xdp_policy_format(policy, NULL, 0);
    char *text = malloc(size), *again = malloc(size);
    tamis_xdp_policy *read;

    REQUIRE(text && again);
    REQUIRE(tamis_xdp_policy_format(policy, text, size) == size);
    REQUIRE(tamis_xdp_policy_create(&read, NULL, NULL) == TAMIS_OK);
    REQUIRE(tamis_xdp_policy_parse(read, NULL, text, size, NULL) == TAMIS_OK);
    REQUIRE(tamis_xdp_policy_format(read, again, size) == size);
    REQUIRE(memcmp(text, again, size) == 0);
    tamis_xdp_policy_destroy(read);
    free(again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tamis_xdp_policy *policy;
    tamis_error error;
    tamis_status status;

    REQUIRE(tamis_xdp_policy_create(&policy, NULL, NULL) == TAMIS_OK);
    status = tamis_xdp_policy_parse(policy, "policy", (const char *)data, size,
                                    &error);
    if (status != TAMIS_OK) {
        REQUIRE(status == error.status && error.line > 0);
        REQUIRE(strncmp(error.message, "policy:", 7) == 0);
    }
    check_text(policy);
    tamis_xdp_policy_destroy(policy);
    return 0;
}
