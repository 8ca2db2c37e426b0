"""The reviews of 研究發展, one file each."""
