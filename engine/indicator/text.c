/* SPDX-License-Identifier: BSD-2-Clause */
/* The kinds that are plain text, and the two of Windows with prefixes. */
#include "indicator/text.h"

#include "base/slice.h"
#include "indicator/encoding.h"
#include "indicator/kind_parsers.h"

const char text_hex_digits[] = "0123456789abcdefABCDEF";
const char text_base58_digits[] =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const char text_base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

tamis_reason text_store(tamis_indicator *indicator, tamis_slice text,
                        bool folds_case)
{
    if (text.size > TAMIS_KEY_SIZE_MAX)
        return TAMIS_REASON_TOO_LONG;
    if (text.size == 0)
        return TAMIS_REASON_SYNTAX;
    if (encoding_find_fault(text) != text.size)
        return TAMIS_REASON_BAD_ENCODING;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];

        indicator->key[i] = (uint8_t)(folds_case ? encoding_lower(byte) : byte);
    }
    indicator->key_size = (uint32_t)text.size;
    indicator->mode = TAMIS_MODE_EXACT;
    return TAMIS_REASON_NONE;
}

bool text_is_made_of(tamis_slice text, const char *set)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '\0' || !strchr(set, text.data[i]))
            return false;
    }
    return true;
}

size_t text_drive_size(tamis_slice path)
{
    bool has_drive = path.size >= 2 && encoding_is_letter(path.data[0]) &&
                     path.data[1] == ':';

    return has_drive ? 2 : 0;
}

size_t text_folder_size(tamis_slice path)
{
    size_t drive = text_drive_size(path), size = path.size;

    while (size > drive && !text_is_separator(path.data[size - 1]))
        size--;
    return size;
}

tamis_reason text_parse(tamis_indicator *indicator, tamis_slice text,
                        uint32_t flags)
{
    (void)flags;
    return text_store(indicator, text, kind_get(indicator->kind)->folds_case);
}

tamis_reason word_parse(tamis_indicator *indicator, tamis_slice text,
                        uint32_t flags)
{
    (void)flags;
    if (slice_find(text, ' ') != SIZE_MAX)
        return TAMIS_REASON_SYNTAX;
    return text_store(indicator, text, false);
}

/* Cuts `prefix` off, case ignored, and the blanks that follow it: a normal
 * form must not begin with what trimming would take. */
static bool cut_prefix(tamis_slice *text, const char *prefix)
{
    if (!slice_starts_folded(*text, prefix))
        return false;
    *text = slice_trim(slice_from(*text, strlen(prefix)));
    return true;
}

tamis_reason named_pipe_parse(tamis_indicator *indicator, tamis_slice text,
                              uint32_t flags)
{
    (void)flags;
    while (cut_prefix(&text, "\\\\.\\pipe\\") ||
           cut_prefix(&text, "\\device\\namedpipe\\") ||
           cut_prefix(&text, "\\pipe\\"))
        continue;
    return text_store(indicator, text, true);
}

/* The roots of the registry, as people, PowerShell and the kernel write
 * them. */
static const struct {
    const char *spelling, *hive;
} hives[] = {
    {"hkey_local_machine", "hklm"},
    {"hkey_current_user", "hkcu"},
    {"hkey_classes_root", "hkcr"},
    {"hkey_users", "hku"},
    {"hkey_current_config", "hkcc"},
    {"hkey_performance_data", "hkpd"},
    {"registry\\machine", "hklm"},
    {"registry\\user", "hku"},
    {"hklm", "hklm"},
    {"hkcu", "hkcu"},
    {"hkcr", "hkcr"},
    {"hku", "hku"},
    {"hkcc", "hkcc"},
    {"hkpd", "hkpd"},
};

/* "HKLM:\Software" and "HKLM\Software" alike: the rest begins with '\' or is
 * empty. */
static bool cut_hive(tamis_slice *text, const char *spelling)
{
    tamis_slice rest;

    if (!slice_starts_folded(*text, spelling))
        return false;
    rest = slice_from(*text, strlen(spelling));
    if (rest.size && rest.data[0] == ':')
        rest = slice_from(rest, 1);
    if (rest.size && rest.data[0] != '\\')
        return false;
    *text = rest;
    return true;
}

static void write_hive(tamis_indicator *indicator, const char *hive)
{
    indicator->key_size = (uint32_t)strlen(hive);
    memcpy(indicator->key, hive, indicator->key_size);
}

/* Appends, folded, with runs of backslashes as one. */
static bool write_path(tamis_indicator *indicator, tamis_slice path)
{
    uint32_t size = indicator->key_size;

    for (size_t i = 0; i < path.size; i++) {
        char byte = encoding_lower(path.data[i]);

        if (byte == '\\' && size && indicator->key[size - 1] == '\\')
            continue;
        if (size == TAMIS_KEY_SIZE_MAX)
            return false;
        indicator->key[size++] = (uint8_t)byte;
    }
    while (size && (indicator->key[size - 1] == '\\' ||
                    indicator->key[size - 1] == ' '))
        size--;
    indicator->key_size = size;
    return true;
}

tamis_reason registry_key_parse(tamis_indicator *indicator, tamis_slice text,
                                uint32_t flags)
{
    char single[2 * TAMIS_KEY_SIZE_MAX];
    size_t size = 0;

    (void)flags;
    if (encoding_find_fault(text) != text.size)
        return TAMIS_REASON_BAD_ENCODING;
    /* Collapse first, so that "HKLM\\\\Software" meets the table's spelling. */
    for (size_t i = 0; i < text.size && size < sizeof single; i++) {
        if (text.data[i] != '\\' || (size && single[size - 1] != '\\'))
            single[size++] = text.data[i];
    }
    text = slice_trim(slice_make(single, size));
    while (cut_prefix(&text, "computer\\") || cut_prefix(&text, "\\"))
        continue;
    indicator->key_size = 0;
    for (size_t i = 0; i < sizeof hives / sizeof *hives; i++) {
        if (cut_hive(&text, hives[i].spelling)) {
            write_hive(indicator, hives[i].hive);
            break;
        }
    }
    if (!write_path(indicator, text))
        return TAMIS_REASON_TOO_LONG;
    indicator->mode = TAMIS_MODE_EXACT;
    return indicator->key_size ? TAMIS_REASON_NONE : TAMIS_REASON_SYNTAX;
}
