"""Notifications: mail and SMS to people in their language; no secret and no address at rest."""
