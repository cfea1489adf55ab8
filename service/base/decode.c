/* Text files as UTF-8. */
#include "base/decode.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* ---- the file ---- */

static ssize_t read_some(int file, void *buffer, size_t size) {
    for (;;) {
        ssize_t got = read(file, buffer, size);
        if (got >= 0 || errno != EINTR) return got;
    }
}

/* Fills what is free; false when the file cannot be read. */
static bool fill(struct decoder *decoder, size_t least) {
    memmove(decoder->bytes, decoder->bytes + decoder->start, decoder->end - decoder->start);
    decoder->end -= decoder->start;
    decoder->start = 0;
    while (!decoder->at_end && decoder->end < least) {
        ssize_t got = read_some(decoder->file, decoder->bytes + decoder->end, DECODE_BYTES - decoder->end);
        if (got < 0) return false;
        decoder->at_end = got == 0;
        decoder->end += (size_t)got;
    }
    return true;
}

/* ---- its encoding ---- */

static const struct {
    const char *mark;
    size_t length;
    enum encoding encoding;
} marks[] = {
    {"\xEF\xBB\xBF", 3, ENCODING_UTF8},
    {"\xFF\xFE", 2, ENCODING_UTF16_LE},
    {"\xFE\xFF", 2, ENCODING_UTF16_BE},
};

static bool find_encoding(struct decoder *decoder) {
    if (!fill(decoder, DECODE_LEAST)) return false;
    decoder->encoding = ENCODING_UTF8;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (decoder->end < marks[i].length || memcmp(decoder->bytes, marks[i].mark, marks[i].length) != 0) continue;
        decoder->encoding = marks[i].encoding;
        decoder->start = marks[i].length;
        break;
    }
    return true;
}

/* ---- UTF-16 ---- */

static unsigned unit_at(const struct decoder *decoder, size_t at) {
    const unsigned char *bytes = decoder->bytes + at;
    bool little = decoder->encoding == ENCODING_UTF16_LE;
    return little ? bytes[0] | (unsigned)bytes[1] << 8 : bytes[1] | (unsigned)bytes[0] << 8;
}

static size_t put_character(char *out, unsigned c) {
    unsigned char bytes[4];
    size_t length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length; i-- > 1; c >>= 6) bytes[i] = (unsigned char)(0x80 | (c & 0x3F));
    bytes[0] = (unsigned char)(leads[length] | c);
    memcpy(out, bytes, length);
    return length;
}

/* Takes one character, or one unit that is none: a byte that UTF-8 does not know stands for it. */
static size_t take_character(struct decoder *decoder, char *out) {
    static const char wrong = '\xFF';
    size_t left = decoder->end - decoder->start;
    unsigned first = left >= 2 ? unit_at(decoder, decoder->start) : 0xDC00;
    bool high = first >= 0xD800 && first < 0xDC00, low = first >= 0xDC00 && first < 0xE000;
    unsigned second = high && left >= 4 ? unit_at(decoder, decoder->start + 2) : 0;
    bool pair = second >= 0xDC00 && second < 0xE000;
    decoder->start += left < 2 ? left : pair ? 4 : 2;
    if (pair) return put_character(out, 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
    if (!high && !low) return put_character(out, first);
    *out = wrong;
    return 1;
}

static ssize_t convert(struct decoder *decoder, char *buffer, size_t size) {
    size_t length = 0;
    while (size - length >= DECODE_LEAST) {
        if (decoder->end - decoder->start < DECODE_LEAST && !decoder->at_end && !fill(decoder, DECODE_LEAST)) return -1;
        if (decoder->start == decoder->end) break;
        length += take_character(decoder, buffer + length);
    }
    return (ssize_t)length;
}

/* ---- the whole ---- */

/* What was read to find the encoding comes first. */
static ssize_t copy(struct decoder *decoder, char *buffer, size_t size) {
    size_t left = decoder->end - decoder->start, part = left < size ? left : size;
    if (left == 0) return decoder->at_end ? 0 : read_some(decoder->file, buffer, size);
    memcpy(buffer, decoder->bytes + decoder->start, part);
    decoder->start += part;
    return (ssize_t)part;
}

ssize_t decode_read(struct decoder *decoder, char *buffer, size_t size) {
    if (decoder->encoding == ENCODING_UNKNOWN && !find_encoding(decoder)) return -1;
    return decoder->encoding == ENCODING_UTF8 ? copy(decoder, buffer, size) : convert(decoder, buffer, size);
}

/* Bytes that Windows-1252 leaves undefined. */
static bool is_undefined(unsigned char c) { return strchr("\x81\x8D\x8F\x90\x9D", c) != NULL; }

static bool is_utf8_pair(unsigned char first, unsigned char second) {
    return first >= 0xC2 && first <= 0xF4 && second >= 0x80 && second <= 0xBF;
}

const char *decode_guess(const char *bytes, size_t length) {
    size_t high = 0, zeros = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i], next = i + 1 < length ? (unsigned char)bytes[i + 1] : 0;
        zeros += c == 0;
        if (c < 0x80) continue;
        if (is_utf8_pair(c, next) || is_undefined(c)) return NULL;
        high++;
    }
    if (zeros > 0) return 3 * zeros >= length ? "UTF-16" : NULL;
    return high > 0 ? "Windows-1252" : NULL;
}
