"""Use cases of the audit trail and of the switches."""

from commerce.audit.service.reading import export, note_readings
from commerce.audit.service.switches import freeze, unfreeze
from commerce.audit.service.verifying import attach_triggers, verify

__all__ = ["attach_triggers", "export", "freeze", "note_readings", "unfreeze", "verify"]
