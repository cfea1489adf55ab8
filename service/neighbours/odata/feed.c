/* Entities: pages of a set, one by its key, and how many there are. */
#include <stdlib.h>
#include <string.h>

#include "private.h"

/* ---- rows ---- */

/* A column of the rows as they come. */
struct feed_column {
    const struct property *property; /* NULL for what is only there to go on from */
    const char *label;               /* ,"value": as it stands before each value; NULL when it is not printed */
    size_t label_length;
    bool is_bare;  /* no text to JSON */
    bool is_plain; /* text in which nothing needs an escape */
};

struct printing {
    const struct asking *asking;
    const struct query *query;
    struct feed_column *columns;
    size_t column_count;
    struct text *json;
    long most, printed;
    bool more;
    const char **last; /* the values of the sorts of the last row */
};

static bool is_bare(const struct asking *asking, const struct property *property) {
    static const char *const bare[] = {"Edm.Double", "Edm.Boolean", "Edm.Int64", "Edm.Decimal"};
    size_t count = asking->is_exact ? 2 : sizeof bare / sizeof *bare;
    for (size_t i = 0; i < count; i++)
        if (text_equal(bare[i], property_type(property))) return true;
    return false;
}

/* Codes, periods, days and times. */
static bool is_plain(const struct field *field) {
    static const enum field_type plain[] = {FIELD_CODE, FIELD_UUID, FIELD_ENUM,   FIELD_REF,
                                            FIELD_DATE, FIELD_TIME, FIELD_PERIOD, FIELD_OWNER};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (plain[i] == field->type) return !(field->flags & FIELD_LIST);
    return false;
}

static struct feed_column make_column(const struct asking *asking, const struct property *property) {
    struct feed_column column = {
        .property = property, .is_bare = is_bare(asking, property), .is_plain = is_plain(property->field)};
    if (!options_selects(asking, property)) return column;
    column.label = arena_printf(asking->request->arena, ",\"%s\":", property->name);
    column.label_length = strlen(column.label);
    return column;
}

/* Columns follow the fields (store_stream); an interval has two. */
static void lay_columns(struct printing *printing) {
    const struct asking *asking = printing->asking;
    const struct entity_set *set = asking->set;
    printing->columns =
        arena_alloc(asking->request->arena, 2 * printing->query->field_count * sizeof *printing->columns);
    for (size_t i = 0; i < printing->query->field_count; i++) {
        size_t before = printing->column_count;
        for (size_t j = 0; j < set->property_count; j++)
            if (set->properties[j].field == printing->query->fields[i])
                printing->columns[printing->column_count++] = make_column(asking, &set->properties[j]);
        if (printing->column_count == before) printing->column_count++;
    }
}

static size_t column_of(const struct printing *printing, const struct field *field) {
    size_t column = 0;
    for (size_t i = 0; i < printing->query->field_count; i++) {
        if (printing->query->fields[i] == field) return column;
        column += printing->query->fields[i]->type == FIELD_INTERVAL ? 2 : 1;
    }
    return column;
}

static void begin_next(struct text *json) {
    if (json->data[json->length - 1] != '{') text_add_char(json, ',');
}

static void begin_member(struct text *json, const char *name) {
    begin_next(json);
    text_printf(json, "\"%s\":", name);
}

/* Lists as in CSV: a|b, c:d|e:f. */
static const char *flat(struct arena *arena, const char *cell) {
    char *text = arena_strdup(arena, cell);
    for (char *at = text; *at != '\0'; at++) {
        if (*at == COLUMN_ITEM_END) *at = '|';
        if (*at == COLUMN_PART_END) *at = ':';
    }
    return text;
}

static void add_plain(struct text *json, const char *cell) {
    text_add_char(json, '"');
    text_add(json, cell);
    text_add_char(json, '"');
}

static void print_value(struct text *json, const struct feed_column *column, const char *cell) {
    if (cell == NULL)
        text_add(json, "null");
    else if (column->is_bare)
        text_add(json, cell);
    else if (column->is_plain)
        add_plain(json, cell);
    else
        text_add_json(json, strpbrk(cell, "\x1e\x1f") == NULL ? cell : flat(json->arena, cell));
}

/* JSON tells texts, true and false, and doubles by itself. */
static bool tells_type(const struct property *property) {
    static const char *const told[] = {"Edm.String", "Edm.Boolean", "Edm.Double"};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (text_equal(told[i], property_type(property))) return false;
    return true;
}

/* Indicators('ins-01') */
static const char *entity_id(const struct printing *printing, const char *const *cells) {
    const struct entity_set *set = printing->asking->set;
    struct text id = text_start(printing->json->arena);
    text_printf(&id, "%s(", set->name);
    for (size_t i = 0; i < set->key_count; i++) {
        const struct property *key = set->keys[i];
        const char *quote = literal_of(key) == LITERAL_TEXT ? "'" : "";
        if (set->key_count > 1) text_printf(&id, "%s%s=", i > 0 ? "," : "", key->name);
        text_printf(&id, "%s%s%s", quote, cells[column_of(printing, key->field)], quote);
    }
    text_add_char(&id, ')');
    return id.data;
}

static void print_about(struct printing *printing, const char *const *cells) {
    struct text *json = printing->json;
    if (printing->asking->metadata != METADATA_FULL) return;
    begin_member(json, "@odata.type");
    text_printf(json, "\"#" ODATA_NAMESPACE ".%s\"", printing->asking->set->type);
    begin_member(json, "@odata.id");
    text_add_json(json, odata_link(printing->asking->request, entity_id(printing, cells)));
}

static void print_entity(struct printing *printing, const char *const *cells) {
    struct text *json = printing->json;
    print_about(printing, cells);
    for (size_t i = 0; i < printing->column_count; i++) {
        const struct feed_column *column = &printing->columns[i];
        if (column->label == NULL) continue;
        if (printing->asking->metadata == METADATA_FULL && tells_type(column->property)) {
            begin_member(json, arena_printf(json->arena, "%s@odata.type", column->property->name));
            text_printf(json, "\"#%s\"", property_type(column->property) + strlen("Edm."));
        }
        size_t first = json->data[json->length - 1] == '{'; /* no comma before it */
        text_add_bytes(json, column->label + first, column->label_length - first);
        print_value(json, column, cells[i]);
    }
}

static void keep_place(struct printing *printing, const char *const *cells) {
    const struct query *query = printing->query;
    for (size_t i = 0; i < query->sort_count; i++) {
        const char *cell = cells[column_of(printing, query->sorts[i].field)];
        printing->last[i] = cell == NULL ? NULL : arena_strdup(printing->json->arena, cell);
    }
}

static void take_row(void *state, const char *const *cells, size_t count) {
    struct printing *printing = state;
    (void)count;
    if (printing->printed == printing->most) {
        printing->more = true;
        return;
    }
    text_add(printing->json, printing->printed++ > 0 ? ",\n{" : "\n{");
    print_entity(printing, cells);
    text_add_char(printing->json, '}');
    if (printing->printed == printing->most) keep_place(printing, cells);
}

static void take_entity(void *state, const char *const *cells, size_t count) {
    struct printing *printing = state;
    (void)count;
    print_entity(printing, cells);
    printing->printed++;
}

static void start_printing(struct printing *printing, const struct asking *asking, const struct query *query,
                           struct text *json) {
    *printing = (struct printing){.asking = asking, .query = query, .json = json};
    printing->last = arena_alloc(asking->request->arena, (query->sort_count + 1) * sizeof *printing->last);
    lay_columns(printing);
}

/* ---- what stands before and after them ---- */

/* Each once: what is asked for may have blanks, which an address may not. */
static void add_selected(struct text *of, const struct asking *asking) {
    const char *before = "(";
    if (asking->select == NULL || strchr(asking->select, '*') != NULL) return;
    for (size_t i = 0; i < asking->set->property_count; i++) {
        const struct property *property = &asking->set->properties[i];
        if (!options_selects(asking, property)) continue;
        text_printf(of, "%s%s", before, property->name);
        before = ",";
    }
    text_add_char(of, ')');
}

/* The set, and what is selected of it. */
static void print_context(struct text *json, const struct asking *asking, const char *suffix) {
    struct text of = text_start(json->arena);
    if (asking->metadata == METADATA_NONE) return;
    text_printf(&of, "$metadata#%s", asking->set->name);
    add_selected(&of, asking);
    text_add(&of, suffix);
    begin_member(json, "@odata.context");
    text_add_json(json, odata_link(asking->request, of.data));
}

/* Whatever the order is, nothing is sorted to be counted. */
static bool print_count(struct text *json, const struct asking *asking, struct error *err) {
    struct asking unordered = *asking;
    struct query query;
    long total;
    if (!asking->counts) return true;
    unordered.order = unordered.skip_token = NULL;
    if (!options_query(&unordered, NULL, &query, err) || !rows_total(asking->request, &query, &total, err))
        return false;
    begin_member(json, "@odata.count");
    text_printf(json, asking->is_exact ? "\"%ld\"" : "%ld", total);
    return true;
}

/* The request's own address from here on, with what is left of $top. */
static const char *next_link(const struct printing *printing) {
    static const char *const replaced[] = {"$skip", "$skiptoken", "$top"};
    const struct asking *asking = printing->asking;
    struct arena *arena = asking->request->arena;
    struct text url = link_without(asking->request, replaced, sizeof replaced / sizeof *replaced);
    if (asking->top >= 0) link_add(&url, "$top", arena_printf(arena, "%ld", asking->top - printing->printed));
    link_add(&url, "$skiptoken", query_cursor(arena, printing->query, printing->last));
    return url.data;
}

/* One more than the page, to know whether more follow. */
static bool print_page(struct printing *printing, struct query *query, struct error *err) {
    const struct asking *asking = printing->asking;
    bool is_whole = asking->top >= 0 && asking->top <= asking->page_size;
    printing->most = is_whole ? asking->top : asking->page_size;
    query->limit = is_whole ? asking->top : asking->page_size + 1;
    query->is_page = true;
    return query->limit == 0 || rows_each(asking->request, query, take_row, printing, err);
}

static bool reply_feed(const struct asking *asking, struct reply *reply, struct error *err) {
    struct query query;
    struct printing printing;
    struct text json = text_start(asking->request->arena);
    if (!options_query(asking, NULL, &query, err)) return false;
    text_add_char(&json, '{');
    print_context(&json, asking, "");
    if (!print_count(&json, asking, err)) return false;
    begin_member(&json, "value");
    text_add_char(&json, '[');
    start_printing(&printing, asking, &query, &json);
    if (!print_page(&printing, &query, err)) return false;
    text_add_char(&json, ']');
    if (printing.more) {
        begin_member(&json, "@odata.nextLink");
        text_add_json(&json, next_link(&printing));
    }
    text_add(&json, "}\n");
    odata_reply(asking, &json, reply);
    return true;
}

static bool reply_entity(const struct asking *asking, const char *key, struct reply *reply, struct error *err) {
    const struct condition *condition;
    struct query query;
    struct printing printing;
    struct text json = text_start(asking->request->arena);
    if (!filter_read_key(asking->request, asking->set, key, &condition, err) ||
        !options_query(asking, condition, &query, err))
        return false;
    text_add_char(&json, '{');
    print_context(&json, asking, "/$entity");
    start_printing(&printing, asking, &query, &json);
    query.limit = 1;
    if (!rows_each(asking->request, &query, take_entity, &printing, err)) return false;
    if (printing.printed == 0) return error_set(err, PROBLEM_NOT_FOUND);
    text_add(&json, "}\n");
    odata_reply(asking, &json, reply);
    return true;
}

/* ---- addresses ---- */

/* Indicators, Indicators('ins-01'): the set, and the key or NULL. */
static bool find_set(const struct request *request, const struct entity_set **set, const char **key,
                     struct error *err) {
    const char *segment = request->arguments[0];
    size_t length = strcspn(segment, "(");
    *key = NULL;
    *set = NULL;
    if (segment[length] == '(') {
        if (!text_ends(segment, ")")) return error_set(err, PROBLEM_NOT_FOUND);
        *key = arena_strndup(request->arena, segment + length + 1, strlen(segment) - length - 2);
    }
    *set = set_find(request->arena, arena_strndup(request->arena, segment, length));
    return *set != NULL || error_set(err, PROBLEM_NOT_FOUND);
}

bool handle_odata_set(struct request *request, struct reply *reply, struct error *err) {
    const struct entity_set *set;
    const char *key;
    struct asking asking;
    if (!find_set(request, &set, &key, err)) return false;
    unsigned takes = TAKES_FORMAT | TAKES_SELECT | (key == NULL ? TAKES_ROWS | TAKES_FILTER : 0);
    if (!options_read(request, set, takes, &asking, err)) return false;
    return key == NULL ? reply_feed(&asking, reply, err) : reply_entity(&asking, key, reply, err);
}

/* Observations/$count; a part of an entity is no address of its own. */
bool handle_odata_part(struct request *request, struct reply *reply, struct error *err) {
    const struct entity_set *set;
    const char *key;
    struct asking asking;
    struct query query;
    long total;
    if (!find_set(request, &set, &key, err)) return false;
    if (key != NULL) return odata_refuse(request->arguments[1], "$select", err);
    if (!text_equal(request->arguments[1], "$count")) return error_set(err, PROBLEM_NOT_FOUND);
    if (!options_read(request, set, TAKES_FORMAT | TAKES_FILTER, &asking, err) ||
        !options_query(&asking, NULL, &query, err) || !rows_total(request, &query, &total, err))
        return false;
    const char *body = arena_printf(request->arena, "%ld", total);
    reply_public_json(reply, body, strlen(body));
    reply->content_type = "text/plain; charset=utf-8";
    odata_version(reply);
    return true;
}
