/* SPDX-License-Identifier: BSD-2-Clause */
#include "json_text.h"

void json_text_write(FILE *file, tamis_slice text)
{
    fputc('"', file);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];

        if (byte == '"' || byte == '\\')
            fprintf(file, "\\%c", byte);
        else if (byte < 0x20 || byte == 0x7F)
            fprintf(file, "\\u%04x", (unsigned)byte);
        else
            fputc(byte, file);
    }
    fputc('"', file);
}

void plain_text_write(FILE *file, tamis_slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];

        if (byte < 0x20 || byte == 0x7F)
            fprintf(file, "\\x%02x", (unsigned)byte);
        else
            fputc(byte, file);
    }
}
