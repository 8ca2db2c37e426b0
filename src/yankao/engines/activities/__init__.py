"""會議與活動: meetings that are called, held and minuted, and what they resolve tracked until it is done."""
