import type { JSX } from 'preact';
import type { DeskState, PublicDesk } from '../src/protocol/generated';
import type { Desk } from '../src/network';
import { useSelected } from '../src/use_store';
import { usePage, useTexts } from './context';
import { closedInWords } from './hours';
import type { OtherDesk, VisitorWish } from './other_desks';
import { otherDesks } from './other_desks';

/** What is known of a desk at this moment; undefined until the server has told. */
export function usePublicDesk(desk: string): PublicDesk | undefined {
    const { client } = usePage();
    return useSelected(client.session.state, ({ desks }) =>
        desks?.find((each) => each.desk === desk),
    );
}

export function StateBadge(props: { state: DeskState }): JSX.Element {
    const { t } = useTexts();
    return <span class={`badge badge--${props.state}`}>{t.states[props.state]}</span>;
}

/** Open, busy, full or closed, and the wait or the hours. */
export function DeskNow(props: { desk: Desk }): JSX.Element {
    const { t, language } = useTexts();
    const { network } = usePage();
    const { desk } = props;
    const now = usePublicDesk(desk.id);
    if (!now) return <p class="desk-now">{t.unknownState}</p>;
    const words =
        now.state === 'closed'
            ? closedInWords(t, desk, network.file, new Date(), language)
            : t.waits[now.wait];
    return (
        <p class="desk-now">
            <StateBadge state={now.state} />
            {now.state !== 'full' && <span>{words}</span>}
        </p>
    );
}

/** A link to a desk that stays on this page. */
export function DeskLink(props: { desk: Desk; fits?: boolean }): JSX.Element {
    const { t, language } = useTexts();
    const { client, network } = usePage();
    const { desk, fits = false } = props;
    return (
        <li class={`desk${fits ? ' desk--fits' : ''}`}>
            <a
                class="nl-link desk__link"
                href={`/c/${desk.id}`}
                onClick={(event) => {
                    event.preventDefault();
                    client.choose(desk.id);
                }}
            >
                {network.text(desk.name, language)}
            </a>
            {fits && <span class="fits">{t.fits}</span>}
            <DeskNow desk={desk} />
            <p class="desk__about">{network.text(desk.about, language)}</p>
        </li>
    );
}

/** Where else the visitor can go now; see otherDesks(). */
export function useOtherDesks(wish: VisitorWish): readonly OtherDesk[] {
    const { client, network } = usePage();
    const desks = useSelected(client.session.state, (state) => state.desks);
    return otherDesks(desks ?? [], network, wish);
}
