"""The hand-made screens of the service desk: 1999 agent, call-backs, supervisor's board, shifts and papers."""
