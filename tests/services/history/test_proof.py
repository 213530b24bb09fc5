"""The proof that a person takes home, checked by the independent program: whatever is done to it shows."""

import copy
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from csn_app.audit import checkpoints
from csn_app.audit.service import prove_all
from csn_app.core.actor import JOB, Actor
from csn_app.core.work import Trace, Untraced, Work
from csn_app.history import http, service
from csn_app.history.proof import HOW_TO_CHECK
from examples import verifier_preuve as verifier
from tests.factories import OpenWork, a_holder

Proof = dict[str, Any]
SCRIPT = Path(__file__).parents[3] / "examples" / "verifier_preuve.py"


def _act(open_work: OpenWork, holder: Actor, times: int) -> None:
    with open_work(holder) as work:
        for number in range(times):
            work.commit(Trace("LOGIN", holder.space_id, detail={"number": str(number)}))


def _take(open_work: OpenWork, holder: Actor) -> tuple[Proof, bytes]:
    """Take a proof as the route writes it."""
    with open_work(holder) as work:
        head = service.begin_export(work)
        lines = service.export_lines(work, after_seq=0)
    taken = {
        "explication": HOW_TO_CHECK,
        "chain_id": str(head.chain_id),
        "head": {"seq": head.seq, "hash": head.hash.hex()},
        "head_signed": http._statement(head.signed),
        "checkpoint": http._statement(head.inclusion.checkpoint)
        | {"leaf": {"seq": head.inclusion.seq, "hash": head.inclusion.hash.hex()}, "path": head.inclusion.path},
        "public_key": head.public_key.hex(),
        "lines": lines,
    }
    return json.loads(json.dumps(taken)), head.public_key


@pytest.fixture
def taken(open_work: OpenWork) -> tuple[Proof, bytes]:
    """A trail of nine lines, of which a checkpoint holds the first five."""
    holder = a_holder(open_work)
    _act(open_work, holder, 5)
    with open_work(JOB) as work:
        checkpoints._make(work)
    _act(open_work, holder, 3)
    return _take(open_work, holder)


def test_an_untouched_proof_holds(taken: tuple[Proof, bytes]) -> None:
    proof, key = taken
    assert "9 lignes" in verifier.check(proof, key=key)
    assert "Les 5 premières" in verifier.check(proof, key=key)


def _rehash(proof: Proof) -> None:
    """Close the chain again after a forgery, as somebody who knows how it is made would."""
    previous = "0" * 64
    for number, entry in enumerate(proof["lines"], start=1):
        entry["line"] |= {"seq": number, "previous_hash": previous}
        said = json.dumps(entry["line"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        previous = entry["hash"] = hashlib.sha256(said.encode()).hexdigest()
    proof["head"] = {"seq": len(proof["lines"]), "hash": previous}


def _alter(proof: Proof) -> None:
    proof["lines"][2]["line"]["action"] = "LOGOUT"


def _delete(proof: Proof) -> None:
    del proof["lines"][2]


def _reorder(proof: Proof) -> None:
    proof["lines"][1], proof["lines"][2] = proof["lines"][2], proof["lines"][1]


def _truncate(proof: Proof) -> None:
    del proof["lines"][-1]


def _truncate_below_the_checkpoint(proof: Proof) -> None:
    del proof["lines"][3:]


def _replay(proof: Proof) -> None:
    proof["lines"].insert(3, copy.deepcopy(proof["lines"][2]))


def _replay_at_the_end(proof: Proof) -> None:
    proof["lines"].append(copy.deepcopy(proof["lines"][-1]))


FORGERIES = [_alter, _delete, _reorder, _truncate, _truncate_below_the_checkpoint, _replay, _replay_at_the_end]


@pytest.mark.parametrize("closed_again", [False, True])
@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_proof_fails(taken: tuple[Proof, bytes], forge: Callable[[Proof], None], closed_again: bool) -> None:
    proof, key = taken
    forge(proof)
    if closed_again:
        _rehash(proof)
    with pytest.raises(verifier.NotProved):
        verifier.check(proof, key=key)


def test_a_head_of_an_earlier_day_does_not_hide_what_was_cut_before_the_checkpoint(
    open_work: OpenWork,
) -> None:
    holder = a_holder(open_work)
    _act(open_work, holder, 3)
    earlier, key = _take(open_work, holder)
    _act(open_work, holder, 3)
    with open_work(JOB) as work:
        checkpoints._make(work)
    later, _ = _take(open_work, holder)
    mixed = later | {"lines": earlier["lines"], "head": earlier["head"], "head_signed": earlier["head_signed"]}
    verifier.check(earlier, key=key)
    with pytest.raises(verifier.NotProved, match="point de contrôle"):
        verifier.check(mixed, key=key)


def test_another_key_another_chain_and_a_missing_part_fail(open_work: OpenWork, taken: tuple[Proof, bytes]) -> None:
    proof, key = taken
    with pytest.raises(verifier.NotProved, match="signature"):
        verifier.check(proof, key=bytes(range(32)))
    other, _ = _take(open_work, a_holder(open_work))
    for part in ("head_signed", "checkpoint"):
        with pytest.raises(verifier.NotProved):
            verifier.check(proof | {part: other[part]}, key=key)
        with pytest.raises(verifier.NotProved):
            verifier.check({name: value for name, value in proof.items() if name != part}, key=key)
    swapped = proof | {"head_signed": {k: proof["checkpoint"][k] for k in ("statement", "signature")}}
    with pytest.raises(verifier.NotProved, match="à la place"):
        verifier.check(swapped, key=key)


def test_a_checkpoint_that_was_not_published_fails(open_work: OpenWork, taken: tuple[Proof, bytes]) -> None:
    proof, key = taken
    with open_work(JOB) as work:
        public = checkpoints.public_trail(work)
    assert public.public_key == key
    published = [signed.text for signed in public.checkpoints]
    verifier.check(proof, key=key, published=published)
    with pytest.raises(verifier.NotProved, match="publiés"):
        verifier.check(
            proof, key=key, published=[said for said in published if said != proof["checkpoint"]["statement"]]
        )
    # A copy of the public address that holds none says so too.
    with pytest.raises(verifier.NotProved, match="publiés"):
        verifier.check(proof, key=key, published=[])


def test_a_proof_holds_whatever_is_added_while_it_is_taken(
    open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, include = a_holder(open_work), checkpoints.inclusion_of

    def meanwhile(work: Work, chain_id: UUID) -> checkpoints.Inclusion:
        _act(open_work, holder, 2)
        return include(work, chain_id)

    monkeypatch.setattr(checkpoints, "inclusion_of", meanwhile)
    proof, key = _take(open_work, holder)
    assert "3 lignes" in verifier.check(proof, key=key)


def test_checkpoints_follow_one_another(open_work: OpenWork) -> None:
    a_holder(open_work)
    with open_work(JOB) as work:
        work.commit(Trace("LOGIN", a_holder(open_work).space_id))
        checkpoints._make(work)
        checkpoints._make(work)
        newest, before = checkpoints.public_trail(work, limit=2).checkpoints
        assert not checkpoints.make_due_checkpoint(work)
    assert json.loads(newest.text)["previous"] == hashlib.sha256(before.text.encode()).hexdigest()
    assert json.loads(newest.text)["number"] == json.loads(before.text)["number"] + 1


def test_a_chain_that_was_cut_and_closed_again_is_found_by_what_was_signed(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    _act(open_work, holder, 4)
    with open_work(JOB) as work:
        checkpoints._make(work)
    with open_work(JOB) as work:
        # What no program of ours does: somebody who owns the database cuts the end and closes the chain again.
        cut = {"chain": holder.space_id}
        work.db.execute(text("alter table trace disable trigger user"))
        work.db.execute(text("delete from trace where chain_id = :chain and seq > 2"), cut)
        work.db.execute(
            text(
                "update chain_head h set seq = 2, hash = t.hash from trace t"
                " where h.chain_id = :chain and t.chain_id = :chain and t.seq = 2"
            ),
            cut,
        )
        work.db.execute(text("alter table trace enable trigger user"))
        work.db.commit()
        # A newer checkpoint does not wash it clean.
        checkpoints._make(work)
    with open_work(holder) as work:
        assert service.verify_trail(work).proof.broken_at == 3
    with open_work(JOB) as work:
        assert holder.space_id in {chain for chain, proof in prove_all(work) if not proof.whole}


def test_the_program_says_it_in_a_sentence(taken: tuple[Proof, bytes], tmp_path: Path) -> None:
    proof, key = taken
    file = tmp_path / "preuve-historique.json"
    file.write_text(json.dumps(proof), encoding="utf-8")
    asked = [sys.executable, str(SCRIPT), str(file), "--cle", key.hex()]
    good = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (good.returncode, "Preuve intacte" in good.stdout) == (0, True), good.stderr
    _alter(proof)
    file.write_text(json.dumps(proof), encoding="utf-8")
    bad = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (bad.returncode, "La ligne 3 a été changée" in bad.stderr) == (1, True)
    _, _, lines = json.dumps(proof).rpartition('"lines": ')
    file.write_text(json.dumps(proof)[:-1] + f', "lines": {lines}', encoding="utf-8")
    twice = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (twice.returncode, "ValueError" in twice.stderr) == (1, True)
    file.write_text("x", encoding="utf-8")
    assert subprocess.run(asked, capture_output=True, text=True, check=False, cwd=tmp_path).returncode == 1


def test_a_restored_copy_goes_on_after_what_was_published(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        work.commit(Trace("LOGOUT", holder.space_id, object_type="session"))  # type: ignore[arg-type]
    with open_work(JOB) as work:
        checkpoints._make(work)
        checkpoints._make(work)
        published = checkpoints.public_trail(work, limit=2).checkpoints
        # An older copy of the database, from before the last one.
        work.db.execute(text("delete from trail_checkpoint where number = (select max(number) from trail_checkpoint)"))
        work.commit(untraced=Untraced.TECHNICAL)
    with open_work(JOB) as work:
        assert checkpoints.go_on_after(work) == 1
        work.commit(untraced=Untraced.RESTORE)
    with open_work(JOB) as work:
        assert checkpoints.public_trail(work, limit=2).checkpoints == published
        checkpoints._make(work)
        newest = json.loads(checkpoints.public_trail(work, limit=1).checkpoints[0].text)
    last = json.loads(published[0].text)
    assert newest["number"] == last["number"] + 1
    assert newest["previous"] == hashlib.sha256(published[0].text.encode()).hexdigest()
