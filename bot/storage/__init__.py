"""What is kept: conversations, turns and replies, in PostgreSQL.

Alembic loads Mako, and Mako loads lexers that would colour its error pages: almost 4 MB of a gateway.
"""

import sys

sys.modules.setdefault("mako.ext.pygmentplugin", None)  # type: ignore[arg-type]  # as in bot.dialogue
