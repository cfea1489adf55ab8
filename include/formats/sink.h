/* Where a result is printed to, member by member in the order of its table: as JSON, or as rows of a table in any
 * format that takes one. Whoever prints does not know which. */
#ifndef FORMATS_SINK_H
#define FORMATS_SINK_H

#include "formats/formats.h"

enum value_kind { VALUE_NULL, VALUE_NUMBER, VALUE_WORD, VALUE_BOOLEAN };

/* A number that is not finite and a word that is NULL are null. */
struct value {
    enum value_kind kind;
    double number;
    const char *word;
    bool is_true;
};

enum group { GROUP_OBJECT, GROUP_LIST };

struct sink;

/* A name is NULL within a list. */
struct sink_type {
    void (*begin)(struct sink *sink, const char *name, enum group group);
    void (*member)(struct sink *sink, const char *name, const struct value *value);
    void (*end)(struct sink *sink, enum group group);
    struct text *(*text)(struct sink *sink);
};

struct sink {
    const struct sink_type *type;
};

/* One JSON text. */
struct sink *sink_json(struct arena *arena);

/* A list of objects as rows: columns are named as the objects' members, a member of an object within by both names
 * (`crude_x`). Members that are no column are left out. Lists become one cell, but for the list `unfolded` (may be
 * NULL): a row for each of its objects, one without when it is empty. */
struct sink *sink_table(struct arena *arena, const struct format *format, const struct column *columns, size_t count,
                        const char *unfolded, const struct about *about);

/* The writer of a table's rows: to be finished once all is printed. */
struct writer *sink_table_writer(struct sink *sink);

static inline void sink_begin(struct sink *sink, const char *name, enum group group) {
    sink->type->begin(sink, name, group);
}
static inline void sink_member(struct sink *sink, const char *name, const struct value *value) {
    sink->type->member(sink, name, value);
}
static inline void sink_end(struct sink *sink, enum group group) { sink->type->end(sink, group); }

/* What has been printed up to now. */
static inline struct text *sink_text(struct sink *sink) { return sink->type->text(sink); }

#endif
