#ifndef VEER_PEOPLE_ACCOUNTS_H
#define VEER_PEOPLE_ACCOUNTS_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/log.h"
#include "config/config.h"

/*
 * Who may sign in. Passwords are checked with Argon2id in libuv's own threads, two at once;
 * the tries behind them stand in a queue with an end, so that a flood of sign-ins takes neither
 * the loop nor the memory. Nobody is ever locked out: after a failed try the next ones on that
 * account are held back, 1 second, then 2, 4 ... up to 30. A name that does not exist takes as
 * long, is held back as long, and fails with the same answer as a wrong password.
 *
 * The memory of failed tries is this process's own: with N workers somebody who guesses has N
 * tries in place of one.
 */

#define ACCOUNTS_PASSWORD_MAX 256 /* bytes; a longer one is wrong */
#define ACCOUNTS_RUNNING_MAX 2
#define ACCOUNTS_QUEUE_MAX 32 /* tries that wait for one of the two */
#define ACCOUNTS_HELD_MAX 64  /* tries held back, all accounts together */
#define ACCOUNTS_HELD_EACH 4  /* tries held back for one account */
#define ACCOUNTS_DELAY_MIN_MS 1000
#define ACCOUNTS_DELAY_MAX_MS 30000
#define ACCOUNTS_FORGET_MS INT64_C(900000) /* without a failed try: then at 1 second again */

struct accounts;

enum accounts_answer {
    ACCOUNTS_RIGHT,
    ACCOUNTS_WRONG,
    ACCOUNTS_BUSY /* not checked: too many at once, or closing; trying again helps */
};

/* staff is who signed in: only with ACCOUNTS_RIGHT, else NULL. */
typedef void (*accounts_fn)(void *context, enum accounts_answer answer,
                            const struct config_staff *staff);

/* sodium_init() must have been called. config, loop and log must outlive the accounts. NULL: out
 * of memory. */
struct accounts *accounts_create(uv_loop_t *loop, const struct config *config, struct log *log);

/*
 * Checks a sign-in. The password is copied; the caller wipes his own. Returns a ticket, and done
 * is called exactly once, never before this function has returned; or 0 when it is too busy to
 * take the try (say "busy"), and done is never called.
 */
uint64_t accounts_sign_in(struct accounts *accounts, const char *organisation, const char *name,
                          const char *password, accounts_fn done, void *context);

/* For a connection that went away: done will not be called for this ticket any more. A ticket
 * whose answer has come, or 0, does nothing. */
void accounts_cancel(struct accounts *accounts, uint64_t ticket);

/*
 * Ends it: every try that still waits is answered ACCOUNTS_BUSY before this returns; closed is
 * called from the loop when the threads are done and all is freed. Takes NULL for closed.
 */
void accounts_close(struct accounts *accounts, void (*closed)(void *context), void *context);

#endif
