"""What pages are drawn with, without a browser."""

from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(scope="session", autouse=True)
def components_known() -> Iterator[None]:
    """Look once for components in installed packages, where AppTest would for each drawn page."""
    with pytest.MonkeyPatch.context() as patch:
        found = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture(autouse=True)
def buttons_do_what_they_say(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail where a button failed, which is said to visitors and logged, but not raised."""
    yield
    failed = [one for one in caplog.get_records("call") if one.message == "a button failed"]
    assert not failed
