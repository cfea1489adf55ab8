/* Reading the one table of settings. */
#include "base/config.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/address.h"
#include "base/text.h"

enum kind { TEXT, NUMBER };

struct setting_row {
    enum kind kind;
    const char *name, *environment, *flag, *default_value, *description;
    size_t offset;
    long lowest, highest;
    bool is_limit;
};

static const struct setting_row rows[] = {
#define X(member, env, flag, fallback, words)                                                                          \
    {TEXT, #member, env, flag, fallback, words, offsetof(struct config, member), 0, 0, false},
    CONFIG_TEXTS(X)
#undef X
#define X(member, env, flag, fallback, low, high, limit, words)                                                        \
    {NUMBER, #member, env, flag, #fallback, words, offsetof(struct config, member), low, high, limit},
        CONFIG_NUMBERS(X)
#undef X
};

enum { ROW_COUNT = sizeof rows / sizeof *rows };

static void *at(struct config *config, const struct setting_row *row) { return (char *)config + row->offset; }

static bool set_number(long *number, const struct setting_row *row, const char *value, const char *given_as,
                       FILE *faults) {
    char *end;
    errno = 0;
    long parsed = strtol(value, &end, 10);
    if (errno == 0 && end != value && *end == '\0' && parsed >= row->lowest && parsed <= row->highest) {
        *number = parsed;
        return true;
    }
    fprintf(faults, "tillit: %s is \"%s\": must be a whole number from %ld to %ld\n", given_as, value, row->lowest,
            row->highest);
    return false;
}

static bool set(struct config *config, const struct setting_row *row, const char *value, const char *given_as,
                FILE *faults) {
    if (row->kind == NUMBER) return set_number(at(config, row), row, value, given_as, faults);
    *(const char **)at(config, row) = value;
    return true;
}

/* ---- names that are none ---- */

#define PREFIX "TILLIT_"
#define LISTED "`tillit --help` lists them"

enum { NAME_SIZE = 128, SENTENCE_SIZE = 2 * NAME_SIZE + 64 };

/* What may have been meant by the name of a variable, whatever its case; NULL when nothing is near. */
static const char *nearest_variable(const char *name, size_t most) {
    char upper[NAME_SIZE];
    size_t length = 0;
    const char *nearest = NULL;
    for (; length < NAME_SIZE - 1 && name[length] != '\0'; length++)
        upper[length] = (char)(name[length] >= 'a' && name[length] <= 'z' ? name[length] - 'a' + 'A' : name[length]);
    upper[length] = '\0';
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (text_equal(rows[i].environment, upper)) return rows[i].environment;
        if (text_is_nearer(upper, rows[i].environment, &most)) nearest = rows[i].environment;
    }
    return nearest;
}

static const char *nearest_flag(const char *flag) {
    size_t most = text_most_slips(flag);
    const char *nearest = NULL;
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (rows[i].flag != NULL && text_is_nearer(flag, rows[i].flag, &most)) nearest = rows[i].flag;
    return nearest;
}

/* Slips are counted in what is not the same for all. */
static bool begins_as_settings(const char *name) { return strncasecmp(name, PREFIX, strlen(PREFIX)) == 0; }

static size_t most_slips(const char *name) {
    return begins_as_settings(name) ? text_most_slips(name + strlen(PREFIX)) : 1;
}

static void say_no_setting(char sentence[SENTENCE_SIZE], const char *name) {
    const char *meant = nearest_variable(name, most_slips(name));
    snprintf(sentence, SENTENCE_SIZE, "%.*s is no setting%s%s; " LISTED, NAME_SIZE, name,
             meant == NULL ? "" : ", did you mean ", meant == NULL ? "" : meant);
}

static const struct setting_row *row_of_environment(const char *name) {
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (strcmp(rows[i].environment, name) == 0) return &rows[i];
    return NULL;
}

void config_tell_strangers(void (*tell)(const char *sentence)) {
    for (char **variable = environ; *variable != NULL; variable++) {
        char name[NAME_SIZE], sentence[SENTENCE_SIZE];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(*variable, "="), *variable);
        if (row_of_environment(name) != NULL) continue;
        if (!begins_as_settings(name) && nearest_variable(name, most_slips(name)) == NULL) continue;
        say_no_setting(sentence, name);
        tell(sentence);
    }
}

/* ---- flags ---- */

static const struct setting_row *row_of_flag(const char *flag) {
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (rows[i].flag != NULL && strcmp(rows[i].flag, flag) == 0) return &rows[i];
    return NULL;
}

bool config_is_flag(const char *word) { return row_of_flag(word) != NULL; }

static bool read_flags(struct config *config, int argc, char **argv, int *next, FILE *faults) {
    bool good = true;
    while (*next < argc && argv[*next][0] == '-' && argv[*next][1] != '\0') {
        const char *flag = argv[(*next)++];
        if (strcmp(flag, "--") == 0) break;
        const struct setting_row *row = row_of_flag(flag);
        if (row == NULL) {
            const char *meant = nearest_flag(flag);
            fprintf(faults, "tillit: unknown flag %s%s%s; " LISTED "\n", flag, meant == NULL ? "" : ", did you mean ",
                    meant == NULL ? "" : meant);
            good = false;
        } else if (*next == argc) {
            fprintf(faults, "tillit: %s needs a value\n", flag);
            good = false;
        } else {
            good = set(config, row, argv[(*next)++], flag, faults) && good;
        }
    }
    return good;
}

/* ---- the file of settings ---- */

enum { FILE_SIZE = 64 * 1024 };

static const char *find_file(int argc, char **argv, int next) {
    const char *file = getenv("TILLIT_SETTINGS");
    for (; next + 1 < argc && argv[next][0] == '-'; next += 2)
        if (strcmp(argv[next], "--settings") == 0) file = argv[next + 1];
    return file == NULL ? "" : file;
}

/* What stands around the text goes: spaces, the end of a line, and quotes as shells and systemd take them. */
static char *strip(char *text) {
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL) length--;
    if (length > 1 && (*text == '"' || *text == '\'') && text[length - 1] == *text) {
        text++;
        length -= 2;
    }
    text[length] = '\0';
    return text;
}

static bool refuse_line(const char *file, int number, const char *why, FILE *faults) {
    fprintf(faults, "tillit: %s, line %d: %s\n", file, number, why);
    return false;
}

static bool read_line(struct config *config, const char *file, int number, char *line, FILE *faults) {
    char sentence[SENTENCE_SIZE];
    line += strspn(line, " \t\r");
    if (*line == '\0' || *line == '#') return true;
    char *value = strchr(line, '=');
    if (value == NULL) return refuse_line(file, number, "must be NAME=value, with a setting's name", faults);
    *value++ = '\0';
    const struct setting_row *row = row_of_environment(strip(line));
    if (row != NULL && row->offset == offsetof(struct config, settings_file))
        return refuse_line(file, number, "a file of settings does not name another", faults);
    if (row != NULL) return set(config, row, strip(value), row->environment, faults);
    say_no_setting(sentence, strip(line));
    return refuse_line(file, number, sentence, faults);
}

/* What is wrong with a file of which that much was read; NULL when nothing is. A NUL would end the text early. */
static const char *fault_of_file(FILE *file, const char *text, size_t length) {
    if (ferror(file)) return strerror(errno);
    if (length == FILE_SIZE) return "too large";
    return memchr(text, '\0', length) == NULL ? NULL : "no text";
}

static bool read_text(const char *path, char text[FILE_SIZE], FILE *faults) {
    FILE *file = fopen(path, "re");
    size_t length = file == NULL ? 0 : fread(text, 1, FILE_SIZE, file);
    const char *fault = file == NULL ? strerror(errno) : fault_of_file(file, text, length);
    if (file != NULL) fclose(file);
    if (fault != NULL) fprintf(faults, "tillit: %s cannot be read: %s\n", path, fault);
    if (fault == NULL) text[length] = '\0';
    return fault == NULL;
}

/* Values point into the text of the file, which lives as long as the program. */
static bool read_file(struct config *config, const char *path, FILE *faults) {
    static char text[FILE_SIZE];
    bool good = true;
    int number = 1;
    if (*path == '\0') return true;
    if (!read_text(path, text, faults)) return false;
    for (char *line = text, *end; line != NULL; line = end, number++) {
        end = strchr(line, '\n');
        if (end != NULL) *end++ = '\0';
        good = read_line(config, path, number, line, faults) && good;
    }
    return good;
}

/* ---- all of them ---- */

/* A day of the calendar: timegm moves an impossible one to another date. */
static bool is_date_or_empty(const char *date) {
    struct tm day = {0}, same;
    int length = 0;
    if (*date == '\0') return true;
    if (sscanf(date, "%4d-%2d-%2d%n", &day.tm_year, &day.tm_mon, &day.tm_mday, &length) != 3) return false;
    if (length != 10 || date[length] != '\0') return false;
    day.tm_year -= 1900;
    day.tm_mon -= 1;
    same = day;
    timegm(&same);
    return same.tm_mday == day.tm_mday && same.tm_mon == day.tm_mon;
}

static bool is_url_or_empty(const char *url) {
    bool known = strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;
    return *url == '\0' || (known && strpbrk(url, " \"<>\\^`{|}\r\n") == NULL);
}

/* Addresses are put behind it: what ends with a slash, or with a query, makes none that the service knows. */
static bool is_public_url_or_empty(const char *url) {
    const char *host = strstr(url, "://");
    if (*url == '\0') return true;
    return is_url_or_empty(url) && strcspn(host + 3, "/?#:") > 0 && strpbrk(url, "?#") == NULL && !text_ends(url, "/");
}

/* The text after `prefix` when `url` starts with it, else NULL. */
static const char *after(const char *url, const char *prefix) {
    size_t length = strlen(prefix);
    return strncmp(url, prefix, length) == 0 ? url + length : NULL;
}

/* From the end of the host on: an optional port, then the path. */
static bool is_port_and_path(const char *rest) {
    if (*rest == ':') {
        size_t digits = strspn(++rest, "0123456789");
        if (digits == 0 || digits > 5) return false;
        rest += digits;
    }
    return *rest == '\0' || *rest == '/';
}

bool config_is_key_source(const char *source) {
    static const char *const this_machine[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};
    static const char host_characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    for (const char *at = source; *at != '\0'; at++)
        if (*at <= ' ' || *at == 0x7F || strchr("\"<>\\^`{|}", *at) != NULL) return false;
    if (*source == '/') return true;
    const char *host = after(source, "https://");
    if (host != NULL)
        return strspn(host, host_characters) > 0 && is_port_and_path(host + strspn(host, host_characters));
    for (size_t i = 0; i < sizeof this_machine / sizeof *this_machine; i++) {
        const char *rest = after(source, this_machine[i]);
        if (rest != NULL && is_port_and_path(rest)) return true;
    }
    return false;
}

/* OpenID Connect is configured wholly or not at all. */
static bool is_oidc_whole(const struct config *config) {
    const char *const needed[] = {config->oidc_issuer, config->oidc_audience, config->oidc_jwks,
                                  config->oidc_role_claim};
    size_t given = 0;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) given += *needed[i] != '\0';
    return given == sizeof needed / sizeof *needed || (given == 0 && *config->oidc_municipality_claim == '\0');
}

static bool is_log_level(const char *level) {
    return strcmp(level, "debug") == 0 || strcmp(level, "info") == 0 || strcmp(level, "warning") == 0 ||
           strcmp(level, "error") == 0;
}

static bool is_folder(const char *path) {
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

/* Scheme, host and port of each, as a browser sends them: never "*", no path. */
static bool are_origins_or_empty(const char *list) {
    for (const char *item = list; *item != '\0';) {
        size_t length = strcspn(item, ",");
        const char *host = after(item, "https://");
        if (host == NULL) host = after(item, "http://");
        if (host == NULL || host >= item + length ||
            strcspn(host, ",/*?#@;'\"\\<> \t\r\n") != (size_t)(item + length - host))
            return false;
        item += length + (item[length] == ',');
    }
    return true;
}

/* What the table cannot say. */
static bool check_texts(const struct config *config, FILE *faults) {
    const struct {
        bool good;
        const char *fault;
    } checks[] = {
        {is_date_or_empty(config->today), "TILLIT_TODAY must be a date such as 2025-09-30"},
        {is_public_url_or_empty(config->public_url),
         "TILLIT_PUBLIC_URL must be an address such as https://figures.example.org, without a slash at its end"},
        {are_origins_or_empty(config->cors_origins),
         "TILLIT_CORS_ORIGINS must be origins such as https://portal.example.org, separated by commas"},
        {are_origins_or_empty(config->embed_origins),
         "TILLIT_EMBED_ORIGINS must be origins such as https://www.example.org, separated by commas"},
        {address_list_is_valid(config->trusted_proxies),
         "TILLIT_TRUSTED_PROXIES must be addresses or networks such as 10.0.0.0/8, separated by commas"},
        {address_list_is_valid(config->unlimited_addresses),
         "TILLIT_UNLIMITED_ADDRESSES must be addresses or networks such as 10.0.0.0/8, separated by commas"},
        {is_folder(config->spool_dir), "TILLIT_SPOOL_DIR must be a folder that is there"},
        {is_log_level(config->log_level), "TILLIT_LOG_LEVEL must be debug, info, warning or error"},
        {is_oidc_whole(config),
         "TILLIT_OIDC_ISSUER, _AUDIENCE, _JWKS and _ROLE_CLAIM must be given together or not at all, "
         "_MUNICIPALITY_CLAIM only with them"},
        {is_url_or_empty(config->oidc_issuer), "TILLIT_OIDC_ISSUER must start with http:// or https://"},
        {*config->oidc_jwks == '\0' || config_is_key_source(config->oidc_jwks),
         "TILLIT_OIDC_JWKS must be an https URL, an http URL on this machine, or the absolute path of a file"},
        {config->default_page <= config->max_page, "TILLIT_DEFAULT_PAGE must not be larger than TILLIT_MAX_PAGE"},
    };
    bool good = true;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        if (checks[i].good) continue;
        fprintf(faults, "tillit: %s\n", checks[i].fault);
        good = false;
    }
    return good;
}

bool config_read(struct config *config, int argc, char **argv, int *next, FILE *faults) {
    bool good = true;
    memset(config, 0, sizeof *config);
    for (size_t i = 0; i < ROW_COUNT; i++) set(config, &rows[i], rows[i].default_value, rows[i].environment, faults);
    good = read_file(config, find_file(argc, argv, *next), faults);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        const char *value = getenv(rows[i].environment);
        if (value != NULL) good = set(config, &rows[i], value, rows[i].environment, faults) && good;
    }
    good = read_flags(config, argc, argv, next, faults) && good;
    return check_texts(config, faults) && good;
}

size_t config_setting_count(void) { return ROW_COUNT; }

static const char *text_of(const struct setting_row *row, const void *value, struct setting *setting) {
    if (row->kind == TEXT) return *(const char *const *)value;
    setting->number = *(const long *)value;
    snprintf(setting->number_text, sizeof setting->number_text, "%ld", setting->number);
    return setting->number_text;
}

void config_list(const struct config *config, struct setting *settings) {
    for (size_t i = 0; i < ROW_COUNT; i++) {
        settings[i] = (struct setting){
            .name = rows[i].name,
            .environment = rows[i].environment,
            .flag = rows[i].flag,
            .default_value = rows[i].default_value,
            .description = rows[i].description,
            .is_limit = rows[i].is_limit,
        };
        settings[i].value = text_of(&rows[i], (const char *)config + rows[i].offset, &settings[i]);
    }
}
