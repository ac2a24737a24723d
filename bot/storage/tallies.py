"""Numbers that outlive the conversations they were counted in; nothing in them tells whose they were."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_MONTH = "to_char({} AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM')"

_PROVINCE = "coalesce(conversations.state ->> 'province', '')"

TURNS = f"""
    SELECT {_MONTH.format("turns.received_at")} AS month, {_PROVINCE} AS province,
        CASE WHEN said LIKE '/go{{"to":"up:%' THEN 'up' WHEN said LIKE '/go{{"to":"down:%' THEN 'down'
             WHEN said LIKE '/go{{"to":"done:%' THEN 'done' ELSE band END AS what, count(*) AS times
    FROM turns JOIN conversations ON conversations.id = turns.conversation
    WHERE (said LIKE '/go{{"to":"up:%' OR said LIKE '/go{{"to":"down:%' OR said LIKE '/go{{"to":"done:%'
           OR (band IS NOT NULL AND kind = 'text' AND said NOT LIKE '/go{{%'))
"""
"""How questions in a citizen's own words were understood (taps need no understanding), thumbs, and taps on "Xong rồi":
to be followed by more conditions and GROUP BY 1, 2, 3."""

TICKETS = f"""
    SELECT {_MONTH.format("opened_at")} AS month, coalesce(teams.province, tickets.province, '') AS province,
        coalesce(teams.commune, '') AS commune, (extract(epoch FROM answered_at - opened_at) / 60)::float AS minutes
    FROM tickets LEFT JOIN teams ON teams.id = tickets.team
"""
"""One row a ticket: the minutes until its answer, or none."""

_KEEP_TURNS = text(
    f"INSERT INTO turn_tallies (month, province, what, times) {TURNS} AND conversations.id = ANY(:ids) GROUP BY 1, 2, 3"
    " ON CONFLICT (month, province, what) DO UPDATE SET times = turn_tallies.times + excluded.times"
)
_KEEP_TICKETS = text(
    f"INSERT INTO ticket_tallies (month, province, commune, minutes) {TICKETS} WHERE tickets.conversation = ANY(:ids)"
)


async def tally(connection: AsyncConnection, conversations: Sequence[str]) -> None:
    """Keeps the numbers of conversations that are about to be deleted, in the same transaction."""
    await connection.execute(_KEEP_TURNS, {"ids": list(conversations)})
    await connection.execute(_KEEP_TICKETS, {"ids": list(conversations)})
