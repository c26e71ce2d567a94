"""What protocol/encryption.md says, done with libsodium through ctypes. Shares no code with the
pages or the server. Names are those of the specification; what does not hold raises Fault.

Importing it ends the program with status 77 where there is no libsodium.
"""
import binascii
import ctypes
import ctypes.util
import struct
import sys

NAME = ctypes.util.find_library("sodium")
SODIUM = ctypes.CDLL(NAME) if NAME else None
if SODIUM is None or SODIUM.sodium_init() < 0:
    print("there is no libsodium here", file=sys.stderr)
    sys.exit(77)

EPOCH_OPEN, KEY_ACK, CLOSE, GRANT, VOUCH = 2, 3, 5, 7, 10
NO_TRANSFER = bytes(16)


class Fault(Exception):
    """Something does not hold."""


def call(name, size, *arguments):
    """Calls a function whose first argument is where it writes; returns what it wrote."""
    out = ctypes.create_string_buffer(max(size, 1))
    given = [ctypes.c_ulonglong(one) if isinstance(one, int) else one for one in arguments]
    if getattr(SODIUM, name)(out, *given) != 0:
        raise Fault(name)
    return out.raw[:size]


def digest(data, key=b"", size=32):
    out = ctypes.create_string_buffer(size)
    SODIUM.crypto_generichash(out, ctypes.c_size_t(size), data, ctypes.c_ulonglong(len(data)),
                              key or None, ctypes.c_size_t(len(key)))
    return out.raw


def commitment(key):
    return digest(b"HLE1-commit", key)


def derived(key, role):
    out = ctypes.create_string_buffer(32)
    SODIUM.crypto_kdf_derive_from_key(out, ctypes.c_size_t(32), ctypes.c_uint64(role), b"HLE1-enc",
                                      key)
    return out.raw


def is_signed(signature, message, key):
    return SODIUM.crypto_sign_verify_detached(signature, message, ctypes.c_ulonglong(len(message)),
                                              key) == 0


def signing_key(seed):
    public, secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
    SODIUM.crypto_sign_seed_keypair(public, secret, seed)
    return public.raw, secret.raw


def sign(message, secret):
    out = ctypes.create_string_buffer(64)
    SODIUM.crypto_sign_detached(out, None, message, ctypes.c_ulonglong(len(message)), secret)
    return out.raw


def base64(data):
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def public_of(secret):
    return call("crypto_scalarmult_base", 32, secret)


# Records

CLASSES = (256, 512, 1024, 2048, 4096)


def member_bytes(member):
    return member.encode("ascii").ljust(8, b"\0")


def member_of(bytes_):
    return bytes_.rstrip(b"\0").decode("ascii")


def header_of(record):
    magic, kind, role, flags, conversation, epoch, sender, seq, prev, peer_ack = struct.unpack(
        ">4sBBH16sI8sQ32sQ", record[:84])
    if magic != b"HLE1" or flags != 0:
        raise Fault("header")
    return {"type": kind, "role": role, "conversation": conversation.hex(), "epoch": epoch,
            "sender": member_of(sender), "seq": seq, "prev": prev.hex(), "peer_ack": peer_ack}


def header_bytes(header):
    return struct.pack(">4sBBH16sI8sQ32sQ", b"HLE1", header["type"], header["role"], 0,
                       bytes.fromhex(header["conversation"]), header["epoch"],
                       header["sender"].encode("ascii"), header["seq"],
                       bytes.fromhex(header["prev"]), header["peer_ack"])


def padded(clear):
    size = next((one for one in CLASSES if one > len(clear)), None)
    if size is None:
        raise Fault("too long")
    buffer = ctypes.create_string_buffer(clear, size)
    length = ctypes.c_size_t()
    if SODIUM.sodium_pad(ctypes.byref(length), buffer, ctypes.c_size_t(len(clear)),
                         ctypes.c_size_t(size), ctypes.c_size_t(size)) != 0:
        raise Fault("pad")
    return buffer.raw[:length.value]


def unpadded(clear):
    length = ctypes.c_size_t()
    if len(clear) not in CLASSES or SODIUM.sodium_unpad(
            ctypes.byref(length), clear, ctypes.c_size_t(len(clear)),
            ctypes.c_size_t(len(clear))) != 0:
        raise Fault("unpad")
    return clear[:length.value]


def seal_padded(head, key, text, nonce, commit=None):
    """Seals what is padded already, under a header in bytes."""
    data = head + (commit or commitment(key))
    sealed = call("crypto_aead_xchacha20poly1305_ietf_encrypt", len(text) + 16, None, text,
                  len(text), data, len(data), None, nonce, derived(key, head[5]))
    return head + nonce + sealed


def record_seal(header, key, clear, nonce):
    return seal_padded(header_bytes(header), key, padded(clear), nonce)


def clear_of(record, key):
    body, data = record[108:], record[:84] + commitment(key)
    return unpadded(call("crypto_aead_xchacha20poly1305_ietf_decrypt", len(body) - 16, None, None,
                         body, len(body), data, len(data), record[84:108],
                         derived(key, record[5])))


def record_open(record, key):
    return {"header": header_of(record), "clear": clear_of(record, key).hex(),
            "hash": digest(record).hex()}


def key_ack(transfer, epoch, serial, transcript):
    return transfer + struct.pack(">I", epoch) + serial + transcript


def close(visitor, owner):
    return struct.pack(">QQ", visitor, owner)


def vouch(visitor_key, epoch, transcript):
    return visitor_key + struct.pack(">I", epoch) + transcript


# Records that give keys

ENVELOPE = ">B16sIB32s32sI32s"


def envelope_bytes(envelope):
    return struct.pack(ENVELOPE, 1, bytes.fromhex(envelope["conversation"]), envelope["epoch"], 1,
                       bytes.fromhex(envelope["recipient"]), bytes.fromhex(envelope["key"]),
                       envelope["first_epoch"], bytes.fromhex(envelope["transcript"]))


def envelope_read(clear, recipient_key):
    version, conversation, epoch, role, recipient, key, first, transcript = struct.unpack(
        ENVELOPE, clear)
    if version != 1 or role != 1 or recipient != recipient_key:
        raise Fault("envelope")
    return {"conversation": conversation.hex(), "epoch": epoch, "key": key.hex(),
            "first_epoch": first, "transcript": transcript.hex()}


def box_open(sealed, secret):
    return call("crypto_box_seal_open", len(sealed) - 48, sealed, len(sealed), public_of(secret),
                secret)


def box_seal(clear, recipient, ephemeral=None):
    """crypto_box_seal; with an ephemeral secret the same bytes each time."""
    if ephemeral is None:
        return call("crypto_box_seal", len(clear) + 48, clear, len(clear), recipient)
    public = public_of(ephemeral)
    return public + call("crypto_box_easy", len(clear) + 16, clear, len(clear),
                         digest(public + recipient, size=24), recipient, ephemeral)


def envelope_open(sealed, secret):
    return envelope_read(box_open(sealed, secret), public_of(secret))


def entries_of(record):
    count = record[148]
    if len(record) != 149 + 186 * count + 64:
        raise Fault("length")
    return [record[149 + 186 * at:149 + 186 * (at + 1)] for at in range(count)]


def transcript_begin(conversation, visitor_key):
    return digest(b"HLE1-begin" + conversation + visitor_key)


def transcript_next(before, epoch, commit, readers):
    """`readers`: member and serial of each in 16 bytes, one after the other."""
    return digest(b"HLE1-chain" + before + struct.pack(">I", epoch) + commit + readers)


def transcript_grant(transfer, serial, visitor_key):
    return digest(b"HLE1-grant" + transfer + serial + visitor_key)


def transcript_of(record, before):
    (epoch,) = struct.unpack(">I", record[24:28])
    readers = b"".join(entry[:16] for entry in entries_of(record))
    return transcript_next(before, epoch, record[116:148], readers)


def keys_open(record, secrets):
    """Opens each entry with the secret of the same place."""
    if not is_signed(record[-64:], b"HLE1-sign" + record[:-64], record[84:116]):
        raise Fault("signature")
    visitor, conversation = record[84:116], record[8:24]
    begin = transcript_begin(conversation, visitor)
    return {"header": header_of(record), "visitor_key": visitor.hex(),
            "commitment": record[116:148].hex(), "begin": begin.hex(),
            "transcript": transcript_of(record, begin).hex(),
            "entries": [{"member": member_of(entry[:8]), "serial": entry[8:16].hex(),
                         **envelope_open(entry[16:], secret)}
                        for entry, secret in zip(entries_of(record), secrets)]}


def keys_sign(header, seed, commit, entries):
    """A record that gives keys, of entries in bytes."""
    public, secret = signing_key(seed)
    signed = header_bytes(header) + public + commit + bytes([len(entries)]) + b"".join(entries)
    return signed + sign(b"HLE1-sign" + signed, secret)


def keys_make(header, seed, key, bound, recipients):
    """The first epoch_open, or a grant that is bound to a transfer: this key for each recipient."""
    public, _ = signing_key(seed)
    opens = header["type"] == EPOCH_OPEN
    commit = commitment(key) if opens else bytes(32)
    readers = [member_bytes(one["member"]) + bytes.fromhex(one["serial"]) for one in recipients]
    begin = transcript_begin(bytes.fromhex(header["conversation"]), public)
    chain = transcript_next(begin, header["epoch"], commit, b"".join(readers))
    entries = []
    for reader, one in zip(readers, recipients):
        recipient = bytes.fromhex(one["shift_key"])
        transcript = chain if opens else transcript_grant(bound, reader[8:], public)
        entries.append(reader + box_seal(envelope_bytes({
            "conversation": header["conversation"], "epoch": one["epoch"], "key": key.hex(),
            "recipient": one["shift_key"], "first_epoch": one["first_epoch"],
            "transcript": transcript.hex()}), recipient))
    return keys_sign(header, seed, commit, entries)


# Certificates

CERTIFICATE = ">4sB8s8s32sII8s"


def organisation_of(root):
    return digest(root)[:8]


def certificate_make(one, seed):
    body = struct.pack(CERTIFICATE, b"HLC1", one["type"], bytes.fromhex(one["organisation"]),
                       bytes.fromhex(one["subject"]), bytes.fromhex(one["key"]), one["from"],
                       one["until"], bytes.fromhex(one["serial"]))
    return body + sign(body, signing_key(seed)[1])


def certificate_open(bytes_, signer):
    if not is_signed(bytes_[69:], bytes_[:69], signer):
        raise Fault("signature")
    magic, kind, organisation, subject, key, begin, until, serial = struct.unpack(CERTIFICATE,
                                                                                 bytes_[:69])
    if magic != b"HLC1":
        raise Fault("magic")
    return {"type": kind, "organisation": organisation.hex(), "subject": subject.hex(),
            "key": key.hex(), "from": begin, "until": until, "serial": serial.hex()}


def chain_open(chain, root):
    if len(chain) != 266:
        raise Fault("length")
    enrolment = certificate_open(chain[:133], root)
    shift = certificate_open(chain[133:], bytes.fromhex(enrolment["key"]))
    if bytes.fromhex(enrolment["organisation"]) != organisation_of(root):
        raise Fault("organisation")
    return {"enrolment": enrolment, "shift": shift}


def revoked_make(seed, serials, issued=1):
    public, secret = signing_key(seed)
    body = (b"HLR1" + organisation_of(public) + struct.pack(">IH", issued, len(serials))
            + b"".join(serials))
    return body + sign(body, secret)


def revoked_open(bytes_, root):
    issued, count = struct.unpack(">IH", bytes_[12:18])
    if bytes_[:12] != b"HLR1" + organisation_of(root) or len(bytes_) != 82 + 8 * count:
        raise Fault("revoked")
    if not is_signed(bytes_[-64:], bytes_[:-64], root):
        raise Fault("signature")
    return {"issued": issued,
            "serials": [bytes_[18 + 8 * at:26 + 8 * at].hex() for at in range(count)]}


def phrase_key(phrase, salt, operations, memory_kib):
    key = ctypes.create_string_buffer(32)
    if SODIUM.crypto_pwhash(key, ctypes.c_ulonglong(32), phrase, ctypes.c_ulonglong(len(phrase)),
                            salt, ctypes.c_ulonglong(operations),
                            ctypes.c_size_t(memory_kib * 1024), 2) != 0:
        raise Fault("crypto_pwhash")
    return key.raw


def enrolment_make(seed, phrase, salt, nonce, certificate, operations=1, memory_kib=8192):
    """The key that Argon2id gives comes with it."""
    key = phrase_key(phrase, salt, operations, memory_kib)
    box = call("crypto_secretbox_easy", 48, seed, len(seed), nonce, key)
    blob = b"HLW1" + struct.pack(">II", operations, memory_kib) + salt + nonce + box + certificate
    return {"key": key.hex(), "blob": blob.hex()}


def enrolment_open(blob, phrase):
    magic, operations, memory_kib = struct.unpack(">4sII", blob[:12])
    if magic != b"HLW1" or len(blob) != 233:
        raise Fault("enrolment")
    key = phrase_key(phrase, blob[12:28], operations, memory_kib)
    seed = call("crypto_secretbox_open_easy", 32, blob[52:100], 48, blob[28:52], key)
    if signing_key(seed)[0] != blob[121:153]:
        raise Fault("seed")
    return seed


# The rest


def unlock(key, locked):
    box = locked[24:]
    return call("crypto_secretbox_open_easy", len(box) - 16, box, len(box), locked[:24], key)


def lock(key, clear, nonce):
    return nonce + call("crypto_secretbox_easy", len(clear) + 16, clear, len(clear), nonce, key)


def briefing(secret, other, transfer):
    shared = call("crypto_scalarmult", 32, secret, other)
    pair = b"".join(sorted([public_of(secret), other]))
    return digest(b"HLE1-briefing" + transfer + pair, shared)


def words(transcript):
    bits = int.from_bytes(digest(b"HLE1-words" + transcript)[:5], "big")
    return [bits >> shift & 1023 for shift in (30, 20, 10, 0)]
