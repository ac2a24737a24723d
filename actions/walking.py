"""Moving through a guide, by buttons and in words: the actions."""

from __future__ import annotations

from actions.going import go, offered, proposed, restart, resume, resume_last
from actions.menus import (
    LONG_AWAY,
    left_in_the_middle,
    show_menu,
)
from actions.stepping import finish, place_in_guide, show_contacts, show_stuck, step_back, step_on, way_and_number
from actions.talk import Talk, TalkAction
from bot.guides.pages import Choice
from bot.guides.targets import Target


def _target(talk: Talk) -> Target:
    entities = talk.message.get("entities") or []
    written = next((entity.get("value") for entity in entities if entity.get("entity") == "to"), "")
    return Target.read(str(written)) or Target("menu")


class ActionGo(TalkAction):
    """A button, a command, or words that name a place."""

    introduces_itself = True

    def name(self) -> str:
        """The action's name."""
        return "action_go"

    def is_urgent(self, talk: Talk) -> bool:
        """In an emergency the list comes first."""
        return _target(talk).verb == "sos"

    def answer(self, talk: Talk) -> None:
        """Goes there."""
        go(talk, _target(talk))


class ActionNextStep(TalkAction):
    """`tiếp`, `rồi sao nữa`."""

    def name(self) -> str:
        """The action's name."""
        return "action_next_step"

    def answer(self, talk: Talk) -> None:
        """Goes on."""
        step_on(talk)


class ActionPreviousStep(TalkAction):
    """`quay lại`, `bước trước`."""

    def name(self) -> str:
        """The action's name."""
        return "action_previous_step"

    def answer(self, talk: Talk) -> None:
        """Goes back."""
        step_back(talk)


class ActionRepeat(TalkAction):
    """`đọc lại`, `nói lại`."""

    def name(self) -> str:
        """The action's name."""
        return "action_repeat"

    def answer(self, talk: Talk) -> None:
        """Shows the last page again."""
        found = left_in_the_middle(talk)
        if found is None:
            show_menu(talk)
        else:
            resume(talk, found[1])


class ActionRestartGuide(TalkAction):
    """`làm lại từ đầu`."""

    def name(self) -> str:
        """The action's name."""
        return "action_restart_guide"

    def answer(self, talk: Talk) -> None:
        """Begins again."""
        restart(talk)


class ActionDone(TalkAction):
    """`xong rồi`."""

    def name(self) -> str:
        """The action's name."""
        return "action_done"

    def answer(self, talk: Talk) -> None:
        """Ends the guide."""
        found = place_in_guide(talk)
        if found is not None:
            finish(talk, found[1])


class ActionResume(TalkAction):
    """`tiếp tục bài hôm qua`."""

    def name(self) -> str:
        """The action's name."""
        return "action_resume"

    def answer(self, talk: Talk) -> None:
        """Goes on where the citizen left; from the middle of one guide, with the one left before it."""
        before = [guide for guide in (talk.find(one.guide) for one in talk.memory.paused) if guide]
        if before and talk.away < LONG_AWAY:
            resume(talk, before[0])
        else:
            resume_last(talk)


class ActionStuck(TalkAction):
    """`không được`, `vướng rồi`: the problems of the step."""

    def name(self) -> str:
        """The action's name."""
        return "action_stuck"

    def answer(self, talk: Talk) -> None:
        """Helps with the step the citizen is at."""
        found = place_in_guide(talk)
        if found is None:
            return
        place, guide = found
        if place.target.verb == "p":
            show_contacts(talk, guide)
            return
        way, number = way_and_number(talk, place, guide)
        show_stuck(talk, guide, way[number or 0])


class ActionAffirm(TalkAction):
    """`vâng`, `đúng rồi`: the first of the choices shown, when it is a proposal."""

    def name(self) -> str:
        """The action's name."""
        return "action_affirm"

    def answer(self, talk: Talk) -> None:
        """Takes the proposal."""
        targets = offered(talk)
        if not targets:
            step_on(talk)
        elif targets[0].verb in ("topic", "a", "p", "menu"):
            talk.say("utter_choose", *(Choice(title, target) for title, target in proposed(talk)))
        else:
            go(talk, targets[0])


class ActionDeny(TalkAction):
    """`không`, `không phải`: the way out that was offered, else the menu."""

    def name(self) -> str:
        """The action's name."""
        return "action_deny"

    def answer(self, talk: Talk) -> None:
        """Takes the way out."""
        ways_out = [target for target in offered(talk) if target.verb in ("down", "contacts", "menu", "nobody")]
        if ways_out:
            go(talk, ways_out[0])
        else:
            show_menu(talk)
