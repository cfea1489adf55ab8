/* Linked into the build that counts (./dev coverage): before the handler of a crash lets the process die, what it has
 * run is written down, as it is when a process ends by itself. The linker puts this in the place of raise(). */
#include <signal.h>

extern void __gcov_dump(void);
extern int __real_raise(int number);
int __wrap_raise(int number);

int __wrap_raise(int number) {
    __gcov_dump();
    return __real_raise(number);
}
