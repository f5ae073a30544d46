/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/relevance.h"

#include "base/crew.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "indicator/kind.h"
#include "indicator/parse.h"
#include "indicator/pattern.h"
#include "indicator/text.h"

#define FACET_NAMES_MAX 5u

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

struct relevance_scratch {
    struct facets facets;
    tamis_indicator url, host;
    struct buffer room; /* statements that had been spilled */
    uint64_t bits[];    /* one for each label */
};

static void add_name(struct facets *facets, tamis_slice text, int tail,
                     enum name_space space, tamis_mode mode)
{
    uint8_t *bytes = facets->bytes[facets->name_count];
    struct reach_name *name = &facets->names[facets->name_count];
    size_t size = text.size;

    if (size > 0)
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
static void add_url_host(struct relevance_scratch *scratch, tamis_slice key)
{
    tamis_indicator *url = &scratch->url, *host = &scratch->host;
    struct facets *facets = &scratch->facets;

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

/* Those by which equal values, and those inside and around them, are met. */
static void read_own_facets(struct relevance_scratch *scratch,
                            enum key_class key_class,
                            const struct pending *pending)
{
    tamis_slice key = slice_make(pending->key, pending->key_size);
    struct facets *facets = &scratch->facets;

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
        add_url_host(scratch, key);
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

/* A path is met together with the name of its file. The kind's byte is in
 * front. */
static void add_file(struct facets *facets, tamis_slice key)
{
    tamis_slice path = slice_from(key, 1);

    add_name(facets, slice_from(path, text_folder_size(path)), -1,
             NAME_SPACE_FILE, TAMIS_MODE_EXACT);
    facets->drops[facets->name_count - 1] = false;
}

/* What may be asked along with a value of the kind has one field with it: the
 * host of a URL, the address of a port, the domain of an e-mail address. */
static uint8_t field_of(tamis_kind kind)
{
    enum key_class key_class = kind_key_class(kind, 0);

    return (uint8_t)(key_class == KEY_CLASS_TEXT || kind == TAMIS_KIND_AUTO
                         ? kind
                         : TAMIS_KIND_DOMAIN);
}

static void add_field(struct facets *facets, uint8_t field,
                      enum name_space space)
{
    add_name(facets, slice_make(NULL, 0), field, space, TAMIS_MODE_EXACT);
    facets->drops[facets->name_count - 1] = false;
}

/*
 * A pattern meets any value of its field, and any other pattern of it; which,
 * nobody knows. Values do not meet each other by their field. So allows and
 * warns tell what they are, and what is listed whom it can meet.
 */
static void add_fields(struct facets *facets, enum key_class key_class,
                       const struct pending *pending, bool is_listed)
{
    tamis_slice key = slice_make(pending->key, pending->key_size);
    struct pattern_parts parts = {.field = TAMIS_KIND_AUTO};
    bool is_pattern = key_class == KEY_CLASS_PATTERN;
    uint8_t field;

    /* The kind's byte is in front; a literal has no field. */
    if (is_pattern && pending->kind == TAMIS_KIND_PATTERN)
        (void)pattern_split(slice_from(key, 1), &parts);
    field = field_of(is_pattern ? parts.field : pending->kind);
    if (is_listed || is_pattern)
        add_field(facets, field, NAME_SPACE_PATTERNS);
    if (is_listed ? is_pattern : !is_pattern)
        add_field(facets, field, NAME_SPACE_VALUES);
}

static void read_facets(const struct relevance *relevance,
                        struct relevance_scratch *scratch,
                        enum key_class key_class, const uint8_t *code)
{
    struct facets *facets = &scratch->facets;
    struct pending pending;

    pending_decode(code, &pending);
    read_own_facets(scratch, key_class, &pending);
    if (key_class == KEY_CLASS_TEXT && pending.kind == TAMIS_KIND_FILENAME)
        add_file(facets, slice_make(pending.key, pending.key_size));
    if (relevance->has_patterns)
        add_fields(facets, key_class, &pending, !pending_is_other(code));
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

/* One that is KEPT, by its copy. */
static tamis_status read_other(struct relevance *relevance,
                               struct relevance_scratch *scratch,
                               enum key_class key_class, const uint8_t *code)
{
    tamis_compiler *compiler = relevance->compiler;
    struct pending pending;
    struct profile profile;
    bool allows;

    pending_decode(code, &pending);
    profile = profile_table_get(&compiler->profiles, pending.profile);
    allows = is_plain_allow(compiler, &pending, &profile);
    relevance->drops |= allows;
    read_facets(relevance, scratch, key_class, code);
    return add_other(relevance, &scratch->facets, allows);
}

static tamis_status read_others(struct relevance *relevance,
                                struct relevance_scratch *scratch,
                                const struct outcome_judge *judge)
{
    struct pending_store *store = &relevance->compiler->pending;

    for (int i = 0; i < KEY_CLASS_COUNT; i++) {
        struct pending_cursor cursor =
            pending_cursor_begin(&store->classes[i].others, NULL);
        const uint8_t *code;

        while ((code = pending_cursor_next(&cursor)))
            if (outcome_find(judge, code) == TAMIS_OUTCOME_KEPT)
                TRY(read_other(relevance, scratch, (enum key_class)i, code));
    }
    return TAMIS_OK;
}

bool relevance_allows(const struct relevance *relevance,
                      struct relevance_scratch *scratch,
                      enum key_class key_class, const uint8_t *code)
{
    read_facets(relevance, scratch, key_class, code);
    return is_allowed(relevance, &scratch->facets);
}

/* All statements are read by all threads, a partition by one of them. */
struct listing {
    struct relevance *relevance;
    const struct outcome_judge *judge;
    atomic_size_t next; /* task */
    atomic_int status;
    tamis_error error; /* of the thread that set the status */
};

static tamis_status read_part(struct listing *listing,
                              struct relevance_scratch *scratch,
                              const struct pending_task *task,
                              tamis_error *error)
{
    struct relevance *relevance = listing->relevance;
    const tamis_compiler *compiler = relevance->compiler;
    struct pending_cursor cursor;
    const uint8_t *code;

    scratch->room.size = 0;
    TRY(pending_part_fetch(task->part, &compiler->pending.memory,
                           &scratch->room, error));
    cursor = pending_cursor_begin(task->part, &scratch->room);
    while ((code = pending_cursor_next(&cursor))) {
        struct profile profile;

        if (pending_is_other(code) ||
            outcome_find(listing->judge, code) != TAMIS_OUTCOME_KEPT ||
            relevance_allows(relevance, scratch, task->key_class, code))
            continue;
        profile =
            profile_table_get(&compiler->profiles, pending_get_profile(code));
        meet(relevance, &scratch->facets, profile.label);
    }
    return TAMIS_OK;
}

static void read_listed(void *context, size_t n)
{
    struct listing *listing = context;
    const struct pending_store *store = &listing->relevance->compiler->pending;
    struct relevance_scratch *scratch =
        relevance_scratch_create(listing->relevance);
    tamis_error error = {.status = TAMIS_OK};
    tamis_status status = scratch ? TAMIS_OK : TAMIS_ERROR_MEMORY;
    int none = TAMIS_OK;

    (void)n;
    while (status == TAMIS_OK && atomic_load(&listing->status) == TAMIS_OK) {
        size_t next = atomic_fetch_add(&listing->next, 1);

        if (next >= store->task_count)
            break;
        status = read_part(listing, scratch, &store->tasks[next], &error);
    }
    relevance_scratch_destroy(listing->relevance, scratch);
    if (status != TAMIS_OK &&
        atomic_compare_exchange_strong(&listing->status, &none, status))
        listing->error = error;
}

static tamis_status read_tasks(struct relevance *relevance,
                               const struct outcome_judge *judge,
                               tamis_error *error)
{
    const tamis_compiler *compiler = relevance->compiler;
    struct listing listing = {.relevance = relevance, .judge = judge};
    unsigned crew = pending_store_crew(&compiler->pending, compiler->threads);
    tamis_status status;

    crew_run(crew, crew, read_listed, &listing);
    status = atomic_load(&listing.status);
    if (status == TAMIS_ERROR_SYSTEM && error)
        *error = listing.error;
    return status;
}

static tamis_status read_all(struct relevance *relevance,
                             const struct outcome_judge *judge,
                             tamis_error *error)
{
    struct relevance_scratch *scratch = relevance_scratch_create(relevance);
    tamis_status status = TAMIS_ERROR_MEMORY;

    if (scratch)
        status = read_others(relevance, scratch, judge);
    relevance_scratch_destroy(relevance, scratch);
    if (status == TAMIS_OK)
        status = address_reach_seal(&relevance->addresses);
    return status == TAMIS_OK ? read_tasks(relevance, judge, error) : status;
}

tamis_status relevance_begin(struct relevance *relevance,
                             tamis_compiler *compiler,
                             const struct outcome_judge *judge,
                             tamis_error *error)
{
    const tamis_allocator *allocator = &compiler->allocator;
    uint32_t label_count = compiler->labels.count;

    *relevance =
        (struct relevance){.compiler = compiler,
                           .label_count = label_count,
                           .is_active = compiler->pending.other_count > 0};
    if (!relevance->is_active)
        return TAMIS_OK;
    relevance->words = ((size_t)label_count + 63) / 64;
    for (size_t i = 0; i < compiler->pending.task_count; i++)
        relevance->has_patterns |=
            compiler->pending.tasks[i].key_class == KEY_CLASS_PATTERN;
    name_reach_init(&relevance->names, allocator,
                    compiler->profiles.profiles.seed, label_count);
    address_reach_init(&relevance->addresses, allocator, label_count);
    return read_all(relevance, judge, error);
}

void relevance_end(struct relevance *relevance)
{
    if (!relevance->compiler)
        return;
    name_reach_release(&relevance->names);
    address_reach_release(&relevance->addresses);
    *relevance = (struct relevance){.compiler = NULL};
}

struct relevance_scratch *
relevance_scratch_create(const struct relevance *relevance)
{
    const tamis_allocator *allocator = &relevance->compiler->allocator;
    struct relevance_scratch *scratch = memory_allocate(
        allocator, sizeof *scratch + relevance->words * sizeof *scratch->bits);

    if (scratch)
        buffer_init(&scratch->room, allocator);
    return scratch;
}

void relevance_scratch_destroy(const struct relevance *relevance,
                               struct relevance_scratch *scratch)
{
    if (!scratch)
        return;
    buffer_release(&scratch->room);
    memory_release(&relevance->compiler->allocator, scratch);
}

const uint64_t *relevance_find(const struct relevance *relevance,
                               struct relevance_scratch *scratch,
                               enum key_class key_class, const uint8_t *code)
{
    const struct facets *facets = &scratch->facets;

    memset(scratch->bits, 0, relevance->words * sizeof *scratch->bits);
    read_facets(relevance, scratch, key_class, code);
    for (size_t i = 0; i < facets->name_count; i++)
        name_reach_labels(&relevance->names, &facets->names[i], scratch->bits);
    if (facets->has_address)
        address_reach_labels(&relevance->addresses, facets->address,
                             scratch->bits);
    return scratch->bits;
}
