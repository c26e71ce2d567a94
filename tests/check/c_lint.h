/* Included before each source by c_lint.sh: the loops and the deletion of uthash and jansson in a
 * form that clang-tidy and cppcheck follow. Nothing of this is ever compiled into a program. */
#ifndef VEER_TESTS_C_LINT_H
#define VEER_TESTS_C_LINT_H

#include <jansson.h>
#include <uthash.h>

/* What it does to the list is its own business. */
void c_lint_delete(void *head, const void *item);

#undef HASH_DELETE
#define HASH_DELETE(handle, head, item) c_lint_delete(&(head), (item))

#undef HASH_ITER
#define HASH_ITER(handle, head, item, following) \
    for ((item) = (head); (item) != NULL && ((following) = (item)->handle.next, 1); \
         (item) = (following))

#undef json_array_foreach
#define json_array_foreach(array, index, value) \
    for ((index) = 0; ((value) = json_array_get((array), (index))) != NULL; (index)++)

#undef json_object_foreach
#define json_object_foreach(object, key, value) \
    for ((key) = json_object_iter_key(json_object_iter(object)); \
         (key) != NULL && ((value) = json_object_get((object), (key))) != NULL; \
         (key) = json_object_iter_key(json_object_iter_next((object), json_object_iter_at((object), (key)))))

#endif
