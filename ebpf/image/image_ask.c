/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>
#include <time.h>

#include "base/caller_struct.h"
#include "base/failure.h"
#include "image/image.h"
#include "image/image_name_hash.h"
#include "kernel/xdp_shared.h"

#define NS_PER_HOUR 3600000000000ull

/* size octets, the first the greatest. */
static __u64 big_endian(const __u8 *bytes, int size)
{
    __u64 number = 0;

    for (int i = 0; i < size; i++)
        number = number << 8 | bytes[i];
    return number;
}

/* Addresses are 16 bytes here, IPv4 mapped. */
static __u32 ask_address(const struct image_view *view, const __u8 *address,
                         __u32 port)
{
    static const __u8 mapped[12] = {[10] = 0xff, [11] = 0xff};
    __u32 kinds = view->tables->flags;

    if (memcmp(address, mapped, sizeof mapped) == 0)
        return kinds & IMAGE_HAS_V4
                   ? image_find_v4(view, (__u32)big_endian(address + 12, 4),
                                   port)
                   : IMAGE_ANSWER_NONE;
    return kinds & IMAGE_HAS_V6
               ? image_find_v6(view, big_endian(address, 8),
                               big_endian(address + 8, 8), port)
               : IMAGE_ANSWER_NONE;
}

static __u32 ask_name(const struct image_view *view, const char *text,
                      size_t size)
{
    __u64 labels[IMAGE_NAME_LABELS], suffixes[IMAGE_NAME_LABELS];
    __u32 count = name_label_hashes(view->secret, text, size, labels);
    __u32 passed = 0;
    __u64 suffix = 0;

    for (__u32 depth = 0; depth < count && depth < IMAGE_NAME_LABELS; depth++) {
        __u32 label = count - 1 - depth;

        passed |= image_name_pass(view, depth,
                                  labels[label % IMAGE_NAME_LABELS], &suffix);
        suffixes[depth] = suffix;
    }
    return image_find_name(view, suffixes, passed, count);
}

/* What a packet carries of an indicator: no prefix, no URL. */
static tamis_status find(const struct image_view *view,
                         const tamis_indicator *asked, __u32 *answer,
                         tamis_error *error)
{
    __u8 address[16] = {[10] = 0xff, [11] = 0xff};

    switch (asked->kind) {
    case TAMIS_KIND_IP:
        if (asked->mode != TAMIS_MODE_EXACT)
            break;
        if (asked->key_size == 5)
            memcpy(address + 12, asked->key, 4);
        else
            memcpy(address, asked->key, 16);
        *answer = ask_address(view, address, IMAGE_NO_PORT);
        return TAMIS_OK;
    case TAMIS_KIND_IP_PORT:
        *answer = ask_address(view, asked->key,
                              (__u32)big_endian(asked->key + 16, 2));
        return TAMIS_OK;
    case TAMIS_KIND_DOMAIN:
        if (asked->mode != TAMIS_MODE_AUTO) /* "*.x" */
            break;
        *answer = ask_name(view, (const char *)asked->key, asked->key_size);
        return TAMIS_OK;
    default:
        break;
    }
    return failure(error, TAMIS_ERROR_SYNTAX,
                   "a packet carries an address, an address with a port or a "
                   "name; ask for one of these");
}

static int is_doubtful(const tamis_xdp_image *image, __u32 until_hours)
{
    struct timespec now;
    __u64 passed;

    if (until_hours == IMAGE_UNTIL_NEVER)
        return 0;
    clock_gettime(CLOCK_BOOTTIME, &now);
    passed = (__u64)now.tv_sec * 1000000000u + (__u64)now.tv_nsec -
             image_header(image)->base_ns;
    return passed >= until_hours * NS_PER_HOUR;
}

static void tell_actions(tamis_xdp_answer *told, __u32 word)
{
    for (__u32 direction = 0; direction < 2; direction++)
        for (__u32 place = 0; place < XDP_PLACES; place++) {
            __u32 action = word >> XDP_POLICY_SHIFT(direction, place) & 15;

            if ((told->flags & TAMIS_XDP_DOUBTFUL) && action > XDP_DO_REPORT)
                action = XDP_DO_REPORT;
            told->actions[direction][place] = action;
        }
}

static void tell(const tamis_xdp_image *image, __u32 number,
                 tamis_xdp_answer *told)
{
    const struct image_view view = image_view(image);
    __u32 word = image_answer_word(&view, number);
    const struct image_set *set = image_set(&view, word & 0xffff);

    told->number = number;
    if (!number || !set)
        return;
    told->record = image->state.nodes.records[number];
    if (set->flags & IMAGE_SET_ALLOWED)
        told->flags |= TAMIS_XDP_ALLOWED;
    if (set->flags & IMAGE_SET_WARNED)
        told->flags |= TAMIS_XDP_WARNED;
    if (set->flags & IMAGE_SET_PROTECTED)
        told->flags |= TAMIS_XDP_PROTECTED;
    if (is_doubtful(image, word >> 16))
        told->flags |= TAMIS_XDP_DOUBTFUL;
    tell_actions(told, set->policy);
}

tamis_status tamis_xdp_image_ask(const tamis_xdp_image *image, tamis_kind kind,
                                 const char *value, size_t value_size,
                                 tamis_xdp_answer *answer, tamis_error *error)
{
    const struct image_view view = image_view(image);
    tamis_xdp_answer told = {.record = TAMIS_RECORD_NONE};
    tamis_indicator asked;
    __u32 number = IMAGE_ANSWER_NONE;

    XDP_TRY(tamis_indicator_parse(&asked, kind, value, value_size,
                                  TAMIS_PARSE_SINGLE_LABEL, error));
    XDP_TRY(find(&view, &asked, &number, error));
    tell(image, number, &told);
    caller_struct_write(answer, &told, sizeof told);
    return TAMIS_OK;
}
