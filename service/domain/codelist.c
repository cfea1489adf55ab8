/* The reference lists, read once from the file that travels inside the program. */
#include "domain/codelist.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"

#define FILE_NAME "sql/reference-lists.csv"

enum { MOST_LISTS = 128 };

struct codelist {
    const char *name;
    const char **codes;
    size_t count, capacity;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct codelist lists[MOST_LISTS];
static size_t list_count;

static const char *file_text(void) {
    for (size_t i = 0; i < embedded_count; i++)
        if (text_equal(embedded_files[i].name, FILE_NAME)) return embedded_files[i].text;
    log_fatal("start", "%s is missing from the program", FILE_NAME);
    abort();
}

static const char *copied(const char *start, size_t length) {
    char *copy = memory_take(length + 1);
    memcpy(copy, start, length);
    copy[length] = '\0';
    return copy;
}

/* The lists stand in one piece each, in order. */
static struct codelist *current_list(const char *name, size_t length) {
    struct codelist *last = list_count == 0 ? NULL : &lists[list_count - 1];
    if (last != NULL && strlen(last->name) == length && strncmp(last->name, name, length) == 0) return last;
    if (list_count == MOST_LISTS) {
        log_fatal("start", "%s has more than %d lists", FILE_NAME, MOST_LISTS);
        abort();
    }
    lists[list_count] = (struct codelist){.name = copied(name, length)};
    return &lists[list_count++];
}

static void add_code(struct codelist *list, const char *code, size_t length) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 8 : 2 * list->capacity;
        list->codes = memory_resize(list->codes, list->capacity * sizeof *list->codes);
    }
    list->codes[list->count++] = copied(code, length);
}

/* Lines "list,code,sort,parent,name_sv,..." in the order of sort; only labels, which are not read, are ever quoted. */
static void load(void) {
    const char *line = strchr(file_text(), '\n');
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
