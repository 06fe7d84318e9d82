"""The web app: Streamlit and nothing that is not about Streamlit.

A folder for each place a visitor can be. In goes what a person does in the browser, out comes what
the browser shows. `_main` draws the pages; start there.
"""
