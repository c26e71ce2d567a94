#!/bin/sh
# clang-tidy (.clang-tidy says what) and cppcheck over the C sources, by the commands with which
# they are compiled in the given build folder.
#
#   sh tests/check/c_lint.sh BUILD
set -eu
cd "$(dirname "$0")/../.."
build=$1
jobs=$(nproc)
status=0

sources=$(find server tests/sealing -name '*.c' -not -path '*/generated/*' | sort)
# The compiler of the build folder is gcc: what clang does not know of it is no finding.
printf '%s\n' "$sources" | xargs -P "$jobs" -n 8 \
    clang-tidy -p "$build" --quiet --extra-arg=-Wno-unknown-warning-option \
    --extra-arg=-include --extra-arg="$PWD/tests/check/c_lint.h" 2>"$build/clang-tidy.err" || {
    grep -vE '^[0-9]+ warnings? (generated|treated)|^Suppressed|^Use -' "$build/clang-tidy.err" >&2 || true
    status=1
}

# varFuncNullUB: NULL ends a list of arguments, and is a pointer in C.
# shellcheck disable=SC2086 # the names are words
cppcheck --quiet --std=c11 --language=c -j "$jobs" -I server -I tests -D_GNU_SOURCE \
    --include=tests/check/c_lint.h --library=posix \
    --enable=warning,performance,portability --inline-suppr --suppress=missingIncludeSystem \
    --suppress=varFuncNullUB --error-exitcode=1 $sources || status=1

if [ "$status" -eq 0 ]; then
    echo "c_lint: clang-tidy and cppcheck find nothing in $(printf '%s\n' "$sources" | wc -l) files"
fi
exit "$status"
