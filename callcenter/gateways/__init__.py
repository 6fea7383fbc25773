"""ADAPTER. Systems that carry contacts: translate their bytes to events, our commands to theirs."""
