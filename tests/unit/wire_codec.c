#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wire/codec.h"
#include "wire/generated/limits.h"

#define VECTORS VEER_SOURCE_DIR "/protocol/vectors/requests.json"
#define PING "{\"type\":\"ping\",\"id\":\"request-1\"}"

typedef bool (*decode_fn)(const json_t *message, struct wire_fault *fault);

/* One signature for all decoders: each decodes into a struct of its own type. */
#define DECODER(name)                                                                              \
    static bool decode_##name(const json_t *message, struct wire_fault *fault)                     \
    {                                                                                              \
        struct wire_##name request;                                                                \
        return wire_##name##_decode(message, &request, fault) && request.id != NULL;               \
    }

DECODER(hello)
DECODER(ping)
DECODER(sign_in)
DECODER(sign_out)
DECODER(enter)
DECODER(move)
DECODER(consent)
DECODER(refuse)
DECODER(withdraw)
DECODER(share_history)
DECODER(shift_key)
DECODER(duty)
DECODER(ready)
DECODER(colleagues)
DECODER(sign_off)
DECODER(accept)
DECODER(decline)
DECODER(ask)
DECODER(edit)
DECODER(cancel)
DECODER(introduce)
DECODER(hand_over)
DECODER(take_over)
DECODER(give_back)
DECODER(extend)
DECODER(wrap_up)
DECODER(end)
DECODER(follow)
DECODER(say)
DECODER(seen)
DECODER(typing)

static const decode_fn decoders[WIRE_REQUEST_COUNT] = {
    [WIRE_HELLO] = decode_hello,
    [WIRE_PING] = decode_ping,
    [WIRE_SIGN_IN] = decode_sign_in,
    [WIRE_SIGN_OUT] = decode_sign_out,
    [WIRE_ENTER] = decode_enter,
    [WIRE_MOVE] = decode_move,
    [WIRE_CONSENT] = decode_consent,
    [WIRE_REFUSE] = decode_refuse,
    [WIRE_WITHDRAW] = decode_withdraw,
    [WIRE_SHARE_HISTORY] = decode_share_history,
    [WIRE_SHIFT_KEY] = decode_shift_key,
    [WIRE_DUTY] = decode_duty,
    [WIRE_READY] = decode_ready,
    [WIRE_COLLEAGUES] = decode_colleagues,
    [WIRE_SIGN_OFF] = decode_sign_off,
    [WIRE_ACCEPT] = decode_accept,
    [WIRE_DECLINE] = decode_decline,
    [WIRE_ASK] = decode_ask,
    [WIRE_EDIT] = decode_edit,
    [WIRE_CANCEL] = decode_cancel,
    [WIRE_INTRODUCE] = decode_introduce,
    [WIRE_HAND_OVER] = decode_hand_over,
    [WIRE_TAKE_OVER] = decode_take_over,
    [WIRE_GIVE_BACK] = decode_give_back,
    [WIRE_EXTEND] = decode_extend,
    [WIRE_WRAP_UP] = decode_wrap_up,
    [WIRE_END] = decode_end,
    [WIRE_FOLLOW] = decode_follow,
    [WIRE_SAY] = decode_say,
    [WIRE_SEEN] = decode_seen,
    [WIRE_TYPING] = decode_typing,
};

static int load_vectors(void **state)
{
    *state = json_load_file(VECTORS, 0, NULL);
    return *state == NULL ? -1 : 0;
}

static int drop_vectors(void **state)
{
    json_decref(*state);
    return 0;
}

/* Sends a message through its text, as it would come over the wire. */
static enum wire_error parse_again(const json_t *message, json_t **root, enum wire_request *type)
{
    char *text = json_dumps(message, JSON_COMPACT);
    enum wire_error error;
    const char *id;

    assert_non_null(text);
    wire_parse(text, strlen(text), root, type, &id, &error);
    free(text);
    return error;
}

static void takes_a_good_one_of_each(void **state)
{
    const json_t *requests = json_object_get(*state, "requests");

    assert_int_equal(json_object_size(requests), WIRE_REQUEST_COUNT);
    for (enum wire_request type = 0; type < WIRE_REQUEST_COUNT; type++) {
        const json_t *vector = json_object_get(requests, wire_request_name(type));
        struct wire_fault fault = {"", ""};
        enum wire_request found;
        json_t *root;

        assert_int_equal(parse_again(json_object_get(vector, "good"), &root, &found), WIRE_OK);
        assert_int_equal(found, type);
        if (!decoders[type](root, &fault))
            fail_msg("%s: %s %s", wire_request_name(type), fault.field, fault.reason);
        json_decref(root);
    }
}

static json_t *spoil(const json_t *good, const json_t *bad)
{
    json_t *message = json_deep_copy(good);
    const json_t *unset = json_object_get(bad, "unset");

    if (unset != NULL)
        assert_int_equal(json_object_del(message, json_string_value(unset)), 0);
    else
        assert_int_equal(json_object_update(message, json_object_get(bad, "set")), 0);
    return message;
}

static void refuses_the_bad_ones(void **state)
{
    const json_t *requests = json_object_get(*state, "requests");

    for (enum wire_request type = 0; type < WIRE_REQUEST_COUNT; type++) {
        const json_t *vector = json_object_get(requests, wire_request_name(type));
        const json_t *list = json_object_get(vector, "bad");

        assert_true(json_array_size(list) > 0);
        for (size_t i = 0; i < json_array_size(list); i++) {
            const json_t *bad = json_array_get(list, i);
            json_t *message = spoil(json_object_get(vector, "good"), bad);
            struct wire_fault fault = {"?", "?"};

            if (decoders[type](message, &fault))
                fail_msg("%s was taken: %s", wire_request_name(type),
                         json_string_value(json_object_get(bad, "why")));
            assert_string_equal(fault.field, json_string_value(json_object_get(bad, "field")));
            assert_string_not_equal(fault.reason, "?");
            json_decref(message);
        }
    }
}

static void refuses_bad_texts(void **state)
{
    const json_t *texts = json_object_get(*state, "texts");

    for (size_t i = 0; i < json_array_size(texts); i++) {
        const json_t *vector = json_array_get(texts, i);
        const char *text = json_string_value(json_object_get(vector, "text"));
        const char *expected = json_string_value(json_object_get(vector, "error"));
        enum wire_request type;
        enum wire_error error;
        const char *id;
        json_t *root;

        if (wire_parse(text, strlen(text), &root, &type, &id, &error) ||
            strcmp(wire_error_name(error), expected) != 0)
            fail_msg("bad input %d (%s): %s",
                     (int)json_integer_value(json_object_get(vector, "number")),
                     json_string_value(json_object_get(vector, "why")), wire_error_name(error));
        json_decref(root);
    }
}

static void expect(const char *text, size_t length, enum wire_error expected, const char *id)
{
    enum wire_request type;
    enum wire_error error;
    const char *found;
    json_t *root;

    assert_int_equal(wire_parse(text, length, &root, &type, &found, &error), expected == WIRE_OK);
    assert_int_equal(error, expected);
    if (id == NULL)
        assert_null(found);
    else
        assert_string_equal(found, id);
    json_decref(root);
}

static void refuses_bytes_that_no_vector_can_hold(void **state)
{
    char deep[2 * 2049];
    char large[WIRE_MOST_MESSAGE_BYTES + 1];

    (void)state;
    memset(deep, '[', 2049);
    memset(deep + 2049, ']', 2049);
    expect(deep, sizeof(deep), WIRE_ERROR_BAD_JSON, NULL);
    memset(large, ' ', sizeof(large));
    memcpy(large, PING, strlen(PING));
    expect(large, sizeof(large), WIRE_ERROR_TOO_LARGE, NULL);
    expect(large, sizeof(large) - 1, WIRE_OK, "request-1");
    expect("{\"type\":\"ping\",\"id\":\"request-\xc3\x28\"}", 32, WIRE_ERROR_BAD_JSON, NULL);
    expect(PING "\0", strlen(PING) + 1, WIRE_ERROR_BAD_JSON, NULL);
    expect("", 0, WIRE_ERROR_BAD_JSON, NULL);
}

/* What the client said a refused message belongs to is known wherever it can be. */
static void gives_the_id_back(void **state)
{
    const char *unknown = "{\"type\":\"fly\",\"id\":\"request-1\"}";
    const char *untyped = "{\"id\":\"request-1\",\"type\":[]}";
    const char *strange = "{\"type\":\"ping\",\"id\":\"<script>\"}";

    (void)state;
    expect(unknown, strlen(unknown), WIRE_ERROR_UNKNOWN_TYPE, "request-1");
    expect(untyped, strlen(untyped), WIRE_ERROR_BAD_MESSAGE, "request-1");
    expect(strange, strlen(strange), WIRE_ERROR_BAD_MESSAGE, NULL);
}

/* Brackets within strings are no nesting, and an escaped quote ends no string. */
static void measures_depth_outside_of_strings(void **state)
{
    const char *text = "{\"type\":\"ping\",\"id\":\"request-1\",\"x\":\"\\\"[[[[[[[[[[[[[[[[\"}";
    const char *open = "[[[[[[[[\"\\\\\"[]";

    (void)state;
    expect(text, strlen(text), WIRE_OK, "request-1");
    expect(open, strlen(open), WIRE_ERROR_BAD_JSON, NULL);
}

static void leaves_absent_fields_empty(void **state)
{
    json_t *message =
        json_pack("{s:s, s:s, s:s}", "type", "hello", "id", "request-1", "role", "coordinator");
    struct wire_hello hello;
    struct wire_fault fault;

    (void)state;
    memset(&hello, 0xff, sizeof(hello));
    assert_true(wire_hello_decode(message, &hello, &fault));
    assert_int_equal(hello.role, WIRE_ROLE_COORDINATOR);
    assert_false(hello.has_resume);
    assert_null(hello.token);
    assert_string_equal(hello.id, "request-1");
    json_decref(message);
}

static void writes_replies(void **state)
{
    struct text text = {0};

    (void)state;
    wire_reply_done(&text, "request-1", "{\"seq\":3}");
    assert_string_equal(text.data,
                        "{\"type\":\"reply\",\"id\":\"request-1\",\"done\":{\"seq\":3}}");
    text_reset(&text);
    wire_reply_error(&text, "request-1", WIRE_ERROR_STORE_AWAY);
    assert_string_equal(
        text.data,
        "{\"type\":\"reply\",\"id\":\"request-1\",\"error\":{"
        "\"code\":\"store_away\",\"text\":\"The server cannot reach its store just now. What you "
        "sent is not kept yet.\",\"again\":true}}");
    text_reset(&text);
    wire_reply_error(&text, NULL, WIRE_ERROR_BAD_JSON);
    assert_non_null(strstr(text.data, "\"id\":null,\"error\":{\"code\":\"bad_json\""));
    text_finish(&text);
}

/* The reply is put together without escaping the texts of errors.json: none may need it. */
static void writes_every_error_as_json(void **state)
{
    (void)state;
    for (enum wire_error error = WIRE_OK + 1; error < WIRE_ERROR_COUNT; error++) {
        struct text text = {0};
        json_t *reply;

        wire_reply_error(&text, "request-1", error);
        reply = json_loadb(text.data, text.length, JSON_REJECT_DUPLICATES, NULL);
        assert_string_equal(wire_error_text(error), json_string_value(json_object_get(
                                                        json_object_get(reply, "error"), "text")));
        json_decref(reply);
        text_finish(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_a_good_one_of_each),
        cmocka_unit_test(refuses_the_bad_ones),
        cmocka_unit_test(refuses_bad_texts),
        cmocka_unit_test(refuses_bytes_that_no_vector_can_hold),
        cmocka_unit_test(gives_the_id_back),
        cmocka_unit_test(measures_depth_outside_of_strings),
        cmocka_unit_test(leaves_absent_fields_empty),
        cmocka_unit_test(writes_replies),
        cmocka_unit_test(writes_every_error_as_json),
    };

    return cmocka_run_group_tests_name("wire_codec", tests, load_vectors, drop_vectors);
}
