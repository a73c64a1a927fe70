"""What papers state of how much was deployed and how it is used: cameras, users, retention, searches, sharing."""

from watchbill.deployment.facts import Deployed, deployed

__all__ = ["Deployed", "deployed"]
