/* PC-Axis files (https://www.scb.se/px, file format 2013): keywords, then the cells, the period along the lines. Every
 * cell without a number is "..", and notes on cells say why: other symbols are text to some readers. */
#include <string.h>

#include "base/text.h"
#include "domain/decimal.h"
#include "formats/cube.h"
#include "formats/formats.h"

extern const struct format_writer writer_px;

enum { HEADING = CUBE_PERIOD };

/* ---- strings ---- */

/* A string of the format holds no quotes and no line ends; readers look for "DATA=" without regard to quotes. */
static void add_quoted(struct text *out, const char *string) {
    static const char data[] = "DATA=";
    text_add_char(out, '"');
    for (; *string != '\0'; string++) {
        if (text_starts(string, data)) {
            text_add(out, "DATA =");
            string += strlen(data) - 1;
        } else {
            text_add_char(out, *string == '"' ? '\'' : (unsigned char)*string < 0x20 ? ' ' : *string);
        }
    }
    text_add_char(out, '"');
}

static void add_keyword(struct text *out, const char *keyword, const char *value) {
    text_printf(out, "%s=", keyword);
    add_quoted(out, value);
    text_add(out, ";\n");
}

/* KEYWORD("about")= */
static void begin_about(struct text *out, const char *keyword, const char *about) {
    text_printf(out, "%s(", keyword);
    add_quoted(out, about);
    text_add(out, ")=");
}

static void add_about(struct text *out, const char *keyword, const char *about, const char *value) {
    begin_about(out, keyword, about);
    add_quoted(out, value);
    text_add(out, ";\n");
}

/* ---- dimensions ---- */

static void add_axis(struct text *out, const struct cube *cube, const char *keyword, bool is_heading) {
    const char *separator = "=";
    text_add(out, keyword);
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) {
        if (!cube_has(cube, i) || (i == HEADING) != is_heading) continue;
        text_add(out, separator);
        add_quoted(out, cube_dimension_label(cube, i));
        separator = ",";
    }
    text_add(out, ";\n");
}

typedef const char *category_text(const struct cube *cube, size_t dimension, size_t place);

static void add_list(struct text *out, const struct cube *cube, size_t dimension, category_text *each) {
    for (size_t i = 0; i < cube_size(cube, dimension); i++) {
        if (i > 0) text_add(out, ",\n");
        add_quoted(out, each(cube, dimension, i));
    }
    text_add(out, ";\n");
}

static void add_categories(struct text *out, const struct cube *cube, const char *keyword, category_text *each) {
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) {
        if (!cube_has(cube, i)) continue;
        begin_about(out, keyword, cube_dimension_label(cube, i));
        add_list(out, cube, i, each);
    }
}

/* ---- time ---- */

/* 'A' of 2024, 'H' of 2024-S1, 'Q' of 2024-Q3, 'M' of 2024-05. */
static char scale_of(const char *period) {
    enum { YEAR = 4 };
    if (strlen(period) == YEAR) return 'A';
    return period[YEAR + 1] == 'S' ? 'H' : period[YEAR + 1] == 'Q' ? 'Q' : 'M';
}

/* 2024, 20241, 20243, 202405. */
static const char *time_value(const struct cube *cube, size_t dimension, size_t place) {
    struct text value = text_start(cube->arena);
    for (const char *at = cube_category_code(cube, dimension, place); *at != '\0'; at++)
        if (*at >= '0' && *at <= '9') text_add_char(&value, *at);
    return value.data;
}

/* Periods of several lengths have no scale in common. */
static void add_time_scale(struct text *out, const struct cube *cube) {
    char scale = scale_of(cube_category_code(cube, HEADING, 0));
    for (size_t i = 1; i < cube_size(cube, HEADING); i++)
        if (scale_of(cube_category_code(cube, HEADING, i)) != scale) return;
    begin_about(out, "TIMEVAL", cube_dimension_label(cube, HEADING));
    text_printf(out, "TLIST(%c1),", scale);
    add_list(out, cube, HEADING, time_value);
}

/* 2025-03-12T08:00:00Z -> 20250312 08:00 */
static const char *moment(struct arena *arena, const char *time) {
    return arena_printf(arena, "%.4s%.2s%.2s %.5s", time, time + 5, time + 8, time + 11);
}

/* ---- contents ---- */

static const char *unit_of(const struct cube *cube, size_t dimension, size_t place) {
    static const char *const of_indicator[LANG_COUNT] = {"indikatorns enhet", "indikatorens enhed",
                                                         "unit of the indicator"};
    const char *unit = cube_unit(cube, dimension, place);
    return unit == NULL ? of_indicator[cube->lang] : unit;
}

static void add_content(struct text *out, const struct cube *cube, size_t place) {
    const char *label = cube_category_label(cube, CUBE_CONTENTS, place);
    const char *decimals = cube_decimals(cube, CUBE_CONTENTS, place);
    add_about(out, "UNITS", label, unit_of(cube, CUBE_CONTENTS, place));
    if (cube->updated != NULL) add_about(out, "LAST-UPDATED", label, moment(cube->arena, cube->updated));
    if (decimals == NULL || *decimals == '0') return;
    text_add(out, "PRECISION(");
    add_quoted(out, cube_dimension_label(cube, CUBE_CONTENTS));
    text_add_char(out, ',');
    add_quoted(out, label);
    text_printf(out, ")=%s;\n", decimals);
}

/* ---- notes ---- */

static void add_notes(struct text *out, const struct cube *cube) {
    static const char *const missing[LANG_COUNT] = {
        "\"..\" är en siffra som saknas eller är dold; cellens not säger vilket. Utan not finns ingen uppgift.",
        "\"..\" er et tal, der mangler eller er skjult; cellens note siger hvilket. Uden note findes ingen oplysning.",
        "\"..\" is a figure that is missing or hidden; the note on the cell says which. Without a note there is none."};
    const char *notes[CUBE_MOST_NOTES];
    size_t count = cube_notes(cube, notes);
    struct text all = text_start(cube->arena);
    text_add(&all, missing[cube->lang]);
    for (size_t i = 0; i < count; i++) text_printf(&all, " %s", notes[i]);
    add_keyword(out, "NOTE", all.data);
}

/* The places of a cell, the last dimension fastest. */
static void places_of(const struct cube *cube, size_t cell, size_t places[CUBE_DIMENSION_COUNT]) {
    for (size_t i = CUBE_DIMENSION_COUNT; i-- > 0;) {
        size_t size = cube_has(cube, i) ? cube_size(cube, i) : 1;
        places[i] = cell % size;
        cell /= size;
    }
}

/* A status is that of all contents of a figure. */
static void add_cell_note(struct text *out, const struct cube *cube, size_t cell) {
    size_t places[CUBE_DIMENSION_COUNT];
    const char *status = cube->statuses[cell], *separator = "(";
    places_of(cube, cell, places);
    if (status == NULL || places[CUBE_CONTENTS] > 0) return;
    text_add(out, "CELLNOTE");
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) {
        if (!cube_has(cube, i)) continue;
        text_add(out, separator);
        add_quoted(out, i == CUBE_CONTENTS ? "*" : cube_category_label(cube, i, places[i]));
        separator = ",";
    }
    text_add(out, ")=");
    add_quoted(out, arena_printf(cube->arena, "%s: %s", status, cube_status_words(cube, status)));
    text_add(out, ";\n");
}

/* ---- cells ---- */

static void add_data(struct text *out, const struct cube *cube) {
    size_t width = cube_size(cube, HEADING);
    text_add(out, "DATA=\n");
    for (size_t i = 0; i < cube->cell_count; i++) {
        const char *value = cube->values[i], *plain = value;
        if (value != NULL && strchr(value, 'e') != NULL) plain = decimal_plain(cube->arena, value);
        text_add(out, value == NULL ? "\"..\"" : plain == NULL ? value : plain);
        text_add_char(out, (i + 1) % width == 0 ? '\n' : ' ');
    }
    text_add(out, ";\n");
}

static void add_head(struct text *out, const struct cube *cube) {
    static const char *const subject[LANG_COUNT] = {"Tillit", "Tillid", "Trust"};
    text_add(out, "CHARSET=\"ANSI\";\nAXIS-VERSION=\"2013\";\nCODEPAGE=\"utf-8\";\n");
    add_keyword(out, "LANGUAGE", lang_codes[cube->lang]);
    if (cube->updated != NULL) add_keyword(out, "CREATION-DATE", moment(cube->arena, cube->updated));
    text_add(out, "DECIMALS=15;\nSHOWDECIMALS=0;\nMATRIX=\"tillit\";\nSUBJECT-CODE=\"trust\";\n");
    add_keyword(out, "SUBJECT-AREA", subject[cube->lang]);
    add_keyword(out, "TITLE", cube->title);
    add_keyword(out, "CONTENTS", cube->title);
    add_keyword(out, "UNITS", unit_of(cube, CUBE_CONTENTS, 0));
}

static void write_cube(struct text *out, const struct cube *cube) {
    add_head(out, cube);
    add_axis(out, cube, "STUB", false);
    add_axis(out, cube, "HEADING", true);
    add_keyword(out, "CONTVARIABLE", cube_dimension_label(cube, CUBE_CONTENTS));
    add_categories(out, cube, "VALUES", cube_category_label);
    add_time_scale(out, cube);
    add_categories(out, cube, "CODES", cube_category_code);
    for (size_t i = 0; i < cube_size(cube, CUBE_CONTENTS); i++) add_content(out, cube, i);
    if (*cube_source(cube) != '\0') add_keyword(out, "SOURCE", cube_source(cube));
    if (cube->described_by != NULL) add_keyword(out, "LINK", cube->described_by);
    add_notes(out, cube);
    for (size_t i = 0; i < cube->cell_count; i++) add_cell_note(out, cube, i);
    add_data(out, cube);
}

const struct format_writer writer_px = {.cube = write_cube};
