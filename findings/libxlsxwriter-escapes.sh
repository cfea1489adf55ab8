#!/usr/bin/env bash
# Expected: worksheet_write_string takes UTF-8 and the text comes back as it was; control characters are escaped as _x0001_
#   (ECMA-376, 22.9.2.19, ST_Xstring), so text that looks like such an escape has to be escaped as well, as _x005F_x0001_;
#   U+FFFE and U+FFFF, which XML cannot hold, are refused or replaced.
# Instead (libxlsxwriter 1.1.4): control characters are escaped, text that looks like an escape is not, so that readers of
#   the standard turn _x0041_ into A; U+FFFE is written as it is, without an error, and the workbook is no XML.
# Matters: one name with a stray character out of a hundred thousand rows, and the whole export cannot be opened; it says so
#   only where it is read, weeks later perhaps.
# The service: escapes the one and replaces the other by U+FFFD before the library sees them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/write.c" <<'C'
#include <stdio.h>
#include <xlsxwriter.h>

int main(int argc, char **argv) {
    lxw_workbook *book = workbook_new(argv[1]);
    lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
    for (int i = 2; i < argc; i++)
        printf("%d", worksheet_write_string(sheet, (lxw_row_t)(i - 2), 0, argv[i], NULL));
    printf(" %d\n", workbook_close(book));
    return 0;
}
C
cat >"$work/read.py" <<'PYTHON'
import sys
import xml.etree.ElementTree as tree
import zipfile

text = zipfile.ZipFile(sys.argv[1]).read('xl/sharedStrings.xml')
try:
    print([ascii(one.text) for one in tree.fromstring(text).iter('{http://schemas.openxmlformats.org/spreadsheetml/2006/main}t')])
except tree.ParseError as error:
    print('no XML:', str(error).partition(':')[0])
PYTHON

[[ $(dpkg-query -W -f='${Version}' libxlsxwriter-dev) == 1.1.4-* ]]
gcc -o "$work/write" "$work/write.c" -lxlsxwriter
{
    "$work/write" "$work/escape.xlsx" $'a\x01b' _x0041_
    python3 "$work/read.py" "$work/escape.xlsx"
    "$work/write" "$work/character.xlsx" $'\xef\xbf\xbe'
    python3 "$work/read.py" "$work/character.xlsx"
} | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
00 0
["'a_x0001_b'", "'_x0041_'"]
0 0
no XML: not well-formed (invalid token)
SEEN
