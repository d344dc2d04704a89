"""What people see. No screen stands directly in this folder: Streamlit would serve it without app.py and its sign-in."""
