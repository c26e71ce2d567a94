import type { JSX } from 'preact';
import type { ConversationEvent } from '../../src/protocol/generated';
import type { ConversationView } from '../../src/session/state';
import { useTexts } from '../context';
import { Briefing } from './briefing';
import { HandOver } from './hand_over';
import { Notes } from './notes';
import { TransferPanel } from './transfer_panel';
import { WrapUp } from './wrap_up';

/** The transfer by which the visitor came, for as long as it is the last one. */
function arrivedBy({ transfer }: ConversationEvent): string | null {
    return transfer?.state === 'completed' ? transfer.transfer : null;
}

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
                    desk={event.transfer.desk}
                    transfer={event.transfer.transfer}
                />
            )}
            {event.part === 'owner' && event.hand_over && (
                <HandOver
                    conversation={conversation}
                    title={t.transfer.cameWith}
                    content={event.hand_over}
                    desk={event.desk}
                    transfer={arrivedBy(event)}
                />
            )}
            {channels.briefing && <Briefing view={view} channel={channels.briefing} />}
            {channels.notes && <Notes view={view} channel={channels.notes} />}
        </div>
    );
}
