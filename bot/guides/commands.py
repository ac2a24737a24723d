"""`bot guides …`: what an editor does with guides, told in Vietnamese. Heavy imports stand inside the commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from bot.errors import Mistake

if TYPE_CHECKING:
    from bot.guides.findings import AnyGuide
    from bot.guides.model import Guide

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Thêm, sửa, kiểm tra các bài hướng dẫn.")

FOLDER = Path(__file__).resolve().parents[2] / "guides"

GuideId = Annotated[str, typer.Argument(metavar="MÃ_BÀI")]


@app.callback()
def choose_folder(
    context: typer.Context,
    folder: Annotated[Path, typer.Option(help="Thư mục các bài.", show_default=False, file_okay=False)] = FOLDER,
) -> None:
    """Which folder of guides the commands work on."""
    context.obj = folder


@app.command(help="Kiểm tra tất cả các bài: mọi lỗi cùng lúc, kèm tệp, dòng, mục và việc phải làm.")
def check(
    context: typer.Context,
    ids: Annotated[Optional[list[str]], typer.Argument(metavar="[MÃ_BÀI…]", help="Chỉ nói về những bài này.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Điều nên xem lại cũng tính là lỗi.")] = False,
) -> None:
    """Prints mistakes and warnings; exit code 1 on mistakes, with `--strict` also on warnings."""
    from bot.guides.inspection import inspect
    from bot.guides.tours import today

    found = inspect(context.obj, today())
    mistakes, warnings = _of(found.mistakes, ids), _of(found.warnings, ids)
    _list("PHẢI SỬA", mistakes)
    _list("NÊN XEM LẠI", warnings)
    typer.echo(f"{len(found.guides)} bài đọc được, {len(mistakes)} lỗi, {len(warnings)} điều nên xem lại.")
    if mistakes or (strict and warnings):
        raise typer.Exit(1)


@app.command(help="Tạo bài mới: hỏi từng câu, rồi ghi tệp mẫu có chú thích.")
def new(context: typer.Context, guide_id: GuideId) -> None:
    """Asks, writes the file, and says what still has to be filled."""
    from bot.guides.asking import ask, wrong_id
    from bot.guides.inspection import inspect
    from bot.guides.template import guide_text
    from bot.guides.tours import today

    folder: Path = context.obj
    existing = {path.stem for path in folder.glob("*.yml")}
    reason = wrong_id(guide_id, existing)
    if reason:
        raise typer.Exit(_complain(reason))
    try:
        draft = ask(_read, typer.echo, existing)
    except EOFError:
        raise typer.Exit(_complain("đã dừng giữa chừng, chưa ghi gì")) from None
    path = folder / f"{guide_id}.yml"
    path.write_text(guide_text(draft, today()), encoding="utf-8")
    typer.echo(f"Đã ghi {path}.")
    left = _of(inspect(folder, today()).mistakes, [guide_id])
    _list("CÒN PHẢI ĐIỀN", left)
    if not left:
        typer.echo(
            f"Bài đã hợp lệ. Xem thử: bot guides preview {guide_id}. Cho bà con thấy: đổi status thành published."
        )


@app.command(help="Đi thử một bài như bà con: chọn bằng số, q để thoát.")
def preview(
    context: typer.Context,
    guide_id: GuideId,
    province: Annotated[Optional[str], typer.Option("--tinh", help="Xem như người ở tỉnh này, ví dụ: Hà Nội.")] = None,
) -> None:
    """Shows the pages citizens see, also of a draft."""
    from bot.guides.local import in_province
    from bot.guides.preview import Visit, walk_in_terminal
    from bot.guides.provinces import find_province
    from bot.guides.tours import today

    place = find_province(province) if province else None
    if province and place is None:
        raise typer.Exit(_complain(f"không có tỉnh nào tên {province}"))
    folder: Path = context.obj
    guides = {name: in_province(guide, place, folder / "local") for name, guide in _guides(folder).items()}
    walk_in_terminal(Visit(guides, _one(guides, guide_id), today()), _read, typer.echo)


@app.command(help="Vẽ sơ đồ câu hỏi và các bước (Mermaid).")
def draw(context: typer.Context, guide_id: GuideId) -> None:
    """Writes the flowchart to standard output."""
    from bot.guides.drawing import draw as drawn
    from bot.guides.tours import today

    typer.echo(drawn(_one(_guides(context.obj), guide_id), today()), nl=False)


@app.command(help="Bảng các bài: hạn kiểm tra, độ tin cậy, tuổi nguồn, số câu mẫu.")
def report(
    context: typer.Context,
    as_csv: Annotated[bool, typer.Option("--csv", help="In ra dạng CSV, mở được bằng Excel.")] = False,
) -> None:
    """Prints the report, the guides due first on top."""
    from rich.console import Console

    from bot.guides import report as reports
    from bot.guides.tours import today

    found = reports.rows(_guides(context.obj).values(), today())
    if as_csv:
        typer.echo(reports.as_csv(found), nl=False)
    else:
        Console().print(reports.as_table(found))


@app.command(help="Ghi guides/schema.json để trình soạn thảo gợi ý từng mục.")
def schema(context: typer.Context) -> None:
    """Writes the JSON Schema next to the guides."""
    from bot.guides.schema import write_schema

    typer.echo(f"Đã ghi {write_schema(context.obj / 'schema.json')}.")


def _guides(folder: Path) -> dict[str, Guide]:
    """The guides that can be read, drafts too; a file with mistakes is left to `check`."""
    from bot.guides.checks import check_folder
    from bot.guides.model import Guide as Whole

    found: dict[str, AnyGuide] = check_folder(folder)[0]
    return {guide_id: guide for guide_id, guide in found.items() if isinstance(guide, Whole)}


def _one(guides: dict[str, Guide], guide_id: str) -> Guide:
    if guide_id not in guides:
        raise typer.Exit(_complain(f"không có bài nào đọc được tên {guide_id}; hãy chạy: bot guides check {guide_id}"))
    return guides[guide_id]


def _of(found: list[Mistake], ids: Optional[list[str]]) -> list[Mistake]:
    return [one for one in found if not ids or Path(one.file).stem in ids]


def _list(heading: str, found: list[Mistake]) -> None:
    if found:
        typer.echo(f"{heading}:")
        for one in found:
            typer.echo(f"  {one}")


def _read(question: str) -> str:
    """One line from the terminal; EOFError at the end of input."""
    return input(f"{question}: ")


def _complain(what: str) -> int:
    typer.echo(f"bot guides: {what}", err=True)
    return 1
