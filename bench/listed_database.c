/* SPDX-License-Identifier: BSD-2-Clause */
#include "listed_database.h"
#include "activity.h"
#include "made_feed.h"

#include <tamis/compile.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static tamis_status add_keys(tamis_compiler *compiler, uint32_t feed_id,
                             const struct key_list *listed, tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    tamis_status status = TAMIS_OK;
    struct key_view view;
    char text[KEY_TEXT_MAX];

    statement.kind = listed->kind == KEY_SHA256   ? TAMIS_KIND_SHA256
                     : listed->kind == KEY_DOMAIN ? TAMIS_KIND_DOMAIN
                                                  : TAMIS_KIND_IP;
    for (size_t i = 0; status >= 0 && i < listed->count; i++) {
        if (listed->kind == KEY_DOMAIN) {
            key_list_get(listed, i, &view);
            statement.value = view.name;
            statement.mode = view.mode;
        } else {
            statement.value.data = text;
            statement.value.size = made_feed_key(listed, i, text, sizeof text);
        }
        status = tamis_compiler_add(compiler, feed_id, &statement, error);
        if (i % 65536 == 0)
            activity_part("tamis: adding keys", i, listed->count);
    }
    return status;
}

/* Every key must be kept: else the generator and the compiler differ about
 * what a key is, and no answer could be checked. */
static void require_all_kept(const tamis_compiler *compiler, size_t count)
{
    tamis_compile_report report = {.struct_size = sizeof report};
    tamis_rejection rejection;

    tamis_compiler_report(compiler, UINT32_MAX, &report);
    if (report.outcomes[TAMIS_OUTCOME_KEPT] == count)
        return;
    fprintf(stderr, "tamis bench: of %zu keys tamis kept %llu, merged %llu\n",
            count, (unsigned long long)report.outcomes[TAMIS_OUTCOME_KEPT],
            (unsigned long long)report.outcomes[TAMIS_OUTCOME_MERGED]);
    for (size_t n = 0; tamis_compiler_rejection(compiler, n, &rejection); n++)
        fprintf(stderr, "tamis bench: %.*s: %s\n", (int)rejection.value.size,
                rejection.value.data, tamis_reason_name(rejection.reason));
    exit(2);
}

static tamis_status add_lists(tamis_compiler *compiler,
                              const struct key_list *lists, size_t list_count,
                              tamis_error *error)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_status status;
    uint32_t feed_id;

    info.name.data = "bench";
    info.name.size = strlen("bench");
    info.tlp = TAMIS_TLP_CLEAR;
    info.pap = TAMIS_PAP_GREEN; /* may be dropped */
    status = tamis_compiler_add_feed(compiler, &info, &feed_id, error);
    for (size_t n = 0; status >= 0 && n < list_count; n++)
        status = add_keys(compiler, feed_id, &lists[n], error);
    return status;
}

tamis_status listed_database_write(const struct bench_plan *plan,
                                   const struct key_list *lists,
                                   size_t list_count, const char *path,
                                   tamis_error *error)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_compiler *compiler;
    tamis_status status;
    size_t count = 0;

    for (size_t n = 0; n < list_count; n++)
        count += lists[n].count;
    options.flags = TAMIS_COMPILER_NO_SYNC;
    options.memory_limit = plan->memory_limit;
    options.spill_folder = plan->folder;
    status = tamis_compiler_create(&compiler, &options, error);
    if (status < 0)
        return status;
    status = add_lists(compiler, lists, list_count, error);
    if (status >= 0)
        status = tamis_compiler_write(compiler, path, NULL, NULL, error);
    if (status >= 0)
        require_all_kept(compiler, count);
    tamis_compiler_destroy(compiler);
    return status;
}
