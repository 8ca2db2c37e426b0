"""The hand-made screens of 管制考核: the page of each councillor and the book of resolutions."""
