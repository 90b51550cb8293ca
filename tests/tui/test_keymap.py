"""A person's own keys: what a keymap says, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectrules.errors import InputError
from collectrules.tui.keymap import moved, place_of_keymap, read_keymap, shown_as
from collectrules.tui.keys import Key

LIST = (
    Key("log-call", "c", "log('call')", "call", "log a call"),
    Key("filter", "slash", "filter", "find", "filter", "/"),
    Key("row-down", "down,j", "move(1)", "", "next account", "↓ j"),
)
DIALOG = (Key("dialog-back", "escape", "back", "back", "back"),)
AREAS = {"the list": LIST, "the dialog": DIALOG}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keymap.toml"


def read(path: Path, text: str) -> dict[str, str]:
    path.write_text(text, encoding="utf-8")
    return read_keymap(path, AREAS)


def test_without_a_file_nothing_is_moved(path: Path) -> None:
    assert read_keymap(path, AREAS) == {}


def test_one_key_or_several(path: Path) -> None:
    said = read(path, '# mine\nlog-call = "f5"\nfilter = ["/", "ctrl+f", ","]\n')
    assert said == {"log-call": "f5", "filter": "/,ctrl+f,comma"}


def test_what_was_moved_is_shown(path: Path) -> None:
    table = moved(LIST, read(path, 'filter = ["ctrl+f", ","]\n'))
    assert [(key.id, key.shown or key.keys) for key in table] == [
        ("log-call", "c"),
        ("filter", "Ctrl+F ,"),
        ("row-down", "↓ j"),
    ]


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("f5", "F5"), ("ctrl+t", "Ctrl+T"), ("shift+tab", "Shift+Tab"), ("pageup", "PgUp"), ("c", "c"),
        ("R", "R"), ("full_stop", "."), ("right", "→"), ("space", "Space"), ("ctrl+f2", "Ctrl+F2"),
    ],
)  # fmt: skip
def test_a_key_is_shown_as_people_write_it(key: str, shown: str) -> None:
    assert shown_as(key) == shown


def test_two_may_change_places(path: Path) -> None:
    assert read(path, 'log-call = "/"\nfilter = "c"\n') == {"log-call": "/", "filter": "c"}


def test_parts_of_the_screen_have_keys_of_their_own(path: Path) -> None:
    assert read(path, 'dialog-back = ["escape", "c"]\n') == {"dialog-back": "escape,c"}


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("log-call = \n", "this is not TOML", 1),
        ('\nlog-cal = "f5"\n', "nothing is called `log-cal`", 2),
        ("log-call = 5\n", "the keys of `log-call` are not text", 1),
        ('log-call = ["c", 5]\n', "the keys of `log-call` are not text", 1),
        ("log-call = []\n", "`log-call` has no key", 1),
        ('[log-call]\nkey = "c"\n', "the keys of `log-call` are not text", 1),
        ('log-call = "hyper+c"\n', "`hyper+c` is not a key, for `log-call`", 1),
        ('log-call = ""\n', "`` is not a key, for `log-call`", 1),
        ('log-call = " "\n', "` ` is not a key, for `log-call`", 1),
        ('# x\nlog-call = "/"\n', "`/` would do both `log-call` and `filter` in the list", 2),
        ('log-call = "j"\n', "`j` would do both `log-call` and `row-down` in the list", 1),
        ('filter = "x"\nlog-call = "x"\n', "`x` would do both `log-call` and `filter`", 1),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    path: Path, text: str, message: str, line: int
) -> None:
    with pytest.raises(InputError) as caught:
        read(path, text)
    assert message in caught.value.message
    assert caught.value.help
    assert caught.value.place is not None
    assert (caught.value.place.file, caught.value.place.line) == (str(path), line)


def test_near_ids_are_named(path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(path, 'filtr = "x"\n')
    assert "did you mean `filter`?" in (caught.value.help or "")


def test_a_file_that_is_no_text(path: Path) -> None:
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="cannot be read"):
        read_keymap(path, AREAS)


def test_a_folder_in_its_place(path: Path) -> None:
    path.mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        read_keymap(path, AREAS)


def test_where_it_is_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("COLLECTRULES_KEYMAP", raising=False)
    assert place_of_keymap() == tmp_path / "collectrules" / "keymap.toml"
    monkeypatch.setenv("COLLECTRULES_KEYMAP", str(tmp_path / "mine.toml"))
    assert place_of_keymap() == tmp_path / "mine.toml"
