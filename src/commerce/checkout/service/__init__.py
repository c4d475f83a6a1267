"""Use cases of checkout: from a cart to placed orders."""

from commerce.checkout.service.complete import complete
from commerce.checkout.service.settle import receive, settle
from commerce.checkout.service.sweep import abandon, sweep

__all__ = ["abandon", "complete", "receive", "settle", "sweep"]
