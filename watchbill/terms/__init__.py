"""When a deal begins and ends, whether it renews itself, until when to say no, and what was billed after its end."""

from watchbill.terms.find import Term, TermKind, find_terms

__all__ = ["Term", "TermKind", "find_terms"]
