"""Purchases: papers that belong together, how far each deal has come, and its five amounts."""

from watchbill.purchases.write import JoinReport, join_purchases

__all__ = ["JoinReport", "join_purchases"]
