"""辦公日曆: on which days the offices work."""
