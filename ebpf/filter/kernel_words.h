/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel and libbpf say when a call fails: libbpf would print it; here
 * the first sentence that matters is kept for a tamis_error.
 */
#ifndef TAMIS_EBPF_FILTER_KERNEL_WORDS_H
#define TAMIS_EBPF_FILTER_KERNEL_WORDS_H

#include <tamis/status.h>

struct kernel_words {
    char text[320];
    int is_kernels; /* the kernel's own sentence, better than libbpf's */
    struct kernel_words *outer;
};

/* Between begin and end the calling thread's words of libbpf go into *words;
 * other threads print as before. They may be nested. */
void kernel_words_begin(struct kernel_words *words);
void kernel_words_end(struct kernel_words *words);

/* failure_words() fills *error as failure_system() does, with the words put
 * behind. number EPERM: with the capability that lacks. Returns SYSTEM. */
__attribute__((format(printf, 4, 5))) tamis_status
failure_words(tamis_error *error, int number, const struct kernel_words *words,
              const char *format, ...);

#endif
