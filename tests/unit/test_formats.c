/* Rows in every format, and results as JSON and as rows. */
#include <criterion/criterion.h>
#include <math.h>

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
    {MEDIA_JSON, "", "{\"area\":\"se-9901\"},{\"area\":null}"},
    {MEDIA_CSV, "area,value,groups\r\n", "area,value,groups\r\nse-9901,-1.5,a:1|b:2\r\n\"'-x,\"\"y\"\"\",,\r\n"},
    {MEDIA_NDJSON, "", "{\"area\":\"se-9901\"}\n{\"area\":null}\n"},
    {MEDIA_CSV_EXCEL, "\xEF\xBB\xBF" "area;value;groups\r\n",
     "\xEF\xBB\xBF" "area;value;groups\r\nse-9901;-1,5;a:1|b:2\r\n\"'-x,\"\"y\"\"\";;\r\n"},
};

static const char *written(enum media media, size_t count) {
    const struct format *format = format_of(media);
    struct writer writer = writer_open(arena, format, columns, WIDTH);
    for (size_t i = 0; i < count; i++) writer_row(&writer, format->shape == SHAPE_TABLE ? rows[i] : &objects[i]);
    writer_finish(&writer);
    return writer.out.data;
}

Test(formats, writes_each) {
    cr_assert_eq(sizeof cases / sizeof *cases, format_count);
    for (size_t i = 0; i < format_count; i++) {
        cr_expect_str_eq(written(cases[i].media, 0), cases[i].none);
        cr_expect_str_eq(written(cases[i].media, 2), cases[i].both);
    }
}

Test(formats, only_rows_have_one) {
    cr_expect_null(format_of(MEDIA_PROBLEM));
    cr_expect_null(format_of(MEDIA_MERGE_PATCH));
    for (size_t i = 0; i < format_count; i++) {
        unsigned bit = 1u << formats[i].media;
        bool is_table = formats[i].shape == SHAPE_TABLE || formats[i].leaving == LEAVES_PAGED;
        cr_expect(FORMATS_OF_LISTS & bit);
        cr_expect_eq((FORMATS_OF_TABLES & bit) != 0, is_table);
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
                                   sizeof result_columns / sizeof *result_columns, "parts");
#define REST ",,true,a|b,\"[{\"\"n\"\":0.10000000000000001,\"\"id\"\":null,\"\"m\"\":2}]\",\r\n"
    cr_expect_str_eq(printed(sink, two_and_none, 2),
                     "area,parts_month,parts_ci_low,parts_ci_high,is_sure,words,inputs,none\r\n"
                     "\"å\"\"\n\",0,0.1" REST "\"å\"\"\n\",1,0.1" REST "\"å\"\"\n\",," REST);
}
