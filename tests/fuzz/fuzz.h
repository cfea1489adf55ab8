/* What the fuzz targets share. A target is a function of bytes; what must hold beyond not crashing stands in it as
 * must(...). Inputs are text as far as can be, so that seeds are read and written by hand: the first line chooses. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/config.h"
#include "base/text.h"
#include "domain/resource.h"
#include "http/http.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must_hold(bool holds, const char *what, const char *file, int line) {
    if (holds) return;
    fprintf(stderr, "%s:%d: broken: %s\n", file, line, what);
    abort();
}

#define must(holds) must_hold((holds), #holds, __FILE__, __LINE__)

/* Of AddressSanitizer, where there is one. */
int __asan_address_is_poisoned(const volatile void *address) __attribute__((weak));

/* An arena whose pieces end where they end: without that a target would not see what goes beyond. */
static inline struct arena *arena_watched(void) {
    struct arena *arena = arena_create();
    const char *piece = arena_alloc(arena, 64);
    must(__asan_address_is_poisoned == NULL || __asan_address_is_poisoned(piece + 64));
    return arena;
}

/* The next line of `text`, which is cut there; NULL after the last. */
static inline char *take_line(char **text) {
    char *line = *text;
    if (line == NULL) return NULL;
    char *end = strchr(line, '\n');
    if (end != NULL) *end = '\0';
    *text = end == NULL ? NULL : end + 1;
    return line;
}

/* One of `count`, by a word that is the name of none. */
static inline size_t choose(const char *word, size_t count) {
    size_t sum = 0;
    for (; *word != '\0'; word++) sum = sum * 31 + (unsigned char)*word;
    return sum % count;
}

/* The resource of that name; of any other word, some resource. */
static inline const struct resource *choose_resource(const char *word) {
    const struct resource *named = resource_find(word);
    return named != NULL ? named : resources[choose(word, resource_count)];
}

/* The settings as they are unless somebody sets them. */
static inline const struct config *settings(void) {
    static struct config config;
    int next = 0;
    if (config.max_page == 0 && !config_read(&config, 0, NULL, &next, stderr)) abort();
    return &config;
}

/* As an exchange begins it. */
static inline struct request request_start(struct arena *arena) {
    return (struct request){.arena = arena, .config = settings(), .path = "/", .query = "", .body_file = -1};
}

/* The parameters of "a=1&b=2" as they are once a target has been decoded: UTF-8, whatever else. */
static inline struct parameter *parameters_of(struct arena *arena, const char *text, size_t *count) {
    char **pairs;
    *count = *text == '\0' || !text_is_utf8(text, strlen(text)) ? 0 : text_split(arena, text, '&', &pairs);
    struct parameter *parameters = arena_alloc(arena, (*count + 1) * sizeof *parameters);
    for (size_t i = 0; i < *count; i++) {
        char *value = strchr(pairs[i], '=');
        if (value != NULL) *value++ = '\0';
        parameters[i] = (struct parameter){pairs[i], value == NULL ? "" : value};
    }
    return parameters;
}

/* A file with these bytes, read from its beginning; closed by the caller. */
static inline int file_of(const void *bytes, size_t size) {
    int file = memfd_create("fuzz", MFD_CLOEXEC);
    if (file < 0 || write(file, bytes, size) != (ssize_t)size || lseek(file, 0, SEEK_SET) != 0) abort();
    return file;
}

/* Whether a refusal blames the client: what it sent is never a fault of ours. */
static inline bool is_refusal(const struct error *err) { return error_is_set(err) && problem_status(err->kind) < 500; }

#endif
