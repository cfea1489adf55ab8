/* suppressions: which cells of a two-way table must be hidden (domain.md A9). */
#include "private.h"
#include "stats/suppression.h"

static const char *const statuses[] = {"A", "D", "F"};

static const struct member in[] = {
    {.name = "k",
     .type = FIELD_INTEGER,
     .low = 2,
     .example = "5",
     .otherwise = "5",
     .sv = "Minsta antal som får visas.",
     .en = "Smallest count that may be shown."},
    {.name = "counts",
     .type = FIELD_INTEGER,
     .flags = SHAPE_NEEDED | SHAPE_MATRIX,
     .example = "[[20, 2, 10], [15, 9, 7], [30, 12, 25]]",
     .sv = "Antal per rad och kolumn, utan summor.",
     .en = "Counts by row and column, without totals."},
    {.name = "protect_zero",
     .type = FIELD_BOOLEAN,
     .example = "false",
     .otherwise = "false",
     .sv = "Om också nollor ska döljas.",
     .en = "Whether zeros are hidden too."},
};
static const struct member out[] = {
    {.name = "conf_statuses",
     .type = FIELD_ENUM,
     .flags = SHAPE_MATRIX,
     WORDS(statuses),
     .example = "[[\"F\", \"A\", \"D\", \"F\"], [\"F\", \"D\", \"D\", \"F\"], [\"F\", \"F\", \"F\", \"F\"], [\"F\", "
                "\"F\", \"F\", \"F\"]]",
     .sv = "A dold för att den är liten, D dold för att skydda andra, F visas; med en rad och en kolumn för summor.",
     .en = "A hidden because it is small, D hidden to protect others, F shown; with a row and a column of totals."},
    {.name = "published_counts",
     .type = FIELD_INTEGER,
     .flags = SHAPE_MATRIX | SHAPE_NULL,
     .example = "[[20, null, null, 32], [15, null, null, 31], [30, 12, 25, 67], [65, 23, 42, 130]]",
     .sv = "Det som får visas; null är dolt.",
     .en = "What may be shown; null is hidden."},
};

static int64_t *in_counts(const struct run *run, size_t *rows, size_t *columns) {
    const json_t *matrix = in_list(run->in, "counts", rows);
    *columns = json_array_size(json_array_get(matrix, 0));
    int64_t *counts = arena_alloc(run->arena, *rows * *columns * sizeof *counts);
    for (size_t i = 0; i < *rows * *columns; i++)
        counts[i] = (int64_t)json_number_value(json_array_get(json_array_get(matrix, i / *columns), i % *columns));
    return counts;
}

static void compute(struct run *run) {
    size_t rows, columns;
    const int64_t *counts = in_counts(run, &rows, &columns);
    size_t width = columns + 1, cells = (rows + 1) * width;
    int64_t *totals = arena_alloc(run->arena, cells * sizeof *totals);
    char *marks = arena_alloc(run->arena, cells);
    struct note note = {.method = METHOD_CELL_SUPPRESSION};
    size_t exposed = stats_suppress(counts, rows, columns, (int64_t)in_number_or(run->in, "k", 5),
                                    json_is_true(json_object_get(run->in, "protect_zero")), totals, marks);
    if (exposed > 0) note.reason = REASON_UNPROTECTED;
    out_list(run, "conf_statuses");
    for (size_t i = 0; i < cells; i++) {
        if (i % width == 0) out_list(run, NULL);
        out_word(run, NULL, (const char[]){marks[i], '\0'});
        if (i % width == columns) out_end(run, ']');
    }
    out_end(run, ']');
    out_list(run, "published_counts");
    for (size_t i = 0; i < cells; i++) {
        if (i % width == 0) out_list(run, NULL);
        out_number(run, NULL, marks[i] == 'F' ? (double)totals[i] : NAN);
        if (i % width == columns) out_end(run, ']');
    }
    out_end(run, ']');
    out_note(run, &note);
}

static const struct variant variants[] = {{NULL, SHAPES(in), SHAPES(out), compute}};
const struct calculation calculation_suppressions = {
    .name = "suppressions",
    VARIANTS(variants),
    .title_sv = "Dölja små tal i en tabell",
    .title_en = "Hiding small counts of a table",
    .sv = "Vilka celler i en tabell som måste döljas för att ingen liten grupp ska kunna räknas fram.",
    .en = "Which cells of a table must be hidden so that no small group can be computed.",
};
