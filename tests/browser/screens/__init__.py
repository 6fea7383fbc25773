"""Every screen, in windows that miss no error: one person at each, customers and colleagues outside. Nothing sleeps."""
