/* plan-progresses, weakest-links, steering-reaches: what a plan's own records say (domain.md A10, A12). */
#include "private.h"
#include "stats/chain.h"
#include "stats/estimate.h"

static const struct field parameters[] = {
    PARAMETER("plan", FIELD_REF, ASKED_NEEDED, "plan", "pl-norr", "Planen.", "The plan."),
};
static const struct field progress_parameters[] = {
    PARAMETER("plan", FIELD_REF, ASKED_NEEDED, "plan", "pl-norr", "Planen.", "The plan."),
    ALLOW_BREAK,
};

#define NAME_OUT(name_, example_, sv_, en_)                                                                            \
    { .name = name_, .type = FIELD_TEXT, .flags = SHAPE_NULL, .example = example_, .sv = sv_, .en = en_ }

/* An assessment has no flag of its own: it is invented when its municipality is. n: NAN for few answers. */
static void use_assessment(struct analysis_run *run, const char *table, const char *id, const char *group, double n,
                           bool is_fictional) {
    const struct figure input = {.table = table,
                                 .id = id,
                                 .respondent_group = group,
                                 .n_valid = n,
                                 .n_invited = NAN,
                                 .is_synthetic = is_fictional};
    analysis_use(run, &input);
}

/* ---- plan-progresses ---- */

static const struct member action_parts[] = {
    ACTION_PROGRESS_OUT,
    BOOLEAN_OUT("strategy_warning", "false", "Om strategin inte passar klassen där; null när någon av dem är okänd.",
                "Whether the strategy does not fit the class there; null where one of them is unknown."),
};
static const struct member goal_parts[] = {
    NAME_OUT("goal", "\"pl-norr-g1\"", "Målet.", "The goal."),
    NAME_OUT("target", "\"tg-norr-ins-01\"", "Målvärdet.", "The target."),
    NAME_OUT("indicator", "\"ins-01\"", "Indikatorn.", "The indicator."),
    GOAL_OUT,
    REASON_OUT,
};
static const struct member progress_out[] = {
    LIST_OUT("actions", action_parts, "Insatserna.", "The actions."),
    PLAN_PROGRESS_OUT,
    LIST_OUT("goals", goal_parts, "Målen efter sina indikatorer.", "The goals by their indicators."),
    NUMBER_OUT("amber_spi", "0.9", "spi under vilken rag är amber.", "rag is amber below this spi."),
    NUMBER_OUT("red_spi", "0.75", "spi under vilken rag är red.", "rag is red below this spi."),
    COUNT_OUT("red_overdue_days", "30", "overdue_days över vilka rag är red.", "rag is red above these overdue_days."),
};

static enum ternary warning_of(const struct rows *rows, size_t row) {
    if (rows_value(rows, row, PLAN_ACTION_HAS_WARNING) == NULL) return TERNARY_NULL;
    return rows_flag(rows, row, PLAN_ACTION_HAS_WARNING) ? TERNARY_YES : TERNARY_NO;
}

static void out_action(struct run *item, const struct rows *rows, size_t row) {
    const struct action_progress action = {.expected = rows_number(rows, row, PLAN_ACTION_EXPECTED),
                                           .spi = rows_number(rows, row, PLAN_ACTION_SPI),
                                           .overdue_days = rows_number(rows, row, PLAN_ACTION_OVERDUE_DAYS)};
    out_object(item, NULL);
    out_action_progress(item, rows_value(rows, row, PLAN_ACTION_CODE), &action, rows_value(rows, row, PLAN_ACTION_RAG));
    out_ternary(item, "strategy_warning", warning_of(rows, row));
    out_end(item, '}');
}

static double sum_of(const struct rows *rows, size_t column) {
    return rows_count(rows) == 0 ? NAN : rows_number(rows, 0, column);
}

static enum reason progress_reason(const struct rows *rows) {
    if (isnan(sum_of(rows, PLAN_ACTION_PLAN_PROGRESS))) return REASON_INSUFFICIENT;
    for (size_t i = 0; i < rows_count(rows); i++)
        if (rows_value(rows, i, PLAN_ACTION_SPI) == NULL) return REASON_NOT_BEGUN;
    return REASON_NONE;
}

/* The database judges what it stores: the traffic lights here are those of the actions themselves. */
static void out_actions(struct analysis_run *run, const struct rows *rows) {
    out_list(&run->result, "actions");
    for (size_t i = 0; i < rows_count(rows); i++) out_action(&run->result, rows, i);
    out_end(&run->result, ']');
    const struct plan_progress sums = {.progress = sum_of(rows, PLAN_ACTION_PLAN_PROGRESS),
                                       .expected = sum_of(rows, PLAN_ACTION_PLAN_EXPECTED),
                                       .spi = sum_of(rows, PLAN_ACTION_PLAN_SPI)};
    out_plan_progress(&run->result, &sums);
    run->note = (struct note){.method = METHOD_WEIGHTED_PROGRESS, .reason = progress_reason(rows)};
}

/* The figure at the baseline and the newest one; NULL without a value. is_refused: a break lies between (INV-7). */
struct ends {
    const struct figure *baseline, *current;
    enum reason absence; /* why one has none */
    bool is_refused;
};

static const struct figure *take_end(struct ends *ends, const struct figure *figure) {
    if (figure == NULL || !isnan(figure->value)) return figure;
    ends->absence = analysis_absence(figure);
    return NULL;
}

static const struct figure *figure_in(const struct figure *figures, size_t count, const char *period) {
    for (size_t i = count; period != NULL && i-- > 0;)
        if (text_equal(figures[i].period, period) && (!isnan(figures[i].value) || analysis_is_hidden(&figures[i])))
            return &figures[i];
    return NULL;
}

static bool find_ends(struct analysis_run *run, const struct rows *rows, size_t row, struct ends *ends,
                      struct error *err) {
    const struct figure_choice choice = {rows_value(rows, row, GOAL_TARGET_INDICATOR),
                                         rows_value(rows, row, GOAL_TARGET_AREA), NULL,
                                         rows_value(rows, row, GOAL_TARGET_RESPONDENT_GROUP)};
    const char *period = rows_value(rows, row, GOAL_TARGET_BASELINE_PERIOD);
    struct figure *figures;
    size_t count;
    *ends = (struct ends){.absence = REASON_INSUFFICIENT};
    run->mode = NULL; /* modes are compared within a goal only */
    if (!analysis_figures(run, &choice, &figures, &count, err)) return false;
    const struct figure *baseline = ends->baseline = take_end(ends, figure_in(figures, count, period));
    const struct figure *current = ends->current = take_end(ends, analysis_latest(figures, count));
    if (baseline != NULL) analysis_use(run, baseline);
    if (current != NULL && current != baseline) analysis_use(run, current);
    bool is_break = baseline != NULL && current != NULL && figures_break(figures, count, baseline, current);
    if (is_break) run->warnings |= WARNING_BIT(WARNING_BREAK_BETWEEN);
    ends->is_refused = is_break && !analysis_allows_break(run);
    return true;
}

static struct goal goal_of(const struct rows *rows, size_t row, const struct figure *baseline,
                           const struct figure *current) {
    bool is_range = rows_value(rows, row, GOAL_TARGET_VALUE) == NULL;
    return (struct goal){.baseline = baseline->value,
                         .baseline_se = baseline->se,
                         .current = current->value,
                         .current_se = current->se,
                         .target = {current->aim.direction,
                                    rows_number(rows, row, is_range ? GOAL_TARGET_LOW : GOAL_TARGET_VALUE),
                                    rows_number(rows, row, is_range ? GOAL_TARGET_HIGH : GOAL_TARGET_VALUE)},
                         .baseline_day = baseline->period_end_day,
                         .target_day = rows_number(rows, row, GOAL_TARGET_TARGET_DAY),
                         .as_of_day = rows_number(rows, row, GOAL_TARGET_TODAY),
                         .has_current_ci = !isnan(current->ci.low),
                         .current_ci = current->ci};
}

static struct goal_achievement judge(const struct rows *rows, size_t row, const struct ends *ends,
                                     struct levels levels) {
    const struct figure *baseline = ends->baseline, *current = ends->current;
    if (ends->is_refused) return stats_goal_untested(GOAL_NONE, REASON_BREAK_BETWEEN);
    if (baseline == NULL || current == NULL) return stats_goal_untested(GOAL_NONE, ends->absence);
    if (!figure_is_later(current, baseline)) return stats_goal_untested(GOAL_NOT_MEASURED, REASON_NOT_MEASURED);
    return stats_goal_achievement(goal_of(rows, row, baseline, current), levels);
}

static bool out_goal_of(struct analysis_run *run, const struct rows *rows, size_t row, struct error *err) {
    struct ends ends;
    struct run *item = &run->result;
    if (!find_ends(run, rows, row, &ends, err)) return false;
    struct goal_achievement found = judge(rows, row, &ends, item->levels);
    out_object(item, NULL);
    out_word(item, "goal", rows_value(rows, row, GOAL_TARGET_GOAL));
    out_word(item, "target", rows_value(rows, row, GOAL_TARGET_TARGET));
    out_word(item, "indicator", rows_value(rows, row, GOAL_TARGET_INDICATOR));
    out_goal(item, &found);
    out_reason(item, found.note.reason);
    out_end(item, '}');
    run->note.warnings |= found.note.warnings;
    return true;
}

static const char *list_of(struct arena *arena, const struct rows *rows, size_t column) {
    struct text list = text_start(arena);
    for (size_t i = 0; i < rows_count(rows); i++)
        text_printf(&list, "%s%s", i > 0 ? "," : "", rows_value(rows, i, column));
    return list.data;
}

static bool analyse_progress(struct analysis_run *run, struct error *err) {
    const char *const asked[] = {analysis_value(run, "plan"), run->today};
    struct store_question questions[] = {QUESTION(SQL_ANALYSIS_ACTIONS, asked, 2),
                                         QUESTION(SQL_ANALYSIS_GOAL_TARGETS, asked, 2)};
    struct arena *arena = run->result.arena;
    if (!store_run_together(run->db, questions, 2, err)) return false;
    const struct rows *rows = questions[1].rows;
    out_actions(run, questions[0].rows);
    if (!analysis_expect(run, list_of(arena, rows, GOAL_TARGET_INDICATOR), list_of(arena, rows, GOAL_TARGET_AREA), err))
        return false;
    out_list(&run->result, "goals");
    for (size_t i = 0; i < rows_count(rows); i++)
        if (!out_goal_of(run, rows, i, err)) return false;
    out_end(&run->result, ']');
    out_number(&run->result, "amber_spi", stats_default_rag_limits.amber_spi_pct / 100.0);
    out_number(&run->result, "red_spi", stats_default_rag_limits.red_spi_pct / 100.0);
    out_number(&run->result, "red_overdue_days", stats_default_rag_limits.red_overdue_days);
    return true;
}

const struct analysis analysis_plan_progresses = {
    .name = "plan-progresses",
    .list = "plan_progresses",
    .unfolded = "actions",
    PARAMETERS(progress_parameters),
    OUT(progress_out),
    .analyse = analyse_progress,
    .title_sv = "Planers genomförande",
    .title_en = "Progress of plans",
    .sv = "Insatser mot tiden, och mål efter sina indikatorer: är målet nått, på väg, efter eller utan påvisbar "
          "förändring.",
    .en = "Actions against time, and goals by their indicators: achieved, on track, behind or without a detectable "
          "change.",
};

/* ---- weakest-links ---- */

static const struct member link_parts[] = {
    NAME_OUT("process_step", "\"feedback\"", "Steget.", "The step."),
    NAME_OUT("truster", "\"employee\"", "Den som litar på.", "Who trusts."),
    NAME_OUT("trustee", "\"manager\"", "Den som man litar på.", "Who is trusted."),
    NUMBER_OUT("mean", "2.9", "Medelvärde.", "Mean."),
    NUMBER_OUT("se", "0.11", "Medelfel.", "Standard error."),
    INTERVAL_OUT("ci", "Students intervall.", "Student's interval."),
    NUMBER_OUT("n", "84", "Svar.", "Answers."),
};
static const struct member group_parts[] = {
    NAME_OUT("respondent_group", "\"employee\"", "Gruppen som svarat.", "The group that answered."),
    NAME_OUT("weakest_process_step", "\"feedback\"", "Den svagaste länken.", "The weakest link."),
    NAME_OUT("second_process_step", "\"decide\"", "Den näst svagaste.", "The second weakest."),
    BOOLEAN_OUT("is_clear", "true", "Om den går att skilja från den näst svagaste.",
                "Whether it can be told from the second."),
    NUMBER_OUT("diff", "0.4", "Näst svagaste minus svagaste.", "Second minus weakest."),
    NUMBER_OUT("se", "0.15", "Skillnadens medelfel.", "Standard error of the difference."),
    NUMBER_OUT("t", "2.9", "Welchs t.", "Welch's t."),
    NUMBER_OUT("df", "160", "Frihetsgrader.", "Degrees of freedom."),
    NUMBER_OUT("p_value", "0.003", "Tvåsidigt p-värde.", "Two-sided p-value."),
    LIST_OUT("links", link_parts, "Länkarna i processens ordning.", "The links in the order of the process."),
};
static const struct member links_out[] = {
    LIST_OUT("groups", group_parts, "En post per grupp som svarat.", "An item per group that answered."),
};

static void out_link(struct run *item, const struct rows *rows, size_t row, const struct mean_group *link) {
    struct mean_estimate told = {.se = NAN, .ci = stats_no_interval}; /* few answers have no figure */
    if (!isnan(link->mean))
        told = stats_estimate_mean(link->mean, link->sd, link->n, INFINITY, item->levels.conf_level);
    out_object(item, NULL);
    out_word(item, "process_step", rows_value(rows, row, LINK_PROCESS_STEP));
    out_word(item, "truster", rows_value(rows, row, LINK_TRUSTER));
    out_word(item, "trustee", rows_value(rows, row, LINK_TRUSTEE));
    out_number(item, "mean", link->mean);
    out_number(item, "se", told.se);
    out_interval(item, "ci", told.ci);
    out_number(item, "n", link->n);
    out_end(item, '}');
}

/* The weakest of the links that have a figure, by their places among all: links of few answers have none. */
static struct weakest_link find_weakest(struct arena *arena, const struct mean_group *links, size_t count,
                                        struct levels levels) {
    struct mean_group *told = arena_alloc(arena, count * sizeof *told);
    size_t *places = arena_alloc(arena, count * sizeof *places), told_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(links[i].mean)) continue;
        places[told_count] = i;
        told[told_count++] = links[i];
    }
    struct weakest_link found = stats_weakest_link(told, told_count, levels);
    if (told_count > 0) {
        found.weakest = places[found.weakest];
        found.second = places[found.second];
    }
    return found;
}

/* The rows first .. first + count − 1 are one group's. */
static void out_group(struct analysis_run *run, const struct rows *rows, size_t first, size_t count) {
    struct run *item = &run->result;
    struct mean_group *links = arena_alloc(item->arena, count * sizeof *links);
    for (size_t i = 0; i < count; i++)
        links[i] = (struct mean_group){rows_number(rows, first + i, LINK_MEAN), rows_number(rows, first + i, LINK_SD),
                                       rows_number(rows, first + i, LINK_N)};
    struct weakest_link found = find_weakest(item->arena, links, count, item->levels);
    bool is_known = found.note.reason != REASON_INSUFFICIENT;
    if (is_known && stats_is_counts_only(fmin(links[found.weakest].n, links[found.second].n))) { /* A5g */
        found.difference = stats_effect_untested(NAN);
        found.is_clear = TERNARY_NULL;
        found.note.reason = REASON_INSUFFICIENT;
    }
    out_object(item, NULL);
    out_word(item, "respondent_group", rows_value(rows, first, LINK_RESPONDENT_GROUP));
    out_word(item, "weakest_process_step",
             is_known ? rows_value(rows, first + found.weakest, LINK_PROCESS_STEP) : NULL);
    out_word(item, "second_process_step", is_known ? rows_value(rows, first + found.second, LINK_PROCESS_STEP) : NULL);
    out_ternary(item, "is_clear", found.is_clear);
    out_effect(item, &found.difference, (struct effect_names){"diff", "se", "t", "df", "p_value", NULL});
    out_list(item, "links");
    for (size_t i = 0; i < count; i++) {
        out_link(item, rows, first + i, &links[i]);
        use_assessment(run, "process-assessments", rows_value(rows, first + i, LINK_ID),
                       rows_value(rows, first, LINK_RESPONDENT_GROUP), links[i].n,
                       rows_flag(rows, first + i, LINK_IS_FICTIONAL));
    }
    out_end(item, ']');
    out_end(item, '}');
    run->note.method = found.note.method;
    run->note.warnings |= found.note.warnings;
    if (found.is_clear != TERNARY_NULL) run->note.warnings |= WARNING_BIT(WARNING_OVERLAP_UNHANDLED); /* one group */
    if (found.note.reason != REASON_NONE) run->note.reason = found.note.reason;
}

static bool analyse_links(struct analysis_run *run, struct error *err) {
    const char *const asked[] = {analysis_value(run, "plan"), run->today};
    struct rows *rows;
    if (!analysis_ask_members(run, SQL_ANALYSIS_LINKS, asked, 2, &rows, err)) return false;
    size_t count = rows == NULL ? 0 : rows_count(rows), start = 0;
    run->note.reason = count == 0 ? REASON_INSUFFICIENT : REASON_NONE;
    out_list(&run->result, "groups");
    for (size_t i = 1; i <= count; i++) {
        if (i < count &&
            text_equal(rows_value(rows, i, LINK_RESPONDENT_GROUP), rows_value(rows, start, LINK_RESPONDENT_GROUP)))
            continue;
        out_group(run, rows, start, i - start);
        start = i;
    }
    out_end(&run->result, ']');
    return true;
}

const struct analysis analysis_weakest_links = {
    .name = "weakest-links",
    .list = "weakest_links",
    .unfolded = "groups",
    PARAMETERS(parameters),
    OUT(links_out),
    .analyse = analyse_links,
    .title_sv = "Svagaste länken",
    .title_en = "Weakest links",
    .sv = "Steget i processen med lägst tillit, per grupp, och om det går att skilja från det näst svagaste.",
    .en = "The step of the process with the least trust, by group, and whether it can be told from the second.",
};

/* ---- steering-reaches ---- */

static const struct member level_parts[] = {
    NAME_OUT("governance_level", "\"council\"", "Nivån.", "The level."),
    NAME_OUT("respondent_group", "\"politician\"", "Gruppen som svarat.", "The group that answered."),
    NUMBER_OUT("n_respondents", "9", "Svarande; null under fem (unga: tio).",
               "Respondents; null below five (youth: ten)."),
    PART_OUT("p_stated", "1", "Andel där styrningen är uttalad.", "Share where the steering is stated."),
    PART_OUT("p_known", "0.9", "Andel som känner till den.", "Share who know it."),
    PART_OUT("p_practised", "0.7", "Andel som arbetar så.", "Share who practise it."),
    PART_OUT("p_experienced", "0.6", "Andel som upplever den.", "Share who experience it."),
    PART_OUT("p_held", "0.7", "Andelen som avgör: p_practised, eller p_experienced där ingen frågats om den förra.",
             "The share that decides: p_practised, or p_experienced where nobody was asked about the former."),
    PART_INTERVAL_OUT("ci", "Wilsons intervall.", "Wilson's interval."),
    BOOLEAN_OUT("holds", "true", "Om p_held når limit.", "Whether p_held reaches limit."),
    BOOLEAN_OUT("is_clear", "false", "Om limit ligger utanför intervallet.",
                "Whether limit lies outside the interval."),
};
static const char *const reach_rules[] = {"practised_else_experienced"};
static const struct member reach_out[] = {
    PART_OUT("reach", "0.8333", "Andel nivåer uppifrån som styrningen når utan avbrott.",
             "Share of levels from the top that the steering reaches without a gap."),
    NUMBER_OUT("levels_held", "5", "Nivåer den når.", "Levels it reaches."),
    NUMBER_OUT("levels_measured", "6", "Nivåer där det mätts.", "Levels where it was measured."),
    NAME_OUT("first_break", "\"employee\"", "Nivån där den tar slut; null när den når alla.",
             "The level where it stops; null when it reaches all."),
    WORD_OUT("rule", "reach_rule", reach_rules, "\"practised_else_experienced\"", "Vad som avgör om en nivå nås.",
             "What decides whether a level is reached."),
    PART_OUT("limit", "0.5", "Andelen från vilken en nivå nås.", "The share from which on a level is reached."),
    BOOLEAN_OUT("reaches_users", "true", "Om brukarnas egen nivå nås; null när den inte mätts.",
                "Whether the users' own level is reached; null when not measured."),
    LIST_OUT("levels", level_parts, "Nivåerna uppifrån.", "The levels from the top."),
};

/* Of few answers nothing. */
static struct chain_hold hold_of(const struct rows *rows, size_t row, const struct chain_level *level,
                                 double conf_level) {
    const struct chain_level nobody = {NAN, NAN, NAN, NAN, NAN};
    return stats_chain_hold(rows_flag(rows, row, CHAIN_IS_FEW) ? nobody : *level, conf_level);
}

static enum ternary reaches_users(const struct rows *rows, const struct chain_level *levels, double conf_level) {
    enum ternary reaches = TERNARY_NULL;
    for (size_t i = 0; rows != NULL && i < rows_count(rows); i++)
        if (text_equal(rows_value(rows, i, CHAIN_GOVERNANCE_LEVEL), "user"))
            reaches = hold_of(rows, i, &levels[i], conf_level).holds;
    return reaches;
}

/* A level of few answers counts for the reach and shows no figure. */
static void out_level(struct analysis_run *run, const struct rows *rows, size_t row, const struct chain_level *level) {
    bool is_few = rows_flag(rows, row, CHAIN_IS_FEW);
    struct chain_shares shares = is_few ? (struct chain_shares){NAN, NAN, NAN, NAN} : stats_chain_shares(*level);
    double respondents = is_few ? NAN : level->n_respondents;
    struct run *item = &run->result;
    struct chain_hold hold = hold_of(rows, row, level, item->levels.conf_level);
    out_object(item, NULL);
    out_word(item, "governance_level", rows_value(rows, row, CHAIN_GOVERNANCE_LEVEL));
    out_word(item, "respondent_group", rows_value(rows, row, CHAIN_RESPONDENT_GROUP));
    out_number(item, "n_respondents", respondents);
    out_number(item, "p_stated", shares.stated);
    out_number(item, "p_known", shares.known);
    out_number(item, "p_practised", shares.practised);
    out_number(item, "p_experienced", shares.experienced);
    out_number(item, "p_held", hold.p);
    out_interval(item, "ci", hold.ci);
    out_ternary(item, "holds", hold.holds);
    out_ternary(item, "is_clear", hold.is_clear);
    out_end(item, '}');
    use_assessment(run, "chain-assessments", rows_value(rows, row, CHAIN_ID),
                   rows_value(rows, row, CHAIN_RESPONDENT_GROUP), respondents,
                   rows_flag(rows, row, CHAIN_IS_FICTIONAL));
}

static bool analyse_reach(struct analysis_run *run, struct error *err) {
    const char *const asked[] = {analysis_value(run, "plan"), run->today};
    struct rows *rows;
    struct run *item = &run->result;
    if (!analysis_ask_members(run, SQL_ANALYSIS_CHAIN, asked, 2, &rows, err)) return false;
    size_t count = rows == NULL ? 0 : rows_count(rows);
    struct chain_level *levels = arena_alloc(item->arena, (count + 1) * sizeof *levels);
    for (size_t i = 0; i < count; i++)
        levels[i] =
            (struct chain_level){rows_number(rows, i, CHAIN_N_RESPONDENTS), rows_number(rows, i, CHAIN_N_STATED),
                                 rows_number(rows, i, CHAIN_N_KNOWN), rows_number(rows, i, CHAIN_N_PRACTISED),
                                 rows_number(rows, i, CHAIN_N_EXPERIENCED)};
    struct chain_reach reach = stats_chain_reach(levels, count);
    bool is_known = reach.note.reason == REASON_NONE;
    out_number(item, "reach", reach.reach);
    out_number(item, "levels_held", is_known ? (double)reach.held : NAN);
    out_number(item, "levels_measured", is_known ? (double)reach.measured : NAN);
    out_word(item, "first_break",
             is_known && reach.first_break < count ? rows_value(rows, reach.first_break, CHAIN_GOVERNANCE_LEVEL)
                                                   : NULL);
    out_word(item, "rule", reach_rules[0]);
    out_number(item, "limit", CHAIN_LIMIT);
    out_ternary(item, "reaches_users", reaches_users(rows, levels, item->levels.conf_level));
    out_list(item, "levels");
    for (size_t i = 0; i < count; i++) out_level(run, rows, i, &levels[i]);
    out_end(item, ']');
    run->note = reach.note;
    run->note.method = METHOD_WILSON;
    return true;
}

const struct analysis analysis_steering_reaches = {
    .name = "steering-reaches",
    .list = "steering_reaches",
    .unfolded = "levels",
    PARAMETERS(parameters),
    OUT(reach_out),
    .analyse = analyse_reach,
    .title_sv = "Styrningens räckvidd",
    .title_en = "Reach of steering",
    .sv = "Hur långt ned i styrkedjan det som beslutats också görs, och var det tar slut.",
    .en = "How far down the governance chain what was decided is also done, and where it stops.",
};
