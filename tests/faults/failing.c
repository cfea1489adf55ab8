/* Preloaded into the service: an allocation fails, or a call of libpq; what is freed is not always so; or the process
 * dies before or after the n-th thing that it sends, to the database or to a client.
 *
 * The file named by TILLIT_FAILING is shared with the test. Of each kind it says how many calls there were, and how
 * many there will be until one fails (0: none). Allocations can be told apart by their place, too, which is who calls
 * whom down to them: the places are noted of a request, and the first allocation from a wanted place fails. Places stay
 * the same wherever the system puts the program and its libraries. */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum kind { ALLOCATION, LIBPQ, RELEASE, SENDING, SENT, KIND_COUNT };

enum { PLACES_MOST = 65536, CALLERS = 6, OURS = 2 };

static struct shared {
    struct counter {
        int64_t calls, left;
    } counters[KIND_COUNT];
    int64_t notes_places;
    uint64_t wanted; /* place; 0: none, or it has failed */
    uint64_t places[PLACES_MOST];
} * shared;

__attribute__((constructor)) static void share(void) {
    int file = open(getenv("TILLIT_FAILING"), O_RDWR | O_CLOEXEC);
    void *memory = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (memory != MAP_FAILED) shared = memory;
}

static bool fails(enum kind kind) {
    if (shared == NULL) return false;
    struct counter *counter = &shared->counters[kind];
    __atomic_fetch_add(&counter->calls, 1, __ATOMIC_RELAXED);
    if (__atomic_load_n(&counter->left, __ATOMIC_RELAXED) <= 0) return false;
    return __atomic_sub_fetch(&counter->left, 1, __ATOMIC_RELAXED) == 0;
}

/* ---- memory: glibc's own names are the way past these ---- */

#ifndef ONLY_LIBPQ

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void __libc_free(void *block);

static uint64_t within_its_file(const void *frame) {
    struct dl_find_object file;
    bool is_found = _dl_find_object((void *)frame, &file) == 0;
    return (uint64_t)frame - (is_found ? (uint64_t)file.dlfo_map_start : 0);
}

static uint64_t place_of(void *const *callers, int count) {
    uint64_t place = 0xcbf29ce484222325;
    for (int i = 0; i < count; i++) place = (place ^ within_its_file(callers[i])) * 0x100000001b3;
    return place == 0 ? 1 : place;
}

/* Whether the caller's caller is the one that is to get nothing. */
static __attribute__((noinline)) bool is_refused(void) {
    static _Thread_local bool is_looking; /* finding out who calls may allocate */
    void *frames[OURS + CALLERS];
    if (is_looking) return false;
    is_looking = true;
    int count = backtrace(frames, OURS + CALLERS);
    is_looking = false;
    uint64_t place = place_of(frames + OURS, count - OURS);
    int64_t number = __atomic_fetch_add(&shared->counters[ALLOCATION].calls, 1, __ATOMIC_RELAXED);
    if (shared->notes_places && number < PLACES_MOST) shared->places[number] = place;
    if (!__atomic_compare_exchange_n(&shared->wanted, &place, 0, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        return false;
    errno = ENOMEM;
    return true;
}

#define IS_REFUSED() (shared != NULL && (shared->notes_places || shared->wanted != 0) && is_refused())

void *malloc(size_t size) { return IS_REFUSED() ? NULL : __libc_malloc(size); }

void *calloc(size_t count, size_t size) { return IS_REFUSED() ? NULL : __libc_calloc(count, size); }

void *realloc(void *old, size_t size) { return IS_REFUSED() ? NULL : __libc_realloc(old, size); }

/* With a large `left` one in a hundred is forgotten. */
void free(void *block) {
    if (block != NULL && shared != NULL && shared->counters[RELEASE].left > 0 &&
        __atomic_fetch_add(&shared->counters[RELEASE].calls, 1, __ATOMIC_RELAXED) % 100 == 0)
        return;
    __libc_free(block);
}

#endif

/* ---- libpq, as seen by who calls it ---- */

#define FAILING(type, failure, name, parameters, arguments)                                                            \
    type name parameters {                                                                                             \
        static type(*real) parameters;                                                                                 \
        if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, #name);                                                   \
        return fails(LIBPQ) ? (failure) : real arguments;                                                              \
    }

FAILING(void *, NULL, PQexec, (void *connection, const char *sql), (connection, sql))
FAILING(void *, NULL, PQexecParams,
        (void *connection, const char *sql, int count, const void *types, const void *values, const int *lengths,
         const int *formats, int format),
        (connection, sql, count, types, values, lengths, formats, format))
FAILING(void *, NULL, PQconnectStartParams, (const void *keywords, const void *values, int expand),
        (keywords, values, expand))
FAILING(int, 0, PQsendQuery, (void *connection, const char *sql), (connection, sql))
FAILING(int, 0, PQsendQueryParams,
        (void *connection, const char *sql, int count, const void *types, const void *values, const int *lengths,
         const int *formats, int format),
        (connection, sql, count, types, values, lengths, formats, format))
FAILING(int, 0, PQsendPrepare, (void *connection, const char *name, const char *sql, int count, const void *types),
        (connection, name, sql, count, types))
FAILING(int, 0, PQsendQueryPrepared,
        (void *connection, const char *name, int count, const void *values, const int *lengths, const int *formats,
         int format),
        (connection, name, count, values, lengths, formats, format))
FAILING(int, 0, PQpipelineSync, (void *connection), (connection))
FAILING(int, 0, PQenterPipelineMode, (void *connection), (connection))
FAILING(int, 0, PQexitPipelineMode, (void *connection), (connection))
FAILING(int, 0, PQconsumeInput, (void *connection), (connection))
FAILING(int, 0, PQsetSingleRowMode, (void *connection), (connection))
FAILING(int, -1, PQputCopyData, (void *connection, const char *data, int length), (connection, data, length))
FAILING(int, -1, PQputCopyEnd, (void *connection, const char *message), (connection, message))
FAILING(int, 0, PQsendDescribePrepared, (void *connection, const char *name), (connection, name))
FAILING(int, 0, PQconnectPoll, (void *connection), (connection)) /* PGRES_POLLING_FAILED */

/* ---- death: when the other side has had time to do what it was sent ---- */

enum { WORKING_US = 50000 };

static void die_if_due(enum kind kind) {
    if (!fails(kind)) return;
    usleep(WORKING_US);
    kill(getpid(), SIGKILL);
}

#define SENDING_OF(name, parameters, arguments)                                                                        \
    ssize_t name parameters {                                                                                          \
        static ssize_t(*real) parameters;                                                                              \
        if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, #name);                                                   \
        die_if_due(SENDING);                                                                                           \
        ssize_t sent = real arguments;                                                                                 \
        die_if_due(SENT);                                                                                              \
        return sent;                                                                                                   \
    }

SENDING_OF(send, (int connection, const void *data, size_t length, int flags), (connection, data, length, flags))
SENDING_OF(sendmsg, (int connection, const struct msghdr *message, int flags), (connection, message, flags))
