"""評審: judges score candidates by declared rules, and every rank can be worked out again from the signed sheets."""
