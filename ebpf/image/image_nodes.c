/* SPDX-License-Identifier: BSD-2-Clause */
/* The plain gathering: every record is looked for under every prefix and
 * suffix that covers it. */
#include "image/image_gathering.h"

#include <string.h>
#include <time.h>

#include <tamis/cursor.h>

#include "base/failure.h"
#include "base/heap.h"
#include "policy/policy_word.h"

static __u32 feed_index(struct gathering *g, tamis_slice name)
{
    struct image_nodes *nodes = g->nodes;
    tamis_slice *grown;

    for (__u32 i = 0; i < nodes->feed_count; i++)
        if (nodes->feeds[i].data == name.data &&
            nodes->feeds[i].size == name.size)
            return i;
    grown = heap_resize(&nodes->heap, nodes->feeds, nodes->feed_count + 1,
                        sizeof *grown);
    if (!grown)
        return UINT32_MAX;
    nodes->feeds = grown;
    grown[nodes->feed_count] = name;
    return nodes->feed_count++;
}

static void note_end(int64_t *end_ns, int64_t when, int64_t now)
{
    if (when > now && when < *end_ns)
        *end_ns = when;
}

static tamis_status add_entry(struct gathering *g, struct listed *listed,
                              const tamis_entry *entry)
{
    const struct image_request *request = g->request;
    int is_permitted =
        policy_permits_value(request->policy, listed->kind, listed->key);
    struct image_statement *own;

    note_end(&listed->end_ns, entry->valid_from_ns, request->time_ns);
    if (entry->valid_from_ns > request->time_ns ||
        entry->valid_until_ns <= request->time_ns)
        return TAMIS_OK;
    note_end(&listed->end_ns, entry->valid_until_ns, request->time_ns);
    if (entry->action == TAMIS_ACTION_ALLOW)
        listed->flags |= IMAGE_SET_ALLOWED;
    if (entry->action == TAMIS_ACTION_WARN)
        listed->flags |= IMAGE_SET_WARNED;
    if (is_permitted)
        listed->flags |= IMAGE_SET_PERMITTED;
    if (entry->action != TAMIS_ACTION_LIST)
        return TAMIS_OK;
    XDP_TRY(gathering_grow(g, &g->own, g->own_count, &g->own_capacity,
                           sizeof *g->own));
    own = &g->own[g->own_count];
    memset(own, 0, sizeof *own);
    own->feed = feed_index(g, entry->feed);
    if (own->feed == UINT32_MAX)
        return gathering_no_memory(g);
    own->is_restricted = entry->pap >= TAMIS_PAP_AMBER && !is_permitted;
    own->fields =
        entry->fields & (TAMIS_FIELD_SOURCE | TAMIS_FIELD_DESTINATION);
    g->own_count++;
    listed->count++;
    return TAMIS_OK;
}

static tamis_status add_listed(struct gathering *g, struct listed **listed)
{
    XDP_TRY(gathering_grow(g, &g->listed, g->count, &g->capacity,
                           sizeof *g->listed));
    *listed = &g->listed[g->count++];
    memset(*listed, 0, sizeof **listed);
    (*listed)->id = TAMIS_RECORD_NONE;
    (*listed)->first = g->own_count;
    (*listed)->end_ns = TAMIS_TIME_MAX;
    return TAMIS_OK;
}

static tamis_status add_record(struct gathering *g, tamis_cursor *cursor,
                               const tamis_record *record)
{
    tamis_xdp_image_info *info = &g->nodes->info;
    struct listed *listed;
    tamis_entry entry;

    if (record->kind != TAMIS_KIND_IP && record->kind != TAMIS_KIND_IP_PORT &&
        record->kind != TAMIS_KIND_DOMAIN) {
        info->other_kinds++;
        return TAMIS_OK;
    }
    XDP_TRY(add_listed(g, &listed));
    listed->kind = record->kind;
    listed->mode = record->mode;
    listed->id = record->id;
    listed->key = record->key;
    for (size_t n = 0; tamis_cursor_entries(cursor, n, 1, &entry) == 1; n++)
        XDP_TRY(add_entry(g, listed, &entry));
    note_end(&info->next_end_ns, listed->end_ns, g->request->time_ns);
    if (!listed->count && !listed->flags) {
        info->not_valid++;
        g->count--;
        return TAMIS_OK;
    }
    info->indicators++;
    info->names += listed->kind == TAMIS_KIND_DOMAIN;
    info->ports += listed->kind == TAMIS_KIND_IP_PORT;
    info->ipv4 += listed->kind == TAMIS_KIND_IP && listed->key.size == 5;
    info->ipv6 += listed->kind == TAMIS_KIND_IP && listed->key.size == 17;
    return TAMIS_OK;
}

static tamis_status read_records(struct gathering *g, tamis_cursor *cursor)
{
    const tamis_xdp_policy *policy = g->request->policy;
    tamis_record record;

    while (tamis_cursor_next(cursor, &record))
        XDP_TRY(add_record(g, cursor, &record));
    for (size_t n = 0; n < policy_protected_count(policy); n++) {
        struct policy_protected line = policy_protected_at(policy, n);
        struct listed *listed;

        XDP_TRY(add_listed(g, &listed));
        listed->kind = line.kind;
        listed->mode = TAMIS_MODE_SUFFIX;
        listed->key = line.key;
        listed->flags = IMAGE_SET_PROTECTED;
    }
    return TAMIS_OK;
}

static struct listed *find(const struct gathering *g, tamis_kind kind,
                           const void *key, size_t size)
{
    __u64 at = gathering_hash(kind, key, size);
    __u32 mask = g->place_count - 1;

    for (;; at++) {
        __u32 place = g->places[at & mask];
        struct listed *listed = &g->listed[place - 1];

        if (place == 0)
            return NULL;
        if (listed->kind == kind && listed->key.size == size &&
            memcmp(listed->key.data, key, size) == 0)
            return listed;
    }
}

static void note_length(struct gathering *g, const struct listed *listed)
{
    unsigned length = (__u8)listed->key.data[listed->key.size - 1];

    if (listed->key.size == 5)
        g->lengths[0] |= 1ull << length;
    else if (length < 128)
        g->lengths[1 + length / 64] |= 1ull << length % 64;
    else
        g->has_length_128 = 1;
}

static tamis_status index_keys(struct gathering *g)
{
    g->place_count = 64;
    while (g->place_count < g->count * 2)
        g->place_count *= 2;
    g->places = heap_take(&g->nodes->heap, g->place_count, sizeof *g->places);
    if (!g->places)
        return gathering_no_memory(g);
    for (__u32 i = 0; i < g->count; i++) {
        struct listed *listed = &g->listed[i];
        struct listed *first =
            find(g, listed->kind, listed->key.data, listed->key.size);
        __u64 at =
            gathering_hash(listed->kind, listed->key.data, listed->key.size);

        if (listed->kind == TAMIS_KIND_IP)
            note_length(g, listed);
        if (first) {
            listed->next = first->next;
            first->next = i + 1;
            continue;
        }
        while (g->places[at & (g->place_count - 1)])
            at++;
        g->places[at & (g->place_count - 1)] = i + 1;
    }
    return TAMIS_OK;
}

static void sum_add(const struct gathering *g, struct sum *sum,
                    const struct listed *listed)
{
    sum->flags |= listed->flags;
    if (listed->end_ns < sum->end_ns)
        sum->end_ns = listed->end_ns;
    for (__u32 i = 0; i < listed->count && sum->count < 1024; i++)
        sum->statements[sum->count++] = g->own[listed->first + i];
    if (sum->record == TAMIS_RECORD_NONE)
        sum->record = listed->id;
}

/* Adds the records of one key that hold for the name itself, or under it. */
static void sum_add_all(const struct gathering *g, struct sum *sum,
                        const struct listed *listed, int is_under)
{
    while (listed) {
        if (listed->mode !=
            (is_under ? TAMIS_MODE_EXACT : TAMIS_MODE_SUBDOMAINS))
            sum_add(g, sum, listed);
        listed = listed->next ? &g->listed[listed->next - 1] : NULL;
    }
}

static int has_length(const struct gathering *g, size_t size, unsigned length)
{
    if (size == 5)
        return g->lengths[0] >> length & 1;
    if (length == 128)
        return g->has_length_128;
    return g->lengths[1 + length / 64] >> length % 64 & 1;
}

/* address: the key of a prefix; adds all of at most length bits around it. */
static void sum_add_prefixes(const struct gathering *g, struct sum *sum,
                             const __u8 *address, size_t size, int length)
{
    __u8 key[17];

    for (memcpy(key, address, size); length >= 0; length--) {
        if (length < (int)(size - 1) * 8)
            key[length / 8] &= (__u8) ~(0xff >> length % 8);
        for (size_t i = (size_t)length / 8 + 1; i < size - 1; i++)
            key[i] = 0;
        key[size - 1] = (__u8)length;
        if (has_length(g, size, (unsigned)length)) {
            const struct listed *listed = find(g, TAMIS_KIND_IP, key, size);

            while (listed) {
                sum_add(g, sum, listed);
                listed = listed->next ? &g->listed[listed->next - 1] : NULL;
            }
        }
    }
}

static void sum_add_suffixes(const struct gathering *g, struct sum *sum,
                             tamis_slice name)
{
    for (size_t at = 1; at < name.size; at++)
        if (name.data[at - 1] == '.')
            sum_add_all(
                g, sum,
                find(g, TAMIS_KIND_DOMAIN, name.data + at, name.size - at), 1);
}

static int is_listed(const struct sum *sum)
{
    return sum->count || (sum->flags & ~IMAGE_SET_PROTECTED);
}

static void sum_begin(struct sum *sum)
{
    sum->count = sum->flags = 0;
    sum->end_ns = TAMIS_TIME_MAX;
    sum->record = TAMIS_RECORD_NONE;
}

static __u64 big_endian(const __u8 *bytes, int size)
{
    __u64 number = 0;

    for (int i = 0; i < size; i++)
        number = number << 8 | bytes[i];
    return number;
}

static tamis_status add_prefix(struct gathering *g, struct sum *sum,
                               const struct listed *listed)
{
    struct image_nodes *nodes = g->nodes;
    const __u8 *key = (const __u8 *)listed->key.data;
    __u8 length = key[listed->key.size - 1];
    __u32 answer;

    sum_begin(sum);
    sum_add_prefixes(g, sum, key, listed->key.size, length);
    if (!is_listed(sum))
        return TAMIS_OK;
    XDP_TRY(gathering_answer(g, sum, &answer));
    if (listed->key.size == 5)
        nodes->v4[nodes->v4_count++] =
            (struct image_node_v4){(__u32)big_endian(key, 4), answer, length};
    else
        nodes->v6[nodes->v6_count++] = (struct image_node_v6){
            big_endian(key, 8), big_endian(key + 8, 8), answer, length};
    return TAMIS_OK;
}

static tamis_status add_port(struct gathering *g, struct sum *sum,
                             const struct listed *listed)
{
    static const __u8 mapped[12] = {[10] = 0xff, [11] = 0xff};
    const __u8 *key = (const __u8 *)listed->key.data;
    int is_v4 = memcmp(key, mapped, sizeof mapped) == 0;
    struct image_node_port node = {.port = (__u16)big_endian(key + 16, 2),
                                   .version = is_v4 ? 4 : 6};
    __u8 prefix[17];

    memcpy(prefix, is_v4 ? key + 12 : key, is_v4 ? 4 : 16);
    node.high = is_v4 ? 0 : big_endian(key, 8);
    node.low = is_v4 ? big_endian(key + 12, 4) : big_endian(key + 8, 8);
    sum_begin(sum);
    sum_add_all(g, sum, listed, 0);
    sum_add_prefixes(g, sum, prefix, is_v4 ? 5 : 17, is_v4 ? 32 : 128);
    if (node.port == 0)
        return TAMIS_OK;
    XDP_TRY(gathering_answer(g, sum, &node.answer));
    g->nodes->ports[g->nodes->port_count++] = node;
    return TAMIS_OK;
}

static int label_count(tamis_slice name)
{
    int count = 1;

    for (size_t i = 0; i < name.size; i++)
        count += name.data[i] == '.';
    return count;
}

/* Which modes the records of one name have, a bit each. */
static __u32 modes_of(const struct gathering *g, const struct listed *listed)
{
    __u32 modes = 0;

    while (listed) {
        modes |= 1u << listed->mode;
        listed = listed->next ? &g->listed[listed->next - 1] : NULL;
    }
    return modes;
}

static tamis_status add_name(struct gathering *g, struct sum *sum,
                             const struct listed *listed)
{
    __u32 modes = modes_of(g, listed);
    struct image_node_name node = {.text = listed->key.data,
                                   .size = (__u32)listed->key.size};
    __u32 second;

    if (label_count(listed->key) > IMAGE_NAME_LABELS) {
        g->nodes->info.deep_names++;
        return TAMIS_OK;
    }
    sum_begin(sum);
    sum_add_all(g, sum, listed, 0);
    sum_add_suffixes(g, sum, listed->key);
    if ((modes & (1u << TAMIS_MODE_EXACT | 1u << TAMIS_MODE_SUFFIX)) &&
        is_listed(sum)) {
        XDP_TRY(gathering_answer(g, sum, &node.value));
        node.value |= IMAGE_NAME_AT;
    }
    sum_begin(sum);
    sum_add_all(g, sum, listed, 1);
    sum_add_suffixes(g, sum, listed->key);
    if ((modes & (1u << TAMIS_MODE_SUFFIX | 1u << TAMIS_MODE_SUBDOMAINS)) &&
        is_listed(sum)) {
        if (modes == 1u << TAMIS_MODE_SUFFIX && node.value) {
            node.value |= IMAGE_NAME_UNDER;
        } else {
            XDP_TRY(gathering_answer(g, sum, &second));
            node.value = node.value
                             ? node.value | IMAGE_NAME_UNDER | IMAGE_NAME_TWO
                             : second | IMAGE_NAME_UNDER;
        }
    }
    if (node.value)
        g->nodes->names[g->nodes->name_count++] = node;
    return TAMIS_OK;
}

static tamis_status make_nodes(struct gathering *g, struct sum *sum)
{
    for (__u32 i = 0; i < g->count; i++) {
        const struct listed *listed = &g->listed[i];

        /* Once for each key: the record that is found first. */
        if (find(g, listed->kind, listed->key.data, listed->key.size) != listed)
            continue;
        if (listed->kind == TAMIS_KIND_IP)
            XDP_TRY(add_prefix(g, sum, listed));
        else if (listed->kind == TAMIS_KIND_IP_PORT)
            XDP_TRY(add_port(g, sum, listed));
        else
            XDP_TRY(add_name(g, sum, listed));
    }
    return TAMIS_OK;
}

static tamis_status make_room(struct gathering *g)
{
    struct image_nodes *nodes = g->nodes;

    nodes->v4 = heap_take(&nodes->heap, g->count, sizeof *nodes->v4);
    nodes->v6 = heap_take(&nodes->heap, g->count, sizeof *nodes->v6);
    nodes->ports = heap_take(&nodes->heap, g->count, sizeof *nodes->ports);
    nodes->names = heap_take(&nodes->heap, g->count, sizeof *nodes->names);
    g->set_place_count = 1u << 17;
    g->set_places =
        heap_take(&nodes->heap, g->set_place_count, sizeof *g->set_places);
    if (!nodes->v4 || !nodes->v6 || !nodes->ports || !nodes->names ||
        !g->set_places)
        return gathering_no_memory(g);
    XDP_TRY(gathering_grow(g, &nodes->answers, 0, &g->answer_capacity,
                           sizeof *nodes->answers));
    g->answer_capacity = 0;
    XDP_TRY(gathering_grow(g, &nodes->records, 0, &g->answer_capacity,
                           sizeof *nodes->records));
    memset(nodes->answers, 0, sizeof *nodes->answers);
    nodes->records[0] = TAMIS_RECORD_NONE;
    return TAMIS_OK;
}

static tamis_status gather(struct gathering *g)
{
    struct image_nodes *nodes = g->nodes;
    struct sum *sum = heap_take(&nodes->heap, 1, sizeof *sum);
    tamis_cursor *cursor = NULL;
    tamis_status status = sum ? TAMIS_OK : gathering_no_memory(g);

    if (status == TAMIS_OK)
        status = tamis_cursor_create(&cursor, g->request->database,
                                     g->request->clearance, g->error);
    if (status == TAMIS_OK)
        status = read_records(g, cursor);
    if (status == TAMIS_OK)
        status = index_keys(g);
    if (status == TAMIS_OK)
        status = make_room(g);
    if (status == TAMIS_OK)
        status = make_nodes(g, sum);
    tamis_cursor_destroy(cursor);
    heap_give(&nodes->heap, sum);
    heap_give(&nodes->heap, g->listed);
    heap_give(&nodes->heap, g->places);
    heap_give(&nodes->heap, g->own);
    heap_give(&nodes->heap, g->set_places);
    nodes->info.answer_count = nodes->answer_count;
    nodes->info.set_count = nodes->set_count;
    return status;
}

tamis_status image_nodes_gather(struct image_nodes *nodes,
                                const struct image_request *request,
                                tamis_error *error)
{
    struct gathering g = {.nodes = nodes, .request = request, .error = error};
    struct timespec now;
    tamis_status status;

    memset(nodes, 0, sizeof *nodes);
    nodes->heap = *request->heap;
    nodes->info.struct_size = sizeof nodes->info;
    nodes->info.next_end_ns = TAMIS_TIME_MAX;
    clock_gettime(CLOCK_BOOTTIME, &now);
    nodes->base_ns = (__u64)now.tv_sec * 1000000000u + (__u64)now.tv_nsec;
    status = gather(&g);
    if (status != TAMIS_OK)
        image_nodes_release(nodes);
    return status;
}

void image_nodes_release(struct image_nodes *nodes)
{
    tamis_allocator heap = nodes->heap;

    if (!heap.release)
        return;
    heap_give(&heap, nodes->v4);
    heap_give(&heap, nodes->v6);
    heap_give(&heap, nodes->ports);
    heap_give(&heap, nodes->names);
    heap_give(&heap, nodes->answers);
    heap_give(&heap, nodes->records);
    heap_give(&heap, nodes->sets);
    heap_give(&heap, nodes->spans);
    heap_give(&heap, nodes->statements);
    heap_give(&heap, nodes->feeds);
    memset(nodes, 0, sizeof *nodes);
}
