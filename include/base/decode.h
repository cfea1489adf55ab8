/* The bytes of a text file as UTF-8, whatever byte order mark it begins with: that of UTF-8 is dropped, UTF-16 is
 * converted on the way. What is no UTF-16 becomes a byte that is no UTF-8 either, so that the reader names its line. */
#ifndef BASE_DECODE_H
#define BASE_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum encoding { ENCODING_UNKNOWN, ENCODING_UTF8, ENCODING_UTF16_LE, ENCODING_UTF16_BE };

enum { DECODE_BYTES = 16 * 1024, DECODE_LEAST = 4 };

/* Starts as {.file = descriptor}. */
struct decoder {
    int file;
    enum encoding encoding;
    unsigned char bytes[DECODE_BYTES]; /* UTF-16: read and not yet converted */
    size_t start, end;
    bool at_end;
};

/* As read(2): the bytes put into `buffer` of at least DECODE_LEAST bytes, 0 at the end, -1 when the file cannot be
 * read.
 */
ssize_t decode_read(struct decoder *decoder, char *buffer, size_t size);

/* What a text that is no UTF-8 seems to be: "UTF-16", "Windows-1252"; NULL when nothing can be said. */
const char *decode_guess(const char *bytes, size_t length);

#endif
