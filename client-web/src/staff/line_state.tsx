import type { JSX } from 'preact';
import { useSelected, useStore } from '../use_store';
import type { Entrance } from './entrance';
import { Button } from './parts';
import type { StaffTexts } from './texts';

/**
 * What is wrong with the line, if anything is. `typing`: the page has text fields, and what is
 * written there waits.
 */
export function LineState(props: {
    entrance: Entrance;
    texts: StaffTexts;
    typing: boolean;
}): JSX.Element {
    const { entrance, texts, typing } = props;
    const link = useStore(entrance.link);
    const entry = useStore(entrance.entry);
    const storeThere = useSelected(entrance.session.state, (state) => state.storeThere);
    const rebuilding = useSelected(entrance.session.state, (state) => state.rebuilding);
    const t = texts.link;
    if (entry.step === 'out') return <div class="line-state" />; // no line is wanted yet
    const superseded = link.state === 'stopped' && link.closed === 'superseded';
    // A first attempt says nothing yet: it is answered before anybody has read it.
    const lost = link.state === 'offline' || (link.state === 'connecting' && link.attempt > 0);
    return (
        <div class="line-state">
            <div role="status">
                {lost && (
                    <p class="box box--warning">
                        <strong>{t.offline}</strong> {typing && t.offlineHint}
                    </p>
                )}
                {link.state === 'online' && !storeThere && (
                    <p class="box box--warning">{t.storeAway}</p>
                )}
                {link.state === 'online' && rebuilding && <p class="box">{t.rebuilding}</p>}
                {superseded && (
                    <p class="box box--warning">
                        <strong>{t.superseded}</strong> {t.supersededHint}
                    </p>
                )}
                {link.state === 'stopped' && !superseded && (
                    <p class="box box--error">{t.stopped}</p>
                )}
            </div>
            {lost && <Button onClick={() => entrance.tryNow()}>{t.tryNow}</Button>}
            {superseded && (
                <Button kind="primary" onClick={() => entrance.takeOver()}>
                    {t.takeOverHere}
                </Button>
            )}
        </div>
    );
}
