"""What a scope of SMART on FHIR means here: resources, what may be done, and the consents that stand behind it."""

import re
from collections.abc import Iterable, Mapping

from csn_app.core.vocabulary import Way

RESOURCE_OF = {
    "AGENDA": ("Appointment",),
    "DOCUMENTS": ("DocumentReference", "Binary"),
    "MEASURES": ("Observation",),
    "PROFILE:ALLERGIES": ("AllergyIntolerance",),
    "PROFILE:DISEASES": ("Condition",),
    "PROFILE:TREATMENTS": ("MedicationStatement",),
    "PROFILE:VACCINATIONS": ("Immunization",),
}
"""The resources that a category of data is exchanged as."""

RESOURCES = ("Patient", *dict.fromkeys(name for names in RESOURCE_OF.values() for name in names))
ALWAYS = frozenset({"launch/patient", "offline_access"})
_SCOPE = re.compile(r"patient/([A-Za-z]+|\*)\.(read|write|\*|c?r?u?d?s?)")
_VERBS = {"read": "rs", "write": "cu", "*": "cruds"}
_LONGEST = 1_000
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


def resources_of(category: str) -> tuple[str, ...]:
    """Return the resources of a category; none where it is not exchanged by this API."""
    return RESOURCE_OF.get(category) or RESOURCE_OF.get(category.partition(":")[0], ())


def verbs_of(scope: str) -> dict[str, frozenset[str]]:
    """Return what a requested scope may do, by resource; words that mean nothing here are left out."""
    found: dict[str, frozenset[str]] = {}
    for word in scope[:_LONGEST].split():
        match = _SCOPE.fullmatch(word)
        if match is None or not match[2]:
            continue
        names = RESOURCES if match[1] == "*" else (match[1],)
        verbs = frozenset(_VERBS.get(match[2], match[2]))
        for name in names:
            if name in RESOURCES:
                found[name] = found.get(name, frozenset()) | verbs
    return found


def lines_asked(scope: str, offered: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Return the lines of a service that a requested scope asks for: nothing beyond what its sheet says."""
    asked = verbs_of(scope)
    return [row for row in offered if any(_meets(row, asked.get(name)) for name in resources_of(row["category"]))]


def granted(scope: str, lines: Iterable[Mapping[str, str]]) -> str:
    """Return the scope that the agreed lines give, within what was asked: the consents and nothing more."""
    asked, given = verbs_of(scope), dict[str, set[str]]()
    for row in lines:
        verbs = "rs" if row["way"] == Way.READ else "cu"
        for name in resources_of(row["category"]):
            given.setdefault(name, set()).update(verb for verb in verbs if verb in asked.get(name, ()))
            if name == "Appointment" and row["way"] == Way.WRITE and asked.get(name):
                # Its own appointments only: the policy says so.
                given[name] |= asked[name] & {"r", "s"}
    if "Patient" in asked:
        given["Patient"] = set(asked["Patient"] & {"r", "s"})
    words = [f"patient/{name}.{''.join(v for v in 'cruds' if v in verbs)}" for name, verbs in given.items() if verbs]
    return " ".join([*sorted(words), *(word for word in scope.split() if word in ALWAYS)])


def may(scope: Iterable[str], resource: str, verb: str) -> bool:
    """Say whether a token's scope lets a service do something to a resource; ``verb`` is one of c r u d s."""
    return verb in verbs_of(" ".join(scope)).get(resource, frozenset())


def is_challenge(text: str) -> bool:
    """Say whether a text is a S256 challenge (RFC 7636)."""
    return _CHALLENGE.fullmatch(text) is not None


def _meets(row: Mapping[str, str], verbs: frozenset[str] | None) -> bool:
    wanted = {"r", "s"} if row["way"] == Way.READ else {"c", "u"}
    return bool(verbs and verbs & wanted)
