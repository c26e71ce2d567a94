import type { JSX } from 'preact';
import type { ChannelView, ConversationView } from '../../src/session/state';
import { useIsLocked, useKeysView, useTexts } from '../context';
import { Composer } from './composer';
import { Log } from './log';
import { useNames } from './names';

/** The two counsellors among themselves: it must never be taken for the talk with the visitor. */
export function Briefing(props: { view: ConversationView; channel: ChannelView }): JSX.Element {
    const { view, channel } = props;
    const { t } = useTexts();
    const names = useNames();
    const colleague = names.colleague(view.event);
    const { briefing, otherVisitor } = useKeysView(view.conversation);
    const locked = useIsLocked();
    return (
        <section class="panel briefing" aria-labelledby="briefing-title">
            <h3 id="briefing-title">{t.briefing.title}</h3>
            <p class="briefing__unseen">
                <strong>{t.briefing.unseen}</strong>
            </p>
            <p>{t.briefing.with(colleague)}</p>
            <div role="alert" class="error-place">
                {briefing === 'not_trusted' && (
                    <p class="box box--error">{t.briefing.notTrusted}</p>
                )}
                {otherVisitor && <p class="box box--error">{t.briefing.otherVisitor}</p>}
            </div>
            {briefing === 'waiting' && !locked && (
                <p class="box box--info">{t.briefing.waitsForKey}</p>
            )}
            <Log
                key={channel.thread}
                view={view}
                channel={channel}
                label={t.briefing.log}
                empty={t.briefing.none}
                waiting={t.briefing.waiting}
            />
            {locked ? (
                <p class="box box--info">{t.keys.lockedTalk}</p>
            ) : (
            <Composer
                key={`composer ${channel.thread}`}
                conversation={view.conversation}
                channel="briefing"
                label={t.composer.briefing(colleague)}
                send={t.composer.sendBriefing}
            />
            )}
        </section>
    );
}
