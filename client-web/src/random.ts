function randomBytes(count: number): Uint8Array {
    return crypto.getRandomValues(new Uint8Array(count));
}

function base64Url(bytes: Uint8Array): string {
    return btoa(String.fromCharCode(...bytes))
        .replace(/\+/g, '-')
        .replace(/\//g, '_')
        .replace(/=+$/, '');
}

/** The id of one request: 16 random bytes, never used again. */
export function makeRequestId(): string {
    return base64Url(randomBytes(16));
}

/** A secret of this tab: 32 random bytes in base64url. */
export function makeSecret(): string {
    return base64Url(randomBytes(32));
}
