/* SPDX-License-Identifier: BSD-2-Clause */
/* URLs, their hosts and their Safe Browsing expressions, each of which is a
 * key of its own. */
#include "base/slice.h"
#include "indicator/parse.h"
#include "indicator/url.h"

#include <stdlib.h>

static void require(int condition)
{
    if (!condition)
        abort();
}

static void check_same(tamis_slice key)
{
    static tamis_indicator again;

    require(indicator_parse(&again, TAMIS_KIND_URL, key, 0) ==
            TAMIS_REASON_NONE);
    require(slice_equal(slice_make(again.key, again.key_size), key));
}

static void check_expressions(tamis_slice key)
{
    static char expression[TAMIS_KEY_SIZE_MAX];
    struct url_expressions walk;
    size_t size, count = 0;

    url_expressions_begin(&walk, key);
    while ((size = url_expressions_next(&walk, expression)) > 0) {
        require(size <= key.size);
        count++;
    }
    require(count > 0 && count <= URL_EXPRESSION_COUNT_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static tamis_indicator url, host;
    tamis_slice key;

    if (indicator_parse(&url, TAMIS_KIND_URL, slice_make(data, size),
                        TAMIS_PARSE_REFANG) != TAMIS_REASON_NONE)
        return 0;
    key = slice_make(url.key, url.key_size);
    check_same(key);
    check_expressions(key);
    indicator_url_host(&url, &host);
    require(host.key_size == 0 || host.kind == TAMIS_KIND_IP ||
            host.kind == TAMIS_KIND_DOMAIN);
    return 0;
}
