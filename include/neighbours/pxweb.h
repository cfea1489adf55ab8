/* PxWebApi 2 below /pxweb/api/v2: a table per indicator and one per focus area over its indicators. */
#ifndef NEIGHBOURS_PXWEB_H
#define NEIGHBOURS_PXWEB_H

#include "neighbours/frame.h"

extern const struct neighbour neighbour_pxweb;

#endif
