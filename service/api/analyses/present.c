/* How results are presented to whoever asks for it: numbers with fewer digits, shares as percent, words beside codes. A
 * sink before the one that prints; it follows the tables of members, which say what is a share and which codes are of
 * what list. */
#include <stdio.h>
#include <stdlib.h>

#include "domain/codelist.h"
#include "private.h"

enum { ITEM_DEPTH = 2, MOST_LEVELS = 16 };

/* What stands in a group: the members of an object, or of a list of words what they are of. */
struct level {
    const struct member *members;
    size_t count;
    bool is_share; /* an interval of shares */
    const struct member *words;
};

/* A code that the item has said. */
struct said {
    struct said *next;
    const struct member *member;
    const char *code;
};

struct presenter {
    struct sink sink;
    struct sink *under;
    const struct analysis *analysis;
    const struct presentation *how;
    struct arena *arena;
    struct level levels[MOST_LEVELS];
    size_t depth;
    struct said *said, **last_said; /* of this item */
};

static struct presenter *presenter_of(struct sink *sink) { return (struct presenter *)sink; }

/* ---- which member it is ---- */

static const struct member *find_among(const struct member *members, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (text_equal(members[i].name, name)) return &members[i];
    return NULL;
}

static const struct level *level_of(const struct presenter *presenter) {
    static const struct level nowhere;
    return presenter->depth == 0 ? &nowhere : &presenter->levels[presenter->depth - 1];
}

static const struct member *find(const struct presenter *presenter, const char *name) {
    const struct analysis *analysis = presenter->analysis;
    const struct level *level = level_of(presenter);
    if (name == NULL) return level->words;
    if (presenter->depth != ITEM_DEPTH) return find_among(level->members, level->count, name);
    const struct member *found = find_among(analysis->out, analysis->out_count, name);
    return found != NULL ? found : find_among(analysis_notes, ANALYSIS_NOTE_COUNT, name);
}

static void begin(struct sink *sink, const char *name, enum group group) {
    struct presenter *presenter = presenter_of(sink);
    const struct member *member = name == NULL ? NULL : find(presenter, name);
    struct level inner = name == NULL ? *level_of(presenter) : (struct level){0};
    if (member != NULL)
        inner = (struct level){member->parts, member->part_count, member->flags & SHAPE_SHARE,
                               member->list == NULL ? NULL : member};
    presenter->levels[presenter->depth++] = inner;
    if (presenter->depth == ITEM_DEPTH) {
        presenter->said = NULL;
        presenter->last_said = &presenter->said;
    }
    sink_begin(presenter->under, name, group);
}

static void end(struct sink *sink, enum group group) {
    struct presenter *presenter = presenter_of(sink);
    presenter->depth--;
    sink_end(presenter->under, group);
}

/* ---- numbers ---- */

/* So many significant digits, none of them taken from before the point: a count stays what it is. */
static double rounded(double value, long digits) {
    char printed[400];
    if (!isfinite(value) || value == floor(value)) return value;
    int decimals = (int)digits - 1 - (int)floor(log10(fabs(value)));
    snprintf(printed, sizeof printed, "%.*f", decimals < 0 ? 0 : decimals, value);
    return strtod(printed, NULL);
}

static double presented(const struct presenter *presenter, const struct member *member, double value) {
    bool is_share = level_of(presenter)->is_share || (member != NULL && member->flags & SHAPE_SHARE);
    if (is_share && presenter->how->shares_as_percent) value *= 100;
    return presenter->how->digits > 0 ? rounded(value, presenter->how->digits) : value;
}

/* ---- words ---- */

static bool is_labelled(const struct presenter *presenter, const struct member *member, const char *name) {
    size_t depth = name == NULL ? ITEM_DEPTH + 1 : ITEM_DEPTH; /* in a list of the item, or in the item itself */
    return presenter->how->has_labels && member != NULL && member->list != NULL && presenter->depth == depth;
}

static void note(struct presenter *presenter, const struct member *member, const char *code) {
    struct said *said = arena_alloc(presenter->arena, sizeof *said);
    *said = (struct said){NULL, member, code};
    *presenter->last_said = said;
    presenter->last_said = &said->next;
}

static void add_member(struct sink *sink, const char *name, const struct value *value) {
    struct presenter *presenter = presenter_of(sink);
    const struct member *member = find(presenter, name);
    struct value shown = *value;
    if (value->kind == VALUE_NUMBER) shown.number = presented(presenter, member, value->number);
    if (value->kind == VALUE_WORD && value->word != NULL && is_labelled(presenter, member, name))
        note(presenter, member, value->word);
    sink_member(presenter->under, name, &shown);
}

static struct text *text_of(struct sink *sink) { return sink_text(presenter_of(sink)->under); }

struct sink *present(struct arena *arena, const struct analysis *analysis, const struct presentation *how,
                     struct sink *under) {
    static const struct sink_type type = {begin, add_member, end, text_of};
    struct presenter *presenter = arena_alloc(arena, sizeof *presenter);
    *presenter = (struct presenter){
        .sink = {&type}, .under = under, .analysis = analysis, .how = how, .arena = arena, .said = NULL};
    return &presenter->sink;
}

/* ---- names of codes, each list read once a request ---- */

struct kept_names {
    struct kept_names *next;
    const char *of; /* a list, or a parameter */
    const char *const *codes;
    const char **names;
    size_t count;
};

static bool read_names(struct analysis_run *run, const char *of, const struct field *field, const char *const *codes,
                       size_t count, const struct kept_names **found, struct error *err) {
    for (*found = run->names; *found != NULL; *found = (*found)->next)
        if (text_equal((*found)->of, of)) return true;
    struct kept_names *names = arena_alloc(run->result.arena, sizeof *names);
    *names = (struct kept_names){.next = run->names, .of = of, .codes = codes, .count = count};
    if (!store_names(run->db, field, run->how.lang, codes, count, &names->names, err)) return false;
    *found = run->names = names;
    return true;
}

/* A code that has no name is called by itself. */
static const char *name_of(const struct kept_names *names, const char *code) {
    for (size_t i = 0; i < names->count; i++)
        if (text_equal(names->codes[i], code)) return names->names[i] == NULL ? code : names->names[i];
    return code;
}

bool parameter_has_names(const struct field *parameter) {
    return (parameter->type == FIELD_REF || parameter->type == FIELD_ENUM) && !(parameter->flags & FIELD_HELPER);
}

static void out_label(struct analysis_run *run, const char *member, const char *code, const char *name) {
    struct run *out = &run->result;
    if (run->how.is_table) {
        out_word(out, arena_printf(out->arena, "%s_name", member), name);
        return;
    }
    out_object(out, NULL);
    out_word(out, "member", member);
    out_word(out, "code", code);
    out_word(out, "name", name);
    out_end(out, '}');
}

static bool out_parameter_labels(struct analysis_run *run, struct error *err) {
    const struct asked *asked = run->asked;
    const struct kept_names *names;
    for (size_t i = 0; i < asked->analysis->parameter_count; i++) {
        const struct field *parameter = &asked->analysis->parameters[i];
        if (run->values[i] == NULL || !parameter_has_names(parameter)) continue;
        if (!read_names(run, parameter->name, parameter, (const char *const *)asked->values[i], asked->counts[i],
                        &names, err))
            return false;
        out_label(run, parameter->name, run->values[i], name_of(names, run->values[i]));
    }
    return true;
}

static bool name_said(struct analysis_run *run, const struct said *said, const char **name, struct error *err) {
    const struct field field = {.name = "code", .type = FIELD_ENUM, .of = said->member->list};
    const struct kept_names *names;
    const char *const *codes;
    size_t count = codelist_codes(field.of, &codes);
    if (!read_names(run, field.of, &field, codes, count, &names, err)) return false;
    *name = name_of(names, said->code);
    return true;
}

/* In a table the words of one list are one cell. */
static bool out_said(struct analysis_run *run, const struct said *said, struct error *err) {
    bool is_open = false;
    for (; said != NULL; said = said->next) {
        const struct member *member = said->member;
        bool is_cell = run->how.is_table && (member->flags & SHAPE_LIST);
        const char *name;
        if (!name_said(run, said, &name, err)) return false;
        if (is_cell && !is_open) out_list(&run->result, arena_printf(run->result.arena, "%s_name", member->name));
        if (is_cell)
            out_word(&run->result, NULL, name);
        else
            out_label(run, member->name, said->code, name);
        is_open = is_cell && said->next != NULL && said->next->member == member;
        if (is_cell && !is_open) out_end(&run->result, ']');
    }
    return true;
}

bool present_labels(struct analysis_run *run, struct error *err) {
    const struct said *said = presenter_of(run->result.out)->said;
    if (!run->how.is_table) out_list(&run->result, analysis_labels);
    if (run->how.has_labels && (!out_parameter_labels(run, err) || !out_said(run, said, err))) return false;
    if (!run->how.is_table) out_end(&run->result, ']');
    return true;
}
