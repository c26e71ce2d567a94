#include "store_fixture.h"

#include "store/bus.h"

static const char *const channels[] = {"{veer}one", "{veer}two"};

struct listener {
    int ups, downs, messages, closed;
    char last[128];
    size_t length;
};

static void on_message(void *context, const char *channel, const char *text, size_t length)
{
    struct listener *listener = context;

    listener->messages++;
    listener->length = length;
    snprintf(listener->last, sizeof listener->last, "%s=%s", channel, text);
}

static void on_up(void *context)
{
    ((struct listener *)context)->ups++;
}

static void on_down(void *context)
{
    ((struct listener *)context)->downs++;
}

static void on_closed(void *context)
{
    ((struct listener *)context)->closed++;
}

static struct bus *make_bus(struct fixture *fixture, struct listener *listener,
                            const char *const *names, size_t count)
{
    const struct bus_settings settings = {.address = redis_child_address(fixture->child),
                                          .channels = names,
                                          .channel_count = count,
                                          .on_message = on_message,
                                          .on_up = on_up,
                                          .on_down = on_down,
                                          .context = listener};
    struct bus *bus = bus_create(&fixture->loop, &settings, NULL);

    assert_non_null(bus);
    return bus;
}

static void close_bus(struct fixture *fixture, struct bus *bus, struct listener *listener)
{
    bus_close(bus, on_closed, listener);
    fixture_await_count(&fixture->loop, &listener->closed, 1);
}

static void delivers(void **state)
{
    struct fixture *fixture = *state;
    struct listener listener = {0};
    struct bus *bus = make_bus(fixture, &listener, channels, 2);
    struct redis *redis = fixture_redis(fixture, (struct redis_settings){0});

    assert_false(bus_is_up(bus));
    fixture_await_count(&fixture->loop, &listener.ups, 1);
    assert_true(bus_is_up(bus));
    fixture_await_up(fixture, redis);
    fixture_ask(fixture, redis, "PUBLISH {veer}one a");
    fixture_await_count(&fixture->loop, &listener.messages, 1);
    assert_string_equal(listener.last, "{veer}one=a");
    fixture_ask(fixture, redis, "PUBLISH {veer}two second");
    fixture_ask(fixture, redis, "PUBLISH {veer}three unheard");
    fixture_ask(fixture, redis, "PUBLISH {veer}one b");
    fixture_await_count(&fixture->loop, &listener.messages, 3);
    assert_string_equal(listener.last, "{veer}one=b");
    assert_int_equal(listener.length, 1);
    fixture_close(fixture, redis);
    close_bus(fixture, bus, &listener);
    assert_int_equal(listener.messages, 3);
    assert_int_equal(listener.downs, 0);
}

static void subscribes_again_after_a_loss(void **state)
{
    struct fixture *fixture = *state;
    struct listener listener = {0};
    struct bus *bus = make_bus(fixture, &listener, channels, 2);
    struct redis *redis;

    fixture_await_count(&fixture->loop, &listener.ups, 1);
    kill(redis_child_pid(fixture->child), SIGKILL);
    fixture_await_count(&fixture->loop, &listener.downs, 1);
    assert_false(bus_is_up(bus));
    fixture_await_count(&fixture->loop, &listener.ups, 2);
    redis = fixture_redis(fixture, (struct redis_settings){0});
    fixture_await_up(fixture, redis);
    fixture_ask(fixture, redis, "PUBLISH {veer}two again");
    fixture_await_count(&fixture->loop, &listener.messages, 1);
    assert_string_equal(listener.last, "{veer}two=again");
    assert_int_equal(listener.downs, 1);
    fixture_close(fixture, redis);
    close_bus(fixture, bus, &listener);
}

static void is_not_up_where_it_may_not_listen(void **state)
{
    static const char *const forbidden[] = {"{veer}one", "other"};
    struct fixture *fixture = *state;
    struct listener listener = {0};
    struct bus *bus = make_bus(fixture, &listener, forbidden, 2);
    struct redis *redis = fixture_redis(fixture, (struct redis_settings){0});

    fixture_await_up(fixture, redis);
    for (int i = 0; i < 20; i++) /* time for the bus to connect and be refused */
        fixture_ask(fixture, redis, "PING");
    assert_int_equal(listener.ups, 0);
    assert_false(bus_is_up(bus));
    fixture_close(fixture, redis);
    close_bus(fixture, bus, &listener);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(delivers, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(subscribes_again_after_a_loss, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(is_not_up_where_it_may_not_listen, fixture_start,
                                        fixture_stop),
    };
    int status = fixture_main(argc, argv);

    return status >= 0 ? status : cmocka_run_group_tests(tests, NULL, NULL);
}
