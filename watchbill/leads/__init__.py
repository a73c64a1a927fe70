"""Leads: what others report that agencies have, loaded from their lists. A lead is no purchase and proves nothing."""
