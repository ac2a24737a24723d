"""Measured results for leads: plots with their tables, targets, and everything as CSV."""

from __future__ import annotations

import csv
import io

from aiohttp import web

from bot.desk.measuring import FEWEST, totals
from bot.desk.people import Role
from connectors.desk.assist import today
from connectors.desk.charts import charts
from connectors.desk.desk import desk_of, operator_of
from connectors.desk.goals import goals_of
from connectors.desk.guarding import open_to
from connectors.desk.rendering import render
from connectors.desk.results import measured_for, month_of, places, rows


def routes() -> list[web.RouteDef]:
    """Page, CSV; what Prometheus reads."""
    return [
        web.get("/measure", show_measure),
        web.get("/measure.csv", send_csv),
        web.get("/metrics", send_metrics),
    ]


@open_to(Role.LEAD)
async def show_measure(request: web.Request) -> web.StreamResponse:
    """The page."""
    desk, operator = desk_of(request), operator_of(request)
    measured = await measured_for(request)
    whole = totals(measured.cells)
    return await render(
        request,
        "measure.html",
        measured=measured,
        whole=whole,
        plots=list(charts(measured, whole)),
        goals=await goals_of(desk, operator),
        guides=desk.library.guides(),
        fewest=FEWEST,
        places=places(measured),
        month_now=month_of(today()),
    )


@open_to(Role.LEAD)
async def send_csv(request: web.Request) -> web.StreamResponse:
    """One row per number: month, place, what, how many."""
    measured = await measured_for(request)
    titles = {guide.id: guide.title for guide in desk_of(request).library.guides()}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["tháng", "tỉnh", "xã, phường", "nhóm số", "số gì", "bao nhiêu"])
    writer.writerows(rows(measured, titles))
    name = f"ket-qua-{measured.first}-{measured.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    body = "\ufeff" + out.getvalue()  # by this sign Excel knows UTF-8
    return web.Response(text=body, content_type="text/csv", charset="utf-8", headers=headers)


@open_to(Role.ADMINISTRATOR)
async def send_metrics(request: web.Request) -> web.StreamResponse:
    """The gateway's /metrics, for an administrator who is not on its machine."""
    return web.Response(body=await desk_of(request).metrics(), content_type="text/plain", charset="utf-8")
