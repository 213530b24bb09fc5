"""Reflex's own settings; everything of ours is in ``csn_app/config.py``."""

import reflex as rx

config = rx.Config(
    app_name="csn_app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    default_color_mode="system",
    state_manager_mode="memory",
    # The gate checks every Origin itself: nobody is allowed by CORS.
    cors_allowed_origins=[],
    frontend_compression_formats=["brotli", "gzip"],
    disable_plugins=[rx.plugins.SitemapPlugin, rx.plugins.RadixThemesPlugin],
)
