"""Checks with libsodium alone, sharing no code with the server or the pages, that

- protocol/vectors/encryption.json is what make.py makes;
- everything in it opens, and that what must be refused is;
- what the C side makes opens: PROGRAM prints it (tests/vectors/print.c).

    python3 tests/vectors/check.py PROGRAM
"""
import json
import subprocess
import sys

import formats
import judge
import make
from formats import Fault


def text(value):
    return bytes.fromhex(value)


def must_fail(one, act, *arguments):
    try:
        act(*arguments)
    except Fault:
        return
    raise AssertionError(f"{one['name']}: not refused")


# The file


def check_first(first):
    key, header = text(first["key"]), text(first["header"])
    assert formats.commitment(key).hex() == first["commitment"]
    assert formats.derived(key, 1).hex() == first["derived"]
    assert formats.clear_of(text(first["record"]), key).hex() == first["clear"]
    assert text(first["record"])[:84] == header
    # As they were written down before there was any program.
    assert first["commitment"] == "05d3665a38e76f4d34b5b036cce7963ee6a85b3e8dc8fb058ccb648b3349a89a"
    assert first["derived"] == "152171230341b6cbddbe53fa2840d6d74dcbc2428724e2bf4e28e71f1a25a26b"
    assert first["hash"] == "d8521d4f347f8a1f307f90f2e316883acef76a93dfef3b6d1da13091dc337bb6"


def check_records(vectors):
    for one in vectors["records"]:
        opened = formats.record_open(text(one["record"]), text(one["key"]))
        assert opened == {name: one[name] for name in ("header", "clear", "hash")}, one["name"]
        judge.record(text(one["record"]))
    refused = vectors["refused_records"]
    key = text(refused["key"])
    open_strictly(text(refused["right"]), key)
    for one in refused["wrong"]:
        must_fail(one, open_strictly, text(one["record"]), key)


def open_strictly(record, key):
    judge.record(record)
    return formats.clear_of(record, key)


def entry_of(one):
    return {name: one[name] for name in ("member", "serial", "conversation", "epoch", "key",
                                         "first_epoch", "transcript")}


def check_key_record(one):
    """Opens every envelope, and computes what it must be bound to."""
    record = text(one["record"])
    conversation = one["header"]["conversation"]
    secrets = [text(entry.get("shift_secret") or entry["secret"]) for entry in one["entries"]]
    opened = formats.keys_open(record, secrets)
    assert opened["header"] == one["header"]
    assert opened["visitor_key"] == one["visitor_key"]
    assert opened["commitment"] == one["commitment"]
    expected = [entry_of({**entry, "conversation": conversation}) for entry in one["entries"]]
    assert opened["entries"] == expected
    if one["header"]["type"] == formats.EPOCH_OPEN:
        before = text(one.get("before", opened["begin"]))
        transcript = formats.transcript_of(record, before).hex()
        for entry in expected:
            assert entry["transcript"] == transcript
            assert formats.commitment(text(entry["key"])).hex() == one["commitment"]
    else:
        for entry in expected:
            bound = formats.transcript_grant(text(one["transfer"]), text(entry["serial"]),
                                             text(one["visitor_key"]))
            assert entry["transcript"] == bound.hex()


def check_key_records(vectors):
    previous = bytes(32).hex()
    for one in vectors["key_records"]:
        check_key_record(one)
        assert one["header"]["prev"] == previous
        previous = one["hash"]
        judge.record(text(one["record"]))
    for one in vectors["refused_key_records"]["wrong"]:
        must_fail(one, judge.record, text(one["record"]))
    for one in vectors["refused_key_records"]["unsigned"]:
        judge.record(text(one["record"]))
        must_fail(one, formats.keys_open, text(one["record"]), [])
    refused = vectors["refused_envelopes"]
    for one in refused["wrong"]:
        assert judge.envelope_fault(text(one["sealed"]), refused) == one["fault"], one["name"]


def check_chains(vectors):
    for one in vectors["certificates"]:
        signer, _ = formats.signing_key(text(one["seed"]))
        assert formats.certificate_open(text(one["bytes"]), signer) == one["certificate"]
    for one in vectors["chains"]:
        revoked = text(one.get("revoked", ""))
        fault = judge.chain_fault(text(one["chain"]), text(one["root"]), revoked, one["now"])
        assert fault == one["fault"], one["name"]
    for one in vectors["revocations"]:
        opened = formats.revoked_open(text(one["bytes"]), text(one["root"]))
        assert opened == {"issued": one["issued"], "serials": one["serials"]}
    for one in vectors["enrolments"]:
        seed = formats.enrolment_open(text(one["bytes"]), one["phrase"].encode())
        assert seed.hex() == one["seed"]


def check_rest(vectors):
    for one in vectors["briefings"]:
        key = formats.briefing(text(one["secret"]), text(one["other"]), text(one["transfer"]))
        assert key.hex() == one["key"]
    for point in vectors["low_order"]:
        must_fail({"name": point}, formats.briefing, b"\x08" + bytes(31), text(point), bytes(16))
    for one in vectors["vaults"]:
        assert formats.unlock(text(one["key"]), text(one["locked"])).hex() == one["clear"]


def check_file():
    written = make.FILE.read_text(encoding="utf-8")
    assert written == make.text(), f"{make.FILE} is not what tests/vectors/make.py makes"
    vectors = json.loads(written)
    check_first(vectors["first"])
    check_records(vectors)
    check_key_records(vectors)
    check_chains(vectors)
    check_rest(vectors)


# What C makes


def c_record(one):
    opened = formats.record_open(text(one["record"]), text(one["key"]))
    assert (opened["header"], opened["clear"]) == (one["header"], one["clear"])


def c_words(one):
    assert formats.words(text(one["transcript"])) == one["words"]


def c_briefing(one):
    secret, other, transfer = (text(one[name]) for name in ("secret", "other_secret", "transfer"))
    for own, peer in ((secret, other), (other, secret)):
        assert formats.briefing(own, formats.public_of(peer), transfer).hex() == one["key"]


def c_vault(one):
    assert formats.unlock(text(one["key"]), text(one["locked"])).hex() == one["clear"]


def c_chain(one):
    opened = formats.chain_open(text(one["chain"]), text(one["root"]))
    assert opened == {"enrolment": one["enrolment"], "shift": one["shift"]}


def c_enrolment(one):
    assert formats.enrolment_open(text(one["bytes"]), text(one["phrase"])).hex() == one["seed"]


def c_revocation(one):
    opened = formats.revoked_open(text(one["bytes"]), text(one["root"]))
    assert (opened["issued"], "".join(opened["serials"])) == (one["issued"], one["serials"])


CHECKS = {"record": c_record, "key_record": check_key_record, "words": c_words,
          "briefing": c_briefing, "vault": c_vault, "chain": c_chain, "enrolment": c_enrolment,
          "revocation": c_revocation}


def check_program(program):
    run = subprocess.run([program], check=True, capture_output=True, encoding="ascii")
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    for line in lines:
        CHECKS[line["do"]](line)
    missing = CHECKS.keys() - {line["do"] for line in lines}
    assert not missing, f"{program} prints no {sorted(missing)}"
    return len(lines)


if __name__ == "__main__":
    check_file()
    print("vectors: the file holds")
    print(f"vectors: {check_program(sys.argv[1])} things that C made hold")
