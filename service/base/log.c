/* One JSON object a line on standard error; a line is built whole and written with one call, so lines never mix. */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_SIZE = 4096, MESSAGE_SIZE = 2048 };

struct line {
    char data[LINE_SIZE];
    size_t length;
};

static _Atomic int lowest_level = LOG_LEVEL_INFO;

static const char *const level_names[] = {"debug", "info", "warning", "error", "fatal"};

void log_set_level(enum log_level level) { atomic_store(&lowest_level, (int)level); }

static void add_raw(struct line *line, const char *string) {
    size_t length = strlen(string);
    if (line->length + length >= sizeof line->data - 8) return;
    memcpy(line->data + line->length, string, length);
    line->length += length;
}

/* Escapes everything that is not printable ASCII, so that no client can forge a line or move a terminal. */
static void add_escaped(struct line *line, const char *string) {
    for (; *string != '\0' && line->length < sizeof line->data - 64; string++) {
        unsigned char c = (unsigned char)*string;
        char escaped[8] = {(char)c, '\0'};
        if (c == '"' || c == '\\')
            snprintf(escaped, sizeof escaped, "\\%c", c);
        else if (c < 0x20 || c >= 0x7F)
            snprintf(escaped, sizeof escaped, "\\u%04x", c);
        add_raw(line, escaped);
    }
}

static void add_member(struct line *line, const char *name, const char *value) {
    if (value == NULL) return;
    add_raw(line, ",\"");
    add_raw(line, name);
    add_raw(line, "\":\"");
    add_escaped(line, value);
    add_raw(line, "\"");
}

static void start(struct line *line, const char *level, const char *event) {
    struct timespec now;
    struct tm utc;
    char time[40], stamp[24];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(time, sizeof time, "%s.%03ldZ", stamp, now.tv_nsec / 1000000);
    line->length = 0;
    add_raw(line, "{\"time\":\"");
    add_raw(line, time);
    add_raw(line, "\"");
    add_member(line, "level", level);
    add_member(line, "event", event);
}

static void finish(struct line *line) {
    add_raw(line, "}");
    line->data[line->length++] = '\n';
    ssize_t written = write(STDERR_FILENO, line->data, line->length);
    (void)written; /* there is nowhere left to complain */
}

void log_write(enum log_level level, const char *event, const char *format, ...) {
    if ((int)level < atomic_load(&lowest_level)) return;
    char message[MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    struct line line;
    start(&line, level_names[level], event);
    add_member(&line, "message", message);
    finish(&line);
}

void log_access(const struct log_request *request) {
    if (LOG_LEVEL_INFO < atomic_load(&lowest_level)) return;
    struct line line;
    char numbers[120];
    start(&line, request->status >= 500 ? "error" : "info", "request");
    add_member(&line, "method", request->method);
    add_member(&line, "path", request->path);
    add_member(&line, "route", request->route);
    add_member(&line, "client", request->client);
    add_member(&line, "trace_id", request->trace_id);
    add_member(&line, "cause", request->cause);
    snprintf(numbers, sizeof numbers, ",\"status\":%d,\"ms\":%.3f,\"bytes\":%zu", request->status,
             request->seconds * 1000, request->bytes);
    add_raw(&line, numbers);
    finish(&line);
}
