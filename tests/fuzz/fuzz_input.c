/* SPDX-License-Identifier: BSD-2-Clause */
/* Files of any packing: what is read in one go is what is read in pieces. */
#include "base/memory.h"
#include "input/input.h"
#include "input/line_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A few bytes may unpack to very many; enough of them were seen by then. */
#define SIZE_MAX_READ (4u << 20)

struct digest {
    uint64_t size, sum;
    tamis_status status;
};

static struct digest read_pieces(const char *path, size_t step, int peeks)
{
    static uint8_t buffer[65536];
    struct digest digest = {0, 0, 0};
    tamis_input *input;
    tamis_slice head;

    digest.status = tamis_input_open(&input, path, NULL);
    if (digest.status < 0)
        return digest;
    if (peeks)
        input_peek(input, &head, NULL);
    while (digest.size < SIZE_MAX_READ) {
        size_t size, left = SIZE_MAX_READ - digest.size;

        digest.status = tamis_input_read(
            input, buffer, left < step ? left : step, &size, NULL);
        if (digest.status < 0 || size == 0)
            break;
        for (size_t i = 0; i < size; i++)
            digest.sum = digest.sum * 31 + buffer[i];
        digest.size += size;
    }
    tamis_input_close(input);
    return digest;
}

static void read_lines(const char *path)
{
    struct line_reader reader;
    struct line line;
    tamis_input *input;
    uint64_t number = 0, offset = 0;

    if (tamis_input_open(&input, path, NULL) < 0)
        return;
    if (line_reader_open(&reader, input, &memory_default, NULL) < 0)
        abort();
    while (offset < SIZE_MAX_READ &&
           line_reader_next(&reader, &line, NULL) == 1) {
        if (line.number != ++number || line.offset < offset ||
            line.text.size > LINE_SIZE_MAX ||
            memchr(line.text.data, '\n', line.text.size))
            abort();
        offset = line.offset;
    }
    line_reader_close(&reader);
    tamis_input_close(input);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    int descriptor = memfd_create("input", MFD_CLOEXEC);

    if (descriptor < 0)
        return 0;
    if (size == 0 || write(descriptor, data, size) == (ssize_t)size) {
        struct digest whole, pieces;

        snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
        whole = read_pieces(path, 65536, 0);
        pieces = read_pieces(path, 4093, 1);
        /* How much is given before damage is seen depends on the steps. */
        if (whole.status != pieces.status && whole.size < SIZE_MAX_READ &&
            pieces.size < SIZE_MAX_READ)
            abort();
        if (whole.status == TAMIS_OK && pieces.status == TAMIS_OK &&
            (whole.size != pieces.size || whole.sum != pieces.sum))
            abort();
        read_lines(path);
    }
    close(descriptor);
    return 0;
}
