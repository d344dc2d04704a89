"""What a council is: its settings, services and words. Knows neither Streamlit nor the database."""
