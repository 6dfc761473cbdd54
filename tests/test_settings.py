from __future__ import annotations

from pathlib import Path

import pytest

from readiness.cli.main import exit_code
from readiness.domain.access.sign_in import Carried, roles_by_group
from readiness.ground.errors import DefinitionError, NotFound, Unusable
from readiness.settings import find_root, load_settings, seen_settings


def test_an_empty_workspace_has_the_defaults(tmp_path: Path):
    settings = load_settings(tmp_path, {})
    assert settings.database == f"sqlite:///{tmp_path}/.readiness/readiness.db"
    assert settings.engine == "local"
    assert settings.clock_at() is None
    assert settings.output_folder == tmp_path / "out"


def test_the_environment_wins_over_the_file(tmp_path: Path):
    (tmp_path / "readiness.toml").write_text('by = "file@example.com"\nengine = "none"\n')
    settings = load_settings(tmp_path, {"READINESS_BY": "env@example.com"})
    assert (settings.by, settings.engine) == ("env@example.com", "none")


def test_all_unsound_settings_are_told_at_once(tmp_path: Path):
    (tmp_path / "readiness.toml").write_text('ingine = "local"\nprefect_port = 70000\nengine = "magic"\nby = 3\n')
    with pytest.raises(DefinitionError) as told:
        load_settings(tmp_path, {})
    text = str(told.value)
    assert "unknown setting 'ingine'. Did you mean 'engine'?" in text
    assert "prefect_port is '70000', not a port" in text
    assert "engine is 'magic'. Write local, server or none." in text
    assert "by is 3, not text" in text


def test_an_unsound_setting_is_told_where_it_was_given_and_nothing_can_be_used(tmp_path: Path):
    (tmp_path / "readiness.toml").write_text('engine = "magic"\n')
    with pytest.raises(Unusable) as told:
        load_settings(tmp_path, {"READINESS_PREFECT_PORT": "x", "READINESS_SIMULATED_NOW": "x"})
    assert [p.where.file for p in told.value.problems if p.where] == [
        str(tmp_path / "readiness.toml"), "READINESS_PREFECT_PORT", "READINESS_SIMULATED_NOW",
    ]  # fmt: skip
    assert exit_code(told.value) == 2


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ('by = "nobody"', "by is 'nobody', not a mail address"),
        ('simulated_now = "2018-02-01"', "simulated_now is '2018-02-01', not a time with an offset"),
        ('database_url = "mysql://u:hidden@h/d"', "database_url names no database that can be used"),
        ('mail_url = "imap://u:hidden@h"', "mail_url does not name an SMTP server"),
        ('oidc_groups = "staff"', "oidc_groups: "),
    ],
)
def test_a_value_that_cannot_be_used_is_told_before_anything_uses_it(tmp_path: Path, setting: str, message: str):
    (tmp_path / "readiness.toml").write_text(setting + "\n")
    with pytest.raises(Unusable) as told:
        load_settings(tmp_path, {})
    (problem,) = told.value.problems
    assert message in problem.message
    assert problem.fix
    assert "hidden" not in str(told.value)


def test_a_file_that_is_not_toml_is_told_with_its_line(tmp_path: Path):
    (tmp_path / "readiness.toml").write_text("by = \n")
    with pytest.raises(DefinitionError, match="line 1"):
        load_settings(tmp_path, {})


@pytest.mark.parametrize("text", ["yesterday", "2018-02-01", "2018-02-01T09:00:00"])
def test_a_rehearsal_clock_needs_an_offset(tmp_path: Path, text: str):
    with pytest.raises(DefinitionError, match="not a time with an offset"):
        load_settings(tmp_path, {"READINESS_SIMULATED_NOW": text}).clock_at()


def test_the_workspace_is_found_from_inside_it(tmp_path: Path):
    (tmp_path / "launches" / "a").mkdir(parents=True)
    assert find_root(tmp_path / "launches" / "a") == tmp_path


def test_outside_a_workspace_the_way_in_is_named(tmp_path: Path):
    with pytest.raises(NotFound, match="readiness init"):
        find_root(tmp_path)


def test_secrets_are_set_and_never_shown(tmp_path: Path):
    (tmp_path / "readiness.toml").write_text(
        'mail_url = "smtp://a:hidden@h?from=a@b.cc"\ndatabase_url = "postgresql://u:hidden@h/d"\n'
    )
    environ = {"READINESS_OIDC_CLIENT_SECRET": "hidden", "READINESS_BY": "a@b.cc"}
    settings = load_settings(tmp_path, environ)
    seen = {one.name: one for one in seen_settings(settings, environ)}
    assert (seen["mail_url"].shown, seen["mail_url"].source) == ("set, not shown", "file")
    assert (seen["oidc_client_secret"].shown, seen["oidc_client_secret"].source) == ("set, not shown", "environment")
    assert seen["database_url"].shown == "postgresql://u:***@h/d"
    assert (seen["web_secret"].shown, seen["web_secret"].source) == ("", "default")
    assert (seen["by"].shown, seen["by"].source) == ("a@b.cc", "environment")
    assert "hidden" not in "".join(one.shown for one in seen.values())
    assert "smtp" not in repr(settings)


def test_a_secret_that_is_no_text_is_refused_without_repeating_it(tmp_path: Path):
    (tmp_path / "readiness.toml").write_text("oidc_client_secret = 8842\n")
    with pytest.raises(DefinitionError, match="oidc_client_secret is not text") as told:
        load_settings(tmp_path, {})
    assert "8842" not in str(told.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('oidc_issuer = "http://id.example"\noidc_client_id = "x"\n', "not https"),
        ('oidc_issuer = "https://id.example"\n', "oidc_client_id is not"),
        ('oidc_groups = "staff=wizard"\n', "'staff=wizard' is not group=role"),
        ('oidc_groups = "staff=rep"\n', "is not group=role"),
        ('oidc_groups = "staff"\n', "is not group=role"),
        ('oidc_groups = "staff=trainer:EMEA"\n', "only a sales leader's role has a region"),
        ('oidc_groups = "staff=sales-leader:"\n', "names no region"),
    ],
)
def test_unsound_settings_of_the_provider_are_told(tmp_path: Path, text: str, says: str):
    (tmp_path / "readiness.toml").write_text(text)
    with pytest.raises(DefinitionError, match=says):
        load_settings(tmp_path, {})


def test_a_group_may_have_any_name(tmp_path: Path):
    (tmp_path / "readiness.toml").write_text('oidc_groups = "cn=staff=trainer, Sales Heads = sales-leader,"\n')
    assert roles_by_group(load_settings(tmp_path, {}).oidc_groups) == (
        {"cn=staff": {Carried("trainer")}, "Sales Heads": {Carried("sales-leader")}},
        (),
    )


def test_a_group_may_carry_a_sales_leader_of_one_region_or_of_several(tmp_path: Path):
    groups = "emea = sales-leader: Europe, both=sales-leader:Europe, both=sales-leader:North America, all=sales-leader"
    (tmp_path / "readiness.toml").write_text(f'oidc_groups = "{groups}"\n')
    europe, america = Carried("sales-leader", "Europe"), Carried("sales-leader", "North America")
    assert roles_by_group(load_settings(tmp_path, {}).oidc_groups) == (
        {"emea": {europe}, "both": {europe, america}, "all": {Carried("sales-leader")}},
        (),
    )
