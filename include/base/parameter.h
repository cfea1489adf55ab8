/* A name and a value, as in a query string. */
#ifndef BASE_PARAMETER_H
#define BASE_PARAMETER_H

struct parameter {
    const char *name;
    const char *value;
};

#endif
