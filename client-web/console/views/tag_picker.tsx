import type { JSX } from 'preact';
import { useTexts } from '../context';
import { toggleTag } from '../model/tags';
import { useNames } from './names';
import { TagList } from './tag_list';

/** The tags that go along: to read at once, to change from the whole vocabulary on demand. */
export function TagPicker(props: {
    tags: readonly string[];
    onChange: (tags: readonly string[]) => void;
}): JSX.Element {
    const { tags, onChange } = props;
    const { t } = useTexts();
    const { network, language } = useNames();
    const groups = network.file.triage;
    return (
        <div class="tag-picker">
            <h4>{t.transfer.tags}</h4>
            <TagList tags={tags} label={t.transfer.tags} />
            <details>
                <summary>{t.transfer.changeTags}</summary>
                {groups.map((group) => (
                    <fieldset key={group.group}>
                        <legend>{network.text(group.label, language)}</legend>
                        {group.tags.map((tag) => (
                            <label key={tag.id} class="choice">
                                <input
                                    type="checkbox"
                                    checked={tags.includes(tag.id)}
                                    onChange={() => onChange(toggleTag(tags, tag.id, groups))}
                                />
                                {network.text(tag.label, language)}
                            </label>
                        ))}
                    </fieldset>
                ))}
            </details>
        </div>
    );
}
