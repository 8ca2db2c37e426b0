"""The reviews of 管制考核, one file each."""
