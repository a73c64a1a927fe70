"""Technologies from printed words, with the words that decided."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.watchbill.wordings import WORDINGS
from watchbill.mentions import Saying
from watchbill.registry import sync_registry
from watchbill.store import schema
from watchbill.store.engine import open_store
from watchbill.technologies import (
    Catalogue,
    FoundTechnology,
    load_catalogue,
    mentions_in,
    phrases_in,
    technologies_in,
)


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
        ("Vista Point drone-free LPRX", []),
        ("Standard Implementation Fee", []),
    ],
)
def test_words_that_decide(text: str, technologies: list[str], catalogue: Catalogue) -> None:
    assert keys(technologies_in([(1, text)], catalogue)) == technologies


@pytest.mark.parametrize("technology", sorted(WORDINGS))
def test_wordings_of_each_technology(technology: str, catalogue: Catalogue) -> None:
    bought, not_bought = WORDINGS[technology]
    assert len(bought) >= 3
    assert len(not_bought) >= 2
    for text in bought:
        assert technology in keys(technologies_in([(1, text)], catalogue)), text
    for text in not_bought:
        assert technology not in keys(technologies_in([(1, text)], catalogue)), text
        assert technology not in keys(technologies_in([(None, text)], catalogue)), text


def test_every_technology_has_wordings(registered: sa.Engine) -> None:
    with registered.connect() as connection:
        assert set(connection.scalars(sa.select(schema.technology.c.key))) == set(WORDINGS)


@pytest.mark.parametrize(
    ("text", "technologies"),
    [
        ("Flock Safety LPR cameras at a cost not to exceed $48,000", ["alpr"]),
        ("Cameras including but not limited to body-worn cameras", ["body_worn_camera"]),
        ("No fiscal impact on the General Fund for the license plate readers", ["alpr"]),
        ("License plate readers are not available from any other vendor", ["alpr"]),
        ("The system does not include drones but includes license plate readers", ["alpr"]),
        ("Does not include drones. Includes license plate readers.", ["alpr"]),
        ("Not included:\n- drones\n- facial recognition\n\nIncluded:\n- license plate readers", ["alpr"]),
        ("Drones, gunshot detection and facial recognition are not included", []),
        ("Body cameras, drones (not included)", ["body_worn_camera"]),
        ("No drones, license plate readers or facial recognition software", []),
        ("License plate readers, no drones", ["alpr"]),
        ("Custom metal work to support updated LPR hardware", ["alpr"]),
        ("This shall not prohibit the Agency from sharing ALPR data", ["alpr"]),
        ("Marketing papers of IMSI catchers are information prohibited from disclosure", ["cell_site_simulator"]),
        ("Installation is not included\nFlock Safety LPR camera", ["alpr"]),
        ("Price excludes installation\nAXON BODY 4 CAMERA", ["body_worn_camera"]),
        ("Axon, a leading provider of body cameras, sells the City drones", []),
        ("Other products of the maker include drones, body cameras and ALPR", []),
    ],
)
def test_what_is_denied_or_named_in_passing(text: str, technologies: list[str], catalogue: Catalogue) -> None:
    assert keys(technologies_in([(1, text)], catalogue)) == technologies


def test_a_letterhead_with_the_sellers_range_decides_nothing(catalogue: Catalogue) -> None:
    letterhead = "Body Cameras | In-Car Video | Drones | License Plate Readers\n"
    assert technologies_in([(None, letterhead + "Invoice for services\n")], catalogue) == []
    page = letterhead + "License plate readers, 4 ea\nLicense plate reader installation\n"
    assert keys(technologies_in([(None, page)], catalogue)) == ["alpr"]
    footers = [f"Page {number}\nService call\nDrones for public safety\n" for number in range(1, 4)]
    assert technologies_in([(None, page) for page in footers], catalogue) == []


def test_small_print_alone_only_gives_doubt(catalogue: Catalogue) -> None:
    terms = "Service agreement\n{}\nTERMS AND CONDITIONS\nDrones may not be flown. {}"
    assert technologies_in([(None, terms.format("", "Body cameras must be returned."))], catalogue) == []
    kept = "License plate readers stay ours. License plate readers are leased. License plate readers are insured."
    assert keys(technologies_in([(None, terms.format("", kept))], catalogue)) == ["alpr"]
    assert keys(technologies_in([(None, terms.format("ALPR service", "Body cameras."))], catalogue)) == ["alpr"]


def test_a_denied_product_names_no_maker(catalogue: Catalogue) -> None:
    assert list(phrases_in("Pole kit for Flock Falcon; Axon Body 4 is not included", catalogue)) == [
        ("Flock Falcon", ("alpr",))
    ]
    assert [mention.says for mention in mentions_in("Flock Falcon, no Raven audio", catalogue)] == [
        Saying.BOUGHT, Saying.DENIED,
    ]  # fmt: skip


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
