"""The records that the published sentences speak of, made division by division."""
