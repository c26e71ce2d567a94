/* What there is: what the store (Redis) holds, and what is really so outside of it. */

/* People: the visitor, A of the desk HOME, B of the desk TARGET, C of both. */
#define V 0
#define A 1
#define B 2
#define C 3
#define PEOPLE 4
#define NOBODY 0

#define HOME 0
#define TARGET 1
#define DESKS 2
#define other_desk(d) (1 - (d))
#define serves(x, d) ((x) == C || ((x) == A && (d) == HOME) || ((x) == B && (d) == TARGET))

/* Processes of the server; where a person's browser goes first, and where it goes otherwise. */
#define P1 1
#define P2 2
#define PROCESSES 3
#define first_choice(x) ((x) == V || (x) == B -> P1 : P2)

/* The store ----------------------------------------------------------------------------------- */

mtype:conversation conversation;    /* 0: not entered, or forgotten */
bit conversation_known;             /* it has been entered */
bit ended_by_loss;
bit conversation_desk;
byte owner;
bit offer_is_for_transfer;

mtype:transfer transfer;            /* the last one asked for; 0: none yet */
bit transfer_desk;
byte receiver;
byte colleague;                     /* the one that the transfer is for, if one was named */
bit limit_due;                      /* its time limit is in the set of what is due */
bit limit_left;                     /* it has a limit, running or standing still */
byte patience;                      /* how often exclusions may still end while it seeks */

mtype:offer offer;                  /* the last one made; 0: none yet */
byte offered_to;

bit queued[DESKS];
bit desk_open[DESKS] = 1;
bit noted[DESKS];                   /* this queue is looked at before the function ends */

byte at[PEOPLE];                    /* the process a person is connected to, as the store has it */
bit grace_due[PEOPLE];              /* his grace time is in the set of what is due */

mtype:duty duty[PEOPLE] = duty_off;
bit excluded[PEOPLE];
bit is_owner[PEOPLE];               /* his part in the conversation is that of the owner */
bit holds_talk[PEOPLE];             /* his slots: the conversation, */
bit holds_offer[PEOPLE];            /* a place for an offer, */
bit holds_wrap_up[PEOPLE];          /* wrap-up */

bit generation_valid[PROCESSES] = 1; /* the store takes what this process says */

/* Outside ------------------------------------------------------------------------------------- */

byte link[PEOPLE];                  /* the process that his socket really goes to */
bit alive[PROCESSES] = 1;

/* One request of a person that is not acknowledged yet. It is sent again, also over a new
 * connection, until it is, or it is lost. */
mtype:request = { ask, ask_colleague, edit, consent, refuse, withdraw, cancel, introduce, hand_over, take_over,
    give_back, extend, accept, decline, move, end_talk };
mtype:request request[PEOPLE];
bit outdated[PEOPLE];               /* it names an offer, a transfer or a question of before */
bit executed[PEOPLE];               /* the store has done it; the answer was lost */

byte trouble = TROUBLE;             /* how much may still go wrong or be changed */
byte asks = ASKS;                   /* how many transfers may still be asked for */

/* Words ---------------------------------------------------------------------------------------- */

#define transfer_lives (transfer != 0 && !transfer_is_final(transfer))
#define is_search (transfer == transfer_seeking || transfer == transfer_offered)
#define offer_stands (offer == offer_open)
#define conversation_lives (conversation != 0 && conversation != conversation_ended)

#define load(x) (holds_talk[x] + holds_offer[x] + holds_wrap_up[x])
#define is_on_duty(x) (duty[x] != duty_off)     /* also in his grace time */
#define is_free(x) (duty[x] == duty_on && at[x] != 0 && load(x) == 0)
#define is_staffed(d) (is_on_duty(C) || ((d) == HOME && is_on_duty(A)) || ((d) == TARGET && is_on_duty(B)))
#define is_staffed_but(d, x) (((x) != C && is_on_duty(C)) || \
    ((d) == HOME && (x) != A && is_on_duty(A)) || ((d) == TARGET && (x) != B && is_on_duty(B)))
#define is_there(x) (duty[x] != duty_off && at[x] != 0)
#define is_manned_but(d, x) (desk_open[d] && (((x) != C && is_there(C)) || \
    ((d) == HOME && (x) != A && is_there(A)) || ((d) == TARGET && (x) != B && is_there(B))))
#define lets_in(d) (desk_open[d] && is_staffed(d))
#define serves_but(d, x) (desk_open[d] && is_staffed_but(d, x))

#define has_limit (transfer == transfer_asked || transfer == transfer_seeking || \
    transfer == transfer_briefing || transfer == transfer_introduced)
/* Nothing runs out on people who cannot act. */
#define stands_still (at[V] == 0 || (owner != NOBODY && at[owner] == 0))

/* Whom the router may give the conversation that stands in the queue of a desk. */
#define is_asked_for(x) (colleague == NOBODY || colleague == (x))
#define fits(x, d) (queued[d] && serves(x, d) && is_free(x) && owner != (x) && !excluded[x] && is_asked_for(x))
#define can_match(d) (fits(A, d) || fits(B, d) || fits(C, d))
/* A function is one atomic step: nothing else happens before the queues that it noted are done. */
#define idle (!noted[HOME] && !noted[TARGET])

#define a_process_lives ((alive[P1] && generation_valid[P1]) || (alive[P2] && generation_valid[P2]))
#define is_connected(x) (link[x] != 0 && alive[link[x]] && generation_valid[link[x]])

/* The machine's steps -------------------------------------------------------------------------- */

/* Counts in C, outside the state. */
hidden short step_number;
hidden byte i;
hidden byte destination;
hidden byte standing;
c_decl {
    static unsigned char steps_reached[STEPS + 1];
    static void print_reached(void) {
        for (int i = 1; i <= STEPS; i++) printf("%s: %s\n", steps_reached[i] ? "reached" : "missed", step_names[i]);
    }
    __attribute__((constructor)) static void print_at_exit(void) { atexit(print_reached); }
}
#define count(number) step_number = number; c_code { steps_reached[step_number] = 1; }; step_number = 0

#define is_step(machine, event) (machine##_##event(machine) != 0)
/* The functions take these steps without asking, so they must be there. */
#define step(machine, event) \
    assert(is_step(machine, event)); \
    count(step_of_##machine##_##event(machine)); \
    machine = machine##_##event(machine)
#define start(machine, event) \
    count(step_of_start_##machine##_##event); \
    machine = start_##machine##_##event
#define step_duty(x, event) \
    count(step_of_duty_##event(duty[x])); \
    duty[x] = duty_##event(duty[x])
