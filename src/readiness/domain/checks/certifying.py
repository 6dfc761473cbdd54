"""RD5xx: what people are held to exists, and the gate asks something that can be missed."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.domain.checks.rule import Check, Finding, Rule, Subject
from readiness.domain.definition.gating import (
    CertifiedShare,
    KnowledgeFresh,
    ManagersCertified,
    MaterialsApproved,
    SignOffs,
)
from readiness.domain.definition.vocabulary import place_of
from readiness.domain.quiz.forms import is_asked, pool
from readiness.domain.quiz.items import MARKED_BY_HAND
from readiness.ground.keys import did_you_mean


def _asks_nothing(subject: Subject) -> Iterator[Finding]:
    for key, c in subject.launch.certifications.items():
        if not (c.modules or c.quizzes or c.role_plays or c.attestation):
            message = f"certification '{key}' asks nothing of role '{c.role}'."
            yield Finding(f"certifications.{key}", message, "Add modules, quizzes, role_plays or attestation: true.")


def _not_for_it(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    for key, certification in launch.certifications.items():
        for place, name in enumerate(certification.modules):
            roles = launch.modules[name].roles
            if roles and key not in roles:
                message = f"certification '{key}' asks for module '{name}', which is for {', '.join(roles)}."
                yield Finding(
                    f"certifications.{key}.modules.{place}", message, f"Add {key} to its roles, or drop it here."
                )


def _not_asked(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    for key, module in launch.modules.items():
        for place, name in enumerate(module.roles):
            if key not in launch.certifications[name].modules:
                message = f"module '{key}' is for '{name}', whose certification does not ask for it."
                yield Finding(f"modules.{key}.roles.{place}", message, "Ask for it there, or take the role out here.")


def _nobody_takes(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    for section in ("modules", "quizzes", "role_plays"):
        asked = {name for c in launch.certifications.values() for name in getattr(c, section)}
        asked |= {name for c in launch.certifications.values() if c.renewal for name in getattr(c.renewal, section)}
        if section == "quizzes":
            asked |= {one.quiz for c in launch.certifications.values() for one in c.test_outs}
        for key in getattr(launch, section):
            if key not in asked:
                message = f"no certification asks for '{section}.{key}'."
                yield Finding(f"{section}.{key}", message, "Ask for it in a certification, or take it out.")


def _nobody_signs(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    there = {member.function for member in launch.team.values()}
    wanted = [("gate.waivable_by", launch.gate.waivable_by)]
    for key, criterion in launch.gate.criteria.items():
        if isinstance(criterion, (SignOffs, MaterialsApproved)):
            wanted.append((f"gate.criteria.{key}.by", criterion.by))
    for path, functions in wanted:
        for function in functions:
            if function not in there:
                yield Finding(path, f"{path} needs {function}, and nobody in the team is of it.", "Add a team member.")


def _two_functions(subject: Subject) -> Iterator[Finding]:
    first: dict[str, tuple[str, str]] = {}
    for key, member in subject.launch.team.items():
        before, function = first.setdefault(member.email.casefold(), (key, member.function))
        if function != member.function:
            message = f"team.{key} is the person of team.{before}, there of {function}, here of {member.function}."
            yield Finding(f"team.{key}.email", message, f"Name somebody else of {member.function}, if you can.")


def _no_share(subject: Subject) -> Iterator[Finding]:
    if not any(isinstance(c, CertifiedShare) for c in subject.launch.gate.criteria.values()):
        message = "the gate does not ask what share of the people is certified."
        yield Finding("gate.criteria", message, "Add a criterion of kind certified-share.")


def _always_met(subject: Subject) -> Iterator[Finding]:
    for key, criterion in subject.launch.gate.criteria.items():
        if isinstance(criterion, (CertifiedShare, ManagersCertified, KnowledgeFresh)) and criterion.at_least == 0:
            path = f"gate.criteria.{key}.at_least"
            yield Finding(
                path, f"criterion '{key}' asks for at least 0, which is always met.", "Write 0.8, or drop it."
            )


def _no_managers(subject: Subject) -> Iterator[Finding]:
    manages = any(c.manages for c in subject.launch.certifications.values())
    for key, criterion in subject.launch.gate.criteria.items():
        if isinstance(criterion, ManagersCertified) and not manages:
            message = f"criterion '{key}' asks for certified managers, and no certification is for a role that manages."
            yield Finding(f"gate.criteria.{key}", message, "Write manages: true on the managers' certification.")


def _always_expiring(subject: Subject) -> Iterator[Finding]:
    for key, c in subject.launch.certifications.items():
        if c.warn_days >= c.valid_days:
            message = f"certification '{key}' holds {c.valid_days} days and warns {c.warn_days} days before its end."
            yield Finding(f"certifications.{key}", message, "Lower warn_days: it would be expiring from its first day.")


def _no_template(subject: Subject) -> Iterator[Finding]:
    known = subject.templates
    for key, module in subject.launch.modules.items() if known is not None else ():
        if known is not None and module.template not in known:
            message = f"module '{key}': there is no template 'modules/{module.template}.md.j2'."
            yield Finding(f"modules.{key}.template", message, did_you_mean(module.template, known))


def _same_role(subject: Subject) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for key, c in subject.launch.certifications.items():
        role = c.role.casefold()
        if role in first:
            message = f"certifications '{first[role]}' and '{key}' are both for role '{c.role}'."
            yield Finding(f"certifications.{key}.role", message, "Fine if each person shall hold both; else join them.")
        first.setdefault(role, key)


def _reinforces_nothing(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    for key, certification in launch.certifications.items():
        programme = certification.reinforcement
        if programme is None:
            continue
        quizzes = programme.quizzes or certification.quizzes
        items = [item for quiz in quizzes for item in pool(launch.quizzes[quiz], launch, subject.drafted)]
        if not quizzes:
            items = [item for item in (*launch.items.values(), *subject.drafted) if is_asked(item)]
        items = [item for item in items if item.kind not in MARKED_BY_HAND]  # practice is told at once
        wanted = set(programme.claims)
        if not any(not wanted or not wanted.isdisjoint(item.tests) for item in items):
            message = f"the reinforcement of certification '{key}' has no question to ask."
            yield Finding(
                f"certifications.{key}.reinforcement", message, "Name quizzes that have questions on these claims."
            )


def _never_fresh(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    for key, criterion in launch.gate.criteria.items():
        if not isinstance(criterion, KnowledgeFresh):
            continue
        counted = [criterion.certification] if criterion.certification else list(launch.certifications)
        for name in counted:
            if launch.certifications[name].reinforcement is None:
                message = f"criterion '{key}' asks for fresh knowledge of '{name}', which is asked nothing afterwards."
                fix = f"Give certification '{name}' a reinforcement, or count another one."
                yield Finding(f"gate.criteria.{key}", message, fix)


def _no_shorter(subject: Subject) -> Iterator[Finding]:
    for key, c in subject.launch.certifications.items():
        asked = c.renewal
        if asked is None:
            continue
        path = f"certifications.{key}.renewal"
        if not (asked.modules or asked.quizzes or asked.role_plays or asked.attestation):
            yield Finding(path, f"renewing '{key}' asks nothing.", "Name what is asked again, or drop the renewal.")
        if asked.window_days >= c.valid_days:
            message = f"'{key}' holds {c.valid_days} days and may be renewed from {asked.window_days} days before."
            yield Finding(path, message, "Lower window_days: it could be renewed on its first day.")


def _covers_nothing(subject: Subject) -> Iterator[Finding]:
    for key, c in subject.launch.certifications.items():
        for place, one in enumerate(c.test_outs):
            path = f"certifications.{key}.test_outs.{place}"
            for number, module in enumerate(one.modules):
                if module not in c.modules:
                    message = f"'{key}' does not ask for module '{module}', which a quiz would meet."
                    yield Finding(f"{path}.modules.{number}", message, did_you_mean(module, c.modules))
            if not one.modules and not c.modules:
                yield Finding(path, f"'{key}' asks for no module that a quiz could meet.", "Drop the test-out.")


def _looks_nowhere(subject: Subject) -> Iterator[Finding]:
    launch = subject.launch
    for key, c in launch.certifications.items():
        told = [(f"equivalent_to.{place}", name) for place, name in enumerate(c.equivalent_to)]
        told += [(f"test_outs.{place}.held", one.held) for place, one in enumerate(c.test_outs) if one.held]
        for path, name in told:
            where, found = place_of(launch.key, name)
            if where == launch.key and found == key:
                fix = "Name another, or drop it."
                yield Finding(f"certifications.{key}.{path}", f"'{key}' looks at itself.", fix)
            elif where == launch.key and found not in launch.certifications:
                fix = did_you_mean(found, launch.certifications)
                yield Finding(f"certifications.{key}.{path}", f"there is no certification '{name}'.", fix)


CHECKS = (
    Check(
        Rule(
            code="RD501", level="error", title="Certification that asks nothing",
            rule="Every certification has at least one requirement.",
            why="People of the role would be certified by being on the roster.",
            fix="Name modules, quizzes, role-plays, or ask for the manager's attestation.", source="S13",
        ),
        _asks_nothing,
    ),
    Check(
        Rule(
            code="RD502", level="error", title="Module for somebody else",
            rule="A module that a certification asks for is for that certification.",
            why="Modules are rendered per role. For a role that is not in `roles` there would be nothing to read.",
            fix="Add the certification to the module's `roles`, or drop the module.", source="S14",
        ),
        _not_for_it,
    ),
    Check(
        Rule(
            code="RD503", level="warning", title="Module that the role need not take",
            rule="A certification that a module is for asks for that module.",
            why="It would be rendered for people who are never asked to take it.",
            fix="Add it to the certification, or take the role out.",
        ),
        _not_asked,
    ),
    Check(
        Rule(
            code="RD504", level="error", title="Function without a person",
            rule="Every function that signs off, approves materials or may waive has a member in the team.",
            why="The gate would wait for somebody who does not exist.",
            fix="Add a team member of that function, or take the function out.", source="S16",
        ),
        _nobody_signs,
    ),
    Check(
        Rule(
            code="RD505", level="warning", title="Gate that asks for nobody's certificate",
            rule="The gate has at least one criterion of kind `certified-share`.",
            why="Learn, then launch: a gate without it lets a product escape into the market untaught.",
            fix="Add a criterion of kind `certified-share`.", source="S13",
        ),
        _no_share,
    ),
    Check(
        Rule(
            code="RD506", level="warning", title="Criterion that is always met",
            rule="A share criterion asks for more than 0.",
            why="It looks like a condition in the verdict and is none.",
            fix="Write the share you mean, or drop the criterion.",
        ),
        _always_met,
    ),
    Check(
        Rule(
            code="RD507", level="error", title="No managers to certify",
            rule="With a criterion on managers, at least one certification is for a role that manages.",
            why="The criterion would count nobody.",
            fix="Write `manages: true` on the certification of the managers' role.", source="S11",
        ),
        _no_managers,
    ),
    Check(
        Rule(
            code="RD508", level="warning", title="Expiring from the first day",
            rule="A certification warns fewer days before its end than it holds.",
            why="A warning that is always on is read by nobody.",
            fix="Lower `warn_days` or raise `valid_days`.",
        ),
        _always_expiring,
    ),
    Check(
        Rule(
            code="RD509", level="warning", title="Training that nobody takes",
            rule="Every module, quiz and role-play is asked for by a certification.",
            why="Work went into it, and nobody will be enrolled.",
            fix="Ask for it in a certification, or take it out.", source="S14",
        ),
        _nobody_takes,
    ),
    Check(
        Rule(
            code="RD510", level="note", title="Two certifications for one role",
            rule="One certification is for each role.",
            why="Each person of the role must hold both. That may be meant, and often is a copy that kept its role.",
            fix="Correct the role, or join the two.",
        ),
        _same_role,
    ),
    Check(
        Rule(
            code="RD511", level="error", title="Module without its template",
            rule="The template that a module names exists, in `training_templates/modules/` or built in.",
            why="The module could not be rendered, and `apply` would end there.",
            fix="Mend the name, leave it out for the built-in form, or write the template.",
        ),
        _no_template,
    ),
    Check(
        Rule(
            code="RD512", level="warning", title="One person in two functions",
            rule="Each person of the team is of one function.",
            why="Two functions are asked so that two people look. Whoever is of both stands for one of them at a time: "
            "what they approved or signed for the one, somebody else must for the other.",
            fix="Name somebody else. In a small company leave it: only what both functions are asked for needs two.",
        ),
        _two_functions,
    ),
    Check(
        Rule(
            code="RD513", level="error", title="Renewal that is no shorter path",
            rule="A renewal asks something, and its window begins after the certification does.",
            why="Asking nothing would renew everybody unseen; a window that is always open is no renewal.",
            fix="Name a quiz, module, role-play or the attestation, and a shorter window.",
        ),
        _no_shorter,
    ),
    Check(
        Rule(
            code="RD514", level="error", title="Test-out that meets nothing",
            rule="A quiz that tests out covers modules that its certification asks for.",
            why="Passing it would change nothing.",
            fix="Name modules of the certification, or none for all of them.",
        ),
        _covers_nothing,
    ),
    Check(
        Rule(
            code="RD515", level="error", title="Certification that is not there",
            rule="`equivalent_to` and `held` name another certification of this launch, or `launch/key` of another.",
            why="A name that leads nowhere counts for nobody, and nobody would notice.",
            fix="Mend the name. What another launch has is not looked up by the check.",
        ),
        _looks_nowhere,
    ),
    Check(
        Rule(
            code="RD521", level="warning", title="Reinforcement without questions",
            rule="The reinforcement of a certification has at least one question to ask.",
            why="Reps would be enrolled in a programme that never asks them anything.",
            fix="Name quizzes that have questions, or drop `claims` that no question tests.",
        ),
        _reinforces_nothing,
    ),
    Check(
        Rule(
            code="RD522", level="error", title="Fresh knowledge that nobody is asked for",
            rule="Every certification that a criterion `knowledge-fresh` counts has a `reinforcement`.",
            why="Without questions after certification nobody's knowledge can be shown to be fresh, and the gate would "
            "hold for good once the days of grace are over.",
            fix="Give the certification a `reinforcement`, or count another one.",
        ),
        _never_fresh,
    ),
)  # fmt: skip
