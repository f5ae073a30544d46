/* SPDX-License-Identifier: BSD-2-Clause */
/* From a plan to a compiler that has read every feed: what `tamis compile` and
 * a scan of feeds have in common. */
#ifndef TAMIS_CLI_COMPILE_JOB_H
#define TAMIS_CLI_COMPILE_JOB_H

#include "compile_plan.h"
#include "compile_report.h"

struct compile_job {
    struct compile_plan plan;
    tamis_manifest *manifest;
    tamis_compiler *compiler;
    struct compile_feeds feeds;
    size_t failed_count; /* feeds that could not be read; each was said */
};

/* Reads the feeds of job->plan; the rest is zeroed before. 0, or EXIT_ERROR
 * after a message. */
int compile_job_read(struct compile_job *job);
/* Whatever compile_job_read() did. */
void compile_job_release(struct compile_job *job);

#endif
