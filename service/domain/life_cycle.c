/* The life cycles of domain.md 2.5 as one table of moves. */
#include "domain/life_cycle.h"

#include "base/text.h"

#define ANY "*"

static const struct {
    const char *one; /* of the resource */
    const char *from, *to;
} moves[] = {
    {"indicator", "draft", "active"},
    {"indicator", "active", "deprecated"},
    {"indicator", "deprecated", "retired"},
    {"release", "planned", "checked"},
    {"release", "planned", "published"}, /* embargoed until its time */
    {"release", "checked", "published"},
    {"release", "published", "withdrawn"},
    {"plan", "draft", "adopted"},
    {"plan", "adopted", "active"},
    {"plan", "active", "under_review"},
    {"plan", "under_review", "active"},
    {"plan", "under_review", "closed"},
    {"plan", ANY, "cancelled"},
    {"goal", "draft", "adopted"},
    {"goal", "adopted", "achieved"},
    {"goal", "adopted", "dropped"},
    {"action", "planned", "in_progress"},
    {"action", "in_progress", "done"},
    {"action", "in_progress", "paused"},
    {"action", "paused", "in_progress"},
    {"action", "planned", "cancelled"},
    {"action", "in_progress", "cancelled"},
    {"action", "paused", "cancelled"},
    {"milestone", "open", "met"},
    {"milestone", "open", "missed"},
    {"milestone", "missed", "met"},
    {"risk", "open", "closed"},
    {"evaluation", "designed", "baseline_done"},
    {"evaluation", "baseline_done", "intervention"},
    {"evaluation", "intervention", "endline_done"},
    {"evaluation", "endline_done", "analysed"},
    {"evaluation", "analysed", "published"},
    {"idea", "proposed", "screened"},
    {"idea", "screened", "piloting"},
    {"idea", "piloting", "adopted"},
    {"idea", "adopted", "spread"},
    {"idea", ANY, "archived"},
    {"steering_document", "registered", "reviewed"},
    {"steering_document", "reviewed", "decided"},
    {"steering_document", "decided", "done"},
    {"steering_document", "done", "registered"}, /* review_due reopens */
    {"feedback_item", "received", "acknowledged"},
    {"feedback_item", "acknowledged", "answered"},
    {"feedback_item", "answered", "closed"},
    {"red_tape_item", "reported", "examined"},
    {"red_tape_item", "examined", "solution_tried"},
    {"red_tape_item", "solution_tried", "evaluated"},
    {"red_tape_item", "evaluated", "solved"},
    {"red_tape_item", "evaluated", "not_solved"},
};

enum { MOVE_COUNT = sizeof moves / sizeof *moves };

/* The first move of a life cycle starts from the state in which objects are created. */
const char *life_cycle_initial(const struct resource *resource) {
    for (size_t i = 0; i < MOVE_COUNT; i++)
        if (text_equal(moves[i].one, resource->one)) return moves[i].from;
    return NULL;
}

static bool is_move(size_t i, const struct resource *resource, const char *from) {
    return text_equal(moves[i].one, resource->one) && !text_equal(moves[i].to, from) &&
           (text_equal(moves[i].from, ANY) || text_equal(moves[i].from, from));
}

bool life_cycle_allows(const struct resource *resource, const char *from, const char *to) {
    if (text_equal(from, to) || life_cycle_initial(resource) == NULL) return true;
    for (size_t i = 0; i < MOVE_COUNT; i++)
        if (is_move(i, resource, from) && text_equal(moves[i].to, to)) return true;
    return false;
}

const char *life_cycle_moves(struct arena *arena, const struct resource *resource, const char *from) {
    struct text words = text_start(arena);
    for (size_t i = 0; i < MOVE_COUNT; i++)
        if (is_move(i, resource, from)) text_add_item(&words, moves[i].to);
    return words.data;
}
