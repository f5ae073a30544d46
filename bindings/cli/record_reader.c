/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_reader.h"

#include "new_database.h"
#include "record_json.h"
#include "record_tsv.h"

#include <stdlib.h>
#include <string.h>

#define LOG_NAME_MAX 32
/* Records that a file's own name is listed as; its path may be a value of the
 * same ones, and they are told once. */

struct known_question {
    uint64_t log_number; /* 0: not known yet */
    bool is_asked;
    tamis_kind kind;
    tamis_slice where;
};

struct record_reader {
    struct record_reader_options options;
    struct record_json *json;
    struct record_tsv tsv;
    struct record record;
    struct record_counts counts;
    enum record_form form;
    char file_log[LOG_NAME_MAX]; /* the log that the file's name tells */
    /* The last log met, and whether Zeek has it. */
    char log[LOG_NAME_MAX];
    size_t log_size;
    bool is_log_known;
    /* of the present record and value */
    uint64_t offset; /* of the line */
    const struct record_value *value;
    tamis_kind kind;
    tamis_event_source source;
    tamis_flow flow;
    bool has_context, is_stopped; /* time and flow were read */
    bool has_ports;               /* addresses with a port may be listed */
    /* What each field is in the log of that number. */
    struct known_question *known;
    uint64_t log_number;
    char url[TAMIS_KEY_SIZE_MAX + TAMIS_DOMAIN_SIZE_MAX + 32];
    char endpoint[RECORD_ENDPOINT_MAX];
};

struct record_reader *
record_reader_create(const struct record_reader_options *options)
{
    struct record_reader *reader = calloc(1, sizeof *reader);

    if (!reader)
        return NULL;
    reader->options = *options;
    reader->log_number = 1;
    reader->has_ports =
        tamis_matcher_may_list(options->matcher, TAMIS_KIND_IP_PORT);
    reader->json = record_json_create();
    reader->known = calloc(options->fields->node_count, sizeof *reader->known);
    record_tsv_begin(&reader->tsv);
    if (reader->json && reader->known)
        return reader;
    record_reader_destroy(reader);
    return NULL;
}

void record_reader_destroy(struct record_reader *reader)
{
    if (!reader)
        return;
    record_json_destroy(reader->json);
    record_tsv_release(&reader->tsv);
    record_release(&reader->record);
    free(reader->known);
    free(reader);
}

const struct record_counts *
record_reader_counts(const struct record_reader *reader)
{
    return &reader->counts;
}

void record_reader_set_time(struct record_reader *reader, int64_t time_ns)
{
    reader->options.source.time_ns = time_ns;
}

/* Of UTF-8's byte order mark, where one is. */
static size_t mark_size(const char *bytes, size_t size)
{
    return size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

enum record_form record_form_of(const char *bytes, size_t size)
{
    size_t at = mark_size(bytes, size);

    if (size >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 ||
                      memcmp(bytes, "\xfe\xff", 2) == 0))
        return RECORD_FORM_UTF16;
    while (at < size && (bytes[at] == ' ' || bytes[at] == '\t' ||
                         bytes[at] == '\r' || bytes[at] == '\n'))
        at++;
    if (at == size)
        return RECORD_FORM_BLANK;
    return bytes[at] == '{' ? RECORD_FORM_JSON : RECORD_FORM_TSV;
}

/* "logs/dns.00:00-01:00.log.gz" and "zeek-dns.json" are Zeek's dns. */
static void find_file_log(struct record_reader *reader, const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *base = slash ? slash + 1 : name;
    tamis_slice log;

    base += strncmp(base, "zeek-", 5) == 0 || strncmp(base, "zeek_", 5) == 0
                ? 5
                : 0;
    log.data = base;
    log.size = strcspn(base, ".");
    reader->file_log[0] = '\0';
    if (log.size < LOG_NAME_MAX && record_fields_knows_log(log)) {
        memcpy(reader->file_log, base, log.size);
        reader->file_log[log.size] = '\0';
    }
}

void record_reader_begin(struct record_reader *reader, const char *name,
                         enum record_form form)
{
    reader->form = form;
    reader->is_stopped = false;
    memset(&reader->counts, 0, sizeof reader->counts);
    record_tsv_begin(&reader->tsv);
    find_file_log(reader, name);
}

/* What the record's log is; found anew only where it changes. */
static void find_log(struct record_reader *reader)
{
    tamis_slice *log = &reader->record.log;

    if (log->size == 0) {
        log->data = reader->file_log;
        log->size = strlen(reader->file_log);
    }
    if (log->size == reader->log_size &&
        memcmp(log->data, reader->log, log->size) == 0)
        return;
    reader->log_number++;
    reader->is_log_known = record_fields_knows_log(*log);
    reader->log_size = log->size < LOG_NAME_MAX ? log->size : 0;
    memcpy(reader->log, log->data, reader->log_size);
}

/* A hit of a value that was decoded has no other place than the value's. */
static void place_hit(const struct record_reader *reader, tamis_hit *hit)
{
    const struct record_value *value = reader->value;
    bool is_verbatim = value->text.size == value->size &&
                       reader->kind != RECORD_KIND_URL_PATH &&
                       reader->kind != RECORD_KIND_ENDPOINT;

    if (!is_verbatim) {
        hit->offset = 0;
        hit->length = value->size;
    }
    hit->offset += reader->offset + value->offset;
}

static bool is_wanted(const struct record_reader *reader, const tamis_hit *hit)
{
    /* The host of a URL that was put together is a field of its own. */
    return reader->kind != RECORD_KIND_URL_PATH ||
           hit->observed_kind == TAMIS_KIND_URL;
}

/* The record's own time is the observation's. */
static bool read_time(struct record_reader *reader)
{
    if (!record_time(&reader->record, &reader->source.time_ns))
        return false;
    reader->source.flags |= TAMIS_EVENT_TIME_OF_RECORD;
    return true;
}

/* When something was found; most records hold nothing. */
static void read_context(struct record_reader *reader)
{
    if (reader->has_context)
        return;
    reader->has_context = true;
    (void)read_time(reader);
    record_flow(&reader->record, &reader->flow);
    if (reader->flow.flags || reader->flow.id.size > 0)
        reader->source.flow = &reader->flow;
}

static int take_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct record_reader *reader = context;

    read_context(reader);
    for (size_t i = 0; i < hit_count; i++) {
        tamis_hit hit = hits[i];

        if (!is_wanted(reader, &hit))
            continue;
        place_hit(reader, &hit);
        reader->source.offset = hit.offset;
        if (reader->options.callback(reader->options.context, &hit, 1,
                                     &reader->source)) {
            reader->is_stopped = true;
            return 1;
        }
    }
    return 0;
}

static void ask_kind(struct record_reader *reader, tamis_kind kind,
                     tamis_slice text)
{
    if (new_database_has(reader->options.news, kind, text))
        (void)tamis_matcher_find_all(reader->options.matcher, kind, text.data,
                                     text.size, take_hits, reader, NULL);
}

/* "ab:cd:..." and "abcd..." */
static void ask_certificate(struct record_reader *reader, tamis_slice text)
{
    char digits[64];
    tamis_slice digest = {digits, 0};

    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == ':')
            continue;
        if (digest.size == sizeof digits)
            return;
        digits[digest.size++] = text.data[i];
    }
    ask_kind(reader,
             digest.size == 32   ? TAMIS_KIND_X509_MD5
             : digest.size == 40 ? TAMIS_KIND_X509_SHA1
                                 : TAMIS_KIND_X509_SHA256,
             digest);
}

/* An address, and where one with its port may be listed both in one. */
static void ask_address(struct record_reader *reader, tamis_slice text)
{
    tamis_slice endpoint = {reader->endpoint, 0};

    if (reader->has_ports)
        endpoint.size = record_endpoint(
            &reader->record,
            reader->options.fields->nodes[reader->value->node].tells, text,
            reader->endpoint);
    if (endpoint.size == 0) {
        ask_kind(reader, TAMIS_KIND_IP, text);
        return;
    }
    reader->kind = RECORD_KIND_ENDPOINT;
    ask_kind(reader, TAMIS_KIND_IP_PORT, endpoint);
}

static void ask_value(struct record_reader *reader, tamis_slice text)
{
    tamis_slice url = {reader->url, 0};

    switch (reader->kind) {
    case RECORD_KIND_TEXT:
        if (new_database_has_in(reader->options.news, text))
            (void)tamis_matcher_scan(reader->options.matcher, text.data,
                                     text.size, take_hits, reader);
        return;
    case TAMIS_KIND_IP:
        ask_address(reader, text);
        return;
    case RECORD_KIND_CERTIFICATE:
        ask_certificate(reader, text);
        return;
    case RECORD_KIND_URL_PATH:
        url.size =
            record_url(&reader->record, text, reader->url, sizeof reader->url);
        if (url.size == 0)
            reader->kind = TAMIS_KIND_URL; /* it is whole, or none */
        ask_kind(reader, TAMIS_KIND_URL, url.size ? url : text);
        return;
    default:
        ask_kind(reader, reader->kind, text);
    }
}

static tamis_slice text_slice(const char *text)
{
    tamis_slice slice = {text, text ? strlen(text) : 0};

    return slice;
}

static const struct known_question *find_question(struct record_reader *reader,
                                                  uint32_t node)
{
    struct known_question *known = &reader->known[node];
    struct record_question question;

    if (known->log_number == reader->log_number)
        return known;
    known->log_number = reader->log_number;
    known->is_asked = record_fields_question(
        &reader->options.fields->nodes[node], reader->record.log,
        reader->is_log_known, &question);
    if (!known->is_asked)
        return known;
    known->kind = question.kind;
    known->where = text_slice(question.where ? question.where : question.path);
    return known;
}

static void ask_values(struct record_reader *reader)
{
    const struct record *record = &reader->record;

    for (size_t i = 0; i < record->value_count && !reader->is_stopped; i++) {
        const struct record_value *value = &record->values[i];
        const struct known_question *question =
            find_question(reader, value->node);

        if (!question->is_asked)
            continue;
        reader->value = value;
        reader->kind = question->kind;
        reader->source.where = question->where;
        ask_value(reader, value->text);
    }
}

/* A malformed record is searched as text: what it would have told is not
 * lost. */
static void ask_text(struct record_reader *reader, const char *line,
                     size_t size)
{
    const struct record_value whole = {
        {line, size}, RECORD_NODE_ROOT, 0, (uint32_t)size};

    reader->value = &whole;
    reader->kind = RECORD_KIND_TEXT;
    ask_value(reader, whole.text);
}

/* With --at record the time is the clock as well. */
static void set_clock(struct record_reader *reader)
{
    if (!reader->options.is_at_record)
        return;
    if (!read_time(reader))
        reader->counts.timeless++;
    tamis_matcher_set_time(reader->options.matcher, reader->source.time_ns, 0);
}

static void note_fault(struct record_reader *reader, const char *fault,
                       uint64_t line)
{
    if (reader->counts.malformed++ > 0)
        return;
    reader->counts.fault = fault;
    reader->counts.fault_line = line;
}

static bool is_blank(const char *line, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
            return false;
    return true;
}

static void read_line(struct record_reader *reader, const char *line,
                      size_t size, uint64_t number)
{
    const struct record_fields *fields = reader->options.fields;
    struct record *record = &reader->record;
    const char *fault;
    bool is_record = true;

    if (is_blank(line, size))
        return;
    record_begin(record);
    if (reader->form == RECORD_FORM_JSON)
        fault = record_json_read(reader->json, fields, line, size, record);
    else
        fault = record_tsv_read(&reader->tsv, fields, line,
                                size - (line[size - 1] == '\r'), record,
                                &is_record);
    reader->counts.records += is_record;
    reader->counts.has_field |= record->has_field;
    if (record->is_out_of_memory)
        fault = "more than there is memory for";
    if (fault)
        note_fault(reader, fault, number);
    if (!is_record)
        return;
    reader->source = reader->options.source;
    reader->source.line = number;
    reader->source.has_line = 1;
    reader->has_context = false;
    find_log(reader);
    set_clock(reader);
    if (fault)
        ask_text(reader, line, size);
    else
        ask_values(reader);
}

bool record_reader_lines(struct record_reader *reader, const char *bytes,
                         size_t size, uint64_t offset, uint64_t *line)
{
    const char *at = bytes;
    const char *end = bytes + size;

    if (offset == 0)
        at += mark_size(bytes, size);
    while (at < end && !reader->is_stopped) {
        const char *found = memchr(at, '\n', (size_t)(end - at));
        const char *stop = found ? found : end;

        reader->offset = offset + (uint64_t)(at - bytes);
        read_line(reader, at, (size_t)(stop - at), *line);
        *line += found != NULL;
        at = found ? found + 1 : end;
    }
    return !reader->is_stopped;
}
