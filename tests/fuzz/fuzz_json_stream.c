/* Objects cut out of a stream. The first byte, a digit, chooses what stands around them: lines, an array, pages. */
#include "api/imports/private.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { FRAME_COUNT = FRAME_PAGES + 1, DEPTH = 8 };
    if (size == 0) return 0;
    struct arena *arena = arena_watched();
    struct error err = error_start(arena);
    json_t *object;
    long line = 0, before = 0;
    int file = file_of(data + 1, size - 1), got;
    struct json_reader *reader = json_reader_create(arena, file, (enum json_frame)(*data % FRAME_COUNT), DEPTH);
    for (; (got = json_read(reader, &object, &line, &err)) == 1; before = line)
        must(json_is_object(object) && line >= before && line >= 1);
    must((got < 0) == is_refusal(&err));
    close(file);
    arena_destroy(arena);
    return 0;
}
