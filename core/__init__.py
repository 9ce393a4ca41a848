"""Everything the playground can do, without a browser; imports no Streamlit."""
