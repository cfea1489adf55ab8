/* Replies that are files. */
#include <unistd.h>

#include "http-private.h"

struct sent_file {
    int file;
    off_t at;
};

static ssize_t read_file(void *state, char *buffer, size_t size) {
    struct sent_file *sent = state;
    ssize_t got = pread(sent->file, buffer, size, sent->at);
    if (got > 0) sent->at += got;
    return got;
}

static void close_file(void *state) { close(((struct sent_file *)state)->file); }

void reply_file(struct reply *reply, int file) {
    struct sent_file *sent = arena_alloc(reply->arena, sizeof *sent);
    sent->file = file;
    reply->stream = (struct reply_stream){read_file, close_file, sent};
    reply->cache_control = HTTP_CACHE_PUBLIC;
}
