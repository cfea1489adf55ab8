/* One JSON object a line on standard error; lines are written whole, so they never mix. Lines about requests that
 * follow each other closely are written together: a call for each would cost a third of the time of a short reply. */
#include "base/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_SIZE = 4096, MESSAGE_SIZE = 2048, HELD_SIZE = 8 * LINE_SIZE, HELD_US = 500 };

struct line {
    char data[LINE_SIZE];
    size_t length;
};

static _Atomic int lowest_level = LOG_LEVEL_INFO;

/* Lines that wait to be written. One thread writes at a time, without the lock: the others go on meanwhile. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t written;
    char data[2][HELD_SIZE]; /* one is filled while the other is written */
    int filled;
    size_t length;
    int64_t written_us; /* when some were written last */
    bool is_writing, is_urgent;
} held = {.lock = PTHREAD_MUTEX_INITIALIZER, .written = PTHREAD_COND_INITIALIZER};

static const char *const level_names[] = {"debug", "info", "warning", "error", "fatal"};

void log_set_level(enum log_level level) { atomic_store(&lowest_level, (int)level); }

static void add_bytes(struct line *line, const char *bytes, size_t length) {
    if (line->length + length >= sizeof line->data - 8) return;
    memcpy(line->data + line->length, bytes, length);
    line->length += length;
}

static void add_raw(struct line *line, const char *string) { add_bytes(line, string, strlen(string)); }

static bool is_plain(unsigned char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

/* Escapes everything that is not printable ASCII, so that no client can forge a line or move a terminal. */
static void add_escaped(struct line *line, const char *string) {
    for (; *string != '\0' && line->length < sizeof line->data - 64; string++) {
        unsigned char c = (unsigned char)*string;
        char escaped[8];
        if (is_plain(c)) {
            line->data[line->length++] = (char)c;
            continue;
        }
        snprintf(escaped, sizeof escaped, c == '"' || c == '\\' ? "\\%c" : "\\u%04x", c);
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

/* Up to the second; a thread that logs much finds it made already. */
static const char *stamp_of(time_t seconds) {
    static _Thread_local time_t made_for;
    static _Thread_local char stamp[24];
    struct tm utc;
    if (made_for == seconds) return stamp;
    gmtime_r(&seconds, &utc);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &utc);
    made_for = seconds;
    return stamp;
}

static void start(struct line *line, const char *level, const char *event) {
    struct timespec now;
    char fraction[16];
    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(fraction, sizeof fraction, ".%03dZ\"", (int)(now.tv_nsec / 1000000));
    line->length = 0;
    add_raw(line, "{\"time\":\"");
    add_raw(line, stamp_of(now.tv_sec));
    add_raw(line, fraction);
    add_member(line, "level", level);
    add_member(line, "event", event);
}

static int64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The lock is held, and given away while writing. What became urgent meanwhile is written, too. */
static void write_held(void) {
    held.is_writing = true;
    do {
        const char *data = held.data[held.filled];
        size_t length = held.length;
        held.filled = 1 - held.filled;
        held.length = 0;
        held.is_urgent = false;
        held.written_us = now_us();
        pthread_mutex_unlock(&held.lock);
        ssize_t written = length == 0 ? 0 : write(STDERR_FILENO, data, length);
        (void)written; /* there is nowhere left to complain */
        pthread_mutex_lock(&held.lock);
        pthread_cond_broadcast(&held.written);
    } while (held.is_urgent);
    held.is_writing = false;
    pthread_cond_broadcast(&held.written);
}

static void make_room(size_t length) {
    while (held.length + length > HELD_SIZE) {
        if (held.is_writing)
            pthread_cond_wait(&held.written, &held.lock);
        else
            write_held();
    }
}

static void write_urgent(void) {
    held.is_urgent = true;
    if (!held.is_writing) write_held();
}

/* In the order in which they come; one that `can_wait` only when others were written a moment ago. */
static void finish(struct line *line, bool can_wait) {
    add_raw(line, "}");
    line->data[line->length++] = '\n';
    pthread_mutex_lock(&held.lock);
    make_room(line->length);
    memcpy(held.data[held.filled] + held.length, line->data, line->length);
    held.length += line->length;
    if (!can_wait)
        write_urgent();
    else if (!held.is_writing && now_us() - held.written_us >= HELD_US)
        write_held();
    pthread_mutex_unlock(&held.lock);
}

void log_flush(void) {
    pthread_mutex_lock(&held.lock);
    if (held.length > 0) write_urgent();
    while (held.is_writing) pthread_cond_wait(&held.written, &held.lock);
    pthread_mutex_unlock(&held.lock);
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
    finish(&line, false);
    if (level == LOG_LEVEL_FATAL) log_flush();
}

enum { FIRST_FAULT = 500, NOT_IMPLEMENTED = 501 };

/* That a client asks for what is not built is no fault of the service. */
static bool is_fault(int status) { return status >= FIRST_FAULT && status != NOT_IMPLEMENTED; }

void log_access(const struct log_request *request) {
    if (LOG_LEVEL_INFO < atomic_load(&lowest_level)) return;
    struct line line;
    char numbers[120];
    start(&line, is_fault(request->status) ? "error" : "info", "request");
    add_member(&line, "method", request->method);
    add_member(&line, "path", request->path);
    add_member(&line, "route", request->route);
    add_member(&line, "client", request->client);
    add_member(&line, "trace_id", request->trace_id);
    add_member(&line, "cause", request->cause);
    long us = (long)(request->seconds * 1e6 + 0.5);
    snprintf(numbers, sizeof numbers, ",\"status\":%d,\"ms\":%ld.%03ld,\"bytes\":%zu", request->status, us / 1000,
             us % 1000, request->bytes);
    add_raw(&line, numbers);
    finish(&line, true);
}
