/* SPDX-License-Identifier: BSD-2-Clause */
#include "support/failing_allocator.h"

#include <stdlib.h>
#include <string.h>

#define PIECE_MAGIC UINT64_C(0x7069656365206f6b)

/* In front of every piece; 32 bytes keep the alignment of malloc. */
struct piece {
    uint64_t magic;
    uint64_t size;
    const struct failing_allocator *owner;
    uint64_t unused;
};

_Static_assert(sizeof(struct piece) % 16 == 0, "pieces stay aligned");

static bool must_fail(struct failing_allocator *failing)
{
    failing->allocation_count++;
    if (!failing->fail_at || failing->allocation_count < failing->fail_at)
        return false;
    failing->has_failed = true;
    return true;
}

static void *give(struct failing_allocator *failing, size_t size)
{
    struct piece *piece;

    if (size == 0 || size > SIZE_MAX - sizeof *piece)
        abort(); /* the contract promises sizes that are possible */
    piece = malloc(sizeof *piece + size);
    if (!piece)
        abort();
    memset(piece, 0xa5, sizeof *piece + size);
    piece->magic = PIECE_MAGIC;
    piece->size = size;
    piece->owner = failing;
    failing->live_count++;
    failing->live_size += size;
    if (failing->live_size > failing->live_size_max)
        failing->live_size_max = failing->live_size;
    return piece + 1;
}

static void take_back(struct failing_allocator *failing, void *pointer)
{
    struct piece *piece = (struct piece *)pointer - 1;

    if (piece->magic != PIECE_MAGIC || piece->owner != failing)
        abort(); /* released twice, or not from here */
    failing->live_count--;
    failing->live_size -= piece->size;
    memset(piece, 0x5a, sizeof *piece + piece->size);
    free(piece);
}

static void *failing_allocate(void *context, size_t size)
{
    struct failing_allocator *failing = context;

    return must_fail(failing) ? NULL : give(failing, size);
}

/* Always moves, so that pointers kept across a growth show. */
static void *failing_reallocate(void *context, void *pointer, size_t size)
{
    struct failing_allocator *failing = context;
    struct piece *piece;
    void *moved;

    if (must_fail(failing))
        return NULL;
    moved = give(failing, size);
    if (!pointer)
        return moved;
    piece = (struct piece *)pointer - 1;
    memcpy(moved, pointer, size < piece->size ? size : piece->size);
    take_back(failing, pointer);
    return moved;
}

static void failing_release(void *context, void *pointer)
{
    if (pointer)
        take_back(context, pointer);
}

void failing_allocator_begin(struct failing_allocator *failing,
                             uint64_t fail_at)
{
    *failing = (struct failing_allocator){
        .allocator = {failing_allocate, failing_reallocate, failing_release,
                      failing},
        .fail_at = fail_at,
    };
}
