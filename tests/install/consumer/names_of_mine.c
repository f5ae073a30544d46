/* SPDX-License-Identifier: BSD-2-Clause */
/* Names that the engine uses inside: a program may have its own, also when it
 * is linked with the archives. */
int error_set(void);
int slice_trim(void);
int memory_grow(void);
int buffer_append(void);

int error_set(void)
{
    return 1;
}

int slice_trim(void)
{
    return 1;
}

int memory_grow(void)
{
    return 1;
}

int buffer_append(void)
{
    return 1;
}
