import type { JSX } from 'preact';
import type { ChannelView, ConversationView } from '../../src/session/state';
import { timeOfDay } from '../../src/staff/format';
import { useIsLocked, useTexts } from '../context';
import { talkItems } from '../model/talk_items';
import { Composer } from './composer';
import { useNames } from './names';

/** What a counsellor writes for himself; it never travels. */
export function Notes(props: { view: ConversationView; channel: ChannelView }): JSX.Element {
    const { view, channel } = props;
    const { t } = useTexts();
    const { language } = useNames();
    const items = talkItems(view, channel, useIsLocked());
    return (
        <section class="panel notes" aria-labelledby="notes-title">
            <h3 id="notes-title">{t.notes.title}</h3>
            <p class="hint">{t.notes.about}</p>
            {items.length === 0 ? (
                <p class="hint">{t.notes.none}</p>
            ) : (
                <ul class="notes__list" aria-label={t.notes.log}>
                    {items.map(
                        (item) =>
                            item.kind === 'line' && (
                                <li key={item.key} class="note">
                                    <span dir="auto">
                                        {item.text ?? t.notes.unread[item.unread ?? 'waiting']}
                                    </span>
                                    <span class="line__at">
                                        {' '}
                                        {item.at === null
                                            ? item.sign && t.talk.signs[item.sign]
                                            : timeOfDay(item.at, language)}
                                    </span>
                                </li>
                            ),
                    )}
                </ul>
            )}
            {channel.place.open && (
                <Composer
                    conversation={view.conversation}
                    channel="notes"
                    label={t.composer.notes}
                    send={t.composer.sendNotes}
                />
            )}
        </section>
    );
}
