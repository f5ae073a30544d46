/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/relevance.h"

#include "base/memory.h"
#include "base/slice.h"
#include "indicator/parse.h"

#define FACET_NAMES_MAX 2u

/* Everything by which one record can be met together with another. */
struct facets {
    struct reach_name names[FACET_NAMES_MAX];
    bool drops[FACET_NAMES_MAX]; /* an allow of this name can drop */
    size_t name_count;
    bool has_address;
    bool drops_address;
    uint8_t address[REACH_KEY_SIZE];
    /* Each name is followed by its space; a kind or class before that. */
    uint8_t bytes[FACET_NAMES_MAX][TAMIS_KEY_SIZE_MAX + 3];
};

static void add_name(struct facets *facets, tamis_slice text, int tail,
                     enum name_space space, tamis_mode mode)
{
    uint8_t *bytes = facets->bytes[facets->name_count];
    struct reach_name *name = &facets->names[facets->name_count];
    size_t size = text.size;

    memcpy(bytes, text.data, size);
    if (tail >= 0)
        bytes[size++] = (uint8_t)tail;
    bytes[size++] = (uint8_t)space;
    *name = (struct reach_name){bytes, size, mode};
    facets->drops[facets->name_count] = true;
    facets->name_count++;
}

/* key: address bytes and, when has_length, the length behind them. */
static void add_address(struct facets *facets, const uint8_t *key,
                        size_t address_size, bool has_length)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255};
    size_t start = 16 - address_size;

    memcpy(facets->address, mapped, sizeof mapped);
    memcpy(facets->address + start, key, address_size);
    facets->address[16] =
        has_length ? (uint8_t)(start * 8 + key[address_size]) : 128;
    facets->has_address = true;
}

/*
 * The host of a listed URL is met by Safe Browsing expressions also where the
 * URL asked for is deeper: only an allow of all that is under the host covers
 * it for certain.
 */
static void add_url_host(struct facets *facets, tamis_compiler *compiler,
                         tamis_slice key)
{
    tamis_indicator *url = &compiler->indicator, *host = &compiler->host;

    url->kind = TAMIS_KIND_URL;
    url->mode = TAMIS_MODE_EXACT;
    url->notes = 0;
    url->key_size = (uint32_t)key.size;
    memcpy(url->key, key.data, key.size);
    indicator_url_host(url, host);
    if (host->key_size == 0)
        return;
    if (host->kind == TAMIS_KIND_IP)
        add_address(facets, host->key, host->key_size - 1, true);
    else
        add_name(facets, slice_make(host->key, host->key_size), -1,
                 NAME_SPACE_HOST, TAMIS_MODE_SUFFIX);
}

static void add_email(struct facets *facets, tamis_slice key)
{
    size_t at = slice_find_last(key, '@');

    add_name(facets, key, -1, NAME_SPACE_EMAIL,
             at == 0 ? TAMIS_MODE_SUFFIX : TAMIS_MODE_EXACT);
    if (at < key.size)
        add_name(facets, slice_from(key, at + 1), -1, NAME_SPACE_HOST,
                 TAMIS_MODE_EXACT);
}

static void add_digest(struct facets *facets, tamis_slice key,
                       enum key_class key_class, uint8_t kind)
{
    /* A token is asked for under every kind of its size, a field of a known
     * kind is not: only an allow of the same kind covers for certain. */
    add_name(facets, key, (int)key_class, NAME_SPACE_VALUE, TAMIS_MODE_EXACT);
    facets->drops[0] = false;
    add_name(facets, key, kind, NAME_SPACE_KIND, TAMIS_MODE_EXACT);
}

static void read_facets(tamis_compiler *compiler, enum key_class key_class,
                        const struct pending *pending, struct facets *facets)
{
    tamis_slice key = slice_make(pending->key, pending->key_size);

    facets->name_count = 0;
    facets->has_address = false;
    facets->drops_address = false;
    switch (key_class) {
    case KEY_CLASS_IPV4:
    case KEY_CLASS_IPV6:
        add_address(facets, pending->key, key.size - 1, true);
        facets->drops_address = true;
        break;
    case KEY_CLASS_IP_PORT:
        add_address(facets, pending->key, 16, false);
        add_name(facets, key, (int)key_class, NAME_SPACE_VALUE,
                 TAMIS_MODE_EXACT);
        break;
    case KEY_CLASS_DOMAIN:
        add_name(facets, key, -1, NAME_SPACE_HOST, pending->mode);
        break;
    case KEY_CLASS_URL:
        add_name(facets, key, (int)key_class, NAME_SPACE_VALUE,
                 TAMIS_MODE_EXACT);
        add_url_host(facets, compiler, key);
        break;
    case KEY_CLASS_EMAIL:
        add_email(facets, key);
        break;
    case KEY_CLASS_DIGEST16:
    case KEY_CLASS_DIGEST20:
    case KEY_CLASS_DIGEST28:
    case KEY_CLASS_DIGEST32:
    case KEY_CLASS_DIGEST48:
    case KEY_CLASS_DIGEST64:
        add_digest(facets, key, key_class, pending->kind);
        break;
    case KEY_CLASS_TEXT:
    case KEY_CLASS_PATTERN:
    case KEY_CLASS_COUNT:
        add_name(facets, key, (int)key_class, NAME_SPACE_VALUE,
                 TAMIS_MODE_EXACT);
        break;
    }
}

/* Of the operator, for everyone, at all times: then dropping what it covers
 * does what match time would. */
static bool is_plain_allow(const tamis_compiler *compiler,
                           const struct pending *pending,
                           const struct profile *profile)
{
    const struct label *label = &compiler->labels.labels[profile->label];

    return profile->action == TAMIS_ACTION_ALLOW &&
           compiler->feeds.feeds[profile->feed].info.action ==
               TAMIS_ACTION_ALLOW &&
           pending->validity == 0 && label->tlp == TAMIS_TLP_CLEAR &&
           label->set.everyone;
}

static tamis_status add_other(struct relevance *relevance,
                              const struct facets *facets, bool allows)
{
    for (size_t i = 0; i < facets->name_count; i++) {
        /* The host of an allowed URL or e-mail address is not allowed. */
        bool is_host =
            i > 0 && facets->names[i].bytes[facets->names[i].size - 1] ==
                         NAME_SPACE_HOST;
        tamis_status status =
            name_reach_add(&relevance->names, &facets->names[i],
                           allows && facets->drops[i] && !is_host);

        if (status != TAMIS_OK)
            return status;
    }
    if (!facets->has_address)
        return TAMIS_OK;
    return address_reach_add(&relevance->addresses, facets->address,
                             allows && facets->drops_address);
}

static bool is_allowed(const struct relevance *relevance,
                       const struct facets *facets)
{
    for (size_t i = 0; i < facets->name_count; i++)
        if (facets->drops[i] &&
            name_reach_allows(&relevance->names, &facets->names[i]))
            return true;
    return facets->has_address &&
           address_reach_allows(&relevance->addresses, facets->address);
}

static void meet(struct relevance *relevance, const struct facets *facets,
                 uint32_t label)
{
    for (size_t i = 0; i < facets->name_count; i++)
        name_reach_meet(&relevance->names, &facets->names[i], label);
    if (facets->has_address)
        address_reach_meet(&relevance->addresses, facets->address, label);
}

static tamis_status read_others(struct relevance *relevance,
                                enum key_class key_class)
{
    tamis_compiler *compiler = relevance->compiler;
    const struct pending_list *list = &compiler->pending.lists[key_class];
    struct facets facets;

    for (uint32_t n = 0; n < list->count; n++) {
        const struct pending *pending = pending_list_get(list, n);
        struct profile profile =
            profile_table_get(&compiler->profiles, pending->profile);
        tamis_status status;

        if (pending->outcome != TAMIS_OUTCOME_KEPT ||
            profile.action == TAMIS_ACTION_LIST)
            continue;
        read_facets(compiler, key_class, pending, &facets);
        status = add_other(relevance, &facets,
                           is_plain_allow(compiler, pending, &profile));
        if (status != TAMIS_OK)
            return status;
    }
    return TAMIS_OK;
}

static void read_listed(struct relevance *relevance, enum key_class key_class)
{
    tamis_compiler *compiler = relevance->compiler;
    const struct pending_list *list = &compiler->pending.lists[key_class];
    struct facets facets;

    for (uint32_t n = 0; n < list->count; n++) {
        struct pending *pending = pending_list_get(list, n);
        struct profile profile =
            profile_table_get(&compiler->profiles, pending->profile);

        if (pending->outcome != TAMIS_OUTCOME_KEPT ||
            profile.action != TAMIS_ACTION_LIST)
            continue;
        read_facets(compiler, key_class, pending, &facets);
        if (is_allowed(relevance, &facets))
            pending->outcome = TAMIS_OUTCOME_ALLOWED;
        else
            meet(relevance, &facets, profile.label);
    }
}

tamis_status relevance_begin(struct relevance *relevance,
                             tamis_compiler *compiler)
{
    const tamis_allocator *allocator = &compiler->allocator;
    uint32_t label_count = compiler->labels.count;
    tamis_status status = TAMIS_OK;

    *relevance =
        (struct relevance){.compiler = compiler,
                           .label_count = label_count,
                           .is_active = compiler->pending.other_count > 0};
    if (!relevance->is_active)
        return TAMIS_OK;
    name_reach_init(&relevance->names, allocator,
                    compiler->profiles.profiles.seed, label_count);
    address_reach_init(&relevance->addresses, allocator, label_count);
    relevance->bits = memory_allocate_array(allocator, relevance->names.words,
                                            sizeof *relevance->bits);
    relevance->joined = memory_allocate_array(allocator, label_count,
                                              sizeof *relevance->joined);
    if (!relevance->bits || !relevance->joined)
        return TAMIS_ERROR_MEMORY;
    for (int i = 0; i < KEY_CLASS_COUNT && status == TAMIS_OK; i++)
        status = read_others(relevance, (enum key_class)i);
    if (status == TAMIS_OK)
        status = address_reach_seal(&relevance->addresses);
    for (int i = 0; i < KEY_CLASS_COUNT && status == TAMIS_OK; i++)
        read_listed(relevance, (enum key_class)i);
    return status;
}

void relevance_end(struct relevance *relevance)
{
    if (!relevance->compiler)
        return;
    memory_release(&relevance->compiler->allocator, relevance->bits);
    memory_release(&relevance->compiler->allocator, relevance->joined);
    name_reach_release(&relevance->names);
    address_reach_release(&relevance->addresses);
    *relevance = (struct relevance){.compiler = NULL};
}

void relevance_find(struct relevance *relevance, enum key_class key_class,
                    const struct pending *pending)
{
    struct facets facets;

    memset(relevance->bits, 0,
           relevance->names.words * sizeof *relevance->bits);
    read_facets(relevance->compiler, key_class, pending, &facets);
    for (size_t i = 0; i < facets.name_count; i++)
        name_reach_labels(&relevance->names, &facets.names[i], relevance->bits);
    if (facets.has_address)
        address_reach_labels(&relevance->addresses, facets.address,
                             relevance->bits);
}
