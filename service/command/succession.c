/* Taking over and handing over: sockets that listen already (sd_listen_fds(3)), a successor in the same process, and
 * what the manager of services is told (sd_notify(3)). */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "private.h"

enum { FIRST_SOCKET = 3, SOCKETS = 2, OUT_OF_THE_WAY = 16, PATH_SIZE = 4096, NUMBER_SIZE = 24 };

/* Their order, where they come without names. */
static const char *const socket_names[SOCKETS] = {"api", "ops"};

/* ---- taking over ---- */

static long number_in(const char *variable) {
    const char *value = getenv(variable);
    return value == NULL ? 0 : strtol(value, NULL, 10);
}

/* Whether the place'th name of a list with colons is that one. */
static bool is_named(const char *names, int place, const char *name) {
    for (; place > 0 && names != NULL; place--) {
        names = strchr(names, ':');
        if (names != NULL) names++;
    }
    size_t length = strlen(name);
    return names != NULL && strncmp(names, name, length) == 0 && (names[length] == ':' || names[length] == '\0');
}

int inherited_listener(const char *name) {
    const char *names = getenv("LISTEN_FDNAMES");
    if (number_in("LISTEN_PID") != getpid()) return -1;
    for (int i = 0; i < number_in("LISTEN_FDS") && i < SOCKETS; i++) {
        if (names != NULL ? !is_named(names, i, name) : !text_equal(socket_names[i], name)) continue;
        fcntl(FIRST_SOCKET + i, F_SETFD, FD_CLOEXEC);
        return FIRST_SOCKET + i;
    }
    return -1;
}

/* ---- handing over ---- */

/* The path, not the file: what stands there now may be newer. */
static bool find_program(char path[PATH_SIZE]) {
    static const char deleted[] = " (deleted)";
    ssize_t length = readlink("/proc/self/exe", path, PATH_SIZE - 1);
    if (length < 0) return false;
    path[length] = '\0';
    if (text_ends(path, deleted)) path[(size_t)length - strlen(deleted)] = '\0';
    return true;
}

bool successor_can_start(char **arguments) {
    char path[PATH_SIZE], check[] = "check-config", *verb = arguments[1];
    posix_spawn_file_actions_t actions;
    int status = -1;
    pid_t child;
    if (!find_program(path)) return false;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    arguments[1] = check;
    int failure = posix_spawn(&child, path, &actions, NULL, arguments, environ);
    arguments[1] = verb;
    posix_spawn_file_actions_destroy(&actions);
    while (failure == 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    return failure == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void set_number(const char *variable, long number) {
    char text[NUMBER_SIZE];
    snprintf(text, sizeof text, "%ld", number);
    setenv(variable, text, 1);
}

void hand_over(char **arguments, int api, int ops) {
    char path[PATH_SIZE] = "";
    int sockets[SOCKETS] = {fcntl(api, F_DUPFD, OUT_OF_THE_WAY), fcntl(ops, F_DUPFD, OUT_OF_THE_WAY)};
    for (int i = 0; i < SOCKETS; i++) dup2(sockets[i], FIRST_SOCKET + i);
    for (int i = 0; i < SOCKETS; i++) close(sockets[i]);
    set_number("LISTEN_PID", getpid());
    set_number("LISTEN_FDS", SOCKETS);
    setenv("LISTEN_FDNAMES", "api:ops", 1);
    if (find_program(path)) execv(path, arguments);
    log_error("succession", "cannot start %s: %s", path, strerror(errno));
}

/* ---- telling ---- */

void tell_manager(const char *state) {
    const char *place = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = place == NULL ? 0 : strlen(place);
    if (length == 0 || length >= sizeof address.sun_path) return;
    memcpy(address.sun_path, place, length);
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
    int teller = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (teller < 0) return;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    if (sendto(teller, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&address, size) < 0)
        log_warning("succession", "%s is not told of %s: %s", place, state, strerror(errno));
    close(teller);
}
