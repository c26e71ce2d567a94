import type { JSX } from 'preact';
import type { ConversationView } from '../../src/session/state';
import { useTexts } from '../context';
import { Briefing } from './briefing';
import { HandOver } from './hand_over';
import { Notes } from './notes';
import { TransferPanel } from './transfer_panel';
import { WrapUp } from './wrap_up';

/** Everything beside the talk: wrap-up or transfer, the briefing, what came along, own notes. */
export function Side(props: { view: ConversationView }): JSX.Element {
    const { view } = props;
    const { t } = useTexts();
    const { event, channels, conversation } = view;
    return (
        <div key={conversation}>
            {event.part === 'wrap_up' ? <WrapUp view={view} /> : <TransferPanel view={view} />}
            {event.part === 'receiver' && event.transfer && (
                <HandOver
                    conversation={conversation}
                    title={t.transfer.cameWith}
                    content={event.transfer}
                />
            )}
            {event.part === 'owner' && event.hand_over && (
                <HandOver
                    conversation={conversation}
                    title={t.transfer.cameWith}
                    content={event.hand_over}
                />
            )}
            {channels.briefing && <Briefing view={view} channel={channels.briefing} />}
            {channels.notes && <Notes view={view} channel={channels.notes} />}
        </div>
    );
}
