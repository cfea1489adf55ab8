/* trust-associations: whether users' trust goes with that of those who work there (domain.md A14). Reads what
 * observations show the caller, nothing else: a hidden figure is none. */
#include "private.h"
#include "stats/association.h"

static const struct field parameters[] = {
    PARAMETER("inside", FIELD_REF, ASKED_NEEDED, "indicator", "org-01", "Indikatorn för tilliten inåt.",
              "The indicator of trust inside."),
    PARAMETER("outside", FIELD_REF, ASKED_NEEDED, "indicator", "int-02", "Indikatorn för tilliten utifrån.",
              "The indicator of trust from outside."),
    PARAMETER("inside_group", FIELD_ENUM, ASKED_ONCE, "respondent_group", "employee",
              "Gruppen som svarat inåt; förval employee.", "The group that answered inside; default employee."),
    PARAMETER("outside_group", FIELD_ENUM, ASKED_ONCE, "respondent_group", "user",
              "Gruppen som svarat utifrån; förval user.", "The group that answered from outside; default user."),
    PARAMETER("inside_period", FIELD_PERIOD, ASKED_ONCE, NULL, "2024",
              "Perioden inåt; förval den som flest platser har, den senaste av lika.",
              "The period inside; default is the one that most places have, the newest of equals."),
    PARAMETER("outside_period", FIELD_PERIOD, ASKED_ONCE, NULL, "2024", "Perioden utifrån; förval likaså.",
              "The period from outside; default likewise."),
    PARAMETER("area_type", FIELD_ENUM, ASKED_ONCE, "area_type", "municipality",
              "Platserna som jämförs; förval municipality.", "The places compared; default municipality."),
    PARAMETER("municipality", FIELD_REF, ASKED, "municipality", "se-9901", "Bara platser i kommunen.",
              "Places in the municipality only."),
    PARAMETER("peer_group", FIELD_REF, ASKED, "peer_group", "pg-demo-dk", "Bara platser i gruppens kommuner.",
              "Places in municipalities of the group only."),
};

/* ---- results ---- */

#define NAME_OUT(name_, example_, sv_, en_)                                                                            \
    { .name = name_, .type = FIELD_TEXT, .flags = SHAPE_NULL, .example = example_, .sv = sv_, .en = en_ }
static const struct member without_parts[] = {
    NUMBER_OUT("slope_low", "0.7", "Minsta lutning.", "Least slope."),
    NUMBER_OUT("slope_high", "0.9", "Största lutning.", "Largest slope."),
    NAME_OUT("most", "\"dk-991\"", "Platsen som ändrar den mest.", "The place that changes it most."),
    BOOLEAN_OUT("is_stable", "true", "Om riktning och signifikans står sig vilken plats som än utelämnas.",
                "Whether direction and significance stay whichever place is left out."),
};
static const struct member place_parts[] = {
    NAME_OUT("area", "\"dk-991\"", "Platsen.", "The place."),
    NUMBER_OUT("inside_value", "4.1", "Tilliten inåt.", "Trust inside."),
    NUMBER_OUT("outside_value", "3.95", "Tilliten utifrån.", "Trust from outside."),
};
static const struct member out[] = {
    NAME_OUT("inside_unit", "\"score_1_5\"", "Enheten inåt.", "The unit inside."),
    NAME_OUT("outside_unit", "\"score_1_5\"", "Enheten utifrån.", "The unit from outside."),
    COUNT_OUT("k", "6", "Platser med båda talen.", "Places with both figures."),
    NUMBER_OUT("slope", "0.8", "Tilliten utifrån per enhet tillit inåt.",
               "Trust from outside per unit of trust inside."),
    NUMBER_OUT("se", "0.09", "Medelfel.", "Standard error."),
    INTERVAL_OUT("ci", "Intervall.", "Interval."),
    NUMBER_OUT("statistic", "6.6", "t.", "t."),
    NUMBER_OUT("df", "4", "Frihetsgrader.", "Degrees of freedom."),
    NUMBER_OUT("p_value", "0.003", "Tvåsidigt p-värde.", "Two-sided p-value."),
    NUMBER_OUT("intercept", "0.6", "Linjens värde vid noll.", "The line at zero."),
    NUMBER_OUT("correlation", "0.95", "Vägd korrelation.", "Weighted correlation."),
    INTERVAL_OUT("correlation_ci", "Fishers intervall; null för få platser.",
                 "Fisher's interval; null for few places."),
    NUMBER_OUT("inside_reliability", "0.9",
               "Andel av spridningen inåt som inte är slump; lutningen är för liten i samma mån.",
               "Share of the spread inside that is not chance; the slope is too small by as much."),
    HETEROGENEITY_OUT,
    OBJECT_OUT("leave_one_out", without_parts, "När en plats utelämnas; null under sex platser.",
               "With one place left out; null below six places."),
    LIST_OUT("places", place_parts, "Platserna.", "The places."),
};

/* ---- figures ---- */

static const char *value_or(const struct analysis_run *run, const char *parameter, const char *otherwise) {
    const char *value = analysis_value(run, parameter);
    return value == NULL ? otherwise : value;
}

static size_t count_in(const struct figure *figures, size_t count, const char *period) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) found += text_equal(figures[i].period, period) && !isnan(figures[i].value);
    return found;
}

/* Of the period that most places have, the newest of equals; NULL when there are none. */
static const char *choose_period(const struct figure *figures, size_t count) {
    const struct figure *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        size_t here = count_in(figures, count, figures[i].period);
        bool is_newer = best != NULL && here == most && figures[i].period_end_day > best->period_end_day;
        if (here < most || here == 0 || (here == most && !is_newer)) continue;
        best = &figures[i];
        most = here;
    }
    return best == NULL ? NULL : best->period;
}

struct side {
    struct figure *figures;
    size_t count;
    const char *period;
};

static bool read_side(struct analysis_run *run, const char *areas, const char *indicator, const char *group,
                      const char *period, struct side *side, struct error *err) {
    const struct figure_choice choice = {indicator, areas, period, group};
    if (!analysis_figures(run, &choice, &side->figures, &side->count, err)) return false;
    side->period = period != NULL ? period : choose_period(side->figures, side->count);
    return true;
}

static const struct figure *figure_of(const struct side *side, const char *area) {
    const struct figure *found = NULL;
    for (size_t i = 0; i < side->count; i++) {
        const struct figure *figure = &side->figures[i];
        if (!text_equal(figure->area, area) || !text_equal(figure->period, side->period) || isnan(figure->value))
            continue;
        if (found == NULL || figure_tells_more(figure, found)) found = figure;
    }
    return found;
}

/* Figures of two eras are not compared (INV-7), between places neither. */
static bool is_comparable(struct analysis_run *run, const struct figure *first, const struct figure *figure) {
    if (first == NULL || first->era == figure->era) return true;
    run->warnings |= WARNING_BIT(WARNING_BREAK_BETWEEN);
    return false;
}

struct pairing {
    struct site *places;
    const struct figure **inside, **outside;
    size_t count;
};

static void pair_places(struct analysis_run *run, const struct side *inside, const struct side *outside,
                        struct pairing *found) {
    struct arena *arena = run->result.arena;
    *found = (struct pairing){.places = arena_alloc(arena, (inside->count + 1) * sizeof *found->places),
                              .inside = arena_alloc(arena, (inside->count + 1) * sizeof(struct figure *)),
                              .outside = arena_alloc(arena, (inside->count + 1) * sizeof(struct figure *))};
    for (size_t i = 0; i < inside->count; i++) {
        const struct figure *x = &inside->figures[i], *y = figure_of(outside, x->area);
        if (y == NULL || x != figure_of(inside, x->area) || isnan(y->se)) continue;
        if (!is_comparable(run, found->count == 0 ? NULL : found->inside[0], x) ||
            !is_comparable(run, found->count == 0 ? NULL : found->outside[0], y))
            continue;
        found->places[found->count] = (struct site){x->value, x->se, {y->value, y->se}};
        found->inside[found->count] = x;
        found->outside[found->count++] = y;
    }
    for (size_t i = 0; i < found->count; i++) {
        run->mode = NULL; /* modes are compared within one side only */
        analysis_use(run, found->inside[i]);
        run->mode = NULL;
        analysis_use(run, found->outside[i]);
    }
}

/* ---- printing ---- */

static void out_line(struct analysis_run *run, const struct pairing *pairing, const struct association *line) {
    struct run *item = &run->result;
    out_word(item, "inside_unit", pairing->count == 0 ? NULL : pairing->inside[0]->unit);
    out_word(item, "outside_unit", pairing->count == 0 ? NULL : pairing->outside[0]->unit);
    out_number(item, "k", (double)pairing->count);
    out_number(item, "slope", line->slope.value);
    out_number(item, "se", line->slope.se);
    out_interval(item, "ci", line->slope.ci);
    out_number(item, "statistic", line->slope.statistic);
    out_number(item, "df", line->slope.df);
    out_number(item, "p_value", line->slope.p_value);
    out_number(item, "intercept", line->intercept);
    out_number(item, "correlation", line->correlation);
    out_interval(item, "correlation_ci", line->correlation_ci);
    out_number(item, "inside_reliability", line->reliability);
    out_heterogeneity(item, &line->spread);
}

static void out_without(struct analysis_run *run, const struct pairing *pairing) {
    struct run *item = &run->result;
    struct site *room = arena_alloc(item->arena, (pairing->count + 1) * sizeof *room);
    struct leave_one_out without = stats_leave_one_out(pairing->places, pairing->count, room, item->levels);
    out_object(item, "leave_one_out");
    out_number(item, "slope_low", without.least);
    out_number(item, "slope_high", without.largest);
    out_word(item, "most", without.most < pairing->count ? pairing->inside[without.most]->area : NULL);
    out_ternary(item, "is_stable", without.is_stable);
    out_end(item, '}');
}

static void out_places(struct run *item, const struct pairing *pairing) {
    out_list(item, "places");
    for (size_t i = 0; i < pairing->count; i++) {
        out_object(item, NULL);
        out_word(item, "area", pairing->inside[i]->area);
        out_number(item, "inside_value", pairing->inside[i]->value);
        out_number(item, "outside_value", pairing->outside[i]->value);
        out_end(item, '}');
    }
    out_end(item, ']');
}

/* ---- the analysis ---- */

static bool analyse(struct analysis_run *run, struct error *err) {
    const char *const asked[] = {value_or(run, "area_type", "municipality"), analysis_value(run, "municipality"),
                                 analysis_value(run, "peer_group"), run->today};
    struct rows *rows;
    struct side inside, outside;
    struct pairing pairing;
    if (!analysis_ask(run, SQL_ANALYSIS_PLACES, asked, 4, &rows, err)) return false;
    const char *areas = rows_value(rows, 0, PLACES_AREAS);
    if (!read_side(run, areas, analysis_value(run, "inside"), value_or(run, "inside_group", "employee"),
                   analysis_value(run, "inside_period"), &inside, err) ||
        !read_side(run, areas, analysis_value(run, "outside"), value_or(run, "outside_group", "user"),
                   analysis_value(run, "outside_period"), &outside, err))
        return false;
    pair_places(run, &inside, &outside, &pairing);
    struct association line = stats_association(pairing.places, pairing.count, run->result.levels);
    out_line(run, &pairing, &line);
    out_without(run, &pairing);
    out_places(&run->result, &pairing);
    run->note = line.note;
    return true;
}

const struct analysis analysis_trust_associations = {
    .name = "trust-associations",
    .list = "trust_associations",
    PARAMETERS(parameters),
    OUT(out),
    .unfolded = "places",
    .analyse = analyse,
    .title_sv = "Tilliten inåt och utåt",
    .title_en = "Trust inside and outside",
    .sv = "Om tilliten utifrån följer med tilliten inåt, över kommuner eller enheter: en linje vägd efter osäkerheten, "
          "från fem platser. Vad som gäller mellan platser behöver inte gälla mellan människor.",
    .en = "Whether trust from outside goes with trust inside, over municipalities or units: a line weighted by "
          "uncertainty, from five places. What holds among places need not hold among persons.",
};
