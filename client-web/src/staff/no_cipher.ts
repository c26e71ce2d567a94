import type { RecordCipher } from '../crypto/cipher';
import { Store } from '../store';

/** Of a page whose people have no part in conversations: it has no keys, and reads nothing. */
export const NO_CIPHER: RecordCipher = {
    seal: () => null,
    reseal: () => undefined,
    open: () => ({ kind: 'waiting' }),
    picture: () => undefined,
    changed: new Store(0),
    forget: () => undefined,
};
