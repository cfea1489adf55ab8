/* Texts of the shared codes. */
#include "stats/codes.h"

const char *const stats_warning_codes[] = {
    [WARNING_SMALL_N] = "small_n",
    [WARNING_NO_UNCERTAINTY] = "no_uncertainty",
    [WARNING_CENSUS] = "census",
    [WARNING_BREAK_BETWEEN] = "break_between",
    [WARNING_DIFFERENT_MODE] = "different_mode",
    [WARNING_HIGH_ATTRITION] = "high_attrition",
    [WARNING_LOW_RESPONSE] = "low_response",
    [WARNING_NONPROBABILITY] = "nonprobability",
    [WARNING_OVERLAP_UNHANDLED] = "overlap_unhandled",
    [WARNING_FEW_CLUSTERS] = "few_clusters",
    [WARNING_MULTIPLE_TESTS] = "multiple_tests",
    [WARNING_PRETREND] = "pretrend",
    [WARNING_EXPLORATORY] = "exploratory",
    [WARNING_STALE] = "stale",
    [WARNING_PROXY_CLASS] = "proxy_class",
    [WARNING_NON_ADDITIVE] = "non_additive",
    [WARNING_CRUDE_SHARE] = "crude_share",
    [WARNING_BEYOND_FOLLOW_UP] = "beyond_follow_up",
    [WARNING_NAMED_ONLY] = "named_only",
    [WARNING_POOL_KEPT] = "pool_kept",
    [WARNING_PERIOD_NOT_OVER] = "period_not_over",
    [WARNING_CONFOUNDED] = "confounded",
    [WARNING_ECOLOGICAL] = "ecological",
};

const char *const stats_reason_codes[] = {
    [REASON_INSUFFICIENT] = "insufficient",
    [REASON_NO_VARIANCE] = "no_variance",
    [REASON_NO_UNCERTAINTY] = "no_uncertainty",
    [REASON_CENSUS] = "census",
    [REASON_TOO_FEW_PEERS] = "too_few_peers",
    [REASON_LOW_COVERAGE] = "low_coverage",
    [REASON_BEYOND_FOLLOW_UP] = "beyond_follow_up",
    [REASON_NO_DIRECTION] = "no_direction",
    [REASON_NO_DISTANCE] = "no_distance",
    [REASON_UNPROTECTED] = "unprotected",
    [REASON_NO_BASE] = "no_base",
    [REASON_NO_DATES] = "no_dates",
    [REASON_NOT_BEGUN] = "not_begun",
    [REASON_BREAK_BETWEEN] = "break_between",
    [REASON_NOT_PREREGISTERED] = "not_preregistered",
    [REASON_HIDDEN] = "hidden",
    [REASON_NOT_MEASURED] = "not_measured",
    [REASON_NO_SINGLE_GROUP] = "no_single_group",
    [REASON_NO_REFERENCE] = "no_reference",
};

const char *const stats_method_codes[] = {
    [METHOD_WILSON] = "wilson",
    [METHOD_WEIGHTED] = "weighted",
    [METHOD_PUBLISHED] = "published",
    [METHOD_FINITE] = "finite",
    [METHOD_NORMAL] = "normal",
    [METHOD_STUDENT_T] = "student_t",
    [METHOD_TWO_ITEM] = "two_item",
    [METHOD_SINGLE_ITEM_PROXY] = "single_item_proxy",
    [METHOD_NEWCOMBE] = "newcombe",
    [METHOD_NEWCOMBE_PAIRED] = "newcombe_paired",
    [METHOD_WELCH] = "welch",
    [METHOD_PAIRED_T] = "paired_t",
    [METHOD_DID_SHARE] = "did_share",
    [METHOD_DID_MEAN] = "did_mean",
    [METHOD_DID_PANEL] = "did_panel",
    [METHOD_WEIGHTED_LEAST_SQUARES] = "weighted_least_squares",
    [METHOD_ORDINARY_LEAST_SQUARES] = "ordinary_least_squares",
    [METHOD_FIXED_GOALPOSTS] = "fixed_goalposts",
    [METHOD_PEER_COMPARISON] = "peer_comparison",
    [METHOD_KAPLAN_MEIER] = "kaplan_meier",
    [METHOD_CRUDE] = "crude",
    [METHOD_TARGET_DISTANCE] = "target_distance",
    [METHOD_WEIGHTED_PROGRESS] = "weighted_progress",
    [METHOD_HOLM_AND_BH] = "holm_and_bh",
    [METHOD_POWER_NORMAL] = "power_normal",
    [METHOD_CELL_SUPPRESSION] = "cell_suppression",
    [METHOD_KNAPP_HARTUNG] = "knapp_hartung",
};

const struct levels stats_default_levels = {.alpha = 0.05, .conf_level = 0.95, .power = 0.8};

unsigned stats_small_n(double n) { return n < 30 ? WARNING_BIT(WARNING_SMALL_N) : 0; }

bool stats_is_counts_only(double n) { return n < 10; }
