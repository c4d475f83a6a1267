"""Orders: what was bought, frozen: one group per purchase, one order per seller."""
