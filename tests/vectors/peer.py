"""Does with libsodium what protocol/encryption.md says, for tests of another implementation.

Reads requests from standard input, one JSON object a line: {"do": NAME, ...}, bytes in hex. Answers
each with one line: {"done": ...}, or {"fault": TEXT} where something does not hold. Shares no code
with the pages or the server. Ends with status 77 when there is no libsodium.
"""
import ctypes
import ctypes.util
import json
import struct
import sys

NAME = ctypes.util.find_library("sodium")
if NAME is None:
    sys.exit(77)
SODIUM = ctypes.CDLL(NAME)
if SODIUM.sodium_init() < 0:
    sys.exit(77)


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


def public_of(secret):
    return call("crypto_scalarmult_base", 32, secret)


# Records


def header_of(record):
    magic, kind, role, flags, conversation, epoch, sender, seq, prev, peer_ack = struct.unpack(
        ">4sBBH16sI8sQ32sQ", record[:84])
    if magic != b"HLE1" or flags != 0:
        raise Fault("header")
    return {"type": kind, "role": role, "conversation": conversation.hex(), "epoch": epoch,
            "member": sender.rstrip(b"\0").decode("ascii"), "seq": seq, "prev": prev.hex(),
            "peerAck": peer_ack}


def header_bytes(header):
    return struct.pack(">4sBBH16sI8sQ32sQ", b"HLE1", header["type"], header["role"], 0,
                       bytes.fromhex(header["conversation"]), header["epoch"],
                       header["member"].encode("ascii"), header["seq"],
                       bytes.fromhex(header["prev"]), header["peerAck"])


def padded(clear):
    size = next(one for one in (256, 512, 1024, 2048, 4096) if one > len(clear))
    buffer = ctypes.create_string_buffer(clear, size)
    length = ctypes.c_size_t()
    if SODIUM.sodium_pad(ctypes.byref(length), buffer, ctypes.c_size_t(len(clear)),
                         ctypes.c_size_t(size), ctypes.c_size_t(size)) != 0:
        raise Fault("pad")
    return buffer.raw[:length.value]


def unpadded(clear):
    length = ctypes.c_size_t()
    if SODIUM.sodium_unpad(ctypes.byref(length), clear, ctypes.c_size_t(len(clear)),
                           ctypes.c_size_t(len(clear))) != 0:
        raise Fault("unpad")
    return clear[:length.value]


def record_seal(header, key, clear, nonce):
    head = header_bytes(header)
    data, text = head + commitment(key), padded(clear)
    sealed = call("crypto_aead_xchacha20poly1305_ietf_encrypt", len(text) + 16, None, text,
                  len(text), data, len(data), None, nonce, derived(key, header["role"]))
    return head + nonce + sealed


def record_open(record, key):
    header, body = header_of(record), record[108:]
    data = record[:84] + commitment(key)
    clear = call("crypto_aead_xchacha20poly1305_ietf_decrypt", len(body) - 16, None, None, body,
                 len(body), data, len(data), record[84:108], derived(key, header["role"]))
    return {"header": header, "clear": unpadded(clear).hex(), "hash": digest(record).hex()}


# Records that give keys

ENVELOPE = ">B16sIB32s32sI32s"


def envelope_open(sealed, secret):
    clear = call("crypto_box_seal_open", len(sealed) - 48, sealed, len(sealed), public_of(secret),
                 secret)
    version, conversation, epoch, role, recipient, key, first, transcript = struct.unpack(
        ENVELOPE, clear)
    if version != 1 or role != 1 or recipient != public_of(secret):
        raise Fault("envelope")
    return {"conversation": conversation.hex(), "epoch": epoch, "key": key.hex(),
            "firstEpoch": first, "transcript": transcript.hex()}


def envelope_seal(envelope):
    clear = struct.pack(ENVELOPE, 1, bytes.fromhex(envelope["conversation"]), envelope["epoch"], 1,
                        bytes.fromhex(envelope["recipient"]), bytes.fromhex(envelope["key"]),
                        envelope["firstEpoch"], bytes.fromhex(envelope["transcript"]))
    return call("crypto_box_seal", len(clear) + 48, clear, len(clear),
                bytes.fromhex(envelope["recipient"]))


def entries_of(record):
    count = record[148]
    if len(record) != 149 + 186 * count + 64:
        raise Fault("length")
    return [record[149 + 186 * at:149 + 186 * (at + 1)] for at in range(count)]


def transcript_of(record, before):
    entries = entries_of(record)
    return digest(b"HLE1-chain" + before + record[24:28] + record[116:148]
                  + b"".join(entry[:16] for entry in entries))


def keys_open(record, secrets):
    """Opens each entry with the secret of the same place."""
    if not is_signed(record[-64:], b"HLE1-sign" + record[:-64], record[84:116]):
        raise Fault("signature")
    entries = entries_of(record)
    visitor, conversation = record[84:116], record[8:24]
    begin = digest(b"HLE1-begin" + conversation + visitor)
    return {"header": header_of(record), "visitorKey": visitor.hex(),
            "commitment": record[116:148].hex(), "begin": begin.hex(),
            "transcript": transcript_of(record, begin).hex(),
            "entries": [{"member": entry[:8].rstrip(b"\0").decode("ascii"),
                         "serial": entry[8:16].hex(), **envelope_open(entry[16:], secret)}
                        for entry, secret in zip(entries, secrets)]}


def keys_make(header, seed, key, bound, recipients):
    """An epoch_open, bound to the key, or a grant: of the same key for each recipient."""
    public, secret = signing_key(seed)
    head = header_bytes(header)
    commit = commitment(key) if header["type"] == 2 else bytes(32)
    readers = [one["member"].encode("ascii").ljust(8, b"\0") + bytes.fromhex(one["serial"])
               for one in recipients]
    begin = digest(b"HLE1-begin" + head[8:24] + public)
    chain = digest(b"HLE1-chain" + begin + head[24:28] + commit + b"".join(readers))
    body = public + commit + bytes([len(recipients)])
    for reader, one in zip(readers, recipients):
        granted = digest(b"HLE1-grant" + bound + reader[8:] + public)
        body += reader + envelope_seal({
            "conversation": header["conversation"], "epoch": one["epoch"], "key": key.hex(),
            "recipient": one["shiftKey"], "firstEpoch": one["firstEpoch"],
            "transcript": (chain if header["type"] == 2 else granted).hex()})
    return head + body + sign(b"HLE1-sign" + head + body, secret)


# Certificates

CERTIFICATE = ">4sB8s8s32sII8s"


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
    if enrolment["organisation"] != digest(root).hex()[:16]:
        raise Fault("organisation")
    return {"enrolment": enrolment, "shift": shift}


def revoked_make(seed, serials):
    public, secret = signing_key(seed)
    body = b"HLR1" + digest(public)[:8] + struct.pack(">IH", 1, len(serials)) + b"".join(serials)
    return body + sign(body, secret)


def enrolment_make(seed, phrase, salt, nonce, certificate):
    """Under Argon2id with one pass over 8 MiB; the key that it gives comes with it."""
    key = ctypes.create_string_buffer(32)
    if SODIUM.crypto_pwhash(key, ctypes.c_ulonglong(32), phrase, ctypes.c_ulonglong(len(phrase)),
                            salt, ctypes.c_ulonglong(1), ctypes.c_size_t(8192 * 1024), 2) != 0:
        raise Fault("crypto_pwhash")
    box = call("crypto_secretbox_easy", 48, seed, len(seed), nonce, key.raw)
    blob = b"HLW1" + struct.pack(">II", 1, 8192) + salt + nonce + box + certificate
    return {"key": key.raw.hex(), "blob": blob.hex()}


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


KNOWN = [record_seal, record_open, keys_open, keys_make, envelope_open, chain_open,
         certificate_make, revoked_make, enrolment_make, lock, unlock, briefing, words]
DOERS = {one.__name__: one for one in KNOWN}


def from_hex(value):
    """Texts are bytes in hex, alone or in a list; objects stay as they are."""
    if isinstance(value, list):
        return [from_hex(one) for one in value]
    return bytes.fromhex(value) if isinstance(value, str) else value


def answer(request):
    do = DOERS[request.pop("do")]
    try:
        done = do(**{name: from_hex(value) for name, value in request.items()})
        return {"done": done.hex() if isinstance(done, bytes) else done}
    except Fault as fault:
        return {"fault": str(fault)}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))))
