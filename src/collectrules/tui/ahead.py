"""What was typed ahead of a dialog: kept until it can be done, in the order in which it was typed."""

from __future__ import annotations

from dataclasses import dataclass

NOTE = ";"
"""The key that opens a line for a note."""
_ENTER = "\n"


@dataclass(slots=True)
class Ahead:
    """A key that asks for something, and what was typed after it."""

    key: str = ""
    """A result, or `;` for a note; empty where nothing was typed ahead."""
    text: str = ""

    def keep(self, character: str) -> None:
        """Keep a character that follows the key."""
        if character.isprintable():
            self.text += character

    def enter(self) -> None:
        """Keep that a note was ended."""
        if self.key == NOTE:
            self.text += _ENTER

    @property
    def result(self) -> str:
        """The key of the result that was asked for, after a note that was ended too; empty for none."""
        if self.key != NOTE:
            return self.key
        return self.text.partition(_ENTER)[2][:1]

    def take_key(self) -> str:
        """The key, which is done with."""
        key, self.key = self.key, ""
        return key

    def take_text(self) -> str:
        """What was typed after it, which is done with."""
        text, self.text = self.text, ""
        return text

    def take_note(self) -> tuple[str, bool, str]:
        """A note, whether it was ended, and the key that was pressed then; empty for none.

        What was typed after that key is left, for what it opens.
        """
        note, ended, after = self.text.partition(_ENTER)
        self.text = after[1:]
        return note, bool(ended), after[:1]
