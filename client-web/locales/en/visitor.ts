import type { Dictionary } from '../../src/i18n';
import type { visitor as dutch } from '../nl/visitor';

const ours = 'Something went wrong on our side. Try again.';
const reload = 'Something went wrong on this page. Reload the page.';
const past = 'That is no longer possible. Below you see how things stand now.';
const gone = 'This chat is no longer there.';

export const visitor: Dictionary<typeof dutch> = {
    errors: {
        bad_json: reload,
        bad_message: reload,
        unknown_type: reload,
        too_large: 'This is too long. Make the text shorter.',
        hello_first: reload,
        hello_twice: reload,
        wrong_role: reload,
        not_signed_in: reload,
        sign_in_failed: reload,
        sign_in_busy: reload,
        sign_in_later: reload,
        session_over: reload,
        store_away: 'We have a technical problem. Try again in a few seconds.',
        stale_process: ours,
        internal: ours,
        too_many: 'That was too fast. Wait a moment and try again.',
        unknown_desk: 'This chat does not exist.',
        unknown_tag: 'A subject that you chose no longer exists. Reload the page.',
        unknown_language: 'You cannot chat in this language here. Choose another language.',
        desk_closed: 'This chat is closed now. Choose another chat, or call.',
        desk_full: 'This chat is too busy now. Choose another chat, or try again later.',
        nobody_fits: 'Nobody there speaks your language or knows this subject now. Choose another chat.',
        same_desk: 'You are waiting for this chat already.',
        no_colleague: 'Nobody else is at work there now.',
        colleague_away: ours,
        unknown_counsellor: ours,
        unknown_conversation: gone,
        wrong_secret: gone,
        conversation_known: ours,
        conversation_live: ours,
        conversation_ended: 'The chat is over.',
        already_served: 'Somebody is there for you already. You need not change.',
        not_waiting: past,
        not_active: 'Nobody is with you just now. Please wait.',
        not_member: gone,
        not_owner: past,
        not_receiver: past,
        visitor_away: 'The connection was gone for a moment. Try again.',
        receiver_away: 'The new counsellor has lost the connection. Please wait.',
        not_a_record: reload,
        old_epoch: 'Somebody has just joined or left. Please try again.',
        no_key: 'We are still making the chat safe. Please try again in a moment.',
        receiver_without_key: 'The new counsellor cannot read along yet. Please wait.',
        no_shift_key: ours,
        bad_chain: ours,
        number_gap: 'This message could not be sent. Please type it again.',
        unknown_channel: past,
        no_wrap_up: past,
        offer_gone: past,
        offer_late: past,
        transfer_running: past,
        transfer_past: past,
        transfer_over: past,
        transfer_not_agreed: past,
        transfer_not_ready: past,
        unknown_transfer: past,
        ask_changed: 'The question has changed. Please read it again.',
        not_extendable: 'More time is not needed here.',
        bad_duty: ours,
        no_breather: ours,
        not_on_duty: ours,
        has_conversations: ours,
        connection_lost: 'The connection was lost. Try again.',
        stopped: 'There is no connection any more. Reload the page.',
    },
    waits: {
        none: 'no waiting',
        under_2: 'less than 2 minutes of waiting',
        '2_to_5': '2 to 5 minutes of waiting',
        '5_to_15': '5 to 15 minutes of waiting',
        '15_to_30': '15 to 30 minutes of waiting',
        '30_to_60': 'half an hour to an hour of waiting',
        over_60: 'more than an hour of waiting',
    },
    states: { open: 'Open', busy: 'Busy', full: 'Full', closed: 'Closed' },
    whys: {
        new: '',
        counsellor_lost:
            'The counsellor was lost because of a technical problem. It is not your fault. ' +
            'You are first in line.',
        transferred: 'You are first in line. Somebody will be with you soon.',
        came_back: 'Good that you are back. You are first in line.',
    },
    endings: {
        visitor: 'You ended the chat.',
        owner: 'The counsellor closed the chat.',
        lost: 'You were away for too long. That is why the chat has ended.',
        no_show: 'You did not write anything. That is why the chat has ended. You can start again.',
    },
    days: { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' },
    notices: {
        joined: (who) => `${who} is here for you.`,
        introduced: (who) => `${who} has joined the chat.`,
        handed_over: (who) => `${who} helps you from now on.`,
        left: (who) => `${who} has left the chat.`,
        counsellor_lost: (who) => `The connection with ${who} was lost.`,
        came_back: () => 'You are back in the chat.',
        restored: () => 'There was a technical problem. The chat goes on.',
        silent: () => 'Are you still there? Write something, or the chat will end by itself soon.',
        idle: () => 'It has been quiet for a while. The chat is still open.',
        ended: () => 'The chat was closed.',
    },

    leave: 'Leave quickly',
    leaveHint: 'Or press Shift 3 times',
    language: 'Language',
    loading: 'One moment',
    loadFailed: 'The page could not be loaded.',
    tryAgain: 'Try again',
    unknownDesk: 'This chat does not exist. Below you see which ones there are.',
    chatGone: 'Your earlier chat is no longer there, or it goes on in another tab.',

    callOrganisation: (name, number) => `Call ${name}: ${number}`,
    helpTitle: 'Would you rather call?',

    entranceTitle: 'Talk to somebody',
    entranceLead: 'You chat anonymously. You decide what you tell.',
    whatHappened: 'What is it about?',
    whatHappenedHint: 'Choose something to see which chat fits. You do not have to.',
    fits: 'Fits what you chose',
    desksTitle: 'Who would you like to chat with?',
    hoursAlways: 'Open day and night',
    hours: (lines) => `Open: ${lines}`,
    until: (from, to) => `${from} to ${to}`,
    notOnHolidays: 'Closed on public holidays',
    holidaysAlways: 'Open all day on public holidays',
    holidayHours: (times) => `On public holidays ${times}`,
    todayIs: (holiday) => `Today is ${holiday}.`,
    closing: 'This chat closes soon. Nobody new can join now.',
    nobodyNow: 'Nobody is at work just now',
    unknownState: 'We are looking whether this chat is open',

    back: 'All chats',
    tagsTitle: 'Would you like to tell something first?',
    tagsHint:
        'You do not have to. The system can read what you tick; that is how it finds the ' +
        'right person.',
    noAnswer: 'I would rather not say',
    tooManyTags: (most) => `Choose no more than ${most} subjects.`,
    chatLanguage: 'In which language would you like to chat?',
    start: 'Start chat',
    starting: 'One moment, we are connecting',
    anonymous: 'We do not ask who you are. We do not keep your IP address.',
    history: 'This page does stay in the history of your browser. You can erase that yourself.',
    closedNow: 'This chat is closed now.',
    fullNow: 'This chat is too busy now. Try again later.',
    slowNow: 'It is busy now. Waiting takes long here.',
    others: 'These chats are open now:',
    othersFit: 'These chats fit what you chose and are open now:',

    waitingTitle: 'You are in line',
    waitingAt: (desk) => `You are waiting for: ${desk}`,
    place: (place) =>
        place <= 1
            ? 'You are first in line'
            : `${place === 2 ? '1 person is' : `${place - 1} people are`} before you`,
    placeUnknown: 'We are looking how long the line is',
    expected: (wait) => `Probably: ${wait}`,
    urgentFirst: 'Sometimes somebody who needs help at once goes first.',
    offered: 'We are asking a counsellor for you.',
    keepOpen: 'Keep this page open. Your place in the line stays yours.',
    moveTitle: 'Would you rather have another chat?',
    moveHint: 'These are open now. You keep your place in the line.',
    slowMove: 'It takes long here. These chats are quicker. You choose.',
    stranded: {
        closed: 'This chat has closed meanwhile. Somebody is there at these chats. You choose.',
        nobody: 'Nobody here can help you just now. Somebody can at these chats. You choose.',
    },
    strandedAlone: {
        closed: 'This chat has closed meanwhile. You keep your place, but it may take long. You can also call.',
        nobody: 'Nobody here can help you just now. You keep your place. You can also call.',
    },
    declined: 'Nobody could come at once. We ask again soon. You keep your place.',
    move: (desk) => `Go to ${desk}`,
    stop: 'Stop waiting',

    chatTitle: (who) => `Chat with ${who}`,
    log: 'Messages',
    me: 'You',
    someone: 'Counsellor',
    person: (alias, organisation) => `${alias} of ${organisation}`,
    present: 'is here',
    away: 'has no connection just now. You need not do anything.',
    typing: (who) => `${who} is typing…`,
    composer: 'Your message',
    composerClosed: 'You cannot write just now.',
    send: 'Send',
    tooLong: 'Your message is too long. Make it shorter, or send it in parts.',
    whySpelling: 'Spell checking is off: some browsers would send your text elsewhere.',
    signs: {
        waiting: 'Not sent yet',
        failed: 'Not sent',
        sent: 'Sent',
        delivered: 'Arrived',
        seen: 'Read',
    },
    unreadable: 'This message cannot be read.',
    unread: {
        waiting: 'This message can be read in a moment.',
        withheld: 'This tab has no key for this message. You cannot read it here.',
        altered: 'This message was changed on its way. We do not show it.',
    },
    missing: 'A message is missing here.',
    newLines: 'New messages',
    end: 'End the chat',
    endSure: 'Do you want to end the chat?',
    endYes: 'Yes, end it',
    endNo: 'No, go on',

    safety: {
        preparing: 'We are making the chat safe. One moment.',
        takesLong:
            'Making the chat safe takes longer than usual. You can type already. We send it as ' +
            'soon as it is safe.',
        safe: (who) => `Only you and ${who} can read this.`,
        safeWithTwo: (who, other) => `Only you, ${who} and ${other} can read this.`,
        closed: {
            refused: 'You cannot write just now, because the chat is not safe.',
            lost: 'You cannot write here any more. Begin a new chat.',
        },
        refusedTitle: 'This chat is not safe just now',
        unchecked: (who) => `We cannot check whether this is really ${who}.`,
        otherPerson: (who) => `This does not seem to be the same person any more: ${who}.`,
        nothingSent: 'That is why we send nothing of what you type now.',
        clock: (now) => `The clock of your device may be wrong. It says: ${now}.`,
        clockHow:
            'Is that not right? Go to the settings of your device, choose ‘date and time’ and ' +
            'set it to automatic. Then reload this page.',
        takeBack: (button) =>
            `Would you like to go on without that new counsellor? Then choose ‘${button}’.`,
        refusedWays: (leave) =>
            `You can choose another chat, or call. With ‘${leave}’ you are gone at once.`,
        elsewhere: 'Stop here and choose another chat',
        lostTitle: 'This chat cannot go on here',
        lost:
            'This tab does not have the keys of your chat any more. You can no longer read or ' +
            'write here.',
        lostWays:
            'It is not your fault. Begin a new chat. The counsellor does not see then what you ' +
            'wrote earlier.',
        startOver: 'Begin a new chat',
        alarmTitle: 'Something is not right here',
        alarm:
            'Something in this chat was changed on its way. Somebody may be trying to get in ' +
            'between.',
        alarmWays: (leave) =>
            'Write nothing now that nobody else may know. You can call, or end the chat and ' +
            `begin again. With ‘${leave}’ you are gone at once.`,
    },
    words: {
        title: 'Compare four words',
        how:
            'Read these words to each other. Do that on the phone or when you meet, not in this ' +
            'chat.',
        same:
            'Do you see the same words? Then nobody sits in between. Are they different? Then ' +
            'end the chat.',
        change: 'There are new words when somebody joins or leaves.',
        unnoticed:
            'You do not have to. One thing is only noticed by comparing: a server that has ' +
            'pretended to the counsellor to be you from the very start.',
        failed: 'The words could not be loaded.',
    },
    shielded: {
        title: 'What is protected?',
        messages:
            'Only those who are in the chat with you can read your messages and the note. We ' +
            'cannot.',
        topics: 'The system can read the subjects that you tick. That is how it finds the right person.',
        next: 'Does another counsellor take over? Of your messages that person reads only what you allow.',
        around: 'The system does see when you chat, for how long, and about how long your messages are.',
    },

    offline: 'No connection. We are trying again. What you type is kept.',
    rebuilding: 'One moment. Everybody gets his own place back after a technical problem.',
    storeAway: 'We have a technical problem. Stay on this page. We go on as soon as we can.',

    ask: {
        alert: 'There is a question for you.',
        title: (organisation) => `May ${organisation} help you further?`,
        who: (person, alias, organisation) =>
            `${person} thinks that ${organisation} can help you better. ${alias} goes with ` +
            `you and stays until you are in good hands.`,
        reader: (organisations, desk) =>
            `Who reads this? One counsellor of ${organisations} (‘${desk}’). Nobody else.`,
        onlyReader: (who) => `Who reads this? Only ${who}. Nobody else.`,
        or: 'or',
        changed: 'The question has changed. Please read it again.',
        amount: 'What may that counsellor read?',
        amounts: {
            tags: 'Only the subjects',
            note: 'The subjects and the note',
            history: 'The subjects, the note and our whole chat',
        },
        tags: 'Subjects',
        tagsHint: 'Remove what is not right or what you do not want to share.',
        addTags: 'Add a subject',
        note: 'Note',
        noteHint: 'You may change this.',
        noteWaiting: 'The note can be read in a moment. Please wait.',
        noteAltered:
            'The note was changed on its way. We do not show it. Write it yourself, or leave it ' +
            'empty.',
        closed: 'That is not possible now, because the chat is not safe. Read what stands above.',
        choose: 'First choose what the new counsellor may read.',
        yes: 'Yes, that is fine',
        no: 'No, rather not',
        left: (minutes) =>
            minutes <= 1
                ? 'You have about 1 minute left.'
                : `You have about ${minutes} minutes left.`,
        extend: 'I want more time',
        noHurry: 'No hurry. If you say nothing, you simply stay with whom you talk to now.',
    },
    transfer: {
        title: 'Being helped further',
        seeking: (organisation, owner) =>
            `We are looking for somebody of ${organisation}. You go on talking with ${owner}.`,
        offered: (organisation, owner) =>
            `We are asking somebody of ${organisation} now. You go on talking with ${owner}.`,
        briefing: (receiver, owner) =>
            `${receiver} and ${owner} are briefly discussing how they can help you. ${owner} ` +
            `stays with you.`,
        introduced: (owner, receiver) =>
            `There are three of you now: you, ${owner} and ${receiver}.`,
        reads: {
            soon: (receiver) => `${receiver} can read along in a moment.`,
            now: (receiver) => `${receiver} can read along from now on.`,
        },
        refused: (owner) => `You said no. That is fine. ${owner} stays with you.`,
        cancelled: (owner) => `It does not go on. ${owner} stays with you.`,
        unanswered: (owner) => `Nobody was free just now. ${owner} stays with you.`,
        noAnswer: (owner) => `You gave no answer, so nothing happens. ${owner} stays with you.`,
        closed: (owner) => `That chat is closed now. ${owner} stays with you.`,
        returned: (owner) => `The new counsellor has left again. ${owner} stays with you.`,
        void: 'It does not go on.',
        withdraw: 'Rather not after all',
        withdrawHint:
            'You may always change your mind. Then the new counsellor reads nothing any more.',
        close: 'Hide this message',
    },
    share: {
        title: (who) => `May ${who} read what you wrote earlier?`,
        hint: (who) =>
            `${who} is new in this chat and does not see what you wrote earlier. You choose.`,
        yes: 'Yes, show everything',
        no: 'No',
        done: (who) => `${who} can read the whole chat now.`,
    },

    endedTitle: 'The chat is over',
    brokenOffTitle: 'The chat broke off',
    brokenOff:
        'The chat stopped all of a sudden. We do not know whether the counsellor did that, and ' +
        'you may not have got everything. It is not your fault. You can begin again at once.',
    endedNext: 'What can you do now?',
    endedAgain: 'Begin again',
    endedDelete: 'What you wrote is erased on our side after a short time.',
    reread: 'Read the chat once more',
    wipe: 'Close this page when you are done. No traces? Then erase the history of your browser.',

    supersededTitle: 'You went on in another tab',
    superseded: 'Go to that tab. You can close this page.',
    stoppedTitle: 'The connection has stopped',
    stopped: 'Reload the page to go on.',
    reload: 'Reload',
};
