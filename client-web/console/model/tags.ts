import type { TagGroup } from '../../src/network';
import { LIMITS } from '../../src/protocol/generated';

/** The tags after a click on one of them: in a group of one choice the new one takes its place. */
export function toggleTag(
    chosen: readonly string[],
    tag: string,
    groups: readonly TagGroup[],
): readonly string[] {
    if (chosen.includes(tag)) return chosen.filter((each) => each !== tag);
    const group = groups.find((each) => each.tags.some(({ id }) => id === tag));
    const others = group?.choose === 'one' ? group.tags.map(({ id }) => id) : [];
    const kept = chosen.filter((each) => !others.includes(each));
    return kept.length < LIMITS.tags ? [...kept, tag] : chosen;
}

/** Whether one of them makes the visitor's case acute. */
export function isUrgent(tags: readonly string[], groups: readonly TagGroup[]): boolean {
    return groups.some((group) =>
        group.tags.some((tag) => tag.urgent === true && tags.includes(tag.id)),
    );
}
