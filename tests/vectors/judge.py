"""What must be refused by protocol/encryption.md, whoever made it: the form of records, the faults
of envelopes and chains, by the names that the vectors give them."""
import re
import struct

import formats
from formats import Fault

NOTE_EPOCHS = 0x80000000
NUMBER_MAX = 2 ** 53 - 1
VISITOR, OWNER, RECEIVER = 1, 2, 3
CLOCK_S, SHIFT_MAX_S = 900, 43200

# Who says a type, and which epochs it names.
RULES = {1: ((VISITOR, OWNER, RECEIVER), "low"), 2: ((VISITOR,), "low"),
         3: ((OWNER, RECEIVER), "low"), 5: ((VISITOR, OWNER), "low"),
         6: ((VISITOR, OWNER), "note"), 7: ((VISITOR,), "none"), 8: ((OWNER, RECEIVER), "none"),
         9: ((OWNER, RECEIVER), "none"), 10: ((OWNER,), "none")}


def must(holds):
    if not holds:
        raise Fault("form")


def member(bytes_):
    must(re.fullmatch(rb"m[0-9]{1,3}\0{4,6}", bytes_))


def header(bytes_):
    must(len(bytes_) >= 84)
    member(bytes_[28:36])
    one = formats.header_of(bytes_)
    roles, epochs = RULES.get(one["type"], ((), ""))
    must(one["role"] in roles)
    if epochs == "note" and one["role"] == VISITOR:
        must(one["epoch"] >= NOTE_EPOCHS)
    else:
        must(one["epoch"] == 0 if epochs == "none" else one["epoch"] < NOTE_EPOCHS)
    must((one["sender"] == "m0") == (one["role"] == VISITOR))
    must(max(one["seq"], one["peer_ack"]) <= NUMBER_MAX)
    must((one["seq"] == 0) == (one["type"] == 6))
    must(one["type"] != 6 or one["prev"] == bytes(32).hex())
    must(one["peer_ack"] == 0 or one["type"] in (1, 5))
    return one


def record(bytes_):
    """Whether these bytes have the form of a record."""
    kind = header(bytes_)["type"]
    if kind not in (formats.EPOCH_OPEN, formats.GRANT):
        must(len(bytes_) - 84 - 24 - 16 in formats.CLASSES)
        return
    must(len(bytes_) > 148 and 1 <= bytes_[148] <= 21)
    entries = formats.entries_of(bytes_)
    for entry in entries:
        member(entry[:8])
    must((bytes_[116:148] == bytes(32)) == (kind == formats.GRANT))
    must(kind == formats.GRANT or len({entry[:8] for entry in entries}) == len(entries))


def envelope_fault(sealed, expected):
    """The first fault of an envelope; None when it holds. `expected` as in the vectors."""
    secret = bytes.fromhex(expected["shift_secret"])
    try:
        clear = formats.box_open(sealed, secret)
    except Fault:
        return "sealed"
    if len(clear) != 122 or clear[0] != 1 or clear[21] != VISITOR:
        return "form"
    own = formats.public_of(secret)
    try:
        envelope = formats.envelope_read(clear, own)
    except Fault:
        return "recipient"
    if envelope["first_epoch"] >= NOTE_EPOCHS or envelope["first_epoch"] > envelope["epoch"]:
        return "form"
    for name in ("conversation", "epoch", "transcript"):
        if envelope[name] != expected[name]:
            return name
    commitment = formats.commitment(bytes.fromhex(envelope["key"])).hex()
    return None if commitment == expected["commitment"] else "commitment"


def certificate(bytes_, kind):
    magic, found, organisation, subject, key, begin, until, serial = struct.unpack(
        formats.CERTIFICATE, bytes_[:69])
    must(magic == b"HLC1" and found == kind and serial != bytes(8))
    return {"organisation": organisation, "subject": subject, "key": key, "from": begin,
            "until": until, "serial": serial}


def is_signed(bytes_, key):
    return formats.is_signed(bytes_[69:], bytes_[:69], key)


def period_fault(one, now):
    if one["until"] < one["from"] or now - CLOCK_S > one["until"]:
        return "expired"
    return "too_early" if now + CLOCK_S < one["from"] else None


def is_low_order(point):
    try:
        formats.briefing(b"\x08" + bytes(31), point, bytes(16))
        return False
    except Fault:
        return True


def signature_fault(chain, root, enrolment):
    if not is_signed(chain[:133], root):
        return "enrolment_unsigned"
    return None if is_signed(chain[133:], enrolment["key"]) else "shift_unsigned"


def chain_fault(chain, root, revoked, now):
    """The first fault of a chain; None when it holds. `revoked`: a list in bytes, or none."""
    try:
        enrolment, shift = certificate(chain[:133], 1), certificate(chain[133:], 2)
    except Fault:
        return "not_certificates"
    organisation = formats.organisation_of(root)
    if (enrolment["organisation"], shift["organisation"]) != (organisation, organisation):
        return "other_organisation"
    if enrolment["subject"] != shift["subject"]:
        return "other_subject"
    unsigned = signature_fault(chain, root, enrolment)
    if unsigned:
        return unsigned
    if revoked and enrolment["serial"].hex() in formats.revoked_open(revoked, root)["serials"]:
        return "revoked"
    period = period_fault(enrolment, now) or period_fault(shift, now)
    if period:
        return period
    if shift["until"] - shift["from"] > SHIFT_MAX_S:
        return "shift_too_long"
    return "low_order" if is_low_order(shift["key"]) else None
