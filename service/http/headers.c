/* The request's headers: what two readers could understand in two ways is refused. */
#include "headers-private.h"

#include <string.h>

#include "base/text.h"

/* May stand once only. */
static const char *const singles[] = {"Host",           "Authorization",   "If-Match",          "Content-Type",
                                      "Content-Length", "Idempotency-Key", "Transfer-Encoding", "Expect"};
enum { SINGLE_COUNT = sizeof singles / sizeof *singles };

struct headers headers_start(struct arena *arena, size_t most) {
    struct headers headers = {
        .arena = arena, .items = arena_alloc(arena, most * sizeof(struct parameter)), .most = most};
    return headers;
}

void headers_add(struct headers *headers, const char *name, const char *value) {
    headers->count++;
    headers->bytes += strlen(name) + strlen(value) + strlen(": \r\n");
    if (headers->count > headers->most) return;
    struct parameter *item = &headers->items[headers->count - 1];
    item->name = arena_strdup(headers->arena, name);
    item->value = arena_strdup(headers->arena, value);
}

static size_t kept(const struct headers *headers) {
    return headers->count < headers->most ? headers->count : headers->most;
}

static size_t count_named(const struct headers *headers, const char *name) {
    size_t count = 0;
    for (size_t i = 0; i < kept(headers); i++) count += text_equal_fold(headers->items[i].name, name);
    return count;
}

static const char *join(const struct headers *headers, const char *name) {
    struct text value = text_start(headers->arena);
    for (size_t i = 0; i < kept(headers); i++)
        if (text_equal_fold(headers->items[i].name, name)) text_add_item(&value, headers->items[i].value);
    return value.data;
}

const char *headers_get(const struct headers *headers, const char *name) {
    for (size_t i = 0; i < kept(headers); i++)
        if (text_equal_fold(headers->items[i].name, name))
            return count_named(headers, name) == 1 ? headers->items[i].value : join(headers, name);
    return NULL;
}

static bool check_size(const struct headers *headers, const struct config *config, struct error *err) {
    if (headers->count > (size_t)config->max_headers || headers->bytes > (size_t)config->max_header_bytes)
        return error_set(err, PROBLEM_HEADERS_TOO_LARGE);
    return true;
}

static bool is_token(const char *name) {
    static const char allowed[] = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    return name[0] != '\0' && name[strspn(name, allowed)] == '\0';
}

static bool is_field_value(const char *value) {
    for (const unsigned char *at = (const unsigned char *)value; *at != '\0'; at++)
        if ((*at < 0x20 && *at != '\t') || *at == 0x7F) return false;
    return true;
}

static bool check_characters(const struct headers *headers, struct error *err) {
    for (size_t i = 0; i < headers->count; i++)
        if (!is_token(headers->items[i].name) || !is_field_value(headers->items[i].value))
            return error_say(err, PROBLEM_MALFORMED_REQUEST, "Ett huvud innehåller tecken som inte får stå där.",
                             "En header indeholder tegn, der ikke må stå der.",
                             "A header holds characters that may not stand there.");
    return true;
}

static bool check_singles(const struct headers *headers, struct error *err) {
    for (size_t i = 0; i < SINGLE_COUNT; i++)
        if (count_named(headers, singles[i]) > 1)
            error_add(err, PROBLEM_MALFORMED_REQUEST, PLACE_HEADER, singles[i], 0, VIOLATION_DUPLICATE, NULL, NULL);
    return !error_is_set(err);
}

static bool check_host(const struct headers *headers, bool is_http_1_1, struct error *err) {
    const char *host = headers_get(headers, "Host");
    if (host == NULL && is_http_1_1)
        return error_add(err, PROBLEM_MALFORMED_REQUEST, PLACE_HEADER, "Host", 0, VIOLATION_REQUIRED, NULL, NULL);
    if (host != NULL && host[strcspn(host, " \t/?#@\\,")] != '\0')
        return error_say(err, PROBLEM_MALFORMED_REQUEST, "Host är inget värdnamn.", "Host er intet værtsnavn.",
                         "Host is no host name.");
    return true;
}

/* Digits only, as RFC 9110, 8.6 says: neither sign nor space nor list. */
static bool read_length(const char *value, int64_t *length) {
    if (value[0] == '\0' || value[strspn(value, "0123456789")] != '\0' || strlen(value) > 18) return false;
    *length = 0;
    for (const char *at = value; *at != '\0'; at++) *length = *length * 10 + (*at - '0');
    return true;
}

static bool say_framing(struct error *err) {
    return error_say(err, PROBLEM_MALFORMED_REQUEST,
                     "Kroppens längd är tvetydig: antingen Content-Length, ett tal, eller Transfer-Encoding: chunked.",
                     "Kroppens længde er tvetydig: enten Content-Length, et tal, eller Transfer-Encoding: chunked.",
                     "The length of the body is ambiguous: either Content-Length, a number, or Transfer-Encoding: "
                     "chunked.");
}

static bool check_length(const struct headers *headers, bool is_http_1_1, struct framing *framing, struct error *err) {
    const char *length = headers_get(headers, "Content-Length");
    const char *coding = headers_get(headers, "Transfer-Encoding");
    if (coding != NULL) {
        if (length != NULL || !is_http_1_1 || !text_equal_fold(coding, "chunked")) return say_framing(err);
        framing->content_length = BODY_LENGTH_UNKNOWN;
    } else if (length != NULL && !read_length(length, &framing->content_length)) {
        return say_framing(err);
    }
    return true;
}

bool headers_check(const struct headers *headers, const struct config *config, bool is_http_1_1,
                   struct framing *framing, struct error *err) {
    *framing = (struct framing){0};
    const char *expect = headers_get(headers, "Expect");
    framing->expects_continue = is_http_1_1 && expect != NULL && text_equal_fold(expect, "100-continue");
    return check_size(headers, config, err) && check_characters(headers, err) && check_singles(headers, err) &&
           check_host(headers, is_http_1_1, err) && check_length(headers, is_http_1_1, framing, err);
}
