"""Pages: for staff (`console/`), for residents and the public (`pages/`), and for who watches the service."""
