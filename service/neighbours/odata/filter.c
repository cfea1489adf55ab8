/* $filter: the part of OData's grammar that lists can answer, as a tree of tests (OData 4.01 URL Conventions, 5.1.1).
 *
 * Expressions nest: depth and number of tests are bounded here, the length by that of the address. */
#include <stdlib.h>
#include <string.h>

#include "domain/parameters.h"
#include "private.h"

enum { MOST_DEPTH = 50, MOST_TESTS = 200 };

#define SUPPORTED "eq, ne, gt, ge, lt, le, in, and, or, not, contains, startswith, endswith, ( )"

struct reading {
    struct arena *arena;
    const struct entity_set *set;
    const char *start, *at;
    size_t depth, tests;
    long most_values;
    struct error *err;
};

/* What has been read: a condition already, or what still has to be compared. */
struct term {
    const struct condition *condition;
    const struct property *property;
    struct literal literal;
};

/* ---- refusals ---- */

static bool refuse_at(const struct reading *reading, const char *sv, const char *da, const char *en) {
    struct arena *arena = reading->arena;
    size_t place = text_characters(arena_strndup(arena, reading->start, (size_t)(reading->at - reading->start))) + 1;
    return error_say(reading->err, PROBLEM_INVALID_PARAMETERS,
                     arena_printf(arena, "$filter, tecken %zu: %s", place, sv),
                     arena_printf(arena, "$filter, tegn %zu: %s", place, da),
                     arena_printf(arena, "$filter, character %zu: %s", place, en));
}

static bool refuse_expected(const struct reading *reading, const char *what) {
    struct arena *arena = reading->arena;
    return refuse_at(reading, arena_printf(arena, "här väntas %s.", what), arena_printf(arena, "her ventes %s.", what),
                     arena_printf(arena, "%s is expected here.", what));
}

static bool refuse_unknown(const struct reading *reading, const char *name) {
    struct text names = text_start(reading->arena);
    for (size_t i = 0; i < reading->set->property_count; i++) text_add_item(&names, reading->set->properties[i].name);
    return parameter_refuse(reading->err, "$filter", VIOLATION_UNKNOWN_FIELD, name, names.data);
}

static bool refuse_type(const struct reading *reading, enum literal_kind wanted) {
    static const enum violation_code codes[] = {
        [LITERAL_BOOLEAN] = VIOLATION_NOT_A_BOOLEAN, [LITERAL_TEXT] = VIOLATION_NOT_A_TEXT,
        [LITERAL_NUMBER] = VIOLATION_NOT_A_DECIMAL,  [LITERAL_DATE] = VIOLATION_NOT_A_DATE,
        [LITERAL_TIME] = VIOLATION_NOT_A_TIME,
    };
    return parameter_refuse(reading->err, "$filter", codes[wanted], NULL, NULL);
}

static bool refuse_support(const struct reading *reading) { return odata_refuse("$filter", SUPPORTED, reading->err); }

/* ---- pieces of the text ---- */

#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789"

static void skip_blank(struct reading *reading) { reading->at += strspn(reading->at, " \t"); }

static bool take_sign(struct reading *reading, char sign) {
    skip_blank(reading);
    if (*reading->at != sign) return false;
    reading->at++;
    return true;
}

static size_t name_length(const struct reading *reading) { return strspn(reading->at, NAME_CHARACTERS); }

static bool take_word(struct reading *reading, const char *word) {
    skip_blank(reading);
    size_t length = strlen(word);
    if (name_length(reading) != length || strncmp(reading->at, word, length) != 0) return false;
    reading->at += length;
    return true;
}

/* ---- making trees ---- */

static const struct condition *make_tree(const struct reading *reading, enum condition_kind kind,
                                         const struct condition *const *parts, size_t count) {
    if (count == 1) return parts[0];
    struct condition *tree = arena_alloc(reading->arena, sizeof *tree);
    *tree = (struct condition){.kind = kind, .parts = parts, .part_count = count};
    return tree;
}

static const struct condition *make_constant(const struct reading *reading, bool is_true) {
    return make_tree(reading, is_true ? CONDITION_ALL : CONDITION_ANY, NULL, 0);
}

static const struct condition *make_test(struct reading *reading, const struct property *property,
                                         enum condition_test test, const char *const *values, size_t count) {
    struct condition *made = arena_alloc(reading->arena, sizeof *made);
    *made = (struct condition){
        .kind = CONDITION_TEST, .field = property->field, .test = test, .values = values, .value_count = count};
    if (!property_can_filter(property)) refuse_support(reading);
    if (++reading->tests > MOST_TESTS)
        parameter_refuse(reading->err, "$filter", VIOLATION_TOO_MANY, arena_printf(reading->arena, "%d", MOST_TESTS),
                         NULL);
    return error_is_set(reading->err) ? NULL : made;
}

static const char *const *one_value(const struct reading *reading, const char *value) {
    const char **values = arena_alloc(reading->arena, sizeof *values);
    values[0] = value;
    return values;
}

/* `not` is carried down to the tests, which know what it means for what is unknown. */
static const struct condition *negate(const struct reading *reading, const struct condition *condition) {
    struct condition *negated = arena_alloc(reading->arena, sizeof *negated);
    *negated = *condition;
    negated->is_negated = !condition->is_negated;
    if (condition->kind == CONDITION_TEST) return negated;
    const struct condition **parts = arena_alloc(reading->arena, (condition->part_count + 1) * sizeof *parts);
    for (size_t i = 0; i < condition->part_count; i++) parts[i] = negate(reading, condition->parts[i]);
    negated->kind = condition->kind == CONDITION_ALL ? CONDITION_ANY : CONDITION_ALL;
    negated->parts = parts;
    return negated;
}

/* ---- comparisons ---- */

static const struct {
    const char *word;
    enum condition_test test, turned; /* turned: with the sides exchanged */
    bool is_negated, has_order;
} operators[] = {
    {"eq", TEST_IS, TEST_IS, false, false},    {"ne", TEST_IS, TEST_IS, true, false},
    {"gt", TEST_MORE, TEST_LESS, false, true}, {"ge", TEST_AT_LEAST, TEST_AT_MOST, false, true},
    {"lt", TEST_LESS, TEST_MORE, false, true}, {"le", TEST_AT_MOST, TEST_AT_LEAST, false, true},
};

enum { OPERATOR_COUNT = sizeof operators / sizeof *operators };

static size_t take_operator(struct reading *reading) {
    size_t i = 0;
    while (i < OPERATOR_COUNT && !take_word(reading, operators[i].word)) i++;
    return i;
}

static bool check_literal(const struct reading *reading, const struct property *property, struct literal literal) {
    enum literal_kind wanted = literal_of(property);
    if (literal.kind == LITERAL_NULL || literal.kind == wanted) return true;
    return literal.kind == LITERAL_OTHER ? refuse_support(reading) : refuse_type(reading, wanted);
}

/* contains(name,'x') eq true, as some programs write it. */
static const struct condition *compare_condition(struct reading *reading, const struct condition *condition,
                                                 struct literal literal, size_t operator) {
    if (literal.kind != LITERAL_BOOLEAN || operators[operator].has_order) {
        refuse_support(reading);
        return NULL;
    }
    bool is_same = text_equal(literal.value, "true") != operators[operator].is_negated;
    return is_same ? condition : negate(reading, condition);
}

static const struct condition *compare(struct reading *reading, const struct term *left, const struct term *right,
                                       size_t operator) {
    bool is_turned = left->property == NULL;
    const struct property *property = is_turned ? right->property : left->property;
    struct literal literal = is_turned ? left->literal : right->literal;
    if (left->condition != NULL && right->condition == NULL)
        return compare_condition(reading, left->condition, right->literal, operator);
    if (right->condition != NULL || property == NULL || literal.kind == LITERAL_NONE) {
        refuse_support(reading); /* two properties, two values */
        return NULL;
    }
    if (!check_literal(reading, property, literal)) return NULL;
    /* nothing is more or less than null */
    if (literal.kind == LITERAL_NULL && operators[operator].has_order) return make_constant(reading, false);
    enum condition_test test = is_turned ? operators[operator].turned : operators[operator].test;
    const struct condition *made = make_test(reading, property, test, one_value(reading, literal.value), 1);
    return made == NULL || !operators[operator].is_negated ? made : negate(reading, made);
}

/* ('a','b') after `in` */
static const struct condition *read_list(struct reading *reading, const struct property *property) {
    const char **values = NULL;
    size_t count = 0, room = 0;
    if (property == NULL) {
        refuse_support(reading);
        return NULL;
    }
    bool good = take_sign(reading, '(') || refuse_expected(reading, "(");
    while (good) {
        skip_blank(reading);
        struct literal literal = literal_take(reading->arena, &reading->at);
        good = (literal.kind != LITERAL_NONE || refuse_expected(reading, "'…'")) &&
               check_literal(reading, property, literal);
        if (good && count >= (size_t)reading->most_values)
            good = parameter_refuse(reading->err, "$filter", VIOLATION_TOO_MANY,
                                    arena_printf(reading->arena, "%ld", reading->most_values), NULL);
        if (!good) break;
        values = arena_grow(reading->arena, values, count, count + 1, &room, sizeof *values);
        values[count++] = literal.value;
        if (!take_sign(reading, ',')) break;
    }
    if (!good || !(take_sign(reading, ')') || refuse_expected(reading, ", )"))) return NULL;
    return make_test(reading, property, TEST_IN, values, count);
}

/* ---- functions ---- */

static const struct {
    const char *name;
    enum condition_test test;
} functions[] = {{"contains", TEST_CONTAINS}, {"startswith", TEST_STARTS}, {"endswith", TEST_ENDS}};

enum { FUNCTION_COUNT = sizeof functions / sizeof *functions };

const char *filter_function(size_t i) { return i < FUNCTION_COUNT ? functions[i].name : NULL; }

static const struct property *take_property(struct reading *reading) {
    skip_blank(reading);
    size_t length = name_length(reading);
    const char *name = arena_strndup(reading->arena, reading->at, length);
    const struct property *property = set_property(reading->set, name);
    if (property != NULL) reading->at += length;
    return property;
}

/* name,'x') after contains( */
static const struct condition *read_arguments(struct reading *reading, enum condition_test test) {
    const struct property *property = take_property(reading);
    if (property == NULL || !take_sign(reading, ',')) {
        refuse_support(reading);
        return NULL;
    }
    skip_blank(reading);
    struct literal literal = literal_take(reading->arena, &reading->at);
    if (literal_of(property) != LITERAL_TEXT || literal.kind != LITERAL_TEXT) {
        literal.kind == LITERAL_NONE ? refuse_expected(reading, "'…'") : refuse_type(reading, LITERAL_TEXT);
        return NULL;
    }
    if (!take_sign(reading, ')')) {
        refuse_expected(reading, ")");
        return NULL;
    }
    return make_test(reading, property, test, one_value(reading, literal.value), 1);
}

/* ---- expressions ---- */

static const struct condition *read_any(struct reading *reading);

static const struct condition *condition_of(struct reading *reading, const struct term *term) {
    if (term->condition != NULL || error_is_set(reading->err)) return term->condition;
    if (term->property != NULL && literal_of(term->property) == LITERAL_BOOLEAN)
        return make_test(reading, term->property, TEST_IS, one_value(reading, "true"), 1);
    if (term->literal.kind == LITERAL_BOOLEAN) return make_constant(reading, text_equal(term->literal.value, "true"));
    refuse_expected(reading, "eq, ne, gt, ge, lt, le, in");
    return NULL;
}

static bool is_name_start(char c) { return c != '\0' && strchr(NAME_CHARACTERS "$@", c) != NULL; }

/* A name that is no property: a function of ours, of OData's, or nothing. */
static bool read_named(struct reading *reading, struct term *term) {
    size_t length = name_length(reading);
    const char *name = arena_strndup(reading->arena, reading->at, length), *after = reading->at + length;
    bool is_call = *after == '(';
    for (size_t i = 0; i < FUNCTION_COUNT && is_call; i++) {
        if (!text_equal(functions[i].name, name)) continue;
        reading->at = after + 1;
        term->condition = read_arguments(reading, functions[i].test);
        return term->condition != NULL;
    }
    if (is_call || *reading->at == '$' || *reading->at == '@' || *after == '/') return refuse_support(reading);
    return refuse_unknown(reading, name);
}

static bool read_parenthesis(struct reading *reading, struct term *term) {
    reading->at++;
    if (++reading->depth > MOST_DEPTH)
        return parameter_refuse(reading->err, "$filter", VIOLATION_TOO_DEEP,
                                arena_printf(reading->arena, "%d", MOST_DEPTH), NULL);
    term->condition = read_any(reading);
    reading->depth--;
    if (term->condition == NULL) return false;
    return take_sign(reading, ')') || refuse_expected(reading, "and, or, )");
}

static bool read_term(struct reading *reading, struct term *term) {
    *term = (struct term){0};
    skip_blank(reading);
    if (*reading->at == '(') return read_parenthesis(reading, term);
    term->property = take_property(reading);
    if (term->property != NULL) return *reading->at == '/' || *reading->at == '(' ? refuse_support(reading) : true;
    term->literal = literal_take(reading->arena, &reading->at);
    if (term->literal.kind == LITERAL_OTHER) return refuse_support(reading);
    if (term->literal.kind != LITERAL_NONE) return true;
    return is_name_start(*reading->at) ? read_named(reading, term) : refuse_expected(reading, "'…', 123, (");
}

static bool has_arithmetic(struct reading *reading) {
    static const char *const words[] = {"add", "sub", "mul", "div", "divby", "mod", "has"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (take_word(reading, words[i])) return true;
    return false;
}

/* A term alone, or compared with another. */
static const struct condition *read_comparison(struct reading *reading) {
    struct term left, right;
    if (!read_term(reading, &left)) return NULL;
    if (take_word(reading, "in")) return read_list(reading, left.property);
    size_t operator= take_operator(reading);
    if (operator<OPERATOR_COUNT) {
        if (!read_term(reading, &right)) return NULL;
        left = (struct term){.condition = compare(reading, &left, &right, operator)};
    }
    if (!error_is_set(reading->err) && has_arithmetic(reading)) refuse_support(reading);
    return condition_of(reading, &left);
}

static const struct condition *read_not(struct reading *reading) {
    bool is_negated = false;
    while (take_word(reading, "not")) is_negated = !is_negated;
    const struct condition *condition = read_comparison(reading);
    return condition == NULL || !is_negated ? condition : negate(reading, condition);
}

/* Parts joined by a word, as one tree of any width: what is of the same kind within it joins it. */
static const struct condition *read_joined(struct reading *reading, const char *word, enum condition_kind kind,
                                           const struct condition *(*read_part)(struct reading *reading)) {
    const struct condition **parts = NULL;
    size_t count = 0, room = 0;
    do {
        const struct condition *part = read_part(reading);
        if (part == NULL) return NULL;
        bool is_same = part->kind == kind && part->part_count > 0;
        const struct condition *const *more = is_same ? part->parts : &part;
        size_t more_count = is_same ? part->part_count : 1;
        parts = arena_grow(reading->arena, parts, count, count + more_count, &room, sizeof *parts);
        for (size_t i = 0; i < more_count; i++) parts[count++] = more[i];
    } while (take_word(reading, word));
    return make_tree(reading, kind, parts, count);
}

static const struct condition *read_all(struct reading *reading) {
    return read_joined(reading, "and", CONDITION_ALL, read_not);
}

static const struct condition *read_any(struct reading *reading) {
    return read_joined(reading, "or", CONDITION_ANY, read_all);
}

static struct reading start(const struct request *request, const struct entity_set *set, const char *text,
                            struct error *err) {
    return (struct reading){.arena = request->arena,
                            .set = set,
                            .start = text,
                            .at = text,
                            .most_values = request->config->max_values,
                            .err = err};
}

bool filter_read(const struct request *request, const struct entity_set *set, const char *text,
                 const struct condition **condition, struct error *err) {
    struct reading reading = start(request, set, text, err);
    *condition = read_any(&reading);
    if (*condition == NULL) return false;
    skip_blank(&reading);
    return *reading.at == '\0' || refuse_expected(&reading, "and, or");
}

/* ---- keys ---- */

/* Of a single key the name may be left out. */
static const struct property *take_key(struct reading *reading) {
    const char *before = reading->at;
    const struct property *property = take_property(reading);
    if (property != NULL && take_sign(reading, '=')) return property;
    reading->at = before;
    return reading->set->key_count == 1 ? reading->set->keys[0] : NULL;
}

static bool is_key(const struct entity_set *set, const struct property *property) {
    for (size_t i = 0; i < set->key_count; i++)
        if (set->keys[i] == property) return true;
    return false;
}

static const struct condition *read_key_part(struct reading *reading) {
    const struct property *property = take_key(reading);
    if (property == NULL || !is_key(reading->set, property)) return NULL;
    skip_blank(reading);
    struct literal literal = literal_take(reading->arena, &reading->at);
    if (literal.kind != literal_of(property)) return NULL;
    return make_test(reading, property, TEST_IS, one_value(reading, literal.value), 1);
}

bool filter_read_key(const struct request *request, const struct entity_set *set, const char *text,
                     const struct condition **condition, struct error *err) {
    struct reading reading = start(request, set, text, err);
    const struct condition **parts = arena_alloc(request->arena, set->key_count * sizeof *parts);
    size_t count = 0;
    bool good = true;
    for (bool more = true; more && good; more = take_sign(&reading, ',')) {
        const struct condition *part = count < set->key_count ? read_key_part(&reading) : NULL;
        good = part != NULL;
        for (size_t i = 0; i < count && good; i++) good = parts[i]->field != part->field;
        if (good) parts[count++] = part;
    }
    if (!good || count < set->key_count || *reading.at != '\0') return error_set(err, PROBLEM_NOT_FOUND);
    *condition = make_tree(&reading, CONDITION_ALL, parts, count);
    return true;
}

/* ---- what lists filter by themselves ---- */

static bool is_filter(const struct condition *condition) {
    if (condition->kind != CONDITION_TEST || condition->is_negated) return false;
    if (condition->test != TEST_IS && condition->test != TEST_IN) return false;
    for (size_t i = 0; i < condition->value_count; i++)
        if (condition->values[i] == NULL) return false;
    const struct property property = {condition->field->name, condition->field};
    bool is_single = (condition->field->flags & FIELD_FILTER) && !(condition->field->flags & FIELD_LIST);
    return is_single && condition->field->type != FIELD_PERSONS && literal_of(&property) == LITERAL_TEXT;
}

void filter_apply(struct arena *arena, const struct condition *condition, struct query *query) {
    bool is_all = condition->kind == CONDITION_ALL;
    const struct condition *const *parts = is_all ? condition->parts : &condition;
    size_t count = is_all ? condition->part_count : 1, rest_count = 0;
    struct filter *filters = arena_alloc(arena, (count + 1) * sizeof *filters);
    const struct condition **rest = arena_alloc(arena, (count + 1) * sizeof *rest);
    query->filter_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_filter(parts[i]))
            filters[query->filter_count++] =
                (struct filter){parts[i]->field, FILTER_IN, parts[i]->values, parts[i]->value_count};
        else
            rest[rest_count++] = parts[i];
    }
    query->filters = filters;
    if (rest_count == 0) return;
    struct condition *where = arena_alloc(arena, sizeof *where);
    *where = (struct condition){.kind = CONDITION_ALL, .parts = rest, .part_count = rest_count};
    query->where = where;
}
