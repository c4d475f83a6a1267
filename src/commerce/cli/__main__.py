"""`python -m commerce.cli`."""

from commerce.cli.main import main

main()
