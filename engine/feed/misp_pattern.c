/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/misp_pattern.h"

#include "base/slice.h"
#include "indicator/pattern.h"

/*
 * "/tmp/mig" is a path, although mig are flags: between slashes is a regex only
 * if it has no further one outside of [] that is not escaped, and holds what no
 * path does.
 */
static bool is_between_slashes(tamis_slice value)
{
    struct pattern_regex regex;
    bool is_regex = false, is_class = false;

    if (!pattern_regex_read(value, &regex))
        return false;
    for (size_t i = 0; i < regex.source.size; i++) {
        char byte = regex.source.data[i];

        if (byte == '/' && !is_class)
            return false;
        is_class = byte == '[' || (is_class && byte != ']');
        is_regex |= byte != '\0' && strchr("\\^$|?*+([{", byte) != NULL;
        i += byte == '\\';
    }
    return is_regex;
}

/* A regex with or without slashes; names that begin with * are meant as a
 * shell's, since no regex begins so. */
static void read_name_regex(struct pattern_value *pattern, tamis_slice value)
{
    if (slice_starts(value, "*")) {
        pattern_value_from_glob(pattern, TAMIS_KIND_FILENAME, value);
    } else if (is_between_slashes(value)) {
        pattern_value_from_slashed(pattern, TAMIS_KIND_FILENAME, value);
    } else {
        pattern_value_begin(pattern, TAMIS_KIND_FILENAME);
        pattern_value_add_regex(pattern, value);
    }
}

/* "/regex/flags" or "{DE AD ?? EF}". */
static bool read_content(struct pattern_value *pattern, tamis_slice value)
{
    bool is_hex = value.size >= 2 && value.data[0] == '{' &&
                  value.data[value.size - 1] == '}';

    return is_hex ? pattern_value_from_hex(
                        pattern, slice_make(value.data + 1, value.size - 2))
                  : pattern_value_from_slashed(pattern, TAMIS_KIND_AUTO, value);
}

bool misp_pattern_read(struct pattern_value *pattern, enum misp_shape shape,
                       tamis_slice value)
{
    if (shape != MISP_NAME_REGEX)
        return read_content(pattern, value);
    read_name_regex(pattern, value);
    return true;
}
