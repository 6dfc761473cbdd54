"""Training templates: strict, escaping, bounded, and fingerprinted with everything they are made of."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.adapters.templates import TrainingTemplates
from readiness.ground.errors import DefinitionError, Problem


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "training_templates").mkdir()
    return tmp_path


def write(workspace: Path, name: str, text: str) -> None:
    path = workspace / "training_templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


def render(workspace: Path, text: str, **context: object) -> str:
    write(workspace, "x.md.j2", text)
    return TrainingTemplates(workspace).render("x.md.j2", context)


def problem(workspace: Path, text: str, **context: object) -> Problem:
    with pytest.raises(DefinitionError) as raised:
        render(workspace, text, **context)
    assert len(raised.value.problems) == 1
    return raised.value.problems[0]


def test_a_missing_key_is_told_with_template_line_and_the_nearest_one(workspace: Path) -> None:
    found = problem(workspace, "# One\n\n{{ persona.nmae }}\n", persona={"name": "Pat"})
    assert str(found) == ("training_templates/x.md.j2:3: error TP003: there is no 'nmae' here. Did you mean 'name'?")


def test_a_missing_name_is_told_with_the_names_there_are(workspace: Path) -> None:
    found = problem(workspace, "{{ prodcut }}", product={})
    assert found.message == "there is no 'prodcut' here."
    assert found.fix == "Did you mean 'product'?"


def test_a_missing_key_inside_an_included_macro_is_told_at_its_own_line(workspace: Path) -> None:
    write(workspace, "parts/m.md.j2", "{% macro m(p) %}\n\n{{ p.nope }}{% endmacro %}")
    found = problem(workspace, '{% from "parts/m.md.j2" import m %}{{ m(p) }}', p={})
    assert str(found.where) == "training_templates/parts/m.md.j2:3"


@pytest.mark.parametrize("value", [None, [1], {"a": 1}, True])
def test_nothing_and_collections_are_not_printed(workspace: Path, value: object) -> None:
    assert problem(workspace, "\n{{ value }}", value=value).code == "TP006"


@pytest.mark.parametrize(
    "expression",
    [
        "{{ said }}", "{{ said | upper }}", "{{ '**' ~ said }}", "{{ said ~ '**' }}", "{{ [said, said] | join(' ') }}",
        "{{ [said] | listed }}", "{{ said | quoted }}", "{{ said | sentence }}", "{{ said | trim }}", "{{ said.strip() }}",
        "{% set x %}{{ said }}{% endset %}{{ x }}", "{% macro m(t) %}{{ t }}{% endmacro %}{{ m(said) }}",
        "{{ said + said }}", "{{ [{'t': said}] | map(attribute='t') | join }}", "{{ said | paragraphs }}",
        "{{ said | linked }}", "{{ said | default('x') }}", "{{ (said ~ said) ~ said }}", "{{ said | to('a/b.html') }}",
        "{% filter upper %}{{ said }}{% endfilter %}", "{% call(x) m2() %}{{ x }}{% endcall %}",
    ],
)  # fmt: skip
def test_whatever_way_text_takes_it_is_escaped_as_markdown(workspace: Path, expression: str) -> None:
    macro = "{% macro m2() %}{{ caller(said) }}{% endmacro %}"
    made = render(workspace, macro + expression, said="<b>[x](javascript:y)|`*")
    assert "\\<" in made
    assert "](javascript" not in made.replace("\\](", "").lower()
    assert "\\|" in made
    assert "\\`" in made


def test_nothing_a_template_says_about_text_can_switch_escaping_off(workspace: Path) -> None:
    assert problem(workspace, "{{ said | safe }}", said="<b>").code == "TP002"
    assert problem(workspace, "{{ said.__html__() }}", said="<b>").code == "TP004"


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in range(1000) %}{% for b in range(1000) %}{% endfor %}{% endfor %}",
        "{% for a in range(1000) if false %}{% endfor %}" * 60,
        "{% for a in range(10000000) %}{% endfor %}",
        "{% macro f(x) %}{% if x < 40 %}{{ f(x + 1) }}{{ f(x + 1) }}{% endif %}{% endmacro %}{{ f(1) }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% for x in many recursive %}{{ loop(many) }}{% endfor %}",
        "{% set n = namespace(x='abcdefgh') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        "{% set n = namespace(x='abcdefgh') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x='a') %}{% for i in range(60) %}{% set y %}{{ n.x ~ n.x }}{% endset %}{% set n.x = y %}{% endfor %}",
        "{% for i in range(999) %}" + "x" * 100_000 + "{% endfor %}",
        "{% macro big() %}" + "x" * 100_000 + "{% endmacro %}{% for i in range(999) %}{{ big() }}{% endfor %}",
    ],
)
def test_a_template_that_does_too_much_is_stopped(workspace: Path, source: str) -> None:
    assert problem(workspace, source, many=[1, 2]).code == "TP005"


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' * 1000000000 }}", "{{ 9 ** 9 ** 9 }}", "{{ '%1000000000s' % 1 }}", "{{ 'a'.center(1000000000) }}",
        "{{ '{:>1000000000}'.format(1) }}", "{{ 'a'.replace('a', 'b') }}", "{{ [1] * 1000000000 }}",
        "{{ ''.__class__ }}", "{{ {}.__init__ }}", "{{ {'a': 1}.update({'b': 2}) }}", "{{ 'x'['__class__'] }}",
        "{{ ''['format'] }}", "{{ 1000000000000 * 1000000000000 }}",
    ],
)  # fmt: skip
def test_what_leads_out_of_the_sandbox_or_fills_memory_is_refused(workspace: Path, source: str) -> None:
    assert problem(workspace, source).code in {"TP003", "TP004"}


@pytest.mark.parametrize("name", ["../x.md.j2", "/etc/passwd", "a/../../x.md.j2", "..", "", "A.md.j2", "x\n", "a//b"])
def test_names_that_lead_elsewhere_do_not_exist(workspace: Path, name: str) -> None:
    (workspace / "x.md.j2").write_text("outside", encoding="utf-8")
    with pytest.raises(DefinitionError) as raised:
        TrainingTemplates(workspace).render(name, {})
    assert raised.value.problems[0].code == "TP001"


def test_links_that_leave_the_folder_are_refused_by_name_and_those_within_are_followed(workspace: Path) -> None:
    own = workspace / "training_templates"
    (workspace / "secret").write_text("secret", encoding="utf-8")
    write(workspace, "y.md.j2", "within")
    (own / "z.md.j2").symlink_to(own / "y.md.j2")
    templates = TrainingTemplates(workspace)
    assert templates.stray_links() == ()
    assert templates.render("z.md.j2", {}).strip() == "within"
    (own / "x.md.j2").symlink_to(workspace / "secret")
    (own / "gone.md.j2").symlink_to(own / "nowhere.md.j2")
    (own / "modules").mkdir(exist_ok=True)
    (own / "modules" / "away").symlink_to(workspace)
    with pytest.raises(DefinitionError) as raised:
        templates.fingerprint("y.md.j2")
    assert [(p.code, str(p.where)) for p in raised.value.problems] == [
        ("TP009", f"training_templates/{name}") for name in ("gone.md.j2", "modules/away", "x.md.j2")
    ]
    assert "secret" not in str(raised.value)


def test_a_missing_include_is_told_where_it_is_asked_for(workspace: Path) -> None:
    write(workspace, "parts/foot.md.j2", "x")
    found = problem(workspace, 'a\n{% include "parts/food.md.j2" %}')
    assert str(found.where) == "training_templates/x.md.j2:2"
    assert found.fix == "Did you mean 'parts/foot.md.j2'?"


def test_a_name_worked_out_while_running_is_refused(workspace: Path) -> None:
    assert problem(workspace, "{% include name %}", name="battlecard.md.j2").code == "TP008"


def test_templates_that_include_each_other_in_a_circle_are_told(workspace: Path) -> None:
    write(workspace, "y.md.j2", '{% include "x.md.j2" %}')
    found = problem(workspace, '{% include "y.md.j2" %}')
    assert found.code == "TP007"
    assert "x.md.j2 → y.md.j2 → x.md.j2" in found.message


def test_a_syntax_error_names_its_line(workspace: Path) -> None:
    assert str(problem(workspace, "one\n{% if %}\n").where) == "training_templates/x.md.j2:2"


def test_a_template_that_is_no_text_or_too_large_is_refused(workspace: Path) -> None:
    path = workspace / "training_templates" / "x.md.j2"
    for content, code in ((b"\xff\xfe\x00", "TP002"), (b"x" * 200_000, "TP005")):
        path.write_bytes(content)
        with pytest.raises(DefinitionError) as raised:
            TrainingTemplates(workspace).fingerprint("x.md.j2")
        assert raised.value.problems[0].code == code


def test_the_workspaces_file_stands_before_the_built_in_one(workspace: Path) -> None:
    templates = TrainingTemplates(workspace)
    before = templates.fingerprint("battlecard.md.j2")
    write(workspace, "battlecard.md.j2", "# Ours: {{ title }}")
    assert templates.render("battlecard.md.j2", {"title": "X"}) == "# Ours: X\n"
    assert templates.fingerprint("battlecard.md.j2") != before


def test_the_fingerprint_covers_what_is_extended_included_and_imported(workspace: Path) -> None:
    write(workspace, "base.md.j2", "{% block b %}{% endblock %}")
    write(workspace, "part.md.j2", "1")
    write(workspace, "deep.md.j2", '{% include "part.md.j2" %}')
    write(workspace, "macros.md.j2", "{% macro m() %}1{% endmacro %}")
    write(
        workspace,
        "x.md.j2",
        '{% extends "base.md.j2" %}{% import "macros.md.j2" as m %}{% block b %}{% include "deep.md.j2" %}{% endblock %}',
    )
    templates = TrainingTemplates(workspace)
    seen = {templates.fingerprint("x.md.j2")}
    for name in ("base.md.j2", "part.md.j2", "deep.md.j2", "macros.md.j2", "x.md.j2"):
        path = workspace / "training_templates" / name
        write(workspace, name, path.read_text(encoding="utf-8") + "{# more #}")
        seen.add(templates.fingerprint("x.md.j2"))
    assert len(seen) == 6


def test_the_fingerprint_changes_when_an_optional_part_appears(workspace: Path) -> None:
    write(workspace, "x.md.j2", 'a{% include "maybe.md.j2" ignore missing %}')
    templates = TrainingTemplates(workspace)
    before = templates.fingerprint("x.md.j2")
    assert templates.render("x.md.j2", {}) == "a\n"
    write(workspace, "maybe.md.j2", "b")
    assert templates.fingerprint("x.md.j2") != before
    assert templates.render("x.md.j2", {}) == "ab\n"


def test_the_same_templates_have_the_same_fingerprint_elsewhere(workspace: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    for folder in (workspace, other):
        write(folder, "x.md.j2", "same")
    assert TrainingTemplates(workspace).fingerprint("x.md.j2") == TrainingTemplates(other).fingerprint("x.md.j2")


def compiled(trusted: Path, folder: Path) -> str:
    """What a fresh process makes of `x.md.j2` in `folder`, when the templates in `trusted` are kept."""
    program = (
        "import sys, pathlib\n"
        "from readiness.adapters.template_engine import Engine\n"
        f"engine = Engine({{'t': pathlib.Path({str(folder)!r})}}, trusted=pathlib.Path({str(trusted)!r}))\n"
        "print(engine.render('x.md.j2', {'who': 'Pat'}), end='')\n"
    )
    kept = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder.parent / "kept")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run([sys.executable, "-c", program], env=kept, capture_output=True, text=True, check=True)
    return done.stdout


def kept_files(folder: Path) -> list[Path]:
    return [path for path in (folder.parent / "kept").rglob("templates/*") if path.is_file()]


def test_what_built_in_templates_compile_to_is_kept_and_a_changed_one_is_compiled_anew(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    (folder / "parts").mkdir(parents=True)
    (folder / "parts/m.md.j2").write_text("{% macro m(who) %}Hello {{ who }}{% endmacro %}", encoding="utf-8")
    page = folder / "x.md.j2"
    page.write_text('{% from "parts/m.md.j2" import m %}{{ m(who) }}.', encoding="utf-8")
    assert compiled(folder, folder) == "Hello Pat.\n"
    first = {path: path.stat().st_mtime_ns for path in kept_files(folder)}
    assert len(first) == 4  # the code of two templates, and what each refers to
    assert compiled(folder, folder) == "Hello Pat.\n"
    assert {path: path.stat().st_mtime_ns for path in kept_files(folder)} == first
    page.write_text('{% from "parts/m.md.j2" import m %}{{ m(who) }}!', encoding="utf-8")
    assert compiled(folder, folder) == "Hello Pat!\n"


def test_nothing_of_a_workspaces_own_templates_is_kept(tmp_path: Path) -> None:
    folder, ours = tmp_path / "theirs", tmp_path / "ours"
    folder.mkdir()
    ours.mkdir()
    (folder / "x.md.j2").write_text("Hello {{ who }}", encoding="utf-8")
    assert compiled(ours, folder) == "Hello Pat\n"
    assert kept_files(folder) == []
