"""The series of meetings of 管制考核, one file each."""
