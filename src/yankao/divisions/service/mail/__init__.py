"""E-mail of citizens: letters in that become petitions or supplements, and the words of the letters out."""
