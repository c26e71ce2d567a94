import type { JSX } from 'preact';
import type { ChannelView, ConversationView } from '../../src/session/state';
import { useTexts } from '../context';
import { Composer } from './composer';
import { Log } from './log';
import { useNames } from './names';

/** The two counsellors among themselves: it must never be taken for the talk with the visitor. */
export function Briefing(props: { view: ConversationView; channel: ChannelView }): JSX.Element {
    const { view, channel } = props;
    const { t } = useTexts();
    const names = useNames();
    const colleague = names.colleague(view.event);
    return (
        <section class="panel briefing" aria-labelledby="briefing-title">
            <h3 id="briefing-title">{t.briefing.title}</h3>
            <p class="briefing__unseen">
                <strong>{t.briefing.unseen}</strong>
            </p>
            <p>{t.briefing.with(colleague)}</p>
            <Log
                key={channel.thread}
                view={view}
                channel={channel}
                label={t.briefing.log}
                empty={t.briefing.none}
            />
            <Composer
                key={`composer ${channel.thread}`}
                conversation={view.conversation}
                channel="briefing"
                label={t.composer.briefing(colleague)}
                send={t.composer.sendBriefing}
            />
        </section>
    );
}
