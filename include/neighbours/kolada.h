/* Kolada's interface, v3 below /kolada/v3 and v2 below /kolada/v2: what Kolada's clients send, as they send it. */
#ifndef NEIGHBOURS_KOLADA_H
#define NEIGHBOURS_KOLADA_H

#include "neighbours/frame.h"

extern const struct neighbour neighbour_kolada;

#endif
