/* Decimals as text: rounded and compared without ever being a double (INV-4). */
#ifndef DOMAIN_DECIMAL_H
#define DOMAIN_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* A number as people and programs write it, 2e+02, +3.50, .5 or \u22124 with the typographic minus, as a valid decimal:
 * "200", "3.50", "0.5", "-4". NULL when it is none or longer than DECIMAL_LONGEST. */
enum { DECIMAL_LONGEST = 40 };
const char *decimal_plain(struct arena *arena, const char *number);

/* The same as a whole number, "200.0" -> "200"; NULL when there is more behind the point than zeros. */
const char *decimal_whole(struct arena *arena, const char *number);

/* Places behind the point of a valid decimal: "4.10" -> 2. */
int decimal_places(const char *decimal);

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
