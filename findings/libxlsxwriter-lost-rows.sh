#!/usr/bin/env bash
# Expected: workbook_close gives an lxw_error, so that a workbook that is told good (0) has the rows that were given to it.
# Instead (libxlsxwriter 1.1.4): with constant_memory, rows go to a temporary file whose writes nobody looks at. When there
#   is no more room for it (here: a bound on the size of files), what found none is gone, workbook_close returns 0, and the
#   sheet in the workbook ends in the middle.
# Matters: constant_memory is what makes large exports possible at all, and a disk that fills for a minute is ordinary; the
#   export is sent as good.
# The service: writes the last row out itself, looks at the stream before it goes on, and answers 507.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/write.c" <<'C'
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <xlsxwriter.h>

/* write FILE FOLDER KILOBYTES: 20 000 rows of four numbers, with at most so large files (0: any) */
int main(int argc, char **argv) {
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    int wrong = argc != 4;
    if (argc == 4 && atol(argv[3]) > 0) limit.rlim_cur = (rlim_t)atol(argv[3]) * 1024;
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = argv[2]};
    lxw_workbook *book = workbook_new_opt(argv[1], &options);
    lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
    signal(SIGXFSZ, SIG_IGN); /* writes give EFBIG */
    setrlimit(RLIMIT_FSIZE, &limit);
    for (lxw_row_t row = 0; row < 20000; row++)
        for (lxw_col_t column = 0; column < 4; column++)
            wrong += worksheet_write_number(sheet, row, column, row + column, NULL) != LXW_NO_ERROR;
    printf("cells refused: %d, workbook_close: %d\n", wrong, workbook_close(book));
    return 0;
}
C
cat >"$work/read.py" <<'PYTHON'
import re
import sys
import zipfile

text = zipfile.ZipFile(sys.argv[1]).read('xl/worksheets/sheet1.xml')
print('all rows' if len(re.findall(rb'<row ', text)) == 20000 else 'rows are missing', 'and' if text.rstrip().endswith(b'</worksheet>') else 'without', 'an end')
PYTHON

[[ $(dpkg-query -W -f='${Version}' libxlsxwriter-dev) == 1.1.4-* ]]
gcc -o "$work/write" "$work/write.c" -lxlsxwriter
for kilobytes in 0 1000; do
    "$work/write" "$work/$kilobytes.xlsx" "$work" "$kilobytes"
    python3 "$work/read.py" "$work/$kilobytes.xlsx"
done | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
cells refused: 0, workbook_close: 0
all rows and an end
cells refused: 0, workbook_close: 0
rows are missing without an end
SEEN
