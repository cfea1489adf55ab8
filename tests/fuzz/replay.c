/* Feeds every fuzz target the files of its corpus, and each of them cut off anywhere: what was found once stays mended
 * without libFuzzer. Crashes end the program; a target without a corpus fails. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { LARGEST = 64 * 1024 };

#define X(name)                                                                                                        \
    int name(const unsigned char *data, size_t size);                                                                  \
    int name##_start(int *argc, char ***argv) __attribute__((weak));
FUZZ_TARGETS
#undef X

static const struct {
    const char *name; /* fuzz_csv */
    int (*run)(const unsigned char *data, size_t size);
    int (*start)(int *argc, char ***argv);
} targets[] = {
#define X(name) {#name, name, name##_start},
    FUZZ_TARGETS
#undef X
};

enum { TARGET_COUNT = sizeof targets / sizeof *targets };

/* Each in memory of its own size, so that reading beyond it is seen. */
static void run_cut_off(size_t target, const unsigned char *bytes, size_t size) {
    for (size_t length = 0; length <= size; length++) {
        unsigned char *copy = malloc(length + (length == 0));
        if (copy == NULL) abort();
        memcpy(copy, bytes, length);
        targets[target].run(copy, length);
        free(copy);
    }
}

static bool replay_file(size_t target, const char *path) {
    static unsigned char bytes[LARGEST];
    FILE *file = fopen(path, "re");
    size_t size = file == NULL ? 0 : fread(bytes, 1, sizeof bytes, file);
    bool is_read = file != NULL && !ferror(file) && size < sizeof bytes;
    if (file != NULL) fclose(file);
    printf("%s\n", path);
    fflush(stdout); /* the last line names the file that ends the program */
    if (is_read) run_cut_off(target, bytes, size);
    return is_read;
}

static bool replay_target(struct arena *arena, const char *corpora, size_t target, size_t *count) {
    const char *folder = arena_printf(arena, "%s/corpus_%s", corpora, targets[target].name + strlen("fuzz_"));
    struct dirent **entries;
    int found = scandir(folder, &entries, NULL, alphasort);
    bool good = true;
    *count = 0;
    if (targets[target].start != NULL) targets[target].start(NULL, NULL);
    for (int i = 0; i < found; i++) {
        const char *name = entries[i]->d_name;
        if (*name == '.') continue;
        good = replay_file(target, arena_printf(arena, "%s/%s", folder, name)) && good;
        (*count)++;
    }
    for (int i = 0; i < found; i++) free(entries[i]);
    if (found >= 0) free(entries);
    return good && *count > 0;
}

int main(int argc, char **argv) {
    struct arena *arena = arena_create();
    size_t passed = 0, count;
    if (argc != 2) return 2;
    for (size_t i = 0; i < TARGET_COUNT; i++) {
        bool good = replay_target(arena, argv[1], i, &count);
        printf("%s %s: %zu files\n", good ? "ok    " : "FAILED", targets[i].name, count);
        passed += good;
    }
    printf("%zu passed, %zu failed\n", passed, TARGET_COUNT - passed);
    arena_destroy(arena);
    return passed == TARGET_COUNT ? 0 : 1;
}
