/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/wire_name.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

struct vector {
    char wire[80];
    size_t wire_size;
    char text[80]; /* empty: no name */
};

ParameterizedTestParameters(wire_name, reads_what_rfc_1035_writes)
{
    static struct vector vectors[] = {
        {"\3www\4evil\3com", 14, "www.evil.com"},
        {"\3WwW\4EVIL\3com\0", 15, "WwW.EVIL.com"},
        {"\3com", 4, "com"},
        {"", 0, ""},
        {"\0", 1, ""},
        {"\3ww", 3, ""},            /* cut short */
        {"\3www\300\14", 6, ""},    /* a compression pointer */
        {"\100www", 4, ""},         /* label type 01 */
        {"\7www.com", 8, ""},       /* a dot inside a label */
        {"\3com\1.", 6, ""},        /* and as one */
        {"\3www\0\3com", 9, "www"}, /* the root ends the name */
        {"\2\0\1\3com", 7, {0, 1, '.', 'c', 'o', 'm'}},
    };

    return cr_make_param_array(struct vector, vectors,
                               sizeof vectors / sizeof *vectors);
}

ParameterizedTest(struct vector *vector, wire_name, reads_what_rfc_1035_writes)
{
    char text[TAMIS_DOMAIN_SIZE_MAX];
    tamis_slice wire = {vector->wire, vector->wire_size};
    size_t size = wire_name_read(wire, text);
    size_t expected =
        vector->text[0] || !vector->text[1] ? strlen(vector->text) : 6;

    cr_assert_eq(size, expected);
    cr_assert_eq(memcmp(text, vector->text, size), 0);
}

Test(wire_name, a_name_has_at_most_253_bytes_of_text)
{
    char wire[300], text[TAMIS_DOMAIN_SIZE_MAX];
    tamis_slice slice = {wire, 0};

    for (int i = 0; i < 127; i++) {
        wire[i * 2] = 1;
        wire[i * 2 + 1] = 'a';
    }
    slice.size = 254;
    cr_assert_eq(wire_name_read(slice, text), 253);
    wire[254] = 1;
    wire[255] = 'a';
    slice.size = 256;
    cr_assert_eq(wire_name_read(slice, text), 0);
}
