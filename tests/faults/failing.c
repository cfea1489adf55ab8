/* Preloaded into the service: the n-th allocation, or the n-th call of libpq, fails; what is freed is not always so; or
 * the process dies before or after the n-th thing that it sends, to the database or to a client. The file named by
 * TILLIT_FAILING is shared with the test: for each kind how many calls there were, and how many there will be until one
 * fails (0: none). */
#include <dlfcn.h>
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

struct counter {
    int64_t calls, left;
};

static struct counter *counters;

__attribute__((constructor)) static void share(void) {
    int file = open(getenv("TILLIT_FAILING"), O_RDWR | O_CLOEXEC);
    void *shared = mmap(NULL, KIND_COUNT * sizeof *counters, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (shared != MAP_FAILED) counters = shared;
}

static bool fails(enum kind kind) {
    if (counters == NULL) return false;
    __atomic_fetch_add(&counters[kind].calls, 1, __ATOMIC_RELAXED);
    if (__atomic_load_n(&counters[kind].left, __ATOMIC_RELAXED) <= 0) return false;
    return __atomic_sub_fetch(&counters[kind].left, 1, __ATOMIC_RELAXED) == 0;
}

/* ---- memory: glibc's own names are the way past these ---- */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void __libc_free(void *block);

void *malloc(size_t size) { return fails(ALLOCATION) ? NULL : __libc_malloc(size); }

void *calloc(size_t count, size_t size) { return fails(ALLOCATION) ? NULL : __libc_calloc(count, size); }

void *realloc(void *old, size_t size) { return fails(ALLOCATION) ? NULL : __libc_realloc(old, size); }

/* With a large `left` one in a hundred is forgotten. */
void free(void *block) {
    if (block != NULL && counters != NULL && counters[RELEASE].left > 0 &&
        __atomic_fetch_add(&counters[RELEASE].calls, 1, __ATOMIC_RELAXED) % 100 == 0)
        return;
    __libc_free(block);
}

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
