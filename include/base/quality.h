/* The quality that a client gives to one of its alternatives. */
#ifndef BASE_QUALITY_H
#define BASE_QUALITY_H

#include <stddef.h>

enum { QUALITY_FULL = 1000 };

/* Thousandths of the parameter `q` among parameters that are separated by ';' (RFC 9110, 12.4.2). Read leniently: ".9"
 * and "0.33333" are numbers, a number above 0 is at least 1. QUALITY_FULL without a `q`, or with one that is no number
 * from 0 to 1. `parameters` need not be terminated. */
int quality_find(const char *parameters, size_t length);

#endif
