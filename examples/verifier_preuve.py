#!/usr/bin/env python3
"""Check the proof of a trail (« preuve-historique.json ») without its service: only the file and a public key.

    python verifier_preuve.py preuve-historique.json --cle CLE [--points points-de-controle.json]

CLE is the 64 hexadecimal characters published at /preuve/points-de-controle: note it once, from the service itself or
from somebody who noted it, and never take it from the file that is checked. With --points, a copy of that public
address, the checkpoint of the file must also be one that was published.

It says « Preuve intacte » and ends with 0, or says what does not hold and ends with 1. It needs Python 3.11 and the
package cryptography, and shares no code with the service.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NOTHING_BEFORE = "0" * 64


class NotProved(Exception):
    """What does not hold, in a sentence."""


def check(proof: Mapping[str, Any], *, key: bytes, published: Sequence[str] | None = None) -> str:
    """Check a whole proof; returns what was proved, in a sentence. Raises ``NotProved``.

    ``published`` are the texts of checkpoints that the service said in public; None where none are at hand.
    """
    try:
        hashes = _lines(proof["lines"], chain_id=proof["chain_id"])
        signed_at = _head(proof, hashes, key=key)
        return _checkpoint(proof, hashes, key=key, published=published) + f" La fin a été signée le {signed_at}."
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as fault:
        raise NotProved("Ce fichier n’a pas la forme d’une preuve, ou il y manque une partie.") from fault


def _lines(lines: Sequence[Mapping[str, Any]], *, chain_id: str) -> list[str]:
    """Walk the chain from its first line; returns the fingerprint of each."""
    previous, hashes = NOTHING_BEFORE, []
    for number, entry in enumerate(lines, start=1):
        line = entry["line"]
        text = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if line["seq"] != number or line["chain_id"] != chain_id:
            raise NotProved(
                f"La ligne {number} n’est pas à sa place : une ligne manque, est en trop ou a été déplacée."
            )
        if line["previous_hash"] != previous:
            raise NotProved(f"La ligne {number} ne suit pas la précédente.")
        if hashlib.sha256(text.encode()).hexdigest() != entry["hash"]:
            raise NotProved(f"La ligne {number} a été changée.")
        previous = entry["hash"]
        hashes.append(previous)
    return hashes


def _head(proof: Mapping[str, Any], hashes: list[str], *, key: bytes) -> str:
    """The last line is the one that the service signed when the file was made; returns when: a younger line is new."""
    head = _signed(proof["head_signed"], key=key, kind="head")
    stands = {"seq": len(hashes), "hash": hashes[-1] if hashes else NOTHING_BEFORE}
    if head["chain_id"] != proof["chain_id"]:
        raise NotProved("La fin signée est celle d’un autre journal.")
    if {"seq": head["seq"], "hash": head["hash"]} != stands or proof["head"] != stands:
        raise NotProved(f"Le journal signé a {head['seq']} lignes : ce n’est pas celui du fichier.")
    return str(head["at"])


def _checkpoint(proof: Mapping[str, Any], hashes: list[str], *, key: bytes, published: Sequence[str] | None) -> str:
    """The chain stood in the public checkpoint as it stands in the file."""
    given = proof["checkpoint"]
    checkpoint = _signed(given, key=key, kind="checkpoint")
    if published is not None and given["statement"] not in published:
        raise NotProved("Ce point de contrôle n’est pas parmi ceux qui sont publiés.")
    seq, fingerprint = given["leaf"]["seq"], given["leaf"]["hash"]
    if not 1 <= seq <= len(hashes) or hashes[seq - 1] != fingerprint:
        raise NotProved(f"Au point de contrôle, la ligne {seq} n’était pas celle du fichier.")
    node = hashlib.sha256(b"\x00" + f"{proof['chain_id']}|{seq}|{fingerprint}".encode()).digest()
    for side, other in given["path"]:
        pair = bytes.fromhex(other) + node if side == "L" else node + bytes.fromhex(other)
        node = hashlib.sha256(b"\x01" + pair).digest()
    if node.hex() != checkpoint["root"]:
        raise NotProved("Ce journal ne fait pas partie du point de contrôle.")
    return (
        f"Preuve intacte : {len(hashes)} lignes, signées. Les {seq} premières sont dans le point de contrôle "
        f"n° {checkpoint['number']} du {checkpoint['at']}, qui couvre {checkpoint['chains']} journaux."
    )


def _signed(given: Mapping[str, str], *, key: bytes, kind: str) -> dict[str, Any]:
    text = given["statement"]
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(given["signature"]), text.encode())
    except InvalidSignature as fault:
        raise NotProved("Une signature n’est pas celle de ce service.") from fault
    stated: dict[str, Any] = json.loads(text)
    if stated["kind"] != kind:
        raise NotProved("Un texte signé est mis à la place d’un autre.")
    return stated


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a file that says a thing twice: one would be checked, and the other one read."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def main() -> int:
    """Check the file named on the command line."""
    parser = argparse.ArgumentParser(description="Vérifie une preuve d’historique, sans le service.")
    parser.add_argument("preuve", type=Path, help="le fichier preuve-historique.json")
    parser.add_argument("--cle", required=True, help="la clé publique, 64 caractères hexadécimaux")
    parser.add_argument("--points", type=Path, help="une copie de /preuve/points-de-controle")
    given = parser.parse_args()
    try:
        key = bytes.fromhex(given.cle)
        published = None
        if given.points:
            points = json.loads(given.points.read_text(encoding="utf-8"))["checkpoints"]
            published = [one["statement"] for one in points]
        proof = json.loads(given.preuve.read_text(encoding="utf-8"), object_pairs_hook=_once)
        print(check(proof, key=key, published=published))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        print(f"Impossible de lire ce qui est demandé ({type(fault).__name__}).", file=sys.stderr)
        return 1
    except NotProved as fault:
        print(f"Preuve NON valable. {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
