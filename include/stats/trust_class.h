/* Trust, lack of trust and mistrust in an area or group (domain.md A3). */
#ifndef STATS_TRUST_CLASS_H
#define STATS_TRUST_CLASS_H

#include "stats/answers.h"
#include "stats/codes.h"
#include "stats/interval.h"

enum trust_class {
    TRUST_CLASS_NONE,
    TRUST_CLASS_TRUST,
    TRUST_CLASS_LACK,
    TRUST_CLASS_MISTRUST,
    TRUST_CLASS_INSUFFICIENT,
    TRUST_CLASS_COUNT
};
extern const char *const stats_trust_class_codes[TRUST_CLASS_COUNT];

enum trust_strategy { STRATEGY_NONE, STRATEGY_BENEVOLENCE, STRATEGY_COMPETENCE, STRATEGY_MAINTENANCE, STRATEGY_COUNT };
extern const char *const stats_trust_strategy_codes[STRATEGY_COUNT];

/* From where a class begins, 0-1. */
struct trust_thresholds {
    double trust, mistrust;
};
extern const struct trust_thresholds stats_default_thresholds; /* 0.60, 0.20 */

/* From how many answers on there is a class. */
enum { TRUST_CLASS_LEAST_ANSWERS = 30 };

/* How many were classified as what. */
struct trust_counts {
    double trust, lack, mistrust, ambivalent;
};

/* A share, 0-1, with Wilson's interval. */
struct share_figure {
    double p;
    struct interval ci;
};

struct trust_profile {
    struct note note; /* method: the basis of the class */
    double n;         /* classified */
    struct share_figure trust, lack, mistrust, ambivalent;
    double net_trust;                     /* p_trust − p_mistrust */
    double mistrust_share_of_nontrusting; /* p_M/(p_L + p_M); null when both are 0 */
    enum trust_class trust_class;         /* INSUFFICIENT below n = 30 */
    enum ternary certain;                 /* null when INSUFFICIENT */
    enum trust_strategy strategy;
};

/* Two items, trust (high or not) and expected harm (agreed or not). n = 0: all shares null. */
struct trust_profile stats_trust_two_item(struct trust_counts counts, struct trust_thresholds thresholds,
                                          double conf_level);

/* Option values of each class, both ends included, without overlap; options in none of them are not classified. */
struct trust_bands {
    struct interval mistrust, lack, trust;
};

/* One item by bands, warning PROXY_CLASS. `balance` is that of the outer bands among the classified. */
struct trust_profile stats_trust_single_item(struct answers answers, struct trust_bands bands,
                                             struct trust_thresholds thresholds, double conf_level,
                                             struct balance *balance);

/* COMPETENCE against mistrust, BENEVOLENCE against lack, MAINTENANCE of trust, else none. */
enum trust_strategy stats_trust_strategy(enum trust_class trust_class);

#endif
