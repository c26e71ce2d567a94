/* Who may do what, and what may go wrong. Nobody owes anything: people may fall silent for ever,
 * and a request may stay on its way. Only time passes (clock.pml). */

/* One thing that goes wrong, or that could be done for ever. */
#define TROUBLE_COMES idle && trouble > 0
#define NO_MORE_OF_IT trouble--

/* Requests --------------------------------------------------------------------------------------- */

/* A page sends what its state allows. Mostly it arrives at once; a late one finds a state that its
 * sender did not know. */
#define may_send(x) (idle && request[x] == 0 && is_connected(x))
#define asks_for(x, what, allowed, carry_out) \
    :: d_step { may_send(x) && (allowed) -> carry_out; settled() } \
    :: d_step { trouble > 0 && may_send(x) && (allowed) -> NO_MORE_OF_IT; request[x] = what; settled() }
/* The same for what could be done for ever. */
#define troubles_with(x, what, allowed, carry_out) \
    asks_for(x, what, trouble > 0 && (allowed), NO_MORE_OF_IT; carry_out)

/* The one colleague that somebody may ask for by name: of the other desk. */
#define colleague_of(x) (conversation_desk == HOME -> B : A)

inline visitor_sends() {
    if
    asks_for(V, consent, is_step(transfer, consent), do_consent())
    asks_for(V, refuse, is_step(transfer, refuse), do_refuse())
    asks_for(V, withdraw, is_step(transfer, withdraw), do_withdraw())
    asks_for(V, end_talk, is_step(conversation, end), do_end(V))
    asks_for(V, move, is_step(conversation, move), do_move())
    troubles_with(V, extend, is_step(transfer, extend), do_extend(V))
    fi
}

inline counsellor_sends(x) {
    if
    asks_for(x, accept, offer_stands && offered_to == x, do_accept(x))
    asks_for(x, decline, offer_stands && offered_to == x, do_decline(x))
    asks_for(x, ask, owner == x && !transfer_lives && asks > 0, do_ask(x, NOBODY))
    asks_for(x, ask_colleague, owner == x && !transfer_lives && asks > 0, do_ask(x, colleague_of(x)))
    asks_for(x, cancel, owner == x && is_step(transfer, cancel), do_cancel(x))
    asks_for(x, introduce, owner == x && is_step(transfer, introduce), do_introduce(x))
    asks_for(x, hand_over, owner == x && is_step(transfer, hand_over), do_hand_over(x))
    asks_for(x, take_over, receiver == x && is_step(transfer, take_over), do_take_over(x))
    asks_for(x, end_talk, owner == x && !transfer_lives, do_end(x))
    troubles_with(x, edit, owner == x && is_step(transfer, edit), do_edit(x))
    troubles_with(x, give_back, receiver == x && is_step(transfer, give_back), do_give_back(x))
    fi
}

inline visitor_request() {
    if
    :: request[V] == consent -> do_consent()
    :: request[V] == refuse -> do_refuse()
    :: request[V] == withdraw -> do_withdraw()
    :: request[V] == end_talk -> do_end(V)
    :: request[V] == move -> do_move()
    :: request[V] == extend -> do_extend(V)
    fi
}

inline counsellor_request(x) {
    if
    :: request[x] == accept -> do_accept(x)
    :: request[x] == decline -> do_decline(x)
    :: request[x] == ask -> do_ask(x, NOBODY)
    :: request[x] == ask_colleague -> do_ask(x, colleague_of(x))
    :: request[x] == cancel -> do_cancel(x)
    :: request[x] == introduce -> do_introduce(x)
    :: request[x] == hand_over -> do_hand_over(x)
    :: request[x] == take_over -> do_take_over(x)
    :: request[x] == end_talk -> do_end(x)
    :: request[x] == edit -> do_edit(x)
    :: request[x] == give_back -> do_give_back(x)
    fi
}

#define FORGET_REQUEST(x) request[x] = 0; outdated[x] = 0; executed[x] = 0

/* It arrives and is answered; or the answer is lost, and it comes again: the store knows it by its
 * id and only answers. Or it never arrives. */
#define channel(x, carry_out) \
    :: d_step { idle && request[x] != 0 && !executed[x] && is_connected(x) -> \
        carry_out; FORGET_REQUEST(x); settled() } \
    :: d_step { TROUBLE_COMES && request[x] != 0 && !executed[x] && is_connected(x) -> \
        NO_MORE_OF_IT; carry_out; executed[x] = 1; settled() } \
    :: d_step { idle && executed[x] && is_connected(x) -> \
        FORGET_REQUEST(x); settled() } \
    :: d_step { TROUBLE_COMES && request[x] != 0 && !executed[x] -> \
        NO_MORE_OF_IT; FORGET_REQUEST(x); settled() }

/* Connections ------------------------------------------------------------------------------------- */

#define takes_people(process) (alive[process] && generation_valid[process])
#define chosen(x) (takes_people(first_choice(x)) -> first_choice(x) : 3 - first_choice(x))

/* The store learns of a loss later (clock.pml), or never, when he is back before. */
#define connection(x, attach) \
    :: d_step { TROUBLE_COMES && link[x] != 0 -> NO_MORE_OF_IT; link[x] = 0; settled() } \
    :: d_step { idle && link[x] == 0 && a_process_lives -> \
        link[x] = chosen(x); attach(x, link[x]); settled() }

inline visitor_attach(x, process) {
    visitor_resume(process)
}

/* Processes that crash; one that hangs is the same to everybody else: what it says after it was
 * given up is refused. */
#define process(p) \
    :: d_step { TROUBLE_COMES && alive[p] -> NO_MORE_OF_IT; alive[p] = 0; cut(p); settled() }

inline cut(p) {
    for (i : V .. C) {
        if :: link[i] == p -> link[i] = 0 :: else fi
    };
    i = 0
}

/* Duty, the coordinator ----------------------------------------------------------------------------- */

#define changes_duty(x) \
    :: d_step { TROUBLE_COMES && is_connected(x) && duty[x] == duty_on -> \
        NO_MORE_OF_IT; set_duty(x, go_pause); settled() } \
    :: d_step { TROUBLE_COMES && is_connected(x) && duty[x] != duty_off && !holds_talk[x] && !holds_wrap_up[x] -> \
        NO_MORE_OF_IT; set_duty(x, go_off); settled() } \
    :: d_step { idle && is_connected(x) && duty[x] != duty_on -> set_duty(x, go_on); settled() }

#define signs_off(x) \
    :: d_step { TROUBLE_COMES && a_process_lives && duty[x] != duty_off -> \
        NO_MORE_OF_IT; sign_off(x); settled() }

#define desk(d) \
    :: d_step { TROUBLE_COMES && desk_open[d] -> NO_MORE_OF_IT; desk_open[d] = 0; look_at_desk(d); settled() } \
    :: d_step { idle && !desk_open[d] -> desk_open[d] = 1; settled() }

/* ---------------------------------------------------------------------------------------------------- */

inline visitor_enters() {
    d_step {
        idle && !conversation_known && is_connected(V) && lets_in(HOME) ->
        conversation_known = 1;
        start(conversation, enter);
        conversation_desk = HOME;
        place_in_queue();
        settled()
    }
}

active proctype people() {
    d_step {
        link[V] = P1; link[A] = P2; link[B] = P1; link[C] = P2;
        at[V] = P1; at[A] = P2; at[B] = P1; at[C] = P2;
        duty[A] = duty_on; duty[B] = duty_on; duty[C] = duty_on
    }

end_of_people:
    do
    :: visitor_enters()
    :: visitor_sends()
    :: counsellor_sends(A)
    :: counsellor_sends(B)
    :: counsellor_sends(C)
    channel(V, visitor_request())
    channel(A, counsellor_request(A))
    channel(B, counsellor_request(B))
    channel(C, counsellor_request(C))
    connection(V, visitor_attach)
    connection(A, staff_attach)
    connection(B, staff_attach)
    connection(C, staff_attach)
    process(P1)
    process(P2)
    changes_duty(A)
    changes_duty(B)
    changes_duty(C)
    signs_off(A)
    signs_off(B)
    signs_off(C)
    desk(HOME)
    desk(TARGET)
    /* Doing nothing is allowed too, for ever. */
    :: idle -> skip
    od
}
