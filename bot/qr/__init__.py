"""VietQR payment codes: made for a trader, and checked for whoever got one."""
