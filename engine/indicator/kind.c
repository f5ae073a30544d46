/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/kind.h"

#include "base/slice.h"
#include "indicator/kind_parsers.h"

static const struct kind_info kinds[TAMIS_KIND_COUNT] = {
#define KIND(constant, name, class, digest_size, folds_case, is_personal,      \
             is_scanned, parser, misp, rule, description)                      \
    [TAMIS_KIND_##constant] = {name,        description, KEY_CLASS_##class,    \
                               digest_size, folds_case,  is_personal,          \
                               is_scanned,  parser,      misp,                 \
                               rule},
#include "indicator/kind_table.h"
#undef KIND
};

/* Every number below the count has its row. */
enum {
#define KIND(constant, name, class, digest_size, folds_case, is_personal,      \
             is_scanned, parser, misp, rule, description)                      \
    KIND_ROW_##constant,
#include "indicator/kind_table.h"
#undef KIND
    KIND_ROW_COUNT
};
_Static_assert(KIND_ROW_COUNT == TAMIS_KIND_COUNT - 1,
               "kind_table.h has one row for each kind");

static const char *const mode_names[] = {
    [TAMIS_MODE_EXACT] = "exact",
    [TAMIS_MODE_SUFFIX] = "suffix",
    [TAMIS_MODE_SUBDOMAINS] = "subdomains",
    [TAMIS_MODE_PREFIX] = "prefix",
};
#define MODE_COUNT (sizeof mode_names / sizeof *mode_names)

const struct kind_info *kind_get(tamis_kind kind)
{
    if (kind == TAMIS_KIND_AUTO || kind >= TAMIS_KIND_COUNT)
        return NULL;
    return &kinds[kind];
}

enum key_class kind_key_class(tamis_kind kind, size_t key_size)
{
    const struct kind_info *info = kind_get(kind);

    if (!info)
        return KEY_CLASS_COUNT;
    if (kind == TAMIS_KIND_IP)
        return key_size == 5 ? KEY_CLASS_IPV4 : KEY_CLASS_IPV6;
    return info->key_class;
}

static bool list_has(const char *list, tamis_slice item)
{
    tamis_slice rest = slice_text(list), part;

    while (slice_split(&rest, ',', &part)) {
        if (part.size && slice_equal_folded(part, item))
            return true;
    }
    return false;
}

tamis_kind kind_from_misp(tamis_slice type)
{
    for (tamis_kind kind = 1; kind < TAMIS_KIND_COUNT; kind++) {
        if (list_has(kinds[kind].misp, type))
            return kind;
    }
    return TAMIS_KIND_AUTO;
}

const char *tamis_kind_name(tamis_kind kind)
{
    const struct kind_info *info = kind_get(kind);

    return info ? info->name : NULL;
}

tamis_kind tamis_kind_find(const char *name, size_t name_size)
{
    tamis_slice wanted = slice_make(name, name_size);

    for (tamis_kind kind = 1; kind < TAMIS_KIND_COUNT; kind++) {
        if (slice_equal_folded(slice_text(kinds[kind].name), wanted))
            return kind;
    }
    return TAMIS_KIND_AUTO;
}

const char *tamis_kind_description(tamis_kind kind)
{
    const struct kind_info *info = kind_get(kind);

    return info ? info->description : NULL;
}

const char *tamis_mode_name(tamis_mode mode)
{
    if (mode == TAMIS_MODE_AUTO)
        return "auto";
    return mode < MODE_COUNT ? mode_names[mode] : NULL;
}

tamis_mode tamis_mode_find(const char *name, size_t name_size)
{
    tamis_slice wanted = slice_make(name, name_size);

    for (tamis_mode mode = 0; mode < MODE_COUNT; mode++) {
        if (slice_equal_folded(slice_text(mode_names[mode]), wanted))
            return mode;
    }
    if (slice_equal_folded(slice_text("auto"), wanted))
        return TAMIS_MODE_AUTO;
    return UINT32_MAX;
}
