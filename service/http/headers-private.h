/* The request's headers, collected and checked. Pure. */
#ifndef HTTP_HEADERS_PRIVATE_H
#define HTTP_HEADERS_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/error.h"
#include "base/parameter.h"

struct headers {
    struct arena *arena;
    struct parameter *items; /* as many as fit */
    size_t most;
    size_t count; /* all, also those that did not fit */
    size_t bytes; /* with ": " and the line end */
};

enum { BODY_LENGTH_UNKNOWN = -1 };

/* What the headers say of the body. */
struct framing {
    int64_t content_length; /* 0 without body, BODY_LENGTH_UNKNOWN when it comes in chunks */
    bool expects_continue;
};

struct headers headers_start(struct arena *arena, size_t most);

/* Adds one header line; the texts are copied. */
void headers_add(struct headers *headers, const char *name, const char *value);

/* The value of a header, several lines joined by ", "; NULL when absent. */
const char *headers_get(const struct headers *headers, const char *name);

/* 431 above the limits, 400 for what makes a request ambiguous; else fills `framing`. */
bool headers_check(const struct headers *headers, const struct config *config, bool is_http_1_1,
                   struct framing *framing, struct error *err) must_check;

#endif
