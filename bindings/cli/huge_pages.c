/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How jemalloc is set up when it is linked in, and nothing otherwise: memory
 * in huge pages, where the kernel gives them to those who ask. What is
 * compiled is spread over thousands of places at a time, more than the
 * processor remembers of pages of 4 KiB.
 */
/* By jemalloc's name for it, which it must be able to see. */
extern const char *malloc_conf;
__attribute__((visibility("default"))) const char *malloc_conf = "thp:always";
