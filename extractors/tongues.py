"""Papers in other languages than English: their own words tell that the day stands before the month."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.names import has_us_place
from extractors.paper import Page

#: Parts of the words below, in small letters: most pages hold none of them.
_HINTS = (
    "rechnung",
    "factuu",
    "fattur",
    "fatura",
    "bestell",
    "mwst",
    "devis",
    "offerte",
    "presupuesto",
    "preventivo",
)
#: What papers of sellers are called in German, French, Dutch, Spanish, Italian and Portuguese.
_CALLED = re.compile(
    r"\b(?:Rechnung\w*|Bestell(?:ung|nummer|datum)|MwSt|Factur(?:e|es|en|uur|uurnummer|uurdatum|a|ación)|Factuur\w*|Fattur[ae]|Fatura"
    r"|Devis|Offerte|Presupuesto|Preventivo)\b",
    re.I,
)
#: Other words of these languages that papers of sellers print and English ones do not.
_BESIDE = re.compile(
    r"\b(?:Datum|Menge|Betrag|Gesamt\w*|Einzelpreis|Bezeichnung|Beschreibung|Kunde\w*|Fällig\w*|Montant|Quantité|Désignation|Prix|TVA"
    r"|échéance|Aantal|Bedrag|Omschrijving|Totaal|BTW|Fecha|Cantidad|Descripción|Importe|Precio|Vencimiento|IVA"
    r"|Quantità|Descrizione|Importo|Scadenza|Quantidade|Descrição|Preço|Vencimento|Cliente)\b",
    re.I,
)
#: What bilingual papers of Canada and Texas are called beside their other name; an address is no name.
_ENGLISH = re.compile(r"(?<![\w@.-])invoices?(?![\w@.-])", re.I)


def is_foreign(pages: Sequence[Page]) -> bool:
    """Whether a paper is in another language of Europe, by two of its words or one with euros, is not called an invoice
    too, and names no place of the United States."""
    if not has_foreign_name(pages):
        return False
    text = "\n".join(page.text for page in pages)
    own = {word.lower() for word in (*_CALLED.findall(text), *_BESIDE.findall(text))}
    is_borne_out = len(own) > 1 or (len(_CALLED.findall(text)) > 1 and "€" in text)
    return is_borne_out and not _ENGLISH.search(text) and not has_us_place(text)


def has_foreign_name(pages: Sequence[Page]) -> bool:
    """Whether pages print what papers of sellers are called in another language of Europe, be it beside English."""
    return any(_may_be_foreign(page.small) and _CALLED.search(page.text) for page in pages)


def _may_be_foreign(small: str) -> bool:
    """A cheap look at a page's text in small letters; a manufacturer is no ``factura``."""
    return any(hint in small for hint in _HINTS) or small.count("factur") > small.count("nufactur")


#: Words that papers in these languages print on every page, and that are no names of places in America.
_SPOKEN = re.compile(
    r"\b(?:und|für|mit|zzgl|ihre?|bitte|straße|gmbh|ust|mwst|betrag|menge|rechnung\w*|bestell\w*|liefer\w*|angebot\w*|kunde\w*"
    r"|pour|vous|votre|notre|avec|rue|tva|ttc|ht|montant|prix|quantité|désignation|règlement|facture|commande|sarl"
    r"|het|een|voor|aantal|bedrag|btw|factuur\w*|totaal|omschrijving|straat|bv"
    r"|fecha|cantidad|importe|precio|factura\w*|descripción|pago|calle|pedido|proveedor|iva|vencimiento"
    r"|della|delle|fattura|importo|quantità|descrizione|scadenza|spett|codice|srl|ordine|fornitore"
    r"|fatura|preço|quantidade|descrição|pagamento|vencimento|rua|encomenda|fornecedor)\b"
)


def speaks_abroad(page: Page) -> bool:
    """Whether a page prints what such papers are called, or two more words of these languages."""
    return has_foreign_name([page]) or len(set(_SPOKEN.findall(page.small))) > 1
