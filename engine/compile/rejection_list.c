/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/rejection_list.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"

void rejection_list_init(struct rejection_list *list,
                         const tamis_allocator *allocator)
{
    *list = (struct rejection_list){.allocator = allocator};
    arena_init(&list->arena, allocator);
}

void rejection_list_release(struct rejection_list *list)
{
    if (!list->allocator)
        return;
    arena_release(&list->arena);
    memory_release(list->allocator, list->items);
    memory_release(list->allocator, list->numbers);
    *list = (struct rejection_list){.allocator = NULL};
}

/* At most REJECTION_VALUE_SIZE bytes, not cut inside a character. */
static tamis_slice shorten(tamis_slice value)
{
    size_t size = REJECTION_VALUE_SIZE;

    if (value.size <= size)
        return value;
    while (size > REJECTION_VALUE_SIZE - 4 &&
           ((uint8_t)value.data[size] & 0xc0) == 0x80)
        size--;
    return slice_first(value, size);
}

/* Escaped as error messages are, so that it may go to a terminal. A zero byte
 * would end the text there, so it is escaped here. */
static tamis_slice copy_escaped(struct rejection_list *list, tamis_slice value)
{
    tamis_slice shown = shorten(value);
    char text[REJECTION_VALUE_SIZE * 4 + 1];
    tamis_error error;
    size_t size = 0;

    for (size_t i = 0; i < shown.size; i++) {
        if (shown.data[i] == '\0') {
            memcpy(text + size, "\\x00", 4);
            size += 4;
        } else {
            text[size++] = shown.data[i];
        }
    }
    text[size] = '\0';
    error_set(&error, TAMIS_ERROR_SYNTAX, "%s%s", text,
              shown.size < value.size ? "..." : "");
    return arena_copy(&list->arena, slice_text(error.message));
}

tamis_status rejection_list_append(struct rejection_list *list,
                                   const tamis_rejection *rejection,
                                   uint64_t number)
{
    void *items = list->items, *numbers = list->numbers;

    if (memory_grow(list->allocator, &items, &list->capacity, list->count + 1,
                    sizeof *list->items) != 0)
        return TAMIS_ERROR_MEMORY;
    list->items = items;
    if (memory_grow(list->allocator, &numbers, &list->number_capacity,
                    list->count + 1, sizeof *list->numbers) != 0)
        return TAMIS_ERROR_MEMORY;
    list->numbers = numbers;
    list->items[list->count] = *rejection;
    list->numbers[list->count++] = number;
    return TAMIS_OK;
}

tamis_status rejection_list_add(struct rejection_list *list,
                                const tamis_rejection *rejection,
                                uint64_t number)
{
    tamis_rejection copy = *rejection;

    if (!slice_equal(list->last_file, rejection->file)) {
        list->last_file = arena_copy(&list->arena, rejection->file);
        if (rejection->file.size > 0 && !list->last_file.data)
            return TAMIS_ERROR_MEMORY;
    }
    copy.file = list->last_file;
    copy.value = copy_escaped(list, rejection->value);
    if (rejection->value.size > 0 && !copy.value.data)
        return TAMIS_ERROR_MEMORY;
    copy.message = slice_text(tamis_reason_description(rejection->reason));
    if (rejection->message.size > 0)
        copy.message = arena_copy(&list->arena, rejection->message);
    if (!copy.message.data)
        return TAMIS_ERROR_MEMORY;
    return rejection_list_append(list, &copy, number);
}
