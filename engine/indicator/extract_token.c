/* SPDX-License-Identifier: BSD-2-Clause */
/* From a shape to a candidate: the bytes that it means, parsed. */
#include "indicator/extract_shape.h"

#include "base/slice.h"
#include "indicator/parse.h"

/* Room for "https" where "hxp" stood. */
struct token {
    char *bytes;
    size_t size;
};

static bool append(struct token *token, const void *bytes, size_t size)
{
    if (size > EXTRACT_TOKEN_SIZE - token->size)
        return false;
    memcpy(token->bytes + token->size, bytes, size);
    token->size += size;
    return true;
}

/* "http", "https" or "ftp" for the spelling at the shape's start; gives where
 * the spelling ends. */
static size_t append_scheme(struct token *token, const struct reader *reader,
                            const struct extract_shape *shape)
{
    size_t at = shape->offset;
    bool is_ftp = (reader->text[at] | 0x20) == 'f';

    while (byte_class(reader->text[at]) & BYTE_NAME)
        at++;
    (void)append(token, is_ftp ? "ftp" : "http", is_ftp ? 3 : 4);
    if ((reader->text[at - 1] | 0x20) == 's')
        (void)append(token, "s", 1);
    return at;
}

static bool append_decoded(struct token *token, const struct reader *reader,
                           size_t at, size_t end)
{
    const unsigned odd = reader->reading ? BYTE_MARK | BYTE_ESCAPE : 0;

    while (at < end) {
        size_t begin = at;
        struct unit unit;

        while (at < end && !(byte_class(reader->text[at]) & odd))
            at++;
        if (at > begin && !append(token, reader->text + begin, at - begin))
            return false;
        if (at >= end)
            break;
        unit = unit_read(reader, at);
        if (unit.size == 0 || !append(token, unit.bytes, unit.count))
            return false;
        at += unit.size;
    }
    return true;
}

/* The text itself, when it stands there as it is meant. */
static bool read_token(struct extract *extract,
                       const struct extract_shape *shape, tamis_slice *text)
{
    const struct reader reader = {extract->text, extract->size, shape->reading};
    struct token token = {extract->token, 0};
    size_t at = shape->offset;

    *text = slice_make(extract->text + shape->offset, shape->size);
    if (!(shape->flags &
          (SHAPE_MARKED | SHAPE_ESCAPED | SHAPE_SCHEME | SHAPE_URL_HOST)))
        return true;
    if (shape->flags & SHAPE_URL_HOST)
        (void)append(&token, "http://", 7);
    if (shape->flags & SHAPE_SCHEME)
        at = append_scheme(&token, &reader, shape);
    if (!append_decoded(&token, &reader, at, shape->offset + shape->size))
        return false;
    *text = slice_make(token.bytes, token.size);
    return true;
}

static bool is_same(const struct candidate *a, const struct candidate *b)
{
    return a->offset == b->offset && a->indicator.kind == b->indicator.kind &&
           a->indicator.key_size == b->indicator.key_size &&
           !memcmp(a->indicator.key, b->indicator.key, a->indicator.key_size);
}

/* An address that only a URL may spell so: "0x7f.1". */
static bool make_url_host(struct extract *extract,
                          const struct extract_shape *shape, tamis_slice text)
{
    struct candidate *host = &extract->candidates[extract->current ^ 1];
    tamis_indicator *url = &extract->candidates[extract->current].indicator;

    /* The candidate given last is over, so its place serves for the URL. */
    extract->has_previous = false;
    if (indicator_parse(url, TAMIS_KIND_URL, text, 0))
        return false;
    indicator_url_host(url, &host->indicator);
    if (host->indicator.key_size == 0 || host->indicator.kind != TAMIS_KIND_IP)
        return false;
    host->offset = shape->offset;
    host->size = shape->size;
    return true;
}

static bool parse_shape(struct extract *extract,
                        const struct extract_shape *shape, tamis_slice text)
{
    struct candidate *made = &extract->candidates[extract->current ^ 1];
    tamis_indicator *indicator = &made->indicator;

    if (indicator_parse(indicator, shape->kind, text, 0))
        return false;
    made->offset = shape->offset;
    made->size = shape->size;
    if (shape->flags & (SHAPE_MARKED | SHAPE_SCHEME))
        indicator->notes |= TAMIS_NOTE_DEFANGED;
    if (shape->kind == TAMIS_KIND_URL)
        extract->host_is_unusual =
            (indicator->notes & TAMIS_NOTE_UNUSUAL_IPV4) != 0;
    /* 10.2.4.5/24 tells of the address, 10.2.4.0/24 of the network. */
    if ((shape->flags & SHAPE_PREFIX) &&
        (indicator->notes & TAMIS_NOTE_HOST_BITS))
        return false;
    if (shape->flags & SHAPE_PREFIX)
        extract->prefix_offset = shape->offset;
    return true;
}

bool shape_make_candidate(struct extract *extract,
                          const struct extract_shape *shape)
{
    const struct candidate *made = &extract->candidates[extract->current ^ 1];
    tamis_slice text;

    if ((shape->flags & SHAPE_AFTER_PREFIX) &&
        extract->prefix_offset == shape->offset)
        return false;
    if (!read_token(extract, shape, &text))
        return false;
    if (shape->flags & SHAPE_URL_HOST) {
        if (!make_url_host(extract, shape, text))
            return false;
    } else if (!parse_shape(extract, shape, text)) {
        return false;
    }
    if (extract->has_previous &&
        is_same(made, &extract->candidates[extract->current]))
        return false;
    extract->candidates[extract->current ^ 1].is_wide =
        (shape->flags & SHAPE_WIDE) != 0;
    extract->has_previous = true;
    extract->current ^= 1;
    return true;
}
