"""What the web server does besides Streamlit: who asks, live feeds, keeping the engine up."""
