/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a network sensor asks tamis: one matcher a thread, one stream a flow.
 *
 *   cc -std=c11 sensor.c -ltamis -o sensor
 *   ./sensor db.tamis [/usr/local/libexec/tamis-pattern-compiler]
 *
 * With the second argument literals and regexes are looked for too.
 */
#include <tamis/event.h>
#include <tamis/extract.h>
#include <tamis/pattern_stream.h>
#include <tamis/stream.h>
#include <tamis/tamis.h>

#include <stdio.h>
#include <string.h>

/* What a thread has. */
struct sensor {
    tamis_database *database;
    tamis_patterns *patterns; /* NULL: none are looked for */
    tamis_matcher *matcher;
    const char *place; /* what the callback is told of */
};

/* What a connection has: plain bytes, but for the patterns. */
struct flow {
    tamis_stream stream;
    tamis_pattern_stream *pattern_stream;
};

static int fail(const tamis_error *error)
{
    fprintf(stderr, "sensor: %s\n", error->message);
    return 1;
}

/* Hits live until this returns. */
static int print_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    const struct sensor *sensor = context;
    tamis_event_source source = TAMIS_EVENT_SOURCE_INIT;
    char line[4096];

    source.file.data = sensor->place;
    source.file.size = strlen(sensor->place);
    for (size_t i = 0; i < hit_count; i++) {
        size_t size;

        source.offset = hits[i].offset;
        size = tamis_event_write_text(sensor->database, &hits[i], &source, line,
                                      sizeof line);

        fwrite(line, 1, size < sizeof line ? size : sizeof line, stdout);
    }
    return 0;
}

/* Fields that a parser of HTTP, TLS or files has cut out. */
static void ask_field(struct sensor *sensor, tamis_kind kind, const char *value)
{
    sensor->place = tamis_kind_name(kind);
    /* A value that is none of that kind is no hit. */
    (void)tamis_matcher_find_all(sensor->matcher, kind, value, strlen(value),
                                 print_hits, sensor, NULL);
}

static void ask_fields(struct sensor *sensor)
{
    ask_field(sensor, TAMIS_KIND_DOMAIN, "www.evil.example");
    ask_field(sensor, TAMIS_KIND_URL, "http://payload.example/stage2.bin");
    ask_field(sensor, TAMIS_KIND_USER_AGENT, "Evil/1.0 (agent)");
    ask_field(sensor, TAMIS_KIND_MD5, "0123456789abcdef0123456789abcdef");
    ask_field(sensor, TAMIS_KIND_DOMAIN, "harmless.example");
}

static int begin_flow(const struct sensor *sensor, struct flow *flow,
                      tamis_error *error)
{
    flow->pattern_stream = NULL;
    tamis_stream_begin(&flow->stream, sizeof flow->stream);
    if (!sensor->patterns)
        return 0;
    return tamis_pattern_stream_create(&flow->pattern_stream, sensor->patterns,
                                       error) < 0;
}

static void take_chunk(struct sensor *sensor, struct flow *flow,
                       const char *chunk)
{
    tamis_stream_scan(sensor->matcher, &flow->stream, chunk, strlen(chunk),
                      print_hits, sensor);
    if (flow->pattern_stream)
        tamis_pattern_stream_scan(sensor->matcher, flow->pattern_stream, chunk,
                                  strlen(chunk), print_hits, sensor);
}

static void end_flow(struct sensor *sensor, struct flow *flow)
{
    tamis_stream_end(sensor->matcher, &flow->stream, print_hits, sensor);
    if (flow->pattern_stream)
        tamis_pattern_stream_end(sensor->matcher, flow->pattern_stream,
                                 print_hits, sensor);
    tamis_pattern_stream_destroy(flow->pattern_stream);
}

/* Segments of two connections by turns; words are cut anywhere. */
static int follow_flows(struct sensor *sensor, tamis_error *error)
{
    static const char *const segments[][2] = {
        {"GET /login HTTP/1.1\r\nHost: www.ev", "EHLO mail\r\nMAIL FROM:<a@e"},
        {"il.example\r\nX: secret-mar", "vil.example>\r\n"},
        {"ker-7\r\n\r\n", "QUIT\r\n"},
    };
    static const char *const names[] = {"flow 1", "flow 2"};
    struct flow flows[2] = {{.pattern_stream = NULL}};

    for (size_t f = 0; f < 2; f++)
        if (begin_flow(sensor, &flows[f], error)) {
            tamis_pattern_stream_destroy(flows[0].pattern_stream);
            return fail(error);
        }
    for (size_t s = 0; s < 3; s++)
        for (size_t f = 0; f < 2; f++) {
            sensor->place = names[f];
            take_chunk(sensor, &flows[f], segments[s][f]);
        }
    for (size_t f = 0; f < 2; f++) {
        sensor->place = names[f];
        end_flow(sensor, &flows[f]);
    }
    return 0;
}

/* What is in a text, whether somebody lists it or not. */
static int extract(const char *text, tamis_error *error)
{
    tamis_extractor *extractor;
    tamis_extracted found;

    if (tamis_extractor_create(&extractor, NULL, error) < 0)
        return fail(error);
    tamis_extractor_begin(extractor, text, strlen(text));
    while (tamis_extractor_next(extractor, &found)) {
        char value[TAMIS_KEY_SIZE_MAX + 1];

        tamis_indicator_format(found.indicator, value, sizeof value);
        printf("extract: %s %s\n", tamis_kind_name(found.indicator->kind),
               value);
    }
    tamis_extractor_destroy(extractor);
    return 0;
}

/* The database as those may see it who will read the events. */
static int open_sensor(struct sensor *sensor, const char *path,
                       const char *program, tamis_error *error)
{
    static const tamis_slice audience[] = {{"self", 4}};
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_patterns_options preparing = TAMIS_PATTERNS_OPTIONS_INIT;

    options.clearance.tlp = TAMIS_TLP_AMBER;
    options.clearance.audience = audience;
    options.clearance.audience_count = 1;
    if (tamis_database_open(&sensor->database, path, NULL, error) < 0)
        return fail(error);
    preparing.flags = TAMIS_PATTERNS_STREAMS | TAMIS_PATTERNS_NO_CACHE;
    preparing.program = program;
    preparing.clearance = &options.clearance;
    if (program && tamis_patterns_prepare(&sensor->patterns, sensor->database,
                                          &preparing, error) < 0)
        return fail(error);
    options.patterns = sensor->patterns;
    if (tamis_matcher_create(&sensor->matcher, sensor->database, &options,
                             error) < 0)
        return fail(error);
    return 0;
}

int main(int argc, char **argv)
{
    struct sensor sensor = {NULL, NULL, NULL, ""};
    tamis_error error;
    int failed;

    if (argc < 2) {
        fprintf(stderr, "usage: sensor DATABASE [PATTERN_COMPILER]\n");
        return 2;
    }
    failed = open_sensor(&sensor, argv[1], argv[2], &error);
    if (!failed) {
        ask_fields(&sensor);
        failed = follow_flows(&sensor, &error) ||
                 extract("see hxxp://payload[.]example/x", &error);
    }
    tamis_matcher_destroy(sensor.matcher);
    tamis_patterns_release(sensor.patterns);
    tamis_database_release(sensor.database);
    return failed;
}
