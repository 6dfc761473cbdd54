"""From which version somebody catches up: told by the fold of the standings, so the two never differ."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.certification.catching_up import CatchingUp, catching_up
from readiness.domain.certification.rule import Life
from readiness.domain.certification.standing import met_by
from readiness.domain.definition.certifying import Certification, ModuleTestOut
from readiness.domain.evidence.corrections import corrected
from readiness.domain.evidence.record import Evidence
from readiness.domain.materials.publication import Publication
from tests.domain.test_certification import CERTIFICATION, FULL, at, module, piece, published, quiz
from tests.domain.test_certification_lifecycle import again, reissue, revoke, rule

MODULE = CERTIFICATION.modules[0]
TESTED_OUT = replace(CERTIFICATION, test_outs=(ModuleTestOut(quiz="again"),))
FIRST, CHANGED = published("module", MODULE, 1, 0), published("module", MODULE, 2, 50)


def knows(
    evidence: list[Evidence], log: tuple[Publication, ...] = (FIRST, CHANGED), *asking: Certification
) -> CatchingUp | None:
    rules = [rule(one, log) for one in asking or (CERTIFICATION,)]
    return catching_up(log, evidence, kind="module", key=MODULE, rules=rules, life=Life())


def since(found: CatchingUp | None) -> int | None:
    return None if found is None else found.since.version


def test_a_revocation_leaves_nothing_to_start_from_and_a_reissue_gives_it_back() -> None:
    assert since(knows(FULL)) == 1
    assert since(knows([*FULL, revoke(20)])) is None
    assert since(knows([*FULL, revoke(20), reissue(30)])) == 1
    assert since(knows([*FULL, revoke(20), reissue(60)])) == 1, "the change came while it was revoked"
    other = (
        published("quiz", CERTIFICATION.quizzes[0], 1, 0),
        published("quiz", CERTIFICATION.quizzes[0], 2, 25, "recertify"),
    )
    assert since(knows([*FULL, revoke(20), reissue(30)], (FIRST, *other, CHANGED))) is None


def test_whoever_tested_out_starts_from_the_version_that_stood_then() -> None:
    assert since(knows([again(10)], (FIRST, CHANGED), TESTED_OUT)) == 1
    assert since(knows([again(10)])) is None, "for this certification the quiz says nothing of the module"
    assert since(knows([again(10)], (FIRST, CHANGED), TESTED_OUT, CERTIFICATION)) is None, "both ask; one knows nothing"
    assert since(knows([again(60)], (FIRST, CHANGED), TESTED_OUT)) is None, "they know what stands"


def test_a_test_that_is_corrected_to_a_fail_leaves_nothing_to_start_from() -> None:
    passed = again(10)
    failed = corrected(passed, number=1, fraction=0.1, passed=False, by="t@x.example", note="", source="regrade")
    assert since(knows([passed, failed], (FIRST, CHANGED), TESTED_OUT)) is None


def test_where_no_certification_asks_what_they_took_is_what_they_know() -> None:
    found = catching_up((FIRST, CHANGED), [module(1)], kind="module", key=MODULE, rules=())
    assert since(found) == 1


CLASSES = st.sampled_from(["minor", "delta", "recertify"])
THINGS = st.one_of(
    st.tuples(st.just("publish"), CLASSES),
    st.tuples(st.just("publish quiz"), CLASSES),
    st.tuples(st.just("take"), st.sampled_from(["named", "plain"])),
    st.tuples(st.sampled_from(["quiz", "test out", "revoke", "reissue", "certify"]), st.just("")),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(THINGS, max_size=14))
def test_who_catches_up_is_asked_exactly_when_their_standing_asks_for_the_module(things: list[tuple[str, str]]) -> None:
    log, told = [FIRST, published("quiz", CERTIFICATION.quizzes[0], 1, 0)], list[Evidence]()
    for day, (what, how) in enumerate(things, start=1):
        if what.startswith("publish"):
            kind, key = ("module", MODULE) if what == "publish" else ("quiz", CERTIFICATION.quizzes[0])
            version = sum((one.kind, one.key) == (kind, key) for one in log) + 1
            log.append(published(kind, key, version, day, how))
        elif what == "take":
            stood = next(one for one in reversed(log) if one.kind == "module")
            named = {"fingerprint": stood.fingerprint} if how == "named" else {}
            told.append(piece("module-completed", MODULE, day, **named))
        elif what == "certify":
            told += [replace(one, happened_at=at(day), key=f"{one.key}-{day}", fingerprint=None) for one in FULL]
        else:
            made = {"quiz": quiz, "test out": again, "revoke": revoke, "reissue": reissue}[what]
            told.append(made(day))
    asking = rule(TESTED_OUT, tuple(log))
    found = catching_up(log, told, kind="module", key=MODULE, rules=[asking])
    [wanting] = [
        one for one in met_by(asking, told) if (one.requirement.kind, one.requirement.key) == ("module", MODULE)
    ]
    if found is not None:
        assert found.is_asked == (wanting.met_at is None)
