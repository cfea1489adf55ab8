/* A report from within a signal's handler: only what is safe there, so neither log nor printf. */
#include "base/crash.h"

#include <execinfo.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { LINE_SIZE = 2048, MOST_FRAMES = 32, MOST_DIGITS = 20 };

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif
#endif

static const struct {
    int number;
    const char *name;
} crashes[] = {
    {SIGABRT, "SIGABRT"},
#ifndef IS_SANITIZED
    {SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"}, {SIGFPE, "SIGFPE"}, {SIGILL, "SIGILL"},
#endif
};

enum { CRASH_COUNT = sizeof crashes / sizeof *crashes };

static _Thread_local const char *request_in_hand;

void crash_note(const char *trace_id) { request_in_hand = trace_id; }

struct line {
    char data[LINE_SIZE];
    size_t length;
};

static void add(struct line *line, const char *text) {
    size_t length = strlen(text);
    if (line->length + length >= sizeof line->data) return;
    memcpy(line->data + line->length, text, length);
    line->length += length;
}

static void add_hexadecimal(struct line *line, uintptr_t number) {
    char digits[MOST_DIGITS], *at = digits + sizeof digits;
    *--at = '\0';
    do {
        *--at = "0123456789abcdef"[number % 16];
        number /= 16;
    } while (number > 0);
    add(line, "0x");
    add(line, at);
}

/* The linker's, of a program; a library has no beginning of that name. */
extern const char __executable_start __attribute__((weak)), etext __attribute__((weak));

/* From the beginning of the program, as addr2line wants them; those of libraries as they are. */
static void add_frames(struct line *line) {
    void *frames[MOST_FRAMES];
    uintptr_t start = (uintptr_t)&__executable_start, end = (uintptr_t)&etext;
    int count = backtrace(frames, MOST_FRAMES);
    for (int i = 0; i < count; i++) {
        uintptr_t frame = (uintptr_t)frames[i];
        if (i > 0) add(line, " ");
        add_hexadecimal(line, frame >= start && frame < end ? frame - start : frame);
    }
}

static const char *name_of(int number) {
    for (int i = 0; i < CRASH_COUNT; i++)
        if (crashes[i].number == number) return crashes[i].name;
    return "?";
}

static void report(int number) {
    struct line line = {.length = 0};
    add(&line, "{\"level\":\"fatal\",\"event\":\"crash\",\"message\":\"");
    add(&line, name_of(number));
    add(&line, "\",\"trace_id\":\"");
    add(&line, request_in_hand == NULL ? "" : request_in_hand);
    add(&line, "\",\"frames\":\"");
    add_frames(&line);
    add(&line, "\"}\n");
    ssize_t written = write(STDERR_FILENO, line.data, line.length);
    (void)written; /* there is nowhere left to complain */
    raise(number); /* by now what it does by itself: it comes when this handler returns */
}

void crash_install(void) {
    void *frame[1];
    struct sigaction action = {.sa_handler = report, .sa_flags = (int)SA_RESETHAND};
    backtrace(frame, 1); /* loads what it needs, which is not safe later */
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < CRASH_COUNT; i++) sigaction(crashes[i].number, &action, NULL);
}
