"""The heavy modules that pages need, imported once before the server freezes its memory."""

import pandas  # noqa: F401
import sqlalchemy  # noqa: F401
import streamlit  # noqa: F401

import dashboard.parts  # noqa: F401
