import type { JSX } from 'preact';
import { Button } from '../../src/staff/parts';
import { useTexts } from '../context';
import { Dialog } from './dialog';

const KEYS = [
    ['Alt+1 … 9', 'conversation'],
    ['Alt+A', 'accept'],
    ['Alt+M', 'message'],
    ['Alt+C', 'colleague'],
    ['Alt+N', 'notes'],
    ['Alt+T', 'transfer'],
    ['Alt+H', 'help'],
    ['Enter', 'send'],
    ['Shift+Enter', 'newLine'],
    ['Esc', 'escape'],
] as const;

/** All shortcuts in a window. */
export function Help(props: { onClose: () => void }): JSX.Element {
    const { t } = useTexts();
    return (
        <Dialog title={t.help.title} onClose={props.onClose}>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t.help.key}</th>
                        <th scope="col">{t.help.does}</th>
                    </tr>
                </thead>
                <tbody>
                    {KEYS.map(([key, does]) => (
                        <tr key={key}>
                            <td>
                                <kbd>{key}</kbd>
                            </td>
                            <td>{t.help.keys[does]}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
            <Button onClick={props.onClose}>{t.close}</Button>
        </Dialog>
    );
}
