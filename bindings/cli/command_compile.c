/* SPDX-License-Identifier: BSD-2-Clause */
/* tamis compile: feeds through their readers into the compiler. */
#include "command.h"
#include "compile_job.h"
#include "message.h"
#include "progress.h"

#include <stdio.h>
#include <string.h>

static void show_building(void *context, const char *phase, uint64_t done,
                          uint64_t total)
{
    (void)context;
    progress_update(phase, done, total, false);
}

static int write_database(struct compile_job *job)
{
    struct compile_plan *plan = &job->plan;
    tamis_error error;
    tamis_status status;

    progress_begin(!plan->is_quiet);
    status = tamis_compiler_write(job->compiler, plan->output, show_building,
                                  NULL, &error);
    progress_clear();
    if (!plan->is_quiet)
        compile_report_text(job->compiler, &job->feeds);
    if (plan->is_json)
        compile_report_json(job->compiler, &job->feeds);
    if (status >= 0)
        compile_report_warnings(job->compiler, &job->feeds);
    if (status < 0 && job->failed_count > 0) {
        message_error("%s was not written, because of %zu %s; --keep-going "
                      "compiles the others",
                      plan->output, job->failed_count,
                      job->failed_count == 1 ? "feed" : "feeds");
        return EXIT_ERROR;
    }
    if (status < 0)
        return message_failure(NULL, &error);
    if (fflush(stdout) != 0) {
        message_error("cannot write to standard output");
        return EXIT_ERROR;
    }
    return EXIT_MATCHED;
}

int command_compile(int argc, char **argv)
{
    struct compile_job job;
    int result;

    memset(&job, 0, sizeof job);
    message_begin("compile", false);
    result = compile_plan_read(&job.plan, argc, argv);
    if (result >= 0)
        return result;
    result = compile_job_read(&job);
    if (!result)
        result = write_database(&job);
    compile_job_release(&job);
    return result;
}
