"""附件: files taken by what they are, kept once by content, given as downloads."""
