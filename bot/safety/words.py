"""Words by which bot.safety recognises emergencies and reports, folded, as parts of regular expressions."""

from __future__ import annotations

THEM = (
    r"(?:no|ho|chung(?: no)?|bon(?: \w+)?|nguoi la|nguoi ta|nguoi goi|cong an|can bo|ke (?:gian|lua|xau)|thang|con do"
    r"|may dua|shipper|ong (?:ay|ta|do)|ba (?:ay|ta)|hac|hac ta|han|ong|ba ta|ngan hang)"
)
"""Whoever is on the other side."""

SECRET = (
    r"(?:otp|o t p|ma (?:xac (?:nhan|thuc|minh)|(?:6|sau) so|pin|otp|so (?:vua|ho|no))|mat khau|mk|passcode|so the"
    r"|cvv|ma (?=cho ))"
)
"""What must not be told."""

LURE = r"(?:apk|(?:app|ung dung|phan mem|link|trang|web|duong link|duong dan|file) (?:la|gia(?: mao)?|doc|dom|nay la))"
"""What must not be opened."""
