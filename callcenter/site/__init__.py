"""What the service team writes, turned into one frozen Site or a list of problems with file and line."""
