/* What Kolada calls indicators and years. */
#include <string.h>

#include "base/text.h"
#include "domain/column.h"
#include "domain/period.h"
#include "private.h"

struct kpi kpi_read(struct arena *arena, const char *id) {
    const char *dot = strchr(id, '.');
    if (dot == NULL) return (struct kpi){.indicator = id};
    return (struct kpi){.indicator = arena_strndup(arena, id, (size_t)(dot - id)), .group = dot + 1};
}

const char *kpi_id(struct arena *arena, const char *indicator, const char *group, const char *own_group) {
    return text_equal(group, own_group) ? indicator : arena_printf(arena, "%s.%s", indicator, group);
}

const char *kpi_own_group(struct arena *arena, const char *trusters) {
    if (trusters == NULL || *trusters == '\0') return "_T";
    return arena_strndup(arena, trusters, strcspn(trusters, (const char[]){COLUMN_ITEM_END, '\0'}));
}

int year_order(const char *period, const char *other) {
    enum { DATE_SIZE = 11 };
    char start[2][DATE_SIZE], end[2][DATE_SIZE];
    const char *const periods[] = {period, other};
    for (int i = 0; i < 2; i++) {
        period_start_date(periods[i], start[i]);
        period_end_date(periods[i], end[i]);
    }
    int later = strcmp(end[0], end[1]);
    return later != 0 ? later : strcmp(start[1], start[0]);
}
