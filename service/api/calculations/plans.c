/* Following up: plan-progresses, goal-achievements. */
#include "private.h"
#include "stats/goal.h"
#include "stats/progress.h"

#define DATE_IN(name_, flags_, example_, sv_, en_)                                                                     \
    { .name = name_, .type = FIELD_DATE, .flags = flags_, .example = example_, .sv = sv_, .en = en_ }

static const struct member action_parts[] = {
    {.name = "code",
     .type = FIELD_TEXT,
     .flags = SHAPE_NEEDED,
     .example = "\"a1\"",
     .sv = "Insatsens namn.",
     .en = "Name of the action."},
    {.name = "weight",
     .type = FIELD_DOUBLE,
     .flags = SHAPE_ABOVE,
     FROM_ZERO,
     .example = "1",
     .otherwise = "1",
     .sv = "Vikt, över 0.",
     .en = "Weight, above 0."},
    DATE_IN("start_date", SHAPE_NEEDED, "\"2025-01-01\"", "Första dag.", "First day."),
    DATE_IN("end_date", SHAPE_NEEDED, "\"2025-12-31\"", "Sista dag.", "Last day."),
    SHARE_IN("progress", "0.5", "Genomfört, 0–1.", "Carried out, 0–1."),
    WORD_IN("state", stats_action_state_codes, "\"in_progress\"", "Var i livscykeln insatsen är.",
            "Where in its life cycle the action is."),
};
static const struct member progress_in[] = {
    DATE_IN("as_of", SHAPE_NEEDED, "\"2025-09-30\"", "Dagen det gäller.", "The day it is about."),
    LIST_IN("actions", action_parts, "Planens insatser.", "The actions of the plan."),
};
static const struct member action_out[] = {ACTION_PROGRESS_OUT};
static const struct member progress_out[] = {
    LIST_OUT("actions", action_out, "Insatserna.", "The actions."),
    PLAN_PROGRESS_OUT,
};

static void compute_progress(struct run *run) {
    size_t count;
    const json_t *list = in_list(run->in, "actions", &count);
    struct action_progress *actions = arena_alloc(run->arena, count * sizeof *actions);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i);
        actions[i] = (struct action_progress){
            .weight = in_number_or(item, "weight", 1),
            .start_day = in_day(item, "start_date"),
            .end_day = in_day(item, "end_date"),
            .progress = in_number(item, "progress"),
            .state = (enum action_state)in_code(item, "state", stats_action_state_codes, ACTION_STATE_COUNT)};
        if (actions[i].end_day < actions[i].start_day)
            in_refuse(run, arena_printf(run->arena, "/actions/%zu/end_date", i), VIOLATION_NOT_BEFORE, "start_date",
                      NULL);
    }
    if (error_is_set(run->err)) return;
    struct plan_progress plan = stats_plan_progress(actions, count, in_day(run->in, "as_of"), stats_default_rag_limits);
    out_list(run, "actions");
    for (size_t i = 0; i < count; i++) {
        out_object(run, NULL);
        out_action_progress(run, in_word(json_array_get(list, i), "code"), &actions[i],
                            stats_rag_codes[actions[i].rag]);
        out_end(run, '}');
    }
    out_end(run, ']');
    out_plan_progress(run, &plan);
    out_note(run, &plan.note);
}

static const struct variant progress_variants[] = {{NULL, SHAPES(progress_in), SHAPES(progress_out), compute_progress}};
const struct calculation calculation_plan_progresses = {
    .name = "plan-progresses",
    VARIANTS(progress_variants),
    .title_sv = "En plans genomförande",
    .title_en = "Progress of a plan",
    .sv = "Insatsers genomförande mot tiden, med trafikljus.",
    .en = "Progress of actions against time, with traffic lights.",
};

/* ---- goal-achievements ---- */

static const char *const directions[] = {"up", "down"};
#define ERROR_IN(name_, sv_, en_)                                                                                      \
    { .name = name_, .type = FIELD_DOUBLE, .flags = SHAPE_NULL, FROM_ZERO, .example = "1.5", .sv = sv_, .en = en_ }
static const struct member goal_in[] = {
    NUMBER_IN("baseline", "50", "Värdet vid start.", "The value at the start."),
    ERROR_IN("baseline_se", "Dess medelfel.", "Its standard error."),
    NUMBER_IN("target", "60", "Målvärdet.", "The target."),
    NUMBER_IN("current", "54", "Värdet nu.", "The value now."),
    ERROR_IN("current_se", "Dess medelfel.", "Its standard error."),
    DATE_IN("baseline_date", SHAPE_NULL, "\"2024-12-31\"", "Slutet av startperioden.", "End of the baseline period."),
    DATE_IN("target_date", SHAPE_NULL, "\"2028-12-31\"", "Dagen då målet ska vara nått.",
            "The day by which the target is to be met."),
    DATE_IN("as_of", SHAPE_NULL, "\"2025-09-30\"", "Dagen det gäller.", "The day it is about."),
    WORD_IN("direction", directions, "\"up\"", "Om högre är bättre eller lägre.", "Whether higher is better or lower."),
};
static const struct member goal_out[] = {GOAL_OUT};

static void compute_goal(struct run *run) {
    struct goal goal = {.baseline = in_number(run->in, "baseline"),
                        .baseline_se = in_number(run->in, "baseline_se"),
                        .current = in_number(run->in, "current"),
                        .current_se = in_number(run->in, "current_se"),
                        .baseline_day = in_day(run->in, "baseline_date"),
                        .target_day = in_day(run->in, "target_date"),
                        .as_of_day = in_day(run->in, "as_of")};
    goal.target.direction = (enum direction)in_code(run->in, "direction", stats_direction_codes, DIRECTION_COUNT);
    goal.target.low = goal.target.high = in_number(run->in, "target");
    if (goal.target_day <= goal.baseline_day) {
        in_refuse(run, "/target_date", VIOLATION_NOT_BEFORE, "baseline_date", NULL);
        return;
    }
    struct goal_achievement achieved = stats_goal_achievement(goal, run->levels);
    out_goal(run, &achieved);
    out_note(run, &achieved.note);
}

static const struct variant goal_variants[] = {{NULL, SHAPES(goal_in), SHAPES(goal_out), compute_goal}};
const struct calculation calculation_goal_achievements = {
    .name = "goal-achievements",
    VARIANTS(goal_variants),
    .title_sv = "Hur långt ett mål nått",
    .title_en = "How far a goal has come",
    .sv = "Måluppfyllelse mot tiden, och om förändringen är säkerställd.",
    .en = "Achievement against time, and whether the change is significant.",
};
