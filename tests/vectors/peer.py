"""Does with libsodium what protocol/encryption.md says, for tests of another implementation.

Reads requests from standard input, one JSON object a line: {"do": NAME, ...}, bytes in hex. Answers
each with one line: {"done": ...}, or {"fault": TEXT} where something does not hold. Names are
written as the pages write them (peerAck, and member for the sender). Shares no code with the pages
or the server. Ends with status 77 when there is no libsodium.
"""
import json
import re
import sys

import formats

KNOWN = [formats.record_seal, formats.record_open, formats.keys_open, formats.keys_make,
         formats.envelope_open, formats.chain_open, formats.certificate_make, formats.revoked_make,
         formats.enrolment_make, formats.lock, formats.unlock, formats.briefing, formats.words]
DOERS = {one.__name__: one for one in KNOWN}


def renamed(value, name_of):
    """The same value with other names, in objects within it too."""
    if isinstance(value, list):
        return [renamed(one, name_of) for one in value]
    if not isinstance(value, dict):
        return value
    is_header = "seq" in value
    return {name_of(name, is_header): renamed(one, name_of) for name, one in value.items()}


def from_pages(name, is_header):
    if is_header and name == "member":
        return "sender"
    return re.sub("[A-Z]", lambda found: "_" + found[0].lower(), name)


def for_pages(name, is_header):
    if is_header and name == "sender":
        return "member"
    return re.sub("_([a-z])", lambda found: found[1].upper(), name)


def from_hex(value):
    """Texts are bytes in hex, alone or in a list; objects stay as they are."""
    if isinstance(value, list):
        return [from_hex(one) for one in value]
    return bytes.fromhex(value) if isinstance(value, str) else value


def answer(request):
    do = DOERS[request.pop("do")]
    given = renamed(request, from_pages)
    try:
        done = do(**{name: from_hex(value) for name, value in given.items()})
    except formats.Fault as fault:
        return {"fault": str(fault)}
    return {"done": done.hex() if isinstance(done, bytes) else renamed(done, for_pages)}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))))
