/* Staged cells that only repeat what the service shows: they must agree with it. */
#include <string.h>

#include "base/text.h"
#include "private.h"

/* ---- what is shown, as expressions of row v ---- */

static const char *in_all_languages(struct arena *arena, const struct shown_column *column) {
    struct text list = text_start(arena);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        text_add_item(&list, column->shown == SHOWN_NAME
                                 ? select_name_of_code(arena, column->field, (enum lang)lang)
                                 : select_label(arena, "v", column->field->name, (enum lang)lang));
    return list.data;
}

/* The texts that the cell may be, separated by commas. */
static const char *known(struct arena *arena, const struct shown_column *column) {
    const char *name = column->field->name;
    switch (column->shown) {
    case SHOWN_LABEL:
    case SHOWN_NAME: return in_all_languages(arena, column);
    case SHOWN_LOW: return arena_printf(arena, "v.%s_low::text", name);
    case SHOWN_HIGH: return arena_printf(arena, "v.%s_high::text", name);
    case SHOWN_LANG: return arena_printf(arena, "v.%s", column->name);
    default: break;
    }
    if (column->field->type == FIELD_INTERVAL)
        return arena_printf(arena,
                            "case when num_nonnulls(v.%s_low, v.%s_high) > 0 then concat(v.%s_low, ':', v.%s_high) end",
                            name, name, name, name);
    if (field_column(column->field, name).type == COLUMN_LIST) /* as a file has it */
        return arena_printf(arena, "translate(%s, chr(%d) || chr(%d), '|:')", select_cell(arena, column->field),
                            COLUMN_ITEM_END, COLUMN_PART_END);
    return arena_printf(arena, "(%s)::text", select_cell(arena, column->field));
}

static bool is_number(const struct shown_column *column) {
    return column->shown == SHOWN_LOW || column->shown == SHOWN_HIGH ||
           (column->shown == SHOWN_VALUE && field_is_number(column->field));
}

/* ---- the row that is shown ---- */

/* A figure is the one that is served, unless its revision is named. */
static const char *match(struct arena *arena, const struct resource *resource) {
    char **parts;
    size_t count = text_split(arena, resource->identity, ',', &parts);
    bool is_series = resource->flags & RESOURCE_SERIES;
    struct text match = text_start(arena);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) text_add(&match, " and ");
        if (is_series && text_equal(parts[i], "revision"))
            text_add(&match, "v.is_current and case when s.revision is null then v.replaced_at is null"
                             " else v.revision = s.revision::int end");
        else
            text_printf(&match, "v.\"%s\"::text = s.\"%s\"", parts[i], parts[i]);
    }
    return match.data;
}

/* A new row has no label yet: its columns by language are what it needs. */
static bool is_needed(const struct shown_column *column) {
    return column->shown == SHOWN_LABEL && (column->field->flags & FIELD_REQUIRED);
}

static void add_cells(struct text *sql, const struct shown_column *columns, size_t count) {
    for (size_t i = 0; i < count; i++)
        text_printf(sql, "%s('%s', s.\"%s\", array[%s], %s, %s)", i > 0 ? ", " : "", columns[i].name, columns[i].staged,
                    known(sql->arena, &columns[i]), is_number(&columns[i]) ? "true" : "false",
                    is_needed(&columns[i]) ? "true" : "false");
}

#define NUMBER "'^-?[0-9]{1,30}(\\.[0-9]{1,30})?([eE][-+]?[0-9]{1,2})?$'"
/* Numbers may be written in several ways. */
#define SAME                                                                                                           \
    "k is not distinct from c.sent or case when c.is_number and c.sent ~ " NUMBER " and k ~ " NUMBER                   \
    " then c.sent::float8 = k::float8"                                                                                 \
    " else false end"

static const char *find_different(struct arena *arena, const struct resource *resource,
                                  const struct shown_column *columns, size_t count, bool given) {
    char **identity;
    struct text sql = text_start(arena);
    text_split(arena, resource->identity, ',', &identity);
    text_printf(&sql,
                "select s.line, c.name, coalesce(nullif(array_to_string(c.known, ' / '), ''), 'null'), count(*) over ()"
                " from staging s left join api.%s v on %s cross join lateral (values ",
                resource->list, match(arena, resource));
    add_cells(&sql, columns, count);
    text_printf(&sql,
                ") as c (name, sent, known, is_number, is_needed)"
                " where %s case when v.\"%s\" is null then c.is_needed or c.sent is not null"
                " else not exists (select from unnest(c.known) u (shown), nullif(u.shown, '') k where " SAME ") end"
                " order by s.line, c.name limit %d",
                given ? "strpos(s.given, '|' || c.name || '|') > 0 and" : "", identity[0], ERROR_MOST_VIOLATIONS);
    return sql.data;
}

bool store_stage_shown(struct db *db, const struct resource *resource, const struct shown_column *columns, size_t count,
                       bool given, struct error *err) {
    if (count == 0) return true;
    PGresult *result = db_exec(db, find_different(db->arena, resource, columns, count, given), NULL, 0, err);
    if (result != NULL) stage_add_violations(result, VIOLATION_SHOWN_DIFFERS, err);
    return result != NULL && !error_is_set(err);
}
