/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * main() of tamis-pattern-compiler. Standard input is a socket to whoever
 * started it; it prints nothing and ends with 0, whatever it answered.
 */
#include "index/pattern_program.h"

#include "base/error.h"
#include "base/memory.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* A request as it came, sources pointing into text. */
struct order {
    struct pattern_request request;
    struct pattern_selection selection;
    char *text;
};

static bool read_all(void *bytes, size_t size)
{
    char *to = bytes;

    while (size) {
        ssize_t count = read(STDIN_FILENO, to, size);

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        to += count;
        size -= (size_t)count;
    }
    return true;
}

static tamis_status read_sources(struct order *order)
{
    const struct pattern_request *request = &order->request;
    size_t offset = 0;

    for (size_t i = 0; i < request->count; i++) {
        struct pattern_source *source = &order->selection.sources[i];
        struct pattern_source_head head;

        if (!read_all(&head, sizeof head) || head.size > request->size - offset)
            return TAMIS_ERROR_ARGUMENT;
        source->flags = head.flags;
        source->bytes = (tamis_slice){order->text + offset, head.size};
        source->id = (uint32_t)i;
        offset += head.size;
    }
    if (offset != request->size)
        return TAMIS_ERROR_ARGUMENT;
    return read_all(order->text, request->size) ? TAMIS_OK
                                                : TAMIS_ERROR_ARGUMENT;
}

static tamis_status read_order(struct order *order)
{
    const tamis_allocator *heap = &memory_default;
    struct pattern_request *request = &order->request;

    if (!read_all(request, sizeof *request) ||
        request->version != PATTERN_REQUEST_VERSION ||
        request->count > PATTERN_SET_COUNT_MAX ||
        request->size > PATTERN_REQUEST_SIZE_MAX)
        return TAMIS_ERROR_ARGUMENT;
    order->selection.count = request->count;
    order->selection.allocator = *heap;
    order->selection.sources = memory_allocate_array(
        heap, request->count, sizeof *order->selection.sources);
    order->text = memory_allocate_array(heap, request->size + 1, 1);
    if (!order->selection.sources || !order->text)
        return TAMIS_ERROR_MEMORY;
    return read_sources(order);
}

static bool send_all(const void *bytes, size_t size)
{
    const char *from = bytes;

    while (size) {
        ssize_t count = send(STDIN_FILENO, from, size, MSG_NOSIGNAL);

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        from += count;
        size -= (size_t)count;
    }
    return true;
}

static tamis_status write_image(const struct buffer *image, int *reason)
{
    const uint8_t *bytes = image->bytes;
    size_t size = image->size;

    while (size) {
        ssize_t count = write(PATTERN_REQUEST_DESCRIPTOR, bytes, size);

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            *reason = count < 0 ? errno : ENOSPC;
            return TAMIS_ERROR_SYSTEM;
        }
        bytes += count;
        size -= (size_t)count;
    }
    return TAMIS_OK;
}

static tamis_status send_refusals(const struct pattern_work *work)
{
    const struct pattern_frame frame = {.kind = PATTERN_FRAME_REFUSAL};
    struct pattern_image_refusal refusal;

    for (size_t i = 0; i < work->refusals.size; i += sizeof refusal) {
        memcpy(&refusal, work->refusals.bytes + i, sizeof refusal);
        if (!send_all(&frame, sizeof frame) ||
            !send_all(&refusal, sizeof refusal))
            return TAMIS_ERROR_STOPPED;
    }
    return TAMIS_OK;
}

static tamis_status serve(struct order *order, struct pattern_frame *end)
{
    struct pattern_set_options options = {0};
    struct pattern_work work;
    tamis_status status = read_order(order);
    int reason = 0;

    if (status)
        return status;
    options.mode = order->request.mode;
    end->total = PATTERN_AT_WORK;
    status = pattern_work_begin(&work, &memory_default, &order->selection,
                                &options, order->request.is_check);
    errno = 0;
    if (!status)
        status = pattern_program_work(&work, &order->request, STDIN_FILENO);
    if (status == TAMIS_ERROR_SYSTEM)
        reason = errno;
    if (!status)
        status = pattern_work_finish(&work, order->request.key);
    if (!status && order->request.is_check) {
        status = send_refusals(&work);
    } else if (!status) {
        end->total = PATTERN_AT_WRITE;
        status = write_image(&work.image.bytes, &reason);
    }
    end->done = (uint64_t)reason;
    pattern_work_release(&work);
    return status;
}

int main(void)
{
    struct order order = {0};
    struct pattern_frame end = {.kind = PATTERN_FRAME_END};

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_IGN);
    end.status = serve(&order, &end);
    send_all(&end, sizeof end);
    pattern_selection_release(&order.selection);
    memory_release(&memory_default, order.text);
    return 0;
}
