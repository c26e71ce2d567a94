import type { JSX } from 'preact';
import type { TagGroup } from '../src/network';
import { usePage, useTexts } from './context';

interface ChoiceProps {
    readonly group: TagGroup;
    readonly chosen: ReadonlySet<string>;
    readonly onChange: (chosen: ReadonlySet<string>) => void;
}

function without(chosen: ReadonlySet<string>, group: TagGroup): Set<string> {
    const rest = new Set(chosen);
    for (const tag of group.tags) rest.delete(tag.id);
    return rest;
}

function Choice(props: {
    type: 'checkbox' | 'radio';
    name: string;
    label: string;
    checked: boolean;
    onChange: (checked: boolean) => void;
}): JSX.Element {
    const { type, name, label, checked, onChange } = props;
    return (
        <label class="choice">
            <input
                type={type}
                name={name}
                checked={checked}
                onChange={(event) => onChange(event.currentTarget.checked)}
            />
            <span>{label}</span>
        </label>
    );
}

/** One group of the triage vocabulary: as many as fit, or one of them, or none. */
export function TagChoice({ group, chosen, onChange }: ChoiceProps): JSX.Element {
    const { t, language } = useTexts();
    const { network } = usePage();
    const one = group.choose === 'one';
    const none = !group.tags.some((tag) => chosen.has(tag.id));
    const change = (id: string, checked: boolean): void => {
        const next = one ? without(chosen, group) : new Set(chosen);
        if (checked) next.add(id);
        else next.delete(id);
        onChange(next);
    };
    return (
        <fieldset class="choices">
            <legend>{network.text(group.label, language)}</legend>
            {group.tags.map((tag) => (
                <Choice
                    key={tag.id}
                    type={one ? 'radio' : 'checkbox'}
                    name={`tag-${group.group}`}
                    label={network.text(tag.label, language)}
                    checked={chosen.has(tag.id)}
                    onChange={(checked) => change(tag.id, checked)}
                />
            ))}
            {one && (
                <Choice
                    type="radio"
                    name={`tag-${group.group}`}
                    label={t.noAnswer}
                    checked={none}
                    onChange={() => onChange(without(chosen, group))}
                />
            )}
        </fieldset>
    );
}

/** Tags that somebody else proposed: each can be taken away, others can be added. */
export function TagEdit(props: {
    proposed: readonly string[];
    chosen: ReadonlySet<string>;
    onChange: (chosen: ReadonlySet<string>) => void;
}): JSX.Element {
    const { t, language } = useTexts();
    const { network } = usePage();
    const { proposed, chosen, onChange } = props;
    const toggle = (id: string, checked: boolean): void => {
        const next = new Set(chosen);
        if (checked) next.add(id);
        else next.delete(id);
        onChange(next);
    };
    const others = network.file.triage.flatMap((group) =>
        group.tags.filter((tag) => !proposed.includes(tag.id)),
    );
    const choices = (ids: readonly string[]): JSX.Element[] =>
        ids.map((id) => (
            <Choice
                key={id}
                type="checkbox"
                name="consent-tag"
                label={network.tagLabel(id, language)}
                checked={chosen.has(id)}
                onChange={(checked) => toggle(id, checked)}
            />
        ));
    return (
        <fieldset class="choices">
            <legend>{t.ask.tags}</legend>
            {proposed.length > 0 && <p class="hint">{t.ask.tagsHint}</p>}
            {choices(proposed)}
            <details>
                <summary>{t.ask.addTags}</summary>
                <div class="choices">{choices(others.map((tag) => tag.id))}</div>
            </details>
        </fieldset>
    );
}
