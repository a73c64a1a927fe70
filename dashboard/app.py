"""What Streamlit runs for every page: the masthead, one page from `views/`, the footer."""

from __future__ import annotations


def show_page() -> None:
    """The page that the address names, between masthead and footer."""
    import streamlit as st

    from dashboard import parts
    from dashboard.pictures import FACSIMILE
    from dashboard.store import ask
    from watchbill.errors import NotFoundError
    from watchbill.store.engine import UnreachableStoreError

    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    page = st.navigation(
        [
            st.Page("views/search.py", title="Watchbill", url_path="search", default=True),
            st.Page("views/agency.py", title="Agencies · Watchbill", url_path="agency"),
            st.Page("views/vendor.py", title="Vendors · Watchbill", url_path="vendor"),
            st.Page("views/purchase.py", title="Purchases · Watchbill", url_path="purchase"),
            st.Page("views/evidence.py", title="Evidence · Watchbill", url_path="evidence"),
            st.Page("views/sources.py", title="Sources · Watchbill", url_path="sources"),
            st.Page("views/corrections.py", title="Corrections · Watchbill", url_path="corrections"),
            st.Page("views/method.py", title="Method · Watchbill", url_path="method"),
        ],
        position="hidden",
    )
    parts.masthead(f"/{page.url_path}" if page.url_path != "search" else "/", parts.parameter("q"))
    is_sample = False
    try:
        try:
            page.run()
        except NotFoundError as error:
            parts.sorry(str(error))
        is_sample = not ask("search_pages", text=f'"{FACSIMILE}"', limit=1).empty
    except UnreachableStoreError as error:
        parts.opening("The store", str(error), "Nothing is lost: these pages only read. The terminal may say more.")
    parts.footer(is_sample=is_sample)


# A child process that is spawned during a run imports this file under another name: it must neither draw the page again
# nor load what only pages need.
if __name__ == "__main__":
    show_page()
