/* The catalogue of open data below /datasets/dcat, as Sweden's data portal harvests it: DCAT-AP-SE 3. */
#ifndef NEIGHBOURS_DCAT_H
#define NEIGHBOURS_DCAT_H

#include "neighbours/frame.h"

extern const struct neighbour neighbour_dcat;

#endif
