/* Where a linear space is zero throughout: elimination expresses as many unknowns as possible by the others, and one
 * random solution tells, since what is not always zero is hardly ever zero in a random one. Calculated modulo a prime,
 * thus without rounding; a chance zero (one in 2^31 for an unknown) hides a cell too much. The seed is fixed: the same
 * release is decided in the same way again. */
#include "disclosure-private.h"

#include <stdlib.h>
#include <string.h>

static const uint64_t prime = 2147483647; /* 2^31 - 1 */

struct entry {
    uint32_t column, value;
};

/* A sparse equation, columns ascending. */
struct equation {
    struct entry *entries;
    size_t count, room;
    bool used; /* as a pivot */
};

/* The rows that may hold a column, some no longer do; `holding` of them do and are unused. */
struct places {
    uint32_t *rows;
    size_t count, room, holding;
};

/* Columns by how many unused rows hold them; a column that has moved on stays behind until it is met. */
struct bucket {
    uint32_t *columns;
    size_t count, room;
};

enum { BUCKETS = 32 }; /* the last is for that many and more */

struct elimination {
    struct arena *arena;
    struct equation *rows, merged;
    struct places *places;
    struct bucket buckets[BUCKETS];
    size_t row_count, column_count;
    uint32_t *pivot_rows, *pivot_columns;
    size_t pivot_count;
};

static uint64_t inverse(uint64_t a) {
    uint64_t result = 1;
    for (uint64_t exponent = prime - 2; exponent > 0; exponent >>= 1, a = a * a % prime)
        if (exponent & 1) result = result * a % prime;
    return result;
}

/* splitmix64, 1 .. prime - 1 */
static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return 1 + (z ^ (z >> 31)) % (prime - 1);
}

static void note_place(struct elimination *e, size_t column, size_t row) {
    struct places *p = &e->places[column];
    p->rows = arena_grow(e->arena, p->rows, p->count, p->count + 1, &p->room, sizeof *p->rows);
    p->rows[p->count++] = (uint32_t)row;
}

static size_t bucket_of(size_t holding) { return holding < BUCKETS ? holding : BUCKETS - 1; }

static void set_holding(struct elimination *e, size_t column, size_t holding) {
    struct bucket *b = &e->buckets[bucket_of(holding)];
    e->places[column].holding = holding;
    b->columns = arena_grow(e->arena, b->columns, b->count, b->count + 1, &b->room, sizeof *b->columns);
    b->columns[b->count++] = (uint32_t)column;
}

static int by_column(const void *a, const void *b) {
    const struct entry *first = a, *second = b;
    return first->column < second->column ? -1 : first->column > second->column;
}

static void read_row(struct elimination *e, const struct system *s, const bool *fixed, size_t i) {
    struct equation *row = &e->rows[i];
    size_t most = s->start[i + 1] - s->start[i];
    row->entries = arena_grow(e->arena, NULL, 0, most, &row->room, sizeof *row->entries);
    for (size_t k = s->start[i]; k < s->start[i + 1]; k++) {
        if (fixed[s->column[k]]) continue;
        row->entries[row->count++] = (struct entry){(uint32_t)s->column[k], (uint32_t)(s->sign[k] > 0 ? 1 : prime - 1)};
        note_place(e, s->column[k], i);
    }
    qsort(row->entries, row->count, sizeof *row->entries, by_column);
}

/* The coefficient of a column in a row. */
static uint64_t coefficient(const struct equation *row, size_t column) {
    size_t low = 0, high = row->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (row->entries[middle].column < column)
            low = middle + 1;
        else
            high = middle;
    }
    return low < row->count && row->entries[low].column == column ? row->entries[low].value : 0;
}

/* rows[target] += factor · rows[pivot] */
static void add_multiple(struct elimination *e, size_t target, size_t pivot, uint64_t factor) {
    struct equation *into = &e->rows[target], *merged = &e->merged;
    const struct equation *from = &e->rows[pivot];
    merged->entries =
        arena_grow(e->arena, merged->entries, 0, into->count + from->count, &merged->room, sizeof(struct entry));
    merged->count = 0;
    for (size_t i = 0, j = 0; i < into->count || j < from->count;) {
        bool old = i < into->count && (j == from->count || into->entries[i].column <= from->entries[j].column);
        bool new = j < from->count && (i == into->count || from->entries[j].column <= into->entries[i].column);
        uint32_t column = old ? into->entries[i].column : from->entries[j].column;
        uint64_t value = old ? into->entries[i++].value : 0;
        if (new) value = (value + factor * from->entries[j++].value) % prime;
        if (!old) {
            note_place(e, column, target);
            set_holding(e, column, e->places[column].holding + 1);
        }
        if (value == 0)
            set_holding(e, column, e->places[column].holding - 1);
        else
            merged->entries[merged->count++] = (struct entry){column, (uint32_t)value};
    }
    into->entries = arena_grow(e->arena, into->entries, 0, merged->count, &into->room, sizeof(struct entry));
    into->count = merged->count;
    if (into->count > 0) memcpy(into->entries, merged->entries, into->count * sizeof(struct entry));
}

/* A column that the fewest unused rows hold, column_count when none is left. */
static size_t choose_column(struct elimination *e) {
    for (size_t i = 1; i < BUCKETS; i++)
        for (struct bucket *b = &e->buckets[i]; b->count > 0;) {
            size_t column = b->columns[--b->count];
            if (bucket_of(e->places[column].holding) == i) return column;
        }
    return e->column_count;
}

/* The shortest unused row that holds the column. */
static size_t choose_row(const struct elimination *e, size_t column) {
    const struct places *p = &e->places[column];
    size_t best = e->row_count;
    for (size_t i = 0; i < p->count; i++) {
        const struct equation *row = &e->rows[p->rows[i]];
        if (row->used || coefficient(row, column) == 0) continue;
        if (best == e->row_count || row->count < e->rows[best].count) best = p->rows[i];
    }
    return best;
}

static void eliminate(struct elimination *e, size_t column) {
    size_t pivot = choose_row(e, column), count = e->places[column].count;
    uint64_t divisor = inverse(coefficient(&e->rows[pivot], column));
    e->rows[pivot].used = true;
    for (size_t i = 0; i < count; i++) {
        size_t row = e->places[column].rows[i];
        uint64_t value = e->rows[row].used ? 0 : coefficient(&e->rows[row], column);
        if (value != 0) add_multiple(e, row, pivot, (prime - value) * divisor % prime);
    }
    for (size_t i = 0; i < e->rows[pivot].count; i++) {
        size_t held = e->rows[pivot].entries[i].column;
        set_holding(e, held, e->places[held].holding - 1);
    }
    e->pivot_rows[e->pivot_count] = (uint32_t)pivot;
    e->pivot_columns[e->pivot_count++] = (uint32_t)column;
}

/* Free unknowns at random; the pivots follow from them, last first. */
static void solve_randomly(const struct elimination *e, const bool *fixed, uint64_t *solution) {
    uint64_t state = 1;
    for (size_t j = 0; j < e->column_count; j++) solution[j] = fixed[j] ? 0 : next_random(&state);
    for (size_t i = e->pivot_count; i-- > 0;) {
        const struct equation *row = &e->rows[e->pivot_rows[i]];
        size_t column = e->pivot_columns[i];
        uint64_t sum = 0;
        for (size_t k = 0; k < row->count; k++)
            if (row->entries[k].column != column)
                sum = (sum + row->entries[k].value * solution[row->entries[k].column]) % prime;
        solution[column] = (prime - sum) % prime * inverse(coefficient(row, column)) % prime;
    }
}

void disclosure_find_moves(const struct system *s, const bool *fixed, bool *moves) {
    struct arena *arena = arena_create();
    struct elimination e = {.arena = arena, .row_count = s->rows, .column_count = s->columns};
    e.rows = arena_alloc(arena, s->rows * sizeof *e.rows);
    e.places = arena_alloc(arena, s->columns * sizeof *e.places);
    e.pivot_rows = arena_alloc(arena, s->rows * sizeof *e.pivot_rows);
    e.pivot_columns = arena_alloc(arena, s->rows * sizeof *e.pivot_columns);
    for (size_t i = 0; i < s->rows; i++) read_row(&e, s, fixed, i);
    for (size_t j = 0; j < s->columns; j++) set_holding(&e, j, e.places[j].count);
    for (size_t column = choose_column(&e); column < e.column_count; column = choose_column(&e)) eliminate(&e, column);
    uint64_t *solution = arena_alloc(arena, s->columns * sizeof *solution);
    solve_randomly(&e, fixed, solution);
    for (size_t j = 0; j < s->columns; j++) moves[j] = solution[j] != 0;
    arena_destroy(arena);
}
