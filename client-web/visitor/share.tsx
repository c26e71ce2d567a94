import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Member } from '../src/protocol/generated';
import type { ConversationView } from '../src/session/state';
import { ownerOf } from '../src/session/state';
import type { Failure } from '../src/transport/types';
import { usePage, useTexts } from './context';
import { nameOf } from './names';
import { Alert, Button, ErrorText, usePanel } from './parts';

/** The owner, if there are messages that he may not read. */
export function ownerWithoutHistory(view: ConversationView): Member | null {
    const { event, channels } = view;
    const owner = ownerOf(event);
    const lines = channels.talk?.lines ?? [];
    const first = event.owner_first ?? 0;
    const hidden = lines.some((line) => line.record !== undefined && line.seq < first);
    return owner && hidden ? owner : null;
}

/** Whether a new counsellor may read what was said before he came. */
export function ShareQuestion(props: {
    view: ConversationView;
    owner: Member;
}): JSX.Element | null {
    const { t } = useTexts();
    const { client, network } = usePage();
    const [answer, setAnswer] = useState<'yes' | 'no' | null>(null);
    const [error, setError] = useState<Failure | null>(null);
    const panel = usePanel('nearest', props.owner.member);
    const who = nameOf(t, network, props.owner.person);
    if (answer === 'no') return null;
    if (answer === 'yes') return <Alert kind="ok">{t.share.done(who)}</Alert>;
    const share = (): void => {
        void client.shareHistory(props.view).then((result) => {
            if (result.ok) setAnswer('yes');
            else setError(result.error);
        });
    };
    return (
        <section class="card panel" aria-labelledby="share-title" ref={panel}>
            <h2 class="nl-heading nl-heading--level-3" id="share-title">
                {t.share.title(who)}
            </h2>
            <p class="nl-paragraph">{t.share.hint(who)}</p>
            <ErrorText error={error} />
            <div class="buttons">
                <Button onClick={share}>{t.share.yes}</Button>
                <Button onClick={() => setAnswer('no')}>{t.share.no}</Button>
            </div>
        </section>
    );
}
