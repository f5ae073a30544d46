/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/json_frames.h"

#include "base/error.h"

#include <string.h>

static tamis_status out_of_memory(const struct json_frames *frames,
                                  tamis_error *error)
{
    return error_set(error, TAMIS_ERROR_MEMORY,
                     "%s: there is no memory to read JSON", frames->name);
}

tamis_status json_frames_open(struct json_frames *frames,
                              struct feed_reader *reader,
                              const struct json_rule *rules, size_t rule_count,
                              tamis_error *error)
{
    struct json_splitter_options options = {
        .rules = rules,
        .rule_count = rule_count,
        .name = reader->path,
        .allocator = reader->allocator,
        .read = json_pass_read,
    };

    memset(frames, 0, sizeof *frames);
    frames->name = reader->path;
    TRY(json_source_open(&frames->source, reader, 0, error));
    json_pass_begin(&frames->lead_pass, &frames->source);
    json_pass_begin(&frames->follow_pass, &frames->source);
    frames->frame_parser = json_parser_create();
    frames->element_parser = json_parser_create();
    if (!frames->frame_parser || !frames->element_parser)
        return out_of_memory(frames, error);
    options.context = &frames->follow_pass;
    TRY(json_splitter_create(&frames->follow, &options, error));
    options.context = &frames->lead_pass;
    options.skip_elements = true;
    return json_splitter_create(&frames->lead, &options, error);
}

void json_frames_close(struct json_frames *frames)
{
    json_splitter_destroy(frames->lead);
    json_splitter_destroy(frames->follow);
    json_parser_destroy(frames->frame_parser);
    json_parser_destroy(frames->element_parser);
    json_pass_end(&frames->lead_pass);
    json_pass_end(&frames->follow_pass);
    json_source_close(&frames->source);
}

static tamis_status parse_frame(struct json_frames *frames,
                                const struct json_item *item,
                                tamis_error *error)
{
    enum json_fault fault = json_parse(frames->frame_parser, item->bytes,
                                       item->size, &frames->frame);

    if (fault == JSON_FAULT_NONE)
        return TAMIS_OK;
    if (fault == JSON_FAULT_MEMORY)
        return out_of_memory(frames, error);
    error_set(error, TAMIS_ERROR_SYNTAX,
              "%s: the object at byte %llu (line %llu) is %s", frames->name,
              (unsigned long long)item->offset, (unsigned long long)item->line,
              json_fault_text(fault));
    error_set_place(error, item->line, item->offset);
    return TAMIS_ERROR_SYNTAX;
}

/* Lets the lead run to the end of that frame. */
static tamis_status fetch_frame(struct json_frames *frames, uint64_t number,
                                tamis_error *error)
{
    struct json_item item;

    frames->frame_number = number;
    memset(&frames->frame, 0, sizeof frames->frame);
    if (number == 0)
        return TAMIS_OK;
    do {
        TRY(json_splitter_next(frames->lead, &item, error));
        if (item.kind == JSON_ITEM_END)
            return error_set(error, TAMIS_ERROR_SYNTAX,
                             "%s: has elements both beside and inside another "
                             "object; split it into one event a file",
                             frames->name);
    } while (item.kind != JSON_ITEM_FRAME || item.frame != number);
    frames->frame_rule = item.rule;
    return parse_frame(frames, &item, error);
}

tamis_status json_frames_next(struct json_frames *frames,
                              enum json_fault *fault, tamis_error *error)
{
    struct feed_reader *reader = frames->source.reader;

    *fault = JSON_FAULT_NONE;
    memset(&frames->element, 0, sizeof frames->element);
    do
        TRY(json_splitter_next(frames->follow, &frames->item, error));
    while (frames->item.kind != JSON_ITEM_ELEMENT &&
           frames->item.kind != JSON_ITEM_END);
    if (frames->item.kind == JSON_ITEM_END)
        return TAMIS_OK;
    reader->line = frames->item.line;
    reader->offset = frames->item.offset;
    if (frames->item.frame != frames->frame_number)
        TRY(fetch_frame(frames, frames->item.frame, error));
    *fault = json_parse(frames->element_parser, frames->item.bytes,
                        frames->item.size, &frames->element);
    if (*fault == JSON_FAULT_MEMORY)
        return out_of_memory(frames, error);
    return TAMIS_OK;
}
