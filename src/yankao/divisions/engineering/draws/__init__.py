"""密封抽籤與查核行程: which sites are visited is drawn under seal, published before, revealed after, and checked by anybody."""
