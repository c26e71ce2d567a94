#!/bin/sh
# Prints one C source that holds the given Lua files, in the order given, as one text:
#   embed.sh FILE... > functions_library.c
set -eu
echo '#include <stddef.h>'
echo '#include "store/functions.h"'
echo 'const char functions_library_text[] = {'
cat "$@" | od -An -v -tu1 | sed 's/  */,/g; s/^,//; s/$/,/'
echo '0};'
echo 'const size_t functions_library_length = sizeof functions_library_text - 1;'
