"""Makes protocol/vectors/encryption.json: the same bytes each time.

    python3 tests/vectors/make.py            writes the file
    python3 tests/vectors/make.py --print    to standard output
"""
import json
import struct
import sys
from pathlib import Path

import formats
from formats import (briefing, box_seal, certificate_make, close, commitment, derived, digest,
                     enrolment_make, envelope_bytes, key_ack, keys_sign, lock, member_bytes,
                     organisation_of, padded, public_of, record_seal, revoked_make, seal_padded,
                     sign, signing_key, transcript_begin, transcript_grant, transcript_next, vouch,
                     words)

FILE = Path(__file__).resolve().parents[2] / "protocol" / "vectors" / "encryption.json"
NOTE_EPOCHS = 0x80000000
NUMBERS = 2 ** 53
NOON = 1_767_268_800  # a moment at which the chains hold
PHRASE = "samen veilig aan de overkant"


def made(name, size=32):
    """Bytes that only depend on the name."""
    return digest(b"vector " + name.encode("ascii"), size=size)


CONVERSATION = made("conversation", 16)
TRANSFER = made("transfer", 16)
VISITOR_SEED = made("visitor")
VISITOR, _ = signing_key(VISITOR_SEED)
EPOCH_KEYS = [made(f"epoch {epoch}") for epoch in range(3)]
ROOT_SEED, OTHER_ROOT_SEED = made("root"), made("other root")
ROOT, _ = signing_key(ROOT_SEED)
OTHER_ROOT, _ = signing_key(OTHER_ROOT_SEED)
ENROLMENT_SEED = made("enrolment")


def header(kind, role, **others):
    sender = {1: "m0", 2: "m1", 3: "m2"}[role]
    return {"type": kind, "role": role, "conversation": CONVERSATION.hex(), "epoch": 0,
            "sender": sender, "seq": 1, "prev": bytes(32).hex(), "peer_ack": 0, **others}


# Keys and padding


def keys():
    return [{"key": key.hex(), "commitment": commitment(key).hex(),
             "derived": {str(role): derived(key, role).hex() for role in (1, 2, 3)}}
            for key in [bytes(range(32)), *EPOCH_KEYS]]


def padding():
    """How long the padded text is; the bytes between are 0x80 and zeros."""
    return [{"length": length, "padded": len(padded(bytes(length)))}
            for length in (0, 1, 255, 256, 511, 512, 1023, 1024, 2047, 2048, 4095)]


def first():
    """A record whose header no page would write: it holds the primitives alone."""
    head = struct.pack(">4sBBH16sI8sQ32sQ", b"HLE1", 1, 1, 0, b"\xaa" * 16, 0, b"\xbb" * 8, 1,
                       bytes(32), 0)
    key, nonce, clear = bytes(range(32)), bytes(range(0x40, 0x58)), b"Hallo, ik ben er."
    record = seal_padded(head, key, padded(clear), nonce)
    return {"key": key.hex(), "header": head.hex(), "nonce": nonce.hex(), "clear": clear.hex(),
            "commitment": commitment(key).hex(), "derived": derived(key, 1).hex(),
            "record": record.hex(), "hash": digest(record).hex()}


# Records


def sealed(name, head, key, clear):
    nonce = made(f"nonce of {name}", 24)
    record = record_seal(head, key, clear, nonce)
    return {"name": name, "header": head, "key": key.hex(), "nonce": nonce.hex(),
            "clear": clear.hex(), "record": record.hex(), "hash": digest(record).hex()}


def records():
    serial, transcript = made("serial m2", 8), made("some transcript")
    agreed = json.dumps({"transfer": TRANSFER.hex(), "desk": "oever/wonen", "tags": ["huur"],
                         "amount": "note", "note": "Ik wil niet gebeld worden — liever chatten."},
                        ensure_ascii=False, separators=(",", ":")).encode()
    one = sealed("message", header(1, 1), EPOCH_KEYS[0], b"Hallo, ik ben er.")
    made_here = [
        one,
        sealed("message after it", header(1, 1, seq=2, prev=one["hash"], peer_ack=3),
               EPOCH_KEYS[0], "Een tweede regel: €, 😀".encode()),
        sealed("message of the owner", header(1, 2, seq=7, epoch=1, peer_ack=2), EPOCH_KEYS[1],
               b"a" * 255),
        sealed("message of the receiver", header(1, 3, seq=1, epoch=1), EPOCH_KEYS[1], b"b" * 256),
        sealed("message of the largest size", header(1, 1, seq=NUMBERS - 1, epoch=NOTE_EPOCHS - 1,
                                                     peer_ack=NUMBERS - 1),
               EPOCH_KEYS[1], b"c" * 4095),
        sealed("key_ack", header(3, 3, epoch=1), EPOCH_KEYS[1],
               key_ack(TRANSFER, 1, serial, transcript)),
        sealed("close", header(5, 1, seq=9, epoch=2), EPOCH_KEYS[2], close(9, 12)),
        sealed("hand_over of the owner", header(6, 2, seq=0, epoch=1), EPOCH_KEYS[1],
               b"Zoekt een andere woning. " * 30),
        sealed("hand_over of the owner, empty", header(6, 2, seq=0, epoch=1), EPOCH_KEYS[1], b""),
        sealed("hand_over of the visitor", header(6, 1, seq=0, epoch=NOTE_EPOCHS + 2),
               made("note key"), agreed),
        sealed("briefing", header(8, 3, seq=2), made("briefing key"), b"Waar gaat het over?"),
        sealed("note", header(9, 2, seq=4), made("notes key"), b"d" * 1500),
        sealed("vouch", header(10, 2, seq=1), made("briefing key"), vouch(VISITOR, 1, transcript)),
    ]
    sender = header(1, 2, sender="m999", seq=1, epoch=1)
    return [*made_here, sealed("message of a late member", sender, EPOCH_KEYS[1], b"e" * 2048)]


def payloads():
    """What stands in the clear texts of three types."""
    serial, transcript = made("serial m2", 8), made("some transcript")
    return {
        "key_ack": {"transfer": TRANSFER.hex(), "epoch": 1, "serial": serial.hex(),
                    "transcript": transcript.hex(),
                    "clear": key_ack(TRANSFER, 1, serial, transcript).hex()},
        "close": {"visitor": 9, "owner": 12, "clear": close(9, 12).hex()},
        "vouch": {"visitor_key": VISITOR.hex(), "epoch": 1, "transcript": transcript.hex(),
                  "clear": vouch(VISITOR, 1, transcript).hex()},
    }


def refused_records():
    """Each is of a record that opens, and must not be opened."""
    key, head = EPOCH_KEYS[0], header(1, 1)
    nonce, clear = made("nonce of refused", 24), padded(b"Hallo")
    right = seal_padded(formats.header_bytes(head), key, clear, nonce)

    def changed(at, value):
        return right[:at] + bytes(value) + right[at + len(value):]

    def under(text, **others):
        return seal_padded(formats.header_bytes({**head, **others}), key, text, nonce)

    wrong = {
        "role of another": changed(5, b"\2"),
        "flags": changed(7, b"\1"),
        "another conversation": changed(8, made("other conversation", 16)),
        "another epoch": changed(24, b"\0\0\0\1"),
        "another sender": changed(28, b"m3"),
        "another seq": changed(43, b"\2"),
        "another prev": changed(44, b"\1"),
        "another peer_ack": changed(83, b"\1"),
        "another nonce": changed(84, b"\0\0"),
        "another tag": changed(len(right) - 1, bytes([right[-1] ^ 1])),
        "wrong commitment": seal_padded(formats.header_bytes(head), key, clear, nonce,
                                        commitment(EPOCH_KEYS[1])),
        "padding of zeros": under(bytes(256)),
        "padding with another byte": under(b"Hallo\x80\0\1".ljust(256, b"\0")),
        "padding with another mark": under(b"Hallo\x81".ljust(256, b"\0")),
        "no padding": under(b"a" * 256),
        "no size class": under(padded(b"Hallo")[:255]),
        "longer than any": under(b"a" * 4096 + b"\x80" + bytes(4095)),
        "cut": right[:-1],
        "longer by one": right + b"\0",
        "nothing": b"",
        "seq 2^64-1": under(clear, seq=2 ** 64 - 1),
        "seq 2^53": under(clear, seq=NUMBERS),
        "peer_ack 2^53": under(clear, peer_ack=NUMBERS),
        "seq 0": under(clear, seq=0),
        "type 0": under(clear, type=0),
        "type 4": under(clear, type=4),
        "type 11": under(clear, type=11),
        "role 0": seal_padded(formats.header_bytes({**head, "role": 0}), key, clear, nonce),
        "role 4": seal_padded(formats.header_bytes({**head, "role": 4}), key, clear, nonce),
        "a visitor that is not m0": under(clear, sender="m1"),
        "an owner that is m0": under(clear, role=2),
        "no member": under(clear, sender="m1234"),
        "epoch of a note": under(clear, epoch=NOTE_EPOCHS),
        "epoch in a note": under(clear, type=9, role=2, sender="m1", epoch=1),
        "key_ack of a visitor": under(clear, type=3),
        "close of a receiver": under(clear, type=5, role=3, sender="m2"),
        "vouch of a receiver": under(clear, type=10, role=3, sender="m2"),
        "peer_ack in a briefing": under(clear, type=8, role=2, sender="m1", peer_ack=1),
        "seq in a hand_over": under(clear, type=6, epoch=NOTE_EPOCHS),
        "prev in a hand_over": under(clear, type=6, seq=0, epoch=NOTE_EPOCHS,
                                     prev=made("prev").hex()),
        "low epoch in a visitor's hand_over": under(clear, type=6, seq=0, epoch=1),
        "high epoch in an owner's hand_over": under(clear, type=6, role=2, sender="m1", seq=0,
                                                    epoch=NOTE_EPOCHS),
        "sealed, but of a type that gives keys": under(clear, type=2),
    }
    return {"key": key.hex(), "right": right.hex(),
            "wrong": [{"name": name, "record": record.hex()} for name, record in wrong.items()]}


# Records that give keys


def reader(member):
    secret = made(f"shift secret {member}")
    return {"member": member, "serial": made(f"serial {member}", 8).hex(),
            "shift_secret": secret.hex(), "shift_key": public_of(secret).hex()}


def entry_of(one, epoch, key, first_epoch, transcript, name):
    """An entry, taken apart and as bytes."""
    ephemeral = made(f"ephemeral {name} {one['member']} {epoch}")
    envelope = {"conversation": CONVERSATION.hex(), "epoch": epoch, "recipient": one["shift_key"],
                "key": key.hex(), "first_epoch": first_epoch, "transcript": transcript.hex()}
    clear = envelope_bytes(envelope)
    sealed_to = box_seal(clear, bytes.fromhex(one["shift_key"]), ephemeral)
    entry = {**one, "epoch": epoch, "key": key.hex(), "first_epoch": first_epoch,
             "transcript": transcript.hex(), "ephemeral": ephemeral.hex(), "clear": clear.hex(),
             "sealed": sealed_to.hex()}
    return entry, member_bytes(one["member"]) + bytes.fromhex(one["serial"]) + sealed_to


def key_record(name, head, commit, entries, **others):
    record = keys_sign(head, VISITOR_SEED, commit, [bytes_ for _, bytes_ in entries])
    return {"name": name, "header": head, "visitor_seed": VISITOR_SEED.hex(),
            "visitor_key": VISITOR.hex(), "commitment": commit.hex(), **others,
            "entries": [entry for entry, _ in entries], "record": record.hex(),
            "hash": digest(record).hex()}


def epoch_open(epoch, members, first_epochs, before, seq, prev):
    key = EPOCH_KEYS[epoch]
    readers = [reader(member) for member in members]
    ids = b"".join(member_bytes(one["member"]) + bytes.fromhex(one["serial"]) for one in readers)
    transcript = transcript_next(before, epoch, commitment(key), ids)
    head = header(2, 1, epoch=epoch, seq=seq, prev=prev)
    entries = [entry_of(one, epoch, key, first, transcript, "epoch")
               for one, first in zip(readers, first_epochs)]
    return key_record(f"epoch_open {epoch}", head, commitment(key), entries,
                      before=before.hex(), transcript=transcript.hex())


def grant(name, given, transfer, seq, prev):
    entries = []
    for one, epoch, key in given:
        bound = transcript_grant(transfer, bytes.fromhex(one["serial"]), VISITOR)
        entries.append(entry_of(one, epoch, key, 0, bound, name))
    return key_record(name, header(7, 1, seq=seq, prev=prev), bytes(32), entries,
                      transfer=transfer.hex())


def key_records():
    """A conversation: an owner, an introduction, what the receiver is given, the receiver alone."""
    begin = transcript_begin(CONVERSATION, VISITOR)
    one = epoch_open(0, ["m1"], [0], begin, 1, bytes(32).hex())
    two = grant("grant of a note key", [(reader("m1"), NOTE_EPOCHS, made("note key"))],
                TRANSFER, 2, one["hash"])
    three = epoch_open(1, ["m1", "m2"], [0, 0], bytes.fromhex(one["transcript"]), 3, two["hash"])
    four = grant("grant of history and a note key",
                 [(reader("m2"), 0, EPOCH_KEYS[0]),
                  (reader("m2"), NOTE_EPOCHS, made("note key"))], TRANSFER, 4, three["hash"])
    five = epoch_open(2, ["m2"], [0], bytes.fromhex(three["transcript"]), 5, four["hash"])
    again = [(reader("m2"), epoch, EPOCH_KEYS[epoch]) for epoch in range(3)] * 7
    six = grant("grant for no transfer, the most", again, bytes(16), 6, five["hash"])
    return [one, two, three, four, five, six]


def refused_key_records(right):
    """Changes of an epoch_open; all but those of the signature are signed again."""
    record, head = bytes.fromhex(right["record"]), right["header"]
    commit = bytes.fromhex(right["commitment"])
    entries = [record[149 + 186 * at:149 + 186 * (at + 1)] for at in range(record[148])]

    def signed(entries_, commit_=commit, **others):
        return keys_sign({**head, **others}, VISITOR_SEED, commit_, entries_)

    def flipped(at):
        return record[:at] + bytes([record[at] ^ 1]) + record[at + 1:]

    wrong = {
        "no entry": signed([]),
        "22 entries": signed(entries * 11),
        "the count is less than there is": flipped(148),
        "a member twice": signed(entries[:1] * 2),
        "no member": signed([b"x" + entries[0][1:]]),
        "no commitment": signed(entries, bytes(32)),
        "a commitment in a grant": signed(entries, type=7, epoch=0),
        "an epoch in a grant": signed(entries, bytes(32), type=7),
        "of an owner": signed(entries, role=2, sender="m1"),
        "a peer_ack": signed(entries, peer_ack=1),
        "seq 0": signed(entries, seq=0),
        "seq 2^64-1": signed(entries, seq=2 ** 64 - 1),
        "epoch of a note": signed(entries, epoch=NOTE_EPOCHS),
        "cut": record[:-1],
        "longer by one": record + b"\0",
    }
    unsigned = {
        "another signature": flipped(len(record) - 1),
        "another visitor's key": flipped(84),
        "another commitment": flipped(116),
        "another serial": flipped(157),
        "another envelope": flipped(170),
        "another prev": flipped(44),
    }
    return {"wrong": [{"name": name, "record": bytes_.hex()} for name, bytes_ in wrong.items()],
            "unsigned": [{"name": name, "record": bytes_.hex()}
                         for name, bytes_ in unsigned.items()]}


def refused_envelopes(right):
    """Changes of the envelope of an epoch_open, sealed anew; with the first thing that is wrong."""
    entry = right["entries"][0]
    clear, own = bytes.fromhex(entry["clear"]), bytes.fromhex(entry["shift_key"])
    ephemeral = made("ephemeral refused")

    def sealed_anew(at, value, to=own):
        return box_seal(clear[:at] + value + clear[at + len(value):], to, ephemeral)

    other = bytes.fromhex(reader("m9")["shift_key"])
    right_box = bytes.fromhex(entry["sealed"])
    wrong = [
        ("to another key", "sealed", sealed_anew(0, b"", other)),
        ("a flipped bit", "sealed", right_box[:100] + bytes([right_box[100] ^ 1])
         + right_box[101:]),
        ("from a point of low order", "sealed", bytes(32) + right_box[32:]),
        ("another version", "form", sealed_anew(0, b"\2")),
        ("another role", "form", sealed_anew(21, b"\2")),
        ("a first epoch that is later", "form", sealed_anew(86, b"\0\0\1\0")),
        ("shorter", "form", box_seal(clear[:-1], own, ephemeral)),
        ("another recipient", "recipient", sealed_anew(22, other)),
        ("another conversation", "conversation", sealed_anew(1, made("other conversation", 16))),
        ("another epoch", "epoch", sealed_anew(17, b"\0\0\0\x07")),
        ("another transcript", "transcript", sealed_anew(90, made("some transcript"))),
        ("another key", "commitment", sealed_anew(54, EPOCH_KEYS[2])),
    ]
    return {"shift_secret": entry["shift_secret"], "conversation": CONVERSATION.hex(),
            "epoch": entry["epoch"], "transcript": entry["transcript"],
            "commitment": right["commitment"],
            "wrong": [{"name": name, "fault": fault, "sealed": bytes_.hex()}
                      for name, fault, bytes_ in wrong]}


def transcripts():
    serial, transcript = made("serial m2", 8), made("some transcript")
    return {
        "begin": {"conversation": CONVERSATION.hex(), "visitor_key": VISITOR.hex(),
                  "transcript": transcript_begin(CONVERSATION, VISITOR).hex()},
        "grant": [{"transfer": transfer.hex(), "serial": serial.hex(),
                   "visitor_key": VISITOR.hex(),
                   "transcript": transcript_grant(transfer, serial, VISITOR).hex()}
                  for transfer in (TRANSFER, bytes(16))],
        "words": [{"transcript": one.hex(), "words": words(one)}
                  for one in (transcript, bytes(32), b"\xff" * 32)],
    }


def briefings():
    one, other = made("shift secret m1"), made("shift secret m2")
    return [{"secret": secret.hex(), "other": public_of(peer).hex(), "transfer": TRANSFER.hex(),
             "key": briefing(secret, public_of(peer), TRANSFER).hex()}
            for secret, peer in ((one, other), (other, one))]


# As libsodium lists them: with each of them every product is zero.
LOW_ORDER = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
]


# Certificates


def enrolment(**others):
    return {"type": 1, "organisation": organisation_of(ROOT).hex(),
            "subject": made("subject", 8).hex(), "key": signing_key(ENROLMENT_SEED)[0].hex(),
            "from": NOON - 86400, "until": NOON + 90 * 86400,
            "serial": made("serial of the enrolment", 8).hex(), **others}


def shift(**others):
    return {"type": 2, "organisation": organisation_of(ROOT).hex(),
            "subject": made("subject", 8).hex(), "key": reader("m1")["shift_key"],
            "from": NOON - 60, "until": NOON - 60 + 43200, "serial": reader("m1")["serial"],
            **others}


def chain_of(one, two, root_seed=ROOT_SEED, enrolment_seed=ENROLMENT_SEED):
    return certificate_make(one, root_seed) + certificate_make(two, enrolment_seed)


def certificates():
    return [{"certificate": one, "seed": seed.hex(), "bytes": certificate_make(one, seed).hex()}
            for one, seed in ((enrolment(), ROOT_SEED), (shift(), ENROLMENT_SEED))]


def chains():
    """`fault` is the first thing that is wrong at `now`, with clocks that may differ by 900 s."""
    right = chain_of(enrolment(), shift())
    revoked = revoked_make(ROOT_SEED, [made("another serial", 8),
                                       bytes.fromhex(enrolment()["serial"])], NOON)
    other = organisation_of(OTHER_ROOT).hex()
    until = shift()["until"]
    late = {"from": NOON + 86400 * 91, "until": NOON + 86400 * 91 + 9}
    wrong = [
        ("right", None, right, {}),
        ("right, at the first second", None, right, {"now": NOON - 60 - 900}),
        ("right, at the last second", None, right, {"now": until + 900}),
        ("too early by a second", "too_early", right, {"now": NOON - 60 - 901}),
        ("too late by a second", "expired", right, {"now": until + 901}),
        ("an enrolment that is over", "expired", chain_of(enrolment(until=NOON - 901), shift()),
         {}),
        ("a shift of next year", "too_early", chain_of(enrolment(until=NOON + 86400 * 365),
                                                       shift(**late)), {}),
        ("a period that ends before it begins", "expired",
         chain_of(enrolment(), shift(**{"from": NOON + 5, "until": NOON - 5})), {}),
        ("a shift that is too long", "shift_too_long", chain_of(enrolment(), shift(until=until + 1)),
         {}),
        ("revoked", "revoked", right, {"revoked": revoked.hex()}),
        ("another root", "other_organisation", right, {"root": OTHER_ROOT.hex()}),
        ("a shift of another organisation", "other_organisation",
         chain_of(enrolment(), shift(organisation=other)), {}),
        ("another subject", "other_subject",
         chain_of(enrolment(), shift(subject=made("another subject", 8).hex())), {}),
        ("signed by another root", "enrolment_unsigned",
         chain_of(enrolment(), shift(), root_seed=OTHER_ROOT_SEED), {}),
        ("signed by another enrolment", "shift_unsigned",
         chain_of(enrolment(), shift(), enrolment_seed=OTHER_ROOT_SEED), {}),
        ("two enrolments", "not_certificates", chain_of(enrolment(), enrolment()), {}),
        ("two shifts", "not_certificates", chain_of(shift(), shift()), {}),
        ("serial 0", "not_certificates", chain_of(enrolment(serial=bytes(8).hex()), shift()), {}),
        ("another magic", "not_certificates", b"HLC2" + right[4:], {}),
        *[(f"low order {at}", "low_order", chain_of(enrolment(), shift(key=point)), {})
          for at, point in enumerate(LOW_ORDER)],
    ]
    return [{"name": name, "chain": chain.hex(), "root": ROOT.hex(), "now": NOON, **others,
             "fault": fault} for name, fault, chain, others in wrong]


def revocations():
    lists = [[], [made("another serial", 8)], [made(f"serial {at}", 8) for at in range(40)]]
    return [{"seed": ROOT_SEED.hex(), "root": ROOT.hex(), "issued": NOON + at,
             "serials": [one.hex() for one in serials],
             "bytes": revoked_make(ROOT_SEED, serials, NOON + at).hex()}
            for at, serials in enumerate(lists)]


def enrolments():
    def one(phrase, operations, memory_kib):
        salt, nonce = made("salt", 16), made("nonce of the enrolment", 24)
        certificate = certificate_make(enrolment(), ROOT_SEED)
        done = enrolment_make(ENROLMENT_SEED, phrase.encode(), salt, nonce, certificate,
                              operations, memory_kib)
        return {"phrase": phrase, "operations": operations, "memory_kib": memory_kib,
                "salt": salt.hex(), "nonce": nonce.hex(), "seed": ENROLMENT_SEED.hex(),
                "certificate": certificate.hex(), "key": done["key"], "bytes": done["blob"]}

    return [one(PHRASE, 1, 8), one("één café", 2, 64)]


def signed_texts():
    """roots.json and its signature in base64, as they are served."""
    seed = made("release")
    key, secret = signing_key(seed)
    revoked = formats.base64(revoked_make(ROOT_SEED, [], NOON))
    organisations = {"oever": {"root": ROOT.hex(), "revoked": revoked},
                     "rivier": {"root": OTHER_ROOT.hex()}}
    text = json.dumps({"organisations": organisations}, indent=2) + "\n"
    return {"seed": seed.hex(), "key": key.hex(), "text": text,
            "signature": formats.base64(sign(text.encode(), secret)) + "\n"}


def vaults():
    key, nonce = made("tab secret"), made("nonce of the vault", 24)
    clear = json.dumps({"keys": ["é"]}, ensure_ascii=False).encode()
    return [{"key": key.hex(), "nonce": nonce.hex(), "clear": text.hex(),
             "locked": lock(key, text, nonce).hex()} for text in (b"", clear)]


def everything():
    given = key_records()
    return {
        "about": "protocol/encryption.md; made by tests/vectors/make.py. Bytes are in hex.",
        "first": first(), "keys": keys(), "padding": padding(), "records": records(),
        "payloads": payloads(), "refused_records": refused_records(), "key_records": given,
        "refused_key_records": refused_key_records(given[2]),
        "refused_envelopes": refused_envelopes(given[2]), "transcripts": transcripts(),
        "briefings": briefings(), "low_order": LOW_ORDER, "certificates": certificates(),
        "chains": chains(), "revocations": revocations(), "enrolments": enrolments(),
        "roots": signed_texts(), "vaults": vaults(),
    }


def text():
    return json.dumps(everything(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.stdout.write(text())
    else:
        FILE.write_text(text(), encoding="utf-8")
