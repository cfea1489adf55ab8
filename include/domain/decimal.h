/* Decimals as text: rounded and compared without ever being a double (INV-4). */
#ifndef DOMAIN_DECIMAL_H
#define DOMAIN_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* A valid decimal (value_is_decimal) rounded half away from zero to `decimals` places, with just as many printed:
 * "52.95", 1 -> "53.0"; "-0.04", 1 -> "0.0". */
const char *decimal_round(struct arena *arena, const char *decimal, int decimals);

/* decimal · 10^decimals as an integer; false when it has more places or is too large for one. */
bool decimal_scaled(const char *decimal, int decimals, int64_t *scaled);

/* The decimal of such an integer: 529, 1 -> "52.9". */
const char *decimal_from_scaled(struct arena *arena, int64_t scaled, int decimals);

/* 10^decimals, 0 <= decimals <= 18. */
int64_t decimal_power(int decimals);

#endif
