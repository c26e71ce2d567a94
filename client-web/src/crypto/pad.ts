/** The sizes that a clear text is padded to, so that its length says little. */
const SIZE_CLASSES = [256, 512, 1024, 2048, 4096];

/** The most bytes that one record can hold. */
export const CLEAR_BYTES_MAX = 4095;

/** Whether padded clear text has this many bytes. */
export function isSizeClass(length: number): boolean {
    return SIZE_CLASSES.includes(length);
}

/** sodium_pad to the smallest size in which the text fits; null if there is none. */
export function pad(clear: Uint8Array): Uint8Array | null {
    const size = SIZE_CLASSES.find((bytes) => clear.length < bytes);
    if (size === undefined) return null;
    const padded = new Uint8Array(size);
    padded.set(clear);
    padded[clear.length] = 0x80;
    return padded;
}

/** sodium_unpad; null where the padding is not of its form. */
export function unpad(padded: Uint8Array): Uint8Array | null {
    let end = padded.length - 1;
    while (end > 0 && padded[end] === 0) end -= 1;
    return isSizeClass(padded.length) && padded[end] === 0x80 ? padded.subarray(0, end) : null;
}
