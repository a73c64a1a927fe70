"""Which printed names are published: those of the registry, and those that by their words are no private person.

Released registers print tuition paid back to parents and mileage paid to staff, and some released invoices are a
household's own. Such a name stays on the page it was printed on, and goes nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import sqlalchemy as sa

from watchbill.names import fold, names_public_body
from watchbill.resolve.spellings import blurred_name
from watchbill.store import schema as s

WITHHELD = "name withheld (may be a private person)"

#: Legal forms and words of organisations. No word that is also a usual surname (church, law, court) or stands beside
#: the name of a person (trust, estate, consultant): in doubt a name is withheld.
_ORGANISATION = re.compile(
    r"\b(?:inc|incorporated|llc|pllc|corp|corporation|ltd|limited|company|companies|and co|lp|llp|lllp|plc|gmbh|pty"
    r"|academy|airlines?|alliance|america|associates|association|automotive|bank|bureau|cafe|cent(?:er|re)s?|chamber of"
    r"|charters?|clinic|club|coalition|college|communications?|computers?|construction|consortium|consulting"
    r"|contractors?|cooperative|credit union|designs?|distribut(?:ion|ors?|ing)|educational|electric(?:al)?"
    r"|electronics|energy|engineer(?:s|ing)|enterprises?|environmental|equipment|federation|fitness|foundation"
    r"|fund|graphics|group|healthcare|holdings|hospital|hotel|imaging|industr(?:y|ies|ial)|institute|insurance"
    r"|international|labs?|laborator(?:y|ies)|learning|league|library|logistics|maintenance|management|manufacturing"
    r"|marketing|mechanical|media|medical|mobility|motors?|museum|national|networks?|orchestra|partners|partnership"
    r"|pharmacy|plumbing|press|products|productions|programs?|properties|publish(?:ing|ers?)|rentals?|repairs?"
    r"|resources|restaurant|safety|sales|security|services?|society|software|solutions?|sports|staffing|storage|store"
    r"|suppl(?:y|ies)|surveillance|systems?|tech|technolog(?:y|ies)|telecom|telecommunications?|telephone|towing"
    r"|training|transport|transportation|travel|trucking|union|utilit(?:y|ies)|video|wholesale|wireless|ymca)\b"
)
#: Words of public bodies that people also bear as names.
_SURNAMES = re.compile(r"\b(?:board|city|constable|court|marshals?|parish|state|village)\b", re.IGNORECASE)
_OF_A_BODY = re.compile(
    r"\b(?:city|village|state|board|parish|court)s? of\b|\bsuperior court\b|\bcity and county\b", re.IGNORECASE
)


@lru_cache(maxsize=20_000)
def names_organisation(text: str) -> bool:
    """Whether a printed name says by its words that it is a firm, an association or a public body.

    >>> names_organisation("Acme Widgets, Inc."), names_organisation("City of Springfield")
    (True, True)
    >>> names_organisation("PARISH, PAT")
    False
    """
    if _ORGANISATION.search(fold(text)):
        return True
    return names_public_body(text) and (bool(_OF_A_BODY.search(text)) or names_public_body(_SURNAMES.sub("", text)))


def withholder(connection: sa.Connection) -> Callable[[str | None], str | None]:
    """A function that gives a printed name as it may be published, or WITHHELD.

    Published are names that mean somebody of the registry, makers and sellers of surveillance technology, and names
    that are of an organisation by their words.
    """
    match, party, uses = s.name_match.c, s.purchase_party.c, s.purchase_technology.c
    resolved = sa.select(match.name).where(
        match.decision.in_(("auto", "accepted")), sa.or_(match.vendor_id.is_not(None), match.agency_id.is_not(None))
    )
    sellers = sa.select(party.name).where(
        party.role.in_(("seller", "maker")), party.purchase_id.in_(sa.select(uses.purchase_id))
    )
    sold = frozenset(connection.scalars(sellers))
    spelt = {blurred_name(name) for name in sold}  # papers and scans print a seller in several spellings
    known = {*connection.scalars(resolved), *sold}
    known |= {*connection.scalars(sa.select(s.vendor.c.name)), *connection.scalars(sa.select(s.agency.c.name))}

    def published(name: str | None) -> str | None:
        if name is None or name in known or names_organisation(name) or blurred_name(name) in spelt:
            return name
        return WITHHELD

    return published
