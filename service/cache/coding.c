/* Smaller bodies: gzip and Brotli. */
#include <brotli/encode.h>
#include <stdlib.h>
#include <zlib.h>

#include "private.h"

/* Small bodies gain nothing: a packet is a packet. The levels are where more time hardly gains bytes on our JSON. */
enum { LEAST_LENGTH = 1000, GZIP_LEVEL = 6, GZIP_WINDOW = 15 + 16, GZIP_MEMORY = 8, BROTLI_LEVEL = 5 };

static bool make_gzip(const char *body, size_t length, struct coded *coded) {
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)body,
                       .avail_in = (uInt)length,
                       .next_out = (Bytef *)coded->data,
                       .avail_out = (uInt)coded->length};
    if (deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    bool good = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    coded->length = stream.total_out;
    deflateEnd(&stream);
    return good;
}

static bool make_brotli(const char *body, size_t length, struct coded *coded) {
    return BrotliEncoderCompress(BROTLI_LEVEL, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, length, (const uint8_t *)body,
                                 &coded->length, (uint8_t *)coded->data) == BROTLI_TRUE;
}

static bool (*const makers[CODING_COUNT])(const char *body, size_t length, struct coded *coded) = {
    [CODING_GZIP] = make_gzip,
    [CODING_BROTLI] = make_brotli,
};

/* There is no more room than what is worth it: a maker that needs more fails. */
struct coded *coding_make(enum cache_coding coding, const char *body, size_t length) {
    if (length < LEAST_LENGTH) return NULL;
    size_t room = length - length / 8;
    struct coded *coded = malloc(sizeof *coded + room);
    if (coded == NULL) return NULL;
    coded->length = room;
    if (!makers[coding](body, length, coded)) {
        free(coded);
        return NULL;
    }
    struct coded *fitted = realloc(coded, sizeof *coded + coded->length);
    if (fitted == NULL) return coded;
    return fitted;
}
