/* Rows in every format, and results as JSON and as rows. */
#include <criterion/criterion.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "formats/sink.h"

static struct arena *arena;

static void open_arena(void) { arena = arena_create(); }
static void close_arena(void) { arena_destroy(arena); }

TestSuite(formats, .init = open_arena, .fini = close_arena);

/* ---- writers ---- */

static const struct column columns[] = {
    {.name = "area", .type = COLUMN_TEXT},
    {.name = "value", .type = COLUMN_NUMBER},
    {.name = "groups", .type = COLUMN_LIST},
};
enum { WIDTH = sizeof columns / sizeof *columns };
static const char *const rows[][WIDTH] = {{"se-9901", "-1.5",
                                           "a\x1f"
                                           "1\x1e"
                                           "b\x1f"
                                           "2"},
                                          {"-x,\"y\"", NULL, ""}};
static const char *const objects[] = {"{\"area\":\"se-9901\"}", "{\"area\":null}"};

/* One row a format. */
static const struct {
    enum media media;
    const char *none, *both;
} cases[] = {
    {MEDIA_CSV, "area,value,groups\r\n", "area,value,groups\r\nse-9901,-1.5,a:1|b:2\r\n\"'-x,\"\"y\"\"\",,\r\n"},
    {MEDIA_NDJSON, "", "{\"area\":\"se-9901\"}\n{\"area\":null}\n"},
    {MEDIA_CSV_EXCEL,
     "\xEF\xBB\xBF"
     "area;value;groups\r\n",
     "\xEF\xBB\xBF"
     "area;value;groups\r\nse-9901;-1,5;a:1|b:2\r\n\"'-x,\"\"y\"\"\";;\r\n"},
};

static const char *written(enum media media, size_t count) {
    const struct format *format = format_of(media);
    struct writer writer = writer_open(arena, format, columns, WIDTH, NULL);
    for (size_t i = 0; i < count; i++) writer_row(&writer, format->shape == SHAPE_TABLE ? rows[i] : &objects[i]);
    writer_finish(&writer);
    return writer.out.data;
}

Test(formats, writes_each) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_str_eq(written(cases[i].media, 0), cases[i].none);
        cr_expect_str_eq(written(cases[i].media, 2), cases[i].both);
    }
}

Test(formats, features) {
    static const char *const features[][3] = {{"se-\"1", "{\"type\":\"Point\"}", "{\"a\":1}"}, {NULL, NULL, "{}"}};
    static const char none[] = "{\"type\":\"FeatureCollection\",\"features\":[\n]}\n";
    static const char both[] =
        "{\"type\":\"FeatureCollection\",\"features\":[\n"
        "{\"type\":\"Feature\",\"id\":\"se-\\\"1\",\"geometry\":{\"type\":\"Point\"},\"properties\":{\"a\":1}},\n"
        "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{}}\n]}\n";
    for (size_t count = 0; count <= 2; count += 2) {
        struct writer writer = writer_open(arena, format_of(MEDIA_GEOJSON), NULL, 0, NULL);
        for (size_t i = 0; i < count; i++) writer_row(&writer, features[i]);
        writer_finish(&writer);
        cr_expect_str_eq(writer.out.data, count == 0 ? none : both);
    }
}

/* What the file holds is read by the clients suite; here: that there is one, and that none is begun in vain. */
Test(formats, xlsx_is_a_file) {
    static const struct about about = {"Areas", "http://localhost/areas", LANG_EN, "/tmp"};
    char begins[2];
    struct error err = error_start(arena);
    struct writer writer = writer_open(arena, format_of(MEDIA_XLSX), columns, WIDTH, &about);
    for (size_t i = 0; i < 2; i++) writer_row(&writer, rows[i]);
    writer_finish(&writer);
    cr_assert(writer_is_good(&writer, &err));
    cr_assert_eq(pread(writer.file, begins, sizeof begins, 0), sizeof begins);
    cr_expect_eq(memcmp(begins, "PK", sizeof begins), 0);
    close(writer.file);
}

/* Into a file of `bytes` at most, with `more` descriptors left: the kind of what went wrong. */
static enum problem xlsx_within(rlim_t bytes, rlim_t more) {
    static const struct about about = {"Areas", "http://localhost/areas", LANG_EN, "/tmp"};
    const char *const row[] = {"a text that fills the file of the sheet", "1", "1"};
    struct error err = error_start(arena);
    int next = dup(STDIN_FILENO);
    struct rlimit size = {bytes, RLIM_INFINITY}, files = {(rlim_t)next + more, (rlim_t)next + more}, former;
    close(next);
    getrlimit(RLIMIT_NOFILE, &former);
    files.rlim_max = former.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    cr_assert(setrlimit(RLIMIT_FSIZE, &size) == 0 && setrlimit(RLIMIT_NOFILE, &files) == 0);
    struct writer writer = writer_open(arena, format_of(MEDIA_XLSX), columns, WIDTH, &about);
    for (size_t i = 0; i < 10000; i++) writer_row(&writer, row);
    writer_finish(&writer);
    size.rlim_cur = RLIM_INFINITY;
    cr_assert(setrlimit(RLIMIT_FSIZE, &size) == 0 && setrlimit(RLIMIT_NOFILE, &former) == 0);
    bool good = writer_is_good(&writer, &err);
    cr_expect_eq(writer.file >= 0, good);
    if (good) close(writer.file);
    return err.kind;
}

static const struct {
    rlim_t bytes, more;
    enum problem kind;
} short_of[] = {
    {RLIM_INFINITY, 20, PROBLEM_NONE},
    {256 * 1024, 20, PROBLEM_OUT_OF_STORAGE}, /* half the sheet, which as a workbook is small enough */
    {RLIM_INFINITY, 0, PROBLEM_OUT_OF_STORAGE},
    {RLIM_INFINITY, 1, PROBLEM_OUT_OF_STORAGE}, /* one for the workbook, none for a sheet */
    {RLIM_INFINITY, 2, PROBLEM_OUT_OF_STORAGE},
    {RLIM_INFINITY, 3, PROBLEM_OUT_OF_STORAGE},
};

Test(formats, xlsx_is_whole_or_refused) {
    for (size_t i = 0; i < sizeof short_of / sizeof *short_of; i++)
        cr_expect_eq(xlsx_within(short_of[i].bytes, short_of[i].more), short_of[i].kind, "%zu", i);
}

Test(formats, xlsx_refuses_what_it_cannot_hold) {
    static const struct about about = {"Areas", "http://localhost/areas", LANG_EN, "/tmp"},
                              nowhere = {"Areas", "http://localhost/areas", LANG_EN, "/nowhere"};
    struct error err = error_start(arena);
    struct writer writer = writer_open(arena, format_of(MEDIA_XLSX), columns, WIDTH, &about);
    char *text = arena_alloc(arena, WRITER_MOST_CHARACTERS + 2);
    const char *const row[] = {text, NULL, NULL};
    memset(text, 'a', WRITER_MOST_CHARACTERS);
    writer_row(&writer, row);
    cr_expect(writer_is_good(&writer, &err));
    text[WRITER_MOST_CHARACTERS] = 'a';
    writer_row(&writer, row);
    writer_finish(&writer);
    cr_expect_not(writer_is_good(&writer, &err));
    cr_expect_eq(err.violations[0].code, VIOLATION_CELL_TOO_LONG);
    cr_expect_eq(writer.file, -1);

    err = error_start(arena);
    writer = writer_open(arena, format_of(MEDIA_XLSX), columns, WIDTH, &nowhere);
    writer_row(&writer, rows[0]);
    writer_finish(&writer);
    cr_expect_not(writer_is_good(&writer, &err));
    cr_expect_eq(err.kind, PROBLEM_OUT_OF_STORAGE);
}

/* Rows without a value take no time. */
Test(formats, xlsx_has_a_last_row) {
    static const struct about about = {"Areas", "http://localhost/areas", LANG_EN, "/tmp"};
    static const char *const row[WIDTH] = {NULL};
    struct error err = error_start(arena);
    struct writer writer = writer_open(arena, format_of(MEDIA_XLSX), columns, WIDTH, &about);
    for (long i = 0; i < WRITER_MOST_ROWS; i++) writer_row(&writer, row);
    cr_expect(writer_is_good(&writer, &err));
    writer_row(&writer, row);
    writer_finish(&writer);
    cr_expect_not(writer_is_good(&writer, &err));
    cr_expect_eq(err.violations[0].code, VIOLATION_TOO_MANY_ROWS);
    cr_expect_str_eq(err.violations[0].arguments[0], "1048575");
}

/* ---- formats of figures ---- */

#define FIGURE_COLUMNS(X)                                                                                              \
    X(area)                                                                                                            \
    X(indicator)                                                                                                       \
    X(indicator_version)                                                                                               \
    X(respondent_group)                                                                                                \
    X(sex)                                                                                                             \
    X(age_band)                                                                                                        \
    X(period)                                                                                                          \
    X(value)                                                                                                           \
    X(n_valid)                                                                                                         \
    X(se)                                                                                                              \
    X(ci_low)                                                                                                          \
    X(ci_high)                                                                                                         \
    X(ci_level)                                                                                                        \
    X(unit)                                                                                                            \
    X(decimals)                                                                                                        \
    X(source)                                                                                                          \
    X(obs_status)                                                                                                      \
    X(conf_status)                                                                                                     \
    X(recorded_at)                                                                                                     \
    X(is_synthetic)                                                                                                    \
    X(release)                                                                                                         \
    X(revision)

enum {
#define X(column) FIGURE_##column,
    FIGURE_COLUMNS(X) FIGURE_WIDTH
#undef X
};

/* A figure and a hidden one, in an order that is not that of their codes. */
#define CODES                                                                                                          \
    [FIGURE_indicator] = "i-1", [FIGURE_indicator_version] = "i-1-v1", [FIGURE_respondent_group] = "_T",               \
    [FIGURE_sex] = "_T", [FIGURE_age_band] = "_T", [FIGURE_unit] = "pct", [FIGURE_decimals] = "1",                     \
    [FIGURE_source] = "s-1", [FIGURE_release] = "r-1", [FIGURE_revision] = "1"
static const char *const figures[][FIGURE_WIDTH] = {
    {CODES, [FIGURE_area] = "se-b", [FIGURE_period] = "2024-S1", [FIGURE_value] = "-1.5", [FIGURE_n_valid] = "20",
     [FIGURE_se] = "1e-07", [FIGURE_ci_low] = "-2", [FIGURE_ci_high] = "-1", [FIGURE_ci_level] = "0.95",
     [FIGURE_obs_status] = "A", [FIGURE_conf_status] = "F", [FIGURE_recorded_at] = "2025-03-12T08:00:00Z",
     [FIGURE_is_synthetic] = "true"},
    {CODES, [FIGURE_area] = "se-a", [FIGURE_period] = "2024-S2", [FIGURE_obs_status] = "Q", [FIGURE_conf_status] = "C",
     [FIGURE_recorded_at] = "2025-03-11T08:00:00Z", [FIGURE_is_synthetic] = "false"},
};

static struct column figure_columns[FIGURE_WIDTH] = {
#define X(column) [FIGURE_##column] = {.name = #column},
    FIGURE_COLUMNS(X)
#undef X
};

static struct cube cube_of(size_t count, size_t most) {
    struct cube cube = cube_start(arena, LANG_EN, figure_columns, FIGURE_WIDTH, most);
    cube.title = "A \"title\"; DATA=1";
    for (size_t i = 0; i < count; i++) cr_assert(cube_add(&cube, figures[i]));
    return cube;
}

static const char *cube_written(enum media media) {
    struct cube cube = cube_of(2, 100);
    struct text out = text_start(arena);
    cr_assert(cube_lay(&cube));
    cube.sets[CUBE_AREA].categories[0].name = cube.sets[CUBE_AREA].categories[1].name = "Centrum";
    cube_name_apart(&cube);
    format_of(media)->writer->cube(&out, &cube);
    return out.data;
}

static const char cube_as_json_stat[] =
    "{\"version\":\"2.0\",\"class\":\"dataset\",\"label\":\"A \\\"title\\\"; DATA=1\",\"source\":\"s-1\","
    "\"updated\":\"2025-03-12T08:00:00Z\",\"note\":[\"Invented figures, for demonstration.\",\"Q/C: Q; C.\"],"
    "\"role\":{\"time\":[\"Tid\"],\"geo\":[\"Region\"],\"metric\":[\"Indicator\",\"ContentsCode\"]},\"id\":["
    "\"Region\",\"Indicator\",\"Respondent\",\"Sex\",\"Age\",\"ContentsCode\",\"Tid\"],\"size\":[2,1,1,1,1,5,2],"
    "\"dimension\":{\"Region\":{\"label\":\"Area\",\"category\":{\"index\":{\"se-a\":0,\"se-b\":1},\"label\":{"
    "\"se-a\":\"Centrum (se-a)\",\"se-b\":\"Centrum (se-b)\"}}},\"Indicator\":{\"label\":\"Indicator\","
    "\"category\":{\"index\":{\"i-1\":0},\"label\":{\"i-1\":\"i-1\"},\"unit\":{\"i-1\":{\"base\":\"pct\","
    "\"decimals\":1}}}},\"Respondent\":{\"label\":\"Respondent group\",\"category\":{\"index\":{\"_T\":0},"
    "\"label\":{\"_T\":\"_T\"}}},\"Sex\":{\"label\":\"Sex\",\"category\":{\"index\":{\"_T\":0},\"label\":{"
    "\"_T\":\"_T\"}}},\"Age\":{\"label\":\"Age\",\"category\":{\"index\":{\"_T\":0},\"label\":{\"_T\":\"_T\"}}},"
    "\"ContentsCode\":{\"label\":\"Contents\",\"category\":{\"index\":{\"value\":0,\"n\":1,\"se\":2,\"ci_low\":3,"
    "\"ci_high\":4},\"label\":{\"value\":\"Figure\",\"n\":\"Answers\",\"se\":\"Standard error\","
    "\"ci_low\":\"Confidence interval, lower limit\",\"ci_high\":\"Confidence interval, upper limit\"},\"unit\":{"
    "\"value\":{\"base\":\"pct\",\"decimals\":1},\"n\":{\"base\":\"answers\",\"decimals\":0},\"se\":{"
    "\"base\":\"pct\",\"decimals\":1},\"ci_low\":{\"base\":\"pct\",\"decimals\":1},\"ci_high\":{\"base\":\"pct\","
    "\"decimals\":1}}}},\"Tid\":{\"label\":\"Period\",\"category\":{\"index\":{\"2024-S1\":0,\"2024-S2\":1},"
    "\"label\":{\"2024-S1\":\"2024-S1\",\"2024-S2\":\"2024-S2\"}}}},\"value\":[null,null,null,null,null,null,"
    "null,null,null,null,-1.5,null,20,null,1e-07,null,-2,null,-1,null],\"status\":{\"1\":\"Q/C\",\"3\":\"Q/C\","
    "\"5\":\"Q/C\",\"7\":\"Q/C\",\"9\":\"Q/C\"}}\n";

Test(formats, figures_as_json_stat) { cr_expect_str_eq(cube_written(MEDIA_JSON_STAT), cube_as_json_stat); }

/* Lines of the file that say something of the format. */
static const char *const px_lines[] = {
    "TITLE=\"A 'title'; DATA =1\";\n",
    "STUB=\"Area\",\"Indicator\",\"Respondent group\",\"Sex\",\"Age\",\"Contents\";\nHEADING=\"Period\";\n",
    "VALUES(\"Area\")=\"Centrum (se-a)\",\n\"Centrum (se-b)\";\n",
    "CODES(\"Area\")=\"se-a\",\n\"se-b\";\n",
    "TIMEVAL(\"Period\")=TLIST(H1),\"20241\",\n\"20242\";\n",
    "UNITS(\"Figure\")=\"pct\";\nLAST-UPDATED(\"Figure\")=\"20250312 08:00\";\nPRECISION(\"Contents\",\"Figure\")=1;\n",
    "CELLNOTE(\"Centrum (se-a)\",\"i-1\",\"_T\",\"_T\",\"_T\",\"*\",\"2024-S2\")=\"Q/C: Q; C\";\n",
    ("DATA=\n\"..\" \"..\"\n\"..\" \"..\"\n\"..\" \"..\"\n\"..\" \"..\"\n\"..\" \"..\"\n-1.5 \"..\"\n20 \"..\"\n"
     "0.0000001 \"..\"\n-2 \"..\"\n-1 \"..\"\n;\n"),
};

Test(formats, figures_as_px) {
    const char *file = cube_written(MEDIA_PX);
    for (size_t i = 0; i < sizeof px_lines / sizeof *px_lines; i++)
        cr_expect_not_null(strstr(file, px_lines[i]), "%s not in %s", px_lines[i], file);
}

Test(formats, figures_as_sdmx_csv) {
    struct writer writer = writer_open(arena, format_of(MEDIA_SDMX_CSV), figure_columns, FIGURE_WIDTH, NULL);
    for (size_t i = FIGURE_value; i <= FIGURE_ci_level; i++) figure_columns[i].type = COLUMN_NUMBER;
    for (size_t i = 0; i < 2; i++) writer_row(&writer, figures[i]);
    writer_finish(&writer);
    cr_expect_str_eq(
        writer.out.data,
        "STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,INDICATOR_VERSION,REF_AREA,RESPONDENT_GROUP,SEX,AGE,TIME_PERIOD,"
        "OBS_VALUE,OBS_STATUS,CONF_STATUS,UNIT_MEASURE,DECIMALS,N_VALID,SE,CI_LOW,CI_HIGH,CI_LEVEL,SOURCE,RELEASE,"
        "REVISION\r\n"
        "dataflow,TILLIT:OBSERVATIONS(1.0),I,i-1,i-1-v1,se-b,_T,_T,_T,2024-S1,-1.5,A,F,pct,1,20,1e-07,-2,-1,0.95,s-1,"
        "r-1,1\r\n"
        "dataflow,TILLIT:OBSERVATIONS(1.0),I,i-1,i-1-v1,se-a,_T,_T,_T,2024-S2,NaN,Q,C,pct,1,,,,,,s-1,r-1,1\r\n");
}

/* The bound is met when a figure comes that is one too many, or whose category makes the cells too many. */
Test(formats, cube_has_a_bound) {
    struct cube cube = cube_of(1, 19);
    cr_expect_not(cube_add(&cube, figures[1]));
    cube = cube_of(2, 20);
    cr_expect_not(cube_add(&cube, figures[0]) && cube_add(&cube, figures[0]) && cube_add(&cube, figures[0]));
}

Test(formats, cube_has_one_figure_a_cell) {
    struct cube cube = cube_of(1, 100);
    cr_expect_not(cube_is_empty(&cube));
    cr_expect(cube_add(&cube, figures[0]));
    cr_expect_not(cube_lay(&cube));
    cube = cube_of(0, 100);
    cr_expect(cube_is_empty(&cube));
}

Test(formats, only_rows_have_one) {
    cr_expect_null(format_of(MEDIA_PROBLEM));
    cr_expect_null(format_of(MEDIA_MERGE_PATCH));
    for (size_t i = 0; i < format_count; i++) {
        unsigned bit = 1u << formats[i].media;
        bool is_table = formats[i].shape == SHAPE_TABLE || formats[i].leaving == LEAVES_PAGED;
        cr_expect(FORMATS_OF_FIGURES & bit);
        cr_expect_eq((FORMATS_OF_AREAS & bit) != 0, formats[i].shape != SHAPE_FIGURES);
        cr_expect_eq((FORMATS_OF_LISTS & bit) != 0,
                     formats[i].shape != SHAPE_FIGURES && formats[i].shape != SHAPE_FEATURES);
        cr_expect_eq((FORMATS_OF_TABLES & bit) != 0, is_table);
        cr_expect_eq(formats[i].writer->cube != NULL, formats[i].leaving == LEAVES_WHOLE);
        cr_expect_not_null(media_types[formats[i].media].format);
    }
}

/* ---- columns of fields ---- */

static const struct {
    struct field field;
    enum column_type type;
    enum column_role role;
} fields[] = {
    {{.type = FIELD_CODE}, COLUMN_TEXT, COLUMN_DIMENSION},
    {{.type = FIELD_REF}, COLUMN_TEXT, COLUMN_DIMENSION},
    {{.type = FIELD_REF, .flags = FIELD_LIST}, COLUMN_LIST, COLUMN_ATTRIBUTE},
    {{.type = FIELD_ENUM}, COLUMN_TEXT, COLUMN_DIMENSION},
    {{.type = FIELD_PERIOD}, COLUMN_TEXT, COLUMN_TIME},
    {{.type = FIELD_TIME}, COLUMN_TEXT, COLUMN_TIME},
    {{.type = FIELD_DECIMAL}, COLUMN_NUMBER, COLUMN_MEASURE},
    {{.type = FIELD_INTERVAL}, COLUMN_NUMBER, COLUMN_MEASURE},
    {{.type = FIELD_PERSONS}, COLUMN_TEXT, COLUMN_MEASURE}, /* "<5" */
    {{.type = FIELD_BOOLEAN}, COLUMN_BOOLEAN, COLUMN_ATTRIBUTE},
    {{.type = FIELD_TEXT}, COLUMN_TEXT, COLUMN_ATTRIBUTE},
    {{.type = FIELD_OBJECTS}, COLUMN_LIST, COLUMN_ATTRIBUTE},
    {{.type = FIELD_CODES}, COLUMN_LIST, COLUMN_ATTRIBUTE},
};

Test(formats, columns_of_fields) {
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct column column = field_column(&fields[i].field, "name");
        cr_expect_eq(column.type, fields[i].type, "field %zu", i);
        cr_expect_eq(column.role, fields[i].role, "field %zu", i);
    }
}

/* ---- sinks ---- */

static void add_number(struct sink *sink, const char *name, double number) {
    sink_member(sink, name, &(struct value){.kind = VALUE_NUMBER, .number = number});
}
static void add_word(struct sink *sink, const char *name, const char *word) {
    sink_member(sink, name, &(struct value){.kind = VALUE_WORD, .word = word});
}

static void add_part(struct sink *sink, double month) {
    sink_begin(sink, NULL, GROUP_OBJECT);
    add_number(sink, "month", month);
    sink_begin(sink, "ci", GROUP_OBJECT);
    add_number(sink, "low", 0.1);
    sink_end(sink, GROUP_OBJECT);
    sink_end(sink, GROUP_OBJECT);
}

static void add_object(struct sink *sink, size_t parts) {
    sink_begin(sink, NULL, GROUP_OBJECT);
    add_word(sink, "area", "å\"\n");
    sink_begin(sink, "parts", GROUP_LIST);
    for (size_t i = 0; i < parts; i++) add_part(sink, (double)i);
    sink_end(sink, GROUP_LIST);
    sink_member(sink, "is_sure", &(struct value){.kind = VALUE_BOOLEAN, .is_true = true});
    sink_begin(sink, "words", GROUP_LIST);
    add_word(sink, NULL, "a");
    add_word(sink, NULL, "b");
    sink_end(sink, GROUP_LIST);
    sink_begin(sink, "inputs", GROUP_LIST);
    sink_begin(sink, NULL, GROUP_OBJECT);
    add_number(sink, "n", 0.1);
    add_word(sink, "id", NULL);
    add_number(sink, "m", 2);
    sink_end(sink, GROUP_OBJECT);
    sink_end(sink, GROUP_LIST);
    add_number(sink, "none", NAN);
    sink_end(sink, GROUP_OBJECT);
}

static const char *printed(struct sink *sink, const size_t *parts, size_t count) {
    sink_begin(sink, NULL, GROUP_LIST);
    for (size_t i = 0; i < count; i++) add_object(sink, parts[i]);
    sink_end(sink, GROUP_LIST);
    return sink_text(sink)->data;
}

static const size_t two_and_none[] = {2, 0};

Test(formats, result_as_json) {
    cr_expect_str_eq(printed(sink_json(arena), two_and_none, 1),
                     "[{\"area\": \"å\\\"\\n\", \"parts\": [{\"month\": 0, \"ci\": {\"low\": 0.1}}, "
                     "{\"month\": 1, \"ci\": {\"low\": 0.1}}], \"is_sure\": true, \"words\": [\"a\", \"b\"], "
                     "\"inputs\": [{\"n\": 0.1, \"id\": null, \"m\": 2}], \"none\": null}]");
}

static const struct column result_columns[] = {
    {.name = "area", .type = COLUMN_TEXT},           {.name = "parts_month", .type = COLUMN_NUMBER},
    {.name = "parts_ci_low", .type = COLUMN_NUMBER}, {.name = "parts_ci_high", .type = COLUMN_NUMBER},
    {.name = "is_sure", .type = COLUMN_BOOLEAN},     {.name = "words", .type = COLUMN_LIST},
    {.name = "inputs", .type = COLUMN_JSON},         {.name = "none", .type = COLUMN_NUMBER},
};

/* A row for each part, one for an object without parts; lists of objects stand in a cell with all their digits. */
Test(formats, result_as_rows) {
    struct sink *sink = sink_table(arena, format_of(MEDIA_CSV), result_columns,
                                   sizeof result_columns / sizeof *result_columns, "parts", NULL);
#define REST ",,true,a|b,\"[{\"\"n\"\":0.10000000000000001,\"\"id\"\":null,\"\"m\"\":2}]\",\r\n"
    cr_expect_str_eq(printed(sink, two_and_none, 2),
                     "area,parts_month,parts_ci_low,parts_ci_high,is_sure,words,inputs,none\r\n"
                     "\"å\"\"\n\",0,0.1" REST "\"å\"\"\n\",1,0.1" REST "\"å\"\"\n\",," REST);
}
