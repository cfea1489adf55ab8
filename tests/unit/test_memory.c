/* A process that gets no memory ends (./dev fault memory lets it miss some everywhere); what there is is as asked for.
 */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>

#include "base/memory.h"

Test(memory, what_cannot_be_had_ends_the_process, .signal = SIGABRT) { memory_out(1); }

Test(memory, a_library_that_got_none_ends_the_process, .signal = SIGABRT) { memory_given(NULL); }

Test(memory, nothing_can_be_asked_for) { free(memory_take(0)); }

Test(memory, what_is_there_is_as_asked_for) {
    char *zeroed = memory_zeroed(3, 2), *copy = memory_copy("tillit");
    cr_assert_arr_eq(zeroed, "\0\0\0\0\0\0", 6);
    cr_assert_str_eq(copy, "tillit");
    copy = memory_resize(copy, 4096);
    cr_assert_str_eq(copy, "tillit");
    cr_assert_eq(memory_given(copy), copy);
    free(zeroed);
    free(copy);
}
