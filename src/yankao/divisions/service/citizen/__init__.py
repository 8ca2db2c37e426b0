"""The citizen's pages: report, track, the public map and list; and what the mayor's office reads about a district and a month."""
