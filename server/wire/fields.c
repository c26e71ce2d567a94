#include "wire/fields.h"

#include <string.h>

#define LARGEST_INTEGER ((INT64_C(1) << 53) - 1)

bool wire_fault_set(struct wire_fault *fault, const char *field, const char *reason)
{
    fault->field = field;
    fault->reason = reason;
    return false;
}

static bool is_known(const char *const *known, const char *key)
{
    for (; *known != NULL; known++) {
        if (strcmp(*known, key) == 0)
            return true;
    }
    return false;
}

bool wire_read_only(const json_t *object, const char *const *known, struct wire_fault *fault)
{
    const char *key;
    json_t *value;

    /* json_object_foreach() wants an object that may be changed; it changes nothing. */
    json_object_foreach((json_t *)object, key, value)
    {
        if (!is_known(known, key))
            return wire_fault_set(fault, "", "unknown field");
    }
    return true;
}

static const json_t *field_of(const json_t *object, const char *field, struct wire_fault *fault)
{
    const json_t *value = json_object_get(object, field);

    if (value == NULL)
        (void)wire_fault_set(fault, field, "missing");
    return value;
}

static bool string_fits(const json_t *value, const struct wire_shape *shape)
{
    return wire_shape_fits(shape, json_string_value(value), json_string_length(value));
}

bool wire_read_string(const json_t *object, const char *field, const struct wire_shape *shape,
                      const char **out, struct wire_fault *fault)
{
    const json_t *value = field_of(object, field, fault);

    if (value == NULL)
        return false;
    if (!json_is_string(value))
        return wire_fault_set(fault, field, "not a string");
    if (!string_fits(value, shape))
        return wire_fault_set(fault, field, "wrong form");
    *out = json_string_value(value);
    return true;
}

bool wire_read_string_maybe(const json_t *object, const char *field, const struct wire_shape *shape,
                            const char **out, struct wire_fault *fault)
{
    *out = NULL;
    if (json_object_get(object, field) == NULL)
        return true;
    return wire_read_string(object, field, shape, out, fault);
}

const char *wire_read_word(const json_t *object, const char *field, struct wire_fault *fault)
{
    const json_t *value = field_of(object, field, fault);

    if (value == NULL)
        return NULL;
    if (!json_is_string(value)) {
        (void)wire_fault_set(fault, field, "not a string");
        return NULL;
    }
    return json_string_value(value);
}

bool wire_read_integer(const json_t *object, const char *field, int64_t *out,
                       struct wire_fault *fault)
{
    const json_t *value = field_of(object, field, fault);

    if (value == NULL)
        return false;
    if (!json_is_integer(value))
        return wire_fault_set(fault, field, "not an integer");
    if (json_integer_value(value) < 0 || json_integer_value(value) > LARGEST_INTEGER)
        return wire_fault_set(fault, field, "out of range");
    *out = json_integer_value(value);
    return true;
}

bool wire_read_boolean(const json_t *object, const char *field, bool *out, struct wire_fault *fault)
{
    const json_t *value = field_of(object, field, fault);

    if (value == NULL)
        return false;
    if (!json_is_boolean(value))
        return wire_fault_set(fault, field, "not a boolean");
    *out = json_is_true(value);
    return true;
}

static bool was_before(const json_t *array, size_t index)
{
    const json_t *value = json_array_get(array, index);

    for (size_t i = 0; i < index; i++) {
        if (json_equal(json_array_get(array, i), value))
            return true;
    }
    return false;
}

bool wire_read_array(const json_t *object, const char *field, const struct wire_shape *shape,
                     size_t most, const json_t **out, struct wire_fault *fault)
{
    const json_t *array = field_of(object, field, fault);

    if (array == NULL)
        return false;
    if (!json_is_array(array))
        return wire_fault_set(fault, field, "not an array");
    if (json_array_size(array) > most)
        return wire_fault_set(fault, field, "too many elements");
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *value = json_array_get(array, i);

        if (!json_is_string(value) || !string_fits(value, shape))
            return wire_fault_set(fault, field, "wrong element");
        if (was_before(array, i))
            return wire_fault_set(fault, field, "an element twice");
    }
    *out = array;
    return true;
}

bool wire_read_array_maybe(const json_t *object, const char *field, const struct wire_shape *shape,
                           size_t most, const json_t **out, struct wire_fault *fault)
{
    *out = NULL;
    return json_object_get(object, field) == NULL ||
           wire_read_array(object, field, shape, most, out, fault);
}

const json_t *wire_read_object(const json_t *object, const char *field, struct wire_fault *fault)
{
    const json_t *value = field_of(object, field, fault);

    if (value != NULL && !json_is_object(value)) {
        (void)wire_fault_set(fault, field, "not an object");
        return NULL;
    }
    return value;
}
