"""The desk of the purchases' tests."""

from tests.purchases.conftest import both_desks as both_desks
from tests.purchases.conftest import desk as desk
