"""The operations under /api/v1, a file for each thing they are about. None knows SQL or sockets."""
