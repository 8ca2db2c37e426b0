"""The screens of the ways out: the outbox, the channels, and how each wants to be told."""
