/* The table of verbs, and those that need no file of their own. */
#include "command/command.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/openapi.h"
#include "api/surface.h"
#include "base/memory.h"
#include "base/text.h"
#include "private.h"
#include "store/store.h"

enum { HEAD_DIGITS = 64 }; /* of the code of an event */

typedef int run_verb(const struct config *config, char **words, int count);

static char **arguments; /* of the program */

static int run_serve(const struct config *config, char **words, int count) {
    (void)words;
    (void)count;
    return command_serve(config, arguments);
}

static int run_migrate(const struct config *config, char **words, int count) {
    (void)words;
    (void)count;
    struct arena *arena = arena_create();
    struct error err = error_start(arena);
    setvbuf(stdout, NULL, _IOLBF, 0); /* so that a container's log shows what it waits for */
    bool good = store_migrate(config, stdout, &err);
    if (!good) command_say_error(&err);
    arena_destroy(arena);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* CHAIN:NUMBER:CODE, as the log has it. Another text is in no chain, which would look as if the trail had been changed.
 */
static bool is_head(const char *word) {
    size_t chain = strcspn(word, ":"), digits, code;
    if (chain == 0 || word[chain] != ':') return false;
    digits = strspn(word += chain + 1, "0123456789");
    if (digits == 0 || word[digits] != ':') return false;
    code = strspn(word += digits + 1, "0123456789abcdef");
    return code == HEAD_DIGITS && word[code] == '\0';
}

static int run_verify_audit(const struct config *config, char **words, int count) {
    for (int i = 0; i < count; i++)
        if (!is_head(words[i]))
            return command_wrong_call("not a head such as se-9901:42:86fc..., whole as in the log: ", words[i]);
    struct arena *arena = arena_create();
    struct error err = error_start(arena);
    bool whole = false;
    bool good = store_check_role(config, &err) &&
                store_verify_audit(config, (const char *const *)words, (size_t)count, stdout, &whole, &err);
    if (!good) command_say_error(&err);
    arena_destroy(arena);
    return good ? !whole : 2;
}

static int run_import(const struct config *config, char **words, int count) {
    return import_command(config, words, count, *config->dataset == '\0' ? NULL : config->dataset);
}

static int run_bench_data(const struct config *config, char **words, int count) {
    (void)words;
    (void)count;
    return bench_data_command(config);
}

static int run_openapi(const struct config *config, char **words, int count) {
    (void)words;
    (void)count;
    struct arena *arena = arena_create();
    size_t route_count, length;
    const struct route *routes = api_routes(&route_count);
    const char *document = openapi_document(arena, config, routes, route_count, LANG_EN, &length);
    fwrite(document, 1, length, stdout);
    arena_destroy(arena);
    return EXIT_SUCCESS;
}

/* The settings were read without fault, or main would not be here. */
static int run_check_config(const struct config *config, char **words, int count) {
    (void)words;
    (void)count;
    struct setting *settings = memory_zeroed(config_setting_count(), sizeof *settings);
    config_list(config, settings);
    for (size_t i = 0; i < config_setting_count(); i++) {
        const struct setting *setting = &settings[i];
        bool secret = strncmp(setting->name, "db_", 3) == 0 && *setting->value != '\0' &&
                      setting->number_text[0] == '\0'; /* connection strings may hold passwords */
        printf("%s=%s\n", setting->environment, secret ? "(set)" : setting->value);
    }
    free(settings);
    return EXIT_SUCCESS;
}

static int run_check_statements(const struct config *config, char **words, int count) {
    (void)words;
    (void)count;
    struct arena *arena = arena_create();
    struct error err = error_start(arena);
    struct api api = {.work = {.config = config, .store = store_create(config)}};
    bool good = api_is_ready(&api, &err);
    if (good)
        printf("%d statements are what the program takes them for\n", SQL_END - 1);
    else
        command_say_error(&err);
    store_destroy(api.work.store);
    arena_destroy(arena);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

static const struct {
    const char *name;
    run_verb *run;
    int fewest_words, most_words; /* most: -1 for any number */
    const char *help;
} verbs[] = {
    {"serve", run_serve, 0, 0, "serve until SIGINT or SIGTERM; start anew on SIGHUP"},
    {"migrate", run_migrate, 0, 0, "create or upgrade the database schema, then end"},
    {"import", run_import, 1, -1, "[--dataset NAME] FILE...: load files of any size; - is standard input"},
    {"key", key_command, 1, -1,
     "create --role ROLE [--municipality CODE] [--evaluation CODE] [--label TEXT] [--expires DATE],\n"
     "                   list, or revoke CODE: the keys of the API"},
    {"verify-audit", run_verify_audit, 0, -1,
     "[HEAD...]: check the audit trail, and that heads from the log are in it"},
    {"bench-data", run_bench_data, 0, 0, "--rows N: fill an empty database with N generated, published figures"},
    {"openapi", run_openapi, 0, 0, "print the OpenAPI document"},
    {"check-config", run_check_config, 0, 0, "check the settings and print those in force"},
    {"check-statements", run_check_statements, 0, 0,
     "ask the database whether each statement is what the\n                   program takes it for, as serve does "
     "before it starts"},
};

enum { VERB_COUNT = sizeof verbs / sizeof *verbs };

static void print_settings(void) {
    struct setting *settings = memory_zeroed(config_setting_count(), sizeof *settings);
    struct config config = {0};
    config_list(&config, settings);
    for (size_t i = 0; i < config_setting_count(); i++) {
        printf("  %-30s %-14s %s", settings[i].environment, settings[i].flag == NULL ? "" : settings[i].flag,
               settings[i].description);
        printf("%s%s%s\n", *settings[i].default_value == '\0' ? "" : " [", settings[i].default_value,
               *settings[i].default_value == '\0' ? "" : "]");
    }
    free(settings);
}

static int help(void) {
    puts("Tillit " TILLIT_VERSION
         ": trust figures of municipalities over HTTP\n\nusage: tillit VERB [SETTING...] [WORD...]\n");
    for (size_t i = 0; i < VERB_COUNT; i++) printf("  %-16s %s\n", verbs[i].name, verbs[i].help);
    puts("\nSettings: environment variable, flag, what it is [default]\n");
    print_settings();
    return EXIT_SUCCESS;
}

static int version(void) {
    puts(TILLIT_VERSION);
    return EXIT_SUCCESS;
}

static int refuse_verb(const char *word) {
    size_t most = text_most_slips(word);
    const char *nearest = NULL;
    for (size_t i = 0; i < VERB_COUNT; i++)
        if (text_is_nearer(word, verbs[i].name, &most)) nearest = verbs[i].name;
    fprintf(stderr, "tillit: unknown verb %s%s%s; `tillit --help` explains\n", word,
            nearest == NULL ? "" : ", did you mean ", nearest == NULL ? "" : nearest);
    return EXIT_WRONG_CALL;
}

/* A setting that comes too late, which a verb would take for a word of its own; NULL when there is none. */
static const char *find_late_setting(char **words, int count) {
    if (count > 0 && strcmp(words[-1], "--") == 0) return NULL;
    for (int i = 0; i < count; i++)
        if (config_is_flag(words[i])) return words[i];
    return NULL;
}

static void warn(const char *sentence) { fprintf(stderr, "tillit: warning: %s\n", sentence); }

static int run(int argc, char **argv) {
    if (argc < 2) return command_wrong_call("which verb?", "");
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) return help();
    if (strcmp(argv[1], "--version") == 0) return version();
    for (size_t i = 0; i < VERB_COUNT; i++) {
        if (strcmp(verbs[i].name, argv[1]) != 0) continue;
        struct config config;
        int next = 2;
        arguments = argv;
        if (argc == 3 && strcmp(argv[2], "--help") == 0) return help();
        bool good = config_read(&config, argc, argv, &next, stderr);
        if (!store_check_strings(&config, stderr) || !good) return EXIT_WRONG_CALL;
        int words = argc - next;
        const char *late = find_late_setting(argv + next, words);
        if (late != NULL) return command_wrong_call("settings stand before other words: ", late);
        if (words < verbs[i].fewest_words) return command_wrong_call("words are missing after ", argv[1]);
        if (verbs[i].most_words >= 0 && words > verbs[i].most_words)
            return command_wrong_call("does not understand ", argv[next]);
        if (verbs[i].run != run_serve) config_tell_strangers(warn); /* which tells its log */
        return verbs[i].run(&config, argv + next, words);
    }
    return refuse_verb(argv[1]);
}

/* A key that nobody has seen, half a document: what was not printed was not done. */
int command_run(int argc, char **argv) {
    json_set_alloc_funcs(memory_take, free); /* nothing that Jansson makes or reads lacks a part for want of memory */
    int status = run(argc, argv);
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    fputs("tillit: not all could be written to standard output\n", stderr);
    return status == EXIT_SUCCESS ? EXIT_FAILURE : status;
}
