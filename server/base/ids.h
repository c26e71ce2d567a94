/* Random ids, secrets and their digests. The program must have called sodium_init() before. */
#ifndef VEER_BASE_IDS_H
#define VEER_BASE_IDS_H

#define IDS_SIZE 33        /* 16 bytes in hex, and NUL */
#define IDS_SECRET_SIZE 44 /* 32 bytes in base64url without padding, and NUL */
#define IDS_DIGEST_SIZE 65 /* 32 bytes in hex, and NUL */

/* Writes a new id: 16 random bytes as 32 lower-case hex characters. */
void ids_random(char out[IDS_SIZE]);

/* Writes a new secret: 32 random bytes in base64url. The caller wipes it after use. */
void ids_secret(char out[IDS_SECRET_SIZE]);

/* Writes the BLAKE2b-256 of the text `secret` in hex: what may be stored in its place. Compare
 * two digests with sodium_memcmp(). */
void ids_digest(const char *secret, char out[IDS_DIGEST_SIZE]);

#endif
