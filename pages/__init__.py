"""One Streamlit page for each studio, layout only."""
