/* A tree of tests (struct condition) as SQL. A comparison with null is neither true nor false to SQL, but false to the
 * tree: what is negated says so. */
#include "base/text.h"
#include "private.h"

/* The value of row v as it is tested. */
static const char *tested(const struct select *select, const struct field *field) {
    struct arena *arena = select->arena;
    if (field->type == FIELD_PERSONS) return arena_printf(arena, "(v.%s #>> '{}')", field->name);
    if (field->flags & FIELD_LIST) return arena_printf(arena, "array_to_string(v.%s, '|')", field->name);
    return select_comparable(arena, "v", field, select->query->lang);
}

static const char *type_of(const struct field *field) {
    if ((field->flags & FIELD_LIST) || field->type == FIELD_PERSONS) return "text";
    return field_is_number(field) ? "numeric" : select_type(field->type);
}

/* ---- single tests ---- */

typedef void add_test(struct select *select, const struct condition *test, const char *value);

static void add_is(struct select *select, const struct condition *test, const char *value) {
    if (test->values[0] == NULL) {
        text_printf(&select->sql, "%s is %s", value, test->is_negated ? "not null" : "null");
        return;
    }
    text_printf(&select->sql, "%s %s %s::%s", value, test->is_negated ? "is distinct from" : "=",
                select_parameter(select, test->values[0]), type_of(test->field));
}

static void add_in(struct select *select, const struct condition *test, const char *value) {
    const char **known = arena_alloc(select->arena, (test->value_count + 1) * sizeof *known);
    size_t count = 0;
    for (size_t i = 0; i < test->value_count; i++)
        if (test->values[i] != NULL) known[count++] = test->values[i];
    bool has_null = count < test->value_count;
    text_printf(&select->sql, "(%s = any(%s::%s[])%s%s%s) is %s", value,
                select_parameter(select, select_array(select->arena, known, count)), type_of(test->field),
                has_null ? " or " : "", has_null ? value : "", has_null ? " is null" : "",
                test->is_negated ? "not true" : "true");
}

static void add_comparison(struct select *select, const struct condition *test, const char *value) {
    static const char *const signs[] = {
        [TEST_LESS] = "<", [TEST_AT_MOST] = "<=", [TEST_MORE] = ">", [TEST_AT_LEAST] = ">="};
    text_printf(&select->sql, "(%s %s %s::%s)%s",
                select_collated(select->arena, test->field, value, select->query->lang), signs[test->test],
                select_parameter(select, test->values[0]), type_of(test->field),
                test->is_negated ? " is not true" : "");
}

static void add_like(struct select *select, const struct condition *test, const char *value) {
    const char *before = test->test == TEST_STARTS ? "" : "%", *after = test->test == TEST_ENDS ? "" : "%";
    text_printf(&select->sql, "%s %slike %s", value, test->is_negated ? "not " : "",
                select_parameter(select, select_like(select->arena, before, test->values[0], after)));
}

static void add_single(struct select *select, const struct condition *test) {
    static add_test *const adders[] = {
        [TEST_IS] = add_is,           [TEST_IN] = add_in,
        [TEST_LESS] = add_comparison, [TEST_AT_MOST] = add_comparison,
        [TEST_MORE] = add_comparison, [TEST_AT_LEAST] = add_comparison,
        [TEST_CONTAINS] = add_like,   [TEST_STARTS] = add_like,
        [TEST_ENDS] = add_like,
    };
    adders[test->test](select, test, tested(select, test->field));
}

/* ---- trees ---- */

static void add_condition(struct select *select, const struct condition *condition) {
    bool is_all = condition->kind == CONDITION_ALL;
    if (condition->kind == CONDITION_TEST) {
        add_single(select, condition);
        return;
    }
    if (condition->part_count == 0) text_add(&select->sql, is_all ? "true" : "false");
    for (size_t i = 0; i < condition->part_count; i++) {
        text_add(&select->sql, i == 0 ? "(" : is_all ? " and " : " or ");
        add_condition(select, condition->parts[i]);
    }
    if (condition->part_count > 0) text_add_char(&select->sql, ')');
}

void select_add_condition(struct select *select) {
    if (select->query->where == NULL) return;
    text_add(&select->sql, " and ");
    add_condition(select, select->query->where);
}
