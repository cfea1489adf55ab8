/* The reference lists, read once from the file that travels inside the program. */
#include "domain/codelist.h"

#include <pthread.h>
#include <string.h>

#include "base/embedded.h"
#include "base/text.h"

struct codelist {
    const char *name;
    const char **codes;
    size_t count, room;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct arena *kept; /* as long as the program */
static struct codelist *lists;
static size_t list_count, list_room;

/* The lists stand in one piece each, in order. */
static struct codelist *current_list(const char *name, size_t length) {
    struct codelist *last = list_count == 0 ? NULL : &lists[list_count - 1];
    if (last != NULL && strlen(last->name) == length && strncmp(last->name, name, length) == 0) return last;
    lists = arena_grow(kept, lists, list_count, list_count + 1, &list_room, sizeof *lists);
    lists[list_count] = (struct codelist){.name = arena_strndup(kept, name, length)};
    return &lists[list_count++];
}

static void add_code(struct codelist *list, const char *code, size_t length) {
    list->codes = arena_grow(kept, list->codes, list->count, list->count + 1, &list->room, sizeof *list->codes);
    list->codes[list->count++] = arena_strndup(kept, code, length);
}

/* Lines "list,code,sort,parent,name_sv,..." in the order of sort; only labels, which are not read, are ever quoted. */
static void load(void) {
    const char *line = strchr(embedded_file("sql/reference-lists.csv")->text, '\n');
    kept = arena_create();
    while (line != NULL && line[1] != '\0') {
        const char *list = line + 1;
        size_t list_length = strcspn(list, ",\n");
        const char *code = list + list_length + 1;
        if (list[list_length] == ',') add_code(current_list(list, list_length), code, strcspn(code, ",\n"));
        line = strchr(list, '\n');
    }
}

static const struct codelist *find(const char *name) {
    pthread_once(&once, load);
    for (size_t i = 0; i < list_count; i++)
        if (text_equal(lists[i].name, name)) return &lists[i];
    return NULL;
}

size_t codelist_codes(const char *list, const char *const **codes) {
    const struct codelist *found = find(list);
    *codes = found == NULL ? NULL : found->codes;
    return found == NULL ? 0 : found->count;
}

bool codelist_has(const char *list, const char *code) {
    const char *const *codes;
    size_t count = codelist_codes(list, &codes);
    for (size_t i = 0; i < count; i++)
        if (text_equal(codes[i], code)) return true;
    return false;
}

const char *codelist_fold(const char *list, const char *code) {
    const char *const *codes;
    size_t count = codelist_codes(list, &codes);
    for (size_t i = 0; i < count; i++)
        if (text_equal_fold(codes[i], code)) return codes[i];
    return NULL;
}

const char *codelist_words(struct arena *arena, const char *list) {
    const char *const *codes;
    size_t count = codelist_codes(list, &codes);
    struct text words = text_start(arena);
    for (size_t i = 0; i < count; i++) text_add_item(&words, codes[i]);
    return words.data;
}
