/* Feeds every fuzz target the files of its corpus, and each of them cut off anywhere: what was found once stays mended
 * without libFuzzer. Then, where a target is named, what comes on standard input, piece by piece, each ending with a
 * NUL. Crashes end the program, with the input to blame as the last thing said; a target without input fails.
 *
 * replay FOLDER [TARGET] */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* ---- who is to blame ---- */

/* The input under way. */
static struct {
    const unsigned char *bytes;
    size_t size;
} input;

static void blame(void) {
    static const char before[] = "\nFAILED with this input, which ends before the last line end:\n";
    bool is_said = write(STDOUT_FILENO, before, sizeof before - 1) > 0 &&
                   write(STDOUT_FILENO, input.bytes, input.size) >= 0 && write(STDOUT_FILENO, "\n", 1) > 0;
    (void)is_said; /* there is nobody else to tell */
}

static void on_abort(int number) {
    (void)number;
    blame();
}

/* Of AddressSanitizer and UBSan, where there are any. */
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void blame_at_the_end(void) {
    signal(SIGABRT, on_abort);
    if (__sanitizer_set_death_callback != NULL) __sanitizer_set_death_callback(blame);
}

/* ---- inputs ---- */

/* In memory of its own size, so that reading beyond it is seen. */
static void run(size_t target, const unsigned char *bytes, size_t size) {
    unsigned char *copy = malloc(size + (size == 0));
    if (copy == NULL) abort();
    memcpy(copy, bytes, size);
    input.bytes = bytes;
    input.size = size;
    targets[target].run(copy, size);
    free(copy);
}

static void run_cut_off(size_t target, const unsigned char *bytes, size_t size) {
    for (size_t length = 0; length <= size; length++) run(target, bytes, length);
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

static size_t replay_stream(size_t target) {
    char *piece = NULL;
    size_t capacity = 0, count = 0;
    ssize_t length;
    while ((length = getdelim(&piece, &capacity, '\0', stdin)) > 0) {
        run(target, (unsigned char *)piece, (size_t)length - (piece[length - 1] == '\0'));
        count++;
    }
    free(piece);
    return count;
}

/* Whether there were any. */
static bool replay_named(const char *name) {
    size_t count = 0;
    for (size_t i = 0; i < TARGET_COUNT; i++)
        if (text_equal(targets[i].name + strlen("fuzz_"), name)) count = replay_stream(i);
    printf("%s %s: %zu inputs\n", count > 0 ? "ok    " : "FAILED", name, count);
    return count > 0;
}

int main(int argc, char **argv) {
    struct arena *arena = arena_create();
    size_t passed = 0, count, wanted = TARGET_COUNT + (size_t)(argc == 3);
    if (argc != 2 && argc != 3) return 2;
    blame_at_the_end();
    for (size_t i = 0; i < TARGET_COUNT; i++) {
        bool good = replay_target(arena, argv[1], i, &count);
        printf("%s %s: %zu files\n", good ? "ok    " : "FAILED", targets[i].name, count);
        passed += good;
    }
    if (argc == 3) passed += replay_named(argv[2]);
    printf("%zu passed, %zu failed\n", passed, wanted - passed);
    arena_destroy(arena);
    return passed == wanted ? 0 : 1;
}
