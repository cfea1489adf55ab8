/* Distributions of answers. */
#include "stats/answers.h"

#include <math.h>

static double total(struct answers answers) {
    double n = 0;
    for (size_t i = 0; i < answers.option_count; i++) n += answers.counts[i];
    return n;
}

static double sum_of_values(struct answers answers) {
    double sum = 0;
    for (size_t i = 0; i < answers.option_count; i++) sum += answers.counts[i] * answers.values[i];
    return sum;
}

static double sum_of_squares(struct answers answers, double mean) {
    double sum = 0;
    for (size_t i = 0; i < answers.option_count; i++) {
        double deviation = answers.values[i] - mean;
        sum += answers.counts[i] * deviation * deviation;
    }
    return sum;
}

/* When all chose one option the mean is that option; a rounded mean would leave a trace of variance. */
static bool is_unanimous(struct answers answers) {
    size_t chosen = 0;
    for (size_t i = 0; i < answers.option_count; i++) chosen += answers.counts[i] > 0;
    return chosen == 1;
}

struct answer_moments stats_answers_moments(struct answers answers, double conf_level) {
    double n = total(answers);
    struct answer_moments moments = {.n = n, .mean = NAN, .sd = NAN, .se = NAN, .ci = stats_no_interval};
    if (n <= 0) return moments;
    moments.mean = sum_of_values(answers) / n;
    if (n < 2) return moments;
    moments.sd = is_unanimous(answers) ? 0 : sqrt(sum_of_squares(answers, moments.mean) / (n - 1));
    moments.se = moments.sd / sqrt(n);
    if (moments.sd > 0) moments.ci = stats_student(moments.mean, moments.se, n - 1, conf_level);
    return moments;
}

double stats_answers_between(struct answers answers, double low, double high) {
    double n = 0;
    for (size_t i = 0; i < answers.option_count; i++)
        if (answers.values[i] >= low && answers.values[i] <= high) n += answers.counts[i];
    return n;
}

double stats_item_nonresponse(double n_valid, double dont_know) {
    double asked = n_valid + dont_know;
    return asked > 0 ? dont_know / asked : NAN;
}

struct balance stats_balance(double high, double low, double n, double conf_level) {
    struct balance balance = {.value = NAN, .se = NAN, .ci = stats_no_interval};
    if (n <= 0) return balance;
    balance.value = 100 * (high - low) / n;
    /* p_H + p_L − (p_H − p_L)² as a sum of positive terms. */
    double variance = high / n * ((n - high) / n) + low / n * ((n - low) / n) + 2 * (high / n) * (low / n);
    balance.se = 100 * sqrt(variance / n);
    if (balance.se > 0) balance.ci = stats_normal(balance.value, balance.se, conf_level);
    return balance;
}
