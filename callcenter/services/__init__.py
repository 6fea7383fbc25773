"""The shell's use cases, one file per thing a person does or is promised. They see ports, never SQL or sockets."""
