/* SPDX-License-Identifier: BSD-2-Clause */
/* The encoder of RFC 3492, section 6.3. */
#include "indicator/punycode.h"

#include "base/slice.h"
#include "indicator/encoding.h"

#define BASE         36u
#define THRESHOLD    26u
#define SKEW         38u
#define DAMP         700u
#define INITIAL_BIAS 72u
#define LABEL_MAX    63u
#define PREFIX_SIZE  4u /* xn-- */

/* A label, folded, as characters: all of them when they are not too many. */
struct letters {
    uint32_t values[LABEL_MAX];
    size_t count, ascii_count;
};

struct output {
    char *bytes;
    size_t size, end; /* of the label at most */
};

/* Each stays as it is, alone and beside any other of them: no marks that
 * compose, nothing written from right to left. */
static bool is_known(uint32_t value)
{
    if (value < 0x3041)
        return (value >= 0xe0 && value <= 0xff && value != 0xf7) ||
               (value >= 0x3b1 && value <= 0x3ce && value != 0x3c2) ||
               (value >= 0x430 && value <= 0x45f) ||
               (value >= 0xe01 && value <= 0xe30) ||
               (value >= 0x10d0 && value <= 0x10f0);
    return value <= 0x3096 ||
           (value >= 0x30a1 && value <= 0x30fe && value != 0x30fb) ||
           (value >= 0x3400 && value <= 0x4db5) ||
           (value >= 0x4e00 && value <= 0x9fa5) ||
           (value >= 0xac00 && value <= 0xd7a3);
}

static bool is_dot(uint32_t value)
{
    return value == '.' || value == 0x3002 || value == 0xff0e ||
           value == 0xff61;
}

/* Quotes, commas and brackets of sentences: no name has them. */
static bool is_refused(uint32_t value)
{
    return value == 0xab || value == 0xbb ||
           (value >= 0x2018 && value <= 0x201e) || value == 0x3001 ||
           (value >= 0x3008 && value <= 0x3011) || value == 0xff01 ||
           value == 0xff08 || value == 0xff09 || value == 0xff0c ||
           value == 0xff1a || value == 0xff1b || value == 0xff1f;
}

/* The next character of one to three bytes; 0 when there is none. */
static uint32_t next_character(tamis_slice *text)
{
    const uint8_t *bytes = (const uint8_t *)text->data;
    size_t size = encoding_sequence(*text);
    uint32_t value = 0;

    if (size == 1)
        value = bytes[0];
    else if (size == 2)
        value = (bytes[0] & 0x1fu) << 6 | (bytes[1] & 0x3fu);
    else if (size == 3)
        value = (bytes[0] & 0xfu) << 12 | (bytes[1] & 0x3fu) << 6 |
                (bytes[2] & 0x3fu);
    *text = slice_from(*text, size);
    return value;
}

/* As it is in a name, or 0 when there is no telling. */
static uint32_t fold(uint32_t value)
{
    if (value < 0x80) {
        char byte = encoding_lower((char)value);

        return encoding_is_letter(byte) || encoding_is_digit(byte) ||
                       byte == '_' || byte == '-'
                   ? (uint32_t)(uint8_t)byte
                   : 0;
    }
    if (value >= 0x410 && value <= 0x42f)
        value += 0x20;
    return is_known(value) ? value : 0;
}

static bool put(struct output *output, char byte)
{
    if (output->size == output->end)
        return false;
    output->bytes[output->size++] = byte;
    return true;
}

static uint32_t adapt(uint32_t delta, uint32_t points, bool is_first)
{
    uint32_t k = 0;

    delta = is_first ? delta / DAMP : delta / 2;
    delta += delta / points;
    while (delta > (BASE - 1) * THRESHOLD / 2) {
        delta /= BASE - 1;
        k += BASE;
    }
    return k + BASE * delta / (delta + SKEW);
}

static bool put_number(struct output *output, uint32_t number, uint32_t bias)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";

    for (uint32_t k = BASE;; k += BASE) {
        uint32_t least = k <= bias               ? 1
                         : k >= bias + THRESHOLD ? THRESHOLD
                                                 : k - bias;

        if (number < least)
            return put(output, digits[number]);
        if (!put(output, digits[least + (number - least) % (BASE - least)]))
            return false;
        number = (number - least) / (BASE - least);
    }
}

static uint32_t least_from(const struct letters *letters, uint32_t from)
{
    uint32_t least = UINT32_MAX;

    for (size_t i = 0; i < letters->count; i++)
        if (letters->values[i] >= from && letters->values[i] < least)
            least = letters->values[i];
    return least;
}

/* Values are below 2^16 and letters at most LABEL_MAX: nothing overflows. */
static bool put_letters(struct output *output, const struct letters *letters)
{
    uint32_t done = (uint32_t)letters->ascii_count;
    uint32_t value = 0x80, delta = 0, bias = INITIAL_BIAS;

    while (done < letters->count) {
        uint32_t least = least_from(letters, value);

        delta += (least - value) * (done + 1);
        value = least;
        for (size_t i = 0; i < letters->count; i++) {
            delta += letters->values[i] < value;
            if (letters->values[i] != value)
                continue;
            if (!put_number(output, delta, bias))
                return false;
            bias = adapt(delta, done + 1, done == letters->ascii_count);
            delta = 0;
            done++;
        }
        delta++;
        value++;
    }
    return true;
}

static bool put_label(struct output *output, const struct letters *letters)
{
    bool is_ascii = letters->ascii_count == letters->count;

    output->end = output->size + LABEL_MAX;
    /* Each letter is a byte at least. */
    if (letters->count > LABEL_MAX - (is_ascii ? 0 : PREFIX_SIZE))
        return false;
    if (!is_ascii) {
        memcpy(output->bytes + output->size, "xn--", PREFIX_SIZE);
        output->size += PREFIX_SIZE;
    }
    for (size_t i = 0; i < letters->count; i++)
        if (letters->values[i] < 0x80)
            put(output, (char)letters->values[i]);
    if (is_ascii)
        return true;
    if (letters->ascii_count > 0 && !put(output, '-'))
        return false;
    return put_letters(output, letters);
}

/* The label at the front of *rest and the dot behind it. */
static enum punycode_result read_label(struct letters *letters,
                                       tamis_slice *rest, bool *has_dot)
{
    uint32_t last = '-';

    letters->count = letters->ascii_count = 0;
    *has_dot = false;
    while (rest->size > 0) {
        uint32_t value = next_character(rest);

        if (is_dot(value)) {
            *has_dot = true;
            break;
        }
        if (is_refused(value))
            return PUNYCODE_REFUSED;
        value = fold(value);
        /* There are rules about hyphens. */
        if (value == 0 || (value == '-' && last == '-'))
            return PUNYCODE_UNKNOWN;
        if (letters->count < LABEL_MAX)
            letters->values[letters->count] = value;
        letters->count++;
        letters->ascii_count += value < 0x80;
        last = value;
    }
    return letters->count > 0 && last != '-' ? PUNYCODE_DONE : PUNYCODE_UNKNOWN;
}

enum punycode_result punycode_name(char ascii[IDNA_ASCII_SIZE],
                                   size_t *ascii_size, tamis_slice text)
{
    char bytes[TAMIS_DOMAIN_SIZE_MAX + 1 + LABEL_MAX];
    struct output output = {.bytes = bytes};
    struct letters letters;
    bool has_dot = text.size > 0;

    while (has_dot) {
        enum punycode_result result = read_label(&letters, &text, &has_dot);

        if (result != PUNYCODE_DONE)
            return result;
        if (!put_label(&output, &letters))
            return PUNYCODE_REFUSED;
        if (output.size > TAMIS_DOMAIN_SIZE_MAX)
            return PUNYCODE_TOO_LONG;
        if (has_dot)
            bytes[output.size++] = '.';
    }
    if (output.size == 0)
        return PUNYCODE_UNKNOWN;
    memcpy(ascii, bytes, output.size);
    ascii[output.size] = '\0';
    *ascii_size = output.size;
    return PUNYCODE_DONE;
}
