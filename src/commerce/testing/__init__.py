"""Public test kit: conformance suites for providers of every slot."""
