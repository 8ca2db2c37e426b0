"""機關: the tree of agencies and outside bodies, duty rosters, deputies, districts and villages."""
