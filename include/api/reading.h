/* Reading any resource, from its field table: route->subject. */
#ifndef API_READING_H
#define API_READING_H

#include "work/work.h"

handler handle_list, handle_object;

#endif
