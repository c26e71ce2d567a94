import type { JSX } from 'preact';
import { useTexts } from '../context';
import { isUrgent } from '../model/tags';
import { useNames } from './names';

/** Tags to read; an urgent one says so in words. */
export function TagList(props: { tags: readonly string[]; label: string }): JSX.Element {
    const { t } = useTexts();
    const { network, tag: name } = useNames();
    if (props.tags.length === 0) return <p class="hint">{t.offers.noTags}</p>;
    return (
        <ul class="tags" aria-label={props.label}>
            {props.tags.map((tag) => {
                const urgent = isUrgent([tag], network.file.triage);
                return (
                    <li key={tag} class={urgent ? 'tag tag--urgent' : 'tag'}>
                        {urgent && <strong>{t.offers.urgent}: </strong>}
                        {name(tag)}
                    </li>
                );
            })}
        </ul>
    );
}
