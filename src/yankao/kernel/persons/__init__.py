"""個人資料: encrypted people, found by keyed index, shown masked, opened for a purpose, erased in time."""
