/* service/store/totals.c as it would be without its lock: it comes before that of the library when the control of
 * ./dev fault race is linked. A torn total does no harm there, and has to be reported. */
#include <pthread.h>

#define pthread_mutex_lock(lock) ((void)(lock))
#define pthread_mutex_unlock(lock) ((void)(lock))

#include "store/totals.c"
