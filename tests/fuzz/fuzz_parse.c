/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every parser: the first byte is the kind (modulo their number) and, in its
 * two upper bits, the first flags; a text of odd size may have one label. The
 * rest is the text. A normal form must be its own normal form.
 */
#include "base/slice.h"
#include "indicator/kind.h"
#include "indicator/parse.h"

#include <stdlib.h>

#define REQUIRE(condition)                                                     \
    do {                                                                       \
        if (!(condition))                                                      \
            abort();                                                           \
    } while (0)

static void check_stable(const tamis_indicator *indicator)
{
    static tamis_indicator again;
    static char text[TAMIS_KEY_SIZE_MAX + 1];
    size_t size = tamis_indicator_format(indicator, text, sizeof text);

    REQUIRE(size < sizeof text && strlen(text) == size);
    REQUIRE(indicator_parse(&again, indicator->kind, slice_make(text, size),
                            TAMIS_PARSE_SINGLE_LABEL) == TAMIS_REASON_NONE);
    REQUIRE(again.kind == indicator->kind);
    REQUIRE(again.key_size == indicator->key_size);
    REQUIRE(!memcmp(again.key, indicator->key, again.key_size));
}

static void check_parts(const tamis_indicator *indicator)
{
    static tamis_indicator part;

    part.key_size = 0;
    if (indicator->kind == TAMIS_KIND_URL)
        indicator_url_host(indicator, &part);
    if (indicator->kind == TAMIS_KIND_IP_PORT)
        indicator_port_address(indicator, &part);
    if (indicator->kind == TAMIS_KIND_EMAIL)
        indicator_email_domain(indicator, &part);
    if (part.key_size)
        check_stable(&part);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static tamis_indicator indicator;
    tamis_error error;
    tamis_status status;
    tamis_kind kind;
    uint32_t flags;

    if (size == 0)
        return 0;
    kind = data[0] % TAMIS_KIND_COUNT;
    flags = data[0] / TAMIS_KIND_COUNT;
    if (size % 2 == 0)
        flags |= TAMIS_PARSE_SINGLE_LABEL;
    status = tamis_indicator_parse(&indicator, kind, (const char *)data + 1,
                                   size - 1, flags, &error);
    if (status != TAMIS_OK) {
        REQUIRE(status == error.status);
        REQUIRE(memchr(error.message, 0, sizeof error.message));
        return 0;
    }
    REQUIRE(indicator.key_size > 0 && indicator.key_size <= TAMIS_KEY_SIZE_MAX);
    REQUIRE(kind_key_class(indicator.kind, indicator.key_size) <
            KEY_CLASS_COUNT);
    check_stable(&indicator);
    check_parts(&indicator);
    return 0;
}
