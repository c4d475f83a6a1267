"""The payment plugins keep the promises of the port."""

import pytest
from commerce_payments_simulator.provider import Simulator
from commerce_payments_simulator.store import Store

from commerce.kernel.ids import new_id
from commerce.kernel.plugins import discover
from commerce.payments.providers import PAYMENT, RawRequest
from commerce.testing.payments import PaymentCase, PaymentProviderSuite

SECRET = "a secret of the tests"


class TestSimulator(PaymentProviderSuite):
    @pytest.fixture
    def case(self, tmp_path) -> PaymentCase:
        return PaymentCase(
            provider=Simulator(Store(tmp_path), secret=SECRET, timeout_seconds=0),
            paying={"script": "accept"},
            declined={"script": "decline"},
            waiting={"script": "redirect"},
            forged=(
                ("notice", RawRequest("POST", "/", {}, {}, b"{}")),
                ("notice", RawRequest("POST", "/", {}, {"x-simulator-signature": "t=x"}, b"")),
                ("pay", RawRequest("GET", "/", {}, {}, b"")),
                ("pay", RawRequest("POST", "/", {"attempt": str(new_id())}, {}, b"choice=succeed")),
            ),
        )


class TestCashOnDelivery(PaymentProviderSuite):
    @pytest.fixture
    def case(self) -> PaymentCase:
        provider = discover(("payments-cod",), {}).find(PAYMENT, "cash_on_delivery")
        assert provider is not None
        return PaymentCase(provider=provider, paying={})
