/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_output.h"

#include "json_text.h"
#include "message.h"
#include "progress.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void scan_output_open(struct scan_output *output, const struct scan_plan *plan)
{
    struct stat facts;

    memset(output, 0, sizeof *output);
    output->plan = plan;
    /* As grep does: names, unless one file was named. */
    output->names_files =
        plan->path_count > 1 ||
        (plan->path_count == 1 && stat(plan->paths[0], &facts) == 0 &&
         S_ISDIR(facts.st_mode));
}

static void fail(struct scan_output *output)
{
    if (!output->is_closed && errno != EPIPE)
        message_error("cannot write to standard output: %s", strerror(errno));
    output->is_closed = true;
    output->has_failed = true;
}

bool scan_output_flush(struct scan_output *output, struct scan_task *task)
{
    if (task->text.size > 0) {
        progress_clear();
        if (fwrite(task->text.bytes, 1, task->text.size, stdout) !=
                task->text.size ||
            fflush(stdout) != 0)
            fail(output);
    }
    progress_update(task->file->name, output->stored_size + task->stored_size,
                    output->stored_total, true);
    event_lines_clear(&task->text);
    return !output->is_closed;
}

/* Names are what they are for other programs, and harmless for terminals. */
static void write_name(const struct scan_file *file)
{
    tamis_slice name = {file->name, strlen(file->name)};

    if (isatty(STDOUT_FILENO))
        plain_text_write(stdout, name);
    else
        fwrite(name.data, 1, name.size, stdout);
}

static void write_answer(struct scan_output *output, struct scan_task *task)
{
    struct scan_file *file = task->file;
    bool is_counting = output->plan->answer == SCAN_ANSWER_COUNTS;

    progress_clear();
    if (is_counting && task->is_last && task->kind != SCAN_TASK_NOTHING) {
        if (output->names_files) {
            write_name(file);
            putchar(':');
        }
        printf("%" PRIu64 "\n", file->event_count);
    }
    if (output->plan->answer == SCAN_ANSWER_NAMES && file->event_count > 0 &&
        !atomic_exchange(&file->is_over, true)) {
        write_name(file);
        putchar('\n');
        /* Its last range may never be put in. */
        output->file_count += !task->is_last;
    }
    if (ferror(stdout))
        fail(output);
}

/* One sentence a file, however many of its ranges met the same. */
static void tell_failure(struct scan_output *output, struct scan_task *task)
{
    output->has_failed = true;
    /* Following tells what happens when it does. */
    if (task->file->has_told_failure || task->error.message[0] == '\0')
        return;
    task->file->has_told_failure = true;
    message_failure(task->file->name, &task->error);
}

/* The one field that is asked for, or NULL. */
static const char *find_only_field(const struct record_fields *fields)
{
    for (size_t i = 0; fields->asked_count == 1 && i < fields->node_count; i++)
        if (fields->nodes[i].is_users_own)
            return fields->nodes[i].other.path;
    return NULL;
}

/* A name that is mistyped ends as nothing found; so it is told. */
static void end_records(struct scan_output *output, struct scan_file *file)
{
    const struct record_fields *fields = &output->plan->modes.fields;
    const char *field = find_only_field(fields);
    char sentence[200];

    output->has_field |= file->has_field;
    if (!file->has_records || file->has_field)
        return;
    output->has_lacked_field = true;
    if (field)
        snprintf(
            sentence, sizeof sentence, "none of its records has the %s %.100s",
            output->plan->modes.has_tsv_columns ? "column" : "field", field);
    else
        snprintf(sentence, sizeof sentence,
                 "none of its records has a field that is asked for");
    message_note_path(file->name, sentence);
}

void scan_output_tell_long_line(struct scan_file *file)
{
    if (file->has_told_long_line)
        return;
    file->has_told_long_line = true;
    message_note_path(
        file->name, "has a line of more than 16 MiB (of UTF-16 262144 units); "
                    "regexes were matched in parts of it");
}

bool scan_output_end(struct scan_output *output, struct scan_task *task)
{
    struct scan_file *file = task->file;

    /* Numbers do not tell how far other threads came after the last event that
     * was wanted. */
    if (atomic_load(&file->is_over)) {
        event_lines_clear(&task->text);
        return !output->is_closed;
    }
    file->event_count += task->event_count;
    output->event_count += task->event_count;
    output->size += task->size;
    output->line_count += task->line_count;
    output->stored_size += task->stored_size;
    task->stored_size = 0;
    output->hidden_by_clock += task->hidden_by_clock;
    output->is_hidden_twice |= task->is_hidden_twice;
    output->malformed_count += task->malformed_count;
    output->timeless_count += task->timeless_count;
    if (task->kind == SCAN_TASK_FOLLOW)
        output->file_count += output->plan->follow.count;
    else if (task->kind != SCAN_TASK_NOTHING)
        output->file_count += task->is_last;
    scan_output_flush(output, task);
    if (output->plan->answer != SCAN_ANSWER_EVENTS && !output->is_closed)
        write_answer(output, task);
    if (task->has_failed)
        tell_failure(output, task);
    if (task->has_long_line && output->tells_long_lines)
        scan_output_tell_long_line(file);
    file->has_records |= task->has_records;
    file->has_field |= task->has_field;
    if (task->is_last)
        end_records(output, file);
    if (task->has_note)
        message_note_path(file->name, task->error.message);
    return !output->is_closed;
}
