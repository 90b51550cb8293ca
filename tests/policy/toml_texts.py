"""TOML written in every way people and programs write it, to try properties on."""

from __future__ import annotations

from hypothesis import strategies as st

_PLAIN = st.sampled_from(
    ["0", "-17", "1_000", "0xff", "3.14", "1e6", "-1_250.00", "inf", "-nan", "true", "false",
     "2026-07-01", "07:30:00", "2026-07-01 07:30:00", "2026-07-01T07:30:00.5-05:00"]
)  # fmt: skip
_INSIDE = st.text("ab ½漢😀#=[]{},.", max_size=6)
_STRINGS = st.one_of(
    _INSIDE.map(lambda text: f'"{text}"'),
    _INSIDE.map(lambda text: f"'{text}'"),
    st.sampled_from(
        [r'"\\"', r'"\""', r'"a\"]b"', r'"é\n"', "'\\'", '"""a"b""c"""', '"""\n"]\\"""" # "\n"""',
         "'''\n it's ''two'' '''", '"""x"""""', "'''x'''''", '""', "''", '""""""', "''''''"]
    ),
)  # fmt: skip
_SPACES = st.sampled_from(["", " ", "\t", "  "])
_GAPS = st.sampled_from(["", " ", "\n", ' # a remark, ] } = "\n\t', "\n\n  "])


@st.composite
def _keys(draw: st.DrawFn, number: int) -> str:
    name = f"k{number}"
    return draw(st.sampled_from([name, f'"{name} é"', f"'{name}.x'", f'"{name}\\u0041"']))


@st.composite
def _lists(draw: st.DrawFn, items: st.SearchStrategy[str]) -> str:
    parts = [draw(_GAPS) + item + draw(_GAPS) for item in draw(st.lists(items, max_size=3))]
    comma = draw(st.sampled_from(["", ","])) if parts else ""
    return "[" + ",".join(parts) + comma + draw(_GAPS) + "]"


@st.composite
def _inline_tables(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    pairs = [
        draw(_SPACES) + draw(_keys(number)) + draw(_SPACES) + "=" + draw(_SPACES) + value
        for number, value in enumerate(draw(st.lists(values, max_size=3)))
    ]
    return "{" + draw(_SPACES) + ",".join(pairs) + draw(_SPACES) + "}"


_VALUES = st.recursive(
    st.one_of(_PLAIN, _STRINGS), lambda inner: _lists(inner) | _inline_tables(inner), max_leaves=6
)


@st.composite
def _tables(draw: st.DrawFn) -> str:
    """Pairs, one a line, some of them dotted keys that share a table."""
    lines = []
    for number, value in enumerate(draw(st.lists(_VALUES, max_size=4))):
        key = draw(_keys(number))
        dots = draw(st.sampled_from(["", "", "when.", "when . deep.", '"when"\t.']))
        remark = draw(st.sampled_from(["", " # a remark", "\t"]))
        lines.append(f"{draw(_SPACES)}{dots}{key}{draw(_SPACES)}={draw(_SPACES)}{value}{remark}\n")
    return "".join(lines)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A valid TOML document: pairs, tables, lists of tables, tables inside their last item."""
    text = draw(_GAPS) + draw(_tables())
    for number in range(draw(st.integers(0, 5))):
        headers = [f"[t{number}]", f"[ t{number} . 'x y' ]", "[[rule]]", '[[ "rule" ]]']
        if "[[rule]]" in text:
            headers += [f"[rule.s{number}]", "[[rule.inner]]", f"[[ r{number}.'é' ]]"]
        if "[[rule.inner]]" in text.rpartition("[[rule]]")[2]:
            headers += [f"[rule.inner.s{number}]"]
        text += draw(st.sampled_from(headers)) + draw(st.sampled_from(["\n", " # remark\n"]))
        text += draw(_tables())
    return text
