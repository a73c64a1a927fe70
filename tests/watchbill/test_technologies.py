"""Technologies from printed words, with the words that decided."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from watchbill.registry import sync_registry
from watchbill.store import schema
from watchbill.store.engine import open_store
from watchbill.technologies import Catalogue, FoundTechnology, load_catalogue, phrases_in, technologies_in


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    engine = open_store(f"sqlite:///{tmp_path_factory.mktemp('store') / 'watchbill.db'}")
    sync_registry(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def catalogue(registered: sa.Engine) -> Catalogue:
    with registered.connect() as connection:
        return load_catalogue(connection)


def vendor_id(engine: sa.Engine, key: str) -> int:
    with engine.connect() as connection:
        return connection.execute(sa.select(schema.vendor.c.id).where(schema.vendor.c.key == key)).scalar_one()


def keys(found: list[FoundTechnology]) -> list[str]:
    return [each.technology for each in found]


@pytest.mark.parametrize(
    ("text", "technologies"),
    [
        ("Flock Safety LPR, fka Falcon", ["alpr"]),
        ("K FY25 FLOCK Automated License Plate Recognition (ALPR) Software", ["alpr"]),
        ("FLOCK GROUP FALCON INFRASTRUCTURE (Year 1 of 5)", ["alpr"]),
        ("FLCK FALCON 2 LE AUGUST 19 2025-2026", ["alpr"]),
        ("GENETEC AUTOVUSHARPX LPR UNIT", ["alpr"]),
        ("Annual CLK Renewal Period- 1/20-12/20", ["alpr"]),
        ("2 Camera ALPR Speed Trailer", ["alpr"]),
        ("UFED Ruggedized system", ["mobile_device_forensics"]),
        ("Axon Body 4 and Axon Fleet 3 bundle", ["body_worn_camera", "in_car_video"]),
        ("Amazon Rekognition", ["face_recognition"]),
        ("automated license plate readers", ["alpr"]),
        ("LICENSE-PLATE\nREADER", ["alpr"]),
        ("Body-worn cameras", ["body_worn_camera"]),
        ("Falcon flooring", []),
        ("clear plastic bags", []),
        ("Vista Point drone-free LPRX", ["drones_uas"]),
        ("Standard Implementation Fee", []),
    ],
)
def test_words_that_decide(text: str, technologies: list[str], catalogue: Catalogue) -> None:
    assert keys(technologies_in([(1, text)], catalogue)) == technologies


def test_the_words_are_given_as_printed(catalogue: Catalogue) -> None:
    texts = [(7, "Installation"), (8, "FLOCK Automated License\nPlate Recognition"), (9, "ALPR and more ALPR")]
    assert technologies_in(texts, catalogue) == [
        FoundTechnology("alpr", "Automated License Plate Recognition; ALPR", 8)
    ]


def test_the_longest_phrase_at_a_place_wins(catalogue: Catalogue) -> None:
    assert list(phrases_in("Axon Fleet 3 ALPR", catalogue)) == [("Axon Fleet 3 ALPR", ("alpr",))]


def test_values_outrank_the_small_print(catalogue: Catalogue) -> None:
    page = "Customer may add Flock Safety Raven, Flock Condor, drones or body cameras. " * 5
    texts = [(3, "Flock Safety LPR, fka Falcon"), (None, page)]
    assert technologies_in(texts, catalogue) == [FoundTechnology("alpr", "Flock Safety LPR; fka Falcon", 3)]


def test_page_text_decides_where_no_value_does(catalogue: Catalogue) -> None:
    page = "The license plate readers share data. License plate reader policy. License plate readers. One drone."
    found = technologies_in([(3, "Year 1 of 2"), (None, page)], catalogue)
    assert keys(found) == ["alpr"]
    assert found[0].value_id is None


def test_a_maker_of_one_technology_is_a_weak_hint(registered: sa.Engine, catalogue: Catalogue) -> None:
    clearview, axon = vendor_id(registered, "clearview-ai"), vendor_id(registered, "axon")
    nothing = [(1, "Annual subscription")]
    assert technologies_in(nothing, catalogue, [clearview]) == [
        FoundTechnology("face_recognition", "Clearview AI", None)
    ]
    assert technologies_in(nothing, catalogue, [axon]) == []
    assert keys(technologies_in([(1, "gunshot detection")], catalogue, [clearview])) == ["gunshot_detection"]


def test_postgresql_gives_the_same_catalogue(store: sa.Engine, catalogue: Catalogue) -> None:
    sync_registry(store)
    with store.connect() as connection:
        assert load_catalogue(connection).phrases == catalogue.phrases
