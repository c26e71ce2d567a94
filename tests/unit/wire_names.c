#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wire/generated/enums.h"
#include "wire/generated/errors.h"
#include "wire/generated/limits.h"
#include "wire/generated/machine.h"
#include "wire/generated/messages.h"
#include "wire/generated/shapes.h"

static bool fits(const struct wire_shape *shape, const char *text)
{
    return wire_shape_fits(shape, text, strlen(text));
}

static void shapes_take_what_fits(void **state)
{
    (void)state;
    assert_true(fits(&wire_shape_member_id, "m0"));
    assert_true(fits(&wire_shape_member_id, "m123"));
    assert_true(fits(&wire_shape_desk, "csg/acute"));
    assert_true(fits(&wire_shape_record, ""));
    assert_true(fits(&wire_shape_record, "SGFsbG8="));
    assert_true(fits(&wire_shape_label, "Sanne (CSG)"));
    assert_true(fits(&wire_shape_password, "w\xc3\xa9l \x01"));
}

static void shapes_refuse_the_rest(void **state)
{
    (void)state;
    assert_false(fits(&wire_shape_member_id, "m"));
    assert_false(fits(&wire_shape_member_id, "m1234"));
    assert_false(fits(&wire_shape_member_id, "x1"));
    assert_false(fits(&wire_shape_desk, "csg/"));
    assert_false(fits(&wire_shape_desk, "csg/acute/"));
    assert_false(fits(&wire_shape_desk, "csg"));
    assert_false(fits(&wire_shape_slug, "caf\xc3\xa9"));
    assert_false(fits(&wire_shape_slug, ""));
    assert_false(fits(&wire_shape_record, "SGFsbG8==="));
    assert_false(fits(&wire_shape_password, ""));
}

/* Bad input 36: characters that make a label look like something else. */
static void labels_show_what_they_are(void **state)
{
    char long_one[66];

    (void)state;
    assert_false(fits(&wire_shape_label, ""));
    assert_false(fits(&wire_shape_label, "Sa\xe2\x80\x8bnne"));
    assert_false(fits(&wire_shape_label, "\xe2\x80\xaeSanne"));
    assert_false(fits(&wire_shape_label, "Sanne\n"));
    assert_false(fits(&wire_shape_label, "Sanne\xc3"));
    memset(long_one, 'a', 65);
    long_one[65] = '\0';
    assert_false(fits(&wire_shape_label, long_one));
    assert_true(fits(&wire_shape_label, long_one + 1));
}

static void names_and_values_belong_together(void **state)
{
    enum wire_transfer_state transfer;
    enum wire_wait wait;
    enum wire_request request;

    (void)state;
    assert_true(wire_transfer_state_find("void", &transfer));
    assert_int_equal(transfer, WIRE_TRANSFER_STATE_VOID);
    assert_string_equal(wire_transfer_state_name(transfer), "void");
    assert_true(wire_wait_find("2_to_5", &wait));
    assert_int_equal(wait, WIRE_WAIT_2_TO_5);
    assert_false(wire_wait_find("", &wait));
    assert_string_equal(wire_wait_name(WIRE_WAIT_COUNT), "");
    for (enum wire_request type = 0; type < WIRE_REQUEST_COUNT; type++) {
        assert_true(wire_request_find(wire_request_name(type), &request));
        assert_int_equal(request, type);
    }
}

static void says_who_may_send(void **state)
{
    const unsigned visitor = 1u << WIRE_ROLE_VISITOR;
    const unsigned counsellor = 1u << WIRE_ROLE_COUNSELLOR;
    const unsigned coordinator = 1u << WIRE_ROLE_COORDINATOR;

    (void)state;
    assert_int_equal(wire_request_roles(WIRE_ENTER), visitor);
    assert_int_equal(wire_request_roles(WIRE_SAY), visitor | counsellor);
    assert_int_equal(wire_request_roles(WIRE_SIGN_IN), counsellor | coordinator);
    assert_int_equal(wire_request_roles(WIRE_PING), visitor | counsellor | coordinator);
    assert_int_equal(wire_request_roles(WIRE_REQUEST_COUNT), 0);
}

static void knows_errors_and_close_codes(void **state)
{
    enum wire_error error;

    (void)state;
    assert_true(wire_error_find("offer_late", &error));
    assert_int_equal(error, WIRE_ERROR_OFFER_LATE);
    assert_false(wire_error_again(error));
    assert_true(wire_error_again(WIRE_ERROR_STORE_AWAY));
    assert_false(wire_error_find("ok", &error));
    assert_false(wire_error_find("no_such", &error));
    assert_string_equal(wire_error_name(WIRE_OK), "ok");
    assert_string_equal(wire_close_name(WIRE_CLOSE_SUPERSEDED), "superseded");
    assert_false(wire_close_reconnect(WIRE_CLOSE_SUPERSEDED));
    assert_true(wire_close_reconnect(WIRE_CLOSE_TOO_SLOW));
    assert_string_equal(wire_close_name((enum wire_close)1000), "");
}

static void knows_limits(void **state)
{
    enum wire_limit limit;

    (void)state;
    assert_true(wire_limit_find("offer_ms", &limit));
    assert_int_equal(wire_limit_default(limit), 45000);
    assert_false(wire_limit_find("offer", &limit));
    assert_int_equal(wire_limit_default(WIRE_LIMIT_COUNT), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes_take_what_fits),
        cmocka_unit_test(shapes_refuse_the_rest),
        cmocka_unit_test(labels_show_what_they_are),
        cmocka_unit_test(names_and_values_belong_together),
        cmocka_unit_test(says_who_may_send),
        cmocka_unit_test(knows_errors_and_close_codes),
        cmocka_unit_test(knows_limits),
    };

    return cmocka_run_group_tests_name("wire_names", tests, NULL, NULL);
}
