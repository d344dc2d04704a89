"""The pages, through Streamlit's own test runner."""
