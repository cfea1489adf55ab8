/* PxWeb's selections, each line "Dimension=expressions", against the outline of a small table. */
#include "fuzz.h"
#include "neighbours/pxweb/private.h"

static struct cube make_outline(struct arena *arena) {
    static const char *const codes[CUBE_DIMENSION_COUNT][4] = {
        [CUBE_AREA] = {"se-9901", "se-9901-d1", "se-9901-d2", "dk-991"},
        [CUBE_INDICATOR] = {"ins-01", "ins-02"},
        [CUBE_GROUP] = {"_T", "citizen"},
        [CUBE_SEX] = {"_T", "F", "M"},
        [CUBE_AGE] = {"_T", "Y16T29"},
        [CUBE_PERIOD] = {"2022", "2023", "2024-S1", "2024"},
    };
    struct cube outline = {.arena = arena, .content_count = CONTENT_COUNT};
    for (size_t i = 0; i < CONTENT_COUNT; i++) outline.contents[i] = i;
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++)
        for (size_t j = 0; j < 4 && codes[i][j] != NULL; j++) category_add(arena, &outline.sets[i], codes[i][j]);
    cube_outline(&outline);
    must(cube_lay(&outline));
    return outline;
}

/* What is chosen is not nothing, and no more than there is. */
static void judge(const struct request *request, const struct cube *outline, const struct selection *selection) {
    struct chosen chosen;
    struct error err = error_start(request->arena);
    bool is_good = selection_resolve(request, outline, selection, LANG_EN, &chosen, &err);
    must(is_good != error_is_set(&err) && (is_good || is_refusal(&err)));
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT && is_good; i++)
        must(chosen.counts[i] > 0 && chosen.counts[i] <= cube_size(outline, i));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_watched();
    struct request request = request_start(arena);
    struct cube outline = make_outline(arena);
    struct selection selection = {0};
    char *text = arena_strndup(arena, (const char *)data, size);
    for (char *line = take_line(&text), *value; line != NULL; line = take_line(&text)) {
        value = strchr(line, '=');
        if (value != NULL) *value++ = '\0';
        size_t dimension = selection_dimension(&outline, line);
        if (dimension == CUBE_DIMENSION_COUNT) dimension = choose(line, CUBE_DIMENSION_COUNT);
        selection_add(arena, &selection.of[dimension], value == NULL ? "" : value);
    }
    judge(&request, &outline, &selection);
    arena_destroy(arena);
    return 0;
}
