/* What the bare programs send: read once from two files. */
#ifndef BENCH_SENT_H
#define BENCH_SENT_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sent {
    struct {
        char *name, *value;
    } headers[32];
    size_t header_count, length;
    char *body;
};

static inline char *sent_file(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) return NULL;
    long size = ftell(file);
    char *text = calloc(1, (size_t)size + 1);
    rewind(file);
    *length = text == NULL ? 0 : fread(text, 1, (size_t)size, file);
    fclose(file);
    return text;
}

/* "Name: value" a line. */
static inline bool sent_read(struct sent *sent, const char *headers, const char *body) {
    size_t size;
    char *lines = sent_file(headers, &size), *rest = NULL;
    sent->body = sent_file(body, &sent->length);
    if (lines == NULL || sent->body == NULL) return false;
    for (char *line = strtok_r(lines, "\r\n", &rest); line != NULL; line = strtok_r(NULL, "\r\n", &rest)) {
        char *colon = strstr(line, ": ");
        if (colon == NULL || sent->header_count == sizeof sent->headers / sizeof *sent->headers) return false;
        *colon = '\0';
        sent->headers[sent->header_count].name = line;
        sent->headers[sent->header_count++].value = colon + 2;
    }
    return true;
}

#endif
