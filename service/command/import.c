/* tillit import: files in loading order, each in a transaction of its own, with a progress line. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/imports.h"
#include "base/clock.h"
#include "base/text.h"
#include "private.h"
#include "words/words.h"

struct input_file {
    const char *path; /* as given; "-": standard input */
    const struct resource *resource;
    enum import_format format;
    int place; /* on the command line */
};

/* ---- which files ---- */

static const struct {
    const char *ending;
    enum import_format format;
} endings[] = {{".csv", IMPORT_CSV}, {".ndjson", IMPORT_NDJSON}, {".jsonl", IMPORT_NDJSON}, {".json", IMPORT_JSON}};

static bool is_standard_input(const char *path) { return text_equal(path, "-"); }

/* The dataset that a file is named after; its ending says the format. */
static const char *name_of(struct arena *arena, const char *path, enum import_format *format) {
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (!text_ends(name, endings[i].ending)) continue;
        *format = endings[i].format;
        return arena_strndup(arena, name, strlen(name) - strlen(endings[i].ending));
    }
    return name;
}

/* What is wrong with a file before it is opened; NULL when nothing is. A pipe that was opened to look would be read. */
static const char *fault_of_file(const char *path) {
    struct stat found;
    if (is_standard_input(path)) return NULL;
    if (stat(path, &found) != 0 || access(path, R_OK) != 0) return strerror(errno);
    if (S_ISDIR(found.st_mode)) return strerror(EISDIR);
    return S_ISREG(found.st_mode) && found.st_size == 0 ? "the file is empty" : NULL;
}

static bool refuse_name(struct arena *arena, const char *path, const char *name) {
    size_t most = text_most_slips(name);
    const char *nearest = NULL;
    char **known;
    size_t count = text_split(arena, import_dataset_names(arena), ',', &known);
    for (size_t i = 0; i < count; i++) {
        const char *candidate = text_trim(arena, known[i]);
        if (text_equal_fold(name, candidate) || text_is_nearer(name, candidate, &most)) nearest = candidate;
    }
    fprintf(stderr, "tillit: %s: \"%s\" is no dataset%s%s; --dataset names that of files named otherwise\n", path, name,
            nearest == NULL ? "" : ", did you mean ", nearest == NULL ? "" : nearest);
    return false;
}

/* *is_named: whether the dataset is one. */
static bool read_input(struct arena *arena, const char *path, int place, const char *dataset, struct input_file *input,
                       bool *is_named) {
    *input = (struct input_file){.path = path, .format = IMPORT_CSV, .place = place};
    const char *own = name_of(arena, path, &input->format), *name = dataset != NULL ? dataset : own;
    const char *fault = fault_of_file(path);
    if (fault != NULL) {
        fprintf(stderr, "tillit: %s: %s\n", path, fault);
        return false;
    }
    if (is_standard_input(path) && dataset == NULL) {
        fprintf(stderr, "tillit: standard input needs --dataset\n");
        return false;
    }
    input->resource = import_dataset(name, &input->format);
    if (input->resource != NULL) return true;
    *is_named = false;
    return refuse_name(arena, path, name);
}

/* Tells of all that are at fault before anything is stored. */
static bool read_inputs(struct arena *arena, char **files, int count, const char *dataset, struct input_file *inputs) {
    bool good = true, all_named = true;
    for (int i = 0; i < count; i++) good = read_input(arena, files[i], i, dataset, &inputs[i], &all_named) && good;
    if (!all_named) fprintf(stderr, "tillit: datasets are %s\n", import_dataset_names(arena));
    return good;
}

static int by_load_order(const void *a, const void *b) {
    const struct input_file *first = a, *second = b;
    int order = first->resource->load_order - second->resource->load_order;
    return order != 0 ? order : first->place - second->place;
}

/* ---- one file ---- */

struct progress {
    const char *path;
    double start_s;
    bool is_terminal;
    int64_t shown_ms;
};

/* On a terminal the line is written over; elsewhere now and then a new one. */
static void show_progress(void *state, long rows) {
    struct progress *progress = state;
    int64_t now_ms = clock_now_ms();
    double seconds = clock_now_s() - progress->start_s;
    if (now_ms - progress->shown_ms < (progress->is_terminal ? 200 : 5000)) return;
    progress->shown_ms = now_ms;
    fprintf(stderr, "%s%s: %ld rows, %.0f rows/s%s", progress->is_terminal ? "\r" : "", progress->path, rows,
            seconds > 0 ? (double)rows / seconds : 0, progress->is_terminal ? "" : "\n");
}

static void show_result(const struct progress *progress, const struct import_report *report) {
    double seconds = clock_now_s() - progress->start_s;
    fprintf(stderr, "%s%s: %ld rows: %ld inserted, %ld revised, %ld unchanged (%.0f rows/s)\n",
            progress->is_terminal ? "\r" : "", progress->path, report->rows, report->inserted, report->revised,
            report->unchanged, seconds > 0 ? (double)report->rows / seconds : 0);
    for (size_t i = 0; i < report->warning_count; i++)
        fprintf(stderr, "%s:%ld: %s: warning %s: %s\n", progress->path, report->warnings[i].line,
                report->warnings[i].column, report->warnings[i].code, report->warnings[i].detail[LANG_EN]);
    if (report->warning_total > report->warning_count)
        fprintf(stderr, "%s: %zu warnings in all\n", progress->path, report->warning_total);
}

/* FILE:line: column: code: detail */
static void show_violation(struct arena *arena, const char *path, const struct violation *violation) {
    fprintf(stderr, "%s:", path);
    if (violation->line > 0) fprintf(stderr, "%ld:", violation->line);
    if (*violation->name != '\0') fprintf(stderr, " %s:", violation->name);
    fprintf(stderr, " %s: %s\n", violation_code_name(violation->code), violation_detail(arena, violation, LANG_EN));
}

static int show_error(struct arena *arena, const char *path, const struct error *err) {
    bool of_the_file = problem_status(err->kind) < 500;
    for (size_t i = 0; i < err->violation_count; i++) show_violation(arena, path, &err->violations[i]);
    if (err->violation_total > err->violation_count)
        fprintf(stderr, "%s: %zu errors in all\n", path, err->violation_total);
    if (err->violation_count == 0)
        fprintf(stderr, "%s: %s\n", path, err->cause == NULL ? error_detail(err, LANG_EN) : err->cause);
    if (of_the_file) fprintf(stderr, "%s: refused, nothing of it was stored\n", path);
    return of_the_file ? EXIT_REFUSED : EXIT_WRONG_CALL;
}

static int import_open(struct store *store, const struct config *config, const struct input_file *input, int file,
                       bool figures_follow) {
    struct arena *arena = arena_create();
    struct error err = error_start(arena);
    struct progress progress = {input->path, clock_now_s(), isatty(STDERR_FILENO), clock_now_ms()};
    const struct import_job job = {
        .resource = input->resource,
        .format = input->format,
        .file = file,
        .figures_follow = figures_follow,
        .most_depth = (int)config->max_json_depth,
        .progress = show_progress,
        .state = &progress,
    };
    struct import_report *report = arena_alloc(arena, sizeof *report);
    int code = EXIT_SUCCESS;
    if (import_run(store, &store_console, &job, arena, report, &err))
        show_result(&progress, report);
    else
        code = show_error(arena, input->path, &err);
    arena_destroy(arena);
    return code;
}

static int import_file(struct store *store, const struct config *config, const struct input_file *input,
                       bool figures_follow) {
    if (is_standard_input(input->path)) return import_open(store, config, input, STDIN_FILENO, figures_follow);
    int file = open(input->path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        fprintf(stderr, "tillit: %s: %s\n", input->path, strerror(errno));
        return EXIT_WRONG_CALL;
    }
    posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL);
    int code = import_open(store, config, input, file, figures_follow);
    close(file);
    return code;
}

/* ---- all of them ---- */

static bool is_of_releases(const struct input_file *input) {
    return text_equal(input->resource->name, "releases") && !is_standard_input(input->path);
}

/* Figures name their release, and a release is published with its figures: so releases come first and again last. */
static int import_all(struct store *store, const struct config *config, const struct input_file *inputs, size_t count) {
    int code = EXIT_SUCCESS;
    bool figures = false;
    for (size_t i = 0; i < count; i++) figures = figures || text_equal(inputs[i].resource->name, "observations");
    for (size_t i = 0; i < count; i++) {
        if (code == EXIT_SUCCESS)
            code = import_file(store, config, &inputs[i], figures && is_of_releases(&inputs[i]));
        else
            fprintf(stderr, "%s: not imported, because of what came before\n", inputs[i].path);
    }
    for (size_t i = 0; i < count && code == EXIT_SUCCESS && figures; i++)
        if (is_of_releases(&inputs[i])) code = import_file(store, config, &inputs[i], false);
    return code;
}

int import_command(const struct config *config, char **files, int count, const char *dataset) {
    struct arena *arena = arena_create();
    struct input_file *inputs = arena_alloc(arena, (size_t)(count + 1) * sizeof *inputs);
    int code = EXIT_WRONG_CALL;
    if (sodium_init() >= 0 && read_inputs(arena, files, count, dataset, inputs)) {
        struct store *store = store_create(config);
        struct error err = error_start(arena);
        qsort(inputs, (size_t)count, sizeof *inputs, by_load_order);
        if (command_may_write(config, store, &err))
            code = import_all(store, config, inputs, (size_t)count);
        else
            command_say_error(&err);
        store_destroy(store);
    }
    arena_destroy(arena);
    return code;
}
