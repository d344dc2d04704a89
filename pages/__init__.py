"""What people see. Nothing else stands directly in this folder: Streamlit would serve it without app.py."""
