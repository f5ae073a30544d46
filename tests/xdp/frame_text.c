/* SPDX-License-Identifier: BSD-2-Clause */
#include "xdp/frame_text.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A frame while it is written. */
struct writing {
    struct frame_bytes *frame;
    size_t type_at;  /* where the next header's Ethernet type goes */
    size_t next_at;  /* where the next header's protocol goes */
    int is_finished; /* lengths are written */
};

static void put(struct writing *writing, const void *bytes, size_t size)
{
    struct frame_bytes *frame = writing->frame;

    cr_assert_leq(frame->size + size, sizeof frame->bytes);
    memcpy(frame->bytes + frame->size, bytes, size);
    frame->size += size;
}

static void put_zeroes(struct writing *writing, size_t size)
{
    static const uint8_t zeroes[FRAME_TEXT_MAX];

    put(writing, zeroes, size);
}

static void store_16(uint8_t *at, size_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void begin_type(struct writing *writing, unsigned type)
{
    store_16(writing->frame->bytes + writing->type_at, type);
}

static void begin_protocol(struct writing *writing, uint8_t protocol)
{
    if (writing->next_at)
        writing->frame->bytes[writing->next_at] = protocol;
}

static void put_tag(struct writing *writing, unsigned type)
{
    begin_type(writing, type);
    writing->type_at = writing->frame->size + 2;
    put_zeroes(writing, 4);
}

static void put_v4(struct writing *writing, const char *source,
                   const char *destination)
{
    struct frame_bytes *frame = writing->frame;
    uint8_t header[20] = {0x45, 0, 0, 0, 0, 1, 0, 0, 64};

    cr_assert_eq(inet_pton(AF_INET, source, header + 12), 1, "%s", source);
    cr_assert_eq(inet_pton(AF_INET, destination, header + 16), 1);
    begin_type(writing, 0x0800);
    frame->network = frame->size;
    writing->next_at = frame->size + 9;
    put(writing, header, sizeof header);
}

static void put_v6(struct writing *writing, const char *source,
                   const char *destination)
{
    struct frame_bytes *frame = writing->frame;
    uint8_t header[40] = {0x60, 0, 0, 0, 0, 0, 59, 64};

    cr_assert_eq(inet_pton(AF_INET6, source, header + 8), 1, "%s", source);
    cr_assert_eq(inet_pton(AF_INET6, destination, header + 24), 1);
    begin_type(writing, 0x86dd);
    frame->network = frame->size;
    writing->next_at = frame->size + 6;
    put(writing, header, sizeof header);
}

/* An IPv6 extension header of so many octets. */
static void put_extension(struct writing *writing, uint8_t protocol,
                          uint8_t length, size_t size)
{
    begin_protocol(writing, protocol);
    writing->next_at = writing->frame->size;
    put(writing, (const uint8_t[]){59, length}, 2);
    put_zeroes(writing, size - 2);
}

static void put_fragment(struct writing *writing, unsigned place)
{
    uint8_t header[8] = {59, 0, (uint8_t)(place >> 8), (uint8_t)place};

    begin_protocol(writing, 44);
    writing->next_at = writing->frame->size;
    put(writing, header, sizeof header);
}

static void put_ports(struct writing *writing, uint8_t protocol, size_t size,
                      const char *text)
{
    unsigned source = 0, destination = 0;
    uint8_t header[20] = {0};

    cr_assert_eq(sscanf(text, ":%u:%u", &source, &destination), 2, "%s", text);
    store_16(header, source);
    store_16(header + 2, destination);
    begin_protocol(writing, protocol);
    writing->frame->transport = writing->frame->size;
    put(writing, header, size);
}

static void put_name(struct writing *writing, const char *name)
{
    while (*name) {
        size_t size = strcspn(name, ".");
        uint8_t length = (uint8_t)size;

        put(writing, &length, 1);
        put(writing, name, size);
        name += size;
        if (*name == '.')
            name++;
    }
    put_zeroes(writing, 1);
}

static void put_message(struct writing *writing, const char *name,
                        uint8_t is_response, uint8_t has_edns)
{
    uint8_t header[12] = {
        0xab, 0xcd, is_response ? 0x81 : 0x01, 0x20, 0, 1, 0, 0, 0, 0, 0, 0};
    static const uint8_t behind[] = {0, 1, 0,  1, /* A, IN; then EDNS */
                                     0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0};

    writing->frame->message = writing->frame->size;
    header[11] = has_edns;
    put(writing, header, sizeof header);
    put_name(writing, name);
    put(writing, behind, has_edns ? sizeof behind : 4);
}

static void put_number(struct writing *writing, const char *word)
{
    struct frame_bytes *frame = writing->frame;
    unsigned number = 0;

    if (sscanf(word, "options:%u", &number) == 1) {
        frame->bytes[frame->network] = (uint8_t)(0x45 + number / 4);
        put_zeroes(writing, number);
    } else if (sscanf(word, "fragment:%u", &number) == 1) {
        store_16(frame->bytes + frame->network + 6, number);
    } else if (sscanf(word, "fragment6:%u", &number) == 1) {
        put_fragment(writing, number << 3);
    } else if (sscanf(word, "octets:%u", &number) == 1) {
        put_zeroes(writing, number);
    } else if (sscanf(word, "type:%x", &number) == 1) {
        begin_type(writing, number);
    } else {
        cr_assert_fail("no such word: %s", word);
    }
}

/* The words that are a header without numbers. */
static int put_plain(struct writing *writing, const char *word)
{
    if (!strcmp(word, "vlan"))
        put_tag(writing, 0x8100);
    else if (!strcmp(word, "qinq"))
        put_tag(writing, 0x88a8);
    else if (!strcmp(word, "first"))
        store_16(writing->frame->bytes + writing->frame->network + 6, 0x2000);
    else if (!strcmp(word, "first6"))
        put_fragment(writing, 1);
    else if (!strcmp(word, "hop"))
        put_extension(writing, 0, 0, 8);
    else if (!strcmp(word, "routing"))
        put_extension(writing, 43, 2, 24);
    else if (!strcmp(word, "options6"))
        put_extension(writing, 60, 1, 16);
    else if (!strcmp(word, "mobility"))
        put_extension(writing, 135, 0, 8);
    else if (!strcmp(word, "ah"))
        put_extension(writing, 51, 4, 24);
    else if (!strcmp(word, "icmp"))
        begin_protocol(writing, 1);
    else if (!strcmp(word, "esp"))
        begin_protocol(writing, 50);
    else if (!strcmp(word, "none"))
        begin_protocol(writing, 59);
    else
        return 0;
    return 1;
}

static void finish(struct writing *writing)
{
    struct frame_bytes *frame = writing->frame;
    uint8_t *network = frame->bytes + frame->network;
    uint8_t *transport = frame->bytes + frame->transport;
    size_t protocol_at = frame->network + 9;

    if (writing->is_finished)
        return;
    writing->is_finished = 1;
    if (frame->network && network[0] >> 4 == 4) {
        store_16(network + 2, frame->size - frame->network);
        store_16(network + 10,
                 internet_checksum(network, (network[0] & 15u) * 4, 0));
    } else if (frame->network) {
        store_16(network + 4, frame->size - frame->network - 40);
        protocol_at = writing->next_at;
    }
    if (frame->transport && frame->bytes[protocol_at] == 17)
        store_16(transport + 4, frame->size - frame->transport);
}

/* Octets, in hexadecimal, over those of a finished frame. */
static void patch(struct frame_bytes *frame, const char *word)
{
    size_t base = !strncmp(word, "ip", 2)    ? frame->network
                  : !strncmp(word, "udp", 3) ? frame->transport
                                             : frame->message;
    unsigned at, octet;
    const char *hex = strchr(word, ':');

    cr_assert(hex && sscanf(strchr(word, '+'), "+%u", &at) == 1, "%s", word);
    for (hex++; sscanf(hex, "%2x", &octet) == 1; hex += 2)
        frame->bytes[base + at++] = (uint8_t)octet;
}

static void change(struct writing *writing, const char *word)
{
    unsigned number = 0;

    if (sscanf(word, "cut:%u", &number) == 1) {
        cr_assert_lt(number, writing->frame->size);
        writing->frame->size -= number;
    } else if (sscanf(word, "pad:%u", &number) == 1) {
        put_zeroes(writing, number);
    } else {
        patch(writing->frame, word);
    }
}

static void write_word(struct writing *writing, char *word)
{
    char source[64], destination[64];

    if (sscanf(word, "4:%63[0-9.]:%63[0-9.]", source, destination) == 2)
        put_v4(writing, source, destination);
    else if (sscanf(word, "6=%63[^=]=%63s", source, destination) == 2)
        put_v6(writing, source, destination);
    else if (!strncmp(word, "udp:", 4))
        put_ports(writing, 17, 8, word + 3);
    else if (!strncmp(word, "tcp:", 4))
        put_ports(writing, 6, 20, word + 3);
    else if (!strncmp(word, "sctp:", 5))
        put_ports(writing, 132, 12, word + 4);
    else if (!strncmp(word, "query:", 6))
        put_message(writing, word + 6, 0, 1);
    else if (!strncmp(word, "question:", 9))
        put_message(writing, word + 9, 0, 0);
    else if (!strncmp(word, "response:", 9))
        put_message(writing, word + 9, 1, 1);
    else if (!put_plain(writing, word))
        put_number(writing, word);
}

void frame_text(struct frame_bytes *frame, const char *text)
{
    static const uint8_t ethernet[14] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2};
    struct writing writing = {frame, 12, 0, 0};
    char *copy = strdup(text), *rest = copy, *word;

    memset(frame, 0, sizeof *frame);
    put(&writing, ethernet, sizeof ethernet);
    while ((word = strsep(&rest, " ")) != NULL) {
        if (!strcmp(word, "then"))
            finish(&writing);
        else if (writing.is_finished)
            change(&writing, word);
        else
            write_word(&writing, word);
    }
    finish(&writing);
    free(copy);
}

uint16_t internet_checksum(const uint8_t *bytes, size_t size, uint32_t sum)
{
    for (size_t i = 0; i < size; i++)
        sum += i % 2 ? bytes[i] : (uint32_t)bytes[i] << 8;
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}
