/* Figures as a picture (SVG 1.1) for pages and documents of others: a line over time for each series, or, where no
 * series has two figures, a row for each. Title, interval and source are printed in it; nothing in it runs, and it
 * needs nothing from elsewhere.
 *
 * An interval is told by both its ends; with one end missing it reaches from the value to the end that is known; with
 * none there is a point alone. Nothing is drawn across a period without a figure, or across a break in the series. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/formats.h"
#include "svg-private.h"

extern const struct format_writer writer_svg;

#define INK "#16242a"
#define SOFT "#4b5d65"
#define GRID "#dde4e6"
#define MARK "#0f6e80"
#define BAND "#93bdc5"
#define BAND_PALE "#d5e7ea"
#define WARN "#8f5200"
#define PAPER "#ffffff"

enum { WIDTH = 760, MARGIN = 24, MOST_DECIMALS = 2, MOST_CELLS = 900 };

struct picture {
    const struct cube *cube;
    struct text out;
    double y; /* where the next thing begins */
    struct svg_series *series;
    size_t count;
};

/* ---- words ---- */

enum word {
    WORD_HIDDEN,
    WORD_NOT_COLLECTED,
    WORD_MISSING,
    WORD_BREAK,
    WORD_WHY_HIDDEN,
    WORD_BARS,
    WORD_INTERVAL,
    WORD_SOURCE,
    WORD_UPDATED
};

static const char *const words[][LANG_COUNT] = {
    [WORD_HIDDEN] = {"dold", "skjult", "hidden"},
    [WORD_NOT_COLLECTED] = {"inte insamlad", "ikke indsamlet", "not collected"},
    [WORD_MISSING] = {"siffra saknas", "intet tal", "no figure"},
    [WORD_BREAK] = {"seriebrott", "seriebrud", "series break"},
    [WORD_WHY_HIDDEN] = {"▨ dold: för att skydda små grupper.", "▨ skjult: for at beskytte små grupper.",
                         "▨ hidden: to protect small groups."},
    [WORD_BARS] = {"Staplar och band", "Bjælker og bånd", "Bars and bands"},
    [WORD_INTERVAL] = {"konfidensintervall", "konfidensinterval", "confidence interval"},
    [WORD_SOURCE] = {"Källa", "Kilde", "Source"},
    [WORD_UPDATED] = {"Uppdaterad", "Opdateret", "Updated"},
};

static const char *word(const struct picture *picture, enum word which) { return words[which][picture->cube->lang]; }

static const char *why_gone(const struct picture *picture, const struct svg_point *point) {
    const char *status = point->status == NULL ? "" : point->status;
    return word(picture, *status == 'Q' ? WORD_HIDDEN : *status == 'L' ? WORD_NOT_COLLECTED : WORD_MISSING);
}

/* As people of the language write it. */
static const char *told(const struct picture *picture, double value, int decimals) {
    static const char minus[] = "\xE2\x88\x92";
    double scale = pow(10, decimals), rounded = round(value * scale) / scale;
    char *digits = arena_printf(picture->cube->arena, "%.*f", decimals, fabs(rounded));
    char *point = strchr(digits, '.');
    if (point != NULL && picture->cube->lang != LANG_EN) *point = ',';
    return arena_printf(picture->cube->arena, "%s%s", rounded < 0 ? minus : "", digits);
}

static int decimals_of(const struct picture *picture) {
    const char *decimals = cube_decimals(picture->cube, CUBE_CONTENTS, 0);
    long count = decimals == NULL ? 1 : strtol(decimals, NULL, 10);
    return (int)(count < MOST_DECIMALS ? count : MOST_DECIMALS);
}

static const char *value_text(const struct picture *picture, const struct svg_point *point) {
    return told(picture, point->value, decimals_of(picture));
}

/* "52.9 (49.1 … 56.7)" */
static const char *figure_text(const struct picture *picture, const struct svg_point *point) {
    struct arena *arena = picture->cube->arena;
    int decimals = decimals_of(picture);
    if (isnan(point->value)) return why_gone(picture, point);
    const char *value = value_text(picture, point);
    const char *low = isnan(point->low) ? NULL : told(picture, point->low, decimals);
    const char *high = isnan(point->high) ? NULL : told(picture, point->high, decimals);
    if (low != NULL && high != NULL) return arena_printf(arena, "%s (%s … %s)", value, low, high);
    if (low != NULL) return arena_printf(arena, "%s (≥ %s)", value, low);
    return high == NULL ? value : arena_printf(arena, "%s (≤ %s)", value, high);
}

/* ---- elements ---- */

static void add_title(struct picture *picture, const char *before, const struct svg_point *point) {
    text_add(&picture->out, "<title>");
    text_add_xml(&picture->out, before);
    if (*before != '\0') text_add(&picture->out, ", ");
    text_add_xml(&picture->out, point->period);
    text_add(&picture->out, ": ");
    text_add_xml(&picture->out, figure_text(picture, point));
    text_add(&picture->out, "</title>");
}

/* `attributes` are ours. */
static void add_words(struct picture *picture, double x, double y, const char *attributes, const char *content) {
    text_printf(&picture->out, "<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, attributes);
    text_add_xml(&picture->out, content);
    text_add(&picture->out, "</text>\n");
}

static void add_line(struct picture *picture, const char *name, double x1, double y1, double x2, double y2,
                     const char *attributes) {
    text_printf(&picture->out, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>\n", name, x1,
                y1, x2, y2, attributes);
}

static void add_point(struct picture *picture, double x, double y, const char *label, const struct svg_point *point) {
    text_printf(&picture->out,
                "<circle class=\"point\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"%s\" stroke=\"" MARK
                "\" stroke-width=\"1.5\">",
                x, y, point->is_forecast ? PAPER : MARK);
    add_title(picture, label, point);
    text_add(&picture->out, "</circle>\n");
}

static void add_gone(struct picture *picture, double x, double y, const char *anchor, const struct svg_point *point) {
    const char *attributes = arena_printf(
        picture->cube->arena, "class=\"gone\" fill=\"" SOFT "\" font-style=\"italic\" text-anchor=\"%s\"", anchor);
    add_words(picture, x, y, attributes, arena_printf(picture->cube->arena, "▨ %s", why_gone(picture, point)));
}

/* Words broken into lines of so many characters; what is too much for `most` lines ends in an ellipsis. */
static size_t wrap(struct arena *arena, const char *content, size_t characters, size_t most, char **lines) {
    char **parts;
    size_t count = 0, part_count = text_split(arena, content, ' ', &parts);
    for (size_t i = 0; i < part_count; i++) {
        size_t length = text_characters(parts[i]);
        if (count > 0 && text_characters(lines[count - 1]) + 1 + length <= characters) {
            lines[count - 1] = arena_printf(arena, "%s %s", lines[count - 1], parts[i]);
        } else if (count < most) {
            lines[count++] = parts[i];
        } else {
            lines[count - 1] = arena_printf(arena, "%s …", lines[count - 1]);
            break;
        }
    }
    return count;
}

/* How wide a character is, in shares of its size: a little more than in the widest of the fonts that are named. */
static const double plain_width = 0.55, bold_width = 0.65;

static void add_lines(struct picture *picture, const char *content, double size, double width, const char *attributes) {
    enum { MOST_LINES = 12 };
    char *lines[MOST_LINES];
    double per_character = size * width;
    size_t count =
        wrap(picture->cube->arena, content, (size_t)((WIDTH - 2 * MARGIN) / per_character), MOST_LINES, lines);
    const char *all = arena_printf(picture->cube->arena, "font-size=\"%.0f\" %s", size, attributes);
    for (size_t i = 0; i < count; i++) {
        picture->y += size * 1.35;
        add_words(picture, MARGIN, picture->y, all, lines[i]);
    }
}

/* A paragraph over the whole width. */
static void add_paragraph(struct picture *picture, const char *content, double size, const char *attributes) {
    add_lines(picture, content, size, plain_width, attributes);
}

static void add_heading(struct picture *picture, const char *content, double size) {
    add_lines(picture, content, size, bold_width, "font-weight=\"600\" fill=\"" INK "\"");
}

/* ---- axes ---- */

struct axis {
    double from, to;     /* values */
    double begins, ends; /* where they lie */
    double step;         /* from one mark to the next */
    int decimals;        /* that tell them apart */
};

static double place_of(const struct axis *axis, double value) {
    return axis->begins + (value - axis->from) / (axis->to - axis->from) * (axis->ends - axis->begins);
}

/* The whole scale of the units that have one. */
static const struct {
    const char *unit;
    double least, most;
} scales[] = {
    {"pct", 0, 100}, {"index_0_100", 0, 100}, {"score_0_10", 0, 10}, {"score_1_5", 1, 5}, {"score_m5_p5", -5, 5}};

static void widen(struct axis *axis, double value) {
    axis->from = fmin(axis->from, value); /* NAN is passed over */
    axis->to = fmax(axis->to, value);
}

static void widen_to_figures(const struct picture *picture, struct axis *axis) {
    for (size_t i = 0; i < picture->count; i++)
        for (size_t j = 0; j < picture->series[i].count; j++) {
            const struct svg_point *point = &picture->series[i].points[j];
            widen(axis, point->value);
            widen(axis, point->low);
            widen(axis, point->high);
        }
}

static bool widen_to_scale(const struct picture *picture, struct axis *axis) {
    const struct cube *cube = picture->cube;
    const char *unit = cube->sets[CUBE_UNITS].count == 0 ? NULL : cube->sets[CUBE_UNITS].categories[0].code;
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        if (!text_equal(scales[i].unit, unit)) continue;
        widen(axis, scales[i].least);
        widen(axis, scales[i].most);
        return true;
    }
    return false;
}

/* Room beyond the outermost figures, and marks at round numbers. What doubles hardly tell apart lies at one place, so
 * that a step always leads from one mark to another. */
static void finish_axis(struct axis *axis, double share) {
    enum { MARKS = 5 };
    static const double told_apart = 1e-12;
    if (axis->from > axis->to) *axis = (struct axis){.from = 0, .to = 1, .begins = axis->begins, .ends = axis->ends};
    double span = axis->to - axis->from, most = fmax(fabs(axis->from), fabs(axis->to));
    if (span <= most * told_apart) span = most == 0 ? 1 : most;
    axis->from -= span * share;
    axis->to += span * share;
    double rough = (axis->to - axis->from) / MARKS, power = pow(10, floor(log10(rough))), ratio = rough / power;
    axis->step = power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
    axis->decimals = axis->step >= 1 ? 0 : (int)ceil(-log10(axis->step) - 1e-9);
}

static struct axis axis_of_figures(const struct picture *picture, double begins, double ends, bool is_whole) {
    static const double room = 0.08, more_room = 0.18;
    struct axis axis = {.from = INFINITY, .to = -INFINITY, .begins = begins, .ends = ends};
    widen_to_figures(picture, &axis);
    bool has_scale = is_whole && widen_to_scale(picture, &axis);
    finish_axis(&axis, has_scale ? 0 : is_whole ? room : more_room);
    return axis;
}

static double mark_at(const struct axis *axis, size_t i) {
    return (ceil(axis->from / axis->step - 1e-9) + (double)i) * axis->step;
}

static bool has_mark(const struct axis *axis, size_t i) { return mark_at(axis, i) <= axis->to + axis->step * 1e-9; }

static bool spans_zero(const struct axis *axis) { return axis->from < 0 && axis->to > 0; }

/* ---- rows: a figure each ---- */

enum { ROW_HEIGHT = 36, ROW_LABEL = 34, ROWS_BEGIN = 290, ROWS_END = WIDTH - 92 };

static void draw_row_interval(struct picture *picture, const struct axis *axis, const struct svg_point *point) {
    bool has_low = !isnan(point->low), has_high = !isnan(point->high);
    if (!has_low && !has_high) return;
    add_line(picture, has_low && has_high ? "interval" : "interval-open",
             place_of(axis, has_low ? point->low : point->value), picture->y,
             place_of(axis, has_high ? point->high : point->value), picture->y,
             has_low && has_high ? "stroke=\"" BAND "\" stroke-width=\"9\""
                                 : "stroke=\"" MARK "\" stroke-width=\"3\" stroke-dasharray=\"5 4\"");
}

static const char *row_label(const struct picture *picture, const struct svg_series *series) {
    const struct cube *cube = picture->cube;
    const char *label = *series->label == '\0' ? cube_category_label(cube, CUBE_AREA, 0) : series->label;
    return cube_size(cube, CUBE_PERIOD) < 2 ? label
                                            : arena_printf(cube->arena, "%s, %s", label, series->points->period);
}

static void draw_row(struct picture *picture, const struct axis *axis, const struct svg_series *series) {
    enum { LINES = 2, LINE_HEIGHT = 15 };
    const struct svg_point *point = series->points;
    const char *label = row_label(picture, series);
    char *lines[LINES];
    size_t count = wrap(picture->cube->arena, label, ROW_LABEL, LINES, lines);
    for (size_t i = 0; i < count; i++)
        add_words(picture, MARGIN, picture->y + 5 - (double)(count - 1) * LINE_HEIGHT / 2 + (double)i * LINE_HEIGHT,
                  "fill=\"" INK "\"", lines[i]);
    if (isnan(point->value)) {
        add_gone(picture, ROWS_BEGIN + 8, picture->y + 5, "start", point);
    } else {
        draw_row_interval(picture, axis, point);
        add_point(picture, place_of(axis, point->value), picture->y, label, point);
        add_words(picture, ROWS_END + 10, picture->y + 5, "fill=\"" INK "\" font-weight=\"600\"",
                  value_text(picture, point));
    }
    picture->y += ROW_HEIGHT;
}

/* Highest first, what has no number last. */
static int by_value(const void *left, const void *right) {
    double a = ((const struct svg_series *)left)->points->value, b = ((const struct svg_series *)right)->points->value;
    if (isnan(a) || isnan(b)) return isnan(a) - isnan(b);
    return (a < b) - (a > b);
}

static void draw_rows(struct picture *picture) {
    qsort(picture->series, picture->count, sizeof *picture->series, by_value);
    struct axis axis = axis_of_figures(picture, ROWS_BEGIN, ROWS_END, true);
    double top = picture->y + 8, bottom = top + (double)picture->count * ROW_HEIGHT;
    for (size_t i = 0; has_mark(&axis, i); i++) {
        double x = place_of(&axis, mark_at(&axis, i));
        add_line(picture, "grid", x, top, x, bottom, "stroke=\"" GRID "\"");
        add_words(picture, x, bottom + 18, "fill=\"" SOFT "\" text-anchor=\"middle\"",
                  told(picture, mark_at(&axis, i), axis.decimals));
    }
    if (spans_zero(&axis))
        add_line(picture, "zero", place_of(&axis, 0), top, place_of(&axis, 0), bottom, "stroke=\"" SOFT "\"");
    picture->y = top + ROW_HEIGHT / 2.0;
    for (size_t i = 0; i < picture->count; i++) draw_row(picture, &axis, &picture->series[i]);
    picture->y = bottom + 26;
}

/* ---- lines: a panel for each series ---- */

enum { PANEL_ALONE = 300, PANEL = 170, PANEL_BEGIN = MARGIN + 48, PANEL_END = WIDTH - MARGIN, MOST_LABELS = 12 };

struct panel {
    struct axis time, value;
    const struct svg_series *series;
};

static double x_of(const struct panel *panel, const struct svg_point *point) {
    return place_of(&panel->time, point->at);
}
static double y_of(const struct panel *panel, double value) { return place_of(&panel->value, value); }

static bool has_both(const struct svg_point *point) {
    return !isnan(point->value) && !isnan(point->low) && !isnan(point->high);
}

/* Whether the point continues what the one before it has begun. */
static bool goes_on(const struct svg_series *series, size_t i, bool (*takes)(const struct svg_point *)) {
    return i > 0 && takes(&series->points[i - 1]) && takes(&series->points[i]) &&
           series->points[i - 1].run == series->points[i].run;
}

static void draw_band(struct picture *picture, const struct panel *panel, size_t from, size_t to) {
    const struct svg_point *points = panel->series->points;
    if (to - from < 2) return;
    text_add(&picture->out, "<polygon class=\"band\" fill=\"" BAND_PALE "\" points=\"");
    for (size_t i = from; i < to; i++)
        text_printf(&picture->out, "%.1f,%.1f ", x_of(panel, &points[i]), y_of(panel, points[i].high));
    for (size_t i = to; i-- > from;)
        text_printf(&picture->out, "%.1f,%.1f ", x_of(panel, &points[i]), y_of(panel, points[i].low));
    text_add(&picture->out, "\"/>\n");
}

static void draw_line(struct picture *picture, const struct panel *panel, size_t from, size_t to) {
    const struct svg_point *points = panel->series->points;
    if (to - from < 2) return;
    text_add(&picture->out,
             "<polyline class=\"line\" fill=\"none\" stroke=\"" MARK "\" stroke-width=\"2.5\" points=\"");
    for (size_t i = from; i < to; i++)
        text_printf(&picture->out, "%.1f,%.1f ", x_of(panel, &points[i]), y_of(panel, points[i].value));
    text_add(&picture->out, "\"/>\n");
}

static bool is_measured(const struct svg_point *point) { return !isnan(point->value) && !point->is_forecast; }

/* Calls `draw` for each stretch of points that may be joined. */
static void draw_stretches(struct picture *picture, const struct panel *panel, bool (*takes)(const struct svg_point *),
                           void (*draw)(struct picture *, const struct panel *, size_t, size_t)) {
    const struct svg_series *series = panel->series;
    size_t from = 0;
    for (size_t i = 0; i < series->count; i++) {
        if (goes_on(series, i, takes)) continue;
        draw(picture, panel, from, i);
        from = i;
    }
    draw(picture, panel, from, series->count);
}

static void draw_point_interval(struct picture *picture, const struct panel *panel, const struct svg_point *point) {
    bool has_low = !isnan(point->low), has_high = !isnan(point->high);
    double x = x_of(panel, point);
    if (!has_low && !has_high) return;
    add_line(picture, has_both(point) ? "interval" : "interval-open", x,
             y_of(panel, has_high ? point->high : point->value), x, y_of(panel, has_low ? point->low : point->value),
             has_both(point) ? "stroke=\"" BAND "\" stroke-width=\"2\""
                             : "stroke=\"" MARK "\" stroke-width=\"2\" stroke-dasharray=\"4 3\"");
}

static void draw_break(struct picture *picture, const struct panel *panel, size_t i) {
    const struct svg_point *points = panel->series->points;
    double x = (x_of(panel, &points[i - 1]) + x_of(panel, &points[i])) / 2;
    add_line(picture, "break", x, panel->value.ends, x, panel->value.begins,
             "stroke=\"" WARN "\" stroke-dasharray=\"3 3\"");
    add_words(picture, x, panel->value.ends - 4, "fill=\"" WARN "\" text-anchor=\"middle\"", word(picture, WORD_BREAK));
}

static void draw_points(struct picture *picture, const struct panel *panel) {
    const struct svg_series *series = panel->series;
    for (size_t i = 0; i < series->count; i++) {
        const struct svg_point *point = &series->points[i];
        double x = x_of(panel, point);
        if (i > 0 && point->is_break) draw_break(picture, panel, i);
        if (isnan(point->value)) {
            add_gone(picture, x, panel->value.begins - 8, "middle", point);
            continue;
        }
        draw_point_interval(picture, panel, point);
        add_point(picture, x, y_of(panel, point->value), series->label, point);
        if (series->count > MOST_LABELS && i + 1 < series->count) continue;
        add_words(picture, x, y_of(panel, isnan(point->high) ? point->value : point->high) - 9,
                  "fill=\"" INK "\" font-weight=\"600\" text-anchor=\"middle\"", value_text(picture, point));
    }
}

static void draw_values(struct picture *picture, const struct panel *panel) {
    const struct axis *axis = &panel->value;
    for (size_t i = 0; has_mark(axis, i); i++) {
        double y = place_of(axis, mark_at(axis, i));
        add_line(picture, "grid", PANEL_BEGIN, y, PANEL_END, y, "stroke=\"" GRID "\"");
        add_words(picture, PANEL_BEGIN - 8, y + 4, "fill=\"" SOFT "\" text-anchor=\"end\"",
                  told(picture, mark_at(axis, i), axis->decimals));
    }
    if (spans_zero(axis))
        add_line(picture, "zero", PANEL_BEGIN, place_of(axis, 0), PANEL_END, place_of(axis, 0), "stroke=\"" SOFT "\"");
}

/* Periods below the panel: as many as have room, the last among them. */
static void draw_periods(struct picture *picture, const struct panel *panel) {
    enum { MOST_PERIODS = 10 };
    const struct svg_series *series = panel->series;
    size_t every = (series->count + MOST_PERIODS - 1) / MOST_PERIODS;
    for (size_t i = 0; i < series->count; i++)
        if ((series->count - 1 - i) % every == 0)
            add_words(picture, x_of(panel, &series->points[i]), panel->value.begins + 18,
                      "fill=\"" SOFT "\" text-anchor=\"middle\"", series->points[i].period);
}

static void draw_panel(struct picture *picture, struct panel *panel, double height) {
    enum { ABOVE = 26, BELOW = 34 };
    if (*panel->series->label != '\0') add_heading(picture, panel->series->label, 13);
    panel->value.ends = picture->y + ABOVE;
    panel->value.begins = panel->value.ends + height;
    draw_values(picture, panel);
    draw_stretches(picture, panel, has_both, draw_band);
    draw_stretches(picture, panel, is_measured, draw_line);
    draw_points(picture, panel);
    draw_periods(picture, panel);
    picture->y = panel->value.begins + BELOW;
}

static void draw_panels(struct picture *picture) {
    static const double room = 0.06;
    struct panel panel = {.value = axis_of_figures(picture, 0, 0, false)};
    panel.time = (struct axis){.from = INFINITY, .to = -INFINITY, .begins = PANEL_BEGIN, .ends = PANEL_END};
    for (size_t i = 0; i < picture->count; i++)
        for (size_t j = 0; j < picture->series[i].count; j++) widen(&panel.time, picture->series[i].points[j].at);
    finish_axis(&panel.time, room);
    for (size_t i = 0; i < picture->count; i++) {
        panel.series = &picture->series[i];
        draw_panel(picture, &panel, picture->count == 1 ? PANEL_ALONE : PANEL);
    }
}

/* ---- the whole ---- */

static void add_part(struct text *line, const char *part) {
    if (line->length > 0) text_add(line, " · ");
    text_add(line, part);
}

static const char *title_of(const struct cube *cube) {
    struct text title = text_start(cube->arena);
    if (cube_size(cube, CUBE_INDICATOR) == 1) return cube->title;
    for (size_t i = 0; i < cube_size(cube, CUBE_INDICATOR); i++)
        add_part(&title, cube_category_label(cube, CUBE_INDICATOR, i));
    return title.data;
}

/* What all figures have in common: unit, and the categories that do not tell them apart. */
static const char *in_common(const struct cube *cube) {
    struct text line = text_start(cube->arena);
    const char *unit = cube_unit(cube, CUBE_CONTENTS, 0);
    if (unit != NULL) add_part(&line, unit);
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) {
        if (i == CUBE_INDICATOR || i == CUBE_CONTENTS || cube_size(cube, i) != 1) continue;
        if (!text_equal(cube_category_code(cube, i, 0), "_T")) add_part(&line, cube_category_label(cube, i, 0));
    }
    return line.data;
}

static bool has_hidden(const struct picture *picture) {
    for (size_t i = 0; i < picture->cube->cell_count; i++)
        if (picture->cube->statuses[i] != NULL && picture->cube->statuses[i][0] == 'Q') return true;
    return false;
}

static void add_notes(struct picture *picture) {
    static const char soft[] = "fill=\"" SOFT "\"";
    const struct cube *cube = picture->cube;
    const char *notes[CUBE_MOST_NOTES];
    if (cube->ci_level != NULL && !cube->has_ci_levels)
        add_paragraph(picture,
                      arena_printf(cube->arena, "%s: %s %% %s.", word(picture, WORD_BARS),
                                   told(picture, 100 * strtod(cube->ci_level, NULL), 0), word(picture, WORD_INTERVAL)),
                      11, soft);
    if (has_hidden(picture)) add_paragraph(picture, word(picture, WORD_WHY_HIDDEN), 11, soft);
    if (cube->is_synthetic && cube_notes(cube, notes) > 0) add_paragraph(picture, notes[0], 11, soft);
    struct text source = text_start(cube->arena);
    if (*cube_source(cube) != '\0') text_printf(&source, "%s: %s. ", word(picture, WORD_SOURCE), cube_source(cube));
    if (cube->updated != NULL) text_printf(&source, "%s %.10s. ", word(picture, WORD_UPDATED), cube->updated);
    if (cube->described_by != NULL) text_add(&source, cube->described_by);
    add_paragraph(picture, source.data, 11, soft);
}

static bool is_over_time(const struct picture *picture) {
    for (size_t i = 0; i < picture->count; i++)
        if (picture->series[i].count > 1) return true;
    return false;
}

static void draw(struct picture *picture) {
    add_heading(picture, title_of(picture->cube), 20);
    add_paragraph(picture, in_common(picture->cube), 13, "fill=\"" SOFT "\"");
    picture->y += 10;
    (is_over_time(picture) ? draw_panels : draw_rows)(picture);
    add_notes(picture);
    picture->y += MARGIN;
}

static void write_cube(struct text *out, const struct cube *cube) {
    struct picture picture = {.cube = cube, .out = text_start(cube->arena), .y = MARGIN / 2.0};
    picture.count = svg_series_of(cube, &picture.series);
    draw(&picture);
    text_printf(out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" xml:lang=\"%s\" width=\"%d\" height=\"%.0f\" "
                "viewBox=\"0 0 %d %.0f\" font-family=\"system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif\" "
                "font-size=\"13\">\n<title>",
                lang_codes[cube->lang], WIDTH, picture.y, WIDTH, picture.y);
    text_add_xml(out, title_of(cube));
    text_add(out, "</title>\n<desc>");
    text_add_xml(out, in_common(cube));
    text_printf(out, "</desc>\n<rect width=\"%d\" height=\"%.0f\" fill=\"" PAPER "\"/>\n", WIDTH, picture.y);
    text_add_bytes(out, picture.out.data, picture.out.length);
    text_add(out, "</svg>\n");
}

/* A picture shows figures and their intervals, of one unit since it has one axis, and few enough to be looked at. */
static void prepare(struct cube *cube, void *none) {
    static const size_t shown[] = {CONTENT_VALUE, CONTENT_CI_LOW, CONTENT_CI_HIGH};
    (void)none;
    cube->content_count = sizeof shown / sizeof *shown;
    memcpy(cube->contents, shown, sizeof shown);
    cube->is_of_one_unit = true;
    if (cube->most_cells > MOST_CELLS) cube->most_cells = MOST_CELLS;
}

const struct format_writer writer_svg = {.cube = write_cube, .prepare = prepare, .is_looked_at = true};
