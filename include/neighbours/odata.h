/* OData 4.0 below /odata/v4, read only: an entity set for each collection, flat, for Excel, Power BI and their like. */
#ifndef NEIGHBOURS_ODATA_H
#define NEIGHBOURS_ODATA_H

#include "neighbours/frame.h"

extern const struct neighbour neighbour_odata;

#endif
