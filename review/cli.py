"""`znachok`: the product's own command."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import Flask

from review.config import Config, ConfigError
from review.upkeep import file_verbs

DEMO_DATA = Path("data") / "demo"


def _use_data(_context: click.Context, _parameter: click.Parameter, data: Path | None) -> None:
    if data is not None:
        os.environ["ZNACHOK_DATA"] = str(data.resolve())


def in_data(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a verb take `--data` after its name too."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        expose_value=False,
        callback=_use_data,
        help="Data folder (or ZNACHOK_DATA).",
    )(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@in_data
def main() -> None:
    """Znachok: independent quality review of children's programmes."""
    os.umask(0o077)


def settings(**overrides: Any) -> Config:
    """The settings from the environment; a wrong one is one clear line and exit code 2."""
    try:
        return Config.from_env(**overrides)
    except ConfigError as error:
        click.echo(f"znachok: {error}", err=True)
        sys.exit(2)


def application(**overrides: Any) -> Flask:
    """The application with settings from the environment."""
    from review.app import create_app  # the rooms cost half a second that few verbs need

    return create_app(settings(**overrides))


@main.command()
@in_data
def migrate() -> None:
    """Bring the database to the newest schema."""
    from review.upkeep import ground

    with ground.ground(settings()):
        ground.migrate()
    click.echo("The database is up to date.")


@main.command()
@in_data
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="One for SQLite.")
@click.option("--threads", default=8, show_default=True)
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the product; letters leave by themselves."""
    from review.serving import run  # gunicorn is not needed by the other verbs
    from review.upkeep import ground

    config = settings()
    with ground.ground(config):
        if ground.present_schema() != ground.newest_schema():
            raise click.ClickException("The database is not up to date. Run: znachok migrate")
    run(application, host, port, workers, threads, lambda: click.echo(config.base_url))


@main.command()
@in_data
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def demo(host: str, port: int) -> None:
    """Serve the product with its demo season.

    The first start loads the season, which takes about a minute; later ones keep what was done.
    The data folder is ./data/demo unless told otherwise.
    """
    from review.demo import loading
    from review.serving import run
    from review.upkeep import ground

    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - asked for
    os.environ.setdefault("ZNACHOK_DATA", str(DEMO_DATA.resolve()))
    os.environ.setdefault("ZNACHOK_BASE_URL", f"http://{shown}:{port}")
    os.environ["ZNACHOK_DEMO"] = "1"
    config = settings()
    with ground.ground(config):
        ground.migrate()
        loading.ensure_season(config)
    loading.keep_address(config.data, config.base_url)
    run(application, host, port, ready=lambda: click.echo(f"Znachok is at {config.base_url}"))


@main.command()
@in_data
@click.option("--json", "as_json", is_flag=True, required=True, help="The only form there is.")
def describe(as_json: bool) -> None:
    """Tell programs about a demo: address, accounts, verbs."""
    from review.demo.describing import NotADemo, facts

    if "ZNACHOK_DATA" not in os.environ and DEMO_DATA.is_dir():
        os.environ["ZNACHOK_DATA"] = str(DEMO_DATA.resolve())
    try:
        told = facts(settings())
    except NotADemo:
        click.echo("znachok: this is not a demo; start one with `znachok demo`.", err=True)
        sys.exit(2)
    told["verbs"] = _verbs(main, "znachok")
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _verbs(group: click.Group, path: str) -> list[dict[str, str]]:
    found = []
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            found += _verbs(command, f"{path} {name}")
        else:
            found.append({"verb": f"{path} {name}", "help": command.get_short_help_str(120)})
    return found


@main.command()
@in_data
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def doctor(as_json: bool) -> None:
    """Check settings, files and data; say what to do.

    Exit code 1 when something is wrong; warnings do not count.
    """
    from review.upkeep import doctor as upkeep
    from review.upkeep import ground

    config = settings()
    with ground.ground(config):
        findings = upkeep.examine(config)
    click.echo(upkeep.as_json(findings) if as_json else upkeep.as_table(findings))
    sys.exit(0 if upkeep.is_well(findings) else 1)


@main.command()
@in_data
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Save database and files into the archive TARGET.

    In a folder TARGET the archive is named by day and time. The product may go on working
    meanwhile. Bring it back with `znachok restore`.
    """
    from review.upkeep import backup as upkeep
    from review.upkeep import ground

    config = settings()
    with ground.ground(config):
        try:
            target = upkeep.place_in(target) if target.is_dir() else target
            made = upkeep.save(config, target)
        except upkeep.BackupError as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{target}: {made.files} files, {made.size / 1e6:.1f} MB.")
    if made.missing:
        raise click.ClickException(f"{len(made.missing)} files are missing. See: znachok doctor")


@main.command()
@in_data
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(source: Path) -> None:
    """Bring the archive SOURCE back into an empty data folder."""
    from review.upkeep import backup as upkeep

    folder = Path(os.environ.get("ZNACHOK_DATA", "data"))
    try:
        made = upkeep.restore(source, folder)
    except upkeep.BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{folder}: {made.files} files are back. Now run: znachok doctor")


@main.command()
@in_data
def worker() -> None:
    """Do the background work in a process of its own.

    Set ZNACHOK_WORKER=0 for the servers then.
    """
    from review.upkeep import chores  # the other verbs need no mail and no registry

    chores.work(application())


@main.command()
def languages() -> None:
    """List strings without translation (for developers)."""
    from review import strings  # reads every source file

    lines = strings.report()
    click.echo("\n".join(lines) or "Every string is translated.")
    sys.exit(1 if lines else 0)


for verb in file_verbs.VERBS:
    main.add_command(verb)


@main.group()
def events() -> None:
    """The append-only events behind every submission."""


@events.command("verify")
@in_data
def events_verify() -> None:
    """Check the chain of hashes and what the events add up to; exit code 1 if they differ."""
    from review.upkeep import ground, projections

    with ground.ground(settings()):
        faults = projections.verify()
    click.echo("\n".join(faults) or "Every event follows from the one before it.")
    sys.exit(1 if faults else 0)


@events.command("rebuild")
@in_data
def events_rebuild() -> None:
    """Write the state of every submission anew from its events."""
    from review.database import db
    from review.upkeep import ground, projections

    with ground.ground(settings()):
        mended = projections.rebuild()
        db.session.commit()
    click.echo("\n".join(mended) or "Nothing to mend: every state follows from its events.")


@main.group()
def similar() -> None:
    """The index by which similar programmes are found."""


@similar.command("index")
@in_data
def similar_index() -> None:
    """Index what was sent before there was an index; done already, it does nothing."""
    from review.database import db
    from review.programmes import prints
    from review.upkeep import ground

    with ground.ground(settings()):
        missing = prints.list_missing()
        for programme_id in missing:
            prints.index_programme(programme_id)
            db.session.commit()
    click.echo(f"{len(missing)} programmes indexed." if missing else "Every programme is indexed.")


@main.group()
def admin() -> None:
    """Administrators of the installation."""


@admin.command("create")
@in_data
@click.option("--email", prompt="E-mail")
@click.option("--name", prompt="Full name")
@click.password_option(help="At least 8 characters.")
def admin_create(email: str, name: str, password: str) -> None:
    """Make the first administrator (or another one)."""
    from review.accounts import service
    from review.database import db
    from review.faults import Invalid
    from review.upkeep import ground
    from workflows.roles import Role

    with ground.ground(settings()):
        try:
            person = service.find_by_email(email) or service.create_person(email, name)
            service.set_password(person, password)
        except Invalid as error:
            raise click.ClickException(f"{error.code}: {dict(error.params)}") from error
        service.grant(person, Role.ADMINISTRATOR)
        db.session.commit()
    click.echo(f"{email} may now sign in as an administrator.")


@main.command()
@in_data
def shell() -> None:
    """A Python prompt inside the application."""
    import code

    from review.database import db

    app = application()
    with app.app_context():
        code.interact(local={"app": app, "db": db}, banner="Znachok: app, db")


if __name__ == "__main__":
    main()
