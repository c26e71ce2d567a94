import type { JSX } from 'preact';
import { useLeft } from '../../src/countdown';
import type { Member } from '../../src/protocol/generated';
import type { ConversationView } from '../../src/session/state';
import { minutesLeft } from '../../src/staff/format';
import { useTexts } from '../context';
import { useNames } from './names';

function Person(props: { member: Member; left: number | null }): JSX.Element {
    const { member, left } = props;
    const { t } = useTexts();
    const names = useNames();
    const away = left === null ? t.talk.away : t.talk.awayLeft(minutesLeft(left));
    return (
        <li class={member.present ? 'person' : 'person person--away'}>
            <span>{member.part === 'visitor' ? t.visitor : names.person(member.person)}</span>
            {': '}
            <span>{member.present ? t.talk.present : away}</span>
        </li>
    );
}

/** Whether the others in a conversation have a connection. */
export function People(props: { view: ConversationView }): JSX.Element | null {
    const { event, visitorDeadline } = props.view;
    const { t } = useTexts();
    const left = useLeft(visitorDeadline);
    if (event.state === 'ended' || event.part === 'wrap_up') return null;
    const others = event.members.filter(
        ({ member, part }) => member !== event.me && part !== 'gone' && part !== 'wrap_up',
    );
    return (
        <ul class="people" aria-label={t.talk.people}>
            {others.map((member) => (
                <Person
                    key={member.member}
                    member={member}
                    left={member.part === 'visitor' ? left : null}
                />
            ))}
        </ul>
    );
}
