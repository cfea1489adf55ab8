/* What is better of a figure, where the indicator alone does not say: the range that its target gives. */
#include "private.h"

bool analysis_aim(struct analysis_run *run, const struct figure *figure, struct aim *aim, struct error *err) {
    const char *const asked[] = {figure->indicator, figure->area, figure->respondent_group, run->today};
    struct rows *rows;
    *aim = figure->aim;
    if (aim->direction != DIRECTION_RANGE) return true;
    if (!analysis_ask(run, SQL_ANALYSIS_TARGET, asked, 4, &rows, err)) return false;
    if (rows_count(rows) == 0 || rows_value(rows, 0, DUE_TARGET_TARGET_LOW) == NULL) {
        aim->direction = DIRECTION_NONE;
        return true;
    }
    aim->low = rows_number(rows, 0, DUE_TARGET_TARGET_LOW);
    aim->high = rows_number(rows, 0, DUE_TARGET_TARGET_HIGH);
    return true;
}
