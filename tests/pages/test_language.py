"""The Chinese catalog is complete, and every text on a page goes through it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from types import SimpleNamespace

import pytest

from pages._ui import language as pages_language
from pages._ui.language import LANGUAGES, translator
from tools import messages

# Names and signs that have no words in them.
WITHOUT_CHINESE = {
    *("Adam", "AdamW", "RMSprop", "ROC AUC", "F1", "MAE", "MSE", "RMSE", "R²", "✓", ", "),
    *("{names}", "{first}; {second}", "{runs}: {sentence}", "{done} of {total} MB"),
    *("{target}{unit}:", "{x} = {x_value}, {y} = {y_value}:", "{run}: {best}"),
    *(
        "MAPE",
        "GRU",
        "GRU (2014)",
        "Beta",
        "LSTM",
        "LSTM (1997)",
        "Transformer",
        "Transformer (2017)",
    ),
    *("{width} × {height}", "ppm", "q · k", "tanh(q + k)", "w", "{layer}.{head}", "−{steps}"),
    *("Sarsa", "Dyna-Q", "Ace", "Epsilon", "{old} + {alpha} · ({target} − {taken}) = {new}"),
    *("Gymnasium", "Gymnasium; Dietterich (2000)", "Gymnasium; Moore (1990)"),
    *("Gymnasium; Sutton (1996)", "Gymnasium; Klimov (2016)", "{name}: {mark}"),
}
ENTRIES = sorted(messages.texts(messages.read_catalog(messages.CATALOG)).items())

# Streamlit's calls whose first argument is read by people, and keyword arguments likewise.
# fmt: off
WIDGETS = {
    "button", "caption", "checkbox", "chat_input", "color_picker", "date_input", "dialog",
    "divider", "download_button", "error", "expander", "feedback", "file_uploader",
    "form_submit_button", "header", "info", "link_button", "markdown", "metric", "multiselect",
    "number", "number_input", "page_link", "pills", "popover", "radio", "segmented_control",
    "select_slider", "selectbox", "slider", "spinner", "status", "subheader", "success", "tabs",
    "text", "text_area", "text_input", "time_input", "title", "toast", "toggle", "warning",
    "write", "NumberColumn", "TextColumn",
}
# fmt: on
SHOWN = {"alt", "caption", "help", "label", "placeholder", "title"}
# In core: positions and keywords that hold texts for people.
DECLARATIONS = {
    "setting": (1, 2),
    "Recipe": (),
    "DataSource": (),
    "Preset": (1,),
    "Chart": (0, 1),
    "Curve": (1,),
    "Metric": (1, 2, 4, 8),
}
DECLARED = SHOWN | {"summary", "origin", "step_name", "y_title"}


def placeholders(text: str) -> list[tuple[str, str, str]]:
    """Return name, format and conversion of every placeholder, in alphabetical order."""
    found = Formatter().parse(text)
    return sorted((name, form or "", how or "") for _, name, form, how in found if name is not None)


def formatted(text: str) -> str:
    """Fill each placeholder with the number 1."""
    return text.format(**{name: 1 for name, _form, _how in placeholders(text)})


def bare_letters(node: ast.expr) -> bool:
    """Return whether an argument shows letters that no translation can change."""
    match node:
        case ast.Constant(value=str(text)):
            return any(letter.isalpha() for letter in re.sub(r":material/\w+:", "", text))
        case ast.JoinedStr(values=parts):
            return any(map(bare_letters, parts))
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.BoolOp(values=parts):
            return any(map(bare_letters, parts))
        case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
            return bare_letters(one) or bare_letters(other)
        case ast.Call(func=ast.Attribute(value=template, attr="format")):
            return bare_letters(template)
    return False


def untranslated(source: str, where: str, *, core: bool) -> Iterator[str]:
    """Yield the places where a text for people is written without a mark."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or ast.unparse(node.func).startswith("logging"):
            continue
        name = ast.unparse(node.func).rsplit(".", 1)[-1].lstrip("_")
        if core:
            positions, keywords = DECLARATIONS.get(name, ()), DECLARED
            if name not in DECLARATIONS:
                continue
        else:
            positions, keywords = (0,) if name in WIDGETS else (), SHOWN
        shown = [node.args[place] for place in positions if place < len(node.args)]
        shown += [keyword.value for keyword in node.keywords if keyword.arg in keywords]
        for argument in filter(bare_letters, shown):
            yield f"{where}:{argument.lineno}: {ast.unparse(argument)[:60]}"


def test_catalog_is_complete_and_holds_nothing_stale_or_fuzzy():
    assert messages.check() == []
    assert len(ENTRIES) > 200


def test_placeholders_are_the_same_and_can_be_filled():
    different = [text for text, chinese in ENTRIES if placeholders(text) != placeholders(chinese)]
    assert different == []
    for english, chinese in ENTRIES:
        assert formatted(english)
        assert formatted(chinese)


def test_every_entry_is_in_chinese_with_chinese_punctuation():
    same = {english for english, chinese in ENTRIES if not re.search("[\u4e00-\u9fff]", chinese)}
    assert same <= WITHOUT_CHINESE
    wrong = [chinese for _, chinese in ENTRIES if re.search("[\u4e00-\u9fff][,;:!?.]", chinese)]
    assert wrong == []
    touching = "[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]"
    assert [chinese for _, chinese in ENTRIES if re.search(touching, chinese)] == []


@pytest.mark.parametrize("button", ["Train", "Resume"])
def test_sentences_name_buttons_as_they_are_labelled(button):
    label = translator("zh")(button)
    named = re.compile(rf"(?:[Pp]ress|with|;) (?:{button}\b|\*\*{button}\*\*)")
    sentences = [chinese for english, chinese in ENTRIES if named.search(english)]
    assert sentences
    assert all(f"“{label}”" in text or f"**{label}**" in text for text in sentences)


def test_translators_of_chinese_english_and_an_unknown_language():
    assert translator("zh")("Train") == "训练"
    assert translator("zh")("not in the catalog") == "not in the catalog"
    assert translator("en")("Train") == "Train"
    assert translator("tlh")("Train") == "Train"


@pytest.mark.parametrize(
    ("chosen", "address", "browser", "expected"),
    [
        (None, None, "zh-CN", "zh"),
        (None, None, "zh", "zh"),
        (None, None, "en-GB", "en"),
        (None, None, "fr-FR", "en"),
        (None, None, None, "en"),
        ("en", None, "zh-CN", "en"),
        ("zh", None, "en-US", "zh"),
        ("tlh", None, "zh-CN", "zh"),
        (None, "简体中文", "en-US", "zh"),
        (None, "English", "zh-CN", "en"),
        (None, "tlhIngan", "zh-CN", "zh"),
        ("en", "简体中文", "zh-CN", "en"),
    ],
)
def test_language_is_the_chosen_one_or_else_the_addresss_or_the_browsers(
    monkeypatch, chosen, address, browser, expected
):
    streamlit = SimpleNamespace(
        session_state={"language": chosen} if chosen else {},
        query_params={"language": address} if address else {},
        context=SimpleNamespace(locale=browser),
    )
    monkeypatch.setattr(pages_language, "st", streamlit)
    assert pages_language.language() == expected
    assert expected in LANGUAGES
    assert pages_language._("Train") == {"en": "Train", "zh": "训练"}[expected]


def test_every_text_on_a_page_is_marked():
    found = []
    for path in messages.source_files():
        where = path.relative_to(messages.ROOT)
        source = path.read_text(encoding="utf-8")
        found += untranslated(source, where.as_posix(), core=where.parts[0] == "core")
    assert found == []


@pytest.mark.parametrize(
    ("source", "core", "faults"),
    [
        ('st.button("Go")', False, 1),
        ('left.caption(f"{count} runs")', False, 1),
        ('st.button(_("Go"), help="Goes")', False, 1),
        ('st.write("{n} runs".format(n=1))', False, 1),
        ('st.markdown(f"**{run.name}**")', False, 0),
        ('st.button(_("Go"), icon=":material/add:", key="go")', False, 0),
        ('st.write(_("{n} runs").format(n=1))', False, 0),
        ('setting(1, "Epochs", N_("How many."))', True, 1),
        ('setting(1, N_("Epochs"), N_("How many."))', True, 0),
        ('parser.add_argument("--seed", help="of the run")', True, 0),
    ],
)
def test_unmarked_texts_are_found(source, core, faults):
    assert len(list(untranslated(source, "here", core=core))) == faults


def test_marks_are_read_wherever_they_stand(tmp_path):
    path = tmp_path / "page.py"
    path.write_text("x = f\"{_('in an f-string')}\"\n_('one ' 'text')\n_(f'{x}')\n_(name)\n")
    assert sorted(messages.marked(path), key=lambda mark: mark[0]) == [
        (1, "in an f-string"),
        (2, "one text"),
        (3, None),
    ]


@pytest.fixture
def catalog_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let tools/messages.py work on copies of the files that are in use."""
    for name in ("TEMPLATE", "CATALOG"):
        original: Path = getattr(messages, name)
        copy = tmp_path / original.name
        copy.write_bytes(original.read_bytes())
        monkeypatch.setattr(messages, name, copy)
    return tmp_path / "messages.po"


def test_update_changes_nothing_the_second_time(catalog_copy):
    messages.update()
    written = catalog_copy.read_bytes()
    messages.update()
    assert catalog_copy.read_bytes() == written
    assert b"-Date:" not in written, "the header tells no time"
    assert b"#~" not in written
    assert messages.check() == []


def test_check_names_missing_stale_empty_and_fuzzy_entries(catalog_copy):
    text = catalog_copy.read_text(encoding="utf-8")
    text = text.replace('msgid "Train"\n', 'msgid "Trains"\n')
    text = text.replace('msgid "Stop"\nmsgstr "停止"', 'msgid "Stop"\nmsgstr ""')
    text = text.replace('msgid "Resume"\n', '#, fuzzy\nmsgid "Resume"\n')
    catalog_copy.write_text(text, encoding="utf-8")
    assert messages.check() == [
        "missing: 'Train'",
        "stale: 'Trains'",
        "empty: 'Stop'",
        "fuzzy: 'Resume'",
    ]
    messages.update()
    updated = messages.texts(messages.read_catalog(messages.CATALOG))
    assert "Trains" not in updated
    assert updated["Train"] == ""
