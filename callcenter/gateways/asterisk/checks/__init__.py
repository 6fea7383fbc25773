"""What `callcenter gateway check` looks at: is the switch there, has it all we need, can it play what we speak."""
