/* Headers and JSON sources of imports; what needs a database is tested over HTTP. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/imports/private.h"
#include "base/text.h"

static struct arena *arena;

static void open_arena(void) { arena = arena_create(); }
static void close_arena(void) { arena_destroy(arena); }

TestSuite(imports, .init = open_arena, .fini = close_arena);

/* ---- headers ---- */

/* The header "a,b" against a dataset: "" when it is taken, else "code@column code@column". */
static const char *read_header_as(const struct tenant *tenant, const char *dataset, const char *header) {
    char **names;
    size_t count = text_split(arena, header, ',', &names);
    struct import_job job = {.resource = resource_find(dataset)};
    struct import import = {.job = &job, .kind = import_kind_of(job.resource), .tenant = tenant, .arena = arena};
    struct error err = error_start(arena);
    struct text faults = text_start(arena);
    bool taken = columns_read(&import, (const char *const *)names, count, 1, &err);
    for (size_t i = 0; i < err.violation_count; i++)
        text_printf(&faults, "%s%s@%s", i > 0 ? " " : "", violation_code_name(err.violations[i].code),
                    err.violations[i].name);
    cr_expect(taken == (faults.length == 0));
    return faults.data;
}

static const char *read_header(const char *dataset, const char *header) {
    return read_header_as(&store_operator, dataset, header);
}

static const struct {
    const char *dataset, *header, *faults;
} headers[] = {
    {"observations", "indicator,area,period,respondent_group,value", ""},
    {"observations", "INDICATOR,Area,period,respondent_group,value", ""},
    {"observations", "indicator,area,respondent_group,value", "required@period"},
    {"observations", "indicator,area,period,respondent_group,value,value", "duplicate@value"},
    {"observations", "indicator,area,period,respondent_group,wrong", "unknown_member@wrong"},
    {"observations", "indicator,area,period,respondent_group,personnummer", "person_column@personnummer"},
    {"observations", "indicator,area,period,respondent_group,Personal Number", "person_column@Personal Number"},
    {"observations", "indicator,area,period,respondent_group,FÖRNAMN", "person_column@FÖRNAMN"},
    {"observations", "indicator,area,period,respondent_group,e-post,cpr", "person_column@e-post person_column@cpr"},
    {"observations", "indicator,area,period,respondent_group,name", "person_column@name"},
    {"observations", "indicator,area,period,respondent_group,kind", ""}, /* shown: compared with what is stored */
    {"observations", "indicator,indicator_name,area,period,respondent_group,ci_low,ci", ""},
    {"observations", "indicator,area,period,respondent_group,kind,kind", "duplicate@kind"},
    {"areas", "code,name,area_type,owner", ""}, /* an area may have a name */
    {"areas", "code,name,area_type,owner,efternamn", "person_column@efternamn"},
    {"terms", "code,name_sv,name_da,name_en,description_sv,description_da,description_en", ""},
    {"terms", "code,name_sv,name_da,description_sv,description_da,description_en", "required@name_en"},
    {"terms", "code,name_sv,name_da,name_en,name_fi,description_sv,description_da,description_en",
     "unknown_member@name_fi"},
    {"terms", "code,name,name_sv,name_da,name_en,description_sv,description_da,description_en", ""},
    {"terms", "code,name,description", ""},
    {"plans", "code,municipality,title,start_date,end_date,name", "person_column@name"},
};

Test(imports, checks_headers) {
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        const char *faults = read_header(headers[i].dataset, headers[i].header);
        cr_expect_str_eq(faults, headers[i].faults, "%s: %s", headers[i].header, faults);
    }
}

Test(imports, leaves_history_to_operators) {
    static const struct tenant member = {.municipality = "se-9901", .account = "member"};
    const char *header = "indicator,area,period,respondent_group,value,revision,recorded_at";
    cr_expect_str_eq(read_header("observations", header), "");
    cr_expect_str_eq(read_header_as(&member, "observations", header), ""); /* to others they are shown */
}

/* Every dataset takes the header of its own template. */
Test(imports, every_dataset_takes_its_own_columns) {
    for (size_t i = 0; i < resource_count; i++) {
        const char *const *names;
        struct text header = text_start(arena);
        if (!(resources[i]->flags & RESOURCE_DATASET)) continue;
        size_t count = columns_allowed(arena, resources[i], &names);
        for (size_t j = 0; j < count; j++) text_printf(&header, "%s%s", j > 0 ? "," : "", names[j]);
        cr_expect_str_empty(read_header(resources[i]->name, header.data), "%s", resources[i]->name);
    }
}

/* ---- JSON ---- */

/* The members "a" as "line=value ", and the fault as "!code@line". */
static const char *read_json_from(int file, enum json_frame frame, struct error *err) {
    struct json_reader *reader = json_reader_create(arena, file, frame, 4);
    struct text all = text_start(arena);
    json_t *object;
    long line;
    int got;
    while ((got = json_read(reader, &object, &line, err)) == 1)
        text_printf(&all, "%ld=%s ", line, json_string_value(json_object_get(object, "a")));
    if (got < 0) text_printf(&all, "!%s@%ld", violation_code_name(err->violations[0].code), err->violations[0].line);
    close(file);
    return all.data;
}

static const char *read_json(const char *json, bool is_array) {
    char path[] = "/tmp/test-imports-XXXXXX";
    struct error err = error_start(arena);
    int file = mkstemp(path);
    unlink(path);
    cr_assert(write(file, json, strlen(json)) == (ssize_t)strlen(json));
    lseek(file, 0, SEEK_SET);
    return read_json_from(file, is_array ? FRAME_ARRAY : FRAME_LINES, &err);
}

static const struct {
    const char *json;
    bool is_array;
    const char *read;
} sources[] = {
    {"{\"a\":\"x\"}\n{\"a\":\"y\"}\n", false, "1=x 2=y "},
    {"{\"a\":\"x\"}\n\n  {\"a\":\"y\"}", false, "1=x 3=y "},
    {"{\"a\":\"}{\\\"\"}\n{\"a\":\"\\\\\"}", false, "1=}{\" 2=\\ "},
    {"", false, ""},
    {"{\"a\":\"x\"}\n{\"a\":\n", false, "1=x !malformed_json@2"},
    {"{\"a\":\"x\"}\n7\n", false, "1=x !malformed_json@2"},
    {"{\"a\":\"x\",\"a\":\"y\"}", false, "!repeated_member@1"},
    {"{\"a\":1e999}", false, "!number_too_large@1"},
    {"{\"a\":NaN}", false, "!malformed_json@1"},
    {"{\"a\":{\"b\":{\"c\":{}}}}", false, "1=(null) "},
    {"{\"a\":{\"b\":{\"c\":{\"d\":{}}}}}", false, "!too_deep@1"},
    {"{\"a\":\"\xE5\"}", false, "!not_utf8@1"},
    {"[{\"a\":\"x\"}, {\"a\":\"y\"}]", true, "1=x 2=y "},
    {"[\n{\"a\":\"x\"},\n\n{\"a\":\"y\"}\n]\n", true, "1=x 2=y "},
    {"[]", true, ""},
    {"[{\"a\":\"x\"}", true, "1=x !malformed_json@1"},
    {"[{\"a\":\"x\"},]", true, "1=x !malformed_json@2"},
    {"[{\"a\":\"x\"}{\"a\":\"y\"}]", true, "1=x !malformed_json@1"},
    {"[{\"a\":\"x\"}] 1", true, "1=x !malformed_json@1"},
    {"{\"a\":\"x\"}", true, "!malformed_json@0"},
    {"", true, "!malformed_json@0"},
};

Test(imports, reads_json_one_object_at_a_time) {
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        const char *read = read_json(sources[i].json, sources[i].is_array);
        cr_expect_str_eq(read, sources[i].read, "%s: %s", sources[i].json, read);
    }
}

/* What breaks after these bytes: a socket whose peer leaves without having read what was sent to it. */
static int breaks_after(const char *bytes) {
    int ends[2];
    cr_assert(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    cr_assert(write(ends[0], "?", 1) == 1);
    cr_assert(write(ends[1], bytes, strlen(bytes)) == (ssize_t)strlen(bytes));
    close(ends[1]);
    return ends[0];
}

static const struct {
    const char *json;
    enum json_frame frame;
    const char *read;
} broken[] = {
    {"{\"a\":\"x\"}\n", FRAME_LINES, "1=x !malformed_json@2"},
    {"{\"a\":\"x\"}\n{\"a\"", FRAME_LINES, "1=x !malformed_json@2"},
    {"[{\"a\":\"x\"}", FRAME_ARRAY, "1=x !malformed_json@1"},
    {"[{\"a\":\"x\"}]", FRAME_ARRAY, "1=x !malformed_json@1"},
    {"[{\"a\":\"x\"}]\n", FRAME_PAGES, "1=x !malformed_json@1"},
};

/* Half a file would be taken for the whole. */
Test(imports, does_not_take_a_broken_file_for_a_short_one) {
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct error err = error_start(arena);
        const char *read = read_json_from(breaks_after(broken[i].json), broken[i].frame, &err);
        cr_expect_str_eq(read, broken[i].read, "%s: %s", broken[i].json, read);
        cr_expect_str_eq(err.violations[0].arguments[0], "the file cannot be read", "%s", broken[i].json);
    }
}
