"""Who is spoken with about what: personas × conversations, and what of the message is meant for each.

A value proposition, an objection and a role-play say for which conversation they are and with whom; a module and a quiz
say only for which conversation. What names no conversation is counted apart, so that nothing is lost from sight.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.definition.model import Launch


@dataclass(frozen=True, slots=True)
class Talk:
    """One persona in one conversation, keys in file order; all three empty = nobody has written anything for it.

    `conversation` None = what is meant for the persona and names no conversation.
    """

    persona: str
    conversation: str | None
    propositions: tuple[str, ...]
    objections: tuple[str, ...]
    role_plays: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.propositions or self.objections or self.role_plays)


@dataclass(frozen=True, slots=True)
class ConversationTraining:
    """What trains people for one conversation, whoever it is with."""

    conversation: str
    modules: tuple[str, ...]
    quizzes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonaTalks:
    """One persona: a Talk for every conversation in file order, and what names no conversation."""

    persona: str
    talks: tuple[Talk, ...]
    anywhere: Talk


@dataclass(frozen=True, slots=True)
class Coverage:
    """Rows are personas, columns conversations, both in file order."""

    rows: tuple[PersonaTalks, ...]
    conversations: tuple[ConversationTraining, ...]


def coverage(launch: Launch) -> Coverage:
    """What there is for each persona in each conversation; no persona = no row."""
    return Coverage(
        tuple(
            PersonaTalks(
                persona,
                tuple(_talk(launch, persona, key) for key in launch.conversations),
                _talk(launch, persona, None),
            )
            for persona in launch.personas
        ),
        tuple(
            ConversationTraining(
                key,
                tuple(name for name, module in launch.modules.items() if module.conversation == key),
                tuple(name for name, quiz in launch.quizzes.items() if quiz.conversation == key),
            )
            for key in launch.conversations
        ),
    )


def _talk(launch: Launch, persona: str, conversation: str | None) -> Talk:
    return Talk(
        persona,
        conversation,
        tuple(
            key
            for key, one in launch.value_propositions.items()
            if persona in one.personas and one.conversation == conversation
        ),
        tuple(
            key
            for key, one in launch.objections.items()
            if persona in one.personas and one.conversation == conversation
        ),
        tuple(
            key for key, one in launch.role_plays.items() if one.persona == persona and one.conversation == conversation
        ),
    )
