/* What the functions in Redis do, each part under the name that it has in
 * server/store/functions/. */

/* Queues, limits ------------------------------------------------------------------------------- */

inline note_desks_of(x) {
    if :: serves(x, HOME) -> noted[HOME] = 1 :: else fi;
    if :: serves(x, TARGET) -> noted[TARGET] = 1 :: else fi
}

inline place_in_queue() {
    if
    :: at[V] != 0 && conversation == conversation_waiting ->
        queued[conversation_desk] = 1; noted[conversation_desk] = 1
    :: at[V] != 0 && conversation == conversation_active && transfer == transfer_seeking ->
        queued[transfer_desk] = 1; noted[transfer_desk] = 1
    :: else
    fi
}

inline remove_from_queue() {
    if
    :: conversation == conversation_waiting -> queued[conversation_desk] = 0
    :: conversation == conversation_active && transfer == transfer_seeking -> queued[transfer_desk] = 0
    :: else
    fi
}

inline run_limit() {
    if
    :: limit_left && has_limit && !stands_still -> limit_due = 1
    :: else
    fi
}

inline start_limit() {
    limit_due = 0;
    limit_left = 1;
    if :: transfer == transfer_seeking -> patience = PATIENCE :: else -> patience = 0 fi;
    run_limit()
}

inline stop_limit() {
    limit_due = 0
}

inline free_slot_of_offer(x) {
    holds_offer[x] = 0;
    note_desks_of(x)
}

/* Offers ---------------------------------------------------------------------------------------- */

/* What a request named before is another one now. */
inline outdate_answers_to_offers() {
    for (i : V .. C) {
        if
        :: request[i] == accept || request[i] == decline -> outdated[i] = 1
        :: else
        fi
    };
    i = 0
}

inline make_offer(x) {
    remove_from_queue();
    outdate_answers_to_offers();
    start(offer, make);
    offered_to = x;
    if
    :: transfer_lives -> stop_limit(); step(transfer, offer); offer_is_for_transfer = 1
    :: else -> step(conversation, offer); offer_is_for_transfer = 0
    fi;
    holds_offer[x] = 1
}

/* Ends the open offer and brings the conversation back to its queue. */
#define finish_offer(event, routed) \
    step(offer, event); \
    if \
    :: offer_is_for_transfer -> step(transfer, routed); run_limit() \
    :: else -> step(conversation, routed) \
    fi; \
    place_in_queue()

inline withdraw_offer() {
    if
    :: offer_stands -> finish_offer(withdraw, offer_withdrawn); free_slot_of_offer(offered_to)
    :: else
    fi
}

inline withdraw_offers_of(x) {
    if
    :: holds_offer[x] -> finish_offer(withdraw, offer_withdrawn); free_slot_of_offer(x)
    :: else
    fi
}

/* Members ---------------------------------------------------------------------------------------- */

inline leave(x) {
    is_owner[x] = 0;
    if :: holds_talk[x] -> holds_talk[x] = 0; note_desks_of(x) :: else fi
}

inline begin_wrap_up(x) {
    is_owner[x] = 0;
    holds_talk[x] = 0;
    holds_wrap_up[x] = 1
}

inline end_wrap_up(x) {
    if :: holds_wrap_up[x] -> holds_wrap_up[x] = 0; note_desks_of(x) :: else fi
}

/* The transfer ------------------------------------------------------------------------------------ */

/* `standing`: the open offer goes on as an ordinary one. */
#define close_transfer(event, standing) \
    if :: transfer == transfer_seeking -> queued[transfer_desk] = 0 :: else fi; \
    if \
    :: offer_stands && offer_is_for_transfer && !(standing) -> \
        step(offer, withdraw); \
        free_slot_of_offer(offered_to) \
    :: else \
    fi; \
    limit_due = 0; \
    limit_left = 0; \
    patience = 0; \
    step(transfer, event); \
    colleague = NOBODY; \
    if :: receiver != NOBODY -> leave(receiver); receiver = NOBODY :: else fi

#define complete(event, part_with_owner) \
    assert(receiver != NOBODY && receiver != owner && holds_talk[receiver] && at[receiver] != 0); \
    limit_due = 0; \
    limit_left = 0; \
    step(transfer, event); \
    part_with_owner(owner); \
    is_owner[receiver] = 1; \
    owner = receiver; \
    receiver = NOBODY; \
    colleague = NOBODY; \
    conversation_desk = transfer_desk

#define seek_again(event) \
    leave(receiver); \
    step(transfer, event); \
    receiver = NOBODY; \
    start_limit(); \
    place_in_queue()

inline look_at_desk(d) {
    if
    :: transfer_lives && transfer_desk == d && !serves_but(d, owner) &&
        is_step(transfer, desk_closed) -> close_transfer(desk_closed, false)
    :: else
    fi
}

/* A colleague who was named has gone: the owner is asked, nobody takes his place. */
inline look_at_colleague(x) {
    if
    :: transfer_lives && colleague == x && duty[x] == duty_off && is_step(transfer, colleague_away) ->
        close_transfer(colleague_away, false)
    :: else
    fi
}

inline left_desks(x) {
    if :: serves(x, HOME) -> look_at_desk(HOME) :: else fi;
    if :: serves(x, TARGET) -> look_at_desk(TARGET) :: else fi;
    look_at_colleague(x)
}

/* He declined, missed it or stepped back. */
inline exclude(x) {
    excluded[x] = 1;
    if
    :: transfer_lives && colleague != NOBODY -> close_transfer(colleague_away, false)
    :: else
    fi
}

/* The conversation --------------------------------------------------------------------------------- */

/* The first desk that serves him, without the counsellor x; those come first where somebody is
 * connected. The fall-back of HOME is TARGET. */
#define destination_from(d, x) (is_manned_but(d, x) -> (d) : \
    ((d) == HOME && is_manned_but(TARGET, x) -> TARGET : \
    (serves_but(d, x) -> (d) : \
    ((d) == HOME && serves_but(TARGET, x) -> TARGET : (d)))))
#define destination_with_consent(x) (is_manned_but(transfer_desk, x) -> transfer_desk : \
    (is_manned_but(conversation_desk, x) -> conversation_desk : \
    (serves_but(transfer_desk, x) -> transfer_desk : conversation_desk)))

#define serves_somewhere(test) (test(conversation_desk, owner) || \
    (conversation_desk == HOME && test(TARGET, owner)) || \
    (transfer_lives && transfer != transfer_asked && test(transfer_desk, owner)))

#define finish_conversation(event, by_loss) \
    withdraw_offer(); \
    remove_from_queue(); \
    if :: transfer_lives -> close_transfer(conversation_ended, false) :: else fi; \
    step(conversation, event); \
    ended_by_loss = by_loss; \
    if :: owner != NOBODY -> begin_wrap_up(owner); owner = NOBODY :: else fi; \
    grace_due[V] = 0; \
    clear_excluded()

inline clear_excluded() {
    excluded[A] = 0; excluded[B] = 0; excluded[C] = 0
}

inline take(x) {
    end_wrap_up(x);
    step(conversation, accept);
    owner = x;
    is_owner[x] = 1
}

inline owner_lost() {
    if
    :: transfer_lives && receiver != NOBODY && at[receiver] != 0 -> complete(owner_replaced, leave)
    :: else ->
        if
        :: transfer_lives && transfer != transfer_asked -> destination = destination_with_consent(owner)
        :: else -> destination = destination_from(conversation_desk, owner)
        fi;
        /* A closed desk is never a destination while there is an open one. */
        assert(serves_but(destination, owner) || !serves_somewhere(serves_but));
        assert(is_manned_but(destination, owner) || !serves_somewhere(is_manned_but));
        standing = (transfer_lives && transfer == transfer_offered && destination == transfer_desk);
        if :: transfer_lives -> close_transfer(owner_lost, standing) :: else fi;
        leave(owner);
        step(conversation, owner_lost);
        owner = NOBODY;
        conversation_desk = destination;
        if
        :: standing -> offer_is_for_transfer = 0; step(conversation, offer)
        :: else -> place_in_queue()
        fi;
        destination = 0;
        standing = 0
    fi
}

inline receiver_lost() {
    seek_again(receiver_lost);
    if :: !serves_but(transfer_desk, owner) -> close_transfer(desk_closed, false) :: else fi
}

/* People -------------------------------------------------------------------------------------------- */

inline visitor_gone() {
    at[V] = 0;
    if
    :: conversation_lives ->
        grace_due[V] = 1;
        withdraw_offer();
        remove_from_queue();
        if :: transfer_lives -> stop_limit() :: else fi
    :: else
    fi
}

inline visitor_resume(process) {
    at[V] = process;
    grace_due[V] = 0;
    if
    :: conversation == conversation_ended && ended_by_loss ->
        step(conversation, come_back);
        conversation_desk = destination_from(conversation_desk, NOBODY)
    :: else
    fi;
    if
    :: conversation_lives ->
        if :: transfer_lives -> run_limit() :: else fi;
        place_in_queue()
    :: else
    fi
}

inline staff_gone(x) {
    at[x] = 0;
    withdraw_offers_of(x);
    if :: duty[x] != duty_off -> grace_due[x] = 1 :: else fi;
    if :: transfer_lives && owner == x -> stop_limit() :: else fi
}

inline gone(x) {
    if :: x == V -> visitor_gone() :: else -> staff_gone(x) fi
}

inline staff_attach(x, process) {
    at[x] = process;
    grace_due[x] = 0;
    note_desks_of(x);
    if :: holds_talk[x] && transfer_lives -> run_limit() :: else fi
}

#define set_duty(x, event) \
    step_duty(x, event); \
    if :: duty[x] != duty_on -> withdraw_offers_of(x) :: else -> note_desks_of(x) fi; \
    if :: duty[x] == duty_off -> left_desks(x) :: else fi

inline staff_lost(x) {
    grace_due[x] = 0;
    if :: duty[x] != duty_off -> step_duty(x, lost) :: else fi;
    end_wrap_up(x);
    if
    :: owner == x -> owner_lost()
    :: else ->
        if :: transfer_lives && receiver == x -> receiver_lost() :: else fi
    fi;
    left_desks(x)
}

inline offer_runs_out() {
    finish_offer(expire, offer_over);
    exclude(offered_to);
    free_slot_of_offer(offered_to)
}

inline forgive() {
    clear_excluded();
    if :: is_search -> patience-- :: else fi;
    if
    :: conversation == conversation_waiting -> noted[conversation_desk] = 1
    :: transfer == transfer_seeking -> noted[transfer_desk] = 1
    :: else
    fi
}

/* A coordinator signs him out, by force: his page is told to close, and he is lost at once. */
inline sign_off(x) {
    link[x] = 0;
    if :: at[x] != 0 -> staff_gone(x) :: else fi;
    staff_lost(x)
}

/* Everybody who was connected to this process is away from now on. */
inline abandon(process) {
    if :: at[V] == process -> visitor_gone() :: else fi;
    if :: at[A] == process -> staff_gone(A) :: else fi;
    if :: at[B] == process -> staff_gone(B) :: else fi;
    if :: at[C] == process -> staff_gone(C) :: else fi
}

/* Requests ------------------------------------------------------------------------------------------ */

#define may_as_owner(x, event) (owner == (x) && !outdated[x] && is_step(transfer, event))
#define may_as_receiver(x, event) (receiver == (x) && !outdated[x] && is_step(transfer, event))
#define may_as_visitor(event) (!outdated[V] && is_step(transfer, event))

/* What a request names from before is over: the question was changed, or another one is asked. */
inline outdate_requests_about_transfers() {
    for (i : V .. C) {
        if
        :: request[i] != 0 && request[i] != accept && request[i] != decline && request[i] != ask && request[i] != ask_colleague &&
            request[i] != end_talk && request[i] != move -> outdated[i] = 1
        :: else
        fi
    };
    i = 0
}

inline do_ask(x, whom) {
    if
    :: owner == x && !transfer_lives && asks > 0 && serves_but(other_desk(conversation_desk), x) &&
        (whom == NOBODY || (whom != x && duty[whom] == duty_on && at[whom] != 0)) ->
        outdate_requests_about_transfers();
        asks--;
        start(transfer, ask);
        transfer_desk = other_desk(conversation_desk);
        colleague = whom;
        start_limit()
    :: else
    fi
}

inline do_edit(x) {
    if
    :: may_as_owner(x, edit) ->
        step(transfer, edit);
        if :: request[V] == consent -> outdated[V] = 1 :: else fi;
        start_limit()
    :: else
    fi
}

inline do_consent() {
    if
    :: may_as_visitor(consent) ->
        if
        :: !serves_but(transfer_desk, owner) ->
            close_transfer(desk_closed, false)
        :: else ->
            step(transfer, consent);
            start_limit();
            place_in_queue()
        fi
    :: else
    fi
}

inline do_refuse() {
    if :: may_as_visitor(refuse) -> close_transfer(refuse, false) :: else fi
}

inline do_withdraw() {
    if :: may_as_visitor(withdraw) -> close_transfer(withdraw, false) :: else fi
}

inline do_cancel(x) {
    if :: may_as_owner(x, cancel) -> close_transfer(cancel, false) :: else fi
}

inline do_introduce(x) {
    if
    :: may_as_owner(x, introduce) && at[receiver] != 0 -> step(transfer, introduce); start_limit()
    :: else
    fi
}

/* Invariant: the owner is released only to a receiver whose connection lives, and not behind the
 * back of an absent visitor. */
#define may_be_released (at[V] != 0 && at[receiver] != 0)

inline do_hand_over(x) {
    if
    :: may_as_owner(x, hand_over) && may_be_released -> complete(hand_over, begin_wrap_up)
    :: else
    fi
}

inline do_take_over(x) {
    if
    :: may_as_receiver(x, take_over) && may_be_released -> complete(take_over, begin_wrap_up)
    :: else
    fi
}

inline do_give_back(x) {
    if
    :: at[owner] == 0 && may_as_receiver(x, give_back_owner_away) ->
        seek_again(give_back_owner_away);
        exclude(x)
    :: at[owner] != 0 && may_as_receiver(x, give_back) ->
        if
        :: transfer == transfer_briefing -> seek_again(give_back); exclude(x)
        :: else -> close_transfer(give_back, false)
        fi
    :: else
    fi
}

inline do_extend(x) {
    if
    :: (x == V || x == owner || x == receiver) && !outdated[x] && is_step(transfer, extend) ->
        step(transfer, extend);
        start_limit()
    :: else
    fi
}

#define may_answer(x) (offered_to == (x) && !outdated[x] && offer_stands)

inline do_accept(x) {
    if
    :: may_answer(x) ->
        step(offer, accept);
            holds_offer[x] = 0;
        holds_talk[x] = 1;
        if
        :: offer_is_for_transfer -> step(transfer, accept); receiver = x; start_limit()
        :: else -> take(x)
        fi;
        clear_excluded()
    :: else
    fi
}

inline do_decline(x) {
    if
    :: may_answer(x) ->
            finish_offer(decline, decline);
        exclude(x);
        free_slot_of_offer(x)
    :: else
    fi
}

inline do_move() {
    if
    :: is_step(conversation, move) && lets_in(other_desk(conversation_desk)) ->
        count(step_of_conversation_move(conversation));
        withdraw_offer();
        remove_from_queue();
        conversation_desk = other_desk(conversation_desk);
        place_in_queue()
    :: else
    fi
}

inline do_end(x) {
    if
    :: x == V && is_step(conversation, end) -> finish_conversation(end, 0)
    :: x != V && owner == x && conversation == conversation_active && !transfer_lives && at[V] != 0 ->
        finish_conversation(end, 0)
    :: else
    fi
}
