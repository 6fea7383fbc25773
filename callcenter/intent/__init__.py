"""PURE. Text, digits and what is known of the customer become an Intent with reasons."""
