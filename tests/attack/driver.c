/* Disclosure control over standard input: tables in, decisions out, for the attacker (tests/attack/run).
 *
 *   cell STATE N X X_MOST K        STATE shown, hidden, helping or open; X -1 where there is none; cells count from 0
 *   line SUPERSEDED PARENT CHILD.. SUPERSEDED 0 or 1
 *   decide                         ends the table
 *
 * What is helping was hidden before, only to protect others.
 * For each table one line: a letter per cell (F shown, H hidden before, C complementary, U audit), a blank and a digit
 * per cell, which of its figures follow all the same. With --primary-only nothing is hidden for the sake of another. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/disclosure.h"

enum { MOST_CHILDREN = 100000 };

struct table {
    struct arena *arena;
    struct disclosure *disclosure;
    char *states; /* F or H per cell */
    size_t cells, room;
    bool primary_only;
};

static void start(struct table *t) {
    arena_reset(t->arena);
    t->disclosure = stats_disclosure_create(t->arena, 1);
    t->cells = 0;
}

static bool read_cell(struct table *t, char *text) {
    struct disclosure_cell cell = {0};
    char state[8];
    if (sscanf(text, "%7s %ld %ld %ld %ld", state, &cell.n, &cell.x, &cell.x_most, &cell.k) != 5) return false;
    cell.for_others = strcmp(state, "helping") == 0;
    cell.states[0] = state[0] == 'h' ? DISCLOSURE_HIDDEN : state[0] == 'o' ? DISCLOSURE_OPEN : DISCLOSURE_SHOWN;
    if (t->cells == t->room) {
        t->room = t->room == 0 ? 1024 : 2 * t->room;
        t->states = realloc(t->states, t->room);
        if (t->states == NULL) return false;
    }
    t->states[t->cells++] = cell.states[0] == DISCLOSURE_HIDDEN ? 'H' : 'F';
    return stats_disclosure_add_cell(t->disclosure, &cell) + 1 == t->cells;
}

static bool read_line(struct table *t, char *text) {
    static size_t numbers[MOST_CHILDREN];
    size_t count = 0;
    for (char *end; count < MOST_CHILDREN; text = end) {
        numbers[count] = strtoul(text, &end, 10);
        if (end == text) break;
        count++;
    }
    if (count < 3) return false;
    for (size_t i = 1; i < count; i++)
        if (numbers[i] >= t->cells) return false;
    stats_disclosure_add_line(t->disclosure, &(struct disclosure_line){.parent = numbers[1],
                                                                       .children = numbers + 2,
                                                                       .count = count - 2,
                                                                       .superseded = numbers[0] != 0});
    return true;
}

static bool decide(struct table *t) {
    static const char letters[] = {[DISCLOSURE_COMPLEMENTARY] = 'C', [DISCLOSURE_AUDIT] = 'U'};
    struct error err = error_start(t->arena);
    size_t exposed;
    size_t given = t->cells;
    if (!t->primary_only && !stats_disclosure_decide(t->disclosure, &exposed, &err)) {
        fprintf(stderr, "%s\n", err.cause);
        return false;
    }
    for (size_t i = 0; i < given; i++) {
        enum disclosure_mark mark = stats_disclosure_mark(t->disclosure, i);
        putchar(mark == DISCLOSURE_UNMARKED ? t->states[i] : letters[mark]);
    }
    putchar(' ');
    for (size_t i = 0; i < given; i++) putchar('0' + stats_disclosure_exposure(t->disclosure, i));
    putchar('\n');
    fflush(stdout);
    start(t);
    return true;
}

static bool take(struct table *t, char *text) {
    if (strncmp(text, "cell ", 5) == 0) return read_cell(t, text + 5);
    if (strncmp(text, "line ", 5) == 0) return read_line(t, text + 5);
    return strncmp(text, "decide", 6) == 0 && decide(t);
}

int main(int argc, char **argv) {
    struct table t = {.arena = arena_create(), .primary_only = argc > 1 && strcmp(argv[1], "--primary-only") == 0};
    char *text = NULL;
    size_t room = 0;
    bool fine = true;
    start(&t);
    while (fine && getline(&text, &room, stdin) > 0) fine = take(&t, text);
    if (!fine) fprintf(stderr, "tillit-attack: cannot take: %s\n", text);
    free(text);
    free(t.states);
    arena_destroy(t.arena);
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
