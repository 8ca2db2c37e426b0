"""The hand-made screens of 綜合計畫: the tree of a term, from vision to indicator."""
