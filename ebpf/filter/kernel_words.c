/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libbpf has one print function for the whole process. While any thread
 * listens it is ours, which hands the words of others to the one before.
 */
#include "filter/kernel_words.h"

#include "base/failure.h"
#include "filter/capability.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t listening = PTHREAD_MUTEX_INITIALIZER;
static unsigned listener_count;
static libbpf_print_fn_t print_before;
static _Thread_local struct kernel_words *listener;

/* How libbpf passes on what the kernel said of a netlink request. */
static const char extack[] = "Kernel error message: ";
static const char log_begin[] = "-- BEGIN PROG LOAD LOG --\n";

/* The verifier says at the end of its log why it refused, and then how much it
 * has seen. */
static const char *last_of_log(char *log)
{
    const char *last = log;
    char *end = strstr(log, "\n-- END PROG LOAD LOG --");
    char *rest;

    if (end)
        *end = '\0';
    for (char *line = strtok_r(log, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest))
        if (strncmp(line, "processed ", strlen("processed ")) != 0)
            last = line;
    return last;
}

static void keep(struct kernel_words *words, const char *text, int is_kernels)
{
    if (words->text[0] && (words->is_kernels || !is_kernels))
        return;
    snprintf(words->text, sizeof words->text, "%s", text);
    words->text[strcspn(words->text, "\n")] = '\0';
    words->is_kernels = is_kernels;
}

static void hear(struct kernel_words *words, char *text)
{
    char *log = strstr(text, log_begin);
    char *said = strstr(text, extack);

    if (log)
        keep(words, last_of_log(log + strlen(log_begin)), 1);
    else if (said)
        keep(words, said + strlen(extack), 1);
    else
        keep(words, strncmp(text, "libbpf: ", 8) ? text : text + 8, 0);
}

__attribute__((format(printf, 2, 0))) static int
listen_to(enum libbpf_print_level level, const char *format, va_list arguments)
{
    libbpf_print_fn_t before;
    char *text;

    if (!listener) {
        before = __atomic_load_n(&print_before, __ATOMIC_ACQUIRE);
        return before ? before(level, format, arguments) : 0;
    }
    if (level != LIBBPF_WARN || vasprintf(&text, format, arguments) < 0)
        return 0;
    hear(listener, text);
    free(text);
    return 0;
}

void kernel_words_begin(struct kernel_words *words)
{
    memset(words, 0, sizeof *words);
    words->outer = listener;
    listener = words;
    pthread_mutex_lock(&listening);
    if (listener_count++ == 0)
        __atomic_store_n(&print_before, libbpf_set_print(listen_to),
                         __ATOMIC_RELEASE);
    pthread_mutex_unlock(&listening);
}

void kernel_words_end(struct kernel_words *words)
{
    pthread_mutex_lock(&listening);
    if (--listener_count == 0)
        libbpf_set_print(print_before);
    pthread_mutex_unlock(&listening);
    listener = words->outer;
}

tamis_status failure_words(tamis_error *error, int number,
                           const struct kernel_words *words, const char *format,
                           ...)
{
    char sentence[256], missing[64];
    va_list arguments;

    if (!error)
        return TAMIS_ERROR_SYSTEM;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    failure_system(error, number, "%s", sentence);
    if (words->text[0]) {
        size_t size = strlen(error->message);

        snprintf(error->message + size, sizeof error->message - size, " (%s)",
                 words->text);
        for (char *at = error->message + size; *at; at++)
            if ((unsigned char)*at < ' ' || *at == 0x7f)
                *at = '?';
    }
    if (abs(number) == EPERM || abs(number) == EACCES) {
        size_t size = strlen(error->message);

        if (capability_missing(missing, sizeof missing))
            snprintf(error->message + size, sizeof error->message - size,
                     "; this process lacks %s", missing);
    }
    return TAMIS_ERROR_SYSTEM;
}
